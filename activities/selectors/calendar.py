"""Sessions and sign-ups as entries of a calendar, for programs that keep one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from activities.ical import Entry, as_calendar
from activities.models import CalendarFeed, Opportunity, Session, SignUp
from activities.rules.notices import calendar_state, is_link_over
from activities.rules.sign_up import HOLDING
from community.models import Person, Status

SALT = "activities.calendar"
ROWS = SignUp.objects.select_related(
    "opportunity__session__activity", "opportunity__session__venue"
)


def calendar_address(row: SignUp) -> str:
    """The whole address of a sign-up's calendar entry: a number and a serial, signed."""
    said = f"{row.pk}-{row.link_serial}"
    token = signing.Signer(salt=SALT).sign(said).replace(":", ".")
    return settings.SITE_URL + reverse("activities:place_calendar", args=[token])


def place_calendar_file(token: str) -> bytes:
    """The calendar entry of a link; 404 for one that was never given or has ended: not which.

    It ends with a new link, with the place, when the person leaves, and a month after the session.
    """
    pk, serial = _said(token, SALT)
    row = ROWS.filter(_is_there("person__"), pk=pk, link_serial=serial, status__in=HOLDING).first()
    if row is None:
        raise Http404
    session = row.opportunity.session
    if session.precision != "day" or is_link_over(session.held_on, timezone.localdate()):
        raise Http404
    entry = entry_of(row)
    return as_calendar([entry], method="CANCEL" if entry.status == "CANCELLED" else "REQUEST")


def _said(token: str, salt: str) -> tuple[int, int]:
    """The number and the serial of an address; 404 for one that we did not make."""
    try:
        said = signing.Signer(salt=salt).unsign(token.replace(".", ":"))
    except signing.BadSignature:
        raise Http404 from None
    pk, _dash, serial = said.partition("-")
    # Links of a place that were sent before there were serials name none: they are the first.
    return int(pk), int(serial or 1)


def _is_there(path: str) -> Q:
    """Whether somebody takes part and has a record and, if any, an account of their own."""
    return (
        ~Q(**{f"{path}status__in": GONE})
        & (Q(**{f"{path}account": None}) | Q(**{f"{path}account__is_active": True}))
        & Q(**{f"{path}merged_into": None, f"{path}erased_at": None})
    )


def host() -> str:
    """The name of this site, for numbers that no other site gives."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def entry_of(row: SignUp) -> Entry:
    """A sign-up as an entry. Each change of the session or of the place counts it up."""
    opportunity, session = row.opportunity, row.opportunity.session
    state = calendar_state(row.status, is_off=session.status == Session.Status.CANCELLED)
    is_off = state == "CANCELLED"
    page = settings.SITE_URL + reverse("activities:sign_up_detail", args=[row.pk])
    return Entry(
        uid=f"session-{session.pk}@{host()}",
        title=session.activity.title,
        on=session.held_on,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        made_at=timezone.now(),
        where="" if is_off else session.where_words,
        words="" if is_off else _words(row),
        address=page,
        status=state,
        sequence=opportunity.sequence + row.version,
        organiser=settings.CONTACT_EMAIL,
        # Their real address would tell whoever finds the file who comes.
        attendee=f"place-{row.pk}@{host()}",
    )


def _words(row: SignUp) -> str:
    link = row.opportunity.joining_link if row.status == SignUp.Status.PLACED else ""
    lines = [
        _("To join online: %(link)s") % {"link": link} if link else "",
        _("Questions, or you cannot come? %(phone)s, %(email)s")
        % {"phone": settings.CONTACT_PHONE, "email": settings.CONTACT_EMAIL},
    ]
    return "\n".join(line for line in lines if line)


# --- Feeds --------------------------------------------------------------------------------

FEED_SALT = "activities.feed"
# So much of what is over stays in a calendar; more are not planned at one time.
BACK = timedelta(days=60)
MOST_ENTRIES = 500
GONE = (Status.LEFT, Status.NOT_NOW)


def feed_address(row: CalendarFeed) -> str:
    """The whole address of a person's calendar: a number and a serial, signed."""
    token = signing.Signer(salt=FEED_SALT).sign(f"{row.pk}-{row.serial}").replace(":", ".")
    return settings.SITE_URL + reverse("activities:own_feed", args=[token])


def subscribing(address: str) -> str:
    """The same address as calendar programs know it: a phone that has one opens it at one press."""
    return address.replace("https://", "webcal://", 1).replace("http://", "webcal://", 1)


def feed_of(person: Person) -> CalendarFeed | None:
    """The address a person has now, if they have one."""
    return CalendarFeed.objects.filter(person=person, is_on=True).first()


def own_feed_file(token: str) -> bytes:
    """A person's own calendar; 404 for an address that was never given, ended, or of who left."""
    pk, serial = _said(token, FEED_SALT)
    rows = CalendarFeed.objects.filter(_is_there("person__"), pk=pk, serial=serial, is_on=True)
    feed = rows.first()
    if feed is None:
        raise Http404
    found = ROWS.filter(
        person=feed.person_id,
        status__in=HOLDING,
        opportunity__session__precision="day",
        opportunity__session__held_on__gte=timezone.localdate() - BACK,
    ).order_by("opportunity__session__held_on", "id")
    name = gettext("My sessions")
    return as_calendar(
        (replace(entry_of(row), organiser="") for row in found[:MOST_ENTRIES]), name=name
    )


def public_feed_file() -> bytes:
    """Everything that is open to everybody."""
    rows = Opportunity.objects.filter(
        audience=Opportunity.Audience.PUBLIC,
        session__precision="day",
        session__held_on__gte=timezone.localdate(),
        session__status__in=[Session.Status.PLANNED, Session.Status.CANCELLED],
    ).exclude(status=Opportunity.Status.DRAFT)
    rows = rows.select_related("session__activity", "session__venue")
    found = rows.order_by("session__held_on", "id")[:MOST_ENTRIES]
    return as_calendar((_open_entry(row) for row in found), name=settings.SERVICE_NAME)


def _open_entry(row: Opportunity) -> Entry:
    session = row.session
    is_off = session.status == Session.Status.CANCELLED
    return Entry(
        uid=f"session-{session.pk}@{host()}",
        title=session.activity.title,
        on=session.held_on,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        made_at=timezone.now(),
        where=session.where_words,
        words=row.about,
        address=settings.SITE_URL + reverse("activities:opportunity_detail", args=[row.pk]),
        status="CANCELLED" if is_off else "CONFIRMED",
        sequence=row.sequence,
    )
