"""A file that is brought in: where it stands, what was said about it, and what was answered."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import MD5, Now

from core.models.files import StoredFile
from core.transitions import moves_by_table


@moves_by_table("state")
class ImportBatch(models.Model):
    """One file on its way in. It is kept for good: what came in points at it."""

    KEPT = (
        "The import itself is kept for good, in numbers. The file's name, the names of its sheets, "
        "samples, first rows and the rows that stayed out go IMPORT_ROWS_DAYS (90) days after they "
        "came in, of an import that was given up the night after; what was said for all rows goes "
        "IMPORT_ANSWERS_DAYS (400) days after, of an import that was taken out with the file's name."
    )

    class State(models.TextChoices):
        READING = "reading", "Being read"
        UNREADABLE = "unreadable", "Cannot be read"
        COLUMNS = "columns", "Columns to be matched"
        CHECKING = "checking", "Being checked"
        CHECKED = "checked", "Checked"
        LOADING = "loading", "Coming in"
        LOADED = "loaded", "Came in"
        UNDOING = "undoing", "Being taken out"
        UNDONE = "undone", "Taken out again"
        DROPPED = "dropped", "Given up"

    class Mode(models.TextChoices):
        ALL = "all", "All rows or none"
        GOOD = "good", "Only the good rows"

    TRANSITIONS = {
        State.READING: {State.UNREADABLE, State.COLUMNS, State.DROPPED},
        # Back to reading when another sheet or another row of headings is chosen.
        State.UNREADABLE: {State.READING, State.DROPPED},
        State.COLUMNS: {State.READING, State.CHECKING, State.DROPPED},
        State.CHECKING: {State.CHECKED, State.COLUMNS, State.DROPPED},
        State.CHECKED: {State.COLUMNS, State.CHECKING, State.LOADING, State.DROPPED},
        # Back to checked when something stood in the way; then nothing has come in.
        State.LOADING: {State.LOADED, State.CHECKED},
        State.LOADED: {State.UNDOING},
        State.UNDOING: {State.UNDONE, State.LOADED},
        # Once more, for what was kept because somebody had changed it.
        State.UNDONE: {State.UNDOING},
        State.DROPPED: set(),
    }
    WORKED_ON = (State.READING, State.CHECKING, State.LOADING, State.UNDOING)
    CAME_IN = (State.LOADED, State.UNDOING, State.UNDONE)

    kind = models.CharField("kind", max_length=40)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="brought by"
    )
    started_at = models.DateTimeField("started", db_default=Now())
    state = models.CharField("state", max_length=10, choices=State, default=State.READING)
    # Why the file cannot be read, or why the last step did not succeed, in words.
    trouble = models.CharField("trouble", max_length=500, blank=True)

    file = models.ForeignKey(
        StoredFile, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="file"
    )
    file_name = models.CharField("file name", max_length=200)
    digest = models.CharField("fingerprint of the file", max_length=64)
    size = models.BigIntegerField("size in bytes")

    # What was found in the file: its sheets, and the sheet and row that hold the headings.
    look = models.JSONField("what is in the file", default=dict, blank=True)
    sheet = models.PositiveIntegerField("sheet", null=True, blank=True)
    header_row = models.PositiveIntegerField("row of the headings", null=True, blank=True)
    headings = models.JSONField("headings", default=list, blank=True)
    samples = models.JSONField("values as samples", default=list, blank=True)
    fingerprint = models.CharField("fingerprint of the layout", max_length=64, blank=True)
    row_count = models.PositiveIntegerField("rows", default=0)

    # What the person said: fields with their columns, texts for all rows, how to understand it.
    columns = models.JSONField("columns", default=dict, blank=True)
    said = models.JSONField("said for all rows", default=dict, blank=True)
    choices = models.JSONField("choices", default=dict, blank=True)
    # Choices that the rows leave open: by the choice's key the sentence that asks.
    asks = models.JSONField("questions about the whole file", default=dict, blank=True)
    is_layout_known = models.BooleanField("columns remembered", default=False)

    # Numbers of the last check, and the first rows as they will look.
    checks = models.PositiveIntegerField("times checked", default=0)
    checked_at = models.DateTimeField("checked", null=True, blank=True)
    counts = models.JSONField("numbers of the check", default=dict, blank=True)
    preview = models.JSONField("first rows", default=list, blank=True)

    mode = models.CharField("mode", max_length=4, choices=Mode, blank=True)
    came_in = models.JSONField("what came in", default=dict, blank=True)
    loaded_at = models.DateTimeField("came in", null=True, blank=True)
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Keys of changed records that are to be taken out all the same; what was taken out.
    undo_also = models.JSONField("taken out though changed", default=list, blank=True)
    is_undone_whole = models.BooleanField("taken out with all that was changed", default=False)
    taken_out = models.JSONField("what was taken out", default=dict, blank=True)
    undone_at = models.DateTimeField("taken out", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    cleared_at = models.DateTimeField("staged rows removed", null=True, blank=True)
    # Their rows and the file itself went then; the report says so.
    forgot_at = models.DateTimeField("somebody in it was forgotten", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    PRIVACY = {
        "id": "plain",
        "kind": "plain",
        "by": "personal",
        "started_at": "plain",
        "state": "plain",
        "trouble": "plain",
        "file": "plain",
        "file_name": "personal",
        "digest": "plain",
        "size": "plain",
        "look": "personal",
        "sheet": "plain",
        "header_row": "plain",
        "headings": "plain",
        "samples": "personal",
        "fingerprint": "plain",
        "row_count": "plain",
        "columns": "plain",
        "said": "personal",
        "choices": "plain",
        "asks": "personal",
        "is_layout_known": "plain",
        "checks": "plain",
        "checked_at": "plain",
        "counts": "plain",
        "preview": "personal",
        "mode": "plain",
        "came_in": "plain",
        "loaded_at": "plain",
        "loaded_by": "personal",
        "undo_also": "plain",
        "is_undone_whole": "plain",
        "taken_out": "plain",
        "undone_at": "plain",
        "undone_by": "personal",
        "cleared_at": "plain",
        "forgot_at": "plain",
        "version": "plain",
    }

    class Meta:
        verbose_name = "import"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="unreadable") | ~Q(trouble=""), name="import_unreadable_says_why"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["reading", "unreadable", "dropped"])
                | Q(sheet__isnull=False, header_row__isnull=False),
                name="import_layout_found",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["checked", "loading", "loaded", "undoing", "undone"])
                | Q(checked_at__isnull=False),
                name="import_checked_before_it_comes_in",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["loading", "loaded", "undoing", "undone"]) | ~Q(mode=""),
                name="import_comes_in_by_a_mode",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["loaded", "undoing", "undone"],
                    loaded_at__isnull=False,
                    loaded_by__isnull=False,
                )
                | (
                    ~Q(state__in=["loaded", "undoing", "undone"])
                    & Q(loaded_at__isnull=True, loaded_by__isnull=True)
                ),
                name="import_came_in_by_somebody",
            ),
            models.CheckConstraint(
                # While what had stayed is taken out too, it is known who took out the rest.
                condition=Q(
                    state__in=["undoing", "undone"],
                    undone_at__isnull=False,
                    undone_by__isnull=False,
                )
                | (~Q(state="undone") & Q(undone_at__isnull=True, undone_by__isnull=True)),
                name="import_undone_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "-started_at"], name="import_of_kind"),
            models.Index(fields=["kind", "digest"], name="import_same_file"),
            models.Index(
                fields=["kind", "fingerprint", "-loaded_at"],
                name="import_same_layout",
                condition=Q(state="loaded"),
            ),
            models.Index(
                fields=["started_at"],
                name="import_to_clear",
                condition=Q(cleared_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportAnswer(models.Model):
    """What to do with every cell that reads so, but for capitals and spaces, and has a problem.

    For a problem of a row as a whole the field is empty and the value is the problem's sentence.
    """

    KEPT = (
        "Used again only for the next file of the person who gave the answer. Removed "
        "IMPORT_ANSWERS_DAYS (400) days after the file came in; of an import that was given up or "
        "taken out, with the name of its file."
    )

    class Action(models.TextChoices):
        REPLACE = "replace", "Use another text"
        EMPTY = "empty", "Leave the cell empty"
        ADD = "add", "Add it to the list"
        LEAVE_OUT = "leave_out", "Leave these rows out"

    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="answers")
    field = models.CharField("field", max_length=60, blank=True)
    value = models.TextField("text in the file", blank=True)
    action = models.CharField("answer", max_length=10, choices=Action)
    text = models.TextField("text to use", blank=True)
    # What is remembered of another file need not meet any row of this one. Empty until a check.
    is_met = models.BooleanField("met a row", null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("answered", db_default=Now())

    PRIVACY = {
        "batch": "plain",
        "field": "plain",
        "value": "personal",
        "action": "plain",
        "text": "personal",
        "is_met": "plain",
        "by": "personal",
        "at": "plain",
    }

    class Meta:
        verbose_name = "repair"
        constraints = [
            # By a digest: a cell may hold more than an index can.
            models.UniqueConstraint(
                F("batch"), F("field"), MD5("value"), name="import_answer_once"
            ),
            models.CheckConstraint(
                condition=(Q(action="replace") & ~Q(text="")) | (~Q(action="replace") & Q(text="")),
                name="import_answer_text",
            ),
            models.CheckConstraint(
                condition=~Q(field="") | Q(action="leave_out"), name="import_answer_of_row"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value}: {self.get_action_display()}"
