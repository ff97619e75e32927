"""How it felt: asked once, of both sides, seen beside no name, and counted as a gap."""

from __future__ import annotations

import threading
from datetime import datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from activities.felt_gap import FEWEST, SIDES, gap_words
from activities.models import (
    Activity,
    Attendance,
    CallWanted,
    Felt,
    Level,
    Opportunity,
    OwedAnswer,
    Session,
)
from activities.rules.felt import FeltFacts, call_by, felt_blocker, side_of
from activities.rules.log import LONDON
from activities.selectors.felt import after_token
from activities.selectors.felt_gap import gap_page
from activities.services.attendance import mark_attendance, mark_sheet
from activities.services.felt import (
    FeltEntry,
    say_felt,
    say_staff_felt,
    take_back_felt,
)
from activities.tasks import thank_people
from community.models import ByHand, Person, RightsRequest
from community.selectors.data import everything_about
from community.services.merging import merge_people, undo_merge
from community.services.rights import ask_right
from community.tasks import erase_people
from core.models import Act, Message
from core.service import Refused, System
from tests.activities.places import BY, open_session
from tests.community.people import someone
from tests.house.world import World

LINK = System("link after a session")
DEBRIEF = "Two of us stay for an hour."
SAYS = {"shared": "engage", "used": "partly", "words": "It was too hot."}


def address(name: str, *arguments) -> str:
    return reverse(f"activities:{name}", args=arguments)


@pytest.fixture
def garden(cast) -> Opportunity:
    """A session of yesterday, ten to eleven, that Ivy logged and Sam's service ran."""
    World()
    made = open_session(places=20, debrief=DEBRIEF)
    Session.objects.filter(pk=made.session_id).update(
        held_on=timezone.localdate() - timedelta(days=1)
    )
    Activity.objects.filter(pk=made.session.activity_id).update(
        logged_by=cast.ivy,
        status="happened",
        level_achieved=Level.objects.get(code="involve"),
    )
    made.refresh_from_db()
    return made


def came(opportunity: Opportunity, who, **given) -> Attendance:
    """Somebody who was there, marked a while ago."""
    person = someone(who, **given) if isinstance(who, str) else who
    return Attendance.objects.create(
        session=opportunity.session,
        person=person,
        outcome="came",
        way="list",
        recorded_at=timezone.now() - timedelta(hours=1),
    )


@pytest.fixture
def aminas(garden) -> Attendance:
    return came(garden, Person.objects.get(account__email="amina@portal.example"))


def said() -> list[tuple[str, str, str]]:
    return list(Felt.objects.order_by("pk").values_list("side", "shared", "used"))


# --- One message, one page ----------------------------------------------------------------


def reachable(name: str):
    email = f"{name.split(maxsplit=1)[0].lower()}@home.example"
    return someone(name, email=email, is_email_confirmed=True)


def thanks() -> list[Message]:
    return list(Message.objects.filter(subject__startswith="Thank you for coming"))


def test_who_came_is_thanked_once_with_one_link(client, garden):
    row = came(garden, reachable("Ann Lee"))
    Attendance.objects.create(
        session=garden.session, person=reachable("Bo Marsh"), outcome="missed", way="list"
    )
    for _ in range(3):
        thank_people()
    (letter,) = thanks()
    assert letter.address == "ann@home.example"
    assert DEBRIEF in letter.body
    assert "Lee" not in letter.body
    assert f"by {OwedAnswer.objects.get().due_on:%-d %B %Y}" in letter.body
    page = client.get(address("session_after", after_token(row))).content.decode()
    assert "Thank you for coming" in page
    assert DEBRIEF in page
    assert "Lee" not in page
    # The names of levels are not shown, and neither are their numbers
    assert "Involve<" not in page


