"""Who can log in to the demo. The password is no secret: it stands on the start page."""

from dataclasses import dataclass

PASSWORD = "demo-tyonohjaus"


@dataclass(frozen=True)
class Login:
    """``offices`` and ``supervisor`` are slugs within ``practice``: whose requests and hours they look after."""

    username: str
    name: str
    group: str
    roles: dict[str, str]
    practice: str = ""
    offices: tuple[str, ...] = ()
    supervisor: str = ""


LOGINS = (
    Login(
        "admin",
        "Admin",
        "",
        {
            "fi": "Ylläpitäjä: kaikki oikeudet",
            "sv": "Administratör: alla rättigheter",
            "en": "Administrator: everything",
        },
    ),
    Login(
        "toimittaja",
        "Taimi Toimittaja",
        "Editors",
        {
            "fi": "Toimittaja: kaikkien sivujen sisältö, palvelut ja työnohjaajat",
            "sv": "Redaktör: innehållet på alla sidor, tjänster och handledare",
            "en": "Editor: the content of all pages, services and supervisors",
        },
    ),
    Login(
        "koordinaattori",
        "Kaarina Koordinaattori",
        "Coordinators",
        {
            "fi": "Koordinaattori: Kuuntelon Tampereen toimipisteen pyynnöt ja työajat",
            "sv": "Koordinator: begäran och arbetstider för Kuuntelo i Tammerfors",
            "en": "Coordinator: requests and hours of Kuuntelo’s office in Tampere",
        },
        practice="kuuntelo",
        offices=("tampere",),
    ),
    Login(
        "ohjaaja",
        "Veikka Harjumetsä",
        "Supervisors",
        {
            "fi": "Työnohjaaja: Veikka Harjumetsän omat työajat, pyynnöt ja tapaamiset",
            "sv": "Handledare: Veikka Harjumetsäs egna arbetstider, begäran och möten",
            "en": "Supervisor: Veikka Harjumetsä’s own hours, requests and sessions",
        },
        practice="kuuntelo",
        supervisor="veikka-harjumetsa",
    ),
)
