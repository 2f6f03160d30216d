/** tus-js-client, which the gateway serves from its package, loaded when the first upload begins. */

const LIBRARY = '/vendor/tus.js';

/** @typedef {typeof import('tus-js-client')} Tus */

/**
 * Loads it once; a load that failed is tried again.
 * @returns {() => Promise<Tus>} rejects when it does not come
 */
export function createTusLoader() {
  /** @type {Promise<Tus> | null} */
  let loading = null;
  return () => {
    loading ??= load().catch((error) => {
      loading = null;
      throw error;
    });
    return loading;
  };
}

/** @returns {Promise<Tus>} */
function load() {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = LIBRARY;
    // It is no module: it leaves its name at the window.
    script.onload = () => resolve(Reflect.get(window, 'tus'));
    script.onerror = () => {
      script.remove();
      reject(new Error(`Cannot load ${LIBRARY}`));
    };
    document.head.append(script);
  });
}
