"""Writes the invented data: everything in one act, or nothing."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone

from activities.imports.columns import KEYS
from activities.imports.dates import ALWAYS
from activities.imports.rows import Checker
from activities.models import Activity, Headcount, MappingReply, Project, Session
from activities.selectors.imports import known_names
from activities.selectors.levels import all_levels
from activities.services.bulk import log_many
from activities.services.entries import ActivityEntry, HeadcountEntry, Record, SessionEntry
from activities.services.imports import load_activities
from activities.services.mapping import answer_mapping, open_mapping_round
from activities.services.templates import save_template
from community.models import Partner
from core.drafts.services import keep_draft
from core.imports.kinds import Told
from core.saved.services import save_view
from core.service import acting, service
from home.demo import trust
from home.demo.afterwards import hold_sessions, invite_and_repeat
from home.demo.claims import write_claims
from home.demo.community import write_people
from home.demo.desks import write_desks
from home.demo.opportunities import open_sessions
from home.demo.payments import write_payments
from home.demo.plan import Planned, make_plan
from home.demo.policy import write_policies
from home.demo.requests import write_requests
from home.demo.sessions import PlannedSession
from organisation.models import (
    ActivityKind,
    Area,
    Directorate,
    Group,
    PlaceKind,
    Post,
    Service,
    Theme,
    Venue,
)
from users.cast import CAST
from users.models import User
from users.permissions import Role

# The file's columns by the fields of the import; what it lists goes on all the time.
ONION_COLUMNS = {"title": "activity", "level": "ring", "service": "scope"}
ONION_2020 = Path(__file__).parent / "data" / "onion-2020.csv"


@dataclass(frozen=True)
class Names:
    """Ids of everything the plan names."""

    services: dict[str, int]
    directorate_by_service: dict[int, int]
    kinds: dict[str, int]
    themes: dict[str, int]
    groups: dict[str, int]
    place_kinds: dict[str, int]
    venues: dict[str, int]
    partners: dict[str, int]
    projects: dict[str, int]
    people: dict[str, int]
    levels: dict[str, int]


@service
def load_demo(*, by, scale: float = 1.0) -> dict[str, int]:
    """Fill the portal with invented data; what is there under the same name stays.

    `scale` 1 makes 1,500 dated activities. Answers with how many there are of each.
    """
    services = make_trust(by=by)
    people = _people(services)
    _venues_and_partners()
    _projects(services)
    standing = _standing(by)
    names = _names(people)
    records = [_record(each, names) for each in make_plan(timezone.now(), scale)]
    made = log_many(by=by, records=records)
    members = write_people(people, scale=scale)
    held = hold_sessions(lena=people["Lena Novak"], sam=people["Sam Okafor"])
    offers = open_sessions(by=by)
    invite_and_repeat(by=by, ivy=people["Ivy Marsh"])
    _mapping_round(by, people)
    write_policies(by=by)
    write_claims()
    write_desks()
    write_payments()
    write_requests()
    _draft(people["Sam Okafor"])
    _habits(sam=people["Sam Okafor"], ivy=people["Ivy Marsh"])
    act = acting()
    act.subject, act.reason = None, "Invented data"
    return _counted(made, standing) | {
        "people who take part": len(members),
        "sessions open for sign-up": offers,
        "sessions to which they came": held,
    }


def _counted(made: list[int], standing: int) -> dict[str, int]:
    return {
        "directorates": Directorate.objects.count(),
        "services": Service.objects.count(),
        "people": User.objects.count(),
        "venues": Venue.objects.count(),
        "partners": Partner.objects.count(),
        "projects": Project.objects.count(),
        "standing activities of 2020": standing,
        "dated activities": len(made),
        "sessions": Session.objects.count(),
        "headcounts": Headcount.objects.count(),
        "answers in a mapping round": MappingReply.objects.exclude(
            answer=MappingReply.Answer.WAITING
        ).count(),
    }


# --- The trust --------------------------------------------------------------------------------


@service
def make_trust(*, by) -> dict[str, Service]:
    """Directorates and services of the invented trust, by the services' names."""
    found: dict[str, Service] = {}
    for spec in trust.DIRECTORATES:
        directorate, _ = Directorate.objects.get_or_create(
            name=spec.name, valid_to=None, defaults={"short_name": spec.short}
        )
        for place, name in enumerate(spec.services, start=1):
            found[name], _ = Service.objects.get_or_create(
                directorate=directorate,
                name=name,
                valid_to=None,
                defaults={"cost_centre": f"{spec.code}{1000 + 10 * place}"},
            )
    return found