def test_nobody_is_thanked_before_the_end_or_for_what_was_marked_just_now(garden, cast):
    today = datetime.combine(timezone.localdate(), time(11, 30), LONDON)
    Session.objects.filter(pk=garden.session_id).update(held_on=today.date())
    row = came(garden, reachable("Ann Lee"))
    Attendance.objects.update(recorded_at=today)
    for minutes, count in ((0, 0), (29, 0), (31, 1)):
        with time_machine.travel(today + timedelta(minutes=minutes), tick=False):
            thank_people()
        assert len(thanks()) == count
    # Marked late in the evening: the slip can be mended for a while
    Attendance.objects.filter(pk=row.pk).update(thanked_at=None)
    Attendance.objects.update(recorded_at=today + timedelta(hours=5))
    with time_machine.travel(today + timedelta(hours=5, minutes=5), tick=False):
        thank_people()
    assert len(thanks()) == 1


def test_what_is_long_ago_or_cancelled_thanks_nobody(garden):
    came(garden, reachable("Ann Lee"))
    Session.objects.filter(pk=garden.session_id).update(
        held_on=timezone.localdate() - timedelta(days=20)
    )
    thank_people()
    Session.objects.filter(pk=garden.session_id).update(
        held_on=timezone.localdate() - timedelta(days=1),
        status="cancelled",
        status_reason="Flood",
    )
    thank_people()
    assert thanks() == []
    assert not ByHand.objects.exists()


def test_who_cannot_be_written_to_stands_on_the_list_of_the_day(as_person, garden):
    came(garden, "Ann Lee", status="paused")
    thank_people()
    shown = as_person("ivy").get(address("opportunity_day", garden.pk)).content.decode()
    assert "We could not thank them: This person has paused." in shown
    assert "Write down how it was for them" in shown


# --- Saying it ----------------------------------------------------------------------------


def test_signed_in_it_is_said_changed_and_taken_back(as_person, garden, aminas):
    member, page = as_person("amina"), address("session_after", after_token(aminas))
    assert "How was it for you?" in member.get("/my-involvement/").content.decode()
    empty = member.send(page, {"shared": "", "used": "", "words": " "}).content.decode()
    assert "you need not say anything" in empty
    member.send(page, SAYS)
    member.send(page, {**SAYS, "shared": "involve"})
    assert said() == [("people", "involve", "partly")]
    assert "It was too hot." in member.get(page).content.decode()
    assert "How was it for you?" not in member.get("/my-involvement/").content.decode()
    member.send(address("felt_take_back", after_token(aminas)), {})
    assert said() == []


def test_through_the_link_what_was_said_is_not_shown(client, as_person, garden, aminas):
    page = address("session_after", after_token(aminas))
    assert client.send(page, SAYS).status_code == 302
    for viewer in (client, as_person("ben"), as_person("ivy")):
        shown = viewer.get(page).content.decode()
        assert "It was too hot." not in shown
        assert "We do not show here what you said" in shown
        assert "no-store" in viewer.get(page).headers["Cache-Control"]
        certificate = viewer.get(address("session_certificate", after_token(aminas)))
        assert certificate.status_code in (302, 404)
    assert said() == [("people", "engage", "partly")]


@pytest.mark.parametrize("token", ["1", "1.abc", "x"])
def test_a_link_that_was_never_given_opens_nothing(client, db, token):
    for name in ("session_after", "felt_take_back", "call_want", "call_drop"):
        assert client.get(address(name, token)).status_code == 404


def test_the_link_ends_for_others_and_not_for_the_person(client, as_person, garden, aminas):
    page = address("session_after", after_token(aminas))
    Session.objects.filter(pk=garden.session_id).update(
        held_on=timezone.localdate() - timedelta(days=91)
    )
    assert client.get(page).status_code == 404
    assert "Answers could be given until" in as_person("amina").get(page).content.decode()


def test_staff_write_it_down_for_who_calls(as_person, garden):
    ann = came(garden, "Ann Lee").person
    enter = address("felt_enter", garden.pk, ann.pk)
    ivy = as_person("ivy")
    assert "How did they tell you?" in ivy.send(enter, SAYS).content.decode()
    ivy.send(enter, {**SAYS, "way": "telephone"})
    row = Felt.objects.get()
    assert (row.side, row.way, row.written_by.email) == (
        "people",
        "telephone",
        "ivy@portal.example",
    )
    assert as_person("olu").get(enter).status_code == 403
    # Nobody sees afterwards what somebody said
    assert "too hot" not in ivy.get(enter).content.decode()


