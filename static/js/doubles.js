// Asks, while a person is being entered, whether somebody like that is there already.
const PAUSE = 600;
const ASKED = ["name", "email", "phone", "outward_code", "other_than"];

for (const area of document.querySelectorAll("[data-doubles]")) {
  const form = area.querySelector("form");
  const answer = area.querySelector("[data-doubles-found]");
  let timer = null;
  let last = "";

  const ask = async () => {
    const data = new FormData(form);
    const body = new URLSearchParams();
    for (const name of ASKED) if (data.get(name)) body.set(name, data.get(name));
    if (area.dataset.doublesOther) body.set("other_than", area.dataset.doublesOther);
    if (body.toString() === last) return;
    last = body.toString();
    body.set("csrfmiddlewaretoken", data.get("csrfmiddlewaretoken"));
    try {
      const found = await fetch(area.dataset.doubles, { method: "POST", body });
      if (found.ok && !found.redirected) answer.innerHTML = await found.text();
    } catch {
      /* Off line for a moment. The same check is made when the page is sent. */
    }
  };

  form.addEventListener("input", (event) => {
    if (!ASKED.includes(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
}
