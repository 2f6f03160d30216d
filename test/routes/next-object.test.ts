import t from 'tap';
import { nextObject, nextRange } from '../../src/routes/next-object.ts';

t.test('nextObject() follows a hint from the request that it came with', async (t) => {
  const at = '/objects/films/hls/a/seg1.m4s';
  const token = '/t/1.k..tok/objects/films/hls/seg1.m4s';
  const table = [
    [at, 'seg2.m4s', 'hls/a/seg2.m4s'],
    [at, '..%2Fb%2Fseg2.m4s', 'hls/b/seg2.m4s'],
    [at, '%2Fobjects%2Ffilms%2Fother%20one.m4s', 'other one.m4s'],
    ['/watch', '%2Fobjects%2Ffilms%2Fa.mp4', 'a.mp4'],
    [token, 'seg2.m4s', 'hls/seg2.m4s'],
    [token, '%2Fobjects%2Ffilms%2Fa', undefined],
    [at, '%2Ft%2F1.k..tok%2Fobjects%2Ffilms%2Fa', undefined],
    [at, '..%2F..%2F..%2Fwatch', undefined],
    ['/watch', 'seg2.m4s', undefined],
    [at, 'https%3A%2F%2Fevil.example%2Fobjects%2Ffilms%2Fa', undefined],
    [at, '%2F%2Fevil.example%2Fobjects%2Ffilms%2Fa', undefined],
    [at, 'file%3A%2F%2F%2Fetc%2Fpasswd', undefined],
    [at, '%ff', undefined],
    [at, '%2Fobjects%2Ffilms%2F', undefined],
  ] as const;
  for (const [path, hint, key] of table) {
    const ref = key === undefined ? undefined : { bucket: 'films', key };
    t.strictSame(nextObject(path, hint, undefined), ref, `${path} ${hint}`);
  }
});

t.test('nextRange() reads a range as CMCD writes it', async (t) => {
  t.equal(nextRange(undefined), undefined);
  t.strictSame(nextRange('12323-48763'), { first: 12323, last: 48763 });
  t.strictSame(nextRange('100-'), { first: 100, last: undefined });
  t.equal(nextRange('rubbish'), undefined);
});
