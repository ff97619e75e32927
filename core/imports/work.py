"""The steps of an import as kinds of background work."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.imports.services.reading import read_file
from core.imports.services.steps import bring_in_rows, check_rows
from core.imports.services.undo import take_out_rows
from core.models import Work
from core.work.progress import Progress
from core.work.sockets import Run


def _run(step: Callable[..., None]) -> Run:
    def run(work: Work, progress: Progress) -> None:
        step(by=work.by, batch_id=int(work.subject), progress=progress)

    return run


RUNS: dict[str, Run] = {
    "imports.read": _run(read_file),
    "imports.check": _run(check_rows),
    "imports.load": _run(bring_in_rows),
    "imports.undo": _run(take_out_rows),
}


def import_work() -> Mapping[str, Run]:
    """What the kernel plugs into `core.work.sockets.WORK_KINDS`."""
    return RUNS
