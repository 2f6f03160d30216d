import { Validator } from '@seriousme/openapi-schema-validator';
import t from 'tap';
import { describeApi, type Offered } from '../../src/api/document.ts';
import { FAILURES } from '../../src/errors.ts';

const ALL: Offered = {
  version: '1.2.3',
  uploads: true,
  basic: true,
  jwt: true,
  links: true,
  operations: true,
  operatorToken: true,
};
const NONE: Offered = {
  ...ALL,
  uploads: false,
  basic: false,
  jwt: false,
  links: false,
  operations: false,
  operatorToken: false,
};

interface DescribedOperation {
  readonly operationId: string;
  readonly security: readonly Record<string, unknown>[];
  readonly parameters?: readonly { readonly name: string }[];
  readonly responses: Record<string, { readonly description: string }>;
}

interface Described {
  readonly openapi: string;
  readonly info: { readonly version: string };
  readonly paths: Record<string, Record<string, DescribedOperation>>;
  readonly components: {
    schemas: Record<string, unknown>;
    securitySchemes: Record<string, unknown>;
  };
}

const describe = (offered: Offered): Described =>
  JSON.parse(JSON.stringify(describeApi(offered))) as Described;

t.test('describeApi() is valid OpenAPI 3.1, whatever is offered', async (t) => {
  for (const offered of [ALL, NONE, { ...NONE, uploads: true }, { ...NONE, links: true }]) {
    const { valid, errors } = await new Validator().validate({ ...describe(offered) });
    t.ok(valid, JSON.stringify(errors)?.slice(0, 500));
  }
});

t.test('describeApi() describes what is offered, and nothing else', async (t) => {
  const paths = (offered: Offered) => Object.keys(describe(offered).paths);
  const rest = paths(NONE);
  for (const [more, added] of [
    [{ uploads: true }, ['/create_bucket', '/files_upload', '/uploads', '/uploads/{id}']],
    [{ links: true }, ['/sign']],
    [{ operations: true }, ['/metrics', '/cache', '/cache/stats', '/log_level']],
  ] as const) {
    t.strictSame(
      paths({ ...NONE, ...more }).filter((path) => !rest.includes(path)),
      added,
    );
  }
  const methods = (offered: Offered) =>
    Object.keys(describe(offered).paths['/objects/{bucket}/{key}'] ?? {});
  t.strictSame(methods(NONE), ['get', 'head', 'options']);
  t.strictSame(methods(ALL), ['get', 'head', 'put', 'delete', 'options']);
  t.strictSame(Object.keys(describe(NONE).components.securitySchemes), []);
  t.strictSame(Object.keys(describe(ALL).components.securitySchemes), [
    'basic',
    'bearer',
    'link',
    'cookie',
    'operator',
  ]);
  t.equal(describe(ALL).info.version, '1.2.3');
});

t.test('describeApi() says of every operation which ways in it takes', async (t) => {
  const waysOf = (offered: Offered, path: string, method: string) =>
    describe(offered).paths[path]?.[method]?.security.flatMap(Object.keys);
  const all = (path: string, method: string) => waysOf(ALL, path, method);
  t.strictSame(all('/watch', 'get'), ['basic', 'bearer', 'link', 'cookie']);
  t.strictSame(all('/objects/{bucket}/{key}', 'put'), ['basic', 'bearer', 'link']);
  t.strictSame(all('/sign', 'post'), ['basic', 'bearer']);
  t.strictSame(all('/metrics', 'get'), ['operator']);
  t.strictSame(all('/healthz', 'get'), []);
  t.strictSame(waysOf({ ...NONE, basic: true }, '/watch', 'get'), ['basic']);
  t.strictSame(describe(NONE).paths['/watch']?.get?.security, [{}]);
  const namesOf = (offered: Offered) =>
    describe(offered).paths['/watch']?.get?.parameters?.map(({ name }) => name) ?? [];
  const ofLinks = ['expires', 'kid', 'scope', 'bound', 'cookie'];
  t.strictSame(
    ofLinks.filter((name) => namesOf(ALL).includes(name)),
    ofLinks,
  );
  t.notOk(ofLinks.some((name) => namesOf({ ...ALL, links: false }).includes(name)));
});

t.test(
  'describeApi() names every operation once, and every reference leads somewhere',
  async (t) => {
    const { paths, components } = describe(ALL);
    const ids = Object.values(paths).flatMap((one) =>
      Object.values(one).map(({ operationId }) => operationId),
    );
    t.equal(new Set(ids).size, ids.length);
    for (const [, name = ''] of JSON.stringify(paths).matchAll(/#\/components\/schemas\/(\w+)/g)) {
      t.ok(name in components.schemas, name);
    }
  },
);

t.test('describeApi() tells of every failure where it can be met', async (t) => {
  const text = JSON.stringify(describe(ALL));
  for (const code of Object.keys(FAILURES)) {
    t.ok(text.includes(`\`${code}\``), code);
  }
});
