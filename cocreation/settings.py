"""Every setting of the portal, read once from the environment.

A setting that is missing or cannot be right stops the start with a hint.
`.env.example` lists them all; docs/operations.md explains them.
"""

from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env

from cocreation import sign_on
from cocreation.schedule import beat_schedule

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = Env()
env.read_env(str(BASE_DIR / ".env"), recurse=False)


def required(name: str, hint: str) -> str:
    """The value of a setting that has no safe default, or a clear stop."""
    value = env.str(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. {hint}")
    return value


# --- What kind of run this is -------------------------------------------------

DEBUG = env.bool("DEBUG", False)
DEMO_MODE = env.bool("DEMO_MODE", False)
SECRET_KEY = required(
    "SECRET_KEY",
    "Set it to at least 50 random characters, or run script/server, which makes one.",
)
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5:
    raise ImproperlyConfigured("SECRET_KEY is too short or too simple: use 50 random characters.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost"])
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
# "https": cookies and redirects insist on TLS. Demo and test runs use plain loopback.
IS_HTTPS = SITE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if IS_HTTPS else []

# --- What the trust chooses ---------------------------------------------------

SERVICE_NAME = env.str("SERVICE_NAME", "Co-creation Portal")
TRUST_NAME = env.str("TRUST_NAME", "Kent and Medway Mental Health NHS Trust")
TRUST_LOGO = env.str("TRUST_LOGO", "")
TRUST_COLOUR = env.str("TRUST_COLOUR", "#005eb8")
CONTACT_EMAIL = env.str("CONTACT_EMAIL", "involvement@trust.example")
CONTACT_PHONE = env.str("CONTACT_PHONE", "01632 960 001")
NOT_WATCHED = env.str(
    "NOT_WATCHED", "Nobody watches this website all day and night. It is not for emergencies."
)
HELP_NOW = env.list(
    "HELP_NOW",
    [
        "If someone's life is at risk, call 999.",
        "For urgent mental health help, call NHS 111 and choose option 2.",
        "To talk to Samaritans, call 116 123. It is free, day and night.",
    ],
    delimiter="|",
)

# Nobody is asked to take part in more than so many things in 30 days; a person may want fewer.
ASKS_A_MONTH = env.int("ASKS_A_MONTH", 4)
# So long an offered place is kept at least for who is told by letter, text or telephone: a message
# by hand takes days, and so does an answer by post.
OFFER_HOURS_BY_HAND = env.int("OFFER_HOURS_BY_HAND", 120)
# Nobody is written to between these hours, as the clock stands where the trust is.
QUIET_FROM = env.int("QUIET_FROM", 20)
QUIET_UNTIL = env.int("QUIET_UNTIL", 8)
# Days between a person's wish to be forgotten and its being done, in which they can take it back.
ERASURE_DAYS = env.int("ERASURE_DAYS", 7)
# Who was not heard from for so many months is asked, and so many days later paused.
HEARD_FROM_MONTHS = env.int("HEARD_FROM_MONTHS", 12)
NUDGE_DAYS = env.int("NUDGE_DAYS", 42)
# Younger people are shown whom else to talk to, and nothing of them is kept.
JOIN_MINIMUM_AGE = env.int("JOIN_MINIMUM_AGE", 16)
# How long answers of somebody who has not finished joining are kept.
JOIN_DAYS = env.int("JOIN_DAYS", 30)
# Within so many working days a new member gets a call, or a letter.
WELCOME_DAYS = env.int("WELCOME_DAYS", 10)
# Where paper forms are sent back to; lines are divided by "|".
RETURN_ADDRESS = env.list(
    "RETURN_ADDRESS", ["Involvement team", TRUST_NAME, "FREEPOST"], delimiter="|"
)

# --- Django -------------------------------------------------------------------

INSTALLED_APPS = [
    "core",
    "users",
    "organisation",
    "community",
    "activities",
    "claims",
    "impact",
    "home",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "crispy_forms",
    "django_filters",
    "pgtrigger",
    "pghistory",
    "csp",
]
MIDDLEWARE = [
    "core.middleware.SafeHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.RequestId",
    "core.sessions.SignedSessions",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.middleware.PrivatePages",
    "allauth.account.middleware.AccountMiddleware",
    "users.middleware.SecondFactor",
    # In this order: who may send a file is known before the form, and the file in it, is read.
    "core.files.uploads.FileGate",
    "django.middleware.csrf.CsrfViewMiddleware",
]
ROOT_URLCONF = "cocreation.urls"
WSGI_APPLICATION = "cocreation.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context.portal",
                "home.context.navigation",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "nhsuk"
