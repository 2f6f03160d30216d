import t from 'tap';
import { readRequest } from '../../static/journey/read-request.js';
import { GIVEN_UP, MISS, type Said, timing } from '../fixtures/film-timing.ts';

t.test('readRequest() takes the word of the gateway, but not an old one', async (t) => {
  const table: [string, Said, object, object][] = [
    ['miss', MISS, {}, { bytes: 1000, gatewayMs: 52, storageMs: 50 }],
    ['hit', { cache: 'hit', total: 1 }, {}, { gatewayMs: 1, storageMs: undefined }],
    ['joined', { origin: 9, cache: 'joined', total: 9 }, {}, { storageMs: 9 }],
    ['partial', { origin: 3, cache: 'partial', total: 4 }, {}, { storageMs: undefined }],
    ['miss', MISS, GIVEN_UP, { bytes: undefined, range: { start: 0, size: 1000 } }],
    ['browser', MISS, { transferSize: 0 }, { bytes: 0, gatewayMs: undefined }],
    ['browser', MISS, { transferSize: 300 }, { bytes: 0 }],
    ['unanswered', {}, { responseStart: 0 }, { first: undefined, bytes: 0 }],
    ['failed', { total: 1 }, { responseStatus: 404 }, { bytes: 0 }],
    ['unknown', {}, {}, { gatewayMs: undefined, range: undefined }],
    ['unknown', { cache: 'something' }, {}, {}],
    ['hit', { cache: 'hit', range: 'bytes */1000' }, {}, { range: undefined }],
  ];
  for (const [outcome, said, changed, more] of table) {
    t.match(readRequest(timing(said, changed)), { outcome, ...more }, outcome);
  }
  const bare = readRequest({ ...timing(), requestStart: 0, serverTiming: [] });
  t.match(bare, { sent: 102, outcome: 'unknown' });
});
