import t from 'tap';
import {
  causeInWords,
  firstInWords,
  olderInWords,
  rowInWords,
  stallsInWords,
  tallyInWords,
} from '../../static/journey/sentences.js';

type Row = Parameters<typeof rowInWords>[0];

const REQUEST: NonNullable<Row['request']> = {
  ...{ name: '', start: 0, sent: 0, first: 50, end: 100, bytes: 1000, outcome: 'miss' },
  ...{ gatewayMs: 40, storageMs: 38, range: undefined },
};
const ROW: Row = {
  ...{ zero: 0, cause: 'opened', to: undefined, outcome: 'miss', firstMs: 50, atMost: false },
  ...{ frameMs: 120, endMs: 100, request: REQUEST },
  parts: [
    { part: 'way', from: 0, to: 10 },
    { part: 'gateway', from: 10, to: 12 },
    { part: 'storage', from: 12, to: 50 },
  ],
};

t.test('rowInWords() tells what is known, and that the rest is not', async (t) => {
  const hit = { ...REQUEST, bytes: undefined, storageMs: undefined };
  const seek = { cause: 'seek', to: 90, zero: 2050 } as const;
  const table: [Partial<Row>, string][] = [
    [
      {},
      'Opened: its bytes were fetched from storage, and are kept for the next viewer. First byte after 50 ms: 38 ms waiting for storage, 2.0 ms in the gateway, 10 ms on the way. Picture after 120 ms. 1.0 kB read in 100 ms.',
    ],
    [
      { ...seek, outcome: 'hit', request: hit, parts: [], frameMs: undefined },
      'Seek to 1:30, 2.05 s after the film was chosen: its bytes were in the gateway’s memory. First byte after 50 ms: 0.0 ms in the gateway, 0.0 ms on the way. The browser gave it up, and does not tell how much it had read.',
    ],
    [
      { outcome: 'open', request: undefined, atMost: true, frameMs: undefined },
      'Opened: it is running; the browser tells the rest when it ends. First byte within 50 ms.',
    ],
    [
      { outcome: 'unanswered', firstMs: undefined, frameMs: undefined, cause: 'more', zero: 20 },
      'Read on, 20 ms after the film was chosen: the browser withdrew it before it was answered, or lost the connection.',
    ],
  ];
  for (const [changed, words] of table) t.equal(rowInWords({ ...ROW, ...changed }), words);
});

t.test('causeInWords() and firstInWords() fit into a row', async (t) => {
  t.equal(causeInWords({ ...ROW, cause: 'seek', to: undefined }), 'Seek to 0:00');
  for (const [changed, words] of [
    [{}, '50 ms'],
    [{ atMost: true }, '≤ 50 ms'],
    [{ firstMs: undefined, outcome: 'open' }, 'waiting'],
    [{ firstMs: undefined, outcome: 'unanswered' }, '–'],
  ] as const) {
    t.equal(firstInWords({ ...ROW, ...changed }), words);
  }
});

t.test('figures in words', async (t) => {
  t.equal(stallsInWords({ count: 0, ms: 0 }), 'none');
  t.equal(stallsInWords({ count: 2, ms: 1500 }), '2 · 1.50 s');
  t.equal(tallyInWords({}), '');
  t.equal(
    tallyInWords({ miss: 1, hit: 3, joined: 1 }),
    '3 from memory · 1 shared with others · 1 from storage',
  );
  t.equal(olderInWords(1), '1 earlier request not drawn');
});