def test_staff_write_down_a_call_for_who_says_it_at_the_door(as_person, garden, cast):
    ann = came(garden, "Ann Lee").person
    enter, ivy = address("call_enter", garden.pk, ann.pk), as_person("ivy")
    assert enter in ivy.get(address("opportunity_day", garden.pk)).content.decode()
    # We know no number of hers, so one has to be said
    assert "There is no number in their record." in ivy.get(enter).content.decode()
    shown = ivy.send(enter, {"phone": ""}).content.decode()
    assert "We have no telephone number to call. Enter one" in shown
    ivy.send(enter, {"phone": "01632 960 123"})
    row = CallWanted.objects.get()
    assert (row.attendance.person, row.phone) == (ann, "01632 960 123")
    assert Act.objects.filter(service="activities.want_call").latest("at").by == cast.ivy
    assert address("call_finish", row.pk) in ivy.get("/").content.decode()
    assert as_person("olu").get(enter).status_code == 403
    Opportunity.objects.update(debrief="")
    assert "No call was offered after this session" in ivy.get(enter).content.decode()
    assert enter not in ivy.get(address("opportunity_day", garden.pk)).content.decode()


def test_for_whom_something_is_written_down_stands_in_the_act(garden, cast, aminas):
    say_felt(by=cast.ivy, attendance_id=aminas.pk, entry=FeltEntry("involve"), way="paper")
    act = Act.objects.filter(service="activities.say_felt").latest("at")
    assert (act.by, act.on_behalf_of) == (cast.ivy, aminas.person.account)


def test_both_sides_are_asked_and_staff_who_came_as_guests_are_staff(as_person, cast, garden):
    guest = came(garden, "Gil Green", kinds=("staff",))
    say_felt(by=LINK, attendance_id=guest.pk, entry=FeltEntry("engage"))
    ivy = as_person("ivy")
    assert address("felt_staff", garden.pk) in ivy.get("/").content.decode()
    ivy.send(address("felt_staff", garden.pk), SAYS)
    ivy.send(address("felt_staff", garden.pk), {**SAYS, "shared": "collaborate"})
    assert address("felt_staff", garden.pk) not in ivy.get("/").content.decode()
    assert said() == [("staff", "engage", ""), ("staff", "collaborate", "partly")]
    with pytest.raises(Refused):
        say_staff_felt(by=cast.olu, opportunity_id=garden.pk, entry=FeltEntry("engage"))
    ivy.send(address("felt_staff_take_back", garden.pk), {})
    assert len(said()) == 1


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"came": False}, "not having come"),
        ({"has_begun": False}, "has not begun"),
        ({"is_off": True}, "does not take place"),
        ({"days": 29}, "Answers could be given until"),
    ],
)
def test_it_can_be_said_by_who_came_once_it_began_for_four_weeks(change, why):
    today = timezone.localdate()
    given = {"has_begun": True, "is_off": False, "came": True} | change
    held_on = today - timedelta(days=given.pop("days", 1))
    assert why in felt_blocker(FeltFacts(held_on=held_on, **given), today)
    usual = {"has_begun": True, "is_off": False, "came": True}
    assert felt_blocker(FeltFacts(held_on=today - timedelta(days=28), **usual), today) is None


def test_the_database_takes_one_answer_and_only_of_who_came(garden, aminas):
    missed = Attendance.objects.create(
        session=garden.session, person=someone("Bo Marsh"), outcome="missed", way="list"
    )
    other = open_session("Poetry")
    wrong = [
        {"attendance": missed, "session": garden.session},
        {"attendance": aminas, "session": other.session},
        {"attendance": None, "session": garden.session},
        {"attendance": aminas, "session": garden.session, "shared": ""},
        {"attendance": aminas, "session": garden.session, "side": "both"},
        {"attendance": aminas, "session": garden.session, "shared": "deep"},
    ]
    for given in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Felt.objects.create(**{"side": "people", "shared": "engage"} | given)
    Felt.objects.create(side="people", shared="engage", attendance=aminas, session=garden.session)
    with pytest.raises(IntegrityError), transaction.atomic():
        Felt.objects.create(
            side="people", shared="engage", attendance=aminas, session=garden.session
        )


