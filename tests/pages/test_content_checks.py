"""What the page editor tells about the saved content."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from tests.factories import (
    make_hours_exception,
    make_practice,
    make_site,
    make_supervisor,
    make_weekly_hours,
)
from tests.pages.factories import make_home, make_page, make_translation
from tests.pages.marks import UNCLOSED_RENDITIONS
from wagtail_tyonohjaus.page_types.content_checks import checks, content_findings, register_content_check
from wagtail_tyonohjaus.practice.models import PracticeSettings

pytestmark = [pytest.mark.django_db, *UNCLOSED_RENDITIONS]


def findings(client, page):
    """The texts in the editor."""
    text = client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    (panel,) = re.findall(r"Check this page:(.*?)</ul>", text, re.DOTALL) or [""]
    return re.findall("<li>(.*?)</li>", panel)


def text_block(text, heading=""):
    return {"type": "text", "value": {"heading": heading, "text": text}}


def make_image(**kwargs):
    return get_image_model().objects.create(title="Quay", file=get_test_image_file(), **kwargs)


@pytest.fixture
def home():
    return make_home()


@pytest.fixture
def silent_home(home):
    make_practice(phone="", email="")
    return home


def test_page_without_faults_has_no_findings(admin_client, home):
    page = make_page("StandardPage", home, slug="about", body=[text_block("<h3>A</h3><h4>B</h4><h3>C</h3>", "About")])
    assert findings(admin_client, page) == []


def test_new_page_has_no_findings(admin_client, home):
    response = admin_client.get(f"/admin/pages/add/wagtail_tyonohjaus_pages/contactpage/{home.pk}/")
    assert response.status_code == 200
    assert "Check this page" not in response.content.decode()


def test_page_without_a_way_to_contact_is_reported(admin_client, silent_home):
    page = make_page("StandardPage", silent_home, slug="about")
    (finding,) = findings(admin_client, page)
    assert finding.startswith("Visitors have no way to contact you")


@pytest.mark.parametrize("detail", [{"phone": "+358401234567"}, {"email": "a@example.com"}])
def test_contact_detail_of_the_practice_is_a_way_to_contact(silent_home, detail):
    page = make_page("StandardPage", silent_home, slug="about")
    make_practice(**{"phone": "", "email": "", **detail})
    assert content_findings(page) == []


def test_contact_page_in_the_pages_language_is_a_way_to_contact(silent_home):
    page = make_page("StandardPage", silent_home, slug="about")
    contact = make_page("ContactPage", silent_home, slug="contact")
    finnish = make_translation(page, "fi", title="Meistä", slug="meista")
    assert content_findings(page) == []
    assert len(content_findings(finnish)) == 1
    make_translation(contact, "fi", title="Yhteys", slug="yhteys")
    assert content_findings(finnish) == []


@pytest.mark.parametrize(
    ("block", "is_way"),
    [
        ({"type": "contact_form", "value": {"heading": "Write"}}, True),
        ({"type": "call_to_action", "value": {"heading": "Call", "phone": "+358401234567"}}, True),
        ({"type": "call_to_action", "value": {"heading": "Call", "phone": ""}}, False),
    ],
)
def test_form_or_number_in_the_body_is_a_way_to_contact(silent_home, block, is_way):
    page = make_page("StandardPage", silent_home, slug="about", body=[block])
    assert content_findings(page) == [] if is_way else len(content_findings(page)) == 1


@pytest.mark.parametrize("show_form", [True, False])
def test_contact_page_needs_its_form_if_there_is_nothing_else(silent_home, show_form):
    page = make_page("ContactPage", silent_home, slug="contact", show_form=show_form)
    assert len(content_findings(page)) == (0 if show_form else 1)


def test_supervisors_page_without_hours_is_reported(admin_client, home):
    supervisor = make_supervisor(name="Aino Laine")
    page = make_page("SupervisorPage", home, slug="aino", supervisor=supervisor)
    (finding,) = findings(admin_client, page)
    assert finding.startswith("Aino Laine has no hours")


@pytest.mark.parametrize("days", [-1, 0])
def test_hours_that_have_ended_are_no_hours(home, days):
    supervisor = make_supervisor()
    page = make_page("SupervisorPage", home, slug="aino", supervisor=supervisor)
    today = timezone.localdate(timezone=supervisor.practice.zone)
    make_weekly_hours(supervisor, valid_until=today + timedelta(days=days))
    assert len(content_findings(page)) == (1 if days < 0 else 0)


@pytest.mark.parametrize(("start", "days", "count"), [("09:00", 0, 0), ("09:00", -1, 1), (None, 0, 1)])
def test_coming_exception_with_hours_is_enough(home, start, days, count):
    supervisor = make_supervisor()
    page = make_page("SupervisorPage", home, slug="aino", supervisor=supervisor)
    today = timezone.localdate(timezone=supervisor.practice.zone)
    make_hours_exception(supervisor, today + timedelta(days=days), start, start and "12:00")
    assert len(content_findings(page)) == count


@pytest.mark.parametrize("values", [{"active": False}, {"accepts_new_clients": False}])
def test_supervisor_without_new_clients_needs_no_hours(home, values):
    page = make_page("SupervisorPage", home, slug="aino", supervisor=make_supervisor(**values))
    assert content_findings(page) == []


def test_practice_that_publishes_no_free_times_needs_no_hours(home):
    supervisor = make_supervisor()
    page = make_page("SupervisorPage", home, slug="aino", supervisor=supervisor)
    practices = PracticeSettings.objects.filter(site=supervisor.site)
    counts = [len(content_findings(page)), practices.update(publish_free_times=False)]
    page = type(page).objects.get(pk=page.pk)
    assert (counts, content_findings(page)) == ([1, 1], [])


def test_page_that_shows_no_free_times_needs_no_hours(home):
    page = make_page("SupervisorPage", home, slug="aino", supervisor=make_supervisor(), show_free_times=False)
    assert content_findings(page) == []


@pytest.mark.parametrize("field", ["valid_until", "expire_at"])
def test_notice_without_an_end_is_reported(admin_client, home, field):
    notices = make_page("CrisisNoticeIndexPage", home, slug="crisis")
    page = make_page("CrisisNoticePage", notices, slug="fire")
    (finding,) = findings(admin_client, page)
    assert finding.startswith("The notice has no end")
    setattr(page, field, timezone.now() + timedelta(days=1))
    assert content_findings(page) == []


@pytest.mark.parametrize(
    ("body", "skipped"),
    [
        ([text_block("<h3>First</h3>")], ["First"]),
        ([text_block("<h4>Deep</h4>", "Section")], ["Deep"]),
        ([text_block("<h3>A</h3><h4>B</h4>", "Section"), text_block("<h3>C</h3>")], []),
        ([text_block("<p>No heading</p>"), text_block("<h3>Late</h3>")], ["Late"]),
        (
            [
                {
                    "type": "faq",
                    "value": {"heading": "", "questions": [{"question": "Q", "answer": "<h4>In <b>it</b></h4>"}]},
                }
            ],
            ["In it"],
        ),
    ],
)
def test_skipped_heading_levels_are_reported(home, body, skipped):
    page = make_page("StandardPage", home, slug="about", body=body)
    assert re.findall("“(.*?)”", " ".join(content_findings(page))) == skipped


def test_headings_of_the_pages_own_texts_are_below_their_sections(home):
    page = make_page("CrisisNoticePage", home, slug="now", valid_until=timezone.now() + timedelta(days=1))
    page.situation, page.offer = "<h3>Fine</h3>", "<h4>Skipped</h4>"
    assert re.findall("“(.*?)”", " ".join(content_findings(page))) == ["Skipped"]


def test_image_without_a_description_is_reported(admin_client, home):
    page = make_page("StandardPage", home, slug="about", image=make_image())
    (finding,) = findings(admin_client, page)
    assert finding.startswith("The image “Quay” has no description")
    page.image.description = "The quay in the evening"
    assert content_findings(page) == []


@pytest.mark.parametrize(
    ("values", "count"),
    [
        ({"decorative": False, "alt_text": ""}, 1),
        ({"decorative": True, "alt_text": ""}, 0),
        ({"decorative": False, "alt_text": "The quay"}, 0),
    ],
)
def test_image_in_the_body_has_a_text_or_is_decoration(home, values, count):
    value = {"heading": "", "caption": "", "image": {"image": make_image().pk, **values}}
    page = make_page("StandardPage", home, slug="about", body=[{"type": "image", "value": value}])
    assert len(content_findings(page)) == count


def test_projects_add_checks_of_their_own(home, monkeypatch):
    monkeypatch.setattr(checks, "_checks", [])
    register_content_check(lambda page, site: [f"{page.title} on {site.hostname}"])
    assert content_findings(home) == ["Harbour on localhost"]


def test_page_outside_of_all_sites_is_not_checked(home):
    make_site()
    page = make_page("StandardPage", home.get_parent(), slug="elsewhere")
    assert content_findings(page) == []


def test_notice_that_may_name_a_person_has_a_finding(home):
    make_supervisor(name="Aino Laine")
    index = make_page("CrisisNoticeIndexPage", home, slug="crisis")
    page = make_page(
        "CrisisNoticePage",
        index,
        title="Help after the accident",
        valid_until=timezone.now() + timedelta(days=3),
        situation="<p>Yesterday Matti Meikäläinen died. Aino Laine answers the telephone in Turku.</p>",
    )
    assert content_findings(page) == [
        "“Yesterday Matti Meikäläinen” may be the name of a person. A notice must not name anybody. Check the text."
    ]
