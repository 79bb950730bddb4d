"""The on-call rota, busy calendars and reply templates."""

from example_site.content.schema import CalendarSpec, ReplySpec, RotaSpec

ROTAS = (
    RotaSpec(
        "Kriisipäivystys",
        ("veikka-harjumetsa", "aune-merisuvanto", "pirkka-hailuvaara"),
        "08:00",
        changes=((1, 2, 4, "veikka-harjumetsa"), (2, 5, 6, "")),
    ),
)

CALENDARS = (
    CalendarSpec(
        "veikka-harjumetsa",
        "Koulun kalenteri",
        "veikka-koulu.ics",
        busy=(
            (2, "12:00", "13:30"),
            (3, "09:00", "11:00"),
            (8, "13:00", "15:00"),
            (15, "12:00", "14:00"),
            (16, "10:00", "12:00"),
        ),
    ),
    CalendarSpec(
        "aune-merisuvanto",
        "Opetuksen lukujärjestys",
        "aune-opetus.ics",
        busy=((4, "09:00", "10:30"), (6, "13:00", "14:00")),
        failed=("status", "404"),
    ),
    CalendarSpec("aune-merisuvanto", "Oma kalenteri", "aune-oma.ics"),
)

REPLIES = (
    ReplySpec(
        "Hinnat ja sopimus",
        "fi",
        "Työnohjauksen hinnat",
        "Hei {name},\n\nkiitos viestistäsi ({reference}). Hinnat ovat sivuillamme. Sopimus tehdään ensimmäisen "
        "tapaamisen jälkeen.\n\nTerveisin\n{practice}\n",
    ),
    ReplySpec(
        "Jonossa",
        "fi",
        "Pyyntösi on jonossa",
        "Hei {name},\n\ntyönohjaajamme on varattu tammikuuhun asti. Sopiiko odottaa, vai etsimmekö toisen?\n\n"
        "Terveisin\n{practice}\n",
    ),
    ReplySpec(
        "Priser och avtal",
        "sv",
        "Priser för arbetshandledning",
        "Hej {name},\n\ntack för ditt meddelande ({reference}). Priserna finns på vår webbplats. Avtalet görs efter "
        "det första mötet.\n\nHälsningar\n{practice}\n",
    ),
)
