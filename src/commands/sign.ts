/** `firstbyte sign`: a signed link, made with the first of the configured keys. */
import { parseArgs } from 'node:util';
import { type LinkClaim, type LinkKey, linkKeyOf } from '../auth/link.ts';
import { presentLink } from '../auth/link-urls.ts';
import type { Config } from '../config/config.ts';
import { normalAddress } from '../limits/address.ts';
import type { Command } from './command.ts';

const OPTIONS = {
  config: { type: 'string' },
  bucket: { type: 'string' },
  key: { type: 'string' },
  prefix: { type: 'string' },
  seconds: { type: 'string', default: '3600' },
  write: { type: 'boolean', default: false },
  address: { type: 'string' },
  path: { type: 'boolean', default: false },
  base: { type: 'string', default: '' },
} as const;

export const signCommand: Command = {
  name: 'sign',
  usage:
    'firstbyte sign --bucket B (--key K | --prefix P [--path]) [--seconds N] [--write] [--address IP] [--base URL] [--config FILE]    a link',
  async run({ args, readConfig, wallClock }) {
    const { values } = parseArgs({ args: [...args], options: OPTIONS });
    const config = readConfig(values.config);
    const { key, longestSeconds } = signerOf(config);
    const { bucket = onlyBucket(config), prefix, path } = values;
    if ((values.key === undefined) === (prefix === undefined)) {
      throw new Error('needs either --key or --prefix');
    }
    if (config.buckets && !config.buckets.some((one) => one.name === bucket)) {
      throw new Error(`${JSON.stringify(bucket)} is none of the buckets that are served`);
    }
    const claim: LinkClaim = {
      right: values.write ? 'write' : 'read',
      kind: prefix === undefined ? 'object' : 'prefix',
      bucket,
      name: prefix ?? values.key ?? '',
      expires: Math.floor(wallClock() / 1000) + secondsOf(values.seconds, longestSeconds),
      address: addressOf(values.address),
    };
    if (claim.name === '' && prefix === undefined) throw new Error('--key is empty');
    const { url, pathUrl } = presentLink(key, claim);
    if (path && pathUrl === undefined)
      throw new Error('--path goes with --prefix, without --write');
    return `${values.base.replace(/\/+$/, '')}${path ? pathUrl : url}\n`;
  },
};

function signerOf({ auth }: Config): { key: LinkKey; longestSeconds: number } {
  const links = typeof auth === 'object' ? auth.links : undefined;
  const [first] = links?.keys ?? [];
  if (links === undefined || first === undefined) throw new Error('auth.links is not configured');
  return { key: linkKeyOf(first), longestSeconds: links.longest_seconds };
}

function onlyBucket({ buckets = [] }: Config): string {
  const [only, ...others] = buckets;
  if (only === undefined || others.length > 0) throw new Error('needs --bucket');
  return only.name;
}

function secondsOf(text: string, longest: number): number {
  const seconds = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (seconds >= 1 && seconds <= longest) return seconds;
  throw new Error(`--seconds has to be a whole number from 1 to ${longest}`);
}

function addressOf(text: string | undefined): string | undefined {
  const address = text === undefined ? undefined : normalAddress(text);
  if (text !== undefined && address === undefined) throw new Error('--address is no IP address');
  return address;
}
