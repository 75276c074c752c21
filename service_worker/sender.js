// Sends what waits in the outbox, one sender at a time over all tabs and the worker.
import { keep } from "./database.js";
import { LockStolen, underLock } from "./locks.js";
import { asSent, lastTry, settle, tell, waiting } from "./outbox.js";
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
const LANES = 2; // requests on their way at once, while answers are quick: one is opened while the other arrives
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
    const done = await underSendingLock(() => sendAll(now));
    sent += done.sent;
    if (done.state !== "more") return { ...done, sent };
  }
}

/** One sender at a time. Stealing the lock does no harm: what arrives twice is stored once. */
async function underSendingLock(work) {
  try {
    return await underLock(LOCK, QUEUE, work);
  } catch (reason) {
    if (reason instanceof LockStolen) return { state: "busy", sent: 0 };
    throw reason;
  }
}

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

/**
 * Send batch after batch until nothing waits, an answer is no list of receipts, or the time under the lock is over.
 * Gives {state, sent, pause}: "more" when there was no time for the rest.
 */
async function drain() {
  const first = Math.min(FIRST, LIMIT.records);
  let sent = 0; // records that receipts have let go of
  let after = ""; // the id behind which to go on
  let most = first; // records a batch may hold
  let lanes = 1; // batches on their way at once
  let refused = 0; // single records that were "too large"
  let receipts = []; // what the last answers brought; settled while the next batches are on their way
  let left = false; // whether a record was passed over, and so still waits
  for (const until = performance.now() + WORK; ; ) {
    const isLate = sent > 0 && performance.now() > until;
    const batches = isLate ? [] : cut(await waiting(most * lanes, after), lanes);
    // What the last ones brought is let go of while these are on their way.
    const [gone, ...answers] = await Promise.all([settle(receipts), ...batches.map(sendBatch)]);
    sent += gone;
    receipts = answers.flatMap((answer) => answer.receipts ?? []);
    if (isLate) return { state: "more", sent };
    if (batches.length === 0) {
      if (left || after === "") return { state: left ? "later" : "empty", sent };
      after = ""; // a clock that was set back put something before it meanwhile
      continue;
    }
    const other = answers.find(({ state }) => state !== "receipts");
    if (other) {
      sent += await settle(receipts);
      receipts = [];
      if (other.state !== "too-large") return { ...other, sent };
      // Halve until the one that is too large is alone; it stays and the others go on.
      most = Math.ceil(Math.max(...batches.map(({ length }) => length)) / 2);
      const isAlone = lanes === 1 && batches[0].length === 1;
      lanes = 1;
      if (!isAlone) continue;
      refused += 1;
      if (refused === GIVE_UP) return { state: "later", sent };
      [after, most, left] = [batches[0][0].id, first, true];
      continue;
    }
    const took = Math.max(...answers.map((answer) => answer.took));
    lanes = took < QUICK ? LANES : 1;
    if (took < QUICK) most = Math.min(Math.floor(most * Math.min(QUICK / took, GROWS)), LIMIT.records);
    // What the server did not name stays; go on behind it, so that it blocks nothing.
    left ||= receipts.length < batches.flat().length;
    after = batches.at(-1).at(-1).id;
  }
}

/** The records in as many batches as there are lanes, or fewer. What does not fit into them comes later. */
function cut(records, lanes) {
  const size = Math.min(Math.max(Math.ceil(records.length / lanes), FIRST), LIMIT.records);
  const batches = Array.from({ length: lanes }, (_, lane) => fitting(records.slice(lane * size, (lane + 1) * size)));
  return batches.filter(({ length }) => length > 0);
}

/** As many of the first records as one request may hold, each as {id, json}. All they hold is ASCII. */
export function fitting(records) {
  let bytes = ENVELOPE;
  const batch = [];
  for (const record of records) {
    const json = JSON.stringify(asSent(record));
    bytes += json.length + 1;
    if (bytes > LIMIT.bytes && batch.length > 0) break;
    batch.push({ id: record.id, json });
  }
  return batch;
}

/** What came of it, and after how many milliseconds. */
async function sendBatch(batch) {
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
async function classify(response, ids) {
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
