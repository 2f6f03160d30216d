import fc from 'fast-check';
import t from 'tap';
import type { Wanted } from '../../src/object/origin.ts';
import { placeAnswer, rangeHeader } from '../../src/origin/content-range.ts';

const part = (range: string, length?: number) => ({
  'content-range': range,
  ...(length === undefined ? {} : { 'content-length': String(length) }),
});

t.test('rangeHeader() writes inclusive ends', async (t) => {
  t.equal(rangeHeader({ start: 0, end: 1 }), 'bytes=0-0');
  t.equal(rangeHeader({ start: 10, end: 20 }), 'bytes=10-19');
  t.equal(rangeHeader({ suffix: 1 }), 'bytes=-1');
  const nonsense: Wanted[] = [
    { start: 5, end: 5 },
    { start: 6, end: 5 },
    { start: -1, end: 5 },
    { start: 0.5, end: 5 },
    { start: 0, end: Number.POSITIVE_INFINITY },
    { suffix: 0 },
    { suffix: -1 },
  ];
  for (const wanted of nonsense) {
    t.throws(() => rangeHeader(wanted), { code: 'internal_error' }, JSON.stringify(wanted));
  }
});

t.test('placeAnswer() believes a 206 that is exactly what was asked for', async (t) => {
  const cases: [Wanted, string, number, number, number][] = [
    [{ start: 0, end: 10 }, 'bytes 0-9/100', 0, 10, 100],
    [{ start: 90, end: 200 }, 'bytes 90-99/100', 90, 100, 100],
    [{ suffix: 10 }, 'bytes 90-99/100', 90, 100, 100],
    [{ suffix: 500 }, 'bytes 0-99/100', 0, 100, 100],
    [{ start: 99, end: 100 }, 'BYTES 99-99/100', 99, 100, 100],
  ];
  for (const [wanted, range, start, end, size] of cases) {
    t.same(placeAnswer(wanted, 206, part(range, end - start)), { span: { start, end }, size });
    t.same(placeAnswer(wanted, 206, part(range)), { span: { start, end }, size }, 'chunked');
  }
});

t.test('placeAnswer() refuses a 206 that is something else', async (t) => {
  const wanted = { start: 10, end: 20 };
  const cases: [Wanted, Record<string, string>][] = [
    [wanted, {}],
    [wanted, part('bytes 10-19/*', 10)],
    [wanted, part('bytes */100')],
    [wanted, part('items 10-19/100', 10)],
    [wanted, part('bytes 10-19/100', 11)],
    [wanted, part('bytes 11-19/100', 9)],
    [wanted, part('bytes 0-9/100', 10)],
    [wanted, part('bytes 10-20/100', 11)],
    [wanted, part('bytes 10-18/100', 9)],
    [wanted, part('bytes 10-19/15', 10)],
    [wanted, part('bytes 19-10/100')],
    [{ start: 28, end: 29 }, part('bytes 28-1/2')],
    [wanted, part('bytes 10-19/99999999999999999', 10)],
    [{ suffix: 10 }, part('bytes 0-9/100', 10)],
    [{ suffix: 10 }, part('bytes 80-99/100', 20)],
    [wanted, { 'content-type': 'multipart/byteranges; boundary=x' }],
  ];
  for (const [asked, headers] of cases) {
    t.throws(
      () => placeAnswer(asked, 206, headers),
      { code: 'origin_invalid' },
      JSON.stringify([asked, headers]),
    );
  }
});

t.test('placeAnswer() uses a whole object when the wanted bytes are its first', async (t) => {
  const whole = { 'content-length': '100' };
  t.same(placeAnswer({ start: 0, end: 10 }, 200, whole), {
    span: { start: 0, end: 10 },
    size: 100,
  });
  t.same(placeAnswer({ start: 0, end: 900 }, 200, whole), {
    span: { start: 0, end: 100 },
    size: 100,
  });
  t.same(placeAnswer({ suffix: 100 }, 200, whole), { span: { start: 0, end: 100 }, size: 100 });
  t.throws(() => placeAnswer({ start: 1, end: 10 }, 200, whole), { code: 'origin_invalid' });
  t.throws(() => placeAnswer({ suffix: 99 }, 200, whole), { code: 'origin_invalid' });
  t.throws(() => placeAnswer({ start: 0, end: 10 }, 200, {}), { code: 'origin_invalid' });
  t.equal(placeAnswer({ start: 0, end: 10 }, 200, { 'content-length': '0' }), 'unsatisfiable');
  t.equal(placeAnswer({ suffix: 10 }, 200, { 'content-length': '0' }), 'unsatisfiable');
  t.equal(placeAnswer({ start: 100, end: 110 }, 200, whole), 'unsatisfiable');
});

t.test('placeAnswer() accepts no span but the one that a true store would send', async () => {
  const small = fc.nat(30);
  fc.assert(
    fc.property(small, small, small, small, small, (start, more, first, last, size) => {
      const wanted = { start, end: start + more + 1 };
      // What RFC 9110 section 14 makes of the request, by enumeration.
      const truth = Array.from({ length: size }, (_, at) => at).filter(
        (at) => at >= start && at < wanted.end,
      );
      const honest = truth.length > 0 && truth[0] === first && truth.at(-1) === last;
      try {
        const placed = placeAnswer(wanted, 206, part(`bytes ${first}-${last}/${size}`));
        return (
          honest &&
          placed !== 'unsatisfiable' &&
          placed.span.end - placed.span.start === truth.length
        );
      } catch {
        return !honest;
      }
    }),
    { numRuns: 10_000 },
  );
});
