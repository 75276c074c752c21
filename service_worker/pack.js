// The van pack: every page and file that works without signal, exactly as the server made it.
import { changeFacts, keep, recall } from "./database.js";
import { LockStolen, underLock } from "./locks.js";
import { PREFIX, forgetCaches, hasRevision, ifReadable, revisionOf } from "./pages.js";
import { ask, isAnswer, isUnknown } from "./server.js";

/** Holds each page under its address and revision, so that old and new ones never mix and none is copied. */
export const PACK_CACHE = `${PREFIX}pack-1`;
const LOCK = "peer-app-pack";
// Milliseconds to wait for another tab: somebody may be waiting in front of this one. What it had fetched is used.
const QUEUE = 15_000;
const PATIENCE = 20_000; // milliseconds for one page
const AT_ONCE = 4;
const TRIES = 3;
const NEXT = "next-pack"; // complete, and of a version whose worker is not in charge yet
const LIST = "/sync/pack"; // beside the pages in the cache: which pages a pack has

/** Instead of a worker's revision: the worker that keeps nothing is in charge. */
export const OFF = "off";

/** A page changed between the list and the fetch, or somebody else answered: nothing of it is kept. */
class NotAsListed extends Error {}

/**
 * The pack this device has, or undefined: {revision, list, app, keys, updated_at}; `list` is the hash of the list of
 * its pages, which is in the cache: a write of that size has no place in the database, beside records.
 * This row is the switch: it is written once everything it names is there, and so never half of a pack is used.
 */
export const currentPack = () => recall("pack");

/** The pages of a pack: {url: revision}; undefined where the cache was cleared. Earlier versions kept them in the row. */
export async function pagesOf(pack) {
  if (!pack?.list) return pack?.pages;
  if (lastRead.list === pack.list) return lastRead.pages;
  const pages = await readList(pack.list);
  if (pages) lastRead = { list: pack.list, pages };
  return pages;
}

let lastRead = {};

async function readList(hash) {
  const kept = await (await caches.open(PACK_CACHE)).match(entry(LIST, hash));
  const bytes = await kept?.arrayBuffer();
  return bytes && (await hasRevision(bytes, hash)) ? JSON.parse(new TextDecoder().decode(bytes)) : undefined;
}

/** Write the list of a pack's pages into the cache; gives its hash. */
async function writeList(pages) {
  const bytes = new TextEncoder().encode(JSON.stringify(pages));
  const hash = await revisionOf(bytes);
  await (await caches.open(PACK_CACHE)).put(entry(LIST, hash), new Response(bytes));
  return hash;
}

/** The key to seal to: the newest that the pack brought, or undefined. */
export const sealingKey = async () => (await currentPack())?.keys.at(-1);

/** A page or file of the pack; undefined where there is none, or storage fails. Queries make no difference. */
export const findInPack = (url) =>
  ifReadable(async () => {
    const { pathname } = new URL(url, location.origin);
    const revision = (await pagesOf(await currentPack()))?.[pathname];
    return revision && (await caches.open(PACK_CACHE)).match(entry(pathname, revision));
  });

/** Whether the pages of a pack can be read; asks Cache storage each time, because people can clear it. */
export const isReadable = async ({ list }) => Boolean(await ifReadable(() => readList(list)));

/**
 * Bring the pack up to date; only what changed is fetched, without cookies.
 * `progress(done, total)` is called for each page or file. Gives {state, fetched, pages}: "ready"; "waits", it is
 * all here and belongs to a new version of the app, which takes over later; "unknown", the server does not know this
 * device (what was there stays); "later", no signal, or somebody else answered.
 */
export async function update(progress = () => {}) {
  try {
    return await underLock(LOCK, QUEUE, (lock) => updateUnder(lock, progress));
  } catch (reason) {
    return { state: "later", fetched: 0, reason: String(reason) };
  }
}

async function updateUnder(lock, progress) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await updateOnce(lock, progress, tries > 1);
    } catch (reason) {
      if (!(reason instanceof NotAsListed) || tries === TRIES) throw reason;
    }
  }
}

async function updateOnce(lock, progress, again) {
  const before = await currentPack();
  const pagesBefore = await pagesOf(before);
  const found = await list(before, pagesBefore, again);
  if (found.state !== "listed") return { ...found, fetched: 0, pages: countPages(pagesBefore) };
  const { revision, pages, keys } = found;
  const pack = { revision, app: appIn(pages), keys, updated_at: Date.now(), ...WITHOUT_PAGES };
  if ((await recall("worker")) === OFF) {
    await keep("pack", { ...pack, revision: null }); // only the keys are of use
    await forgetCaches(); // what the worker before was still filling
    return { state: "ready", fetched: 0, pages: 0 };
  }
  const fetched = await fill(pages, progress, lock.signal);
  const listed = await writeList(pages);
  if (!(await lock.isHeld())) throw new LockStolen(LOCK); // the thief's pack may be newer
  const waits = await swap({ ...pack, list: listed });
  return { state: waits ? "waits" : "ready", fetched, pages: countPages(pages) };
}

