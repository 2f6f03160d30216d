import t, { type Test } from 'tap';
import { explain } from '../../static/player/fault.js';

const FILM = 'http://localhost/watch?v=a%2Fx.mp4&bucket=b';
const NOTES = 'http://localhost/watch?v=notes.txt&bucket=b';

interface Given {
  readonly film: () => Response;
  readonly listed?: unknown;
}

/** Answers for the film, and for the listing with details. @returns addresses that were asked for */
function gateway(t: Test, { film, listed }: Given): string[] {
  const asked: string[] = [];
  const { fetch } = globalThis;
  t.teardown(() => {
    globalThis.fetch = fetch;
  });
  globalThis.fetch = async (input) => {
    asked.push(String(input));
    if (!String(input).startsWith('/list_objects?')) return film();
    if (listed === undefined) throw new TypeError('Failed to fetch');
    return Response.json(listed);
  };
  return asked;
}
const one =
  (type = 'video/mp4') =>
  () =>
    new Response('x', { status: 206, headers: { 'content-type': type } });
const told = async (fault: { broke: boolean; url: string }): Promise<[string, string]> => {
  const { message, detail } = await explain(fault);
  return [message, detail];
};
const listed = (key: string, video?: unknown) => ({
  objects: [{ key, size: 1, etag: null, lastModified: null, video }],
  prefixes: [],
  cursor: null,
});

t.test('explain() gives the sentence that the gateway has for a broken film', async (t) => {
  const sentence = 'The film has no index (moov): no player can play it';
  const asked = gateway(t, {
    film: one(),
    listed: listed('a/x.mp4', { state: 'no-moov', sentence }),
  });
  t.strictSame(await told({ broke: false, url: FILM }), [
    'This film cannot be played',
    `${sentence}.`,
  ]);
  t.equal(asked[1], '/list_objects?bucket=b&prefix=a%2Fx.mp4&limit=1&details=true');
});

t.test('explain() puts it down to the browser where the gateway finds nothing', async (t) => {
  const own = ['This browser cannot play this film', 'Its format may be unknown here.'];
  for (const answer of [
    listed('a/x.mp4', { state: 'ok' }),
    listed('a/x.mp4'),
    listed('a/x.mp4.bak', { state: 'no-moov', sentence: 'Of another' }),
    undefined,
  ]) {
    gateway(t, { film: one(), listed: answer });
    t.strictSame(await told({ broke: false, url: FILM }), own);
  }
});

t.test('explain() says that an empty film is empty', async (t) => {
  gateway(t, {
    film: () => new Response('{}', { status: 416, headers: { 'content-range': 'bytes */0' } }),
  });
  t.strictSame(await told({ broke: false, url: FILM }), [
    'This film is empty',
    'There is not a single byte in it: its upload has to be repeated.',
  ]);
});

t.test('explain() says of what is no film that it is none', async (t) => {
  const asked = gateway(t, { film: one('text/plain; charset=utf-8') });
  t.strictSame(await told({ broke: false, url: NOTES }), [
    'This is no film',
    'It is of the type text/plain. Choose a film to play.',
  ]);
  t.equal(asked.length, 1);
  gateway(t, { film: one('video/mp2t'), listed: listed('notes.txt') });
  t.match(await told({ broke: false, url: NOTES }), ['This browser cannot play this film']);
});

t.test("explain() gives the gateway's own words where it refuses", async (t) => {
  const problem = { title: 'There is no such object', requestId: '7' };
  const headers = { 'content-type': 'application/problem+json' };
  gateway(t, { film: () => new Response(JSON.stringify(problem), { status: 404, headers }) });
  t.strictSame(await told({ broke: false, url: FILM }), [problem.title, 'Request 7']);
});

t.test('explain() tells a connection that was lost from a film that is broken', async (t) => {
  const asked = gateway(t, { film: one() });
  t.match(await told({ broke: true, url: FILM }), ['The film broke off']);
  t.equal(asked.length, 1);
  const segment = 'http://localhost/objects/b/a/1.ts';
  gateway(t, { film: one('application/octet-stream') });
  t.match(await told({ broke: false, url: segment }), ['This browser cannot play this film']);
});
