"""History kept by the database: what changed, from what to what, by whom and why.

`keeps_history` puts statement-level triggers on a model's table. They store the old row on
update and delete with the id of the act in progress; the newest state is the row itself.
"""

from core.history.acts import Subject, changed_by
from core.history.record import MOST_ACTS, THEM, Change, Part, Steps, changes
from core.history.states import Version, parts_at, version_of
from core.history.tracking import CurrentAct, keeps_history
from core.history.words import NOTHING, FieldChange

__all__ = [
    "MOST_ACTS",
    "NOTHING",
    "THEM",
    "Change",
    "CurrentAct",
    "FieldChange",
    "Part",
    "Steps",
    "Subject",
    "Version",
    "changed_by",
    "changes",
    "keeps_history",
    "parts_at",
    "version_of",
]
