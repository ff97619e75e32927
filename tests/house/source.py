"""The repository as the house tests read it: its files, functions and templates."""

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())
NOT_OURS = {".git", ".venv", "node_modules", "var", "__pycache__"}

# From the highest to the lowest: whoever stands above may lean on those below.
LADDER: list[str] = SETTINGS["tool"]["importlinter"]["contracts"][0]["layers"]

Function = ast.FunctionDef | ast.AsyncFunctionDef


def files(ending: str, top: Path = ROOT) -> Iterator[Path]:
    """Every file of ours with this ending, committed or not."""
    for path in sorted(top.iterdir()):
        if path.name in NOT_OURS or path.name.startswith("."):
            continue
        if path.is_dir():
            yield from files(ending, path)
        elif path.name.endswith(ending):
            yield path


@dataclass(frozen=True)
class Module:
    """One Python file of ours."""

    path: Path
    text: str

    @classmethod
    def of(cls, path: Path) -> "Module":
        return cls(path, path.read_text())

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def name(self) -> str:
        """Where it stands, for messages."""
        return (
            str(self.path.relative_to(ROOT)) if self.path.is_relative_to(ROOT) else self.path.name
        )

    @property
    def app(self) -> str:
        return self.name.split("/", 1)[0]

    def is_layer(self, layer: str) -> bool:
        """Whether this is an app's `layer.py` or a file of its `layer/` folder."""
        parts = self.path.with_suffix("").parts
        return layer in parts[-2:]

    def functions(self) -> Iterator[Function]:
        for node in ast.walk(self.tree):
            if isinstance(node, Function):
                yield node

    def source_of(self, node: ast.AST) -> str:
        return ast.get_source_segment(self.text, node) or ""


def modules() -> list[Module]:
    """Every Python file that runs in production; migrations and tests are apart."""
    return [
        Module.of(path)
        for path in files(".py")
        if path.relative_to(ROOT).parts[0] in LADDER and "migrations" not in path.parts
    ]


def length(function: Function) -> int:
    """Lines of a function without its docstring and decorators."""
    first = function.body[0]
    has_words = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    words = (first.end_lineno or 0) - first.lineno + 1 if has_words else 0
    return (function.end_lineno or 0) - function.lineno + 1 - words


def decorators(function: Function) -> list[str]:
    """Names of a function's decorators, without arguments."""
    found = []
    for node in function.decorator_list:
        target = node.func if isinstance(node, ast.Call) else node
        found.append(
            target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")
        )
    return found


def lines(text: str) -> int:
    return text.count("\n") + (not text.endswith("\n") and bool(text))


def planted(tmp_path: Path, text: str, name: str = "views.py") -> Module:
    """A file with a fault in it, to see that a check can fail."""
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return Module.of(path)


def templates() -> list[Path]:
    return list(files(".html", ROOT / "templates"))


def without_comments(template: str) -> str:
    return re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", template, flags=re.S)
