/**
 * What S3 means on the wire, asked of every store there is: the embedded one, and a real one where
 * FIRSTBYTE_TEST_S3_ENDPOINT names it. Where they differ, the tables say what each of them does.
 */
import t, { type Test } from 'tap';
import { type Bench, openBench } from '../fixtures/s3-bench.ts';
import { storesToTest } from '../fixtures/stores.ts';
import { refusesKeys, roundTrips } from './s3-keys.ts';
import { listsByParameters, pages } from './s3-listing.ts';
import { describes, judges, selects } from './s3-reading.ts';
import { checksPresigned, checksSignatures } from './s3-signatures.ts';
import {
  abortsUploads,
  checksBodies,
  deletes,
  overwrites,
  refuses,
  uploadsInParts,
} from './s3-writing.ts';

const TESTS: Readonly<Record<string, (t: Test, bench: Bench) => Promise<void>>> = {
  'GET and HEAD say what the object is': describes,
  'Range selects as S3 does': selects,
  'preconditions hold or do not': judges,
  'keys round-trip, whatever is in them': roundTrips,
  'keys that S3 or a folder cannot hold': refusesKeys,
  'ListObjectsV2 pages lose and double nothing': pages,
  'ListObjectsV2 heeds its parameters': listsByParameters,
  'signatures are checked': checksSignatures,
  'presigned URLs are checked': checksPresigned,
  'PUT checks what was said about its body': checksBodies,
  'an overwrite is another version': overwrites,
  'multipart upload': uploadsInParts,
  'multipart upload, aborted': abortsUploads,
  'DELETE is idempotent': deletes,
  'errors are S3 XML': refuses,
};

for (const { name, skip } of storesToTest()) {
  t.test(`S3 as spoken by the ${name} store`, { skip }, async (t) => {
    const bench = await openBench(name);
    t.teardown(() => bench.close());
    t.match(await bench.client.send('PUT'), { status: 200 }, 'creating one`s own bucket again');
    for (const [title, test] of Object.entries(TESTS)) {
      // Each has a prefix of its own, so that none sees what another stored.
      const own = { ...bench, prefix: `${bench.prefix}${test.name}/` };
      await t.test(title, (t) => test(t, own));
    }
  });
}
