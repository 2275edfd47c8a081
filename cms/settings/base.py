"""What every environment shares. Everything a deployer changes comes from the environment: see .env.example."""

from pathlib import Path
from zoneinfo import available_timezones

from csp.constants import NONCE, NONE, SELF

from .environment import Environment, cdn_at, database_at, search_at, site_at, storages_at

BASE_DIR = Path(__file__).resolve().parents[2]

env = Environment()
env.read_env(BASE_DIR / ".env")

# Files that the running system writes; never in the repository.
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

INSTALLED_APPS = [
    "cms",
    "home",
    "comments",
    "screening",
    "moderation",
    "corrections",
    "money",
    "medical_reviews",
    "claims",
    "accuracy_checks",
    "rechecks",
    "releases",
    "notices",
    "planning",
    "sharing",
    "review",
    "articles",
    "sources",
    "products",
    "people",
    "glossary",
    "treatments",
    "photos",
    "readiness",
    "accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "wagtail.contrib.frontend_cache",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.sitemaps",
    "wagtail.embeds",
    "wagtail.sites",
    "accounts.apps.DeskUsersConfig",  # wagtail.users with our forms
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "cms.request_ids.RequestIdMiddleware",
    "cms.health.HealthMiddleware",  # before hosts and HTTPS are looked at: whoever asks comes from inside
    "cms.metrics.MetricsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.middleware.CompressedPagesMiddleware",
    "cms.front_cache.FrontCacheMiddleware",  # before everything that knows who is asking
    "cms.middleware.SecurityHeadersMiddleware",
    "cms.middleware.MagazineLanguageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "readiness.middleware.RefusalMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "home.gone.GoneMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "cms.middleware.KnownSiteMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
ASGI_APPLICATION = "cms.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "csp.context_processors.nonce",
            ],
        },
    },
]

# Data ---------------------------------------------------------------------------------------