def test_sent_by_many_phones_at_once_it_is_one_answer(committed_db):
    World()
    made = open_session()
    Session.objects.update(held_on=timezone.localdate() - timedelta(days=1))
    row = came(made, "Ann Lee")

    def press(number: int) -> None:
        try:
            say_felt(by=LINK, attendance_id=row.pk, entry=FeltEntry("engage", words=str(number)))
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(each,)) for each in range(12)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert Felt.objects.count() == 1
    connection.close()


# --- Support ------------------------------------------------------------------------------


def test_who_wants_a_call_stands_on_the_desks_of_those_who_run_it_alone(
    client, as_person, cast, garden, aminas
):
    page = address("call_want", after_token(aminas))
    assert "We have no number of yours yet" in client.get(page).content.decode()
    assert (
        "We have no telephone number to call" in client.send(page, {"phone": ""}).content.decode()
    )
    assert client.send(page, {"phone": "01622 123456"}).status_code == 302
    call = aminas.call_wanted
    finish = address("call_finish", call.pk)
    after = address("session_after", after_token(aminas))
    assert "Somebody calls you by" in client.get(after).content.decode()
    ivy = as_person("ivy")
    assert finish in ivy.get("/").content.decode()
    assert "01622 123456" in ivy.get(finish).content.decode()
    for key in ("olu", "lena", "sam", "stella"):
        assert finish not in as_person(key).get("/").content.decode()
    assert as_person("olu").get(finish).status_code == 403
    ivy.send(finish, {})
    assert finish not in ivy.get("/").content.decode()
    call.refresh_from_db()
    assert call.done_by == cast.ivy
    # Asked anew, it is owed anew; and it can be dropped
    client.send(page, {"phone": "01622 123456"})
    assert finish in ivy.get("/").content.decode()
    client.send(address("call_drop", after_token(aminas)), {})
    assert finish not in ivy.get("/").content.decode()


def test_no_call_is_offered_where_no_support_was_planned(client, garden, aminas):
    Opportunity.objects.update(debrief="")
    page = client.get(address("session_after", after_token(aminas))).content.decode()
    assert "somebody to call me" not in page
    answer = client.send(address("call_want", after_token(aminas)), {"phone": "01622 123456"})
    assert "No call was offered" in answer.content.decode()


def test_a_call_is_due_after_two_working_days():
    friday = timezone.localdate() + timedelta(days=(4 - timezone.localdate().weekday()) % 7)
    assert call_by(friday) == friday + timedelta(days=4)
    assert call_by(friday - timedelta(days=4)) == friday - timedelta(days=2)


# --- What is owed, whichever way it was finished ------------------------------------------


def test_the_sheet_of_paper_alone_makes_what_is_owed(garden):
    ann = place_for_sheet(garden)
    mark_sheet(by=BY, opportunity_id=garden.pk, came=[ann.pk], others_missed=True)
    owed = OwedAnswer.objects.get()
    assert owed.due_on == garden.session.held_on + timedelta(days=28)


def place_for_sheet(garden: Opportunity):
    """A person whom the list of the day holds."""
    person = someone("Ann Lee")
    Attendance.objects.create(session=garden.session, person=person, outcome="missed", way="list")
    return person


def test_marks_at_the_door_make_it_on_the_next_day_and_late_sheets_leave_a_week(garden):
    came(garden, "Ann Lee")
    today = timezone.localdate()
    Session.objects.filter(pk=garden.session_id).update(held_on=today)
    Session.objects.filter(pk=garden.session_id).update(status="planned")
    thank_people()
    assert not OwedAnswer.objects.exists()
    Session.objects.filter(pk=garden.session_id).update(held_on=today - timedelta(days=40))
    thank_people()
    thank_people()
    assert OwedAnswer.objects.get().due_on == today + timedelta(days=7)


# --- The figure ---------------------------------------------------------------------------


