import t from 'tap';
import { corsHeaders, preflightHeaders } from '../../src/http/cors.ts';

const PAGE = 'https://a.example';
const ALLOW = 'Access-Control-Allow-Origin';

t.test('corsHeaders() says nothing when nobody is allowed', async (t) => {
  t.strictSame(corsHeaders([], PAGE), {});
  t.strictSame(corsHeaders([], undefined), {});
});

t.test('corsHeaders() names an allowed origin, and only that', async (t) => {
  const allowed = [PAGE, 'https://b.example'];
  t.match(corsHeaders(allowed, PAGE), { [ALLOW]: PAGE, Vary: 'Origin' });
  for (const origin of [
    'https://c.example',
    'http://a.example',
    `${PAGE}:444`,
    'null',
    '',
    `${PAGE}.c`,
  ]) {
    t.strictSame(corsHeaders(allowed, origin), { Vary: 'Origin' }, origin);
  }
});

t.test('corsHeaders() says Vary also when no origin asks', async (t) => {
  t.strictSame(corsHeaders([PAGE], undefined), { Vary: 'Origin' });
});

t.test('corsHeaders() allows all with a star, with nothing to vary by', async (t) => {
  for (const origin of [PAGE, undefined, 'null']) {
    const headers = corsHeaders(['*'], origin);
    t.equal(headers[ALLOW], '*');
    t.notOk('Vary' in headers);
  }
});

t.test('corsHeaders() never allows credentials and exposes what players read', async (t) => {
  const headers = corsHeaders([PAGE], PAGE);
  t.notOk('Access-Control-Allow-Credentials' in headers);
  const exposed = (headers['Access-Control-Expose-Headers'] ?? '').split(', ');
  for (const name of ['Content-Range', 'Content-Length', 'Accept-Ranges', 'ETag', 'X-Request-Id']) {
    t.ok(exposed.includes(name), name);
  }
});

t.test('preflightHeaders() lets Range and the preconditions through', async (t) => {
  const headers = preflightHeaders(['GET', 'HEAD']);
  t.equal(headers['Access-Control-Allow-Methods'], 'GET, HEAD');
  const requestable = (headers['Access-Control-Allow-Headers'] ?? '').split(', ');
  for (const name of ['Range', 'If-Range', 'If-Match', 'If-None-Match', 'If-Modified-Since']) {
    t.ok(requestable.includes(name), name);
  }
  t.match(headers['Access-Control-Max-Age'], /^[1-9]\d*$/);
});
