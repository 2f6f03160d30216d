/** All pages of a folder's listing, one after the other, up to a bound. */

/** @typedef {import('../catalog.js').Page} Page */

/** Objects and folders that the page keeps of one folder. */
export const MOST = 100_000;

/**
 * @param {(cursor: string) => Promise<Page>} list
 * @param {string} cursor '' from the beginning
 * @param {number} known how many were listed before
 * @param {number} [most]
 * @returns {AsyncGenerator<{ page: Page, more: boolean, cut: boolean }>} `more` pages are to come;
 *   `cut`: there are, but this is enough
 */
export async function* pagesOf(list, cursor, known, most = MOST) {
  let at = cursor;
  let count = known;
  for (;;) {
    const page = await list(at);
    count += page.objects.length + page.prefixes.length;
    const cut = page.cursor !== null && count >= most;
    yield { page, more: page.cursor !== null && !cut, cut };
    if (page.cursor === null || cut) return;
    at = page.cursor;
  }
}
