/**
 * One attempt to bring an upload further, spoken by tus-js-client: begun, or gone on with where the
 * gateway says it is. The file is never read here: the browser sends it from where it lies.
 */

/** @typedef {import('./verdict.js').Failure} Failure */
/** @typedef {Pick<import('./queue.js').Item, 'bucket' | 'key' | 'type' | 'onlyNew' | 'url'> & { file: File }} Cargo */
/**
 * @typedef {object} Listener
 * @property {(url: string) => void} begun the gateway knows of it, under this path
 * @property {(sent: number) => void} sent bytes in all
 * @property {() => void} done
 * @property {(failure: Failure) => void} failed
 */

const VERSION = { 'Tus-Resumable': '1.0.0' };

/**
 * @param {import('./tus.js').Tus} tus
 * @param {Cargo} cargo
 * @param {Listener} listener told nothing more after `stop`, except `begun` when it was just beginning
 * @returns {{ stop: () => void }}
 */
export function startTransfer(tus, { bucket, key, type, onlyNew, url, file }, listener) {
  let isStopped = false;
  let isKnown = url !== '';
  // With both addresses tus-js-client would begin anew whenever it cannot hear where it was.
  const place = isKnown
    ? { uploadUrl: new URL(url, location.href).href }
    : { endpoint: new URL(`/uploads?bucket=${encodeURIComponent(bucket)}`, location.href).href };
  const upload = new tus.Upload(file, {
    ...place,
    metadata: {
      key,
      ...(type && { filetype: type }),
      ...(onlyNew && { ifNoneMatch: '*' }),
    },
    // When to try again, and what to remember, is up to the caller.
    retryDelays: null,
    storeFingerprintForResuming: false,
    onUploadUrlAvailable() {
      const { pathname, search } = new URL(upload.url ?? '', location.href);
      isKnown = true;
      listener.begun(pathname + search);
      if (isStopped) void upload.abort();
    },
    onProgress(sent) {
      if (!isStopped) listener.sent(sent);
    },
    onSuccess: () => listener.done(),
    onError(error) {
      if (!isStopped) listener.failed(failureOf(error));
    },
  });
  upload.start();
  return {
    stop() {
      isStopped = true;
      // One that is just beginning is waited for: nobody would know where it is.
      if (isKnown) void upload.abort();
    },
  };
}

/**
 * @param {string} url
 * @returns {Promise<number | null>} how many bytes are there; null when there is no such upload
 * @throws Error when nobody can tell now
 */
export async function offsetOf(url) {
  const response = await fetch(url, { method: 'HEAD', headers: VERSION, cache: 'no-store' });
  if (response.status === 404 || response.status === 410) return null;
  const offset = response.headers.get('Upload-Offset');
  if (!response.ok || offset === null) throw new Error(`Cannot ask: ${response.status}`);
  return Number(offset);
}

/**
 * Ends an upload: nothing of it is left.
 * @param {string} url
 * @returns {Promise<boolean>} false when there was no such upload, or it was complete
 * @throws Error with words for people
 */
export async function endUpload(url) {
  const response = await fetch(url, { method: 'DELETE', headers: VERSION }).catch(() => null);
  if (response?.status === 404 || response?.status === 410) return false;
  if (!response?.ok)
    throw new Error(`Cannot be cancelled now${response ? ` (${response.status})` : ''}.`);
  return true;
}

/**
 * @param {Error | import('tus-js-client').DetailedError} error
 * @returns {Failure}
 */
function failureOf(error) {
  const response = 'originalResponse' in error ? error.originalResponse : null;
  const retryAfter = response?.getHeader('Retry-After');
  const { title, detail } = problemIn(response?.getBody() ?? '');
  return {
    status: response?.getStatus() ?? 0,
    title: typeof title === 'string' ? title : '',
    detail: typeof detail === 'string' ? detail : '',
    retryAfter: retryAfter ? Number(retryAfter) || 0 : null,
  };
}

/** @param {string} body */
function problemIn(body) {
  try {
    return Object(JSON.parse(body));
  } catch {
    return {};
  }
}
