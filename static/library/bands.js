/**
 * Where each tile of the library lies. Pure arithmetic: tiles stand in rows, rows in bands (one of
 * folders, one of films, one of the rest), and all rows of a band are equally high, so that tens
 * of thousands cost no more than a few divisions. Pixels throughout; `y` from the list's top.
 */

/** @typedef {'posters' | 'rows'} Shape posters: tiles under their poster; rows: poster beside */
/**
 * @typedef {object} Band
 * @property {number} first index of its first tile
 * @property {number} count
 * @property {number} columns
 * @property {number} y
 * @property {number} height of one tile
 */
/** @typedef {{ bands: Band[], width: number, gap: number, height: number }} Plan width of the list, height of all */

/**
 * @param {object} about
 * @param {Shape} about.shape
 * @param {number} about.width of the list
 * @param {number} about.em the size of its letters
 * @param {readonly number[]} about.counts of folders, films and others
 * @returns {Plan}
 */
export function planOf({ shape, width, em, counts }) {
  const posters = shape === 'posters';
  const narrow = width < 30 * em;
  const gap = posters ? (narrow ? 0.8 : 1.4) * em : 0.2 * em;
  const least = posters ? (narrow ? 10 : 15) * em : 21 * em;
  const columns = Math.max(1, Math.floor((width + gap) / (least + gap)));
  const film = posters ? ((width - gap * (columns - 1)) / columns) * 0.5625 + 4.7 * em : 6 * em;
  const heights = [3.4 * em, film, 3.4 * em];
  /** @type {Band[]} */
  const bands = [];
  let [first, y] = [0, 0];
  counts.forEach((count, i) => {
    if (count === 0) return;
    const height = heights[i] ?? film;
    bands.push({ first, count, columns, y, height });
    first += count;
    y += Math.ceil(count / columns) * (height + gap);
  });
  return { bands, width, gap, height: Math.max(0, y - gap) };
}

/**
 * @param {Plan} plan
 * @param {number} index
 * @returns {{ x: number, y: number, width: number, height: number }}
 */
export function boxOf({ bands, width, gap }, index) {
  const band = bandAt(bands, index);
  if (!band) return { x: 0, y: 0, width, height: 0 };
  const { first, columns, y, height } = band;
  const tile = (width - gap * (columns - 1)) / columns;
  const column = (index - first) % columns;
  const row = Math.floor((index - first) / columns);
  return { x: column * (tile + gap), y: y + row * (height + gap), width: tile, height };
}

/**
 * @param {Plan} plan
 * @param {number} top
 * @param {number} bottom
 * @returns {[from: number, to: number]} indexes of the tiles that reach into it; `to` is open
 */
export function between({ bands, gap }, top, bottom) {
  let [from, to] = [Number.POSITIVE_INFINITY, 0];
  for (const { first, count, columns, y, height } of bands) {
    const rows = Math.ceil(count / columns);
    const above = Math.min(rows, Math.max(0, Math.ceil((top - y - height) / (height + gap))));
    const until = Math.min(rows, Math.max(0, Math.ceil((bottom - y) / (height + gap))));
    if (until <= above) continue;
    from = Math.min(from, first + above * columns);
    to = first + Math.min(count, until * columns);
  }
  return [Math.min(from, to), to];
}

/**
 * @param {Plan} plan
 * @param {number} index of the tile where somebody is
 * @param {string} key as in KeyboardEvent
 * @returns {number | undefined} the tile that it leads to; undefined when it leads nowhere
 */
export function stepFrom({ bands }, index, key) {
  const at = bands.findIndex(({ first, count }) => index >= first && index < first + count);
  const band = bands[at];
  const last = bands.at(-1);
  if (!band || !last) return undefined;
  const end = last.first + last.count - 1;
  const inBand = index - band.first;
  const column = inBand % band.columns;
  if (key === 'Home') return 0;
  if (key === 'End') return end;
  if (key === 'ArrowLeft') return Math.max(0, index - 1);
  if (key === 'ArrowRight') return Math.min(end, index + 1);
  if (key === 'ArrowUp') {
    if (inBand >= band.columns) return index - band.columns;
    const above = bands[at - 1];
    return above && atRow(above, Math.ceil(above.count / above.columns) - 1, column);
  }
  if (key !== 'ArrowDown') return undefined;
  const row = Math.floor(inBand / band.columns) + 1;
  if (row < Math.ceil(band.count / band.columns)) return atRow(band, row, column);
  const below = bands[at + 1];
  return below && atRow(below, 0, column);
}

/**
 * @param {Band} band
 * @param {number} row
 * @param {number} column
 */
function atRow({ first, count, columns }, row, column) {
  return first + Math.min(count - 1, row * columns + column);
}

/**
 * @param {readonly Band[]} bands
 * @param {number} index
 */
function bandAt(bands, index) {
  return bands.find(({ first, count }) => index >= first && index < first + count);
}
