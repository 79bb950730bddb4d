"""The supervisors, by city."""

from functools import partial

from example_site.content.schema import WEEKDAYS, ExceptionSpec, HoursSpec, SupervisorSpec, paragraphs

ALL = ("yksilotyonohjaus", "parityonohjaus", "ryhmatyonohjaus", "tyoyhteison-tyonohjaus")
SMALL = ALL[:2]
FORMATS = ("individual", "pair", "group", "work_community")
EVERYWHERE = ("premises", "yours", "remote")

person = partial(SupervisorSpec, places=EVERYWHERE, formats=FORMATS, services=ALL)

HELSINKI = (
    person(
        slug="aune-merisuvanto",
        name="Aune Merisuvanto",
        services=(*ALL, "avoin-esihenkiloryhma"),
        role="Työnohjaaja, sairaanhoitaja, TtM",
        texts={"sv": {"role": "Handledare, sjukskötare, HVM"}, "en": {"role": "Supervisor, nurse, MHSc"}},
        introduction=paragraphs(
            "Olen johtanut vuodeosastoa ja kotisairaalaa. Ohjaan hoitotyön tiimejä ja esihenkilöitä, joilla on paljon vastuuta "
            "ja vähän aikaa pysähtyä."
        ),
        phone="+358400000411",
        email="aune.merisuvanto@kuuntelo.example",
        looks={"hair": "bob", "tone": 4},
        offices=("helsinki",),
        approaches=("Ratkaisukeskeinen",),
        work_fields=("Terveydenhuolto", "Johtaminen"),
        education=("Työnohjaajan täydennyskoulutus, 60 op", "Terveystieteiden maisteri", "Sairaanhoitaja"),
        memberships=("Työnohjaajien ammattiyhdistyksen jäsen",),
        hours=(HoursSpec((0, 1, 2), "08:00", "15:00", office="helsinki"), HoursSpec((3,), "12:00", "17:00")),
        away=(ExceptionSpec(24, 28), ExceptionSpec(10, 10, "16:00", "19:00", adds=True)),
    ),
    person(
        slug="joakim-nackrosholm",
        name="Joakim Näckrosholm",
        role="Työnohjaaja ja psykologi, PsM",
        introduction=paragraphs(
            "Teen työtä suomeksi, ruotsiksi ja englanniksi. Erityisen kotonani olen asiantuntijaorganisaatioissa ja "
            "monikielisissä tiimeissä."
        ),
        phone="+358400000412",
        email="joakim.nackrosholm@kuuntelo.example",
        looks={"hair": "short", "tone": 3, "glasses": True},
        languages=("fi", "sv", "en"),
        offices=("helsinki",),
        approaches=("Kognitiivinen", "Ratkaisukeskeinen"),
        work_fields=("Yritykset ja asiantuntijatyö", "Terveydenhuolto"),
        education=("Psykologian maisteri", "Kognitiivisen psykoterapian erikoistumiskoulutus", "Työnohjaajakoulutus"),
        hours=(
            HoursSpec((1, 3), "09:00", "16:00", office="helsinki"),
            HoursSpec((4,), "09:00", "12:00", every=2, start="2026-01-09"),
        ),
        away=(ExceptionSpec(12, 16),),
        texts={
            "sv": {
                "role": "Handledare och psykolog, PsM",
                "introduction": paragraphs(
                    "Jag arbetar på finska, svenska och engelska, ofta med expertorganisationer och team där flera språk möts."
                ),
                "education": "Magister i psykologi\nSpecialiseringsutbildning i kognitiv psykoterapi\nHandledarutbildning",
            },
            "en": {
                "role": "Supervisor and psychologist, MPsych",
                "introduction": paragraphs(
                    "I work in Finnish, Swedish and English, mostly with expert organisations and with teams of several languages."
                ),
                "education": "Master of Psychology\nSpecialist training in cognitive psychotherapy\nSupervisor training",
            },
        },
    ),
    person(
        slug="nadia-tuulensuu",
        name="Nadia Tuulensuu",
        role="Työnohjaaja, sosiaalityöntekijä, YTM",
        texts={
            "sv": {"role": "Handledare, socialarbetare, PM"},
            "en": {"role": "Supervisor, social worker, MSocSc"},
        },
        introduction=paragraphs(
            "Sosiaalityössä opin, että vaikeimmat päätökset tehdään usein yksin. Ohjauksessa niitä ei tarvitse kantaa yksin."
        ),
        phone="+358400000413",
        email="nadia.tuulensuu@kuuntelo.example",
        looks={"hair": "curly", "skin": 3},
        languages=("fi", "en", "fr"),
        formats=("individual", "pair", "group"),
        offices=("helsinki",),
        services=ALL[:3],
        approaches=("Voimavarakeskeinen", "Narratiivinen"),
        work_fields=("Sosiaaliala", "Järjestötyö"),
        education=("Yhteiskuntatieteiden maisteri", "Työnohjaajakoulutus, 60 op"),
        hours=(HoursSpec((0, 2, 4), "10:00", "16:00"),),
        accepts_new_clients=False,
    ),
)

