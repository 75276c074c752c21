// What this device says of itself to the server, and what it learns in return.
import { changeFacts, database, keep, recall } from "./database.js";
import { renewCookie } from "./identity.js";
import { REVISION } from "./pages.js";
import { isAnswer, isUnknown, post } from "./server.js";

/** What the server last said: {name, shared, emptied, crew: [{id, name}]}, or undefined. */
export const thisDevice = () => recall("device");

/** Say how this device is; one whose cookie is gone gets a new one first. Gives "known", "unknown" (it has to be set up, again or at all) or "later" (no signal). */
export async function report() {
  try {
    const said = await facts();
    const tell = () => post("/sync/status", said);
    let response = await tell();
    if (isUnknown(response) && (await renewCookie())) response = await tell();
    if (!isAnswer(response)) {
      void response.body?.cancel().catch(() => {}); // what is not read would keep the line busy
      return isUnknown(response) ? "unknown" : "later";
    }
    const { name, shared, emptied, crew, seq } = await response.json();
    if (!Array.isArray(crew)) return "later";
    if (seq > said.seq) await goOnAfter(said.epoch, seq);
    await keep("device", { name, shared, emptied, crew });
    return "known";
  } catch {
    return "later";
  }
}

/**
 * Base knows a higher number of this epoch than this device: database and backup copy are both older than its last
 * report. The next record is numbered behind it, so that base never takes it for one that was lost.
 */
const goOnAfter = (epoch, seq) =>
  changeFacts(async (meta) => {
    const [now, last] = await Promise.all([meta.get("epoch"), meta.get("seq")]);
    if (now === epoch && last < seq) await meta.put(seq, "seq");
  });

async function facts() {
  const [outbox, pack, storage, persistent] = await Promise.all([
    inOneMoment(),
    recall("pack"),
    navigator.storage?.estimate?.(),
    navigator.storage?.persisted?.(),
  ]);
  return {
    ...outbox,
    revision: REVISION,
    pack_updated_at: pack ? new Date(pack.updated_at).toISOString() : null,
    storage_left: storage ? storage.quota - storage.usage : null,
    persistent: persistent ?? null,
    key_id: pack?.keys.at(-1)?.id ?? null,
  };
}

/** In one transaction, so that a record being saved is either counted and waits, or neither. */
async function inOneMoment() {
  const transaction = (await database()).transaction(["records", "meta"]);
  const [records, meta] = [transaction.objectStore("records"), transaction.objectStore("meta")];
  const [epoch, seq, waiting, [oldest]] = await Promise.all([
    meta.get("epoch"),
    meta.get("seq"),
    records.count(),
    records.getAll(null, 1),
  ]);
  return { epoch, seq, waiting, oldest_at: oldest?.made_at ?? null };
}