def _people(services: dict[str, Service]) -> dict[str, User]:
    """The cast and the further staff, by name, each with one post."""
    directorates = {each.directorate.name: each.directorate for each in services.values()}
    wanted: list[tuple[str, str, list[str], dict[str, Any]]] = []
    for person in CAST:
        post: dict[str, Any] = {}
        if person.service:
            post = {"service": services[person.service]}
        elif person.directorate:
            duty = Post.Duty.LEAD if person.leads_directorate else Post.Duty.MEMBER
            post = {"directorate": directorates[person.directorate], "duty": duty}
        wanted.append((person.email, person.name, [r.value for r in person.roles], post))
    own = {spec.name: spec.services for spec in trust.DIRECTORATES}
    for name, where, place in trust.STAFF:
        post = {"directorate": directorates[where], "duty": Post.Duty.LEAD}
        if place is not None:
            post = {"service": services[own[where][place]]}
        email = f"{name.lower().replace(' ', '.')}@portal.example"
        wanted.append((email, name, [Role.STAFF.value], post))
    return {name: _person(email, name, roles, post) for email, name, roles, post in wanted}


def _person(email: str, name: str, roles: list[str], post: dict[str, Any]) -> User:
    found = User.objects.filter(email=email).first()
    if found is not None:
        return found
    person = User(email=email, name=name, roles=roles)
    person.set_unusable_password()
    person.save(force_insert=True)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    if post:
        Post.objects.create(person=person, **post)
    return person


def _venues_and_partners() -> None:
    areas = dict(Area.objects.values_list("name", "pk"))
    known = set(Venue.objects.values_list("name", flat=True))
    Venue.objects.bulk_create(
        [
            Venue(name=name, area_id=areas.get(area), is_step_free=step_free)
            for name, area, _, step_free in trust.VENUES
            if name not in known
        ]
    )
    known = set(Partner.objects.values_list("name", flat=True))
    Partner.objects.bulk_create(
        [Partner(name=name) for name in trust.PARTNERS if name not in known]
    )


def _projects(services: dict[str, Service]) -> None:
    today = timezone.localdate()
    known = set(Project.objects.values_list("name", flat=True))
    own = {spec.name: spec.services for spec in trust.DIRECTORATES}
    Project.objects.bulk_create(
        [
            Project(
                name=name,
                aim=aim,
                status=status,
                status_reason=trust.STATUS_REASONS.get(status, ""),
                service=services[_own_service(name, own[where], place)],
                starts_on=today - timedelta(days=30 * starts),
                ends_on=today - timedelta(days=30 * (starts - lasts)),
            )
            for place, (name, aim, where, status, starts, lasts) in enumerate(trust.PROJECTS)
            if name not in known
        ]
    )


def _own_service(project: str, names: Sequence[str], place: int) -> str:
    """The service whose town the project names, else one in turn."""
    return next((n for n in names if n.split()[0] in project.split()), names[place % len(names)])


def _standing(by) -> int:
    """The trust-wide onion of 2020, read as an old log is; what is there stays as it is."""
    known = known_names(Told(said={}, choices={}, to_add={}))
    with ONION_2020.open(encoding="utf-8", newline="") as file:
        rows = [
            (
                number,
                tuple(
                    ALWAYS if key == "date" else row.get(ONION_COLUMNS.get(key, ""), "")
                    for key in KEYS
                ),
            )
            for number, row in enumerate(csv.DictReader(file), start=2)
        ]
    records = [checked.record for checked in Checker(known).check(rows)]
    there = set(Activity.objects.filter(is_standing=True).values_list("title", flat=True))
    new = [(each, 1) for each in records if each.entry.title not in there]
    load_activities(by=by, records=new, batch_id=None, progress=lambda done: None)
    return len(records)


# --- Activities -------------------------------------------------------------------------------


def _names(people: dict[str, User]) -> Names:
    services = list(
        Service.objects.filter(valid_to=None).values_list("name", "pk", "directorate_id")
    )

    def ids(model, name: str = "label") -> dict[str, int]:
        return dict(model.objects.values_list(name, "pk"))

    return Names(
        services={name: pk for name, pk, _ in services},
        directorate_by_service={pk: directorate for _, pk, directorate in services},
        kinds=ids(ActivityKind),
        themes=ids(Theme),
        groups=ids(Group),
        place_kinds=ids(PlaceKind),
        venues=ids(Venue, "name"),
        partners=ids(Partner, "name"),
        projects=ids(Project, "name"),
        people={name: person.pk for name, person in people.items()},
        levels={code: level.id for code, level in all_levels().by_code.items()},
    )


