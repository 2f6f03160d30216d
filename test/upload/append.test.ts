import fc from 'fast-check';
import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import { SETTLE_MS } from '../../src/upload/append.ts';
import { watchRejections } from '../fixtures/rejections.ts';
import { addition, setUpResumables } from '../fixtures/resumables.ts';
import { gate, standstill } from '../fixtures/server.ts';

const signal = new AbortController().signal;
const down = () => new GatewayError('origin_unreachable', 'down');

t.test('append() makes the object with the last byte', async (t) => {
  const { resumables, begun, contents, made, writer, noted } = setUpResumables();
  const named = await begun({ length: 10 });
  t.equal(await resumables.append(named, addition(0, ['abc', 'de']), signal), 5);
  t.same(contents(), []);
  t.equal(await resumables.append(named, addition(5, ['fghij']), signal), 10);
  t.same(contents(), ['abcdefghij']);
  t.same(made, ['2026/é.mp4']);
  t.equal(writer.unfinished(), 0);
  t.same(new Set(noted), new Set([named.upload.storageId]));
  t.equal(await resumables.append(named, addition(10, []), signal), 10, 'said twice');
  const more = resumables.append(named, addition(10, ['x']), signal);
  await t.rejects(more, { code: 'body_too_large' }, 'what is not kept is not taken');
  t.equal(await resumables.offset(named, signal), 10);
});

t.test('append() refuses bytes for another place, or for behind the end', async (t) => {
  const { resumables, begun } = setUpResumables();
  const named = await begun({ length: 10 });
  await resumables.append(named, addition(0, ['abcde']), signal);
  for (const at of [0, 4, 6, 10]) {
    const adding = resumables.append(named, addition(at, ['x']), signal);
    await t.rejects(adding, { code: 'upload_offset_conflict', status: 409 }, String(at));
  }
  const more = resumables.append(named, addition(5, ['fghijk']), signal);
  await t.rejects(more, { code: 'body_too_large' });
  const unannounced = addition(5, ['fgh', 'ijk', 'l'], false);
  const adding = resumables.append(named, { ...unannounced, length: undefined }, signal);
  await t.rejects(adding, { code: 'body_too_large' });
  t.equal(await resumables.offset(named, signal), 8, 'what fits is kept');
});

t.test('append() keeps what came before a body broke off', async (t) => {
  const { resumables, begun, writer, contents } = setUpResumables();
  const named = await begun({ length: 10 });
  const broken = resumables.append(named, addition(0, ['abcdef'], true), signal);
  await t.rejects(broken, { message: 'it broke off' });
  t.equal(await resumables.offset(named, signal), 6);
  await resumables.append(named, addition(6, ['ghij']), signal);
  t.same(contents(), ['abcdefghij']);
  t.equal(writer.calls.filter((call) => call === 'putPart 1').length, 1);
});

t.test('append() gives a part on its way a while when the body breaks off', async (t) => {
  const { resumables, begun, writer, clock } = setUpResumables();
  const named = await begun({ length: 10 });
  writer.hold('putPart', new Promise(() => {}));
  const broken = resumables.append(named, addition(0, ['abcdef'], true), signal);
  broken.catch(() => {});
  await standstill(() => writer.calls.length);
  await clock.advance(SETTLE_MS);
  await t.rejects(broken, { message: 'it broke off' });
  t.equal(await resumables.offset(named, signal), 0, 'bytes behind a lost part are none');
});

t.test('append() lets a newer request have the upload, and what came counts', async (t) => {
  watchRejections(t);
  const { resumables, begun } = setUpResumables();
  const named = await begun({ length: 10 });
  const silent = gate();
  const older = resumables.append(
    named,
    {
      at: 0,
      length: 10,
      bytes: (async function* () {
        yield Buffer.from('abcdef');
        await silent.opened;
      })(),
    },
    signal,
  );
  older.catch(() => {});
  await standstill(() => 0);
  t.equal(await resumables.offset(named, signal), 6);
  await t.rejects(older, { code: 'upload_locked', status: 423 });
});

