import t from 'tap';
import { createLogLevel } from '../../src/routes/log-level.ts';
import { exchangeOf, jsonOf } from '../fixtures/exchange.ts';

const setUp = () => {
  let level = 'info';
  return createLogLevel({
    get level() {
      return level;
    },
    setLevel(wanted) {
      if (wanted !== 'debug') return false;
      level = wanted;
      return true;
    },
  });
};

t.test('createLogLevel() says the level, and changes it', async (t) => {
  const handler = setUp();
  t.strictSame(await jsonOf(await handler(exchangeOf())), { level: 'info' });
  const put = exchangeOf({ method: 'PUT', body: '{"level":"debug"}' });
  t.strictSame(await jsonOf(await handler(put)), { level: 'debug' });
  t.strictSame(await jsonOf(await handler(exchangeOf())), { level: 'debug' });
});

t.test('createLogLevel() refuses what is no level', async (t) => {
  const handler = setUp();
  for (const body of ['', 'debug', '{"level":"loud"}', '{"level":1}', '[]', 'null', '{}']) {
    const put = exchangeOf({ method: 'PUT', body });
    await t.rejects(async () => handler(put), { code: 'body_invalid' }, body);
  }
  t.strictSame(await jsonOf(await handler(exchangeOf())), { level: 'info' });
});
