import t from 'tap';
import { conditionOf, weighWrite } from '../../src/routes/write-conditions.ts';
import { metaOf } from '../fixtures/origin-double.ts';

const HERE = metaOf({ size: 1, etag: '"v1"', lastModified: 0 });

t.test('weighWrite() holds a write to what it was told is there', async (t) => {
  const table = [
    [{}, true, true],
    [{ 'if-none-match': '*' }, false, true],
    [{ 'if-match': '"v1"' }, true, false],
    [{ 'if-match': '"v0"' }, false, false],
    [{ 'if-match': '*' }, true, false],
    [{ 'if-match': '"v0", "v1"' }, true, false],
    [{ 'if-none-match': '"v1"' }, false, true],
    [{ 'if-none-match': '"v0"' }, true, true],
    // As films are shown with their index in front.
    [{ 'if-match': '"v1-view1"' }, true, false],
    [{ 'if-match': '"v0-view1"' }, false, false],
    [{ 'if-none-match': '"v1-view1"' }, false, true],
    [{ 'if-modified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' }, true, true],
  ] as const;
  for (const [headers, overHere, overNothing] of table) {
    for (const [current, passes] of [
      [HERE, overHere],
      [undefined, overNothing],
    ] as const) {
      const weigh = () => weighWrite(headers, current, 1000);
      const name = `${JSON.stringify(headers)} ${current === undefined ? 'new' : 'replaced'}`;
      if (passes) t.doesNotThrow(weigh, name);
      else t.throws(weigh, { code: 'precondition_failed' }, name);
    }
  }
});

t.test('conditionOf() is what a storage can make sure of by itself', async (t) => {
  t.equal(conditionOf({}), undefined);
  t.strictSame(conditionOf({ 'if-none-match': ' * ' }), { ifNoneMatch: '*' });
  t.strictSame(conditionOf({ 'if-match': '"v1"' }), { ifMatch: '"v1"' });
  t.strictSame(conditionOf({ 'if-match': '"v1-view1"' }), { ifMatch: '"v1"' });
  t.equal(conditionOf({ 'if-match': '"a", "b"' }), undefined, 'stores know one tag only');
  t.equal(conditionOf({ 'if-match': '*' }), undefined);
});
