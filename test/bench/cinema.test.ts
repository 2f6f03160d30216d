import t from 'tap';
import { openCinema } from '../../bench/cinema.ts';
import { createFirstFrame } from '../../bench/workloads/first-frame.ts';
import { findTool, skipWithout } from '../fixtures/needs.ts';
import { startProgram } from '../fixtures/program.ts';

t.test(
  'the cinema shows what the gateway of first-frame serves',
  {
    skip: skipWithout('chromium'),
  },
  async (t) => {
    const program = await startProgram({ cwd: t.testdir(), env: createFirstFrame().gateway ?? {} });
    const cinema = await openCinema(findTool('chromium') ?? '');
    t.teardown(async () => {
      await cinema.close();
      await program.stop();
    });
    const film = new URL('/watch?bucket=samples&v=firstbyte.mp4', program.url);
    const { firstFrameMs, seekMs } = await cinema.show(film, 8);
    t.ok(firstFrameMs > 0);
    t.ok(seekMs > 0);
    film.searchParams.set('v', 'missing.mp4');
    await t.rejects(cinema.show(film, 8), /cannot be played/);
  },
);
