"""Logging an activity from the page: what comes out, and what happens on a bad day."""

import uuid
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activities.models import Activity, LevelWording, OnionCount, Session
from activities.selectors.levels import all_levels
from core.models import Act, Draft
from core.service import System, service
from organisation.models import ActivityKind
from tests.activities.typing_in import LOG, errors_of, logged, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam(as_person):
    return as_person("sam")


def test_a_short_form_makes_one_activity_with_one_session(sam, cast):
    activity = logged(sam)
    session = activity.sessions.get()
    assert (activity.title, activity.status) == ("Garden workshop", "happened")
    assert activity.logged_by == activity.led_by == cast.sam
    assert (session.held_on, session.status, session.people) == (timezone.localdate(), "held", 8)
    assert [str(link.directorate) for link in activity.service_links.all()] == ["East Kent"]
    assert (
        Act.objects.get(subject_type="activities.activity", subject_id=activity.pk).by == cast.sam
    )


def test_the_form_opens_with_my_service_today_and_what_i_used_last(sam):
    activity = logged(sam, mode="online")
    page = sam.get(LOG).content.decode()
    assert f'<option value="{activity.service_links.get().service_id}" selected' in page
    assert f'<option value="{activity.kind_id}" selected' in page
    assert f'value="{timezone.localdate().day}"' in page
    assert 'value="online" checked' in page.replace("  ", " ")


def test_a_leaflet_is_nothing_that_people_met_over(sam):
    kind = ActivityKind.objects.get(label="Information pack or leaflet")
    activity = logged(sam, kind=str(kind.pk), publication_reach="400")
    assert activity.sessions.get().mode == ""
    page = sam.get(f"/activities/{activity.pk}/").content.decode()
    assert "In person" not in page
    # The next form proposes a way to meet again.
    assert 'value="in_person" checked' in sam.get(LOG).content.decode().replace("  ", " ")


def test_how_people_met_may_be_unknown_and_stays_so_when_the_session_is_corrected(sam):
    session = logged(sam, mode="").sessions.get()
    page = f"/activities/sessions/{session.pk}/correct/"
    form = sam.get(page).context["form"]
    assert form["mode"].value() == ""
    day = {f"held_on_{part}": getattr(session.held_on, part) for part in ("day", "month", "year")}
    sam.send(page, {**day, "status": "held", "mode": "", "count_carer": "3", "version": "1"})
    session.refresh_from_db()
    assert (session.mode, session.people) == ("", 3)


def test_logging_again_what_nobody_knows_the_way_of_proposes_the_usual_one(sam):
    logged(sam, mode="online")
    unknown = logged(sam, mode="")
    assert sam.get(f"{LOG}?like={unknown.pk}").context["form"]["mode"].value() == "in_person"


