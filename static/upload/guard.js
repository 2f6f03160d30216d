/** Has the browser ask before the page is left, as long as that would break something off. */

/** @returns {(isNeeded: boolean) => void} */
export function createGuard() {
  let isOn = false;
  /** @param {BeforeUnloadEvent} event */
  const keep = (event) => event.preventDefault();
  return (isNeeded) => {
    if (isNeeded === isOn) return;
    isOn = isNeeded;
    // Only while it is needed: pages that listen are not kept for the back button.
    if (isOn) addEventListener('beforeunload', keep);
    else removeEventListener('beforeunload', keep);
  };
}
