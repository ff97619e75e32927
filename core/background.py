"""The Celery application: how a piece of work reaches the worker.

Celery only wakes workers. What is to be done, by when and how it ended is in PostgreSQL,
so a broker that loses everything costs nothing but speed.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cocreation.settings")

app = Celery("cocreation")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
