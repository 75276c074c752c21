// The page of van mode for when nothing is kept and no answer comes. It came inside the worker's script, as `FALLBACK`
// (peer_app/offline/fallback.py), because Cache storage may have been cleared. It says what IndexedDB still holds.
import { counts } from "./outbox.js";
import { currentPack } from "./pack.js";
import { languagesFor } from "./pages.js";

/** Answer a navigation with `response`, or, where that rejects, with the fallback page. */
export const orFallback = ({ url }, response) => response.catch(() => fallbackPage(url));

async function fallbackPage(url) {
  const { headers, pages, place } = self.FALLBACK;
  const language = languagesFor(url).find((code) => Object.hasOwn(pages, code));
  const { html, ...words } = pages[language];
  return new Response(html.replace(place, await whatIsLeft(words, language)), { status: 503, headers });
}

async function whatIsLeft({ none, waiting, unreadable }, language) {
  try {
    if (!(await currentPack())) return unreadable; // a new database: the former one was cleared as well
    const n = (await counts()).waiting;
    return n === 0 ? none : (waiting[new Intl.PluralRules(language).select(n)] ?? waiting.other).replace("{n}", n);
  } catch {
    return unreadable;
  }
}
