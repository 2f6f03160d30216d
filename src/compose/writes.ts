/** Writes: everything that changes objects, where uploads are offered. */
import type { Auth } from '../auth/auth.ts';
import type { Config } from '../config/config.ts';
import type { Handler } from '../http/exchange.ts';
import type { RouteRule } from '../http/router.ts';
import type { ObjectRef } from '../object/origin.ts';
import type { S3Origin } from '../origin/s3-origin.ts';
import { createCreateBucket } from '../routes/create-bucket.ts';
import { createFilesUpload, MOST_WAITING_TOGETHER } from '../routes/files-upload.ts';
import { createPermitWrite } from '../routes/permit-write.ts';
import { createDeleteObject, createPutObject } from '../routes/write-object.ts';
import { createMemory } from '../upload/memory.ts';
import { createUploading } from './uploading.ts';

export interface WritesOptions {
  readonly config: Config;
  readonly origin: S3Origin;
  readonly auth: Auth;
  /** Told of every object that came, changed or went. */
  readonly forget: (ref: ObjectRef) => void;
}

export interface Writes {
  readonly routes: readonly RouteRule<Handler>[];
  /** Bodies that are being received now. */
  readonly running: number;
  close(): void;
}

const NONE: Writes = { routes: [], running: 0, close() {} };

export function createWrites({ config, origin, auth, forget }: WritesOptions): Writes {
  if (!config.uploads) return NONE;
  const buckets = config.buckets?.map(({ name }) => name);
  const permit = createPermitWrite({ auth, buckets, corsOrigins: config.cors_origins });
  const common = { origin, writer: origin, permit, buckets, forget, wallClock: Date.now };
  const uploading = createUploading({
    ...common,
    memoryBytes: config.upload_memory_bytes,
    every(ms, run) {
      const timer = setInterval(run, ms).unref();
      return () => clearInterval(timer);
    },
  });
  const { uploads, routes } = uploading;
  const objects = { path: '/objects/*', behindToken: true } as const;
  const put = createPutObject({ ...common, uploads });
  const remove = createDeleteObject({ ...common, uploads });
  const create = createCreateBucket(common);
  const waiting = createMemory(MOST_WAITING_TOGETHER);
  const form = createFilesUpload({ ...common, uploads, waiting });
  return {
    routes: [
      { ...objects, name: 'put_object', methods: ['PUT'], handler: put, takesBody: true },
      { ...objects, name: 'delete_object', methods: ['DELETE'], handler: remove },
      { name: 'create_bucket', methods: ['POST'], path: '/create_bucket', handler: create },
      {
        name: 'files_upload',
        methods: ['POST'],
        path: '/files_upload',
        handler: form,
        takesBody: true,
      },
      ...routes,
    ],
    get running() {
      return uploading.running;
    },
    close: uploading.close,
  };
}
