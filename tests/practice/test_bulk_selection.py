"""Rows of lists can be selected only by users who can do something with several of them."""

import pytest
from django.urls import reverse

from tests.factories import make_office, make_supervisor
from tests.inbox.factories import client_for, make_coordinator, make_supervisor_user, make_user

pytestmark = pytest.mark.django_db
SUPERVISORS = "wagtailsnippets_wagtail_tyonohjaus_supervisor:list"


def test_rows_can_be_selected_by_those_who_may_delete_only():
    office = make_office()
    make_supervisor([office])
    users = make_user(is_superuser=True), make_coordinator(office), make_supervisor_user([office])
    pages = [client_for(user).get(reverse(SUPERVISORS)).content.decode() for user in users]
    assert ["data-bulk-action-checkbox" in page for page in pages] == [True, False, False]
