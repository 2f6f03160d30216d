import { trace } from '@opentelemetry/api';
import {
  BatchSpanProcessor,
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import t from 'tap';
import { createTraces, type TracedRequest } from '../../src/observe/traces.ts';

const RECORD: TracedRequest = {
  requestId: 'id-1',
  method: 'GET',
  route: 'watch',
  status: 206,
  about: { bucket: 'films', key: 'a.mp4', span: '[0, 10)' },
  bytes: 10,
  cache: 'miss',
  firstByteMs: 31,
  aborted: false,
  error: undefined,
};
const ANSWERED = { attempt: 1, status: 206, failure: undefined, headMs: 30, bytes: 10 };
const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

t.test('createTraces() costs nothing and says nothing without an SDK', async (t) => {
  const traces = createTraces('1');
  const served = { record: RECORD };
  const got = await traces.request({ traceparent: PARENT }, async () => {
    const question = traces.question('read');
    t.strictSame(question.headers, {});
    question.end(ANSWERED);
    return served;
  });
  t.equal(got, served);
  await traces.flush();
});

t.test('createTraces() with an SDK', async (t) => {
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  provider.register();
  t.teardown(() => provider.shutdown());
  t.beforeEach(() => exporter.reset());
  const traces = createTraces('1.2.3');

  t.test('goes on with the trace of the request, and hands it to the storage', async (t) => {
    let sent = '';
    await traces.request({ traceparent: PARENT }, async () => {
      await Promise.resolve();
      const question = traces.question('read');
      sent = question.headers.traceparent ?? '';
      question.end(ANSWERED);
      return { record: RECORD };
    });
    const [asked, request] = exporter.getFinishedSpans();
    t.equal(request?.name, 'GET watch');
    t.equal(request?.instrumentationScope.version, '1.2.3');
    t.equal(request?.spanContext().traceId, '0af7651916cd43dd8448eb211c80319c');
    t.equal(request?.parentSpanContext?.spanId, 'b7ad6b7169203331');
    t.match(request?.attributes, {
      'http.request.method': 'GET',
      'http.route': 'watch',
      'http.response.status_code': 206,
      'firstbyte.key': 'a.mp4',
      'firstbyte.cache': 'miss',
      'firstbyte.first_byte_ms': 31,
    });
    t.equal(asked?.name, 'storage read');
    t.equal(asked?.parentSpanContext?.spanId, request?.spanContext().spanId);
    t.equal(sent, `00-0af7651916cd43dd8448eb211c80319c-${asked?.spanContext().spanId}-01`);
    t.match(asked?.attributes, { 'http.response.status_code': 206, 'firstbyte.head_ms': 30 });
  });

  t.test('tells whose fault a failure is', async (t) => {
    for (const [source, code] of [
      ['viewer', 0],
      ['origin', 2],
      ['gateway', 2],
    ] as const) {
      exporter.reset();
      const record = { ...RECORD, error: { code: 'some_code', source } };
      await traces.request({}, async () => ({ record }));
      const [request] = exporter.getFinishedSpans();
      t.equal(request?.attributes['error.type'], 'some_code');
      t.equal(request?.status.code, code, source);
    }
    exporter.reset();
    traces.question('read').end({ ...ANSWERED, status: undefined, failure: 'origin_timeout' });
    t.equal(exporter.getFinishedSpans()[0]?.status.code, 2);
  });

  t.test('ends a span whatever happens within it', async (t) => {
    const failure = new Error('no');
    await t.rejects(
      traces.request({}, () => Promise.reject(failure)),
      failure,
    );
    t.equal(exporter.getFinishedSpans().length, 1);
  });
});

t.test(
  'flush() has spans sent that wait for others, and waits for no exporter for long',
  async (t) => {
    for (const reaches of [true, false]) {
      const exporter = new InMemorySpanExporter();
      let answer = (): void => {};
      if (!reaches) {
        exporter.export = (_spans, done) => {
          answer = () => done({ code: 0 });
        };
      }
      const provider = new NodeTracerProvider({
        spanProcessors: [new BatchSpanProcessor(exporter)],
      });
      trace.disable();
      provider.register();
      const traces = createTraces('1');
      await traces.request({}, async () => ({ record: RECORD }));
      t.equal(exporter.getFinishedSpans().length, 0);
      await traces.flush();
      t.equal(exporter.getFinishedSpans().length, reaches ? 1 : 0);
      answer();
      trace.disable();
    }
  },
);
