"""The web application, as granian and every other WSGI server load it."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from core.gate import Gate

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cocreation.settings")
application = Gate(get_wsgi_application())

# All pages are loaded now rather than by the first reader. They stay to the end, so the
# collector need not look through them again and again: a seventh of a list page's time.
get_resolver().url_patterns  # noqa: B018 - reading it loads them
gc.freeze()
