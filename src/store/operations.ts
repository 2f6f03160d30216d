/**
 * Method, target and sub-resource to the S3 operation they name. Pure. What S3 has and the store
 * has not is refused by name: answering `GET /b/k?acl` with the object would be worse.
 */
import {
  createBucket,
  deleteBucket,
  headBucket,
  listBuckets,
  listObjects,
  locateBucket,
} from './buckets.ts';
import type { Call } from './call.ts';
import type { Folder } from './folder.ts';
import {
  abortMultipart,
  completeMultipart,
  createMultipart,
  listMultipart,
  uploadPart,
} from './multipart.ts';
import { deleteObject, readObject } from './objects.ts';
import { putObject } from './put.ts';
import { S3Error } from './s3-error.ts';
import { parameter, type Target } from './target.ts';

export type Operation = (folder: Folder, call: Call) => Promise<void>;

/** Query parameters that name something else than the object or bucket itself. */
const NOT_OFFERED = new Set(
  `acl accelerate analytics attributes cors delete encryption intelligent-tiering inventory
   legal-hold lifecycle logging metrics notification object-lock ownershipControls policy
   policyStatus publicAccessBlock replication requestPayment restore retention select session
   tagging torrent versioning versions website`.split(/\s+/),
);

const SERVICE: Readonly<Record<string, Operation>> = { GET: listBuckets };

const BUCKET: Readonly<Record<string, Operation>> = {
  GET: listObjects,
  HEAD: headBucket,
  PUT: createBucket,
  DELETE: deleteBucket,
};

const OBJECT: Readonly<Record<string, Operation>> = {
  GET: readObject,
  HEAD: readObject,
  PUT: putObject,
  DELETE: deleteObject,
};

const UPLOAD: Readonly<Record<string, Operation>> = {
  GET: listMultipart,
  PUT: uploadPart,
  POST: completeMultipart,
  DELETE: abortMultipart,
};

/** @throws S3Error `MethodNotAllowed`, `NotImplemented` */
export function operationFor(method: string, target: Target): Operation {
  const { bucket, key, query } = target;
  const refused = query.find(([name]) => NOT_OFFERED.has(name));
  if (refused !== undefined) throw new S3Error('NotImplemented', `"${refused[0]}" is not offered`);
  const version = parameter(query, 'versionId');
  if (version !== undefined && version !== 'null') {
    throw new S3Error('NotImplemented', 'Versions are not kept');
  }
  return pick(
    method,
    bucket === '' ? SERVICE : key === '' ? bucketTable(target) : objectTable(target),
  );
}

function pick(method: string, table: Readonly<Record<string, Operation>>): Operation {
  const operation = Object.hasOwn(table, method) ? table[method] : undefined;
  if (operation === undefined) throw new S3Error('MethodNotAllowed');
  return operation;
}

function bucketTable({ query }: Target): Readonly<Record<string, Operation>> {
  if (parameter(query, 'location') !== undefined) return { GET: locateBucket };
  if (parameter(query, 'uploads') !== undefined) return { GET: refuseUploadListing };
  return parameter(query, 'list-type') === '2' ? BUCKET : { ...BUCKET, GET: refuseOldListing };
}

function objectTable({ query }: Target): Readonly<Record<string, Operation>> {
  if (parameter(query, 'uploadId') !== undefined) return UPLOAD;
  return parameter(query, 'uploads') === undefined ? OBJECT : { POST: createMultipart };
}

async function refuseOldListing(): Promise<void> {
  throw new S3Error('NotImplemented', 'Only ListObjectsV2 (list-type=2) is offered');
}

async function refuseUploadListing(): Promise<void> {
  throw new S3Error('NotImplemented', 'ListMultipartUploads is not offered');
}
