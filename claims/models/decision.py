"""What was decided of each line, by whom and why, and what was asked before."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from claims.models.line import Line
from core.history import keeps_history
from core.money import MOST_PENCE


@keeps_history(inserts=True)
class DecisionReason(models.Model):
    """A plain reason that the person reads. Other words are a new row: what was said stays."""

    class For(models.TextChoices):
        PART = "part", "Agreeing in part"
        REFUSE = "refuse", "Not agreeing"
        ASK = "ask", "Asking a question"

    purpose = models.CharField("for", max_length=10, choices=For)
    sentence = models.CharField("what the person reads", max_length=300)
    is_offered = models.BooleanField("offered", default=True)
    added_at = models.DateTimeField("added", db_default=Now())
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    PRIVACY = {
        "id": "plain",
        "purpose": "plain",
        "sentence": "plain",
        "is_offered": "plain",
        "added_at": "plain",
        "added_by": "personal",
        "version": "plain",
    }

    class Meta:
        ordering = ["purpose", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=["part", "refuse", "ask"]), name="decision_reason_purpose"
            ),
            models.CheckConstraint(condition=~Q(sentence=""), name="decision_reason_says_why"),
            models.CheckConstraint(
                condition=Q(added_at__isnull=False) | Q(added_by__isnull=True),
                name="decision_reason_added_when",
            ),
            models.UniqueConstraint(
                "purpose",
                Lower("sentence"),
                condition=Q(is_offered=True),
                name="decision_reason_once",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="words_stay",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.AnyChange("purpose", "sentence"),
                func="RAISE EXCEPTION 'claims: other words are a new reason';",
            )
        ]

    def __str__(self) -> str:
        return self.sentence


class Decision(models.Model):
    """What one person decided of a line as they saw it. Only ever added.

    One that is not final waits for a second person.
    """

    IS_APPEND_ONLY = True
    AT_ERASURE = "blank"
    # A reason is compulsory, so that words which go leave a word.
    ERASED = {"words": "CASE WHEN words = '' THEN '' ELSE 'Removed' END"}

    class Outcome(models.TextChoices):
        APPROVE = "approve", _("Agreed")
        PART = "part", _("Agreed in part")
        REFUSE = "refuse", _("Not agreed")

    line = models.ForeignKey(Line, models.PROTECT, related_name="decisions")
    outcome = models.CharField("outcome", max_length=10, choices=Outcome)
    pence = models.PositiveIntegerField("amount")
    reason = models.ForeignKey(
        DecisionReason, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Beside the reason, in place of one, or why an exception is made.
    words = models.CharField("in other words", max_length=500, blank=True)
    # Empty: the portal itself, where a rate went up.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField("decided", db_default=Now())
    line_version = models.PositiveIntegerField("version seen")
    is_final = models.BooleanField("final", default=True)

    PRIVACY = {
        "id": "plain",
        "line": "plain",
        "outcome": "plain",
        "pence": "plain",
        "reason": "plain",
        "words": "special",
        "by": "personal",
        "at": "plain",
        "line_version": "plain",
        "is_final": "plain",
    }

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="refuse", pence=0)
                | Q(outcome__in=["approve", "part"], pence__gte=1, pence__lte=MOST_PENCE),
                name="decision_pence_fits",
            ),
            models.CheckConstraint(
                condition=Q(outcome="approve") | Q(reason__isnull=False) | ~Q(words=""),
                name="decision_says_why",
            ),
            # The portal agrees to what a rate makes more, and to nothing else.
            models.CheckConstraint(
                condition=Q(by__isnull=False) | Q(outcome="approve", is_final=True),
                name="decision_by_somebody",
            ),
            # Whoever wants less than nothing needs no second person.
            models.CheckConstraint(
                condition=Q(is_final=True) | ~Q(outcome="refuse"), name="decision_refused_is_final"
            ),
            models.UniqueConstraint(
                fields=["line"], condition=Q(is_final=True), name="decision_final_once"
            ),
            models.UniqueConstraint(fields=["line", "line_version"], name="decision_version_once"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="not_by_who_entered",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF EXISTS (
                        SELECT FROM claims_line l
                        JOIN claims_claim c ON c.id = l.claim_id
                        WHERE l.id = NEW.line_id AND c.entered_by_id = NEW.by_id
                    ) THEN
                        RAISE EXCEPTION 'claims: decided by who entered the claim';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="fair",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                declare=[
                    ("found", "RECORD"),
                    ("first", "RECORD"),
                    ("second_above", "INTEGER"),
                ],
                func="""
                    SELECT l.version, l.state, l.kind, l.pence, l.cost_on, p.account_id,
                        k.account_id AS kept_account_id
                    INTO found
                    FROM claims_line l
                    JOIN claims_claim c ON c.id = l.claim_id
                    JOIN community_person p ON p.id = c.person_id
                    LEFT JOIN community_person k ON k.id = p.merged_into_id
                    WHERE l.id = NEW.line_id;
                    IF NEW.by_id IN (found.account_id, found.kept_account_id) THEN
                        RAISE EXCEPTION 'claims: nobody decides their own claim';
                    END IF;
                    IF NEW.line_version <> found.version
                        OR found.state NOT IN ('open', 'first') THEN
                        RAISE EXCEPTION 'claims: decided without seeing the line as it is';
                    END IF;
                    IF NEW.pence > found.pence
                        OR (NEW.outcome = 'approve' AND NEW.pence <> found.pence) THEN
                        RAISE EXCEPTION 'claims: agreed to what was not asked for';
                    END IF;
                    IF NEW.by_id IS NULL THEN
                        IF found.kind <> 'top_up' THEN
                            RAISE EXCEPTION 'claims: decided by nobody';
                        END IF;
                        RETURN NEW;
                    END IF;
                    IF found.state = 'first' THEN
                        SELECT by_id, pence INTO first FROM claims_decision
                        WHERE line_id = NEW.line_id ORDER BY id DESC LIMIT 1;
                        IF first.by_id = NEW.by_id THEN
                            RAISE EXCEPTION 'claims: a second person decides';
                        END IF;
                        IF NEW.is_final AND NEW.pence > first.pence THEN
                            RAISE EXCEPTION 'claims: more than both agreed to';
                        END IF;
                        RETURN NEW;
                    END IF;
                    SELECT e.second_above_pence INTO second_above FROM claims_edition e
                    WHERE e.state = 'in_force' AND e.starts_on <= found.cost_on
                    ORDER BY e.starts_on DESC LIMIT 1;
                    IF NEW.is_final AND NEW.pence > second_above THEN
                        RAISE EXCEPTION 'claims: two people decide above that amount';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="stays", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="without_interest",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF EXISTS (
                        SELECT FROM claims_line l
                        JOIN claims_claim c ON c.id = l.claim_id
                        JOIN community_person p ON p.id = c.person_id
                        JOIN claims_declaredinterest i
                            ON i.account_id = NEW.by_id AND i.ended_at IS NULL
                        JOIN community_person q ON q.id = i.person_id
                        WHERE l.id = NEW.line_id
                            AND COALESCE(p.merged_into_id, p.id)
                                = COALESCE(q.merged_into_id, q.id)
                    ) THEN
                        RAISE EXCEPTION 'claims: decided by somebody who knows the person';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.outcome}"


