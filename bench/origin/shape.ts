/** Shape of the origin: its flags, read and checked. Pure. */
import { parseArgs } from 'node:util';
import type { FaultShares } from '../faults.ts';

export interface Shape {
  /** 0: any that is free. */
  readonly port: number;
  /** Median of the wait before the first byte of an answer. */
  readonly firstByteMs: number;
  /** Of the wait's logarithm; 0: every answer waits the same. */
  readonly firstByteSigma: number;
  /** Of each answer, whatever others there are. */
  readonly bytesPerMs: number;
  /** How long an answer stalls, or a body pauses. */
  readonly stallMs: number;
  readonly faults: FaultShares;
  readonly seed: number;
  /** The bucket that only signed requests may read; undefined: no bucket is. */
  readonly signedBucket: string | undefined;
  /** Folder of real films, `NAME.mp4`; undefined: there are none. */
  readonly realFilms: string | undefined;
}

/** A number from 0 up; shares are of all answers. */
const NUMBERS = {
  'first-byte-ms': { type: 'string', default: '0' },
  'first-byte-sigma': { type: 'string', default: '0' },
  'bytes-per-second': { type: 'string', default: 'Infinity' },
  'stall-ms': { type: 'string', default: '1000' },
  'stall-share': { type: 'string', default: '0' },
  'pause-share': { type: 'string', default: '0' },
  'silence-share': { type: 'string', default: '0' },
  'reset-share': { type: 'string', default: '0' },
  'short-share': { type: 'string', default: '0' },
  'unavailable-share': { type: 'string', default: '0' },
  port: { type: 'string', default: '0' },
  seed: { type: 'string', default: '1' },
} as const;

/** @throws Error that names the flag; of a flag given twice, the last holds */
export function readShape(args: readonly string[]): Shape {
  const text = { type: 'string' } as const;
  const options = { ...NUMBERS, 'signed-bucket': text, 'real-films': text } as const;
  const { values } = parseArgs({ args: [...args], options });
  const of = (name: keyof typeof NUMBERS): number => readNumber(name, values[name]);
  return {
    port: of('port'),
    firstByteMs: of('first-byte-ms'),
    firstByteSigma: of('first-byte-sigma'),
    bytesPerMs: of('bytes-per-second') / 1000,
    stallMs: of('stall-ms'),
    faults: {
      stall: of('stall-share'),
      pause: of('pause-share'),
      silence: of('silence-share'),
      reset: of('reset-share'),
      short: of('short-share'),
      unavailable: of('unavailable-share'),
    },
    seed: of('seed'),
    signedBucket: values['signed-bucket'],
    realFilms: values['real-films'],
  };
}

function readNumber(name: string, text: string): number {
  const number = text === '' ? Number.NaN : Number(text);
  if (!(number >= 0)) throw new Error(`--${name} wants a number from 0 up, not "${text}"`);
  return number;
}
