"""Selects among hundreds of records look like Django's, and load names only."""

import pytest
from django import forms
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertHTMLEqual

from tests.factories import make_supervisor
from wagtail_tyonohjaus.practice.form_fields.long_choices import LongSelect, LongSelectMultiple, offer_many
from wagtail_tyonohjaus.practice.models import Supervisor

CHOICES = [("", "---------"), (1, "Aino & Bo"), ("2", '<b>"Cia"</b>'), (None, "None")]


@pytest.mark.parametrize("value", ["", None, 1, "1", "2", "x"])
@pytest.mark.parametrize("required", [True, False])
def test_select_is_that_of_django(value, required):
    class Form(forms.Form):
        ours = forms.ChoiceField(choices=CHOICES, required=required, widget=LongSelect(attrs={"class": "x"}))
        django = forms.ChoiceField(choices=CHOICES, required=required, widget=forms.Select(attrs={"class": "x"}))

    form = Form(initial={"ours": value, "django": value}, prefix="p")
    ours, theirs = (str(form[name]).replace(name, "name") for name in ("ours", "django"))
    assertHTMLEqual(ours, theirs)


@pytest.mark.parametrize("value", [[], [1, "2"], ["2"], None])
def test_select_of_several_is_that_of_django(value):
    class Form(forms.Form):
        ours = forms.MultipleChoiceField(choices=CHOICES, widget=LongSelectMultiple(attrs={"class": "x"}))
        django = forms.MultipleChoiceField(choices=CHOICES, widget=forms.SelectMultiple(attrs={"class": "x"}))

    form = Form(initial={"ours": value, "django": value})
    assertHTMLEqual(*(str(form[name]).replace(name, "name") for name in ("ours", "django")))


class PeopleForm(forms.Form):
    first = forms.ModelChoiceField(None)
    second = forms.ModelChoiceField(None, required=False, empty_label="Nobody")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offer_many(self, Supervisor.objects.select_related("site").order_by("name"), "first", "second")


@pytest.mark.django_db
def test_fields_share_one_query_for_names_and_load_what_is_selected(django_assert_num_queries):
    bo, aino = make_supervisor(name="Bo"), make_supervisor(name="Aino")
    with CaptureQueriesContext(connection) as captured:
        html = str(PeopleForm(initial={"first": bo, "second": aino.pk}))
    assert ["education" in query["sql"] for query in captured] == [False]
    unselected = PeopleForm().fields["first"].empty_label
    assert [html.count(f">{label}</option>") for label in ("Aino", "Bo", "Nobody", unselected)] == [2, 2, 1, 1]
    assert html.count(f'<option value="{bo.pk}" selected>Bo</option>') == 1
    form = PeopleForm({"first": bo.pk, "second": "999999"})
    assert (form.is_valid(), list(form.errors)) == (False, ["second"])
    assert (form.cleaned_data["first"], form.cleaned_data["first"].get_deferred_fields()) == (bo, set())
