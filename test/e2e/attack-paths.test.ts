/** Attacks on the keys of a running program: out of a prefix, out of a bucket, out of a listing. */
import t from 'tap';
import {
  ANNA,
  type Attacked,
  BERT,
  HIDDEN,
  linkTo,
  PRIVATE,
  pathTo,
  startAttacked,
} from '../fixtures/attacked.ts';

/** Where each would lead if anything on the way folded, decoded twice or knew another slash. */
const CLIMBS = [
  '../secret.txt',
  './../secret.txt',
  'kids/../../secret.txt',
  'kids/../../../origin-vault-7f3/a.mp4',
  '..%2fsecret.txt',
  '%2e%2e/secret.txt',
  '%2e%2e%2fsecret.txt',
  '.%2e/secret.txt',
  '%252e%252e%252fsecret.txt',
  '%252e%252e/secret.txt',
  '..%5csecret.txt',
  '..\\secret.txt',
  '..%5c..%5corigin-vault-7f3%5ca.mp4',
  '%c0%ae%c0%ae/secret.txt',
  '%c0%ae%c0%ae%c0%afsecret.txt',
  '%e0%80%ae%e0%80%ae/secret.txt',
  '%uff0e%uff0e/secret.txt',
  '%ef%bc%8e%ef%bc%8e%ef%bc%8fsecret.txt',
  '..;/secret.txt',
  '..%00/secret.txt',
  '..%0d%0a/secret.txt',
  '....//secret.txt',
  '/..//secret.txt',
  '%2f..%2fsecret.txt',
  'a.mp4/../../secret.txt',
  '..%3f/secret.txt',
  '..%23/secret.txt',
  'kids/%2e%2e/%2e%2e/2025/old.mp4',
];

/** None of the bytes that lie behind a way in, nor of those that lie behind none. */
const shut = (answer: { status: number; body: string }): boolean =>
  answer.status >= 400 &&
  answer.status < 500 &&
  !answer.body.includes(HIDDEN) &&
  !answer.body.includes(PRIVATE);

