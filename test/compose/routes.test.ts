import t from 'tap';
import { lifeSigns } from '../../src/compose/routes.ts';

t.test('lifeSigns() is what supervisors ask for', async (t) => {
  const rules = lifeSigns({ check: async () => undefined, stop() {} });
  t.strictSame(
    rules.map(({ path, methods }) => [path, methods]),
    [
      ['/healthz', ['GET']],
      ['/readyz', ['GET']],
    ],
  );
});
