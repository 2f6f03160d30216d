import t from 'tap';
import { parseHash, verifyPassword } from '../../src/auth/password.ts';
import { hashPasswordCommand } from '../../src/commands/hash-password.ts';

const hash = (input: string, args: readonly string[] = []): Promise<string> =>
  hashPasswordCommand.run({
    args,
    readInput: async () => input,
    readConfig: () => {
      throw new Error('not needed');
    },
    wallClock: () => 0,
  });

t.test('hash-password makes a hash of one line of stdin', async (t) => {
  for (const input of ['pass word', 'pass word\n', 'pass word\r\n']) {
    const parsed = parseHash((await hash(input)).trimEnd());
    t.ok(parsed && (await verifyPassword('pass word', parsed)));
    t.notOk(parsed && (await verifyPassword('pass word ', parsed)));
  }
});

t.test('hash-password refuses what is no password', async (t) => {
  await t.rejects(hash(''), { message: /no password/ });
  await t.rejects(hash('\n'), { message: /no password/ });
  await t.rejects(hash('a\nb'), { message: /one line/ });
  await t.rejects(hash('a', ['hunter2']), {
    message: 'takes no arguments: the password is read from stdin',
  });
});
