"""How the loading of the demonstration is told."""

from __future__ import annotations

from activities.tellings import MANY
from core.tellings import Telling, Tellings


def told() -> Tellings:
    """What the demonstration tells (`core.tellings`)."""
    return Tellings({"home.load_demo": Telling("loaded the demonstration: {count}", MANY)})
