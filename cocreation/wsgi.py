"""The web application, as granian and every other WSGI server load it."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cocreation.settings")
application = get_wsgi_application()

# What is loaded now stays to the end: the collector need not look through it again and again.
gc.freeze()
