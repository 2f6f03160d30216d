import fc from 'fast-check';
import t from 'tap';
import { settings, tapes, walk } from '../fixtures/random-walk.ts';
import { watchRejections } from '../fixtures/rejections.ts';

watchRejections(t);

t.test(
  'any interleaving of viewers and faults gives exact bytes of one version (property)',
  async () => {
    await fc.assert(fc.asyncProperty(settings, tapes, walk), { numRuns: 400 });
  },
);
