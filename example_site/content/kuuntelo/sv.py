"""Some of the pages in Swedish."""

from dataclasses import replace

from example_site.content.schema import (
    PageSpec,
    Ref,
    bullet_list,
    call_to_action,
    faq,
    finder,
    free_times,
    guide,
    html_list,
    key_facts,
    paragraphs,
    services,
    text_section,
)

from .people import SUPERVISORS

HOME = PageSpec(
    page_type="home",
    key="home",
    title="Kuuntelo",
    slug="kuuntelo-sv",
    description="Arbetshandledning i fem städer och på distans i hela Finland.",
    introduction="Elva handledare i fem städer, och på distans i hela Finland.",
    values={"headline": "Arbetshandledning som börjar med att lyssna", "image": Ref("picture", "hero")},
    body=(
        finder("Hitta en handledare"),
        guide(introduction="Tre frågor, och du ser vilka tjänster och handledare som passar."),
        text_section(
            "Boka på det sätt som passar dig",
            "Ring kundtjänsten i din region, lämna en kontaktbegäran eller kontakta en handledare direkt. Varje handledares "
            "telefonnummer och e-postadress finns på den egna sidan.",
        ),
        services(
            "Fyra former av handledning",
            "yksilotyonohjaus",
            "parityonohjaus",
            "ryhmatyonohjaus",
            "tyoyhteison-tyonohjaus",
        ),
        free_times("Nästa lediga tider", number=6),
        text_section(
            "För vem?",
            "Handledning används mest inom social- och hälsovården, och för en del yrken är den lagstadgad. Den passar lika väl "
            "inom fostran och undervisning och har blivit vanligare också i företag.",
        ),
        call_to_action("Fråga mer", "Kundtjänsten hjälper dig att hitta en handledare som passar."),
    ),
)

INDIVIDUAL = PageSpec(
    page_type="service",
    key="yksilotyonohjaus",
    title="Individuell handledning",
    slug="individuell-handledning",
    description="Handledning på tu man hand i fem städer och på distans.",
    introduction="En timme eller en och en halv som bara är din och ditt arbetes.",
    values={
        "service": Ref("service", "yksilotyonohjaus"),
        "image": Ref("picture", "room"),
        "about": paragraphs(
            "Du ser på ditt arbete i förhållande till dig själv och till andra, tillsammans med en utomstående fackperson som "
            "möter dig som jämlike."
        ),
        "audience": html_list(
            "när du är ny i din uppgift eller arbetar som chef",
            "när arbetet tär på krafterna",
            "när du vill utvecklas i ditt yrke och påverka mer.",
        ),
        "methods": paragraphs(
            "Vi samtalar. Bilder, kort och andra aktiva arbetssätt används när de är till hjälp för dig."
        ),
    },
)

GROUP = PageSpec(
    page_type="service",
    key="ryhmatyonohjaus",
    title="Grupphandledning",
    slug="grupphandledning",
    description="Handledning för grupper på 3–6 personer.",
    introduction="Av andras erfarenheter lär man sig sådant som man inte hade kommit på att fråga.",
    values={
        "service": Ref("service", "ryhmatyonohjaus"),
        "image": Ref("picture", "lake"),
        "about": paragraphs(
            "I gruppen ingår tre till sex yrkespersoner från samma team, samma yrke eller helt olika arbetsplatser. Var och en tar "
            "i tur och ordning upp situationer ur det egna arbetet."
        ),
        "goals": html_list("stöd av kolleger", "en starkare yrkesidentitet", "nya sätt att tänka och handla"),
        "practicalities": paragraphs("Deltagare, längd och tystnadsplikt skrivs in i ett gemensamt avtal."),
    },
)

SERVICES = PageSpec(
    page_type="service_index",
    key="services",
    title="Arbetshandledning",
    slug="arbetshandledning",
    description="Vad arbetshandledning är, vad den syftar till och hur den går till hos Kuuntelo.",
    introduction="Ett sätt att lära och växa i sitt yrke, i ett jämlikt och förtroligt samtal.",
    body=(
        text_section(
            "Vad är arbetshandledning?",
            "Handledning bygger på ett frivilligt gemensamt avtal. Man ser på vad det egna arbetet består av och prövar andra sätt "
            "att tänka och handla. Det hjälper en att klara sitt arbete, orka och må bra.",
        ),
        bullet_list(
            "Mål",
            "att kunna hushålla med sina krafter",
            "yrkesmässig utveckling och motivation",
            "mer inflytande över och ansvar för det egna arbetet",
            "bättre arbetsklimat och ömsesidigt förtroende",
            "bättre arbetssätt och kvalitet",
        ),
        key_facts(
            "I praktiken",
            "",
            ("Längd", "60–90 minuter per gång"),
            ("Rytm", "regelbundet, oftast en gång i månaden"),
            ("Form", "individuellt, i par, i grupp eller med hela arbetsgemenskapen"),
            ("Plats", "hos oss, hos er eller via skyddad videoförbindelse"),
        ),
        faq(
            "Vanliga frågor",
            (
                "Vem betalar?",
                "Antingen du själv eller din arbetsgivare med en betalningsförbindelse. Oftast tar man först upp saken med sin chef.",
            ),
            (
                "Vem får ge handledning?",
                "Handledaren har en examen och fortbildning eller specialisering inom sitt område samt lång arbetserfarenhet. "
                "En del har dessutom en egentlig handledarutbildning.",
            ),
        ),
    ),
    children=(INDIVIDUAL, GROUP),
)

PEOPLE = PageSpec(
    page_type="supervisor_index",
    key="supervisors",
    title="Handledare",
    slug="handledare",
    description="Kuuntelos handledare stadsvis: kontaktuppgifter, kunnande och lediga tider.",
    introduction="Ring eller skriv direkt till handledaren, eller se först efter lediga tider.",
    values={"group_by_city": True},
    children=tuple(
        PageSpec(
            page_type="supervisor",
            key=one.slug,
            title=one.name,
            slug=one.slug,
            description=f"{one.name}: {one.texts['sv']['role']}.",
            values={"supervisor": Ref("supervisor", one.slug)},
            in_menu=False,
        )
        for one in SUPERVISORS
        if "sv" in one.languages
    ),
)

CONTACT = PageSpec(
    page_type="contact",
    key="contact",
    title="Kontakt",
    slug="kontakt",
    description="Regionernas kundtjänster och kontaktformulär.",
    introduction="Lämna en kontaktbegäran eller ring kundtjänsten i din region. Vi svarar senast följande vardag.",
    values={"form_heading": "Kontaktbegäran"},
)

PRIVACY = PageSpec(
    page_type="standard",
    key="privacy",
    title="Dataskydd",
    slug="dataskydd",
    description="Hur Kuuntelo behandlar personuppgifter i kontaktbegäran.",
    in_menu=False,
    body=(
        text_section(
            "Vilka uppgifter behandlas",
            "Uppgifterna i formuläret sparas i Kuuntelos eget system. De syns för regionens kundtjänst och för den handledare som din "
            "begäran gäller, och används för att svara dig och komma överens om en tid.",
            "Uppgifterna raderas 90 dagar efter att ärendet är avslutat. Du kan be att få se, rätta eller radera dem: "
            "tietosuoja@kuuntelo.example.",
        ),
    ),
)

SV = replace(HOME, children=(SERVICES, PEOPLE, CONTACT, PRIVACY))
