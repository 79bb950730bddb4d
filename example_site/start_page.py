"""Texts and cards of the start page."""

from typing import Any

from django.conf import settings
from wagtail.images import get_image_model

from example_site.content.schema import PracticeSpec
from wagtail_tyonohjaus.feeds.canonical import canonical_path
from wagtail_tyonohjaus.feeds.converters import FeedFilter

NAMES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}

TEXTS: dict[str, dict[str, Any]] = {
    "fi": {
        "title": "Viisi työnohjauksen sivustoa",
        "lead": "Sama paketti, viisi erilaista palveluntarjoajaa. "
        "Vain asetukset, sisältö ja CSS-muuttujat erottavat ne toisistaan.",
        "languages": "Kieli",
        "practices": "Palveluntarjoajat",
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
        "invented": "Palveluntarjoajat, ihmiset, osoitteet ja puhelinnumerot ovat keksittyjä, "
        "kuvat ohjelmalla piirrettyjä.",
    },
    "sv": {
        "title": "Fem webbplatser för arbetshandledning",
        "lead": "Samma paket, fem olika verksamheter. Bara inställningar, innehåll och CSS-variabler skiljer dem åt.",
        "languages": "Språk",
        "practices": "Verksamheter",
        "feed": "Lediga tider till kalendern (.ics)",
        "admin": "Administration och inloggning",
        "admin_text": "Administrationen har samma adress för alla webbplatser:",
        "username": "Användarnamn",
        "password": "Lösenord",
        "role": "Roll",
        "try": "Pröva",
        "tries": [
            "Skicka en kontaktförfrågan på någon av webbplatserna. Meddelandena sparas i mappen var/mail.",
            "Logga in som koordinator och se vem förfrågan gick till.",
            "Ändra en handledares arbetstider och jämför de lediga tiderna före och efter.",
            "Prenumerera på en .ics-adress i telefonens kalender.",
        ],
        "invented": "Verksamheter, människor, adresser och telefonnummer är påhittade, bilderna ritade av ett program.",
    },
    "en": {
        "title": "Five work supervision sites",
        "lead": "One package, five different practices. They differ only in settings, content and CSS variables.",
        "languages": "Language",
        "practices": "Practices",
        "feed": "Free times for a calendar (.ics)",
        "admin": "Admin and accounts",
        "admin_text": "All sites share one admin:",
        "username": "Username",
        "password": "Password",
        "role": "Role",
        "try": "Things to try",
        "tries": [
            "Send a contact request on one of the sites. Messages are saved as files in var/mail.",
            "Log in as the coordinator and see who received the request.",
            "Change a supervisor’s hours in the admin and compare the free times before and after.",
            "Subscribe to an .ics URL in your phone’s calendar.",
        ],
        "invented": "Practices, people, addresses and telephone numbers are invented, "
        "and the pictures are drawn by a program.",
    },
}


def texts(language: str) -> dict[str, Any]:
    return TEXTS[language]


def languages() -> list[dict[str, str]]:
    return [{"code": code, "name": name, "url": front_page_path(code)} for code, name in NAMES.items()]


def front_page_path(language: str) -> str:
    return "/" if language == settings.LANGUAGE_CODE else f"/{language}/"


def card(practice: PracticeSpec, language: str, port: str, pictures: dict[str, str]) -> dict[str, Any]:
    """The card of a practice. Its links open in ``language``, else in the practice's first language."""
    host = f"http://{practice.hostname}:{port}"
    page_language = language if language in practice.pages else next(iter(practice.pages))
    return {
        "slug": practice.slug,
        "name": practice.name,
        "strapline": practice.strapline[language],
        "headline": practice.pages[page_language].values["headline"],
        "url": host + front_page_path(page_language),
        "picture": pictures.get(f"{practice.slug}-hero", ""),
        "languages": [
            {"code": code, "name": NAMES[code], "url": host + front_page_path(code)} for code in practice.pages
        ],
        "feed": _feed(practice, page_language, host),
    }


def _feed(practice: PracticeSpec, language: str, host: str) -> str:
    kwargs = {"slug": practice.slug, "feed_filter": FeedFilter()}
    return host + canonical_path("wagtail_tyonohjaus:calendar_practice", kwargs, language)


def hero_pictures() -> dict[str, str]:
    """URLs of the front pages' images by title."""
    images = get_image_model().objects.filter(title__endswith="-hero").prefetch_renditions("fill-800x450")
    return {image.title: image.get_rendition("fill-800x450").url for image in images}
