import t from 'tap';
import type { Body } from '../../src/origin/exchange.ts';
import { readRefusal, retryAfter } from '../../src/origin/refusal.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const never = new AbortController().signal;

/** A body of `chunks` that then ends or fails. */
function bodyOf(chunks: string[], failure?: Error): Body {
  const left = chunks.map((chunk) => Buffer.from(chunk));
  return {
    next: async () => {
      const chunk = left.shift();
      if (!chunk && failure) throw failure;
      return chunk;
    },
    discard: () => {},
    finished: Promise.resolve(0),
  };
}
const answer = (body: Body, headers: Record<string, string> = {}) => ({
  status: 403,
  headers,
  body,
});

t.test('readRefusal() finds code, request id and region in the document', async (t) => {
  const xml =
    '<?xml version="1.0"?><Error><Code>AuthorizationHeaderMalformed</Code><Message>the region is wrong</Message>' +
    '<Region>eu-west-1</Region><RequestId>tx1</RequestId></Error>';
  t.same(await readRefusal(answer(bodyOf([xml.slice(0, 50), xml.slice(50)])), NOW, never), {
    status: 403,
    s3Code: 'AuthorizationHeaderMalformed',
    requestId: 'tx1',
    region: 'eu-west-1',
    retryAfterSeconds: undefined,
  });
});

t.test('readRefusal() finds in headers what a HEAD cannot say otherwise', async (t) => {
  const headers = {
    'x-amz-bucket-region': 'eu-west-1',
    'x-amz-request-id': 'r1',
    'retry-after': '3',
  };
  t.match(await readRefusal(answer(bodyOf([]), headers), NOW, never), {
    s3Code: undefined,
    requestId: 'r1',
    region: 'eu-west-1',
    retryAfterSeconds: 3,
  });
});

t.test('readRefusal() makes do with the status when the document is no help', async (t) => {
  const documents = [
    '',
    '<html>Bad gateway</html>',
    '<Error><Code>a b <evil></Code></Error>',
    `<Error><Code>${'x'.repeat(200)}</Code></Error>`,
    '<!DOCTYPE Error [<!ENTITY x "y">]><Error><Code>&x;</Code></Error>',
    `<Error><Code>NoSuchKey</Code>${' '.repeat(65 * 1024)}</Error>`,
  ];
  for (const document of documents) {
    const refused = await readRefusal(answer(bodyOf([document])), NOW, never);
    t.match(refused, { status: 403, s3Code: undefined }, document.slice(0, 40));
  }
  t.match(await readRefusal(answer(bodyOf(['<Er'], new Error('cut'))), NOW, never), {
    s3Code: undefined,
  });
});

t.test('readRefusal() does not wait for a document that does not come', async (t) => {
  let leave = (_reason: Error): void => {};
  const body: Body = {
    next: () => new Promise((_, reject) => (leave = reject)),
    discard: () => leave(new Error('given up')),
    finished: Promise.resolve(0),
  };
  t.match(await readRefusal(answer(body, { 'x-amz-request-id': 'r1' }), NOW, never), {
    status: 403,
    s3Code: undefined,
    requestId: 'r1',
  });
});

t.test('readRefusal() passes an abort on', async (t) => {
  const gone = new Error('the viewer left');
  const aborted = AbortSignal.abort(gone);
  await t.rejects(readRefusal(answer(bodyOf([], gone)), NOW, aborted), gone);
});

t.test('retryAfter() reads seconds and dates, within an hour', async (t) => {
  t.equal(retryAfter('0', NOW), 0);
  t.equal(retryAfter('7', NOW), 7);
  t.equal(retryAfter('999999', NOW), 3600);
  t.equal(retryAfter('Sun, 22 Nov 2026 10:00:30 GMT', NOW), 30);
  t.equal(retryAfter('Sun, 22 Nov 2026 09:00:30 GMT', NOW), 0, 'in the past');
  t.equal(retryAfter('soon', NOW), undefined);
  t.equal(retryAfter(undefined, NOW), undefined);
});
