"""Choices that records, forms and feeds share."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """What a service is. Crisis services have their own free time, response times and telephone number."""

    SUPERVISION = "supervision", _("Work supervision")
    COACHING = "coaching", _("Coaching")
    CRISIS = "crisis", _("Crisis supervision")


class NoticeKind(models.TextChoices):
    """Why there is a crisis notice; those on top come first where several are valid."""

    EVENT = "event", _("After an event")
    HOURS = "hours", _("Changed hours")
    STANDING = "standing", _("Standing offer")


class Format(models.TextChoices):
    """How many people take part, and whether they are a team."""

    INDIVIDUAL = "individual", _("Individual supervision")
    PAIR = "pair", _("Pair supervision")
    GROUP = "group", _("Group supervision")
    WORK_COMMUNITY = "work_community", _("Work community supervision")


class DeliveryMode(models.TextChoices):
    """Where a session takes place. Only ``PREMISES`` has an office."""

    PREMISES = "premises", _("At our premises")
    YOURS = "yours", _("At your premises")
    REMOTE = "remote", _("Remotely")


class Weekday(models.IntegerChoices):
    """Numbered like ``date.weekday()``: Monday is 0."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class Language(models.TextChoices):
    """Languages in which supervision is given."""

    FI = "fi", pgettext_lazy("language", "Finnish")
    SV = "sv", pgettext_lazy("language", "Swedish")
    EN = "en", pgettext_lazy("language", "English")
    FSE = "fse", pgettext_lazy("language", "Finnish Sign Language")
    SE = "se", pgettext_lazy("language", "Northern Sámi")
    ET = "et", pgettext_lazy("language", "Estonian")
    RU = "ru", pgettext_lazy("language", "Russian")
    UK = "uk", pgettext_lazy("language", "Ukrainian")
    DE = "de", pgettext_lazy("language", "German")
    FR = "fr", pgettext_lazy("language", "French")
    ES = "es", pgettext_lazy("language", "Spanish")
    IT = "it", pgettext_lazy("language", "Italian")
    PL = "pl", pgettext_lazy("language", "Polish")
    AR = "ar", pgettext_lazy("language", "Arabic")
    FA = "fa", pgettext_lazy("language", "Persian")
    KU = "ku", pgettext_lazy("language", "Kurdish")
    SO = "so", pgettext_lazy("language", "Somali")
    TR = "tr", pgettext_lazy("language", "Turkish")
    NO = "no", pgettext_lazy("language", "Norwegian")
    DA = "da", pgettext_lazy("language", "Danish")
