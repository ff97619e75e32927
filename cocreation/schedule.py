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
        "sweep_work",
        "core.tasks.sweep_work",
        timedelta(seconds=30),
        "Begins work whose wake-up was lost, and again what a dead worker left.",
    ),
    Timed(
        "check_files",
        "core.tasks.check_files",
        timedelta(seconds=60),
        "Checks files that were handed in and whose wake-up was lost.",
    ),
    Timed(
        "note_bounces",
        "community.tasks.note_bounces",
        timedelta(minutes=5),
        "Marks people's addresses that a mail server refused for good.",
    ),
    Timed(
        "pass_on_held",
        "community.tasks.pass_on_held",
        timedelta(minutes=15),
        "Sends by hand what waited a day for somebody to say that an email address is theirs.",
    ),
    Timed(
        "sweep_joinings",
        "community.tasks.sweep_joinings",
        timedelta(seconds=60),
        "Answers addresses from the joining page whose wake-up was lost.",
    ),
    Timed(
        "tidy_joinings",
        "community.tasks.tidy_joinings",
        crontab(hour="3", minute="10"),
        "Reminds once of answers under way, and forgets those that are too old. Hours are UTC.",
    ),
    Timed(
        "review_needs",
        "community.tasks.review_needs",
        # Weekly: whom no message reaches is tried again, and stands in the team's list meanwhile.
        crontab(day_of_week="1", hour="9", minute="10"),
        "Asks people whether what they need is still right, a year after they said so.",
    ),
    Timed(
        "remind_renewals",
        "community.tasks.remind_renewals",
        # Daily: whom no message reaches is tried again, and stands in the team's list meanwhile.
        crontab(hour="9", minute="40"),
        "Reminds people a month before that what was agreed about their role is to be renewed.",
    ),
    Timed(
        "ask_unheard",
        "community.tasks.ask_unheard",
        # Hourly and a few at a time: what was missed does not come all at once.
        crontab(minute="25"),
        "Asks people not heard from for long, pauses who does not answer, reminds who wanted back.",
    ),
    Timed(
        "compare_people",
        "community.tasks.compare_people",
        timedelta(minutes=5),
        "Compares records that are new or changed with all others, for the list of doubles.",
    ),
    Timed(
        "erase_people",
        "community.tasks.erase_people",
        timedelta(minutes=10),
        "Forgets people who asked for it and did not take it back.",
    ),
    Timed(
        "sweep_sign_ups",
        "activities.tasks.sweep_sign_ups",
        timedelta(seconds=60),
        "Ends offers of places that nobody answered, offers them on, and tells people.",
    ),
    Timed(
        "draw_due",
        "activities.tasks.draw_due",
        timedelta(minutes=10),
        "Draws places that nobody drew in two hours, and tells people of a draw that never was.",
    ),
    Timed(
        "remind_sign_ups",
        "activities.tasks.remind_sign_ups",
        timedelta(minutes=10),
        "Reminds people of the day they come. What is due stands in the rows, so none is missed.",
    ),
    Timed(
        "thank_people",
        "activities.tasks.thank_people",
        timedelta(minutes=10),
        "Thanks those who came to a session, asks how it was, and notes what they are owed.",
    ),
    Timed(
        "tell_of_new_sessions",
        "activities.tasks.tell_of_new_sessions",
        crontab(hour="15", minute="35"),
        "Tells members of what opened and fits what they saved, once a day. Hours are UTC.",
    ),
    Timed(
        "share_out_claims",
        "claims.tasks.share_out_claims",
        timedelta(minutes=10),
        "Puts claims on a desk that nobody holds, or whose holder left or may not decide them.",
    ),
    Timed(
        "top_up_claims",
        "claims.tasks.top_up_claims",
        crontab(hour="4", minute="10"),
        "Adds what journeys are owed more since a rate went up for days past. Hours are UTC.",
    ),
    Timed(
        "forget_old_receipts",
        "claims.tasks.forget_old_receipts",
        crontab(hour="4", minute="25"),
        "Deletes the files of receipts that were kept as long as they have to be. Hours are UTC.",
    ),
    Timed(
        "fold_rollups",
        "activities.tasks.fold_rollups",
        timedelta(seconds=60),
        "Folds the counted changes into the base figures, so that reading stays quick.",
    ),
    Timed(
        "read_words",
        "activities.tasks.read_words",
        timedelta(seconds=60),
        "Learns the words of new and changed activities, for searches with typing errors.",
    ),
    Timed(
        "count_words",
        "activities.tasks.count_words",
        crontab(hour="2", minute="40"),
        "Counts the words in use anew and forgets the others. Hours are UTC.",
    ),
    Timed(
        "tidy",
        "core.tasks.tidy",
        crontab(hour="3", minute="20"),
        "Removes old form keys, old drafts and expired sessions. Hours are UTC.",
    ),
    Timed(
        "tidy_previews",
        "activities.tasks.tidy_previews",
        crontab(hour="3", minute="30"),
        "Forgets previews of changes of many that nobody carried out. Hours are UTC.",
    ),
    Timed(
        "forget_old_answers",
        "activities.tasks.forget_old_answers",
        crontab(hour="3", minute="35"),
        "Forgets what people answered to organisers, 90 days after the session. Hours are UTC.",
    ),
    Timed(
        "tidy_files",
        "core.tasks.tidy_files",
        crontab(hour="3", minute="40"),
        "Removes files whose time is up and bytes of none, and looks for damage.",
    ),
    Timed(
        "tidy_imports",
        "core.tasks.tidy_imports",
        crontab(hour="3", minute="50"),
        "Removes what imports have staged and no longer need.",
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
