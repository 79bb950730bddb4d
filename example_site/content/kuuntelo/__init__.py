"""A provider with offices in five cities, in Finnish and partly in Swedish."""

from example_site.content.schema import WEEKDAYS, ImageSpec, OpeningSpec, PracticeSpec, Ref, RuleSpec

from .fi import FI
from .offices import OFFICES
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
        "en": "Eleven supervisors in five cities, customer service by region, in Finnish and Swedish.",
    },
    pages={"fi": FI, "sv": SV},
    opening_hours=(OpeningSpec(WEEKDAYS, "08:00", "16:00"),),
    offices=OFFICES,
    services=SERVICES,
    supervisors=SUPERVISORS,
    rules=(
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
)
