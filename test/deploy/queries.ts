/** What PromQL expressions ask for, as far as names and labels go. */

export interface Asked {
  readonly name: string;
  readonly labels: readonly string[];
}

const WORDS = new Set('sum max by le on and or rate changes histogram_quantile'.split(' '));

/** Every metric that an expression names, with the labels that it names of it. */
export function askedBy(expr: string): readonly Asked[] {
  const groups = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, names = '']) =>
    names.split(',').map((name) => name.trim()),
  );
  const plain = expr.replaceAll(/by \([^)]*\)/g, '').replaceAll(/\[[^\]]*\]/g, '');
  return [...plain.matchAll(/\b([a-z][a-z0-9_]*)\b(\{[^}]*\})?(?!\s*\()/g)]
    .filter(([, name = '']) => !WORDS.has(name) && (name === 'up' || name.includes('_')))
    .map(([, name = '', matchers = '']) => ({
      name,
      labels: [...matchers.matchAll(/([a-z_]+)(?:=|!=|=~|!~)"/g)]
        .map(([, label = '']) => label)
        .concat(groups.filter((label) => label !== 'le')),
    }));
}
