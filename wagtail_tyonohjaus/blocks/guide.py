"""The block whose questions lead to fitting services and supervisors."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BooleanBlock, ChoiceBlock, ListBlock, StructBlock

from wagtail_tyonohjaus.late_imports import LateModule
from wagtail_tyonohjaus.practice.choices import DeliveryMode, Format, Kind

from .base import PracticeBlock
from .record_choosers import MissingRecord, RecordChooserBlock
from .records import RecordsMeta
from .typed_values import CharBlock, TextBlock

if TYPE_CHECKING:
    from wagtail_tyonohjaus.finding import directory as finding_directory
    from wagtail_tyonohjaus.finding import guide as finding_guide
    from wagtail_tyonohjaus.finding import guide_questions
    from wagtail_tyonohjaus.finding import selection as finding_selection
else:
    finding_directory, finding_guide, finding_selection = (
        LateModule(f"wagtail_tyonohjaus.finding.{name}") for name in ("directory", "guide", "selection")
    )
    guide_questions = LateModule("wagtail_tyonohjaus.finding.guide_questions")

#: The choosers of an answer, by the facet of the list of supervisors that they restrict.
RECORDS = {"service": "service", "office": "city", "approach": "approach", "work_field": "work_field"}
CODES = ("format", "delivery_mode")


class GuideAnswerBlock(StructBlock):
    """An answer and what it means: what is left empty does not matter."""

    text = CharBlock(label=_("Answer"), max_length=160)
    description = CharBlock(required=False, label=_("Explanation"), max_length=200)
    format = ChoiceBlock(choices=Format.choices, required=False, label=_("Format"))
    kind = ChoiceBlock(choices=Kind.choices, required=False, label=_("Kind of service"))
    service = RecordChooserBlock("wagtail_tyonohjaus.Service", required=False, label=_("Service"))
    work_field = RecordChooserBlock("wagtail_tyonohjaus.WorkField", required=False, label=_("Field of work"))
    approach = RecordChooserBlock("wagtail_tyonohjaus.Approach", required=False, label=_("Approach"))
    delivery_mode = ChoiceBlock(choices=DeliveryMode.choices, required=False, label=_("Where"))
    office = RecordChooserBlock("wagtail_tyonohjaus.Office", required=False, label=_("City of the office"))
    search = CharBlock(
        required=False,
        label=_("Words to search for"),
        help_text=_("In names, cities, topics and introductions of supervisors."),
        max_length=60,
    )

    class Meta:
        label = _("Answer")
        icon = "arrow-right"


class GuideQuestionBlock(StructBlock):
    """A question and the answers to choose from."""

    question = CharBlock(label=_("Question"), max_length=160)
    answers = ListBlock(
        GuideAnswerBlock(),
        default=[],
        label=_("Answers"),
        help_text=_("An answer without a meaning suits those who don’t know yet."),
    )
    with_places = BooleanBlock(
        required=False,
        label=_("The cities and ways to meet of your supervisors as answers"),
        help_text=_("They come before the other answers."),
    )

    class Meta:
        label = _("Question")
        icon = "help"


class GuideBlock(PracticeBlock):
    """A few questions, one at a time, whose answers lead to fitting services and supervisors."""

    introduction = TextBlock(required=False, label=_("Introduction"), rows=2)
    questions = ListBlock(
        GuideQuestionBlock(),
        default=[],
        max_num=4,
        label=_("Questions"),
        help_text=_("Leave empty for ready-made questions: who comes, what for and where."),
    )

    def get_records(self, value: Any, context: dict[str, Any]) -> dict[str, Any]:
        site, request = context["site"], context.get("request")
        directory = finding_directory.directory_of(site, request)
        written = [_question(question, site, directory) for question in value.get("questions") or ()]
        questions = written or guide_questions.standard_questions(directory)
        keys = [key for key in request.GET.getlist(finding_guide.PARAMETER) if key] if request else []
        return {"guide": finding_guide.Guide(site, directory, questions, keys, request)}

    class Meta(RecordsMeta):
        label = _("Where to start")
        icon = "help"
        template = "wagtail_tyonohjaus/blocks/guide.html"
        description = _("A few questions that lead to fitting services and supervisors.")
        preview_value = {"heading": _("What could supervision be in your case?"), "introduction": "", "questions": []}


def _question(value: Any, site: Any, directory: "finding_directory.Directory") -> "finding_guide.Question":
    answers = [*(guide_questions.places(directory) if value.get("with_places") else ())]
    keys = {answer.key for answer in answers}
    for number, answer in enumerate(value.get("answers") or (), 1):
        key = slugify(answer["text"]) or str(number)
        key = key if key not in keys else f"{key}-{number}"
        keys.add(key)
        facets = _facets(answer, site, directory)
        if facets is not None:
            text, description = answer["text"], answer.get("description", "")
            answers.append(finding_guide.Answer(key, text, facets, answer.get("search", ""), description))
    return finding_guide.Question(value["question"], tuple(answers))


def _facets(value: Any, site: Any, directory: "finding_directory.Directory") -> dict[str, tuple[str, ...]] | None:
    """What an answer means. None if it means something that is gone or that nobody offers: it must not mean “any”."""
    facets: dict[str, tuple[str, ...]] = {name: (value[name],) for name in CODES if value.get(name)}
    if value.get("kind"):
        facets["service"] = finding_guide.slugs_of_kind(directory, value["kind"])
    for name, facet in RECORDS.items():
        record = value.get(name)
        if record or isinstance(record, MissingRecord):
            facets[facet] = tuple(_slugs(record, facet, site, directory))
    return None if any(not values for values in facets.values()) else facets


def _slugs(record: Any, facet: str, site: Any, directory: "finding_directory.Directory") -> Iterator[str]:
    """The value of the facet that means a record; terms are shared by all practices."""
    if getattr(record, "site_id", site.pk) == site.pk:
        terms = finding_selection.terms_of(directory, facet)
        yield from (term.slug for term in terms if record.pk in term.keys)
