"""A person's record goes back to what it said before."""

import html
import re

import pytest

from community.models import Kind, Person, PersonInterest
from community.services.consents import record_consents
from community.services.merging import merge_people
from community.services.people import change_person
from community.services.restore import restore_person
from core.service import Refused, Stale
from organisation.models import Area, Experience, Group, Interest
from tests.community.people import someone
from tests.organisation.test_restore import go_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def words():
    return list(Interest.objects.order_by("pk")[:3])


@pytest.fixture
def changed(cast, words):
    """Amina's record, changed wrongly by Ivy yesterday: three versions."""
    first, second, third = words
    done = {each.label: each.pk for each in Experience.objects.all()}
    row = someone(
        "Amina Yusuf",
        account=cast.amina,
        shown_name="Amina",
        phone="01622 724100",
        kinds=(Kind.CARER,),
        interest_ids=frozenset({first.pk, second.pk}),
        experience_ids=frozenset({done["Interview panels"]}),
        district_id=Area.objects.get(name="Thanet").pk,
    )
    wrong = {
        "shown_name": "Someone else",
        "kinds": [Kind.STAFF],
        "interest_ids": [third.pk],
        "experience_ids": [done["Digital services"]],
        "district_id": Area.objects.get(name="Swale").pk,
    }
    change_person(by=cast.ivy, person_id=row.pk, expected=1, changes=wrong)
    return change_person(by=cast.ivy, person_id=row.pk, expected=2, changes={"phone": ""})


def test_the_team_sees_what_was_there_and_goes_back_to_it(as_person, cast, changed, words):
    ivy, address = as_person("ivy"), f"/community/people/{changed.pk}/history/1/"
    page = ivy.get(f"/community/people/{changed.pk}/").content.decode()
    assert f'href="{address}"' in page
    assert "Ivy Marsh" in page
    shown = ivy.get(address).content.decode()
    for said in (
        "Someone else",
        "Amina",
        "Thanet",
        "Swale",
        "Carer",
        words[0].label,
        "Interview panels",
    ):
        assert said in shown
    assert go_back(ivy, address, 3).status_code == 302
    row = Person.objects.get(pk=changed.pk)
    assert (row.shown_name, row.phone, row.kinds) == ("Amina", "01622 724100", [Kind.CARER])
    assert row.district.name == "Thanet"
    assert {each.pk for each in row.interests.all()} == {words[0].pk, words[1].pk}
    assert row.experiences.get().label == "Interview panels"
    assert row.version == 4
    history = ivy.get(f"/community/people/{row.pk}/").content.decode()
    assert "Took the record of this person back to an earlier version" in history


def test_people_take_their_own_record_back_themselves(as_person, changed):
    amina = as_person("amina")
    assert 'href="/community/my/history/2/"' in amina.get("/community/my/history/").content.decode()
    assert go_back(amina, "/community/my/history/2/", 3).status_code == 302
    row = Person.objects.get(pk=changed.pk)
    assert (row.phone, row.shown_name) == ("01622 724100", "Someone else")
    assert "by Amina Yusuf" in amina.get("/community/my/history/").content.decode()


@pytest.mark.parametrize("who", ["sam", "olu", "ada", "ben"])
def test_nobody_else_takes_it_back(as_person, cast, changed, who):
    address = f"/community/people/{changed.pk}/history/1/"
    assert as_person(who).get(address).status_code in (403, 404)
    assert as_person(who).get("/community/my/history/1/").status_code == 404
    with pytest.raises(Refused, match="involvement team"):
        restore_person(
            by=getattr(cast, who), person_id=changed.pk, expected=3, version=1, reason="x"
        )


def test_what_protects_somebody_is_not_undone_with_it(cast, changed):
    """Hidden since, asked seldom since, agreed to something since: all of it stays."""
    since = {"is_hidden": True, "asks_a_month": 1, "email": "new@example.org"}
    row = change_person(by=cast.ivy, person_id=changed.pk, expected=3, changes=since)
    yes = {("newsletter", "email"): True}
    record_consents(by=cast.amina, person_id=row.pk, choices=yes, source="online")
    before = list(row.consents.order_by("pk").values_list("pk", flat=True))
    restore_person(by=cast.amina, person_id=row.pk, expected=4, version=1, reason="x")
    row.refresh_from_db()
    assert (row.shown_name, row.is_hidden, row.asks_a_month) == ("Amina", True, 1)
    # Their own address is changed with their account.
    assert row.email == "new@example.org"
    assert list(row.consents.order_by("pk").values_list("pk", flat=True)) == before
    assert row.status == "active"


