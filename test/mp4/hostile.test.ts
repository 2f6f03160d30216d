/** Whatever an object holds, looking into it ends: in a view that is true to it, or in a reason. */
import assert from 'node:assert/strict';
import t from 'tap';
import { HEADER_BYTES } from '../../src/mp4/box.ts';
import { type Film, filmSteps } from '../../src/mp4/film.ts';
import { MAX_MOOV_BYTES, MAX_TOP_BOXES } from '../../src/mp4/layout.ts';
import { NO_VIEW_REASONS } from '../../src/mp4/no-view.ts';
import { MAX_POINTS, positionAfter, secondAt } from '../../src/mp4/timeline.ts';
import { pieceBytes, slice } from '../../src/mp4/view.ts';
import { box } from '../fixtures/boxes.ts';
import { lengthFields, mutant } from '../fixtures/mutant.ts';
import { seeded } from '../fixtures/seeded.ts';
import { type SparseObject, sparse } from '../fixtures/sparse-object.ts';
import { type Part, SOUND, tinyFilm, VIDEO, wholeOf } from '../fixtures/tiny-film.ts';
import { asObject } from '../fixtures/view-bytes.ts';

const MUTANTS = 210_000;

const free: Part = { padding: 'free', bytes: 8 };
const bases = [
  { tracks: [VIDEO, SOUND], parts: ['ftyp', free, 'mdat', 'moov'] },
  { tracks: [VIDEO], parts: ['ftyp', { is: 'mdat', header: 'long' }, 'moov', free] },
  { tracks: [{ ...VIDEO, wide: true }, SOUND], parts: ['mdat', 'moov', 'mdat'] },
  { tracks: [VIDEO, { ...SOUND, compact: 8 }], parts: ['ftyp', 'moov', 'mdat'] },
  {
    tracks: [{ ...VIDEO, auxiliary: { wide: false, typed: true } }],
    parts: ['ftyp', 'mdat', { is: 'moov', header: 'open' }],
    extra: [box('meta', box('hdlr')), box('udta', box('name'))],
  },
] satisfies Parameters<typeof tinyFilm>[0][];

/** Follows the steps to a film, and fails when they ask for what they must not. */
function look(object: SparseObject): Film {
  const steps = filmSteps(object.size);
  const starts: number[] = [];
  let step = steps.next();
  for (let isIndex = false; !step.done; ) {
    const { start, end } = step.value;
    assert.ok(0 <= start && start < end && end <= object.size, 'within the object');
    assert.ok(!isIndex, 'nothing after the index');
    isIndex = starts.includes(start);
    assert.ok(isIndex || (start > (starts.at(-1) ?? -1) && end - start <= HEADER_BYTES));
    assert.ok(starts.length <= MAX_TOP_BOXES && end - start <= MAX_MOOV_BYTES);
    starts.push(start);
    step = steps.next(object.read(step.value));
  }
  return step.value;
}

function check(object: SparseObject, { view, timeline }: Film, cut: number): void {
  if (typeof view === 'string') {
    assert.ok(NO_VIEW_REASONS.includes(view));
  } else {
    const span = { start: Math.min(cut, view.size), end: view.size };
    const pieces = slice(view, span);
    assert.equal(
      pieces.reduce((sum, piece) => sum + pieceBytes(piece), 0),
      span.end - span.start,
    );
    const shown = asObject(object, view);
    assert.equal(look(shown).view, 'in-front');
    for (const piece of view.pieces) {
      if (!(piece instanceof Uint8Array))
        assert.ok(piece.start < piece.end && piece.end <= object.size);
    }
  }
  if (timeline === undefined) return;
  const { positions, seconds, firstFrame } = timeline;
  assert.ok(positions.length >= 2 && positions.length <= MAX_POINTS);
  for (let i = 1; i < positions.length; i++) {
    assert.ok((positions[i - 1] ?? 0) < (positions[i] ?? 0));
    assert.ok((seconds[i - 1] ?? 0) < (seconds[i] ?? 0));
  }
  assert.ok((positions.at(-1) ?? 0) <= object.size);
  assert.ok(positionAfter(timeline, cut, 20) >= cut && Number.isFinite(secondAt(timeline, cut)));
  if (firstFrame) assert.ok(firstFrame.start < firstFrame.end && firstFrame.end <= object.size);
}

t.test(`${MUTANTS} damaged films end in a view or in a reason (fuzz)`, async (t) => {
  const seed = 20_261_124;
  const chance = seeded(seed);
  const whole = bases.map((base) => wholeOf(tinyFilm(base)));
  const fields = whole.map(lengthFields);
  const outcomes = new Map<string, number>();
  for (let i = 0; i < MUTANTS; i++) {
    const base = i % bases.length;
    const bytes = mutant(whole[base] ?? new Uint8Array(), fields[base] ?? [], chance);
    // One in eight stands before a large emptiness, where lengths of many GiB are true.
    const object = sparse(chance.next(8) === 0 ? [bytes, 2 ** (20 + chance.next(20))] : [bytes]);
    try {
      const film = look(object);
      check(object, film, chance.next(bytes.length + 1));
      const outcome = typeof film.view === 'string' ? film.view : 'view';
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    } catch (error) {
      t.comment(`mutant ${i} of seed ${seed}: ${Buffer.from(bytes).toString('base64')}`);
      throw error;
    }
  }
  for (const reason of ['view', ...NO_VIEW_REASONS]) {
    t.ok((outcomes.get(reason) ?? 0) > 0, `${reason}: ${outcomes.get(reason)} times`);
  }
});
