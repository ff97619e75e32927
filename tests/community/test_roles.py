"""Roles: never blurred, begun only with what they need, agreed under kept words, renewed in time."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from community.models import Check, CommunityRole, Person, RoleHeld, RoleText, Status
from community.selectors.roles import missing_checks
from community.services.people import change_person
from community.services.roles import agree_role, end_role, record_check, reword_role, start_role
from community.tasks import remind_renewals
from core.models import Message
from core.service import Refused
from tests.community.people import someone

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def parts(name: str, day: date) -> dict:
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def test_a_role_waits_for_what_it_needs(as_person, cast):
    person, ivy = someone(), as_person("ivy")
    page = reverse("community:role_start", args=[person.pk])
    sent = {"role": "volunteer", "is_agreed": "on", **parts("starts_on", TODAY)}
    said = ivy.send(page, sent).content.decode()
    assert "This role needs first: DBS check, Safeguarding training." in said
    record = reverse("community:check_record", args=[person.pk])
    for check in Check.objects.filter(name__in=["DBS check", "Safeguarding training"]):
        ivy.send(record, {"check_id": check.pk, **parts("done_on", TODAY)})
    assert ivy.send(page, sent).status_code == 302
    held = RoleHeld.objects.get()
    assert (held.agreed_on, held.text.version, held.role) == (TODAY, 1, "volunteer")
    assert (held.renew_on - TODAY).days in (365, 366)
    shown = ivy.get(reverse("community:person_detail", args=[person.pk])).content.decode()
    assert "Version 1 agreed on" in shown
    assert "Volunteer" in as_person("sam").get(reverse("community:person_list")).content.decode()


def test_a_check_that_ran_out_counts_no_more(cast):
    person, dbs = someone(), Check.objects.get(name="DBS check")
    record_check(by=cast.ivy, person_id=person.pk, check_id=dbs.pk, done_on=date(2020, 5, 31))
    held = person.checks_held.get()
    assert held.expires_on == date(2023, 5, 31)
    assert missing_checks(person, "volunteer", date(2023, 5, 30)) == ["Safeguarding training"]
    assert "DBS check" in missing_checks(person, "volunteer", date(2023, 5, 31))
    with pytest.raises(Refused, match="already"):
        record_check(by=cast.ivy, person_id=person.pk, check_id=dbs.pk, done_on=held.done_on)


def test_one_role_is_open_once_and_can_begin_again(cast):
    person = someone()
    given = {"by": cast.ivy, "person_id": person.pk, "role": "ambassador"}
    first = start_role(**given, starts_on=date(2025, 1, 1))
    with pytest.raises(Refused, match="already"):
        start_role(**given, starts_on=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleHeld.objects.create(person=person, role="ambassador", starts_on=TODAY)
    with pytest.raises(Refused, match="before it starts"):
        end_role(by=cast.ivy, held_id=first.pk, ends_on=date(2024, 1, 1))
    end_role(by=cast.ivy, held_id=first.pk, ends_on=date(2025, 6, 1))
    assert start_role(**given, starts_on=TODAY).ends_on is None


@pytest.mark.parametrize("status", [Status.ASKED, Status.PAUSED, Status.LEFT])
def test_who_does_not_take_part_takes_on_no_role(cast, status):
    person = someone(status=status)
    with pytest.raises(Refused, match="takes part"):
        start_role(by=cast.ivy, person_id=person.pk, role="ambassador", starts_on=TODAY)


def test_agreements_keep_their_words(as_person, cast):
    person = someone()
    held = RoleHeld.objects.create(person=person, role="mentor", starts_on=TODAY)
    agree_role(by=cast.ivy, held_id=held.pk, agreed_on=TODAY)
    page = reverse("community:role_reword", args=["mentor"])
    words = {"description": "New", "differs": "Other", "agreement": "Anew"}
    as_person("ivy").send(page, {"version": 1, **words})
    held.refresh_from_db()
    assert (held.text.version, RoleText.objects.filter(role="mentor").count()) == (1, 2)
    assert agree_role(by=cast.ivy, held_id=held.pk, agreed_on=TODAY).text.version == 2
    late = as_person("ivy").send(page, {"version": 1, **words, "differs": "Late"})
    assert "This was changed" in late.content.decode()


def test_members_read_what_each_role_is_and_how_it_differs(as_person):
    amina = as_person("amina")
    overview = amina.get(reverse("community:role_overview")).content.decode()
    for role in CommunityRole:
        assert str(role.label) in overview
        page = amina.get(reverse("community:role_detail", args=[role])).content.decode()
        assert "How it differs from the other roles" in page
        assert "Change this description" not in page


def test_what_runs_out_soon_is_listed(as_person, cast):
    person, far = someone("Soon Person"), someone("Far Person")
    for who, days in ((person, 30), (far, 200)):
        held = RoleHeld.objects.create(person=who, role="mentor", starts_on=date(2024, 1, 1))
        agree_role(by=cast.ivy, held_id=held.pk, agreed_on=TODAY)
        RoleHeld.objects.filter(pk=held.pk).update(renew_on=TODAY + timedelta(days=days))
    talk = Check.objects.get(name="Confidentiality talk")
    for who, day in ((person, TODAY - timedelta(days=350)), (far, TODAY - timedelta(days=400))):
        record_check(by=cast.ivy, person_id=who.pk, check_id=talk.pk, done_on=day)
    record_check(by=cast.ivy, person_id=far.pk, check_id=talk.pk, done_on=TODAY)
    for name in ("renewal_list", "expiry_list"):
        listed = as_person("ivy").get(reverse(f"community:{name}")).content.decode()
        assert "Soon Person" in listed
        assert "Far Person" not in listed


def test_only_the_team_keeps_roles(cast):
    person = someone(account=cast.amina)
    for by in (cast.amina, cast.sam):
        with pytest.raises(Refused, match="involvement team"):
            start_role(by=by, person_id=person.pk, role="ambassador", starts_on=TODAY)
        with pytest.raises(Refused, match="involvement team"):
            reword_role(
                by=by, role="mentor", expected=1, description="x", differs="x", agreement="x"
            )


def test_the_list_of_training_is_kept_on_its_pages(as_person):
    ivy = as_person("ivy")
    ivy.send(reverse("community:check_add"), {"name": "Lone working", "roles": ["champion"]})
    row = Check.objects.get(name="Lone working")
    again = ivy.send(reverse("community:check_add"), {"name": "lone WORKING"}).content.decode()
    assert "already one of this name" in again
    page = reverse("community:check_change", args=[row.pk])
    ivy.send(page, {"version": 1, "name": "Lone working", "lasts_months": "24", "roles": []})
    row.refresh_from_db()
    assert (row.lasts_months, row.is_in_use, row.roles.count()) == (24, False, 0)


# --- What a role needs, from day to day ---------------------------------------------------


def ready(cast, person, role: str = "volunteer", *, done_on: date = TODAY) -> None:
    """Everything that a role needs, done on a day."""
    for check in Check.objects.filter(roles__role=role):
        record_check(by=cast.ivy, person_id=person.pk, check_id=check.pk, done_on=done_on)


def test_a_check_that_lapses_is_said_beside_the_role_that_needs_it(as_person, cast):
    amina = someone("Amina", account=cast.amina)
    ready(cast, amina)
    start_role(by=cast.ivy, person_id=amina.pk, role="volunteer", starts_on=TODAY)
    pages = [
        (as_person("ivy"), reverse("community:person_detail", args=[amina.pk]), "was never done:"),
        (as_person("amina"), reverse("community:own_record"), "or to do again"),
        (as_person("amina"), reverse("home:my_involvement"), "or to do again"),
    ]
    for client, page, words in pages:
        assert words not in client.get(page).content.decode()
    dbs = amina.checks_held.filter(check_done__name="DBS check")
    dbs.update(done_on=date(2020, 1, 1), expires_on=TODAY)
    for client, page, words in pages:
        shown = client.get(page).content.decode()
        assert words in shown
        assert "DBS check" in shown.split(words)[1][:80]
        assert "Safeguarding" not in shown.split(words)[1][:80]


def test_a_role_cannot_begin_in_the_past_with_a_check_that_ran_out_since(cast):
    person, begin = someone(), TODAY - timedelta(days=400)
    ready(cast, person, done_on=TODAY - timedelta(days=1500))
    with pytest.raises(Refused, match=r"This role needs first: .*DBS check"):
        start_role(by=cast.ivy, person_id=person.pk, role="volunteer", starts_on=begin)


def test_the_holder_is_told_a_month_before_and_once(as_person, cast, settings):
    settings.QUIET_FROM = settings.QUIET_UNTIL = 0
    soon, later = someone("Soon", email="soon@home.example"), someone("Later", email="l@x.example")
    for person, days in ((soon, 30), (later, 31)):
        ready(cast, person, "mentor")
        held = start_role(
            by=cast.ivy, person_id=person.pk, role="mentor", starts_on=TODAY, is_agreed=True
        )
        RoleHeld.objects.filter(pk=held.pk).update(renew_on=TODAY + timedelta(days=days))
    remind_renewals()
    remind_renewals()
    told = Message.objects.filter(purpose="role_renewal")
    assert [message.address for message in told] == ["soon@home.example"]
    assert "you hold this role with us: Mentor" in told[0].body
    assert "You hold a role with us." in told[0].body
    # It stands on the team's list all the same, and next year they are told again.
    listed = as_person("ivy").get(reverse("community:renewal_list")).content.decode()
    assert "Soon" in listed
    held = agree_role(by=cast.ivy, held_id=soon.roles_held.get().pk, agreed_on=TODAY)
    assert held.reminded_at is None


def test_whom_no_way_reaches_is_tried_again_and_who_paused_is_left_alone(cast, settings):
    settings.QUIET_FROM = settings.QUIET_UNTIL = 0
    far, paused = someone("Far"), someone("Paused", email="p@home.example")
    for person in (far, paused):
        RoleHeld.objects.create(
            person=person, role="mentor", starts_on=date(2024, 1, 1), renew_on=TODAY
        )
    Person.objects.filter(pk=paused.pk).update(status=Status.PAUSED)
    remind_renewals()
    assert not Message.objects.filter(purpose="role_renewal").exists()
    assert not RoleHeld.objects.filter(reminded_at__isnull=False).exists()
    change_person(by=cast.ivy, person_id=far.pk, expected=None, changes={"phone": "01634 960 1"})
    remind_renewals()
    assert far.by_hand.get().purpose == "role_renewal"
