"""Every block by itself: previews, blanks, frames that are not ours, and what goes into migrations."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import get_template
from wagtail.blocks import CharBlock, StreamBlock
from wagtail.models import Page, Site

from tests.factories import make_root
from wagtail_tyonohjaus import blocks
from wagtail_tyonohjaus.blocks import PhoneNumberBlock, PracticeBody, QuotationsBlock

pytestmark = pytest.mark.django_db

CHILDREN = PracticeBody().child_blocks
NAMES = list(CHILDREN)


def context(rf):
    """A template's context on a page that knows nothing of ours."""
    return {"request": rf.get("/")}


@pytest.mark.parametrize("name", NAMES)
def test_block_tells_editors_what_it_is(name):
    block = CHILDREN[name]
    assert (bool(block.meta.icon), bool(block.label), bool(block.meta.group), bool(block.get_description())) == (
        True,
    ) * 4


@pytest.mark.parametrize("name", NAMES)
def test_block_previews(rf, name):
    block = CHILDREN[name]
    assert block.is_previewable
    value = block.get_preview_value()
    made = block.get_preview_context(value, parent_context=context(rf))
    template = get_template(block.get_preview_template(value, made))
    html = template.render({"block_def": block, "block_class": "", "bound_block": block.bind(value)}, rf.get("/"))
    assert "<main>" in html


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("frame", ["request", "nothing"])
def test_block_renders_blank_in_a_frame_that_is_not_ours(rf, name, frame):
    block = CHILDREN[name]
    html = block.render(block.to_python({}), context(rf) if frame == "request" else {})
    assert re.findall(r"<style|\sstyle=|\son\w+=", html) == []


@pytest.mark.parametrize("name", NAMES)
def test_block_with_blanks_inside_its_lists_renders(rf, name):
    block = CHILDREN[name]
    lists = [child for child, field in block.child_blocks.items() if hasattr(field, "child_block")]
    assert block.render(block.to_python({child: [{}] for child in lists if is_struct(block, child)}), context(rf))


def is_struct(block, child):
    return hasattr(block.child_blocks[child].child_block, "child_blocks")


def test_body_is_put_together_by_subclassing():
    class OwnBody(PracticeBody):
        chart = CharBlock()
        comparison = None

    assert set(NAMES) - set(OwnBody().child_blocks) == {"comparison"}
    assert set(OwnBody().child_blocks) - set(NAMES) == {"chart"}


def paths(block):
    """Import paths that a migration would hold for the block and all inside it."""
    from wagtail.blocks.definition_lookup import BlockDefinitionLookupBuilder

    lookup = BlockDefinitionLookupBuilder()
    lookup.add_block(block)
    return {definition[0] for definition in lookup.get_lookup_as_dict().values()}


def test_migrations_hold_only_wagtails_paths_and_the_permanent_ones():
    own = {path for path in paths(PracticeBody()) if not path.startswith("wagtail.")}
    assert own == {"wagtail_tyonohjaus.blocks.PhoneNumberBlock"}
    assert {path.rpartition(".")[2] in blocks.__all__ for path in own} == {True}


def test_options_of_blocks_stay_out_of_migrations():
    class Renamed(QuotationsBlock):
        class Meta:
            icon = "pick"
            template = "other.html"

    assert Renamed().deconstruct()[1] == QuotationsBlock().deconstruct()[1]


# Quotations


def quotations(count):
    block = QuotationsBlock()
    return block.to_python({"quotations": [{"text": f"Q{number}", "source": ""} for number in range(count)]})


def test_quotation_is_the_same_all_day_and_another_tomorrow():
    days = [date(2026, 11, number) for number in (20, 20, 21, 22, 23)]
    first, again, second, third, fourth = (quotations(3).shown(day)["text"] for day in days)
    assert first == again == fourth
    assert sorted({first, second, third}) == ["Q0", "Q1", "Q2"]


def test_quotations_without_any_show_nothing():
    assert quotations(0).shown() is None
    assert "tyo-quotation" not in QuotationsBlock().render(quotations(0))


# Telephone numbers


@pytest.mark.parametrize("number", ["0600 12345", "12", "call me"])
def test_number_that_costs_more_or_cannot_be_is_refused(number):
    with pytest.raises(ValidationError):
        PhoneNumberBlock(region="FI").clean(number)


def test_number_is_stored_in_one_form():
    block = PhoneNumberBlock(region="FI")
    assert block.get_prep_value(block.clean("040 123 4567")) == "+358401234567"
    assert block.get_prep_value(block.to_python("+358401234567")) == "+358401234567"
    assert (block.to_python(""), block.get_prep_value(None)) == ("", "")


def test_stream_of_another_site_takes_a_block(rf):
    Site.clear_site_root_paths_cache()
    stream = StreamBlock([("quotations", QuotationsBlock())])
    value = stream.to_python([{"type": "quotations", "value": {"quotations": [{"text": "Here", "source": "Me"}]}}])
    assert "Here" in stream.render(value, context(rf))


def test_link_to_a_draft_tells_nothing_of_it():
    draft = make_root().add_child(instance=Page(title="Secret merger", live=False))
    block = blocks.LinksBlock().child_blocks["links"].child_block
    value = block.to_python({"page": draft.pk, "url": "", "title": "", "description": ""})
    assert (value.address(), value.name()) == ("", "")
    value = block.to_python({"page": draft.pk, "url": "https://example.com/", "title": "", "description": ""})
    assert (value.address(), value.name()) == ("https://example.com/", "https://example.com/")


def asked(field, how="optional"):
    return {"type": "asked", "value": {"field": field, "asked": how, "label": "", "help_text": ""}}


def own(kind, choices=""):
    value = {"label": "How?", "kind": kind, "choices": choices, "required": True, "help_text": ""}
    return {"type": "own", "value": value}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ([own("choice", " \n")], "Give the choices, one on a line."),
        ([asked("payer"), own("text"), asked("payer", "required")], "This field is above already."),
        ([asked("phone", "no"), asked("email", "no")], "Ask for a telephone number or an e-mail address"),
    ],
)
def test_form_that_nobody_could_send_or_answer_is_refused(fields, message):
    block = blocks.ContactFieldsBlock(required=False)
    with pytest.raises(ValidationError) as refused:
        block.clean(block.to_python(fields))
    assert message in str(refused.value.as_json_data())


def test_form_in_order_is_taken():
    block = blocks.ContactFieldsBlock(required=False)
    stream = block.to_python([asked("phone", "no"), asked("payer"), own("choice", "a\nb")])
    assert len(block.clean(stream)) == 3
