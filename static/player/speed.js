/** How long the first byte and the first frame took, in a few figures below the film. */
import { make, need } from '../elements.js';
import { delayInWords } from '../words.js';

/** @param {() => string} playing address of the film, absolute; '' for none or one that failed */
export function createSpeed(playing) {
  const speed = need('speed', HTMLElement);

  // A response is timed when it ends or is given up, which may be long after the first frame.
  new PerformanceObserver((list) => {
    for (const entry of list.getEntriesByName(playing())) {
      if (entry instanceof PerformanceResourceTiming) timeFirstByte(entry);
    }
  }).observe({ type: 'resource' });

  /** @param {PerformanceResourceTiming} timing */
  function timeFirstByte(timing) {
    if (timing.responseStart <= 0) return;
    if (speed.querySelector('[data-what="byte"]') !== null) return;
    report('byte', 'First byte', timing.responseStart - timing.startTime);
    const total = timing.serverTiming?.find(({ name }) => name === 'total');
    if (total) report('gateway', 'in the gateway', total.duration);
  }

  /**
   * @param {string} what
   * @param {string} label
   * @param {number} ms
   */
  function report(what, label, ms) {
    const pair = make('div', {}, make('dt', {}, label), make('dd', {}, delayInWords(ms)));
    pair.dataset.what = what;
    speed.append(pair);
  }

  return { report, clear: () => speed.replaceChildren() };
}
