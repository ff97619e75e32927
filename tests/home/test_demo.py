"""The invented data: the same each day, whole, believable, and true in the roll-ups."""

import io
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from activities.models import Activity, Headcount, MappingReply, Opportunity, Project, Session
from activities.selectors.levels import all_levels
from activities.selectors.mapping import replies_owed
from community.models import (
    Adjustment,
    CheckHeld,
    EmergencyContact,
    InductionStep,
    Merge,
    PageText,
    Partner,
    Person,
    RightsRequest,
    RoleHeld,
    RoleNeed,
)
from core.models import Act, Draft, Message
from home.demo import topics, trust, words
from home.demo.days import midday
from home.demo.people import plan_people
from home.demo.plan import make_plan
from organisation.models import ActivityKind, Directorate, Group, PlaceKind, Post, Service, Theme
from users.models import User

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
DEEP = {"collaborate", "co-create", "collaboration", "co-production"}


def demo(**options) -> str:
    out = io.StringIO()
    call_command("demo", stdout=out, **options)
    return out.getvalue()


@pytest.fixture(autouse=True)
def demo_mode(settings):
    settings.DEMO_MODE = True


@pytest.fixture(scope="module")
def plan():
    return make_plan(NOW)


# --- The plan, without a database ------------------------------------------------------------


def test_the_plan_is_the_same_at_any_moment_of_a_day(plan):
    assert make_plan(NOW.replace(hour=0, minute=5)) == plan
    assert make_plan(NOW + timedelta(days=1)) != plan


def test_it_has_1500_activities_over_three_years(plan):
    assert len(plan) == 1500
    assert timedelta(days=3 * 365 - 30) < NOW.date() - plan[0].day < timedelta(days=3 * 366)
    status = Counter(each.status for each in plan)
    assert status["planned"] >= 60
    assert status["cancelled"] >= 30
    assert all(each.status_reason for each in plan if each.status == "cancelled")
    waiting = [p for p in plan if p.status == "planned" and p.day < NOW.date()]
    assert 5 <= len(waiting) <= 15


def test_no_two_titles_are_the_same_and_none_is_unfinished(plan):
    titles = Counter(each.title.casefold() for each in plan)
    assert titles.most_common(1)[0][1] == 1
    assert not [t for t in titles if "{" in t or "  " in t or len(t) > 200]
    assert sum("(part" in title for title in titles) <= 15


def test_the_share_of_the_deepest_levels_rises_but_not_everywhere(plan):
    def share(rows) -> float:
        return 100 * sum(row.level in DEEP for row in rows) / len(rows)

    happened = [each for each in plan if each.status in ("happened", "closed")]
    assert 10 <= share(happened[:120]) <= 18
    assert 29 <= share(happened[-120:]) <= 37
    forensic = set(trust.DIRECTORATES[4].services)
    still = [each for each in happened if each.services and each.services[0] in forensic]
    half = len(still) // 2
    assert abs(share(still[:half]) - share(still[half:])) < 8


def test_the_records_are_as_mixed_as_real_ones(plan):
    sessions = [session for each in plan for session in each.sessions]
    assert {session.mode for session in sessions} == {"in_person", "online", "hybrid", ""}
    assert {session.precision for session in sessions} == {"day", "month", "year"}
    assert any(session.on.weekday() >= 5 for session in sessions)
    assert any(session.starts and session.starts.hour >= 17 for session in sessions)
    counts = [count for session in sessions for count in session.counts]
    assert {is_estimate for _, _, is_estimate in counts} == {True, False}
    assert {kind for kind, _, _ in counts} == set(Headcount.Kind.values)
    old = [each for each in plan if each.level in sum(RINGS, ())]
    assert old
    assert max(each.day for each in old) < NOW.date() - timedelta(days=2 * 365)
    assert any(each.level_reason for each in plan)
    assert any(each.reach for each in plan)


RINGS = [
    ("information-giving", "stimulating-thinking", "understanding-thinking"),
    ("informed-decision-making", "collaboration", "co-production"),
]


def test_nothing_held_lies_ahead_and_nothing_was_logged_after_today(plan):
    assert all(s.on <= NOW.date() for p in plan for s in p.sessions if s.status == "held")
    assert all(p.logged_at < NOW for p in plan)


@pytest.mark.parametrize("day", ["2027-01-01", "2028-02-29", "2026-03-29", "2026-10-25"])
def test_any_day_has_a_plan(day):
    now = datetime.fromisoformat(f"{day}T10:00:00+00:00")
    assert len(make_plan(now, 0.1)) == 150


def test_every_word_of_the_plan_is_in_the_word_lists(db):
    assert {t.kind for t in words.TEMPLATES} <= labels(ActivityKind)
    assert {t.theme for t in topics.TOPICS} <= labels(Theme)
    assert {p.group for p in topics.PEOPLE} <= labels(Group)
    assert {kind for _, _, kind, _ in trust.VENUES} <= labels(PlaceKind)
    assert {g for t in topics.TOPICS for g in t.groups} <= {p.group for p in topics.PEOPLE}


