"""Wording of messages to people who take part, and to those who join."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from community.facts.joining import first_words
from community.models import PartnerContact, Person
from core.outbox.queue import address_key, queue_message


def with_foot(body: str, why: str, preferences: str) -> str:
    """A message with why it comes, how to change that, and where to get help."""
    context = {
        "body": body.strip(),
        "why": why,
        "preferences": preferences,
        "service_name": settings.SERVICE_NAME,
        "trust_name": settings.TRUST_NAME,
        "contact_email": settings.CONTACT_EMAIL,
        "contact_phone": settings.CONTACT_PHONE,
        "not_watched": settings.NOT_WATCHED,
    }
    return render_to_string("emails/community/with_foot.txt", context).strip() + "\n"


# Letters of joining answer what somebody just asked for, so they always go out.


def send_link(email: str, token: str) -> None:
    """The link with which somebody goes on joining."""
    words = {
        "link": _address("join:join_open", token),
        "mine": _address("join:join_mine"),
        "days": settings.JOIN_DAYS,
    }
    _send(email, "join_link", _("Go on with joining"), words, is_secret=True)


def send_known(email: str) -> None:
    """Somebody gave the address of a member; the member is told how to get in."""
    words = {"link": _address("account_login")}
    _send(email, "join_known", _("You are already with us"), words)


def send_sign_in_first(email: str) -> None:
    """Somebody gave the address of an account that has no record yet."""
    words = {"link": f"{_address('account_login')}?next={reverse('join:join_start')}"}
    _send(email, "join_account", _("Sign in to join"), words)


def send_reminder(email: str, token: str, until: datetime) -> None:
    """Once, to who asked for it: your answers are still here."""
    words = {"link": _address("join:join_open", token), "until": until}
    _send(email, "join_reminder", _("Your answers are still here"), words, is_secret=True)


def send_welcome(person: Person, way: str) -> None:
    """What happens next, to somebody who just became a member, and by which way we come first."""
    if person.email and person.is_email_confirmed:
        words = {
            "name": person.name,
            "first": first_words(way, settings.WELCOME_DAYS),
            "link": settings.SITE_URL,
        }
        _send(person.email, "join_welcome", _("Welcome"), words, key=person.key)


def send_take_over(email: str, token: str, *, needs_code: bool) -> None:
    """The link with which somebody gets to the record that staff wrote down."""
    words = {"link": _address("join:join_take_over", token), "needs_code": needs_code}
    _send(email, "join_take_over", _("Your own way to your record"), words, is_secret=True)


def send_taken_over(person: Person) -> None:
    """Account and record are one from now on; if it was not them, they can tell us."""
    words = {"name": person.name, "link": settings.SITE_URL}
    _send(person.email, "join_taken_over", _("You can sign in now"), words, key=person.key)


def send_whose_address(email: str, key: str, link: str) -> None:
    """Asks whoever gets the mail whether the address is theirs. It names nobody."""
    _send(email, "whose_address", _("Is this your email address?"), {"link": link}, key=key)


def _address(name: str, *args: Any) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


def _send(
    email: str,
    purpose: str,
    subject: str,
    words: dict[str, Any],
    *,
    key: str = "",
    is_secret: bool = False,
) -> None:
    """Queue one letter. Until there is a record, its key is made from the address alone."""
    known = {
        "service_name": settings.SERVICE_NAME,
        "trust_name": settings.TRUST_NAME,
        "contact_email": settings.CONTACT_EMAIL,
        "contact_phone": settings.CONTACT_PHONE,
        "help_now": settings.HELP_NOW,
        **words,
    }
    queue_message(
        purpose=purpose,
        recipient_key=key or address_key(email),
        address=email,
        subject=f"{subject} – {settings.SERVICE_NAME}",
        body=render_to_string(f"emails/community/{purpose}.txt", known).strip() + "\n",
        is_secret=is_secret,
    )


def needs_review(person_id: int) -> tuple[str, str]:
    """Asks whether what somebody said they need is still right; never says what that is."""
    page = reverse("community:needs_detail", args=[person_id])
    context = {
        "address": f"{settings.SITE_URL}{page}",
        "trust_name": settings.TRUST_NAME,
        "contact_email": settings.CONTACT_EMAIL,
        "contact_phone": settings.CONTACT_PHONE,
    }
    body = render_to_string("emails/community/needs_review.txt", context)
    return _("Is what you need still right?"), body


def may_we_write() -> tuple[str, str]:
    """Asks somebody of an older list, once, what we may send them."""
    return _("What may we send you?"), _body("may_we_write")


def still_with_us(link: str) -> tuple[str, str]:
    """Asks somebody who was not heard from for long whether they still want to take part."""
    return _("Do you still want to take part?"), _body("still_with_us", link=link)


def paused_unanswered() -> tuple[str, str]:
    """Tells somebody who did not answer that they are paused, and how to come back."""
    return _("We have paused your part"), _body("paused_unanswered")


def record_changed(kinds: list[str]) -> tuple[str, str]:
    """Tells somebody what kind of thing staff changed in their record; never what it says."""
    return _("We changed something in your record"), _body("record_changed", kinds=kinds)


def back_today() -> tuple[str, str]:
    """Tells somebody who paused that the day has come on which they wanted to be back."""
    return _("You wanted to come back today"), _body("back_today")


def role_renewal(role: str, renew_on: date | None) -> tuple[str, str]:
    """Tells somebody that what was agreed about their role is to be looked at again."""
    return _("Time to look at your role again"), _body("role_renewal", role=role, day=renew_on)


def not_now(why: str) -> tuple[str, str]:
    """Tells somebody who asked to join that it cannot be now, and why."""
    return _("You asked to join us"), _body("not_now", why=why)


def _body(name: str, **words: Any) -> str:
    context = {
        "address": settings.SITE_URL,
        "trust_name": settings.TRUST_NAME,
        "contact_email": settings.CONTACT_EMAIL,
        "contact_phone": settings.CONTACT_PHONE,
        "days": settings.NUDGE_DAYS,
        **words,
    }
    return render_to_string(f"emails/community/{name}.txt", context)


def send_partner_invitation(contact: PartnerContact, token: str) -> None:
    """The link with which somebody who speaks for a partner can keep its entry."""
    words = {
        "name": contact.name,
        "partner": contact.partner.name,
        "link": _address("community:partner_accept", token),
        "days": 14,
    }
    subject = _("Keep what we say about %(partner)s") % {"partner": contact.partner.name}
    key = f"contact:{contact.pk}"
    _send(contact.email, "partner_invitation", subject, words, key=key, is_secret=True)
