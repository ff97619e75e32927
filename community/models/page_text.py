"""Texts of the public joining pages that the team writes: Easy Read, and other languages."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.history import keeps_history
from core.models import StoredFile


@keeps_history()
class PageText(models.Model):
    """A page of joining in other words. The page's own English text stays beside it."""

    class Page(models.TextChoices):
        START = "start", "Join us: the first page"
        YOUNGER = "younger", "Too young to join alone"
        NAME = "name", "Question: your name"
        KINDS = "kinds", "Question: as whom you take part"
        PLACE = "place", "Question: where you live"
        CONTACT = "contact", "Question: how to reach you"
        LANGUAGE = "language", "Question: your language"
        INTERESTS = "interests", "Question: your interests"
        TIMES = "times", "Question: when you are free"
        NEEDS = "needs", "Question: what you need"
        ASKS = "asks", "Question: how often we may ask you"
        UPDATES = "updates", "Question: what we may send you"
        CHECK = "check", "Check your answers"
        NEXT = "next", "What happens next"

    page = models.CharField("page", max_length=10, choices=Page)
    # As people write the name of their language.
    language = models.CharField("language", max_length=40, default="English")
    code = models.CharField("language code", max_length=10, default="en")
    is_easy_read = models.BooleanField("Easy Read", default=False)
    title = models.CharField("heading", max_length=120)
    body = models.TextField("text")
    is_shown = models.BooleanField("shown to everyone", default=False)
    changed_at = models.DateTimeField("last changed", db_default=Now())
    version = models.PositiveIntegerField(default=1)

    PRIVACY = dict.fromkeys(
        (
            "id",
            "page",
            "language",
            "code",
            "is_easy_read",
            "title",
            "body",
            "is_shown",
            "changed_at",
            "version",
        ),
        "plain",
    )

    class Meta:
        verbose_name = "text of a joining page"
        verbose_name_plural = "texts of joining pages"
        ordering = ["page", "language", "is_easy_read"]
        constraints = [
            models.UniqueConstraint(fields=["page", "code", "is_easy_read"], name="page_text_once"),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$"),
                name="page_text_code_shape",
            ),
            models.CheckConstraint(
                condition=Q(is_easy_read=True) | ~Q(code="en"), name="page_text_not_main"
            ),
        ]

    def __str__(self) -> str:
        kind = ", Easy Read" if self.is_easy_read else ""
        return f"{self.get_page_display()} ({self.language}{kind})"


class PagePicture(models.Model):
    """A picture in such a text, with the words for those who do not see it."""

    text = models.ForeignKey(PageText, models.CASCADE, related_name="pictures")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    alt = models.CharField("what it shows", max_length=200)
    added_at = models.DateTimeField(db_default=Now())

    PRIVACY = {"id": "plain", "text": "plain", "file": "plain", "alt": "plain", "added_at": "plain"}

    class Meta:
        verbose_name = "picture"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.alt
