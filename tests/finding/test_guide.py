"""Questions that lead to fitting services and supervisors, on any page."""

import re
from html import unescape

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.factories import make_office, make_practice, make_service, make_site, make_supervisor
from tests.pages.factories import make_home, make_page, make_translation
from wagtail_tyonohjaus.practice.models import Approach, WorkField

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return make_home()


@pytest.fixture
def index(home):
    return make_page("SupervisorIndexPage", home, slug="people")


@pytest.fixture
def people(index):
    """Aino supervises individuals and groups in Helsinki, Bo coaches individuals and pairs remotely."""
    helsinki, turku = make_office(city="Helsinki"), make_office(city="Turku")
    supervision = make_service(name="Supervision", slug="supervision", formats=["individual", "group"])
    coaching = make_service(name="Coaching", slug="coaching", kind="coaching", formats=["individual", "pair"])
    return [
        make_supervisor(
            name="Aino",
            offices=[helsinki],
            services=[supervision],
            formats=["individual", "group"],
            delivery_modes=["premises", "yours"],
        ),
        make_supervisor(
            name="Bo",
            offices=[turku],
            services=[coaching],
            formats=["individual", "pair"],
            delivery_modes=["premises", "remote"],
        ),
    ]


class Guide:
    """The block on a page, as its visitor reads it."""

    def __init__(self, client, page, query=""):
        self.response = client.get(f"{page.url}{query}")
        self.page = BeautifulSoup(self.response.content, "html.parser")
        self.block = self.page.select_one(".tyo-section--guide")

    @property
    def question(self):
        return self.block.find(id="guide").text

    @property
    def answers(self):
        links = self.block.select("a.tyo-link-list__link")
        return {link.text.strip(): link["href"] for link in links}

    @property
    def steps(self):
        return [" ".join(step.text.split()) for step in self.block.select(".tyo-guide__steps li")]

    @property
    def cards(self):
        """The titles of the cards of services, and of supervisors."""
        kinds = ("service", "supervisor")
        return [[card.text for card in self.block.select(f".tyo-card--{kind} .tyo-card__title")] for kind in kinds]

    def link(self, text):
        return next((link["href"] for link in self.block.select("a") if text in link.text), None)


def add_guide(page, **value):
    page.body = [{"type": "guide", "value": {"heading": "", "introduction": "", "questions": [], **value}}]
    page.save()
    return page


def answer(text, **meaning):
    return {"text": text, "description": "", "search": "", **meaning}


def test_ready_made_questions_offer_what_the_practice_has(client, home, people):
    guide = Guide(client, add_guide(home))
    assert (guide.block.h2.text, guide.question, guide.answers) == (
        "What could supervision be in your case?",
        "Who is coming?",
        {
            "Just me": "/?answer=individual#guide",
            "Me and a colleague": "/?answer=pair#guide",
            "A group": "/?answer=group#guide",
            "I don’t know yet": "/?answer=any#guide",
        },
    )
    second = Guide(client, home, "?answer=individual")
    assert (second.question, list(second.answers)) == (
        "What is it about?",
        ["Our everyday work, and coping with it", "A goal or a change", "Something else, or I don’t know yet"],
    )
    third = Guide(client, home, "?answer=any&answer=any")
    assert (third.question, list(third.answers)) == (
        "Where would you like to meet?",
        ["Helsinki", "Turku", "Remotely", "At our workplace", "It does not matter"],
    )


def test_answers_that_nobody_matches_are_left_out(client, home, people):
    add_guide(home)
    assert list(Guide(client, home, "?answer=pair").answers) == [
        "A goal or a change",
        "Something else, or I don’t know yet",
    ]


def test_practice_of_one_kind_is_asked_for_the_field(client, home, index):
    fields = [WorkField.objects.create(name=name) for name in ("Schools", "Health care")]
    for number, field in enumerate(fields):
        person = make_supervisor(name=f"S{number}", services=[make_service(name=f"Service {number}")])
        person.work_fields = [field]
        person.save()
    guide = Guide(client, add_guide(home))
    assert (guide.question, guide.answers) == (
        "What is your field of work?",
        {
            "Health care": "/?answer=health-care#guide",
            "Schools": "/?answer=schools#guide",
            "Another one, or it does not matter": "/?answer=any#guide",
        },
    )


def test_path_ends_at_services_and_supervisors_with_a_link_to_the_list(client, home, people):
    service = people[1].services.get()
    make_page("ServicePage", home, slug="coaching-page", title="Coaching", service=service)
    guide = Guide(client, add_guide(home), "?answer=individual&answer=coaching&answer=remote")
    assert (guide.question, guide.cards) == ("This could suit you", [["Coaching"], ["Bo"]])
    assert guide.link("Coaching") == "/coaching-page/"
    listed = "/people/?service=coaching&format=individual&delivery_mode=remote#results"
    assert guide.link("in the list") == listed
    assert client.get(listed.partition("#")[0]).status_code == 200
    assert guide.link("040 123 4567") == "tel:+358401234567"


def test_earlier_answers_can_be_changed(client, home, people):
    guide = Guide(client, add_guide(home), "?answer=individual&answer=coaching")
    assert guide.steps == [
        "Who is coming? Just me Change: Who is coming?",
        "What is it about? A goal or a change Change: What is it about?",
    ]
    links = [link["href"] for link in guide.block.select(".tyo-guide__steps a")]
    assert links == ["/#guide", "/?answer=individual#guide"]


