"""The words and cards of the demo's start page."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from wagtail.images import get_image_model

from wagtail_tyonohjaus.feeds.converters import Choice

from .content.kit import Practice

NAMES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}

WORDS: dict[str, dict[str, Any]] = {
    "fi": {
        "title": "Viisi työnohjauksen sivustoa",
        "lead": "Sama paketti, viisi erilaista vastaanottoa. "
        "Vain asetukset, sisältö ja CSS-muuttujat erottavat ne toisistaan.",
        "languages": "Kieli",
        "practices": "Vastaanotot",
        "feed": "Vapaat ajat kalenteriin (.ics)",
        "admin": "Hallinta ja kirjautuminen",
        "admin_text": "Hallinta on samassa osoitteessa kaikille sivustoille:",
        "username": "Käyttäjätunnus",
        "password": "Salasana",
        "role": "Rooli",
        "try": "Kokeile",
        "tries": [
            "Lähetä yhteydenottopyyntö jollain sivustolla. Viestit tallentuvat tiedostoina kansioon var/mail.",
            "Kirjaudu koordinaattorina ja katso, kenelle pyyntö ohjautui.",
            "Muuta työnohjaajan työaikoja hallinnassa ja katso vapaita aikoja ennen ja jälkeen.",
            "Tilaa .ics-osoite puhelimesi kalenteriin.",
        ],
        "invented": "Vastaanotot, ihmiset, osoitteet ja puhelinnumerot ovat keksittyjä, kuvat ohjelmalla piirrettyjä.",
    },
    "sv": {
        "title": "Fem webbplatser för arbetshandledning",
        "lead": "Samma paket, fem olika mottagningar. Bara inställningar, innehåll och CSS-variabler skiljer dem åt.",
        "languages": "Språk",
        "practices": "Mottagningar",
        "feed": "Lediga tider till kalendern (.ics)",
        "admin": "Administration och inloggning",
        "admin_text": "Administrationen har samma adress för alla webbplatser:",
        "username": "Användarnamn",
        "password": "Lösenord",
        "role": "Roll",
        "try": "Pröva",
        "tries": [
            "Skicka en kontaktbegäran på någon av webbplatserna. Meddelandena sparas i mappen var/mail.",
            "Logga in som koordinator och se vem begäran gick till.",
            "Ändra en handledares arbetstider och jämför de lediga tiderna före och efter.",
            "Prenumerera på en .ics-adress i telefonens kalender.",
        ],
        "invented": "Mottagningar, människor, adresser och telefonnummer är påhittade, bilderna ritade av ett program.",
    },
    "en": {
        "title": "Five sites of work supervision",
        "lead": "One package, five different practices. "
        "Nothing but settings, content and CSS variables tells them apart.",
        "languages": "Language",
        "practices": "Practices",
        "feed": "Free times for a calendar (.ics)",
        "admin": "Admin and logins",
        "admin_text": "One admin serves all the sites:",
        "username": "Username",
        "password": "Password",
        "role": "Role",
        "try": "Things to try",
        "tries": [
            "Send a contact request on one of the sites. Messages are kept as files in var/mail.",
            "Log in as the coordinator and see who received it.",
            "Change a supervisor’s hours in the admin and compare the free times before and after.",
            "Subscribe to an .ics address in your telephone’s calendar.",
        ],
        "invented": "Practices, people, addresses and telephone numbers are invented, the pictures drawn by a program.",
    },
}


def words(language: str) -> dict[str, Any]:
    return WORDS[language]


def languages() -> list[dict[str, str]]:
    return [{"code": code, "name": name, "url": front_path(code)} for code, name in NAMES.items()]


def front_path(language: str) -> str:
    return "/" if language == settings.LANGUAGE_CODE else f"/{language}/"


def card(practice: Practice, language: str, port: str, pictures: dict[str, str]) -> dict[str, Any]:
    """What the start page shows of a practice; a practice that lacks the language opens in its first one."""
    host = f"http://{practice.hostname}:{port}"
    spoken = language if language in practice.pages else next(iter(practice.pages))
    return {
        "slug": practice.slug,
        "name": practice.name,
        "strapline": practice.strapline[language],
        "headline": practice.pages[spoken].values["headline"],
        "url": host + front_path(spoken),
        "picture": pictures.get(f"{practice.slug}-hero", ""),
        "languages": [{"code": code, "name": NAMES[code], "url": host + front_path(code)} for code in practice.pages],
        "feed": _feed(practice, spoken, host),
    }


def _feed(practice: Practice, language: str, host: str) -> str:
    choice = Choice(language=language)
    return host + reverse("wagtail_tyonohjaus:calendar_practice", kwargs={"slug": practice.slug, "choice": choice})


def hero_pictures() -> dict[str, str]:
    """Addresses of the front pages' pictures by their titles."""
    found = get_image_model().objects.filter(title__endswith="-hero").prefetch_renditions("fill-800x450")
    return {image.title: image.get_rendition("fill-800x450").url for image in found}