t.test('attacks on keys', async (t) => {
  const house: Attacked = await startAttacked(t);
  const { attack, ask } = house;

  const roads: readonly [string, (climb: string) => string, readonly string[]][] = [
    ['/objects, as somebody who may read everything', (c) => `/objects/films/2026/${c}`, [BERT]],
    ['/objects, as somebody who may read a folder', (c) => `/objects/films/2026/kids/${c}`, [ANNA]],
    ['/objects, as anybody in a public bucket', (c) => `/objects/trailers/out/${c}`, []],
    ['/watch', (c) => `/watch?bucket=films&v=2026/${c.replaceAll('#', '%23')}`, [BERT]],
    ['/t/, with a link to the folder', (c) => `/t/${pathTo()}/objects/films/2026/${c}`, []],
    [
      'the query of a link to the folder',
      (c) => `/objects/films/2026/${c}?${linkTo({ kind: 'prefix', name: '2026/' })}`,
      [],
    ],
    ['the bucket', (c) => `/objects/${c}`, [BERT]],
    ['an absolute form', (c) => `http://films.example/objects/films/2026/${c}`, [BERT]],
    ['the stored form', (c) => `/objects/films/2026/${c}?view=original`, [BERT]],
    ['the page', (c) => `/${c}`, [BERT]],
  ];
  for (const [road, targetOf, lines] of roads) {
    attack(`climbing out of a folder through ${road}`, async (t) => {
      for (const climb of CLIMBS) {
        for (const method of ['GET', 'HEAD']) {
          const answer = await ask(targetOf(climb), lines, method);
          t.ok(shut(answer), `${method} ${climb}: ${answer.status}`);
        }
      }
    });
  }

  attack('climbing through the prefix of a listing', async (t) => {
    for (const climb of CLIMBS) {
      for (const delimiter of ['', '&delimiter=/']) {
        const target = `/list_objects?bucket=films&prefix=2026/${climb}${delimiter}`;
        const { status, body } = await ask(target, [BERT]);
        t.ok(status < 500, climb);
        if (status === 200) t.match(JSON.parse(body), { objects: [], prefixes: [] }, climb);
      }
    }
  });

  attack('keys outside the prefix of a bucket, which exist', async (t) => {
    for (const key of ['secret.txt', '2025/old.mp4', '2026.txt', '2026', '2026/../2026.txt']) {
      for (const method of ['GET', 'HEAD']) {
        const answer = await ask(`/objects/films/${key}`, [BERT], method);
        t.equal(answer.status, 404, key);
      }
      t.equal((await ask(`/watch?bucket=films&v=${key}`, [BERT])).status, 404, key);
    }
    t.equal((await ask('/objects/trailers/unfinished.mp4')).status, 404, 'in a public bucket');
  });

  attack('telling what exists from what does not', async (t) => {
    const pairs: readonly [readonly string[], string, string][] = [
      [[BERT], '/objects/films/secret.txt', '/objects/films/nothing.txt'],
      [[ANNA], '/objects/films/2026/a.mp4', '/objects/films/2026/nothing.mp4'],
      [[ANNA], '/objects/films/2026/kids/nothing.mp4', '/objects/films/2026/nothing.mp4'],
      [[], '/objects/films/2026/a.mp4', '/objects/films/2026/nothing.mp4'],
      [[], '/objects/films/2026/a.mp4', '/objects/no-such-bucket/2026/a.mp4'],
      [[BERT], '/objects/origin-vault-7f3/a.mp4', '/objects/no-such-bucket/a.mp4'],
      [[], '/objects/trailers/unfinished.mp4', '/objects/trailers/nothing.mp4'],
      [[ANNA], '/list_objects?bucket=origin-vault-7f3', '/list_objects?bucket=no-such-bucket'],
    ];
    for (const [lines, there, absent] of pairs) {
      const [one, other] = [await ask(there, lines), await ask(absent, lines)];
      t.strictSame(plain(one), plain(other), `${there} and ${absent}`);
    }
  });

  attack('real names of buckets, and names of objects in JavaScript', async (t) => {
    const names = ['origin-films-7f3', 'origin-vault-7f3', '__proto__', 'constructor', 'toString'];
    for (const name of names) {
      const answer = await ask(`/objects/${name}/2026/a.mp4`, [BERT]);
      t.ok(shut(answer), `${name}: ${answer.status}`);
      t.ok(shut(await ask(`/list_objects?bucket=${name}`, [BERT])), name);
      t.ok(shut(await ask(`/watch?bucket=${name}&v=2026/a.mp4`, [BERT])), name);
    }
    for (const name of [
      'films%2f..%2forigin-vault-7f3',
      'films%00',
      'films%0a',
      '..',
      '.',
      '%2e%2e',
    ]) {
      t.ok(shut(await ask(`/objects/${name}/2026/a.mp4`, [BERT])), name);
    }
  });

  attack('a listing asked for more than there is to see', async (t) => {
    const keysOf = async (query: string, header: string) => {
      const { body } = await ask(`/list_objects?bucket=films${query}`, [header]);
      const { objects = [], prefixes = [] } = JSON.parse(body);
      return [...objects.map(({ key }: { key: string }) => key), ...prefixes];
    };
    for (const query of [
      '',
      '&prefix=2',
      '&prefix=2026',
      '&delimiter=/&prefix=',
      '&details=true',
    ]) {
      for (const key of await keysOf(query, BERT)) t.match(key, /^2026\//, query);
      for (const key of await keysOf(query, ANNA)) t.match('2026/kids/', key.slice(0, 10), query);
    }
    t.strictSame(await keysOf('', ANNA), ['2026/kids/c.mp4'], 'and it sees its own');
    for (const prefix of ['2025/', 'secret', '2026.', '2027', '2026/a', '2026/b']) {
      t.strictSame(await keysOf(`&prefix=${prefix}`, ANNA), [], prefix);
    }
  });

  attack('the cursor of another listing, and one that was made up', async (t) => {
    const first = await ask('/list_objects?bucket=films&limit=1', [BERT]);
    const { cursor } = JSON.parse(first.body);
    t.type(cursor, 'string');
    const cursors = [cursor];
    for (const text of ['', '2025/', '2024', '\0', '../', 'secret.txt', '2026/kids/\u{10ffff}']) {
      cursors.push(Buffer.from(text).toString('base64url'));
    }
    for (const one of cursors) {
      const answers = [
        await ask(`/list_objects?bucket=films&cursor=${one}`, [ANNA]),
        await ask(`/list_objects?bucket=films&cursor=${one}`, [BERT]),
        await ask(`/list_objects?bucket=films&prefix=2025/&cursor=${one}`, [BERT]),
        await ask(`/list_objects?bucket=trailers&cursor=${one}`),
      ];
      for (const { status, body } of answers) {
        t.ok(status < 500, `${one}: ${status}`);
        t.notMatch(body, /secret\.txt|old\.mp4|unfinished|2026\.txt/);
      }
      const [{ body = '' } = {}] = answers;
      t.notMatch(body, /2026\/[ab]\.mp4/, 'nor is a folder left by it');
      t.notMatch(answers[3]?.body ?? '', /2026\//, 'nor a bucket');
    }
    for (const one of ['%00', '!', '=', 'a'.repeat(5000), '../../', `${cursor}=`, `${cursor}A`]) {
      const { status } = await ask(`/list_objects?bucket=films&cursor=${one}`, [BERT]);
      t.ok(status === 400 || status === 200, `${one.slice(0, 9)}: ${status}`);
    }
  });

  attack('the list of buckets', async (t) => {
    const namesFor = async (...lines: string[]) =>
      JSON.parse((await ask('/list_buckets', lines)).body).buckets.map(
        ({ name }: { name: string }) => name,
      );
    t.strictSame(await namesFor(), ['trailers'], 'nobody sees what is public');
    t.strictSame(await namesFor(ANNA), ['films', 'trailers']);
  });

  attack('parameters that are given twice', async (t) => {
    const link = linkTo();
    for (const target of [
      '/watch?bucket=trailers&bucket=films&v=2026/a.mp4',
      '/watch?bucket=trailers&v=out/t.mp4&v=2026/a.mp4',
      '/watch?bucket=trailers&v=out/t.mp4&%76=2026/a.mp4',
      `/objects/films/2026/a.mp4?${link}&expires=99999999999`,
      `/objects/films/2026/a.mp4?${link}&${link}`,
      `/objects/films/2026/a.mp4?${link}&kid=old`,
      '/list_objects?bucket=trailers&prefix=out/&prefix=',
      '/list_objects?bucket=trailers&bucket=films',
      '/list_objects?bucket=trailers&limit=1&limit=1000',
    ]) {
      const answer = await ask(target);
      t.equal(answer.status, 400, target);
      t.match(JSON.parse(answer.body), { code: 'parameter_invalid' });
    }
  });

  await house.searched();
});

/** An answer without what differs from one to the next. */
function plain(answer: { status: number; headers: ReadonlyMap<string, string>; body: string }) {
  const changing = ['x-request-id', 'date', 'server-timing'];
  const headers = [...answer.headers].filter(([name]) => !changing.includes(name));
  const { requestId: _differs, ...problem } = JSON.parse(answer.body);
  return { status: answer.status, headers, problem };
}
