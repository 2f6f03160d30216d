import t from 'tap';
import type { CacheOutcome } from '../../src/http/answer.ts';
import type { Knowledge, Opened, Outlook } from '../../src/object/opened.ts';
import { provenanceOf } from '../../src/routes/provenance.ts';
import { metaOf } from '../fixtures/origin-double.ts';

const openedAs = (knowledge: Knowledge, shared = true): Opened => ({
  ref: { bucket: 'films', key: 'a' },
  meta: metaOf({ size: 10 }),
  knowledge,
  shared,
  look: () => 'miss',
  read: () => {
    throw new Error('nothing is read here');
  },
  close: () => {},
});

t.test('provenanceOf() has one word for every case', async (t) => {
  const outlooks = ['hit', 'partial', 'flying', 'miss', undefined] as const;
  const table: Readonly<Record<Knowledge, readonly CacheOutcome[]>> = {
    known: ['hit', 'partial', 'joined', 'miss', 'hit'],
    checked: ['stale', 'partial', 'joined', 'miss', 'stale'],
    stale: ['stale', 'stale', 'stale', 'stale', 'stale'],
    flown: ['miss', 'miss', 'miss', 'miss', 'bypass'],
    joined: ['joined', 'joined', 'joined', 'joined', 'joined'],
  };
  for (const knowledge of Object.keys(table) as Knowledge[]) {
    const words = outlooks.map((outlook) => provenanceOf(openedAs(knowledge), outlook, 7).cache);
    t.strictSame(words, table[knowledge], knowledge);
  }
});

t.test('provenanceOf() says nothing is stored of what is read alone', async (t) => {
  for (const [knowledge, outlook] of [
    ['flown', 'miss'],
    ['known', 'miss'],
    ['known', 'partial'],
    ['checked', 'miss'],
    ['joined', 'flying'],
  ] as [Knowledge, Outlook][]) {
    const { cache, cacheStatus } = provenanceOf(openedAs(knowledge, false), outlook, 7);
    t.equal(cache, 'bypass');
    t.equal(cacheStatus, 'fwd=uri-miss');
  }
});

t.test('provenanceOf() gives the origin no time when it was not asked', async (t) => {
  t.equal(provenanceOf(openedAs('known'), 'hit', 7).originMs, undefined);
  t.equal(provenanceOf(openedAs('checked'), 'hit', 7).originMs, 7);
  t.equal(provenanceOf(openedAs('known'), 'flying', 7).originMs, 7);
  t.equal(provenanceOf(openedAs('flown'), undefined, 7).originMs, 7);
});
