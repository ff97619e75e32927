"""Saved views: the filters and order of a list under a name of one's own."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

LONGEST_QUERY = 1_500


class SavedView(models.Model):
    """How one person likes to look at a list; shared, everybody who may open it sees the view."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # The list by the name of its address, and what stands in the address: see `core.saved.lists`.
    list_name = models.CharField("list", max_length=100)
    name = models.CharField("name", max_length=60)
    # Filters, order and page size as the list's own address says them; never a place in the list.
    query = models.CharField("filters", max_length=LONGEST_QUERY)
    is_shared = models.BooleanField("shared", default=False)
    saved_at = models.DateTimeField("saved", db_default=Now())
    version = models.PositiveIntegerField(default=1)

    PRIVACY = {
        "id": "plain",
        "by": "personal",
        "list_name": "plain",
        "name": "plain",
        # May hold words that somebody searched for.
        "query": "personal",
        "is_shared": "plain",
        "saved_at": "plain",
        "version": "plain",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint("by", "list_name", Lower("name"), name="saved_view_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_has_name"),
            models.CheckConstraint(condition=~Q(query=""), name="saved_view_says_something"),
        ]
        indexes = [
            models.Index(
                fields=["list_name"], name="saved_view_shared", condition=Q(is_shared=True)
            )
        ]

    def __str__(self) -> str:
        return self.name
