"""The pages in Finnish. Quotations are in the public domain, proverbs, or the practice's own words."""

from dataclasses import replace

from example_site.content.schema import (
    PageSpec,
    Ref,
    bullet_list,
    call_to_action,
    daily_quotation,
    faq,
    free_times,
    html_list,
    image,
    paragraphs,
    services,
    text_section,
)

QUOTATIONS = daily_quotation(
    "",
    (
        "Lähe nyt kanssa laulamahan, saa kera sanelemahan yhtehen yhyttyämme, kahta’alta käytyämme!",
        "Kalevala (1849), 1. runo",
    ),
    (
        "Meillä on kaksi korvaa mutta vain yksi suu, jotta kuuntelisimme enemmän ja puhuisimme vähemmän.",
        "Zenon Kitionilainen, Diogenes Laertioksen mukaan",
    ),
    ("Jaettu ilo on kaksinkertainen ilo, jaettu suru puolikas.", "Suomalainen sananlasku"),
    (
        "Ei sanat salahan joua eikä luottehet lovehen; mahti ei joua maan rakohon, vaikka mahtajat menevät.",
        "Kalevala (1849), 17. runo",
    ),
    ("Kysyvä ei tieltä eksy.", "Suomalainen sananlasku"),
    ("Opettaessaan ihminen oppii.", "Seneca, 7. kirje Luciliukselle"),
    ("Hyvä kysymys jättää tilaa sellaiselle vastaukselle, jota kumpikaan ei vielä tiedä.", "Marketta Hiilisuo"),
)

HOME = PageSpec(
    page_type="home",
    key="home",
    title="Hehkupuu",
    slug="hehkupuu",
    description="Voimavarakeskeistä työnohjausta Lahdessa, asiakkaan luona ja etänä.",
    introduction="Voimavarakeskeistä työnohjausta yksilöille, ryhmille ja työyhteisöille Lahdessa ja etänä.",
    values={"headline": "Katse siihen, mikä kantaa", "image": Ref("picture", "hero")},
    body=(
        QUOTATIONS,
        text_section(
            "Puhutaan työstä, jota teet",
            "Työnohjauksessa pysähdytään työn herättämien kysymysten, kokemusten ja tunteiden äärelle. Kuljen mukana "
            "koulutettuna työnohjaajana, mutta suunnan annat sinä.",
            "En kerro, miten työ pitäisi tehdä, enkä jaa valmiita ohjeita. Voimavarakeskeisyydessä tärkeintä on, että "
            "ohjattavan toimijuus vahvistuu: että huomaat, mihin kaikkeen omassa työssäsi voit vaikuttaa, ja alat "
            "myös vaikuttaa.",
        ),
        bullet_list(
            "Tulitpa millä asialla tahansa",
            "työssä jaksaminen ja hyvinvointi",
            "ilmapiiri, joka kaipaa hoitoa tai vahvistusta",
            "perustehtävä, joka on hämärtynyt tai muuttunut",
            "motivaatio ja työn ilo",
            "asiakastilanne tai ristiriita, joka jäi vaivaamaan",
            "oma ammatillinen kasvu tai työn kehittäminen",
            "onnistuminen, josta haluaa oppia lisää",
            introduction="Tarpeita on yhtä monta kuin työpaikkoja. Ohjaukseen tuodaan esimerkiksi:",
        ),
        services("Mitä tarjoan"),
        free_times("Seuraavat vapaat ajat", number=6),
        call_to_action(
            "Soita tai kirjoita", "Kerro muutamalla sanalla, mitä etsit. Jutellaan siitä lisää kaikessa rauhassa."
        ),
    ),
)

