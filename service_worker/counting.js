// How many were counted in on this device, by listing and day. A tap is sealed and numbered like every other record;
// beside it stands the number that this device shows, written in the same transaction.
import { TALLY, database, talliesIn } from "./database.js";
import { save } from "./saving.js";

const KEPT = 7 * 24 * 60 * 60 * 1000; // milliseconds after which a device forgets what it showed

const nameOf = ({ listing, day }) => `${TALLY}${listing}@${day}`;

/** Count one more (`change` 1) or one fewer (-1) at a door {listing, day}; resolves once it is on the disk. */
export function countHere(door, change, key) {
  const content = { v: 1, listing: door.listing, day: door.day, change };
  const tally = nameOf(door);
  const beside = async (meta) => {
    const counted = ((await meta.get(tally))?.counted ?? 0) + change;
    await Promise.all([meta.put({ ...door, counted, at: Date.now() }, tally), forgetOld(meta)]);
  };
  return save("count", content, key, { tally, beside });
}

/** [{listing, day, counted, waiting}]: what this device counted, and how many of those taps no receipt has named. */
export async function counted() {
  const transaction = (await database()).transaction(["records", "meta"]);
  const taps = transaction.objectStore("records").index("tally");
  const tallies = await talliesIn(transaction.objectStore("meta"));
  return Promise.all(
    tallies.map(async ([key, { listing, day, counted }]) => ({ listing, day, counted, waiting: await taps.count(key) })),
  );
}

async function forgetOld(meta) {
  const old = (await talliesIn(meta)).filter(([, { at }]) => Date.now() - at > KEPT);
  await Promise.all(old.map(([key]) => meta.delete(key)));
}
