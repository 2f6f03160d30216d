/** Uploads: picked or dropped, resumed, cancelled. */

/**
 * @param {object} _options
 * @param {() => import('../place.js').Place} _options.here the folder that is shown
 * @param {() => void} _options.changed to be called when objects came into it or went
 */
export function createUpload(_options) {
  return {
    /**
     * The folder that is shown has changed.
     * @param {boolean} _writable whether this viewer may write into it
     */
    show(_writable) {},
  };
}