def test_the_new_activity_is_on_the_onion_at_once(sam):
    logged(sam, level="co-create")
    level = all_levels().by_code["co-create"]
    rows = OnionCount.objects.filter(scope="trust", level_id=level.id, state="happened")
    assert sum(row.starts for row in rows) == 1


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"title": ""}, "title", "What was it?"),
        ({"title": "x" * 201}, "title", "200"),
        ({"kind": ""}, "kind", "What kind of activity?"),
        ({"service": ""}, "service", "Which service"),
        ({"level": "involve", "people": "-1"}, "people", "0 or more"),
        ({"people": "lots"}, "people", "like 20, about 20 or 15-20"),
        ({"people": "20-15"}, "people", "0 or more"),
        ({"people": "8 carers"}, "people", "number of people"),
        ({"count_carer": "12.5"}, "count_carer", "number of people"),
        ({"held_on_day": "31", "held_on_month": "2"}, "held_on", "real date"),
        ({"held_on_day": "", "held_on_month": "", "held_on_year": ""}, "held_on", "Enter the date"),
        ({"starts_at": "25:00"}, "starts_at", "Enter a time"),
        ({"starts_at": "4pm", "ends_at": "2pm"}, "ends_at", "after the start"),
        ({"ends_at": "2pm"}, "ends_at", "start time as well"),
        ({"people": "5", "count_carer": "3"}, "people", "add up to 3"),
        ({"colleague": "nobody@portal.example"}, "colleague", "do not know"),
        ({"ends_on_year": "2026"}, "ends_on", "Give both dates"),
        ({"ends_on_month": "11", "ends_on_year": "2026"}, "ends_on", "Give both dates"),
        (
            {"ends_on_day": "1", "ends_on_month": "1", "ends_on_year": "2020"},
            "ends_on",
            "after the first",
        ),
        (
            {
                "status": "standing",
                "held_on_day": "2",
                "held_on_month": "2",
                "held_on_year": "2026",
                "ends_on_day": "1",
                "ends_on_month": "2",
                "ends_on_year": "2026",
            },
            "ends_on",
            "after the first",
        ),
        ({"people": "100000"}, "people", "5,000"),
        ({"kind": "999999"}, "kind", "Choose from the answers given"),
        ({"service": "999999"}, "service", "Choose from the answers given"),
    ],
)
def test_bad_input_is_named_beside_its_field_and_nothing_is_saved(sam, changes, field, says):
    response = sam.send(LOG, typed(**changes))
    assert response.status_code == 200
    assert says in " ".join(errors_of(response)[field])
    assert "There is a problem" in response.content.decode()
    assert not Activity.objects.exists()
    assert not Session.objects.exists()


def test_what_was_typed_stays_after_a_fault(sam):
    page = sam.send(LOG, typed(title="", people="about 15-20", notes="Kept words"))
    page = page.content.decode()
    assert 'value="about 15-20"' in page
    assert "We read “about 15-20” as about 17." in page
    assert "Kept words" in page


@pytest.mark.parametrize(
    ("people", "kept", "said"),
    [
        ("20", "20", ""),
        ("about 20", "about 20", "We read “about 20” as about 20."),
        ("20ish", "about 20", "as about 20."),
        ("15-20", "about 17", "as about 17."),
        ("20 people", "20", "as 20."),
        ("twelve", "12", "as 12."),
    ],
)
def test_a_guess_is_understood_as_an_import_does_and_read_back(sam, people, kept, said):
    response = sam.send(LOG, typed(people=people), follow=True)
    page = response.content.decode()
    (count,) = Session.objects.get().headcounts.all()
    assert ("about " if count.is_estimate else "") + str(count.number) == kept
    assert said in page
    assert ("We read" in page) is bool(said)


def test_a_text_that_looks_personal_is_saved_and_spoken_of(sam):
    notes = "Ring me on 01622 724100"
    page = sam.send(LOG, typed(notes=notes), follow=True).content.decode()
    assert "Notes: this looks like a telephone number. Other staff can read it." in page
    activity = Activity.objects.get()
    assert activity.notes == notes
    # Beside the box, when the form comes back for another reason.
    again = sam.send(LOG, typed(notes=notes, title="")).content.decode()
    assert "This looks like a telephone number. Other staff can read it." in again
    plain = sam.send(LOG, typed(title="Another", notes="Room 12, 01/02/2026"), follow=True)
    assert "looks like" not in plain.content.decode()


def test_a_date_in_the_future_is_asked_about(sam):
    day = timezone.localdate() + timedelta(days=3)
    form = typed(held_on_day=str(day.day), held_on_month=str(day.month), held_on_year=str(day.year))
    assert "in the future" in errors_of(sam.send(LOG, form))["held_on"][0]
    activity = logged(
        sam, **{k: form[k] for k in form if k.startswith("held_on")}, status="planned"
    )
    assert activity.status == "planned"
    assert activity.sessions.get().status == "planned"
    assert activity.level_planned is not None
    assert activity.level_achieved is None


def test_a_standing_activity_needs_no_date_and_no_session(sam):
    activity = logged(
        sam, status="standing", held_on_day="", held_on_month="", held_on_year="", people=""
    )
    assert activity.is_standing
    assert not activity.sessions.exists()