TAMPERE = (
    person(
        slug="veikka-harjumetsa",
        name="Veikka Harjumetsä",
        role="Työnohjaaja, KM, erityisopettaja",
        texts={
            "sv": {"role": "Handledare, PeM, speciallärare"},
            "en": {"role": "Supervisor, MEd, special needs teacher"},
        },
        introduction=paragraphs(
            "Ohjaan koulujen ja päiväkotien väkeä. Aiheina ovat usein rajat, yhteistyö huoltajien kanssa ja se, miten oma into "
            "säilyy toukokuuhun asti."
        ),
        phone="+358400000421",
        email="veikka.harjumetsa@kuuntelo.example",
        looks={"hair": "bald", "skin": 1, "beard": True, "tone": 1},
        offices=("tampere",),
        approaches=("Ratkaisukeskeinen", "Toiminnallinen"),
        work_fields=("Opetusala", "Varhaiskasvatus"),
        education=("Kasvatustieteen maisteri, erityisopettaja", "Työnohjaajakoulutus, 60 op", "Psykodraamaohjaaja"),
        hours=(HoursSpec((0, 3), "12:00", "17:30", office="tampere"), HoursSpec((2,), "09:00", "15:00")),
        away=(
            ExceptionSpec(9, 9, "17:00", "19:00", adds=True),
            ExceptionSpec(13, 13, "10:00", "14:00"),
            ExceptionSpec(20, 24),
        ),
    ),
    person(
        slug="salli-koskenhohto",
        name="Salli Koskenhohto",
        role="Työnohjaaja, psykoterapeutti",
        texts={"sv": {"role": "Handledare, psykoterapeut"}, "en": {"role": "Supervisor, psychotherapist"}},
        introduction=paragraphs(
            "Työnohjaan terapiatyön tekijöitä ja mielenterveyspalvelujen tiimejä. Kuuntelen, mitä työ tekee tekijälleen."
        ),
        phone="+358400000422",
        email="salli.koskenhohto@kuuntelo.example",
        looks={"hair": "bun", "tone": 2},
        formats=("individual", "pair"),
        offices=("tampere",),
        services=SMALL,
        approaches=("Psykodynaaminen",),
        work_fields=("Terapiatyö", "Terveydenhuolto"),
        education=("Psykoterapeutti (ET)", "Kouluttajapsykoterapeutin ja työnohjaajan opinnot"),
        hours=(HoursSpec((1, 2, 3), "08:30", "14:00", office="tampere"),),
        away=(ExceptionSpec(20, 26),),
    ),
)

