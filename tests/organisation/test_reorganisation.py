"""A reorganisation keeps what was logged where it was logged."""

import threading
from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from activities.models import Activity, ActivityService, Level
from activities.selectors.onion import Place, onion_counts
from core.history import changes
from core.periods import Period
from core.service import Refused, Stale, System, service
from organisation import selectors, services
from organisation.models import ActivityKind, Directorate, Post, Service
from organisation.rules import CLOSE

DAY = date(2027, 4, 1)


@pytest.fixture
def east_kent(cast) -> Directorate:
    return Directorate.objects.get(name="East Kent")


@pytest.fixture
def acute(cast) -> Directorate:
    return Directorate.objects.get(name="Acute")


def _close(cast, directorate, **how):
    given = {"closes_on": DAY, "expected": directorate.version, "plan": {}} | how
    return services.close_directorate(by=cast.ada, directorate_id=directorate.pk, **given)


def test_every_service_needs_an_answer(cast, east_kent):
    with pytest.raises(Refused) as no:
        _close(cast, east_kent)
    assert no.value.sentence == "Say what happens to Canterbury community mental health team."
    assert Directorate.objects.get(pk=east_kent.pk).valid_to is None


def test_a_service_that_moves_goes_on_in_a_new_row(cast, east_kent, acute):
    canterbury, thanet = east_kent.services.order_by("name")
    _close(
        cast,
        east_kent,
        successor_id=acute.pk,
        plan={canterbury.pk: acute.pk, thanet.pk: CLOSE},
        reason="Four directorates become three.",
    )

    old = Service.objects.get(pk=canterbury.pk)
    assert (old.directorate, old.valid_to) == (east_kent, DAY)
    new = old.successor
    assert (new.directorate, new.name, new.valid_from) == (acute, canterbury.name, DAY)
    assert new.cost_centre == canterbury.cost_centre
    gone = Service.objects.get(pk=thanet.pk)
    assert (gone.valid_to, gone.successor) == (DAY, None)

    before, after = date(2027, 3, 31), DAY
    assert [d.name for d in selectors.directorates_in_force(before)] == ["Acute", "East Kent"]
    assert [d.name for d in selectors.directorates_in_force(after)] == ["Acute"]
    assert {s.id for s in selectors.services_in_force(after)} & {old.pk, gone.pk} == set()
    assert selectors.usual_service(cast.sam, before).id == old.pk
    assert selectors.usual_service(cast.sam, after).id == new.pk
    assert selectors.directorates_led_by(cast.lena, before)[0].name == "East Kent"
    assert selectors.directorates_led_by(cast.lena, after) == []

    newest = changes(Directorate.objects.get(pk=east_kent.pk), reader=cast.ada)[0]
    assert (newest.who, newest.reason) == ("Ada Lindqvist", "Four directorates become three.")
    assert {f.label: f.after for f in newest.fields} == {
        "Until": "1 April 2027",
        "Successor": "Acute",
    }


def test_a_service_cannot_join_one_of_the_same_name(cast, east_kent, acute):
    services.open_service(by=cast.ada, directorate_id=acute.pk, name="Memory clinic")
    clinic = services.open_service(by=cast.ada, directorate_id=east_kent.pk, name="Memory Clinic")
    with pytest.raises(Refused) as no:
        services.move_service(
            by=cast.ada, service_id=clinic.pk, expected=1, directorate_id=acute.pk, moves_on=DAY
        )
    assert "already has a service called Memory Clinic" in no.value.sentence


def test_a_closed_directorate_takes_nothing_more(cast, acute):
    wards = acute.services.get()
    _close(cast, acute, plan={wards.pk: CLOSE})
    for attempt in (
        lambda: services.open_service(by=cast.ada, directorate_id=acute.pk, name="New team"),
        lambda: services.rename_directorate(
            by=cast.ada, directorate_id=acute.pk, expected=None, name="Inpatient"
        ),
        lambda: services.add_post(by=cast.ada, person_id=cast.sam.pk, directorate_id=acute.pk),
    ):
        with pytest.raises(Refused) as no:
            attempt()
        assert "1 April 2027" in no.value.sentence
    assert Post.objects.get(person=cast.olu).valid_to == DAY


def test_the_second_of_two_editors_is_told(cast, acute):
    services.rename_directorate(
        by=cast.ada, directorate_id=acute.pk, expected=1, name="Acute and crisis"
    )
    with pytest.raises(Stale) as stale:
        services.rename_directorate(
            by=cast.ada, directorate_id=acute.pk, expected=1, name="Inpatient"
        )
    assert stale.value.theirs["name"] == "Acute and crisis"


