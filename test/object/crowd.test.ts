import t from 'tap';
import { createCrowd } from '../../src/object/crowd.ts';

const MiB = 1024 ** 2;

t.test('share() is half the memory, divided among those who are reading', async (t) => {
  const crowd = createCrowd(128 * MiB, () => 0);
  const readers = Array.from({ length: 64 }, () => ({}));
  t.equal(crowd.share(readers[0] ?? {}), 64 * MiB, 'alone');
  for (const reader of readers) crowd.share(reader);
  t.equal(crowd.share(readers[0] ?? {}), MiB);
  for (const reader of readers.slice(1)) crowd.leave(reader);
  t.equal(crowd.share(readers[0] ?? {}), 64 * MiB, 'alone again');
});

t.test('share() does not count who has been quiet for two seconds', async (t) => {
  let ms = 0;
  const crowd = createCrowd(100, () => ms);
  const paused = {};
  const playing = {};
  crowd.share(paused);
  t.equal(crowd.share(playing), 25);
  ms = 1999;
  t.equal(crowd.share(playing), 25);
  ms = 2000;
  t.equal(crowd.share(playing), 50);
  t.equal(crowd.share(paused), 25, 'until it comes back');
});

t.test('share() keeps counting one who asks often', async (t) => {
  let ms = 0;
  const crowd = createCrowd(100, () => ms);
  const first = {};
  const second = {};
  crowd.share(first);
  for (ms = 0; ms < 10_000; ms += 1000) {
    crowd.share(second);
    t.equal(crowd.share(first), 25);
  }
});
