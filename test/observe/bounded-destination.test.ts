import t from 'tap';
import { boundedDestination } from '../../src/observe/bounded-destination.ts';

t.test('boundedDestination() drops lines while nobody takes them, and says how many', async (t) => {
  const lines: string[] = [];
  const stream = { writableLength: 0, write: (line: string) => lines.push(line) };
  const { write } = boundedDestination(stream);
  write('one\n');
  stream.writableLength = 2 * 1024 * 1024;
  write('two\n');
  write('three\n');
  t.same(lines, ['one\n']);
  stream.writableLength = 10;
  write('four\n');
  write('five\n');
  t.equal(lines.length, 4);
  t.match(JSON.parse(lines[1] ?? ''), { level: 'warn', dropped: 2 });
  t.same(lines.slice(2), ['four\n', 'five\n']);
});
