/** Attacks on who somebody is: tokens and passwords. */
import t, { type Test } from 'tap';
import {
  ANNA,
  BERT,
  FILM,
  HIDDEN,
  JWT_SECRET,
  jwt,
  KEYS,
  PRIVATE,
  scattered,
  seconds,
  startAttacked,
} from '../fixtures/attacked.ts';
import { byHand, encoded, pairFor, secretKey } from '../fixtures/tokens.ts';

const ELSEWHERE = 'https://id.example/';

t.test('attacks on tokens and passwords', async (t) => {
  const house = await startAttacked(t, { FIRSTBYTE_TRUSTED_PROXIES: '127.0.0.1' });
  const { attack } = house;
  const ask = scattered(house);
  const refused = async (t: Test, lines: readonly string[], name: string) => {
    const { status, body } = await ask(FILM, lines);
    t.ok([400, 401, 403, 431].includes(status) && !body.includes(PRIVATE), `${name}: ${status}`);
  };

  attack('what is good is good, or nothing below would mean anything', async (t) => {
    for (const line of [BERT, `Authorization: Bearer ${jwt()}`]) {
      t.match(await ask(FILM, [line]), { status: 200, body: PRIVATE });
    }
    t.equal((await ask('/objects/films/2026/kids/c.mp4', [ANNA])).status, 200);
  });

  attack('a token that says it needs no signature', async (t) => {
    const claims = { sub: 'carl', exp: seconds(600) };
    for (const alg of ['none', 'None', 'NONE', 'nOnE', '', 'HS256', null, undefined, [], 'none ']) {
      for (const signature of ['', 'A', 'AAAA', jwt().split('.')[2]]) {
        const token = `${encoded({ alg, typ: 'JWT' })}.${encoded(claims)}.${signature}`;
        if (alg === 'HS256' && signature?.length === 43) continue;
        await refused(t, [`Authorization: Bearer ${token}`], `${alg} ${signature}`);
      }
    }
    await refused(
      t,
      [`Authorization: Bearer ${encoded({ alg: 'none' })}.${encoded(claims)}`],
      'two',
    );
  });

  attack('a token of another algorithm, or with a key that it brings along', async (t) => {
    const pair = pairFor('RS256');
    const claims = { sub: 'carl', exp: seconds(600) };
    const tokens = {
      RS256: byHand({ alg: 'RS256' }, claims, pair.privateKey),
      'the public key as a secret': byHand({ alg: 'HS256' }, claims, secretKey(pair.pem)),
      'a key in its header': byHand({ alg: 'RS256', jwk: pair.jwk }, claims, pair.privateKey),
      'where to fetch keys': byHand({ alg: 'RS256', jku: ELSEWHERE }, claims, pair.privateKey),
      'a certificate': byHand({ alg: 'RS256', x5u: ELSEWHERE }, claims, pair.privateKey),
      'a file as a key': jwt({}, { kid: '../../../../dev/null' }, ''),
      'an extension': jwt({}, { crit: ['b64'], b64: false }),
      HS512: byHand({ alg: 'HS512' }, claims, secretKey(JWT_SECRET)),
      'a wrong secret': jwt({}, {}, `${JWT_SECRET}!`),
      'no secret': jwt({}, {}, ''),
      'the secret of links': jwt({}, {}, String(KEYS[0].secret)),
    };
    for (const [name, token] of Object.entries(tokens)) {
      await refused(t, [`Authorization: Bearer ${token}`], name);
    }
  });

  attack('a token with its claims or its signature changed', async (t) => {
    const [header = '', claims = '', signature = ''] = jwt({ sub: 'anna' }).split('.');
    const wider = encoded({ sub: 'root', exp: seconds(99_999) });
    for (const token of [
      `${header}.${wider}.${signature}`,
      `${header}.${claims}.${signature.slice(0, -1)}`,
      `${header}.${claims}.${signature}A`,
      `${header}.${claims}.${signature}=`,
      `${header}.${claims}.${signature}.${signature}`,
      `${header}..${claims}.${signature}`,
      `${encoded({ alg: 'HS256', a: 1 })}.${claims}.${signature}`,
      `${header}.${claims}`,
      '..',
      '...',
      'null',
    ]) {
      await refused(t, [`Authorization: Bearer ${token}`], token.slice(-20));
    }
    for (let at = 0; at < signature.length; at++) {
      const other = signature[at] === 'A' ? 'B' : 'A';
      const flipped = signature.slice(0, at) + other + signature.slice(at + 1);
      await refused(t, [`Authorization: Bearer ${header}.${claims}.${flipped}`], `at ${at}`);
    }
  });

  attack('a token that has expired, never expires, or is not yet good', async (t) => {
    for (const claims of [
      { exp: seconds(-60) },
      { exp: undefined },
      { exp: null },
      { exp: '9999999999' },
      { exp: {} },
      { exp: [seconds(600)] },
      { exp: -1 },
      { exp: 0 },
      { nbf: seconds(600) },
      { nbf: 'now' },
    ]) {
      await refused(t, [`Authorization: Bearer ${jwt(claims)}`], JSON.stringify(claims));
    }
  });

  attack('a token that is too long, too deep, or no JSON', async (t) => {
    const key = secretKey(JWT_SECRET);
    await refused(t, [`Authorization: Bearer ${jwt({ fill: 'x'.repeat(7000) })}`], 'of 9 KiB');
    await refused(t, [`Authorization: Bearer ${jwt({ fill: 'x'.repeat(20_000) })}`], 'of 27 KiB');
    await refused(t, [`Authorization: Bearer ${'a.'.repeat(4000)}`], 'of thousands of parts');
    await refused(t, [`Authorization: Bearer ${'-'.repeat(8000)}`], 'of one');
    const deep = JSON.parse(`${'['.repeat(900)}${']'.repeat(900)}`);
    const { status } = await ask(FILM, [`Authorization: Bearer ${jwt({ deep })}`]);
    t.equal(status, 200, 'depth harms nobody');
    for (const claims of ['text', 7, null, [], true]) {
      const token = byHand({ alg: 'HS256' }, claims, key);
      await refused(t, [`Authorization: Bearer ${token}`], JSON.stringify(claims));
    }
  });

  attack('a token of somebody whose name would forge a line of the log', async (t) => {
    for (const sub of ['a\n{"level":"error"}', 'a\u0000', '\u202eevil', 'x'.repeat(5000), {}, 7]) {
      t.equal((await ask(FILM, [`Authorization: Bearer ${jwt({ sub })}`])).status, 200);
    }
    const forged = house.program.log.filter(
      ({ text, viewer }) => text || /\n|\0/.test(`${viewer}`),
    );
    t.strictSame(forged, []);
  });

  attack('a password that is wrong in every way there is', async (t) => {
    const base64 = (text: string): string => Buffer.from(text).toString('base64');
    const right = base64('bert:berts long password');
    const credentials = {
      'no base64': 'Basic !!!!',
      'half of it': `Basic ${right.slice(0, 20)}`,
      'with something behind it': `Basic ${right} x`,
      'two of them': `Basic ${right}, Basic ${right}`,
      'in base64url': `Basic ${Buffer.from('bert:berts long passwor\xff').toString('base64url')}`,
      'of no UTF-8': `Basic ${Buffer.from('bert:\xff\xfe', 'latin1').toString('base64')}`,
      'with a NUL': `Basic ${base64('bert:berts long password\0')}`,
      'with a NUL in the name': `Basic ${base64('bert\0:berts long password')}`,
      'with a line feed': `Basic ${base64('bert:berts long password\n')}`,
      'without a colon': `Basic ${base64('bert')}`,
      'without a password': `Basic ${base64('bert:')}`,
      'without a name': `Basic ${base64(':berts long password')}`,
      'with no name at all': `Basic ${base64(':')}`,
      'of 10,000 characters': `Basic ${base64(`bert:${'p'.repeat(10_000)}`)}`,
      'of another user': `Basic ${base64('bert:annas long password')}`,
      'in capitals': `Basic ${base64('bert:BERTS LONG PASSWORD')}`,
      'of an unknown user': `Basic ${base64('mallory:berts long password')}`,
      'of a user in capitals': `Basic ${base64('BERT:berts long password')}`,
      'of a user called __proto__': `Basic ${base64('__proto__:berts long password')}`,
      'of a user called constructor': `Basic ${base64('constructor:x')}`,
      'of all users': `Basic ${base64('*:*')}`,
      'by its hash': `Basic ${base64('bert:scrypt$N=16384,r=8,p=1$')}`,
      'as a token': `Bearer ${right}`,
      'under another scheme': `Digest username="bert", response="${right}"`,
      'under no scheme': right,
      nothing: 'Basic',
      'a tab': `Basic\t${right}`,
    };
    for (const [name, value] of Object.entries(credentials)) {
      await refused(t, [`Authorization: ${value}`], name);
    }
  });

  attack('credentials in other places than their own', async (t) => {
    const [, value = ''] = BERT.split(': ');
    for (const line of [
      `Proxy-Authorization: ${value}`,
      `X-Authorization: ${value}`,
      `X-Forwarded-Authorization: ${value}`,
      'X-Forwarded-User: bert',
      'X-Remote-User: bert',
      'Remote-User: bert',
      `Cookie: authorization=${encodeURIComponent(value)}`,
    ]) {
      await refused(t, [line], line);
    }
    const [, userinfo = ''] = /Basic (.*)/.exec(value) ?? [];
    const pair = Buffer.from(userinfo, 'base64').toString().replaceAll(' ', '%20');
    t.equal((await ask(`http://${pair}@films.example${FILM}`)).status, 401, 'in the target');
    t.equal((await ask(`${FILM}?authorization=${encodeURIComponent(value)}`)).status, 401);
    t.equal((await ask(`${FILM}?access_token=${jwt()}`)).status, 401, 'RFC 6750 section 2.3');
    const chunked = `Transfer-Encoding: chunked\r\n\r\n0\r\nAuthorization: ${value}\r\n\r\n`;
    const head = `GET ${FILM} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n`;
    const [answer] = await house.say(`${head}Trailer: Authorization\r\n${chunked}`);
    t.equal(answer?.status, 401, 'in a trailer');
  });

  attack('what may be seen of a bucket by who may see a part of it', async (t) => {
    for (const target of [FILM, '/objects/films/2025/old.mp4', '/objects/films/secret.txt']) {
      const { status, body } = await ask(target, [ANNA]);
      t.equal(status, 404, target);
      t.notMatch(body, HIDDEN);
    }
    t.equal((await ask(FILM, [ANNA, 'If-None-Match: *'])).status, 404, 'nor by its tag');
    t.equal((await ask(FILM, ['If-Match: "x"', 'Range: bytes=0-0'])).status, 401);
  });

  await house.searched();
});
