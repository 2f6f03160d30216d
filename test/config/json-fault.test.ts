import fc from 'fast-check';
import t from 'tap';
import { jsonFault } from '../../src/config/json-fault.ts';

t.test('jsonFault() points at the first character that cannot stand there', async (t) => {
  const table: readonly [string, string][] = [
    ['', 'line 1, column 1'],
    ['{"a": foo}', 'line 1, column 8'],
    ['{"a": nope}', 'line 1, column 8'],
    ["{\n  'a': 1\n}", 'line 2, column 3'],
    ['{\n  "a": 1,\n}', 'line 3, column 1'],
    ['[1,\n2,\n]', 'line 3, column 1'],
    ['{\n"a": 1', 'line 2, column 7'],
    ['{"a": "b', 'line 1, column 9'],
    ['// note\n{}', 'line 1, column 1'],
    ['{"region_name": us-east-1}', 'line 1, column 17'],
    ['{"a":1}\n\nx', 'line 3, column 1'],
    ['{"a":1 "b":2}', 'line 1, column 8'],
    ['{"a": "x\ny"}', 'line 1, column 9'],
    ['[True]', 'line 1, column 2'],
  ];
  for (const [text, place] of table) t.equal(jsonFault(text), place, JSON.stringify(text));
});

t.test('jsonFault() finds a control character wherever it is put', async () => {
  const text = fc.json({ noUnicodeString: false }).filter((json) => !json.includes('\\'));
  fc.assert(
    fc.property(text, fc.nat(), (json, anywhere) => {
      const at = anywhere % (json.length + 1);
      const before = `\n${json.slice(0, at)}`;
      return jsonFault(`${before}\u0001${json.slice(at)}`) === `line 2, column ${at + 1}`;
    }),
    { numRuns: 10_000 },
  );
});
