"""The example site as in production: PostgreSQL, Redis and a mail server, whose addresses are in the environment."""

import os
import sys
from pathlib import Path

import dj_database_url

from example_site import settings as demo
from tests.mailers import use_mailer

globals().update({name: getattr(demo, name) for name in dir(demo) if name.isupper()})

SCRATCH = Path(os.environ["MIXED_LOAD_SCRATCH"])
DEBUG = False
ROOT_URLCONF = "benchmarks.mixed_load.site_urls"
ALLOWED_HOSTS = [".localhost"]
STATIC_ROOT, MEDIA_ROOT = SCRATCH / "static", SCRATCH / "media"

# As docs/deployment.md has them.
DATABASES = {
    "default": {
        **dj_database_url.parse(os.environ["DATABASE_URL"]),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5},
    }
}
CACHES = {
    "default": {"BACKEND": "wagtail_tyonohjaus.optional_cache.OptionalCache", "LOCATION": "redis"},
    "redis": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": os.environ["MIXED_LOAD_REDIS"],
        "OPTIONS": {"socket_connect_timeout": 0.2, "socket_timeout": 0.5},
    },
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"timed": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "timed"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "propagate": True}},
}
WAGTAIL_TYONOHJAUS = {
    **demo.WAGTAIL_TYONOHJAUS,
    # The load generator is also the proxy, so each visitor has a network of its own.
    "TRUSTED_PROXY_COUNT": 1,
    # So that a run need not wait five minutes for a message that a killed process had claimed.
    "LEASE_SECONDS": 60,
}


use_mailer(
    sys.modules[__name__],
    "django.core.mail.backends.smtp.EmailBackend",
    host="127.0.0.1",
    port=int(os.environ["MIXED_LOAD_SMTP_PORT"]),
    timeout=10,
)