def _record(planned: Planned, names: Names) -> Record:
    level = names.levels[planned.level]
    service_ids = tuple(names.services[each] for each in planned.services)
    entry = ActivityEntry(
        title=planned.title,
        kind_id=names.kinds[planned.kind],
        level_id=level,
        level_planned_id=names.levels.get(planned.level_planned),
        level_reason=planned.level_reason,
        status=planned.status,
        aim=planned.aim,
        service_ids=service_ids,
        is_trust_wide=not service_ids,
        project_id=names.projects.get(planned.project),
        theme_ids=(names.themes[planned.theme],),
        group_meant_ids=tuple(names.groups[each] for each in planned.groups_meant),
        group_reached_ids=tuple(names.groups[each] for each in planned.groups_reached),
        partner_ids=tuple(names.partners[each] for each in planned.partners),
        publication_reach=planned.reach,
        what_was_asked=planned.asked,
        directorate_by_service={each: names.directorate_by_service[each] for each in service_ids},
    )
    return Record(
        entry=entry,
        sessions=tuple(_session(each, names) for each in planned.sessions),
        logged_by_id=names.people[planned.logged_by],
        led_by_id=names.people[planned.led_by],
        logged_at=planned.logged_at,
        status_reason=planned.status_reason,
    )


def _session(planned: PlannedSession, names: Names) -> SessionEntry:
    return SessionEntry(
        held_on=planned.on,
        precision=planned.precision,
        starts_at=planned.starts,
        ends_at=planned.ends,
        mode=planned.mode,
        place_kind_id=names.place_kinds.get(planned.place_kind),
        venue_id=names.venues.get(planned.venue),
        status=planned.status,
        staff_minutes=planned.staff_minutes,
        co_creator_minutes=planned.co_creator_minutes,
        headcounts=tuple(HeadcountEntry(*count) for count in planned.counts),
    )


# --- What is under way ------------------------------------------------------------------------


def _mapping_round(by, people: dict[str, User]) -> None:
    """A round that is open: three have answered, Lena and Ruth owe theirs, one has no lead."""
    today = timezone.localdate()
    row = open_mapping_round(
        by=by,
        title=f"Onion {today.year}",
        message="Please look through your directorate's activities of the last twelve months.",
        period_from=today - timedelta(days=334),
        period_to=today,
        due_on=today + timedelta(days=9),
    )
    answers = (
        ("Harriet Sole", MappingReply.Answer.CONFIRMED, ""),
        (
            "Dele Akintola",
            MappingReply.Answer.CONFIRMED,
            "The Swale groups were the last ones missing.",
        ),
        ("Gwen Tarrant", MappingReply.Answer.NOTHING, ""),
    )
    for name, answer, note in answers:
        reply = row.replies.get(lead=people[name])
        answer_mapping(
            by=people[name], reply_id=reply.pk, expected=reply.version, answer=answer, note=note
        )


def _habits(*, sam: User, ivy: User) -> None:
    """A view that Ivy shares and a template that Sam starts from."""
    save_view(
        by=ivy,
        list_name="activities:activity_list",
        query="state=planned&sort=date",
        name="Planned, soonest first",
        is_shared=True,
    )
    values = {"title": "Garden drop-in", "mode": "in_person", "starts_at": "14:00"}
    save_template(by=sam, name="Garden drop-in", is_shared=True, values=values)


def _draft(person: User) -> None:
    """Something Sam began to log and did not save."""
    today = timezone.localdate()
    service_id = Service.objects.get(
        name="Canterbury community mental health team", valid_to=None
    ).pk
    kind_id = ActivityKind.objects.filter(label="Workshop").values_list("pk", flat=True).first()
    values = {
        "title": ["Workshop on waiting well"],
        "kind": [str(kind_id or "")],
        "status": ["happened"],
        "service": [str(service_id)],
        "held_on_day": [str(today.day)],
        "held_on_month": [str(today.month)],
        "held_on_year": [str(today.year)],
    }
    keep_draft(person_id=person.pk, page="activities:activity_log", values=values)
