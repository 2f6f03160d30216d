/**
 * Guessing: whether time tells a guesser anything. A name that nobody has beside a wrong password,
 * and a token of a link that is wrong in its first character beside one that is wrong in its last:
 * good is the same time within each pair. Each guess comes from an address of its own, or the
 * gateway would slow it down.
 */
import { createHmac, scryptSync } from 'node:crypto';
import { request } from 'node:http';
import { shuffle } from '../chance.ts';
import type { Target, Workload } from '../workload.ts';

const SALT = Buffer.alloc(16, 1);
/** Of the password "right", at the cost that hash-password chooses. */
const HASH = scryptSync('right', SALT, 32, { N: 16384, r: 8, p: 1 });
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const AUTH = {
  basic: [{ name: 'anna', password_hash: `scrypt$N=16384,r=8,p=1$${text(SALT)}$${text(HASH)}` }],
  links: { keys: [{ id: 'k', secret: 'a secret that nobody would guess' }] },
};
const [LINK_KEY] = AUTH.links.keys;
const KEY = 'film.webm';
/** 2096. */
const EXPIRES = 4_000_000_000;

let made = 0;

/** Milliseconds until the refusal is here. */
function guess(target: Target, query: string, authorization?: string): Promise<number> {
  const url = target.urlOf(`${KEY}${query}`);
  made++;
  const address = `10.${(made >> 16) & 255}.${(made >> 8) & 255}.${made & 255}`;
  const headers = { 'X-Forwarded-For': address, ...(authorization && { authorization }) };
  return new Promise((resolve, reject) => {
    const began = performance.now();
    request(url, { headers, agent: false }, (response) => {
      const tookMs = performance.now() - began;
      response.resume();
      if (response.statusCode === 401 || response.statusCode === 403) resolve(tookMs);
      else reject(new Error(`A guess was answered with ${response.statusCode}`));
    })
      .on('error', reject)
      .end();
  });
}

/** The good token of a link to the film, with one byte of its MAC changed. */
function spoiltLink(target: Target, at: number): string {
  const [, , bucket = ''] = target.urlOf(KEY).pathname.split('/');
  const lines = ['firstbyte-link-1', LINK_KEY?.id, 'read', 'object', EXPIRES, '', bucket, KEY];
  const mac = createHmac('sha256', LINK_KEY?.secret ?? '')
    .update(lines.join('\n'))
    .digest();
  mac[at] = (mac[at] ?? 0) ^ 1;
  return `?expires=${EXPIRES}&kid=${LINK_KEY?.id}&token=${text(mac)}`;
}

function basic(name: string, password: string): string {
  return `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
}

export const guessing: Workload = {
  name: 'guessing',
  shows:
    'refusals of wrong names, passwords and tokens; good is the same time for a name that nobody has as for a wrong password, and for a token wrong at its beginning as for one wrong at its end',
  samples: 60,
  warmUp: 20,
  noDirect: 'nobody is refused there',
  gateway: {
    FIRSTBYTE_AUTH: JSON.stringify(AUTH),
    FIRSTBYTE_TRUSTED_PROXIES: '127.0.0.1',
  },
  async sample(target) {
    const guesses: [string, () => Promise<number>][] = [
      ['nobody of that name, ms', () => guess(target, '', basic(`x${made}`, 'wrong'))],
      ['wrong password, ms', () => guess(target, '', basic('anna', `wrong${made}`))],
      ['token wrong at its beginning, ms', () => guess(target, spoiltLink(target, 0))],
      ['token wrong at its end, ms', () => guess(target, spoiltLink(target, 31))],
    ];
    const took = new Map(guesses.map(([name]) => [name, 0]));
    // In another order each time: what follows a password finds a colder processor.
    for (const [name, run] of shuffle(guesses)) took.set(name, await run());
    return Object.fromEntries(took);
  },
};
