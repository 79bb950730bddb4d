"""The pages in Finnish."""

from dataclasses import replace

from example_site.content.schema import (
    PageSpec,
    Ref,
    answer,
    bullet_list,
    calendar_subscription,
    call_to_action,
    faq,
    finder,
    free_times,
    guide,
    html_list,
    image,
    key_facts,
    links,
    offices,
    paragraphs,
    question,
    services,
    steps,
    supervisors,
    text_section,
)

from .people import SUPERVISORS

ORDER = ("yksilotyonohjaus", "parityonohjaus", "ryhmatyonohjaus", "tyoyhteison-tyonohjaus")

HOME = PageSpec(
    page_type="home",
    key="home",
    title="Kuuntelo",
    slug="kuuntelo",
    description="Työnohjausta viidessä kaupungissa ja etänä koko Suomessa.",
    introduction="Yksitoista työnohjaajaa viidessä kaupungissa ja etänä kaikkialla Suomessa.",
    values={"headline": "Työnohjaus, joka alkaa kuuntelemisesta", "image": Ref("picture", "hero")},
    body=(
        finder("Etsi työnohjaaja"),
        guide(
            "Mitä työnohjaus voisi olla sinulle?",
            "Kolme kysymystä, ja näet sopivat palvelut ja työnohjaajat.",
            question(
                "Ketkä tulevat ohjaukseen?",
                answer("Minä yksin", service=Ref("service", "yksilotyonohjaus")),
                answer("Minä ja työparini", service=Ref("service", "parityonohjaus")),
                answer("Ryhmä", "Samasta työpaikasta tai eri työpaikoista.", service=Ref("service", "ryhmatyonohjaus")),
                answer(
                    "Koko työyhteisö", "Esihenkilö mukaan lukien.", service=Ref("service", "tyoyhteison-tyonohjaus")
                ),
                answer("En tiedä vielä"),
            ),
            question(
                "Mistä haluat puhua?",
                answer("Jaksamisesta ja työn ilosta"),
                answer("Johtamisesta ja esihenkilötyöstä", search="johtaminen"),
                answer("Asiakas- tai potilastyöstä", "Sosiaali- ja terveysalalla.", search="terveydenhuolto"),
                answer("Koulun tai päiväkodin arjesta", search="opetusala"),
                answer("Jostakin muusta"),
            ),
            question("Missä tapaamme?", answer("Sillä ei ole väliä"), with_places=True),
        ),
        text_section(
            "Varaa aika tavalla, joka sopii sinulle",
            "Soita alueesi asiakaspalveluun, lähetä yhteydenottopyyntö tai ota yhteys suoraan työnohjaajaan. Jokaisen "
            "työnohjaajan puhelinnumero ja sähköposti löytyvät kaupungeittain.",
        ),
        links(
            "",
            (
                Ref("page", "supervisors"),
                "Etsi työnohjaaja",
                "Rajaa kaupungin, toimialan, kielen tai viitekehyksen mukaan.",
            ),
            (Ref("page", "offices"), "Asiakaspalvelut alueittain", "Puhelinnumerot ja palveluajat."),
            (Ref("page", "begin"), "Näin pääset alkuun", "Itse maksaen tai työnantajan maksusitoumuksella."),
        ),
        services("Neljä tapaa olla ohjauksessa", *ORDER),
        free_times("Seuraavat vapaat ajat koko maassa", number=8),
        text_section(
            "Kenelle?",
            "Työnohjausta käytetään eniten sosiaali- ja terveysalalla. Hoitotyössä ja terapiatyössä se on tavallista, ja osassa "
            "ammateista siitä säädetään laissa. Yhtä hyvin se sopii kasvatus- ja opetusalalle ja muihin ammatteihin, ja "
            "yrityksissä siitä on tullut yhä tutumpaa.",
        ),
        call_to_action("Kysy lisää", "Asiakaspalvelu auttaa löytämään sopivan työnohjaajan.", times="supervisors"),
    ),
)


def service_page(slug: str, title: str, description: str, introduction: str, image: str, **values: str) -> PageSpec:
    return PageSpec(
        page_type="service",
        key=slug,
        title=title,
        slug=slug,
        description=description,
        introduction=introduction,
        values={"service": Ref("service", slug), "image": Ref("picture", image), "show_form": False, **values},
        body=(
            links(
                "Seuraavaksi",
                (Ref("page", "begin"), "Näin pääset alkuun", "Kuka maksaa ja miten sopimus tehdään."),
                (Ref("page", "contact"), "Ota yhteyttä", "Lomake tai alueesi asiakaspalvelu."),
            ),
        ),
    )


