"""Rows every app leans on."""

from core.models.acts import Act, Heartbeat
from core.models.exports import Export
from core.models.files import StoredFile
from core.models.imports import ImportAnswer, ImportBatch
from core.models.messages import Message
from core.models.posts import Draft, Submission
from core.models.staging import (
    ImportDouble,
    ImportMark,
    ImportProblem,
    ImportQuestion,
    ImportRow,
)
from core.models.views import SavedView
from core.models.work import Work

__all__ = [
    "Act",
    "Draft",
    "Export",
    "Heartbeat",
    "ImportAnswer",
    "ImportBatch",
    "ImportDouble",
    "ImportMark",
    "ImportProblem",
    "ImportQuestion",
    "ImportRow",
    "Message",
    "SavedView",
    "StoredFile",
    "Submission",
    "Work",
]
