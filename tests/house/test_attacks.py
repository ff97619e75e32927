"""What an attacker tries everywhere: markup in every text, rubbish in every address."""

from __future__ import annotations

from urllib.parse import urlencode

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, models, transaction

from tests.house.access_pages import VISITOR
from tests.house.access_table import TABLE
from tests.house.asking import none_of, path_of
from tests.house.world import World

MARKUP = "\"'><i id=hurt>{{7*7}}"
ALIVE, ASLEEP = "<i id=hurt>", "&lt;i id=hurt&gt;"
# Texts that nobody types: what the portal looks things up by.
INNER = {
    *("code", "digest", "kind", "list_name", "media_type", "password", "path", "place", "purpose"),
    *("query", "recipient_key", "reference", "service", "sha256", "system", "token"),
}
RUBBISH = [
    *("'", '"', "\\", "%", "((((", "&&", "[]", "a:b", "-", "-1", "1e999", "NaN", "\0", "\u202e"),
    *("9" * 20, "x" * 5000, "../../etc/passwd", "\ud83d", "\u0663", MARKUP, "//bad.example"),
    *("0001-01-01", "9999-12-31", "2026-02-30", "https://bad.example/"),
]
# What the pages read from their address, and a few names that they do not.
NAMES = [
    *("q", "sort", "after", "before", "page", "next", "search", "size", "reference", "from"),
    *("until", "year", "level", "directorate", "service", "status", "kind", "ladder", "to_do"),
    *("view", "id", "district", "interest", "name", "person", "other", "token", "format"),
    "group",
]


def texts(model: type[models.Model]) -> list[str]:
    """The columns of a model in which somebody's own words may stand."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if type(field) in (models.CharField, models.TextField)
        and not (field.choices or field.unique or field.name in INNER)
        and (field.max_length is None or field.max_length >= len(MARKUP))
    ]


def spoil_every_text() -> int:
    """Put the markup into all of them, where the database takes it; says into how many."""
    spoilt = 0
    ours = [app for app in settings.INSTALLED_APPS if (settings.BASE_DIR / app).is_dir()]
    for app in ours:
        for model in apps.get_app_config(app).get_models():
            for name in texts(model):
                try:
                    with transaction.atomic():
                        spoilt += bool(model._default_manager.update(**{name: MARKUP}))
                except DatabaseError:
                    continue  # a constraint, or rights that let nobody change it
    return spoilt


def test_markup_in_any_text_stays_text(site):
    world, wrong, shown = World(), [], 0
    paths = [(page, path_of(page, world)) for page in TABLE]
    assert spoil_every_text() > 60
    for page, path in paths:
        for key in (VISITOR, "amina", "ivy"):
            response = site.ask("get", path, key)
            if response.status_code >= 500:
                wrong.append(f"{key} {path} ({page.name}): {response.status_code}")
            if response.streaming or "html" not in response.headers.get("Content-Type", ""):
                continue
            text = response.content.decode()
            shown += ASLEEP in text
            if ALIVE in text:
                wrong.append(f"{key} {path} ({page.name}): the markup is alive")
    none_of(wrong)
    assert shown > 300, "the pages do not show what was written"


def rubbish(start: int) -> str:
    """An address's second half in which every name has something that cannot be right."""
    values = (RUBBISH[(start + at) % len(RUBBISH)] for at in range(len(NAMES)))
    return urlencode(
        {
            name: text.encode("utf-8", "surrogatepass")
            for name, text in zip(NAMES, values, strict=True)
        }
    )


def test_rubbish_in_an_address_is_no_fault(site):
    world, wrong = World(), []
    paths = sorted({path_of(page, world) for page in TABLE if {"ivy", VISITOR} & {*page.who}})
    for number, path in enumerate(paths):
        for turn in (number, number + len(RUBBISH) // 2):
            response = site.ask("get", f"{path}?{rubbish(turn)}", "ivy")
            if response.status_code >= 500:
                wrong.append(f"{path}, turn {turn}: {response.status_code}")
            if not response.streaming and ALIVE.encode() in response.content:
                wrong.append(f"{path}, turn {turn}: the markup is alive")
            if "bad.example" in response.headers.get("Location", "").split("?")[0]:
                wrong.append(f"{path}, turn {turn}: leads off the site")
    none_of(wrong)
