"""Coaching and work supervision, presented in the same structure and compared side by side."""

from example_site.content.schema import (
    ExceptionSpec,
    HoursSpec,
    ImageSpec,
    OfficeSpec,
    OpeningSpec,
    PracticeSpec,
    ServiceSpec,
    SupervisorSpec,
    paragraphs,
)

from .fi import FI

PHONE = "+358400000500"
EMAIL = "hei@rinnakulku.example"

OFFICES = (
    OfficeSpec(
        slug="hameenlinna",
        city="Hämeenlinna",
        address="Linnanraitti 6\n13100 Hämeenlinna",
        phone=PHONE,
        email=EMAIL,
        directions="Toisessa kerroksessa, ovessa lukee Rinnakulku. Hissi löytyy sisäpihalta.",
    ),
)

SERVICES = (
    ServiceSpec(
        slug="coaching",
        name="Coaching",
        kind="coaching",
        summary="Tavoitteellista ohjausta vaativaan asiantuntija- ja asiakastyöhön.",
        formats=("individual",),
        places=("premises", "remote"),
        interval="2–3 viikon välein, 4–8 kertaa",
        price="145 € / 60 min, 200 € / 90 min (+ alv 25,5 %)",
        extra_fields={"lengths": "60, 90"},
    ),
    ServiceSpec(
        slug="tyonohjaus",
        name="Työnohjaus",
        kind="supervision",
        summary="Oman työn tutkimista, arvioimista ja kehittämistä työnohjaajan kanssa.",
        formats=("individual", "group", "work_community"),
        places=("premises", "yours", "remote"),
        interval="3–4 viikon välein, vuoden tai pidempään",
        price="110 € / 60 min, 150 € / 90 min, ryhmät 180 € / 90 min (+ alv 25,5 %)",
        extra_fields={"lengths": "60, 90"},
    ),
)

OONA = SupervisorSpec(
    slug="oona-vaahteranta",
    name="Oona Vaahteranta",
    role="Coach, psykologian maisteri",
    introduction=paragraphs(
        "Valmennan asiantuntijoita ja päälliköitä, joiden työssä kohdataan asiakkaita ja tehdään isoja päätöksiä. Ennen tätä vedin "
        "asiakaspalvelua ja muutoshankkeita.",
        "Minulta saa rauhallisen sparraajan, joka pitää langan käsissään ja uskaltaa kysyä saman asian kahdesti.",
    ),
    phone="+358400000501",
    email="oona@rinnakulku.example",
    looks={"hair": "curly", "tone": 5, "skin": 1},
    languages=("fi", "en"),
    formats=("individual",),
    places=("premises", "remote"),
    offices=("hameenlinna",),
    services=("coaching",),
    approaches=("Ratkaisukeskeinen", "Kognitiivinen"),
    work_fields=("Yritykset ja asiantuntijatyö", "Johtaminen"),
    education=("Psykologian maisteri", "Sertifioitu coach, 120 h (2016)"),
    hours=(
        HoursSpec((0, 3), "09:00", "16:00", office="hameenlinna"),
        HoursSpec((1,), "13:00", "18:00"),
        HoursSpec((4,), "09:00", "12:00", every=2, start="2026-01-09"),
    ),
    away=(ExceptionSpec(9, 9),),
)

RISTO = SupervisorSpec(
    slug="risto-kallionurmi",
    name="Risto Kallionurmi",
    role="Työnohjaaja, sosionomi (YAMK)",
    introduction=paragraphs(
        "Olen tehnyt sosiaaliohjausta, vuorotyötä ja päihdetyötä. Niistä on jäänyt tapa kuunnella loppuun asti.",
        "Ohjaan yksittäisiä työntekijöitä, ryhmiä ja työyhteisöjä etenkin sosiaalialalla ja kunnissa.",
    ),
    phone="+358400000502",
    email="risto@rinnakulku.example",
    looks={"hair": "short", "tone": 4, "glasses": True},
    languages=("fi",),
    formats=("individual", "group", "work_community"),
    places=("premises", "yours", "remote"),
    offices=("hameenlinna",),
    services=("tyonohjaus",),
    approaches=("Voimavarakeskeinen", "Dialoginen"),
    work_fields=("Sosiaaliala", "Kunta-ala"),
    education=("Sosionomi (YAMK)", "Työnohjaajakoulutus, 60 op (2013)"),
    memberships=("Työnohjaajien ammattiyhdistyksen jäsen",),
    hours=(HoursSpec((1, 2), "08:30", "15:00", office="hameenlinna"), HoursSpec((4,), "08:30", "13:00")),
    away=(ExceptionSpec(16, 20),),
)

PRACTICE = PracticeSpec(
    slug="rinnakulku",
    name="Rinnakulku",
    phone=PHONE,
    email=EMAIL,
    strapline={
        "fi": "Coaching ja työnohjaus samassa rakenteessa, vierekkäin vertailtuina.",
        "sv": "Coaching och handledning i samma struktur, jämförda sida vid sida.",
        "en": "Coaching and supervision in the same structure, compared side by side.",
    },
    pages={"fi": FI},
    opening_hours=(OpeningSpec((0, 1, 2, 3), "09:00", "16:00"),),
    offices=OFFICES,
    services=SERVICES,
    supervisors=(OONA, RISTO),
    pictures={
        "hero": ImageSpec("paths", 6, "Kaksi polkua kulkee rinnakkain kohti vuoria"),
        "room": ImageSpec("room", 7, "Kaksi nojatuolia vastakkain ikkunan edessä"),
        "lake": ImageSpec("stones", 14, "Astinkivet violetissa iltavalossa"),
    },
    settings={"theme": "editorial"},
)
