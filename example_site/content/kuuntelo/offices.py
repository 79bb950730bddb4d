"""The offices, each with the customer service of its region."""

from example_site.content.schema import WEEKDAYS, OfficeSpec, OpeningSpec

LONG_DAYS = (OpeningSpec(WEEKDAYS, "08:00", "18:00"),)
SHORT_DAYS = (OpeningSpec((0, 1, 2, 3), "08:30", "16:00"), OpeningSpec((4,), "08:30", "14:00"))

OFFICES = (
    OfficeSpec(
        slug="helsinki",
        city="Helsinki",
        name="Etelä-Suomen aluekeskus",
        address="Merikulma 5 A\n00100 Helsinki",
        phone="+35895550401",
        email="helsinki@kuuntelo.example",
        opening_hours=LONG_DAYS,
        directions="Ratikkapysäkki oven edessä. Hissi ja esteetön sisäänkäynti.",
        texts={
            "sv": {
                "city": "Helsingfors",
                "name": "Regioncentret i södra Finland",
                "address": "Havshörnet 5 A\n00100 Helsingfors",
                "directions": "Spårvagnen stannar utanför dörren. Hiss och tillgänglig ingång.",
            },
            "en": {
                "name": "Southern Finland",
                "directions": "The tram stops at the door. Lift and step-free entrance.",
            },
        },
    ),
    OfficeSpec(
        slug="tampere",
        city="Tampere",
        name="Pirkanmaan ja Hämeen aluekeskus",
        address="Koskenparras 14\n33100 Tampere",
        phone="+35835550401",
        email="tampere@kuuntelo.example",
        opening_hours=SHORT_DAYS,
        directions="Kymmenen minuutin kävely rautatieasemalta.",
        texts={
            "sv": {
                "city": "Tammerfors",
                "name": "Regioncentret i Birkaland och Tavastland",
                "directions": "Tio minuters promenad från järnvägsstationen.",
            },
            "en": {"name": "Pirkanmaa and Häme", "directions": "Ten minutes on foot from the railway station."},
        },
    ),
    OfficeSpec(
        slug="turku",
        city="Turku",
        name="Lounais-Suomen aluekeskus",
        address="Jokiranta 21\n20100 Turku",
        phone="+35825550401",
        email="turku@kuuntelo.example",
        opening_hours=SHORT_DAYS,
        directions="Sisäänkäynti jokirannan puolelta, ovikello Kuuntelo.",
        texts={
            "sv": {
                "city": "Åbo",
                "name": "Regioncentret i sydvästra Finland",
                "address": "Åstranden 21\n20100 Åbo",
                "directions": "Ingång från åstranden, ringklockan Kuuntelo.",
            },
            "en": {"name": "Southwest Finland", "directions": "Entrance from the riverside, doorbell Kuuntelo."},
        },
    ),
    OfficeSpec(
        slug="oulu",
        city="Oulu",
        name="Pohjois-Suomen aluekeskus",
        address="Tervaportti 3\n90100 Oulu",
        phone="+35885550401",
        email="oulu@kuuntelo.example",
        opening_hours=SHORT_DAYS,
        directions="Pysäköinti sisäpihalla, ilmoita rekisterinumero asiakaspalveluun.",
        texts={
            "sv": {
                "city": "Uleåborg",
                "name": "Regioncentret i norra Finland",
                "directions": "Parkering på innergården, meddela registernumret till kundtjänsten.",
            },
            "en": {
                "name": "Northern Finland",
                "directions": "Parking in the courtyard; tell customer service the registration number.",
            },
        },
    ),
    OfficeSpec(
        slug="vaasa",
        city="Vaasa",
        name="Pohjanmaan aluekeskus",
        address="Majakkatie 8\n65100 Vaasa",
        phone="+35865550401",
        email="vaasa@kuuntelo.example",
        opening_hours=SHORT_DAYS,
        directions="Palvelemme suomeksi ja ruotsiksi.",
        texts={
            "sv": {
                "city": "Vasa",
                "name": "Regioncentret i Österbotten",
                "address": "Fyrvägen 8\n65100 Vasa",
                "directions": "Vi betjänar på svenska och finska.",
            },
            "en": {"name": "Ostrobothnia", "directions": "We serve you in Finnish and Swedish."},
        },
    ),
)
