"""Logging an activity, correcting it, and moving it from planned to happened to closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from activities.models import (
    Activity,
    ActivityGroup,
    ActivityService,
    Headcount,
    Opportunity,
    Session,
)
from activities.rules import log as rules
from activities.rules.sign_up import time_blocker
from activities.selectors.log import activity_facts, actor_of, in_words
from activities.selectors.notices import told_of_change
from activities.services.entries import (
    ActivityEntry,
    HeadcountEntry,
    SessionEntry,
    columns_of,
    derived_of,
    group_links_of,
    links_of,
    people_of,
    plain_tags_of,
    session_columns_of,
)
from core.service import Refused, acting, refuse, require_version, service
from users.selectors import colleague_by_email

__all__ = [
    "ActivityEntry",
    "HeadcountEntry",
    "SessionEntry",
    "add_session",
    "correct_activity",
    "correct_session",
    "log_activity",
    "move_activity",
    "move_session",
]


@service
def log_activity(
    *, by, entry: ActivityEntry, session: SessionEntry | None = None, colleague: str = ""
) -> Activity:
    """Record an activity, with its session if it had one, in one act.

    `colleague` is the e-mail address of the person who led it, if not `by`. Raises `Refused` with the rule's reason.
    """
    refuse(rules.log_blocker(actor_of(by, with_posts=False)))
    check_entry(entry)
    led_by = colleague_by_email(colleague) if colleague else None
    refuse(rules.colleague_blocker(is_known=bool(led_by) or not colleague), field="colleague")
    acting().on_behalf_of = led_by
    activity = Activity.objects.create(
        logged_by=by if getattr(by, "pk", None) else None,
        led_by=led_by or (by if getattr(by, "pk", None) else None),
        **columns_of(entry),
        **derived_of(entry, [session] if session else []),
    )
    _link_services(activity, entry)
    if session is not None:
        _add_session(activity, session)
    _tag(activity, entry)
    acting().subject = activity
    return activity


@service
def correct_activity(
    *, by, activity_id: int, expected: int | None, entry: ActivityEntry, reason: str = ""
) -> Activity:
    """Replace what a record says with what the form now says; the status stays."""
    activity, facts = lock_activity(activity_id)
    refuse(rules.edit_blocker(actor_of(by), facts))
    require_version(activity, expected, lambda: in_words(activity))
    check_entry(entry)
    columns = columns_of(entry)
    columns.pop("status")
    for name, value in columns.items():
        setattr(activity, name, value)
    activity.version += 1
    activity.save(update_fields=[*columns, "version"])
    _relink_services(activity, entry)
    _retag(activity, entry)
    acting().subject = activity
    acting().reason = reason
    return activity


MOVED = [
    "status",
    "status_reason",
    "level_achieved",
    "level_planned",
    "level_reason",
    "version",
]


@service
def move_activity(
    *,
    by,
    activity_id: int,
    expected: int | None,
    to: str,
    reason: str = "",
    level_id: int | None = None,
    level_reason: str = "",
) -> Activity:
    """Move an activity along `Activity.TRANSITIONS`, with a reason where one is owed.

    Becoming "happened" needs the level reached; planned sessions up to today are then held.
    """
    activity, facts = lock_activity(activity_id)
    level_id = level_id or activity.level_achieved_id
    refuse(rules.move_blocker(actor_of(by), facts, to, reason=reason, level_id=level_id))
    require_version(activity, expected, lambda: in_words(activity))
    activity.status = to
    activity.status_reason = reason
    if to == Activity.Status.HAPPENED:
        activity.level_achieved_id = level_id
        activity.level_reason = level_reason or activity.level_reason
    elif to == Activity.Status.PLANNED:
        activity.level_planned_id = activity.level_planned_id or level_id
        activity.level_achieved_id = None
    activity.version += 1
    activity.save(update_fields=MOVED)
    _move_sessions(activity, to, reason)
    acting().subject = activity
    acting().reason = reason
    return activity


@service
def add_session(*, by, activity_id: int, entry: SessionEntry) -> Session:
    """Add a session to an activity."""
    activity, facts = lock_activity(activity_id)
    refuse(rules.session_blocker(actor_of(by), facts, entry.status))
    session = _add_session(activity, entry)
    acting().subject = activity
    return session


@service
def correct_session(*, by, session_id: int, expected: int | None, entry: SessionEntry) -> Session:
    """Replace what a session's record says; its status stays."""
    session, facts = lock_session(session_id)
    refuse(rules.edit_blocker(actor_of(by), facts))
    require_version(session, expected, lambda: in_words(session))
    columns = session_columns_of(entry) | {"status": session.status}
    refuse(
        rules.date_blocker(session.status, columns["held_on"], timezone.localdate()),
        field="held_on",
    )
    refuse(_moved_refusal(session, columns), field="held_on")
    refuse(_lost_time_refusal(session, columns), field="starts_at")
    for name, value in columns.items():
        setattr(session, name, value)
    session.version += 1
    session.save(update_fields=[*columns, "version"])
    _recount(session, entry.headcounts)
    acting().subject = session.activity
    return session


@service
def move_session(
    *, by, session_id: int, expected: int | None, to: str, reason: str = ""
) -> Session:
    """Say that a planned session was held, or cancel one with a reason."""
    session, facts = lock_session(session_id)
    refuse(rules.session_move_blocker(actor_of(by), facts, session.status, to, reason=reason))
    require_version(session, expected, lambda: in_words(session))
    refuse(rules.date_blocker(to, session.held_on, timezone.localdate()))
    session.status, session.status_reason = to, reason
    session.version += 1
    session.save(update_fields=["status", "status_reason", "version"])
    acting().subject = session.activity
    acting().reason = reason
    return session


