"""Forms that carry more, or something else, than their page gave out; and words that would act."""

from __future__ import annotations

import email
import email.policy

import pytest
from django.urls import reverse
from django.utils import timezone

from community.models import (
    Adjustment,
    Champion,
    Check,
    CheckHeld,
    CommunityRole,
    Consent,
    EmergencyContact,
    Joining,
    Look,
    NeedsKeptFrom,
    Partner,
    PartnerContact,
    Person,
    RightsRequest,
    RoleHeld,
    StepDone,
)
from community.selectors.consents import present_wordings, unsubscribe_address
from community.selectors.own import found_record
from community.services.consents import record_consents, renew_preference_link
from community.services.needs import (
    NeedEntry,
    change_need,
    end_need,
    keep_needs_from,
    set_needs,
)
from community.services.partner_access import invite_contact
from community.services.partner_entry import ContactEntry, add_contact
from community.services.partners import add_partner
from community.services.rights import ask_right
from community.services.support import ContactEntry as CallEntry
from community.services.support import (
    answer_adjustment,
    look_at_emergency_contact,
    offer_adjustment,
    set_emergency_contact,
)
from community.tasks import answer_addresses
from core.models import Message
from core.outbox.letters import compose, letter_of
from core.service import Refused
from tests.community.people import BY, someone
from tests.conftest import PortalClient
from users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def awake(settings):
    settings.QUIET_FROM = settings.QUIET_UNTIL = 0


@pytest.fixture
def own(cast):
    return someone("Amina Yusuf", account=cast.amina, email="amina@portal.example")


@pytest.fixture
def other():
    return someone("Xanthe Otherly", email="xanthe@home.example", is_hidden=True)


def url(name, *args):
    return reverse(f"community:{name}", args=args)


def text(answer) -> str:
    return answer.content.decode()


def day(name, on=None):
    on = on or timezone.localdate()
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


# --- A number of somebody else's, sent under an address of one's own ------------------------


def test_a_need_of_somebody_else_is_none_to_offer_something_for(as_person, own, other):
    [need] = set_needs(by=BY, person_id=other.pk, entries=[NeedEntry("place_quiet", "team")])
    sent = {"offered": "A quiet room", "need": need.pk, **day("offered_on")}
    page = text(as_person("ivy").send(url("adjustment_add", own.pk), sent))
    assert "There is a problem" in page
    assert not Adjustment.objects.exists()


def test_nobody_is_shown_needs_again_through_the_page_of_another(as_person, own, other):
    kept = keep_needs_from(by=BY, person_id=other.pk, email="sam@portal.example")
    amina = as_person("amina")
    assert amina.get(url("need_show_again", own.pk, kept.pk)).status_code == 404
    amina.send(url("need_show_again", own.pk, kept.pk))
    assert NeedsKeptFrom.objects.filter(pk=kept.pk).exists()


def test_a_look_opens_one_contact_for_one_viewer_alone(as_person, cast, own, other):
    for person, name in ((own, "Bilal"), (other, "Quentin")):
        entry = CallEntry(name, "01227 000 000")
        set_emergency_contact(by=BY, person_id=person.pk, entry=entry)
    look = look_at_emergency_contact(by=cast.ivy, person_id=own.pk, reason="She did not arrive")
    ivy = as_person("ivy")
    assert "Bilal" in text(ivy.get(url("emergency_show", own.pk, look.pk)))
    assert ivy.get(url("emergency_show", other.pk, look.pk)).url == url("emergency_look", other.pk)
    foreign = Look.objects.create(person=own, by=cast.ben, what="emergency", reason="x")
    assert ivy.get(url("emergency_show", own.pk, foreign.pk)).status_code == 302
    assert as_person("sam").get(url("emergency_show", own.pk, look.pk)).status_code == 404
    assert as_person("amina").get(url("emergency_show", own.pk, look.pk)).status_code == 404


