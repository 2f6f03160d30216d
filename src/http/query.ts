/** Query parameters, form-encoded (`+` is a space). Doubtful ones are refused, not guessed at. */
import { GatewayError } from '../errors.ts';
import { percentDecode } from './target.ts';

/** Decoded parameters of one request. */
export interface Query {
  /**
   * The value of `name`; undefined when it was not given, '' when it was given empty.
   * @throws GatewayError `parameter_invalid` when it was given twice, or is not percent-encoded UTF-8
   */
  get(name: string): string | undefined;
  /** Of what was given, in order; '' for those that are not percent-encoded UTF-8. */
  readonly names: readonly string[];
}

/** @param raw the query as it came, without the `?` */
export function parseQuery(raw: string): Query {
  const pairs = raw
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      return equals === -1
        ? { name: decodeForm(pair), value: '' }
        : { name: decodeForm(pair.slice(0, equals)), value: pair.slice(equals + 1) };
    });
  return {
    get(name) {
      const [found, second] = pairs.filter((pair) => pair.name === name);
      if (found === undefined) return undefined;
      if (second !== undefined) throw refuse(name, 'is given more than once');
      const value = decodeForm(found.value);
      if (value === undefined) throw refuse(name, 'is not percent-encoded UTF-8');
      return value;
    },
    get names() {
      return pairs.map(({ name }) => name ?? '');
    },
  };
}

function decodeForm(text: string): string | undefined {
  return percentDecode(text.replaceAll('+', ' '));
}

function refuse(name: string, problem: string): GatewayError {
  const detail = `The parameter "${name}" ${problem}`;
  return new GatewayError('parameter_invalid', detail, { detail });
}
