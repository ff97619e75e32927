"""The welcome: its steps, how far somebody is, and who can be a named contact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from community.models import InductionStep, Person, Status, StepDone
from organisation.selectors.special_days import working_day_before
from users.models import User
from users.permissions import roles_with


@dataclass(frozen=True)
class WelcomeStep:
    """A step of the welcome as one person's page shows it."""

    id: int
    label: str
    at: datetime | None
    by: str

    @property
    def is_done(self) -> bool:
        return self.at is not None


def late_welcomes(today: date) -> Q:
    """Who asked to join and was to be welcomed by yesterday, as they were promised.

    The days promised are working days, counted from the day after they asked.
    """
    last = working_day_before(today, settings.WELCOME_DAYS)
    begins = timezone.make_aware(datetime.combine(last, time.min))
    return Q(status=Status.ASKED, asked_at__lt=begins)


def welcome_steps(person: Person) -> list[WelcomeStep]:
    """Every step asked now, and those done that are no longer asked."""
    done = {row.step_id: row for row in StepDone.objects.filter(person=person).select_related("by")}
    steps = InductionStep.objects.filter(Q(is_in_use=True) | Q(pk__in=done))
    return [
        WelcomeStep(
            step.pk,
            step.label,
            done[step.pk].at if step.pk in done else None,
            _name(done[step.pk].by) if step.pk in done else "",
        )
        for step in steps
    ]


def _name(user: Any) -> str:
    return user.display_name if user else "The portal"


def step_rows() -> QuerySet[InductionStep]:
    """Every step, those no longer asked too."""
    return InductionStep.objects.all()


def find_step(step_id: int) -> InductionStep:
    """One step; 404 if there is none."""
    row = InductionStep.objects.filter(pk=step_id).first()
    if row is None:
        raise Http404
    return row


def step_named(label: str) -> InductionStep | None:
    """The step of these words, if there is one."""
    return InductionStep.objects.filter(label__iexact=label).first()


def _team() -> QuerySet[User]:
    return User.objects.filter(is_active=True, roles__overlap=sorted(roles_with("keep_people")))


def may_be_contact(account_id: int) -> bool:
    """Whether this account is of the involvement team."""
    return _team().filter(pk=account_id).exists()


def contacts(*, also: Iterable[int | None] = ()) -> list[tuple[int, str]]:
    """Who can be a named contact, by name; `also` keeps whom a record already names."""
    kept = [each for each in also if each]
    rows = User.objects.filter(Q(pk__in=_team().values("pk")) | Q(pk__in=kept))
    return sorted(((row.pk, row.display_name) for row in rows), key=lambda pair: pair[1].lower())
