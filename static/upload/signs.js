/** The signs on the buttons of uploads, drawn as lines on 20 × 20. */

const SIGNS = {
  up: 'M10 13.5V4M6 7.6l4-4 4 4M4 13v2.5A1.5 1.5 0 0 0 5.5 17h9a1.5 1.5 0 0 0 1.5-1.5V13',
  folder:
    'M10 14.2V9M7.8 11.1 10 8.9l2.2 2.2M2.5 6A1.5 1.5 0 0 1 4 4.5h3.5l2 2H16A1.5 1.5 0 0 1 17.5 8v6a1.5 1.5 0 0 1-1.5 1.5H4A1.5 1.5 0 0 1 2.5 14z',
  pause: 'M7.5 5.5v9M12.5 5.5v9',
  play: 'M7.2 5.2v9.6l7.6-4.8z',
  again: 'M15.5 10a5.5 5.5 0 1 1-1.7-4M14.2 2.8v3.4h-3.4',
  file: 'M5.5 2.8h5.6l3.4 3.5v10.9h-9zM11 2.8v3.6h3.4',
  cross: 'm5.8 5.8 8.4 8.4m0-8.4-8.4 8.4',
  fold: 'm5.5 8 4.5 4.5L14.5 8',
  bin: 'M4.5 6h11M8 6V4h4v2m2.3 0-.6 10H6.3L5.7 6M8.5 9v4.5M11.5 9v4.5',
};

/**
 * @param {keyof typeof SIGNS} name
 * @returns {SVGElement}
 */
export function sign(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('class', 'sign');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', SIGNS[name]);
  svg.append(path);
  return svg;
}

/** @typedef {keyof typeof SIGNS} Sign */