def test_a_month_is_enough_for_a_date(sam):
    activity = logged(sam, held_on_day="", held_on_month="5", held_on_year="2025")
    session = activity.sessions.get()
    activity.refresh_from_db()
    assert (session.held_on, session.precision) == (date(2025, 5, 1), "month")
    assert (activity.span_from, activity.span_to) == (date(2025, 5, 1), date(2025, 5, 31))


def test_an_activity_for_the_whole_trust_has_no_service(sam):
    activity = logged(sam, service="trust")
    assert activity.is_trust_wide
    assert activity.service_ids == []


def test_logging_for_a_colleague_says_so(sam, cast):
    activity = logged(sam, colleague=cast.olu.email.upper())
    assert activity.led_by == cast.olu
    assert Act.objects.get(subject_id=activity.pk).on_behalf_of == cast.olu


def test_people_by_kind_and_a_guess(sam):
    activity = logged(sam, people="", count_carer="3", about_carer="on", count_staff="2")
    session = activity.sessions.get()
    assert {str(count) for count in session.headcounts.all()} == {
        "about 3 carers and family",
        "2 staff",
    }
    assert session.people == 3


def test_the_same_form_sent_twice_counts_once(sam):
    form = typed() | {"submission_key": str(uuid.uuid4())}
    first, second = sam.post(LOG, form), sam.post(LOG, form)
    assert first.url == second.url
    assert Activity.objects.count() == 1


def test_the_back_button_with_other_words_asks(sam):
    key = str(uuid.uuid4())
    sam.post(LOG, typed() | {"submission_key": key})
    again = sam.post(LOG, typed(title="Another one") | {"submission_key": key})
    assert "already sent this page with other answers" in again.content.decode()
    assert Activity.objects.count() == 1
    new_key = again.context["form"].submission_key
    assert new_key != key
    sam.post(LOG, typed(title="Another one") | {"submission_key": new_key})
    assert Activity.objects.count() == 2


def test_the_same_answers_on_a_fresh_page_are_asked_about(sam):
    sam.send(LOG, typed())
    again = sam.send(LOG, typed())
    page = again.content.decode()
    assert "You saved exactly this at" in page
    assert 'name="submission_again" value="1"' in page
    assert Activity.objects.count() == 1
    meant = typed() | {"submission_again": "1"}
    assert sam.send(LOG, meant).status_code == 302
    assert Activity.objects.count() == 2


def test_another_person_cannot_use_my_key(sam, as_person):
    key = str(uuid.uuid4())
    sam.post(LOG, typed() | {"submission_key": key})
    assert as_person("ivy").post(LOG, typed() | {"submission_key": key}).status_code == 403


def test_an_unreadable_key_is_asked_again(sam):
    response = sam.post(LOG, typed() | {"submission_key": "not-a-key"})
    assert "send it again" in response.content.decode()
    assert not Activity.objects.exists()


def test_new_words_for_a_level_are_shown_before_they_are_chosen(sam):
    seen = sam.get(LOG).context["form"].words_now

    @service
    def reword(*, by):
        level = all_levels().by_code["involve"]
        LevelWording.objects.create(
            level_id=level.id, version=2, name="Involve", meaning="New words."
        )

    reword(by=System("test"))
    response = sam.send(LOG, typed(words_seen=seen))
    assert "were changed while you were typing" in errors_of(response)["level"][0]
    assert "New words." in response.content.decode()
    renewed = response.context["form"]["words_seen"].value()
    assert sam.send(LOG, typed(words_seen=renewed)).status_code == 302


