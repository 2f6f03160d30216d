import t from 'tap';
import { type Plan, planAnswer, requestedRange } from '../../src/http/plan.ts';

const NOW = Date.UTC(2026, 10, 22);
const DATE = 'Sun, 06 Nov 1994 08:49:37 GMT';
const CURRENT = {
  etag: '"a"',
  lastModified: Date.UTC(1994, 10, 6, 8, 49, 37),
  size: 100,
  versioned: true,
};
const get = (headers: Record<string, string>, current = CURRENT): Plan =>
  planAnswer('GET', headers, current, NOW);
const WHOLE = { kind: 'whole', span: { start: 0, end: 100 } };
const PART = { kind: 'part', span: { start: 0, end: 10 } };
const FIRST_TEN = 'bytes=0-9';

t.test('planAnswer() shows the whole object without Range', async (t) => {
  t.strictSame(get({}), WHOLE);
  t.strictSame(get({}, { ...CURRENT, size: 0 }), { kind: 'whole', span: { start: 0, end: 0 } });
});

t.test('planAnswer() shows a part, also when it is the whole object', async (t) => {
  t.strictSame(get({ range: FIRST_TEN }), PART);
  t.strictSame(get({ range: 'bytes=0-' }), { kind: 'part', span: { start: 0, end: 100 } });
  t.strictSame(get({ range: 'bytes=-500' }), { kind: 'part', span: { start: 0, end: 100 } });
});

t.test('planAnswer() merges several ranges down to one plain part', async (t) => {
  t.strictSame(get({ range: 'bytes=0-4,5-9' }), PART);
  t.strictSame(get({ range: 'bytes=0-9,400-' }), PART);
});

t.test('planAnswer() shows several parts of a versioned object only', async (t) => {
  const range = 'bytes=0-9,20-29';
  const spans = [
    { start: 0, end: 10 },
    { start: 20, end: 30 },
  ];
  t.strictSame(get({ range }), { kind: 'parts', spans });
  t.strictSame(get({ range }, { ...CURRENT, versioned: false }), WHOLE);
  t.strictSame(get({ range: FIRST_TEN }, { ...CURRENT, versioned: false }), PART);
});

t.test('planAnswer() ignores Range that is not to be honoured', async (t) => {
  for (const range of ['items=0-9', 'bytes=9-0', 'bytes=x', 'bytes=20-29,0-9', '']) {
    t.strictSame(get({ range }), WHOLE, range);
  }
});

t.test('planAnswer() finds no byte to show', async (t) => {
  for (const range of ['bytes=100-', 'bytes=-0']) {
    t.strictSame(get({ range }), { kind: 'range_not_satisfiable' }, range);
  }
  t.strictSame(get({ range: 'bytes=0-' }, { ...CURRENT, size: 0 }), {
    kind: 'range_not_satisfiable',
  });
});

t.test('planAnswer() looks at preconditions, then If-Range, then Range', async (t) => {
  const outside = 'bytes=100-';
  const kind = (headers: Record<string, string>) => get(headers).kind;
  t.equal(kind({ range: outside, 'if-none-match': '"a"' }), 'not_modified');
  t.equal(kind({ range: outside, 'if-modified-since': DATE }), 'not_modified');
  t.equal(kind({ range: outside, 'if-match': '"b"' }), 'precondition_failed');
  t.equal(kind({ range: outside, 'if-range': '"b"' }), 'whole');
  t.equal(kind({ range: outside, 'if-range': '"a"' }), 'range_not_satisfiable');
  t.equal(kind({ range: FIRST_TEN, 'if-range': '"b"', 'if-match': '"b"' }), 'precondition_failed');
  t.equal(kind({ range: FIRST_TEN, 'if-match': '"a"', 'if-none-match': '"b"' }), 'part');
});

t.test('planAnswer() honours Range only for the same version in If-Range', async (t) => {
  const range = FIRST_TEN;
  t.strictSame(get({ range, 'if-range': '"a"' }), PART);
  t.strictSame(get({ range, 'if-range': DATE }), PART);
  t.strictSame(get({ range, 'if-range': 'W/"a"' }), WHOLE);
  t.strictSame(get({ range, 'if-range': 'Sun, 06 Nov 1994 08:49:38 GMT' }), WHOLE);
  t.strictSame(get({ 'if-range': '"b"' }), WHOLE, 'without Range it means nothing');
});

t.test('planAnswer() says to HEAD what GET without Range would say', async (t) => {
  const head = (headers: Record<string, string>) => planAnswer('HEAD', headers, CURRENT, NOW);
  t.strictSame(head({ range: FIRST_TEN }), WHOLE);
  t.strictSame(head({ range: 'bytes=100-' }), WHOLE);
  t.equal(head({ 'if-none-match': '"a"', range: FIRST_TEN }).kind, 'not_modified');
  t.equal(head({ 'if-match': '"b"' }).kind, 'precondition_failed');
});

t.test('requestedRange() tells what is asked before the size is known', async (t) => {
  t.strictSame(requestedRange('GET', { range: 'bytes=5-,-3' }), [
    { first: 5, last: undefined },
    { suffix: 3 },
  ]);
  t.equal(requestedRange('GET', {}), undefined);
  t.equal(requestedRange('GET', { range: 'items=0-1' }), undefined);
  t.equal(requestedRange('HEAD', { range: 'bytes=0-1' }), undefined);
});
