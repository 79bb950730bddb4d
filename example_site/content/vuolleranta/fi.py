"""The pages in Finnish."""

from dataclasses import replace
from datetime import time

from example_site.content.schema import (
    DaysFromNow,
    PageSpec,
    Ref,
    bullet_list,
    call_to_action,
    crisis_notices,
    faq,
    free_times,
    html_list,
    image,
    key_facts,
    links,
    paragraphs,
    services,
    steps,
    text_section,
)

ASSOCIATION = "https://www.suomentyonohjaajat.fi/"

MORE = links(
    "Lisätietoa",
    (ASSOCIATION, "Suomen työnohjaajat ry", "Mitä työnohjaus on ja miten työnohjaajan voi valita."),
)

HOME = PageSpec(
    page_type="home",
    key="home",
    title="Työnohjaus Vuolleranta",
    slug="vuolleranta",
    description="Ratkaisukeskeistä työnohjausta ja kriisityönohjausta Pohjois-Savossa ja etänä.",
    introduction="Ratkaisukeskeistä työnohjausta Pohjois-Savossa: teillä, vuokratilassa tai etänä.",
    values={"headline": "Seuraava askel on usein pieni", "image": Ref("picture", "hero")},
    body=(
        crisis_notices("Apua äkillisiin tilanteisiin"),
        text_section(
            "Mihin ratkaisukeskeinen työnohjaus vie?",
            "Työnohjauksessa tutkitaan omaa työtä, arvioidaan sitä ja kehitetään sitä koulutetun työnohjaajan kanssa. "
            "Kokemuksille, tunteille ja kysymyksille, joita työ ja työyhteisö herättävät, etsitään nimi ja järjestys.",
            "Ratkaisukeskeinen ote suuntaa katseen siihen, mitä halutaan lisää. Sillä saadaan tavoitteet kirkkaammiksi, "
            "työt paremmin järjestykseen, yhteistyö toimimaan ja kuormaa kevyemmäksi, ja voimia jää myös vapaalle.",
        ),
        services("Palvelut", "ratkaisukeskeinen-tyonohjaus", "kriisityonohjaus"),
        bullet_list(
            "Hyötyjä, jotka työpaikalla huomataan",
            "Kaikki tietävät, mihin yhdessä pyritään.",
            "Roolit ja tehtävät selkiytyvät: omat, tiimin ja koko organisaation.",
            "Arki rullaa vähemmällä kitkalla.",
            "Opitaan uutta, ja muutoksiin on helpompi tarttua.",
            "Johtaminen ja yhteistyö paranevat.",
            "Tuottavuudelle ja kilpailukyvylle syntyy tilaa kasvaa.",
        ),
        links("", (Ref("page", "effects"), "Mitä tutkimus sanoo", "Työnohjauksen vaikutuksia työhön ja työyhteisöön.")),
        free_times("Seuraavat vapaat ajat", number=6),
        call_to_action("Puhutaan teidän tilanteestanne", "Varttitunti puhelimessa riittää alkuun."),
    ),
)

