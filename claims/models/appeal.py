"""Asking somebody else to look at a decision again."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from core.history import keeps_history
from core.transitions import moves_by_table

MOST_WORDS = 1_000
MOST_ANSWER = 500


@moves_by_table("state")
@keeps_history(inserts=True)
class Appeal(models.Model):
    """Somebody asks that what was not agreed to is looked at by a person who did not decide it.

    What more is paid then are new lines, with decisions of their own.
    """

    AT_ERASURE = "blank"
    ERASED = {
        "words": "'Removed'",
        "answer": "CASE WHEN answer = '' THEN '' ELSE 'Removed' END",
    }

    class State(models.TextChoices):
        OPEN = "open", _("Somebody else looks at it")
        ANSWERED = "answered", _("Answered")
        WITHDRAWN = "withdrawn", _("Taken back")

    TRANSITIONS = {
        State.OPEN: {State.ANSWERED, State.WITHDRAWN},
        State.ANSWERED: set(),
        State.WITHDRAWN: set(),
    }

    class Outcome(models.TextChoices):
        MORE = "more", _("We pay more")
        KEPT = "kept", _("It stays as it was")

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="appeals")
    words = models.CharField("why it should be looked at again", max_length=MOST_WORDS)
    state = models.CharField("state", max_length=10, choices=State, default=State.OPEN)
    made_at = models.DateTimeField("asked", db_default=Now())
    # The day by which an answer was promised.
    answer_by = models.DateField("answer promised by")
    # Who looks at it; empty while there is nobody who may.
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="who looks at it",
    )
    outcome = models.CharField("outcome", max_length=10, choices=Outcome, blank=True)
    answer = models.CharField("answer", max_length=MOST_ANSWER, blank=True)
    answered_at = models.DateTimeField("answered", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    PRIVACY = {
        "id": "plain",
        "claim": "plain",
        "words": "special",
        "state": "plain",
        "made_at": "plain",
        "answer_by": "plain",
        "to": "personal",
        "outcome": "plain",
        "answer": "special",
        "answered_at": "plain",
        "answered_by": "personal",
        "version": "plain",
    }

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], condition=Q(state="open"), name="appeal_open_once"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="appeal_says_why"),
            models.CheckConstraint(
                condition=(
                    Q(state="answered", answered_at__isnull=False)
                    & Q(outcome__in=["more", "kept"])
                    & ~Q(answer="")
                )
                | (~Q(state="answered") & Q(answered_at__isnull=True, outcome="", answer="")),
                name="appeal_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=False) | Q(answered_by__isnull=True),
                name="appeal_answered_by_when",
            ),
        ]
        indexes = [
            models.Index(fields=["to", "answer_by"], name="appeal_open", condition=Q(state="open")),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="to_another",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                declare=[("who", "BIGINT[]")],
                func="""
                    who := ARRAY[]::BIGINT[];
                    IF TG_OP = 'INSERT' OR NEW.to_id IS DISTINCT FROM OLD.to_id THEN
                        who := who || NEW.to_id;
                    END IF;
                    IF TG_OP = 'INSERT' OR NEW.answered_by_id IS DISTINCT FROM OLD.answered_by_id
                    THEN
                        who := who || NEW.answered_by_id;
                    END IF;
                    IF EXISTS (
                        SELECT FROM claims_decision d
                        JOIN claims_line l ON l.id = d.line_id
                        WHERE l.claim_id = NEW.claim_id AND d.by_id = ANY(who)
                    ) THEN
                        RAISE EXCEPTION 'claims: who decided does not answer';
                    END IF;
                    IF EXISTS (
                        SELECT FROM claims_claim c
                        JOIN community_person p ON p.id = c.person_id
                        JOIN community_person q
                            ON COALESCE(q.merged_into_id, q.id) = COALESCE(p.merged_into_id, p.id)
                        LEFT JOIN claims_declaredinterest i
                            ON i.person_id = q.id AND i.ended_at IS NULL
                        WHERE c.id = NEW.claim_id
                            AND (q.account_id = ANY(who) OR i.account_id = ANY(who))
                    ) THEN
                        RAISE EXCEPTION 'claims: answered by somebody who knows the person';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="answered_stays",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__state="answered"),
                func="""
                    IF (NEW.claim_id, NEW.outcome, NEW.made_at, NEW.answered_at)
                        IS DISTINCT FROM (OLD.claim_id, OLD.outcome, OLD.made_at, OLD.answered_at)
                    THEN
                        RAISE EXCEPTION 'claims: an answer is not edited';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.state}"
