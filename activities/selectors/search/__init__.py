"""Searching the log: what was meant, where it was found."""

from activities.selectors.search.asked import taken_apart
from activities.selectors.search.elsewhere import files_found, reasons_found
from activities.selectors.search.first import FoundActivities, FoundActivity, first_found
from activities.selectors.search.marks import passage_with_marks, title_with_marks, with_marks
from activities.selectors.search.remarks import remarks_on
from activities.selectors.search.understood import Understood, understood

__all__ = [
    "FoundActivities",
    "FoundActivity",
    "Understood",
    "files_found",
    "first_found",
    "passage_with_marks",
    "reasons_found",
    "remarks_on",
    "taken_apart",
    "title_with_marks",
    "understood",
    "with_marks",
]
