/**
 * Lean: a script or a style sheet without what only its readers need: comments, indentation, blank
 * lines. Every token stays as it was written, and so does every line end between two of them, so
 * that nothing means anything else (ECMA-262, automatic semicolon insertion).
 */
import { parse, type Token } from 'acorn';

/** @throws SyntaxError for what is no module */
export function leanScript(source: string): string {
  const tokens: Token[] = [];
  // Parsed, since only a parser knows a division from the beginning of a regular expression.
  parse(source, { ecmaVersion: 'latest', sourceType: 'module', onToken: tokens });
  let lean = '';
  let from = 0;
  for (const { start, end } of tokens) {
    if (start > from) lean += gap(source.slice(from, start));
    lean += source.slice(start, end);
    from = end;
  }
  return lean.trimStart();
}

/** What stands between two tokens: nothing but space and comments. */
function gap(between: string): string {
  return between.includes('\n') ? '\n' : ' ';
}

/** A string with a comment in it, of which style sheets of this house have none, would lose it. */
export function leanStyle(source: string): string {
  return source
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/\s*\n\s*/g, '\n')
    .trimStart();
}
