"""Lines of a claim: one cost each, with the proof of it."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.models.policy import Category, Edition, Vehicle
from claims.models.request import SpendingRequest
from core.history import keeps_history
from core.models import StoredFile
from core.money import MOST_PENCE
from core.transitions import moves_by_table

MOST_TENTHS = 10_000  # tenths of a mile: no journey is longer than 1,000 miles
MOST_LINES = 60  # of one claim
MOST_RECEIPTS = 30  # of one claim


@moves_by_table("state")
@keeps_history(inserts=True)
class Line(models.Model):
    """One cost. Once it is decided it is never edited: what was wrong is put right by a new line."""

    AT_ERASURE = "blank"

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for a decision")
        ASKED = "asked", _("We asked you a question")
        FIRST = "first", _("Agreed by one person, a second looks at it")
        APPROVED = "approved", _("Agreed")
        PART = "part", _("Agreed in part")
        REFUSED = "refused", _("Not agreed")
        WITHDRAWN = "withdrawn", _("Taken back")

    TRANSITIONS = {
        State.OPEN: {
            State.ASKED,
            State.FIRST,
            State.APPROVED,
            State.PART,
            State.REFUSED,
            State.WITHDRAWN,
        },
        State.ASKED: {State.OPEN, State.WITHDRAWN},
        # Whoever is second may come to another answer; a change by the person opens it again.
        State.FIRST: {
            State.OPEN,
            State.ASKED,
            State.APPROVED,
            State.PART,
            State.REFUSED,
            State.WITHDRAWN,
        },
        State.APPROVED: set(),
        State.PART: set(),
        State.REFUSED: set(),
        State.WITHDRAWN: set(),
    }
    DECIDED = (State.APPROVED, State.PART, State.REFUSED)

    class Kind(models.TextChoices):
        CLAIMED = "claimed", _("Claimed")
        CORRECTION = "correction", _("Puts right an earlier line")
        TOP_UP = "top_up", _("Because a rate went up")

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="lines")
    kind = models.CharField("kind", max_length=10, choices=Kind, default=Kind.CLAIMED)
    # The line that this one puts right or tops up.
    of_line = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    # What was agreed before it was spent, where somebody asked first.
    request = models.ForeignKey(
        SpendingRequest, models.PROTECT, null=True, blank=True, related_name="lines"
    )
    category = models.CharField("sort of cost", max_length=20, choices=Category)
    # Empty while somebody is still filling it in.
    cost_on = models.DateField("day of the cost", null=True, blank=True)
    words = models.CharField("what it was", max_length=300, blank=True)
    # What is asked for; worked out from the miles where it is a journey by own vehicle.
    pence = models.PositiveIntegerField("amount", null=True, blank=True)
    vehicle = models.CharField("by", max_length=10, choices=Vehicle, blank=True)
    from_place = models.CharField("from", max_length=120, blank=True)
    to_place = models.CharField("to", max_length=120, blank=True)
    # The whole journey, back included, in tenths of a mile.
    tenths = models.PositiveIntegerField("tenths of a mile", null=True, blank=True)
    passengers = models.PositiveSmallIntegerField("passengers", null=True, blank=True)
    # Of care and support, in minutes.
    minutes = models.PositiveIntegerField("time in minutes", null=True, blank=True)
    # A declaration in place of a receipt: why there is none. A second person decides it too.
    no_receipt_reason = models.CharField("why there is no receipt", max_length=300, blank=True)
    # Who entered it keeps the receipt with the paper form.
    is_paper_kept = models.BooleanField("receipt kept on paper", default=False, db_default=False)
    state = models.CharField("state", max_length=10, choices=State, default=State.OPEN)
    # What is owed for it, once it is decided, and by which edition of the policy.
    decided_pence = models.PositiveIntegerField("agreed", null=True, blank=True)
    edition = models.ForeignKey(
        Edition, models.PROTECT, null=True, blank=True, related_name="lines"
    )
    subjective_code = models.CharField("subjective code", max_length=20, blank=True)
    version = models.PositiveIntegerField(default=1)

    PRIVACY = {
        "id": "plain",
        "claim": "plain",
        "kind": "plain",
        "of_line": "plain",
        "request": "plain",
        "category": "special",
        "cost_on": "plain",
        "words": "special",
        "pence": "plain",
        "vehicle": "plain",
        "from_place": "personal",
        "to_place": "personal",
        "tenths": "plain",
        "passengers": "plain",
        "minutes": "plain",
        "no_receipt_reason": "special",
        "is_paper_kept": "plain",
        "state": "plain",
        "decided_pence": "plain",
        "edition": "plain",
        "subjective_code": "plain",
        "version": "plain",
    }

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(category__in=Category.values), name="line_category_known"
            ),
            models.CheckConstraint(
                condition=Q(pence__isnull=True) | Q(pence__gte=1, pence__lte=MOST_PENCE),
                name="line_pence_believable",
            ),
            models.CheckConstraint(
                condition=Q(tenths__isnull=True) | Q(tenths__gte=1, tenths__lte=MOST_TENTHS),
                name="line_miles_believable",
            ),
            models.CheckConstraint(
                condition=Q(passengers__isnull=True) | Q(passengers__lte=8),
                name="line_passengers_believable",
            ),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__gte=1, minutes__lte=7 * 24 * 60),
                name="line_minutes_believable",
            ),
            # A decision has its amount and the policy it went by; nothing is owed before.
            models.CheckConstraint(
                condition=(
                    Q(state__in=["approved", "part", "refused"])
                    & Q(decided_pence__isnull=False, edition__isnull=False, pence__isnull=False)
                )
                | (
                    ~Q(state__in=["approved", "part", "refused"])
                    & Q(decided_pence__isnull=True, edition__isnull=True)
                ),
                name="line_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_pence__isnull=True) | Q(decided_pence__lte=F("pence")),
                name="line_no_more_than_asked",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | Q(decided_pence=0), name="line_refused_is_nothing"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(decided_pence=F("pence")),
                name="line_approved_is_all",
            ),
            models.CheckConstraint(
                condition=~Q(state="part") | Q(decided_pence__gt=0, decided_pence__lt=F("pence")),
                name="line_part_is_between",
            ),
            models.CheckConstraint(
                condition=Q(kind="claimed", of_line__isnull=True)
                | (~Q(kind="claimed") & Q(of_line__isnull=False)),
                name="line_follows_another",
            ),
            models.CheckConstraint(
                condition=Q(vehicle="") | Q(vehicle__in=["car", "motorcycle", "bicycle"]),
                name="line_vehicle_known",
            ),
            # What was agreed is claimed once.
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(kind="claimed") & ~Q(state="withdrawn"),
                name="line_request_once",
            ),
        ]
        indexes = [
            # The same cost again, on whichever claim.
            models.Index(fields=["cost_on", "pence"], name="line_same_looking"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="decided_stays",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__state__in=["approved", "part", "refused"]),
                func="""
                    IF (NEW.pence, NEW.decided_pence, NEW.edition_id, NEW.cost_on, NEW.tenths,
                        NEW.passengers, NEW.minutes, NEW.vehicle, NEW.claim_id, NEW.kind,
                        NEW.of_line_id, NEW.subjective_code, NEW.request_id)
                        IS DISTINCT FROM
                        (OLD.pence, OLD.decided_pence, OLD.edition_id, OLD.cost_on, OLD.tenths,
                        OLD.passengers, OLD.minutes, OLD.vehicle, OLD.claim_id, OLD.kind,
                        OLD.of_line_id, OLD.subjective_code, OLD.request_id)
                    THEN
                        RAISE EXCEPTION 'claims: a decided line is not edited';
                    END IF;
                    RETURN NEW;
                """,
            ),
            # What was decided stands in a decision.
            pgtrigger.Trigger(
                name="decided_by_somebody",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=~pgtrigger.Q(old__state__in=["approved", "part", "refused"])
                & pgtrigger.Q(new__state__in=["approved", "part", "refused"]),
                func="""
                    IF NOT EXISTS (
                        SELECT FROM claims_decision
                        WHERE line_id = NEW.id AND is_final AND pence = NEW.decided_pence
                    ) THEN
                        RAISE EXCEPTION 'claims: a line is decided by a decision';
                    END IF;
                    RETURN NEW;
                """,
            ),
            # What the trust booked, or gave cash for, is not claimed again.
            pgtrigger.Trigger(
                name="request_is_carried",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("request_id"),
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__request__isnull=False),
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM claims_spendingrequest
                        WHERE id = NEW.request_id AND state = 'carried'
                    ) THEN
                        RAISE EXCEPTION 'claims: this request is not for a claim';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(
                name="decided_is_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__state__in=["approved", "part", "refused"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.category}"


@keeps_history(inserts=True)
class Receipt(models.Model):
    """A photo or file that shows a cost. It belongs to the claim, and to a line once it is sorted."""

    # The law wants the proof of what was paid; it goes by its own retention.
    AT_ERASURE = "keep"

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="receipts")
    line = models.ForeignKey(Line, models.SET_NULL, null=True, blank=True, related_name="receipts")
    # Empty once it is deleted by retention.
    file = models.OneToOneField(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    # SHA-256 of what was handed in, to find the same receipt elsewhere.
    digest = models.CharField(max_length=64)
    # One of so many: the database keeps the number down, however many come at once.
    place = models.PositiveSmallIntegerField()
    added_at = models.DateTimeField("added", db_default=Now())
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    PRIVACY = {
        "id": "plain",
        "claim": "personal",
        "line": "personal",
        "file": "personal",
        "digest": "personal",
        "place": "plain",
        "added_at": "plain",
        "added_by": "personal",
    }

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "place"], name="receipt_place_once"),
            models.CheckConstraint(
                condition=Q(place__gte=1, place__lte=MOST_RECEIPTS), name="receipt_within_most"
            ),
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="receipt_digest_whole"
            ),
            models.CheckConstraint(
                condition=Q(added_at__isnull=False) | Q(added_by__isnull=True),
                name="receipt_added_by_when",
            ),
        ]
        indexes = [models.Index(fields=["digest"], name="receipt_same")]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.place}"
