/** Deletes an object, after it has asked. */
import { problemOf } from '../catalog.js';
import { announce, make } from '../elements.js';
import { sizeInWords } from '../words.js';
import { ask } from './ask.js';
import { folderInWords, folderOf, nameIn } from './names.js';
import { loadStyle } from './style.js';

/**
 * @param {string} bucket
 * @param {{ key: string, size: number, etag?: string | null }} entry
 * @returns {Promise<boolean>} whether it is gone
 */
export async function remove(bucket, { key, size, etag }) {
  await loadStyle('panel.css');
  const name = nameIn(key);
  const folder = folderOf(key);
  const place = folder === '' ? '' : `${folderInWords({ bucket, prefix: folder })}, `;
  const answer = await ask({
    title: 'Delete this object?',
    body: [
      make('strong', { dir: 'auto' }, name),
      `${sizeInWords(size)} in ${place}bucket ${bucket}`,
      'This cannot be undone.',
    ],
    answers: [
      { label: 'Cancel', value: '' },
      { label: 'Delete', value: 'delete', look: 'danger' },
    ],
    done: async (value) => (value === '' ? '' : await faultOfDeleting(bucket, key, etag)),
  });
  if (answer === '') return false;
  announce(`${name} is deleted`);
  return true;
}

/**
 * @param {string} bucket
 * @param {string} key
 * @param {string | null | undefined} etag of what the viewer has seen: something else is not deleted
 * @returns {Promise<string>} '' when it is gone
 */
async function faultOfDeleting(bucket, key, etag) {
  // Browsers resolve such steps before anybody is asked: it would be another object.
  if (key.split('/').some((step) => step === '.' || step === '..')) {
    return 'Its name has a step “.” or “..” in it, which browsers cannot ask for.';
  }
  const path = [bucket, ...key.split('/')].map(encodeURIComponent).join('/');
  const headers = new Headers(etag ? { 'If-Match': etag } : {});
  try {
    const response = await fetch(`/objects/${path}`, { method: 'DELETE', headers });
    if (response.ok || response.status === 404) return '';
    if (response.status === 412)
      return 'It was replaced since it was listed. Load the page again to see what it is now.';
    const { message, detail } = await problemOf(response);
    return [message, detail].filter(Boolean).join('. ');
  } catch {
    return 'The gateway cannot be reached. Try again when it can.';
  }
}
