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

let opened;

/** The open database (idb), brought up to date first. Rejects where nothing can be kept. */
export function database() {
  opened ??= open(NAME, MIGRATIONS).catch((reason) => {
    opened = undefined;
    throw reason;
  });
  return opened;
}

/** Open a database of that name and bring it through `migrations`. */
export async function open(name, migrations) {
  const forget = () => (opened = undefined);
  const handlers = {
    upgrade(db, from, _to, transaction) {
      for (const migrate of migrations.slice(from)) migrate(db, transaction);
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
