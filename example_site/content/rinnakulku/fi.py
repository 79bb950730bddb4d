"""The pages in Finnish."""

from dataclasses import replace

from example_site.content.schema import (
    PageSpec,
    Ref,
    bullet_list,
    call_to_action,
    comparison,
    faq,
    free_times,
    html_list,
    links,
    paragraphs,
    supervisors,
    text_section,
)

HOME = PageSpec(
    page_type="home",
    key="home",
    title="Rinnakulku",
    slug="rinnakulku",
    description="Coachingia ja työnohjausta Hämeenlinnassa ja etänä.",
    introduction="Coaching vie kohti tavoitetta, työnohjaus auttaa näkemään työn. Kumpikin panee kehityksen liikkeelle.",
    values={"headline": "Kaksi reittiä eteenpäin", "image": Ref("picture", "hero")},
    body=(
        comparison(
            "Coaching ja työnohjaus vierekkäin",
            "coaching",
            "tyonohjaus",
            (
                "Tavoitteet",
                "Sovitaan aluksi: yksittäinen hanke tai laajempi oma päämäärä, usein myös hyvinvointi",
                "Oma työ tarkasteluun: mitä teen, miten se sujuu ja mihin sitä vien. Lisäksi jaksaminen ja työhyvinvointi",
            ),
            (
                "Keskeinen sisältö",
                "Se, mikä alussa nostettiin tärkeimmäksi: keinoja, ratkaisuja ja omia piileviä voimavaroja",
                "Työ ja sen tekijä: kokemukset, tunteet ja se, mikä kuormittaa",
            ),
            (
                "Menetelmät",
                "Reflektoiva keskustelu arjen tilanteista; valmentaja vastaa prosessista ja suunnasta",
                "Yhteinen pohdinta, jossa työnohjaaja auttaa tulkitsemaan ja jäsentämään",
            ),
            ("Kesto", "4–8 tapaamista", "Vuosi tai pidempään, noin kerran kuukaudessa"),
            ("Kenelle", "Yksilöille", "Yksilöille, ryhmille ja työyhteisöille"),
            introduction="Molemmissa puhutaan luottamuksellisesti ulkopuolisen ammattilaisen kanssa. Ero on siinä, mistä lähdetään.",
        ),
        supervisors("Kumpi meistä?"),
        free_times("Seuraavat vapaat ajat", number=8),
        call_to_action(
            "Etkö tiedä, kumpi sopii?", "Soita, niin mietitään se yhdessä. Ensimmäinen puolituntinen ei maksa mitään."
        ),
    ),
)

COACHING = PageSpec(
    page_type="service",
    key="coaching",
    title="Coaching",
    slug="coaching",
    description="Coachingin tavoitteet, sisältö ja menetelmät.",
    introduction="Ammattilaisen ohjausta vaativaan henkiseen työhön, jossa kohdataan asiakkaita.",
    values={
        "service": Ref("service", "coaching"),
        "image": Ref("picture", "lake"),
        "about": paragraphs("Coachingissa voit")
        + html_list(
            "saada ohjausta vaikeisiin asiakastilanteisiin",
            "punnita ajatuksiasi ja vaihtoehtoisia ratkaisuja",
            "tarkistaa, miten tulkitset sitä, mitä näet",
            "käydä tulevat tilanteet ja niiden ketjut läpi ennen kuin ne ovat käsillä",
            "pallotella ideoita jonkun kanssa, jolla ei ole omaa lehmää ojassa.",
        ),
        "goals": paragraphs(
            "Tuemme sitä, että työskentelet tavoitteellisesti, opit ja kasvat. Tavoitteet asetetaan alussa. Ne voivat liittyä "
            "yhden projektin loppuun viemiseen tai siihen, mitä ylipäätään haluat saada aikaan, ja usein mukana on jokin omaan "
            "hyvinvointiin liittyvä tavoite. Valmentaja auttaa sanomaan tavoitteen ääneen ja katsomaan sitä uudesta suunnasta.",
        ),
        "content": paragraphs(
            "Keskitymme siihen, minkä asetit alussa tärkeimmäksi. Haemme siihen työkaluja, ratkaisuja ja niitä voimavaroja, joita "
            "sinulla jo on mutta jotka eivät ole käytössä. Valmentaja innostaa vaihtamaan näkökulmaa ja rohkaisee ottamaan myös "
            "sen askeleen, joka jännittää.",
        ),
        "methods": paragraphs(
            "Pääasiassa keskustellaan reflektoiden: tarkastelet valmentajan avulla, miten toimit ja miten tulkitset asioita. "
            "Aineisto on arkesi, sen todelliset tilanteet. Valmentaja vastaa prosessista ja siitä, että suunta säilyy. Matkan "
            "varrella seurataan, miten tavoitteet toteutuvat, ja tarvittaessa ne asetetaan uudelleen.",
        ),
        "getting_started": paragraphs(
            "Varaa maksuton puolituntinen. Jos jatkamme, sovimme tavoitteet ja 4–8 tapaamista."
        ),
    },
    body=(links("Vertaa", (Ref("page", "tyonohjaus"), "Työnohjaus", "Sama rakenne, toinen lähtökohta.")),),
)

