"""Promises about every Python file: size, names, where things are allowed to be."""

import ast
import re
import sys

import pytest

from tests.house.source import (
    LADDER,
    ROOT,
    Module,
    decorators,
    files,
    length,
    lines,
    modules,
    planted,
)

MODULES = modules()
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_VIEW = 400, 60, 40
# Every setting stands in one file, so that none is looked for in two.
LONGEST = {"cocreation/settings.py": 600}
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "handler", "handlers"}


def signals(module: Module) -> list[str]:
    """Hidden work: receivers run where nobody reading the caller can see them."""
    found = []
    for node in ast.walk(module.tree):
        source = getattr(node, "module", "") or ""
        if isinstance(node, ast.ImportFrom) and (
            source.startswith("django.dispatch") or source.endswith(".signals")
        ):
            found.append(f"{module.name}:{node.lineno} imports {source}")
    return found


def late_imports(module: Module) -> list[str]:
    """Imports of our own code inside functions hide a ring of modules."""
    return [
        f"{module.name}:{node.lineno} in {function.name}"
        for function in module.functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def temporary_in_memory(module: Module) -> list[str]:
    """Temporary files with no folder named: these go to /tmp, which is memory where we run."""
    kinds = {"TemporaryFile", "NamedTemporaryFile", "TemporaryDirectory", "mkdtemp", "mkstemp"}
    return [
        f"{module.name}:{node.lineno} {node.func.attr}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in kinds
        and "dir" not in {given.arg for given in node.keywords}
    ]


def overrides(module: Module) -> list[str]:
    """Methods of models and forms that would work behind a service's back."""
    names = {"save", "delete", "__setattr__"}
    return [
        f"{module.name}:{node.lineno} {owner.name}.{node.name}"
        for owner in ast.walk(module.tree)
        if isinstance(owner, ast.ClassDef)
        for node in owner.body
        if isinstance(node, ast.FunctionDef) and node.name in names
    ]


def queries_in_views(module: Module) -> list[str]:
    """Views ask selectors; they hold no queries and write nothing themselves."""
    return [
        f"{module.name}:{node.lineno} .{node.attr}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"objects", "_default_manager", "_base_manager", "save", "delete"}
    ]


def sends_in_services(module: Module) -> list[str]:
    """Services know neither pages nor queues nor mail servers."""
    banned = ("django.http", "django.forms", "django.shortcuts", "django.core.mail", "celery")
    return [
        f"{module.name}:{node.lineno} imports {source}"
        for node in ast.walk(module.tree)
        for source in _sources(node)
        if source.startswith(banned) or re.search(r"\b(views|forms|tasks)\b", source)
    ]


def _sources(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [name.name for name in node.names] if isinstance(node, ast.Import) else []


MARKS = {"service", "bookkeeping"}
# Files of that name in which not every public function is a write with an act.
WITHOUT_MARKS = {
    "cocreation/local_stack/services.py": "the servers that run here, not writes",
    "core/drafts/services.py": "a draft is its writer's scrap paper, kept without an act",
}


def bare_writes(module: Module) -> list[str]:
    """Functions of a services file that others may call without leaving an act.

    In a folder of services, files may share parts with each other but with nobody else.
    """
    if module.name in WITHOUT_MARKS:
        return []
    return [
        f"{module.name}:{node.lineno} {node.name}"
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and not MARKS & set(decorators(node))
        and (module.path.name == "services.py" or _is_used_elsewhere(module, node.name))
    ]


def _is_used_elsewhere(module: Module, name: str) -> bool:
    stem = module.path.stem
    shape = re.compile(rf"\b(services|{stem})\.{name}\b|services\.{stem} import[^#]*?\b{name}\b")
    return any(
        shape.search(other.text) for other in MODULES if other.path.parent != module.path.parent
    )


def stray_services(module: Module) -> list[str]:
    """Services that live outside an app's services file."""
    return [
        f"{module.name}:{node.lineno} {node.name}"
        for node in module.functions()
        if MARKS & set(decorators(node))
    ]


def shape_of_services(module: Module) -> list[str]:
    """Keywords only, and somebody who acts."""
    wrong = []
    for node in module.functions():
        if not MARKS & set(decorators(node)):
            continue
        given = node.args
        if given.args or given.posonlyargs or given.vararg:
            wrong.append(f"{module.name}:{node.lineno} {node.name} takes more than keywords")
        if "by" not in {arg.arg for arg in given.kwonlyargs}:
            wrong.append(f"{module.name}:{node.lineno} {node.name} does not say who acts")
    return wrong


def too_long(module: Module) -> list[str]:
    limit = LONGEST_VIEW if module.is_layer("views") else LONGEST_FUNCTION
    found = [
        f"{module.name}:{node.lineno} {node.name} has {length(node)} lines"
        for node in module.functions()
        if length(node) > limit
    ]
    if lines(module.text) > LONGEST.get(module.name, LONGEST_FILE):
        found.append(f"{module.name} has {lines(module.text)} lines")
    return found


CHECKS = {
    "no signals": (signals, None),
    "no imports inside functions": (late_imports, None),
    "no temporary files in /tmp by accident": (temporary_in_memory, None),
    "no save or delete overrides in models": (overrides, "models"),
    "no save or delete in forms": (overrides, "forms"),
    "no queries or writes in views": (queries_in_views, "views"),
    "no pages, queues or mail in services": (sends_in_services, "services"),
    "every public function of a services file is a service": (bare_writes, "services"),
    "every service takes keywords and says who acts": (shape_of_services, None),
    "short functions and files": (too_long, None),
}


@pytest.mark.parametrize("promise", CHECKS)
def test_promise(promise):
    check, layer = CHECKS[promise]
    found = [fault for m in MODULES if layer is None or m.is_layer(layer) for fault in check(m)]
    assert found == []


def test_services_live_in_services_files():
    found = [fault for m in MODULES if not m.is_layer("services") for fault in stray_services(m)]
    assert found == []


def test_names_say_what_things_are():
    vague = [m.name for m in MODULES if VAGUE_NAMES & set(m.path.with_suffix("").parts)]
    assert vague == []


def test_every_app_stands_on_the_ladder():
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert apps | {"cocreation"} == set(LADDER)


UNFINISHED = re.compile("|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", r"coming\s+" + "soon"]))


