// The backup copy: sealed records and the device's own facts a second time, in Cache storage. Chromium keeps all of an
// origin's IndexedDB in one log. A write that a dying battery cuts off makes it ignore whatever was written behind it,
// or empty the database: at the next start the database is older, or new. Cache storage has files of its own.
//
// A copy of a record is deleted only when a receipt named that record, never because the database lacks it.
// No locks: each record has an entry of its own, and facts are written beside the ones before, never over them.

const RECORDS = "backup-records-1";
const FACTS = "backup-facts-1";
const FORMER = "spare-1"; // the backup copy of earlier versions: records, and the facts as one list
const AT_ONCE = 50; // entries that are read or written at the same time

/** Facts that are worth nothing after a restart; they are not copied. */
export const PASSING = new Set(["probe", "sending"]);

/** Copy a record that was written to the database. Never rejects: a full disk takes the second copy only. */
export const copyRecord = (record) => put(RECORDS, addressOf(record.id), record);

/** Copy the device's own facts as they are now. Never rejects. */
export async function copyFacts(db) {
  const { store, done } = db.transaction("meta");
  const [copy] = await Promise.all([factsIn(store), done]);
  if (!(await put(FACTS, factsAddress(copy.version), copy))) return;
  await attempt(async () => {
    const cache = await caches.open(FACTS);
    const older = (await cache.keys()).filter(({ url }) => versionIn(url) < copy.version);
    await Promise.all(older.map((entry) => cache.delete(entry)));
  });
}

/** {version, facts: [[key, value]]}: the version rises with each change, so that the later of two copies is known. */
async function factsIn(meta) {
  const [keys, values] = await Promise.all([meta.getAllKeys(), meta.getAll()]);
  const facts = keys.map((key, at) => [key, values[at]]);
  const version = new Map(facts).get("version") ?? 0;
  return { version, facts: facts.filter(([key, value]) => value !== undefined && !PASSING.has(key)) };
}

/** Delete the copies of records that receipts named. Cut off, it does no harm: see `restore`. Never rejects. */
export const deleteCopies = (ids) =>
  attempt(async () => {
    const cache = await caches.open(RECORDS);
    await inTurns(ids, (id) => cache.delete(addressOf(id)));
  });

/**
 * Bring the database up to what the backup copy holds, and the copy up to the database. To be called whenever the
 * database was opened, before anything else reads it: it may have gone back to any earlier state.
 */
export async function restore(db) {
  // The copy is listed first: what is saved meanwhile is in both, or in the database only.
  const [copied, facts, former] = await Promise.all([listCopies(), readFacts(), readFormer()]);
  const kept = new Set(await db.getAllKeys("records"));
  const missing = copied.filter((id) => !kept.has(id));
  const copies = [...(await readCopies(missing)), ...former.records.filter(({ id }) => !kept.has(id))];
  const newest = facts.version >= former.version ? facts : former;
  const named = (await isBehind(db, copies, newest)) ? await bringBack(db, copies, newest) : new Set();
  void catchUp(db, { copied, named: missing.filter((id) => named.has(id)), version: facts.version, former }).catch(() => {}); // next time
}

/** The copy's side: what it lacks, and what receipts named while nobody could delete it. */
async function catchUp(db, { copied, named, version, former }) {
  await deleteCopies(named);
  const has = new Set(copied);
  const uncopied = (await db.getAllKeys("records")).filter((id) => !has.has(id));
  const done = await inTurns(uncopied, async (id) => {
    const record = await db.get("records", id);
    return !record || copyRecord(record);
  });
  if (version < (await db.get("meta", "version"))) await copyFacts(db);
  if (former.isThere && done.every(Boolean)) await attempt(() => caches.delete(FORMER));
}

async function isBehind(db, copies, facts) {
  if (copies.length > 0) return true;
  const transaction = db.transaction(["records", "meta"]);
  const [records, meta] = [transaction.objectStore("records"), transaction.objectStore("meta")];
  const [version, epoch, seq] = await Promise.all([meta.get("version"), meta.get("epoch"), meta.get("seq")]);
  return facts.version > version || (await highestSeq(records, epoch, facts)) > seq;
}

