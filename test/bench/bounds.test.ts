import t from 'tap';
import { WORKLOADS } from '../../bench/catalogue.ts';
import { summarize } from '../../bench/summarize.ts';
import { FIRST_BYTE } from '../../bench/workload.ts';
import { coldStart } from '../../bench/workloads/cold-start.ts';
import { herd } from '../../bench/workloads/herd.ts';
import { series } from './samples.ts';

function coldStarts(direct: number, gateway: number): string | null {
  const rounds = (ms: number) => [ms, ms, ms].map((one) => [{ [FIRST_BYTE]: one }]);
  const both = [series('direct', rounds(direct)), series('gateway', rounds(gateway))];
  return summarize(coldStart, { samples: 1, series: both }).exceeded;
}

t.test('cold-start exceeds its bound beyond 1.3 times the direct read', async (t) => {
  t.equal(coldStarts(30, 38), null);
  t.match(coldStarts(30, 42), /1\.40 x direct; the bound is 1\.3/);
});

t.test('herd exceeds its bound beyond 2 origin bytes for a byte of the film', async (t) => {
  const herds = (times: number) => {
    const asked = { requests: 1, bytes: times * (herd.filmBytes ?? 0), repeated: 0 };
    const gateway = series('gateway', [[{ [FIRST_BYTE]: 30 }]], { asked });
    return summarize(herd, { samples: 1, series: [gateway] }).exceeded;
  };
  t.equal(herds(1.9), null);
  t.match(herds(60), /60\.00 bytes .* the bound is 2/);
});

t.test('the short form holds the workloads with bounds', async (t) => {
  t.same(
    WORKLOADS.filter(({ bound, short }) => bound !== undefined && short === undefined),
    [],
  );
});
