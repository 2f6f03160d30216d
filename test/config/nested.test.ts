import t from 'tap';
import { z } from 'zod';
import { field, sayIssues, wholeField } from '../../src/config/nested.ts';

const schema = z.strictObject({
  a: field((text) => text.length < 3, 'a short text'),
  list: z.array(z.strictObject({ n: wholeField(1, 3) })).optional(),
});
const said = (value: unknown): string => {
  const parsed = schema.safeParse(value);
  return parsed.success ? 'fine' : sayIssues(parsed.error.issues);
};

t.test('sayIssues() says where, and what was expected there', async (t) => {
  const table: readonly [unknown, string][] = [
    [{ a: 'ab', list: [{ n: 1 }] }, 'fine'],
    [{}, 'a: expected a short text'],
    [{ a: 5 }, 'a: expected a short text'],
    [{ a: 'abc' }, 'a: expected a short text'],
    [{ a: 'a', list: [{ n: 1 }, { n: 4 }] }, 'list[1].n: expected a whole number from 1 to 3'],
    [{ a: 'a', list: [{ n: 1.5 }] }, 'list[0].n: expected a whole number from 1 to 3'],
    [{ a: 'a', b: 1, c: 2 }, 'unknown key "b", "c"'],
    [{ a: 'a', list: [{ n: 1, m: 1 }] }, 'list[0]: unknown key "m"'],
    [{ a: 'abc', b: 1 }, 'a: expected a short text; unknown key "b"'],
  ];
  for (const [value, sentence] of table) t.equal(said(value), sentence);
});

t.test('sayIssues() stops after a few, and quotes nothing that was given', async (t) => {
  const list = Array.from({ length: 9 }, () => ({ n: 'hush' }));
  const sentence = said({ a: 'a', list });
  t.equal(sentence.split(';').length, 5);
  t.notMatch(sentence, /hush/);
});
