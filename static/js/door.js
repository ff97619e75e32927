// The list of the day over a bad connection: a press is kept on the phone until it is saved.
// Only numbers are kept, no names. Without this file each press is an ordinary form.
const place = `portal-door:${window.location.pathname}`;
const asidePlace = `portal-door-aside:${window.location.pathname}`;
const status = document.querySelector("[data-door-status]");
const RETRY = 5000;
const TRY_AGAIN = [408, 425, 429];
let isSending = false;
let timer = null;

const kept = (where) => {
  try {
    return JSON.parse(window.localStorage.getItem(where)) || [];
  } catch {
    return [];
  }
};

let waiting = kept(place);
// Presses that were answered with a no: each with the reason, until somebody has read it.
let aside = kept(asidePlace);

const keep = () => {
  try {
    window.localStorage.setItem(place, JSON.stringify(waiting));
    window.localStorage.setItem(asidePlace, JSON.stringify(aside));
  } catch {
    /* No room on this phone: it is still kept while the page is open. */
  }
};

const say = (words) => {
  if (status && status.textContent !== words) status.textContent = words;
};

const newKey = () =>
  window.crypto.randomUUID
    ? window.crypto.randomUUID()
    : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (sign) =>
        (sign ^ (window.crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (sign / 4)))).toString(16),
      );

const mark = (one, words) => {
  const row = document.querySelector(`[data-door-person="${one.person}"] [data-door-said]`);
  if (row) row.textContent = words;
};

const token = () => document.querySelector("[data-door-token] [name=csrfmiddlewaretoken]")?.value;

const number = (person) => `P${String(person).padStart(5, "0")}`;

// By their name, or by their number if they are not on the list any more.
const called = (person) =>
  document.querySelector(`[data-door-person="${person}"] strong`)?.textContent || number(person);

const asideLine = (one) => {
  const line = document.createElement("li");
  line.className = "nhsuk-u-margin-bottom-3";
  const said = document.createElement("span");
  said.textContent = `${called(one.person)}: ${status.dataset.refused} ${one.reason} `;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "nhsuk-button nhsuk-button--secondary nhsuk-button--small nhsuk-u-margin-bottom-0";
  button.append(status.dataset.seen);
  const whose = document.createElement("span");
  whose.className = "nhsuk-u-visually-hidden";
  whose.textContent = ` (${called(one.person)})`;
  button.append(whose);
  button.addEventListener("click", () => seen(one));
  line.append(said, button);
  return line;
};

// A no stands beside the name and in the list above, until somebody says that they have read it.
const showAside = () => {
  const list = document.querySelector("[data-door-aside]");
  if (!list) return;
  list.replaceChildren(...aside.map(asideLine));
  list.hidden = !aside.length;
  for (const one of aside) mark(one, `${status.dataset.refused} ${one.reason}`);
};

const seen = (one) => {
  aside = aside.filter((each) => each !== one);
  keep();
  showAside();
  if (!waiting.length) say(aside.length ? `${status.dataset.aside}${aside.length}` : status.dataset.read);
  // The button that was pressed is gone: on to the next, or to what is said of the whole.
  (document.querySelector("[data-door-aside] button") || status).focus();
};

const reasonIn = async (answer) => {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const said = page.querySelector(".nhsuk-error-summary__list");
  return said ? said.textContent.trim().replace(/\s+/g, " ") : status.dataset.unknown;
};

// The answer is the page anew: how many there are, and what can be done with this person now.
const refresh = async (one, answer) => {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const line = `[data-door-person="${one.person}"]`;
  for (const part of ["[data-door-count]", line]) {
    const old = document.querySelector(part);
    const fresh = page.querySelector(part);
    if (!old || !fresh) continue;
    const held = old.contains(document.activeElement) ? document.activeElement : null;
    const form = held?.closest("form");
    // Whoever has gone on to a link there is not thrown off it.
    if (held && !form) continue;
    old.replaceWith(fresh);
    if (form) fresh.querySelector(`form[action="${form.getAttribute("action")}"] button`)?.focus();
  }
};

const done = (one) => {
  waiting = waiting.filter((each) => each.key !== one.key);
};

// What became of one press: "saved", "refused" (for good: it goes aside), "out" or "later".
const deliver = async (one) => {
  const body = new URLSearchParams({ submission_key: one.key, csrfmiddlewaretoken: token() });
  const answer = await fetch(one.address, { method: "POST", body });
  const isHere = new URL(answer.url).pathname === window.location.pathname;
  if (answer.ok && isHere) {
    // It is saved; a line that breaks now only leaves the page as it was.
    await refresh(one, answer).catch(() => null);
    return "saved";
  }
  if (answer.status >= 500 || TRY_AGAIN.includes(answer.status)) return "later";
  // Led to the page for signing in, or the form's token has ended: a fresh page mends both.
  if (answer.redirected || (answer.status === 403 && !one.isOld)) return "out";
  const words = answer.status === 404 ? status.dataset.gone : status.dataset.unknown;
  one.reason = answer.ok ? await reasonIn(answer) : words;
  return "refused";
};

const report = (how) => {
  if (how === "out") {
    say(`${status.dataset.again}${waiting.length}`);
  } else if (waiting.length) {
    say(`${status.dataset.waiting}${waiting.length}`);
    timer = setTimeout(send, RETRY);
  } else if (aside.length) {
    say(`${status.dataset.aside}${aside.length}`);
  } else {
    say(status.dataset.done);
  }
};

const send = async () => {
  clearTimeout(timer);
  if (isSending || !waiting.length) return;
  isSending = true;
  let how = "saved";
  while (waiting.length && (how === "saved" || how === "refused")) {
    const one = waiting[0];
    how = await deliver(one).catch(() => "later");
    if (how === "saved") {
      mark(one, one.words);
      done(one);
    } else if (how === "refused") {
      done(one);
      aside = aside.filter((each) => each.person !== one.person);
      aside.push({ person: one.person, reason: one.reason });
      showAside();
    }
    keep();
  }
  isSending = false;
  report(how);
};

if (status) {
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-door-form]");
    if (!form) return;
    event.preventDefault();
    const person = form.closest("[data-door-person]").dataset.doorPerson;
    // The last press for somebody is the one that counts.
    waiting = waiting.filter((each, place_) => each.person !== person || (isSending && place_ === 0));
    aside = aside.filter((each) => each.person !== person);
    showAside();
    waiting.push({ person, address: form.action, words: form.dataset.words, key: newKey() });
    mark({ person }, "…");
    keep();
    send();
  });
  window.addEventListener("online", send);
  for (const one of waiting) {
    // Of this page, which is fresh: a no to it is no matter of signing in.
    one.isOld = true;
    mark(one, "…");
  }
  showAside();
  if (aside.length) report("saved");
  send();
}
