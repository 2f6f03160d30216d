/** The way from the bucket to the folder that is shown. */
import { make } from '../elements.js';
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
