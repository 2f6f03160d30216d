import t from 'tap';
import { refKey } from '../../src/object/ref-key.ts';

t.test('refKey() tells objects apart, also when their names run together', async (t) => {
  const keys = [
    refKey({ bucket: 'ab', key: 'c' }),
    refKey({ bucket: 'a', key: 'bc' }),
    refKey({ bucket: 'a', key: 'b/c' }),
    refKey({ bucket: 'a', key: '' }),
  ];
  t.equal(new Set(keys).size, keys.length);
  t.equal(refKey({ bucket: 'a', key: 'b' }), refKey({ key: 'b', bucket: 'a' }));
});
