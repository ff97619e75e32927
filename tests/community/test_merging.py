"""Two records of one person made one, and taken apart again, without losing or mixing anything."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from community.models import Look, Merge, Person, RoleHeld, TwoPeople
from community.selectors.consents import given_channels
from community.selectors.doubles import doubles_to_review
from community.selectors.people import all_ids, find_person
from community.services.consents import record_consents
from community.services.merging import merge_people, tell_apart, undo_merge
from community.services.people import change_person, note_look
from community.sockets import PERSON_DATA
from community.tasks import compare_people
from core.service import Refused
from organisation.models import Experience, Interest
from tests.cast import Cast
from tests.community.people import BY, someone


@pytest.fixture
def two(cast):
    one, both, other = Interest.objects.all()[:3]
    done, both_done, other_done = (each.pk for each in Experience.objects.all()[:3])
    kept = someone(
        "Kath O'Brien",
        email="kath@example.org",
        kinds=("carer",),
        brings="Panels",
        interest_ids=frozenset({one.pk, both.pk}),
        experience_ids=frozenset({done, both_done}),
    )
    gone = someone(
        "Katherine O'Brien",
        phone="01304 555012",
        kinds=("service_user",),
        brings="Gardens",
        interest_ids=frozenset({both.pk, other.pk}),
        experience_ids=frozenset({both_done, other_done}),
        is_hidden=True,
        account=cast.amina,
    )
    RoleHeld.objects.create(person=gone, role="volunteer", starts_on="2025-01-01")
    note_look(by=cast.ivy, person_id=gone.pk, what=Look.What.RECORD)
    return kept, gone


CHOSEN = {"name": "gone", "kinds": "both", "brings": "both"}


def state(person: Person) -> dict:
    """All that belongs to a record, to compare before and after."""
    row = Person.objects.get(pk=person.pk)
    columns = {
        f.attname: getattr(row, f.attname)
        for f in Person._meta.fields
        if f.attname not in ("version", "heard_from_at")
    }
    return columns | {
        "interests": set(row.interests.values_list("pk", flat=True)),
        "experiences": set(row.experiences.values_list("pk", flat=True)),
        "roles": set(row.roles_held.values_list("role", flat=True)),
    }


def test_a_merge_keeps_what_both_had(cast, two):
    kept, gone = two
    merge_people(by=cast.ivy, kept_id=kept.pk, gone_id=gone.pk, chosen=CHOSEN)
    kept.refresh_from_db()
    assert kept.name == "Katherine O'Brien"
    assert kept.kinds == ["carer", "service_user"]
    assert (kept.email, kept.phone) == ("kath@example.org", "01304 555012")
    assert kept.brings == "Panels\n\nGardens"
    assert kept.interests.count() == 3
    assert kept.experiences.count() == 3
    assert [held.role for held in kept.roles_held.all()] == ["volunteer"]
    assert kept.account == cast.amina
    assert kept.is_hidden, "whoever was hidden once stays hidden"
    assert find_person(cast.ivy, gone.pk) == kept
    assert Look.objects.filter(person__in=all_ids(kept)).count() == 1


def test_undo_puts_everything_back(cast, two):
    before = [state(person) for person in two]
    kept, gone = two
    merge = merge_people(by=cast.ivy, kept_id=kept.pk, gone_id=gone.pk, chosen=CHOSEN)
    undo_merge(by=cast.ivy, merge_id=merge.pk)
    assert [state(person) for person in two] == before
    with pytest.raises(Refused, match="apart already"):
        undo_merge(by=cast.ivy, merge_id=merge.pk)


@pytest.mark.parametrize(
    ("ours", "theirs", "stays"),
    [
        ("asked", "active", "active"),
        ("left", "paused", "paused"),
        ("active", "left", "active"),
        ("not_now", "welcomed", "welcomed"),
    ],
)
def test_the_further_status_stays_and_comes_back(as_person, cast, ours, theirs, stays):
    kept, gone = someone("Kath", status=ours), someone("Kathy", status=theirs)
    day = timezone.localdate() + timedelta(days=9)
    Person.objects.filter(status="paused").update(back_on=day)
    page = as_person("ivy").get(reverse("community:merge_add", args=[kept.pk, gone.pk]))
    shown = page.content.decode()
    assert kept.get_status_display() in shown
    assert gone.get_status_display() in shown
    merge = merge_people(by=cast.ivy, kept_id=kept.pk, gone_id=gone.pk, chosen={})
    kept.refresh_from_db()
    assert kept.status == stays
    assert kept.back_on == (day if stays == "paused" else None)
    undo_merge(by=cast.ivy, merge_id=merge.pk)
    kept.refresh_from_db()
    assert (kept.status, kept.back_on) == (ours, None)


def test_the_team_may_choose_the_other_status(as_person, cast):
    kept, gone = someone("Kath", status="active"), someone("Kathy", status="left")
    as_person("ivy").send(
        reverse("community:merge_add", args=[kept.pk, gone.pk]),
        {"version": kept.version, "gone_version": gone.version, "name": "kept", "status": "gone"},
    )
    kept.refresh_from_db()
    assert kept.status == "left"
    assert "Put together with another record" in kept.moves.latest("pk").why


def test_what_was_changed_since_stays_and_is_said(as_person, cast, two):
    kept, gone = two
    merge = merge_people(by=cast.ivy, kept_id=kept.pk, gone_id=gone.pk, chosen=CHOSEN)
    change_person(by=cast.ivy, person_id=kept.pk, expected=None, changes={"name": "K. O'Brien"})
    ivy, page = as_person("ivy"), reverse("community:merge_undo", args=[merge.pk])
    shown = ivy.get(page).content.decode()
    assert "changed since" in shown
    assert "<li>Name</li>" in shown
    ivy.send(page)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.name, kept.kinds, gone.name) == ("K. O'Brien", ["carer"], "Katherine O'Brien")
    assert gone.merged_into is None


def test_aliases_follow_and_come_back(cast, two):
    kept, gone = two
    first = someone("Oldest")
    merge_people(by=cast.ivy, kept_id=gone.pk, gone_id=first.pk, chosen={})
    later = merge_people(by=cast.ivy, kept_id=kept.pk, gone_id=gone.pk, chosen={})
    assert set(all_ids(kept)) == {kept.pk, gone.pk, first.pk}
    undo_merge(by=cast.ivy, merge_id=later.pk)
    assert set(all_ids(gone)) == {gone.pk, first.pk}


def test_two_accounts_are_never_settled_in_silence(cast, two):
    kept, gone = two
    Person.objects.filter(pk=kept.pk).update(account=cast.ben)
    with pytest.raises(Refused, match="which account"):
        merge_people(by=cast.ivy, kept_id=kept.pk, gone_id=gone.pk, chosen={})
    merge = merge_people(by=cast.ivy, kept_id=kept.pk, gone_id=gone.pk, chosen={}, account="gone")
    assert Person.objects.get(pk=kept.pk).account == cast.amina
    undo_merge(by=cast.ivy, merge_id=merge.pk)
    accounts = Person.objects.in_bulk([kept.pk, gone.pk])
    assert (accounts[kept.pk].account, accounts[gone.pk].account) == (cast.ben, cast.amina)


@pytest.mark.parametrize(
    ("by", "words"), [("sam", "involvement team"), ("amina", "involvement team")]
)
def test_only_the_team_joins_records(cast, two, by, words):
    kept, gone = two
    with pytest.raises(Refused, match=words):
        merge_people(by=getattr(cast, by), kept_id=kept.pk, gone_id=gone.pk, chosen={})


def test_a_record_is_not_joined_with_itself_or_with_an_alias(cast, two):
    kept, gone = two
    with pytest.raises(Refused, match="same record"):
        merge_people(by=cast.ivy, kept_id=kept.pk, gone_id=kept.pk, chosen={})
    merge_people(by=cast.ivy, kept_id=kept.pk, gone_id=gone.pk, chosen={})
    with pytest.raises(Refused, match="in the meantime"):
        merge_people(by=cast.ivy, kept_id=gone.pk, gone_id=kept.pk, chosen={})


def test_by_the_pages_compare_join_and_take_apart(as_person, two):
    kept, gone = two
    ivy = as_person("ivy")
    compare_people()
    found = ivy.get(reverse("community:double_review")).content.decode()
    assert reverse("community:merge_add", args=[kept.pk, gone.pk]) in found
    to = ivy.get(reverse("community:person_join", args=[kept.pk]), {"other": f"p{gone.pk:05d}"})
    page = reverse("community:merge_add", args=[kept.pk, gone.pk])
    assert to["Location"] == page
    shown = ivy.get(page).content.decode()
    assert "Katherine O&#x27;Brien" in shown
    sent = {"version": kept.version, "gone_version": gone.version, **CHOSEN}
    assert ivy.send(page, sent).status_code == 302
    person = ivy.get(reverse("community:person_detail", args=[gone.pk])).content.decode()
    assert "was put together with this one" in person
    merge = Merge.objects.get()
    undone = ivy.send(reverse("community:merge_undo", args=[merge.pk]))
    assert undone.status_code == 302
    assert Person.objects.filter(merged_into=None).count() == 2


def test_a_record_changed_meanwhile_is_not_joined_unseen(as_person, cast, two):
    kept, gone = two
    page = reverse("community:merge_add", args=[kept.pk, gone.pk])
    change_person(by=cast.ivy, person_id=gone.pk, expected=None, changes={"phone": "01622 1"})
    late = as_person("ivy").send(
        page, {"version": kept.version, "gone_version": gone.version, **CHOSEN}
    )
    assert "changed while you looked" in late.content.decode()
    assert not Merge.objects.exists()


def test_two_people_are_remembered(as_person, cast, two):
    kept, gone = two
    ivy = as_person("ivy")
    compare_people()
    assert len(doubles_to_review().pairs) == 1
    ivy.send(reverse("community:double_dismiss", args=[gone.pk, kept.pk]))
    tell_apart(by=cast.ivy, person_id=kept.pk, other_id=gone.pk)
    assert TwoPeople.objects.count() == 1
    assert doubles_to_review().pairs == ()
    detail = ivy.get(reverse("community:person_detail", args=[kept.pk])).content.decode()
    assert "These look alike" not in detail


def test_while_typing_the_team_is_told_who_and_staff_only_that(as_person, two):
    page = reverse("community:double_check")
    typed = {"name": "Catherine O'Brien"}
    assert "Katherine" in as_person("ivy").post(page, typed).content.decode()
    # Of who is hidden staff at large are told nothing, not even that there is somebody.
    assert as_person("sam").post(page, typed).content.strip() == b""
    Person.objects.filter(pk=two[1].pk).update(is_hidden=False)
    told = as_person("sam").post(page, typed).content.decode()
    assert "may already be a record" in told
    assert "Katherine" not in told
    assert as_person("sam").post(page, {"name": "Zoltan Quist"}).content.strip() == b""
    assert as_person("amina").post(page, typed).status_code == 403


def test_two_merges_at_once_leave_one(committed_db):
    cast = Cast()
    kept, gone = someone("One Person"), someone("One Persson")
    ivy, said = cast.ivy, []

    def merge(first, second):
        try:
            merge_people(by=ivy, kept_id=first, gone_id=second, chosen={})
            said.append("joined")
        except Refused as no:
            said.append(no.sentence)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=merge, args=pair)
        for pair in ((kept.pk, gone.pk), (gone.pk, kept.pk))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said)[1] == "joined"
    assert "in the meantime" in sorted(said)[0]
    assert Person.objects.filter(merged_into=None).count() == 1


# --- More than two, and at the same time ------------------------------------------------


def test_three_in_a_chain_come_apart_from_the_end(cast, two):
    """One into the next, that into a third: the middle merge is undone only after the last."""
    kept, gone = two
    first = someone("Oldest", language="Nepali", asks_a_month=2)
    people = [kept, gone, first]
    before = [state(person) for person in people]
    early = merge_people(by=cast.ivy, kept_id=gone.pk, gone_id=first.pk, chosen={})
    late = merge_people(by=cast.ivy, kept_id=kept.pk, gone_id=gone.pk, chosen={})
    assert find_person(cast.ivy, first.pk) == kept
    with pytest.raises(Refused, match="Take that apart first"):
        undo_merge(by=cast.ivy, merge_id=early.pk)
    undo_merge(by=cast.ivy, merge_id=late.pk)
    assert find_person(cast.ivy, first.pk) == gone
    undo_merge(by=cast.ivy, merge_id=early.pk)
    assert [state(person) for person in people] == before


def test_of_three_records_the_one_in_the_middle_can_leave(cast, two):
    """Two were joined with one: whichever comes apart first, each gets back its own words."""
    kept, gone = two
    third = someone("Third", phone="01622 724100", language="Nepali")
    people = [kept, gone, third]
    before = [state(person) for person in people]
    early = merge_people(by=cast.ivy, kept_id=kept.pk, gone_id=gone.pk, chosen={})
    late = merge_people(
        by=cast.ivy, kept_id=kept.pk, gone_id=third.pk, chosen={"phone": "gone", "name": "gone"}
    )
    kept.refresh_from_db()
    assert (kept.phone, kept.language) == ("01622 724100", "Nepali")
    undo_merge(by=cast.ivy, merge_id=early.pk)
    assert state(gone) == before[1]
    kept.refresh_from_db()
    assert (kept.name, kept.phone, kept.language) == ("Third", "01622 724100", "Nepali")
    undo_merge(by=cast.ivy, merge_id=late.pk)
    assert [state(person) for person in people] == before


def test_the_past_of_both_is_read_on_the_record_that_stays(as_person, cast, two):
    kept, gone = two
    change_person(by=cast.ivy, person_id=gone.pk, expected=None, changes={"language": "Nepali"})
    change_person(by=cast.ivy, person_id=kept.pk, expected=None, changes={"language": "Welsh"})
    merge_people(by=cast.ivy, kept_id=kept.pk, gone_id=gone.pk, chosen={})
    page = as_person("ivy").get(reverse("community:person_detail", args=[gone.pk]))
    shown = page.content.decode()
    assert "History of the other record, Katherine" in shown
    assert "to “Nepali”" in shown
    assert "to “Welsh”" in shown
    mine = as_person("amina").get(reverse("community:own_history")).content.decode()
    assert "to “Nepali”" in mine


@pytest.mark.parametrize("which", [0, 1])
def test_who_edits_a_record_while_it_is_joined_is_told(as_person, cast, two, which):
    """Their page shows an older version than the joined record can have, whichever they edit."""
    one = two[which]
    for language in ("Nepali", "Welsh"):
        change_person(by=cast.ivy, person_id=one.pk, expected=None, changes={"language": language})
    page = reverse("community:person_change", args=[one.pk, "language"])
    typed = {"language": "Punjabi", "version": "3"}
    merge_people(by=cast.ivy, kept_id=two[0].pk, gone_id=two[1].pk, chosen={})
    shown = as_person("ivy").send(page, typed).content.decode()
    assert "changed while you had it open" in shown
    assert "Punjabi" in shown
    assert Person.objects.get(pk=two[0].pk).language == "Welsh"


def test_apps_above_take_part_and_are_undone(cast, two, monkeypatch):
    class Above:
        """An app that keeps something about people."""

        told: list = []

        def move(self, gone, kept):
            return [{"row": 7, "from": gone.pk}]

        def move_back(self, gone, kept, moved):
            self.told.append((gone.pk, kept.pk, list(moved)))

    kept, gone = two
    monkeypatch.setattr(PERSON_DATA, "_plugs", [*PERSON_DATA, Above()])
    merge = merge_people(by=cast.ivy, kept_id=kept.pk, gone_id=gone.pk, chosen={})
    undo_merge(by=cast.ivy, merge_id=merge.pk)
    assert Above.told == [(gone.pk, kept.pk, [{"row": 7, "from": gone.pk}])]


def test_a_no_said_while_two_records_were_one_counts_for_both(cast):
    both = {("newsletter", "email"): True}
    rows = [someone(name, email=f"{name}@example.org".lower()) for name in ("Kath", "Kate")]
    for row in rows:
        record_consents(by=BY, person_id=row.pk, choices=both, source="paper")
    kept, gone = rows
    merge = merge_people(by=cast.ivy, kept_id=kept.pk, gone_id=gone.pk, chosen={})
    no = {("newsletter", "email"): False}
    record_consents(by=BY, person_id=kept.pk, choices=no, source="telephone")
    undo_merge(by=cast.ivy, merge_id=merge.pk)
    for row in rows:
        row.refresh_from_db()
        assert given_channels(row, "newsletter") == set()
