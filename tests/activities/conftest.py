"""Activities that several tests begin with."""

from __future__ import annotations

import pytest

from activities.models import Activity
from tests.activities.records import an_activity


@pytest.fixture
def near(cast) -> list[Activity]:
    """Three of Sam's own service and one that is not."""
    made = [an_activity(f"Group {n}", services=["Canterbury"]) for n in range(3)]
    return [*made, an_activity("Ward survey", services=["Littlebrook"])]