def slowly(side: str) -> tuple[int, Decimal | None]:
    """The gap of all, one answer after the other."""
    order = ["inform", "engage", "involve", "collaborate", "co-create"]
    steps = []
    for row in Felt.objects.filter(side=side):
        activity = row.session.activity
        if row.attendance and row.attendance.outcome != "came":
            continue
        if row.attendance and row.attendance.person.merged_into:
            continue
        if row.session.status == "cancelled" or activity.status not in ("happened", "closed"):
            continue
        if row.shared:
            steps.append(order.index(row.shared) - order.index(activity.level_achieved.code))
    if len(steps) < FEWEST:
        return len(steps), None
    mean = Decimal(sum(steps)) / len(steps)
    return len(steps), mean.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def test_the_gap_is_that_of_a_slow_count(garden, cast):
    shared = ["inform", "engage", "engage", "involve", "co-create", "engage", ""]
    for place, code in enumerate(shared):
        row = came(garden, f"Person {place}")
        say_felt(by=LINK, attendance_id=row.pk, entry=FeltEntry(code, used="no"))
    # Taken off the list afterwards, and of an activity that is still planned: not compared
    gone = came(garden, "Taken Off")
    say_felt(by=LINK, attendance_id=gone.pk, entry=FeltEntry("inform"))
    mark_attendance(by=BY, opportunity_id=garden.pk, person_id=gone.person_id, outcome="missed")
    planned = open_session("Planned")
    Session.objects.filter(pk=planned.session_id).update(held_on=garden.session.held_on)
    planned.refresh_from_db()
    early = came(planned, "Early Bird")
    say_felt(by=LINK, attendance_id=early.pk, entry=FeltEntry("inform"))
    people, staff = gap_page().figures
    assert (people.compared, people.shallower, people.same, people.deeper) == (6, 4, 1, 1)
    assert people.answers == 8
    assert dict(people.used)["no"] == 7
    count, mean = slowly("people")
    assert (count, gap_words(people.gap)) == (6, f"{abs(mean)} less deep")
    assert staff.gap is None
    assert slowly("staff") == (0, None)


def test_with_too_few_answers_no_number_is_shown(as_person, garden):
    for place in range(FEWEST - 1):
        row = came(garden, f"Person {place}")
        say_felt(by=LINK, attendance_id=row.pk, entry=FeltEntry("co-create", words="=1+1"))
    ivy = as_person("ivy")
    shown = ivy.get(address("felt_gap")).content.decode()
    assert "1 activity has fewer than 5 answers" in shown
    assert "deeper</td>" not in shown
    assert "too few" in shown
    assert "=1+1" not in shown
    row = came(garden, "Person 9")
    say_felt(by=LINK, attendance_id=row.pk, entry=FeltEntry("co-create"))
    # From five people on the words are there, without a name
    shown = ivy.get(address("felt_gap")).content.decode()
    assert "=1+1" in shown
    assert "Person 1" not in shown
    assert "2.0 deeper" in ivy.get(address("felt_gap")).content.decode()
    file = ivy.get(address("felt_gap_csv")).content.decode()
    assert '"All activities","","Those who came","5","0","0","5","2.0 deeper"' in file
    for key in ("sam", "olu", "stella", "amina", "ada"):
        assert as_person(key).get(address("felt_gap")).status_code == 403


def test_words_of_one_side_are_shown_where_five_of_them_answered(cast, garden):
    for place in range(FEWEST):
        row = came(garden, f"Person {place}")
        say_felt(by=LINK, attendance_id=row.pk, entry=FeltEntry("engage", words=f"Said {place}"))
    # One who ran it all, several times over, is one
    for days in range(FEWEST):
        held = Session.objects.create(
            activity=garden.session.activity,
            held_on=garden.session.held_on - timedelta(days=days + 1),
            precision="day",
            status="held",
        )
        Felt.objects.create(session=held, account=cast.ivy, side="staff", words="Only I ran it")
    page = gap_page()
    assert [each.words for each in page.said] == [f"Said {place}" for place in range(FEWEST)]
    assert {each.side for each in page.said} == {"Those who came"}
    for key in ("sam", "olu", "lena", "cal"):
        Felt.objects.create(
            session=garden.session, account=getattr(cast, key), side="staff", words=f"By {key}"
        )
    assert "Only I ran it" in {each.words for each in gap_page().said}


