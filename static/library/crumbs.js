/** The way from the bucket to the folder that is shown, and to other buckets. */
import { make, need } from '../elements.js';
import { linkTo } from '../place.js';

/** @param {import('../place.js').Place} place */
export function createCrumbs(place) {
  const list = make('ol');
  const parts = place.prefix.split('/').slice(0, -1);
  for (let depth = 0; depth <= parts.length; depth += 1) {
    const prefix = parts
      .slice(0, depth)
      .map((part) => `${part}/`)
      .join('');
    const name = depth === 0 ? place.bucket : parts[depth - 1] || '/';
    const link = make('a', { href: linkTo({ ...place, prefix, q: '' }), dir: 'auto' }, name);
    if (depth === parts.length) link.setAttribute('aria-current', 'page');
    list.append(make('li', {}, link));
  }
  return list;
}

/** More are found in the picker. */
const MOST_OTHERS = 5;

/**
 * @param {string} bucket
 * @returns {Node} a line that leads to the other buckets that are served here, once they are known
 */
export function wayToOthers(bucket) {
  const picker = need('buckets', HTMLSelectElement);
  const line = make('span', { class: 'elsewhere' });
  const fill = () => {
    const names = [...picker.options].map(({ value }) => value);
    const others = names.filter((name) => name !== bucket).slice(0, MOST_OTHERS);
    line.replaceChildren(others.length > 0 ? 'Other buckets:' : '');
    for (const name of others) {
      const href = linkTo({ bucket: name, prefix: '', key: '' });
      line.append(' ', make('a', { href, dir: 'auto' }, name));
    }
  };
  fill();
  picker.addEventListener('offered', fill, { once: true });
  return line;
}