TURKU = (
    person(
        slug="elvi-saarnilehto",
        name="Elvi Saarnilehto",
        role="Työnohjaaja, diakonissa, sairaanhoitaja",
        texts={"sv": {"role": "Handledare, diakonissa, sjukskötare"}, "en": {"role": "Supervisor, deaconess, nurse"}},
        introduction=paragraphs(
            "Pitkän kirkon ja kotihoidon taipaleen jälkeen ohjaan ihmisiä, joiden työ on toisista huolehtimista."
        ),
        phone="+358400000431",
        email="elvi.saarnilehto@kuuntelo.example",
        looks={"hair": "bob", "tone": 0, "glasses": True},
        offices=("turku",),
        approaches=("Voimavarakeskeinen",),
        work_fields=("Terveydenhuolto", "Seurakuntatyö"),
        education=("Sairaanhoitaja, diakonissa", "Työnohjaajan erikoistumiskoulutus"),
        hours=(HoursSpec((0, 1), "09:00", "15:00", office="turku"), HoursSpec((4,), "09:00", "13:00")),
    ),
    person(
        slug="mathias-ekskarla",
        name="Mathias Ekskärla",
        role="Työnohjaaja, organisaatiokonsultti",
        introduction=paragraphs(
            "Ohjaan johtoryhmiä, esihenkilöitä ja kokonaisia työyhteisöjä. Työskentelen suomeksi ja ruotsiksi."
        ),
        phone="+358400000432",
        email="mathias.ekskarla@kuuntelo.example",
        looks={"hair": "short", "tone": 1, "beard": True},
        languages=("fi", "sv"),
        formats=("individual", "group", "work_community"),
        offices=("turku", "helsinki"),
        services=("yksilotyonohjaus", "ryhmatyonohjaus", "tyoyhteison-tyonohjaus"),
        approaches=("Systeeminen",),
        work_fields=("Johtaminen", "Yritykset ja asiantuntijatyö"),
        education=("Kauppatieteiden maisteri", "Organisaatiokonsultin ja työnohjaajan koulutus"),
        hours=(
            HoursSpec((2,), "09:00", "16:00", office="turku"),
            HoursSpec((3,), "10:00", "16:00", office="helsinki", every=2, start="2026-01-15"),
        ),
        texts={
            "sv": {
                "role": "Handledare, organisationskonsult",
                "introduction": paragraphs(
                    "Jag handleder ledningsgrupper, chefer och hela arbetsgemenskaper, på svenska och finska."
                ),
                "education": "Ekonomie magister\nUtbildning till organisationskonsult och handledare",
            },
            "en": {
                "role": "Supervisor, organisation consultant",
                "introduction": paragraphs(
                    "I supervise management teams, managers and whole work communities, in Swedish and Finnish."
                ),
                "education": "Master of Economics\nTraining as organisation consultant and supervisor",
            },
        },
    ),
)

OULU = (
    person(
        slug="pirkka-hailuvaara",
        name="Pirkka Hailuvaara",
        role="Työnohjaaja, fysioterapeutti (YAMK)",
        texts={
            "sv": {"role": "Handledare, fysioterapeut (HYH)"},
            "en": {"role": "Supervisor, master of physiotherapy"},
        },
        introduction=paragraphs(
            "Kuntoutuksen ja liikunnan parista työnohjaajaksi. Välillä ohjaus tehdään kävellen, jos ohjattava niin haluaa."
        ),
        phone="+358400000441",
        email="pirkka.hailuvaara@kuuntelo.example",
        looks={"hair": "short", "tone": 2, "skin": 1},
        offices=("oulu",),
        approaches=("Ratkaisukeskeinen", "Toiminnallinen"),
        work_fields=("Kuntoutus", "Terveydenhuolto"),
        education=("Fysioterapeutti (YAMK)", "Työnohjaajakoulutus, 60 op"),
        memberships=("Työnohjaajien ammattiyhdistyksen jäsen",),
        hours=(HoursSpec((0, 2), "08:00", "14:00", office="oulu"), HoursSpec((4,), "08:00", "12:00")),
    ),
    person(
        slug="inari-revontaus",
        name="Inari Revontaus",
        role="Työnohjaaja, psykologi",
        texts={"sv": {"role": "Handledare, psykolog"}, "en": {"role": "Supervisor, psychologist"}},
        introduction=paragraphs(
            "Ohjaan pohjoisen pitkien matkojen takia paljon etänä. Saamelaisalueen työ ja sen kysymykset ovat minulle tuttuja."
        ),
        phone="+358400000442",
        email="inari.revontaus@kuuntelo.example",
        looks={"hair": "long", "tone": 6},
        languages=("fi", "se", "en"),
        places=("premises", "remote"),
        formats=("individual", "pair", "group"),
        offices=("oulu",),
        services=ALL[:3],
        approaches=("Dialoginen", "Narratiivinen"),
        work_fields=("Sosiaaliala", "Opetusala"),
        education=("Psykologian maisteri", "Työnohjaajakoulutus, 60 op"),
        hours=(HoursSpec(WEEKDAYS, "12:00", "16:00"),),
        away=(ExceptionSpec(7, 8),),
    ),
)

