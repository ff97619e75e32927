"""Reads about the invented data."""

from core.models import Act

# The name under which `load_demo` leaves its act.
LOADED_BY = "home.load_demo"


def is_loaded() -> bool:
    """Whether this database has the invented data already."""
    return Act.objects.filter(service=LOADED_BY).exists()
