"""The four formats as services, each given at the offices, at the customer's and by secure video."""

from example_site.content.schema import ServiceSpec

EVERYWHERE = ("premises", "yours", "remote")
MONTHLY = "yleensä kerran kuukaudessa"
SV_MONTHLY = "vanligen en gång i månaden"

SERVICES = (
    ServiceSpec(
        slug="yksilotyonohjaus",
        name="Yksilötyönohjaus",
        kind="supervision",
        summary="Oma aika oman työn tutkimiseen, kahden kesken työnohjaajan kanssa.",
        formats=("individual",),
        places=EVERYWHERE,
        interval=MONTHLY,
        price="98 € / 60 min, 135 € / 90 min (+ alv 25,5 %)",
        extra_fields={"lengths": "60, 90"},
        texts={
            "sv": {
                "name": "Individuell handledning",
                "summary": "Egen tid för det egna arbetet, på tu man hand med en handledare.",
                "interval": SV_MONTHLY,
                "price": "98 € / 60 min, 135 € / 90 min (+ moms 25,5 %)",
            },
            "en": {
                "name": "Individual supervision",
                "summary": "Time for your own work, face to face with a supervisor.",
                "interval": "usually once a month",
                "price": "98 € / 60 min, 135 € / 90 min (+ VAT 25.5%)",
            },
        },
    ),
    ServiceSpec(
        slug="parityonohjaus",
        name="Parityönohjaus",
        kind="supervision",
        summary="Työparille tai kahdelle kollegalle, jotka jakavat saman tehtävän.",
        formats=("pair",),
        places=EVERYWHERE,
        interval=MONTHLY,
        price="120 € / 60 min, 160 € / 90 min (+ alv 25,5 %)",
        extra_fields={"lengths": "60, 90"},
        texts={
            "sv": {
                "name": "Parhandledning",
                "summary": "För arbetspar eller två kolleger som delar en uppgift.",
                "interval": SV_MONTHLY,
                "price": "120 € / 60 min, 160 € / 90 min (+ moms 25,5 %)",
            },
            "en": {
                "name": "Pair supervision",
                "summary": "For two colleagues who share a task.",
                "interval": "usually once a month",
                "price": "120 € / 60 min, 160 € / 90 min (+ VAT 25.5%)",
            },
        },
    ),
    ServiceSpec(
        slug="ryhmatyonohjaus",
        name="Ryhmätyönohjaus",
        kind="supervision",
        summary="Kolmesta kuuteen ammattilaista samasta tai eri työpaikoista.",
        formats=("group",),
        places=EVERYWHERE,
        interval=MONTHLY,
        price="185 € / 90 min ryhmältä (+ alv 25,5 %)",
        extra_fields={"lengths": "90", "minimum_notice_hours": 72},
        texts={
            "sv": {
                "name": "Grupphandledning",
                "summary": "Tre till sex yrkespersoner från samma eller olika arbetsplatser.",
                "interval": SV_MONTHLY,
                "price": "185 € / 90 min per grupp (+ moms 25,5 %)",
            },
            "en": {
                "name": "Group supervision",
                "summary": "Three to six professionals from one workplace or several.",
                "interval": "usually once a month",
                "price": "185 € / 90 min for the group (+ VAT 25.5%)",
            },
        },
    ),
    ServiceSpec(
        slug="tyoyhteison-tyonohjaus",
        name="Työyhteisön työnohjaus",
        kind="supervision",
        summary="Koko työyhteisö esihenkilöineen saman pöydän ääressä.",
        formats=("work_community",),
        places=EVERYWHERE,
        interval="3–6 viikon välein",
        price="210 € / 90 min, pidemmät tapaamiset tarjouksen mukaan (+ alv 25,5 %)",
        extra_fields={"lengths": "90, 120", "minimum_notice_hours": 120, "buffer_after": 30},
        texts={
            "sv": {
                "name": "Handledning för arbetsgemenskapen",
                "summary": "Hela arbetsgemenskapen med chefen kring samma bord.",
                "interval": "med 3–6 veckors mellanrum",
                "price": "210 € / 90 min, längre möten enligt offert (+ moms 25,5 %)",
            },
            "en": {
                "name": "Work community supervision",
                "summary": "The whole team and its manager at one table.",
                "interval": "every 3–6 weeks",
                "price": "210 € / 90 min, longer meetings by offer (+ VAT 25.5%)",
            },
        },
    ),
    ServiceSpec(
        slug="avoin-esihenkiloryhma",
        name="Esihenkilöiden avoin ryhmä",
        kind="supervision",
        summary="Enintään kuusi lähiesihenkilöä eri työpaikoista. Mukaan voi tulla yksin.",
        formats=("group",),
        places=("premises", "remote"),
        interval=MONTHLY,
        price="75 € / 90 min osallistujalta (+ alv 25,5 %)",
        extra_fields={"lengths": "90", "minimum_notice_hours": 72, "capacity": 6},
        texts={
            "sv": {
                "name": "Öppen grupp för chefer",
                "summary": "Högst sex chefer från olika arbetsplatser. Man kan komma med ensam.",
                "interval": SV_MONTHLY,
                "price": "75 € / 90 min per deltagare (+ moms 25,5 %)",
            },
            "en": {
                "name": "Open group for managers",
                "summary": "Up to six managers from different workplaces. You can join on your own.",
                "interval": "usually once a month",
                "price": "75 € / 90 min for each participant (+ VAT 25.5%)",
            },
        },
    ),
)
