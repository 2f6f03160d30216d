/**
 * Every way in, at every path, against the program: what it is answered, and that each answer says
 * of itself who may keep it, who may read it across origins, and with what to come back.
 */
import t from 'tap';
import { CONFIGURED, contentOf, openHouse, PLAYER, SECRET } from '../fixtures/access-house.ts';
import { startJwksServer } from '../fixtures/jwks-server.ts';
import type { Program } from '../fixtures/program.ts';
import { pairFor } from '../fixtures/tokens.ts';
import {
  type Ask,
  basic,
  type Carried,
  FILM,
  linkTo,
  newAddress,
  send,
  signFor,
  tokenWays,
  WAYS_WITHOUT_TOKENS,
  type WayIn,
} from '../fixtures/ways-in.ts';

/**
 * Objects of films within 2026/ (there, not there) and beyond it, of a part of a bucket that others
 * may cache, of another account (in its part, outside of it, under its real name), of a public
 * bucket; lists; a link for FILM; what asks nobody.
 */
const OPENS = table(`
                  film  missing  beyond  clip    archive  hidden  unserved  trailer  buckets  all     folder  sign    open
nobody            who   who      who     who     who      who     who       yes      yes      who     who     who     yes
everything        yes   none     yes     yes     yes      none    bucket    yes      yes      yes     yes     yes     yes
folder            yes   none     none    bucket  bucket   bucket  bucket    yes      yes      yes     yes     yes     yes
no right          bucket bucket  bucket  bucket  bucket   bucket  bucket    yes      yes      bucket  bucket  bucket  yes
old token         old   old      old     old     old      old     old       yes      yes      old     old     old     yes
bad token         bad   bad      bad     bad     bad      bad     bad       yes      yes      bad     bad     bad     yes
link              yes   bad      bad     bad     bad      bad     bad       yes      yes      bad     bad     who     yes
folder link       yes   none     bad     bad     bad      bad     bad       yes      yes      yes     yes     who     yes
old link          old   bad      bad     bad     bad      bad     bad       yes      yes      bad     bad     who     yes
bad link          bad   bad      bad     bad     bad      bad     bad       yes      yes      bad     bad     who     yes
path              yes   none     bad     bad     bad      bad     bad       yes      nowhere  nowhere nowhere nowhere nowhere
old path          old   old      bad     bad     bad      bad     bad       yes      nowhere  nowhere nowhere nowhere nowhere
bad path          bad   bad      bad     bad     bad      bad     bad       yes      nowhere  nowhere nowhere nowhere nowhere
cookie            yes   who      who     who     who      who     who       yes      yes      who     who     who     yes
old cookie        old   who      who     who     who      who     who       yes      yes      who     who     who     yes
link and cookie   yes   bad      bad     bad     bad      bad     bad       yes      yes      bad     bad     who     yes
`);

const MEANS: Readonly<Record<string, readonly [status: number, code: string]>> = {
  who: [401, 'unauthenticated'],
  old: [403, 'token_expired'],
  bad: [403, 'token_invalid'],
  bucket: [403, 'bucket_not_allowed'],
  none: [404, 'object_not_found'],
  nowhere: [404, 'route_not_found'],
};

const OBJECTS: Readonly<Record<string, Place>> = {
  film: ['films', FILM],
  missing: ['films', '2026/none.webm'],
  beyond: ['films', '2025/b.webm'],
  clip: ['clips', 'clips/c.webm'],
  archive: ['archive', 'archive/d.webm'],
  hidden: ['archive', 'hidden.webm'],
  unserved: ['media-2026', 'hidden.webm'],
  trailer: ['trailers', 't.webm'],
};

type Place = readonly [bucket: string, key: string];

const CHALLENGES = 'Basic realm="firstbyte", charset="UTF-8", Bearer realm="firstbyte"';
const KEPT: Readonly<Record<string, string>> = {
  clip: CONFIGURED,
  trailer: 'public, max-age=10, must-revalidate',
};
const NOTHING = Buffer.alloc(0);
const PRIVATE = 'private, max-age=10, must-revalidate';

interface Asked extends Ask {
  /** What a yes is answered with; 200 unless told. */
  readonly status?: number;
  /** What a yes says; `no-store` unless told. */
  readonly kept?: string;
  readonly bytes?: Buffer;
}

