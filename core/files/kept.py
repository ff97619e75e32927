"""A file that came in with a form which was not carried out: kept a day, so that nobody chooses it twice."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta

from django.core import signing

from core.files.kinds import size_words

KEPT_FOR = timedelta(days=1)
SUFFIX = "_kept"  # of the hidden field that stands for the file when the form is shown again
_SALT = "kept file"


@dataclass(frozen=True)
class Kept:
    """Which file it is, and what its form says of it. Whose it is, its row says."""

    file_id: str
    name: str
    size: int

    @property
    def words(self) -> str:
        """As the form says it: "Agenda.pdf (640 KB)"."""
        return f"{self.name} ({size_words(self.size)})"

    @property
    def token(self) -> str:
        """What travels in the form; nobody can make one up."""
        return signing.dumps(asdict(self), salt=_SALT)


def kept_from(token: str) -> Kept | None:
    """The file that a token stands for, while it is kept; None for anything else."""
    try:
        return Kept(**signing.loads(token, salt=_SALT, max_age=KEPT_FOR))
    except (signing.BadSignature, TypeError):
        return None
