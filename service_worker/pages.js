// Public pages and their files, shown again without signal: the same bytes as were fetched before.

export const PREFIX = "peer-app-";
const VISITED = `${PREFIX}visited-1`;
const PATIENCE = 2500; // milliseconds before a page that was seen before is shown instead
const KEPT = 60; // pages besides "No signal"; the oldest goes first
const NO_SIGNAL = "/offline";
export const REVISION = import.meta.url.split("/")[4]; // of all the app's files, from https://host/assets/REVISION/…

/** Whether it is one of the app's own files, whose address changes with its content. */
export const isAsset = ({ method, url }) => method === "GET" && sameOrigin(url) && new URL(url).pathname.startsWith("/assets/");

/** Whether somebody is opening a public page: one under a language, or a door to one. */
export const isPublicPage = ({ method, mode, url }) =>
  method === "GET" && mode === "navigate" && sameOrigin(url) && (languageOf(url) !== null || isDoor(url));

/** Whether somebody is opening any other page of ours. */
export const isPage = ({ method, mode, url }) => method === "GET" && mode === "navigate" && sameOrigin(url);

/** A page that is never kept (it is about people, or counts a visit): the network, else "No signal". */
export async function answerOther(request, find = findVisited) {
  try {
    return await fetch(request);
  } catch (reason) {
    const instead = await inOwnLanguage(NO_SIGNAL, find);
    if (instead) return instead.kept;
    throw reason;
  }
}

/** A file: as it is kept, else from the network, and kept from then on; at worst in another revision. */
export async function answerAsset(request, find = async () => undefined) {
  const kept = (await find(request.url)) ?? (await ifReadable(() => caches.match(request)));
  if (kept) return kept;
  try {
    const response = await fetch(request);
    if (response.ok) await ifReadable(async () => (await caches.open(VISITED)).put(request, response.clone()));
    return response;
  } catch (reason) {
    const cache = await caches.open(VISITED);
    const similar = (await cache.keys()).find(({ url }) => fileOf(url) === fileOf(request.url));
    if (similar) return cache.match(similar);
    throw reason;
  }
}

/** What `work` on Cache storage gives; undefined where it fails (disk full or damaged), which is to stop no answer. */
export const ifReadable = (work) => work().catch(() => undefined);

/** A page: from the network; when that fails or takes too long, as it was seen before. */
export async function answerPage(request, find = findVisited) {
  const kept = await find(request.url);
  try {
    const response = await fetch(request, kept ? { signal: AbortSignal.timeout(PATIENCE) } : undefined);
    if (response.status >= 500 && kept) return kept;
    await ifReadable(() => remember(request.url, response));
    return response;
  } catch (reason) {
    const instead = kept ?? (await openDoor(request.url, find)) ?? (await inOwnLanguage(NO_SIGNAL, find))?.kept;
    if (instead) return instead;
    throw reason;
  }
}

/** Keep what is open right now, which came before this worker, and the page that says "No signal". */
export async function keepForLater() {
  const open = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const addresses = [NO_SIGNAL, "/", ...open.map(({ url }) => url).filter((url) => languageOf(url) !== null)];
  await Promise.all(addresses.map(keepWithFiles));
}

async function keepWithFiles(address) {
  const response = await fetch(address, { credentials: "omit" });
  const html = await response.clone().text();
  // A copy, because an answer that was redirected may not be shown for a page.
  await remember(response.url, new Response(await response.arrayBuffer(), response));
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
  const cache = await caches.open(VISITED);
  await cache.put(withoutQuery(url), copy);
  const pages = (await cache.keys()).filter(({ url }) => languageOf(url) !== null && !url.endsWith(NO_SIGNAL));
  await Promise.all(pages.slice(0, Math.max(0, pages.length - KEPT)).map((page) => cache.delete(page)));
}

/** Whether only a part of what's on was asked for: that is not to stand for all of it. */
const isFiltered = (url) => /[?&](?:kind|area|day|free|step-free|spoken|q|after|before)=./.test(new URL(url).search);
const sameOrigin = (url) => new URL(url).origin === location.origin;
const fileOf = (url) => new URL(url).pathname.replace(/^\/assets\/[^/]+/, "");
const withoutQuery = (url) => url.split(/[?#]/)[0];
// "me" is no language: what stands behind /me/ is for one person.
const languageOf = (url) => new URL(url).pathname.match(/^\/(?!me\/)([a-z]{2})\//)?.[1] ?? null;
const isDoor = (url) => /^\/($|(events|groups|places|volunteering|coming|interested)\/|van|(register|worried|notifications|about|propose)$)/.test(new URL(url).pathname);
