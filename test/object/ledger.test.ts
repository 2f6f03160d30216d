import t from 'tap';
import { BLOCK_BYTES } from '../../src/object/block.ts';
import { Flight } from '../../src/object/flight.ts';
import { createLedger } from '../../src/object/ledger.ts';
import { metaOf } from '../fixtures/origin-double.ts';

const B = BLOCK_BYTES;

const setUp = () => {
  const told: [what: string, bytes: number][] = [];
  const ledger = createLedger({
    served: (source, bytes) => told.push([source, bytes]),
    readAhead: (fate, bytes) => told.push([fate, bytes]),
  });
  return { ledger, told };
};

const flightOf = (start: number, end: number, received = end - start): Flight => {
  const flight = new Flight({ start, end });
  flight.open(metaOf({ size: 100 * B }), { start, end });
  flight.push(new Uint8Array(received));
  return flight;
};

t.test('createLedger() tells a run once, by where its bytes came from', async (t) => {
  const { ledger, told } = setUp();
  ledger.launched(flightOf(B, 2 * B), false);
  ledger.joined(flightOf(2 * B, 3 * B));
  ledger.took(0, B);
  ledger.took(B, 10);
  ledger.took(B + 10, B - 10);
  ledger.took(2 * B, 5);
  t.strictSame(told, [], 'not before it is handed over');
  ledger.passed(2 * B + 5);
  t.strictSame(told, [
    ['memory', B],
    ['joined', 5],
    ['origin', B],
  ]);
  ledger.passed(2 * B + 5);
  t.equal(told.length, 3, 'and not again');
});

t.test(
  'createLedger() counts what the reader launched as its own, whoever else joins',
  async (t) => {
    const { ledger, told } = setUp();
    const flight = flightOf(0, B);
    ledger.launched(flight, false);
    ledger.joined(flight);
    ledger.took(0, 1);
    ledger.passed(1);
    t.strictSame(told, [['origin', 1]]);
  },
);

t.test(
  'createLedger() believes the latest flight where one took the place of another',
  async (t) => {
    const { ledger, told } = setUp();
    ledger.joined(flightOf(0, B));
    ledger.launched(flightOf(0, B), false);
    ledger.took(0, B);
    ledger.passed(B);
    t.strictSame(told, [['origin', B]]);
  },
);

t.test('createLedger() settles what was read ahead when it is passed, or at the end', async (t) => {
  const { ledger, told } = setUp();
  const fates = () => told.filter(([what]) => what === 'used' || what === 'wasted');
  ledger.launched(flightOf(0, B), true);
  ledger.launched(flightOf(B, 3 * B), true);
  ledger.launched(flightOf(3 * B, 4 * B, 100), true);
  ledger.launched(flightOf(4 * B, 5 * B), false);
  ledger.passed(B - 1);
  t.strictSame(fates(), []);
  ledger.passed(B);
  t.strictSame(fates(), [['used', B]]);
  ledger.close(B + 7);
  t.strictSame(fates(), [
    ['used', B],
    ['used', 7],
    ['wasted', 2 * B - 7],
    ['wasted', 100],
  ]);
  ledger.close(B + 7);
  t.equal(fates().length, 4, 'once');
});