INDIVIDUAL = service_page(
    "yksilotyonohjaus",
    "Yksilötyönohjaus",
    "Kahdenkeskistä työnohjausta viidessä kaupungissa ja etänä.",
    "Tunti tai puolitoista, joka kuuluu vain sinulle ja työllesi.",
    "room",
    about=paragraphs(
        "Yksilötyönohjauksessa tarkastelet työtäsi suhteessa itseesi ja toisiin. Keskustelukumppanisi on ulkopuolinen "
        "ammattilainen, jonka kanssa olet tasaveroinen."
    ),
    audience=html_list(
        "kun olet aloittanut uudessa tehtävässä tai esihenkilönä",
        "kun työ kuormittaa ja kaipaat keinoja säädellä voimiasi",
        "kun haluat kehittyä ammattilaisena ja vaikuttaa työhösi enemmän.",
    ),
    methods=paragraphs(
        "Pääosin keskustellaan. Kuvia, kortteja tai muita toiminnallisia tapoja käytetään, jos niistä on sinulle apua."
    ),
)

PAIR = service_page(
    "parityonohjaus",
    "Parityönohjaus",
    "Työnohjausta työparille: yhteinen tehtävä, kaksi näkökulmaa.",
    "Kun työ tehdään kahdestaan, se kannattaa joskus myös katsoa kahdestaan.",
    "lake",
    about=paragraphs(
        "Parityönohjaus sopii työparille, joka jakaa asiakkaat, luokan, osaston tai johtamisen. Ohjaaja pitää huolen, että "
        "kumpikin tulee kuulluksi."
    ),
    goals=html_list("työnjako ja yhteinen linja", "luottamus ja avoin puhe", "tavat ratkaista erimielisyydet ajoissa"),
)

GROUP = service_page(
    "ryhmatyonohjaus",
    "Ryhmätyönohjaus",
    "Työnohjausta 3–6 hengen ryhmälle samasta tai eri työpaikoista.",
    "Muiden kokemuksista oppii sellaista, mitä ei huomaisi kysyä.",
    "room",
    about=paragraphs(
        "Ryhmässä on kolmesta kuuteen ammattilaista. He voivat olla samasta tiimistä, samasta ammatista tai kokonaan eri taloista. "
        "Jokainen tuo vuorollaan tilanteita omasta työstään."
    ),
    goals=html_list(
        "vertaistuki ja toisilta oppiminen", "ammatti-identiteetin vahvistuminen", "uusia tapoja ajatella ja toimia"
    ),
    practicalities=paragraphs("Ryhmän jäsenet, kesto ja luottamuksellisuus kirjataan yhteiseen sopimukseen."),
)

COMMUNITY = service_page(
    "tyoyhteison-tyonohjaus",
    "Työyhteisön työnohjaus",
    "Työnohjausta koko työyhteisölle ja sen esihenkilöille.",
    "Kun asia koskee kaikkia, siitä puhutaan kaikkien kanssa.",
    "lake",
    about=paragraphs(
        "Työyhteisön työnohjauksessa ovat mukana sekä työntekijät että lähiesihenkilö. Tarkastellaan yhteistä työtä: mikä sujuu, "
        "mikä takkuaa ja mistä pitäisi sopia."
    ),
    goals=html_list(
        "ilmapiiri ja keskinäinen luottamus",
        "toimivammat työtavat",
        "työn laatu ja tehokkuus",
    ),
    practicalities=paragraphs(
        "Ohjaaja tapaa ensin tilaajan. Tavoitteet tarkennetaan koko työyhteisön kanssa ensimmäisellä kerralla."
    ),
)