def labels(model) -> set[str]:
    return set(model.objects.values_list("label", flat=True))


# --- The load ----------------------------------------------------------------------------------


def test_a_small_load_is_whole_and_happens_once(cast):
    said = demo(scale=0.05)
    assert "75 dated activities" in said
    assert "24 standing activities of 2020" in said
    assert Directorate.objects.count() == 6
    assert Service.objects.count() >= 30
    assert Project.objects.count() == 20
    assert User.objects.count() == 36
    assert Act.objects.filter(system="demo").count() == 1
    before = Activity.objects.count(), Session.objects.count()
    assert "there already" in demo(scale=0.05)
    assert (Activity.objects.count(), Session.objects.count()) == before


def test_everybody_has_an_invented_address_and_no_password(cast):
    demo(scale=0.02)
    assert not User.objects.exclude(email__endswith="@portal.example").exists()
    new = User.objects.get(name="Priya Nair")
    assert not new.has_usable_password()
    assert Post.objects.filter(person=new, service__directorate__name="East Kent").exists()
    assert not Message.objects.exclude(address__endswith=".example").exists()


def test_a_round_is_under_way_and_sam_has_a_draft(cast, as_person):
    demo(scale=0.02)
    answers = Counter(MappingReply.objects.values_list("answer", flat=True))
    assert answers == {"confirmed": 2, "nothing": 1, "waiting": 3}
    assert MappingReply.objects.get(lead=None).directorate.name == "Forensic and specialist"
    assert [owed.directorate for owed in replies_owed(cast.lena)] == ["East Kent"]
    draft = Draft.objects.get(by=cast.sam)
    assert draft.values["title"] == ["Workshop on waiting well"]
    page = as_person("sam").get("/activities/log/?draft=use")
    assert "Workshop on waiting well" in page.content.decode()


def test_bulk_rows_are_what_the_triggers_would_have_written(cast):
    """Derived columns and roll-ups, worked out again the slow way from the rows themselves."""
    demo(scale=0.1)
    levels = all_levels().by_id
    shift: Counter = Counter()
    for activity in Activity.objects.prefetch_related("sessions__headcounts", "service_links"):
        links = activity.service_links.all()
        assert activity.service_ids == sorted({link.service_id for link in links})
        assert activity.directorate_ids == sorted({link.directorate_id for link in links})
        live = [s for s in activity.sessions.all() if s.status != "cancelled"]
        held = [s.held_on for s in live if s.status == "held"]
        assert activity.first_on == min((s.held_on for s in live), default=None)
        assert activity.last_on == max((s.held_to for s in live), default=None)
        assert activity.first_held_on == min(held, default=None)
        for session in activity.sessions.all():
            counted = [h.number for h in session.headcounts.all() if h.kind != "staff"]
            assert session.people == (sum(counted) if counted else None)
        if activity.counted_state == "happened" and held:
            assert activity.counted_level_id in levels
            shift[activity.counted_level_id] += 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT level_id, sum(activities)::int FROM activities_shiftcount"
            " WHERE scope = 'trust' GROUP BY 1 HAVING sum(activities) <> 0"
        )
        assert dict(cursor.fetchall()) == dict(shift)
        # Sam is made the leader of a few afterwards; nothing else has an earlier version.
        cursor.execute(
            "SELECT count(*) FROM activities_activityevent earlier"
            " JOIN activities_activity now ON now.id = earlier.id"
            " WHERE earlier.led_by_id IS NOT DISTINCT FROM now.led_by_id"
        )
        assert cursor.fetchone() == (0,)


def test_only_a_demonstration_can_be_filled(cast, settings):
    settings.DEMO_MODE = False
    with pytest.raises(CommandError, match="not a demonstration"):
        demo()
    settings.DEMO_MODE = True
    with pytest.raises(CommandError, match="scale"):
        demo(scale=0)
    assert not Activity.objects.exists()


def test_pages_of_the_invented_trust_open(cast, as_person):
    demo(scale=0.05)
    assert timezone.localdate().year >= 2026
    project = Project.objects.filter(activities__isnull=False).first()
    reply = MappingReply.objects.get(directorate__name="East Kent")
    for person, path in (
        ("sam", "/activities/projects/"),
        ("sam", f"/activities/projects/{project.pk}/"),
        ("lena", f"/activities/mapping/answers/{reply.pk}/"),
        ("ivy", f"/activities/mapping/{reply.round_id}/"),
        ("sam", "/activities/"),
    ):
        assert as_person(person).get(path).status_code == 200, path


def test_four_hundred_people_over_every_district_the_same_each_time():
    today = date(2026, 11, 1)
    interests = ["Research", "Medicines", "Choosing staff", "Peer support"]
    experiences = ["Research", "Interview panels"]
    people = list(plan_people(today, interests, experiences, 1))
    assert people == list(plan_people(today, interests, experiences, 1))
    assert len({person.name for person in people}) == 400
    by_district = Counter(person.district for person in people)
    assert len(by_district) == 13
    assert min(by_district.values()) >= 10
    assert all(person.phone or person.email for person in people)
    # The names are those of another day's demonstration too.
    later = plan_people(date(2027, 2, 3), interests, experiences, 1)
    assert [person.name for person in people] == [person.name for person in later]


