/** curl against the real program: whole objects, ranges, resuming, old HTTP, validators, problems. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { readSample } from '../fixtures/film.ts';
import { type Road, startInFront, waysToTest } from '../fixtures/in-front.ts';
import { parseMultipart } from '../fixtures/multipart-parser.ts';
import { skipWithout } from '../fixtures/needs.ts';
import { runTool } from '../fixtures/run-tool.ts';
import type { TestStore } from '../fixtures/stores.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const ABOUT = '{"status":%{http_code},"type":"%{content_type}","bytes":%{size_download}}';

/** What curl is told on each road, once for each version of HTTP that it has. */
const VERSIONS = {
  HTTP: [['--http1.1']],
  HTTPS: [
    ['--insecure', '--http1.1'],
    ['--insecure', '--http2'],
  ],
};

for (const { store, skip, road } of waysToTest()) {
  for (const args of VERSIONS[road.name]) {
    const name = `curl ${args.join(' ')} over ${road.name}, in front of the ${store} store`;
    t.test(name, { skip: skip || skipWithout('curl') }, (t) => travel(t, store, road, args));
  }
}

async function travel(
  t: Test,
  store: TestStore['name'],
  road: Road,
  version: readonly string[],
): Promise<void> {
  /** Runs curl and parses the `-w` format as JSON. */
  const curl = async (format: string, ...args: string[]): Promise<Record<string, unknown>> =>
    JSON.parse((await runTool('curl', ['-sS', ...version, '-w', format, ...args])).toString());

  const sample = await readSample();
  const empty = { name: 'empty.mp4', bytes: new Uint8Array(0) };
  const front = await startInFront(store, [{ name: 'sample.mp4', bytes: sample }, empty], road.env);
  const folder = await mkdtemp(join(tmpdir(), 'firstbyte-curl-'));
  const url = front.original('sample.mp4');
  const out = (file: string) => join(folder, file);
  t.teardown(async () => {
    await rm(folder, { recursive: true });
    await front.close();
  });

  t.test('a whole object is the stored one, under both of its paths', async (t) => {
    const path = `/objects/${front.bucket}/${front.prefix}sample.mp4?view=original`;
    const underPath = front.program.url + path;
    for (const address of [url, `${url}&bucket=${front.bucket}`, underPath]) {
      const about = await curl(ABOUT, '-o', out('whole'), address);
      t.strictSame(about, { status: 200, type: 'video/mp4', bytes: sample.length });
      t.equal(sha256(await readFile(out('whole'))), sha256(sample));
    }
  });

  t.test('an empty object has no bytes, and no range of it can be satisfied', async (t) => {
    const address = front.watch('empty.mp4');
    t.match(await curl(ABOUT, '-o', out('none'), address), { status: 200, bytes: 0 });
    t.match(await curl(ABOUT, '-r', '0-0', '-o', out('none'), address), { status: 416 });
  });

  t.test('-r asks for the first, the last, and the rest from somewhere', async (t) => {
    for (const [range, start, end] of [
      ['0-99', 0, 100],
      ['-100', sample.length - 100, sample.length],
      ['100-', 100, sample.length],
      ['65535-65536', 65535, 65537],
      [`${sample.length - 1}-`, sample.length - 1, sample.length],
      [`0-${sample.length * 2}`, 0, sample.length],
    ] as const) {
      const about = await curl(ABOUT, '-r', range, '-D', out('head'), '-o', out('part'), url);
      t.match(about, { status: 206, bytes: end - start }, range);
      t.equal(sha256(await readFile(out('part'))), sha256(sample.subarray(start, end)), range);
      const contentRange = `content-range: bytes ${start}-${end - 1}/${sample.length}\r\n`;
      t.match((await readFile(out('head'), 'latin1')).toLowerCase(), contentRange);
    }
  });

  t.test('-r with several ranges gets them as parts', async (t) => {
    const about = await curl(ABOUT, '-r', '0-1,10-11', '-o', out('parts'), url);
    t.equal(about.status, 206);
    const parts = parseMultipart(String(about.type), await readFile(out('parts')));
    const part = (start: number, end: number) => ({
      headers: new Map([
        ['content-type', 'video/mp4'],
        ['content-range', `bytes ${start}-${end - 1}/${sample.length}`],
      ]),
      bytes: Buffer.from(sample.subarray(start, end)),
    });
    t.strictSame(parts, [part(0, 2), part(10, 12)]);
  });

  t.test('-C - completes a download that was cut, and leaves a complete one alone', async (t) => {
    for (const cut of [1, 123_457, sample.length - 1, sample.length]) {
      await writeFile(out('resumed'), sample.subarray(0, cut));
      await runTool('curl', ['-sS', ...version, '-C', '-', '-o', out('resumed'), url]);
      t.equal(sha256(await readFile(out('resumed'))), sha256(sample), `cut at ${cut}`);
    }
  });

  t.test('-0 speaks HTTP/1.0 and gets the same bytes', async (t) => {
    const about = await curl(ABOUT, '-0', '-D', out('head'), '-o', out('old'), url);
    t.match(about, { status: 200, bytes: sample.length });
    t.equal(sha256(await readFile(out('old'))), sha256(sample));
    t.notMatch(await readFile(out('head'), 'latin1'), /transfer-encoding/i);
  });

  t.test('-I gets the head of a GET and no body', async (t) => {
    const head = (await runTool('curl', ['-sS', ...version, '-I', url])).toString().toLowerCase();
    await runTool('curl', ['-sS', ...version, '-D', out('head'), '-o', out('whole'), url]);
    const got = (await readFile(out('head'), 'latin1')).toLowerCase();
    for (const field of ['content-type', 'content-length', 'accept-ranges', 'etag']) {
      const line = new RegExp(`^${field}: .+$`, 'm');
      t.equal(line.exec(head)?.[0], line.exec(got)?.[0], field);
      t.match(head, line, field);
    }
    t.match(head, version.includes('--http2') ? /^http\/2 200 \r\n/ : /^http\/1.1 200 ok\r\n/);
  });

  t.test('two addresses travel over one connection', async (t) => {
    const args = [
      '-sS',
      ...version,
      '-w',
      '%{num_connects} ',
      '-o',
      out('a'),
      url,
      '-o',
      out('b'),
      url,
    ];
    t.equal((await runTool('curl', args)).toString(), '1 0 ');
  });

  t.test('--etag-compare and -z find out that nothing has changed', async (t) => {
    await runTool('curl', ['-sS', ...version, '--etag-save', out('etag'), '-o', out('whole'), url]);
    const unchanged = await curl(ABOUT, '--etag-compare', out('etag'), '-o', out('none'), url);
    t.match(unchanged, { status: 304, bytes: 0 });
    await writeFile(out('other'), '"another"\n');
    const changed = await curl(ABOUT, '--etag-compare', out('other'), '-o', out('again'), url);
    t.match(changed, { status: 200, bytes: sample.length });

    const head = (await runTool('curl', ['-sS', ...version, '-I', url])).toString();
    const date = /^last-modified: (.+)\r$/im.exec(head)?.[1] ?? '';
    t.match(await curl(ABOUT, '-z', date, '-o', out('none'), url), { status: 304, bytes: 0 });
    const old = 'Sat, 01 Jan 2000 00:00:00 GMT';
    t.match(await curl(ABOUT, '-z', old, '-o', out('again'), url), { status: 200 });
  });

  t.test('a failure is a problem that says its code', async (t) => {
    const pastTheEnd = ['-r', `${sample.length}-`, url];
    for (const [status, code, args] of [
      [404, 'object_not_found', [front.watch('missing.mp4')]],
      [416, 'range_not_satisfiable', pastTheEnd],
      [400, 'key_missing', [`${front.program.url}/watch`]],
      [403, 'bucket_not_allowed', [`${url}&bucket=elsewhere`]],
      [405, 'method_not_allowed', ['-X', 'PATCH', url]],
    ] as const) {
      const about = await curl(ABOUT, '-o', out('problem'), ...args);
      t.match(about, { status, type: 'application/problem+json' });
      const problem = JSON.parse(await readFile(out('problem'), 'utf8'));
      t.match(problem, { status, code, type: String, title: String, requestId: String });
    }
  });

  t.test('the program ends cleanly and has nothing to complain about', async (t) => {
    t.equal(await front.program.stop(), 0);
    // Level 50 is pino's `error`.
    t.strictSame(
      front.program.log.filter(({ level, text }) => text !== undefined || Number(level) >= 50),
      [],
    );
  });
}
