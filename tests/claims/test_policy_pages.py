"""The pages of the policy: what a visitor reads, and how finance writes."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
import time_machine
from django.urls import reverse

from claims.models import Edition
from tests.claims.policies import SECOND, draft, first_policy, later_policy

pytestmark = pytest.mark.django_db
POLICY, VERSIONS, BEGIN = "/claims/policy/", "/claims/policy/versions/", "/claims/policy/begin/"
CAN = "/claims/can-i-claim/"


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return unescape(re.sub(r"\s+", " ", text))


@pytest.fixture
def today():
    with time_machine.travel("2026-05-01 12:00", tick=False):
        yield


@pytest.fixture
def policies(cast, today):
    first_policy(cast.fin)
    return later_policy(cast.fin)


def test_a_visitor_reads_what_is_paid_today(client, policies):
    text = words(client.get(POLICY))
    for said in (
        "Car or van 45p a mile",
        "What it cost you, up to £40 for each cost.",
        "What it cost you, up to £12 for each hour.",
        "Ask us before you spend the money.",
        "Claim within 60 days of the cost.",
        "We promise to decide within 5 working days. After that we pay within 10 working days.",
        "If it is more than £100, two people decide.",
        "Ask Pat of Payments",
        "What we do not pay Bus, train or other public transport",
        "Motorcycle: 24p a mile. Not checked.",
    ):
        assert said in text
    assert "Write a new policy" not in text


def test_the_policy_of_an_earlier_day_by_address_or_by_form(client, policies):
    by_form = {"on_day": "1", "on_month": "3", "on_year": "2026"}
    for query in ({"on": "2026-03-01"}, by_form):
        text = words(client.get(POLICY, query))
        assert "This is the policy for costs of 1 March 2026." in text
        assert "Car or van 40p a mile" in text
        assert "from 1 January 2025 to 5 April 2026" in text


def test_before_the_first_policy_it_says_so(client, policies):
    assert "There is no claims policy for this day" in words(
        client.get(POLICY, {"on": "2024-01-01"})
    )


@pytest.mark.parametrize("on", ["rubbish", "2026-13-45", "-", "x" * 9000, "<script>", "\x00"])
def test_a_day_that_is_none_is_said_and_today_is_shown(client, policies, on):
    response = client.get(POLICY, {"on": on})
    assert response.status_code == 200
    assert "There is a problem" in words(response)
    assert "Car or van 45p a mile" in words(response)


def test_an_empty_portal_asks_to_ask_first(client, today):
    for path in (POLICY, VERSIONS, CAN):
        assert "There is no claims policy" in words(client.get(path))
    assert client.get("/claims/money-and-benefits/").status_code == 200


def test_the_history_tells_what_changed_in_words(client, policies):
    text = words(client.get(VERSIONS))
    assert "From 6 April 2026" in text
    assert "From 1 January 2025 to 5 April 2026" in text
    assert "Car or van: 40p a mile became 45p a mile." in text
    assert "This is the first policy here." in text


def test_reading_costs_the_same_however_many_policies(
    client, cast, policies, django_assert_num_queries
):
    def count(path: str) -> int:
        with django_assert_num_queries(5, exact=False) as found:
            client.get(path)
        return len(found)

    before = [count(path) for path in (POLICY, VERSIONS, CAN)]
    for month in range(1, 9):
        later_policy(cast.fin, car=f"3{month}", starts_on=date(2025, month, 2))
    assert [count(path) for path in (POLICY, VERSIONS, CAN)] == before


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"cost": "taxi"}, "Yes: Taxi How much: What it cost you, up to £40 for each cost."),
        ({"cost": "taxi"}, "Ask us before you spend the money."),
        ({"cost": "taxi"}, "What to keep: The receipt or ticket."),
        ({"cost": "child_care"}, "The invoice of whoever gave the care"),
        ({"cost": "training"}, "We do not pay for this now: Training fee"),
        (
            {"cost": "mileage", "vehicle": "car", "miles": "12.3"},
            "For this way we would pay £5.54.",
        ),
        ({"cost": "mileage", "vehicle": "bicycle", "miles": "3"}, "We have no rate for this way"),
        ({"cost": "mileage", "vehicle": "car"}, "There is a problem"),
        ({"cost": "mileage", "vehicle": "car", "miles": "-3"}, "must be 0.1 or more"),
        ({"cost": "yacht"}, "There is a problem"),
    ],
)
def test_the_helper_says_what_is_paid(client, policies, query, said):
    assert said in words(client.get(CAN, query))


def test_the_page_on_benefits_names_who_gives_advice_and_gives_none(client, policies):
    text = words(client.get("/claims/money-and-benefits/"))
    for said in ("This is not advice", "Citizens Advice", "Carers UK", "GOV.UK", "Pat of Payments"):
        assert said in text


def test_finance_writes_a_policy_from_the_page(as_person, client, policies):
    fin = as_person("fin")
    begun = fin.send(
        BEGIN,
        {
            "starts_on_day": "1",
            "starts_on_month": "4",
            "starts_on_year": "2026",
            "what_changed": "More for cars",
        },
    )
    edition = Edition.objects.get(state="draft")
    page = f"/claims/policy/drafts/{edition.pk}/"
    assert begun.url == page
    assert "It starts in the past, on 1 April 2026." in words(fin.get(page))
    saved = fin.send(
        f"{page}miles/car/",
        {"version": "1", "is_paid": "yes", "pence": "60", "source": "Board, 1 May"},
    )
    assert saved.url == page
    text = words(fin.get(f"{page}put-in-force/"))
    assert "Car or van: this is more than HM Revenue and Customs approves." in text
    assert "Another policy starts on 6 April 2026 and stays." in text
    assert "Car or van: 40p a mile became 60p a mile." in text
    done = fin.send(f"{page}put-in-force/", {"version": "2"})
    assert done.url == f"{POLICY}?on=2026-04-01"
    assert "Car or van 60p a mile" in words(client.get(done.url))
    assert "Car or van 45p a mile" in words(client.get(POLICY))


def test_the_same_press_twice_counts_once_and_leads_to_the_same_page(as_person, cast, policies):
    edition = draft(cast.fin, date(2026, 6, 1))
    fin = as_person("fin")
    path = f"/claims/policy/drafts/{edition.pk}/put-in-force/"
    sent = {"version": "1", "submission_key": "b3b0a3f6-1f2b-4c33-9d51-0d7f5a6d2c11"}
    answers = [fin.post(path, sent) for _ in range(2)]
    assert [answer.url for answer in answers] == [f"{POLICY}?on=2026-06-01"] * 2


@pytest.mark.parametrize(
    ("part", "sent", "said"),
    [
        ("amounts", {"receipt_above_pence": "-1", "second_above_pence": "100"}, "less than nothing"),
        ("amounts", {"receipt_above_pence": "5.005", "second_above_pence": "1"}, "in whole pence"),
        ("amounts", {"receipt_above_pence": "5", "second_above_pence": "0"}, "more than £0"),
        ("amounts", {"receipt_above_pence": "5", "second_above_pence": "99999"}, "£10,000 or less"),
        ("times", {"claim_within_days": "0"}, "must be 1 or more"),
        ("contact", {"contact_name": "Pat"}, "telephone number or an email"),
        ("contact", {"contact_name": "Pat", "contact_telephone": "ring"}, "numbers and spaces"),
        ("dates", {"what_changed": "x", "starts_on_day": "1", "starts_on_month": "1",
                   "starts_on_year": "2099"}, "years ahead"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words_and_nothing_is_lost(as_person, cast, part, sent, said):
    edition = draft(cast.fin)
    response = as_person("fin").send(
        f"/claims/policy/drafts/{edition.pk}/part/{part}/", {"version": "1", **sent}
    )
    assert response.status_code == 200
    assert said in words(response)
    for typed in sent.values():
        assert typed in unescape(response.content.decode())


def test_one_sort_of_cost_is_changed_and_a_stale_page_shows_both(as_person, cast):
    edition = draft(cast.fin)
    fin = as_person("fin")
    path = f"/claims/policy/drafts/{edition.pk}/costs/meal/"
    sent = {"version": "1", "is_offered": "on", "limit_pence": "£7.50", "limit_unit": "day"}
    assert fin.send(path, sent).status_code == 302
    assert edition.rules.get(category="meal").limit_pence == 750
    same = fin.send(path, sent | {"limit_pence": "9", "receipt_above_pence": "0"})
    text = words(same)
    assert "This was changed while you had it open" in text
    # Only what differs is shown, however it was typed: £7.50 and 9, no receipt rule and 0.
    stale = text[text.index("This was changed") : text.index("We pay for this")]
    assert "£7.50" in stale
    assert "£9" in stale
    assert "each day" not in stale
    assert edition.rules.get(category="meal").limit_pence == 750


def test_miles_have_no_limit_and_no_receipt(as_person, cast):
    edition = draft(cast.fin)
    response = as_person("fin").get(f"/claims/policy/drafts/{edition.pk}/costs/mileage/")
    assert b"limit_pence" not in response.content
    assert b"is_asked_first" in response.content


def test_pounds_typed_as_pence_for_a_mile_are_refused(as_person, cast):
    edition = draft(cast.fin)
    response = as_person("fin").send(
        f"/claims/policy/drafts/{edition.pk}/miles/car/",
        {"version": "1", "is_paid": "yes", "pence": "0.45", "source": "Board"},
    )
    assert "Pence for each mile must be 1 or more" in words(response)


def test_a_draft_is_thrown_away(as_person, cast, policies):
    edition = draft(cast.fin, SECOND)
    fin = as_person("fin")
    assert fin.send(f"/claims/policy/drafts/{edition.pk}/drop/").url == VERSIONS
    assert not Edition.objects.filter(pk=edition.pk).exists()
    assert fin.get(f"/claims/policy/drafts/{edition.pk}/").status_code == 404
    assert "Write a new policy" in words(fin.get(VERSIONS))


def test_there_are_no_pages_for_what_is_no_part_cost_or_vehicle(as_person, cast, policies):
    edition = draft(cast.fin, SECOND)
    fin = as_person("fin")
    for rest in ("part/yacht/", "costs/yacht/", "miles/yacht/"):
        assert fin.get(f"/claims/policy/drafts/{edition.pk}/{rest}").status_code == 404
    assert fin.get(f"/claims/policy/drafts/{policies.pk}/").status_code == 404


def test_an_approved_rate_is_checked_and_no_longer_said_to_be_unchecked(
    as_person, client, policies
):
    fin = as_person("fin")
    assert "Not checked. Taken to be as before" in words(fin.get("/claims/policy/approved-rates/"))
    page = fin.get("/claims/policy/approved-rates/").content.decode()
    path = re.search(r"/claims/policy/approved-rates/\d+/check/(?=\">Check it)", page)
    assert path
    assert fin.send(path[0], {"pence": "24", "source": "GOV.UK, 1 May 2026"}).status_code == 302
    assert "Motorcycle: 24p a mile. Source: GOV.UK, 1 May 2026." in words(client.get(POLICY))


def test_everybody_finds_it_and_finance_keeps_it(as_person, client, policies):
    assert 'href="/claims/policy/"' in client.get("/").content.decode()
    assert "Claims policy" in words(as_person("fin").get(POLICY))
    assert "What we pay for" in words(as_person("amina").get("/claims/can-i-claim/"))


@pytest.mark.parametrize(("key", "is_offered"), [("amina", True), ("", True), ("sam", False)])
def test_a_claim_can_be_started_from_what_we_pay_for(cast, client, as_person, key, is_offered):
    """Who reads that a cost is paid goes on from there; a visitor signs in on the way."""
    first_policy(cast.fin)
    who = as_person(key) if key else client
    start = reverse("claims:claim_start")
    for address in (
        reverse("claims:policy_detail"),
        reverse("claims:can_i_claim") + "?cost=meal",
    ):
        assert (start in who.get(address).content.decode()) is is_offered
