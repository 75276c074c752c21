// One file of many leaflets: a bar that moves while it is made, and says how much of it is here once it comes.
// Whatever goes wrong, the plain way is taken: the browser opens the file, or says why not.

const form = document.getElementById("printing");
const making = document.getElementById("making");
const bar = document.getElementById("fetched");
const says = making.querySelector("label");
const madeOf = says.textContent;

const nameOf = (answer) => answer.headers.get("Content-Disposition").match(/filename="([^"]+)"/)[1];

/** The file as it comes. Throws where there is none. */
async function fetchFile(address) {
  const answer = await fetch(address);
  if (!answer.ok || answer.headers.get("Content-Type") !== "application/pdf") throw new Error(answer.statusText);
  bar.max = Number(answer.headers.get("Content-Length")) || 1;
  const parts = [];
  let size = 0;
  for (const reader = answer.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) return new File(parts, nameOf(answer), { type: "application/pdf" });
    parts.push(value);
    bar.value = size += value.length;
  }
}

function keep(file) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // long after the browser has taken it
}

form.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (!button?.hasAttribute("formaction")) return; // a picture
  event.preventDefault();
  const address = `${button.getAttribute("formaction")}?${new URLSearchParams(new FormData(form))}`;
  button.disabled = true;
  says.textContent = madeOf;
  bar.removeAttribute("value"); // how long it takes to be made, nobody knows
  making.hidden = false;
  try {
    keep(await fetchFile(address));
    says.textContent = says.dataset.ready;
  } catch {
    location.assign(address);
  }
  button.disabled = false;
});
