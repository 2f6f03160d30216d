/**
 * `POST /files_upload`: a form with `file`, `file_name` and `bucket`. What names the object should
 * come before the file; where it comes after, the file waits for it in memory, so it has to be short.
 */
import { GatewayError } from '../errors.ts';
import { jsonAnswer } from '../http/answer.ts';
import type { Exchange, Handler } from '../http/exchange.ts';
import { mediaType } from '../http/media-type.ts';
import type { ObjectRef } from '../object/origin.ts';
import type { Memory, Release } from '../upload/memory.ts';
import type { Uploads } from '../upload/uploads.ts';
import { nameBucket, type ServedBuckets } from './buckets.ts';
import { checkKey } from './key.ts';
import type { PermitWrite } from './permit-write.ts';
import { readForm, type UploadForm } from './upload-form.ts';

export interface FilesUploadOptions {
  readonly uploads: Uploads;
  readonly permit: PermitWrite;
  readonly buckets: ServedBuckets;
  readonly forget: (ref: ObjectRef) => void;
  /** For files that wait for their names. Apart from that of uploads: nobody knows yet who sends them. */
  readonly waiting: Pick<Memory, 'reserve'>;
}

/** Bytes of a file that may wait for its name. */
export const MOST_WAITING = 8 * 1024 * 1024;
/** Of all of them together. */
export const MOST_WAITING_TOGETHER = 8 * MOST_WAITING;

export function createFilesUpload(options: FilesUploadOptions): Handler {
  return async (exchange) => {
    const { incoming, headers } = exchange;
    const form = await readForm(headers, incoming.bytes());
    const { fields } = form;
    const isNamed = fields.has('file_name') && (fields.has('bucket') || isOnly(options.buckets));
    let release: Release | undefined;
    try {
      if (!isNamed) {
        release = options.waiting.reserve(Math.min(incoming.length ?? MOST_WAITING, MOST_WAITING));
      }
      const waiting = isNamed ? undefined : await wait(form);
      const { ref, size, etag } = await storeForm(options, exchange, form, waiting);
      return jsonAnswer(201, { ...ref, size, etag: etag ?? null });
    } finally {
      release?.();
      form.cancel();
    }
  };
}

/** @param waiting the file, when it had to wait for its name */
async function storeForm(
  { uploads, permit, buckets, forget }: FilesUploadOptions,
  exchange: Exchange,
  form: UploadForm,
  waiting: Uint8Array | undefined,
) {
  const ref = refOf(form, buckets);
  await permit(exchange, ref);
  const { file } = form;
  const body = waiting === undefined ? file.bytes : asBody(waiting);
  const how = {
    // The end of the form is the end of the file; how long that is nobody has said.
    length: waiting?.length,
    contentType: mediaType(typeOf(file), ref.key),
    signal: exchange.signal,
  };
  const stored = await uploads.store(ref, body, how).finally(() => forget(ref));
  return { ref, ...stored };
}

/** What a part is when it does not say (RFC 7578 section 4.4) is no word on a film. */
function typeOf({ contentType }: UploadForm['file']): string | undefined {
  return contentType === 'text/plain' ? undefined : contentType;
}

function isOnly(buckets: ServedBuckets): boolean {
  return buckets?.length === 1;
}

/** @throws GatewayError `key_missing`, `key_invalid`, `bucket_missing`, `bucket_invalid` */
function refOf({ fields, file }: UploadForm, buckets: ServedBuckets): ObjectRef {
  return {
    bucket: nameBucket(fields.get('bucket'), buckets),
    key: checkKey(fields.get('file_name') || file.fileName),
  };
}

/** The whole file, and with it whatever fields come behind it. */
async function wait({ file }: UploadForm): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of file.bytes) {
    length += piece.length;
    if (length > MOST_WAITING) {
      const detail = 'Put "bucket" and "file_name" before "file": it is too long to wait for them';
      throw new GatewayError('body_too_large', detail, { detail });
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

async function* asBody(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}
