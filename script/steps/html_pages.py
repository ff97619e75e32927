"""Is every page the tests rendered valid HTML? The Nu checker says, or html-validate without Java."""

import json
import re
import shutil
import subprocess
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "var/pages"
OLDEST_JAVA = 11
# What a checker finds and we keep, each with its reason.
ALLOWED = {
    # Narrow screens show a table's cells as blocks, and browsers then forget that it is a table;
    # NHS.UK's responsive table says it again by roles.
    r"The “role” attribute must not be used on an? “(tr|th|td)” element": "responsive tables",
    # NHS.UK's care cards have a heading of two parts, to be read out as one.
    r"Bad value “text” for attribute “role” on element “span”": "care cards",
}


@dataclass(frozen=True)
class Finding:
    """One thing wrong with one page."""

    page: str
    line: int
    message: str
    extract: str


def has_java() -> bool:
    """Whether a Java that the Nu checker can use is here."""
    java = shutil.which("java")
    if not java:
        return False
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    found = re.search(r'version "(\d+)', said.stderr)
    return bool(found and int(found[1]) >= OLDEST_JAVA)


def ask_nu() -> list[Finding]:
    """What the Nu checker calls an error."""
    jar = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"
    command: list[str | Path] = [
        "java",
        "-Xss1m",
        "-jar",
        jar,
        "--errors-only",
        "--format",
        "json",
        PAGES,
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    return [
        Finding(
            page=Path(message.get("url", "")).name,
            line=message.get("lastLine", 0),
            message=message["message"],
            extract=" ".join(message.get("extract", "").split()),
        )
        for message in json.loads(said)["messages"]
        if message["type"] != "info"
    ]


def ask_html_validate() -> list[Finding]:
    """What html-validate calls an error."""
    node = shutil.which("node") or str(ROOT / "var/tools/node/bin/node")
    program = ROOT / "node_modules/html-validate/bin/html-validate.mjs"
    settings = ROOT / "script/steps/html-validate.json"
    command: list[str | Path] = [
        node,
        program,
        "--config",
        settings,
        "--ext",
        "html",
        "--formatter",
        "json",
        PAGES,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if not done.stdout.startswith("["):
        return [Finding("html-validate", 0, done.stderr.strip() or "said nothing", "")]
    return [
        Finding(
            page=Path(page["filePath"]).name,
            line=message["line"],
            message=f"{message['message']} ({message['ruleId']})",
            extract=message.get("selector") or "",
        )
        for page in json.loads(done.stdout)
        for message in page["messages"]
        if message["severity"] > 1
    ]


def faults() -> str:
    """Each kind of error with how often it is and where first; nothing if all is valid."""
    if not any(PAGES.rglob("*.html")):
        return "There are no rendered pages to look at: run script/test first."
    by_kind = defaultdict(list)
    for finding in ask_nu() if has_java() else ask_html_validate():
        if not any(re.match(allowed, finding.message) for allowed in ALLOWED):
            by_kind[finding.message].append(finding)
    return "\n".join(
        f"{len(found)} × {message}\n      {found[0].page}:{found[0].line} {found[0].extract[:150]}"
        for message, found in sorted(by_kind.items(), key=lambda kind: -len(kind[1]))
    )