HOSTILE = [
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "{{ 7*7 }}{% load x %}",
    '=HYPERLINK("http://evil","x")',
    "\u202egnp.exe",
    "O’Brien & daughters — ½ price",
    "🙂" * 50,
    "الأهل والأصدقاء",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_only_text(sam, text):
    activity = logged(sam, title=text, notes=text, aim=text)
    page = sam.get(f"/activities/{activity.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "49" not in activity.title


NUL, BROKEN_UTF8, LONG = b"a%00b", b"a%ff%fe%ed%a0%80", b"x" * 100_000


@pytest.mark.parametrize("text", [NUL, BROKEN_UTF8, LONG], ids=["nul", "broken", "long"])
def test_text_no_database_can_hold_is_answered_in_words(sam, text):
    form = typed() | {"submission_key": str(uuid.uuid4())}
    body = urlencode(form).encode() + b"&notes=" + text
    response = sam.generic("POST", LOG, body, content_type="application/x-www-form-urlencoded")
    if response.status_code == 200:
        assert errors_of(response)["notes"]
    else:
        assert Activity.objects.get().notes == "ab"


def test_logging_costs_the_same_statements_however_much_is_there(sam):
    for _ in range(3):
        logged(sam)
    few = _statements(sam)
    for _ in range(25):
        logged(sam)
    many = _statements(sam)
    assert few == many
    assert few <= 10


def _statements(client) -> int:
    """Statements of one short log, apart from transaction bookkeeping."""
    form = typed(title=str(uuid.uuid4()))
    with CaptureQueriesContext(connection) as queries:
        client.send(LOG, form)
    skip = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return sum(not query["sql"].startswith(skip) for query in queries)


# --- Drafts ------------------------------------------------------------------------------


def keep(client, **changes):
    return client.post(
        "/core/drafts/keep/", typed(**changes) | {"draft_page": "activities:activity_log"}
    )


def test_a_draft_is_offered_again_and_gone_once_saved(sam, cast):
    assert keep(sam, title="Half a thought").json() == {"kept": True}
    assert "Half a thought" in sam.get(LOG).content.decode()
    taken_up = sam.get(LOG + "?draft=use")
    assert 'value="Half a thought"' in taken_up.content.decode()
    assert "There is a problem" not in taken_up.content.decode()
    logged(sam, title="Half a thought", draft_kept="1")
    assert not Draft.objects.exists()


def test_a_draft_is_mine_alone(sam, as_person):
    keep(sam, title="Half a thought")
    assert "Half a thought" not in as_person("ivy").get(LOG + "?draft=use").content.decode()


def test_a_draft_is_thrown_away_after_asking(sam):
    keep(sam)
    sam.get("/activities/log/draft/drop/")
    assert Draft.objects.exists()
    sam.send("/activities/log/draft/drop/")
    assert not Draft.objects.exists()


def test_what_was_typed_survives_an_ended_session(sam, client, as_person):
    owner = sam.get(LOG).context["form"]["draft_owner"].value()
    form = typed(title="Typed too slowly", draft_owner=owner, draft_page="activities:activity_log")
    response = client.send(LOG, form)
    assert response.status_code == 302
    assert response.url.startswith("/account/login/")
    assert "Typed too slowly" in as_person("sam").get(LOG).content.decode()


def test_nobody_plants_a_draft_with_a_forged_owner(client):
    form = typed(draft_owner="1:forged", draft_page="activities:activity_log")
    client.send(LOG, form)
    assert not Draft.objects.exists()


def test_a_signed_out_script_is_told(client):
    assert keep(client).status_code == 401


def test_log_again_like_this_fills_in_the_same_with_today(sam):
    activity = logged(sam, title="Weekly garden group", mode="online", held_on_year="2025")
    page = sam.get(f"{LOG}?like={activity.pk}")
    form = page.context["form"]
    assert form["title"].value() == "Weekly garden group"
    assert form.initial["held_on"].on == timezone.localdate()
    assert form["mode"].value() == "online"


@pytest.mark.parametrize("like", ["0", "x", "99999999999999999999", "-1", "１"])
def test_a_wrong_like_is_no_fault(sam, like):
    assert sam.get(f"{LOG}?like={like}").status_code in (200, 404)


@pytest.mark.parametrize(
    "next_", ["/" + "a" * 600, "/x%00", "//evil.example/", "https://evil.example"]
)
def test_a_hostile_way_back_is_not_taken(sam, next_):
    response = sam.send(f"{LOG}?next={next_}", typed())
    assert response.status_code == 302
    assert response.url == f"/activities/{Activity.objects.get().pk}/"


def test_something_that_goes_on_did_not_begin_today_because_the_form_proposed_it(sam):
    activity = logged(sam, status="standing", people="")
    assert activity.starts_on is None
