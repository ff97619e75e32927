"""Forgetting while something else goes on: records that were joined, a fault, a change of mind."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from community.models import Erased, Person, RightsRequest
from community.services import erasure, rights
from community.services.erasure import erase_person
from community.services.merging import merge_people
from community.services.rights import ask_right, take_back_right
from community.tasks import erase_people
from core.models import Heartbeat
from core.service import Refused, System
from tests.cast import Cast
from tests.community.people import BY, someone


def asked(person, *, is_due: bool = True) -> RightsRequest:
    row = ask_right(by=BY, person_id=person.pk, kind="erasure")
    if is_due:
        RightsRequest.objects.filter(pk=row.pk).update(planned_at=timezone.now())
    return row


def pair(cast, *, is_kept_due: bool = True) -> tuple[Person, Person]:
    """Two records of one person, joined; each asked to be forgotten."""
    kept, gone = someone("Pia Pair", account=cast.amina), someone("Pia Payr")
    asked(gone)
    asked(kept, is_due=is_kept_due)
    merge_people(by=cast.ivy, kept_id=kept.pk, gone_id=gone.pk, chosen={})
    assert RightsRequest.objects.filter(person=gone, state="asked").count() == 1
    return kept, gone


def names() -> set[str]:
    return set(Person.objects.values_list("name", flat=True))


@pytest.mark.parametrize("is_kept_due", [True, False])
def test_joined_records_that_both_asked_are_forgotten_and_hold_nobody_up(cast, is_kept_due):
    pair(cast, is_kept_due=is_kept_due)
    asked(someone("Zoe Next"))
    erase_people()
    assert names() == {"Removed"}
    assert set(RightsRequest.objects.values_list("state", flat=True)) == {"answered"}
    assert Erased.objects.count() == 3
    erase_people()
    assert Erased.objects.count() == 3


def test_who_takes_it_back_is_not_forgotten_by_the_wish_of_a_joined_record(cast):
    pair(cast)
    for row in RightsRequest.objects.filter(state="asked"):
        if row.state == RightsRequest.objects.get(pk=row.pk).state:
            take_back_right(by=cast.amina, request_id=row.pk)
    erase_people()
    assert "Removed" not in names()
    assert set(RightsRequest.objects.values_list("state", flat=True)) == {"taken_back"}


def test_a_fault_with_one_does_not_keep_the_others(db, monkeypatch):
    first, second = someone("Fay Fault"), someone("Nora Next")
    asked(first)
    asked(second)
    whole = erasure.erase_person

    def breaks(*, by, person_id):
        if person_id == first.pk:
            raise RuntimeError("Something is broken.")
        return whole(by=by, person_id=person_id)

    monkeypatch.setattr("community.tasks.erase_person", breaks)
    with pytest.raises(RuntimeError, match="broken"):
        erase_people()
    assert names() == {"Fay Fault", "Removed"}
    # The health page sees that the job does not come to its end.
    assert not Heartbeat.objects.filter(name="erase_people").exists()


def test_who_takes_it_back_in_the_moment_it_is_done_is_told_the_truth(committed_db, monkeypatch):
    """Both at once: either it is taken back and nobody is forgotten, or it is too late."""
    cast = Cast()
    person = someone("Tess Took", account=cast.amina)
    row = asked(person)
    has_begun, said = threading.Event(), []
    whole = rights._close

    def slowly(*args):
        has_begun.set()
        threading.Event().wait(0.5)
        whole(*args)

    monkeypatch.setattr("community.services.rights._close", slowly)

    def take_back():
        try:
            take_back_right(by=cast.amina, request_id=row.pk)
            said.append("taken back")
        finally:
            connection.close()

    thread = threading.Thread(target=take_back)
    thread.start()
    has_begun.wait(5)
    with pytest.raises(Refused, match="Nobody asked"):
        erase_person(by=System("erasure"), person_id=person.pk)
    thread.join()
    row.refresh_from_db()
    assert (said, row.state, names()) == (["taken back"], "taken_back", {"Tess Took"})


def test_it_is_too_late_while_it_is_being_done(committed_db, monkeypatch):
    cast = Cast()
    person = someone("Late Larry", account=cast.amina)
    row = asked(person)
    has_begun, said = threading.Event(), []
    whole = erasure._erase_files

    def slowly(*args, **more):
        has_begun.set()
        threading.Event().wait(0.5)
        return whole(*args, **more)

    monkeypatch.setattr("community.services.erasure._erase_files", slowly)

    def forget():
        try:
            said.append(erase_person(by=System("erasure"), person_id=person.pk) > 0)
        finally:
            connection.close()

    thread = threading.Thread(target=forget)
    thread.start()
    has_begun.wait(5)
    with pytest.raises(Refused):
        take_back_right(by=cast.ivy, request_id=row.pk)
    thread.join()
    row.refresh_from_db()
    assert (said, row.state, names()) == ([True], "answered", {"Removed"})
    assert row.answered_at > timezone.now() - timedelta(minutes=5)
