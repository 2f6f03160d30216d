import t from 'tap';
import { BLOCK_BYTES } from '../../src/object/block.ts';
import { Flight } from '../../src/object/flight.ts';
import { bytesOf, metaOf } from '../fixtures/origin-double.ts';

const B = BLOCK_BYTES;
const SIZE = 3 * B + 100;
const META = metaOf({ size: SIZE });

/** Over the whole object unless told otherwise; one reader on board. */
const opened = (span = { start: 0, end: SIZE }): Flight => {
  const flight = new Flight(span);
  flight.join();
  flight.open(META, span);
  return flight;
};

/** Whether `promise` has settled by now. */
const settled = async (promise: Promise<void>): Promise<boolean> => {
  let done = false;
  promise.then(() => {
    done = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return done;
};

t.test('push() hands over each block the moment it is complete, the last one short', async (t) => {
  for (const pieceBytes of [1000, B - 1, B, B + 1, 2 * B + 7, SIZE]) {
    const flight = opened();
    const blocks: Uint8Array[] = [];
    let count = 0;
    for (let at = 0; at < SIZE; at += pieceBytes) {
      const end = Math.min(SIZE, at + pieceBytes);
      for (const { index, block } of flight.push(bytesOf({ start: at, end }))) {
        t.equal(index, count++);
        blocks.push(...block);
        t.ok(Math.min((index + 1) * B, SIZE) <= end, 'complete');
      }
      t.equal(count, end === SIZE ? 4 : Math.floor(end / B), 'and not kept back');
    }
    t.strictSame(Buffer.concat(blocks), bytesOf({ start: 0, end: SIZE }), `${pieceBytes}`);
  }
});

t.test('push() copies nothing, except what would keep much more alive', async (t) => {
  const large = bytesOf({ start: 0, end: 2 * B });
  for (const { index, block } of opened().push(large)) {
    t.equal(block[0]?.buffer, large.buffer);
    t.strictSame(Buffer.concat(block), bytesOf({ start: index * B, end: (index + 1) * B }));
  }
  const corner = Buffer.concat([bytesOf({ start: 0, end: B }), Buffer.alloc(B + 1)]).subarray(0, B);
  const [copied] = opened().push(corner);
  corner.fill(0);
  t.equal(copied?.block[0]?.buffer.byteLength, B);
  t.strictSame(Buffer.concat(copied?.block ?? []), bytesOf({ start: 0, end: B }));
});

t.test('push() takes nothing once the flight is over', async (t) => {
  const flight = opened();
  flight.push(bytesOf({ start: 0, end: 10 }));
  flight.leave();
  t.equal(flight.over, true);
  t.strictSame(flight.push(bytesOf({ start: 10, end: 2 * B })), [], 'no block with a hole in it');
  t.equal(flight.at(0), undefined);
});

t.test('at() shows what is here of the growing block, and nothing else', async (t) => {
  const flight = opened({ start: B, end: SIZE });
  t.equal(flight.at(B), undefined, 'nothing yet');
  flight.push(bytesOf({ start: B, end: B + 10 }));
  t.equal(flight.at(B - 1), undefined, 'before the flight');
  t.strictSame(Buffer.concat(flight.at(B) ?? []), bytesOf({ start: B, end: B + 10 }));
  t.strictSame(Buffer.concat(flight.at(B + 9) ?? []), bytesOf({ start: B + 9, end: B + 10 }));
  t.equal(flight.at(B + 10), undefined, 'not here yet');
  flight.push(bytesOf({ start: B + 10, end: 2 * B + 5 }));
  t.equal(flight.at(B), undefined, 'complete: now it is with the cache');
  t.strictSame(Buffer.concat(flight.at(2 * B) ?? []), bytesOf({ start: 2 * B, end: 2 * B + 5 }));
  flight.end();
  t.equal(flight.at(2 * B), undefined, 'over');
});

t.test('at() goes on being true for who has it while the block grows', async (t) => {
  const flight = opened();
  flight.push(bytesOf({ start: 0, end: 10 }));
  const seen = flight.at(0);
  flight.push(bytesOf({ start: 10, end: B + 10 }));
  t.strictSame(Buffer.concat(seen ?? []), bytesOf({ start: 0, end: 10 }));
});

t.test('changed() settles when it opens, when bytes arrive and when it ends', async (t) => {
  const span = { start: 0, end: SIZE };
  const flight = new Flight(span);
  const changes = [
    () => flight.open(META, span),
    () => void flight.push(bytesOf({ start: 0, end: 10 })),
    () => flight.end(new Error('m')),
  ];
  for (const change of changes) {
    const waiting = flight.changed();
    t.notOk(await settled(waiting));
    change();
    t.ok(await settled(waiting));
  }
  t.ok(await settled(flight.changed()), 'nothing to wait for any more');
});

t.test('end() keeps the first word', async (t) => {
  const flight = opened();
  t.equal(flight.over, false);
  t.equal(flight.failure, undefined);
  const failure = new Error('m');
  flight.end(failure);
  flight.end();
  flight.end(new Error('other'));
  t.equal(flight.over, true);
  t.equal(flight.failure, failure);
  t.equal(flight.signal.aborted, false, 'ended by itself');
});

t.test('leave() abandons the flight when the last one goes, and not before', async (t) => {
  const flight = opened();
  flight.join();
  flight.leave();
  t.equal(flight.signal.aborted, false);
  t.equal(flight.over, false);
  flight.signal.addEventListener('abort', () => {
    t.equal(flight.over, true, 'over already when the origin hears of it');
  });
  flight.leave();
  t.equal(flight.signal.aborted, true);
  t.equal(flight.over, true);
  t.match(flight.failure, { name: 'AbortError' });
});

t.test('leave() lets a flight land that has a block or less to go', async (t) => {
  const flight = opened();
  flight.push(bytesOf({ start: 0, end: SIZE - B }));
  flight.leave();
  t.equal(flight.over, false);
  t.equal(flight.push(bytesOf({ start: SIZE - B, end: SIZE })).length, 2);
  flight.end();
  t.equal(flight.signal.aborted, false);
});

t.test('leave() abandons a short flight that has not opened', async (t) => {
  for (const span of [
    { start: 0, end: 10 },
    { start: 0, end: 0 },
  ]) {
    const flight = new Flight(span);
    flight.join();
    flight.leave();
    t.equal(flight.signal.aborted, true, 'who knows when it would');
  }
});

t.test('leave() after the landing aborts nothing', async (t) => {
  const flight = opened();
  flight.end();
  flight.leave();
  t.equal(flight.signal.aborted, false);
});

t.test('open() clips the span to what comes', async (t) => {
  const flight = new Flight({ start: 0, end: 0 });
  t.equal(flight.meta, undefined);
  flight.open(META, { start: 2 * B, end: SIZE });
  t.equal(flight.meta, META);
  t.strictSame(flight.span, { start: 2 * B, end: SIZE });
  t.equal(flight.push(bytesOf({ start: 2 * B, end: 3 * B }))[0]?.index, 2);
});

t.test('receivedAfter() counts what came, from a position on', async (t) => {
  const flight = opened({ start: B, end: SIZE });
  t.equal(flight.receivedAfter(0), 0);
  flight.push(bytesOf({ start: B, end: B + 10 }));
  t.equal(flight.receivedAfter(0), 10);
  t.equal(flight.receivedAfter(B + 4), 6);
  t.equal(flight.receivedAfter(B + 40), 0);
});
