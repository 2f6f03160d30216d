/** What comes up together fits together, and shows a film. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t from 'tap';
import { parse } from 'yaml';
import { startStore } from '../../src/store/store.ts';
import { readSample } from '../fixtures/film.ts';
import { skipWithout } from '../fixtures/needs.ts';
import { startProgram } from '../fixtures/program.ts';

const DEPLOY = new URL('../../deploy/', import.meta.url);
const read = (name: string) => readFile(new URL(name, DEPLOY), 'utf8');

interface Service {
  readonly image?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
}

const { services, volumes } = parse(await read('compose.yaml')) as {
  services: Readonly<Record<string, Service>>;
  volumes: object;
};
const environment = services.firstbyte?.environment ?? {};

t.test('every image is a release, and nothing is open to other machines', async (t) => {
  for (const [name, { image, ports = [] }] of Object.entries(services)) {
    if (image !== undefined) t.match(image, /:v?\d+\.\d+\.\d+$/, name);
    for (const port of ports) t.match(port, /^127\.0\.0\.1:/, name);
  }
});

t.test('every volume is named below', async (t) => {
  const named = Object.values(services).flatMap(({ volumes: own = [] }) => own);
  for (const volume of named.filter((text) => /^\w/.test(text))) {
    t.ok((volume.split(':')[0] ?? '') in volumes, volume);
  }
});

t.test('Prometheus has the token that the gateway asks for', async (t) => {
  const { scrape_configs } = parse(await read('prometheus/prometheus.yml'));
  t.equal(scrape_configs[0].authorization.credentials, environment.FIRSTBYTE_ADMIN_TOKEN);
});

t.test('the store knows the keys of the gateway', async (t) => {
  t.strictSame(services.store?.environment, {
    ROOT_ACCESS_KEY: environment.AWS_ACCESS_KEY_ID,
    ROOT_SECRET_KEY: environment.AWS_SECRET_ACCESS_KEY,
  });
});

t.test('the sample is put where the gateway shows it', { skip: skipWithout('curl') }, async (t) => {
  const store = await startStore({
    mediaDir: t.testdir(),
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
    },
  });
  t.teardown(() => store.close());
  const address = environment.AWS_ENDPOINT_URL_S3 ?? '';
  const [from = '', to = ''] = services.sample?.volumes?.[0]?.split(':') ?? [];
  const script = (services.sample?.command?.[0] ?? '')
    .replaceAll('$$', '$')
    .replaceAll(address, store.endpoint)
    .replaceAll(to, fileURLToPath(new URL(from, DEPLOY)));
  const [shell = '', ...options] = services.sample?.entrypoint ?? [];
  // The second time finds the bucket and the sample there.
  for (let i = 0; i < 2; i++) await promisify(execFile)(shell, [...options, script]);

  const program = await startProgram({
    env: { ...environment, AWS_ENDPOINT_URL_S3: store.endpoint, FIRSTBYTE_ADMIN_PORT: '0' },
  });
  t.teardown(() => program.stop('SIGKILL'));
  const bucket = environment.FIRSTBYTE_BUCKETS;
  const listed = await (await fetch(`${program.url}/list_objects?bucket=${bucket}`)).json();
  t.match(listed, { objects: [{ key: 'firstbyte.mp4' }] });
  const film = await fetch(`${program.url}/objects/${bucket}/firstbyte.mp4?view=original`);
  t.equal(film.headers.get('content-type'), 'video/mp4');
  t.ok(Buffer.from(await film.arrayBuffer()).equals(await readSample()));
});
