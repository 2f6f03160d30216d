/** Imports: which modules a module needs before it can run, itself included; the order of a walk. */
import { parse } from 'acorn';

/** @param read the source of a module by its name, e.g. `player/player.js`; undefined for none */
export function modulesOf(
  entry: string,
  read: (name: string) => string | undefined,
): readonly string[] {
  const found = new Set<string>();
  const visit = (name: string): void => {
    const source = found.has(name) ? undefined : read(name);
    if (source === undefined) return;
    found.add(name);
    for (const specifier of specifiersIn(source)) visit(resolve(name, specifier));
  };
  visit(entry);
  return [...found];
}

/** Of static imports and re-exports; what is imported on demand is not needed to begin with. */
function specifiersIn(source: string): readonly string[] {
  const { body } = parse(source, { ecmaVersion: 'latest', sourceType: 'module' });
  return body.flatMap((node) => {
    const isFrom =
      node.type === 'ImportDeclaration' ||
      node.type === 'ExportAllDeclaration' ||
      node.type === 'ExportNamedDeclaration';
    return isFrom && typeof node.source?.value === 'string' ? [node.source.value] : [];
  });
}

function resolve(from: string, specifier: string): string {
  return new URL(specifier, `file:///${from}`).pathname.slice(1);
}
