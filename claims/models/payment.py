"""Money that went out: what finance marked paid in one go, to whom, and for which lines."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from claims.models.line import Line
from claims.models.payee import Payee
from core.history import keeps_history


@keeps_history(inserts=True)
class Batch(models.Model):
    """Payments that were marked paid together. Whoever marked them typed the sum they come to."""

    KEPT = "Kept as long as the trust keeps its accounts; it names nobody who takes part."

    way = models.CharField("how", max_length=10, choices=Payee.Way)
    paid_on = models.DateField("paid on")
    # By which the bank or the cash book knows it.
    reference = models.CharField("reference", max_length=40)
    # What was typed as the sum, and how many payments it is made of.
    pence = models.PositiveIntegerField("control total")
    payment_count = models.PositiveIntegerField("payments")
    # SHA-256 of the file for finance's own system as it was on that day.
    digest = models.CharField("fingerprint of the file", max_length=64, blank=True)
    marked_at = models.DateTimeField("marked", db_default=Now())
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # When the file was fetched last, and by whom; earlier times stand in its history.
    taken_at = models.DateTimeField("file taken", null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    PRIVACY = {
        "id": "plain",
        "way": "plain",
        "paid_on": "plain",
        "reference": "plain",
        "pence": "plain",
        "payment_count": "plain",
        "digest": "plain",
        "marked_at": "plain",
        "marked_by": "personal",
        "taken_at": "plain",
        "taken_by": "personal",
    }

    class Meta:
        ordering = ["-id"]
        verbose_name = "payments marked together"
        constraints = [
            models.CheckConstraint(
                condition=Q(way__in=["bank", "voucher", "cash"]), name="batch_way_known"
            ),
            models.CheckConstraint(condition=~Q(reference=""), name="batch_has_reference"),
            models.CheckConstraint(
                condition=Q(pence__gte=1, payment_count__gte=1), name="batch_is_of_something"
            ),
            models.CheckConstraint(
                condition=Q(digest="") | Q(digest__regex=r"^[0-9a-f]{64}$"),
                name="batch_digest_whole",
            ),
            models.CheckConstraint(
                condition=Q(marked_at__isnull=False) | Q(marked_by__isnull=True),
                name="batch_marked_by_when",
            ),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=False) | Q(taken_by__isnull=True),
                name="batch_taken_by_when",
            ),
        ]
        indexes = [models.Index(fields=["paid_on", "id"], name="batch_by_day")]
        triggers = [
            pgtrigger.Protect(name="is_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="stays",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                # Who marked it may close their account. The file is made of the payments, so its
                # fingerprint comes last.
                func="""
                    IF to_jsonb(OLD) - '{marked_by_id,digest,taken_at,taken_by_id}'::text[]
                        <> to_jsonb(NEW) - '{marked_by_id,digest,taken_at,taken_by_id}'::text[]
                        OR (OLD.digest <> '' AND NEW.digest <> OLD.digest)
                    THEN
                        RAISE EXCEPTION 'claims: what was marked paid is not edited';
                    END IF;
                    RETURN NEW;
                """,
            ),
            # Asked when all is written: the sum that was typed is the sum that was paid.
            pgtrigger.Trigger(
                name="comes_to_its_total",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                declare=[("found", "record")],
                func="""
                    SELECT COUNT(*) AS payments, COALESCE(SUM(pence), 0) AS pence INTO found
                    FROM claims_payment WHERE batch_id = NEW.id;
                    IF (found.payments, found.pence) <> (NEW.payment_count, NEW.pence)
                        OR EXISTS (SELECT FROM claims_batch WHERE id = NEW.id AND digest = '')
                    THEN
                        RAISE EXCEPTION 'claims: payments do not come to their control total';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}, {self.paid_on:%-d %B %Y}"


