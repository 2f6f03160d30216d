/** The signs on the player's buttons, drawn on 24 × 24: what is filled, and what is a line. */

/** @type {Record<string, [solid: string, line: string]>} */
const GLYPHS = {
  play: ['M8 5.4v13.2l10.6-6.6z', ''],
  pause: ['M7 5.5h3.4v13H7zM13.6 5.5H17v13h-3.4z', ''],
  next: ['M6 6v12l8.4-6zM16 6h2.2v12H16z', ''],
  loud: [
    'M4 9.6v4.8h3.2l4.6 3.8V5.8L7.2 9.6z',
    'M14.8 9a4.2 4.2 0 0 1 0 6M17.3 6.6a7.6 7.6 0 0 1 0 10.8',
  ],
  quiet: ['M4 9.6v4.8h3.2l4.6 3.8V5.8L7.2 9.6z', 'M14.8 9a4.2 4.2 0 0 1 0 6'],
  muted: ['M4 9.6v4.8h3.2l4.6 3.8V5.8L7.2 9.6z', 'm15.4 9.6 4.8 4.8m0-4.8-4.8 4.8'],
  captions: [
    '',
    'M5 5.5h14a1.5 1.5 0 0 1 1.5 1.5v10a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 17V7A1.5 1.5 0 0 1 5 5.5zM7 12h3.5m2.5 0h4M7 15h6.5m2.5 0h1',
  ],
  picture: [
    'M12.2 12.2h5.6v4h-5.6z',
    'M5 5.5h14A1.5 1.5 0 0 1 20.5 7v10a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 17V7A1.5 1.5 0 0 1 5 5.5z',
  ],
  full: ['', 'M4.5 9V4.5H9M15 4.5h4.5V9M19.5 15v4.5H15M9 19.5H4.5V15'],
  small: ['', 'M9 4.5V9H4.5M19.5 9H15V4.5M15 19.5V15h4.5M4.5 15H9v4.5'],
  help: ['', 'M9.3 9.2a2.8 2.8 0 1 1 3.9 2.5c-.8.4-1.2 1-1.2 2M12 17v.1'],
};

/**
 * @param {string} name
 * @returns {SVGElement}
 */
export function glyph(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  for (const [index, d] of (GLYPHS[name] ?? []).entries()) {
    const path = document.createElementNS(svg.namespaceURI ?? '', 'path');
    path.setAttribute('d', d);
    path.setAttribute('class', index === 0 ? 'solid' : 'line');
    if (d) svg.append(path);
  }
  return svg;
}