SUPERVISION = PageSpec(
    page_type="service",
    key="ratkaisukeskeinen-tyonohjaus",
    title="Ratkaisukeskeinen työnohjaus",
    slug="ratkaisukeskeinen-tyonohjaus",
    description="Sopimus, tapaamisten väli, paikka ja hyödyt: näin ratkaisukeskeinen työnohjaus toimii.",
    introduction="Omat ratkaisut, omaan tahtiin, kohti tavoitetta, jonka olette itse asettaneet.",
    values={
        "service": Ref("service", "ratkaisukeskeinen-tyonohjaus"),
        "show_supervisors": False,
        "image": Ref("picture", "room"),
        "about": paragraphs(
            "Työnohjaus on prosessi: useampi tapaaminen ja niiden välissä arki, jossa kokeillaan ja opitaan kokemuksesta. "
            "Tapaamisissa palataan siihen, mitä on tapahtunut, ja katsotaan sitä sovittujen tavoitteiden valossa.",
            "Terapiaa työnohjaus ei ole, vaikka se voi tehdä hyvää samalla tavalla. Aiheena on työ.",
        ),
        "audience": paragraphs(
            "Yksittäisille työntekijöille ja esihenkilöille, ryhmille sekä kokonaisille työyhteisöille."
        ),
        "goals": paragraphs("Tavoitteet muotoilemme yhdessä. Tavallisimmat liittyvät näihin:")
        + html_list(
            "työn tavoitteet selviksi",
            "jaksaminen ja sopiva kuormitus",
            "työn organisointi ja sujuvuus",
            "yhteistyö työparin, tiimin tai verkoston kanssa.",
        ),
        "methods": paragraphs(
            "En neuvo enkä anna ohjeita. Kysyn niin, että löydätte omat keinonne saada työ sujumaan, ja autan purkamaan "
            "mutkikkaita tilanteita osiin, joista voi oppia.",
            "Kaikki, mitä puhutaan, on luottamuksellista. Jokainen ratkaisee itse, mitä kertoo ja miten paljon.",
        ),
        "practicalities": html_list(
            "<b>Sopimus</b> tehdään aina kirjallisesti: tavoitteet, määrä, hinta, luottamuksellisuus ja arviointi.",
            "<b>Väli</b> on tavallisesti kahdesta neljään viikkoa.",
            "<b>Kesto</b> on tunnista puoleentoista.",
            "<b>Paikka</b> on teidän tilanne, vuokratila Kuopiossa tai Iisalmessa tai videoyhteys.",
        ),
    },
    body=(
        steps(
            "Prosessin kulku",
            ("Tutustuminen", "Puhelu tai tapaaminen, jossa kuulen, mitä tarvitaan. Maksuton."),
            ("Sopimus", "Kirjataan tavoitteet ja ehdot. Allekirjoittajina ovat tilaaja, ohjattavat ja minä."),
            ("Tapaamiset", "Jokaisella kerralla jotakin vietäväksi arkeen ja jotakin, jonka arki tuo takaisin."),
            ("Väliarvio", "Puolivälissä tarkistetaan suunta: mikä on jo paremmin ja mikä vielä odottaa."),
            ("Päätös", "Lopuksi arvioidaan, mitä saatiin aikaan ja miten se pidetään yllä."),
        ),
        faq(
            "Usein kysyttyä",
            ("Onko työnohjaus terapiaa?", "Ei. Se voi keventää oloa, mutta sen kohde on työ eikä yksityiselämä."),
            (
                "Saako esihenkilö tietää, mitä sanoin?",
                "Ei minulta. Tilaajalle kerrotaan vain se, mistä ohjattavien kanssa on sovittu.",
            ),
            ("Kuinka monta kertaa tavataan?", "Tavallisin sopimus on kymmenen tapaamista vuoden aikana."),
        ),
        MORE,
    ),
)

CRISIS = PageSpec(
    page_type="service",
    key="kriisityonohjaus",
    title="Kriisityönohjaus",
    slug="kriisityonohjaus",
    description="Tiivis työnohjaussarja työssä kohdatun kriisin jälkeen.",
    introduction="Kun työssä on tapahtunut jotain, minkä jälkeen ei voi vain jatkaa.",
    values={
        "service": Ref("service", "kriisityonohjaus"),
        "show_supervisors": False,
        "image": Ref("picture", "lake"),
        "about": paragraphs(
            "Kriisityönohjaus on tarkoitettu tilanteisiin, joissa työn tekeminen tai työkyky on ollut vaarassa tai vakavasti "
            "uhattuna. Kyse voi olla yhdestä ihmisestä, tiimistä tai koko yhteisöstä."
        ),
        "audience": html_list(
            "väkivalta- tai uhkatilanteen kokeneille",
            "työtoverin tai asiakkaan äkillisen kuoleman jälkeen",
            "onnettomuuden, vakavan virheen tai läheltä piti -tilanteen jälkeen",
            "työyhteisölle, jota on kohdannut äkillinen iso muutos.",
        ),
        "goals": paragraphs(
            "Tapahtunut ja sen herättämät tunteet ja ajatukset puretaan yhdessä, jotta työhön voi palata ammattilaisena."
        ),
        "content": paragraphs(
            "Asialla on kiire, joten tapaamiset ovat lähellä toisiaan: muutaman kerran sarja, ensimmäinen parin päivän sisällä. "
            "Kun kriisi on käsitelty, voimme tarvittaessa jatkaa tavallisena työnohjauksena, yksin, ryhmässä tai koko työyhteisön kanssa."
        ),
        "practicalities": paragraphs(
            "Tulen paikalle Pohjois-Savossa; etätapaaminen onnistuu usein jo samana päivänä. Laskutan työnantajaa, "
            "kirjallinen sopimus tehdään ensimmäisen tapaamisen yhteydessä.",
            "Hätätilanteessa soita aina 112. Kriisityönohjaus ei korvaa päivystystä eikä kriisipuhelinta.",
        ),
    },
    body=(
        crisis_notices("Juuri nyt"),
        key_facts(
            "Sarja esimerkkinä",
            "",
            ("1. tapaaminen", "1–2 päivän kuluttua: mitä tapahtui ja mikä tilanne on nyt"),
            ("2. tapaaminen", "viikon kuluessa: ajatukset, tunteet ja oireet"),
            ("3. tapaaminen", "noin kahden viikon kuluttua: mikä auttaa ja kuka tarvitsee vielä tukea"),
            ("4. tapaaminen", "kuukauden kuluttua: paluu arkeen, sovitaan jatkosta"),
        ),
    ),
)

