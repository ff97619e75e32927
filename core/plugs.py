"""What parts of the kernel put into each other's sockets; read once all models are there."""

from core.exports import run
from core.imports import work
from core.work.sockets import WORK_KINDS

WORK_KINDS.plug(work.import_work)
WORK_KINDS.plug(run.kinds)
