"""A few of the pages in English."""

from dataclasses import replace

from example_site.content.schema import (
    PageSpec,
    Ref,
    call_to_action,
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
    slug="kuuntelo-en",
    description="Supervision of your work in five cities and remotely in the whole of Finland.",
    introduction="Eleven supervisors in five cities, and remotely in the whole of Finland.",
    values={"headline": "Supervision that begins with listening", "image": Ref("picture", "hero")},
    body=(
        finder("Find a supervisor"),
        guide(introduction="Three questions, and you see the services and supervisors that could suit you."),
        services(
            "Four kinds of supervision",
            "yksilotyonohjaus",
            "parityonohjaus",
            "ryhmatyonohjaus",
            "tyoyhteison-tyonohjaus",
        ),
        free_times("Next free times", number=6),
        call_to_action("Ask us", "Our customer service helps you find the right supervisor."),
    ),
)

INDIVIDUAL = PageSpec(
    page_type="service",
    key="yksilotyonohjaus",
    title="Individual supervision",
    slug="individual-supervision",
    description="Supervision for one person in five cities and remotely.",
    introduction="An hour or an hour and a half that belongs to you and your work alone.",
    values={
        "service": Ref("service", "yksilotyonohjaus"),
        "image": Ref("picture", "room"),
        "about": paragraphs(
            "You look at your work, at yourself in it and at the people around you, with a professional from outside who "
            "meets you as an equal."
        ),
        "audience": html_list(
            "when you are new in a task or as a manager",
            "when work wears you out",
            "when you want to grow in your profession and have more influence on it.",
        ),
    },
)

SERVICES = PageSpec(
    page_type="service_index",
    key="services",
    title="Supervision",
    slug="supervision",
    description="What supervision of work is, and how it is done at Kuuntelo.",
    introduction="A way to learn and grow in your profession, in a confidential conversation between equals.",
    body=(
        text_section(
            "What is supervision of work?",
            "Supervision rests on a voluntary agreement. You look at what your work consists of, and try out other ways to think "
            "and act. It helps you manage your work and stay well in it.",
        ),
        key_facts(
            "In practice",
            "",
            ("Length", "60–90 minutes each time"),
            ("Rhythm", "regularly, mostly once a month"),
            ("Place", "with us, with you or by secure video"),
        ),
    ),
    children=(INDIVIDUAL,),
)

PEOPLE = PageSpec(
    page_type="supervisor_index",
    key="supervisors",
    title="Supervisors",
    slug="supervisors",
    description="Kuuntelo’s supervisors: contact details, what they know and their free times.",
    introduction="Call or write to a supervisor yourself, or look at the free times first.",
    children=tuple(
        PageSpec(
            page_type="supervisor",
            key=one.slug,
            title=one.name,
            slug=one.slug,
            description=f"{one.name}: {one.texts['en']['role']}.",
            values={"supervisor": Ref("supervisor", one.slug)},
            in_menu=False,
        )
        for one in SUPERVISORS
        if "en" in one.languages
    ),
)

CONTACT = PageSpec(
    page_type="contact",
    key="contact",
    title="Contact",
    slug="contact",
    description="The customer services of the regions, and the contact form.",
    introduction="Send a request or call the customer service of your region. We answer by the next working day.",
    values={"form_heading": "Contact request"},
)

PRIVACY = PageSpec(
    page_type="standard",
    key="privacy",
    title="Privacy",
    slug="privacy",
    description="How Kuuntelo handles the personal data in contact requests.",
    in_menu=False,
    body=(
        text_section(
            "Which data we handle",
            "What you enter in the form is stored in Kuuntelo’s own system. The customer service of the region and the supervisor "
            "whom you write to see it, and use it to answer you and to agree on a time.",
            "It is deleted 90 days after the matter is closed. You may ask to see, correct or delete your data: "
            "tietosuoja@kuuntelo.example.",
        ),
    ),
)

EN = replace(HOME, children=(SERVICES, PEOPLE, CONTACT, PRIVACY))