@keeps_history(inserts=True)
class Question(models.Model):
    """What was asked of the person about a line, and what they said.

    `closed_at` is set where somebody went on without an answer.
    """

    AT_ERASURE = "blank"
    ERASED = {
        "words": "CASE WHEN words = '' THEN '' ELSE 'Removed' END",
        "answer": "CASE WHEN answer = '' THEN '' ELSE 'Removed' END",
    }

    line = models.ForeignKey(Line, models.PROTECT, related_name="questions")
    reason = models.ForeignKey(
        DecisionReason, models.PROTECT, null=True, blank=True, related_name="+"
    )
    words = models.CharField("in other words", max_length=500, blank=True)
    asked_at = models.DateTimeField("asked", db_default=Now())
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answer = models.CharField("answer", max_length=1000, blank=True)
    answered_at = models.DateTimeField("answered", null=True, blank=True)
    closed_at = models.DateTimeField("gone on without", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    PRIVACY = {
        "id": "plain",
        "line": "plain",
        "reason": "plain",
        "words": "special",
        "asked_at": "plain",
        "asked_by": "personal",
        "answer": "special",
        "answered_at": "plain",
        "closed_at": "plain",
        "closed_by": "personal",
    }

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__isnull=False) | ~Q(words=""), name="question_asks_something"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False, closed_at__isnull=True)),
                name="question_answered_when",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=False) | Q(closed_by__isnull=True),
                name="question_closed_by_when",
            ),
            models.CheckConstraint(
                condition=Q(asked_at__isnull=False) | Q(asked_by__isnull=True),
                name="question_asked_by_when",
            ),
            models.UniqueConstraint(
                fields=["line"],
                condition=Q(answered_at__isnull=True, closed_at__isnull=True),
                name="question_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.words or self.reason_id}"
