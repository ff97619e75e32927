"""May a record go back to an earlier version? None, or the reason why not."""

UNKNOWN = "This version is not known. Choose one from the history."


def restore_blocker(*, differs: bool) -> str | None:
    """A version that says the same as the record says now is nothing to go back to."""
    return None if differs else "It says the same now, so there is nothing to take back."
