"""Promises about every stored row: privacy, moves of a status, history, sockets."""

from io import StringIO
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from pghistory.models import Event

from core import privacy, transitions
from core.models import Draft, Message
from core.sockets import SOCKETS
from tests.house.source import LADDER, modules
from users.models import User

MOST_SOCKETS = 10


def test_every_field_is_classified():
    assert privacy.faults(privacy.stored()) == []


def test_the_register_in_the_docs_is_up_to_date():
    call_command("privacy_register", check=True)


def test_the_register_answers_by_level():
    assert privacy.fields_of(User, privacy.SECRET) == ("password",)
    assert "email" in privacy.fields_of(User, privacy.PERSONAL)
    assert privacy.fields_of(Draft, privacy.PERSONAL, privacy.SPECIAL) == ("by", "values")


def test_history_keeps_the_levels_of_what_it_repeats():
    history = User.pgh_event_model
    assert "email" in privacy.fields_of(history, privacy.PERSONAL)
    assert "act_id" in privacy.fields_of(history, privacy.PLAIN)


def test_no_secret_is_kept_in_history():
    kept = [
        f"{model._meta.label}.{name}"
        for model in apps.get_models()
        if issubclass(model, Event) and model._meta.managed
        for name in privacy.fields_of(model, privacy.SECRET)
    ]
    assert kept == []


def test_a_field_nobody_classified_is_found(monkeypatch):
    monkeypatch.setattr(Draft, "PRIVACY", {**Draft.PRIVACY, "mood": "personal", "page": "vague"})
    del Draft.PRIVACY["values"]
    assert privacy.faults([Draft]) == [
        "core.Draft.values is not classified",
        "core.Draft.mood is no field",
        "core.Draft.page: 'vague' is not one of plain, personal, special, secret",
    ]
    with pytest.raises(LookupError, match="nobody classified values"):
        privacy.fields_of(Draft, privacy.PERSONAL)


def test_a_stale_register_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "BASE_DIR", tmp_path)
    with pytest.raises(CommandError):
        call_command("privacy_register", check=True)


def test_every_status_moves_by_a_whole_table():
    found = list(transitions.ladders())
    assert Message in {ladder.model for ladder in found}
    assert [fault for ladder in found for fault in transitions.faults(ladder)] == []


def test_the_drawings_are_up_to_date():
    call_command("state_diagrams", check=True)


def test_a_missing_drawing_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "BASE_DIR", tmp_path)
    with pytest.raises(CommandError, match="out of date"):
        call_command("state_diagrams", check=True)
    call_command("state_diagrams", stdout=StringIO())
    call_command("state_diagrams", check=True)
    (tmp_path / "docs/states/gone.md").write_text("x")
    with pytest.raises(CommandError, match=r"gone\.md"):
        call_command("state_diagrams", check=True)


# --- Sockets ----------------------------------------------------------------------------


def misplugged(sockets) -> list[str]:
    """Sockets and plugs that stand in the wrong place."""
    wrong = []
    for name, socket in sockets.items():
        owner = name.partition(".")[0]
        if owner not in LADDER:
            wrong.append(f"{name} belongs to no app")
            continue
        for plug in socket:
            app = plug.__module__.partition(".")[0]
            # Parts of the kernel are to each other what apps are.
            if app == owner == "core":
                continue
            if app not in LADDER or LADDER.index(app) >= LADDER.index(owner):
                wrong.append(f"{name} is filled by {plug.__module__}, which is no higher app")
    return wrong


def test_sockets_are_few_and_filled_from_above():
    assert len(SOCKETS) < MOST_SOCKETS
    assert misplugged(SOCKETS) == []


def test_sockets_are_declared_in_files_of_that_name():
    stray = [m.name for m in modules() if "= Socket(" in m.text and m.path.name != "sockets.py"]
    assert stray == []


def test_a_socket_filled_from_below_is_found():
    low = SimpleNamespace(__module__="core.pages")
    high = SimpleNamespace(__module__="home.views")
    assert misplugged({"users.panels": [high]}) == []
    assert len(misplugged({"users.panels": [low], "nowhere.panels": [high]})) == 2
