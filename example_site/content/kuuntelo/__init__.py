"""A provider with offices in five cities, in Finnish and partly in Swedish and English."""

from example_site.content.schema import WEEKDAYS, ImageSpec, OpeningSpec, PracticeSpec, Ref, RuleSpec

from .en import EN
from .fi import FI
from .offices import OFFICES
from .operations import CALENDARS, REPLIES, ROTAS
from .people import SUPERVISORS
from .services import SERVICES
from .sv import SV

PRACTICE = PracticeSpec(
    slug="kuuntelo",
    name="Kuuntelo",
    phone="+35895550400",
    email="asiakaspalvelu@kuuntelo.example",
    strapline={
        "fi": "Yksitoista työnohjaajaa viidessä kaupungissa, alueen asiakaspalvelu, suomeksi ja ruotsiksi.",
        "sv": "Elva handledare i fem städer, regional kundtjänst, på finska och svenska.",
        "en": "Eleven supervisors in five cities, customer service by region, in Finnish, Swedish and English.",
    },
    pages={"fi": FI, "sv": SV, "en": EN},
    opening_hours=(OpeningSpec(WEEKDAYS, "08:00", "16:00"),),
    offices=OFFICES,
    services=SERVICES,
    supervisors=SUPERVISORS,
    rotas=ROTAS,
    calendars=CALENDARS,
    replies=REPLIES,
    rules=(
        RuleSpec(
            "Kriisit päivystykseen",
            conditions={"urgencies": ["crisis"]},
            recipients={"to_rota": Ref("rota", ROTAS[0].name), "channels": ["mail", "call"], "response_minutes": 60},
        ),
        RuleSpec(
            "Työyhteisöt alueen asiakaspalveluun ja tiedoksi pääkonttoriin",
            conditions={"services": [Ref("service", "tyoyhteison-tyonohjaus")]},
            recipients={"to_office": True, "to_email_addresses": "asiakaspalvelu@kuuntelo.example"},
        ),
    ),
    pictures={
        "hero": ImageSpec("bridge", 4, "Holvisilta tyynen joen yli"),
        "room": ImageSpec("room", 4, "Kuuntelon tapaamishuone: kaksi sinistä nojatuolia"),
        "lake": ImageSpec("lake", 21, "Sininen järvimaisema"),
    },
    settings={"theme": "strong"},
)