DATABASES = {"default": env.at("DATABASE_URL", database_at, f"sqlite:///{VAR_DIR / 'beautydesk.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # WAL lets readers go on while somebody writes; IMMEDIATE takes the write lock at BEGIN, so that
    # two writers queue for it instead of failing half-way (https://www.sqlite.org/wal.html).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY; "
            "PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=27103364; PRAGMA cache_size=2000;"
        ),
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A server that says nothing at all is away as well: after so many seconds, and milliseconds.
    patience = {"connect_timeout": 3, "tcp_user_timeout": 3000}
    DATABASES["default"]["OPTIONS"] = patience | DATABASES["default"].get("OPTIONS", {})
# Seconds. On SQLite, too: to open the file anew reads the whole schema, and to close it writes the log back.
DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Counts of attempts must be shared by all workers, so the default is the database, not memory. Django's own limit
# of 300 entries would let anyone push out the counts of others by asking for 300 more.
CACHE_URL = env("CACHE_URL", default="dbcache://cache_entries?max_entries=100000")
# Whole pages, by themselves: however many there are, they never push out the counts. Whoever has the database in a file
# has one machine, and a folder costs the database nothing.
if CACHE_URL.startswith("redis"):
    PAGE_CACHE_URL = CACHE_URL
elif DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    PAGE_CACHE_URL = f"filecache://{VAR_DIR / 'pages'}?max_entries=4000"
else:
    PAGE_CACHE_URL = "dbcache://cached_pages?max_entries=2000"
CACHES: dict[str, dict] = {
    "default": env.at("CACHE_URL", env.cache_url_config, CACHE_URL),
    "pages": env.at("PAGE_CACHE_URL", lambda url: env.cache_url_config(url or PAGE_CACHE_URL), "")
    | {"KEY_PREFIX": "pages"},
    # Pages fetch their photos' renditions together; Wagtail would also write each to the cache at every view.
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}
for cache in CACHES.values():
    if cache["BACKEND"].endswith(".DatabaseCache"):
        cache["BACKEND"] = "cms.database_cache.DatabaseCache"  # the same in fewer statements
    if cache["BACKEND"].endswith(".FileBasedCache"):
        cache["BACKEND"] = "cms.file_cache.FileBasedCache"  # the same, with less looking around
    if cache["BACKEND"].endswith(".RedisCache"):
        # Nobody waits for a server that is gone; Django would, for ever.
        cache.setdefault("OPTIONS", {}).update(socket_timeout=1, socket_connect_timeout=1)  # seconds
if CACHES["default"]["BACKEND"].endswith(".RedisCache"):
    CACHES["default"]["BACKEND"] = "cms.redis_cache.RedisCache"  # which knows what to do without Redis
# A folder for the web server in front, which sends kept pages by itself (deploy/nginx.conf).
PAGE_FILES = env("PAGE_FILES", default="")

# "immediate": no worker for tasks, each is done by the request that brings it. For one process to try things with.
WORKERS = {
    "database": "cms.queue.TaskQueue",
    "immediate": "django_tasks.backends.immediate.ImmediateBackend",
}
TASKS = {"default": {"BACKEND": WORKERS[env.one_of("WORKER", *WORKERS)]}}

# Files --------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(VAR_DIR / "media")))
PRIVATE_ROOT = Path(env("PRIVATE_ROOT", default=str(VAR_DIR / "private")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Masters of photos and signed releases: no address leads there.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if STORAGE_URL := env("STORAGE_URL", default=""):
    STORAGES |= storages_at(STORAGE_URL)

# Content Credentials ------------------------------------------------------------------------

# PEM files, each optional: who signs the photos readers get, and whose signatures on uploads are trusted.
C2PA_CERTIFICATE = env("C2PA_CERTIFICATE", default="")  # the house's own first, then those that vouch for it
C2PA_PRIVATE_KEY = env("C2PA_PRIVATE_KEY", default="")
C2PA_TRUST_LIST = env("C2PA_TRUST_LIST", default="")

# Language and time --------------------------------------------------------------------------

LANGUAGE_CODE = env("LANGUAGE_CODE", default="en-gb")
LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]  # each as its speakers call it
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES  # what a colleague can choose: those the house speaks as well
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "cms" / "wording"]  # the latter: for words of Wagtail's
FORMAT_MODULE_PATH = "cms.formats"
TIME_ZONE = env("TIME_ZONE", default="Europe/London")
USE_I18N = True
USE_TZ = True

# People -------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.FewerQueriesBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "signup": "accounts.forms.SignupForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "add_email": "accounts.forms.ChangeAddressForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_CHANGE_EMAIL = True  # one address for each account; a new one replaces it once confirmed
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # only in the browser that registered: back to the story, without a log-in
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24  # seconds; the letter says "within a day"

# Counted in the shared cache, so over all workers. "key" is the e-mail address, whether or not it has an account.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "20/h/ip",
    "reset_password": "20/h/ip,5/h/key",
    "reset_password_from_key": "20/m/ip",
    "confirm_email": "1/3m/key",
    "manage_email": "10/m/user",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
    "comment": "6/m/user,60/h/user",
    "comment_from_network": "20/m/key,200/h/key",  # the key is a hash of the network's address
    "comment_confirmation": "5/h/key",
    "own_comments": "5/h/key",
    "own_comments_from_network": "20/h/key",
    "comment_report": "10/m/key,40/h/key",
    "comment_notice": "5/h/key",  # the key is an address that letters go to
    "comment_vote": "40/m/user,600/h/user",
}
# Which address a visitor has, where proxies of ours stand in front. Nothing that visitors send is believed by default.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", default=0)
ALLAUTH_TRUSTED_CLIENT_IP_HEADER = env("TRUSTED_CLIENT_IP_HEADER", default="") or None

# Staff must confirm a second factor before they can use the admin.
STAFF_MFA_REQUIRED = env.bool("STAFF_MFA_REQUIRED", default=True)
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.forms.CodeForm",
    "reauthenticate": "accounts.forms.ReauthenticateByCodeForm",
    "activate_totp": "accounts.forms.ActivateAppForm",
    "add_webauthn": "accounts.forms.AddKeyForm",
    "edit_webauthn": "accounts.forms.EditKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Beauty Desk"
MFA_TOTP_TOLERANCE = 1  # clocks of phones may be half a minute off

# Figures ------------------------------------------------------------------------------------

# Whoever shows this may read /-/metrics/; without one nobody may.
METRICS_TOKEN = env("METRICS_TOKEN", default="")

# Sources ------------------------------------------------------------------------------------

