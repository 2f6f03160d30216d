/** Whatever deploy/ sets is an option, and one that the program takes. */
import { readFile } from 'node:fs/promises';
import t from 'tap';
import { envNames } from '../../src/config/option.ts';
import { allOptions } from '../../src/config/options.ts';
import { loadWith } from '../fixtures/load-with.ts';

const DEPLOY = new URL('../../deploy/', import.meta.url);
const FILES = [
  'Dockerfile',
  'compose.yaml',
  'firstbyte.service',
  'kubernetes/firstbyte.yaml',
  'kubernetes/monitoring.yaml',
];
const read = (name: string) => readFile(new URL(name, DEPLOY), 'utf8');

t.test('every variable in deploy/ is one of an option', async (t) => {
  const names = new Set(allOptions().flatMap(([, option]) => envNames(option)));
  for (const file of FILES) {
    for (const [name] of (await read(file)).matchAll(/\b(?:FIRSTBYTE|AWS)_[A-Z0-9_]+\b/g)) {
      // What Kubernetes would set by itself.
      if (name !== 'FIRSTBYTE_PORT') t.ok(names.has(name), `${file}: ${name}`);
    }
  }
});

t.test('the configurations in deploy/ start', async (t) => {
  const yaml = await read('kubernetes/firstbyte.yaml');
  const json = /config\.json: \|\n((?: {4}.*\n)+)/.exec(yaml)?.[1] ?? '';
  const kubernetes = loadWith({
    file: JSON.parse(json),
    env: {
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
      FIRSTBYTE_ADMIN_TOKEN: 'token',
      FIRSTBYTE_HOST: '0.0.0.0',
      FIRSTBYTE_ADMIN_HOST: '0.0.0.0',
      FIRSTBYTE_ADMIN_PORT: '9090',
    },
  });
  t.match(kubernetes, {
    kind: 'config',
    warnings: [],
    config: { admin_port: 9090, auth: 'public' },
  });
  const compose = await read('compose.yaml');
  const block = /environment:\n((?: {6}.*\n)+)/.exec(compose)?.[1] ?? '';
  const env = Object.fromEntries(
    [...block.matchAll(/^ {6}([A-Z0-9_]+): "?([^"\n]*)"?$/gm)].map(([, name, value]) => [
      name,
      value,
    ]),
  );
  t.match(loadWith({ env: { ...env, FIRSTBYTE_HOST: '0.0.0.0' } }), {
    kind: 'config',
    warnings: [],
  });
});

t.test('a shutdown has longer than answers that run', async (t) => {
  const { config } = loadWith({}) as { config: { shutdown_ms: number } };
  const seconds = config.shutdown_ms / 1000;
  for (const [file, pattern] of [
    ['compose.yaml', /stop_grace_period: (\d+)s/],
    ['firstbyte.service', /TimeoutStopSec=(\d+)/],
    ['kubernetes/firstbyte.yaml', /terminationGracePeriodSeconds: (\d+)/],
  ] as const) {
    t.ok(Number(pattern.exec(await read(file))?.[1]) > seconds, file);
  }
});
