/**
 * Every option, declared once: its key in the config file, its names in the environment, its
 * kind with the bounds, its default and one line of help. Reading, checking, --help, the types
 * of Config and the test of README's table all follow from here. Data only.
 */
import type { z } from 'zod';
import { isAddressBlock } from '../limits/client-address.ts';
import { isRegionName } from '../region-name.ts';
import { authKind } from './auth-kind.ts';
import { bucketList } from './bucket-kind.ts';
import { list, oneOf, text, textAs, whole, yesNo } from './kind.ts';
import type { Option } from './option.ts';
import { isCorsOrigin, isCredential, isHost, isPath, normalEndpoint } from './shapes.ts';

const credential = text(isCredential, 'printable ASCII without spaces');
const MiB = 1024 ** 2;

export const OPTIONS = {
  access_key: {
    env: ['AWS_ACCESS_KEY_ID'],
    kind: credential,
    default: undefined,
    defaultSays: 'the AWS provider chain',
    help: 'Access key of the storage',
    secret: true,
  },
  secret_key: {
    env: ['AWS_SECRET_ACCESS_KEY'],
    kind: credential,
    default: undefined,
    defaultSays: 'the AWS provider chain',
    help: 'Secret key that belongs to access_key',
    secret: true,
  },
  session_token: {
    env: ['AWS_SESSION_TOKEN'],
    kind: credential,
    default: undefined,
    defaultSays: 'none',
    help: 'Session token of temporary keys',
    secret: true,
  },
  region_name: {
    env: ['AWS_REGION', 'AWS_DEFAULT_REGION'],
    kind: text(isRegionName, '1 to 63 lower-case letters, digits and inner hyphens'),
    default: 'us-east-1',
    help: 'Region that requests are signed for',
  },
  endpoint_url: {
    env: ['AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL'],
    kind: textAs(normalEndpoint, 'an http or https URL without credentials, query or fragment'),
    default: undefined,
    defaultSays: 'AWS S3 of the region, or the embedded store',
    help: 'Address of the S3-compatible storage',
    hidden: true,
  },
  force_path_style: {
    env: ['FIRSTBYTE_FORCE_PATH_STYLE'],
    kind: yesNo(),
    default: undefined,
    defaultSays: 'true when endpoint_url is given',
    help: 'Put the bucket into the path of origin requests, not into the host name',
  },
  buckets: {
    env: ['FIRSTBYTE_BUCKETS'],
    kind: bucketList(),
    default: undefined,
    defaultSays: 'every bucket of the account, on loopback only',
    help: 'The buckets that may be served',
    file: true,
  },
  host: {
    env: ['FIRSTBYTE_HOST'],
    kind: text(isHost, 'an IP address without brackets or a host name'),
    default: '127.0.0.1',
    help: 'Address to listen on; anything but loopback needs buckets and auth',
    flag: '--host',
  },
  port: {
    env: ['FIRSTBYTE_PORT', 'PORT'],
    kind: whole(0, 65535),
    default: 8080,
    help: 'TCP port to listen on; 0 picks a free one',
    flag: '--port',
  },
  tls_cert: {
    env: ['FIRSTBYTE_TLS_CERT'],
    kind: text(isPath, 'a path'),
    default: undefined,
    defaultSays: 'none: no TLS',
    help: 'File of the certificate and those that lead to a known one, as PEM; needs tls_key',
  },
  tls_key: {
    env: ['FIRSTBYTE_TLS_KEY'],
    kind: text(isPath, 'a path'),
    default: undefined,
    defaultSays: 'none: no TLS',
    help: 'File of the private key that belongs to tls_cert, as PEM without a passphrase',
  },
  tls_port: {
    env: ['FIRSTBYTE_TLS_PORT'],
    kind: whole(0, 65535),
    default: undefined,
    defaultSays: 'none: with tls_cert, port itself speaks TLS',
    help: 'TCP port for TLS beside port, which then stays plain; 0 picks a free one',
  },
  hsts_seconds: {
    env: ['FIRSTBYTE_HSTS_SECONDS'],
    kind: whole(0, 63_072_000),
    default: 0,
    help: 'Seconds for which browsers are told to come by TLS only, in answers over TLS; 0 tells them nothing',
  },
  media_dir: {
    env: ['FIRSTBYTE_MEDIA_DIR'],
    kind: text(isPath, 'a path'),
    default: undefined,
    defaultSays: 'the bundled sample',
    help: 'Folder that the embedded store serves; only with the embedded store',
  },
  chunk_bytes: {
    env: ['FIRSTBYTE_CHUNK_BYTES'],
    kind: whole(65536, 64 * MiB),
    default: MiB,
    help: 'Longest single origin request, in bytes; at most window_bytes',
  },
  window_bytes: {
    env: ['FIRSTBYTE_WINDOW_BYTES'],
    kind: whole(65536, 1024 * MiB),
    default: 8 * MiB,
    help: 'How far ahead of the viewer the gateway may read, in bytes',
  },
  read_ahead_ms: {
    env: ['FIRSTBYTE_READ_AHEAD_MS'],
    kind: whole(0, 3_600_000),
    default: 20_000,
    help: 'Longest read-ahead in milliseconds of video, where it is known; 0 for no such bound',
  },
  fast_start: {
    env: ['FIRSTBYTE_FAST_START'],
    kind: yesNo(),
    default: true,
    help: 'Show films whose index is at their end (MP4, M4V, MOV) with the index in front',
  },
  cache_memory_bytes: {
    env: ['FIRSTBYTE_CACHE_MEMORY_BYTES'],
    kind: whole(0, 1024 ** 2 * MiB),
    default: 256 * MiB,
    help: 'Memory for cached bytes; at least window_bytes, or 0, which turns caching off',
  },
  object_ttl_ms: {
    env: ['FIRSTBYTE_OBJECT_TTL_MS'],
    kind: whole(0, 86_400_000),
    default: 10_000,
    help: "Milliseconds for which an object's size and ETag are trusted before they are checked again",
  },
  origin_connections: {
    env: ['FIRSTBYTE_ORIGIN_CONNECTIONS'],
    kind: whole(1, 1024),
    default: 64,
    help: 'Connections to the origin at once',
  },
  origin_timeout_ms: {
    env: ['FIRSTBYTE_ORIGIN_TIMEOUT_MS'],
    kind: whole(100, 600_000),
    default: 10_000,
    help: 'Longest silence of the origin in milliseconds: to connect, before the head, within a body',
  },
  admin_host: {
    env: ['FIRSTBYTE_ADMIN_HOST'],
    kind: text(isHost, 'an IP address without brackets or a host name'),
    default: '127.0.0.1',
    help: 'Address of the operations listener; anything but loopback needs admin_token',
  },
  admin_port: {
    env: ['FIRSTBYTE_ADMIN_PORT'],
    kind: whole(0, 65535),
    default: undefined,
    defaultSays: 'none: operations are among the paths for viewers as long as no auth is set',
    help: 'TCP port of the operations listener (metrics, cache, log level); 0 picks a free one',
  },
  admin_token: {
    env: ['FIRSTBYTE_ADMIN_TOKEN'],
    kind: text(isCredential, 'printable ASCII without spaces'),
    default: undefined,
    defaultSays: 'none',
    help: 'Bearer token that operations ask for',
    secret: true,
  },
  max_connections: {
    env: ['FIRSTBYTE_MAX_CONNECTIONS'],
    kind: whole(1, 1_000_000),
    default: 10_000,
    help: "Viewers' connections at once",
  },
  max_streams: {
    env: ['FIRSTBYTE_MAX_STREAMS'],
    kind: whole(0, 1_000_000),
    default: 4000,
    help: 'Objects being sent at once; one more is told to come back (503); 0 for no such bound',
  },
  max_streams_per_address: {
    env: ['FIRSTBYTE_MAX_STREAMS_PER_ADDRESS'],
    kind: whole(0, 1_000_000),
    default: 0,
    help: "The same for one viewer's address (429); 0 for no such bound",
  },
  requests_per_second: {
    env: ['FIRSTBYTE_REQUESTS_PER_SECOND'],
    kind: whole(0, 1_000_000),
    default: 0,
    help: "Requests a second of one viewer's address, five seconds' worth at once (429); 0 for no such bound",
  },
  stream_bytes_per_second: {
    env: ['FIRSTBYTE_STREAM_BYTES_PER_SECOND'],
    kind: whole(0, 1024 ** 2 * MiB),
    default: 0,
    help: "Bytes a second of one object being sent, after two seconds' worth at once; 0 for no such bound",
  },
  trusted_proxies: {
    env: ['FIRSTBYTE_TRUSTED_PROXIES'],
    kind: list(isAddressBlock, 'different IP addresses or CIDR blocks'),
    default: [],
    defaultSays: 'none',
    help: 'Who may say in X-Forwarded-For which address a viewer has',
  },
  shutdown_ms: {
    env: ['FIRSTBYTE_SHUTDOWN_MS'],
    kind: whole(0, 3_600_000),
    default: 30_000,
    help: 'Milliseconds that running responses may take to finish after SIGTERM',
  },
  cors_origins: {
    env: ['FIRSTBYTE_CORS_ORIGINS'],
    kind: list(
      (item, all) => isCorsOrigin(item) && (item !== '*' || all.length === 1),
      'different origins as browsers send them ("https://example.com", no path), or "*" alone',
    ),
    default: [],
    defaultSays: 'none (same origin)',
    help: 'Web origins whose pages may read the answers',
  },
  uploads: {
    env: ['FIRSTBYTE_UPLOADS'],
    kind: yesNo(),
    default: undefined,
    defaultSays: 'true with the embedded store, else false',
    help: 'Offer uploads and deletions',
  },
  upload_memory_bytes: {
    env: ['FIRSTBYTE_UPLOAD_MEMORY_BYTES'],
    // An upload holds two parts, and the largest has 64 MiB.
    kind: whole(128 * MiB, 1024 ** 2 * MiB),
    default: 256 * MiB,
    help: 'Memory of all uploads together; one more is told to come back (503)',
  },
  auth: {
    env: ['FIRSTBYTE_AUTH'],
    kind: authKind(),
    default: undefined,
    defaultSays: 'none: anyone on this machine',
    help: 'Who may watch',
    file: true,
    hidden: true,
  },
  slow_request_ms: {
    env: ['FIRSTBYTE_SLOW_REQUEST_MS'],
    kind: whole(0, 3_600_000),
    default: 2000,
    help: 'Milliseconds to the first byte above which a request is logged with its timeline, as a warning; 0 for never',
  },
  log_level: {
    env: ['FIRSTBYTE_LOG_LEVEL'],
    kind: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    default: 'info',
    help: 'Least level of what is logged to stderr',
  },
} as const satisfies Record<string, Option>;

export type OptionKey = keyof typeof OPTIONS;

/** What the kind of option `K` accepts. */
export type ValueOf<K extends OptionKey> = z.output<(typeof OPTIONS)[K]['kind']['schema']>;

/** `OPTIONS` in the order of the table, each with its key, typed as any option. */
export function allOptions(): readonly (readonly [OptionKey, Option])[] {
  return Object.entries(OPTIONS) as [OptionKey, Option][];
}
