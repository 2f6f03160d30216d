import t from 'tap';
import { createRequests } from '../../static/journey/requests.js';

t.test('createRequests() keeps the last 200 and counts all', async (t) => {
  const requests = createRequests();
  const timing = { name: '', startTime: 1, requestStart: 1, responseStart: 2, responseEnd: 3 };
  for (let i = 0; i < 250; i += 1) {
    requests.add({ ...timing, startTime: i, encodedBodySize: i % 2, transferSize: 300 });
  }
  t.equal(requests.all().length, 200);
  t.equal(requests.all()[0]?.start, 50);
  t.equal(requests.count(), 250);
  t.strictSame(requests.tally(), { unknown: 250 });
  t.strictSame(requests.bytes(), { bytes: 125, untold: 125 });
  requests.clear();
  t.strictSame([requests.all(), requests.count(), requests.tally()], [[], 0, {}]);
  t.strictSame(requests.bytes(), { bytes: 0, untold: 0 });
});
