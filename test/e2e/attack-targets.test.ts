/** Attacks that would make a proxy of it: other hosts, other schemes, other methods. */
import t, { type Test } from 'tap';
import { BERT, FILM, OPEN, PRIVATE, PUBLIC, startAttacked } from '../fixtures/attacked.ts';

/** What would be answered if it were taken for a request of its own. */
const SMUGGLED = `GET ${FILM} HTTP/1.1\r\nHost: h\r\n${BERT}\r\nConnection: close\r\n\r\n`;

t.test('attacks on targets', async (t) => {
  const house = await startAttacked(t);
  const { attack, ask, say, program } = house;

  /** Says `raw` and hears no more than one answer, which holds nothing private. */
  const alone = async (t: Test, raw: string, name: string) => {
    const answers = await say(raw);
    t.ok(answers.length <= 1, `${name}: ${answers.map(({ status }) => status)}`);
    t.notMatch(answers.map(({ body }) => body).join(), PRIVATE, name);
    return answers[0]?.status;
  };

  attack('a Host that is not one, or another one', async (t) => {
    const get = (...lines: string[]) =>
      say(`${[`GET ${PUBLIC} HTTP/1.1`, ...lines, 'Connection: close'].join('\r\n')}\r\n\r\n`);
    for (const lines of [
      [],
      ['Host: a', 'Host: b'],
      ['Host: a, b'],
      ['Host: a b'],
      ['Host: a/b'],
      ['Host: a@b'],
      ['Host: a:b'],
      ['Host: [::1'],
      ['Host: http://a'],
      ['Host: \u00e4'],
    ]) {
      t.equal((await get(...lines))[0]?.status, 400, lines.join());
    }
    for (const host of ['evil.example', '169.254.169.254', 'localhost:1', '[::1]', '']) {
      const [answer] = await get(`Host: ${host}`);
      t.match(answer, { status: 200, body: OPEN }, host);
      t.notMatch([...(answer?.headers.values() ?? [])].join(), 'evil', 'and never told back');
    }
  });

  attack('a target at another server (SSRF)', async (t) => {
    const listening = new URL(program.url).host;
    for (const [target, status] of [
      [`http://169.254.169.254/latest/meta-data/`, 404],
      [`http://evil.example${PUBLIC}`, 200],
      [`http://${listening}@evil.example/`, 200],
      ['http://evil.example', 200],
      ['https://evil.example/list_buckets', 200],
      ['http://', 200],
      ['http:///etc/passwd', 404],
      ['file:///etc/passwd', 400],
      ['ftp://evil.example/', 400],
      ['gopher://evil.example/', 400],
      ['javascript:alert(1)', 400],
      ['//evil.example/', 404],
      ['///evil.example/', 404],
      ['/\\evil.example/', 404],
      ['/http://evil.example/', 404],
      ['/objects/http://evil.example/x', 400],
      ['/objects/trailers/http://evil.example/x', 404],
      ['/watch?bucket=trailers&v=http://169.254.169.254/', 404],
      ['/watch?bucket=trailers&v=file:///etc/passwd', 404],
      ['/watch?bucket=evil.example&v=x', 401],
      ['/list_objects?bucket=trailers&prefix=http://evil.example/', 200],
      ['evil.example:80', 400],
      ['*', 404],
    ] as const) {
      const { headers, body, ...answer } = await ask(target);
      t.equal(answer.status, status, target);
      t.notOk(headers.has('location'), 'nor sent on');
      t.notMatch(body, /root:|ami-id/);
    }
    for (const line of [
      `X-Original-URL: ${FILM}`,
      `X-Rewrite-URL: ${FILM}`,
      'X-Forwarded-Prefix: /x',
    ]) {
      t.match(await ask('/healthz', [line, BERT]), { status: 200, body: '{"status":"ok"}' }, line);
    }
  });

  attack('CONNECT, and other methods that would make a proxy of it', async (t) => {
    for (const target of ['evil.example:443', '127.0.0.1:22', PUBLIC, '*']) {
      const status = await alone(
        t,
        `CONNECT ${target} HTTP/1.1\r\nHost: h\r\n\r\n${SMUGGLED}`,
        target,
      );
      t.ok(status === 405 || status === 400, `${target}: ${status}`);
    }
    for (const method of ['TRACE', 'TRACK', 'DEBUG', 'PURGE', 'BAN', 'PROPFIND', 'LINK', 'POST']) {
      const answers = await say(
        `${method} ${PUBLIC} HTTP/1.1\r\nHost: h\r\nX-Secret: seen\r\nConnection: close\r\n\r\n`,
      );
      t.ok([400, 405].includes(answers[0]?.status ?? 0), method);
      t.notMatch(answers[0]?.body, /seen/, 'nothing is echoed');
    }
    for (const protocol of ['websocket', 'h2c', 'TLS/1.0']) {
      const lines = [`Upgrade: ${protocol}`, 'HTTP2-Settings: AAMAAABkAAQAAP__'];
      const answer = await ask(PUBLIC, lines);
      t.match(answer, { status: 200, body: OPEN }, protocol);
    }
  });

  await house.searched();
});
