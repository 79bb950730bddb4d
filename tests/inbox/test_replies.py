"""The suggested replies that come with the package."""

import pytest
from django.utils import translation

from tests.factories import make_practice
from tests.inbox.factories import make_request
from wagtail_tyonohjaus.inbox.replies import suggested_replies

pytestmark = pytest.mark.django_db

# A word of each language's own in every suggested reply, in the order in which they are offered.
EXPECTED = {
    "en": ["Hello Sari,\n\nThank you for", "Hello Sari,\n\nWe tried to call", "Hello Sari,\n\nThank you for"],
    "fi": ["Hei Sari,\n\nKiitos", "Hei Sari,\n\nYritimme soittaa", "Hei Sari,\n\nKiitos"],
    "sv": ["Hej Sari,\n\nTack för", "Hej Sari,\n\nVi försökte ringa", "Hej Sari,\n\nTack för"],
}


@pytest.mark.parametrize("language", EXPECTED)
@pytest.mark.parametrize("reader_language", ["en", "fi", "sv"])
def test_suggested_reply_is_wholly_in_the_visitors_language(language, reader_language):
    make_practice()
    request = make_request(name="Sari", visitor_language=language)
    with translation.override(reader_language):
        texts = [reply.text for reply in suggested_replies(request, request.practice)]
    assert [text[: len(start)] for text, start in zip(texts, EXPECTED[language], strict=True)] == EXPECTED[language]
    assert not any("{" in text for text in texts)


def test_name_of_a_suggested_reply_is_in_the_readers_language():
    make_practice()
    request = make_request(visitor_language="sv")
    with translation.override("fi"):
        assert suggested_replies(request, request.practice)[1].name == "Yritimme soittaa"
