/** What is answered to a read: RFC 9110 section 14.1.2, single ranges, as S3 has it. Pure. */
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

export interface Plan {
  readonly status: 200 | 206 | 403 | 404 | 412 | 416 | 503;
  /** Of the whole film. */
  readonly size: number;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

const MODIFIED = 'Sat, 01 Jan 2022 00:00:00 GMT';

/** @param size undefined: there is no such film */
export function planAnswer(
  size: number | undefined,
  tag: string,
  headers: IncomingHttpHeaders,
): Plan {
  if (size === undefined) return refusal(404);
  const match = headers['if-match'];
  if (match !== undefined && match !== tag) return { ...refusal(412), size };
  const [range, first, last] = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? '') ?? [];
  if (range === undefined || range === 'bytes=-') return { status: 200, size, start: 0, end: size };
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  return { status: start < end ? 206 : 416, size, start, end };
}

export function refusal(status: Plan['status']): Plan {
  return { status, size: 0, start: 0, end: 0 };
}

/** @param type the film's, when it is one that is answered with */
export function headOf(plan: Plan, tag: string, type = 'video/webm'): OutgoingHttpHeaders {
  const failed = plan.status >= 400;
  return {
    'Content-Length': failed ? 0 : plan.end - plan.start,
    'Content-Type': failed ? 'application/xml' : type,
    'x-amz-request-id': 'bench',
    ...(failed ? {} : { 'Accept-Ranges': 'bytes', ETag: tag, 'Last-Modified': MODIFIED }),
    ...(plan.status === 206
      ? { 'Content-Range': `bytes ${plan.start}-${plan.end - 1}/${plan.size}` }
      : {}),
  };
}