SERVICES = PageSpec(
    page_type="service_index",
    key="services",
    title="Työnohjaus",
    slug="tyonohjaus",
    description="Mitä työnohjaus on, mihin sillä pyritään ja miten se toteutetaan Kuuntelossa.",
    introduction="Ammatissa oppimista ja kasvamista, tasavertaisessa ja luottamuksellisessa keskustelussa.",
    body=(
        text_section(
            "Mitä työnohjaus on?",
            "Työnohjaus on tapa oppia omassa ammatissa. Ohjaaja ja ohjattavat sopivat siitä yhdessä ja vapaaehtoisesti, ja sopimus "
            "on pohja kaikelle muulle.",
            "Ohjauksessa katsotaan, mistä oma työ koostuu, ja kokeillaan toisenlaisia tapoja ajatella ja toimia. Se auttaa "
            "suoriutumaan, jaksamaan ja voimaan hyvin. Kantavana voimana ovat luottamus, vuorovaikutus ja ohjattavien omat oivallukset.",
            "Vaikutukset ulottuvat ihmisestä työyhteisöön ja itse työhön. Työnohjaajamme tuntevat eri ammatteja ja auttavat "
            "tutkimaan, arvioimaan ja kehittämään juuri sitä työtä, jota te teette.",
        ),
        bullet_list(
            "Tavoitteet",
            "taito säädellä voimavarojaan ja jaksaa työssä",
            "työskentelytapojen ja ammatti-identiteetin kehittyminen",
            "ammatillinen kasvu ja motivaatio",
            "vaikutusmahdollisuudet ja vastuu omasta työstä",
            "työilmapiiri ja keskinäinen luottamus",
            "paremmat työtavat, työn laatu ja tehokkuus",
            introduction="Tarkat tavoitteet, sisältö ja rakenne sovitaan kolmen kesken: tilaaja, osallistujat ja työnohjaaja. "
            "Tavallisimpia ovat:",
        ),
        text_section(
            "Menetelmät ja rakenne",
            "Jokaisella työnohjaajalla on oma teoreettinen viitekehyksensä, esimerkiksi ratkaisukeskeinen tai voimavarakeskeinen. "
            "Tärkein menetelmä on keskustelu, jonka rinnalla käytetään tarvittaessa toiminnallisia työtapoja.",
        ),
        key_facts(
            "Käytännössä",
            "",
            ("Kesto", "60–90 minuuttia kerrallaan"),
            ("Rytmi", "säännöllisesti, useimmiten kerran kuukaudessa"),
            ("Jakso", "pituudesta sovitaan tilaajan kanssa"),
            ("Muoto", "yksilö, pari, ryhmä tai työyhteisö"),
            ("Paikka", "Kuuntelon tiloissa, teillä tai suojatulla videoyhteydellä"),
        ),
    ),
    children=(INDIVIDUAL, PAIR, GROUP, COMMUNITY),
)

REMOTE = PageSpec(
    page_type="standard",
    key="remote",
    title="Etätyönohjaus",
    slug="etatyonohjaus",
    description="Työnohjausta suojatulla videoyhteydellä, työnohjaaja mistä tahansa kaupungista.",
    introduction="Valitse työnohjaaja hänen osaamisensa perusteella, ei kotipaikan.",
    values={"image": Ref("picture", "lake")},
    body=(
        text_section(
            "Sama työnohjaus, suojattu videoyhteys",
            "Etätyönohjaus on rinnalla kulkeva vaihtoehto lähitapaamiselle. Tapaamme suojatulla videovastaanotolla, jonne "
            "pääset sähköpostiin tulevasta linkistä.",
            "Voit valita kenet tahansa työnohjaajistamme, asuipa hän missä tahansa. Moni aloittaa kasvokkain ja jatkaa etänä.",
        ),
        bullet_list(
            "Mitä tarvitset",
            "rauhallisen tilan, jossa kukaan ei kuule",
            "tietokoneen, tabletin tai puhelimen, jossa on kamera",
            "verkkoyhteyden; ohjelmaa ei tarvitse asentaa",
        ),
        supervisors(
            "Työnohjaajia, joilla on paljon etäaikoja", "inari-revontaus", "joakim-nackrosholm", "aune-merisuvanto"
        ),
        free_times("Vapaita etäaikoja", number=8, delivery_mode="remote"),
    ),
)

BEGIN = PageSpec(
    page_type="standard",
    key="begin",
    title="Näin pääset alkuun",
    slug="nain-paaset-alkuun",
    description="Miten työnohjaukseen tullaan: itse maksaen tai työnantajan maksusitoumuksella.",
    introduction="Kaksi reittiä, kolme tapaa ottaa yhteyttä.",
    body=(
        steps(
            "Työnantaja maksaa",
            ("Puhu esihenkilösi kanssa", "Useimmiten tarve otetaan puheeksi ensin omalla työpaikalla."),
            ("Maksusitoumus", "Työnantaja antaa maksusitoumuksen, josta näkyy tapaamisten määrä ja laskutusosoite."),
            ("Valitkaa työnohjaaja", "Yhteyttä voi ottaa työntekijä, esihenkilö tai henkilöstöhallinto."),
            (
                "Sopimus ja ensimmäinen tapaaminen",
                "Tavoitteista sovitaan yhdessä: tilaaja, osallistujat ja työnohjaaja.",
            ),
        ),
        steps(
            "Maksat itse",
            ("Valitse työnohjaaja", "Selaa kaupungeittain tai kysy asiakaspalvelusta."),
            ("Varaa aika", "Soita, lähetä sähköpostia tai täytä lomake. Vapaat ajat näkyvät työnohjaajan sivulla."),
            ("Tapaatte", "Laskun saat jokaisesta tapaamisesta tai kerran kuukaudessa."),
        ),
        text_section(
            "Onko teillä jo toimintamalli?",
            "Monissa terveydenhuollon organisaatioissa työnohjaus on vakiintunut tapa, ja ohjeet löytyvät valmiina "
            "intranetistä tai henkilöstöhallinnosta. Kannattaa kysyä.",
        ),
        faq(
            "Usein kysyttyä",
            (
                "Kuka voi antaa työnohjausta?",
                "Työnohjaajalla on oman alansa perustutkinto ja tehtävään sopiva täydennys- tai erikoistumiskoulutus sekä vankka "
                "työkokemus. Osalla on lisäksi varsinainen työnohjaajan täydennyskoulutus.",
            ),
            (
                "Voinko ottaa yhteyttä suoraan työnohjaajaan?",
                "Voit: jokaisen puhelinnumero ja sähköposti ovat omalla sivullaan.",
            ),
            (
                "Kuinka pitkä jakso on?",
                "Siitä sopivat tilaaja ja työnohjaaja. Usein aloitetaan viidestä tai kymmenestä kerrasta.",
            ),
            ("Missä tapaamme?", "Kuuntelon tiloissa, teidän työpaikallanne tai suojatulla videoyhteydellä."),
            ("Saanko vaihtaa työnohjaajaa?", "Saat. Kerro asiakaspalveluun, niin etsimme toisen."),
        ),
        call_to_action("Aloitetaanko?", "Asiakaspalvelu vastaa arkisin."),
    ),
)

