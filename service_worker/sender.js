// Sends what waits in the outbox, one sender at a time over all tabs and the worker.
import { keep, recall } from "./database.js";
import { settle, tell, waiting } from "./outbox.js";
import { isAnswer, isProblem, isUnknown, postText } from "./server.js";

export const LIMIT = { records: 500, bytes: 1024 * 1024 };
const ENVELOPE = '{"records":[]}'.length;
const LOCK = "peer-app-sending";
const WORK = 35_000; // milliseconds under the lock after which no further batch is begun
const QUEUE = 60_000; // milliseconds to wait for another tab: one that holds the lock for longer was put to sleep
const SHORTEST = 5_000; // milliseconds between tries after the first one that came to nothing
export const LONGEST = 120_000;
const FIRST = 50; // records: a batch gets through a slow line within the patience for one request
const QUICK = 2_000; // milliseconds: after an answer within that, the next batch is as large as fits into that
const GROWS = 10; // times, at most
const GIVE_UP = 3; // single records that are all "too large": then it is not the records
const STATUSES = new Set(["stored", "duplicate", "needs-a-look"]);

/**
 * Try to send everything that waits.
 * `now`: true tries at once, whatever happened before (opening, reconnecting, a button);
 * false keeps to the pause after earlier tries (a timer, a save).
 * Gives {state, sent}: "empty" nothing waits any more; "unknown" the server does not know this device (any more);
 * "later" no answer of ours came back, try again; "pausing" too early to try; "busy" another tab took over.
 */
export async function send({ now = true } = {}) {
  for (let sent = 0; ; ) {
    const done = await underLock(() => sendAll(now));
    sent += done.sent;
    if (done.state !== "more") return { ...done, sent };
  }
}

/** One sender at a time. Taking the lock from one that hangs does no harm: what arrives twice is stored once. */
async function underLock(work) {
  const mine = (options) => navigator.locks.request(LOCK, options, work);
  try {
    return await mine({ signal: AbortSignal.timeout(QUEUE) }).catch((reason) => {
      if (reason.name === "TimeoutError") return mine({ steal: true });
      throw reason;
    });
  } catch (reason) {
    if (reason.name === "AbortError") return { state: "busy", sent: 0 };
    throw reason;
  }
}

/** What came of the last try: {state, at, failures, next} (milliseconds), or undefined. */
export const lastTry = () => recall("sending");

async function sendAll(now) {
  const before = (await lastTry()) ?? { failures: 0, next: 0 };
  if (!now && Date.now() < before.next && before.next - Date.now() <= LONGEST) return { state: "pausing", sent: 0 };
  const { state, sent, pause } = await drain();
  const failures = state === "later" ? before.failures + 1 : 0;
  const at = Date.now();
  // Where a full disk does not take that down, the next try comes at the usual time.
  await keep("sending", { state, at, failures, next: at + (pause ?? backOff(failures)) }).catch(() => {});
  tell();
  return { state, sent };
}

async function drain() {
  const first = Math.min(FIRST, LIMIT.records);
  let [sent, after, most, refused, receipts, left] = [0, "", first, 0, [], false];
  for (const until = performance.now() + WORK; ; ) {
    const isLate = sent > 0 && performance.now() > until;
    const batch = isLate ? [] : fitting(await waiting(most, after));
    // What the last batch brought is let go of while this one is on its way.
    const [answer, gone] = await Promise.all([sendBatch(batch), settle(receipts)]);
    sent += gone;
    receipts = [];
    if (isLate) return { state: "more", sent };
    if (batch.length === 0) {
      if (left || after === "") return { state: left ? "later" : "empty", sent };
      after = ""; // a clock that was set back put something before it meanwhile
      continue;
    }
    if (answer.state === "too-large") {
      // Halve until the one that is too large is alone; it stays and the others go on.
      most = Math.ceil(batch.length / 2);
      if (batch.length > 1) continue;
      refused += 1;
      if (refused === GIVE_UP) return { state: "later", sent };
      [after, most, left] = [batch[0].id, first, true];
      continue;
    }
    if (answer.state !== "receipts") return { ...answer, sent };
    if (answer.took < QUICK) most = Math.min(Math.floor(most * Math.min(QUICK / answer.took, GROWS)), LIMIT.records);
    receipts = answer.receipts;
    // What the server did not name stays; go on behind it, so that it blocks nothing.
    left ||= receipts.length < batch.length;
    after = batch.at(-1).id;
  }
}

/** As many of the first records as one request may hold, each as {id, json}. All they hold is ASCII. */
export function fitting(records) {
  let bytes = ENVELOPE;
  const batch = [];
  for (const record of records) {
    const json = JSON.stringify(record);
    bytes += json.length + 1;
    if (bytes > LIMIT.bytes && batch.length > 0) break;
    batch.push({ id: record.id, json });
  }
  return batch;
}

/** What came of it, and after how many milliseconds; of nothing, nothing. */
async function sendBatch(batch) {
  if (batch.length === 0) return {};
  const began = performance.now();
  try {
    const response = await postText("/sync/records", `{"records":[${batch.map(({ json }) => json).join()}]}`);
    const answer = await classify(response, new Set(batch.map(({ id }) => id)));
    return { ...answer, took: performance.now() - began };
  } catch {
    return { state: "later" }; // cut, hung up, not understood: all the same, nothing is known to be safe
  }
}

/**
 * What an answer means. Only a JSON answer whose `receipts` name ids that were sent lets go of anything;
 * a captive portal, a proxy or a page to sign in says nothing about our records.
 */
export async function classify(response, ids) {
  if (isUnknown(response)) return { state: "unknown" };
  if (response.status === 413) return { state: "too-large" };
  if (isAnswer(response) || isProblem(response, 422)) {
    const receipts = named((await response.json())?.receipts, ids);
    return receipts.length > 0 ? { state: "receipts", receipts } : { state: "later" };
  }
  const seconds = Number(response.headers.get("Retry-After"));
  return seconds > 0 ? { state: "later", pause: Math.min(seconds * 1000, LONGEST) } : { state: "later" };
}

function named(receipts, ids) {
  if (!Array.isArray(receipts)) return [];
  return receipts.filter((receipt) => ids.has(receipt?.id) && STATUSES.has(receipt.status));
}

/** Milliseconds until the next try: doubling, up to two minutes, and never all tablets at once. */
export function backOff(failures, random = Math.random()) {
  if (failures === 0) return 0;
  return Math.min(LONGEST, SHORTEST * 2 ** (failures - 1)) * (0.5 + random / 2);
}
