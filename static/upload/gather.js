/** The files of a drop or a pick, those in dropped folders too, with their paths from there. */

/** More at once are most likely a mistake; browsers take seconds to name them. */
const MOST = 10_000;
/** What systems leave in folders, and nobody put there. */
const LITTER = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini']);

/** @typedef {{ file: File, path: string }} Gathered path: with the names of dropped folders */

/**
 * Has to be called while the drop is being told: afterwards browsers know nothing of it.
 * @param {DataTransfer} data
 * @returns {Promise<Gathered[]>}
 * @throws Error when there are too many, or a folder cannot be read, with words for people
 */
export async function filesIn(data) {
  const items = [...data.items].filter(({ kind }) => kind === 'file');
  const roots = items.map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  /** @type {Gathered[]} */
  const found = [];
  for (const { entry, file } of roots) {
    if (entry?.isDirectory) await walk(entry, found);
    else if (file) found.push({ file, path: file.name });
  }
  return found;
}

/**
 * @param {Iterable<File>} files that were picked, or
 *   those of a folder that was
 * @returns {Gathered[]}
 * @throws Error as filesIn() does
 */
export function filesOf(files) {
  const found = [...files].filter(({ name }) => !LITTER.has(name));
  if (found.length > MOST) throw tooMany();
  return found.map((file) => ({ file, path: file.webkitRelativePath || file.name }));
}

function tooMany() {
  return new Error(`These are more than ${MOST} files. Take fewer at once.`);
}

/**
 * @param {FileSystemEntry} entry
 * @param {Gathered[]} found
 */
async function walk(entry, found) {
  const path = entry.fullPath.replace(/^\//, '');
  if (entry.isDirectory) {
    const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
    for (;;) {
      // Some at a time, until there are none.
      /** @type {FileSystemEntry[]} */
      const entries = await asked(path, (done, failed) => reader.readEntries(done, failed));
      if (entries.length === 0) return;
      for (const one of entries) await walk(one, found);
    }
  }
  if (LITTER.has(entry.name)) return;
  if (found.length === MOST) throw tooMany();
  /** @type {File} */
  const file = await asked(path, (done, failed) =>
    /** @type {FileSystemFileEntry} */ (entry).file(done, failed),
  );
  found.push({ file, path });
}

/**
 * @template T
 * @param {string} path
 * @param {(done: (value: T) => void, failed: () => void) => void} ask
 * @returns {Promise<T>}
 */
function asked(path, ask) {
  return new Promise((resolve, reject) => {
    ask(resolve, () => reject(new Error(`“${path}” cannot be read.`)));
  });
}