def test_closing_by_the_page(as_person, cast, east_kent, acute):
    ada = as_person("ada")
    address = reverse("organisation:directorate_close", args=[east_kent.pk])
    canterbury, thanet = east_kent.services.order_by("name")
    answers = {
        "version": 1,
        "closes_on_day": "1",
        "closes_on_month": "4",
        "closes_on_year": "2027",
        "successor": "",
        f"service_{canterbury.pk}": "follows",
        f"service_{thanet.pk}": str(acute.pk),
    }
    again = ada.send(address, answers)
    assert "because no directorate follows" in again.content.decode()

    done = ada.send(address, answers | {"successor": str(acute.pk)})
    assert done.status_code == 302
    page = ada.get(done["Location"]).content.decode()
    assert "closes or closed on 1 April 2027" in page
    assert Service.objects.filter(directorate=acute, valid_from=DAY).count() == 2


def test_moving_and_closing_services_by_the_page(as_person, cast, east_kent, acute):
    ada = as_person("ada")
    canterbury, thanet = east_kent.services.order_by("name")
    day = {"day": "1", "month": "4", "year": "2027"}
    moved = ada.send(
        reverse("organisation:service_move", args=[canterbury.pk]),
        {"version": 1, "directorate": acute.pk} | {f"moves_on_{k}": v for k, v in day.items()},
    )
    new = Service.objects.get(pk=canterbury.pk).successor
    assert moved["Location"] == reverse("organisation:service_detail", args=[new.pk])
    assert "Follows" in ada.get(moved["Location"]).content.decode()

    closing = {"version": 1, "successor": new.pk} | {f"closes_on_{k}": v for k, v in day.items()}
    ada.send(reverse("organisation:service_close", args=[thanet.pk]), closing)
    assert Service.objects.get(pk=thanet.pk).successor == new
    twice = ada.send(
        reverse("organisation:service_close", args=[thanet.pk]), closing | {"version": 2}
    )
    assert "already has a closing day" in twice.content.decode()


def test_only_the_administrator_changes_the_organisation(as_person, cast, acute):
    for person, status in (("ada", 200), ("ivy", 403), ("sam", 403), ("amina", 403)):
        page = as_person(person).get(reverse("organisation:directorate_close", args=[acute.pk]))
        assert page.status_code == status, person
    with pytest.raises(Refused):
        services.open_directorate(by=cast.ivy, name="Another")


@service
def _log(*, by, service_row):
    level = Level.objects.get(code="involve")
    activity = Activity.objects.create(
        title="Choir",
        kind=ActivityKind.objects.first(),
        status=Activity.Status.HAPPENED,
        level_achieved=level,
        starts_on=date(2026, 6, 1),
        ends_on=date(2026, 6, 1),
    )
    ActivityService.objects.create(
        activity=activity, service=service_row, directorate=service_row.directorate, is_lead=True
    )


def test_what_was_logged_stays_on_the_old_onion(cast, east_kent, acute):
    canterbury, thanet = east_kent.services.order_by("name")
    _log(by=System("tests"), service_row=canterbury)
    _close(cast, east_kent, plan={canterbury.pk: acute.pk, thanet.pk: acute.pk})
    moved = Service.objects.get(pk=canterbury.pk).successor
    _log(by=System("tests"), service_row=moved)

    everything = Period(None, None)
    level = Level.objects.get(code="involve").pk
    for directorate in (east_kent, acute):
        place = Place("directorate", directorate.pk, directorate.name)
        assert onion_counts(place, everything) == {(level, "happened"): 1}


def test_no_service_slips_into_a_directorate_that_is_closing(committed_db, django_db_blocker):
    """One closes the directorate while another opens a service in it: one of them is refused."""
    results = []
    with django_db_blocker.unblock():
        acute = Directorate.objects.get(name="Acute")
        wards = acute.services.get()
        portal = System("tests")

        def attempt(name, carry_out):
            try:
                carry_out()
                results.append(name)
            except Refused as no:
                results.append(no.sentence)
            finally:
                connection.close()

        jobs = [
            lambda: attempt(
                "closed",
                lambda: services.close_directorate(
                    by=portal,
                    directorate_id=acute.pk,
                    expected=None,
                    closes_on=DAY,
                    plan={wards.pk: CLOSE},
                ),
            ),
            lambda: attempt(
                "opened",
                lambda: services.open_service(by=portal, directorate_id=acute.pk, name="New team"),
            ),
        ]
        threads = [threading.Thread(target=job) for job in jobs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        left_open = Service.objects.filter(directorate=acute, valid_to__isnull=True).exists()
        is_closed = Directorate.objects.get(pk=acute.pk).valid_to is not None
        connection.close()
    assert len(results) == 2
    assert len({"closed", "opened"} & set(results)) == 1
    assert left_open is not is_closed