VAASA = (
    person(
        slug="ann-sofi-ljungrot",
        name="Ann-Sofi Ljungrot",
        role="Työnohjaaja, sosionomi (YAMK)",
        introduction=paragraphs(
            "Ohjaan ruotsiksi ja suomeksi vanhus- ja vammaistyön tiimejä, joissa puhutaan usein molempia kieliä samassa huoneessa."
        ),
        phone="+358400000451",
        email="ann-sofi.ljungrot@kuuntelo.example",
        looks={"hair": "long", "tone": 3, "glasses": True},
        languages=("sv", "fi"),
        offices=("vaasa",),
        approaches=("Voimavarakeskeinen",),
        work_fields=("Sosiaaliala",),
        education=("Sosionomi (YAMK)", "Työnohjaajakoulutus, 60 op"),
        hours=(HoursSpec((0, 1, 3), "08:30", "15:30", office="vaasa"), HoursSpec((2,), "16:00", "19:30")),
        texts={
            "sv": {
                "role": "Handledare, socionom (HYH)",
                "introduction": paragraphs(
                    "Jag handleder team inom äldreomsorg och funktionshinderservice, på svenska och finska – ofta på båda språken i samma rum."
                ),
                "education": "Socionom (HYH)\nHandledarutbildning, 60 sp",
            },
            "en": {
                "role": "Supervisor, social services (UAS master)",
                "introduction": paragraphs(
                    "I supervise teams in the care of elderly and disabled people, in Swedish and Finnish – often both in one room."
                ),
                "education": "Master of Social Services (UAS)\nSupervisor training, 60 credits",
            },
        },
    ),
    person(
        slug="torsti-merenlakeus",
        name="Torsti Merenlakeus",
        role="Työnohjaaja, insinööri (YAMK), työyhteisösovittelija",
        texts={
            "sv": {"role": "Handledare, ingenjör (HYH), medlare"},
            "en": {"role": "Supervisor, master of engineering, mediator"},
        },
        introduction=paragraphs(
            "Tulin työnohjaajaksi teollisuudesta. Autan tiimejä puhumaan asioista, jotka ovat jääneet konehuoneen puolelle."
        ),
        phone="+358400000452",
        email="torsti.merenlakeus@kuuntelo.example",
        looks={"hair": "bald", "beard": True, "tone": 4},
        offices=("vaasa",),
        formats=("individual", "group", "work_community"),
        services=("yksilotyonohjaus", "ryhmatyonohjaus", "tyoyhteison-tyonohjaus"),
        approaches=("Ratkaisukeskeinen", "Systeeminen"),
        work_fields=("Teollisuus", "Johtaminen"),
        education=("Insinööri (YAMK)", "Työnohjaajakoulutus, 60 op", "Työyhteisösovittelijan koulutus"),
        hours=(HoursSpec((1,), "09:00", "17:00", office="vaasa"), HoursSpec((2,), "09:00", "17:00", every=2)),
    ),
)

FORMER = (
    person(
        slug="lea-saarenmaki",
        name="Lea Saarenmäki",
        role="Työnohjaaja, teologi",
        texts={"sv": {"role": "Handledare, teolog"}, "en": {"role": "Supervisor, theologian"}},
        introduction=paragraphs("Ohjasin Kuuntelossa kymmenen vuotta ja jäin eläkkeelle."),
        phone="+358400000423",
        email="lea.saarenmaki@kuuntelo.example",
        looks={"hair": "bob", "tone": 6, "glasses": True},
        offices=("tampere",),
        approaches=("Narratiivinen",),
        work_fields=("Järjestötyö",),
        education=("Teologian maisteri", "Työnohjaajakoulutus, 60 op"),
        hours=(HoursSpec((1,), "09:00", "15:00", office="tampere"),),
        accepts_new_clients=False,
        active=False,
    ),
)

SUPERVISORS = (*HELSINKI, *TAMPERE, *TURKU, *OULU, *VAASA, *FORMER)
