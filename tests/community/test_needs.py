"""What people need: said once, shared as they say, read under their eyes, asked about yearly."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from community.models import Look, Need, Person, SharedWith, Status
from community.models.consent import Channel, Purpose, Source
from community.models.need_words import BY_CODE, CODES, WORDS, Category
from community.models.person import Kind, Meeting, When
from community.selectors.contact import usable_channels
from community.selectors.needs import needs_for_host, needs_shared_with, people_due
from community.services.needs import (
    NeedEntry,
    confirm_needs,
    end_need,
    keep_needs_from,
    set_needs,
)
from community.tasks import review_needs
from core.models import Message
from core.service import Refused
from tests.community.people import BY, someone

pytestmark = pytest.mark.django_db

BSL = NeedEntry("professional_bsl", SharedWith.HOSTS)
LOOP = NeedEntry("support_hearing_loop", SharedWith.ORGANISER)
QUIET = NeedEntry("place_quiet", SharedWith.TEAM)


@pytest.fixture
def amina(cast):
    return someone("Amina Yusuf", account=cast.amina)


def page(person, name="needs_detail", *more):
    return reverse(f"community:{name}", args=[person.pk, *more])


def panel(client, person):
    return client.get(reverse("community:person_detail", args=[person.pk])).content.decode()


def make_due(person):
    then = timezone.localdate() - timedelta(days=400)
    Need.objects.filter(person=person).update(
        reviewed_on=then, review_on=then + timedelta(days=366)
    )


def test_codes_are_known_once():
    assert len(CODES) == len(BY_CODE) == sum(map(len, WORDS.values()))
    assert max(map(len, CODES)) <= 30


def test_she_says_it_once_by_the_page(as_person, amina):
    client = as_person("amina")
    address = page(amina, "need_add", "professional")
    assert "British Sign Language interpreter" in client.get(address).content.decode()
    sent = {"codes": ["professional_bsl", "professional_other"], "shared_with": "hosts"}
    answer = client.send(address, sent).content.decode()
    assert "There is a problem" in answer
    sent["detail_professional_other"] = "A Deaf relay interpreter"
    assert client.send(address, sent).status_code == 302
    shown = client.get(page(amina)).content.decode()
    assert "A Deaf relay interpreter" in shown
    assert "Everybody who hosts" in shown
    again = client.send(address, {"codes": ["professional_bsl"], "shared_with": "team"})
    assert "This is there already" in again.content.decode()


def test_her_page_says_it_at_once_to_the_team_alone(as_person, amina):
    set_needs(by=BY, person_id=amina.pk, entries=[BSL])
    assert "British Sign Language" in panel(as_person("ivy"), amina)
    assert set(Look.objects.values_list("what", flat=True)) == {"needs", "record"}
    staff = panel(as_person("sam"), amina)
    assert "British Sign Language" not in staff
    assert "I passed on a concern" in staff


def test_what_a_closed_box_holds_is_not_kept(as_person, amina):
    sent = {"codes": ["contact_text"], "detail_contact_other": "old", "shared_with": "team"}
    as_person("amina").send(page(amina, "need_add", "contact"), sent)
    assert [(n.code, n.detail) for n in Need.objects.all()] == [("contact_text", "")]


def test_the_team_reads_it_under_her_eyes(as_person, amina):
    set_needs(by=BY, person_id=amina.pk, entries=[BSL])
    ivy = as_person("ivy")
    for _ in range(2):
        assert "British Sign Language" in ivy.get(page(amina)).content.decode()
    assert Look.objects.filter(person=amina, what=Look.What.NEEDS).count() == 1
    assert "Ivy Marsh" in as_person("amina").get(page(amina)).content.decode()
    assert Look.objects.count() == 1


@pytest.mark.parametrize("key", ["sam", "ben", "ada", "cal"])
def test_others_find_no_such_page(as_person, amina, key):
    assert as_person(key).get(page(amina)).status_code == 404


def test_shared_as_she_says(cast, amina):
    set_needs(by=cast.amina, person_id=amina.pk, entries=[BSL, LOOP, QUIET])

    def told(**given):
        return [need.words for need in needs_for_host([amina.pk], **given).get(amina.pk, [])]

    signing, loop = BY_CODE[BSL.code].words, BY_CODE[LOOP.code].words
    assert told(host=cast.sam, is_organiser=False) == [signing]
    assert told(host=cast.sam, is_organiser=True) == [signing, loop]
    assert needs_shared_with(cast.sam, amina) == []
    assert len(needs_shared_with(cast.ivy, amina)) == 3
    assert needs_shared_with(cast.ben, amina) == []


def test_kept_from_a_certain_host_and_from_the_team(cast, as_person, amina):
    set_needs(by=cast.amina, person_id=amina.pk, entries=[BSL])
    client = as_person("amina")
    for key in ("sam", "ivy"):
        address = getattr(cast, key).email.upper()
        assert client.send(page(amina, "need_keep_from"), {"email": address}).status_code == 302
    assert needs_for_host([amina.pk], host=cast.sam, is_organiser=True) == {}
    assert needs_for_host([amina.pk], host=cast.olu, is_organiser=False)
    assert needs_shared_with(cast.ivy, amina) == []
    assert as_person("ivy").get(page(amina)).status_code == 404
    assert "Ask a colleague" in panel(as_person("ivy"), amina)
    with pytest.raises(Refused, match="Ask a colleague"):
        set_needs(by=cast.ivy, person_id=amina.pk, entries=[LOOP])
    kept = amina.needs_kept_from.get(email=cast.ivy.email)
    client.send(page(amina, "need_show_again", kept.pk))
    assert as_person("ivy").get(page(amina)).status_code == 200


def test_an_address_nobody_has_is_taken_alike(as_person, amina):
    answer = as_person("amina").send(
        page(amina, "need_keep_from"), {"email": "nobody@trust.example"}
    )
    assert answer.status_code == 302


def test_a_joined_record_keeps_its_needs_and_its_wish(cast):
    kept, gone = someone("Kept"), someone("Gone")
    set_needs(by=BY, person_id=gone.pk, entries=[BSL])
    keep_needs_from(by=BY, person_id=gone.pk, email=cast.sam.email)
    Person.objects.filter(pk=gone.pk).update(merged_into=kept)
    assert [need.code for need in needs_shared_with(cast.ivy, kept)] == [BSL.code]
    assert needs_for_host([kept.pk], host=cast.sam, is_organiser=True) == {}
    told = needs_for_host([kept.pk], host=cast.olu, is_organiser=True)
    assert [need.words for need in told[kept.pk]] == [BY_CODE[BSL.code].words]


def test_still_right_with_one_click(as_person, cast, amina):
    set_needs(by=BY, person_id=amina.pk, entries=[BSL, LOOP])
    make_due(amina)
    assert list(people_due(cast.ivy)) == [amina]
    assert (
        "Amina Yusuf" in as_person("ivy").get(reverse("community:need_due_list")).content.decode()
    )
    client = as_person("amina")
    assert "All of this is still right" in client.get(page(amina)).content.decode()
    client.send(page(amina, "need_confirm_all"))
    assert list(people_due(cast.ivy)) == []
    assert {n.reviewed_on for n in Need.objects.all()} == {timezone.localdate()}
    assert "All of this is still right" not in client.get(page(amina)).content.decode()


def test_she_is_asked_after_a_year_once_and_not_told_what(cast, amina):
    Person.objects.filter(pk=amina.pk).update(email="amina@home.example", is_email_confirmed=True)
    set_needs(by=BY, person_id=amina.pk, entries=[BSL])
    review_needs()
    assert not Message.objects.filter(purpose="needs_review").exists()
    make_due(amina)
    review_needs()
    review_needs()
    message = Message.objects.get(purpose="needs_review")
    assert "Sign Language" not in message.body + message.subject
    assert page(amina) in message.body
    confirm_needs(by=cast.amina, person_id=amina.pk)
    assert Need.objects.get().review_asked_at is None


def test_who_is_deaf_is_not_called(amina):
    Person.objects.filter(pk=amina.pk).update(phone="07700 900 982", email="a@home.example")
    amina.refresh_from_db()
    assert usable_channels(amina)[0] == "email"
    set_needs(by=BY, person_id=amina.pk, entries=[NeedEntry("contact_text", "hosts")])
    assert usable_channels(amina)[0] == "text"
    assert usable_channels(amina)[-1] == "telephone"


def test_two_tabs_do_not_undo_each_other(as_person, amina):
    (need,) = set_needs(by=BY, person_id=amina.pk, entries=[BSL])
    client, address = as_person("amina"), reverse("community:need_change", args=[need.pk])
    client.send(address, {"version": 1, "detail": "Level 6", "shared_with": "hosts"})
    late = client.send(address, {"version": 1, "detail": "Any", "shared_with": "team"})
    assert "This was changed" in late.content.decode()
    need.refresh_from_db()
    assert (need.detail, need.shared_with) == ("Level 6", "hosts")
    assert "Level 6" in client.get(address).content.decode()


def test_an_ended_need_stays_readable_and_can_come_again(cast, as_person, amina):
    (need,) = set_needs(by=BY, person_id=amina.pk, entries=[BSL])
    as_person("amina").send(reverse("community:need_end", args=[need.pk]))
    assert needs_shared_with(cast.ivy, amina) == []
    assert "What was needed before" in as_person("amina").get(page(amina)).content.decode()
    with pytest.raises(Refused, match="ended already"):
        end_need(by=cast.amina, need_id=need.pk)
    set_needs(by=cast.amina, person_id=amina.pk, entries=[BSL])
    assert confirm_needs(by=cast.amina, person_id=amina.pk) == 1


def test_opportunities_are_asked_for(as_person, amina):
    group = amina.listed_for.model.objects.first()
    address = page(amina, "opportunity_choose")
    as_person("amina").send(address, {"groups": [group.pk], "version": amina.version})
    assert list(amina.listed_for.all()) == [group]


def test_hostile_details_are_words(as_person, amina):
    sent = {
        "codes": ["contact_other"],
        "detail_contact_other": "<script>alert(1)</script>\u202e",
        "shared_with": "team",
    }
    client = as_person("amina")
    client.send(page(amina, "need_add", "contact"), sent)
    assert "<script>alert" not in client.get(page(amina)).content.decode()


def test_the_database_keeps_the_shape(amina):
    (need,) = set_needs(by=BY, person_id=amina.pk, entries=[BSL])
    for values in (
        {"code": "diagnosis"},
        {"code": "format_large_print"},
        {"shared_with": "everybody"},
        {"review_on": need.reviewed_on},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Need.objects.filter(pk=need.pk).update(**values)


def test_the_due_list_asks_as_often_for_many_as_for_one(as_person, django_assert_max_num_queries):
    ivy, address = as_person("ivy"), reverse("community:need_due_list")
    numbers = []
    for more in (1, 24, 75):
        for _ in range(more):
            person = someone("Due")
            set_needs(by=BY, person_id=person.pk, entries=[BSL, LOOP])
            make_due(person)
        ivy.get(address)
        with django_assert_max_num_queries(40) as seen:
            ivy.get(address)
        numbers.append(len(seen))
    assert len(set(numbers)) == 1


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/join/your/kinds/", "I look after somebody"),
        ("/join/your/times/", "Weekday mornings"),
        ("/join/your/needs/", "Soft light, little noise, no strong smells"),
        ("/join/your/needs/", "Which language, and which dialect?"),
        ("/join/your/needs/", "How I read or get information"),
        ("/join/your/needs/", "Everybody who hosts what I take part in"),
        ("/community/my/consents/", "Newsletter"),
    ],
)
def test_what_co_creators_choose_from_is_there_to_be_translated(
    as_person, monkeypatch, address, said
):
    member = as_person("ben")
    member.send("/join/begin/", {"is_old_enough": "yes"})
    if "consents" in address:
        member.send("/join/your/name/", {"version": 0, "name": "Ben"})
        member.send("/join/check/")
    monkeypatch.setattr(translation._trans, "gettext", lambda words: f"«{words}»")
    assert f"«{said}»" in member.get(address).content.decode()


def test_what_consents_and_records_are_called_is_there_to_be_translated(monkeypatch):
    monkeypatch.setattr(translation._trans, "gettext", lambda words: f"«{words}»")
    lists = (Category, Channel, Kind, Meeting, Purpose, SharedWith, Source, Status, When)
    labels = [str(label) for each in lists for label in each.labels]
    words = [str(word.words) for word in BY_CODE.values()]
    assert [each for each in labels + words if not each.startswith("«")] == []
