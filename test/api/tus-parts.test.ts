import t from 'tap';
import { refusals } from '../../src/api/tus-parts.ts';

t.test('refusals() carry the version of tus', async (t) => {
  for (const [status, answer] of Object.entries(refusals('upload_locked'))) {
    t.match(answer, { headers: { 'Tus-Resumable': {}, 'X-Request-Id': {} } }, status);
  }
  t.match(refusals('upload_locked'), { 423: { headers: { 'Retry-After': {} } } });
});
