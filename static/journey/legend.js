/** What the parts of a row mean. */
import { make } from '../elements.js';

const PARTS = /** @type {const} */ ([
  ['before', 'in the browser', 'Before the request was sent: queue and connection'],
  ['way', 'on the way', 'Between browser and gateway, there and back'],
  ['gateway', 'gateway', 'Work of the gateway itself'],
  ['storage', 'storage', 'The gateway waited for the storage'],
  ['unknown', 'waiting', 'Waiting, for what is not known (yet)'],
  ['transfer', 'bytes coming', 'From the first byte to the last one read'],
  ['frame', 'picture', 'The first frame, or the first after a seek'],
]);

export function createLegend() {
  return make(
    'ul',
    { class: 'legend', 'aria-label': 'Legend' },
    ...PARTS.map(([part, word, meaning]) =>
      make('li', { title: meaning }, make('i', { class: `part ${part}` }), word),
    ),
  );
}