SERVICES = PageSpec(
    page_type="service_index",
    key="services",
    title="Palvelut",
    slug="palvelut",
    description="Ratkaisukeskeinen työnohjaus ja kriisityönohjaus.",
    introduction="Säännöllistä työnohjausta ja nopeaa apua, kun jotain on sattunut.",
    children=(SUPERVISION, CRISIS),
)

EFFECTS = PageSpec(
    page_type="standard",
    key="effects",
    title="Hyödyt",
    slug="hyodyt",
    description="Mitä hyötyä työnohjauksesta on ja mitä tutkimuksissa on havaittu.",
    introduction="Mitä työnohjaus saa aikaan työpaikalla, ja mihin tutkimukset ovat kiinnittäneet huomiota.",
    values={"image": Ref("picture", "lake")},
    body=(
        bullet_list(
            "Mitä hyötyä työnohjauksesta on?",
            "yhteinen käsitys tavoitteista",
            "selkeät tehtävät ja roolit itselle, ryhmälle ja organisaatiolle",
            "sujuvampi työ",
            "oppiminen ja valmius muuttua",
            "parempi johtaminen ja yhteistyö",
            "mahdollisuus kasvattaa tuottavuutta ja kilpailukykyä",
        ),
        bullet_list(
            "Tutkimuksissa havaittua",
            "Työn laatu ja tehokkuus kohenevat, ja asiakkaat ovat tyytyväisempiä.",
            "Ammatti-identiteetti vahvistuu.",
            "Työssä jaksetaan paremmin: kun kokemuksia saa jakaa, tunne omasta voimasta kasvaa.",
            "Toisilta opitaan.",
            "Ilmapiiri paranee ja poissaoloja on vähemmän.",
            "Esihenkilötyö ja johtaminen kehittyvät.",
            "Perustehtävä on selvempi.",
            "Yhdessä voidaan sopia siitä, millaista laatua työltä vaaditaan.",
            "Eri ammattien yhteistyö saa rakenteen.",
            introduction="Tutkimuksia on tehty erityisesti sosiaali- ja terveysalalla. Niissä toistuvat seuraavat vaikutukset:",
        ),
        image("hero", "Kivet johtavat veden yli", "Muutos tehdään askel kerrallaan."),
        MORE,
        call_to_action("Kiinnostuitteko?", "Kerron mielelläni lisää."),
    ),
)

NOTICE = PageSpec(
    page_type="crisis",
    key="notice-threat",
    title="Uhkatilanteen jälkeen: tukea vastaanottojen ja päivystysten väelle",
    slug="uhkatilanteen-jalkeen",
    description="Kriisityönohjausta uhka- ja väkivaltatilanteita kohdanneille työyhteisöille Pohjois-Savossa.",
    introduction="Ensimmäinen tapaaminen kahden arkipäivän sisällä, tarvittaessa jo samana iltana etänä.",
    values={
        "service": Ref("service", "kriisityonohjaus"),
        "situation": paragraphs(
            "Viime kuukausina vastaanotoilla ja päivystyksissä on ollut tavallista enemmän uhkatilanteita. Tämä on tarkoitettu "
            "niille, jotka ovat olleet paikalla, ja heidän työyhteisöilleen, myös niille, jotka kuulivat tapahtuneesta vasta "
            "jälkeenpäin."
        ),
        "offer": paragraphs(
            "Luottamuksellinen purku tapahtuneen jälkeen, yksin tai porukalla, työpaikalla tai etänä. Aikaa on myös "
            "esihenkilölle, joka miettii, miten toimia."
        ),
        "response_time": "Ensimmäinen tapaaminen kahden arkipäivän kuluessa",
        "series_plan": paragraphs("Kolme tai neljä tapaamista lähellä toisiaan:")
        + html_list(
            "1–2 päivän kuluttua, 90 minuuttia",
            "viikon kuluessa",
            "kahden viikon kuluttua",
            "tarvittaessa vielä kuukauden päästä",
        ),
        "follow_up": paragraphs(
            "Sarjan päätteeksi katsotaan, riittikö tämä. Työ voi jatkua tavallisena työnohjauksena, ja yksittäinen "
            "työntekijä voidaan ohjata työterveyshuoltoon."
        ),
        "phone": "+358400000304",
        "phone_hours": "joka päivä klo 8–20",
        "phone_opens": time(8),
        "phone_closes": time(20),
        "valid_from": DaysFromNow(-3, 8),
        "valid_until": DaysFromNow(45, 20),
    },
)