PEOPLE = PageSpec(
    page_type="supervisor_index",
    key="supervisors",
    title="Työnohjaajat",
    slug="tyonohjaajat",
    description="Kuuntelon työnohjaajat kaupungeittain: yhteystiedot, osaaminen ja vapaat ajat.",
    introduction="Soita tai kirjoita suoraan työnohjaajalle, tai katso ensin vapaat ajat.",
    values={"group_by_city": True},
    children=tuple(
        PageSpec(
            page_type="supervisor",
            key=one.slug,
            title=one.name,
            slug=one.slug,
            description=f"{one.name}: {one.role[0].lower()}{one.role[1:]}.",
            values={"supervisor": Ref("supervisor", one.slug)},
            in_menu=False,
        )
        for one in SUPERVISORS
    ),
)

OFFICES = PageSpec(
    page_type="standard",
    key="offices",
    title="Toimipisteet",
    slug="toimipisteet",
    description="Kuuntelon aluekeskukset, asiakaspalvelun numerot ja palveluajat sekä työnohjaajat kaupungeittain.",
    introduction="Viisi aluekeskusta. Jokaisella on oma asiakaspalvelunsa.",
    values={"image": Ref("picture", "room")},
    body=(
        offices("Aluekeskukset", people=True),
        image("hero", "Holvisilta joen yli", "Tampereen toimipisteestä on lyhyt matka sillalle."),
        calendar_subscription("Koko Kuuntelon vapaat ajat kalenteriin", "Tilattu kalenteri päivittyy itsestään."),
    ),
)

CONTACT = PageSpec(
    page_type="contact",
    key="contact",
    title="Ota yhteyttä",
    slug="ota-yhteytta",
    description="Alueiden asiakaspalvelut ja yhteydenottolomake.",
    introduction="Jätä yhteydenottopyyntö tai soita alueesi asiakaspalveluun. Vastaamme viimeistään seuraavana arkipäivänä.",
    values={"form_heading": "Yhteydenottopyyntö"},
)

PRIVACY = PageSpec(
    page_type="standard",
    key="privacy",
    title="Tietosuojaseloste",
    slug="tietosuoja",
    description="Miten Kuuntelo käsittelee yhteydenottojen henkilötietoja.",
    in_menu=False,
    body=(
        text_section(
            "Mitä tietoja käsitellään",
            "Yhteydenottolomakkeen tiedot tallennetaan Kuuntelon omaan järjestelmään. Ne näkee sen alueen asiakaspalvelu ja se "
            "työnohjaaja, jolle pyyntö on osoitettu. Tietoja käytetään pyyntöön vastaamiseen ja ajan sopimiseen.",
            "Sähköpostilla välitetään vain viite, ei viestisi sisältöä. Hoidetun pyynnön tiedot poistetaan 90 päivän kuluttua.",
            "Voit pyytää nähdä, korjata tai poistaa tietosi: tietosuoja@kuuntelo.example.",
        ),
    ),
)

DRAFT = PageSpec(
    page_type="standard",
    key="draft-autumn",
    title="Ohjausryhmät ensi syksynä",
    slug="ohjausryhmat-ensi-syksyna",
    description="Luonnos: uudet ohjausryhmät esihenkilöille ja opettajille.",
    introduction="Kaksi uutta ryhmää, esihenkilöille ja opettajille.",
    in_menu=False,
    draft=True,
    body=(text_section("Ryhmät", "Aloituspäivät ja hinnat lisätään, kun tilat on varattu."),),
)

FI = replace(HOME, children=(SERVICES, PEOPLE, OFFICES, REMOTE, BEGIN, CONTACT, PRIVACY, DRAFT))
