"""Look at the code, the templates and the rendered pages, without running the tests."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import html_pages

ROOT = Path(__file__).resolve().parents[2]
BIN = ROOT / ".venv/bin"
MOST_LINES = 60
# Enough for the settings to be read; nothing of it is connected to.
SETTINGS = {
    "SECRET_KEY": "for-looking-only-0123456789-abcdefghijklmnopqrstuvwxyz",
    "DATABASE_URL": "postgresql://nobody:nothing@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}
# What a real site has; `check --deploy` looks whether the rest follows from it.
LIVE = {"SITE_URL": "https://portal.example", "DEMO_MODE": "0", "ALLOWED_HOSTS": "portal.example"}


def run(*command: str | Path, **settings: str) -> str:
    """What a command says against the project: nothing if it found nothing."""
    environment = {**os.environ, **SETTINGS, **settings}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else shorten(done.stdout + done.stderr)


def shorten(said: str) -> str:
    """The first of what a check says: enough to act on."""
    lines = said.strip().splitlines() or ["failed without a word"]
    more = [f"… and {len(lines) - MOST_LINES} lines more"] if len(lines) > MOST_LINES else []
    return "\n".join([*lines[:MOST_LINES], *more])


def templates() -> list[str]:
    """All templates of our own."""
    return [str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("templates/**/*.html"))]


def lint() -> str:
    return run(BIN / "ruff", "check", "--quiet", "--output-format=concise", ".")


def layout() -> str:
    return run(BIN / "ruff", "format", "--check", "--output-format=concise", ".")


def types() -> str:
    return run(BIN / "mypy")


def ladder() -> str:
    return run(BIN / "lint-imports", "--no-cache")


def template_lint() -> str:
    return run(BIN / "djlint", "--lint", "--quiet", "templates")


def template_layout() -> str:
    return run(BIN / "djade", "--check", "--target-version", "5.2", *templates())


def settings() -> str:
    return run(BIN / "python", "manage.py", "check", "--deploy", "--fail-level", "WARNING", **LIVE)


def migrations() -> str:
    # Without a database Django warns that it cannot compare histories; that is not what is asked.
    silence = ["-W", "ignore::RuntimeWarning"]
    words = ["manage.py", "makemigrations", "--check", "--dry-run"]
    return run(BIN / "python", *silence, *words)


def locks() -> str:
    """Locks hold no addresses, and every package in them has a hash."""
    paths = [*sorted(ROOT.glob("requirements/*.txt")), ROOT / "package-lock.json"]
    return "\n".join(
        f"{path.relative_to(ROOT)}:{number}: an address in a lock (run script/lock)"
        for path in paths
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if "://" in line
    )


def sizes() -> str:
    """No file of ours is longer than a person reads at a sitting."""
    limits = {".py": 400, ".html": 120}
    longer = {"cocreation/settings.py": 600}  # every setting in one file
    limit_of_tests = 600  # long tables of cases are read by looking up
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    found = []
    for name in sorted(set(listed.stdout.split("\0")) - {""}):
        path = ROOT / name
        limit = longer.get(name, limits.get(path.suffix, 0))
        if limit and name.startswith("tests/"):
            limit = limit_of_tests
        if limit and "/migrations/" not in name and path.exists():
            count = len(path.read_text().splitlines())
            if count > limit:
                found.append(f"{name}: {count} lines, more than {limit}")
    return "\n".join(found)


CHECKS: dict[str, Callable[[], str]] = {
    "lint": lint,
    "layout": layout,
    "types": types,
    "ladder": ladder,
    "template-lint": template_lint,
    "template-layout": template_layout,
    "settings": settings,
    "migrations": migrations,
    "locks": locks,
    "sizes": sizes,
    "pages": html_pages.faults,
}


def main() -> int:
    """Run all checks, or those named; 0 only if none found anything."""
    names = sys.argv[1:]
    if names == ["--list"]:
        print("\n".join(CHECKS))
        return 0
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        print(f"There is no check {unknown[0]}; there are: {', '.join(CHECKS)}", file=sys.stderr)
        return 2
    failed = []
    for name in names or CHECKS:
        begun = time.monotonic()
        said = CHECKS[name]().strip()
        result = "FAILED" if said else "well"
        print(f"{name:<18}{result:<8}{time.monotonic() - begun:5.1f} s", flush=True)
        if said:
            failed.append(name)
            print("    " + said.replace("\n", "\n    "), flush=True)
    if failed:
        print(f"\nNot well: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
