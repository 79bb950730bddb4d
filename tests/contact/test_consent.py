"""The consent is recorded with the text that was displayed, and with the language of that text."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.contact.helpers import errors, filled, post, send
from tests.pages.factories import make_home, make_page
from wagtail_tyonohjaus.contact.form.config import FormConfig
from wagtail_tyonohjaus.contact.form.consent import Consent, consent_for
from wagtail_tyonohjaus.contact.form.factory import issue_token, renew_token
from wagtail_tyonohjaus.practice.models import ConsentText, PracticeSettings

pytestmark = pytest.mark.django_db

FINNISH = "Hyväksyn, että tietoni tallennetaan."


@pytest.fixture
def finnish_text(practice):
    ConsentText.objects.create(practice=practice, language="fi", text=FINNISH)


def current():
    return PracticeSettings.objects.get()


def token_in(language):
    with translation.override(language):
        token = issue_token(current(), FormConfig(), None, language)
    return type(token)(**{**token.__dict__, "issued_at": token.issued_at - 60})


def test_own_text_is_recorded_in_its_language(finnish_text):
    request = send(token_in("fi"))
    assert (request.consent_text, request.consent_language) == (FINNISH, "fi")


@pytest.mark.parametrize(("language", "start"), [("sv", "Jag"), ("en", "I agree")])
def test_language_without_own_text_has_the_standard_sentence(finnish_text, language, start):
    request = send(token_in(language))
    assert request.consent_text.startswith(start)
    assert request.consent_language == language


def test_regional_language_uses_the_text_of_its_language(finnish_text):
    with translation.override("fi-fi"):
        assert consent_for(current()) == Consent(FINNISH, "fi")


def test_untranslated_language_falls_back_visibly_to_a_text_with_its_own_language(practice, finnish_text):
    with translation.override("de"):
        consent = consent_for(current())
        assert (consent, consent.foreign_language) == (Consent(FINNISH, "fi"), "fi")


def test_untranslated_language_without_own_texts_records_english(practice):
    with translation.override("de"):
        assert consent_for(current()).language == "en"


def test_visitor_agrees_again_if_the_text_has_changed(finnish_text):
    token = token_in("fi")
    ConsentText.objects.update(text="Uusi teksti.")
    response = post(filled(token))
    assert list(errors(response)) == ["consent"]
    html = response.content.decode()
    assert "Uusi teksti." in html
    assert "checked" not in html.partition('name="consent"')[2].partition(">")[0]
    again = response.context["form"].token
    assert again.key == token.key
    assert send(again).consent_text == "Uusi teksti."


def test_expired_form_keeps_the_version_that_was_displayed(finnish_text):
    token = token_in("fi")
    ConsentText.objects.update(text="Uusi teksti.")
    with translation.override("fi"):
        assert renew_token(current(), token).consent == token.consent


def test_form_without_own_texts_makes_no_query_for_them(client, practice):
    page = make_page("ContactPage", make_home())
    client.get(page.url)
    with CaptureQueriesContext(connection) as standard:
        client.get(page.url)
    ConsentText.objects.create(practice=PracticeSettings.for_site(page.get_site()), language="en", text="Own text")
    with CaptureQueriesContext(connection) as own:
        assert "Own text" in client.get(page.url).content.decode()
    assert len(own) == len(standard) + 1
