"""Further contact requests of the demo: work in progress of Kuuntelo, a crisis series, and closed requests."""

from example_site.content.requests import RequestSpec

DAY = 24

WORK = (
    RequestSpec(
        "overdue-helsinki",
        "kuuntelo",
        6 * DAY,
        {
            "name": "Heli Rantakivi",
            "organisation": "Asumispalvelu Pihlaja",
            "email": "heli@pihlaja.example",
            "service": "ryhmatyonohjaus",
            "office": "helsinki",
            "format": "group",
            "message": "Kuuden hengen tiimi, vuorotyötä. Mistä aloitetaan?",
        },
    ),
    RequestSpec(
        "call-back",
        "kuuntelo",
        28,
        {
            "name": "Matti Ojanperä",
            "phone": "040 0000 913",
            "preferred_contact": "call",
            "service": "yksilotyonohjaus",
            "office": "tampere",
            "message": "Soittakaa, niin kerron lisää.",
        },
        steps=("assign", "no_answer"),
    ),
    RequestSpec(
        "answered-aune",
        "kuuntelo",
        50,
        {
            "name": "Riikka Metsäaho",
            "email": "riikka@metsaaho.example",
            "service": "yksilotyonohjaus",
            "supervisor": "aune-merisuvanto",
            "message": "Aloitan osastonhoitajana ja haluaisin oman työnohjaajan.",
        },
        steps=("assign", "note", "reply"),
        username="koordinaattori2",
    ),
    RequestSpec(
        "series-aune",
        "kuuntelo",
        46 * DAY,
        {
            "name": "Elina Hakaniitty",
            "organisation": "Kotihoito Hakaniitty",
            "email": "elina@hakaniitty.example",
            "phone": "040 0000 914",
            "service": "yksilotyonohjaus",
            "supervisor": "aune-merisuvanto",
            "message": "Työnantaja maksaa kymmenen kertaa.",
        },
        steps=("assign", "reply"),
        session="series",
        past=((5, 9), (3, 9)),
        username="koordinaattori2",
    ),
    RequestSpec(
        "open-group",
        "kuuntelo",
        9 * DAY,
        {
            "name": "Jarmo Vehmas",
            "email": "jarmo@vehmas.example",
            "service": "avoin-esihenkiloryhma",
            "supervisor": "aune-merisuvanto",
            "format": "group",
            "message": "Tulisin ryhmään yksin, johdan varastoa.",
        },
        steps=("assign", "contact"),
        session="group",
        username="koordinaattori2",
    ),
    RequestSpec(
        "hold-aune",
        "kuuntelo",
        4,
        {
            "name": "Suvi Kalliomäki",
            "email": "suvi@kalliomaki.example",
            "service": "yksilotyonohjaus",
            "supervisor": "aune-merisuvanto",
            "message": "Tämä aika sopisi hyvin.",
        },
        session="held",
    ),
    RequestSpec(
        "proposal-veikka",
        "kuuntelo",
        32,
        {
            "name": "Anu Koivurinne",
            "organisation": "Koivurinteen päiväkoti",
            "email": "anu@koivurinne.example",
            "service": "yksilotyonohjaus",
            "supervisor": "veikka-harjumetsa",
            "message": "Mikä tahansa aika torstaisin.",
        },
        steps=("assign",),
        session="proposed",
        username="ohjaaja",
    ),
    RequestSpec(
        "regular-veikka",
        "kuuntelo",
        70 * DAY,
        {
            "name": "Tapio Niittylahti",
            "organisation": "Niittylahden koulu",
            "email": "tapio@niittylahti.example",
            "service": "yksilotyonohjaus",
            "supervisor": "veikka-harjumetsa",
            "message": "Rehtorin työnohjausta lukuvuodeksi.",
        },
        steps=("assign", "reply"),
        session="today",
        past=((8, 13), (6, 13), (4, 13), (2, 13)),
        username="ohjaaja",
    ),
    RequestSpec(
        "crisis-acknowledged",
        "kuuntelo",
        6,
        {
            "phone": "040 0000 915",
            "name": "Minna",
            "custom_workplace": "Lastensuojeluyksikkö",
            "custom_place": "Tampere",
            "message": "Väkivaltatilanne viime yönä.",
        },
        steps=("acknowledge",),
        username="ohjaaja",
        urgent=True,
    ),
    RequestSpec(
        "crisis-new",
        "kuuntelo",
        1,
        {"phone": "040 0000 916", "custom_workplace": "Koulu", "custom_place": "Helsinki"},
        urgent=True,
    ),
    RequestSpec(
        "wrong-address",
        "kuuntelo",
        52,
        {
            "name": "Kalle Ylitalo",
            "email": "kalle@ylitlao.example",
            "phone": "040 0000 917",
            "service": "parityonohjaus",
            "office": "helsinki",
            "message": "Kaksi sairaanhoitajaa samasta yksiköstä.",
        },
        receipt="failed",
    ),
    RequestSpec(
        "slow-server",
        "kuuntelo",
        2,
        {
            "name": "Päivi Harjula",
            "email": "paivi@harjula.example",
            "service": "yksilotyonohjaus",
            "office": "tampere",
            "message": "Onko Tampereella vapaita aikoja iltaisin?",
        },
        receipt="delayed",
    ),
    RequestSpec(
        "advertisement",
        "kuuntelo",
        40,
        {
            "name": "Web Growth",
            "email": "hello@growth.example",
            "message": "More visitors for your website, guaranteed.",
        },
        language="en",
        seconds=0,
        steps=("spam",),
        username="admin",
    ),
    RequestSpec(
        "crisis-series",
        "vuolleranta",
        20,
        {
            "name": "Kirsi Lahdenperä",
            "organisation": "Lahdenperän koulu",
            "phone": "040 0000 922",
            "email": "kirsi@lahdenpera.example",
            "service": "kriisityonohjaus",
            "message": "Työtoverimme kuoli äkillisesti. Meitä on kahdeksan.",
        },
        steps=("assign", "contact"),
        session="crisis_series",
        username="admin",
    ),
)