/** What earlier versions look for in the row, so that they still work with it. */
const WITHOUT_PAGES = { pages: {} };

/**
 * Use `pack` from now on, or once its version's worker is in charge; gives whether it waits for that.
 * In one transaction, so that a worker which takes over at this moment is not undone.
 */
async function swap(pack) {
  const used = await changeFacts(async (meta) => {
    const [before, worker] = await Promise.all([meta.get("pack"), meta.get("worker")]);
    const waits = Boolean(before && worker && worker !== pack.app);
    if (waits) meta.put(pack, NEXT);
    else meta.delete(NEXT);
    meta.put(waits ? { ...before, keys: pack.keys } : pack, "pack");
    return waits ? [before, pack] : [pack];
  });
  await forgetOthers(used);
  return used.length > 1;
}

/** Whether the pack of a new version is here, all of it. */
export const nextIsHere = async () => (await recall(NEXT)) !== undefined;

/** The worker of `revision` takes over (OFF: the one that keeps nothing), and with it the pack that waited for it. */
export async function takeOver(revision) {
  const next = revision === OFF ? undefined : await movedToCache(await recall(NEXT));
  await changeFacts(async (meta) => {
    const isStillNext = (await meta.get(NEXT))?.revision === next?.revision;
    meta.put(revision, "worker");
    if (!next || !isStillNext || next.app !== revision) return;
    meta.put(next, "pack");
    meta.delete(NEXT);
  });
}

/** A row of earlier versions, with its list of pages in the cache. */
async function movedToCache(pack) {
  if (!pack || pack.list) return pack;
  return { ...pack, ...WITHOUT_PAGES, app: appIn(pack.pages), list: await writeList(pack.pages) };
}

/** Ask which pages there are and in which revision. */
async function list(before, pages, again) {
  const headers = before?.revision && pages ? { "If-None-Match": `W/"${before.revision}"` } : {};
  // A page was not as listed: the server is asked to look at each of them.
  const response = await ask(again ? "/sync/pack?again" : "/sync/pack", { headers });
  // Nothing changed at base; here something may have been cleared away.
  if (response.status === 304 && pages) return { ...before, pages, state: "listed" };
  if (isUnknown(response)) return { state: "unknown" };
  return isAnswer(response) ? { state: "listed", ...(await response.json()) } : { state: "later" };
}

/** Have every page of `pages`; gives how many had to be fetched. What a cut left behind is used. */
async function fill(pages, progress, signal) {
  const cache = await caches.open(PACK_CACHE);
  const here = await entriesIn(cache);
  const todo = Object.entries(pages);
  const total = todo.length;
  let [done, fetched, failed] = [0, 0, false];
  const work = async () => {
    for (let next = todo.pop(); next && !failed; next = todo.pop()) {
      signal.throwIfAborted();
      if (!here.has(entry(...next))) {
        await fetchInto(cache, ...next);
        fetched += 1;
      }
      done += 1;
      if (!failed) progress(done, total);
    }
  };
  // Whoever was told that it failed hears nothing of those still under way.
  const stopAll = (reason) => {
    failed = true;
    throw reason;
  };
  await Promise.all(Array.from({ length: AT_ONCE }, () => work().catch(stopAll)));
  return fetched;
}

/** Only what has the hash that was listed enters the cache. */
async function fetchInto(cache, url, revision) {
  const response = await fetch(url, {
    credentials: "omit",
    redirect: "error",
    cache: "no-cache",
    signal: AbortSignal.timeout(PATIENCE),
  });
  const bytes = await response.arrayBuffer();
  if (!response.ok || !(await hasRevision(bytes, revision))) throw new NotAsListed(url);
  const headers = new Headers(response.headers);
  headers.delete("Content-Encoding"); // the bytes are unpacked by now
  headers.delete("Content-Length");
  await cache.put(entry(url, revision), new Response(bytes, { headers }));
}

async function forgetOthers(packs) {
  const cache = await caches.open(PACK_CACHE);
  const lists = await Promise.all(packs.map(pagesOf));
  const pages = [...lists.flatMap((pages) => Object.entries(pages ?? {})), ...packs.map(({ list }) => [LIST, list])];
  const used = new Set(pages.map((page) => entry(...page)));
  const others = [...(await entriesIn(cache))].filter((address) => !used.has(address));
  await Promise.all(others.map((address) => cache.delete(address)));
}

const entry = (url, revision) => `${location.origin}${url}?${revision}`;
const entriesIn = async (cache) => new Set((await cache.keys()).map(({ url }) => url));
const countPages = (pages) => Object.keys(pages ?? {}).filter((url) => !url.startsWith("/assets/")).length;

/** The revision of the app's files among these pages. */
const appIn = (pages) => Object.keys(pages).find((url) => url.startsWith("/assets/"))?.split("/")[2];
