"""What the world holds of sessions that people sign up for, made when it is asked for."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import Any

from django.utils import timezone

from activities.models import (
    Arrangement,
    Attendance,
    CallWanted,
    CoFacilitator,
    Invitation,
    Opportunity,
    OwedAnswer,
    Question,
    SavedInterest,
    Session,
    SignUp,
)
from activities.selectors.answering import asked_token, offer_token
from activities.selectors.attendance import door_token
from activities.selectors.calendar import calendar_address, feed_address
from activities.selectors.felt import after_token
from activities.services.feeds import make_feed
from activities.services.leading import offer_to_lead
from activities.services.opportunities import (
    OpportunityEntry,
    add_opportunity,
    publish_opportunity,
)
from activities.services.questions import QuestionEntry, add_question
from activities.services.sign_ups import SignUpEntry, draw_places, sign_up
from community.models import Person
from core.service import System

BY = System("tests")


class Sessions:
    """A part of `tests.house.world.World`, which has the cast and the people."""

    cast: Any
    member: Any
    need: Any
    _log: Any

    @cached_property
    def opportunity(self) -> Opportunity:
        """A session of Sam's service that members may sign up for."""
        session = self._log("Canterbury", "sam").sessions.get()
        Session.objects.filter(pk=session.pk).update(starts_at="10:00")
        entry = OpportunityEntry(
            about="A plan", pays="Travel", closes_at=timezone.now() + timedelta(days=3)
        )
        made = add_opportunity(by=BY, session_id=session.pk, entry=entry)
        return publish_opportunity(by=BY, opportunity_id=made.pk)

    @cached_property
    def sign_up(self) -> SignUp:
        """Amina's place there."""
        return sign_up(
            by=BY,
            opportunity_id=self.opportunity.pk,
            person_id=self.member.pk,
            entry=SignUpEntry(),
        )

    @cached_property
    def wishing(self) -> SignUp:
        """Amina's place there, with a wish for travel."""
        self.sign_up.travel = "A taxi from Deal"
        self.sign_up.save(update_fields=["travel"])
        return self.sign_up

    @cached_property
    def unwanted(self) -> SignUp:
        """The same place, with travel that was booked before the wish was emptied."""
        Arrangement.objects.create(
            sign_up=self.sign_up, what="travel", wanted="A taxi from Deal", outcome="booked"
        )
        return self.sign_up

    @cached_property
    def opportunity_told(self) -> Opportunity:
        """The same session, once it is written what happens next."""
        OwedAnswer.objects.create(
            session=self.opportunity.session,
            due_on=timezone.localdate(),
            words="We plant in May.",
            written_at=timezone.now(),
        )
        return self.opportunity

    @cached_property
    def drawn(self) -> Opportunity:
        """Another session of Sam's service, whose places were drawn; Amina was in it."""
        session = self._log("Canterbury", "sam").sessions.get()
        Session.objects.filter(pk=session.pk).update(starts_at="10:00")
        closes_at = timezone.now() + timedelta(days=3)
        entry = OpportunityEntry(
            about="A plan", pays="Travel", closes_at=closes_at, giving="draw", places=1
        )
        made = add_opportunity(by=BY, session_id=session.pk, entry=entry)
        publish_opportunity(by=BY, opportunity_id=made.pk)
        sign_up(by=BY, opportunity_id=made.pk, person_id=self.member.pk, entry=SignUpEntry())
        Opportunity.objects.filter(pk=made.pk).update(closes_at=timezone.now())
        return draw_places(by=BY, opportunity_id=made.pk)

    @cached_property
    def drawn_sign_up(self) -> SignUp:
        """Amina's sign-up there."""
        return SignUp.objects.get(opportunity=self.drawn)

    @cached_property
    def question(self) -> Question:
        """What Sam asks those who sign up there."""
        entry = QuestionEntry("What should we talk about first?")
        return add_question(by=self.cast.sam, opportunity_id=self.opportunity.pk, entry=entry)

    @cached_property
    def lead(self) -> CoFacilitator:
        """Amina offers to lead it together."""
        return offer_to_lead(
            by=BY, opportunity_id=self.opportunity.pk, person_id=self.member.pk, shown_name="Mina"
        )

    @cached_property
    def saved_interest(self) -> SavedInterest:
        """What Amina wants to hear of."""
        return SavedInterest.objects.create(person=self.member, words="garden")

    @cached_property
    def attended(self) -> SignUp:
        """Amina's place there, and she came."""
        Attendance.objects.create(
            session=self.sign_up.opportunity.session,
            person=self.member,
            outcome="came",
            way="list",
            marked_by=self.cast.ivy,
        )
        return self.sign_up

    @cached_property
    def person_who_came(self) -> Person:
        """Amina, once she came there."""
        return self.attended.person

    @cached_property
    def after_token(self) -> str:
        """What stands in the link of Amina's page after that session."""
        rows = Attendance.objects.filter(person=self.attended.person_id)
        return after_token(rows.get(session=self.opportunity.session_id))

    @cached_property
    def invitation(self) -> Invitation:
        """Amina is asked to come there."""
        return Invitation.objects.create(opportunity=self.opportunity, person=self.member)

    @cached_property
    def asked_token(self) -> str:
        """What stands in the link of the message that asks her."""
        return asked_token(self.invitation)

    @cached_property
    def offer_token(self) -> str:
        """What stands in the link of an offer that Amina has answered."""
        return offer_token(self.sign_up)

    @cached_property
    def call(self) -> CallWanted:
        """The call that Amina wants after it."""
        rows = Attendance.objects.filter(person=self.attended.person_id)
        row = rows.get(session=self.opportunity.session_id)
        return CallWanted.objects.create(attendance=row, due_on=timezone.localdate())

    @cached_property
    def feed_token(self) -> str:
        """What stands in the address of Amina's calendar."""
        feed = make_feed(by=self.cast.amina, person_id=self.member.pk)
        return feed_address(feed).rstrip("/").rpartition("/")[2]

    @cached_property
    def placed_person(self) -> Person:
        """Amina, once she has that place."""
        return self.sign_up.person

    @cached_property
    def door_token(self) -> str:
        """What stands in the code at that door."""
        return door_token(self.opportunity)

    @cached_property
    def place_token(self) -> str:
        """What stands in the link of that place's calendar entry."""
        Session.objects.filter(pk=self.sign_up.opportunity.session_id).update(starts_at="10:00")
        return calendar_address(self.sign_up).rstrip("/").rpartition("/")[2]
