// How many were counted in on this device, by listing and day. A tap is sealed and numbered like every other record;
// beside it stands the number that this device shows, written in the same transaction.
import { database } from "./database.js";
import { save } from "./saving.js";

const TALLY = "counted:";
const KEPT = 7 * 24 * 60 * 60 * 1000; // milliseconds after which a device forgets what it showed

const nameOf = ({ listing, day }) => `${TALLY}${listing}@${day}`;

/** Count one more (`change` 1) or one fewer (-1) at a door {listing, day}; resolves once it is on the disk. */
export function countHere(door, change, key) {
  const content = { v: 1, listing: door.listing, day: door.day, change };
  return save("count", content, key, async (meta, id) => {
    const before = await meta.get(nameOf(door));
    const tally = { ...door, counted: (before?.counted ?? 0) + change, ids: [...(before?.ids ?? []), id], at: Date.now() };
    await Promise.all([meta.put(tally, nameOf(door)), forgetOld(meta)]);
  });
}

/** [{listing, day, counted, waiting}]: what this device counted, and how many of those taps no receipt has named. */
export async function counted() {
  const transaction = (await database()).transaction(["records", "meta"]);
  const range = IDBKeyRange.bound(TALLY, `${TALLY}\uffff`);
  const [here, tallies] = await Promise.all([
    transaction.objectStore("records").getAllKeys(),
    transaction.objectStore("meta").getAll(range),
  ]);
  const waiting = new Set(here);
  return tallies.map(({ listing, day, counted, ids }) => ({
    listing,
    day,
    counted,
    waiting: ids.filter((id) => waiting.has(id)).length,
  }));
}

async function forgetOld(meta) {
  const range = IDBKeyRange.bound(TALLY, `${TALLY}\uffff`);
  const [keys, tallies] = await Promise.all([meta.getAllKeys(range), meta.getAll(range)]);
  const old = keys.filter((_, at) => Date.now() - tallies[at].at > KEPT);
  await Promise.all(old.map((key) => meta.delete(key)));
}
