import t from 'tap';
import { measure } from '../../src/compose/measure.ts';

t.test('measure() reads what runs at the moment of asking', async (t) => {
  const gauges = new Map<string, () => number>();
  const running = { streams: 1 };
  const cache = { capacity: 100, bytes: 60, reserved: 7, blocks: 3, evictions: 2 };
  measure(
    { gauge: (name, value) => void gauges.set(name, value) },
    {
      engine: { stats: () => ({ cache, flights: 5 }) },
      streams: {
        get running() {
          return running.streams;
        },
      },
      writes: { running: 6 },
      listener: { connections: 9 },
    },
  );
  running.streams = 4;
  t.strictSame(Object.fromEntries([...gauges].map(([name, read]) => [name, read()])), {
    firstbyte_streams: 4,
    firstbyte_uploads: 6,
    firstbyte_connections: 9,
    firstbyte_flights: 5,
    firstbyte_cache_bytes: 60,
    firstbyte_cache_reserved_bytes: 7,
    firstbyte_cache_capacity_bytes: 100,
    firstbyte_cache_blocks: 3,
    firstbyte_cache_evictions_total: 2,
  });
});
