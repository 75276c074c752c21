// Public pages and their files, shown again without signal: the same bytes as were fetched before.

export const PREFIX = "peer-app-";
const VISITED = `${PREFIX}visited-1`;
const PATIENCE = 2500; // milliseconds before a page that was seen before is shown instead
const KEPT = 60; // pages besides "No signal"; the oldest goes first
const NO_SIGNAL = "/offline";
const SITE = `${location.origin}/`;
export const REVISION = import.meta.url.split("/")[4]; // of all the app's files, from https://host/assets/REVISION/…

/** Whether it is one of the app's own files, whose address changes with its content. */
export const isAsset = ({ method, url }) => method === "GET" && url.startsWith(`${SITE}assets/`);

/** Whether somebody is opening a public page: one under a language, or a door to one. */
export const isPublicPage = (request) => isPage(request) && (languageOf(request.url) !== null || isDoor(request.url));

/** Whether somebody is opening any other page of ours. */
export const isPage = ({ method, mode, url }) => method === "GET" && mode === "navigate" && url.startsWith(SITE);

/** A page that is never kept (it is about people, or counts a visit): the network, else "No signal". */
export const answerOther = (request, find = findVisited) => orNoSignal(fetch(request), find);

/** A file: as it is kept, else from the network, and kept from then on; at worst in another revision. */
export async function answerAsset(request, find = async () => undefined) {
  const kept = (await find(request.url)) ?? (await ifReadable(() => caches.match(request)));
  if (kept) return kept;
  const answer = fetch(request);
  const response = await ifReadable(() => answer);
  const cache = await ifReadable(() => caches.open(VISITED));
  if (response && (await isOurs(response))) {
    if (response.ok) await ifReadable(async () => cache.put(request, response.clone()));
    return response;
  }
  const file = request.url.split(/\/assets\/[^/]+/)[1];
  const similar = (await ifReadable(async () => cache.keys()))?.find(({ url }) => url.endsWith(file));
  return similar ? cache.match(similar) : answer;
}

/** What `work` on Cache storage gives; undefined where it fails (disk full or damaged), which is to stop no answer. */
export const ifReadable = (work) => work().catch(() => undefined);

/**
 * A page: from our server; when that fails, takes too long, or somebody else answers, as it was seen before.
 * Where nothing is kept, a captive portal gets through, so that people can sign in to it.
 */
export async function answerPage(request, find = findVisited) {
  const kept = (await find(request.url)) ?? (await openDoor(request.url, find));
  try {
    // No cache: a portal may say "moved permanently", which the browser would remember for as long as it likes.
    const how = kept && { cache: "no-cache", signal: AbortSignal.timeout(PATIENCE) };
    const response = await fetch(request, how);
    if (kept && (response.status >= 500 || !(await isOurs(response, how)))) return kept;
    await remember(request.url, response); // rejects for a body that is cut off
    return response;
  } catch (reason) {
    return kept ?? orNoSignal(Promise.reject(reason), find);
  }
}

/** The answer; where none comes, the page that says "No signal", if it is here. */
const orNoSignal = (answer, find) => answer.catch(async () => (await inOwnLanguage(NO_SIGNAL, find))?.kept ?? answer);

/**
 * Whether our server answered, and not a captive portal or a filter on the way. The bytes don't tell: proxies rewrite
 * pages. A browser hides from its worker where a redirect leads: so the address is asked once more, and followed; of
 * another origin's answer no header can be read (CORS).
 */
const isOurs = ({ type, url, headers }, how) =>
  type === "opaqueredirect"
    ? fetch(url, { ...how, method: "HEAD" }).then(isOurs, () => false)
    : headers.has("Peer-App"); // peer_app/core/headers.py

/** Keep what is open right now, which came before this worker, and the page that says "No signal". */
export async function keepForLater() {
  const open = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const addresses = [NO_SIGNAL, "/", ...open.map(({ url }) => url).filter((url) => languageOf(url) !== null)];
  await Promise.all(addresses.map(keepWithFiles));
}

