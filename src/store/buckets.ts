/** Buckets are the folders in the store's folder whose names are valid bucket names. */
import { lstat, mkdir, readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { answerDocument, answerEmpty, answerXml, type Call } from './call.ts';
import { errnoOf, unless } from './errno.ts';
import type { Folder } from './folder.ts';
import { listPage, type PageRequest, readToken, writeToken } from './listing.ts';
import { bucketFolder, isBucketName } from './locate.ts';
import { S3Error } from './s3-error.ts';
import { parameter } from './target.ts';
import { encodeRfc3986 } from './verify.ts';
import { xmlText } from './xml.ts';

/** S3's bound on one page. */
const MAX_PAGE = 1000;

export async function listBuckets(folder: Folder, call: Call): Promise<void> {
  const entries = await readdir(folder.root, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory() && isBucketName(entry.name));
  const buckets = await Promise.all(
    names.map(async ({ name }) => {
      const stats = await unless(lstat(join(folder.root, name)), 'ENOENT');
      return { Name: name, CreationDate: (stats?.birthtime ?? new Date(0)).toISOString() };
    }),
  );
  answerDocument(call, 'ListAllMyBucketsResult', {
    Owner: { ID: 'firstbyte', DisplayName: 'firstbyte' },
    Buckets: { Bucket: buckets.sort((a, b) => (a.Name < b.Name ? -1 : 1)) },
  });
}

/** Creating one's own bucket again is fine. */
export async function createBucket(folder: Folder, call: Call): Promise<void> {
  const { bucket } = call.target;
  if (!isBucketName(bucket)) throw new S3Error('InvalidBucketName');
  await unless(mkdir(join(folder.root, bucket)), 'EEXIST');
  await bucketFolder(folder, bucket);
  answerEmpty(call, 200, { Location: `/${bucket}` });
}

export async function headBucket(folder: Folder, call: Call): Promise<void> {
  await bucketFolder(folder, call.target.bucket);
  answerEmpty(call, 200);
}

export async function deleteBucket(folder: Folder, call: Call): Promise<void> {
  const root = await bucketFolder(folder, call.target.bucket);
  try {
    await rmdir(root);
  } catch (error) {
    if (errnoOf(error) === 'ENOTEMPTY') throw new S3Error('BucketNotEmpty');
    throw error;
  }
  answerEmpty(call, 204);
}

/** There is one region; us-east-1 is said with nothing. */
export async function locateBucket(folder: Folder, call: Call): Promise<void> {
  await bucketFolder(folder, call.target.bucket);
  answerXml(call.response, 200, xmlText('LocationConstraint', ''));
}

/** ListObjectsV2. */
export async function listObjects(folder: Folder, call: Call): Promise<void> {
  const { bucket, query } = call.target;
  const read = (name: string): string | undefined => parameter(query, name);
  const encoding = read('encoding-type');
  if (encoding !== undefined && encoding !== 'url') {
    throw new S3Error('InvalidArgument', 'encoding-type must be url');
  }
  const encode = encoding === 'url' ? encodeKey : (text: string): string => text;
  const token = read('continuation-token');
  const startAfter = read('start-after');
  const request: PageRequest = {
    prefix: read('prefix') ?? '',
    delimiter: read('delimiter') ?? '',
    limit: readLimit(read('max-keys')),
    position: token === undefined ? { after: startAfter ?? '', rolled: false } : readToken(token),
  };
  const page = await listPage(await bucketFolder(folder, bucket), request);
  answerDocument(call, 'ListBucketResult', {
    Name: bucket,
    Prefix: encode(request.prefix),
    StartAfter: startAfter && encode(startAfter),
    ContinuationToken: token,
    NextContinuationToken: page.next && writeToken(page.next),
    KeyCount: page.objects.length + page.prefixes.length,
    MaxKeys: request.limit,
    Delimiter: request.delimiter === '' ? undefined : encode(request.delimiter),
    EncodingType: encoding,
    IsTruncated: page.next !== undefined,
    Contents: page.objects.map((object) => ({
      Key: encode(object.key),
      LastModified: object.modified.toISOString(),
      ETag: object.etag,
      Size: object.size,
      StorageClass: 'STANDARD',
    })),
    CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  });
}

function readLimit(text: string | undefined): number {
  if (text === undefined || text === '') return MAX_PAGE;
  if (!/^\d{1,10}$/.test(text)) throw new S3Error('InvalidArgument', 'max-keys is not a number');
  return Math.min(Number(text), MAX_PAGE);
}

/** encoding-type=url: %XX, with the slash left bare. */
function encodeKey(key: string): string {
  return key.split('/').map(encodeRfc3986).join('/');
}
