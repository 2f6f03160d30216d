/**
 * Work that is done a few at a time and given up when nobody wants it any more before it began.
 * What is spare waits until nothing else does. How many at a time may change with every check(); with none, what runs is stopped and waits again.
 */

/**
 * @template Job
 * @param {object} about
 * @param {() => number} about.slots how many may run now
 * @param {(id: string, job: Job, signal: AbortSignal) => Promise<void>} about.run must not reject
 */
export function createQueue({ slots, run }) {
  /** @typedef {Map<string, Job>} Jobs */
  /** @type {Jobs} */
  const wanted = new Map();
  /** @type {Jobs} */
  const spare = new Map();
  /** @type {Map<string, { job: Job, from: Jobs, stop: AbortController }>} */
  const running = new Map();

  /**
   * @param {string} id
   * @param {Job} job
   */
  function add(id, job) {
    if (!running.has(id)) wanted.set(id, job);
    check();
  }

  function check() {
    const free = slots();
    if (free === 0) {
      for (const [id, { job, from, stop }] of running) {
        stop.abort();
        running.delete(id);
        from.set(id, job);
      }
    }
    for (const from of [wanted, spare]) {
      for (const [id, job] of from) {
        if (running.size >= free) return;
        from.delete(id);
        void start(id, job, from);
      }
    }
  }

  /**
   * @param {string} id
   * @param {Job} job
   * @param {Jobs} from
   */
  async function start(id, job, from) {
    const stop = new AbortController();
    running.set(id, { job, from, stop });
    await run(id, job, stop.signal);
    if (running.get(id)?.stop === stop) running.delete(id);
    check();
  }

  return {
    add,
    check,
    /** @param {string} id of what has not begun; what has is finished */
    drop: (id) => wanted.delete(id),
    /** @param {ReadonlyMap<string, Job>} jobs the spare ones from now on, by id */
    spare(jobs) {
      spare.clear();
      for (const [id, job] of jobs) if (!running.has(id)) spare.set(id, job);
      check();
    },
    /** @returns {boolean} whether something spare is not done yet */
    hasSpare: () => spare.size > 0 || [...running.values()].some(({ from }) => from === spare),
  };
}
