/** promtool's own word on the metrics, the alerts and their tests. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { createMetrics } from '../../src/observe/metrics.ts';
import { startStore } from '../../src/store/store.ts';
import { CREDENTIALS } from '../fixtures/folder-store.ts';
import { startGateway } from '../fixtures/gateway.ts';
import { findTool, skipWithout } from '../fixtures/needs.ts';

const PROMETHEUS = fileURLToPath(new URL('../../deploy/prometheus/', import.meta.url));

function promtool(args: readonly string[], input = ''): Promise<{ code: number; text: string }> {
  return new Promise((resolve) => {
    const tool = findTool('promtool') ?? 'promtool';
    const child = execFile(tool, args, { cwd: PROMETHEUS }, (error, stdout, stderr) => {
      const code = error === null ? 0 : Number(error.code ?? 1);
      resolve({ code, text: stdout + stderr });
    });
    child.stdin?.end(input);
  });
}

t.test('promtool', { skip: skipWithout('promtool') }, async (t) => {
  t.test('finds nothing wrong with the metrics of this house', async (t) => {
    const metrics = createMetrics({ version: '1', node: 'v20' });
    metrics.served('memory', 1);
    metrics.hedge('won');
    metrics.cmcd({ bl: 1 });
    const { code, text } = await promtool(['check', 'metrics'], await metrics.text());
    t.equal(code, 0, text);
  });

  t.test('finds nothing wrong with what a gateway shows that has served', async (t) => {
    const mediaDir = t.testdir({ films: { 'a.mp4': Buffer.alloc(200_000) } });
    const store = await startStore({ mediaDir, credentials: CREDENTIALS, onError: () => {} });
    const gateway = await startGateway({
      AWS_ENDPOINT_URL_S3: store.endpoint,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    });
    for (const path of [
      '/objects/films/a.mp4',
      '/objects/films/none',
      '/list_objects?bucket=films',
    ]) {
      await (await fetch(gateway.url + path)).arrayBuffer();
    }
    const scrape = await (await fetch(`${gateway.url}/metrics`)).text();
    await gateway.close();
    await store.close();
    t.match(scrape, 'firstbyte_errors_total{code="object_not_found",source="viewer"} 1\n');
    const { code, text } = await promtool(['check', 'metrics'], scrape);
    t.equal(code, 0, text);
  });

  for (const args of [
    ['check', 'rules', 'alerts.yml'],
    ['check', 'config', 'prometheus.yml'],
    ['test', 'rules', 'alerts.test.yml'],
  ]) {
    t.test(`is content with ${args.join(' ')}`, async (t) => {
      const { code, text } = await promtool(args);
      t.equal(code, 0, text);
    });
  }
});
