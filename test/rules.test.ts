/**
 * The arrows of the house. README's table "Who may import whom" is the law and this test the
 * police: it reads every import of src/ and fails on one that the table does not grant.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SRC = join(ROOT, 'src');

interface Rule {
  readonly rooms: ReadonlySet<string>;
  readonly packages: ReadonlySet<string>;
}

/** Rows of the table: room | rooms it may import | packages and globals fenced to it. */
function readRules(): ReadonlyMap<string, Rule> {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const section = readme.split(/^## Who may import whom$/m)[1]?.split(/^## /m)[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  const names = (cell = ''): Set<string> =>
    new Set([...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''));
  return new Map(
    rows.map((row) => {
      const [, room, rooms, packages] = row.split('|');
      return [[...names(room)][0] ?? '', { rooms: names(rooms), packages: names(packages) }];
    }),
  );
}

const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .sort();

/** `http` for src/http/range.ts, `span.ts` for src/span.ts. */
function roomOf(path: string): string {
  return path.split('/')[0] ?? path;
}

interface Use {
  readonly kind: 'room' | 'package';
  readonly name: string;
}

function usesOf(path: string): Use[] {
  const text = readFileSync(join(SRC, path), 'utf8');
  const imports = ts.preProcessFile(text, true, true).importedFiles.map((file) => file.fileName);
  const uses = imports.map((name): Use => {
    if (!name.startsWith('.')) return { kind: 'package', name: packageOf(name) };
    const target = relative(SRC, join(SRC, path, '..', name));
    return { kind: 'room', name: roomOf(target) };
  });
  return mentionsProcess(path, text) ? [...uses, { kind: 'package', name: 'process' }] : uses;
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
}

function mentionsProcess(path: string, text: string): boolean {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  let found = false;
  const visit = (node: ts.Node): void => {
    const name = ts.isIdentifier(node) && !isMember(node) ? node.text : undefined;
    // Whoever reaches for globalThis reaches for what the fence is about.
    found ||= name === 'process' || name === 'globalThis';
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isMember(node: ts.Identifier): boolean {
  return ts.isPropertyAccessExpression(node.parent) && node.parent.name === node;
}

/** Node's own modules are free to use, but for these. */
const FENCED_BUILTINS = new Set([
  'node:http',
  'node:https',
  'node:http2',
  'node:tls',
  'node:process',
  'process',
]);

function isFenced(name: string): boolean {
  return !name.startsWith('node:') || FENCED_BUILTINS.has(name);
}

t.test('README names every room, and no room that is gone', async (t) => {
  const rooms = [...new Set(sources.map(roomOf))].sort();
  t.same([...readRules().keys()].sort(), rooms);
});

t.test('every import in src/ follows an arrow that README grants', async (t) => {
  const rules = readRules();
  for (const path of sources) {
    const room = roomOf(path);
    const rule = rules.get(room);
    const forbidden = usesOf(path).filter(({ kind, name }) => {
      if (kind === 'room') return name !== room && !rule?.rooms.has(name);
      return isFenced(name) && !rule?.packages.has(name);
    });
    t.same(forbidden, [], `src/${path}`);
  }
});

t.test('README grants no arrow and no package that nobody uses', async (t) => {
  for (const [room, rule] of readRules()) {
    const uses = sources.filter((path) => roomOf(path) === room).flatMap(usesOf);
    const used = (kind: Use['kind']): Set<string> =>
      new Set(uses.filter((use) => use.kind === kind).map((use) => use.name));
    t.same(
      [...rule.rooms].filter((name) => !used('room').has(name)),
      [],
      `${room}: rooms`,
    );
    t.same(
      [...rule.packages].filter((name) => !used('package').has(name)),
      [],
      `${room}: packages`,
    );
  }
});

t.test('every source file with something to run has a test of the same name', async (t) => {
  const tests = new Set(readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' }));
  const untested = sources.filter((path) => {
    const text = readFileSync(join(SRC, path), 'utf8');
    const js = ts.transpileModule(text, {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
    });
    const onlyTypes = js.outputText.replace(/\/\*[\s\S]*?\*\//g, '').trim() === 'export {};';
    return !onlyTypes && !tests.has(path.replace(/\.ts$/, '.test.ts'));
  });
  t.same(untested, []);
});

t.test(
  'the lockfile names every platform of an optional package, and no download address',
  async (t) => {
    const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
      packages: Record<
        string,
        { resolved?: string; optionalDependencies?: Record<string, string> }
      >;
    };
    // A registry that lacks a platform makes npm leave it out, and then `npm ci` refuses elsewhere.
    const missing = Object.values(packages)
      .flatMap((one) => Object.keys(one.optionalDependencies ?? {}))
      .filter((name) => packages[`node_modules/${name}`] === undefined);
    t.same(missing, []);
    t.same(
      Object.keys(packages).filter((path) => packages[path]?.resolved?.startsWith('http')),
      [],
    );
  },
);
