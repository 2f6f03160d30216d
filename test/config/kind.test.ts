import fc from 'fast-check';
import t from 'tap';
import { type Kind, list, oneOf, text, textAs, whole, yesNo } from '../../src/config/kind.ts';

function accepts<T>(kind: Kind<T>, value: unknown): boolean {
  return kind.schema.safeParse(value).success;
}

t.test('whole() takes whole numbers from min to max, both included', async (t) => {
  const kind = whole(-1, 10);
  for (const value of [-1, 0, 10]) t.ok(accepts(kind, value), String(value));
  for (const value of [-2, 11, 1.5, NaN, Infinity, '5', null, undefined, true, [5], {}, 2 ** 60]) {
    t.notOk(accepts(kind, value), String(value));
  }
  t.equal(kind.expected, 'a whole number from -1 to 10');
  t.equal(kind.bounds, '-1 to 10');
  t.equal(kind.blankIsUnset, false);
});

t.test(
  'whole() reads decimal text, and leaves any other text for the schema to refuse',
  async (t) => {
    const { fromText } = whole(0, 10);
    t.equal(fromText('7'), 7);
    t.equal(fromText(' +07 '), 7);
    t.equal(fromText('-1'), -1);
    for (const word of ['80a', '0x10', '1e3', '1.0', ' ', '--1', '1 2', 'NaN']) {
      t.equal(fromText(word), word);
    }
  },
);

t.test('whole() agrees with BigInt about text within bounds', async () => {
  const kind = whole(0, 65535);
  fc.assert(
    fc.property(fc.bigInt({ min: -100_000n, max: 100_000n }), (number) => {
      const fits = number >= 0n && number <= 65535n;
      return accepts(kind, kind.fromText(String(number))) === fits;
    }),
    { numRuns: 10_000 },
  );
});

t.test('yesNo() reads six words in any case', async (t) => {
  const kind = yesNo();
  for (const word of ['true', '1', 'YES', ' True ']) t.equal(kind.fromText(word), true, word);
  for (const word of ['false', '0', 'No', 'FALSE']) t.equal(kind.fromText(word), false, word);
  for (const word of ['on', '2', 'y', 'constructor']) t.equal(kind.fromText(word), word, word);
  for (const value of ['true', 1, 0, null]) t.notOk(accepts(kind, value), String(value));
  for (const value of [true, false]) t.ok(accepts(kind, value), String(value));
});

t.test('text() takes strings that its shape takes', async (t) => {
  const kind = text((value) => value === 'a', 'the letter a');
  t.ok(accepts(kind, 'a'));
  t.notOk(accepts(kind, 'b'));
  t.notOk(accepts(kind, 1));
  t.match(kind, { expected: 'the letter a', bounds: 'the letter a', blankIsUnset: true });
});

t.test('textAs() gives the normal form', async (t) => {
  const kind = textAs((value) => (value === '' ? undefined : value.toLowerCase()), 'letters');
  t.equal(kind.schema.parse('ABC'), 'abc');
  t.notOk(accepts(kind, ''));
});

t.test('oneOf() takes its words and says them', async (t) => {
  const kind = oneOf(['a', 'b', 'c']);
  t.equal(kind.expected, 'a, b or c');
  t.equal(oneOf(['only']).expected, '"only"');
  t.ok(accepts(kind, 'b'));
  for (const value of ['B', 'd', '', 1, null]) t.notOk(accepts(kind, value), String(value));
});

t.test('list() takes at least one item, each good and given once', async (t) => {
  const kind = list((item, all) => item.length === all.length, 'x');
  t.ok(accepts(kind, ['a']));
  t.ok(accepts(kind, ['ab', 'cd']));
  for (const value of [[], ['ab'], ['ab', 'ab'], ['ab', 1], 'a', null, { 0: 'a' }]) {
    t.notOk(accepts(kind, value), JSON.stringify(value));
  }
});

t.test('list() says which item is at fault', async (t) => {
  const kind = list((item) => item !== 'bad', 'x');
  const place = (value: unknown) => kind.schema.safeParse(value).error?.issues[0]?.path;
  t.same(place(['a', 'bad']), [1]);
  t.same(place(['a', 'b', 'a']), [2]);
  t.same(place(['a', 7]), [1]);
  t.same(place([]), []);
});

t.test('list() splits text at commas and trims', async (t) => {
  const { fromText } = list(() => true, 'x');
  t.same(fromText('a'), ['a']);
  t.same(fromText(' a , b'), ['a', 'b']);
  t.same(fromText('a,,b,'), ['a', '', 'b', '']);
});
