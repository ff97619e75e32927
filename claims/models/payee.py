"""Who is owed the money of a claim."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from community.models import Person
from core.history import keeps_history


@keeps_history(inserts=True)
class Payee(models.Model):
    """Somebody to whom a claim is paid: the person themselves, or who helped them.

    Belongs to the person in whose life they are: a carer, a parent, a care agency, an assistant.
    """

    AT_ERASURE = "blank"
    # One person may have had several.
    ERASED = {"name": "CASE WHEN name = '' THEN '' ELSE 'Removed ' || id END"}

    class Kind(models.TextChoices):
        SELF = "self", _("Me")
        CARER = "carer", _("Somebody who looks after me")
        PARENT = "parent", _("My parent or guardian")
        AGENCY = "agency", _("A care agency or a nursery")
        ASSISTANT = "assistant", _("My personal assistant or support worker")
        OTHER = "other", _("Somebody else")

    class Way(models.TextChoices):
        BANK = "bank", _("To a bank account")
        VOUCHER = "voucher", _("A voucher")
        CASH = "cash", _("Cash")

    person = models.ForeignKey(Person, models.CASCADE, related_name="payees")
    kind = models.CharField("who is paid", max_length=10, choices=Kind, default=Kind.SELF)
    # Empty for the person themselves: their own name is meant, as it stands now.
    name = models.CharField("name", max_length=120, blank=True)
    way = models.CharField("how", max_length=10, choices=Way, default=Way.BANK)
    # Finance's own number for them; never asked of anybody else.
    supplier_number = models.CharField("supplier number", max_length=20, blank=True)
    version = models.PositiveIntegerField(default=1)

    PRIVACY = {
        "id": "plain",
        "person": "personal",
        "kind": "personal",
        "name": "personal",
        "way": "personal",
        "supplier_number": "personal",
        "version": "plain",
    }

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(kind="self"), name="payee_self_once"
            ),
            models.UniqueConstraint(
                "person", Lower("name"), condition=~Q(name=""), name="payee_name_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="self") | ~Q(name=""), name="payee_other_has_name"
            ),
            models.CheckConstraint(
                condition=Q(way__in=["bank", "voucher", "cash"]), name="payee_way_known"
            ),
            models.CheckConstraint(
                condition=Q(supplier_number="") | Q(supplier_number__regex=r"^[A-Z0-9-]{1,20}$"),
                name="payee_supplier_shape",
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"person {self.person_id}"
