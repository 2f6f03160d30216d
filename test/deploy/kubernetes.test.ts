/** The manifests fit each other, and fit what the program serves. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t from 'tap';
import { parse, parseAllDocuments } from 'yaml';
import { envNames } from '../../src/config/option.ts';
import { allOptions } from '../../src/config/options.ts';
import { METRICS } from '../../src/observe/metric-table.ts';
import { codeBlocks } from '../fixtures/readme.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (name: string) => readFile(`${ROOT}deploy/${name}`, 'utf8');

/** As far as tests look into it. */
// biome-ignore lint/suspicious/noExplicitAny: manifests have many shapes, and a wrong one fails a test
type Manifest = any;

const text = await read('kubernetes/firstbyte.yaml');
const manifests: Manifest[] = [text, await read('kubernetes/monitoring.yaml')].flatMap((file) =>
  parseAllDocuments(file).map((document) => document.toJS()),
);
const only = (kind: string): Manifest => {
  const found = manifests.filter((manifest) => manifest.kind === kind);
  if (found.length !== 1) throw new Error(`${found.length} manifests are a ${kind}`);
  return found[0];
};
const pod = only('Deployment').spec.template;
const [container] = pod.spec.containers;
const [endpoint] = only('PodMonitor').spec.podMetricsEndpoints;

t.test('who scrapes has the token that the gateway asks for', async (t) => {
  const { name, key } = endpoint.authorization.credentials;
  const [, created, literals = ''] = /secret generic (\S+) \\\n(.*)/.exec(text) ?? [];
  t.strictSame([name, container.envFrom[0].secretRef.name], [created, created]);
  t.ok(literals.includes(`--from-literal=${key}=`), key);
  const token = allOptions().find(([option]) => option === 'admin_token');
  t.ok(token && envNames(token[1]).includes(key), key);
});

t.test('nothing else promises a scrape: an annotation brings no token', async (t) => {
  t.notMatch(JSON.stringify(manifests), 'prometheus.io/');
});

t.test('every port that is named is one of the container', async (t) => {
  const named = [
    endpoint.port,
    container.readinessProbe.httpGet.port,
    container.livenessProbe.httpGet.port,
    ...only('Service').spec.ports.map((port: Manifest) => port.targetPort),
    ...only('NetworkPolicy').spec.ingress.flatMap((rule: Manifest) =>
      rule.ports.map((port: Manifest) => port.port),
    ),
  ];
  const ports = container.ports.map((port: Manifest) => port.name);
  t.strictSame([...new Set(named)].sort(), ports.toSorted());
  const scraped = container.ports.find((port: Manifest) => port.name === endpoint.port);
  const env = container.env.find((one: Manifest) => one.name === 'FIRSTBYTE_ADMIN_PORT');
  t.equal(String(scraped.containerPort), env.value);
});

t.test('everything that selects pods selects these', async (t) => {
  for (const { kind, spec } of manifests) {
    const selector = spec?.podSelector ?? spec?.selector;
    if (selector !== undefined)
      t.match(pod.metadata.labels, selector.matchLabels ?? selector, kind);
  }
});

t.test('the job of the scrape is the one that alerts ask for', async (t) => {
  const job = pod.metadata.labels[only('PodMonitor').spec.jobLabel];
  const asked = [...(await read('prometheus/alerts.yml')).matchAll(/job="([^"]*)"/g)];
  t.ok(asked.length > 0);
  for (const [, name] of asked) t.equal(name, job);
});

t.test('only the autoscaler says how many', async (t) => {
  const { spec } = only('HorizontalPodAutoscaler');
  const { kind, metadata } = only('Deployment');
  t.match(spec.scaleTargetRef, { kind, name: metadata.name });
  t.notOk('replicas' in only('Deployment').spec);
});

t.test('the autoscaler goes by a metric that is there, and that the adapter offers', async (t) => {
  const { rules } = codeBlocks('yaml').map((code) => parse(code))[0];
  for (const { pods } of only('HorizontalPodAutoscaler').spec.metrics) {
    t.match(METRICS, { [pods.metric.name]: { kind: 'gauge' } });
    t.ok(
      rules.custom.some((rule: Manifest) => rule.seriesQuery.startsWith(`${pods.metric.name}{`)),
    );
  }
});

t.test('the command of the README makes a PrometheusRule of the alerts', async (t) => {
  const command = codeBlocks('sh').find((code) => code.includes('PrometheusRule')) ?? '';
  t.match(command, '| kubectl apply -f -');
  const script = command.replace('| kubectl apply -f -', '');
  // Of the system, whatever else the PATH of tests is cut down to.
  const options = { cwd: ROOT, env: { PATH: '/usr/bin:/bin' } };
  const { stdout } = await promisify(execFile)('sh', ['-c', script], options);
  t.strictSame(parse(stdout), {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'firstbyte' },
    spec: parse(await read('prometheus/alerts.yml')),
  });
});
