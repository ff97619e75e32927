"""Sentences about files that are said in more than one place."""

FULL = (
    "There is no room for files at the moment. Nothing is lost but the file: try again later, "
    "and tell us if it goes on."
)
