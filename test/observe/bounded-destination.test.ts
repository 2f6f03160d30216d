import t from 'tap';
import { boundedDestination } from '../../src/observe/bounded-destination.ts';

function setUp() {
  const written: string[] = [];
  const due: (() => void)[] = [];
  const stream = { writableLength: 0, write: (text: string) => written.push(text) };
  const destination = boundedDestination(stream, (flush) => due.push(flush));
  return { written, due, stream, ...destination };
}

t.test('boundedDestination() writes together what comes together, and nothing twice', async (t) => {
  const { written, due, write, flush } = setUp();
  write('one\n');
  write('two\n');
  t.strictSame(written, []);
  t.equal(due.length, 1);
  due.pop()?.();
  t.strictSame(written, ['one\ntwo\n']);
  write('three\n');
  flush();
  due.pop()?.();
  flush();
  t.strictSame(written, ['one\ntwo\n', 'three\n']);
});

t.test('boundedDestination() does not hold much', async (t) => {
  const { written, write } = setUp();
  const line = `${'x'.repeat(999)}\n`;
  for (let n = 0; n < 66; n++) write(line);
  t.equal(written.join(''), line.repeat(66));
});

t.test('boundedDestination() hands errors on at once', async (t) => {
  const { written, write } = setUp();
  write('{"level":"info"}\n');
  write('{"level":"error"}\n');
  t.strictSame(written, ['{"level":"info"}\n{"level":"error"}\n']);
});

t.test('boundedDestination() drops lines while nobody takes them, and says how many', async (t) => {
  const { written, stream, write, flush } = setUp();
  write('one\n');
  flush();
  stream.writableLength = 2 * 1024 * 1024;
  write('two\n');
  write('three\n');
  flush();
  t.strictSame(written, ['one\n']);
  stream.writableLength = 10;
  write('four\n');
  write('five\n');
  flush();
  const [lost = '', ...others] = written.slice(1).join('').split('\n');
  t.match(JSON.parse(lost), { level: 'warn', dropped: 2 });
  t.strictSame(others, ['four', 'five', '']);
});
