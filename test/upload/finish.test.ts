import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import { createFinish, fitsOnePart } from '../../src/upload/finish.ts';
import { setUpResumables } from '../fixtures/resumables.ts';
import { uploadOf } from '../fixtures/upload.ts';

t.test('fitsOnePart() up to a whole one', async (t) => {
  t.ok(fitsOnePart(uploadOf({ length: 4, partBytes: 4 })));
  t.notOk(fitsOnePart(uploadOf({ length: 5, partBytes: 4 })));
});

t.test(
  'createFinish() makes the object, and keeps what it was made of when that fails',
  async (t) => {
    const house = setUpResumables();
    const finish = createFinish(house);
    const named = await house.begun({ length: 3, contentType: 'text/vtt' });
    const all = { parts: [], start: 0, bytes: Buffer.from('abc') };
    house.writer.failNext('put', new GatewayError('origin_timeout', 'late'));
    await t.rejects(finish(named, all), { code: 'origin_timeout' });
    t.same(house.made, ['2026/é.mp4'], 'it may be there');
    all.bytes.fill(0);
    const kept = house.tails.look(named.id);
    t.equal(String(kept?.bytes), '97,98,99', 'a copy');
    await finish(named, kept ?? all);
    t.same(house.contents(), ['abc']);
    t.equal(house.writer.objects.get('films/2026/é.mp4')?.contentType, 'text/vtt');
    t.equal(house.tails.look(named.id), undefined);
    t.equal(house.over.look(named.id), 'finished');
  },
);
