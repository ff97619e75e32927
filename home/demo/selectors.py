"""What there is of the invented data."""

from core.models import Act


def is_loaded() -> bool:
    """Whether this database has the invented data already."""
    return Act.objects.filter(service="home.load_demo").exists()
