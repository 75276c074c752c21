// A device whose storage can be put back to any earlier state: IndexedDB, Cache storage and locks in memory. Each
// commit and each cache operation makes a state; a life (the browser runs) ends at any of the points between them.
import { CLASSES } from "./indexeddb.mjs";

const NAME = "peer-app";
export const STORES = ["records", "receipts", "meta"];
/** The cache that holds the copies of records, each under a path that ends with its id. */
export const BACKUP = "backup-records-1";
export const idIn = (path) => path.split("/").at(-1);
/** Records that receipts name are deleted: this works on a full disk, too. */
const MAKES_ROOM = (stores) => stores.join() === "receipts,records";
export const EMPTY = { database: undefined, caches: new Map() };

/** The end of a life; whatever it still waits for never comes. */
export class Died extends Error {}

export class Device {
  /** `random()` in 0..1 decides how the work of tabs interleaves; `log(step)` hears of each point. */
  constructor(random, log) {
    Object.assign(this, { random, log });
    this.states = { database: [EMPTY.database], caches: [EMPTY.caches] };
    this.given = new Map(); // every record that was ever committed: id → {epoch, seq}
    this.onRecord = () => {};
    this.onDeleted = () => {}; // hears of the ids of records that are deleted, and where from
    this.clock = 1_800_000_000_000;
  }

  /** Start the browser with this storage; it dies at its `dieAt`th point. */
  async start({ database, caches, isFull = false }, dieAt = Infinity) {
    this.life = { isDead: false, isFull, points: 0, dieAt, locks: new Map() };
    this.life.died = new Promise((_, reject) => (this.life.die = () => reject(new Died())));
    this.life.died.catch(() => {});
    this.caches = new Map([...caches].map(([name, entries]) => [name, new Map(entries)]));
    this.factory = await factoryWith(database);
    this.committed = database;
    this.#push("database", database);
    this.#pushCaches();
  }

  /** A point at which the life may end. Resolves some turns later, so that tabs interleave; never in a dead one. */
  async point(life, what) {
    for (let turns = Math.floor(this.random() * 4); turns > 0; turns -= 1) await new Promise(setImmediate);
    return this.reach(life, what) ? undefined : new Promise(() => {});
  }

  /** Whether the life goes on after this point. */
  reach(life, what) {
    if (life.isDead) return false;
    life.points += 1;
    this.log(`${life.points} ${what}`);
    if (life.points < life.dieAt) return true;
    life.isDead = true;
    this.log("† the battery is empty");
    life.die();
    return false;
  }

  /** IndexedDB as one page or worker sees it. */
  indexedDB() {
    const { life, factory } = this;
    return {
      open: (name, version) => {
        const request = factory.open(name, version);
        request.addEventListener("upgradeneeded", () => {
          request.result.onTransaction = () => {};
          request.transaction.addEventListener("complete", () => this.#commit(life, factory, STORES, "upgrade"));
        });
        request.addEventListener("success", () => {
          request.result.onTransaction = (transaction) => this.#watch(life, factory, transaction);
        });
        return request;
      },
    };
  }

  #watch(life, factory, transaction) {
    if (transaction.mode !== "readwrite") return;
    const stores = [...transaction.objectStoreNames];
    if (life.isFull && !MAKES_ROOM(stores)) {
      transaction.abort();
      throw new DOMException("The disk is full", "QuotaExceededError");
    }
    this.reach(life, `write ${stores}`);
    transaction.addEventListener("complete", () => this.#commit(life, factory, stores, `committed ${stores}`));
  }

  /** Only what the transaction covers: another one may be in the middle of its work on other stores. */
  #commit(life, factory, stores, what) {
    if (life.isDead) return;
    const { version, rawObjectStores } = factory._databases.get(NAME);
    const before = rowsOf(this.committed, "records");
    const changed = stores.map((name) => [name, rowsIn(rawObjectStores.get(name))]);
    this.committed = { version, stores: { ...this.committed?.stores, ...Object.fromEntries(changed) } };
    this.#push("database", this.committed);
    const after = rowsOf(this.committed, "records");
    this.onDeleted([...before.keys()].filter((id) => !after.has(id)), "database");
    for (const [id, { epoch, seq }] of this.committed.stores.records) {
      if (this.given.has(id)) continue;
      this.given.set(id, { epoch, seq });
      this.onRecord(id, epoch, seq);
    }
    this.reach(life, what);
  }

