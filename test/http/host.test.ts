import t from 'tap';
import { checkHost } from '../../src/http/host.ts';

const HERE = { name: 'Gateway.lan' };

t.test('checkHost() wants exactly one Host, or none of HTTP/1.0', async (t) => {
  t.doesNotThrow(() => checkHost('1.1', ['h'], HERE));
  t.doesNotThrow(() => checkHost('1.1', [''], HERE), 'empty is allowed');
  t.doesNotThrow(() => checkHost('1.0', undefined, HERE));
  for (const [version, hosts] of [
    ['1.1', undefined],
    ['1.1', ['a', 'a']],
    ['1.0', ['a', 'b']],
  ] as const) {
    t.throws(() => checkHost(version, hosts, 'any'), { code: 'request_malformed', status: 400 });
  }
});

t.test('checkHost() refuses what is no host', async (t) => {
  for (const host of ['a b', 'a/b', 'a@b', 'a\\b', 'a:b', '[::1', '::1', 'a?b', 'a#b', '[x]']) {
    t.throws(() => checkHost('1.1', [host], 'any'), { code: 'request_malformed' }, host);
  }
});

t.test('checkHost() answers to names that mean this machine', async (t) => {
  for (const host of [
    'localhost',
    'LOCALHOST:8080',
    'films.localhost',
    '127.0.0.1:8080',
    '192.168.1.7',
    '[::1]:8080',
    'nas',
    'gateway.LAN:1',
  ]) {
    t.doesNotThrow(() => checkHost('1.1', [host], HERE), host);
  }
  for (const host of [
    'evil.example',
    'evil.example:8080',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
  ]) {
    t.throws(() => checkHost('1.1', [host], HERE), { code: 'host_not_allowed', status: 421 }, host);
    t.doesNotThrow(() => checkHost('1.1', [host], 'any'), `${host}, where public was chosen`);
  }
});
