// Forms that are sent on at once: without signal they say so and keep what was typed, instead of a browser's error page.
const PATIENCE = 10_000; // milliseconds
const OURS = /^W\/"[0-9a-f]{64}"$/;
const ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"; // as in peer_app/core/codes.py

for (const form of document.querySelectorAll("form[data-needs-signal]")) setUp(form);

function setUp(form) {
  const secret = form.querySelector("[data-secret]");
  // Made here, so that what is sent twice counts once.
  if (secret && !secret.value) secret.value = newSecret(Number(secret.dataset.secret));
  const button = form.querySelector("button.main");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const sentence = form.querySelector("[data-no-signal]");
    sentence.hidden = button.disabled = true;
    if (await isThere()) form.submit();
    else sentence.hidden = false;
    button.disabled = false;
  });
}

/** Whether base answers, and nobody in its place: a captive portal does not know the page's hash. */
async function isThere() {
  try {
    const options = { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout?.(PATIENCE) };
    return OURS.test((await fetch(location.pathname, options)).headers.get("ETag") ?? "");
  } catch {
    return false;
  }
}

function newSecret(length) {
  const letters = [];
  while (letters.length < length) {
    const [byte] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < 9 * ALPHABET.length) letters.push(ALPHABET[byte % ALPHABET.length]); // each letter equally often
  }
  return letters.join("");
}
