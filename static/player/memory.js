/**
 * What the player remembers in this browser: where each film was left, and how the viewer likes to
 * watch. Without storage (private windows, full disks) it remembers until the page is closed.
 */

/** Films whose position is kept; the one that was left longest ago is forgotten first. */
const MOST = 200;
/** Nobody wants to be brought back to the first seconds. */
const LEAST_SECONDS = 5;

/** @typedef {[id: string, seconds: number][]} Positions latest first */
/**
 * @typedef {object} Wishes
 * @property {number} volume
 * @property {boolean} muted
 * @property {number} rate
 * @property {string} captions a language, `*` for one without a name, '' for none
 * @property {boolean} singleKeys whether keys of one character work wherever the focus is
 */

/** @type {Wishes} */
const USUAL = { volume: 1, muted: false, rate: 1, captions: '', singleKeys: true };

/**
 * @param {number} seconds
 * @param {number} duration of the film
 * @returns {boolean} whether someone who left here would want to go on here
 */
export function worthKeeping(seconds, duration) {
  const tail = Math.max(10, duration / 20);
  return seconds >= LEAST_SECONDS && Number.isFinite(duration) && seconds < duration - tail;
}

/**
 * @param {Positions} positions
 * @param {string} id
 * @param {number} seconds
 * @param {number} duration
 * @returns {Positions}
 */
export function remembered(positions, id, seconds, duration) {
  const others = positions.filter(([other]) => other !== id);
  if (!worthKeeping(seconds, duration)) return others;
  return [/** @type {[string, number]} */ ([id, Math.round(seconds)]), ...others].slice(0, MOST);
}

/**
 * @param {unknown} stored
 * @returns {Positions} what can be used of it
 */
export function positionsIn(stored) {
  if (!Array.isArray(stored)) return [];
  return stored
    .filter((one) => Array.isArray(one) && typeof one[0] === 'string' && one[1] > 0)
    .slice(0, MOST);
}

/**
 * @param {unknown} stored
 * @returns {Wishes} the usual where it says nothing sensible
 */
export function wishesIn(stored) {
  const { volume, muted, rate, captions, singleKeys } = Object(stored);
  return {
    volume: volume >= 0 && volume <= 1 ? Number(volume) : USUAL.volume,
    muted: muted === true,
    rate: rate >= 0.5 && rate <= 2 ? Number(rate) : USUAL.rate,
    captions: typeof captions === 'string' ? captions : USUAL.captions,
    singleKeys: singleKeys !== false,
  };
}

/** @typedef {ReturnType<typeof createMemory>} Memory */

/** @param {() => Pick<Storage, 'getItem' | 'setItem'>} storage may throw, and so may what it gives */
export function createMemory(storage) {
  /** @type {Map<string, string>} */
  const fallback = new Map();

  /** @param {string} name */
  function read(name) {
    try {
      return JSON.parse(fallback.get(name) ?? storage().getItem(name) ?? 'null');
    } catch {
      return null;
    }
  }

  /**
   * @param {string} name
   * @param {unknown} value
   */
  function write(name, value) {
    const text = JSON.stringify(value);
    try {
      storage().setItem(name, text);
      fallback.delete(name);
    } catch {
      fallback.set(name, text);
    }
  }

  const wishes = wishesIn(read('firstbyte.wishes'));
  return {
    /** @type {Readonly<Wishes>} */
    wishes,
    /** @param {Partial<Wishes>} changed */
    wish(changed) {
      write('firstbyte.wishes', Object.assign(wishes, changed));
    },
    /**
     * @param {string} id
     * @returns {number} seconds, 0 for the beginning
     */
    position(id) {
      return positionsIn(read('firstbyte.positions')).find(([other]) => other === id)?.[1] ?? 0;
    },
    /**
     * @param {string} id
     * @param {number} seconds
     * @param {number} duration
     */
    keep(id, seconds, duration) {
      const before = positionsIn(read('firstbyte.positions'));
      write('firstbyte.positions', remembered(before, id, seconds, duration));
    },
  };
}
