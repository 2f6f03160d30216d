import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import { createPermitWrite } from '../../src/routes/permit-write.ts';
import { ANYONE, openDoors } from '../fixtures/doors.ts';
import { exchangeOf } from '../fixtures/exchange.ts';

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
  const exchange = exchangeOf({ method: 'PUT' });
  await permit(exchange, REF);
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
    await t.rejects(permit(exchangeOf({ method: 'PUT', headers }), REF), { code }, code);
  }
});
