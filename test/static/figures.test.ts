import t from 'tap';
import { figuresOf } from '../../static/journey/figures.js';

t.test('figuresOf() shows what is known', async (t) => {
  const none = {
    ...{ firstByteMs: undefined, gatewayMs: undefined, firstFrameMs: undefined, pageMs: 0 },
    ...{ stalls: { count: 0, ms: 0 }, requests: {}, bytes: 0, untold: 0 },
  };
  t.strictSame(figuresOf(none), []);
  const all = { ...none, firstByteMs: 20, gatewayMs: 2, firstFrameMs: 80, bytes: 1000, untold: 1 };
  t.strictSame(figuresOf({ ...all, requests: { hit: 1 } }), [
    ['frame', 'First frame', '80 ms'],
    ['byte', 'First byte', '20 ms'],
    ['gateway', 'in the gateway', '2.0 ms'],
    ['stalls', 'Stalls', 'none'],
    ['from', 'Requests', '1 from memory'],
    ['read', 'Read', '> 1.0 kB'],
  ]);
  const [opened] = figuresOf({ ...all, firstFrameMs: 380, pageMs: 300 });
  t.strictSame(opened, ['frame', 'First frame from opening the page', '380 ms']);
});