SERVICE = PageSpec(
    page_type="service",
    key="voimavarakeskeinen-tyonohjaus",
    title="Voimavarakeskeinen työnohjaus",
    slug="voimavarakeskeinen-tyonohjaus",
    description="Mitä voimavarakeskeinen työnohjaus on, mihin sitä tarvitaan ja mihin sillä pyritään.",
    introduction="Ajatellaan yhdessä ääneen. Siinä syntyy ymmärrystä, jota kukaan ei tuonut mukanaan.",
    values={
        "service": Ref("service", "voimavarakeskeinen-tyonohjaus"),
        "show_supervisors": False,
        "image": Ref("picture", "room"),
        "about": paragraphs(
            "Voimavarakeskeinen työnohjaus rakentuu dialogille. Dialogi on yhdessä ajattelemista ja yhdessä oppimista: "
            "kukin tuo pöytään oman näkökulmansa, ja niistä muodostuu jotain uutta, yhteistä.",
            "Oma osaamiseni on keskustelun rakentamisessa. Keskustelun aiheet eivät synny siitä, mikä minua kiinnostaa, "
            "vaan siitä, minkä sinä pidät sanomisen arvoisena. Pidän huolta siitä, että puhe lähtee virtaamaan, ettei se tyrehdy "
            "ja että jokainen mukana oleva tulee kuulluksi.",
        ),
        "audience": paragraphs(
            "Työnohjausta voi käyttää oman ammatillisuuden tukena missä tahansa työssä: yksin, ryhmässä tai koko työyhteisön "
            "voimin. Ongelmaa ei tarvitse olla. Yhtä hyvin voidaan tutkia sitä, mikä on sujunut, ja miksi."
        ),
        "goals": paragraphs(
            "Tavoitteista ja työtavoista sovitaan aina niin, että ne palvelevat juuri teidän prosessianne. Usein kirjataan "
            "jokin näistä:"
        )
        + html_list(
            "omat voimavarat ja toimijuus vahvistuvat",
            "keskustelulle on paikka ja se saa jatkua",
            "työhön liittyvät merkitykset, jotka muuten jäisivät sanomatta, tulevat kerrotuiksi",
            "huoneessa kuuluu useampia ääniä ja näkökulmia kuin ennen.",
        ),
        "practicalities": paragraphs(
            "Tapaaminen kestää 60 tai 90 minuuttia. Tapaamme Lahdessa Tammikujalla, työpaikallanne tai videoyhteydellä. "
            "Ryhmille ja työyhteisöille tehdään kirjallinen sopimus, jossa on määrä, rytmi ja arvioinnin ajankohta."
        ),
        "getting_started": paragraphs(
            "Soita tai kirjoita, niin sovitaan maksuton tutustuminen. Sen jälkeen päätätte, jatketaanko. "
            "Ryhmien kanssa tapaan ensin tilaajan ja sitten koko ryhmän."
        ),
    },
    body=(
        QUOTATIONS,
        faq(
            "Usein kysyttyä",
            (
                "Annatko neuvoja?",
                "En. Kysyn, kuuntelen ja kokoan. Ratkaisut, jotka keksii itse, jäävät käyttöön.",
            ),
            (
                "Sopiiko tämä hiljaiselle porukalle?",
                "Sopii. Hiljaisuuskin on ääni, ja työtapoja on muitakin kuin puhuminen piirissä.",
            ),
            (
                "Täytyykö koko tiimin osallistua?",
                "Parhaaseen tulokseen pääsee, kun mukana ovat ne, joita asia koskee. Siitä sovitaan alussa.",
            ),
        ),
    ),
)

ME = PageSpec(
    page_type="supervisor",
    key="marketta-hiilisuo",
    title="Marketta Hiilisuo",
    slug="marketta-hiilisuo",
    description="Työnohjaaja Marketta Hiilisuo, Lahti: tausta, koulutus ja vapaat ajat.",
    values={"supervisor": Ref("supervisor", "marketta-hiilisuo")},
    body=(
        text_section(
            "Miksi voimavarat?",
            "Ongelmista puhuminen on joskus välttämätöntä, mutta niistä ei yleensä synny voimaa tehdä toisin. Siksi kysyn myös, "
            "milloin asia on ollut hetken paremmin ja kuka silloin teki mitä.",
        ),
        image("room", "Hehkupuun työhuone: kaksi nojatuolia ja ikkuna", "Työhuone Tammikujalla."),
    ),
)

CONTACT = PageSpec(
    page_type="contact",
    key="contact",
    title="Yhteystiedot",
    slug="yhteystiedot",
    description="Soita tai lähetä viesti Hehkupuuhun.",
    introduction="Soita, tekstaa tai täytä lomake. Jos en vastaa heti, olen tapaamisessa ja soitan takaisin samana päivänä.",
    values={"form_heading": "Kirjoita minulle"},
)

PRIVACY = PageSpec(
    page_type="standard",
    key="privacy",
    title="Tietosuoja",
    slug="tietosuoja",
    description="Miten Hehkupuu käsittelee yhteydenottojen tietoja.",
    in_menu=False,
    body=(
        text_section(
            "Yhteydenottojen tiedot",
            "Käytän lomakkeella antamiasi tietoja vastatakseni sinulle. Niitä ei luovuteta muille eikä käytetä markkinointiin.",
            "Tiedot poistuvat 90 päivän kuluttua siitä, kun asiasi on hoidettu. Voit pyytää tietosi nähtäväksi, korjattavaksi tai "
            "poistettavaksi osoitteesta marketta@hehkupuu.example.",
        ),
    ),
)

FI = replace(HOME, children=(SERVICE, ME, CONTACT, PRIVACY))
