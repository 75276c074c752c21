// "Send it": the leaflet as a PDF where the device can send files, else its link. And "Print it" on the van's tablet.

const PDF = "application/pdf";

/** What can be sent right now: the PDF if there is one and it came, else the link. */
async function parcel({ title, link, pdf }) {
  const plain = { title, text: title, url: link };
  if (!pdf || !navigator.canShare) return plain;
  try {
    const answer = await fetch(pdf);
    if (!answer.ok || !answer.headers.get("Content-Type")?.startsWith(PDF)) return plain;
    const name = answer.headers.get("Content-Disposition")?.match(/filename="([^"]+)"/)?.[1] ?? "leaflet.pdf";
    const files = [new File([await answer.blob()], name, { type: PDF })];
    return navigator.canShare({ files }) ? { title, files } : plain;
  } catch {
    return plain; // without signal the link can still be sent later
  }
}

async function send(button, ready) {
  try {
    if (navigator.share) await navigator.share(ready);
    else {
      await navigator.clipboard.writeText(ready.url);
      button.textContent = button.dataset.copied;
    }
  } catch (reason) {
    // Fetching the PDF took longer than a tap lasts: it is here now.
    if (reason.name === "NotAllowedError" && button.dataset.again) button.textContent = button.dataset.again;
  }
}

const button = document.getElementById("send");
if (button && (navigator.share || navigator.clipboard)) {
  let ready;
  button.hidden = false;
  button.addEventListener("click", async () => {
    ready ??= navigator.share ? await parcel(button.dataset) : { url: button.dataset.link };
    await send(button, ready);
  });
}

const printer = document.getElementById("print");
if (printer && globalThis.print) {
  printer.hidden = false;
  printer.addEventListener("click", () => print());
}
