/** The tus protocol, version 1.0.0: its headers as they come and go. Pure. */
import { GatewayError } from '../errors.ts';
import type { AnswerHeaders } from '../http/answer.ts';
import type { Exchange } from '../http/exchange.ts';
import { formatHttpDate } from '../http/http-date.ts';
import { MOST_BYTES } from '../upload/part-size.ts';
import type { Upload } from '../upload/upload-id.ts';

const VERSION = '1.0.0';

/** On every answer, problems too: who speaks another version is told of this one. */
export const TUS_HEADERS: AnswerHeaders = { 'Tus-Resumable': VERSION, 'Tus-Version': VERSION };

/** What OPTIONS tells. */
export const TUS_OPTIONS: AnswerHeaders = {
  'Tus-Extension': 'creation,creation-with-upload,termination,expiration,checksum',
  'Tus-Max-Size': String(MOST_BYTES),
  'Tus-Checksum-Algorithm': 'sha1,sha256,md5',
};

export const PATCH_TYPE = 'application/offset+octet-stream';

/**
 * What is to be done: for clients behind something that lets only some methods pass, a header says
 * it, whichever of the methods of an upload the request was sent with.
 */
export function methodOf({ method, headers }: Pick<Exchange, 'method' | 'headers'>): string {
  return String(headers['x-http-method-override'] ?? method);
}

/** @throws GatewayError `tus_version_unsupported` */
export function checkVersion(headers: Exchange['headers']): void {
  if (headers['tus-resumable'] === VERSION) return;
  throw new GatewayError('tus_version_unsupported', 'Cannot speak another version of tus', {
    detail: `Send Tus-Resumable: ${VERSION}`,
  });
}

/**
 * A header that counts bytes.
 * @throws GatewayError `header_invalid` when it is missing or no such number
 */
export function bytesOf(
  headers: Exchange['headers'],
  name: 'Upload-Length' | 'Upload-Offset',
): number {
  const text = headers[name.toLowerCase()];
  if (typeof text !== 'string') throw headerInvalid(`${name} is missing`);
  const bytes = Number(text);
  if (/^\d{1,16}$/.test(text) && Number.isSafeInteger(bytes)) return bytes;
  throw headerInvalid(`${name} is not a number of bytes`);
}

/** @throws GatewayError `media_type_unsupported` */
export function checkPatchType(headers: Exchange['headers']): void {
  const [type = ''] = headers['content-type']?.split(';', 1) ?? [];
  if (type.trim().toLowerCase() === PATCH_TYPE) return;
  throw new GatewayError('media_type_unsupported', 'Cannot add bytes that are of another type', {
    detail: `Send ${PATCH_TYPE}`,
  });
}

/** When it is over. */
export function expiresHeader({ expires }: Upload): AnswerHeaders {
  return { 'Upload-Expires': formatHttpDate(expires * 1000) };
}

export function methodNotAllowed(method: string, allow: readonly string[]): GatewayError {
  return new GatewayError('method_not_allowed', `Cannot ${method} here`, {
    detail: `Allowed here: ${allow.join(', ')}`,
    allow,
  });
}

export function headerInvalid(detail: string): GatewayError {
  return new GatewayError('header_invalid', detail, { detail });
}
