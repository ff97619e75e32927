"""What is said of a likely double is about that pair: nothing is decided by itself at the load."""

from __future__ import annotations

import pytest

from core.imports.services.answers import decide_doubles
from core.models import Draft, ImportDouble
from tests.core.imports.files import GOOD, checked, fresh, loaded, things
from tests.core.imports.pages import at, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_kind")]
BOWL = ("Bowl", "red", "", "", "", "")


@pytest.fixture
def there(cast):
    """A thing that came in before."""
    loaded(cast.olu, checked(cast.olu, GOOD[0]))
    return Draft.objects.get(page__startswith="thing ")


def bring_all_in(by, batch):
    decide_doubles(by=by, batch_id=batch.pk, expected=batch.version, all_in=True)
    return fresh(batch)


def test_a_decision_holds_while_the_record_is_called_otherwise(cast, there):
    batch = bring_all_in(cast.sam, checked(cast.sam, GOOD[0], BOWL))
    Draft.objects.filter(pk=there.pk).update(values={**there.values, "name": "Mug"})
    batch = loaded(cast.sam, batch)
    assert [thing["name"] for thing in things(batch)] == ["Cup", "Bowl"]


def test_a_decision_about_one_record_is_none_about_another(cast, there, as_person):
    batch = bring_all_in(cast.sam, checked(cast.sam, GOOD[0], BOWL))
    there.delete()
    loaded(cast.olu, checked(cast.olu, GOOD[0]))
    batch = loaded(cast.sam, batch)
    assert (batch.state, things(batch)) == ("checked", [])
    assert "row 2" in batch.trouble
    assert batch.counts["coming_in"]["rows"] == 1
    assert "Changed since you looked" in words(as_person("sam").get(at("doubles", batch)))
    batch = loaded(cast.sam, batch)
    assert [thing["name"] for thing in things(batch)] == ["Bowl"]


def test_a_row_that_stayed_out_does_not_come_in_because_its_record_is_gone(cast, there):
    batch = checked(cast.sam, GOOD[0], BOWL)
    there.delete()
    batch = loaded(cast.sam, batch)
    assert (batch.state, things(batch)) == ("checked", [])
    assert "row 2" in batch.trouble
    assert not ImportDouble.objects.filter(batch_id=batch.pk).exists()
    assert len(things(loaded(cast.sam, batch))) == 2


def test_what_was_logged_meanwhile_stops_the_load(cast):
    batch = checked(cast.sam, *GOOD[:2], BOWL)
    loaded(cast.olu, checked(cast.olu, *GOOD[:2]))
    batch = loaded(cast.sam, batch)
    assert (batch.state, things(batch)) == ("checked", [])
    assert "rows 2, 3" in batch.trouble
