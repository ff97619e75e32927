"""Who may lean on whom: foreign keys and imports point down the ladder."""

import ast

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from pghistory.models import Event

from tests.house.source import LADDER, Module, modules, planted

# What one app may take from another: its rows, its questions, its answers, its writes.
SHARED = {"models", "rules", "selectors", "services", "permissions"}


def upward_keys(found) -> list[str]:
    """Relations to an app that stands no lower; the account that acts is allowed anywhere."""
    wrong = []
    for model in found:
        own = model._meta.app_label
        for field in [*model._meta.fields, *model._meta.many_to_many]:
            target = getattr(field, "related_model", None)
            if target is None or own not in LADDER or target._meta.app_label not in LADDER:
                continue
            is_account = target._meta.label == settings.AUTH_USER_MODEL
            other = target._meta.app_label
            if other != own and not is_account and LADDER.index(other) <= LADDER.index(own):
                wrong.append(f"{model._meta.label}.{field.name} points up to {target._meta.label}")
    return wrong


def private_imports(module: Module) -> list[str]:
    """Imports of another app's inner parts."""
    # A socket of a lower app is filled where an app says what it plugs in, and nowhere else.
    shared = SHARED | ({"sockets"} if module.name.endswith("/plugs.py") else set())
    wrong = []
    for node in ast.walk(module.tree):
        for name in _imported(node):
            app, _, rest = name.partition(".")
            part = rest.partition(".")[0]
            if (
                app in LADDER
                and app not in {module.app, "core", "cocreation"}
                and part not in shared
            ):
                wrong.append(f"{module.name}:{node.lineno} imports {name}")
    return wrong


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom) and not node.level and node.module:
        if "." in node.module:
            return [node.module]
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


def test_foreign_keys_point_down_the_ladder():
    assert upward_keys(apps.get_models(include_auto_created=True)) == []


def test_apps_share_only_what_is_meant_to_be_shared():
    # The site and the demonstration put the apps together and may name any part of them.
    inner = [m for m in modules() if not m.name.startswith(("cocreation/", "home/demo/"))]
    assert [fault for module in inner for fault in private_imports(module)] == []


@pytest.fixture
def upward():
    """A kernel model that points at an activity; it is taken out again afterwards."""

    class Upward(models.Model):
        activity = models.ForeignKey("activities.Activity", models.CASCADE, related_name="+")
        person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

        class Meta:
            app_label = "core"

        def __str__(self) -> str:
            return "Upward"

    yield Upward
    del apps.all_models["core"]["upward"]
    apps.clear_cache()


def test_a_planted_upward_key_is_found(upward):
    assert upward_keys([upward]) == ["core.Upward.activity points up to activities.Activity"]


@pytest.mark.parametrize(
    "text",
    ["from organisation import views\n", "from organisation.forms.words import X\n"],
)
def test_a_planted_private_import_is_found(tmp_path, text):
    assert private_imports(planted(tmp_path, text))


def test_history_tables_are_walked_too():
    assert any(issubclass(model, Event) for model in apps.get_models())
