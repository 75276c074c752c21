// "Show it to someone": this page's address as a QR code, made on the device, and as a link to send.
/** Let the page's share button (hidden without JavaScript) open its dialog. */
export function offerSharing() {
  const button = document.getElementById("share");
  const dialog = document.getElementById("share-dialog");
  if (!button || !dialog?.showModal) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    dialog.showModal();
    const { drawCode } = await import("./qr-code.js"); // most people never need it
    drawCode(dialog.querySelector(".code"), address());
  });
  const send = dialog.querySelector("[data-send]");
  send.addEventListener("click", () => sendLink(send));
}

/** Ours, without query or fragment: nothing of this visitor travels with it. */
const address = () => location.origin + location.pathname;

async function sendLink(button) {
  try {
    if (navigator.share) await navigator.share({ title: document.title, url: address() });
    else {
      await navigator.clipboard.writeText(address());
      button.textContent = button.dataset.copied;
    }
  } catch {
    // Closed without choosing, or not allowed: the code is still on the screen.
  }
}
