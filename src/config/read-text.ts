/** How the configuration reads files: through a function it is given, so that it stays pure. */

/** Text of the file at an absolute path. Throws as node:fs does, with `code` on the error. */
export type ReadText = (path: string) => string;

/** The text, or why there is none: the code of the system's error (`ENOENT`), never its message. */
export function tryRead(readText: ReadText, path: string): { text: string } | { why: string } {
  try {
    return { text: readText(path) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return { why: typeof code === 'string' && /^\w+$/.test(code) ? code : 'unreadable' };
  }
}
