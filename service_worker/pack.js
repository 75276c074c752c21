// The van pack: every page and file that works without signal, exactly as the server made it.
import { keep, recall } from "./database.js";
import { PREFIX, hasRevision } from "./pages.js";

const PACK_CACHE = `${PREFIX}pack-`;
const PATIENCE = 20_000; // milliseconds for one request
const AT_ONCE = 4;
const TRIES = 3;

/** A page changed between the list and the fetch, or somebody else answered: nothing of it is kept. */
class NotAsListed extends Error {}

/**
 * The pack this device has, or undefined: {revision, pages: {url: revision}, keys, cache, updated_at}.
 * This row is the switch: a cache is used once the row names it, and so never half of one.
 */
export const currentPack = () => recall("pack");

/** The key to seal to: the newest that the pack brought, or undefined. */
export const sealingKey = async () => (await currentPack())?.keys.at(-1);

/** A page or file of the pack, or undefined. Queries make no difference. */
export async function findInPack(url) {
  const pack = await currentPack().catch(() => undefined); // no storage: as if there were no pack
  const { pathname } = new URL(url, location.origin);
  if (!pack || !(pathname in pack.pages)) return undefined;
  return (await caches.open(pack.cache)).match(pathname);
}

/** Whether a cache of this app is one that the pack uses or is filling. */
export const isPackCache = (name) => name.startsWith(PACK_CACHE);

/**
 * Bring the pack up to date; only what changed is fetched, without cookies.
 * `progress(done, total)` is called for each page or file. Gives {state, fetched, pages}: "ready", "sign-in"
 * (the session has ended; what was there stays) or "later" (no signal, or somebody else answered).
 */
export function update(progress = () => {}) {
  return navigator.locks.request("peer-app-pack", async () => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await updateOnce(progress);
      } catch (reason) {
        if (reason instanceof NotAsListed && tries < TRIES) continue;
        return { state: "later", fetched: 0, reason: String(reason) };
      }
    }
  });
}

async function updateOnce(progress) {
  const before = await currentPack();
  const listed = await list(before);
  if (listed.state !== "listed") return { ...listed, fetched: 0, pages: pagesIn(before) };
  const { revision, pages, keys } = listed;
  const cache = `${PACK_CACHE}${revision}`;
  const fetched = await fill(await caches.open(cache), pages, before, progress);
  await keep("pack", { revision, pages, keys, cache, updated_at: Date.now() });
  await forgetOthers(cache);
  return { state: "ready", fetched, pages: pagesIn({ pages }) };
}

/** Whether the server would give this device a pack: "ready", "sign-in" or "later". */
export async function maySync() {
  const response = await ask({ method: "HEAD" });
  if (isProblem(response) && response.status === 401) return "sign-in";
  return response.status === 200 && typeOf(response) === "application/json" ? "ready" : "later";
}

/** Ask which pages there are and in which revision. */
async function list(before) {
  const response = await ask({ headers: before ? { "If-None-Match": `W/"${before.revision}"` } : {} });
  if (response.status === 304 && before) {
    await keep("pack", { ...before, updated_at: Date.now() });
    return { state: "ready" };
  }
  if (response.status === 401 && isProblem(response)) return { state: "sign-in" };
  if (response.status !== 200 || typeOf(response) !== "application/json") return { state: "later" };
  return { state: "listed", ...(await response.json()) };
}

const ask = (how) =>
  fetch("/sync/pack", {
    ...how,
    headers: { ...how.headers, Accept: "application/json" },
    credentials: "same-origin",
    redirect: "manual",
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE),
  });
const typeOf = (response) => response.headers.get("Content-Type")?.split(";")[0].trim();
const isProblem = (response) => typeOf(response) === "application/problem+json";

/** Put every page of `pages` into `cache`; gives how many had to be fetched. */
async function fill(cache, pages, before, progress) {
  const todo = Object.entries(pages);
  const total = todo.length;
  let [done, fetched] = [0, 0];
  const work = async () => {
    for (let next = todo.pop(); next; next = todo.pop()) {
      if (!(await have(cache, next, before))) {
        await fetchInto(cache, next);
        fetched += 1;
      }
      done += 1;
      progress(done, total);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return fetched;
}

/** Whether the page is there already: from a try that was cut short, or from the pack before. */
async function have(cache, [url, revision], before) {
  const there = await cache.match(url);
  if (there) return (await hasRevision(await there.arrayBuffer(), revision)) || (await cache.delete(url), false);
  const same = before?.pages[url] === revision && (await (await caches.open(before.cache)).match(url));
  if (!same) return false;
  await cache.put(url, same);
  return true;
}

async function fetchInto(cache, [url, revision]) {
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
  await cache.put(url, new Response(bytes, { headers }));
}

async function forgetOthers(cache) {
  const others = (await caches.keys()).filter((name) => isPackCache(name) && name !== cache);
  await Promise.all(others.map((name) => caches.delete(name)));
}

const pagesIn = (pack) => Object.keys(pack?.pages ?? {}).filter((url) => !url.startsWith("/assets/")).length;
