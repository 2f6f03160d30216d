/**
 * Where a text stops being JSON, as line and column. JSON.parse's own message is not shown to
 * anyone: it quotes the text around the fault, and that may be a secret. Pure.
 */

/**
 * The place of the first character that cannot stand where it stands.
 * @param text something that JSON.parse refuses
 * @returns e.g. `line 3, column 7`, both from 1, columns in UTF-16 units
 */
export function jsonFault(text: string): string {
  const before = text.slice(0, offset(text)).split('\n');
  return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
}

function offset(text: string): number {
  const message = fault(text);
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return Number(position);
  if (!unexpected(message)) return text.length;
  // V8 gives no position with "Unexpected token". But a text cut off before the fault fails for
  // its end, one cut off behind it fails for the fault: the border is found by halving.
  let [sound, faulty] = [0, text.length];
  while (faulty - sound > 1) {
    const middle = (sound + faulty) >> 1;
    if (unexpected(fault(text.slice(0, middle)))) faulty = middle;
    else sound = middle;
  }
  return sound;
}

function fault(text: string): string {
  try {
    JSON.parse(text);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
}

function unexpected(message: string): boolean {
  return message.startsWith('Unexpected token');
}
