/**
 * Uploads: the button, the whole page as a place to drop files on, and a button on objects that
 * deletes them. What looks after uploads that run is loaded when there are any.
 */
import { announce, make, need } from '../elements.js';
import { filesIn } from './gather.js';
import { createMemory } from './memory.js';
import { folderInWords, nameIn } from './names.js';
import { createPicker } from './picker.js';
import { sign } from './signs.js';
import { createVeil } from './veil.js';

/** @typedef {import('../place.js').Place} Place */
/** @typedef {import('./desk.js')} Module */

/**
 * @param {object} options
 * @param {() => Place} options.here the folder that is shown
 * @param {(gone: string) => void} options.changed to be called when objects came into it or went;
 *   gone: the key of one that went, '' when some came
 */
export function createUpload({ here, changed }) {
  const memory = createMemory(() => localStorage, navigator.locks);
  let isWritable = false;
  /** Whether what earlier visits left has been looked at. */
  let isKnown = false;
  /** @type {Promise<Awaited<ReturnType<Module['createDesk']>>> | null} */
  let desk = null;

  /** Loads it once; when it does not come, the next wish tries again. */
  function openDesk() {
    desk ??= import('./desk.js').then(({ createDesk }) => createDesk({ memory, arrived }));
    desk.catch(() => {
      desk = null;
      announce('Uploads cannot be loaded: the gateway cannot be reached');
    });
    return desk;
  }

  /** @param {readonly { bucket: string, key: string }[]} objects */
  function arrived(objects) {
    const { bucket, prefix } = here();
    if (objects.some((one) => one.bucket === bucket && one.key.startsWith(prefix))) changed('');
  }

  /** @param {Promise<import('./gather.js').Gathered[]>} reading */
  function take(reading) {
    const place = here();
    // Whoever takes it in says why it failed.
    reading.catch(() => {});
    void openDesk().then((opened) => opened.add(reading, place));
  }

  const picker = createPicker('Files to upload', {}, take);
  const button = make('button', { type: 'button', class: 'upload-button' }, sign('up'), 'Upload');
  button.addEventListener('click', picker);
  const folderPicker = createPicker('Folder to upload', { webkitdirectory: '' }, take);
  const folderButton = make(
    'button',
    { type: 'button', class: 'upload-folder', 'aria-label': 'Upload a folder' },
    sign('folder'),
  );
  folderButton.title = 'Upload a folder';
  folderButton.addEventListener('click', folderPicker);
  // Elsewhere folders cannot be picked.
  const buttons =
    'webkitdirectory' in HTMLInputElement.prototype ? [button, folderButton] : [button];
  createVeil({
    folder: () => (isWritable ? folderInWords(here()) : ''),
    dropped: (data) => take(filesIn(data)),
  });

  return {
    /** Asks for files. */
    pick: () => picker(),

    /**
     * The folder that is shown has changed.
     * @param {boolean} writable whether this viewer may write into it
     */
    show(writable) {
      isWritable = writable;
      const entry = need('upload-entry', HTMLElement);
      // Who has the focus on one keeps it.
      if (entry.hasChildNodes() !== writable) entry.replaceChildren(...(writable ? buttons : []));
      if (isKnown || memory.all().length === 0) return;
      isKnown = true;
      void openDesk().then((opened) => opened.recall());
    },

    /**
     * What else can be done with an object, for its tile.
     * @param {Pick<Place, 'bucket'>} place
     * @param {import('../catalog.js').Entry} entry
     */
    actions({ bucket }, entry) {
      const label = `Delete ${nameIn(entry.key)}`;
      const bin = make(
        'button',
        { type: 'button', class: 'bin', 'aria-label': label },
        sign('bin'),
      );
      bin.title = 'Delete';
      bin.addEventListener('click', async () => {
        const { remove } = await import('./removal.js');
        if (await remove(bucket, entry)) changed(entry.key);
      });
      return bin;
    },
  };
}
