import t from 'tap';
import {
  cutOff,
  hostsOf,
  isComplete,
  linesOf,
  type ViewerRequest,
  type ViewerResponse,
} from '../../src/http/viewer-request.ts';

const HTTP2 = {} as NonNullable<ViewerRequest['stream']>;

t.test('linesOf() finds every line of a name, in any case', async (t) => {
  const rawHeaders = ['Host', 'a', 'X', 'host', 'HOST', 'b'];
  t.strictSame(linesOf({ rawHeaders }, 'host'), ['a', 'b']);
  t.strictSame(linesOf({ rawHeaders }, 'y'), []);
});

t.test('hostsOf() takes :authority for a Host, in HTTP/2 only', async (t) => {
  for (const [rawHeaders, stream, hosts] of [
    [['Host', 'a', 'Host', 'a'], undefined, ['a', 'a']],
    [[], undefined, []],
    [[':authority', 'a'], HTTP2, ['a']],
    [[':authority', 'a', 'host', 'a'], HTTP2, ['a']],
    [[':authority', 'a', 'host', 'b'], HTTP2, ['a', 'b']],
    [['host', 'b'], HTTP2, ['b']],
    [[], HTTP2, []],
  ] as const) {
    t.strictSame(hostsOf({ rawHeaders, stream }), hosts, rawHeaders.join(' '));
  }
});

t.test('isComplete() is not deceived by a stream that was reset', async (t) => {
  const complete = (writableFinished: boolean, stream?: { aborted: boolean; rstCode: number }) =>
    isComplete({ writableFinished, stream } as unknown as ViewerResponse);
  t.equal(complete(true), true);
  t.equal(complete(false), false);
  t.equal(complete(true, { aborted: false, rstCode: 0 }), true);
  t.equal(complete(true, { aborted: true, rstCode: 0 }), false);
  t.equal(complete(true, { aborted: false, rstCode: 8 }), false);
});

t.test('cutOff() ends a stream with an error, and a connection without', async (t) => {
  const ends: unknown[] = [];
  const res = { destroy: (error?: Error) => ends.push(error) } as unknown as ViewerResponse;
  cutOff(res);
  cutOff(Object.assign(res, { stream: {} }));
  t.match(ends, [undefined, Error]);
});
