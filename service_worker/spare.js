// A second copy of what must not be lost, outside of the database, which begins with it should it ever be emptied (see
// database.js). Nothing here rejects: what was saved is in the database, and this copy is for the day that breaks.
import { SPARE, database } from "./database.js";
import { underLock } from "./locks.js";

const LOCK = "peer-app-spare";
const PATIENCE = 1000; // milliseconds
const FACTS = "/spare/facts";
const RECORDS = "/spare/records/";

/** Put a record aside that was saved just now, and with it all that the device notes of itself. */
export const putAside = (record) =>
  alone((cache) => Promise.all([put(cache, RECORDS + record.id, record), putFacts(cache)]));

/** Put aside what the device notes of itself, where that changed without a record. */
export const putFactsAside = () => alone(putFacts);

/** Let go of all records, unless another one was saved meanwhile. */
export const letGoOfAll = () =>
  alone(async (cache, db) => {
    if ((await db.count("records")) > 0) return;
    await caches.delete(SPARE); // one by one would take longer than all the sending
    await putFacts(await caches.open(SPARE));
  });

/** Put aside whatever is not yet, and let go of what is at base. */
export async function bringInLine() {
  const missing = await alone(async (cache, db) => {
    const [kept, ids] = await Promise.all([cache.keys(), db.getAllKeys("records")]);
    const waits = new Set(ids.map((id) => RECORDS + id));
    const here = new Set(kept.map(({ url }) => new URL(url).pathname));
    const over = [...here].filter((address) => address !== FACTS && !waits.has(address));
    await Promise.all([...over.map((address) => cache.delete(address)), putFacts(cache)]);
    return ids.filter((id) => !here.has(RECORDS + id));
  });
  // Each by itself, so that nobody who saves meanwhile waits for all of them.
  for (const id of missing ?? []) {
    await alone(async (cache, db) => {
      const record = await db.get("records", id);
      if (record) await put(cache, RECORDS + id, record);
    });
  }
}

/** One at a time over all tabs and the worker, so that nobody puts something older over something newer. */
async function alone(work) {
  try {
    return await underLock(LOCK, PATIENCE, async () => work(await caches.open(SPARE), await database()));
  } catch {
    return undefined; // bringInLine makes up for it
  }
}

async function putFacts(cache) {
  const { store, done } = (await database()).transaction("meta");
  const [keys, values] = await Promise.all([store.getAllKeys(), store.getAll(), done]);
  await put(cache, FACTS, keys.map((key, at) => [key, values[at]]));
}

const put = (cache, address, what) => cache.put(address, new Response(JSON.stringify(what)));
