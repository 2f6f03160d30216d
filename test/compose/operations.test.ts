import t from 'tap';
import { placeOfOperations } from '../../src/compose/operations.ts';
import { loadWith } from '../fixtures/load-with.ts';

t.test('placeOfOperations() shows operations to nobody who was not meant', async (t) => {
  for (const [file, place] of [
    [{}, 'here'],
    [{ admin_port: 0 }, 'apart'],
    [{ auth: 'public', buckets: ['films'] }, 'off'],
    [{ auth: 'public', buckets: ['films'], admin_port: 9090 }, 'apart'],
  ] as const) {
    const loaded = loadWith({ file });
    if (loaded.kind !== 'config') throw new Error(JSON.stringify(loaded));
    t.equal(placeOfOperations(loaded.config), place, JSON.stringify(file));
  }
});