def test_what_is_ticked_off_in_a_welcome_comes_from_its_page(as_person, cast):
    person, ivy = someone("Dana Whitlock", status="asked"), as_person("ivy")
    for sent in ({"steps": [999_999]}, {"named_contact": cast.ben.pk}, {"steps": ["1 OR 1=1"]}):
        assert "There is a problem" in text(ivy.send(url("person_welcome", person.pk), sent))
    assert not StepDone.objects.exists()
    person.refresh_from_db()
    assert person.named_contact_id is None


def test_a_check_that_was_put_away_or_never_was_is_not_recorded(as_person, own):
    check, ivy = Check.objects.earliest("pk"), as_person("ivy")
    Check.objects.filter(pk=check.pk).update(is_in_use=False)
    for number in (check.pk, 999_999):
        sent = {"check_id": number, "check": number, **day("done_on")}
        assert "There is a problem" in text(ivy.send(url("check_record", own.pk), sent))
    assert not CheckHeld.objects.exists()


def test_only_words_that_were_offered_are_agreed_to(as_person, own):
    """A wording for letters, sent as if it had stood beside the box for e-mail."""
    post = present_wordings()["newsletter", "post"].pk
    surveys = present_wordings()["surveys", "email"].pk
    for wrong in (post, surveys, 999_999):
        sent = {"newsletter": [wrong], "version": 1}
        assert "These words have changed" in text(
            as_person("amina").send(url("own_consents"), sent)
        )
    assert not Consent.objects.exists()


def test_only_champions_are_linked_and_only_to_what_is_offered(as_person, own, other):
    partner, ivy = add_partner(by=BY, name="Medway Deaf Club"), as_person("ivy")
    RoleHeld.objects.create(person=own, role=CommunityRole.CHAMPION, starts_on=timezone.localdate())
    for sent in ({"person": other.pk}, {"person": own.pk, "group": 999_999}):
        assert "There is a problem" in text(ivy.send(url("champion_add", partner.pk), sent))
    assert not Champion.objects.exists()


def test_who_speaks_for_one_partner_reaches_no_other(as_person, cast):
    mine, theirs = add_partner(by=BY, name="Mine"), add_partner(by=BY, name="Theirs")
    PartnerContact.objects.create(partner=mine, name="Ben", account=cast.ben, is_main=True)
    entry = ContactEntry("Quentin Quill", email="qq@theirs.example")
    contact = add_contact(by=BY, partner_id=theirs.pk, entry=entry)
    ben = as_person("ben")
    for name in ("contact_change", "contact_end"):
        assert ben.send(url(name, contact.pk), {"name": "x"}).status_code == 404
    assert ben.send(url("contact_invite", contact.pk)).status_code == 403
    # Fields of the row that no form has.
    sent = {
        "name": "Ben Carter",
        "version": 1,
        "account": cast.amina.pk,
        "account_id": cast.amina.pk,
        "partner": theirs.pk,
        "partner_id": theirs.pk,
        "ended_on": "2020-01-01",
    }
    own = PartnerContact.objects.get(account=cast.ben)
    assert ben.send(url("contact_change", own.pk), sent).status_code == 302
    own.refresh_from_db()
    assert (own.account, own.partner, own.ended_on) == (cast.ben, mine, None)
    described = {"kind": "vcse", "does": "Us", "version": 1, "name": "Pwned", "is_in_use": ""}
    assert ben.send(url("partner_describe", mine.pk), described).status_code == 302
    mine.refresh_from_db()
    assert (mine.name, mine.is_in_use, mine.does) == ("Mine", True, "Us")
    assert Partner.objects.get(pk=theirs.pk).does == ""


# --- More fields than the form has (A3) ---------------------------------------------------------

GRAB = {
    "status": "left",
    "is_hidden": "on",
    "is_email_confirmed": "on",
    "email": "thief@home.example",
    "account": "1",
    "account_id": "1",
    "named_contact": "1",
    "named_contact_id": "1",
    "merged_into": "1",
    "entered_by": "1",
    "way_in": "paper",
    "asked_at": "2001-01-01",
    "erased_at": "2001-01-01",
    "id": "1",
    "pk": "1",
    "person_id": "1",
    "by": "1",
}


