"""Files that people handed in or that the portal made: what is known of each; the bytes lie elsewhere."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.ids import new_id
from core.transitions import moves_by_table


@moves_by_table("scan_state")
class StoredFile(models.Model):
    """One private file. It has no address of its own: the app that keeps it asks its own rule first.

    `key` is the name of its bytes in `storages["private"]`: chance, never what somebody called
    it. `name` is what it is offered as when it is fetched. With `expires_at` it goes by itself.
    """

    class ScanState(models.TextChoices):
        WAITING = "waiting", "Being checked"
        CLEAN = "clean", "Checked for viruses"
        UNSCANNED = "unscanned", "Not checked for viruses"
        OURS = "ours", "Made by the portal"
        INFECTED = "infected", "Held a virus and was removed"
        FAILED = "failed", "Could not be checked"

    class Damage(models.TextChoices):
        NONE = "", "None"
        MISSING = "missing", "Its bytes are missing"
        CHANGED = "changed", "Its bytes are not those that were stored"

    TRANSITIONS = {
        ScanState.WAITING: {
            ScanState.CLEAN,
            ScanState.UNSCANNED,
            ScanState.INFECTED,
            ScanState.FAILED,
        },
        ScanState.FAILED: {ScanState.WAITING},
        # A scanner that is set up later looks at what came before it.
        ScanState.UNSCANNED: {ScanState.WAITING},
        ScanState.CLEAN: set(),
        ScanState.OURS: set(),
        ScanState.INFECTED: set(),
    }
    # What may be handed out. Everything else waits or is gone.
    GIVEN = frozenset({ScanState.CLEAN, ScanState.UNSCANNED, ScanState.OURS})

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10)
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    purpose = models.CharField(max_length=60)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True, blank=True)
    scan_state = models.CharField(max_length=10, choices=ScanState)
    # Photos: a copy without place and camera has taken the place of what was handed in.
    is_cleaned = models.BooleanField(default=False)
    scan_tries = models.PositiveSmallIntegerField(default=0)
    damage = models.CharField(max_length=10, choices=Damage, blank=True)
    compared_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = {
        "id": "plain",
        "key": "plain",
        "name": "personal",
        "kind": "plain",
        "size": "plain",
        "digest": "plain",
        "purpose": "plain",
        "by": "personal",
        "at": "plain",
        "expires_at": "plain",
        "scan_state": "plain",
        "is_cleaned": "plain",
        "scan_tries": "plain",
        "damage": "plain",
        "compared_at": "plain",
    }

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__gte=0), name="file_size_counts"),
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="file_digest_whole"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(kind="") & ~Q(key=""), name="file_is_named"
            ),
            # No photo is handed out that could still say where it was taken.
            models.CheckConstraint(
                condition=~Q(kind__in=["jpeg", "png", "heic", "webp"])
                | Q(is_cleaned=True)
                | ~Q(scan_state__in=["clean", "unscanned"]),
                name="file_photo_cleaned",
            ),
        ]
        indexes = [
            models.Index(
                fields=["at"], name="file_waiting", condition=Q(scan_state__in=["waiting"])
            ),
            models.Index(
                fields=["expires_at"], name="file_expires", condition=Q(expires_at__isnull=False)
            ),
            models.Index(fields=["compared_at"], name="file_compared"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.kind}"

    @property
    def is_given(self) -> bool:
        """Whether it may be handed out now, as far as its own state goes."""
        return self.scan_state in self.GIVEN and not self.damage
