"""The portal as it is, with two more addresses: the limits it is measured against."""

from cocreation.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
LOGGING = {"version": 1, "disable_existing_loggers": True}
TEMPLATES[0]["DIRS"].append(BASE_DIR / "tests" / "bench" / "templates")  # noqa: F405
# Thousands of visitors from one address are asked for: its limits are proven elsewhere.
ACCOUNT_RATE_LIMITS = False
