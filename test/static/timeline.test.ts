import t from 'tap';
import { readRequest } from '../../static/journey/read-request.js';
import { rowsOf } from '../../static/journey/timeline.js';
import { GIVEN_UP, MISS, timing } from '../fixtures/film-timing.ts';

const FILM = { kind: 'film', at: 100, seconds: 0, until: 300 } as const;
const AT = { now: 1000, loading: false };

t.test('rowsOf() divides what was waited for, from the click on', async (t) => {
  const [row] = rowsOf([readRequest(timing(MISS))], [FILM], AT);
  t.match(row, {
    zero: 0,
    cause: 'opened',
    outcome: 'miss',
    firstMs: 65,
    frameMs: 200,
    endMs: 100,
  });
  t.strictSame(row?.parts, [
    { part: 'before', from: 0, to: 5 },
    { part: 'way', from: 5, to: 13 },
    { part: 'gateway', from: 13, to: 15 },
    { part: 'storage', from: 15, to: 65 },
    { part: 'transfer', from: 65, to: 100 },
  ]);
});

t.test('rowsOf() never lets the parts be longer than the wait', async (t) => {
  for (const [said, words] of [
    [{ ...MISS, total: 500, origin: 400 }, 'before storage transfer'],
    [{ cache: 'hit', total: 500 }, 'before gateway transfer'],
    [{}, 'before unknown transfer'],
  ] as const) {
    const [row] = rowsOf([readRequest(timing(said))], [FILM], AT);
    t.equal(row?.parts.map(({ part }) => part).join(' '), words);
    t.equal(row?.parts.at(-1)?.to, 100);
  }
});

t.test('rowsOf() finds the act that a request answers', async (t) => {
  const at = (startTime: number) => {
    const by = startTime - 102;
    const moved = { requestStart: 105 + by, responseStart: 165 + by, responseEnd: 200 + by };
    return readRequest(timing(MISS, { startTime, ...moved }));
  };
  const seek = { kind: 'seek', at: 1000, seconds: 90, until: 1080 } as const;
  const marks = [FILM, { kind: 'stall', at: 990, seconds: 2, until: 995 } as const, seek];
  const rows = rowsOf([at(1001), at(102), at(1200), at(400), at(5000)], marks, AT);
  t.match(
    rows.map(({ zero, cause, to, frameMs }) => [zero, cause, to, frameMs]),
    [
      [0, 'opened', 0, 200],
      [300, 'more', undefined, undefined],
      [900, 'seek', 90, 80],
      [1100, 'more', undefined, undefined],
      [4900, 'more', undefined, undefined],
    ],
  );
  // Too long after the seek to be its own.
  t.equal(rowsOf([at(3000)], [FILM, seek], AT)[0]?.cause, 'more');
  // Stamped by another process, a little early.
  t.match(rowsOf([at(102), at(998)], [FILM, seek], AT)[1], { cause: 'seek', zero: 898 });
});

t.test('rowsOf() shows what must be running, and says of it what is certain', async (t) => {
  const loading = { now: 1000, loading: true };
  const young = { kind: 'film', at: 100, seconds: 0 } as const;
  t.match(rowsOf([], [young], loading), [
    { outcome: 'open', cause: 'opened', firstMs: undefined, parts: [{ part: 'unknown', to: 900 }] },
  ]);
  t.match(rowsOf([], [{ ...FILM, here: 180 }], loading), [
    { outcome: 'open', firstMs: 80, atMost: true, frameMs: 200, endMs: 900 },
  ]);
  const first = readRequest(timing(MISS, GIVEN_UP));
  const seek = { kind: 'seek', at: 500, seconds: 9, until: 540 } as const;
  const outcomes = (...given: Parameters<typeof rowsOf>) => rowsOf(...given).map((r) => r.outcome);
  t.strictSame(outcomes([first], [FILM], loading), ['miss'], 'reading on is not guessed at');
  t.strictSame(outcomes([first], [FILM, seek], loading), ['miss', 'open']);
  t.strictSame(outcomes([first], [FILM, { ...seek, buffered: true }], loading), ['miss']);
  t.strictSame(outcomes([first], [FILM, seek], AT), ['miss'], 'all of it is here');
  t.strictSame(outcomes([], [], loading), []);
});
