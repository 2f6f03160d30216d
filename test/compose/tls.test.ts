import t from 'tap';
import { openTls } from '../../src/compose/tls.ts';
import { pairOf, pairPaths } from '../fixtures/secure.ts';

const LOG = { info() {}, warn() {} };

t.test('openTls() reads the pair that is configured, if any', async (t) => {
  t.equal(await openTls({ tls_cert: undefined, tls_key: undefined }, LOG), undefined);
  const { cert, key } = pairPaths('a');
  const tls = await openTls({ tls_cert: cert, tls_key: key }, LOG);
  t.strictSame(tls?.pair, pairOf('a'));
  tls?.follow(() => t.fail('nothing is new'));
  tls?.close();
  await t.rejects(openTls({ tls_cert: '/nonexistent', tls_key: key }, LOG), { code: 'ENOENT' });
});
