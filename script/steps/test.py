"""Run the tests in groups and say how long each took.

Started by script/test inside a running PostgreSQL and Valkey of its own.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from browser import BrowserError, find_browser

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "var/pages"
JOURNEYS, FAULTS = "tests/journeys", "tests/faults"
FOR_TESTS = {
    # With demo mode every address is there; tests of a real site turn it off for themselves.
    "DEMO_MODE": "1",
    "MAIL_FOLDER": str(ROOT / "var/test/mail"),
    "SAVE_PAGES": str(PAGES),
    # Without collecting styles first, so that no old collection is tested instead.
    "STATICFILES_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
# The tests share two cores with the servers; more at once only waits.
AT_ONCE = min(2, os.cpu_count() or 1)
# A busy machine may once be too slow for a browser or a killed server. What is broken fails twice;
# what passes only then is named in the report ("RERUN") and is to be mended too.
ONCE_MORE = ["--reruns", "1"]


def groups(*, browser: bool) -> list[tuple[str, list[str]]]:
    """What is run when nothing is named: a name for each group, and pytest's arguments."""
    without = [f"--ignore={JOURNEYS}", f"--ignore={FAULTS}"]
    at_once = ["-n", str(AT_ONCE), *ONCE_MORE]
    found = [("Rules, services and pages", ["tests", *without, *at_once])]
    if any((ROOT / FAULTS).glob("test_*.py")):
        found.append(("Faults", [FAULTS, *at_once, "--dist", "loadfile"]))
    if browser and any((ROOT / JOURNEYS).glob("test_*.py")):
        # The walk of every page is as long as several others: who is done takes from who is not.
        shared = [*at_once, "--dist", "worksteal"]
        found.append(("Journeys in a browser", [JOURNEYS, *shared]))
    return found


def run_group(name: str, words: list[str]) -> tuple[str, float, int]:
    """Run one group; its name, how many minutes it took, and pytest's exit code."""
    print(f"\n=== {name}: pytest {' '.join(words)}", flush=True)
    begun = time.monotonic()
    environment = {**FOR_TESTS, **os.environ}
    if any(JOURNEYS in word and not word.startswith("--ignore") for word in words):
        environment |= find_browser()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words], cwd=ROOT, env=environment, check=False
    )
    return name, (time.monotonic() - begun) / 60, done.returncode


def main() -> int:
    """Run what was asked for; 0 only if every group passed."""
    words = sys.argv[1:]
    browser = "--no-browser" not in words
    words = [word for word in words if word != "--no-browser"]
    if words:
        wanted = [("Chosen tests", words)]
    else:
        wanted = groups(browser=browser)
        shutil.rmtree(PAGES, ignore_errors=True)
    PAGES.mkdir(parents=True, exist_ok=True)
    try:
        results = [run_group(*group) for group in wanted]
    except BrowserError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    print()
    for name, minutes, code in results:
        print(f"{name:<30}{minutes:6.1f} minutes  {'passed' if code == 0 else 'FAILED'}")
    return 0 if all(code == 0 for _, _, code in results) else 1


if __name__ == "__main__":
    sys.exit(main())
