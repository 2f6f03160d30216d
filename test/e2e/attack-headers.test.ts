/** Attacks on headers: put into others, without measure, and ranges without end. */
import t from 'tap';
import { BERT, OPEN, PUBLIC, startAttacked } from '../fixtures/attacked.ts';

t.test('attacks on headers', async (t) => {
  const house = await startAttacked(t);
  const { attack, ask, say } = house;

  attack('a header that is put into another', async (t) => {
    const [clean] = await say(`GET ${PUBLIC} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`);
    const names = (headers: ReadonlyMap<string, string>) => [...headers.keys()].sort();
    const injected = '%0d%0aX-Evil:%20yes%0d%0a%0d%0a<script>';
    for (const target of [
      `${PUBLIC}${injected}`,
      `/objects/trailers${injected}/x`,
      `/objects/${injected}`,
      `${PUBLIC}?view=${injected}`,
      `/watch?v=${injected}&bucket=trailers`,
      `/list_objects?bucket=trailers&prefix=${injected}`,
      `/list_objects?bucket=${injected}`,
      `/${injected}`,
    ]) {
      for (const at of [target, target.replaceAll('%0d%0a', '%E5%98%8D%E5%98%8A')]) {
        const { headers } = await ask(at, [BERT]);
        t.notOk(headers.has('x-evil'), at);
        t.match(headers.get('content-type'), /^application\/(problem\+)?json$/, 'never a page');
      }
    }
    for (const line of [
      `Origin: https://good.example${injected}`,
      `If-Range: "x${injected}"`,
      'If-Range: "x"\r\nIf-Range: "y"',
      `If-None-Match: "${injected}"`,
      `Range: bytes=0-0${injected}`,
      `X-Request-Id: ${injected}`,
      `Accept-Language: ${injected}`,
      `Referer: ${injected}`,
      '__proto__: x',
      'constructor: x',
      'hasOwnProperty: x',
    ]) {
      const answer = await ask(PUBLIC, [line]);
      t.equal(answer.status, 200, line);
      t.strictSame(names(answer.headers), names(clean?.headers ?? new Map()), line);
      t.notMatch([...answer.headers.values()].join(), 'evil', line);
    }
  });

  attack('an object whose metadata would be headers', async (t) => {
    const key = 'out/odd.bin';
    const headers = {
      'content-type': 'text/html; charset="x, text/html"',
      'content-disposition': 'inline; filename="a.html"; x="%0d%0a"',
      'content-language': 'en',
      'cache-control': 'public, max-age=60',
      'x-amz-meta-set-cookie': 'a=b',
      'x-amz-meta-location': 'https://evil.example/',
    };
    const put = { bucket: 'origin-trailers-7f3', key, headers, body: OPEN };
    t.equal((await house.client.send('PUT', put)).status, 200);
    const answer = await ask('/objects/trailers/out/odd.bin');
    t.equal(answer.status, 200);
    const allowed = new Set([
      ...['accept-ranges', 'cache-control', 'cache-status', 'connection', 'content-disposition'],
      ...['content-language', 'content-length', 'content-security-policy', 'content-type', 'date'],
      ...['cross-origin-resource-policy', 'etag', 'last-modified', 'referrer-policy'],
      ...['server-timing', 'vary', 'x-content-type-options', 'x-request-id'],
    ]);
    t.strictSame(
      [...answer.headers.keys()].filter((name) => !allowed.has(name)),
      [],
    );
    t.match(answer.headers.get('content-security-policy'), /sandbox$/);
  });

  attack('a request line, headers and cookies without measure', async (t) => {
    const get = (target: string, ...lines: string[]) =>
      say(
        `${[`GET ${target} HTTP/1.1`, 'Host: h', 'Connection: close', ...lines].join('\r\n')}\r\n\r\n`,
      );
    const many = (count: number) => Array.from({ length: count }, (_, n) => `X-${n}: y`);
    for (const [answers, status] of [
      [await get(`/${'a'.repeat(9000)}`), 414],
      [await get(`/watch?v=${'a'.repeat(9000)}`), 414],
      [await get(`/${'a'.repeat(40_000)}`), 431],
      [await get(`${PUBLIC}`, `Cookie: ${'c'.repeat(40_000)}`), 431],
      [await get(`${PUBLIC}`, `${'n'.repeat(40_000)}: y`), 431],
      [await get(PUBLIC, ...many(150)), 431],
      [await get(PUBLIC, ...many(3000)), 431],
      [await get(PUBLIC, ...many(90)), 200],
      [await get(`/objects/trailers/${'a'.repeat(1100)}`), 400],
      [await get(`/objects/trailers/out/${'%e2%82%ac'.repeat(400)}`), 400],
      [await get(`/watch?${'&'.repeat(8000)}`), 400],
      [await get(`/watch?${'v=a&'.repeat(2000)}`), 400],
      [await get(`/objects/trailers/${'/'.repeat(1000)}`), 404],
      [await get(`/${'%25'.repeat(2000)}`), 404],
    ] as const) {
      t.strictSame(
        answers.map((answer) => answer.status),
        [status],
      );
    }
  });

  attack('ranges without end, and without number', async (t) => {
    const ranged = (range: string) => ask(PUBLIC, [`Range: ${range}`]);
    for (const [range, status] of [
      ['bytes=0-99999999999999999999999', 206],
      ['bytes=99999999999999999999999-', 416],
      ['bytes=-99999999999999999999999', 206],
      ['bytes=-0', 416],
      [`bytes=${'9'.repeat(12_000)}-`, 416],
      [`bytes=0-${'9'.repeat(12_000)}`, 206],
      [`bytes=${'0-,'.repeat(4000)}`, 206],
      [`bytes=${Array.from({ length: 1000 }, (_, n) => `${n * 2}-${n * 2}`).join()}`, 206],
      [`bytes=${'0-0,2-2,'.repeat(1500)}`, 206],
      [`bytes=${','.repeat(12_000)}`, 200],
      [`bytes=${' '.repeat(12_000)}`, 200],
      ['bytes=5-2', 200],
      ['bytes=0x0-1', 200],
      ['bytes=-', 200],
      ['bytes=1e3-', 200],
      ['lines=0-', 200],
    ] as const) {
      const answer = await ranged(range);
      t.equal(answer.status, status, range.slice(0, 60));
      t.ok(answer.body.length < 4000, 'and no more bytes than it is worth');
    }
  });

  await house.searched();
});
