/** Attacks on `POST /sign`: more than one may do oneself, and what is no order at all. */
import t from 'tap';
import { ANNA, BERT, linkTo, scattered, startAttacked } from '../fixtures/attacked.ts';

t.test('attacks on orders for links', async (t) => {
  const house = await startAttacked(t, { FIRSTBYTE_TRUSTED_PROXIES: '127.0.0.1' });
  const { attack } = house;
  const ask = scattered(house);

  attack('an order for a link, for more than one may do oneself', async (t) => {
    const order = async (body: unknown, line = ANNA, type = 'application/json') => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      return await ask('/sign', [line, `Content-Type: ${type}`], 'POST', text);
    };
    const good = await order({ bucket: 'films', key: '2026/kids/c.mp4' });
    t.equal(good.status, 200);
    t.match(JSON.parse(good.body).url, /^\/objects\/films\/2026\/kids\/c\.mp4\?/, 'and no host');
    const c = { bucket: 'films', key: '2026/kids/c.mp4' };
    for (const [body, status] of [
      [{ bucket: 'films', key: '2026/a.mp4' }, 403],
      [{ bucket: 'films', prefix: '' }, 403],
      [{ bucket: 'films', prefix: '2026/' }, 403],
      [{ bucket: 'films', prefix: '2026/kids' }, 403],
      [{ bucket: 'films', prefix: '2026/kids/../' }, 403],
      [{ bucket: 'films', key: '2026/kids/../a.mp4' }, 403],
      [{ bucket: 'films', key: '2026/kids/..\\a.mp4' }, 403],
      [{ bucket: 'trailers', key: 'out/t.mp4' }, 403],
      [{ bucket: 'origin-films-7f3', key: '2026/kids/c.mp4' }, 403],
      [{ bucket: 'origin-vault-7f3', prefix: '' }, 403],
      [{ bucket: '*', prefix: '' }, 400],
      [{ bucket: '__proto__', prefix: '' }, 400],
      [{ ...c, right: 'write' }, 403],
      [{ ...c, right: 'admin' }, 400],
      [{ ...c, right: ['read', 'write'] }, 400],
      [{ ...c, seconds: 10 ** 9 }, 400],
      [{ ...c, seconds: -1 }, 400],
      [{ ...c, seconds: 0.5 }, 400],
      [{ ...c, seconds: '60' }, 400],
      [{ ...c, seconds: 1e308 }, 400],
      [{ ...c, address: 'unknown' }, 400],
      [{ ...c, address: '192.0.2.1\n' }, 400],
      [{ ...c, prefix: '2026/kids/' }, 400],
      [{ ...c, expires: 9_999_999_999 }, 400],
      [{ ...c, viewer: 'bert' }, 400],
      [{ bucket: 'films' }, 400],
      [{ bucket: 'films', key: '' }, 400],
      [{ bucket: 'films', key: { toString: 'x' } }, 400],
      [{ bucket: 'films', key: '2026/kids/\0' }, 400],
      [{ bucket: 'films', prefix: '2026/kids/\0' }, 400],
      ['{"bucket":"films","key":"2026/kids/\\ud800"}', 400],
      ['{"bucket":"films","prefix":"2026/kids/\\udc00"}', 400],
      ['{"bucket":"films","key":"2026/kids/c.mp4","__proto__":{"right":"write"}}', 400],
      ['{"__proto__":{"bucket":"films","prefix":""}}', 400],
      ['{"constructor":{"prototype":{"right":"write"}}}', 400],
      ['[]', 400],
      ['null', 400],
      ['"films"', 400],
      ['{', 400],
      ['{"bucket":"films",}', 400],
      ['\ufeff{}', 400],
      ['['.repeat(8000), 400],
      ['', 400],
    ] as const) {
      const answer = await order(body);
      t.equal(answer.status, status, JSON.stringify(body).slice(0, 80));
      t.notMatch(answer.body, /"url"|token=/);
    }
    t.equal((await order({ bucket: 'films', prefix: '', right: 'write' }, BERT)).status, 403);
    t.notOk('right' in {}, 'nothing was polluted');
  });

  attack('an order by nobody, by a link, or from a form of a foreign page', async (t) => {
    const body = '{"bucket":"films","key":"2026/a.mp4"}';
    const json = 'Content-Type: application/json';
    t.equal((await ask('/sign', [json], 'POST', body)).status, 401);
    t.equal((await ask(`/sign?${linkTo()}`, [json], 'POST', body)).status, 401);
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=application/json',
      'text/plain; charset=application/json',
      'text/plain, application/json',
      'application/jsonp',
      'text/json',
      '',
    ]) {
      const lines = [BERT, `Content-Type: ${type}`, 'Origin: https://evil.example'];
      t.equal((await ask('/sign', lines, 'POST', body)).status, 415, type);
    }
    t.equal((await ask('/sign', [BERT], 'POST', body)).status, 415, 'of no type');
    for (const method of ['GET', 'PUT', 'DELETE', 'HEAD']) {
      t.equal((await ask('/sign', [BERT, json], method)).status, 405, method);
    }
    const override = ['X-HTTP-Method-Override: POST', 'X-HTTP-Method: POST', json, BERT];
    t.equal((await ask('/sign?_method=POST', override)).status, 405);
  });

  attack('an order that is too large, announced or not, or that never ends', async (t) => {
    const head = `POST /sign HTTP/1.1\r\nHost: h\r\n${BERT}\r\nContent-Type: application/json\r\n`;
    const chunk = `1000\r\n${' '.repeat(0x1000)}\r\n`;
    for (const [name, raw] of [
      ['announced', `${head}Content-Length: 99999999\r\n\r\n{`],
      [
        'announced, more than a number can hold',
        `${head}Content-Length: ${'9'.repeat(15)}\r\n\r\n{`,
      ],
      ['in chunks without end', `${head}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(6)}`],
      ['expected', `${head}Expect: 100-continue\r\nContent-Length: 99999999\r\n\r\n`],
    ] as const) {
      const wire = await house.open();
      wire.write(raw);
      const received = await wire.until((text) => text.includes('"code":"body_too_large"'));
      t.match(received, /HTTP\/1\.1 413 /, name);
      wire.leave();
    }
    const wire = await house.open();
    wire.write(`${head}Content-Length: 40\r\n\r\n{"bucket"`);
    wire.leave();
    const nobody = head.replace(`${BERT}\r\n`, '');
    const early = await house.open();
    early.write(`${nobody}Transfer-Encoding: chunked\r\n\r\n${chunk}`);
    t.match(await early.until((text) => text.includes('unauthenticated')), / 401 /, 'unread');
    early.leave();
  });

  await house.searched();
});
