import t from 'tap';
import { corsHeaders, preflightHeaders } from '../../src/http/cors.ts';

const PAGE = 'https://a.example';
const ALLOW = 'Access-Control-Allow-Origin';
const SHOWN_TO = 'Cross-Origin-Resource-Policy';
const STRANGERS = [
  'https://c.example',
  'http://a.example',
  `${PAGE}:444`,
  'null',
  '',
  `${PAGE}.c`,
  undefined,
];

t.test(
  'corsHeaders() lets nobody read when nobody is allowed, nor show on other sites',
  async (t) => {
    for (const origin of [PAGE, ...STRANGERS]) {
      t.strictSame(corsHeaders([], origin), { [SHOWN_TO]: 'same-site' }, origin ?? 'none');
    }
  },
);

t.test('corsHeaders() names an allowed origin, and only that', async (t) => {
  const allowed = [PAGE, 'https://b.example'];
  t.match(corsHeaders(allowed, PAGE), {
    [ALLOW]: PAGE,
    'Access-Control-Allow-Credentials': 'true',
    'Timing-Allow-Origin': PAGE,
    [SHOWN_TO]: 'cross-origin',
    Vary: 'Origin',
  });
});

t.test('corsHeaders() tells others that they differ, and that anyone may show it', async (t) => {
  const allowed = [PAGE, 'https://b.example'];
  for (const origin of STRANGERS) {
    const headers = { [SHOWN_TO]: 'cross-origin', Vary: 'Origin' };
    t.strictSame(corsHeaders(allowed, origin), headers, origin ?? 'none');
  }
});

t.test(
  'corsHeaders() allows all with a star, without credentials, nothing to vary by',
  async (t) => {
    for (const origin of [PAGE, ...STRANGERS]) {
      const headers = corsHeaders(['*'], origin);
      t.match(headers, { [ALLOW]: '*', 'Timing-Allow-Origin': '*', [SHOWN_TO]: 'cross-origin' });
      t.notOk('Vary' in headers);
      t.notOk('Access-Control-Allow-Credentials' in headers);
    }
  },
);

t.test('corsHeaders() exposes what players read', async (t) => {
  for (const headers of [corsHeaders([PAGE], PAGE), corsHeaders(['*'], PAGE)]) {
    const exposed = (headers['Access-Control-Expose-Headers'] ?? '').split(', ');
    for (const name of [
      'Content-Range',
      'Content-Length',
      'Accept-Ranges',
      'ETag',
      'X-Request-Id',
      'Location',
      'Upload-Offset',
    ]) {
      t.ok(exposed.includes(name), name);
    }
    t.notOk(exposed.includes('*'), 'with credentials a star would be a name like any other');
  }
});

t.test('preflightHeaders() lets through what players and those who sign send', async (t) => {
  const headers = preflightHeaders(['GET', 'HEAD']);
  t.equal(headers['Access-Control-Allow-Methods'], 'GET, HEAD');
  const requestable = (headers['Access-Control-Allow-Headers'] ?? '').split(', ');
  for (const name of [
    'Range',
    'If-Range',
    'If-Match',
    'If-None-Match',
    'If-Modified-Since',
    'Authorization',
    'Content-Type',
    'Content-Digest',
    'Tus-Resumable',
    'Upload-Offset',
    // Refused, and the refusal is to be read.
    'Upload-Defer-Length',
    'Upload-Concat',
  ]) {
    t.ok(requestable.includes(name), name);
  }
  t.match(headers['Access-Control-Max-Age'], /^[1-9]\d*$/);
});
