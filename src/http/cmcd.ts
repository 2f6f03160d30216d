/**
 * CMCD (CTA-5004, versions 1 and 2): what a player says of itself with its requests, in headers or
 * in a query parameter. Anybody may send anything, so a report is sound as a whole or thrown away
 * as a whole; keys that are not known here are of players newer than this, and left. Pure.
 */

/** What is kept of a report; the rest is checked and dropped. */
export interface Cmcd {
  /** Kilobits a second of the encoded object. */
  readonly br?: number;
  /** Milliseconds of film in the player's buffer, an hour at most. */
  readonly bl?: number;
  /** The buffer ran dry since the request before. */
  readonly bs?: true;
  /** Milliseconds that it was dry for, an hour at most (version 2). */
  readonly bsd?: number;
  /** Kilobits a second that the player measured. */
  readonly mtp?: number;
  /** Milliseconds until the film began, an hour at most (version 2). */
  readonly msd?: number;
  /** Object type: `v` video, `a` audio, `av` both, `m` manifest, ... */
  readonly ot?: string;
  /** The film is starting, seeking or has run dry: the object is wanted at once. */
  readonly su?: true;
  readonly sid?: string;
  readonly cid?: string;
  /** The next object, relative to this request, still encoded as a URL. */
  readonly nor?: string;
  /** Its range, as `START-END`. */
  readonly nrr?: string;
}

/** All of them may be undefined. */
export type CmcdNotes = {
  readonly [Key in 'sid' | 'cid' | 'bl' | 'br' | 'mtp' | 'bs' | 'su']: Cmcd[Key] | undefined;
};

type Kind = 'ms' | 'whole' | 'decimal' | 'flag' | 'token' | 'string';

/** What is known, and of that what is kept. */
const KEYS: ReadonlyMap<string, { readonly kind: Kind; readonly kept: boolean }> = new Map([
  ...kinds(true, { br: 'whole', bl: 'ms', bs: 'flag', bsd: 'ms', cid: 'string', msd: 'ms' }),
  ...kinds(true, { mtp: 'whole', nor: 'string', nrr: 'string', ot: 'token', sid: 'string' }),
  ...kinds(true, { su: 'flag' }),
  ...kinds(false, { d: 'whole', dl: 'whole', pr: 'decimal', rtp: 'whole', sf: 'token' }),
  ...kinds(false, { st: 'token', tb: 'whole', v: 'whole' }),
]);

function kinds(kept: boolean, keys: Readonly<Record<string, Kind>>) {
  return Object.entries(keys).map(([name, kind]) => [name, { kind, kept }] as const);
}

const HEADERS = ['cmcd-request', 'cmcd-object', 'cmcd-session', 'cmcd-status'] as const;
/** Longer than any player writes: a session id, a content id and a path among the rest. */
const MOST_CHARACTERS = 2048;
/** Of an identifier. */
const MOST_IDENTIFIER = 128;
/** What one report can add to sums that are kept for ever. */
const MOST_MS = 3_600_000;

const STRING = String.raw`"(?:[^"\\]|\\["\\])*"`;
const BARE = String.raw`[^",;=() \t]+`;
const KEY = '[a-z][a-z0-9.*_-]*';
/** One pair and what parts it from the next. No two parts match the same text, so it stays linear. */
const PAIR = new RegExp(
  String.raw`[ \t]*(${KEY})(?:=(${STRING}|\((?:${STRING}|[^"()])*\)|${BARE}))?` +
    String.raw`(?:;[ \t]*${KEY}(?:=(?:${STRING}|${BARE}))?)*[ \t]*(?:,|$)`,
  'y',
);
const FIRST_OF_LIST = new RegExp(String.raw`^\([ \t]*(${STRING}|${BARE})`);

/**
 * @param headers with names in lower case
 * @param query the parameter `CMCD`, decoded; headers go before it
 * @returns undefined when there is none, 'invalid' when it is not CMCD
 */
export function readCmcd(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  query: string | undefined,
): Cmcd | 'invalid' | undefined {
  const given = HEADERS.map((name) => headers[name]).filter((one) => one !== undefined);
  const text = given.length > 0 ? given.join(',') : query;
  if (text === undefined || text === '') return undefined;
  return text.length > MOST_CHARACTERS ? 'invalid' : parse(text);
}

function parse(text: string): Cmcd | 'invalid' {
  const kept: Record<string, string | number | true> = {};
  const seen = new Set<string>();
  PAIR.lastIndex = 0;
  while (PAIR.lastIndex < text.length) {
    const [, name = '', raw] = PAIR.exec(text) ?? [];
    if (name === '' || seen.has(name)) return 'invalid';
    seen.add(name);
    const key = KEYS.get(name);
    if (key === undefined) continue;
    const value = readValue(key.kind, raw?.startsWith('(') ? firstOf(raw) : raw);
    if (value === undefined) return 'invalid';
    if (value !== false && key.kept) kept[name] = value;
  }
  return kept;
}

function readValue(kind: Kind, raw: string | undefined): string | number | boolean | undefined {
  switch (kind) {
    case 'flag':
      if (raw === undefined || raw === 'true' || raw === '?1') return true;
      return raw === 'false' || raw === '?0' ? false : undefined;
    case 'ms': {
      const ms = readValue('whole', raw);
      return ms && Math.min(Number(ms), MOST_MS);
    }
    case 'whole':
      return raw !== undefined && /^\d{1,12}$/.test(raw) ? Number(raw) : undefined;
    case 'decimal':
      return raw !== undefined && /^\d{1,6}(\.\d{1,6})?$/.test(raw) ? Number(raw) : undefined;
    case 'token':
      return raw !== undefined && /^[a-z]{1,4}$/.test(raw) ? raw : undefined;
    case 'string':
      return raw?.startsWith('"') ? textOf(raw) : undefined;
  }
}

/** Version 2 has lists, one item for each kind of media; the first counts. '' of an empty list. */
function firstOf(list: string): string {
  return FIRST_OF_LIST.exec(list)?.[1] ?? '';
}

function textOf(quoted: string): string | undefined {
  const text = quoted.slice(1, -1).replaceAll(/\\(["\\])/g, '$1');
  return /^[\x20-\x7e]*$/.test(text) ? text : undefined;
}

/** What of a report may stand in a log. */
export function notesOf({ sid, cid, bl, br, mtp, bs, su }: Cmcd): CmcdNotes {
  return {
    sid: sid?.slice(0, MOST_IDENTIFIER),
    cid: cid?.slice(0, MOST_IDENTIFIER),
    bl,
    br,
    mtp,
    bs,
    su,
  };
}
