"""A solution-focused supervisor: benefits, research, agreement, places and crisis supervision."""

from example_site.content.schema import (
    ExceptionSpec,
    HoursSpec,
    ImageSpec,
    OfficeSpec,
    OpeningSpec,
    PracticeSpec,
    Ref,
    RuleSpec,
    ServiceSpec,
    SupervisorSpec,
    paragraphs,
)

from .fi import FI

PHONE = "+358400000303"
EMAIL = "henrik@vuolleranta.example"

OFFICES = (
    OfficeSpec(
        slug="kuopio",
        city="Kuopio",
        name="Vuokratila Myllynkulma",
        address="Myllynkulma 2, 2. krs\n70100 Kuopio",
        phone=PHONE,
        email=EMAIL,
        directions="Tila vuokrataan tapaamista varten. Hissi, esteetön kulku, pysäköinti torin alla.",
    ),
    OfficeSpec(
        slug="iisalmi",
        city="Iisalmi",
        name="Vuokratila Rantapuisto",
        address="Rantapolku 11\n74100 Iisalmi",
        phone=PHONE,
        email=EMAIL,
        directions="Tapaamisia joka toinen torstai.",
    ),
)

SERVICES = (
    ServiceSpec(
        slug="ratkaisukeskeinen-tyonohjaus",
        name="Ratkaisukeskeinen työnohjaus",
        kind="supervision",
        summary="Prosessi, jossa tutkitaan, arvioidaan ja kehitetään omaa työtä pienin askelin.",
        formats=("individual", "group", "work_community"),
        places=("premises", "yours", "remote"),
        interval="2–4 viikon välein",
        price="100 € / 60 min, 140 € / 90 min, ryhmät ja työyhteisöt 165 € / 90 min (+ alv 25,5 %).",
        extra_fields={"lengths": "60, 75, 90", "step": 15},
    ),
    ServiceSpec(
        slug="kriisityonohjaus",
        name="Kriisityönohjaus",
        kind="crisis",
        summary="Muutaman tapaamisen tiivis sarja, kun työssä on tapahtunut jotain vakavaa.",
        formats=("individual", "group", "work_community"),
        places=("premises", "yours", "remote"),
        interval="2–7 päivän välein",
        price="150 € / 60 min, 200 € / 90 min (+ alv 25,5 %). Matkat Pohjois-Savossa sisältyvät hintaan.",
        extra_fields={
            "lengths": "60, 90",
            "minimum_notice_hours": 4,
            "horizon_days": 21,
            "buffer_after": 30,
            "series_sessions": 3,
        },
    ),
)

HENRIK = SupervisorSpec(
    slug="henrik-vuolleranta",
    name="Henrik Vuolleranta",
    role="Ratkaisukeskeinen työnohjaaja, psykiatrinen sairaanhoitaja (YAMK)",
    introduction=paragraphs(
        "Taustani on päivystyksessä, psykiatrisessa hoitotyössä ja lähiesihenkilönä. Tiedän, miltä tuntuu lähteä "
        "vuorosta niin, että jokin jää päälle.",
        "Ohjaan Pohjois-Savossa terveydenhuollon, pelastusalan ja opetusalan ammattilaisia, tiimejä ja esihenkilöitä.",
    ),
    phone=PHONE,
    email=EMAIL,
    looks={"hair": "short", "tone": 4, "beard": True},
    languages=("fi", "en"),
    formats=("individual", "group", "work_community"),
    places=("premises", "yours", "remote"),
    offices=("kuopio", "iisalmi"),
    services=("ratkaisukeskeinen-tyonohjaus", "kriisityonohjaus"),
    approaches=("Ratkaisukeskeinen",),
    work_fields=("Terveydenhuolto", "Pelastusala", "Opetusala", "Johtaminen"),
    education=(
        "Ratkaisukeskeinen työnohjaajakoulutus, 60 op (2014)",
        "Kriisityön ja jälkipuinnin täydennyskoulutus (2018)",
        "Sairaanhoitaja (YAMK)",
    ),
    memberships=("Työnohjaajien ammattiyhdistyksen jäsen",),
    hours=(
        HoursSpec((0, 2), "08:00", "16:00", office="kuopio"),
        HoursSpec((3,), "09:00", "15:00", office="iisalmi", every=2, start="2026-01-08"),
        HoursSpec((4,), "08:00", "14:00"),
        HoursSpec((1,), "16:00", "19:00", crisis=True),
    ),
    away=(ExceptionSpec(14, 14), ExceptionSpec(21, 21, "12:00", "18:00")),
)

PRACTICE = PracticeSpec(
    slug="vuolleranta",
    name="Työnohjaus Vuolleranta",
    phone=PHONE,
    email=EMAIL,
    strapline={
        "fi": "Ratkaisukeskeistä työnohjausta ja kriisityönohjausta, hyödyt ja tutkimustieto esillä.",
        "sv": "Lösningsfokuserad handledning och krishandledning, med nytta och forskning.",
        "en": "Solution-focused supervision and crisis supervision, with benefits and research.",
    },
    pages={"fi": FI},
    opening_hours=(OpeningSpec((0, 1, 2, 3, 4), "08:00", "17:00"),),
    offices=OFFICES,
    services=SERVICES,
    supervisors=(HENRIK,),
    rules=(
        RuleSpec(
            "Kriisit heti Henrikille, myös soittopyyntönä",
            conditions={"kinds": ["crisis"]},
            recipients={
                "to_supervisors": [Ref("supervisor", "henrik-vuolleranta")],
                "channels": ["mail", "call"],
                "displayed_phone": "+358400000304",
                "response_minutes": 30,
            },
        ),
    ),
    pictures={
        "hero": ImageSpec("stones", 5, "Kivet muodostavat polun metsälammen poikki"),
        "room": ImageSpec("room", 5, "Valoisa tapaamishuone, kaksi vihreää nojatuolia"),
        "lake": ImageSpec("lake", 11, "Hiljainen järvi aamulla"),
    },
    settings={"theme": "clear"},
)
