// From what was said to a sealed record that waits. Apart from the outbox, because sealing brings the largest vendored
// part along, and van mode's home opens without it.
import { copyFacts, copyRecord } from "./backup.js";
import { countChange, database, writing } from "./database.js";
import { tell } from "./outbox.js";
import { seal } from "./seal.js";
import { uuid } from "./uuid.js";

/**
 * Seal what was said and keep it; resolves with its id once it is on the disk, and only then.
 * Nothing of what was said is ever written but the sealed bytes. `beside(meta)` may change facts of the device's own in
 * the same transaction; `tally` names one of them that counts this record. It stays on the device.
 */
export async function save(kind, content, key, { tally, beside = () => {} } = {}) {
  const id = uuid();
  const sealed = await seal({ id, kind, content, key });
  const transaction = await writing("records", "meta");
  const meta = transaction.objectStore("meta");
  const [epoch, before] = await Promise.all([meta.get("epoch"), meta.get("seq")]);
  const seq = before + 1;
  const record = { id, kind, epoch, seq, key_id: key.id, sealed, made_at: new Date().toISOString() };
  if (tally) record.tally = tally;
  await Promise.all([
    transaction.objectStore("records").add(record),
    meta.put(seq, "seq"),
    // Counting who came leaves the last person saved as it is: that may still be a slip.
    kind !== "count" && meta.put(kind === "person" ? { id, at: Date.now() } : undefined, "latest"),
    beside(meta),
    countChange(meta),
    transaction.done,
  ]);
  await Promise.all([copyRecord(record), copyFacts(await database())]);
  tell();
  return id;
}

/** Scrap a person saved before, sent or not: a record of its own, which names that one. */
export const scrap = (record, key) => save("scrap", { v: 1, record }, key);
