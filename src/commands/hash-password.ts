/**
 * `firstbyte hash-password`: a password from stdin to the hash that the configuration takes. Not
 * from the command line, which others on the machine can read and shells remember.
 */
import { hashPassword } from '../auth/password.ts';
import type { Command } from './command.ts';

/** A line as terminals and files end it. */
const LINE_END = /\r?\n$/;

export const hashPasswordCommand: Command = {
  name: 'hash-password',
  usage: 'firstbyte hash-password < FILE    the hash of a password, read from stdin',
  async run({ args, readInput }) {
    if (args.length > 0) throw new Error('takes no arguments: the password is read from stdin');
    const password = (await readInput()).replace(LINE_END, '');
    if (password === '') throw new Error('there is no password on stdin');
    if (/[\r\n\0]/.test(password)) throw new Error('a password is one line');
    return `${await hashPassword(password)}\n`;
  },
};
