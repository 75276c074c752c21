// The code of a person's own page: made here, shown here, kept nowhere but in the sealed record.
import { drawCode } from "./qr-code.js";
import { practising } from "./sealed.js";

/** 128 random bits as unpadded base64url: whoever knows them opens the page. */
export function newSecret() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Draw the code into an `<svg>`; in practice it leads to what's on. */
export const drawOwnCode = (svg, secret) =>
  drawCode(svg, practising ? `${location.origin}/` : `${location.origin}/me/${secret}`);

/** Leave nothing of it in the page. */
export const hideCode = (svg) => svg.replaceChildren();
