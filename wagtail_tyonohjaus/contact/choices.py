"""The choices of contact requests and routing rules."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """The steps of a request. ``workflow.TRANSITIONS`` says which may follow each other."""

    NEW = "new", _("New")
    IN_PROGRESS = "in_progress", _("In progress")
    IN_CONTACT = "in_contact", _("In contact")
    AGREED = "agreed", _("Agreed")
    CLOSED = "closed", _("Closed")
    SPAM = "spam", _("Spam")


class PreferredContact(models.TextChoices):
    """How the visitor wants to be answered."""

    CALL = "call", _("Call me")
    MAIL = "mail", _("E-mail me")


class DayPart(models.TextChoices):
    """When in the day the visitor may be called. ``call_windows.DAY_PARTS`` has the times."""

    MORNING = "morning", _("Morning")
    MIDDAY = "midday", _("Midday")
    AFTERNOON = "afternoon", _("Afternoon")


class Payer(models.TextChoices):
    """Who pays for the supervision, as far as the visitor knows."""

    SELF = "self", _("I pay myself")
    EMPLOYER = "employer", _("My employer pays")
    COMMITMENT = "commitment", _("A payment commitment or voucher")
    UNDECIDED = "undecided", _("Not known yet")


class Urgency(models.TextChoices):
    """How soon the visitor needs an answer. ``CRISIS`` is alerted around the clock."""

    NORMAL = "normal", _("No hurry")
    SOON = "soon", _("Within two weeks")
    CRISIS = "crisis", _("Something serious has happened")


class RoutingChannel(models.TextChoices):
    """How a rule notifies its recipients. ``CALL`` sends nothing: it plans a callback to the visitor."""

    MAIL = "mail", _("E-mail")
    SMS = "sms", _("Text message")
    CALL = "call", _("Callback")


class RuleCondition(models.TextChoices):
    """The fields of a routing rule that can restrict it; the hours are apart."""

    KINDS = "kinds", _("Kinds")
    SERVICES = "services", _("Services")
    FORMATS = "formats", _("Formats")
    OFFICES = "offices", _("Offices")
    DELIVERY_MODES = "delivery_modes", _("Delivery modes")
    SUPERVISORS = "supervisors", _("Supervisors")
    LANGUAGES = "languages", _("Languages")
    PAYERS = "payers", _("Payers")
    URGENCIES = "urgencies", _("Urgency")
    WEEKDAYS = "weekdays", _("Weekdays")


class EventKind(models.TextChoices):
    """What happened to a request, for its history."""

    CREATED = "created", _("Request received")
    HELD = "held", _("Held for review")
    NOT_HELD = "not_held", _("Time not reserved")
    RELEASED = "released", _("Hold released")
    STATUS = "status", _("Status changed")
    ASSIGNED = "assigned", _("Assigned")
    PASSED_ON = "passed_on", _("Passed on")
    CORRECTED = "corrected", _("Corrected")
    NOTE = "note", _("Note")
    REPLY = "reply", _("Reply sent")
    CALL = "call", _("Callback attempt")
    RESENT = "resent", _("Message sent again")
    UNDELIVERED = "undelivered", _("Message could not be delivered")
    REMINDED = "reminded", _("Reminder sent")
    ESCALATED = "escalated", _("Escalated to the fallback recipients")
    ALERTED = "alerted", _("Alert sent")
    ACKNOWLEDGED = "acknowledged", _("Alert acknowledged")
    SESSION = "session", _("Session")
    EXPORTED = "exported", _("Exported")
    ANONYMISED = "anonymised", _("Personal data removed")


class CallbackOutcome(models.TextChoices):
    """How a call ended. After ``NO_ANSWER`` and ``VOICEMAIL`` another one is planned."""

    REACHED = "reached", _("Reached")
    NO_ANSWER = "no_answer", _("No answer")
    VOICEMAIL = "voicemail", _("Voicemail left")
    WRONG_NUMBER = "wrong_number", _("Wrong number")