  /** Cache storage as one page or worker sees it. */
  cacheStorage() {
    const { life, caches } = this;
    const point = (what) => this.point(life, what);
    const entries = (name) => caches.get(name) ?? caches.set(name, new Map()).get(name);
    const pathOf = (request) => (request.url ?? request).replace(ORIGIN, "");
    const answer = (text) => (text === undefined ? undefined : new Response(text));
    const open = (name) => ({
      put: async (request, response) => {
        const text = await response.text();
        await point(`cache ${name} put ${pathOf(request)}`);
        // Chromium deletes the entry that was there and makes another one.
        if (entries(name).delete(pathOf(request))) this.#pushCaches();
        await point("…");
        entries(name).set(pathOf(request), text);
        this.#pushCaches();
        await point("cache put done");
      },
      delete: async (request) => {
        await point(`cache ${name} delete ${pathOf(request)}`);
        const had = entries(name).delete(pathOf(request));
        this.#pushCaches();
        if (name === BACKUP) this.onDeleted([idIn(pathOf(request))], "backup copy");
        return had;
      },
      match: async (request) => {
        await point(`cache ${name} match`);
        return answer(entries(name).get(pathOf(request)));
      },
      matchAll: async () => {
        await point(`cache ${name} match all`);
        return [...entries(name).values()].map(answer);
      },
      keys: async () => {
        await point(`cache ${name} keys`);
        return [...entries(name).keys()].map((path) => ({ url: ORIGIN + path }));
      },
    });
    return {
      open: async (name) => open(name),
      has: async (name) => caches.has(name),
      keys: async () => [...caches.keys()],
      delete: async (name) => {
        await point(`cache ${name} deleted`);
        if (name === BACKUP) this.onDeleted([...entries(name).keys()].map(idIn), "backup copy");
        const had = caches.delete(name);
        this.#pushCaches();
        return had;
      },
    };
  }

  /** Web Locks as one page or worker sees them: exclusive, first come first served. */
  locks() {
    const { life } = this;
    const request = async (name, ...rest) => {
      const mine = (life.locks.get(name) ?? Promise.resolve()).then(rest.at(-1));
      life.locks.set(name, mine.catch(() => {}));
      return mine;
    };
    return { request, query: async () => ({ held: [] }) };
  }

  #pushCaches() {
    this.#push("caches", new Map([...this.caches].map(([name, entries]) => [name, new Map(entries)])));
  }

  #push(part, state) {
    if (!this.life.isDead) this.states[part].push(state);
  }
}

export const ORIGIN = "https://base.example";

const rowsIn = (store) => [...store.records.values()].map(({ key, value }) => [key, structuredClone(value)]);

/** The rows of one store in a state, by key. */
export const rowsOf = (database, store) => new Map(database?.stores[store] ?? []);

/** IndexedDB with these rows in it. */
async function factoryWith(database) {
  const factory = new CLASSES.IDBFactory();
  if (!database) return factory;
  const request = factory.open(NAME, database.version);
  request.onupgradeneeded = () => {
    const db = request.result;
    const records = db.createObjectStore("records", { keyPath: "id" });
    records.createIndex("number", ["epoch", "seq"]);
    records.createIndex("tally", "tally");
    db.createObjectStore("receipts", { keyPath: "id" }).createIndex("day", "day");
    db.createObjectStore("meta");
    for (const name of STORES) {
      const store = request.transaction.objectStore(name);
      for (const [key, value] of database.stores[name]) store.keyPath ? store.put(value) : store.put(value, key);
    }
  };
  await new Promise((done, failed) => Object.assign(request, { onsuccess: done, onerror: failed }));
  request.result.close();
  return factory;
}

// Each connection hears of its transactions.
const { transaction } = CLASSES.IDBDatabase.prototype;
CLASSES.IDBDatabase.prototype.transaction = function (...asked) {
  const begun = transaction.apply(this, asked);
  this.onTransaction?.(begun);
  return begun;
};
