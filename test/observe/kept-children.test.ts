import t from 'tap';
import { createInstruments } from '../../src/observe/instruments.ts';
import { keptChildren } from '../../src/observe/kept-children.ts';

t.test('keptChildren() makes an instrument with its labels once', async (t) => {
  const instruments = createInstruments();
  const kept = keptChildren(instruments);
  const won = kept.counter('firstbyte_hedges_total', 'won');
  t.equal(kept.counter('firstbyte_hedges_total', 'won'), won);
  t.not(kept.counter('firstbyte_hedges_total', 'lost'), won);
  const hit = kept.histogram('firstbyte_first_byte_seconds', 'hit');
  t.equal(kept.histogram('firstbyte_first_byte_seconds', 'hit'), hit);
  won.inc();
  t.match(await instruments.text(), 'firstbyte_hedges_total{outcome="won"} 1\n');
});
