/**
 * What single strings of the configuration must look like. Each shape answers yes or no about a
 * value that came from outside; kind.ts and options.ts turn a no into a problem. All pure.
 */
import { BlockList, isIP, isIPv6 } from 'node:net';
import { inside } from '../prefix-scope.ts';

const LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i;

/** An IPv4 or IPv6 address (without brackets), or a host name as RFC 1123 section 2.1 has it. */
export function isHost(text: string): boolean {
  if (isIP(text) !== 0) return true;
  const labels = text.split('.');
  // A last label of digits only is an IPv4 address that went wrong (WHATWG URL, "ends in a number").
  return (
    text.length <= 253 && labels.every((l) => LABEL.test(l)) && !/^\d+$/.test(labels.at(-1) ?? '')
  );
}

/** Whether listening on `host` can be reached from this machine alone: 127.0.0.0/8, ::1, localhost. */
export function isLoopback(host: string): boolean {
  if (isIP(host) === 0) return host.toLowerCase() === 'localhost';
  const loopback = new BlockList();
  loopback.addSubnet('127.0.0.0', 8, 'ipv4');
  loopback.addAddress('::1', 'ipv6');
  return loopback.check(host, isIPv6(host) ? 'ipv6' : 'ipv4');
}

/** Printable ASCII without spaces: what may stand in a header of a signed request. */
export function isCredential(text: string): boolean {
  return /^[\x21-\x7e]{1,16384}$/.test(text);
}

/** A path that the operating system can be asked for: no NUL. */
export function isPath(text: string): boolean {
  return text !== '' && !text.includes('\0');
}

/** What may stand in a header of an answer: printable ASCII, 1 to 256 characters. */
export function isHeaderText(text: string): boolean {
  return /^[\x21-\x7e]([\x20-\x7e]{0,254}[\x21-\x7e])?$/.test(text);
}

/** The beginning of keys, no longer than a key; segments that some stores would fold are refused. */
export function isKeyPrefix(text: string): boolean {
  return Buffer.byteLength(text) <= 1024 && !text.includes('\0') && inside(text, text);
}

/** An address that documents can be fetched from. */
export function isHttpUrl(text: string): boolean {
  return /^https?:\/\/[^/?#@\\]/i.test(text) && URL.canParse(text) && new URL(text).username === '';
}

/**
 * `*`, or an origin letter for letter as browsers send it in `Origin` (RFC 6454 section 6.2):
 * lower case, no default port, no path. Schemes of app shells (`capacitor://localhost`) included.
 */
export function isCorsOrigin(text: string): boolean {
  if (text === '*') return true;
  if (/^https?:/.test(text)) {
    // URL takes `*` for part of a host name; a browser never sends that.
    return !text.includes('*') && URL.canParse(text) && new URL(text).origin === text;
  }
  return /^[a-z][a-z0-9+.-]*:\/\/[a-z0-9._-]+(:\d{1,5})?$/.test(text);
}

/**
 * The endpoint as origin/ takes it, without trailing slashes; undefined unless `text` is an
 * http or https URL that has no credentials, query or fragment.
 */
export function normalEndpoint(text: string): string | undefined {
  if (!/^https?:\/\/[^/?#@\\]+[^?#\\]*$/i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return undefined;
  return url.href.replace(/\/+$/, '');
}
