"""A resource-oriented supervisor, with quotations and an invitation to call or write."""

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

PHONE = "+358400000202"
EMAIL = "marketta@hehkupuu.example"

OFFICES = (
    OfficeSpec(
        slug="lahti",
        city="Lahti",
        address="Tammikuja 9\n15100 Lahti",
        phone=PHONE,
        email=EMAIL,
        directions="Työhuone on puutalon päädyssä, keltainen ovi. Pihassa on kaksi pysäköintipaikkaa.",
    ),
)

SERVICES = (
    ServiceSpec(
        slug="voimavarakeskeinen-tyonohjaus",
        name="Voimavarakeskeinen työnohjaus",
        kind="supervision",
        summary="Keskustelua, jossa huomio on siinä, mikä kantaa.",
        formats=("individual", "group", "work_community"),
        places=("premises", "yours", "remote"),
        interval="3–4 viikon välein",
        price="Yksilö 90 € / 60 min, ryhmä 150 € / 90 min, työyhteisö 170 € / 90 min (+ alv 25,5 %).",
        extra_fields={"lengths": "60, 90", "minimum_notice_hours": 48},
    ),
)

MARKETTA = SupervisorSpec(
    slug="marketta-hiilisuo",
    name="Marketta Hiilisuo",
    role="Työnohjaaja, sosionomi (YAMK)",
    introduction=paragraphs(
        "Tein kaksikymmentä vuotta töitä lastensuojelussa ja perhetyössä ennen kuin siirryin toisten työn äärelle. "
        "Sieltä on peräisin se, mihin luotan: ihmisissä on enemmän voimaa kuin he väsyneinä muistavat.",
        "Ohjaan sosiaali- ja terveysalan, varhaiskasvatuksen ja seurakuntien työntekijöitä ja tiimejä Lahdessa ja lähikunnissa.",
    ),
    phone=PHONE,
    email=EMAIL,
    looks={"hair": "long", "tone": 5},
    languages=("fi",),
    formats=("individual", "group", "work_community"),
    places=("premises", "yours", "remote"),
    offices=("lahti",),
    services=("voimavarakeskeinen-tyonohjaus",),
    approaches=("Voimavarakeskeinen", "Dialoginen"),
    work_fields=("Sosiaaliala", "Varhaiskasvatus", "Seurakuntatyö"),
    education=(
        "Voimavarakeskeinen työnohjaajakoulutus, 60 op (2017)",
        "Sosionomi (YAMK)",
        "Perhetyön erikoistumisopinnot",
    ),
    memberships=("Työnohjaajien ammattiyhdistyksen jäsen",),
    hours=(
        HoursSpec((0, 1), "10:00", "16:00", office="lahti"),
        HoursSpec((3,), "08:30", "12:00"),
        HoursSpec((4,), "12:00", "16:00", every=2, start="2026-01-09"),
    ),
    away=(ExceptionSpec(10, 11), ExceptionSpec(33, 44)),
)

PRACTICE = PracticeSpec(
    slug="hehkupuu",
    name="Hehkupuu",
    phone=PHONE,
    email=EMAIL,
    strapline={
        "fi": "Voimavarakeskeistä työnohjausta: päivän sitaatti ja kutsu soittaa tai kirjoittaa.",
        "sv": "Resursorienterad handledning: dagens citat och en inbjudan att ringa eller skriva.",
        "en": "Resource-oriented supervision: a quotation a day and an invitation to call or write.",
    },
    pages={"fi": FI},
    opening_hours=(OpeningSpec((0, 1, 3), "09:00", "16:00"), OpeningSpec((4,), "09:00", "12:00")),
    offices=OFFICES,
    services=SERVICES,
    supervisors=(MARKETTA,),
    pictures={
        "hero": ImageSpec("tree", 2, "Ruskan värinen puu auringonlaskussa"),
        "room": ImageSpec("room", 2, "Kaksi nojatuolia ikkunan edessä, pöydällä kahvikupit"),
    },
    settings={"theme": "warm"},
)
