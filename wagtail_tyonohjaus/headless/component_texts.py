"""The texts of the web component ``headless.js``, so that the script needs no catalogues."""

from django.utils.translation import gettext as _


def component_texts() -> dict[str, str]:
    """The texts in the active language, by the names that the script uses."""
    return {
        "times": _("Free times"),
        "service": _("Service"),
        "length": _("Length"),
        "earlier": _("Earlier times"),
        "later": _("Later times"),
        "no_times": _("There are no free times in this week."),
        "form": _("Get in touch"),
        "optional": _("(optional)"),
        "privacy": _("Privacy notice"),
        "send": _("Send"),
        "loading": _("Loading…"),
        "sending": _("Sending…"),
        "unreachable": _("We could not be reached. Check your connection and try again, or call us."),
        "reference": _("Your reference:"),
        "receipt": _("See your request and what happens next"),
    }
