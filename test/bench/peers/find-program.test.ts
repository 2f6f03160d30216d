import { basename, dirname } from 'node:path';
import t from 'tap';
import { findProgram } from '../../../bench/peers/find-program.ts';

const NODE = process.execPath;

t.equal(findProgram(basename(NODE), dirname(NODE)), NODE, 'findProgram() looks in the PATH');
t.equal(findProgram('no-such-program'), undefined, 'findProgram() says when there is none');
t.equal(
  findProgram(basename(NODE), `:/no-such-folder:${dirname(NODE)}`),
  NODE,
  'findProgram() passes over empty entries and folders that are not there',
);
