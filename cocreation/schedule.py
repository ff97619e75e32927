"""Every timed job of the portal, in one table. Beat reads it; nothing else is timed.

A job is a task made by `core.jobs.job`: it never overlaps with itself and notes its pulse,
which the health page compares with the times below.
"""

from dataclasses import dataclass
from datetime import timedelta

from celery.schedules import crontab


@dataclass(frozen=True)
class Timed:
    """One timed job: its name (also its heartbeat's), the task it runs, and when."""

    name: str
    task: str
    when: timedelta | crontab
    why: str


TIMED = (
    Timed(
        "heartbeat",
        "core.tasks.heartbeat",
        timedelta(seconds=60),
        "Shows that beat and a worker are alive.",
    ),
    Timed(
        "sweep_outbox",
        "core.tasks.sweep_outbox",
        timedelta(seconds=30),
        "Delivers messages whose wake-up was lost, and looks after those of a dead worker.",
    ),
    Timed(
        "fold_rollups",
        "activities.tasks.fold_rollups",
        timedelta(seconds=60),
        "Folds the counted changes into the base figures, so that reading stays quick.",
    ),
    Timed(
        "tidy",
        "core.tasks.tidy",
        crontab(hour="3", minute="20"),
        "Removes old form keys, old drafts and expired sessions. Hours are UTC.",
    ),
)


def beat_schedule() -> dict[str, dict]:
    """The table in the form Celery's beat reads.

    A run that could not start in time is dropped: the next one does its work.
    """
    return {
        job.name: {
            "task": job.task,
            "schedule": job.when,
            "options": {
                "expires": job.when.total_seconds() if isinstance(job.when, timedelta) else 3600
            },
        }
        for job in TIMED
    }
