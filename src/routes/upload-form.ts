/**
 * Upload form: a multipart/form-data body as its fields and its one file (RFC 7578), read no faster
 * than the file is taken. Fields may come before the file or after it.
 */
import { Readable } from 'node:stream';
import busboy from 'busboy';
import { GatewayError } from '../errors.ts';
import type { Exchange } from '../http/exchange.ts';

export interface FormFile {
  /** As its part of the form says; '' for none. */
  readonly fileName: string;
  readonly contentType: string;
  /** Ends only when the form has, so that a form that is cut off never passes for a whole file. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

export interface UploadForm {
  /** Fields that have come so far. */
  readonly fields: ReadonlyMap<string, string>;
  readonly file: FormFile;
  /** Gives up what was not read. */
  cancel(): void;
}

const LIMITS = {
  fields: 20,
  fieldNameSize: 100,
  fieldSize: 8 * 1024,
  files: 1,
  parts: 30,
  headerPairs: 20,
};

/**
 * Resolves when the file begins.
 * @throws GatewayError `media_type_unsupported`, `body_invalid`, and what `body` throws
 */
export async function readForm(
  headers: Exchange['headers'],
  body: AsyncIterable<Uint8Array>,
): Promise<UploadForm> {
  const fields = new Map<string, string>();
  const parser = parserOf(headers);
  const source = Readable.from(body, { objectMode: false });
  const failed = new Promise<never>((_resolve, reject) => {
    // For good: a second error that nobody hears would end the process.
    source.on('error', reject);
    parser.on('error', (cause: unknown) => reject(broken('The form is broken', cause)));
    for (const limit of ['partsLimit', 'fieldsLimit', 'filesLimit'] as const) {
      parser.once(limit, () => reject(broken('The form has more parts than are taken')));
    }
  });
  failed.catch(() => {});
  parser.on('field', (name, value, { nameTruncated, valueTruncated }) => {
    if (nameTruncated || valueTruncated) parser.emit('error', new Error('a field is too long'));
    else if (!fields.has(name)) fields.set(name, value);
  });
  const closed = new Promise<void>((resolve) => parser.once('close', () => resolve()));
  const finished = Promise.race([closed, failed]);
  finished.catch(() => {});
  const begun = new Promise<FormFile>((resolve, reject) => {
    parser.on('file', (_name, bytes, { filename, mimeType }) => {
      // Destroyed with the form, it fails for whoever reads it and for nobody else.
      bytes.on('error', () => {});
      failed.catch((error: Error) => bytes.destroy(error));
      const fileName = filename ?? '';
      resolve({ fileName, contentType: mimeType, bytes: toTheEnd(bytes, finished) });
    });
    parser.once('close', () => reject(broken('The form has no file')));
  });
  begun.catch(() => {});
  source.pipe(parser);
  return {
    fields,
    file: await Promise.race([begun, failed]),
    cancel() {
      source.unpipe(parser);
      source.destroy();
    },
  };
}

async function* toTheEnd(
  bytes: Readable,
  finished: Promise<void>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* bytes;
  } catch (error) {
    // Whatever broke the file broke the form, which says it in our words.
    await finished;
    throw error;
  }
  await finished;
}

function parserOf(headers: Exchange['headers']): busboy.Busboy {
  if (!/^multipart\/form-data *;/i.test(headers['content-type'] ?? '')) {
    throw new GatewayError('media_type_unsupported', 'Cannot read a form that is none', {
      detail: 'Send multipart/form-data',
    });
  }
  try {
    return busboy({ headers, limits: LIMITS, defParamCharset: 'utf8' });
  } catch (cause) {
    throw broken('The form has no boundary', cause);
  }
}

function broken(detail: string, cause?: unknown): GatewayError {
  return new GatewayError('body_invalid', detail, { detail, cause });
}
