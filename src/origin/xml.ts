/**
 * S3's XML as plain trees of strings. Parsing is bounded by its callers (bytes) and here (depth);
 * a DOCTYPE is refused before anything is parsed, so there are no entities to expand but XML's own
 * five and character references. Values stay strings as they stand: `00123`, `1e5` and `true` are keys.
 */
import { XMLParser } from 'fast-xml-parser';
import { GatewayError } from '../errors.ts';

/** An element: the text of a leaf, or its children by name. */
export type XmlNode = string | { readonly [name: string]: XmlNode | readonly XmlNode[] };

const CDATA = '#cdata';
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/**
 * The document's root element, which must be called `root`.
 * @throws GatewayError `origin_invalid`
 */
export function parseXml(text: string, root: string): XmlNode {
  if (/<!DOCTYPE/i.test(text)) throw new GatewayError('origin_invalid', 'XML with a DOCTYPE');
  const parser = new XMLParser({
    ignoreAttributes: true,
    ignoreDeclaration: true,
    ignorePiTags: true,
    removeNSPrefix: true,
    parseTagValue: false,
    trimValues: false,
    processEntities: false,
    cdataPropName: CDATA,
    maxNestedTags: 16,
  });
  let tree: XmlNode;
  try {
    tree = parser.parse(text, false);
  } catch (cause) {
    throw new GatewayError('origin_invalid', 'XML that cannot be parsed', { cause });
  }
  const found = typeof tree === 'object' ? tree[root] : undefined;
  if (found === undefined || isList(found)) {
    throw new GatewayError('origin_invalid', `XML without one <${root}>`);
  }
  return found;
}

/** Children called `name`, none to many. */
export function children(node: XmlNode, name: string): readonly XmlNode[] {
  const found = typeof node === 'object' && Object.hasOwn(node, name) ? node[name] : undefined;
  if (found === undefined) return [];
  return isList(found) ? found : [found];
}

/** Text of the only child called `name`, entities resolved; undefined when there is none. */
export function textOf(node: XmlNode, name: string): string | undefined {
  const [child, second] = children(node, name);
  if (child === undefined || second !== undefined) return undefined;
  if (typeof child === 'string') return decodeReferences(child);
  const [text] = children(child, '#text');
  const [cdata] = children(child, CDATA);
  const both = [typeof text === 'string' ? decodeReferences(text) : '', cdata ?? ''];
  return both.every((part) => typeof part === 'string') ? both.join('') : undefined;
}

/** XML 1.0 section 4.1. A reference to what XML forbids (`&#x01;`) is resolved all the same: stores send it. */
function decodeReferences(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));/gi,
    (all, hex, decimal, name) => {
      if (name !== undefined) return NAMED[name] ?? all;
      const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : all;
    },
  );
}

function isList(found: XmlNode | readonly XmlNode[]): found is readonly XmlNode[] {
  return Array.isArray(found);
}
