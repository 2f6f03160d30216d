/**
 * A scripted day, and a night: whatever a gateway counts is made to happen, each as often as the
 * script says, and after every scene all metrics are compared with what the script did. A metric
 * without a place in the script fails at the end.
 */
import t, { type Test } from 'tap';
import { METRICS } from '../../src/observe/metric-table.ts';
import { faults, left, refused } from '../fixtures/day/faults.ts';
import { hedges, warmUp } from '../fixtures/day/late.ts';
import { evictions, purgeAll, purgeFilm, readAhead } from '../fixtures/day/memory.ts';
import { type Day, openDay } from '../fixtures/day/open-day.ts';
import * as watching from '../fixtures/day/watching.ts';
import { pages, players, uploads } from '../fixtures/day/writing.ts';

type Scene = (t: Test, day: Day) => Promise<void>;

const { again, connected, inPart, morning, slow, together } = watching;
/** Below twenty reads that a viewer waits for, none is late: those are for the night. */
const DAY: readonly Scene[] = [
  ...[morning, again, inPart, slow, together, connected],
  ...[faults, left, refused, uploads, players, pages],
  ...[purgeFilm, purgeAll, readAhead, purgeAll, evictions],
];
const NIGHT: readonly Scene[] = [morning, warmUp, hedges];

const compared = new Set<string>();

async function live(t: Test, scenes: readonly Scene[]): Promise<void> {
  const day = await openDay(t);
  // What does not add up in one scene does not add up in any later one.
  for (const scene of scenes) {
    if (t.passing()) await t.test(scene.name, (t) => scene(t, day));
  }
  for (const name of day.compared) compared.add(name);
}

t.test('by day every metric says what happened, and nothing else', (t) => live(t, DAY));
t.test('by night too, when reads are late', (t) => live(t, NIGHT));

t.test('every metric has a place in the script', async (t) => {
  t.strictSame([...compared].sort(), Object.keys(METRICS).sort());
});
