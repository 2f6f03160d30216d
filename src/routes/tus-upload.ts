/** `/uploads/ID`: where a resumable upload stands, more bytes for it, and its end. */
import { GatewayError, heals } from '../errors.ts';
import type { Answer } from '../http/answer.ts';
import type { Exchange, Handler } from '../http/exchange.ts';
import type { Named } from '../upload/finish.ts';
import { decodeUpload } from '../upload/upload-id.ts';
import { checkServed } from './buckets.ts';
import { addBody } from './tus-add.ts';
import type { TusOptions } from './tus-create.ts';
import {
  bytesOf,
  checkPatchType,
  checkVersion,
  expiresHeader,
  methodNotAllowed,
  methodOf,
  TUS_OPTIONS,
} from './tus-protocol.ts';

type Act = (options: TusOptions, exchange: Exchange, named: Named) => Promise<Answer>;

const ACTS: ReadonlyMap<string, Act> = new Map([
  ['HEAD', tell],
  ['PATCH', add],
  ['DELETE', end],
]);

export const UPLOAD_METHODS = [...ACTS.keys(), 'POST'] as const;
const ALLOWED = [...UPLOAD_METHODS, 'OPTIONS'];

/** @param create answers `POST` to the path without an id, as some clients write it */
export function createTusUpload(options: TusOptions, create: Handler): Handler {
  return async (exchange) => {
    const method = methodOf(exchange);
    if (exchange.rest === '' && method === 'POST') return await create(exchange);
    if (method === 'OPTIONS') return discover();
    checkVersion(exchange.headers);
    const act = ACTS.get(method);
    if (act === undefined) throw methodNotAllowed(method, ALLOWED);
    const upload = decodeUpload(exchange.rest);
    if (upload === undefined) {
      throw new GatewayError('upload_not_found', 'Cannot find the upload: that is no id');
    }
    Object.assign(exchange.about, upload.ref);
    await options.permit(exchange, upload.ref);
    checkServed(upload.ref.bucket, options.buckets);
    return await act(options, exchange, { id: exchange.rest, upload });
  };
}

function discover(): Answer {
  return { status: 204, headers: { Allow: ALLOWED.join(', '), ...TUS_OPTIONS } };
}

async function tell({ resumables }: TusOptions, { signal }: Exchange, named: Named) {
  const { upload } = named;
  try {
    const offset = await resumables.offset(named, signal);
    return {
      status: 200,
      headers: {
        'Upload-Offset': String(offset),
        'Upload-Length': String(upload.length),
        ...(upload.metadata !== '' && { 'Upload-Metadata': upload.metadata }),
        'Cache-Control': 'no-store',
        ...expiresHeader(upload),
      },
    };
  } catch (cause) {
    if (!heals(cause)) throw cause;
    // tus-js-client comes back after this answer; after 502 to 504 it begins again from nothing.
    throw new GatewayError('upload_locked', 'Cannot tell where an upload stands', {
      detail: 'The storage did not say where the upload stands; ask again',
      retryAfterSeconds: 1,
      cause,
    });
  }
}

async function add(options: TusOptions, exchange: Exchange, named: Named): Promise<Answer> {
  checkPatchType(exchange.headers);
  const at = bytesOf(exchange.headers, 'Upload-Offset');
  const offset = await addBody(options, exchange, named, at);
  return {
    status: 204,
    headers: {
      'Upload-Offset': String(offset),
      'Cache-Control': 'no-store',
      ...expiresHeader(named.upload),
    },
  };
}

async function end({ resumables }: TusOptions, { signal }: Exchange, named: Named) {
  await resumables.end(named, signal);
  return { status: 204, headers: {} };
}