function asksAt(column: string, { token }: Carried): readonly Asked[] {
  const object = OBJECTS[column];
  if (object !== undefined) return asksFor(object, KEPT[column] ?? PRIVATE, token !== undefined);
  switch (column) {
    case 'buckets':
      return [{ path: '/list_buckets' }, { path: '/list_buckets', method: 'HEAD' }];
    case 'all':
      return [{ path: '/list_objects?bucket=films' }];
    case 'folder':
      return [{ path: '/list_objects?bucket=films&prefix=2026/&delimiter=/' }];
    case 'sign':
      return [signFor({ bucket: 'films', key: FILM })];
    case 'open':
      return [
        ...['GET', 'HEAD'].map((method) => ({ path: '/', method, kept: 'no-cache' })),
        { path: '/healthz' },
        { path: '/readyz' },
        ...(token === undefined ? [] : [{ path: `/watch?bucket=films&v=${FILM}` }]),
      ];
    default:
      return [{ path: '/nothing' }, { path: '/objects' }];
  }
}

function asksFor([bucket, key]: Place, kept: string, behindToken: boolean): readonly Asked[] {
  const bytes = contentOf(bucket, key);
  const range = { range: 'bytes=10-19' };
  const paths = [
    `/objects/${bucket}/${key}`,
    ...(behindToken ? [] : [`/watch?bucket=${bucket}&v=${key}`]),
  ];
  return paths.flatMap((path) => [
    { path, kept, bytes },
    { path, kept, method: 'HEAD' },
    { path, kept, headers: range, status: 206, bytes: bytes.subarray(10, 20) },
  ]);
}

/** The first line names the columns; behind the name of a row come two spaces or more. */
function table(text: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const [head = '', ...lines] = text.trim().split('\n');
  const columns = head.trim().split(/\s+/);
  return new Map(
    lines.map((line) => {
      const [row = '', rest = ''] = line.split(/\s{2,}(.*)/);
      const cells = rest.trim().split(/\s+/);
      if (cells.length !== columns.length) throw new Error(`A row has to fit the head: ${line}`);
      return [row, new Map(columns.map((column, i) => [column, cells[i] ?? '']))];
    }),
  );
}

/** What an answer says of itself. */
async function answered(response: Response, { method, bytes }: Asked) {
  const { status, headers } = response;
  const body = Buffer.from(await response.arrayBuffer());
  return {
    status,
    code: status < 400 || method === 'HEAD' ? undefined : JSON.parse(body.toString()).code,
    body: method === 'HEAD' ? body.equals(NOTHING) : !bytes || status >= 400 || body.equals(bytes),
    challenges: headers.get('www-authenticate'),
    kept: headers.get('cache-control'),
    cookies: headers.getSetCookie().length,
    readBy: headers.get('access-control-allow-origin'),
    credentials: headers.get('access-control-allow-credentials'),
    shownBy: headers.get('cross-origin-resource-policy'),
    vary: headers.get('vary'),
    sniffed: headers.get('x-content-type-options'),
  };
}

/** What it has to say of itself. */
function expected(
  word: string,
  ask: Asked,
  cookies: number,
  by: string | undefined,
): Awaited<ReturnType<typeof answered>> {
  const [status, code] = MEANS[word] ?? [ask.status ?? 200];
  return {
    status,
    code: ask.method === 'HEAD' ? undefined : code,
    body: true,
    challenges: status === 401 ? CHALLENGES : null,
    kept: (word === 'yes' && ask.kept) || 'no-store',
    cookies,
    readBy: PLAYER,
    credentials: 'true',
    shownBy: 'cross-origin',
    // The page comes in several codings.
    vary: [
      'Origin',
      ...(ask.path === '/' && word === 'yes' ? ['Accept-Encoding'] : []),
      ...(by ? [by] : []),
    ].join(', '),
    sniffed: 'nosniff',
  };
}

/** The header that opens an object which is not public; a good link needs none. */
function letInBy({ row, carry }: WayIn, { kept }: Asked): string | undefined {
  if (kept !== PRIVATE && kept !== CONFIGURED) return undefined;
  const { headers = {} } = carry('192.0.2.1');
  if (headers.authorization !== undefined) return 'Authorization';
  return headers.cookie !== undefined && row.includes('cookie') ? 'Cookie' : undefined;
}

t.test('every way in at every path', async (t) => {
  const house = await openHouse(t);
  const pairs = { RS256: pairFor('RS256'), ES256: pairFor('ES256') };
  const jwks = await startJwksServer(t);
  jwks.publish(
    ...Object.entries(pairs).map(([alg, { jwk }]) => ({ ...jwk, kid: alg, alg, use: 'sig' })),
  );
  const programs = {
    secret: await house.start({ secret: SECRET }),
    jwks: await house.start({ jwks_url: jwks.url, algorithms: ['RS256', 'ES256'] }),
  };
  const ways = [...WAYS_WITHOUT_TOKENS, ...(await tokenWays(pairs, pairFor('RS256')))];
  t.strictSame(new Set(ways.map(({ row }) => row)), new Set(OPENS.keys()), 'no row is left out');
  for (const way of ways) {
    t.test(way.name, async (t) => {
      const cells = OPENS.get(way.row) ?? new Map<string, string>();
      for (const [column, word] of new Map([...cells, ['nowhere', 'nowhere']])) {
        for (const ask of asksAt(column, way.carry(newAddress()))) {
          const address = newAddress();
          const response = await send(programs[way.keys], ask, way.carry(address), address);
          const given = way.givesCookie && ask.kept === PRIVATE && word === 'yes' ? 1 : 0;
          const what = `${ask.method ?? 'GET'} ${ask.path} ${ask.headers?.range ?? ''}: ${word}`;
          const by = word === 'yes' ? letInBy(way, ask) : undefined;
          t.strictSame(await answered(response, ask), expected(word, ask, given, by), what);
        }
      }
    });
  }
});

