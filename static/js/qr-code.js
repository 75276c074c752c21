// QR codes made on the device.
import { generate } from "../vendor/qr.js";

const QUIET = 4; // modules of white around the code (ISO/IEC 18004)
const SVG = "http://www.w3.org/2000/svg";

/** Draw `text` as a QR code into an empty `<svg>`, black on white whatever the theme. */
export function drawCode(svg, text) {
  const code = generate(text);
  const side = code.size + 2 * QUIET;
  svg.setAttribute("viewBox", `0 0 ${side} ${side}`);
  svg.replaceChildren(shape("M0 0h" + side + "v" + side + "h-" + side + "z", "#fff"), shape(modules(code), "#000"));
}

function modules(code) {
  let path = "";
  for (let y = 0; y < code.size; y += 1) {
    for (let x = 0; x < code.size; x += 1) {
      if (code.get(x, y)) path += `M${x + QUIET} ${y + QUIET}h1v1h-1z`;
    }
  }
  return path;
}

function shape(path, fill) {
  const element = document.createElementNS(SVG, "path");
  element.setAttribute("d", path);
  element.setAttribute("fill", fill);
  return element;
}
