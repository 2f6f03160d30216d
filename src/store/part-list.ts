/** The body of CompleteMultipartUpload, read and held against the parts that are there. Pure. */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { S3Error } from './s3-error.ts';
import { parameter, type QueryParameters } from './target.ts';
import type { StoredPart } from './uploads.ts';

export interface NamedPart {
  readonly number: number;
  /** Without quotes. */
  readonly etag: string;
}

/** S3's bound. */
export const MAX_PARTS = 10_000;

/** @throws S3Error `MalformedXML` */
export function readPartList(xml: string): NamedPart[] {
  if (XMLValidator.validate(xml) !== true) throw new S3Error('MalformedXML');
  const parser = new XMLParser({
    parseTagValue: false,
    removeNSPrefix: true,
    isArray: (name) => name === 'Part',
  });
  const parts = child(child(parse(parser, xml), 'CompleteMultipartUpload'), 'Part');
  if (!Array.isArray(parts) || parts.length === 0 || parts.length > MAX_PARTS) {
    throw new S3Error('MalformedXML');
  }
  return parts.map((part: unknown) => {
    const number = readPartNumber(child(part, 'PartNumber'));
    const etag = child(part, 'ETag');
    if (number === undefined || typeof etag !== 'string') throw new S3Error('MalformedXML');
    return { number, etag: etag.replace(/^"|"$/g, '') };
  });
}

/** 1 to 10,000, or undefined. */
export function readPartNumber(text: unknown): number | undefined {
  const number = typeof text === 'string' && /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= MAX_PARTS ? number : undefined;
}

/**
 * The stored parts that `named` asks for, in its order.
 * @throws S3Error `InvalidPartOrder`, `InvalidPart`
 */
export function chooseParts(
  named: readonly NamedPart[],
  stored: readonly StoredPart[],
): StoredPart[] {
  if (named.some(({ number }, i) => i > 0 && number <= (named[i - 1]?.number ?? 0))) {
    throw new S3Error('InvalidPartOrder');
  }
  const byNumber = new Map(stored.map((part) => [part.number, part]));
  return named.map(({ number, etag }) => {
    const part = byNumber.get(number);
    if (part === undefined || part.md5 !== etag) throw new S3Error('InvalidPart');
    return part;
  });
}

/** S3's bound on one page. */
const MAX_PAGE = 1000;

export interface PartsPage {
  readonly page: readonly StoredPart[];
  /** The number that all of them lie beyond. */
  readonly after: number;
  readonly limit: number;
  /** Whether more follow. */
  readonly truncated: boolean;
}

/**
 * The page of `stored`, which is in order, that ListParts asks for.
 * @throws S3Error `InvalidArgument`
 */
export function pageOf(stored: readonly StoredPart[], query: QueryParameters): PartsPage {
  const after = readBound(query, 'part-number-marker', 0);
  const limit = Math.min(MAX_PAGE, readBound(query, 'max-parts', MAX_PAGE));
  const beyond = stored.filter(({ number }) => number > after);
  const page = beyond.slice(0, limit);
  // Of a page of none, nobody could ask for the next.
  return { page, after, limit, truncated: limit > 0 && page.length < beyond.length };
}

function readBound(query: QueryParameters, name: string, otherwise: number): number {
  const text = parameter(query, name);
  if (text === undefined || text === '') return otherwise;
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new S3Error('InvalidArgument', `${name} is not a number`);
}

/** Well-formed XML may still abuse entities. */
function parse(parser: XMLParser, xml: string): unknown {
  try {
    return parser.parse(xml);
  } catch {
    throw new S3Error('MalformedXML');
  }
}

function child(parent: unknown, name: string): unknown {
  if (typeof parent !== 'object' || parent === null) return undefined;
  return Object.entries(parent).find(([key]) => key === name)?.[1];
}