def test_an_address_that_comes_back_is_confirmed_again(cast):
    row = someone(email="old@example.org", is_email_confirmed=True)
    change_person(by=cast.ivy, person_id=row.pk, expected=1, changes={"email": "wrong@example.org"})
    back = restore_person(
        by=cast.ivy, person_id=row.pk, expected=2, version=1, reason="typed wrong"
    )
    assert (back.email, back.is_email_confirmed) == ("old@example.org", False)


def test_two_who_go_back_at_once_do_not_undo_each_other(as_person, cast, changed):
    address = f"/community/people/{changed.pk}/history/1/"
    change_person(by=cast.amina, person_id=changed.pk, expected=3, changes={"brings": "My time"})
    shown = go_back(as_person("ivy"), address, 3).content.decode()
    assert "changed while you had it open" in shown
    row = Person.objects.get(pk=changed.pk)
    assert (row.brings, row.shown_name) == ("My time", "Someone else")
    with pytest.raises(Stale):
        restore_person(by=cast.ivy, person_id=row.pk, expected=3, version=1, reason="x")


def test_a_word_put_away_since_comes_back_and_is_said(as_person, changed, words):
    Interest.objects.filter(pk=words[0].pk).update(is_in_use=False)
    page = as_person("ivy").get(f"/community/people/{changed.pk}/history/1/").content.decode()
    assert f"“{words[0].label}” is no longer offered. It comes back" in page.replace("&quot;", '"')


def test_the_same_words_leave_nothing_to_take_back(as_person, changed):
    ivy = as_person("ivy")
    page = ivy.get(f"/community/people/{changed.pk}/history/3/").content.decode()
    assert "It says the same now" in page
    assert ivy.get(f"/community/people/{changed.pk}/history/9/").status_code == 404


def test_what_another_record_brought_is_not_taken_for_ones_own(cast, words):
    """Interests that came with a joined record leave again with the version before it."""
    first, second, _third = words
    kept = someone("Dana", interest_ids=frozenset({first.pk}))
    gone = someone("Dana W", interest_ids=frozenset({second.pk}))
    merge_people(by=cast.ivy, kept_id=kept.pk, gone_id=gone.pk, chosen={}, account="")
    kept.refresh_from_db()
    assert PersonInterest.objects.filter(person=kept).count() == 2
    restore_person(by=cast.ivy, person_id=kept.pk, expected=kept.version, version=1, reason="x")
    assert [each.pk for each in kept.interests.all()] == [first.pk]


def test_a_record_joined_with_another_one_is_not_taken_back_by_its_old_number(cast):
    kept, gone = someone("Dana"), someone("Dana W", shown_name="D")
    change_person(by=cast.ivy, person_id=gone.pk, expected=1, changes={"shown_name": "Wrong"})
    merge_people(by=cast.ivy, kept_id=kept.pk, gone_id=gone.pk, chosen={}, account="")
    with pytest.raises(Stale):
        restore_person(by=cast.ivy, person_id=gone.pk, expected=2, version=1, reason="x")


def test_groups_somebody_asked_to_be_listed_for_come_back(cast):
    group = Group.objects.order_by("pk").first()
    row = someone(group_ids=frozenset({group.pk}))
    change_person(by=cast.ivy, person_id=row.pk, expected=1, changes={"group_ids": []})
    restore_person(by=cast.ivy, person_id=row.pk, expected=2, version=1, reason="x")
    assert list(row.listed_for.all()) == [group]


def test_the_history_reads_in_words(as_person, changed, words):
    page = as_person("ivy").get(f"/community/people/{changed.pk}/").content.decode()
    said = re.sub(r"\s+", " ", page)
    assert "to “I work for the trust”" in said
    assert f"Interest: from “{words[0].label}” to “Nothing”" in html.unescape(said)
    assert f"Interest: from “Nothing” to “{words[2].label}”" in html.unescape(said)
    assert "[" not in said.split("portal-history", 1)[1].split("</ol>")[0]
