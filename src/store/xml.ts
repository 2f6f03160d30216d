/**
 * XML for answers. Keys may hold anything but NUL, so control characters go out as references, as
 * AWS and Ceph do: a newline would be normalised away otherwise. (XML 1.0 has no legal way to say
 * U+0001; clients that must survive it ask for encoding-type=url.)
 */

/** A child element: text, or children of its own; undefined ones are left out, arrays repeat the name. */
export type XmlValue = string | number | boolean | undefined | XmlChildren | readonly XmlChildren[];
export interface XmlChildren {
  readonly [name: string]: XmlValue;
}

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** A whole document; `Error` alone has no namespace in S3. */
export function xmlDocument(name: string, children: XmlChildren): string {
  const xmlns = name === 'Error' ? '' : ` xmlns="${NAMESPACE}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name}${xmlns}>${elements(children)}</${name}>`;
}

/** As {@link xmlDocument}, for an answer that is one text, e.g. LocationConstraint. */
export function xmlText(name: string, text: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name} xmlns="${NAMESPACE}">${escapeXml(text)}</${name}>`;
}

const NAMED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Escapes for element content. */
export function escapeXml(text: string): string {
  return text.replace(
    /[&<>"'\p{Cc}\ufffe\uffff]/gu,
    (char) => NAMED[char] ?? `&#x${char.charCodeAt(0).toString(16).toUpperCase()};`,
  );
}

function elements(children: XmlChildren): string {
  return Object.entries(children)
    .map(([name, value]) => {
      if (value === undefined) return '';
      if (Array.isArray(value)) return value.map((item) => element(name, elements(item))).join('');
      return element(name, isChildren(value) ? elements(value) : escapeXml(String(value)));
    })
    .join('');
}

function isChildren(value: XmlValue): value is XmlChildren {
  return typeof value === 'object' && !Array.isArray(value);
}

function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}
