/** JSON where an option is given as text, in the environment. Pure. */

/** What `text` says as JSON; `text` itself when it is none, so that a schema refuses it. */
export function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
