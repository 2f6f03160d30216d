/**
 * Where uploads are taken in and looked after: loaded when the first files come, or when some are
 * unfinished. Joins the queue, the panel, the questions and what is remembered.
 */
import { listObjects } from '../catalog.js';
import { announce, make } from '../elements.js';
import { counted } from '../words.js';
import { ask } from './ask.js';
import { decide } from './decide.js';
import { createGuard } from './guard.js';
import { isOf } from './memory.js';
import { faultOf, keyIn, nameIn } from './names.js';
import { createPanel } from './panel.js';
import { isUnderWay } from './queue.js';
import { actInWords } from './sentences.js';
import { loadStyle } from './style.js';
import { offsetOf } from './transfer.js';
import { createTusLoader } from './tus.js';
import { createUploads } from './uploads.js';

/** @typedef {import('./queue.js').Item} Item */
/** @typedef {import('./gather.js').Gathered} Gathered */
/** @typedef {import('../place.js').Place} Place */

/** Listing the library for each of many small files would keep it from being read. */
const TELL_MS = 2000;

/**
 * @param {object} options
 * @param {import('./memory.js').Memory} options.memory
 * @param {(items: readonly Item[]) => void} options.arrived told of what came into buckets, now and then
 */
export async function createDesk({ memory, arrived }) {
  await loadStyle('panel.css');
  const guard = createGuard();
  const uploads = createUploads({
    loadTus: createTusLoader(),
    memory,
    changed() {
      panel.changed();
      guard(uploads.items().some(isUnderWay));
    },
    ended(item) {
      const name = nameIn(item.key);
      announce(item.state === 'done' ? `${name} is uploaded` : `${name} failed. ${item.words}`);
      if (item.state === 'done') tell(item);
    },
  });
  const panel = createPanel({ items: uploads.items, act, clear: uploads.clear });
  const picker = make('input', {
    type: 'file',
    multiple: '',
    'aria-label': 'Choose the file again',
  });
  picker.addEventListener('change', () => {
    reunite([...(picker.files ?? [])]);
    picker.value = '';
  });
  /** @type {Item | null} Which one the picker was opened for. */
  let sought = null;

  /** @type {Item[]} */
  const news = [];
  /** @param {Item} item */
  function tell(item) {
    news.push(item);
    if (news.length > 1) return;
    const soon = uploads.items().some(isUnderWay) ? TELL_MS : 0;
    setTimeout(() => arrived(news.splice(0)), soon);
  }

  /**
   * @param {readonly Gathered[]} gathered
   * @param {Pick<Place, 'bucket' | 'prefix'>} place
   * @throws RangeError when that is no folder
   */
  async function addAll(gathered, { bucket, prefix }) {
    const all = gathered.map(({ file, path }) => ({ bucket, key: keyIn(prefix, path), file }));
    const wanted = all.filter(
      ({ key, file }) => !reuniteOne(file, (item) => item.bucket === bucket && item.key === key),
    );
    if (wanted.length > 0) panel.show('Comparing names…');
    const good = wanted.filter(isAllowed);
    const coming = new Set(
      uploads
        .items()
        .filter((item) => isUnderWay(item) && item.bucket === bucket)
        .map(({ key }) => key),
    );
    const decided = await decide(good, { list: listObjects, coming });
    // A name that has got a number is longer.
    const named = decided.filter(isAllowed);
    if (named.length > 0) announce(`Uploading ${counted(named.length, 'file')}`);
    uploads.add(named);
    panel.show();
  }

  /** @param {import('./uploads.js').Wanted} wanted */
  function isAllowed(wanted) {
    const words = faultOf(wanted.key);
    if (words) uploads.refuse(wanted, words);
    return words === '';
  }

  /**
   * @param {File} file
   * @param {(item: Item) => boolean} isMeant
   * @returns {boolean} whether it goes on with an upload of an earlier visit
   */
  function reuniteOne(file, isMeant) {
    const item = uploads
      .items()
      .find((one) => one.state === 'unfinished' && isOf(one, file) && isMeant(one));
    if (item) uploads.reunite(item, file);
    return item !== undefined;
  }

  /** @param {readonly File[]} files */
  function reunite(files) {
    const strange = files.filter((file) => !reuniteOne(file, () => true));
    const [file] = strange;
    if (file && sought?.state === 'unfinished') {
      sought.words = `“${file.name}” is another file, or it was changed since. Choose ${nameIn(sought.key)} to go on.`;
      announce(sought.words);
    }
    panel.show();
  }

  /**
   * @param {Item} item
   * @param {import('./row.js').Act} wish
   */
  function act(item, wish) {
    if (wish === 'pause') uploads.pause(item);
    if (wish === 'resume') uploads.resume(item);
    if (wish === 'retry') void retry(item);
    if (wish === 'cancel') void cancel(item);
    if (wish === 'pause' || wish === 'resume') announce(actInWords(wish, item));
    if (wish === 'choose') {
      sought = item;
      picker.click();
    }
    panel.show();
  }

  /** @param {Item} item */
  async function cancel(item) {
    const words = actInWords('cancel', item);
    const isGone = await uploads.cancel(item);
    panel.show();
    if (isGone) announce(words);
    else if (item.state === 'failed') announce(`${nameIn(item.key)} is still there. ${item.words}`);
  }

  /** @param {Item} item */
  async function retry(item) {
    const { bucket, key, file, url } = item;
    if (!file || url) return uploads.resume(item);
    const [decided] = await decide([{ bucket, key, file }], {
      list: listObjects,
      coming: new Set(),
    });
    if (!decided) return;
    await uploads.cancel(item);
    uploads.add([decided]);
  }

  return {
    /**
     * Uploads into a folder.
     * @param {Promise<Gathered[]>} reading folders take their time
     * @param {Pick<Place, 'bucket' | 'prefix'>} place
     */
    async add(reading, place) {
      panel.show('Looking through the files…');
      try {
        await addAll(await reading, place);
      } catch (error) {
        const { message } = /** @type {Error} */ (error);
        panel.show();
        await ask({
          title: 'Nothing was uploaded',
          body: [message],
          answers: [{ label: 'Close', value: '' }],
        });
      }
    },

    /** Shows what earlier visits left unfinished, as far as the gateway still knows of it. */
    recall() {
      memory.free(async (note) => {
        const sent = await offsetOf(note.url).catch(() => 0);
        if (sent === null || sent === note.size) return memory.forget(note.url);
        uploads.recall(note, sent);
      });
    },
  };
}
