"""The entry of a partner: who speaks for it, what was agreed, what comes next, who keeps it."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from community.models import (
    Champion,
    CommunityRole,
    PartnerAgreement,
    PartnerContact,
    PartnerTalk,
    RoleHeld,
)
from community.selectors.partners import invitation_token, partner_rows
from community.services.partner_access import accept_invitation, invite_contact
from community.services.partner_entry import ContactEntry, add_contact, end_contact
from community.services.partners import add_partner
from core.models import Message
from core.service import Refused
from organisation.models import Area, Group
from tests.community.people import BY, someone
from tests.conftest import PortalClient
from users.models import User

pytestmark = pytest.mark.django_db

NIA = ContactEntry("Nia Obi", email="Nia@charity.example", phone="01634 555 010")


@pytest.fixture
def partner(db):
    return add_partner(by=BY, name="Medway Deaf Club")


@pytest.fixture
def nia(partner):
    return add_contact(by=BY, partner_id=partner.pk, entry=NIA)


def address(name, row):
    return reverse(f"community:{name}", args=[row.pk])


def said(response) -> str:
    return response.content.decode()


def day(name, on):
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def confirmed(account, email="", *, verified=True):
    EmailAddress.objects.create(
        user=account, email=email or account.email, verified=verified, primary=verified
    )


def seen(client, partner) -> str:
    return said(client.get(address("partner_detail", partner)))


def test_staff_say_what_a_partner_does_and_reaches(as_person, partner):
    sam, group, area = as_person("sam"), Group.objects.first(), Area.objects.first()
    sent = {
        "kind": "user_led",
        "does": "Signed evenings",
        "website": "medwaydeaf.example",
        "groups": [group.pk],
        "areas": [area.pk],
        "version": partner.version,
    }
    assert sam.send(address("partner_describe", partner), sent).status_code == 302
    page = seen(sam, partner)
    for words in ("Signed evenings", "https://medwaydeaf.example", str(group), area.name):
        assert words in page
    late = said(sam.send(address("partner_describe", partner), {**sent, "does": "Other"}))
    assert "This was changed" in late
    listed = said(sam.get(reverse("community:partner_list"), {"group": group.pk}))
    assert "Medway Deaf Club" in listed
    hostile = {**sent, "version": 2, "website": "javascript:alert(1)"}
    assert "Enter a website" in said(sam.send(address("partner_describe", partner), hostile))


def test_the_only_contact_has_left(as_person, partner, nia):
    sam = as_person("sam")
    assert nia.is_main
    assert "This is the only contact" in said(sam.get(address("contact_end", nia)))
    sam.send(address("contact_end", nia), {"ended_on_day": "today"})
    page = seen(sam, partner)
    assert "We know nobody there" in page
    assert "Nia Obi was the last contact" in page
    listed = said(sam.get(reverse("community:partner_list"), {"to_do": "alone"}))
    assert "Medway Deaf Club" in listed
    assert "Nobody" in listed
    sam.send(address("contact_add", partner), {"name": "Tom Reed"})
    assert "We know nobody there" not in seen(sam, partner)
    assert PartnerContact.objects.get(is_main=True).name == "Tom Reed"


def test_one_main_contact_at_a_time(as_person, partner, nia):
    sent = {"name": "Tom Reed", "is_main": "on"}
    as_person("sam").send(address("contact_add", partner), sent)
    assert [c.name for c in PartnerContact.objects.filter(is_main=True)] == ["Tom Reed"]


def test_a_next_step_stands_until_it_is_done(as_person, partner):
    sam, today = as_person("sam"), timezone.localdate()
    sent = {**day("on", today), "how": "visit", "what": "They want a signed tour"}
    no_day = said(sam.send(address("talk_add", partner), {**sent, "next_step": "Book it"}))
    assert "by when" in no_day
    late = day("due_on", today - timedelta(days=3))
    sam.send(address("talk_add", partner), {**sent, "next_step": "Book it", **late})
    due = reverse("community:step_due_list")
    assert "Late:" in said(sam.get(due))
    talk = PartnerTalk.objects.get()
    sam.send(address("step_finish", talk))
    assert "Book it" not in said(sam.get(due))
    assert "by Sam Okafor" in seen(sam, partner)
    assert "done already" in said(sam.send(address("step_finish", talk)))


def test_an_agreement_with_its_paper(as_person, cast, partner):
    sam, today = as_person("sam"), timezone.localdate()
    sent = {
        "kind": "mou",
        "edition": "2",
        **day("agreed_on", today),
        **day("review_on", today),
        "upload": SimpleUploadedFile("mou.txt", b"What we agreed"),
    }
    fault = said(sam.send(address("agreement_add", partner), sent))
    assert "The review must be after" in fault
    later = {**sent, **day("review_on", today + timedelta(days=365))}
    later["upload"] = SimpleUploadedFile("mou.txt", b"What we agreed")
    assert sam.send(address("agreement_add", partner), later).status_code == 302
    agreement = PartnerAgreement.objects.get()
    fetched = sam.get(address("agreement_fetch", agreement))
    assert b"".join(fetched.streaming_content) == b"What we agreed"
    assert as_person("amina").get(address("agreement_fetch", agreement)).status_code == 404
    sam.send(address("agreement_end", agreement))
    assert "ended on" in seen(sam, partner)


def test_only_who_is_champion_is_linked(as_person, partner):
    ivy, person = as_person("ivy"), someone("Dana Whitlock", shown_name="Dana")
    assert "Nobody holds the role" in said(ivy.get(address("champion_add", partner)))
    RoleHeld.objects.create(
        person=person, role=CommunityRole.CHAMPION, starts_on=timezone.localdate()
    )
    assert ivy.send(address("champion_add", partner), {"person": person.pk}).status_code == 302
    again = said(ivy.send(address("champion_add", partner), {"person": person.pk}))
    assert "already" in again
    staff = seen(as_person("sam"), partner)
    assert ">Dana</a>" in staff
    assert "Whitlock" not in staff
    ivy.send(address("champion_end", Champion.objects.get()))
    assert Champion.objects.get().ends_on == timezone.localdate()


def test_a_champion_for_a_community_alone_is_linked_on_the_persons_page(as_person, cast):
    ivy, amina = as_person("ivy"), someone("Amina Yusuf", account=cast.amina)
    form = reverse("community:person_champion_add", args=[amina.pk])
    page = reverse("community:person_detail", args=[amina.pk])
    assert form not in said(ivy.get(page))
    assert "do not hold the role" in said(ivy.get(form))
    RoleHeld.objects.create(
        person=amina, role=CommunityRole.CHAMPION, starts_on=timezone.localdate()
    )
    group = Group.objects.filter(is_in_use=True).first()
    assert form in said(ivy.get(page))
    assert ivy.send(form, {"group": group.pk}).url == page
    assert group.label in said(ivy.get(page))
    own = as_person("amina")
    for address_of_own in ("home:my_involvement", "community:own_record"):
        assert f"<li>{group.label}, since" in said(own.get(reverse(address_of_own)))
    assert ivy.send(address("champion_end", Champion.objects.get())).url == page
    assert Champion.objects.get().ends_on == timezone.localdate()


def test_a_contact_opens_an_account_and_keeps_the_entry(as_person, partner, nia):
    as_person("sam").send(address("contact_invite", nia))
    message = Message.objects.get(purpose="partner_invitation")
    assert (message.address, message.is_secret, message.body) == ("nia@charity.example", True, "")
    nia.refresh_from_db()
    link = reverse("community:partner_accept", args=[invitation_token(nia)])
    visitor = PortalClient()
    assert "no password" in said(visitor.get(link))
    assert not User.objects.filter(email="nia@charity.example").exists()
    # The account has no password, so what comes next is the page that sends a code.
    onwards = visitor.send(link).url
    assert onwards.startswith(reverse("account_request_login_code"))
    page = said(visitor.get(onwards))
    assert "Ask for a code here to sign in" in page
    assert address("partner_detail", partner) in page
    account = User.objects.get(email="nia@charity.example")
    assert account.roles == ["co_creator"]
    client = PortalClient().sign_in(account)
    assert client.get(reverse("community:own_partner_choose")).url == address(
        "partner_detail", partner
    )
    assert "You speak for Medway Deaf Club" in seen(client, partner)
    assert "Contact log" not in seen(client, partner)
    assert "Medway Deaf Club" in said(client.get(reverse("home:my_involvement")))
    sent = {"kind": "user_led", "does": "We sign", "version": 1}
    assert client.send(address("partner_describe", partner), sent).status_code == 302
    assert client.get(reverse("community:partner_list")).status_code == 403
    other = add_partner(by=BY, name="Another")
    assert client.get(address("partner_detail", other)).status_code == 404
    # A second press of who is not signed in leads to where the first one led.
    assert visitor.get(link).url == onwards
    assert client.get(link).url == address("partner_detail", partner)
    end_contact(by=BY, contact_id=nia.pk, ended_on=timezone.localdate())
    assert client.get(address("partner_detail", partner)).status_code == 404


def test_an_account_that_is_there_is_signed_in_to_first(as_person, cast, partner):
    row = add_contact(by=BY, partner_id=partner.pk, entry=ContactEntry("A", email=cast.ben.email))
    token = invitation_token(invite_contact(by=cast.sam, contact_id=row.pk))
    link = reverse("community:partner_accept", args=[token])
    assert "Sign in first" in said(PortalClient().get(link))
    assert "Sign in first" in said(PortalClient().send(link))
    row.refresh_from_db()
    assert row.account is None
    # Who never showed that they read that mail is no owner of the address.
    assert "for another address" in said(as_person("ben").send(link))
    confirmed(cast.ben)
    assert as_person("ben").send(link).status_code == 302
    assert "You speak for" in seen(as_person("ben"), partner)


def test_an_invitation_that_was_sent_on_opens_nothing(as_person, cast, partner, nia):
    token = invitation_token(invite_contact(by=cast.sam, contact_id=nia.pk))
    link, ben = reverse("community:partner_accept", args=[token]), as_person("ben")
    confirmed(cast.ben)
    # An address that he only says is his own does not make it so, and keeps nobody else out.
    confirmed(cast.ben, "nia@charity.example", verified=False)
    for page in (said(ben.get(link)), said(ben.send(link)), said(PortalClient().get(link))):
        assert "n…@charity.example" in page
        assert "nia@charity.example" not in page
    with pytest.raises(Refused, match="This invitation is for n…@"):
        accept_invitation(by=cast.ben, token=token, account=cast.ben)
    assert ben.get(address("partner_detail", partner)).status_code == 404
    assert "nia@charity.example" in said(as_person("sam").get(address("contact_invite", nia)))
    assert PortalClient().send(link).status_code == 302
    nia.refresh_from_db()
    assert nia.account.email == "nia@charity.example"


def test_an_old_or_foreign_invitation_counts_no_more(cast, partner, nia):
    first = invitation_token(invite_contact(by=cast.sam, contact_id=nia.pk))
    invite_contact(by=cast.sam, contact_id=nia.pk)
    for token in (first, first[:-1], "x"):
        with pytest.raises(Refused, match="used, too old"):
            accept_invitation(by=cast.ben, token=token, account=cast.ben)
    with pytest.raises(Refused):
        invite_contact(by=cast.amina, contact_id=nia.pk)


def test_nobodys_mailbox_is_filled_with_invitations(as_person, cast, partner, nia):
    sam = as_person("sam")
    other = add_partner(by=BY, name="Another")
    # Writing the same address down for others, or over and over, brings no more.
    twin = add_contact(by=BY, partner_id=other.pk, entry=NIA)
    for contact in (nia, twin, nia):
        assert sam.send(address("contact_invite", contact)).status_code == 302
    for contact in (nia, twin):
        assert "within an hour" in said(sam.send(address("contact_invite", contact)))
    assert Message.objects.filter(purpose="partner_invitation").count() == 3
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert as_person("sam").send(address("contact_invite", nia)).status_code == 302


def test_the_list_asks_as_often_for_many_as_for_one(as_person, django_assert_max_num_queries):
    sam, numbers = as_person("sam"), []
    for first, last in ((0, 1), (1, 25), (25, 100)):
        for number in range(first, last):
            row = add_partner(by=BY, name=f"Partner {number} of all")
            add_contact(by=BY, partner_id=row.pk, entry=NIA)
        sam.get(reverse("community:partner_list"))
        with django_assert_max_num_queries(40) as queries:
            sam.get(reverse("community:partner_list"))
        numbers.append(len(queries))
    assert len(set(numbers)) == 1
    assert partner_rows().count() == 100


def test_names_of_contacts_are_words_only(as_person, partner):
    sam = as_person("sam")
    sam.send(address("contact_add", partner), {"name": "<script>alert(1)</script>\u202e"})
    for page in (seen(sam, partner), said(sam.get(reverse("community:partner_list")))):
        assert not re.search("<script>alert", page)


def test_an_invitation_that_came_back_is_shown_beside_the_contact(as_person, cast, partner, nia):
    invite_contact(by=cast.sam, contact_id=nia.pk)
    page = address("partner_detail", partner)
    sam = as_person("sam")
    assert "Came back" not in said(sam.get(page))
    sent = Message.objects.filter(purpose="partner_invitation")
    sent.update(state="sending", lease_until=timezone.now())
    sent.update(state="refused", lease_until=None, secret_body=None, last_error="550 Unknown")
    assert "Came back" in said(sam.get(page))
    invite_contact(by=cast.sam, contact_id=nia.pk)
    assert "Came back" not in said(sam.get(page))
    PartnerContact.objects.filter(pk=nia.pk).update(email="new@charity.example")
    assert "Came back" not in said(sam.get(page))
