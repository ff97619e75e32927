"""Our tag gives the official markup for every official example of the components in use."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils.safestring import SafeString

from core import nhs
from tests.core.html_trees import trees

COMPONENTS = Path(settings.BASE_DIR) / "node_modules/nhsuk-frontend/dist/nhsuk/components"


def folder(component: str) -> str:
    return nhs.FOLDERS.get(component) or "".join(
        f"-{letter.lower()}" if letter.isupper() else letter for letter in component
    )


def trusted(value: Any, key: str = "") -> Any:
    """The example's options with its HTML marked safe, as a template's own HTML is."""
    if isinstance(value, dict):
        return {name: trusted(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [trusted(item) for item in value]
    is_html = key == "html" or key.endswith("Html") or key == "attributes"
    return SafeString(value) if is_html and isinstance(value, str) else value


@pytest.mark.parametrize("component", sorted(nhs.COMPONENTS))
def test_component_equals_its_official_examples(component: str) -> None:
    examples = json.loads((COMPONENTS / folder(component) / "fixtures.json").read_text())[
        "fixtures"
    ]
    assert examples
    different = {}
    for example in examples:
        options = trusted(example["context"])
        content = SafeString(example["callBlock"]) if example.get("callBlock") else None
        if trees(nhs.render(component, options, content=content)) != trees(example["html"]):
            different[example["name"]] = options
    assert different == {}
