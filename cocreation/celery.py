"""What `celery -A cocreation worker` and `celery -A cocreation beat` run.

The jobs and their times are in `cocreation/schedule.py`.
"""

from core.background import app

__all__ = ["app"]
