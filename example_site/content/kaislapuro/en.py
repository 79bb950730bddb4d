"""The pages in English."""

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

EN = PageSpec(
    page_type="home",
    key="home",
    title="Työnohjaus Kaislapuro",
    slug="kaislapuro-en",
    description="Work supervision and coaching in Jyväskylä and online, in English and Finnish.",
    introduction="Work supervision and coaching in Jyväskylä and online, in English and Finnish.",
    values={
        "headline": "Room to think about work",
        "image": Ref("picture", "hero"),
    },
    body=(
        text_section(
            "When work stays on your mind",
            "Some things at work never fit into an ordinary day: a conflict, a big decision, tiredness, or a joy you have "
            "nobody to share with. Supervision sets aside the time and a listener.",
            "You need not know the topic beforehand. Many people come with nothing more than a feeling that an outside "
            "view would help. What supervision could be for you is what we think through first.",
        ),
        services("Two ways of working together"),
        comparison(
            "Supervision or coaching?",
            "tyonohjaus",
            "valmennus",
            ("Starting point", "Whatever matters at work right now", "A goal that we agree on at the first meeting"),
            ("Rhythm", "Regular meetings a few weeks apart", "A limited series that ends when you get there"),
            (
                "Aim",
                "To grow in your work, from your own needs, and to feel better in it",
                "For example a new job, a change of career, or a thesis that is finally done",
            ),
            introduction="I find it useful to keep the two apart, although the methods have much in common.",
        ),
        free_times("Next free times", number=6),
        call_to_action(
            "Let’s find out whether this would help you", "The first call is free and commits you to nothing."
        ),
    ),
    children=(
        PageSpec(
            page_type="service_index",
            key="services",
            title="Services",
            slug="services",
            description="Work supervision and coaching: what they are and how they differ.",
            introduction="Two services that lie close to each other. If you cannot tell which one you need, we begin there.",
            children=(
                PageSpec(
                    page_type="service",
                    key="tyonohjaus",
                    title="Work supervision",
                    slug="work-supervision",
                    description="Confidential, regular conversation about your work with a trained supervisor.",
                    introduction="We look at your work together: methodically, unhurried and in confidence.",
                    values={
                        "service": Ref("service", "tyonohjaus"),
                        "show_supervisors": False,
                        "image": Ref("picture", "room"),
                        "about": paragraphs(
                            "In supervision you examine your own work with a trained supervisor. The conversations are "
                            "confidential and come at regular intervals, so that things do not stop halfway.",
                            "Many people come with little more than a feeling that something ought to become clearer. That "
                            "is enough. The first meetings are for thinking about what supervision could be for you.",
                        ),
                        "goals": html_list(
                            "ways through whatever is difficult at work",
                            "learning and growing in what you do",
                            "a firmer sense of who you are at work",
                        ),
                        "content": paragraphs(
                            "Anything that has to do with work is welcome, small or large. We look for answers in "
                            "conversation, building on what you are good at. For example:"
                        )
                        + html_list(
                            "a practical question: time, meetings, a difficult client",
                            "working with others, and your own place among them",
                            "strength and limits",
                            "a large question of your career: where to go from here",
                        ),
                        "methods": paragraphs(
                            "Dialogue and reflection carry us far: one tells, the other listens and asks, and together we "
                            "consider what it means. Where words are not enough, I suggest an exercise.",
                            "Saying worries, feelings and thoughts aloud is a relief in itself. Usually we aim further: at "
                            "learning and change, at a new way of approaching your work and what you want from it.",
                        ),
                        "practicalities": paragraphs(
                            "We meet at my office in Jyväskylä, at your place of work or by video, in English or Finnish. "
                            "Your employer may pay, or you; what you tell stays between us in either case."
                        ),
                    },
                    body=(
                        steps(
                            "How we begin",
                            ("You get in touch", "Call or write. Two sentences will do; you need no ready topic."),
                            (
                                "We get to know each other",
                                "We think about what supervision could be in your case and whether I can help.",
                            ),
                            ("We agree", "Goals, rhythm and length are written down. They can change on the way."),
                            ("We meet", "We take up what is topical and return to the goals now and then."),
                        ),
                        links(
                            "Read more",
                            (
                                ASSOCIATION,
                                "The Finnish association of supervisors",
                                "More about work supervision (in Finnish and Swedish).",
                            ),
                            (Ref("page", "valmennus"), "Coaching", "For when you know where you want to be."),
                        ),
                    ),
                ),
                PageSpec(
                    page_type="service",
                    key="valmennus",
                    title="Coaching",
                    slug="coaching",
                    description="Coaching towards one clear goal: a new job, a new career or a finished thesis.",
                    introduction="For when you know where you want to be, but the road is slow.",
                    values={
                        "service": Ref("service", "valmennus"),
                        "show_supervisors": False,
                        "image": Ref("picture", "path"),
                        "about": paragraphs(
                            "Coaching works towards an agreed goal. We keep hold of it from one meeting to the next and "
                            "end each time by deciding on the next step.",
                            "That direction is what sets it apart from supervision, where the topic may change with what "
                            "is going on at work.",
                        ),
                        "audience": html_list(
                            "you want a new job and need clarity for the search",
                            "you think of changing careers and do not know where to start",
                            "a thesis or dissertation was left unfinished and ought to be completed",
                        ),
                        "practicalities": paragraphs(
                            "A series is usually five to eight meetings, in English or Finnish."
                        ),
                    },
                    body=(
                        steps(
                            "How we proceed",
                            ("The goal", "We word it so that both of us will know when it has been reached."),
                            (
                                "The steps",
                                "We divide the way into parts. Between meetings you do what you promised yourself.",
                            ),
                            ("Arrived", "We look back: what helped, and what will you take along?"),
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
            description="Tuulia Kaislapuro, work supervisor and coach: background, training and contact details.",
            values={"supervisor": Ref("supervisor", "tuulia-kaislapuro")},
            body=(
                text_section(
                    "How I work",
                    "I trust people to be the best experts on their own work. My task is to see that the conversation moves "
                    "on and has room for what is hard to say, too.",
                ),
                faq(
                    "Questions I am often asked",
                    (
                        "What if I cannot say what I want from supervision?",
                        "That is common. At the start we take time to find out just that.",
                    ),
                    (
                        "Will others hear what we talk about?",
                        "No. Meetings are confidential, also when an employer pays for them.",
                    ),
                    ("Can we meet online?", "Yes, and you may alternate between the two."),
                ),
            ),
        ),
        PageSpec(
            page_type="contact",
            key="contact",
            title="Contact",
            slug="contact",
            description="Call, write or ask to be contacted.",
            introduction="Do get in touch. I answer within two working days, in English or Finnish.",
            values={"form_heading": "Ask me to contact you"},
        ),
        PageSpec(
            page_type="standard",
            key="privacy",
            title="Privacy",
            slug="privacy",
            description="How the details of requests are handled.",
            in_menu=False,
            body=(
                text_section(
                    "What is collected and why",
                    "The form asks for your name, a way to reach you and whatever you want to tell. It is used only to "
                    "answer you and to agree on a meeting.",
                    "Tuulia Kaislapuro sees the requests. They are deleted no later than 90 days after the matter is settled.",
                    "You may ask to see, correct or delete your details: tuulia@kaislapuro.example.",
                ),
            ),
        ),
    ),
)
