// On a device of the van: which languages of this page are in its pack, and which need signal.
import { findInPack } from "../../service_worker/pack.js";

/** Put the links of `nav` whose page is not carried last, behind a word that says so; each says so by itself, too. */
export async function markWhatNeedsSignal(nav) {
  const links = [...nav.querySelectorAll("a")];
  const carried = await Promise.all(links.map(({ href }) => findInPack(href)));
  if (!carried.some(Boolean)) return; // the pack holds this page in no language
  const others = links.filter((_link, index) => !carried[index]);
  if (others.length === 0) return;
  const words = nav.dataset.needsSignal;
  const heading = Object.assign(document.createElement("span"), { textContent: `${words}:`, ariaHidden: "true" });
  nav.append(heading, ...others);
  const { lang, dir } = document.documentElement;
  for (const link of others) {
    link.append(" ", Object.assign(document.createElement("span"), { className: "hidden", textContent: words, lang, dir }));
  }
}
