"""The pages in Finnish."""

from example_site.content.schema import (
    PageSpec,
    Ref,
    call_to_action,
    comparison,
    faq,
    free_times,
    html_list,
    links,
    paragraphs,
    services,
    steps,
    text_section,
)

ASSOCIATION = "https://www.suomentyonohjaajat.fi/"

FI = PageSpec(
    page_type="home",
    key="home",
    title="Työnohjaus Kaislapuro",
    slug="kaislapuro",
    description="Työnohjausta ja valmennusta Jyväskylässä ja etänä, suomeksi ja englanniksi.",
    introduction="Työnohjausta ja valmennusta Jyväskylässä ja etänä, suomeksi ja englanniksi.",
    values={
        "headline": "Tilaa ajatella työtä",
        "image": Ref("picture", "hero"),
    },
    body=(
        text_section(
            "Kun työ pyörii mielessä",
            "Joskus työssä on jotain, minkä ääreen ei arjessa ehdi: ristiriita, iso päätös, väsymys tai ilo, jota ei "
            "ole kenenkään kanssa jakaa. Työnohjauksessa sille on varattu aika ja kuuntelija.",
            "Tarkkaa aihetta ei tarvitse tietää etukäteen. Moni tulee ensimmäiseen tapaamiseen vain sillä tunteella, "
            "että ulkopuolinen katse tekisi hyvää. Mitä ohjauksella juuri sinun kohdallasi haetaan, mietitään alussa rauhassa.",
        ),
        services("Kaksi tapaa tehdä työtä yhdessä"),
        comparison(
            "Työnohjaus vai valmennus?",
            "tyonohjaus",
            "valmennus",
            (
                "Lähtökohta",
                "Se, mikä työssä on juuri nyt ajankohtaista",
                "Päämäärä, joka sovitaan ensimmäisellä kerralla",
            ),
            (
                "Rytmi",
                "Tapaamme säännöllisesti, muutaman viikon välein",
                "Rajattu jakso, joka päättyy, kun perillä ollaan",
            ),
            (
                "Mihin pyritään",
                "Kehittymään työssä omista tarpeista käsin ja voimaan siinä paremmin",
                "Esimerkiksi uuteen työpaikkaan, uuteen uraan tai valmiiseen opinnäytteeseen",
            ),
            introduction="Kokemukseni on, että nämä kaksi kannattaa pitää erillään, vaikka menetelmissä on paljon samaa.",
        ),
        free_times("Seuraavat vapaat ajat", number=6),
        call_to_action(
            "Jutellaan, olisiko tästä hyötyä",
            "Ensimmäinen puhelu ei maksa mitään eikä sido mihinkään.",
        ),
    ),
    children=(
        PageSpec(
            page_type="service_index",
            key="services",
            title="Palvelut",
            slug="palvelut",
            description="Työnohjaus ja valmennus: mitä ne ovat ja miten ne eroavat toisistaan.",
            introduction="Kaksi toisiaan lähellä olevaa palvelua. Ellet tiedä, kumpaa tarvitset, aloitetaan siitä.",
            children=(
                PageSpec(
                    page_type="service",
                    key="tyonohjaus",
                    title="Työnohjaus",
                    slug="tyonohjaus",
                    description="Luottamuksellista, säännöllistä keskustelua omasta työstä koulutetun työnohjaajan kanssa.",
                    introduction="Katsotaan työtäsi yhdessä: järjestelmällisesti, kiireettä ja luottamuksellisesti.",
                    values={
                        "service": Ref("service", "tyonohjaus"),
                        "show_supervisors": False,
                        "image": Ref("picture", "room"),
                        "about": paragraphs(
                            "Työnohjauksessa tutkit omaa työtäsi koulutetun ohjaajan kanssa. Keskustelut ovat "
                            "luottamuksellisia, ja niillä on säännöllinen rytmi, joten asiat eivät jää puolitiehen.",
                            "Moni tulee pelkän tunteen varassa: jotain pitäisi saada selvemmäksi. Se riittää. Ensimmäiset "
                            "tapaamiset on varattu juuri sen miettimiseen, mitä työnohjaus voisi sinulle olla.",
                        ),
                        "goals": html_list(
                            "ratkaisut siihen, mikä työssä hiertää",
                            "uusi osaaminen ja kehittyminen työssä",
                            "vahvempi käsitys siitä, kuka työssäni olen",
                        ),
                        "content": paragraphs(
                            "Kaikki työhön liittyvä kelpaa, pienet ja suuret asiat. Vastauksia etsitään keskustellen ja niin, "
                            "että oma osaamisesi vahvistuu. Aiheena voi olla esimerkiksi"
                        )
                        + html_list(
                            "käytännön pulma: ajankäyttö, palaverit, vaikea asiakas",
                            "yhteistyö ja oma paikka työyhteisössä",
                            "jaksaminen ja rajat",
                            "työuran iso kysymys: mihin suuntaan tästä jatkan.",
                        ),
                        "methods": paragraphs(
                            "Dialogi ja reflektio kantavat pitkälle: toinen kertoo, toinen kuuntelee ja kysyy, ja yhdessä "
                            "mietitään, mitä se merkitsee. Jos sanat eivät riitä, otan mukaan jonkin harjoituksen.",
                            "Jo se, että saa puhua huolistaan, tunteistaan ja ajatuksistaan ääneen, keventää oloa. Yleensä "
                            "tähdätään silti pidemmälle: siihen, että opitaan ja jokin muuttuu ja että työhön ja sen "
                            "tavoitteisiin löytyy uusi ote.",
                        ),
                        "practicalities": paragraphs(
                            "Tapaamme Jyväskylän vastaanotolla, omissa tiloissasi tai videoyhteydellä. Työkielemme on suomi "
                            "tai englanti. Maksaja voi olla työnantaja tai sinä itse; luottamuksellisuus on kummassakin tapauksessa sama."
                        ),
                    },
                    body=(
                        steps(
                            "Näin aloitetaan",
                            (
                                "Otat yhteyttä",
                                "Soitat tai kirjoitat. Pari lausetta riittää, valmista aihetta ei tarvita.",
                            ),
                            (
                                "Tutustutaan",
                                "Mietitään yhdessä, mitä työnohjaus sinun tapauksessasi voisi olla ja onko minusta apua.",
                            ),
                            (
                                "Sovitaan",
                                "Kirjataan tavoitteet, tapaamisten rytmi ja kesto. Niitä voi muuttaa matkan varrella.",
                            ),
                            (
                                "Tavataan",
                                "Käsitellään kulloinkin ajankohtaisia asioita ja palataan välillä tavoitteisiin.",
                            ),
                        ),
                        links(
                            "Lue lisää",
                            (
                                ASSOCIATION,
                                "Suomen työnohjaajat ry",
                                "Ammattiyhdistyksen sivuilla kerrotaan työnohjauksesta laajemmin.",
                            ),
                            (Ref("page", "valmennus"), "Valmennus", "Kun tiedät, mihin haluat päästä."),
                        ),
                    ),
                ),
                PageSpec(
                    page_type="service",
                    key="valmennus",
                    title="Valmennus",
                    slug="valmennus",
                    description="Coaching, jolla on yksi selvä päämäärä: uusi työ, uusi ura tai valmis opinnäyte.",
                    introduction="Kun tiedät, mihin haluat, mutta matka takkuaa.",
                    values={
                        "service": Ref("service", "valmennus"),
                        "show_supervisors": False,
                        "image": Ref("picture", "path"),
                        "about": paragraphs(
                            "Valmennus eli coaching tähtää sovittuun päämäärään. Siitä pidetään kiinni tapaamisesta "
                            "toiseen, ja jokaisella kerralla sovitaan seuraava askel.",
                            "Työnohjauksesta se eroaa juuri suuntansa takia: työnohjauksessa aihe voi vaihtua sen "
                            "mukaan, mikä on ajankohtaista, valmennuksessa määränpää on tiedossa alusta asti.",
                        ),
                        "audience": html_list(
                            "haet uutta työpaikkaa ja kaipaat selkeyttä hakemiseen",
                            "mietit alan vaihtoa etkä tiedä, mistä aloittaa",
                            "gradu, väitöskirja tai muu opinnäyte on jäänyt kesken ja se pitäisi saada valmiiksi",
                        ),
                        "practicalities": paragraphs(
                            "Jaksoon kuuluu tavallisesti viidestä kahdeksaan tapaamista, suomeksi tai englanniksi."
                        ),
                    },
                    body=(
                        steps(
                            "Näin edetään",
                            ("Päämäärä", "Muotoillaan tavoite niin, että tiedämme molemmat, milloin se on saavutettu."),
                            (
                                "Askelet",
                                "Pilkotaan matka osiin. Teet tapaamisten välillä sen, minkä olet itse luvannut.",
                            ),
                            ("Perillä", "Katsotaan taaksepäin: mikä auttoi, ja mitä siitä otat mukaan seuraavaan."),
                        ),
                    ),
                ),
            ),
        ),
        PageSpec(
            page_type="supervisor",
            key="tuulia-kaislapuro",
            title="Tuulia Kaislapuro",
            slug="tuulia",
            description="Työnohjaaja ja valmentaja Tuulia Kaislapuro: tausta, koulutus ja yhteystiedot.",
            values={"supervisor": Ref("supervisor", "tuulia-kaislapuro")},
            body=(
                text_section(
                    "Miten työskentelen",
                    "Luotan siihen, että ihminen on oman työnsä paras asiantuntija. Minun tehtäväni on pitää huolta siitä, "
                    "että keskustelu etenee ja että siihen mahtuu myös se, mikä tuntuu hankalalta sanoa.",
                ),
                faq(
                    "Usein kysyttyä",
                    (
                        "Mitä jos en osaa sanoa, mitä ohjaukselta haluan?",
                        "Se on tavallista. Aloitusvaiheessa käytetään aikaa juuri sen selvittämiseen.",
                    ),
                    (
                        "Kuulevatko muut, mistä puhutaan?",
                        "Eivät. Tapaamiset ovat luottamuksellisia, myös silloin kun maksaja on työnantaja.",
                    ),
                    ("Voiko tapaamisen pitää etänä?", "Voi, ja lähi- ja etätapaamisia voi vuorotella."),
                ),
            ),
        ),
        PageSpec(
            page_type="contact",
            key="contact",
            title="Yhteystiedot",
            slug="yhteys",
            description="Soita, kirjoita tai jätä yhteydenottopyyntö.",
            introduction="Ota rohkeasti yhteyttä. Vastaan viesteihin kahden arkipäivän kuluessa, suomeksi tai englanniksi.",
            values={"form_heading": "Kirjoita minulle"},
        ),
        PageSpec(
            page_type="standard",
            key="privacy",
            title="Tietosuoja",
            slug="tietosuoja",
            description="Miten yhteydenottojen tietoja käsitellään.",
            in_menu=False,
            body=(
                text_section(
                    "Mitä tietoja kerätään ja miksi",
                    "Yhteydenottolomakkeella kysytään nimi, yhteystieto ja se, mitä haluat kertoa. Tietoja käytetään vain "
                    "siihen, että voin vastata sinulle ja sopia tapaamisesta.",
                    "Pyynnöt näkee Tuulia Kaislapuro. Ne poistetaan viimeistään 90 päivän kuluttua siitä, kun asia on hoidettu.",
                    "Voit pyytää nähdä tietosi, korjata ne tai poistattaa ne: tuulia@kaislapuro.example.",
                ),
            ),
        ),
    ),
)
