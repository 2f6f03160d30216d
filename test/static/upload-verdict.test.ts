import t from 'tap';
import { verdictOf } from '../../static/upload/verdict.js';

function verdict(
  failure: { status: number; title?: string; detail?: string; retryAfter?: number },
  about: { attempts?: number; hasBegun?: boolean } = {},
) {
  const { status, title = '', detail = '', retryAfter = null } = failure;
  const { attempts = 1, hasBegun = true } = about;
  return verdictOf({ status, title, detail, retryAfter }, { attempts, hasBegun });
}

t.test('without an answer it is tried again for ever, ever more seldom', async (t) => {
  for (const [attempts, afterMs] of [
    [1, 1000],
    [2, 2000],
    [5, 16_000],
    [6, 30_000],
    [1000, 30_000],
  ] as const) {
    t.strictSame(verdict({ status: 0 }, { attempts }), {
      kind: 'again',
      afterMs,
      words: 'Waiting for the connection…',
    });
  }
});

t.test('a gateway that is busy is asked when it says so, within a minute', async (t) => {
  for (const [retryAfter, afterMs] of [
    [5, 5000],
    [0, 1000],
    [3600, 60_000],
  ] as const) {
    t.match(verdict({ status: 503, retryAfter }), { kind: 'again', afterMs }, `${retryAfter}`);
  }
  t.match(verdict({ status: 429 }, { attempts: 500 }), { kind: 'again', afterMs: 30_000 });
});

t.test('what may pass is tried six times', async (t) => {
  for (const status of [408, 409, 423, 460, 500, 502, 504]) {
    t.match(verdict({ status }, { attempts: 5 }), { kind: 'again', afterMs: 16_000 }, `${status}`);
    t.match(verdict({ status }, { attempts: 6 }), { kind: 'failed', hopeless: false }, `${status}`);
  }
});

t.test('an upload that is gone begins anew; one that had not begun has failed', async (t) => {
  for (const status of [404, 410]) {
    t.strictSame(verdict({ status }), { kind: 'anew' });
    t.match(verdict({ status }, { hasBegun: false }), { kind: 'failed', gone: true });
    t.match(verdict({ status }, { attempts: 6 }), { kind: 'failed', gone: true }, 'not for ever');
  }
});

t.test('a failure says what to do, or what the gateway says', async (t) => {
  for (const [status, words, more] of [
    [401, 'You are signed out. Sign in again, then try again.', { hopeless: false, gone: false }],
    [412, /^Something of this name has come/, { hopeless: false, gone: true }],
    [413, 'It is larger than the storage takes.', { hopeless: true, gone: false }],
    [507, 'The storage is full. Make room, then try again.', { hopeless: false, gone: false }],
    [403, 'Title. Detail', { hopeless: false, gone: false }],
  ] as const) {
    const told = verdict({ status, title: 'Title', detail: 'Detail' });
    t.match(told, { kind: 'failed', words, ...more }, `${status}`);
  }
  t.match(verdict({ status: 403 }), { words: 'The gateway answered 403' });
  t.match(verdict({ status: 403, title: 'Title' }), { words: 'Title' });
});
