import { createHash } from 'node:crypto';
import t from 'tap';
import { createMemory } from '../../src/upload/memory.ts';
import { checkedAtEnd, mostVerifiedBytes, readVerified } from '../../src/upload/verified.ts';

const signal = new AbortController().signal;
const digest = (text: string) => createHash('sha1').update(text).digest();

async function* body(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}

const setUp = () => {
  const memory = createMemory(40);
  const read = (texts: string[], said: string, length?: number) =>
    readVerified(body(...texts), {
      checksum: { algorithm: 'sha1', digest: digest(said) },
      length,
      memory,
      signal,
    });
  return { memory, read };
};

t.test('readVerified() gives the body that its checksum is of', async (t) => {
  const { memory, read } = setUp();
  const { bytes, length, release } = await read(['ab', 'c'], 'abc', 3);
  let text = '';
  for await (const piece of bytes) text += String(piece);
  t.equal(text, 'abc');
  t.equal(length, 3);
  t.throws(() => memory.reserve(38), { code: 'overloaded' });
  release();
  memory.reserve(40);
});

t.test('readVerified() throws every other body away', async (t) => {
  const { memory, read } = setUp();
  await t.rejects(read(['abd'], 'abc', 3), { code: 'checksum_mismatch', status: 460 });
  memory.reserve(40);
});

t.test('readVerified() takes a quarter of the memory at most', async (t) => {
  const { memory, read } = setUp();
  t.equal(mostVerifiedBytes(memory), 10);
  await t.rejects(read([], '', 11), { code: 'body_too_large' });
  await t.rejects(read(['12345', '678901'], '12345678901'), { code: 'body_too_large' });
  await read(['12345', '67890'], '1234567890');
  memory.reserve(30);
  await t.rejects(read(['1'], '1', 1), { code: 'overloaded' });
});

t.test('checkedAtEnd() passes pieces on as they come, and fails behind the last one', async (t) => {
  const seen: string[] = [];
  const pass = async (...said: string[]) => {
    seen.length = 0;
    const checksums = said.map((one) => ({ algorithm: 'sha1' as const, digest: digest(one) }));
    for await (const piece of checkedAtEnd(body('ab', 'c'), checksums)) seen.push(String(piece));
  };
  await pass('abc', 'abc');
  t.strictSame(seen, ['ab', 'c']);
  await t.rejects(pass('abc', 'abd'), { code: 'checksum_mismatch' });
  t.strictSame(seen, ['ab', 'c']);
});
