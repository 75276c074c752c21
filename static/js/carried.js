// On a device of the van: which languages of this page are in its pack, and which need signal.
import { findInPack } from "../../service_worker/pack.js";

/** Say so behind each link of `nav` whose page is not carried. */
export async function markWhatNeedsSignal(nav) {
  const links = [...nav.querySelectorAll("a")];
  const carried = await Promise.all(links.map(({ href }) => findInPack(href)));
  if (!carried.some(Boolean)) return; // the pack holds this page in no language
  links.forEach((link, index) => {
    if (carried[index]) return;
    const words = Object.assign(document.createElement("span"), { textContent: nav.dataset.needsSignal });
    [words.lang, words.dir] = [document.documentElement.lang, document.documentElement.dir];
    link.append(" ", words);
  });
}