def columns(person) -> dict[str, object]:
    row = Person.objects.get(pk=person.pk)
    return {field.attname: getattr(row, field.attname) for field in Person._meta.concrete_fields}


def test_a_part_of_the_record_changes_that_part_and_nothing_else(as_person, own, other):
    amina, before = as_person("amina"), columns(own)
    theirs = columns(other)
    Person.objects.filter(pk=own.pk).update(version=1)
    sent = {**GRAB, "name": "Amina Y", "shown_name": "A", "version": 1}
    assert amina.send(url("own_record_change", "name"), sent).status_code == 302
    after = columns(own)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"name", "shown_name", "version"}
    # Their own address is changed with the account, not here.
    reach = {**GRAB, "phone": "01227 555 123", "version": after["version"]}
    assert amina.send(url("own_record_change", "reach"), reach).status_code == 302
    assert columns(own)["email"] == "amina@portal.example"
    assert amina.send(url("own_record_change", "status"), GRAB).status_code == 404
    assert columns(other) == theirs


def test_what_is_asked_of_a_record_is_not_answered_by_who_asks(as_person, own, other):
    sent = {
        "words": "Mend my name",
        "state": "answered",
        "answer": "Done",
        "way": "paper",
        "person": other.pk,
        "person_id": other.pk,
        "due_on": "2090-01-01",
        "noted_by": "1",
    }
    assert as_person("amina").send(url("own_right_ask", "correction"), sent).status_code == 302
    row = RightsRequest.objects.get()
    assert (row.person, row.state, row.answer, row.way) == (own, "asked", "", "online")
    assert row.due_on.year < 2090


def test_an_entry_belongs_to_who_types_it(as_person, cast):
    sam = as_person("sam")
    sent = {
        "way_in": "telephone",
        "is_old_enough": "on",
        "owner": cast.olu.pk,
        "account": cast.amina.pk,
        "state": "done",
        "email": "x@home.example",
    }
    assert sam.send("/community/join/add/", sent).status_code == 302
    row = Joining.objects.get()
    assert (row.owner, row.account, row.state, row.email) == (cast.sam, None, "open", "")
    # A draft of his is nothing to anybody else, whatever is done with it.
    for key in ("olu", "ivy", "amina"):
        for page in ("who", "check", "stop"):
            client = as_person(key)
            address = f"/community/join/{row.pk}/{page}/"
            assert client.send(address, {"version": 0, "name": "X"}).status_code in (403, 404)
    row.refresh_from_db()
    assert row.answers == {}


# --- Asking in another way than the page does -----------------------------------------------


@pytest.mark.parametrize("verb", ["head", "options", "put", "patch", "delete"])
def test_no_other_verb_does_what_a_post_does(as_person, own, verb):
    request = ask_right(by=BY, person_id=own.pk, kind="correction", words="Please")
    entry = CallEntry("Bilal", "01227 000 000")
    set_emergency_contact(by=BY, person_id=own.pk, entry=entry)
    amina, before = as_person("amina"), columns(own)
    for address in (
        url("own_leave"),
        url("own_pause"),
        url("own_right_take_back", request.pk),
        url("emergency_remove", own.pk),
        url("own_record_change", "name"),
    ):
        answer = getattr(amina, verb)(address, {"then": "forget", "name": "X", "version": "1"})
        assert answer.status_code in (200, 405)
    assert columns(own) == before
    assert RightsRequest.objects.get().state == "asked"
    assert EmergencyContact.objects.exists()


def test_a_link_in_a_mail_stops_nothing_by_being_opened(own):

    choices = {("newsletter", "email"): True}
    record_consents(by=BY, person_id=own.pk, choices=choices, source="online")
    link = renew_preference_link(by=BY, person_id=own.pk)
    path = unsubscribe_address(link, "newsletter").split("8000", 1)[1]
    for verb in ("get", "head"):
        assert getattr(PortalClient(), verb)(path).status_code == 200
    assert Consent.objects.count() == 1


