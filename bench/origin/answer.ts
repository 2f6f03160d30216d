/**
 * One answer of the shaped origin: planned when the request comes, begun when its wait is over,
 * poured at its rate, broken where its fault says so, and counted.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault } from '../faults.ts';
import { type Films, filmTag, filmType } from '../film.ts';
import type { Ledger } from '../ledger.ts';
import { exactlyAt } from './exactly-at.ts';
import { headOf, type Plan, planAnswer, refusal } from './plan.ts';
import { pour } from './pour.ts';
import type { Shape } from './shape.ts';

export interface Origin {
  readonly shape: Shape;
  readonly films: Films;
  readonly ledger: Ledger;
  readonly nextFault: () => Fault;
  readonly nextWaitMs: () => number;
  readonly maySee: (bucket: string, request: IncomingMessage) => boolean;
}

/** The answer to `request`, which came at `cameMs` of performance.now(). */
export function answer(
  origin: Origin,
  request: IncomingMessage,
  response: ServerResponse,
  cameMs: number,
): void {
  const { shape, films, ledger } = origin;
  const [, bucket = '', key = ''] = /^\/([^/?]+)\/([^?]+)/.exec(request.url ?? '') ?? [];
  ledger.asked(bucket);
  const fault = origin.nextFault();
  const waitMs = origin.nextWaitMs() + (fault.kind === 'stall' ? shape.stallMs : 0);
  const tag = filmTag(key);
  const plan = !origin.maySee(bucket, request)
    ? refusal(403)
    : fault.kind === 'unavailable'
      ? refusal(503)
      : planAnswer(films.size(key), tag, request.headers);
  const callOff = exactlyAt(cameMs + waitMs, () => {
    response.writeHead(plan.status, headOf(plan, tag, filmType(key)));
    if (request.method === 'HEAD' || plan.status >= 400) response.end();
    else sendBody(origin, request, response, { bucket, key, plan, fault });
  });
  response.once('close', callOff);
}

interface Body {
  readonly bucket: string;
  readonly key: string;
  readonly plan: Plan;
  readonly fault: Fault;
}

function sendBody(
  { shape, films, ledger }: Origin,
  { socket }: IncomingMessage,
  response: ServerResponse,
  { bucket, key, plan, fault }: Body,
): void {
  const make = (position: number, length: number): Buffer => {
    ledger.gave(bucket, key, plan.size, position, length);
    return films.bytes(key, position, length);
  };
  const send = (start: number, end: number, finish: () => void): void =>
    pour(response, { start, end }, shape.bytesPerMs, make, finish);
  const whole = (start: number): void => send(start, plan.end, () => response.end());
  const middle = plan.start + Math.floor((plan.end - plan.start) * fault.at);
  switch (fault.kind) {
    case 'reset':
      send(plan.start, middle, () => socket.resetAndDestroy());
      return;
    case 'short':
      send(plan.start, middle, () => socket.end());
      return;
    case 'silence':
      send(plan.start, middle, () => {});
      return;
    case 'pause':
      send(plan.start, middle, () => {
        const timer = setTimeout(() => whole(middle), shape.stallMs);
        response.once('close', () => clearTimeout(timer));
      });
      return;
    default:
      whole(plan.start);
  }
}
