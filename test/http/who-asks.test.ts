import type { Socket } from 'node:net';
import t from 'tap';
import { whoAsks } from '../../src/http/who-asks.ts';

/** Believes whatever is forwarded to 127.0.0.1, and puts addresses into a form of its own. */
const addressOf = (remote: string | undefined, forwarded: string | undefined): string =>
  `<${remote === '127.0.0.1' && forwarded !== undefined ? forwarded : remote}>`;

const ask = (
  headersDistinct: Record<string, string[]>,
  socket: Record<string, unknown> = { remoteAddress: '127.0.0.1' },
) => {
  const rawHeaders = Object.entries(headersDistinct).flatMap(([name, values]) =>
    values.flatMap((value) => [name, value]),
  );
  return whoAsks({ rawHeaders, socket: socket as unknown as Socket }, addressOf);
};

t.test('whoAsks() gives the address that counts', async (t) => {
  const stranger = { remoteAddress: '192.0.2.1' };
  t.equal(ask({}).address, '<127.0.0.1>');
  t.equal(ask({ 'x-forwarded-for': ['192.0.2.7'] }).address, '<192.0.2.7>');
  t.equal(ask({ 'x-forwarded-for': ['192.0.2.7', '192.0.2.8'] }).address, '<192.0.2.7,192.0.2.8>');
  t.equal(ask({ 'x-forwarded-for': ['192.0.2.7'] }, stranger).address, '<192.0.2.1>');
  t.equal(ask({}, {}).address, '<undefined>');
});

t.test('whoAsks() believes how the viewer came to a proxy whose word counts', async (t) => {
  const from = { 'x-forwarded-for': ['192.0.2.7'] };
  const table: readonly [Record<string, string[]>, boolean][] = [
    [{}, false],
    [from, false],
    [{ ...from, 'x-forwarded-proto': ['https'] }, true],
    [{ ...from, 'x-forwarded-proto': ['HTTPS'] }, true],
    [{ ...from, 'x-forwarded-proto': ['http, https'] }, true],
    [{ ...from, 'x-forwarded-proto': ['https, http'] }, false],
    [{ 'x-forwarded-proto': ['https'] }, false],
  ];
  for (const [headers, secure] of table) t.equal(ask(headers).secure, secure);
  const told = { ...from, 'x-forwarded-proto': ['https'] };
  t.equal(ask(told, { remoteAddress: '192.0.2.1' }).secure, false, 'no proxy of ours');
  t.equal(ask({}, { remoteAddress: '192.0.2.1', encrypted: true }).secure, true);
});