/** Names of buckets, or keys and prefixes. */
async function listed(program: Program, path: string, carried: Carried): Promise<string> {
  const list = await (await send(program, { path }, carried)).json();
  const {
    buckets = [],
    objects = [],
    prefixes = [],
  } = list as Record<string, { name?: string; key?: string }[]>;
  return [...buckets.map(({ name }) => name), ...objects.map(({ key }) => key), ...prefixes].join(
    ' ',
  );
}

t.test('lists show what may be seen and nothing else', async (t) => {
  const program = await (await openHouse(t)).start({ secret: SECRET });
  const as = (name: string): Carried => ({ headers: { authorization: basic(name) } });
  const link: Carried = { query: linkTo({ kind: 'prefix', name: '2026/' }) };
  const films = '/list_objects?bucket=films';
  const rows: readonly [path: string, carried: Carried, shown: string][] = [
    ['/list_buckets', {}, 'trailers'],
    ['/list_buckets', as('anna'), 'films clips archive trailers'],
    ['/list_buckets', as('bert'), 'films trailers'],
    ['/list_buckets', as('carl'), 'trailers'],
    ['/list_buckets', link, 'trailers'],
    [films, as('anna'), '2025/b.webm 2026/a.webm clips/c.webm'],
    [`${films}&delimiter=/`, as('anna'), '2025/ 2026/ clips/'],
    [`${films}&prefix=2025/`, as('anna'), '2025/b.webm'],
    [films, as('bert'), '2026/a.webm'],
    [`${films}&delimiter=/`, as('bert'), '2026/'],
    [`${films}&prefix=2026/&delimiter=/`, as('bert'), '2026/a.webm'],
    [`${films}&prefix=2025/`, as('bert'), ''],
    [films, link, '2026/a.webm'],
    [`${films}&prefix=2025/`, link, ''],
    ['/list_objects?bucket=trailers', {}, 't.webm'],
    ['/list_objects?bucket=clips', as('anna'), 'clips/c.webm'],
    ['/list_objects?bucket=archive', as('anna'), 'archive/d.webm'],
    ['/list_objects?bucket=archive&prefix=hidden', as('anna'), ''],
  ];
  for (const [path, carried, shown] of rows) {
    t.equal(await listed(program, path, carried), shown, `${path}: ${shown}`);
  }
});

t.test('pages of other origins are told nothing that they could read', async (t) => {
  const program = await (await openHouse(t)).start({ secret: SECRET });
  const [film, nothing] = [`/objects/films/${FILM}`, '/objects/films/none.webm'];
  for (const [path, query, status] of [
    [film, linkTo(), 200],
    [film, '', 401],
    [film, linkTo({ expires: 1 }), 403],
    [nothing, linkTo({ name: 'none.webm' }), 404],
  ] as const) {
    for (const origin of ['https://player.example.evil.example', 'null', undefined]) {
      const { status: got, headers } = await fetch(`${program.url}${path}?${query}`, {
        headers: { ...(origin !== undefined && { origin }) },
      });
      t.equal(got, status);
      t.equal(headers.get('access-control-allow-origin'), null, `${status} for ${origin}`);
      t.equal(headers.get('access-control-allow-credentials'), null);
      t.equal(headers.get('vary'), 'Origin');
    }
  }
});

t.test('a page may ask beforehand, without credentials, what it may send', async (t) => {
  const program = await (await openHouse(t)).start({ secret: SECRET });
  for (const [path, methods] of [
    [`/objects/films/${FILM}`, 'GET, HEAD, OPTIONS'],
    ['/list_buckets', 'GET, HEAD, OPTIONS'],
    ['/sign', 'POST, OPTIONS'],
  ] as const) {
    const { status, headers } = await send(program, { path, method: 'OPTIONS' });
    t.equal(status, 204);
    t.equal(headers.get('access-control-allow-methods'), methods);
    t.match(headers.get('access-control-allow-headers'), /Range.*Authorization, Content-Type/);
    t.equal(headers.get('access-control-allow-credentials'), 'true');
    t.equal(headers.get('www-authenticate'), null);
    t.equal(headers.get('vary'), 'Origin');
  }
});
