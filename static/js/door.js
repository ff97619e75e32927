// The list of the day over a bad connection: a press is kept on the phone until it is saved.
// Only numbers are kept, no names. Without this file each press is an ordinary form.
const place = `portal-door:${window.location.pathname}`;
const status = document.querySelector("[data-door-status]");
const RETRY = 5000;
let waiting = [];
let isSending = false;
let timer = null;

try {
  waiting = JSON.parse(window.localStorage.getItem(place)) || [];
} catch {
  waiting = [];
}

const keep = () => {
  try {
    window.localStorage.setItem(place, JSON.stringify(waiting));
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

const token = () => document.querySelector("[data-door-form] [name=csrfmiddlewaretoken]")?.value;

const send = async () => {
  clearTimeout(timer);
  if (isSending || !waiting.length) return;
  isSending = true;
  let isOut = false;
  while (waiting.length && !isOut) {
    const one = waiting[0];
    try {
      const body = new URLSearchParams({ submission_key: one.key, csrfmiddlewaretoken: token() });
      const answer = await fetch(one.address, { method: "POST", body });
      const isHere = new URL(answer.url).pathname === window.location.pathname;
      if (answer.ok && isHere) {
        mark(one, one.words);
        waiting = waiting.filter((each) => each.key !== one.key);
        keep();
      } else if (answer.status >= 500) {
        break;
      } else {
        isOut = true;
      }
    } catch {
      break;
    }
  }
  isSending = false;
  if (isOut) {
    say(`${status.dataset.again}${waiting.length}`);
  } else if (waiting.length) {
    say(`${status.dataset.waiting}${waiting.length}`);
    timer = setTimeout(send, RETRY);
  } else {
    say(status.dataset.done);
  }
};

if (status) {
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-door-form]");
    if (!form) return;
    event.preventDefault();
    const person = form.closest("[data-door-person]").dataset.doorPerson;
    // The last press for somebody is the one that counts.
    waiting = waiting.filter((each, place_) => each.person !== person || (isSending && place_ === 0));
    waiting.push({ person, address: form.action, words: form.dataset.words, key: newKey() });
    mark({ person }, "…");
    keep();
    send();
  });
  window.addEventListener("online", send);
  for (const one of waiting) mark(one, "…");
  send();
}
