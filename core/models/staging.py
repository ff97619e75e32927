"""Staged rows of a file that is brought in, and what the check found about them.

Scratch: written by COPY, read in order, and removed when the import is through. Checking a foreign
key for each of a million rows would cost more than writing them, so `batch` is no constraint of the
database here; batches are never deleted.
"""

from __future__ import annotations

from django.db import models

from core.models.imports import ImportBatch

# Between cells of a staged row, and between suggestions. No text from a file holds it: it is among
# the control characters that `core.forms.clean_text` takes out.
BETWEEN_CELLS = "\x1f"


def _batch() -> models.ForeignKey:
    return models.ForeignKey(
        ImportBatch, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )


class ImportRow(models.Model):
    """One row of the file: its number there, and its cells joined by `BETWEEN_CELLS`."""

    pk = models.CompositePrimaryKey("batch_id", "number")
    batch = _batch()
    number = models.PositiveIntegerField()
    cells = models.TextField()

    PRIVACY = {"batch": "plain", "number": "plain", "cells": "personal"}

    def __str__(self) -> str:
        return f"Row {self.number}"


class ImportMark(models.Model):
    """A row that is ready to come in: which rows it is one record with, and which it repeats.

    `belongs` and `same_as` are `md5(text)::uuid` of what the kind said, so that SQL can make the
    same from its own records; `telling` is the text behind `same_as`.
    """

    pk = models.CompositePrimaryKey("batch_id", "number")
    batch = _batch()
    number = models.PositiveIntegerField()
    belongs = models.UUIDField(null=True)
    same_as = models.UUIDField(null=True)
    telling = models.TextField(blank=True)
    # How many of what the kind counts beside its records (sessions of an activity) the row brings.
    parts = models.PositiveIntegerField(db_default=0)

    PRIVACY = {
        "batch": "plain",
        "number": "plain",
        "belongs": "plain",
        "same_as": "plain",
        "telling": "personal",
        "parts": "plain",
    }

    def __str__(self) -> str:
        return f"Row {self.number}"


class ImportProblem(models.Model):
    """What is wrong with one cell of one row; `place` numbers the problems of a row."""

    pk = models.CompositePrimaryKey("batch_id", "number", "place")
    batch = _batch()
    number = models.PositiveIntegerField()
    place = models.PositiveSmallIntegerField()
    field = models.CharField(max_length=60, blank=True)
    value = models.TextField(blank=True)
    sentence = models.TextField()
    suggestions = models.TextField(blank=True)
    # The person said that rows like this one stay out.
    is_left_out = models.BooleanField()

    PRIVACY = {
        "batch": "plain",
        "number": "plain",
        "place": "plain",
        "field": "plain",
        "value": "personal",
        "sentence": "personal",
        "suggestions": "personal",
        "is_left_out": "plain",
    }

    def __str__(self) -> str:
        return f"Row {self.number}: {self.sentence}"


class ImportQuestion(models.Model):
    """All problems of a batch that read the same and so have one answer; made anew by each check."""

    batch = _batch()
    field = models.CharField(max_length=60, blank=True)
    value = models.TextField(blank=True)
    sentence = models.TextField()
    suggestions = models.TextField(blank=True)
    row_count = models.PositiveIntegerField()
    first_row = models.PositiveIntegerField()

    PRIVACY = {
        "batch": "plain",
        "field": "plain",
        "value": "personal",
        "sentence": "personal",
        "suggestions": "personal",
        "row_count": "plain",
        "first_row": "plain",
    }

    class Meta:
        indexes = [models.Index(fields=["batch", "-row_count", "id"], name="import_question_order")]

    def __str__(self) -> str:
        return f"{self.value}: {self.sentence}"


class ImportDouble(models.Model):
    """A row that is likely there already, or that repeats another row of the file.

    It stays out unless the person says otherwise, and what they say is about this pair: the row
    and `like_key`, the record it is like, or `like_number`, the row. `check_number` is the check
    that found it last, `since_check` the first that found the same pair.
    """

    pk = models.CompositePrimaryKey("batch_id", "number")
    batch = _batch()
    number = models.PositiveIntegerField()
    like_number = models.PositiveIntegerField(null=True)
    like_key = models.CharField(max_length=60, blank=True)
    words = models.TextField(blank=True)
    address = models.CharField(max_length=200, blank=True)
    is_brought_in = models.BooleanField(default=False)
    check_number = models.PositiveIntegerField()
    since_check = models.PositiveIntegerField(db_default=0)

    PRIVACY = {
        "batch": "plain",
        "number": "plain",
        "like_number": "plain",
        "like_key": "plain",
        "words": "personal",
        "address": "plain",
        "is_brought_in": "plain",
        "check_number": "plain",
        "since_check": "plain",
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(like_number__isnull=False) | ~models.Q(words=""),
                name="import_double_of_what",
            ),
        ]

    def __str__(self) -> str:
        return f"Row {self.number}"
