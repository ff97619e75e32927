// Keeps what is typed into a form as a draft on the server, a moment after each change.
const PAUSE = 1500;

for (const area of document.querySelectorAll("[data-draft]")) {
  const form = area.querySelector("form");
  const status = area.querySelector("[data-draft-status]");
  let timer = null;
  let isSending = false;

  const say = (words) => {
    if (status && status.textContent !== words) status.textContent = words;
  };

  const body = () => {
    const data = new FormData(form);
    data.set("draft_page", area.dataset.draft);
    return new URLSearchParams([...data].filter(([, value]) => typeof value === "string"));
  };

  const keep = async () => {
    timer = null;
    if (isSending) return;
    try {
      const answer = await fetch(area.dataset.draftUrl, { method: "POST", body: body() });
      if (answer.status === 401) {
        say("You have been signed out. Press Save: you sign in again, and what you typed is kept.");
      } else if (answer.ok) {
        form.elements.draft_kept.value = "1";
        const now = new Date();
        const clock = now.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
        say(`Draft kept at ${clock}`);
      } else {
        say("This is too long to keep as a draft. Save it before you leave the page.");
      }
    } catch {
      say("We could not keep a draft just now. We will try again.");
      timer = setTimeout(keep, 10 * PAUSE);
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  });
  form.addEventListener("submit", () => {
    isSending = true;
    clearTimeout(timer);
  });
  window.addEventListener("pagehide", () => {
    if (timer && !isSending) navigator.sendBeacon(area.dataset.draftUrl, body());
  });
}