def test_path_that_fits_nobody_ends_at_the_nearest_and_a_number(client, home, people):
    guide = Guide(client, add_guide(home), "?answer=pair&answer=supervision&answer=helsinki")
    assert guide.cards[1] == ["Aino", "Bo"]
    assert (guide.link("in the list"), guide.link("040 123 4567")) == (None, "tel:+358401234567")


def test_questions_of_an_editor_mean_what_was_chosen(client, home, people):
    aino, bo = people
    approach = Approach.objects.create(name="Narrative")
    aino.approaches = [approach]
    aino.save()
    questions = [
        {
            "question": "What is up?",
            "answers": [
                answer("Everything", service=bo.services.get().pk),
                answer("Stories", approach=approach.pk, format="group"),
                answer("Ääni ja sana", search="Aino"),
            ],
            "with_places": False,
        },
        {"question": "Where?", "answers": [answer("Home", office=aino.offices.get().pk)], "with_places": True},
    ]
    first = Guide(client, add_guide(home, questions=questions))
    assert first.answers == {
        "Everything": "/?answer=everything#guide",
        "Stories": "/?answer=stories#guide",
        "Ääni ja sana": "/?answer=aani-ja-sana#guide",
    }
    assert list(Guide(client, home, "?answer=stories").answers) == ["Helsinki", "At our workplace", "Home"]
    assert list(Guide(client, home, "?answer=everything").answers) == ["Turku", "Remotely", "Home"]
    assert list(Guide(client, home, "?answer=aani-ja-sana").answers) == ["Helsinki", "At our workplace", "Home"]
    expected = {"everything": "?service=coaching", "stories": "?format=group&city=helsinki&approach=narrative"}
    for key, place, query in (
        ("everything", "turku", "?service=coaching&city=turku"),
        ("stories", "home", expected["stories"]),
        ("aani-ja-sana", "home", "?q=Aino&city=helsinki"),
    ):
        guide = Guide(client, home, f"?answer={key}&answer={place}")
        assert guide.link("in the list") == f"/people/{query}#results"


def test_answer_whose_record_is_gone_or_foreign_is_not_offered(client, home, people):
    foreign = make_service(name="Elsewhere", site=make_site("second"))
    gone = make_service(name="Gone")
    answers = [answer("Gone", service=gone.pk), answer("Foreign", service=foreign.pk), answer("Still here")]
    add_guide(home, questions=[{"question": "What?", "answers": answers, "with_places": False}])
    gone.delete()
    guide = Guide(client, home)
    assert guide.answers == {"Still here": "/?answer=still-here#guide"}
    assert Guide(client, home, "?answer=gone").question == "What?"


@pytest.mark.parametrize("query", ["?answer=atlantis", "?answer=individual&answer=<b>", "?answer=%00", "?answer="])
def test_unreadable_answers_are_asked_again(client, home, people, query):
    guide = Guide(client, add_guide(home), query)
    problem = guide.block.select_one(".tyo-guide__problem")
    assert (guide.response.status_code, problem is not None) == (200, query != "?answer=")
    assert guide.question == ("What is it about?" if "individual" in query else "Who is coming?")


def test_steps_are_not_indexed_and_have_the_page_as_canonical(client, home, people):
    first, step = (Guide(client, add_guide(home), query) for query in ("", "?answer=individual"))
    assert (first.response.get("X-Robots-Tag"), step.response["X-Robots-Tag"]) == (None, "noindex")
    assert step.page.find("link", rel="canonical")["href"] == home.full_url
    assert {link.get("rel") == ["nofollow"] for link in step.block.select("a.tyo-link-list__link")} == {True}


def test_crisis_leads_to_the_emergency_notice(client, home, people):
    crisis = make_service(name="Crisis", slug="crisis", kind="crisis", formats=["group"])
    make_supervisor(name="Cai", services=[crisis], formats=["group"])
    guide = Guide(client, add_guide(home), "?answer=any&answer=crisis&answer=any")
    assert (guide.cards, guide.block.select_one(".tyo-emergency-notice") is not None) == ([["Crisis"], ["Cai"]], True)


@pytest.mark.parametrize(
    ("language", "question"), [("fi", "Kuka tai ketkä tulevat?"), ("sv", "Vem eller vilka kommer?")]
)
def test_ready_made_questions_are_in_the_language_of_the_page(client, home, people, language, question):
    copy = make_translation(add_guide(home), language)
    with translation.override(language):
        url = copy.url
    text = unescape(client.get(url).content.decode())
    assert re.findall(r'id="guide" tabindex="-1">([^<]+)<', text) == [question]


def test_guide_is_hidden_where_there_is_nothing_to_ask(client, home, index):
    add_guide(home)
    assert Guide(client, home).block is None
    make_supervisor(name="Aino")
    assert Guide(client, home).block is None


@pytest.mark.parametrize("query", ["", "?answer=any", "?answer=any&answer=any&answer=any"])
def test_queries_do_not_grow_with_supervisors(client, home, people, query):
    make_practice(publish_free_times=False)
    add_guide(home)

    def queries():
        client.get(f"{home.url}{query}")
        cache.clear()
        with CaptureQueriesContext(
            connection,
        ) as context:
            client.get(f"{home.url}{query}")
        return len(context)

    few = queries()
    for number in range(28):
        make_supervisor(name=f"S{number}", services=[people[0].services.get()], offices=[people[0].offices.get()])
    assert queries() == few