/**
 * Write what the copy has and the database lacks, in one transaction; gives the ids that receipts have named.
 * Facts of a later version count as a whole; the number of the last record is the highest that anything knows.
 */
async function bringBack(db, copies, facts) {
  const transaction = db.transaction(["records", "receipts", "meta"], "readwrite", { durability: "strict" });
  const [records, receipts, meta] = ["records", "receipts", "meta"].map((name) => transaction.objectStore(name));
  const named = new Set((await receipts.getAll()).flatMap(receiptsIn).map(({ id }) => id));
  // What another tab brought back meanwhile is the same record.
  await Promise.all(copies.filter(({ id }) => !named.has(id)).map((record) => records.put(record)));
  const before = await factsIn(meta);
  if (facts.version > before.version) {
    await meta.clear();
    await Promise.all(facts.facts.map(([key, value]) => meta.put(value, key)));
  }
  const seq = await highestSeq(records, await meta.get("epoch"), before, facts);
  await Promise.all([
    meta.put(seq, "seq"),
    meta.put(Math.max(before.version, facts.version) + 1, "version"),
    transaction.done,
  ]);
  return named;
}

/** The highest number of an epoch, by the records that wait and by what each of `known` says was given last. */
async function highestSeq(records, epoch, ...known) {
  const cursor = await records.index("number").openKeyCursor(IDBKeyRange.bound([epoch], [epoch, []]), "prev");
  const last = known.map(({ facts }) => new Map(facts)).filter((facts) => facts.get("epoch") === epoch);
  return Math.max(cursor?.key[1] ?? 0, ...last.map((facts) => facts.get("seq")));
}

/** What an entry of the receipts' log holds: all that came at once; in entries of earlier versions, one receipt. */
export const receiptsIn = (entry) => entry.receipts ?? [entry];

const listCopies = () =>
  attempt(async () => (await (await caches.open(RECORDS)).keys()).map(({ url }) => url.split("/").at(-1)), []);

const readCopies = (ids) =>
  attempt(async () => {
    const cache = await caches.open(RECORDS);
    return (await inTurns(ids, async (id) => read(await cache.match(addressOf(id))))).filter(Boolean);
  }, []);

/** The facts of the latest version that can be read: {version, facts: [[key, value]]}. */
async function readFacts() {
  const nothing = { version: 0, facts: [] };
  return attempt(async () => {
    const cache = await caches.open(FACTS);
    const latestFirst = (await cache.keys()).sort((a, b) => versionIn(b.url) - versionIn(a.url));
    for (const entry of latestFirst) {
      const facts = await read(await cache.match(entry));
      if (facts) return facts;
    }
    return nothing;
  }, nothing);
}

/** What earlier versions copied. Their facts had no version; the number of the last record stands for it. */
async function readFormer() {
  const nothing = { isThere: false, records: [], version: 0, facts: [] };
  return attempt(async () => {
    if (!(await caches.has(FORMER))) return nothing;
    const entries = await Promise.all((await (await caches.open(FORMER)).matchAll()).map(read));
    const facts = entries.find(Array.isArray) ?? [];
    const records = entries.filter((entry) => entry && !Array.isArray(entry));
    return { isThere: true, records, version: new Map(facts).get("seq") ?? 0, facts };
  }, nothing);
}

/** What an entry says; undefined for one that is gone or was cut off. */
const read = (response) => response?.json().catch(() => undefined);

/** Whether it could be put there. */
const put = (name, address, what) =>
  attempt(async () => {
    await (await caches.open(name)).put(address, new Response(JSON.stringify(what)));
    return true;
  }, false);

/** What `work` gives; `otherwise` where Cache storage does not work. */
async function attempt(work, otherwise) {
  try {
    return await work();
  } catch {
    return otherwise;
  }
}

/** `work` for each item, some at a time. */
async function inTurns(items, work) {
  const results = [];
  for (let at = 0; at < items.length; at += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(work))));
  }
  return results;
}

const addressOf = (id) => `/backup/records/${id}`;
const factsAddress = (version) => `/backup/facts/${version}`;
const versionIn = (url) => Number(url.split("/").at(-1));
