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
};
const NONE: Offered = {
  ...ALL,
  uploads: false,
  basic: false,
  jwt: false,
  links: false,
  operations: false,
};

interface Described {
  readonly openapi: string;
  readonly info: { readonly version: string };
  readonly paths: Record<
    string,
    Record<string, { operationId: string; responses: Record<string, { description: string }> }>
  >;
  readonly components: {
    schemas: Record<string, unknown>;
    securitySchemes: Record<string, unknown>;
  };
  readonly security: readonly Record<string, unknown>[];
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
  t.strictSame(methods(NONE), ['get', 'head']);
  t.strictSame(methods(ALL), ['get', 'head', 'put', 'delete']);
  t.strictSame(Object.keys(describe(NONE).components.securitySchemes), []);
  t.strictSame(Object.keys(describe(ALL).components.securitySchemes), [
    'basic',
    'bearer',
    'link',
    'cookie',
  ]);
  t.strictSame(describe(NONE).security, [{}]);
  t.equal(describe(ALL).info.version, '1.2.3');
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
  // Met before there is a path, or told as an answer of its own.
  const elsewhere = new Set(['route_not_found', 'method_not_allowed']);
  for (const code of Object.keys(FAILURES)) {
    t.ok(elsewhere.has(code) || text.includes(`\`${code}\``), code);
  }
});