SUPERVISION = PageSpec(
    page_type="service",
    key="tyonohjaus",
    title="Työnohjaus",
    slug="tyonohjaus",
    description="Työnohjauksen tavoitteet, sisältö ja menetelmät.",
    introduction="Aikaa katsoa työtä, työyhteisöä ja omaa roolia jonkun kanssa.",
    values={
        "service": Ref("service", "tyonohjaus"),
        "image": Ref("picture", "room"),
        "about": paragraphs("Työnohjauksessa voit")
        + html_list(
            "pysähtyä siihen, mikä työssä juuri nyt mietityttää",
            "purkaa kuormittavan tilanteen turvallisesti",
            "selkiyttää omaa rooliasi ja tehtävääsi",
            "palautua ja pitää huolta siitä, että jaksat.",
        ),
        "goals": paragraphs(
            "Työnohjaajan avulla tutkit omaa työtäsi, arvioit sitä ja kehität sitä. Kun työn, työyhteisön ja oman roolin nostamia "
            "kysymyksiä, kokemuksia ja tunteita tulkitaan ja jäsennetään yhdessä, työssä on helpompi jaksaa ja voida hyvin.",
        ),
        "content": paragraphs(
            "Keskiössä on kaksi asiaa: työ ja sinä, joka sitä teet, kaikkine kokemuksinesi ja tunteinesi. Myös henkilökohtaisesti "
            "raskaille asioille on tilaa. Ikävät tunteet, hankaluudet ja solmut sitovat energiaa; kun ne saa käsitellä, energia "
            "vapautuu muuhun.",
        ),
        "methods": paragraphs(
            "Keskustellaan, kysytään ja jäsennetään, tarvittaessa piirtäen tai kuvien avulla. Ryhmässä jokainen vuorollaan tuo "
            "tilanteen, ja muut auttavat katsomaan sitä. Työnohjaaja huolehtii turvallisuudesta ja siitä, että sovittuihin "
            "tavoitteisiin palataan.",
        ),
        "getting_started": paragraphs(
            "Ota yhteyttä yksin tai ryhmänä. Tapaamme kerran veloituksetta ja teemme sitten sopimuksen."
        ),
    },
    body=(links("Vertaa", (Ref("page", "coaching"), "Coaching", "Sama rakenne, toinen lähtökohta.")),),
)

SERVICES = PageSpec(
    page_type="service_index",
    key="services",
    title="Palvelut",
    slug="palvelut",
    description="Coaching ja työnohjaus Rinnakulussa.",
    introduction="Kumpikin palvelu kerrotaan samassa järjestyksessä, jotta niitä on helppo verrata.",
    body=(
        bullet_list(
            "Molemmissa",
            "puhutaan luottamuksellisesti riippumattoman ammattilaisen kanssa",
            "sovitaan alussa, mitä tavoitellaan",
            "ratkaisut syntyvät sinun työstäsi, eivät oppikirjasta",
        ),
        faq(
            "Kumpi?",
            ("Minulla on projekti, joka pitää saada maaliin.", "Aloita coachingista."),
            ("Työ tuntuu raskaalta, enkä tiedä miksi.", "Aloita työnohjauksesta."),
            (
                "Olemme tiimi ja haluamme puhua yhteisestä työstämme.",
                "Ryhmän tai työyhteisön työnohjaus on sitä varten.",
            ),
        ),
    ),
    children=(COACHING, SUPERVISION),
)

PEOPLE = PageSpec(
    page_type="supervisor_index",
    key="supervisors",
    title="Me",
    slug="me",
    description="Oona Vaahteranta ja Risto Kallionurmi.",
    introduction="Coach ja työnohjaaja, kaksi taustaa saman käytävän varrella.",
    values={"show_filters": False},
    children=(
        PageSpec(
            page_type="supervisor",
            key="oona-vaahteranta",
            title="Oona Vaahteranta",
            slug="oona-vaahteranta",
            description="Coach Oona Vaahteranta, Hämeenlinna ja etä.",
            values={"supervisor": Ref("supervisor", "oona-vaahteranta")},
            in_menu=False,
            body=(
                text_section(
                    "Sanottua",
                    "”Tulin hakemaan vastausta ja sain paremman kysymyksen.” Näin eräs valmennettava tiivisti jaksomme.",
                ),
            ),
        ),
        PageSpec(
            page_type="supervisor",
            key="risto-kallionurmi",
            title="Risto Kallionurmi",
            slug="risto-kallionurmi",
            description="Työnohjaaja Risto Kallionurmi, Hämeenlinna ja lähikunnat.",
            values={"supervisor": Ref("supervisor", "risto-kallionurmi")},
            in_menu=False,
            body=(
                text_section(
                    "Työtapani",
                    "Ryhmissä aloitan aina samalla kysymyksellä: mitä tästä pitäisi jäädä käteen? Siihen palataan lopuksi.",
                ),
            ),
        ),
    ),
)

CONTACT = PageSpec(
    page_type="contact",
    key="contact",
    title="Yhteys",
    slug="yhteys",
    description="Soita, kirjoita tai pyydä meitä soittamaan.",
    introduction="Kerro, kumpi kiinnostaa, tai ettet vielä tiedä. Vastaamme kahdessa arkipäivässä.",
    values={"form_heading": "Pyydä yhteydenottoa"},
)

PRIVACY = PageSpec(
    page_type="standard",
    key="privacy",
    title="Tietosuoja",
    slug="tietosuoja",
    description="Miten Rinnakulku käsittelee yhteydenottojen tietoja.",
    in_menu=False,
    body=(
        text_section(
            "Yhteydenottosi tiedot",
            "Lomakkeen tiedot näkee se meistä, jolle viesti on tarkoitettu, ja niitä käytetään vain vastaamiseen ja ajan sopimiseen.",
            "Poistamme ne 90 päivän kuluttua siitä, kun asia on hoidettu. Omat tietonsa saa pyydettäessä nähdä, korjata ja "
            "poistattaa: hei@rinnakulku.example.",
        ),
    ),
)

FI = replace(HOME, children=(SERVICES, PEOPLE, CONTACT, PRIVACY))
