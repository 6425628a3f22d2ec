"""Settings of the platform, strict: everything variable comes from the environment.

Without ``DEBUG`` a missing value fails at start. ``SECRET_KEY`` and ``ENCRYPTION_KEYS`` are
made once per checkout and kept under ``var/`` when the embedded database is used, so that two
commands are enough to run the platform; with ``DATABASE_URL`` they must be given.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.templatetags.static import static
from django.urls import reverse_lazy

from config import embedded_postgres, logs, openapi
from config.environment import Environment
from config.secrets import local_secret

BASE_DIR = Path(__file__).resolve().parent.parent

env = Environment()

VAR_DIR = embedded_postgres.VAR_DIR

DEBUG = env.bool("DEBUG", default=False)
EMBEDDED = "DATABASE_URL" not in env.ENVIRON
LOCAL = DEBUG or EMBEDDED

# --- secrets --------------------------------------------------------------------------------
SECRET_KEY: str = env(
    "SECRET_KEY", default=local_secret(VAR_DIR, "secret_key") if LOCAL else env.NOTSET
)
# Newest first; the first encrypts, all decrypt. 32 bytes each, URL-safe base64 (Fernet).
ENCRYPTION_KEYS: list[str] = env.list(
    "ENCRYPTION_KEYS", default=[local_secret(VAR_DIR, "encryption_key")] if LOCAL else env.NOTSET
)

# --- hosts ----------------------------------------------------------------------------------
ALLOWED_HOSTS: list[str] = env.list(
    "ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if LOCAL else env.NOTSET
)
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
HTTPS = env.bool("HTTPS", default=not LOCAL)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000 if HTTPS else 0)
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Not ours to decide: whether all subdomains are on HTTPS; the proxy that ends TLS redirects.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]

# --- apps -----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "config",
    "tokens",
    "badges",
    "promotions",
    "identities",
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "config.admin_site.TombolaAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_filters",
    "django_linear_migrations",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "pghistory",
    "pgtrigger",
    "procrastinate.contrib.django",
    "rest_framework",
]
if not env.bool("LINEAR_MIGRATIONS", default=(BASE_DIR / ".git").exists()):
    INSTALLED_APPS.remove("django_linear_migrations")

MIDDLEWARE = [
    "config.middleware.RequestIdMiddleware",
    "config.middleware.AccessMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.AdminContentSecurityPolicyMiddleware",
    "config.middleware.AdminAddressMiddleware",
    "config.middleware.LiveConnectionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.HostMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.middleware.HistoryMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
CSRF_FAILURE_VIEW = "config.views.csrf_failure"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = False

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
            ],
        },
    },
]

# --- database -------------------------------------------------------------------------------
DATABASES = {
    "default": {
        **env.postgres("DATABASE_URL", default=embedded_postgres.database_url()),
        "ENGINE": "django.db.backends.postgresql",
        # One connection a thread. It is not asked whether it lives before each request: the API
        # repeats a call whose connection died, the admin asks (LiveConnectionMiddleware).
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
        "TEST": {"TEMPLATE": env("TEST_DATABASE_TEMPLATE", default=None)},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "identities.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "identities.admin.authorization.RoleBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = reverse_lazy("admin:login")
AXES_FAILURE_LIMIT = env.int("AXES_FAILURE_LIMIT", default=10)
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
PARTICIPANT_LOGIN_FAILURES = env.positive("PARTICIPANT_LOGIN_FAILURES", default=5)
PARTICIPANT_LOGIN_LOCKOUT = timedelta(minutes=15)
PARTICIPANT_SESSION_HOURS = env.positive("PARTICIPANT_SESSION_HOURS", default=12)

# --- language and time ----------------------------------------------------------------------
LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_TZ = True
FORMAT_MODULE_PATH = ["config.formats"]

# --- files ----------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "config" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG

# --- requests -------------------------------------------------------------------------------
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024 - 1  # 1 MiB is refused
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
    }
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["identities.api.authentication.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["identities.api.permissions.HasScope"],
    "DEFAULT_THROTTLE_CLASSES": ["identities.api.throttling.ClientThrottle"],
    "DEFAULT_PARSER_CLASSES": ["identities.api.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_FILTER_BACKENDS": ["identities.api.filters.StrictFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "identities.api.pagination.CursorPagination",
    "DEFAULT_SCHEMA_CLASS": "identities.api.schema.PlatformSchema",
    "EXCEPTION_HANDLER": "identities.api.problems.handle_exception",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "URL_FORMAT_OVERRIDE": None,
    "PAGE_SIZE": 50,
    "UNAUTHENTICATED_USER": None,
    "COERCE_DECIMAL_TO_STRING": True,
}

SPECTACULAR_SETTINGS = openapi.SETTINGS

# --- history --------------------------------------------------------------------------------
PGHISTORY_ADMIN_ALL_EVENTS = False

# --- jobs -----------------------------------------------------------------------------------
PROCRASTINATE_ON_APP_READY = "config.jobs.note_failures_of"

# --- logs, metrics --------------------------------------------------------------------------
LOGGING_CONFIG = None
LOGGING = logs.configure(
    json=env.bool("LOG_JSON", default=not (DEBUG or sys.stderr.isatty())),
    level=env.word("LOG_LEVEL", default="INFO", choices=logs.LEVELS),
)
# Whoever reads /metrics sends it as a bearer token; without one only a local platform has the page.
METRICS_TOKEN: str = env("METRICS_TOKEN", default="")

# --- limits of the API ----------------------------------------------------------------------
# Requests a minute that a client may send when its own figure is empty.
API_REQUESTS_PER_MINUTE = env.int("API_REQUESTS_PER_MINUTE", default=600_000)
# Unknown codes a minute that a client may try, over all processes.
API_WRONG_CODES_PER_MINUTE = env.int("API_WRONG_CODES_PER_MINUTE", default=60)
# Requests a minute that a participant may send with user tokens, to each process.
USER_REQUESTS_PER_MINUTE = env.int("USER_REQUESTS_PER_MINUTE", default=60)

# --- admin ----------------------------------------------------------------------------------
AXES_ENABLE_ADMIN = False
UNFOLD = {
    "SITE_TITLE": "Tombola",
    "SITE_HEADER": "Tombola",
    "SITE_URL": None,
    "SITE_SYMBOL": "casino",
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": lambda _request: static("tombola/favicon.svg"),
        }
    ],
    "STYLES": [lambda _request: static("tombola/admin.css")],
    "DASHBOARD_CALLBACK": "config.admin.overview",
    "SHOW_VIEW_ON_SITE": False,
    "SIDEBAR": {"navigation": "config.admin.navigation"},
    # indigo; white on 600 and 700 on white have more than the 4.5:1 that text needs
    "COLORS": {
        "primary": {
            "50": "#eef2ff",
            "100": "#e0e7ff",
            "200": "#c7d2fe",
            "300": "#a5b4fc",
            "400": "#818cf8",
            "500": "#6366f1",
            "600": "#4f46e5",
            "700": "#4338ca",
            "800": "#3730a3",
            "900": "#312e81",
            "950": "#1e1b4b",
        }
    },
}
