import fc from 'fast-check';
import t from 'tap';
import { parseMetadata } from '../../src/routes/tus-metadata.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

t.test('parseMetadata() reads pairs', async (t) => {
  t.same([...parseMetadata('')], []);
  const header = `filename ${base64('é.mp4')},empty, none ,type ${base64('video/mp4')}`;
  t.same(Object.fromEntries(parseMetadata(header)), {
    filename: 'é.mp4',
    empty: '',
    none: '',
    type: 'video/mp4',
  });
});

t.test('parseMetadata() reads whatever tus-js-client writes', async () => {
  const text = fc.string({ maxLength: 50, unit: 'grapheme' });
  fc.assert(
    fc.property(text, text, (a, b) => {
      const pairs = parseMetadata(`a ${base64(a)},b ${base64(b)}`);
      return pairs.get('a') === a && pairs.get('b') === b;
    }),
  );
});

t.test('parseMetadata() refuses the rest', async (t) => {
  const cases = [
    ',',
    'a YQ==,',
    'a YQ==,a YQ==',
    'a  YQ==',
    'a YQ== b',
    'a YQ',
    'a Y',
    'a /w==',
    'a YQ-_',
    'é YQ==',
    `a ${'A'.repeat(2048)}`,
  ];
  for (const header of cases) {
    t.throws(() => parseMetadata(header), { code: 'header_invalid' }, header.slice(0, 20));
  }
});
