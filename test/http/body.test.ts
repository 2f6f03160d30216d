import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import t from 'tap';
import { readBody } from '../../src/http/body.ts';

const requestOf = (announced: string | undefined) => {
  const stream = new PassThrough();
  return {
    stream,
    req: Object.assign(stream, {
      headers: { 'content-length': announced },
    }) as unknown as IncomingMessage,
  };
};

t.test('readBody() gives all bytes, up to the bound', async (t) => {
  for (const announced of ['6', undefined]) {
    const { stream, req } = requestOf(announced);
    const reading = readBody(req, 6);
    stream.write('abc');
    stream.end('def');
    t.equal(Buffer.from(await reading).toString(), 'abcdef');
  }
});

t.test('readBody() refuses more, announced or not, and leaves the request open', async (t) => {
  const announced = requestOf('7');
  await t.rejects(readBody(announced.req, 6), { code: 'body_too_large', status: 413 });
  const counted = requestOf(undefined);
  const reading = readBody(counted.req, 6);
  counted.stream.write('abcdefg');
  await t.rejects(reading, { code: 'body_too_large' });
  t.notOk(counted.stream.destroyed);
});

t.test('readBody() says when a body breaks off', async (t) => {
  const { stream, req } = requestOf('6');
  const reading = readBody(req, 6);
  stream.write('abc');
  stream.destroy(new Error('gone'));
  await t.rejects(reading, { code: 'request_malformed' });
});
