/** multipart/byteranges, RFC 9110 section 14.6: the literal bytes between the parts, and their sum. */
import { lengthOf, type Span, totalLength } from '../span.ts';

/** What a multipart body consists of, in order: bytes as they are, or a span of the object. */
export type MultipartPiece = Uint8Array | Span;

export interface Multipart {
  readonly contentType: string;
  /** Bytes in all. */
  readonly length: number;
  readonly pieces: readonly MultipartPiece[];
}

/**
 * @param spans ascending, within an object of `size` bytes and of type `type`
 * @param boundary does not occur in the object but by an accident too unlikely to bother: make it
 * random and long
 */
export function multipartBody(
  spans: readonly Span[],
  size: number,
  type: string,
  boundary: string,
): Multipart {
  const pieces = spans.flatMap((span, index): MultipartPiece[] => {
    const head = [
      `${index === 0 ? '' : '\r\n'}--${boundary}`,
      `Content-Type: ${type}`,
      `Content-Range: ${contentRange(span, size)}`,
    ];
    return [Buffer.from(`${head.join('\r\n')}\r\n\r\n`), span];
  });
  const literals = [...pieces, Buffer.from(`\r\n--${boundary}--\r\n`)];
  const literalLength = literals.reduce(
    (sum, piece) => sum + (piece instanceof Uint8Array ? piece.length : 0),
    0,
  );
  return {
    contentType: `multipart/byteranges; boundary=${boundary}`,
    length: literalLength + totalLength(spans),
    pieces: literals,
  };
}

/** A `Content-Range` value: here a half-open, non-empty span becomes inclusive again. */
export function contentRange(span: Span, size: number): string {
  if (lengthOf(span) === 0) throw new RangeError('Cannot write Content-Range: the span is empty');
  return `bytes ${span.start}-${span.end - 1}/${size}`;
}
