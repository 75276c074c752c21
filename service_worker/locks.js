// Web Locks with a bound on waiting. A browser may put a tab to sleep while it holds a lock: the tab neither works on nor
// lets go, and a plain request would wait until somebody closes it. So a lock is stolen from such a holder.

const SETTLES = 100; // milliseconds

/** Another tab or the worker stole the lock meanwhile. */
export class LockStolen extends Error {}

/**
 * Do `work` while holding the exclusive lock `name`; gives what it gives.
 * A holder that keeps the lock for `patience` milliseconds loses it to whoever waits. It may wake up, or only have been
 * slow, and work on; so work must do no harm when two do it at once. `work(lock)` can tell:
 * `lock.signal` (AbortSignal) is aborted by a theft; `await lock.isHeld()` is exact, to be asked right before writing
 * what must not replace something newer. Rejects with LockStolen at a theft, without waiting for the rest of the work.
 */
export async function underLock(name, patience, work) {
  const { signal, release } = await acquire(name, patience);
  const stolen = new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new LockStolen(name)));
  });
  // The browser answers in order: a theft from before this question is known once it is answered.
  const isHeld = () => navigator.locks.query().then(() => !signal.aborted);
  try {
    return await Promise.race([work({ signal, isHeld }), stolen]);
  } finally {
    release();
  }
}

async function acquire(name, patience) {
  for (;;) {
    const holder = await holderOf(name);
    try {
      return await request(name, { signal: AbortSignal.timeout(patience) });
    } catch (reason) {
      if (reason.name !== "TimeoutError") throw reason;
    }
    if ((await holderOf(name)) !== holder) continue; // somebody else's turn meanwhile
    const lock = await request(name, { steal: true });
    // Where several lose patience at the same moment, the last thief keeps it, and the others wait for their turn.
    await new Promise((done) => setTimeout(done, SETTLES));
    if (!lock.signal.aborted) return lock;
  }
}

/** Resolves once the lock is granted: {signal, aborted when it is stolen; release()}. */
function request(name, options) {
  return new Promise((granted, refused) => {
    const theft = new AbortController();
    const hold = () => new Promise((release) => granted({ signal: theft.signal, release }));
    navigator.locks.request(name, options, hold).catch((reason) => {
      refused(reason); // of no effect once it was granted
      theft.abort();
    });
  });
}

/** Names the tab or worker that holds the lock; undefined when nobody does. */
async function holderOf(name) {
  return (await navigator.locks.query()).held.find((lock) => lock.name === name)?.clientId;
}
