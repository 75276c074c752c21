// What this device keeps: sealed records until the server has them, what the server said, and the pack.
import { openDB } from "../static/vendor/idb.js";
import { PASSING, copyFacts, restore } from "./backup.js";
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
  async function indexesAndVersionOfFacts(_db, transaction) {
    const [records, meta] = [transaction.objectStore("records"), transaction.objectStore("meta")];
    records.createIndex("number", ["epoch", "seq"]);
    records.createIndex("tally", "tally");
    // Rises with each change of the facts. Whoever numbered n records has changed them n times at least.
    await meta.put(await meta.get("seq"), "version");
    // Tallies listed the ids of their records; now each of those records names its tally.
    for (const [key, { ids, ...tally }] of await talliesIn(meta)) {
      await meta.put(tally, key);
      for (const record of await Promise.all((ids ?? []).map((id) => records.get(id)))) {
        if (record) await records.put({ ...record, tally: key });
      }
    }
  },
];

/** What stands before the name of a tally (counting.js) among the facts. */
export const TALLY = "counted:";

/** All tallies, as [key, tally]; `meta` is the store of the facts. */
export async function talliesIn(meta) {
  const range = IDBKeyRange.bound(TALLY, `${TALLY}\uffff`);
  const [keys, tallies] = await Promise.all([meta.getAllKeys(range), meta.getAll(range)]);
  return keys.map((key, at) => [key, tallies[at]]);
}

let opened;

/** The open database (idb), brought up to date first. Rejects where nothing can be kept. */
export function database() {
  opened ??= openAndRestore().catch((reason) => {
    opened = undefined;
    throw reason;
  });
  return opened;
}

/** Whoever opens the database first in a page or worker brings back what it has lost since; see backup.js. */
async function openAndRestore() {
  const db = await open(NAME, MIGRATIONS);
  await restore(db).catch((reason) => {
    // A full disk: what is missing stays in the backup copy, and sending what is here makes room.
    if (reason.name !== "QuotaExceededError") throw reason;
  });
  return db;
}

/** Open a database of that name and bring it through `migrations`. */
export async function open(name, migrations) {
  const forget = () => (opened = undefined);
  const handlers = {
    async upgrade(db, from, _to, transaction) {
      for (const migrate of migrations.slice(from)) await migrate(db, transaction);
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
export const keep = (key, value) =>
  PASSING.has(key) ? write((meta) => meta.put(value, key)) : changeFacts((meta) => meta.put(value, key));

/** Change the device's own facts in one transaction: `change(meta)`, whose result it gives. Then they are copied. */
export async function changeFacts(change) {
  const result = await write(async (meta) => {
    const [changed] = await Promise.all([change(meta), countChange(meta)]);
    return changed;
  });
  await copyFacts(await database());
  return result;
}

/** To be called in each transaction that changes facts: tells the later of two copies. */
export async function countChange(meta) {
  await meta.put(((await meta.get("version")) ?? 0) + 1, "version");
}

async function write(change) {
  const transaction = await writing("meta");
  const [result] = await Promise.all([change(transaction.store), transaction.done]);
  return result;
}