# --- Parts --------------------------------------------------------------------------------

GONE = "This was taken out meanwhile, so it cannot be changed. Copy what you typed if you need it."


def lock_activity(activity_id: int):
    """An activity that nobody else changes until this act is done, and its facts.

    Raises `Refused` where it went out with its import since the page was opened.
    """
    activity = Activity.objects.select_for_update(of=("self",)).filter(pk=activity_id).first()
    if activity is None:
        raise Refused(GONE)
    return activity, activity_facts(activity)


def lock_session(session_id: int):
    """The same for a session; the facts are its activity's."""
    # The activity first: a change of its level waits for this one, and this for that.
    found = Session.objects.filter(pk=session_id).only("activity_id").first()
    if found is None:
        raise Refused(GONE)
    _, facts = lock_activity(found.activity_id)
    session = (
        Session.objects.select_for_update(of=("self",))
        .select_related("activity")
        .get(pk=session_id)
    )
    return session, facts


def _moved_refusal(session: Session, columns: Mapping[str, Any]) -> str | None:
    """Why a session that people are down for cannot be on that day."""
    until = rules.last_day(columns["held_on"], columns["precision"])
    return rules.moved_blocker(until, timezone.localdate(), people=told_of_change(session))


def _lost_time_refusal(session: Session, columns: Mapping[str, object]) -> str | None:
    """What people can sign up for keeps its time. An older one that never had one stays as it is."""
    had_time = session.precision == "day" and session.starts_at is not None
    has_time = columns["precision"] == "day" and columns["starts_at"] is not None
    is_open = had_time and Opportunity.objects.filter(session=session, status="open").exists()
    return time_blocker(has_time=has_time, is_open=is_open)


def check_entry(entry: ActivityEntry) -> None:
    """What every record must keep to, from a form or from a bulk load."""
    place = rules.place_blocker(entry.service_ids, is_trust_wide=entry.is_trust_wide)
    refuse(place, field="service")
    begins = (entry.starts_on, entry.precision) if entry.starts_on else None
    ends = (entry.ends_on, entry.precision) if entry.ends_on else None
    refuse(rules.span_blocker(begins, ends), field="ends_on")


def _link_services(activity: Activity, entry: ActivityEntry) -> None:
    if entry.service_ids:
        ActivityService.objects.bulk_create(links_of(activity, entry))


def _relink_services(activity: Activity, entry: ActivityEntry) -> None:
    """Links that stay keep the directorate of their day."""
    links = {link.service_id: link for link in activity.service_links.all()}
    wanted = list(dict.fromkeys(entry.service_ids))
    if [s for s, link in links.items() if link.is_lead] == wanted[:1] and set(links) == set(wanted):
        return
    activity.service_links.exclude(service_id__in=wanted).delete()
    activity.service_links.filter(is_lead=True).update(is_lead=False)
    new = [link for link in links_of(activity, entry) if link.service_id not in links]
    ActivityService.objects.bulk_create(new)
    activity.service_links.filter(service_id__in=wanted[:1]).update(is_lead=True)


def _tag(activity: Activity, entry: ActivityEntry) -> None:
    """Bulk inserts: the number of statements does not grow with the number of words."""
    for field_name, column, ids in plain_tags_of(entry):
        through = getattr(Activity, field_name).through
        if ids:
            through.objects.bulk_create(
                [through(**{"activity_id": activity.pk, column: each}) for each in ids]
            )
    groups = group_links_of(activity, entry)
    if groups:
        ActivityGroup.objects.bulk_create(groups)


def _retag(activity: Activity, entry: ActivityEntry) -> None:
    activity.themes.set(entry.theme_ids)
    activity.partners.set(entry.partner_ids)
    wanted = {link.group_id: link for link in group_links_of(activity, entry)}
    for link in activity.group_links.all():
        new = wanted.pop(link.group_id, None)
        if new is None:
            link.delete()
        elif (new.is_meant, new.is_reached) != (link.is_meant, link.is_reached):
            link.is_meant, link.is_reached = new.is_meant, new.is_reached
            link.save(update_fields=["is_meant", "is_reached"])
    ActivityGroup.objects.bulk_create(wanted.values())


def _add_session(activity: Activity, entry: SessionEntry) -> Session:
    refuse(rules.date_blocker(entry.status, entry.held_on, timezone.localdate()), field="held_on")
    session = Session.objects.create(
        activity=activity,
        people=people_of(entry),
        **session_columns_of(entry),
    )
    _count(session, entry.headcounts)
    return session


def _count(session: Session, headcounts: Iterable[HeadcountEntry]) -> None:
    Headcount.objects.bulk_create(
        [
            Headcount(session=session, kind=h.kind, number=h.number, is_estimate=h.is_estimate)
            for h in headcounts
        ]
    )


def _recount(session: Session, headcounts: Iterable[HeadcountEntry]) -> None:
    wanted = {h.kind: h for h in headcounts}
    for row in session.headcounts.all():
        new = wanted.pop(row.kind, None)
        if new is None:
            row.delete()
        elif (new.number, new.is_estimate) != (row.number, row.is_estimate):
            row.number, row.is_estimate = new.number, new.is_estimate
            row.save(update_fields=["number", "is_estimate"])
    _count(session, wanted.values())


def _move_sessions(activity: Activity, to: str, reason: str) -> None:
    if to == Activity.Status.HAPPENED:
        activity.sessions.filter(
            status=Session.Status.PLANNED, held_on__lte=timezone.localdate()
        ).update(status=Session.Status.HELD)
    elif to == Activity.Status.CANCELLED:
        # What was logged by mistake was not held either.
        activity.sessions.exclude(status=Session.Status.CANCELLED).update(
            status=Session.Status.CANCELLED, status_reason=reason
        )
