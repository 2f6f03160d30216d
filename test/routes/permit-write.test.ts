import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import { createPermitWrite } from '../../src/routes/permit-write.ts';
import { ANYONE, openDoors } from '../fixtures/doors.ts';
import { exchangeOf } from '../fixtures/exchange.ts';

function arriving(headers = {}) {
  let widened = 0;
  const exchange = exchangeOf({ method: 'PUT', headers });
  const incoming = { ...exchange.incoming, widen: () => widened++ };
  return { exchange: { ...exchange, incoming }, widened: () => widened };
}

const REF = { bucket: 'films', key: 'a.mp4' };

t.test('createPermitWrite() asks for the right to write this very object', async (t) => {
  const asked: unknown[] = [];
  const auth = {
    ...openDoors,
    object: async (_presented: unknown, opening: unknown) => {
      asked.push(opening);
      return { ...ANYONE, viewer: 'anna' };
    },
  };
  const permit = createPermitWrite({ auth, buckets: ['films'], corsOrigins: [] });
  const { exchange, widened } = arriving();
  const permitted = permit(exchange, REF);
  t.equal(widened(), 0);
  await permitted;
  t.equal(widened(), 1, 'who is let in may send far ahead');
  t.strictSame(asked, [{ right: 'write', ...REF }]);
  t.strictSame(exchange.about, { ...REF, viewer: 'anna' });
});

t.test('createPermitWrite() refuses other sites, other viewers and other buckets', async (t) => {
  const refused = new GatewayError('unauthenticated', 'no');
  const closed = { ...openDoors, object: () => Promise.reject(refused) };
  const foreign = { host: 'h', origin: 'https://evil.example' };
  for (const [auth, buckets, headers, code] of [
    [openDoors, ['films'], foreign, 'cross_site_refused'],
    [closed, ['films'], foreign, 'cross_site_refused'],
    [closed, ['films'], {}, 'unauthenticated'],
    [openDoors, ['other'], {}, 'bucket_not_allowed'],
  ] as const) {
    const permit = createPermitWrite({ auth, buckets, corsOrigins: [] });
    const { exchange, widened } = arriving(headers);
    await t.rejects(permit(exchange, REF), { code }, code);
    t.equal(widened(), 0, 'and nobody else');
  }
});
