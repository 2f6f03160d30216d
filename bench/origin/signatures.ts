/**
 * Who may read: requests to the gateway's bucket are signed, and verified by the same code that
 * the embedded store verifies with. Everybody else is a floor or a peer, and asks unsigned.
 *
 * What it costs falls on the origin, while it waits anyway, so no first byte is later for it.
 */
import type { IncomingMessage } from 'node:http';

type Query = readonly (readonly [name: string, value: string])[];

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What is used of src/store. */
export interface StoreParts {
  readTarget(raw: string): { readonly path: string; readonly query: Query };
  /** @throws when the signature is not right */
  verify(
    request: {
      readonly method: string;
      readonly path: string;
      readonly query: Query;
      readonly headers: ReadonlyMap<string, string>;
    },
    credentials: Credentials,
    nowMs: number,
  ): unknown;
}

/** As built: the bench is compiled on its own and holds no copy of src. */
export async function loadStoreParts(): Promise<StoreParts> {
  const load = (name: string): Promise<StoreParts> =>
    import(new URL(`../../dist/store/${name}`, import.meta.url).href);
  const [{ readTarget }, { verify }] = await Promise.all([load('target.js'), load('verify.js')]);
  return { readTarget, verify };
}

/** @returns whether `request` is signed by `credentials`, and well */
export function createGuard(
  { readTarget, verify }: StoreParts,
  credentials: Credentials,
  now: () => number = Date.now,
): (request: IncomingMessage) => boolean {
  return ({ method = '', url = '', headers }) => {
    const flat = Object.entries(headers).map(
      ([name, value]) => [name, String(value ?? '')] as const,
    );
    try {
      verify({ method, ...readTarget(url), headers: new Map(flat) }, credentials, now());
      return true;
    } catch {
      return false;
    }
  };
}
