import t from 'tap';
import { EXPIRES_SECONDS } from '../../src/upload/resumable.ts';
import { decodeUpload } from '../../src/upload/upload-id.ts';
import { addition, NOW_SECONDS, setUpResumables } from '../fixtures/resumables.ts';

const MiB = 1024 ** 2;
const signal = new AbortController().signal;
const BEGINNING = {
  ref: { bucket: 'films', key: 'a.mp4' },
  length: 30 * MiB,
  contentType: 'video/mp4',
  onlyNew: false,
  metadata: 'filename YQ==',
};

t.test('begin() names an upload so that any gateway can go on with it', async (t) => {
  const { resumables, writer, noted } = setUpResumables();
  const { id, upload } = await resumables.begin(BEGINNING, signal);
  t.same(decodeUpload(id), upload);
  t.equal(upload.expires, NOW_SECONDS + EXPIRES_SECONDS);
  t.same(noted, [upload.storageId]);
  const other = setUpResumables({}, writer).resumables;
  t.equal(await other.offset({ id, upload }, signal), 0);
});

t.test('begin() asks the storage for nothing when all fits into one part', async (t) => {
  const { resumables, writer } = setUpResumables();
  const { upload } = await resumables.begin({ ...BEGINNING, length: 8 * MiB }, signal);
  t.equal(upload.storageId, 'a-name');
  t.same(writer.calls, []);
});

t.test('begin() makes an empty object at once', async (t) => {
  const { resumables, contents, made } = setUpResumables();
  const named = await resumables.begin({ ...BEGINNING, length: 0 }, signal);
  t.same(contents(), ['']);
  t.same(made, ['a.mp4']);
  t.equal(await resumables.offset(named, signal), 0);
});

t.test('begin() leaves nothing behind when the id would be too long', async (t) => {
  const { resumables, writer } = setUpResumables();
  const ref = { bucket: 'films', key: '\u0001'.repeat(1024) };
  await t.rejects(resumables.begin({ ...BEGINNING, ref }, signal), { code: 'key_invalid' });
  t.equal(writer.unfinished(), 0);
});

t.test('an upload of its own name only is refused at the beginning and at the end', async (t) => {
  for (const length of [10, 3]) {
    const { resumables, begun, writer } = setUpResumables();
    const named = await begun({ length, onlyNew: true });
    const { ref } = named.upload;
    await writer.put(ref, Buffer.from('there'), { signal, contentType: 'a/b' });
    const beginning = { ...BEGINNING, ref, onlyNew: true };
    await t.rejects(resumables.begin(beginning, signal), { code: 'precondition_failed' });
    const text = 'abcdefghij'.slice(0, length);
    const adding = resumables.append(named, addition(0, [text]), signal);
    await t.rejects(adding, { code: 'precondition_failed' });
    t.equal(writer.unfinished(), 0);
    await t.rejects(resumables.offset(named, signal), { code: 'upload_not_found' });
  }
});

t.test('offset() counts a tail only where it belongs', async (t) => {
  const { resumables, begun, writer } = setUpResumables();
  const named = await begun({ length: 20 });
  await resumables.append(named, addition(0, ['abcdef']), signal);
  t.equal(await resumables.offset(named, signal), 6);
  const { ref, storageId } = named.upload;
  await writer.putPart(ref, storageId, 2, Buffer.from('efgh'), signal);
  t.equal(await resumables.offset(named, signal), 8, 'another gateway went on');
});

t.test('offset() makes the object when all is there and nobody did', async (t) => {
  const { resumables, begun, writer, contents } = setUpResumables();
  const named = await begun({ length: 6 });
  const { ref, storageId } = named.upload;
  await writer.putPart(ref, storageId, 1, Buffer.from('abcd'), signal);
  await writer.putPart(ref, storageId, 2, Buffer.from('ef'), signal);
  t.equal(await resumables.offset(named, signal), 6);
  t.same(contents(), ['abcdef']);
});

t.test('end() throws an upload away, and it is gone', async (t) => {
  for (const length of [10, 3]) {
    const { resumables, begun, writer } = setUpResumables();
    const named = await begun({ length });
    await resumables.append(named, addition(0, ['ab']), signal);
    await resumables.end(named, signal);
    t.equal(writer.unfinished(), 0);
    await t.rejects(resumables.offset(named, signal), { code: 'upload_not_found' });
    const adding = resumables.append(named, addition(0, ['ab']), signal);
    await t.rejects(adding, { code: 'upload_not_found' });
  }
});

t.test('end() leaves a finished object alone', async (t) => {
  const { resumables, begun, contents } = setUpResumables();
  const named = await begun({ length: 5 });
  await resumables.append(named, addition(0, ['abcde']), signal);
  await t.rejects(resumables.end(named, signal), { code: 'upload_not_found' });
  t.same(contents(), ['abcde']);
});

t.test('an upload is over when its time is', async (t) => {
  const { resumables, begun } = setUpResumables();
  const named = await begun({ length: 10, expires: NOW_SECONDS });
  await t.rejects(resumables.offset(named, signal), { code: 'upload_expired', status: 410 });
  await t.rejects(resumables.end(named, signal), { code: 'upload_expired' });
});
