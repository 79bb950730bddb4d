"""Each block alone: previews, blank values, foreign base templates and migrations."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import get_template
from wagtail.blocks import CharBlock, StreamBlock
from wagtail.models import Page, Site

from tests.factories import make_root
from wagtail_tyonohjaus import blocks
from wagtail_tyonohjaus.blocks import DailyQuotationBlock, PageBodyBlock, PhoneNumberBlock

pytestmark = pytest.mark.django_db

BLOCKS = PageBodyBlock().child_blocks
NAMES = list(BLOCKS)


def context(rf):
    """The context of a template outside the package."""
    return {"request": rf.get("/")}


@pytest.mark.parametrize("name", NAMES)
def test_block_has_icon_label_group_and_description(name):
    block = BLOCKS[name]
    assert (bool(block.meta.icon), bool(block.label), bool(block.meta.group), bool(block.get_description())) == (
        True,
    ) * 4


@pytest.mark.parametrize("name", NAMES)
def test_block_preview_renders(rf, name):
    block = BLOCKS[name]
    assert block.is_previewable
    value = block.get_preview_value()
    preview_context = block.get_preview_context(value, parent_context=context(rf))
    template = get_template(block.get_preview_template(value, preview_context))
    html = template.render({"block_def": block, "block_class": "", "bound_block": block.bind(value)}, rf.get("/"))
    assert "<main>" in html


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("with_request", [True, False])
def test_blank_block_renders_in_foreign_template(rf, name, with_request):
    block = BLOCKS[name]
    html = block.render(block.to_python({}), context(rf) if with_request else {})
    assert re.findall(r"<style|\sstyle=|\son\w+=", html) == []


@pytest.mark.parametrize("name", NAMES)
def test_block_with_blank_list_items_renders(rf, name):
    block = BLOCKS[name]
    lists = [child for child, field in block.child_blocks.items() if hasattr(field, "child_block")]
    assert block.render(block.to_python({child: [{}] for child in lists if is_struct(block, child)}), context(rf))


def is_struct(block, child):
    return hasattr(block.child_blocks[child].child_block, "child_blocks")


def test_subclass_of_page_body_adds_and_removes_blocks():
    class CustomBody(PageBodyBlock):
        chart = CharBlock()
        comparison = None

    assert set(NAMES) - set(CustomBody().child_blocks) == {"comparison"}
    assert set(CustomBody().child_blocks) - set(NAMES) == {"chart"}


def import_paths(block):
    """Import paths in a migration of the block."""
    from wagtail.blocks.definition_lookup import BlockDefinitionLookupBuilder

    lookup = BlockDefinitionLookupBuilder()
    lookup.add_block(block)
    return {definition[0] for definition in lookup.get_lookup_as_dict().values()}


def test_migrations_refer_only_to_wagtails_blocks_and_two_of_ours():
    package_paths = {path for path in import_paths(PageBodyBlock()) if not path.startswith("wagtail.")}
    assert {path.removeprefix("wagtail_tyonohjaus.blocks.") for path in package_paths} == {
        "PhoneNumberBlock", "RecordChooserBlock",
    }  # fmt: skip
    assert {path.rpartition(".")[2] in blocks.__all__ for path in package_paths} == {True}


def test_meta_options_are_not_in_migrations():
    class CustomQuotation(DailyQuotationBlock):
        class Meta:
            icon = "pick"
            template = "other.html"

    assert CustomQuotation().deconstruct()[1] == DailyQuotationBlock().deconstruct()[1]


# Daily quotation


def daily_quotation(count):
    block = DailyQuotationBlock()
    return block.to_python({"quotations": [{"text": f"Q{number}", "source": ""} for number in range(count)]})


def test_quotation_changes_daily_in_rotation():
    days = [date(2026, 11, number) for number in (20, 20, 21, 22, 23)]
    first, again, second, third, fourth = (daily_quotation(3).quotation_of_the_day(day)["text"] for day in days)
    assert first == again == fourth
    assert sorted({first, second, third}) == ["Q0", "Q1", "Q2"]


def test_daily_quotation_without_quotations_renders_nothing():
    assert daily_quotation(0).quotation_of_the_day(date(2026, 1, 1)) is None
    assert "tyo-quotation" not in DailyQuotationBlock().render(daily_quotation(0))


# Telephone numbers


@pytest.mark.parametrize("number", ["0600 12345", "12", "call me"])
def test_premium_rate_or_invalid_number_is_rejected(number):
    with pytest.raises(ValidationError):
        PhoneNumberBlock(region="FI").clean(number)


def test_number_is_stored_as_e164():
    block = PhoneNumberBlock(region="FI")
    assert block.get_prep_value(block.clean("040 123 4567")) == "+358401234567"
    assert block.get_prep_value(block.to_python("+358401234567")) == "+358401234567"
    assert (block.to_python(""), block.get_prep_value(None)) == ("", "")


def test_block_works_in_any_stream_block(rf):
    Site.clear_site_root_paths_cache()
    stream = StreamBlock([("quotation", DailyQuotationBlock())])
    value = stream.to_python([{"type": "quotation", "value": {"quotations": [{"text": "Here", "source": "Me"}]}}])
    assert "Here" in stream.render(value, context(rf))


def test_link_to_draft_does_not_disclose_its_title():
    draft = make_root().add_child(instance=Page(title="Secret merger", live=False))
    block = blocks.LinkListBlock().child_blocks["links"].child_block
    value = block.to_python({"page": draft.pk, "url": "", "title": "", "description": ""})
    assert (value.get_url(), value.get_title()) == ("", "")
    value = block.to_python({"page": draft.pk, "url": "https://example.com/", "title": "", "description": ""})
    assert (value.get_url(), value.get_title()) == ("https://example.com/", "https://example.com/")


def standard_field(field, requirement="optional"):
    return {"type": "standard", "value": {"field": field, "requirement": requirement, "label": "", "help_text": ""}}


def custom_field(field_type, choices=""):
    value = {"label": "How?", "field_type": field_type, "choices": choices, "required": True, "help_text": ""}
    return {"type": "custom", "value": value}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ([custom_field("choice", " \n")], "Enter the choices, one per line."),
        (
            [standard_field("payer"), custom_field("text"), standard_field("payer", "required")],
            "This field is already listed above.",
        ),
        ([standard_field("phone", "no"), standard_field("email", "no")], "Include a telephone or e-mail field"),
    ],
)
def test_invalid_form_fields_are_rejected(fields, message):
    block = blocks.ContactFormFieldsBlock(required=False)
    with pytest.raises(ValidationError) as error:
        block.clean(block.to_python(fields))
    assert message in str(error.value.as_json_data())


def test_valid_form_fields_are_accepted():
    block = blocks.ContactFormFieldsBlock(required=False)
    stream = block.to_python([standard_field("phone", "no"), standard_field("payer"), custom_field("choice", "a\nb")])
    assert len(block.clean(stream)) == 3
