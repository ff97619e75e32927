"""What searching stands on: the words in use, and what has not been read for words yet."""

from __future__ import annotations

import operator
from functools import reduce

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Func, Value
from django.db.models.expressions import Expression
from django.db.models.functions import Left

# What parts words. PostgreSQL takes some of these for a part of one (a path, a host, an address,
# a tag; with the plainest of its languages every sign beyond ASCII), so that "carers/families"
# would not be found by "families".
JOINTS = "/._@\\<>&’‘“”–—…•·´£€«»®™\u00a0"
# Longer texts than any form takes come by import; a vector holds a megabyte and no more.
LONGEST_READ = 50_000

# Words that are worth knowing, in small letters; no numbers and nothing of one or two letters.
IS_WORD = r"^[[:alpha:]][[:alpha:]-]{1,38}[[:alpha:]]$"

# What is searched, and how much a word there counts.
SEARCHED = {
    "title": "A",
    "aim": "B",
    "what_was_asked": "C",
    "notes": "C",
    "prompts": "D",
    "level_reason": "D",
    "status_reason": "D",
}


def apart(name: str) -> Func:
    """A text with its words apart, as searching reads it."""
    return Func(
        Left(name, LONGEST_READ),
        Value(JOINTS),
        Value(" " * len(JOINTS)),
        function="translate",
        output_field=models.TextField(),
    )


def vector_of(name: str, weight: str | None = None) -> SearchVector:
    """The stems of every word of one text."""
    return SearchVector(apart(name), weight=weight, config="english")


def searched_words() -> Expression:
    """The stems of every word in the texts of an activity that its readers may read."""
    vectors = (vector_of(name, weight) for name, weight in SEARCHED.items())
    whole: Expression = reduce(operator.add, vectors)
    return whole


def as_array(name: str) -> Func:
    """A number as an array of one, which one index can hold beside words and arrays."""
    many = ArrayField(models.BigIntegerField())
    return Func(models.F(name), template="(ARRAY[%(expressions)s])", output_field=many)


class SearchWord(models.Model):
    """A word that some activity holds, in small letters as it is written there.

    `stem` is what the log is searched by, `joined` the word without its hyphens, `uses` in
    about how many activities it stands: counted up as they are read, set right each night.
    """

    word = models.TextField(primary_key=True, db_collation="C")
    stem = models.TextField(db_collation="C")
    joined = models.TextField(db_collation="C")
    uses = models.IntegerField()

    PRIVACY = {"word": "plain", "stem": "plain", "joined": "plain", "uses": "plain"}

    class Meta:
        indexes = [
            models.Index(fields=["stem"], name="search_word_stem"),
            models.Index(fields=["joined"], name="search_word_joined"),
            GinIndex(fields=["word"], name="search_word_like", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.word


class UnreadActivities(models.Model):
    """Activities written by one statement whose words are still to be read.

    Only ever added to by triggers, so that nobody who logs waits for anybody else; a timed
    job reads the words and takes the rows away.
    """

    activity_ids = ArrayField(models.BigIntegerField())

    PRIVACY = {"id": "plain", "activity_ids": "plain"}

    def __str__(self) -> str:
        return f"{len(self.activity_ids)} activities"