t.test('append() tries again to make the object when asked with nothing more', async (t) => {
  for (const length of [10, 3]) {
    const { resumables, begun, writer, contents } = setUpResumables();
    const named = await begun({ length });
    writer.failNext(length === 3 ? 'put' : 'complete', down(), 2);
    const text = 'abcdefghij'.slice(0, length);
    const adding = resumables.append(named, addition(0, [text]), signal);
    await t.rejects(adding, { code: 'origin_unreachable' });
    const again = () => resumables.append(named, addition(length, []), signal);
    await t.rejects(again(), { code: 'origin_unreachable' });
    t.equal(await again(), length);
    t.same(contents(), [text]);
  }
});

t.test('append() refuses when memory is full, and keeps the tail if it can', async (t) => {
  const { resumables, begun, memory, contents } = setUpResumables({ memoryBytes: 1000 });
  const named = await begun({ length: 10 });
  const release = memory.reserve(995);
  const adding = resumables.append(named, addition(0, ['abcdefgh']), signal);
  await t.rejects(adding, { code: 'overloaded', status: 503 });
  release();
  t.equal(await resumables.append(named, addition(0, ['abcdefghij']), signal), 10);
  t.same(contents(), ['abcdefghij']);
});

t.test('append() makes the object of a last part that came with a break behind it', async (t) => {
  const { resumables, begun, contents } = setUpResumables();
  const named = await begun({ length: 7 });
  const broken = resumables.append(named, addition(0, ['abcdefg'], true), signal);
  await t.rejects(broken, { message: 'it broke off' });
  t.equal(await resumables.offset(named, signal), 7);
  t.same(contents(), ['abcdefg']);
});

t.test('any requests, breaks, failures and restarts make the object that was sent', async (t) => {
  const step = fc.record({
    take: fc.nat({ max: 12 }),
    pieces: fc.integer({ min: 1, max: 4 }),
    isBroken: fc.boolean(),
    isAnnounced: fc.boolean(),
    fails: fc.constantFrom(undefined, undefined, 'putPart', 'complete', 'put', 'listParts'),
    restarts: fc.boolean(),
    asks: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 30 }),
      fc.array(step, { maxLength: 12 }),
      async (length, steps) => {
        const text = Array.from({ length }, (_, at) => String.fromCharCode(65 + at)).join('');
        const first = setUpResumables();
        const { writer } = first;
        const named = await first.begun({ length });
        let { resumables } = first;
        let offset = 0;
        const ask = async (): Promise<void> => {
          for (;;) {
            try {
              offset = await resumables.offset(named, signal);
              return;
            } catch (thrown) {
              if ((thrown as GatewayError).code !== 'origin_unreachable') throw thrown;
            }
          }
        };
        for (const one of steps) {
          // Over, and a gateway that starts anew would not know.
          if (writer.objects.size > 0) break;
          if (one.restarts) resumables = setUpResumables({}, writer).resumables;
          if (one.restarts || one.asks) await ask();
          if (one.fails !== undefined) writer.failNext(one.fails as 'put', down());
          const part = text.slice(offset, offset + one.take);
          const size = Math.ceil(part.length / one.pieces) || 1;
          const texts = part.match(new RegExp(`.{1,${size}}`, 'g')) ?? [];
          const sent = addition(offset, texts, one.isBroken);
          const whole = one.isAnnounced ? sent : { ...sent, length: undefined };
          try {
            offset = await resumables.append(named, whole, signal);
          } catch {
            await ask();
          }
        }
        for (let tries = 0; writer.objects.size === 0 && tries < 10; tries++) {
          await ask();
          const rest = addition(offset, [text.slice(offset)]);
          await resumables.append(named, rest, signal).catch(() => {});
        }
        t.same(
          [...writer.objects.values()].map(({ bytes }) => String(bytes)),
          [text],
        );
        t.equal(writer.unfinished(), 0);
      },
    ),
    { numRuns: 300 },
  );
});
