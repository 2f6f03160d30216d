/**
 * Traces: a span for each request and for each question to the storage, by OpenTelemetry's API
 * alone. Without an SDK in the process they are no-ops; with one, W3C trace context comes in with
 * requests and goes on to the storage, through flights as well: whoever launches one is its parent.
 */
import {
  type Context,
  context,
  isSpanContextValid,
  ProxyTracerProvider,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';

type Carrier = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What a span says of a finished request. */
export interface TracedRequest {
  readonly requestId: string;
  readonly method: string;
  readonly route: string;
  readonly status: number | undefined;
  readonly about: { readonly bucket?: string; readonly key?: string; readonly span?: string };
  readonly bytes: number;
  readonly cache: string | undefined;
  readonly firstByteMs: number | undefined;
  readonly aborted: boolean;
  readonly error: { readonly code: string; readonly source: string } | undefined;
}

/** What a span says of a question to the storage. */
export interface TracedQuestion {
  readonly attempt: number;
  readonly status: number | undefined;
  readonly failure: string | undefined;
  readonly headMs: number | undefined;
  readonly bytes: number;
}

export interface Question {
  /** To be sent along. */
  readonly headers: Readonly<Record<string, string>>;
  end(told: TracedQuestion): void;
}

export interface Traces {
  /** Runs `serve` within a span, the child of what `headers` name. */
  request<T extends { readonly record: TracedRequest }>(
    headers: Carrier,
    serve: () => Promise<T>,
  ): Promise<T>;
  /** Begins a span within the one that is active. */
  question(operation: string): Question;
  /**
   * Has an SDK send the spans that it still holds, for two seconds at most: what ends with the
   * program would be lost. Never fails.
   */
  flush(): Promise<void>;
}

const FLUSH_MS = 2000;

const UNTRACED: Question = { headers: {}, end() {} };

/** Nobody traces, and the viewer brought nothing along: there is nothing to hand on. */
function isBare(around: Context, span: Span): boolean {
  return around === ROOT_CONTEXT && !isSpanContextValid(span.spanContext());
}

/** @param version of this program */
export function createTraces(version: string): Traces {
  const tracer = trace.getTracer('firstbyte', version);
  return {
    async request(headers, serve) {
      const parent: Context = propagation.extract(context.active(), headers);
      const span = tracer.startSpan('request', { kind: SpanKind.SERVER }, parent);
      if (isBare(parent, span)) return await serve();
      if (!span.isRecording()) return await context.with(trace.setSpan(parent, span), serve);
      try {
        const served = await context.with(trace.setSpan(parent, span), serve);
        describeRequest(span, served.record);
        return served;
      } finally {
        span.end();
      }
    },
    async flush() {
      const provider = trace.getTracerProvider();
      const actual = provider instanceof ProxyTracerProvider ? provider.getDelegate() : provider;
      const sdk = actual as TracerProvider & { forceFlush?: () => Promise<void> };
      if (sdk.forceFlush === undefined) return;
      const sent = Promise.resolve()
        .then(() => sdk.forceFlush?.())
        .catch(() => {});
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, FLUSH_MS);
      });
      await Promise.race([sent, late]);
      clearTimeout(timer);
    },
    question(operation) {
      const span = tracer.startSpan(`storage ${operation}`, { kind: SpanKind.CLIENT });
      if (isBare(context.active(), span)) return UNTRACED;
      const headers: Record<string, string> = {};
      propagation.inject(trace.setSpan(context.active(), span), headers);
      return {
        headers,
        end(told) {
          if (span.isRecording()) describeQuestion(span, told);
          span.end();
        },
      };
    },
  };
}

/** Names by OpenTelemetry's conventions for HTTP; no target, which may carry a token. */
function describeRequest(span: Span, request: TracedRequest): void {
  const { method, route, status, about, error } = request;
  span.updateName(`${method} ${route}`);
  span.setAttributes({
    'http.request.method': method,
    'http.route': route,
    'http.response.body.size': request.bytes,
    'firstbyte.request_id': request.requestId,
    'firstbyte.aborted': request.aborted,
    ...(status !== undefined && { 'http.response.status_code': status }),
    ...(about.bucket !== undefined && { 'firstbyte.bucket': about.bucket }),
    ...(about.key !== undefined && { 'firstbyte.key': about.key }),
    ...(about.span !== undefined && { 'firstbyte.span': about.span }),
    ...(request.cache !== undefined && { 'firstbyte.cache': request.cache }),
    ...(request.firstByteMs !== undefined && { 'firstbyte.first_byte_ms': request.firstByteMs }),
    ...(error !== undefined && { 'error.type': error.code }),
  });
  // What a viewer did wrong is no error of ours.
  if (error !== undefined && error.source !== 'viewer') {
    span.setStatus({ code: SpanStatusCode.ERROR, message: error.code });
  }
}

function describeQuestion(span: Span, told: TracedQuestion): void {
  const { attempt, status, failure, headMs, bytes } = told;
  span.setAttributes({
    'http.response.body.size': bytes,
    'firstbyte.attempt': attempt,
    ...(status !== undefined && { 'http.response.status_code': status }),
    ...(headMs !== undefined && { 'firstbyte.head_ms': headMs }),
    ...(failure !== undefined && { 'error.type': failure }),
  });
  if (failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: failure });
}
