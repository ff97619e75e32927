"""What people are found by."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from community.models.person import Person


class PersonWords(models.Model):
    """The words a person is found by, kept by triggers: by the team, and by staff at large.

    Two texts, so that nobody finds by a word what they may not read.
    """

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="words")
    whole = SearchVectorField()
    shown = SearchVectorField()

    PRIVACY = {"person": "personal", "whole": "special", "shown": "special"}

    class Meta:
        indexes = [
            GinIndex(fields=["whole"], name="person_words_whole"),
            GinIndex(fields=["shown"], name="person_words_shown"),
        ]

    def __str__(self) -> str:
        return str(self.person_id)