# Name, organisation, days ago, office, service, language, and the hours of the sessions with the former supervisor.
_CLOSED = (
    ("Irma Kuusisto", "Kuusiston palvelukoti", 62, "tampere", "ryhmatyonohjaus", "fi", ((8, 9), (7, 9), (6, 9))),
    ("Pentti Vainiola", "", 57, "helsinki", "yksilotyonohjaus", "fi", ()),
    ("Carola Sandvik", "Sandvik förskola", 53, "vaasa", "parityonohjaus", "sv", ()),
    ("Leena Suopelto", "Suopellon terveysasema", 47, "tampere", "tyoyhteison-tyonohjaus", "fi", ()),
    ("Olli Hirvikorpi", "", 41, "oulu", "yksilotyonohjaus", "fi", ()),
    ("Marjut Alanne", "Diakoniatyö Alanne", 36, "turku", "ryhmatyonohjaus", "fi", ()),
    ("James Whitford", "Whitford Games", 33, "helsinki", "yksilotyonohjaus", "en", ()),
    ("Tiina Loimula", "Loimulan koulu", 29, "tampere", "parityonohjaus", "fi", ()),
    ("Kaisa Peltovuori", "", 24, "helsinki", "yksilotyonohjaus", "fi", ()),
    ("Gunilla Åkerfelt", "Åkerfelts vårdhem", 19, "vaasa", "tyoyhteison-tyonohjaus", "sv", ()),
    ("Antero Ristola", "Ristolan verstas", 17, "turku", "yksilotyonohjaus", "fi", ()),
    ("Sini Kuoppala", "Kuoppalan perhekeskus", 12, "helsinki", "ryhmatyonohjaus", "fi", ()),
)


def _closed(number: int, row: tuple) -> RequestSpec:
    name, organisation, days_ago, office, service, language, past = row
    answers = {
        "name": name,
        "organisation": organisation,
        "email": f"asiakas{number}@posti.example",
        "service": service,
        "office": office,
    }
    username = "koordinaattori2" if office == "helsinki" else "koordinaattori" if office == "tampere" else "hallinnoija"
    steps = ("assign", "reply", "close")
    return RequestSpec(
        f"closed-{number}", "kuuntelo", days_ago * DAY, answers, language, steps, past=past, username=username
    )


PAST_REQUESTS = (*WORK, *(_closed(number, row) for number, row in enumerate(_CLOSED, start=1)))
#: Whose sessions those of closed requests were.
FORMER_SUPERVISOR = "Lea Saarenmäki"