def test_nothing_is_left_for_later():
    kinds = (".py", ".html", ".css", ".js", ".md", ".toml", ".yml")
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for kind in kinds
        for path in files(kind)
        for match in UNFINISHED.finditer(path.read_text())
    ]
    assert found == []


def test_locks_hold_no_addresses():
    locks = [ROOT / "package-lock.json", *(ROOT / "requirements").glob("*.txt")]
    assert len(locks) > 1
    assert [lock.name for lock in locks if "://" in lock.read_text()] == []


# --- Each check can fail ----------------------------------------------------------------

PLANTED = [
    (signals, "from django.db.models.signals import post_save\n"),
    (signals, "from django.dispatch import receiver\n"),
    (late_imports, "def f():\n    from core import pages\n"),
    (temporary_in_memory, "file = tempfile.TemporaryFile(suffix='.csv')\n"),
    (overrides, "class A:\n    def save(self):\n        pass\n"),
    (queries_in_views, "def a_list(request):\n    return User.objects.all()\n"),
    (queries_in_views, "def a(request, thing):\n    thing.save()\n"),
    (sends_in_services, "from django.core.mail import send_mail\n"),
    (sends_in_services, "from activities import forms\nfrom activities.forms import X\n"),
    (stray_services, "@service\ndef close_it(*, by):\n    pass\n"),
    (shape_of_services, "@service\ndef close_it(pk, *, by):\n    pass\n"),
    (shape_of_services, "@service\ndef close_it(*, pk):\n    pass\n"),
    (too_long, "def f():\n" + "    x = 1\n" * 70),
    (too_long, "x = 1\n" * 401),
]


def test_a_planted_bare_write_is_found(tmp_path):
    text = "def close_it(*, by):\n    pass\n"
    assert bare_writes(planted(tmp_path, text, "services.py"))
    inside = planted(tmp_path, text, "services/closing.py")
    assert bare_writes(inside) == []
    MODULES.append(planted(tmp_path, "from x.services.closing import close_it\n", "x/views.py"))
    assert bare_writes(inside)
    MODULES.pop()


@pytest.mark.parametrize(("check", "text"), PLANTED)
def test_a_planted_fault_is_found(tmp_path, check, text):
    assert check(planted(tmp_path, text))


def test_a_docstring_does_not_count_as_length(tmp_path):
    words = "    " + "\n    ".join(["text"] * 70)
    text = f'def f():\n    """Words.\n{words}\n    """\n    return 1\n'
    assert too_long(planted(tmp_path, text)) == []


def test_the_checks_see_the_real_files():
    assert len(MODULES) > 60
    assert any(m.is_layer("services") for m in MODULES)
    assert sys.modules["core.service"].__file__ in {str(m.path) for m in MODULES}