async function keepWithFiles(address) {
  const response = await fetch(address, { credentials: "omit" });
  const html = await response.text();
  // A copy, because an answer that was redirected may not be shown for a page.
  await remember(response.url, new Response(html, response));
  const files = [...html.matchAll(/"(\/assets\/[^"]+\.(?:css|js|svg))"/g)].map(([, path]) => new Request(path));
  await Promise.all(files.map((file) => answerAsset(file)));
}

/** Delete the app's caches that no code knows any more, and files of older revisions; never anybody else's. */
export async function forgetOldCaches(known = isVisitedCache) {
  const cache = await caches.open(VISITED);
  const older = (await cache.keys()).filter((file) => isAsset(file) && !file.url.includes(`/${REVISION}/`));
  await Promise.all(older.map((file) => cache.delete(file)));
  await forgetCaches((name) => !known(name));
}

/** Delete those of the app's own caches that `chosen` says. */
export async function forgetCaches(chosen = () => true) {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && chosen(name));
  await Promise.all(names.map((name) => caches.delete(name)));
}

/** Whether these bytes are the ones the revision was made of. */
export const hasRevision = async (bytes, revision) => (await revisionOf(bytes)) === revision;

/** The revision of these bytes: their SHA-256 as hex. */
export async function revisionOf(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export const isVisitedCache = (name) => name === VISITED;

export const findVisited = (url) => ifReadable(async () => (await caches.open(VISITED)).match(withoutQuery(url)));

/** Without signal a door leads to the page in the first of the device's languages that is kept. */
export async function openDoor(url, find) {
  if (!isDoor(url)) return undefined;
  const { pathname, search } = new URL(url);
  const found = await inOwnLanguage(pathname, find);
  return found && Response.redirect(found.address + search, 302);
}

/** The codes of the languages to try for a page, best first: its own, the device's, English. */
export const languagesFor = (url) => [languageOf(url), ...deviceLanguages()];
const deviceLanguages = () => [...navigator.languages.map((tag) => tag.split("-")[0]), "en"];

async function inOwnLanguage(pathname, find) {
  for (const code of deviceLanguages()) {
    const address = new URL(`/${code}${pathname}`, location.origin).href;
    const kept = await find(address);
    if (kept) return { address, kept };
  }
  return undefined;
}

async function remember(url, response) {
  const revision = response.headers.get("ETag")?.match(/^W\/"([0-9a-f]{64})"$/)?.[1];
  if (!response.ok || !revision || languageOf(url) === null || isFiltered(url)) return;
  const copy = response.clone();
  // A captive portal answers 200 for everything; only our own bytes match their hash.
  if (!(await hasRevision(await response.clone().arrayBuffer(), revision))) return;
  await ifReadable(() => keep(withoutQuery(url), copy));
}

async function keep(address, copy) {
  const cache = await caches.open(VISITED);
  await cache.put(address, copy);
  const pages = (await cache.keys()).filter(({ url }) => languageOf(url) !== null && !url.endsWith(NO_SIGNAL));
  await Promise.all(pages.slice(0, Math.max(0, pages.length - KEPT)).map((page) => cache.delete(page)));
}

/** Whether only a part of what's on was asked for: that is not to stand for all of it. */
const isFiltered = (url) => /[?&](?:kind|area|day|free|step-free|spoken|q|after|before)=./.test(new URL(url).search);
const withoutQuery = (url) => url.split(/[?#]/)[0];
// "me" is no language: what stands behind /me/ is for one person.
const languageOf = (url) => new URL(url).pathname.match(/^\/(?!me\/)([a-z]{2})\//)?.[1] ?? null;
const isDoor = (url) => /^\/($|(events|groups|places|volunteering|coming|interested)\/|van|(register|worried|notifications|about|propose)$)/.test(new URL(url).pathname);
