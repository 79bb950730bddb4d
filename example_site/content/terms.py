"""The practices' shared vocabulary in Swedish and English, by its Finnish name."""

APPROACHES = {
    "Dialoginen": {"sv": "Dialogisk", "en": "Dialogical"},
    "Kognitiivinen": {"sv": "Kognitiv", "en": "Cognitive"},
    "Narratiivinen": {"sv": "Narrativ", "en": "Narrative"},
    "Psykodynaaminen": {"sv": "Psykodynamisk", "en": "Psychodynamic"},
    "Ratkaisukeskeinen": {"sv": "Lösningsfokuserad", "en": "Solution-focused"},
    "Systeeminen": {"sv": "Systemisk", "en": "Systemic"},
    "Toiminnallinen": {"sv": "Aktionsmetoder", "en": "Action methods"},
    "Voimavarakeskeinen": {"sv": "Resursorienterad", "en": "Resource-oriented"},
}

WORK_FIELDS = {
    "Johtaminen": {"sv": "Ledarskap", "en": "Management"},
    "Järjestötyö": {"sv": "Organisationsarbete", "en": "Associations"},
    "Korkeakoulut ja tutkimus": {"sv": "Högskolor och forskning", "en": "Universities and research"},
    "Kulttuuriala": {"sv": "Kulturbranschen", "en": "Arts and culture"},
    "Kunta-ala": {"sv": "Kommunsektorn", "en": "Municipalities"},
    "Kuntoutus": {"sv": "Rehabilitering", "en": "Rehabilitation"},
    "Opetusala": {"sv": "Undervisning", "en": "Teaching"},
    "Pelastusala": {"sv": "Räddningsbranschen", "en": "Rescue services"},
    "Seurakuntatyö": {"sv": "Församlingsarbete", "en": "Church work"},
    "Sosiaaliala": {"sv": "Socialbranschen", "en": "Social services"},
    "Teollisuus": {"sv": "Industri", "en": "Industry"},
    "Terapiatyö": {"sv": "Terapiarbete", "en": "Therapy"},
    "Terveydenhuolto": {"sv": "Hälso- och sjukvård", "en": "Health care"},
    "Varhaiskasvatus": {"sv": "Småbarnspedagogik", "en": "Early education"},
    "Yritykset ja asiantuntijatyö": {"sv": "Företag och expertarbete", "en": "Companies and expert work"},
}
