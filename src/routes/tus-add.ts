/** The body of a request, added to a resumable upload; with a checksum, only when it is right. */
import type { Exchange } from '../http/exchange.ts';
import type { Named } from '../upload/finish.ts';
import type { Memory } from '../upload/memory.ts';
import type { Resumables } from '../upload/resumable.ts';
import { readVerified } from '../upload/verified.ts';
import { parseChecksum } from './tus-checksum.ts';

export interface TusAdding {
  readonly resumables: Resumables;
  readonly memory: Memory;
}

/** @returns the offset behind it. @throws as `Resumables.append` and `readVerified` do; `header_invalid` */
export async function addBody(
  { resumables, memory }: TusAdding,
  { headers, incoming, signal }: Exchange,
  named: Named,
  at: number,
): Promise<number> {
  const { length } = incoming;
  const header = headers['upload-checksum'];
  if (header === undefined) {
    return await resumables.append(named, { at, bytes: incoming.bytes(), length }, signal);
  }
  const checksum = parseChecksum(String(header));
  const verified = await readVerified(incoming.bytes(), { checksum, length, memory, signal });
  try {
    return await resumables.append(named, { at, ...verified }, signal);
  } finally {
    verified.release();
  }
}
