"""Contact requests of the demo, and the steps taken since."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class RequestSpec:
    """``answers`` are form values, with records as slugs; ``urgent`` ones are those of the form for crises.

    ``username`` is the user who takes the ``steps``, keys of ``loader.requests.STEPS``. ``session`` is empty or a key
    of ``loader.sessions.SESSIONS``; ``past`` are sessions so far: weeks ago, and the hour at which they started.
    ``seconds`` is the time in which the form was filled in; 0 is held for review. ``receipt`` is empty, "failed" or
    "delayed".
    """

    key: str
    practice: str
    hours_ago: int
    answers: dict[str, Any]
    language: str = "fi"
    steps: tuple[str, ...] = ()
    session: str = ""
    past: tuple[tuple[int, int], ...] = ()
    username: str = "koordinaattori"
    seconds: int = 90
    urgent: bool = False
    receipt: str = ""


REQUESTS = (
    RequestSpec(
        "group-tampere",
        "kuuntelo",
        3,
        {
            "name": "Sari Lehtokangas",
            "organisation": "Päiväkoti Metsänkulma",
            "phone": "040 0000 911",
            "email": "sari@metsankulma.example",
            "preferred_contact": "call",
            "service": "ryhmatyonohjaus",
            "office": "tampere",
            "format": "group",
            "message": "Meitä olisi viisi kasvattajaa. Aloitus mieluiten tammikuussa, iltapäivät sopivat parhaiten.",
        },
    ),
    RequestSpec(
        "own-supervision",
        "kuuntelo",
        30,
        {
            "name": "Oskari Niemenlaita",
            "email": "oskari@postia.example",
            "service": "yksilotyonohjaus",
            "supervisor": "veikka-harjumetsa",
            "message": "Olen uusi rehtori ja kaipaan paikkaa ajatella ääneen.",
        },
        session="held",
    ),
    RequestSpec(
        "pair-teachers",
        "kuuntelo",
        70,
        {
            "name": "Jenni Ruohoniitty",
            "organisation": "Kivipuron koulu",
            "email": "jenni@kivipuro.example",
            "phone": "040 0000 912",
            "service": "parityonohjaus",
            "supervisor": "veikka-harjumetsa",
            "format": "pair",
            "message": "Opetamme samaa luokkaa kahdestaan ja haluaisimme yhteisen linjan.",
        },
        steps=("assign", "contact"),
        session="agreed",
    ),
    RequestSpec(
        "community-vaasa",
        "kuuntelo",
        26,
        {
            "name": "Benita Strömnäs",
            "organisation": "Hemvården i Södra viken",
            "email": "benita@sodraviken.example",
            "service": "tyoyhteison-tyonohjaus",
            "office": "vaasa",
            "message": "Vi är tolv personer och har fått en ny chef. Går det att träffas hos oss?",
        },
        language="sv",
        steps=("assign",),
        username="admin",
    ),
    RequestSpec(
        "closed-tampere",
        "kuuntelo",
        340,
        {
            "name": "Pekka Suvanne",
            "email": "pekka@suvanne.example",
            "service": "yksilotyonohjaus",
            "office": "tampere",
            "message": "Paljonko kolme kertaa maksaa, jos maksan itse?",
        },
        steps=("assign", "note", "contact", "close"),
    ),
    RequestSpec(
        "too-fast",
        "kuuntelo",
        11,
        {"name": "Best Offers", "email": "best@offers.example", "message": "We can put your site on the first page."},
        language="en",
        seconds=0,
    ),
    RequestSpec(
        "crisis",
        "vuolleranta",
        2,
        {
            "name": "Marja Kallavesi",
            "organisation": "Rantakylän terveysasema",
            "phone": "040 0000 921",
            "preferred_contact": "call",
            "service": "kriisityonohjaus",
            "message": "Vastaanotolla oli eilen uhkatilanne. Paikalla oli neljä työntekijää.",
        },
    ),
    RequestSpec(
        "thesis",
        "kaislapuro",
        20,
        {
            "name": "Daniel Brookfell",
            "email": "daniel@brookfell.example",
            "service": "valmennus",
            "message": "My dissertation has been “almost ready” for two years. Could we start in December?",
        },
        language="en",
        session="held",
    ),
    RequestSpec(
        "family-work",
        "hehkupuu",
        50,
        {
            "name": "Tuula Harjanne",
            "organisation": "Perhetyön tiimi, Suvikunta",
            "phone": "040 0000 931",
            "email": "tuula@suvikunta.example",
            "service": "voimavarakeskeinen-tyonohjaus",
            "format": "group",
            "message": "Etsimme ohjaajaa kuuden hengen tiimille vuoden sopimuksella.",
        },
        steps=("assign", "contact"),
        username="admin",
    ),
    RequestSpec(
        "which-one",
        "rinnakulku",
        5,
        {
            "name": "Iiro Saarenlatva",
            "email": "iiro@saarenlatva.example",
            "phone": "040 0000 941",
            "preferred_contact": "mail",
            "message": "En tiedä, tarvitsenko coachingia vai työnohjausta. Vedän viiden hengen tiimiä.",
        },
    ),
)

REPLY = (
    "Työnohjauksen aloitus",
    "Hei,\n\nkiitos viestistäsi. Voimme aloittaa kolmen viikon kuluessa. Vastaathan, mikä viikonpäivä sopii parhaiten.\n",
)
NOTE = "Soitettu ja kerrottu hinnat. Palaa asiaan, kun on puhunut esihenkilönsä kanssa."
