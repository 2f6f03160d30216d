import t from 'tap';
import { reportOf } from '../../static/journey/report.js';

t.test('reportOf() tells how a film began and stood still, within what is taken', async (t) => {
  for (const [summary, report] of [
    [{ firstFrameMs: undefined, stalls: { count: 0, ms: 0 } }, undefined],
    [
      { firstFrameMs: 120.4, stalls: { count: 0, ms: 0 } },
      { firstFrameMs: 120, stalls: 0, stalledMs: 0 },
    ],
    [
      { firstFrameMs: undefined, stalls: { count: 2, ms: 800.6 } },
      { stalls: 2, stalledMs: 801 },
    ],
    [
      { firstFrameMs: 1, stalls: { count: 5000, ms: 1e9 } },
      { firstFrameMs: 1, stalls: 1000, stalledMs: 3_600_000 },
    ],
  ] as const) {
    const text = reportOf(summary);
    t.strictSame(text && JSON.parse(text), report);
  }
});
