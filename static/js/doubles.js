// Asks, while a person is being entered, whether somebody like that is there already.
const PAUSE = 600;
const ASKED = ["name", "email", "phone", "postcode", "outward_code"];

for (const area of document.querySelectorAll("[data-doubles]")) {
  const form = area.querySelector("form");
  const answer = area.querySelector("[data-doubles-found]");
  // Said aloud from a place that never moves; the answer itself stands beside what was typed.
  const status = area.querySelector("[data-doubles-status]");
  let timer = null;
  let last = null;
  let shown = answer.innerHTML.trim();

  const show = (html, typed) => {
    if (html === shown) return;
    shown = html;
    answer.innerHTML = html;
    if (!status) return;
    typed.closest(".nhsuk-form-group")?.after(answer);
    status.textContent = answer.textContent.replace(/\s+/g, " ").trim();
  };

  const ask = async (typed) => {
    const data = new FormData(form);
    const body = new URLSearchParams();
    for (const name of ASKED) if (data.has(name)) body.set(name, data.get(name));
    if (area.dataset.doublesOther) body.set("other_than", area.dataset.doublesOther);
    if (area.dataset.doublesEntry) body.set("entry", area.dataset.doublesEntry);
    const question = body.toString();
    if (question === last) return;
    last = question;
    body.set("csrfmiddlewaretoken", data.get("csrfmiddlewaretoken"));
    try {
      const found = await fetch(area.dataset.doubles, { method: "POST", body });
      if (!found.ok || found.redirected) return;
      const html = (await found.text()).trim();
      // An answer that was overtaken by more typing is of no use.
      if (question === last) show(html, typed);
    } catch {
      /* Off line for a moment. The same check is made when the page is sent. */
    }
  };

  form.addEventListener("input", (event) => {
    if (!ASKED.includes(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(() => ask(event.target), PAUSE);
  });
}
