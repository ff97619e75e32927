"""Every page that can be reached by links, as each kind of person: axe, 320 px, console."""

from __future__ import annotations

import re
from collections import deque
from urllib.parse import urldefrag, urlsplit

import pytest

WALKERS = ("", "ivy", "ada", "lena", "sam", "stella", "amina")
NOT_PAGES = re.compile(
    r"/static/|logout|/certificate/|/pack/|/picture\.svg|/numbers\.csv|download=|\.(csv|svg|xlsx|pdf|ics)(\?|$)|/healthz|/readyz"
)
SMALLEST = {"width": 320, "height": 640}
DESKTOP = {"width": 1280, "height": 900}
# A link in a drawing keeps its address apart.
WHERE_TO = "all => all.map(a => new URL(a.getAttribute('href'), document.baseURI).href)"
# What gives a place its colours: its kind, its classes and colours of its own, in what it stands.
LOOKS = """all => {
  const own = each => [each.tagName,
    ...["class", "style", "fill"].map(name => each.getAttribute(name))].join();
  return [...new Set(all.map(each => own(each.parentElement) + ">" + own(each)))];
}"""
FITS = "document.documentElement.scrollWidth <= window.innerWidth"
# Below this the walk has lost its way rather than found few pages.
FEWEST = 45


# Sorting and paging change rows, not the page.
SAME_PAGE = {"sort", "after", "before", "per_page"}


def shape(address: str) -> str:
    """One page for all activities, one for all months: the path without numbers and values."""
    parts = urlsplit(address)
    path = re.sub(r"/[0-9a-f]{8}-[0-9a-f-]{27}", "/<id>", parts.path)
    names = sorted({pair.split("=")[0] for pair in parts.query.split("&") if pair} - SAME_PAGE)
    if path.startswith("/core/views/save/"):
        # The form for a view is the same whatever the view holds.
        names = []
    return re.sub(r"\d+", "<n>", path) + ("?" + ",".join(names) if names else "")


def settles(page) -> bool:
    """Whether nothing is wider than the window, now or within three seconds."""
    for _ in range(30):
        if page.evaluate(FITS):
            return True
        page.wait_for_timeout(100)
    return False


def has_new_looks(person, known: set[str]) -> bool:
    """Whether something here looks like nothing that was held against the rules of contrast."""
    looks = set(person.page.eval_on_selector_all("body *", LOOKS))
    is_new = not looks <= known
    known |= looks
    return is_new


def look_at(person, address: str, looks: set[str]) -> str:
    """What is wrong with one page, or nothing."""
    person.faults.clear()
    try:
        person.go(address.removeprefix(person.address))
        person.is_well(colours=has_new_looks(person, looks))
        person.page.set_viewport_size(SMALLEST)
        # The header folds its menu a moment after the window has changed.
        assert settles(person.page), f"{address} scrolls sideways at 320 px"
    except AssertionError as fault:
        return str(fault).splitlines()[0]
    finally:
        person.page.set_viewport_size(DESKTOP)
    return ""


def walk(person, seen: set[str], looks: set[str]) -> list[str]:
    """Follow links breadth first; look at each shape of page that nobody has looked at yet."""
    todo, faults = deque([person.address + "/"]), []
    while todo:
        address = todo.popleft()
        if shape(address) in seen:
            continue
        seen.add(shape(address))
        fault = look_at(person, address, looks)
        if fault:
            faults.append(fault)
        links = person.page.eval_on_selector_all("a[href]", WHERE_TO)
        for link in dict.fromkeys(urldefrag(each)[0] for each in links):
            if link.startswith(person.address) and not NOT_PAGES.search(link):
                todo.append(link)
    return faults


@pytest.mark.usefixtures("demo_data")
def test_every_page_is_without_barriers(visitor):
    seen: set[str] = set()
    looks: set[str] = set()
    faults: list[str] = []
    for key in WALKERS:
        person = visitor()
        if key:
            person.enter_as(key)
        # The start page differs by person; the others are looked at once.
        seen.discard("/")
        faults += walk(person, seen, looks)
        person.context.close()
    assert faults == [], "\n".join(faults)
    assert len(seen) >= FEWEST, sorted(seen)
