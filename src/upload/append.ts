/** Adds the bytes of one request to a resumable upload; what does not fill a part becomes its tail. */
import { GatewayError } from '../errors.ts';
import type { Finish, Named } from './finish.ts';
import type { Memory, Release } from './memory.ts';
import type { Over } from './over.ts';
import { tooLarge } from './part-size.ts';
import { createPartsWriter, type PartsWriter } from './parts-writer.ts';
import { piecesOf } from './pieces.ts';
import type { Tail, Tails } from './tails.ts';
import type { Writer } from './writer.ts';

export interface Addition {
  /** Where the client believes the upload to be. */
  readonly at: number;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Bytes that are to come, when that is known. */
  readonly length: number | undefined;
}

/** @returns how many bytes of the upload are here then; whatever fails, those that came count if they can */
export type Append = (named: Named, addition: Addition, signal: AbortSignal) => Promise<number>;

export interface AppendOptions {
  readonly writer: Pick<Writer, 'putPart'>;
  readonly memory: Memory;
  readonly tails: Tails;
  readonly over: Over;
  readonly finish: Finish;
  readonly look: (named: Named, signal: AbortSignal) => Promise<Tail>;
  readonly alone: <T>(
    named: Named,
    signal: AbortSignal,
    work: (stop: AbortSignal) => Promise<T>,
  ) => Promise<T>;
  readonly delay: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** A part that is on its way when a body breaks off has this long to arrive. */
export const SETTLE_MS = 5000;

export function createAppend(options: AppendOptions): Append {
  const { writer, memory, tails, over, finish, look, alone, delay } = options;

  return (named, addition, signal) =>
    alone(named, signal, async (stop) => {
      const { id, upload } = named;
      const { at } = addition;
      const left = upload.length - at;
      if (over.look(id) === 'finished') {
        inPlace(at, upload.length);
        if ((addition.length ?? 0) > 0) throw tooLarge(left);
        return at;
      }
      const known = tails.look(id);
      const tail = known !== undefined && endOf(known) === at ? known : await look(named, stop);
      inPlace(at, endOf(tail));
      const most = addition.length ?? left;
      if (most > left) throw tooLarge(left);
      // Out of the table, or it would be dropped to make room for itself.
      tails.take(id);
      const mostBytes = tail.bytes.length + most;
      let release: Release;
      try {
        release = memory.reserve(Math.min(mostBytes, 2 * upload.partBytes));
      } catch (thrown) {
        tails.put(id, tail);
        throw thrown;
      }
      const parts = createPartsWriter({
        ...upload,
        parts: tail.parts,
        mostBytes,
        send: (number, bytes, ending) =>
          writer.putPart(upload.ref, upload.storageId, number, bytes, ending),
      });
      try {
        await parts.write(tail.bytes, stop);
        const came = await fill(parts, addition, most, stop);
        const isAll = came === left;
        // A whole part does not wait for more: only at the storage it outlives this process.
        const isWhole = parts.rest().length === upload.partBytes;
        if (isWhole && !isAll) await parts.flush();
        const all = tailOf(await parts.settled(), parts.rest(), named);
        if (isAll) await finish(named, all);
        else save(named, all, release);
        return at + came;
      } catch (thrown) {
        if (tails.look(id) === undefined && over.look(id) === undefined)
          await keep(named, parts, release);
        throw thrown;
      } finally {
        await parts.stop();
        release();
      }
    });

  /** @returns bytes that came */
  async function fill(
    parts: PartsWriter,
    { bytes }: Addition,
    most: number,
    stop: AbortSignal,
  ): Promise<number> {
    let came = 0;
    for await (const piece of piecesOf(bytes, AbortSignal.any([stop, parts.failed]))) {
      if (came + piece.length > most) throw tooLarge(most);
      await parts.write(piece, stop);
      came += piece.length;
    }
    return came;
  }

  /** Bytes behind a part that did not arrive are worth nothing. */
  async function keep(named: Named, parts: PartsWriter, release: Release): Promise<void> {
    const waiting = new AbortController();
    const tooLong = delay(SETTLE_MS, waiting.signal).then(() => undefined);
    const stored = await Promise.race([parts.settled(), tooLong]).catch(() => undefined);
    tooLong.catch(() => {});
    waiting.abort();
    if (stored !== undefined) save(named, tailOf(stored, parts.rest(), named), release);
  }

  /** The room of the part that it lay in is given back first: it may be what the tail needs. */
  function save({ id }: Named, tail: Tail, release: Release): void {
    const bytes = new Uint8Array(tail.bytes);
    release();
    tails.put(id, { ...tail, bytes });
  }
}

function tailOf(parts: Tail['parts'], bytes: Uint8Array, { upload }: Named): Tail {
  return { parts, start: Math.min(upload.length, parts.length * upload.partBytes), bytes };
}

function endOf(tail: Tail): number {
  return tail.start + tail.bytes.length;
}

/** @throws GatewayError `upload_offset_conflict` */
function inPlace(at: number, offset: number): number {
  if (at === offset) return at;
  throw new GatewayError('upload_offset_conflict', `Cannot add at ${at}: it is at ${offset}`, {
    detail: `The upload is at ${offset}`,
  });
}
