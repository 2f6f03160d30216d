/**
 * Work that is done a few at a time and given up when nobody wants it any more before it began.
 * How many at a time may change with every check(); with none, what runs is stopped and waits again.
 */

/**
 * @template Job
 * @param {object} about
 * @param {() => number} about.slots how many may run now
 * @param {(id: string, job: Job, signal: AbortSignal) => Promise<void>} about.run must not reject
 */
export function createQueue({ slots, run }) {
  /** @type {Map<string, Job>} */
  const waiting = new Map();
  /** @type {Map<string, { job: Job, stop: AbortController }>} */
  const running = new Map();

  /**
   * @param {string} id
   * @param {Job} job
   */
  function add(id, job) {
    if (!running.has(id)) waiting.set(id, job);
    check();
  }

  function check() {
    const free = slots();
    if (free === 0) for (const [id, { job }] of running) pause(id, job);
    for (const [id, job] of waiting) {
      if (running.size >= free) return;
      waiting.delete(id);
      void start(id, job);
    }
  }

  /**
   * @param {string} id
   * @param {Job} job
   */
  function pause(id, job) {
    running.get(id)?.stop.abort();
    running.delete(id);
    waiting.set(id, job);
  }

  /**
   * @param {string} id
   * @param {Job} job
   */
  async function start(id, job) {
    const stop = new AbortController();
    running.set(id, { job, stop });
    await run(id, job, stop.signal);
    if (running.get(id)?.stop === stop) running.delete(id);
    check();
  }

  return {
    add,
    check,
    /** @param {string} id of what has not begun; what has is finished */
    drop: (id) => waiting.delete(id),
  };
}