CRISPY_TEMPLATE_PACK = "nhsuk"
CRISPY_FAIL_SILENTLY = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
MOST_BODY = 6_000_000  # bytes; what declares itself larger is not read at all
FILE_UPLOAD_HANDLERS = ["core.gate.NoFiles"]  # a view marked with @takes_files has its own
DATA_UPLOAD_MAX_NUMBER_FILES = 20

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
TIME_ZONE = "Europe/London"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    VAR_DIR / "assets",
    ("guides", BASE_DIR / "docs" / "pictures"),
]
# What people hand in lies outside everything that is served; only `core.files` reads it.
FILES_FOLDER = Path(env.str("FILES_FOLDER", str(VAR_DIR / "files")))
# No upload is begun that would leave less room than this on the disk of files.
FILES_KEEP_FREE = env.int("FILES_KEEP_FREE_MB", 500) * 1_000_000
# How long rows that an import left out and the name of its file are kept for its report, and an
# import nobody goes on with.
IMPORT_ROWS_DAYS = env.int("IMPORT_ROWS_DAYS", 90)
# How long repairs are kept: long enough for next year's file of the same layout.
IMPORT_ANSWERS_DAYS = env.int("IMPORT_ANSWERS_DAYS", 400)
# Files that people had made of lists and logs go after so many days.
EXPORT_DAYS = env.int("EXPORT_DAYS", 7)
# Whole tax years after the one in which a claim ended; then its receipts are deleted.
CLAIM_RECEIPTS_KEPT_YEARS = env.int("CLAIM_RECEIPTS_KEPT_YEARS", 7)
# What somebody needs is looked at again after so many months.
NEEDS_REVIEW_MONTHS = env.int("NEEDS_REVIEW_MONTHS", 12)
# Address of ClamAV's clamd, host:port. Empty: files are not looked at, and pages say so.
SCANNER_ADDRESS = env.str("SCANNER_ADDRESS", "")
STORAGES = {
    "default": {"BACKEND": "core.files.storage.PrivateFiles"},
    "private": {"BACKEND": env.str("FILES_STORAGE", "core.files.storage.PrivateFiles")},
    "staticfiles": {
        "BACKEND": env.str(
            "STATICFILES_STORAGE", "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}

# --- Database and cache -------------------------------------------------------


def database(address: str) -> dict:
    """Django's settings for one `postgresql://user:password@host:port/name` address."""
    parts = urlsplit(address)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must start with postgresql://")
    # A socket folder is given as postgresql://user:password@/name?host=/folder
    host = dict(parse_qsl(parts.query)).get("host") or parts.hostname or ""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", 60),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5},
    }


DATABASE_URL = required(
    "DATABASE_URL",
    "Give the address of a PostgreSQL 15 or newer, or run script/server, which brings its own.",
)
DATABASE_URLS = {
    "app": DATABASE_URL,
    "owner": env.str("DATABASE_OWNER_URL", "") or DATABASE_URL,
    "publisher": env.str("DATABASE_PUBLISHER_URL", "") or DATABASE_URL,
}
DATABASE_ROLE = env.str("DATABASE_ROLE", "app")
if DATABASE_ROLE not in DATABASE_URLS:
    raise ImproperlyConfigured("DATABASE_ROLE is one of: app, owner, publisher.")
DATABASES = {"default": database(DATABASE_URLS[DATABASE_ROLE])}

REDIS_URL = required(
    "REDIS_URL", "Give the address of a Redis or Valkey, or run script/server, which brings one."
)
CACHES = {
    "default": {
        "BACKEND": "core.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "portal",
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
    },
    # Of this process alone: still counts wrong passwords when the other one is down.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "tries"},
}

# --- Background work ----------------------------------------------------------

# Pieces of long work (imports, files to take out) that one worker does at once. Fewer than its
# threads, so that mail never waits for them.
WORK_AT_ONCE = env.int("WORK_AT_ONCE", 1)
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "socket_connect_timeout": 0.5,
    "socket_timeout": 5,
    "max_retries": 0,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BEAT_SCHEDULE = beat_schedule()
# Beat looks at the clock at least this often, so that half-minute jobs keep their time.
CELERY_BEAT_MAX_LOOP_INTERVAL = 10

# --- Mail ---------------------------------------------------------------------
# Every message is first a row; MAIL_DELIVERY says how the worker hands it over.

MAIL_DELIVERY = env.str("MAIL_DELIVERY", "folder" if DEMO_MODE else "smtp")
if MAIL_DELIVERY not in {"smtp", "folder", "console"}:
    raise ImproperlyConfigured("MAIL_DELIVERY is one of: smtp, folder, console.")
MAIL_FOLDER = Path(env.str("MAIL_FOLDER", str(VAR_DIR / "mail")))
EMAIL_BACKEND = "core.mail.OutboxBackend"
EMAIL_HOST = env.str("EMAIL_HOST", "127.0.0.1")
EMAIL_PORT = env.int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"{SERVICE_NAME} <{CONTACT_EMAIL}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Secrets in waiting messages (sign-in links, codes) are encrypted with this key.
OUTBOX_KEY = env.str("OUTBOX_KEY", "") or SECRET_KEY

# --- Sign-in ------------------------------------------------------------------

AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:start"
LOGOUT_REDIRECT_URL = "home:start"

ACCOUNT_ADAPTER = "users.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# A new password ends every session but the one in which it was set.
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IS_HTTPS else "http"
# Tries per network address, and per account or mailbox ("key"); the rest is as allauth has it.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,3/h/key",
    "known_address": "3/h/key",
    "join": "20/m/ip",
    # Calendar programs ask every few hours; many stand behind one address of a building.
    "feed": "120/m/ip",
    "sign_up": "60/m/ip,10/m/user",
    # Wrong codes at the door, from one address and for one session.
    "door": "20/10m/ip,100/10m/key",
    "sign_on": "30/m/ip",
    "request_login_code": "20/m/ip,5/h/key",
    "confirm_email": "1/3m/key",
}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# Long enough for mail that is slow and for typing on another device.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_TIMEOUT = 30 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
# Numbers alone: every phone shows them large, and no letter is taken for another.
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}
ACCOUNT_FORMS = {
    "login": "users.entrance_forms.SignInForm",
    "reset_password": "users.entrance_forms.ForgottenForm",
    "reset_password_from_key": "users.entrance_forms.NewPasswordForm",
    "change_password": "users.entrance_forms.ChangePasswordForm",
    "set_password": "users.entrance_forms.FirstPasswordForm",
    "add_email": "users.entrance_forms.AddressForm",
    "request_login_code": "users.codes.RequestCodeForm",
    "confirm_login_code": "users.codes.CodeFromMailForm",
}
# The trust's own sign-in, for staff (ADR 16). Without any provider nothing of it is shown.
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": sign_on.apps(env)}}
SOCIALACCOUNT_ADAPTER = "users.sign_on.client.Session"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
SIGN_ON_DOMAINS: list[str] = env.list("SIGN_ON_DOMAINS", [], subcast=str.lower)
# Opens an account with the staff role for colleagues nobody has invited.
SIGN_ON_OPENS_ACCOUNTS = env.bool("SIGN_ON_OPENS_ACCOUNTS", False)
# Whoever signs in that way cannot use a password or code any more; administrators can.
SIGN_ON_ONLY = env.bool("SIGN_ON_ONLY", False)
# What a token must say for the provider's second factor to count, as claim=value: amr=mfa.
SIGN_ON_PROOF: list[str] = env.list("SIGN_ON_PROOF", [])
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)
MFA_ADAPTER = "users.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "users.second_factor.CodeForm",
    "reauthenticate": "users.second_factor.CodeAgainForm",
    "authenticate_webauthn": "users.second_factor.PasskeyStepForm",
    "reauthenticate_webauthn": "users.second_factor.PasskeyAgainForm",
    "login_webauthn": "users.second_factor.PasskeyEntryForm",
    "add_webauthn": "users.second_factor.AddPasskeyForm",
    "edit_webauthn": "users.second_factor.RenamePasskeyForm",
}
# Secrets of second factors are encrypted with this key; a new one means setting them up again.
SECOND_FACTOR_KEY = env.str("SECOND_FACTOR_KEY", "") or SECRET_KEY
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Plain HTTP is only ever this machine; elsewhere the address of the page must be ours.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
MFA_TOTP_ISSUER = SERVICE_NAME
MFA_TRUST_ENABLED = True
MFA_TRUST_COOKIE_AGE = 60 * 60 * 24 * env.int("TRUSTED_DEVICE_DAYS", 14)
USERSESSIONS_TRACK_ACTIVITY = False

# --- Cookies, headers, policy -------------------------------------------------

SESSION_ENGINE = "core.sessions"
SESSION_SERIALIZER = "core.sessions.SealedSession"
SESSION_COOKIE_AGE = 60 * 60 * env.int("SESSION_HOURS", 12)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = MFA_TRUST_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_NAME = "__Host-session" if IS_HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "home.views.csrf_failure"
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_HSTS_SECONDS = 63_072_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.int("TRUSTED_PROXY_COUNT", 0) else None
)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# --- Logs ---------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "core.logs.formatter"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["out"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.server": {"handlers": ["out"], "propagate": False},
        # Three lines for every timed job would hide the others; the health page shows pulses.
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
    },
}