def test_a_picture_with_words_source_and_day(as_person, garden):
    shown = as_person("ivy").get(address("felt_gap")).content.decode()
    for each in ("<svg", "<title", "<desc", "Source:", f"{timezone.localdate():%Y}"):
        assert each in shown


def test_as_many_queries_for_many_as_for_few(garden, django_assert_max_num_queries):
    counts = []
    for number in (FEWEST, 7):
        for place in range(number):
            row = came(garden, f"Person {number} {place}")
            say_felt(by=LINK, attendance_id=row.pk, entry=FeltEntry("engage", words="Words"))
        with django_assert_max_num_queries(10) as seen:
            gap_page()
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 4


def test_each_side_has_its_own_row():
    assert [side_of(kinds) for kinds in (["carer"], ["staff"], [], ["staff", "carer"])] == [
        "people",
        "staff",
        "people",
        "people",
    ]
    assert [str(side) for side in SIDES] == ["people", "staff"]


# --- Whose it is --------------------------------------------------------------------------


@pytest.mark.parametrize("has_both", [True, False])
def test_of_two_records_of_one_person_one_answer_counts(cast, garden, has_both):
    kept, gone = came(garden, "Ann Lee"), came(garden, "Anne Lee")
    say_felt(by=LINK, attendance_id=gone.pk, entry=FeltEntry("engage"))
    if has_both:
        say_felt(by=LINK, attendance_id=kept.pk, entry=FeltEntry("involve"))
    merge = merge_people(by=cast.ivy, kept_id=kept.person_id, gone_id=gone.person_id, chosen={})
    assert gap_page().figures[0].answers == 1
    counted = Felt.objects.get(attendance=kept)
    assert counted.shared == ("involve" if has_both else "engage")
    undo_merge(by=cast.ivy, merge_id=merge.pk)
    assert Felt.objects.get(attendance=gone).shared == "engage"
    assert Felt.objects.filter(attendance=kept).exists() == has_both


def test_an_answer_goes_with_the_attendance_of_a_joined_record(cast, garden):
    kept, gone = someone("Ann Lee"), came(garden, "Anne Lee")
    say_felt(by=LINK, attendance_id=gone.pk, entry=FeltEntry("engage"))
    merge_people(by=cast.ivy, kept_id=kept.pk, gone_id=gone.person_id, chosen={})
    assert Felt.objects.get().attendance.person == kept
    assert gap_page().figures[0].answers == 1


def test_who_is_forgotten_leaves_no_answer_and_no_call(client, garden, aminas):
    say_felt(by=LINK, attendance_id=aminas.pk, entry=FeltEntry("engage", words="A secret thing"))
    client.send(address("call_want", after_token(aminas)), {"phone": "01622 123456"})
    ask_right(by=BY, person_id=aminas.person_id, kind="erasure")
    RightsRequest.objects.update(planned_at=timezone.now())
    erase_people()
    assert not Felt.objects.exists()
    assert not Attendance.objects.exists()


def test_what_is_taken_back_leaves_no_trace(garden, aminas):
    say_felt(by=LINK, attendance_id=aminas.pk, entry=FeltEntry("engage", words="A secret thing"))
    take_back_felt(by=LINK, attendance_id=aminas.pk)
    with pytest.raises(Refused, match="no answer of yours"):
        take_back_felt(by=LINK, attendance_id=aminas.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM information_schema.tables WHERE table_name = 'activities_feltevent'"
        )
        assert cursor.fetchone() == (0,)


def test_what_somebody_said_is_in_their_own_copy(garden, aminas):
    say_felt(by=LINK, attendance_id=aminas.pk, entry=FeltEntry("engage", words="It was too hot."))
    copy = "".join(str(section.rows) for section in everything_about(aminas.person))
    assert "It was too hot." in copy
    # Of somebody else's there is nothing
    other = everything_about(someone("Bo Marsh"))
    assert "too hot" not in "".join(str(section.rows) for section in other)
