import t from 'tap';
import { changed } from '../../src/object/changed.ts';

t.test('changed() names the object for the log, and nothing of it for the viewer', async (t) => {
  const error = changed({ bucket: 'films', key: 'a.mp4' });
  t.match(error, { code: 'object_changed', status: 502, detail: undefined });
  t.match(error.message, 'a.mp4');
});
