// Records that wait on this device, sealed, until a receipt of the server names them. saving.js puts them here.
import { deleteCopies, receiptsIn } from "./backup.js";
import { database, keep, recall, writing } from "./database.js";
import { uuid } from "./uuid.js";

/** Tells every tab and the worker that the outbox changed. */
const CHANNEL = "peer-app-outbox";
const SCRAP_WITHIN = 5 * 60 * 1000; // milliseconds

/** The last person saved here, for as long as that can be scrapped: {id, at}; undefined afterwards. */
export async function latest() {
  const last = await recall("latest");
  const ago = Date.now() - last?.at;
  return ago >= 0 && ago < SCRAP_WITHIN ? last : undefined;
}

/** The records that wait, oldest first; at most `count` of those whose id comes after `after`. */
export async function waiting(count, after = "") {
  return (await database()).getAll("records", IDBKeyRange.lowerBound(after, true), count);
}

/** A record as the server gets it: without what is for this device alone. */
export const asSent = ({ tally, ...record }) => record;

/**
 * Let go of the records that receipts name, and log each receipt, in one transaction.
 * `receipts` hold only ids that were sent. Gives how many records were let go.
 */
export async function settle(receipts) {
  if (receipts.length === 0) return 0;
  const named = await letGo(receipts, { log: true }).catch((reason) => {
    // A full disk takes no log, but records off: that makes room, and they are safe.
    if (reason.name !== "QuotaExceededError") throw reason;
    return letGo(receipts, { log: false });
  });
  void deleteCopies(named.map(({ id }) => id)); // not waited for: it would take longer than all the sending
  tell();
  return named.length;
}

async function letGo(receipts, { log }) {
  const transaction = await writing("records", "receipts");
  const [records, logged] = [transaction.objectStore("records"), transaction.objectStore("receipts")];
  const byId = new Map(receipts.map((receipt) => [receipt.id, receipt])); // one that is named twice counts once
  const ids = [...byId.keys()].sort();
  const range = IDBKeyRange.bound(ids[0], ids.at(-1));
  const [here, old] = await Promise.all([
    records.getAllKeys(range),
    logged.index("day").getAllKeys(IDBKeyRange.upperBound(daysBefore(7), true)),
  ]);
  // What is gone already, another tab was faster with.
  const named = here.filter((id) => byId.has(id)).map((id) => byId.get(id));
  // As few requests as can be: on a slow tablet one for each record takes longer than all the sending.
  const gone = named.length === here.length ? [range] : named.map(({ id }) => id);
  await Promise.all([
    ...gone.map((what) => records.delete(what)),
    log && named.length > 0 && logged.put({ id: named[0].id, day: dayOf(new Date()), receipts: named }),
    ...old.map((key) => logged.delete(key)),
    transaction.done,
  ]);
  return named;
}

/** What came of the last try to send: {state, at, failures, next} (milliseconds), or undefined. */
export const lastTry = () => recall("sending");

/** Everything that waits, as the file a coordinator can hand in for a device that will not send again. */
export async function asFile() {
  const records = (await (await database()).getAll("records")).map(asSent);
  return new Blob([JSON.stringify({ peer_app: "outbox", v: 1, records })], { type: "application/json" });
}

/** {waiting: how many are on this device only, today: how many receipts came today}. */
export async function counts() {
  const transaction = (await database()).transaction(["records", "receipts"]);
  const [still, today] = await Promise.all([
    transaction.objectStore("records").count(),
    transaction.objectStore("receipts").index("day").getAll(dayOf(new Date())),
  ]);
  return { waiting: still, today: today.flatMap(receiptsIn).length };
}

/** Whether a receipt has named this record. */
export async function isSafe(id) {
  return (await (await database()).getAll("receipts")).flatMap(receiptsIn).some((receipt) => receipt.id === id);
}

/** Whether this device can write and read back. Rejects or says false where it can't. */
export async function canKeep() {
  const probe = uuid();
  await keep("probe", probe);
  return (await recall("probe")) === probe;
}

/** Call `changed` whenever the outbox changed, here or in another tab; gives a function that stops it. */
export function listen(changed) {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = changed;
  return () => channel.close();
}

/** Say that what is known of the outbox or of sending changed: to every tab, and on the app's icon. */
export function tell() {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage("changed");
  channel.close();
  void showBadge();
}

/** How many wait, on the app's icon where the system has such numbers. */
async function showBadge() {
  try {
    await navigator.setAppBadge?.((await counts()).waiting); // 0 takes it away
  } catch {
    // Not installed, or not allowed: the number stands on the page.
  }
}

/** The date of a moment where this device is, as "2027-03-02". */
export const dayOf = (moment) =>
  `${moment.getFullYear()}-${String(moment.getMonth() + 1).padStart(2, "0")}-${String(moment.getDate()).padStart(2, "0")}`;

const daysBefore = (days) => dayOf(new Date(Date.now() - days * 24 * 60 * 60 * 1000));
