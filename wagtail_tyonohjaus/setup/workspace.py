"""What the steps of the start share: the plan, the site, and what there is already."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Model
from wagtail.coreutils import get_content_languages
from wagtail.models import Locale, Site

from ..practice.models import PracticeSettings
from ..practice.users import AnyUser
from .plan import Plan
from .provenance import Made


@dataclass
class Workspace:
    """``objects`` are those that the steps have found or made so far, by key."""

    plan: Plan
    site: Site
    practice: PracticeSettings
    user: AnyUser | None
    made: dict[str, Made] = field(default_factory=dict)
    objects: dict[str, Any] = field(default_factory=dict)

    def made_before(self, key: str) -> Any:
        """What an earlier run has made under this key; None if it is gone or there is none."""
        return self.made[key].instance if key in self.made else None

    @property
    def page_languages(self) -> tuple[str, ...]:
        """The languages of the plan in which the site has pages: only the first one without Wagtail's i18n."""
        return self.plan.languages if uses_locales() else self.plan.languages[:1]

    def locale(self, language: str) -> Locale | None:
        """The locale of the pages in a language; None if it is yet to be made."""
        if not uses_locales():
            return self.site.root_page.locale
        return self.objects.get(f"locale:{language}")

    @property
    def values(self) -> dict[str, Any]:
        """What the draft texts name."""
        days = self.practice.closed_retention_days
        return {"name": self.plan.name, "email": self.plan.email, "phone": self.plan.phone, "days": days}


@dataclass(frozen=True)
class Item:
    """One thing that the start makes, unless ``find`` returns it.

    ``kind`` says what it is and ``label`` which one, in the active language. ``problem`` says why it can't be made;
    ``data`` goes into the log.
    """

    key: str
    kind: Any
    label: str
    find: Callable[[], Model | None]
    create: Callable[[], Model]
    problem: Callable[[], str] = str
    data: Callable[[], dict[str, Any]] = dict


def uses_locales() -> bool:
    """Whether pages have translations."""
    return bool(getattr(settings, "WAGTAIL_I18N_ENABLED", False))


def content_code(language: str) -> str:
    """The code under which the site has content in a language, such as ``sv-fi`` for ``sv``; blank if it has none."""
    codes = list(get_content_languages())
    matching = [code for code in codes if code.lower().partition("-")[0] == language]
    return language if language in matching else next(iter(matching), "")