@pytest.mark.django_db
def test_training_runs_out_soon_for_some_and_has_for_others(as_person, cast):
    demo(scale=0.05)
    today = timezone.localdate()
    held = CheckHeld.objects.exclude(expires_on=None)
    assert held.filter(expires_on__lt=today).exists()
    assert held.filter(expires_on__gte=today, expires_on__lte=today + timedelta(days=60)).exists()
    # Nobody holds a role without what it needs, run out or not.
    for row in RoleHeld.objects.all():
        needed = set(RoleNeed.objects.filter(role=row.role).values_list("check_needed", flat=True))
        done = set(row.person.checks_held.values_list("check_done", flat=True))
        assert needed <= done
    page = as_person("ivy").get("/community/checks/expiring/").content.decode()
    assert held.filter(expires_on__lte=today + timedelta(days=60)).first().check_done.name in page


@pytest.mark.django_db
def test_partners_have_contacts_and_a_log_and_one_lost_its_only_contact(as_person, cast):
    demo(scale=0.05)
    sam = as_person("sam")
    steps = sam.get("/community/partners/next-steps/").content.decode()
    assert "Send the draft of the letter" in steps
    lost = Partner.objects.get(name="Medway Minds Together")
    page = sam.get(f"/community/partners/{lost.pk}/").content.decode()
    assert "Priya Nandakumar was the last contact" in page
    open_door = Partner.objects.get(name="Open Door Thanet")
    page = sam.get(f"/community/partners/{open_door.pk}/").content.decode()
    for said in ("Marlene Tidy", "Memorandum of understanding", "crisis line"):
        assert said in page


def test_records_put_together_and_requests_are_shown_to_the_team(as_person, cast):
    demo(scale=0.05)
    ivy = as_person("ivy")
    stands, undone = Merge.objects.order_by("pk")
    assert (stands.undone_at, undone.undone_by) == (None, cast.ivy)
    assert stands.gone.merged_into == stands.kept
    page = ivy.get(f"/community/people/{stands.gone_id}/", follow=True).content.decode()
    assert "was put together with this one" in page
    assert ivy.get(f"/community/people/{undone.gone_id}/").status_code == 200
    near = RightsRequest.objects.get(state="acknowledged")
    assert 0 <= (near.due_on - timezone.localdate()).days <= 5
    assert near.person.name in ivy.get("/community/requests/").content.decode()
    handed = RightsRequest.objects.get(state="answered", kind="access")
    assert handed.handed_over == "By post, signed for"
    assert RightsRequest.objects.filter(state="answered").count() == 2


def test_records_of_people_are_lived_in(as_person, client, cast):
    demo(scale=0.1)
    ivy = as_person("ivy")
    active = Person.objects.filter(status="active", steps_done__isnull=False).first()
    steps = InductionStep.objects.filter(is_in_use=True)
    assert set(active.steps_done.values_list("step", flat=True)) == {step.pk for step in steps}
    met = Counter(Adjustment.objects.values_list("is_met", flat=True))
    assert met[True] > met[False] > 0
    assert met[None] > 0
    contact = EmergencyContact.objects.first()
    assert contact.name not in ivy.get(f"/community/people/{contact.person_id}/").content.decode()
    joining = client.get("/join/").content.decode()
    assert "Easy Read" in joining
    polish = PageText.objects.get(code="pl")
    assert f"/join/text/{polish.pk}/" in joining
    shown = client.get(f"/join/text/{polish.pk}/").content.decode()
    assert 'lang="pl"' in shown
    assert ">Back</a>" in re.sub(r"\s*\n\s*", "", shown)
    assert polish.title in shown


def test_a_session_has_questions_wishes_and_a_plan_of_the_day(as_person, cast):
    demo(scale=0.1)
    planned = Opportunity.objects.exclude(prompts="").get()
    ivy = as_person("ivy")
    who_comes = ivy.get(f"/activities/opportunities/{planned.pk}/").content.decode()
    assert "What do you like to drink?" in who_comes
    assert "A taxi from the station" in who_comes
    board = ivy.get("/activities/opportunities/arrange/").content.decode()
    assert "Somebody to be with my mother" in board


@pytest.mark.parametrize("hour", [0, 11, 13])
def test_nothing_invented_lies_ahead_of_us(hour):
    """The load works before noon, too: what a constraint forbids would stop all of it."""
    with time_machine.travel(datetime(2026, 11, 24, hour, 4, tzinfo=UTC), tick=False):
        today = timezone.localdate()
        assert midday(today) <= timezone.now()
        assert timezone.localdate(midday(today)) == today
        assert midday(today - timedelta(days=1)).hour == 12
