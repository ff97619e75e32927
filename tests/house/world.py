"""The things that addresses with ids are about, in the test that opens them all."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property

from django.utils import timezone
from model_bakery import baker

from activities.models import Activity, MappingReply, Session
from activities.selectors.levels import all_levels
from activities.services import mapping, projects
from activities.services.log import ActivityEntry, SessionEntry, log_activity
from community.services import add_partner
from core.models import Act, Message
from core.service import System
from organisation.models import ActivityKind, Area, Directorate, Post, Service, Theme
from organisation.services import add_venue
from tests.cast import Cast

BY = System("tests")


class World:
    """One of everything. `world.value("activity_id")` is what stands in the address."""

    def __init__(self) -> None:
        self.cast = Cast()

    def value(self, argument: str, stands_for: str = "") -> object:
        """The value of an argument: that of the named thing, or of the usual one."""
        thing = stands_for or USUAL.get(argument, argument)
        found = getattr(self, thing, None) if not thing.startswith("=") else thing[1:]
        if found is None:
            found = getattr(self.cast, thing) if argument == "account_id" else stands_for
        return getattr(found, "pk", found)

    def _log(self, place: str, key: str) -> Activity:
        soon = timezone.localdate() + timedelta(days=7)
        entry = ActivityEntry(
            title=f"Planned by {key}",
            kind_id=ActivityKind.objects.earliest("pk").pk,
            level_id=all_levels().by_code["involve"].id,
            status=Activity.Status.PLANNED,
            service_ids=(Service.objects.get(name__startswith=place).pk,),
        )
        planned = SessionEntry(held_on=soon, status=Session.Status.PLANNED)
        return log_activity(by=getattr(self.cast, key), entry=entry, session=planned)

    @cached_property
    def activity(self) -> Activity:
        return self._log("Canterbury", "sam")

    @cached_property
    def olus_activity(self) -> Activity:
        return self._log("Littlebrook", "olu")

    @cached_property
    def session(self) -> Session:
        return self.activity.sessions.get()

    @cached_property
    def olus_session(self) -> Session:
        return self.olus_activity.sessions.get()

    @cached_property
    def project(self):
        return projects.add_project(by=BY, name="A calmer waiting room")

    @cached_property
    def round(self):
        today = timezone.localdate()
        return mapping.open_mapping_round(
            by=self.cast.ivy,
            title="Autumn",
            message="Please look",
            period_from=date(2026, 1, 1),
            period_to=today,
            due_on=today + timedelta(days=14),
        )

    @cached_property
    def reply(self) -> MappingReply:
        return self.round.replies.get(directorate__name="East Kent")

    @cached_property
    def acute_reply(self) -> MappingReply:
        return self.round.replies.get(directorate__name="Acute")

    @cached_property
    def directorate(self) -> Directorate:
        return Directorate.objects.get(name="East Kent")

    @cached_property
    def service(self) -> Service:
        return Service.objects.get(name__startswith="Canterbury")

    @cached_property
    def post(self) -> Post:
        return Post.objects.earliest("pk")

    @cached_property
    def venue(self):
        return add_venue(by=BY, name="The library")

    @cached_property
    def area(self) -> Area:
        return Area.objects.earliest("pk")

    @cached_property
    def theme(self) -> Theme:
        return Theme.objects.earliest("pk")

    @cached_property
    def partner(self):
        return add_partner(by=BY, name="A charity")

    @cached_property
    def message(self) -> Message:
        act = baker.make(Act, system="tests", by=None, service="tests.tests")
        return baker.make(
            Message,
            act=act,
            state=Message.State.HELD,
            address="x@home.example",
            subject="Hello",
            is_secret=False,
            secret_body=None,
            body="Hello",
        )


# What an argument of an address usually stands for; "=" gives the value itself.
USUAL = {
    "activity_id": "activity",
    "session_id": "session",
    "project_id": "project",
    "round_id": "round",
    "reply_id": "reply",
    "message_id": "message",
    "pk": "directorate",
    "account_id": "ben",
    "code": "=involve",
    "name": "=themes",
    "to": "=cancelled",
    "key": "=sam",
    "uidb36": "=1",
}
