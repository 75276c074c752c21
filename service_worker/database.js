// What this device keeps: sealed records until the server has them, what the server said, and the pack.
import { openDB } from "../static/vendor/idb.js";
import { uuid } from "./uuid.js";

export const NAME = "peer-app";

/** Each brings the database from the version of its index to the next. Never change one that is out. */
export const MIGRATIONS = [
  function recordsReceiptsAndMeta(db, transaction) {
    db.createObjectStore("records", { keyPath: "id" });
    db.createObjectStore("receipts", { keyPath: "id" }).createIndex("day", "day");
    db.createObjectStore("meta");
    // Names the life of this database, so that the server can tell a new one from a lost one.
    transaction.objectStore("meta").put(uuid(), "epoch");
    transaction.objectStore("meta").put(0, "seq");
  },
];

/** The cache with a second copy of what must not be lost; spare.js fills it. */
export const SPARE = "spare-1";

let opened;

/** The open database (idb), brought up to date first. Rejects where nothing can be kept. */
export function database() {
  opened ??= openOrPutBack().catch((reason) => {
    opened = undefined;
    throw reason;
  });
  return opened;
}

/**
 * A battery that dies in the middle of a write leaves half an entry at the end of the browser's own log. Chromium
 * (156) writes on behind it, and at the start after that finds the log broken and begins with an empty database. So
 * one that is new begins with what was put aside, in the transaction that makes it: nobody ever sees it empty.
 */
async function openOrPutBack() {
  try {
    return await open(NAME, MIGRATIONS, null);
  } catch (reason) {
    if (reason.name !== "AbortError") throw reason;
    return open(NAME, MIGRATIONS, await readSpare().catch(() => []));
  }
}

async function readSpare() {
  const kept = await (await caches.open(SPARE)).matchAll();
  return Promise.all(kept.map((response) => response.json().catch(() => []))); // one that is broken takes none along
}

function putBack(transaction, aside) {
  for (const what of aside) {
    if (!Array.isArray(what)) transaction.objectStore("records").put(what);
    else for (const [key, value] of what) transaction.objectStore("meta").put(value, key);
  }
}

/**
 * Open a database of that name and bring it through `migrations`. One that is new begins with `aside`: records, and
 * among them the device's own facts as a list of [key, value]; where that is null, it is not made (AbortError).
 */
export async function open(name, migrations, aside = []) {
  const forget = () => (opened = undefined);
  const handlers = {
    upgrade(db, from, _to, transaction) {
      if (from === 0 && aside === null) return giveUp(transaction);
      for (const migrate of migrations.slice(from)) migrate(db, transaction);
      if (from === 0) putBack(transaction, aside);
    },
    // Another tab with newer code waits for this one to let go.
    blocking(_now, _next, event) {
      event.target.close();
      forget();
    },
    terminated: forget,
  };
  try {
    return await openDB(name, migrations.length, handlers);
  } catch (reason) {
    // A newer version was here already; migrations only ever add, so it can be used as it is.
    if (reason.name !== "VersionError") throw reason;
    return openDB(name, undefined, handlers);
  }
}

function giveUp(transaction) {
  transaction.done.catch(() => {}); // whoever opens it hears of it
  transaction.abort();
}

/** A transaction that is on the disk, not only in a buffer, once its `done` resolves. */
export async function writing(...stores) {
  return (await database()).transaction(stores, "readwrite", { durability: "strict" });
}

/** One of the device's own facts, or undefined. */
export async function recall(key) {
  return (await database()).get("meta", key);
}

/** Keep one of the device's own facts. */
export async function keep(key, value) {
  const transaction = await writing("meta");
  await Promise.all([transaction.store.put(value, key), transaction.done]);
}
