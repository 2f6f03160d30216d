import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import {
  CONDITIONAL_WRITE,
  checkCondition,
  conditionHeaders,
  PLAIN_WRITE,
} from '../../src/origin/write-condition.ts';
import type { WriteCondition } from '../../src/upload/writer.ts';
import { metaOf } from '../fixtures/origin-double.ts';

const REF = { bucket: 'films', key: 'a.mp4' };
const { signal } = new AbortController();

t.test('conditionHeaders() says what has to hold', async (t) => {
  t.strictSame(conditionHeaders(undefined), {});
  t.strictSame(conditionHeaders({ ifNoneMatch: '*' }), { 'if-none-match': '*' });
  t.strictSame(conditionHeaders({ ifMatch: '"a"' }), { 'if-match': '"a"' });
});

t.test(
  'CONDITIONAL_WRITE takes a missing object for another version, PLAIN_WRITE does not',
  async (t) => {
    for (const code of ['PreconditionFailed', 'ConditionalRequestConflict', '412']) {
      t.equal(PLAIN_WRITE.get(code), 'precondition_failed', code);
      t.equal(CONDITIONAL_WRITE.get(code), 'precondition_failed', code);
    }
    t.equal(PLAIN_WRITE.get('NoSuchKey'), undefined);
    t.equal(CONDITIONAL_WRITE.get('NoSuchKey'), 'precondition_failed');
  },
);

t.test('checkCondition() looks at what is there', async (t) => {
  const there = async () => metaOf({ size: 1, etag: '"a"' });
  const missing = async () => {
    throw new GatewayError('object_not_found', 'm');
  };
  const cases: [WriteCondition, typeof there, boolean][] = [
    [{ ifNoneMatch: '*' }, there, false],
    [{ ifNoneMatch: '*' }, missing, true],
    [{ ifMatch: '"a"' }, there, true],
    [{ ifMatch: '"b"' }, there, false],
    [{ ifMatch: '"a"' }, missing, false],
  ];
  for (const [condition, head, holds] of cases) {
    const checked = checkCondition(head, REF, condition, signal);
    const says = JSON.stringify(condition);
    if (holds) await t.resolves(checked, says);
    else await t.rejects(checked, { code: 'precondition_failed' }, says);
  }
  const denied = async () => {
    throw new GatewayError('origin_denied', 'm');
  };
  const asked = checkCondition(denied, REF, { ifNoneMatch: '*' }, signal);
  await t.rejects(asked, { code: 'origin_denied' }, 'to know nothing is not to know that it holds');
});
