"""Install what the portal needs, inside this folder; a second run finds nothing to do.

Standard library only: it runs before anything is installed.
"""

import fcntl
import hashlib
import os
import re
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
STAMPS = ROOT / "var/stamps"
NODE = ROOT / "var/tools/node"
OLDEST_NODE = 20


class SetupError(Exception):
    """Something could not be installed; the text says what to do."""


def mark(*paths: Path) -> str:
    """A mark of the contents of files and of the Python at work."""
    seen = hashlib.sha256(f"{sys.version} {sys.prefix}".encode())
    for path in paths:
        seen.update(path.read_bytes())
    return seen.hexdigest()


def is_done(name: str, wanted: str) -> bool:
    """Whether a step was done for exactly this."""
    stamp = STAMPS / name
    return stamp.exists() and stamp.read_text() == wanted


@contextmanager
def step(words: str, name: str, wanted: str) -> Iterator[None]:
    """Say what is being installed and how long it took; remember it when it worked."""
    begun = time.monotonic()
    print(f"  {words:<42}", end="", flush=True)
    yield
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(wanted)
    print(f"{time.monotonic() - begun:5.1f} s", flush=True)


def run(*command: str | Path, hint: str) -> None:
    """Run a command; if it fails, show the end of what it said and what to do."""
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError as error:
        raise SetupError(f"{error}\n{hint}") from error
    if done.returncode != 0:
        said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
        raise SetupError(f"{' '.join(map(str, command))}\n{said}\n{hint}")


def make_venv(place: Path) -> None:
    """A Python environment in a place; an old one of another Python is replaced."""
    python = place / "bin/python"
    code = "import sys; print('%s.%s' % sys.version_info[:2])"
    if python.exists():
        said = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
        if said.stdout.strip() == f"{sys.version_info.major}.{sys.version_info.minor}":
            return
    hint = "Python's venv module is missing or broken (on Debian: apt-get install python3-venv)."
    run(sys.executable, "-m", "venv", "--clear", place, hint=hint)


def pip_install(place: Path, lock: Path) -> None:
    """Install exactly what a lock says, every file checked against its hash."""
    options = ["--disable-pip-version-check", "--no-input", "--no-deps", "--require-hashes"]
    hint = "The packages could not be fetched: is this machine online, or its package index set?"
    run(place / "bin/python", "-m", "pip", "install", *options, "-r", lock, hint=hint)


def install_python(*, dev: bool) -> None:
    """The Python packages: those to run with, and for tests all of them."""
    locks = {name: ROOT / f"requirements/{name}.txt" for name in ("local", "dev")}
    wanted = {name: mark(lock) for name, lock in locks.items()}
    name = "dev" if dev else "local"
    if (VENV / "bin/python").exists() and (
        is_done("python-dev", wanted["dev"]) or is_done(f"python-{name}", wanted[name])
    ):
        return
    with step("Python packages", f"python-{name}", wanted[name]):
        make_venv(VENV)
        pip_install(VENV, locks[name])


def node_version(node: str) -> int:
    """The main version of a node program; 0 if it does not run."""
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return 0
    found = re.match(r"v(\d+)", said.stdout)
    return int(found[1]) if found else 0


def find_npm() -> Path:
    """The machine's npm, or one from a Python package, in an environment of its own."""
    npm = shutil.which("npm")
    if npm and node_version("node") >= OLDEST_NODE:
        return Path(npm)
    lock = ROOT / "requirements/node.txt"
    if not (is_done("node", mark(lock)) and (NODE / "bin/npm").exists()):
        with step("Node (this machine has none)", "node", mark(lock)):
            make_venv(NODE)
            pip_install(NODE, lock)
    return NODE / "bin/npm"


def trust_this_machine() -> None:
    """Let node believe the certificates this machine believes, as pip does.

    Behind a proxy that opens TLS nothing could be fetched otherwise: node has a list of its own.
    """
    known = ssl.get_default_verify_paths()
    bundles = (known.cafile, known.openssl_cafile, "/etc/ssl/certs/ca-certificates.crt")
    for bundle in bundles:
        if bundle and Path(bundle).exists():
            os.environ.setdefault("NODE_EXTRA_CA_CERTS", bundle)


def install_node_packages(*, dev: bool) -> None:
    """The page assets, and for tests the tools that look at pages."""
    wanted = mark(ROOT / "package-lock.json", ROOT / "package.json")
    name = "npm-dev" if dev else "npm"
    has_files = (ROOT / "node_modules/nhsuk-frontend").exists()
    if has_files and (is_done("npm-dev", wanted) or is_done(name, wanted)):
        return
    npm = find_npm()
    trust_this_machine()
    os.environ["PATH"] = f"{npm.parent}{os.pathsep}{os.environ['PATH']}"
    with step("Page assets" + (" and page tools" if dev else ""), name, wanted):
        options = ["--ignore-scripts", "--no-audit", "--no-fund"] + ([] if dev else ["--omit=dev"])
        run(npm, "ci", *options, hint="The npm packages could not be fetched.")


def copy_assets() -> None:
    """Copy style sheet, script and pictures of NHS.UK frontend to where Django finds them.

    The style sheet is changed in three ways: no map (it is not shipped), pictures by a relative
    address, and no @font-face: Frutiger is licensed for nhs.uk only. Of the pictures only those
    the style sheet names are copied, so no NHS logo comes along.
    """
    source, target = ROOT / "node_modules/nhsuk-frontend/dist/nhsuk", ROOT / "var/assets/nhsuk"
    wanted = mark(Path(__file__), source / "nhsuk-frontend.min.css")
    if is_done("assets", wanted) and target.exists():
        return
    with step("NHS.UK styles", "assets", wanted):
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        style = (source / "nhsuk-frontend.min.css").read_text()
        style = re.sub(r"@font-face\s*\{[^}]*\}", "", style)
        style = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", style)
        style = style.replace("url(/assets/", "url(assets/")
        (target / "nhsuk-frontend.min.css").write_text(style)
        script = (source / "nhsuk-frontend.min.js").read_text()
        (target / "nhsuk-frontend.min.js").write_text(
            re.sub(r"//# sourceMappingURL=\S*", "", script)
        )
        for picture in sorted(set(re.findall(r"url\((assets/[^)]+)\)", style))):
            (target / picture).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / picture, target / picture)


def main() -> int:
    """Install; 0 when all is there, 1 with one clear text when it could not be."""
    dev = "--dev" in sys.argv[1:]
    # Whoever serves styles looks for the folder even before any are collected.
    (ROOT / "var/static").mkdir(parents=True, exist_ok=True)
    with (ROOT / "var/setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            if "--assets" not in sys.argv[1:]:
                install_python(dev=dev)
                install_node_packages(dev=dev)
            copy_assets()
        except SetupError as error:
            print(f"\n\n{error}", file=sys.stderr)
            return 1
        except PermissionError as error:
            print(f"\n\n{error.filename} belongs to another user.", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
