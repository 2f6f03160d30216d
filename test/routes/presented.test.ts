import t from 'tap';
import { presentedOf } from '../../src/routes/presented.ts';
import { exchangeOf } from '../fixtures/exchange.ts';

t.test('presentedOf() collects what may open a door', async (t) => {
  const headers = { authorization: 'Basic x', cookie: 'a=b' };
  t.strictSame(presentedOf(exchangeOf({ headers, path: '/watch', address: '192.0.2.7' })), {
    ...{ authorization: 'Basic x', cookie: 'a=b', link: undefined, wantsCookie: false },
    ...{ path: '/watch', address: '192.0.2.7', secure: false },
  });
});

t.test('presentedOf() takes a link from the query', async (t) => {
  const linkOf = (query: string) => presentedOf(exchangeOf({ query })).link;
  const bare = { keyId: undefined, scope: undefined, bound: false };
  t.strictSame(linkOf('token=T&expires=5'), { token: 'T', expires: '5', ...bare });
  t.strictSame(linkOf('token=T'), { token: 'T', expires: '', ...bare });
  t.strictSame(linkOf('token='), { token: '', expires: '', ...bare });
  t.equal(linkOf('expires=5&kid=k'), undefined);
  t.strictSame(linkOf('token=T&expires=5&kid=k&scope=2024%2F&bound=address'), {
    ...{ token: 'T', expires: '5', keyId: 'k', scope: '2024/', bound: true },
  });
  t.equal(linkOf('token=T&bound=yes')?.bound, false);
  t.throws(() => linkOf('token=T&token=U'), { code: 'parameter_invalid' });
  t.equal(presentedOf(exchangeOf({ query: 'cookie=true' })).wantsCookie, true);
});

t.test('presentedOf() takes the link of the path over that of the query', async (t) => {
  const mac = 'A'.repeat(43);
  const exchange = exchangeOf({ token: `5.k1.MjAyNC8.${mac}.a`, query: 'token=T&expires=9' });
  t.strictSame(presentedOf(exchange).link, {
    ...{ token: mac, expires: '5', keyId: 'k1', scope: '2024/', bound: true },
  });
  const broken = presentedOf(exchangeOf({ token: 'x', query: 'token=T&expires=9' })).link;
  t.match(broken, { token: '', expires: '' });
});
