#!/usr/bin/env node
/**
 * Server: the program. Flags and environment to a configuration, configuration to a gateway,
 * signals to an orderly end. The only file that sees `process`.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { EX_CONFIG, loadConfig } from './config/load.ts';
import { createGateway, type Gateway } from './gateway.ts';
import { boundedDestination } from './observe/bounded-destination.ts';
import { createLog } from './observe/log.ts';

const PACKAGE = new URL('../', import.meta.url);
const STATIC = new URL('static/', PACKAGE);

/**
 * V8 counts the bytes of passing films towards a limit that it derives from its own small heap, and
 * so would collect garbage for every 12 MB that pass. Two and a half times the heap instead of half as much
 * again is every 35 MB: half of the CPU time of a film that is read for the first time, for some
 * 30 MB more of memory. Read by V8 at each collection, so it may be set here.
 */
const GARBAGE_COLLECTION = '--heap-growing-percent=150';

async function main(): Promise<void> {
  setFlagsFromString(GARBAGE_COLLECTION);
  // Output that nobody reads any more is no reason to stop serving.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  const loaded = loadConfig({
    argv: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
    readText: (path) => readFileSync(path, 'utf8'),
    isFolder,
  });
  switch (loaded.kind) {
    case 'help':
      process.stdout.write(loaded.text);
      return;
    case 'version':
      process.stdout.write(`firstbyte ${version()}\n`);
      return;
    case 'problems':
      refuse(loaded.problems);
      return;
    case 'config':
      break;
  }
  const { config, warnings, checkOnly } = loaded;
  const log = createLog(config.log_level, boundedDestination(process.stderr));
  for (const warning of warnings) log.warn({}, warning);
  if (checkOnly) {
    process.stdout.write('firstbyte: the configuration is valid\n');
    return;
  }
  const gateway = await createGateway({
    config,
    log,
    pages: readPages(),
    sampleDir: fileURLToPath(new URL('media/', STATIC)),
  });
  const address = await gateway.listen().catch((error: NodeJS.ErrnoException) => {
    throw new Error(`cannot listen on ${config.host}:${config.port}: ${sayListenError(error)}`);
  });
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  endOnSignals(gateway);
  process.stdout.write(`firstbyte listening on http://${host}:${address.port}\n`);
}

/** Every problem at once, and nothing half-started. */
function refuse(problems: readonly string[]): void {
  process.stderr.write(
    `firstbyte cannot start:\n${problems.map((line) => `  ${line}\n`).join('')}`,
  );
  process.exitCode = EX_CONFIG;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** The first signal lets running answers finish; a second one does not wait. */
function endOnSignals(gateway: Gateway): void {
  let ending = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (ending) process.exit(128 + (signal === 'SIGTERM' ? 15 : 2));
      ending = true;
      gateway.close().then(() => process.exit(0), fail);
    });
  }
}

function sayListenError(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return 'the address is in use';
    case 'EACCES':
      return 'this port needs more rights';
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return 'this machine has no such address';
    default:
      return error.message;
  }
}

/** The files of the page: those directly in `static/`. */
function readPages(): Map<string, Uint8Array> {
  const names = readdirSync(STATIC, { withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(names.map(({ name }) => [name, readFileSync(new URL(name, STATIC))]));
}

function version(): string {
  const text = readFileSync(new URL('package.json', PACKAGE), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function fail(error: unknown): never {
  process.stderr.write(`firstbyte ${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}

main().catch((error: unknown) => fail(error));
