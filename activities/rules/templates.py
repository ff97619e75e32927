"""Who may save, change and delete templates of the log form. None, or the reason why not."""

from __future__ import annotations

from activities.rules.log import Actor, log_blocker

MOST_TEMPLATES = 100


def save_template_blocker(actor: Actor, *, how_many: int) -> str | None:
    """May this person save one more template?"""
    if how_many >= MOST_TEMPLATES:
        return f"You have {MOST_TEMPLATES} templates. Delete one that you no longer need."
    return log_blocker(actor)


def template_name_blocker(*, is_taken: bool) -> str | None:
    """One person's templates have different names."""
    return "You have a template with this name already. Choose another." if is_taken else None


def change_template_blocker(actor: Actor, *, owner_id: int, is_shared: bool) -> str | None:
    """Whoever saved a template may change and delete it; a shared one the involvement team too."""
    if actor.id == owner_id or (is_shared and actor.may_correct_any):
        return log_blocker(actor)
    return (
        "This template belongs to somebody else. Ask them or the involvement team to change it, "
        "or save one of your own."
    )