# Whether the worker asks for the addresses of sources and for retractions, and where it asks for these.
SOURCES_ARE_CHECKED = env.bool("CHECK_SOURCES", default=False)
CROSSREF_API = env("CROSSREF_API", default="https://api.crossref.org")

# E-mail -------------------------------------------------------------------------------------

# Requests only put mail on the task queue; the worker hands it to the backend that EMAIL_URL names.
EMAIL_CONFIG = env.at("EMAIL_URL", lambda url: env.email_url_config(url or "consolemail://"), "")
MAIL_DELIVERY_BACKEND = EMAIL_CONFIG.pop("EMAIL_BACKEND")
vars().update(EMAIL_CONFIG)
EMAIL_BACKEND = "cms.mail.QueuedEmailBackend"
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Beauty Desk <desk@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Security -----------------------------------------------------------------------------------

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"  # Wagtail makes its own exceptions for the previews in its editor

# What readers get. The admin's policy is in cms/middleware.py, beside the reason it is wider.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF, "https://www.youtube-nocookie.com", "https://player.vimeo.com"],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],  # previews in the editor are reader pages, in a frame
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# Wagtail ------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Beauty Desk"
WAGTAILADMIN_BASE_URL = env.at("BASE_URL", lambda url: site_at(url or "http://127.0.0.1:8000"), "")
WAGTAILADMIN_NOTIFICATION_USE_HTML = True
# Superusers look after the installation; stories' mail goes to the desks.
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
# A sign-off is bound to what it was given for (review/signoffs.py), so an edit elsewhere leaves it standing.
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "review.publication.publish_approved_story"
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "articles.rich_text_area.RichTextArea"}}
WAGTAIL_I18N_ENABLED = False
WAGTAIL_USER_TIME_ZONES = sorted(available_timezones() - {"localtime", "Factory"})  # Debian's two that no browser knows
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
if SEARCH_URL := env("SEARCH_URL", default=""):
    WAGTAILSEARCH_BACKENDS = {"default": search_at(SEARCH_URL)}
WAGTAILFRONTENDCACHE = {"front": {"BACKEND": "cms.kept_pages.FrontCache"}}
# How long a CDN may send a kept page without asking us, in seconds: for what readers get to be a second old, 1.
CDN_SECONDS = env.number("CDN_SECONDS", default=0)
if CDN_URL := env("CDN_URL", default=""):
    WAGTAILFRONTENDCACHE["cdn"] = cdn_at(CDN_URL)
WAGTAILIMAGES_IMAGE_MODEL = "photos.Photo"
WAGTAILIMAGES_IMAGE_FORM_BASE = "photos.forms.PhotoForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "jpeg", "jpg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = env.number("MAX_PHOTO_MEGABYTES", default=30) * 1024 * 1024  # bytes
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 64_000_000
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"heic": "jpeg"}
WAGTAILEMBEDS_RESPONSIVE_HTML = True
# The admin of Wagtail 8.0.1 does not start without its documents app; no role may use it, and it takes PDFs only.
WAGTAILDOCS_EXTENSIONS = ["pdf"]
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # nothing about our staff goes to a third party
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# Private pages open to people who log in: a password for all would be stored as it is, and nobody counts the guesses.
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAIL_PASSWORD_RESET_ENABLED = False  # allauth does it, with rate limits and without telling who has an account
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
# A long story has many blocks, and each block several form fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "cms.request_ids.WithRequestId"}},
    "formatters": {
        "plain": {
            "class": "cms.log_lines.WithoutKeys",
            "format": "{asctime} {levelname} {name} [{request_id}] {message}",
            "style": "{",
        },
        "json": {
            "()": "cms.log_lines.ForMachines",
            "fmt": "{asctime}{levelname}{name}{request_id}{message}",
            "style": "{",
            "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
        },
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["request"],
            "formatter": env.one_of("LOG_FORMAT", "plain", "json"),
        },
    },
    "root": {
        "handlers": ["console"],
        "level": env.one_of("LOG_LEVEL", "INFO", "DEBUG", "WARNING", "ERROR", "CRITICAL"),
    },
    # It would report every page that is thrown away, twice; what fails is an error.
    "loggers": {"django_tasks": {"level": "WARNING"}},
}
