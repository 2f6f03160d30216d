import t from 'tap';
import { LIMITS } from '../../src/http/limits.ts';

t.test('LIMITS leave no door open', async (t) => {
  for (const [name, value] of Object.entries(LIMITS.server)) {
    // Uploads take as long as they take; bodies have bounds of their own.
    if (typeof value === 'number' && name !== 'requestTimeout') {
      t.ok(Number.isInteger(value) && value > 0, `${name} is set: 0 would mean no limit`);
    }
  }
  const { headers, pipelined, idleMs, lingerMs } = LIMITS;
  for (const value of [headers, pipelined, idleMs, lingerMs]) t.ok(value > 0);
  t.equal(LIMITS.server.insecureHTTPParser, false);
});

t.test('LIMITS fit together', async (t) => {
  const { headersTimeout, keepAliveTimeout, connectionsCheckingInterval } = LIMITS.server;
  t.ok(Object.values(LIMITS.body).every((bound) => bound > 0));
  t.ok(connectionsCheckingInterval <= headersTimeout, 'looked at often enough to hold');
  t.ok(keepAliveTimeout > 60_000, 'longer than common load balancers keep a connection');
  t.ok(keepAliveTimeout < LIMITS.idleMs);
  t.ok(LIMITS.server.maxHeaderSize >= 8192 + 4096, 'the longest target leaves room for headers');
});
