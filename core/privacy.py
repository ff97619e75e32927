"""Which stored fields say something about a person, and how closely they are to be kept.

Every model of ours carries `PRIVACY = {"field": level}` for all its fields; tables of
libraries are listed here. The register drives export, erasure, retention, scrubbed copies
and what may be logged, so a field that nobody classified fails the tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from pghistory.models import Event

PLAIN = "plain"
PERSONAL = "personal"  # UK GDPR article 4
SPECIAL = "special"  # UK GDPR article 9
SECRET = "secret"  # noqa: S105 - the name of a level
LEVELS = (PLAIN, PERSONAL, SPECIAL, SECRET)

MEANINGS = {
    PLAIN: "says nothing about a living person",
    PERSONAL: "about a person who can be told from it",
    SPECIAL: "special category: health, ethnicity, faith, sexuality and the like",
    SECRET: "lets somebody in; never shown, logged or exported",
}

# Fields of libraries' models that are not plain. Their other fields are plain.
LIBRARIES: dict[str, dict[str, str]] = {
    "account.emailaddress": {"user": PERSONAL, "email": PERSONAL},
    "account.emailconfirmation": {"email_address": PERSONAL, "key": SECRET},
    "auth.group": {},
    "auth.permission": {},
    "contenttypes.contenttype": {},
    "mfa.authenticator": {"user": PERSONAL, "data": SECRET},
    "pghistory.context": {"metadata": PERSONAL},
    "sessions.session": {"session_key": SECRET, "session_data": SECRET},
    # Applications lie in the settings and tokens are not kept: both tables stay empty.
    "socialaccount.socialapp": {"secret": SECRET, "key": SECRET},
    "socialaccount.socialtoken": {"account": PERSONAL, "token": SECRET, "token_secret": SECRET},
    "socialaccount.socialaccount": {"user": PERSONAL, "uid": PERSONAL, "extra_data": PERSONAL},
    "usersessions.usersession": {
        "user": PERSONAL,
        "ip": PERSONAL,
        "session_key": SECRET,
        "user_agent": PERSONAL,
        "data": PERSONAL,
    },
}


@dataclass(frozen=True)
class Entry:
    """One field of the register."""

    model: str
    table: str
    field: str
    level: str


def fields_of(model: type[models.Model], *levels: str) -> tuple[str, ...]:
    """Names of a model's fields at these levels, in their order on the model.

    Raises LookupError when a field was never classified: better no export than a partial one.
    """
    declared = _declared(model)
    missing = [f.name for f in _fields(model) if f.name not in declared]
    if missing:
        raise LookupError(f"{model._meta.label}: nobody classified {', '.join(missing)}.")
    return tuple(f.name for f in _fields(model) if declared[f.name] in levels)


def stored() -> list[type[models.Model]]:
    """Every model with a table of its own, ours and the libraries'."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def register() -> Iterator[Entry]:
    """Every field of every table, ours and the libraries', model by model."""
    for model in sorted(stored(), key=lambda m: m._meta.label):
        declared = _declared(model)
        for field in _fields(model):
            yield Entry(
                model=model._meta.label,
                table=model._meta.db_table,
                field=field.name,
                level=declared.get(field.name, "NOT CLASSIFIED"),
            )


def faults(found: Iterable[type[models.Model]]) -> list[str]:
    """What is wrong with the register for these models, in words; empty when it is whole."""
    wrong = []
    for model in found:
        names, declared = {f.name for f in _fields(model)}, _declared(model)
        label = model._meta.label
        wrong += [f"{label}.{name} is not classified" for name in sorted(names - set(declared))]
        wrong += [f"{label}.{name} is no field" for name in sorted(set(declared) - names)]
        wrong += [
            f"{label}.{name}: '{level}' is not one of {', '.join(LEVELS)}"
            for name, level in sorted(declared.items())
            if level not in LEVELS
        ]
    return wrong


def as_markdown() -> str:
    """The register as a page for people: docs/privacy-register.md.

    A model's `KEPT` says in a sentence how long its rows are kept, and stands above its fields.
    """
    lines = [
        "# Privacy register",
        "",
        (
            "Every stored field and how closely it is kept. Written by `manage.py privacy_register "
            "--write` from the models; do not edit by hand."
        ),
        "",
        *[f"- **{level}**: {meaning}" for level, meaning in MEANINGS.items()],
    ]
    model = ""
    for entry in register():
        if entry.model != model:
            model = entry.model
            kept = getattr(apps.get_model(model), "KEPT", "")
            said = ["", kept] if kept else []
            lines += ["", f"## {model}", *said, "", "| field | level |", "|---|---|"]
        lines.append(f"| {entry.field} | {entry.level} |")
    return "\n".join(lines) + "\n"


def _fields(model: type[models.Model]) -> list[models.Field]:
    # A key made of several fields is no field of its own.
    found = [*model._meta.fields, *model._meta.many_to_many]
    return [f for f in found if not isinstance(f, models.CompositePrimaryKey)]


def _declared(model: type[models.Model]) -> dict[str, str]:
    """The model's levels by field name.

    A number the database hands out as a key is plain, said or not. A history table has the
    levels of the table whose past it keeps; the table behind a many-to-many field that field's.
    """
    meta = model._meta
    keys = {f.name: PLAIN for f in meta.fields if isinstance(f, models.AutoField)}
    source = getattr(model, "pgh_tracked_model", None)
    if issubclass(model, Event) and source is not None:
        tracked = _declared(source)
        own = {f.name: PLAIN for f in meta.fields if f.name.startswith("pgh_")}
        kept = {f.name: tracked[f.name] for f in meta.fields if f.name in tracked}
        return {**keys, **own, **kept, **getattr(model, "PRIVACY", {})}
    if meta.auto_created:
        return {**keys, **_behind_many_to_many(model)}
    if _is_ours(model):
        said: dict[str, str] = {}
        for base in reversed(model.__mro__):
            said |= vars(base).get("PRIVACY", {})
        return {**keys, **said}
    if meta.label_lower in LIBRARIES:
        return {f.name: PLAIN for f in _fields(model)} | LIBRARIES[meta.label_lower]
    return {}


def _behind_many_to_many(model: type[models.Model]) -> dict[str, str]:
    # Django keeps the model that has the field here, though it is typed as yes or no.
    owner: Any = model._meta.auto_created
    field = next(f for f in owner._meta.many_to_many if f.remote_field.through is model)
    level = _declared(owner).get(field.name)
    return {f.name: level for f in model._meta.fields} if level else {}


def _is_ours(model: type[models.Model]) -> bool:
    """Whether the model's app lies in this repository."""
    path = apps.get_app_config(model._meta.app_label).path
    return path.startswith(f"{settings.BASE_DIR}/") and "site-packages" not in path
