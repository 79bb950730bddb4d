"""The demo accounts. The start page shows their common password."""

from dataclasses import dataclass

PASSWORD = "demo-tyonohjaus"


@dataclass(frozen=True)
class DemoAccount:
    """``offices`` (as coordinator) and ``supervisor`` are slugs within ``practice``."""

    username: str
    name: str
    group: str
    roles: dict[str, str]
    practice: str = ""
    offices: tuple[str, ...] = ()
    supervisor: str = ""


ACCOUNTS = (
    DemoAccount(
        "admin",
        "Aino Admin",
        "",
        {
            "fi": "Ylläpitäjä: kaikki oikeudet",
            "sv": "Administratör: alla rättigheter",
            "en": "Administrator: everything",
        },
    ),
    DemoAccount(
        "toimittaja",
        "Taimi Toimittaja",
        "Editors",
        {
            "fi": "Toimittaja: kaikkien sivujen sisältö, palvelut ja työnohjaajat",
            "sv": "Redaktör: innehållet på alla sidor, tjänster och handledare",
            "en": "Editor: the content of all pages, services and supervisors",
        },
    ),
    DemoAccount(
        "hallinnoija",
        "Helmi Hallinnoija",
        "Managers",
        {
            "fi": "Hallinnoija: Kuuntelon pyynnöt, tapaamiset, säännöt, päivystys ja henkilöt",
            "sv": "Verksamhetsansvarig: förfrågningar, möten, regler, jour och personer i Kuuntelo",
            "en": "Manager: requests, sessions, rules, rota and people of Kuuntelo",
        },
        practice="kuuntelo",
    ),
    DemoAccount(
        "koordinaattori",
        "Kaarina Koordinaattori",
        "Coordinators",
        {
            "fi": "Koordinaattori: Kuuntelon Tampereen toimipisteen pyynnöt ja työajat",
            "sv": "Koordinator: förfrågningar och arbetstider för Kuuntelo i Tammerfors",
            "en": "Coordinator: requests and hours of Kuuntelo’s office in Tampere",
        },
        practice="kuuntelo",
        offices=("tampere",),
    ),
    DemoAccount(
        "koordinaattori2",
        "Kimmo Koordinaattori",
        "Coordinators",
        {
            "fi": "Koordinaattori: Kuuntelon Helsingin toimipisteen pyynnöt ja työajat",
            "sv": "Koordinator: förfrågningar och arbetstider för Kuuntelo i Helsingfors",
            "en": "Coordinator: requests and hours of Kuuntelo’s office in Helsinki",
        },
        practice="kuuntelo",
        offices=("helsinki",),
    ),
    DemoAccount(
        "ohjaaja",
        "Veikka Harjumetsä",
        "Supervisors",
        {
            "fi": "Työnohjaaja: Veikka Harjumetsän omat työajat, pyynnöt ja tapaamiset",
            "sv": "Handledare: Veikka Harjumetsäs egna arbetstider, förfrågningar och möten",
            "en": "Supervisor: Veikka Harjumetsä’s own hours, requests and sessions",
        },
        practice="kuuntelo",
        supervisor="veikka-harjumetsa",
    ),
    DemoAccount(
        "ohjaaja2",
        "Aune Merisuvanto",
        "Supervisors",
        {
            "fi": "Työnohjaaja: Aune Merisuvannon omat työajat, pyynnöt ja tapaamiset",
            "sv": "Handledare: Aune Merisuvantos egna arbetstider, förfrågningar och möten",
            "en": "Supervisor: Aune Merisuvanto’s own hours, requests and sessions",
        },
        practice="kuuntelo",
        supervisor="aune-merisuvanto",
    ),
)