# --- Leading away (A22), and what gets into mails (A15) ---------------------------------------

AWAY = ["https://bad.example/", "//bad.example/", "/\\bad.example", "javascript:alert(1)"]


@pytest.mark.parametrize("away", AWAY)
def test_nothing_leads_off_the_site(as_person, own, away):
    amina = as_person("amina")
    for path in ("/account/login/", url("own_data"), "/account/reauthenticate/"):
        for answer in (amina.get(path, {"next": away}), amina.send(path, {"next": away})):
            assert "bad.example" not in answer.headers.get("Location", "").split("?")[0]
            assert not answer.headers.get("Location", "").startswith("javascript")


def test_another_host_is_refused_and_never_gets_into_a_mail(settings):

    assert PortalClient().get("/join/", HTTP_HOST="bad.example").status_code == 400
    client = PortalClient()
    sent = client.send(
        "/join/email/",
        {"email": "new@home.example"},
        HTTP_X_FORWARDED_HOST="bad.example",
        HTTP_X_FORWARDED_SERVER="bad.example",
        HTTP_FORWARDED="host=bad.example",
    )
    assert sent.status_code == 302
    answer_addresses()
    whole = mails()
    assert settings.SITE_URL in whole
    assert "bad.example" not in whole


def mails() -> str:
    """Everything that goes out, as it goes over the line."""
    return "\n".join(
        email.message_from_bytes(compose(letter_of(row)).content, policy=email.policy.default)
        .as_bytes()
        .decode()
        for row in Message.objects.order_by("pk")
    )


BREAKS = ["A\r\nBcc: all@bad.example", "A\nSubject: Pwned", "A\u2028Bcc: all@bad.example", "A\x00b"]


@pytest.mark.parametrize("name", BREAKS)
def test_a_name_of_many_lines_is_one_line_of_a_mail(as_person, cast, name):
    sam = as_person("sam")
    sam.send(url("partner_add"), {"name": name})
    partner = Partner.objects.order_by("pk").last()
    if partner is None:
        return  # refused on its form, which is as good
    sam.send(url("contact_add", partner.pk), {"name": name, "email": "nia@charity.example"})
    contact = PartnerContact.objects.get()
    assert sam.send(url("contact_invite", contact.pk)).status_code == 302
    [row] = Message.objects.filter(purpose="partner_invitation")
    mail = email.message_from_bytes(compose(letter_of(row)).content, policy=email.policy.default)
    assert mail["Bcc"] is None
    assert mail.get_all("To") == ["nia@charity.example"]
    assert len(mail.get_all("Subject")) == 1


def test_what_comes_past_every_form_makes_no_second_header(cast):
    partner = add_partner(by=BY, name=BREAKS[0])
    entry = ContactEntry(name=BREAKS[1], email="nia@charity.example")
    contact = add_contact(by=BY, partner_id=partner.pk, entry=entry)
    with pytest.raises(Refused, match="line break"):
        invite_contact(by=cast.sam, contact_id=contact.pk)
    assert not Message.objects.exists()


def test_services_ask_again_what_pages_ask(cast, own, other):
    """Past the pages, with a number that no page gave out."""
    [need] = set_needs(by=BY, person_id=other.pk, entries=[NeedEntry("place_quiet", "team")])

    made = offer_adjustment(by=BY, person_id=other.pk, offered="A room")
    for by in (cast.amina, cast.sam, cast.ada):
        for call in (
            lambda by=by: end_need(by=by, need_id=need.pk),
            lambda by=by: change_need(
                by=by, need_id=need.pk, expected=1, detail="x", shared_with="hosts"
            ),
            lambda by=by: answer_adjustment(by=by, adjustment_id=made.pk, expected=1, is_met=True),
            lambda by=by: set_emergency_contact(
                by=by, person_id=other.pk, entry=CallEntry("X", "01227 000 000")
            ),
        ):
            with pytest.raises(Refused):
                call()
    assert found_record(cast.amina) == own
    assert User.objects.filter(email="thief@home.example").count() == 0
