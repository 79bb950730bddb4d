"""A sole practitioner in two languages, who distinguishes work supervision from coaching."""

from example_site.content.schema import (
    WEEKDAYS,
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

from .en import EN
from .fi import FI

OFFICES = (
    OfficeSpec(
        slug="jyvaskyla",
        city="Jyväskylä",
        address="Kaislakuja 4 B\n40100 Jyväskylä",
        phone="+358400000101",
        email="tuulia@kaislapuro.example",
        directions="Sisäänkäynti pihan puolelta, ovikoodi tulee ajanvarauksen vahvistuksessa. Esteetön reitti.",
        texts={
            "en": {"directions": "Entrance from the courtyard; the door code comes with your confirmation. Step-free."}
        },
    ),
)

SERVICES = (
    ServiceSpec(
        slug="tyonohjaus",
        name="Työnohjaus",
        kind="supervision",
        summary="Säännöllinen ja luottamuksellinen paikka pysähtyä oman työn äärelle.",
        formats=("individual", "pair", "group"),
        places=("premises", "yours", "remote"),
        interval="2–4 viikon välein",
        price="Yksilö 95 € / 60 min ja 130 € / 90 min, ryhmät sopimuksen mukaan. Hintoihin lisätään alv 25,5 %.",
        extra_fields={"lengths": "60, 90"},
        texts={
            "en": {
                "name": "Work supervision",
                "summary": "A regular, confidential place to stop and look at your own work.",
                "interval": "every 2–4 weeks",
                "price": "Individuals €95 / 60 min and €130 / 90 min, groups as agreed. VAT 25.5% is added.",
            }
        },
    ),
    ServiceSpec(
        slug="valmennus",
        name="Valmennus",
        kind="coaching",
        summary="Muutaman kuukauden jakso, jolla on selvä päämäärä.",
        formats=("individual",),
        places=("premises", "remote"),
        interval="1–3 viikon välein",
        price="110 € / 60 min, viiden tapaamisen jakso 500 €. Hintoihin lisätään alv 25,5 %.",
        extra_fields={"lengths": "60"},
        texts={
            "en": {
                "name": "Coaching",
                "summary": "A few months of work towards one clear goal.",
                "interval": "every 1–3 weeks",
                "price": "€110 / 60 min, five meetings €500. VAT 25.5% is added.",
            }
        },
    ),
)

TUULIA = SupervisorSpec(
    slug="tuulia-kaislapuro",
    name="Tuulia Kaislapuro",
    role="Työnohjaaja ja valmentaja, FM",
    introduction=paragraphs(
        "Olen tehnyt ohjaustyötä vuodesta 2011, sitä ennen opetin ja johdin pientä kehittämisyksikköä. "
        "Tunnen korkeakoulujen, järjestöjen ja kulttuurialan arjen sisältä päin.",
        "Ohjaajana kysyn paljon ja kiirehdin vähän. Toivon, että tapaamisesta lähtiessäsi tiedät "
        "yhden asian, jonka teet huomenna toisin.",
    ),
    phone="+358400000101",
    email="tuulia@kaislapuro.example",
    looks={"hair": "bob", "tone": 1, "glasses": True},
    languages=("fi", "en"),
    formats=("individual", "pair", "group"),
    places=("premises", "yours", "remote"),
    offices=("jyvaskyla",),
    services=("tyonohjaus", "valmennus"),
    approaches=("Dialoginen", "Narratiivinen"),
    work_fields=("Korkeakoulut ja tutkimus", "Järjestötyö", "Kulttuuriala"),
    education=(
        "Työnohjaajakoulutus, 60 op (2011)",
        "Ratkaisukeskeinen valmentaja (2015)",
        "Filosofian maisteri, puheviestintä",
    ),
    memberships=("Työnohjaajien ammattiyhdistyksen jäsen",),
    hours=(
        HoursSpec((0, 2), "09:00", "15:30", office="jyvaskyla"),
        HoursSpec((1,), "12:00", "18:00"),
        HoursSpec((3,), "09:00", "13:00", office="jyvaskyla", every=2),
    ),
    away=(ExceptionSpec(18, 24),),
    texts={
        "en": {
            "role": "Work supervisor and coach, MA",
            "introduction": paragraphs(
                "I have worked as a supervisor since 2011; before that I taught and led a small development unit. "
                "I know the daily life of universities, associations and the arts from the inside.",
                "I ask a lot and hurry little. When you leave a meeting, I hope you know one thing "
                "that you will do differently tomorrow.",
            ),
            "education": "Training of work supervisors, 60 credits (2011)\n"
            "Solution-focused coach (2015)\nMaster of Arts, speech communication",
            "memberships": "Member of the supervisors’ professional association",
        }
    },
)

PRACTICE = PracticeSpec(
    slug="kaislapuro",
    name="Työnohjaus Kaislapuro",
    phone="+358400000101",
    email="tuulia@kaislapuro.example",
    strapline={
        "fi": "Kaksikielinen yksinyrittäjä, joka pitää työnohjauksen ja valmennuksen erillään.",
        "sv": "En ensamföretagare på två språk som skiljer mellan handledning och coaching.",
        "en": "A sole practitioner in two languages who tells supervision and coaching apart.",
    },
    pages={"fi": FI, "en": EN},
    opening_hours=(OpeningSpec(WEEKDAYS[:4], "09:00", "15:00"),),
    offices=OFFICES,
    services=SERVICES,
    supervisors=(TUULIA,),
    pictures={
        "hero": ImageSpec("lake", 3, "Tyyni järvi, kaislikkoa ja aamuaurinko"),
        "room": ImageSpec("room", 3, "Kaksi nojatuolia järvelle avautuvan ikkunan edessä"),
        "path": ImageSpec("stones", 8, "Astinkivet vievät vastarannalle"),
    },
    settings={"theme": "quiet"},
)
