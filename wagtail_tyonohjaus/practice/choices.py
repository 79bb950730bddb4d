"""The field's closed vocabularies, shared by records, forms and feeds."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    SUPERVISION = "supervision", _("Work supervision")
    COACHING = "coaching", _("Coaching")
    CRISIS = "crisis", _("Crisis supervision")


class Format(models.TextChoices):
    INDIVIDUAL = "individual", _("Individual supervision")
    PAIR = "pair", _("Pair supervision")
    GROUP = "group", _("Group supervision")
    WORK_COMMUNITY = "work_community", _("Work community supervision")


class DeliveryMode(models.TextChoices):
    PREMISES = "premises", _("At our premises")
    YOURS = "yours", _("At your premises")
    REMOTE = "remote", _("Remotely")


class Weekday(models.IntegerChoices):
    """As ``date.weekday()`` counts: Monday is 0."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class Language(models.TextChoices):
    """Languages that supervision is given in, named in the reader's language."""

    FI = "fi", _("Finnish")
    SV = "sv", _("Swedish")
    EN = "en", _("English")
    FSE = "fse", _("Finnish Sign Language")
    SE = "se", _("Northern Sámi")
    ET = "et", _("Estonian")
    RU = "ru", _("Russian")
    UK = "uk", _("Ukrainian")
    DE = "de", _("German")
    FR = "fr", _("French")
    ES = "es", _("Spanish")
    IT = "it", _("Italian")
    PL = "pl", _("Polish")
    AR = "ar", _("Arabic")
    FA = "fa", _("Persian")
    KU = "ku", _("Kurdish")
    SO = "so", _("Somali")
    TR = "tr", _("Turkish")
    NO = "no", _("Norwegian")
    DA = "da", _("Danish")
