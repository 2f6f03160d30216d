/**
 * Site: the files of the page as they are served. What belongs together has one address for all of
 * it, `/assets/DIGEST/`, which changes when any of it does: so it may be kept for ever, and a page
 * never gets parts of two versions. Documents are rewritten to point there, and say which modules
 * they need, so that all of them are asked for at once.
 */
import { createHash } from 'node:crypto';
import { modulesOf } from './imports.ts';
import { leanScript, leanStyle } from './lean.ts';

export interface Site {
  /** The part of the address that stands for this version of all files. */
  readonly digest: string;
  /** A file as it is served, by its name below `static/`; undefined for none. */
  asset(name: string): Uint8Array | undefined;
  /** A document, by the name of its file. */
  document(name: string): Uint8Array;
  /** Names of what a document needs before it can run: styles, images and modules. */
  needs(name: string): readonly string[];
}

/** Attributes that lead to a file of the site: they begin with a slash. */
const LINK = /\b(href|src)="\/([^"#?]+)"/g;

/** @param files by name, e.g. `player/player.js` */
export function createSite(files: ReadonlyMap<string, Uint8Array>): Site {
  const hash = createHash('sha256');
  for (const [name, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${name}\0${bytes.length}\0`).update(bytes);
  }
  const digest = hash.digest('base64url').slice(0, 12);
  const made = new Map<string, Uint8Array>();
  const text = (name: string): string | undefined => {
    const bytes = files.get(name);
    return bytes && Buffer.from(bytes).toString();
  };
  /** Each is made once, when it is first wanted. */
  const once = (key: string, make: () => Uint8Array): Uint8Array => {
    const bytes = made.get(key) ?? make();
    made.set(key, bytes);
    return bytes;
  };
  const linked = (html: string): readonly string[] =>
    [...html.matchAll(LINK)].map(([, , name = '']) => name).filter((name) => files.has(name));

  function needs(name: string): readonly string[] {
    const direct = linked(text(name) ?? '');
    const scripts = direct.filter((one) => one.endsWith('.js'));
    return [...new Set([...direct, ...scripts.flatMap((one) => modulesOf(one, text))])];
  }

  return {
    digest,
    needs,
    asset(name) {
      const bytes = files.get(name);
      if (bytes === undefined) return undefined;
      return once(name, () => leaned(name, bytes));
    },
    document: (name) =>
      once(`document ${name}`, () => {
        const html = text(name) ?? '';
        const preloads = needs(name)
          .filter((one) => one.endsWith('.js'))
          .map((one) => `    <link rel="modulepreload" href="/${one}" />\n`);
        const whole = html.replace('  </head>', `${preloads.join('')}  </head>`);
        const isOurs = (one: string): boolean => files.has(one) && one !== 'favicon.svg';
        return Buffer.from(
          whole.replaceAll(LINK, (link, attribute: string, one: string) =>
            isOurs(one) ? `${attribute}="/assets/${digest}/${one}"` : link,
          ),
        );
      }),
  };
}

function leaned(name: string, bytes: Uint8Array): Uint8Array {
  const source = Buffer.from(bytes).toString();
  if (name.endsWith('.js')) return Buffer.from(leanScript(source));
  if (name.endsWith('.css')) return Buffer.from(leanStyle(source));
  return bytes;
}
