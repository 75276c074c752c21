// Asking the server as this device, and telling its answers from those of captive portals and proxies.

const PATIENCE = 20_000; // milliseconds for one request; navigator.onLine is not to be believed

/** `fetch` with the device's cookie, no cache, no redirects, and an end. Rejects when no answer comes. */
export const ask = (address, { headers, ...how } = {}) =>
  fetch(address, {
    ...how,
    headers: { Accept: "application/json", ...headers },
    credentials: "same-origin",
    redirect: "manual",
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE),
  });

/** The same with a body that is JSON already: as a blob, which leaves a slow tablet sooner than a string. */
export const postText = (address, text) =>
  ask(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: new Blob([text]) });

/** The same with a body to be made JSON. */
export const post = (address, content) => postText(address, JSON.stringify(content));

const typeOf = (response) => response.headers.get("Content-Type")?.split(";")[0].trim();

/** Whether our server answered, with what was asked for. */
export const isAnswer = (response) => response.status === 200 && typeOf(response) === "application/json";

/** Whether our server said that something is not as it should be (RFC 9457). */
export const isProblem = (response, status) =>
  response.status === status && typeOf(response) === "application/problem+json";

/** Whether our server does not know this device, or not any more. */
export const isUnknown = (response) => isProblem(response, 401);
