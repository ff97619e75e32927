/* A page that shows work being done: asks how far it is, and opens itself anew when it ends. */
const ASK_EVERY = 1000;
const HIDDEN_EVERY = 10000;

function show(box, facts) {
  const bar = box.querySelector("progress");
  const words = box.querySelector("[data-progress-words]");
  if (facts.total) {
    bar.max = facts.total;
    bar.value = facts.done;
  } else {
    bar.removeAttribute("value");
  }
  const numbers = facts.total
    ? `${facts.done.toLocaleString("en-GB")} of ${facts.total.toLocaleString("en-GB")}`
    : "";
  const said = [facts.step, numbers].filter(Boolean).join(": ") || "Waiting to start";
  if (words.textContent !== said) words.textContent = said;
}

async function follow(box) {
  try {
    const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
    if (answer.ok && !answer.redirected) {
      const facts = await answer.json();
      if (!facts.is_open) {
        window.location.reload();
        return;
      }
      show(box, facts);
    }
  } catch {
    /* Off line for a moment: ask again. The link below the bar works without any of this. */
  }
  setTimeout(() => follow(box), document.hidden ? HIDDEN_EVERY : ASK_EVERY);
}

for (const box of document.querySelectorAll("[data-progress]")) follow(box);
