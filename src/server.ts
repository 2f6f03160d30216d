#!/usr/bin/env node
/**
 * Server: the program. Flags and environment to a configuration, configuration to a gateway,
 * signals to an orderly end. The only file that sees `process`.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Command } from './commands/command.ts';
import { hashPasswordCommand } from './commands/hash-password.ts';
import { signCommand } from './commands/sign.ts';
import type { Config } from './config/config.ts';
import { EX_CONFIG, type Loaded, loadConfig } from './config/load.ts';
import { createGateway, type Gateway, keyProblems } from './gateway.ts';
import { boundedDestination } from './observe/bounded-destination.ts';
import { createLog } from './observe/log.ts';
import { createMetrics } from './observe/metrics.ts';
import { createTraces } from './observe/traces.ts';

const PACKAGE = new URL('../', import.meta.url);
const STATIC = new URL('static/', PACKAGE);
const COMMANDS: readonly Command[] = [hashPasswordCommand, signCommand];
/** What the page loads when it needs it, from the packages that they are in. */
const LIBRARIES = {
  'hls.js': 'hls.js/dist/hls.min.mjs',
  'tus.js': 'tus-js-client/dist/tus.min.js',
};
/** sysexits.h: the command was used incorrectly. */
const EX_USAGE = 64;

async function main(): Promise<void> {
  // Output that nobody reads any more is no reason to stop serving.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  const [name, ...args] = process.argv.slice(2);
  const command = COMMANDS.find((one) => one.name === name);
  if (command !== undefined) return await obey(command, args);
  const loaded = load(process.argv.slice(2));
  switch (loaded.kind) {
    case 'help':
      process.stdout.write(loaded.text + commandHelp());
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
  const destination = boundedDestination(process.stderr, (flush, ms) => {
    setTimeout(flush, ms).unref();
  });
  process.once('exit', destination.flush);
  const log = createLog(config.log_level, destination);
  for (const warning of warnings) log.warn({}, warning);
  const problems = await keyProblems(config);
  if (problems.length > 0) {
    refuse(problems);
    return;
  }
  if (checkOnly) {
    process.stdout.write('firstbyte: the configuration is valid\n');
    return;
  }
  const gateway = await createGateway({
    config,
    log,
    version: version(),
    metrics: createMetrics({ version: version(), node: process.version }),
    traces: createTraces(version()),
    pages: readPages(),
    libraries: new Map(Object.entries(LIBRARIES).map(([name, path]) => [name, readLibrary(path)])),
    sampleDir: fileURLToPath(new URL('media/', STATIC)),
  });
  const heard = await gateway.listen().catch((error: NodeJS.ErrnoException & { port?: number }) => {
    const { port = config.port } = error;
    throw new Error(`cannot listen on ${config.host}:${port}: ${sayListenError(error)}`);
  });
  endOnSignals(gateway);
  if (heard.plain) sayListening('http', heard.plain);
  if (heard.secure) sayListening('https', heard.secure);
}

function sayListening(scheme: string, { family, address, port }: AddressInfo): void {
  const host = family === 'IPv6' ? `[${address}]` : address;
  process.stdout.write(`firstbyte listening on ${scheme}://${host}:${port}\n`);
}

function load(argv: readonly string[]): Loaded {
  return loadConfig({
    argv,
    env: process.env,
    cwd: process.cwd(),
    readText: (path) => readFileSync(path, 'utf8'),
    isFolder,
    wallClock: Date.now,
  });
}

async function obey(command: Command, args: readonly string[]): Promise<void> {
  try {
    const wallClock = Date.now;
    process.stdout.write(await command.run({ args, readConfig, readInput, wallClock }));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    process.stderr.write(`firstbyte ${command.name}: ${why}\n`);
    process.exitCode = EX_USAGE;
  }
}

function readConfig(path: string | undefined): Config {
  const loaded = load(path === undefined ? [] : ['--config', path]);
  if (loaded.kind === 'config') return loaded.config;
  throw new Error(loaded.kind === 'problems' ? loaded.problems.join('\n  ') : 'no configuration');
}

async function readInput(): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of process.stdin) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

function commandHelp(): string {
  return ['', 'Commands:', '', ...COMMANDS.map(({ usage }) => `  ${usage}`), ''].join('\n');
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

/** The files of the page: all of `static/` but the films. */
function readPages(): Map<string, Uint8Array> {
  const names = readdirSync(STATIC, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.startsWith('media') && statSync(new URL(name, STATIC)).isFile())
    .map((name) => name.replaceAll('\\', '/'));
  return new Map(names.map((name) => [name, readFileSync(new URL(name, STATIC))]));
}

function readLibrary(path: string): () => Uint8Array {
  return () => readFileSync(createRequire(import.meta.url).resolve(path));
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
