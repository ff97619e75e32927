"""The calendar: as pages, and as files for programs that keep one."""

from __future__ import annotations

# The one open to other apps does not count what is only read.
from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from activities.forms.finding import FindForm
from activities.forms.sign_ups import AnswerForm
from activities.selectors import calendar as selectors
from activities.selectors import months
from activities.selectors.opportunities import find_sign_up
from activities.services import feeds
from community.selectors.people import find_person, own_record
from core.access import public, requires, signed_in
from core.pages import submit_page
from organisation.selectors.places import areas


@public
def session_calendar(request: HttpRequest) -> HttpResponse:
    """What people can come to, by day: as a list, a month or a week."""
    view = request.GET.get("view", "")
    view = view if view in months.VIEWS else "list"
    form = FindForm(request.GET, areas=areas())
    on = months.read_day(request.GET.get("on", ""), months.today())
    person = own_record(request.user)
    context = {
        "page": months.calendar_page(request.user, person, view, on, form.wanted),
        "views": months.VIEWS,
        "form": form,
        "active": len(form.said),
        "query": form.query,
        "kept": {"view": view, "on": on.isoformat()},
        "on": on,
        "today": months.today(),
        "is_member": person is not None,
    }
    return render(request, "activities/session_calendar.html", context)


@signed_in
def calendar_address(request: HttpRequest) -> HttpResponse:
    """The address of my own calendar: see it, make a new one."""
    person = own_record(request.user)
    if person is None:
        return redirect("join:join_start")
    feed = selectors.feed_of(person)
    words = _("Make a new address") if feed else _("Make an address")
    form = AnswerForm(request.POST or None, button=words)
    address = selectors.feed_address(feed) if feed else ""
    return submit_page(
        request,
        form,
        "activities/calendar_address.html",
        lambda: feeds.make_feed(by=request.user, person_id=person.pk),
        then=lambda _row: reverse("activities:calendar_address"),
        context={"address": address, "subscribe": selectors.subscribing(address)},
        said=_("Here is your new address. The old one opens nothing any more.")
        if feed
        else _("Here is your address."),
    )


@signed_in
def calendar_address_end(request: HttpRequest) -> HttpResponse:
    """Take the address of my calendar away."""
    person = own_record(request.user)
    if person is None:
        return redirect("join:join_start")
    form = AnswerForm(request.POST or None, button=_("Take the address away"))
    return submit_page(
        request,
        form,
        "activities/calendar_address_end.html",
        lambda: feeds.end_feed(by=request.user, person_id=person.pk),
        then=lambda _row: reverse("activities:calendar_address"),
        said=_("The address opens nothing any more."),
    )


@signed_in
def place_link(request: HttpRequest, sign_up_id: int) -> HttpResponse:
    """Give the calendar entry of my place a new link, so that the old one opens nothing."""
    row = find_sign_up(sign_up_id, request.user)
    form = AnswerForm(request.POST or None, button=_("Make a new link"))
    return submit_page(
        request,
        form,
        "activities/place_link.html",
        lambda: feeds.renew_place_link(by=request.user, sign_up_id=row.pk),
        then=lambda done: reverse("activities:sign_up_detail", args=[done.pk]),
        context={"sign_up": row, "session": row.opportunity.session},
        said=_(
            "The old link opens nothing any more. “Put it in my calendar” below is the new one."
        ),
    )


@requires("keep_people")
def person_calendar_end(request: HttpRequest, person_id: int) -> HttpResponse:
    """End the links to somebody's calendar that others saw, for who calls."""
    person = find_person(request.user, person_id)
    form = AnswerForm(request.POST or None, button="End the links")
    return submit_page(
        request,
        form,
        "activities/person_calendar_end.html",
        lambda: feeds.end_calendar_links(by=request.user, person_id=person.pk),
        then=lambda done: reverse("community:person_detail", args=[done.pk]),
        context={"person": person},
        said="The old links open nothing any more.",
    )


@public
def own_feed(request: HttpRequest, token: str) -> HttpResponse:
    """A person's own calendar, for who has its address: it names nobody."""
    if _is_too_often(request):
        return ratelimit.respond_429(request)
    return _answer(selectors.own_feed_file(token), "my-sessions")


@public
def public_feed(request: HttpRequest) -> HttpResponse:
    """What is open to everybody, for programs that keep a calendar."""
    answer = _answer(selectors.public_feed_file(), "sessions")
    answer["Cache-Control"] = "public, max-age=900"
    return answer


@public
def place_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The entry of one place, for who has its link: it names nobody."""
    if _is_too_often(request):
        return ratelimit.respond_429(request)
    return _answer(selectors.place_calendar_file(token), "session")


def _is_too_often(request: HttpRequest) -> bool:
    """Whether addresses of calendars were asked for so often that somebody may be guessing."""
    counted = ratelimit.consume(request, app="allauth.account", action="feed", limit_get=True)
    return counted is None


def _answer(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