ENDING_NOTICE = PageSpec(
    page_type="crisis",
    key="notice-fire",
    title="Varaston palon jälkeen: tukea satama-alueen työpaikoille",
    slug="varaston-palon-jalkeen",
    description="Kriisityönohjausta työyhteisöille, joiden työpaikan lähellä on palanut.",
    introduction="Purkutapaamisia työyhteisöille, joiden arkeen palo on vaikuttanut.",
    values={
        "service": Ref("service", "kriisityonohjaus"),
        "situation": paragraphs("Tarkoitettu satama-alueen työpaikoille ja niille, jotka olivat auttamassa."),
        "offer": paragraphs("Yksi tai kaksi tapaamista työpaikalla. Esihenkilö voi soittaa ensin yksin."),
        "response_time": "Kahden arkipäivän kuluessa",
        "valid_from": DaysFromNow(-20, 8),
        "valid_until": DaysFromNow(2, 20),
    },
)

DRAFT_NOTICE = PageSpec(
    page_type="crisis",
    key="notice-draft",
    title="Liikenneonnettomuuden jälkeen: tukea kuljetusalan työpaikoille",
    slug="liikenneonnettomuuden-jalkeen",
    description="Luonnos: kriisityönohjausta kuljetusalan työpaikoille.",
    draft=True,
    values={
        "service": Ref("service", "kriisityonohjaus"),
        "situation": paragraphs("Tarkoitettu kuljetusalan työpaikoille."),
        "offer": paragraphs("Luottamuksellinen purku yksin tai porukalla."),
        "response_time": "Kahden arkipäivän kuluessa",
        "valid_from": DaysFromNow(1, 8),
        "valid_until": DaysFromNow(30, 20),
    },
)

PAST_NOTICE = PageSpec(
    page_type="crisis",
    key="notice-past",
    title="Tukea koulujen henkilöstölle kevätlukukaudella",
    slug="tukea-koulujen-henkilostolle",
    description="Päättynyt tarjous: kriisityönohjausta koulujen henkilöstölle.",
    values={
        "service": Ref("service", "kriisityonohjaus"),
        "situation": paragraphs("Tarkoitettu koulujen henkilöstölle kevään vakavien tapahtumien jälkeen."),
        "offer": paragraphs("Kolmen tapaamisen sarja opettajainhuoneille ja ohjaajatiimeille."),
        "response_time": "Kahden arkipäivän kuluessa",
        "valid_from": DaysFromNow(-160, 8),
        "valid_until": DaysFromNow(-90, 20),
    },
)

NOTICES = PageSpec(
    page_type="crisis_index",
    key="notices",
    title="Kriisituki nyt",
    slug="ajankohtaista-tukea",
    description="Voimassa olevat kriisityönohjauksen tarjoukset.",
    introduction="Mitä on tarjolla juuri nyt, kun työpaikalla on tapahtunut jotain vakavaa.",
    children=(NOTICE, ENDING_NOTICE, DRAFT_NOTICE, PAST_NOTICE),
)

ME = PageSpec(
    page_type="supervisor",
    key="henrik-vuolleranta",
    title="Minusta",
    slug="henrik-vuolleranta",
    description="Ratkaisukeskeinen työnohjaaja Henrik Vuolleranta, Kuopio ja Iisalmi.",
    values={"supervisor": Ref("supervisor", "henrik-vuolleranta")},
    body=(
        text_section(
            "Miten teen työtä",
            "Kysyn usein asteikolla yhdestä kymmeneen, en siksi että numero olisi tärkeä, vaan siksi että siitä seuraa hyvä "
            "jatkokysymys: mikä auttoi, ettei luku ole pienempi? Siitä löytyy yleensä jokin, jota kannattaa tehdä lisää.",
        ),
    ),
)

CONTACT = PageSpec(
    page_type="contact",
    key="contact",
    title="Yhteys",
    slug="ota-yhteytta",
    description="Yhteystiedot, tapaamispaikat ja yhteydenottolomake.",
    introduction="Arkisin vastaan puhelimeen klo 8–17. Kriisiasioissa numero on 040 000 0304, joka päivä klo 8–20.",
    values={"form_heading": "Yhteydenottopyyntö"},
)

PRIVACY = PageSpec(
    page_type="standard",
    key="privacy",
    title="Tietosuojaseloste",
    slug="tietosuoja",
    description="Yhteydenottojen henkilötiedot.",
    in_menu=False,
    body=(
        text_section(
            "Mihin tietoja käytetään",
            "Rekisterinpitäjä on Työnohjaus Vuolleranta, Kuopio. Lomakkeen tietoja käytetään yhteydenottoon vastaamiseen ja "
            "tapaamisen sopimiseen, eikä niitä luovuteta eteenpäin.",
            "Hoidetun asian tiedot poistetaan 90 päivän kuluttua. Omat tietonsa saa nähdä, korjata ja poistattaa: "
            "henrik@vuolleranta.example.",
        ),
    ),
)

FI = replace(HOME, children=(SERVICES, EFFECTS, NOTICES, ME, CONTACT, PRIVACY))