@keeps_history(inserts=True)
class Payment(models.Model):
    """What one payee got at once. One that came back stays, and its lines are owed again."""

    KEPT = "Kept as long as the trust keeps its accounts; the payee's name goes with the person."
    HOLDS_LOOSE_WORDS = ("return_reason",)

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="payments")
    payee = models.ForeignKey(Payee, models.PROTECT, related_name="payments")
    pence = models.PositiveIntegerField("amount")
    returned_at = models.DateTimeField("came back", null=True, blank=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    return_reason = models.CharField("why it came back", max_length=200, blank=True)

    PRIVACY = {
        "id": "plain",
        "batch": "plain",
        "payee": "plain",
        "pence": "plain",
        "returned_at": "plain",
        "returned_by": "personal",
        "return_reason": "personal",
    }

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(pence__gte=1), name="payment_is_of_something"),
            models.UniqueConstraint(fields=["batch", "payee"], name="payment_once_in_batch"),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=False)
                | Q(returned_by__isnull=True, return_reason=""),
                name="payment_returned_when",
            ),
        ]
        indexes = [models.Index(fields=["payee", "-id"], name="payment_of_payee")]
        triggers = [
            pgtrigger.Protect(name="is_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="stays",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    IF (NEW.batch_id, NEW.payee_id, NEW.pence)
                        IS DISTINCT FROM (OLD.batch_id, OLD.payee_id, OLD.pence)
                        OR (OLD.returned_at IS NOT NULL
                            AND NEW.returned_at IS DISTINCT FROM OLD.returned_at)
                    THEN
                        RAISE EXCEPTION 'claims: what was marked paid is not edited';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="comes_to_its_lines",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                declare=[("found", "bigint")],
                func="""
                    SELECT COALESCE(SUM(pence), 0) INTO found
                    FROM claims_paidline WHERE payment_id = NEW.id;
                    IF found <> NEW.pence THEN
                        RAISE EXCEPTION 'claims: a payment does not come to its lines';
                    END IF;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="frees_its_lines",
                operation=pgtrigger.Update,
                when=pgtrigger.After,
                condition=pgtrigger.Q(
                    old__returned_at__isnull=True, new__returned_at__isnull=False
                ),
                func="""
                    UPDATE claims_paidline SET is_returned = true WHERE payment_id = NEW.id;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The number by which finance speaks of it."""
        return f"P{self.pk:06d}"


@keeps_history(inserts=True)
class PaidLine(models.Model):
    """A line that a payment was for. A line is paid once, unless its payment came back."""

    KEPT = "Kept as long as the trust keeps its accounts; it names nobody."

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="paid_lines")
    line = models.ForeignKey(Line, models.PROTECT, related_name="paid_lines")
    pence = models.PositiveIntegerField("amount")
    # Follows the payment; the database sees to it.
    is_returned = models.BooleanField("came back", default=False)

    PRIVACY = {"id": "plain", "payment": "plain", "line": "plain", "pence": "plain",
               "is_returned": "plain"}  # fmt: skip

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=Q(is_returned=False), name="paid_line_once"
            ),
            models.UniqueConstraint(fields=["payment", "line"], name="paid_line_once_in_payment"),
        ]
        triggers = [
            pgtrigger.Protect(name="is_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="stays",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    IF (NEW.payment_id, NEW.line_id, NEW.pence)
                        IS DISTINCT FROM (OLD.payment_id, OLD.line_id, OLD.pence)
                        OR NEW.is_returned <> EXISTS (
                            SELECT FROM claims_payment
                            WHERE id = NEW.payment_id AND returned_at IS NOT NULL)
                    THEN
                        RAISE EXCEPTION 'claims: what was marked paid is not edited';
                    END IF;
                    RETURN NEW;
                """,
            ),
            # What was agreed, to whom it is owed, and never by whoever agreed or asked for it.
            pgtrigger.Trigger(
                name="is_owed",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                declare=[("found", "record")],
                func="""
                    SELECT l.state, l.decided_pence, c.payee_id, p.account_id,
                           y.payee_id AS paid_to, y.returned_at, b.marked_by_id INTO found
                    FROM claims_line l
                    JOIN claims_claim c ON c.id = l.claim_id
                    JOIN community_person p ON p.id = c.person_id
                    JOIN claims_payment y ON y.id = NEW.payment_id
                    JOIN claims_batch b ON b.id = y.batch_id
                    WHERE l.id = NEW.line_id;
                    IF found.state NOT IN ('approved', 'part')
                        OR found.decided_pence IS DISTINCT FROM NEW.pence
                        OR found.payee_id <> found.paid_to
                        OR found.returned_at IS NOT NULL OR NEW.is_returned
                    THEN
                        RAISE EXCEPTION 'claims: only what is owed is paid';
                    END IF;
                    IF found.account_id = found.marked_by_id OR EXISTS (
                        SELECT FROM claims_decision d
                        WHERE d.line_id = NEW.line_id AND d.by_id = found.marked_by_id)
                    THEN
                        RAISE EXCEPTION 'claims: who asked or decided does not pay';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payment_id}: {self.line_id}"
