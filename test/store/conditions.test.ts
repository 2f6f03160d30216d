import t from 'tap';
import {
  type ConditionHeaders,
  judgeRead,
  mayWrite,
  type Verdict,
} from '../../src/store/conditions.ts';

const version = { etag: '"v"', lastModified: Date.UTC(2026, 0, 2) };
const before = new Date(Date.UTC(2026, 0, 1)).toUTCString();
const exactly = new Date(version.lastModified).toUTCString();
const later = new Date(Date.UTC(2026, 0, 3)).toUTCString();

t.test('judgeRead() follows RFC 9110 section 13.2.2', async (t) => {
  const table: readonly [headers: ConditionHeaders, verdict: Verdict][] = [
    [{}, 'go on'],
    [{ 'if-match': '"v"' }, 'go on'],
    [{ 'if-match': 'v' }, 'go on'],
    [{ 'if-match': '*' }, 'go on'],
    [{ 'if-match': '"a" , "v"' }, 'go on'],
    [{ 'if-match': '"a"' }, 'failed'],
    [{ 'if-match': 'W/"v"' }, 'failed'],
    [{ 'if-match': '' }, 'failed'],
    [{ 'if-none-match': '"v"' }, 'not modified'],
    [{ 'if-none-match': 'W/"v"' }, 'not modified'],
    [{ 'if-none-match': '"a", "v"' }, 'not modified'],
    [{ 'if-none-match': '*' }, 'not modified'],
    [{ 'if-none-match': '"a"' }, 'go on'],
    [{ 'if-modified-since': exactly }, 'not modified'],
    [{ 'if-modified-since': later }, 'not modified'],
    [{ 'if-modified-since': before }, 'go on'],
    [{ 'if-unmodified-since': exactly }, 'go on'],
    [{ 'if-unmodified-since': before }, 'failed'],
    [{ 'if-match': '"v"', 'if-unmodified-since': before }, 'go on'],
    [{ 'if-none-match': '"a"', 'if-modified-since': later }, 'go on'],
    [{ 'if-match': '"a"', 'if-none-match': '"v"' }, 'failed'],
    [{ 'if-match': '"v"', 'if-none-match': '"v"' }, 'not modified'],
  ];
  for (const [headers, verdict] of table) {
    t.equal(judgeRead(headers, version), verdict, JSON.stringify(headers));
  }
});

t.test('judgeRead() ignores what is no HTTP-date', async (t) => {
  for (const date of ['', 'yesterday', '2999', '2999-01-01', '0']) {
    t.equal(judgeRead({ 'if-modified-since': date }, version), 'go on', date);
    t.equal(judgeRead({ 'if-unmodified-since': date }, version), 'go on', date);
  }
});

t.test(
  'mayWrite() guards against overwriting and against writing over something else',
  async (t) => {
    t.equal(mayWrite({}, undefined), true);
    t.equal(mayWrite({}, version), true);
    t.equal(mayWrite({ 'if-none-match': '*' }, undefined), true);
    t.equal(mayWrite({ 'if-none-match': '*' }, version), false);
    t.equal(mayWrite({ 'if-match': '"v"' }, version), true);
    t.equal(mayWrite({ 'if-match': '"a"' }, version), false);
    t.equal(mayWrite({ 'if-match': '*' }, undefined), false);
  },
);
