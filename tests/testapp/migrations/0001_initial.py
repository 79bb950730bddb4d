import django.db.models.deletion
import phonenumber_field.modelfields
import wagtail.fields
from django.conf import settings
from django.db import migrations, models
from wagtail.images import get_image_model_string

import wagtail_tyonohjaus.practice.fields
import wagtail_tyonohjaus.practice.phone_numbers


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("basepage", "0003_finalize_basepage_model"),
        ("wagtail_tyonohjaus", "0001_initial"),
        migrations.swappable_dependency(get_image_model_string()),
    ]

    operations = [
        migrations.CreateModel(
            name="ContactPage",
            fields=[
                (
                    "basepage_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "introduction",
                    models.TextField(
                        blank=True,
                        help_text="One or two sentences, shown under the title and in listings.",
                        verbose_name="introduction",
                    ),
                ),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("text", 2),
                            ("bullet_list", 6),
                            ("key_facts", 12),
                            ("steps", 17),
                            ("comparison", 28),
                            ("daily_quotation", 33),
                            ("faq", 38),
                            ("links", 45),
                            ("image", 48),
                            ("finder", 49),
                            ("guide", 65),
                            ("services", 68),
                            ("supervisors", 74),
                            ("offices", 78),
                            ("free_times", 83),
                            ("calendar_subscription", 85),
                            ("crisis_notices", 49),
                            ("call_to_action", 91),
                            ("contact_form", 103),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Heading", "max_length": 160, "required": False},
                            ),
                            1: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": [
                                        "h3",
                                        "h4",
                                        "bold",
                                        "italic",
                                        "link",
                                        "document-link",
                                        "ul",
                                        "ol",
                                        "blockquote",
                                    ],
                                    "label": "Text",
                                },
                            ),
                            2: ("wagtail.blocks.StructBlock", [[("heading", 0), ("text", 1)]], {}),
                            3: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"label": "Introduction", "required": False, "rows": 2},
                            ),
                            4: ("wagtail.blocks.CharBlock", (), {"label": "Item"}),
                            5: ("wagtail.blocks.ListBlock", (4,), {"label": "Items"}),
                            6: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("introduction", 3), ("items", 5)]],
                                {},
                            ),
                            7: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Service",),
                                {
                                    "help_text": "Shows its formats, lengths, interval, places and price.",
                                    "label": "Service",
                                    "required": False,
                                },
                            ),
                            8: ("wagtail.blocks.CharBlock", (), {"label": "Term", "max_length": 80}),
                            9: ("wagtail.blocks.TextBlock", (), {"label": "Description", "rows": 2}),
                            10: ("wagtail.blocks.StructBlock", [[("term", 8), ("description", 9)]], {}),
                            11: (
                                "wagtail.blocks.ListBlock",
                                (10,),
                                {"default": [], "label": "More facts", "min_num": 0},
                            ),
                            12: ("wagtail.blocks.StructBlock", [[("heading", 0), ("service", 7), ("facts", 11)]], {}),
                            13: ("wagtail.blocks.CharBlock", (), {"label": "Title", "max_length": 120}),
                            14: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "document-link", "ul", "ol"],
                                    "label": "Text",
                                    "required": False,
                                },
                            ),
                            15: ("wagtail.blocks.StructBlock", [[("title", 13), ("text", 14)]], {}),
                            16: ("wagtail.blocks.ListBlock", (15,), {"label": "Steps"}),
                            17: ("wagtail.blocks.StructBlock", [[("heading", 0), ("steps", 16)]], {}),
                            18: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Service",),
                                {"label": "Service", "required": False},
                            ),
                            19: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the service's name.",
                                    "label": "Title",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            20: ("wagtail.blocks.PageChooserBlock", (), {"label": "Linked page", "required": False}),
                            21: (
                                "wagtail.blocks.StructBlock",
                                [[("service", 18), ("title", 19), ("page", 20)]],
                                {"label": "First column"},
                            ),
                            22: (
                                "wagtail.blocks.StructBlock",
                                [[("service", 18), ("title", 19), ("page", 20)]],
                                {"label": "Second column"},
                            ),
                            23: ("wagtail.blocks.CharBlock", (), {"label": "Title", "max_length": 80}),
                            24: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "document-link", "ul", "ol"],
                                    "label": "First column",
                                    "required": False,
                                },
                            ),
                            25: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "document-link", "ul", "ol"],
                                    "label": "Second column",
                                    "required": False,
                                },
                            ),
                            26: ("wagtail.blocks.StructBlock", [[("title", 23), ("first", 24), ("second", 25)]], {}),
                            27: ("wagtail.blocks.ListBlock", (26,), {"label": "Rows"}),
                            28: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("introduction", 3), ("first", 21), ("second", 22), ("rows", 27)]],
                                {},
                            ),
                            29: ("wagtail.blocks.TextBlock", (), {"label": "Quotation", "rows": 3}),
                            30: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Source", "max_length": 160, "required": False},
                            ),
                            31: ("wagtail.blocks.StructBlock", [[("text", 29), ("source", 30)]], {}),
                            32: ("wagtail.blocks.ListBlock", (31,), {"label": "Quotations"}),
                            33: ("wagtail.blocks.StructBlock", [[("heading", 0), ("quotations", 32)]], {}),
                            34: ("wagtail.blocks.CharBlock", (), {"label": "Question", "max_length": 200}),
                            35: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": [
                                        "h3",
                                        "h4",
                                        "bold",
                                        "italic",
                                        "link",
                                        "document-link",
                                        "ul",
                                        "ol",
                                        "blockquote",
                                    ],
                                    "label": "Answer",
                                },
                            ),
                            36: ("wagtail.blocks.StructBlock", [[("question", 34), ("answer", 35)]], {}),
                            37: ("wagtail.blocks.ListBlock", (36,), {"label": "Questions"}),
                            38: ("wagtail.blocks.StructBlock", [[("heading", 0), ("questions", 37)]], {}),
                            39: ("wagtail.blocks.PageChooserBlock", (), {"label": "Page", "required": False}),
                            40: ("wagtail.blocks.URLBlock", (), {"label": "External URL", "required": False}),
                            41: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the page's title.",
                                    "label": "Title",
                                    "max_length": 160,
                                    "required": False,
                                },
                            ),
                            42: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"label": "Description", "required": False, "rows": 2},
                            ),
                            43: (
                                "wagtail.blocks.StructBlock",
                                [[("page", 39), ("url", 40), ("title", 41), ("description", 42)]],
                                {},
                            ),
                            44: ("wagtail.blocks.ListBlock", (43,), {"label": "Links"}),
                            45: ("wagtail.blocks.StructBlock", [[("heading", 0), ("links", 44)]], {}),
                            46: ("wagtail.images.blocks.ImageBlock", [], {"label": "Image"}),
                            47: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Caption", "max_length": 200, "required": False},
                            ),
                            48: ("wagtail.blocks.StructBlock", [[("image", 46), ("caption", 47)]], {}),
                            49: ("wagtail.blocks.StructBlock", [[("heading", 0)]], {}),
                            50: ("wagtail.blocks.CharBlock", (), {"label": "Question", "max_length": 160}),
                            51: ("wagtail.blocks.CharBlock", (), {"label": "Answer", "max_length": 160}),
                            52: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Explanation", "max_length": 200, "required": False},
                            ),
                            53: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("individual", "Individual supervision"),
                                        ("pair", "Pair supervision"),
                                        ("group", "Group supervision"),
                                        ("work_community", "Work community supervision"),
                                    ],
                                    "label": "Format",
                                    "required": False,
                                },
                            ),
                            54: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("supervision", "Work supervision"),
                                        ("coaching", "Coaching"),
                                        ("crisis", "Crisis supervision"),
                                    ],
                                    "label": "Kind of service",
                                    "required": False,
                                },
                            ),
                            55: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.WorkField",),
                                {"label": "Field of work", "required": False},
                            ),
                            56: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Approach",),
                                {"label": "Approach", "required": False},
                            ),
                            57: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("premises", "At our premises"),
                                        ("yours", "At your premises"),
                                        ("remote", "Remotely"),
                                    ],
                                    "label": "Where",
                                    "required": False,
                                },
                            ),
                            58: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Office",),
                                {"label": "City of the office", "required": False},
                            ),
                            59: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "In names, cities, topics and introductions of supervisors.",
                                    "label": "Words to search for",
                                    "max_length": 60,
                                    "required": False,
                                },
                            ),
                            60: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("text", 51),
                                        ("description", 52),
                                        ("format", 53),
                                        ("kind", 54),
                                        ("service", 18),
                                        ("work_field", 55),
                                        ("approach", 56),
                                        ("delivery_mode", 57),
                                        ("office", 58),
                                        ("search", 59),
                                    ]
                                ],
                                {},
                            ),
                            61: (
                                "wagtail.blocks.ListBlock",
                                (60,),
                                {
                                    "default": [],
                                    "help_text": "An answer without a meaning suits those who don’t know yet.",
                                    "label": "Answers",
                                },
                            ),
                            62: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {
                                    "help_text": "They come before the other answers.",
                                    "label": "The cities and ways to meet of your supervisors as answers",
                                    "required": False,
                                },
                            ),
                            63: (
                                "wagtail.blocks.StructBlock",
                                [[("question", 50), ("answers", 61), ("with_places", 62)]],
                                {},
                            ),
                            64: (
                                "wagtail.blocks.ListBlock",
                                (63,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty for ready-made questions: who comes, what for and where.",
                                    "label": "Questions",
                                    "max_num": 4,
                                },
                            ),
                            65: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("introduction", 3), ("questions", 64)]],
                                {},
                            ),
                            66: ("wagtail_tyonohjaus.blocks.RecordChooserBlock", ("wagtail_tyonohjaus.Service",), {}),
                            67: (
                                "wagtail.blocks.ListBlock",
                                (66,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty to show all services of the practice.",
                                    "label": "Services",
                                },
                            ),
                            68: ("wagtail.blocks.StructBlock", [[("heading", 0), ("services", 67)]], {}),
                            69: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Supervisor",),
                                {},
                            ),
                            70: (
                                "wagtail.blocks.ListBlock",
                                (69,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty to show all supervisors who match the fields below.",
                                    "label": "Supervisors",
                                },
                            ),
                            71: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Service",),
                                {"label": "Offers the service", "required": False},
                            ),
                            72: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Office",),
                                {"label": "Works at the office", "required": False},
                            ),
                            73: ("wagtail.blocks.BooleanBlock", (), {"label": "Group by city", "required": False}),
                            74: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("supervisors", 70),
                                        ("service", 71),
                                        ("office", 72),
                                        ("group_by_city", 73),
                                    ]
                                ],
                                {},
                            ),
                            75: ("wagtail_tyonohjaus.blocks.RecordChooserBlock", ("wagtail_tyonohjaus.Office",), {}),
                            76: (
                                "wagtail.blocks.ListBlock",
                                (75,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty to show all offices of the practice.",
                                    "label": "Offices",
                                },
                            ),
                            77: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"label": "Supervisors with their contact details", "required": False},
                            ),
                            78: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("offices", 76), ("show_supervisors", 77)]],
                                {},
                            ),
                            79: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Supervisor",),
                                {"label": "Supervisor", "required": False},
                            ),
                            80: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Office",),
                                {"label": "Office", "required": False},
                            ),
                            81: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("premises", "At our premises"),
                                        ("yours", "At your premises"),
                                        ("remote", "Remotely"),
                                    ],
                                    "help_text": "Leave empty to show times at all places.",
                                    "label": "Where",
                                    "required": False,
                                },
                            ),
                            82: (
                                "wagtail.blocks.IntegerBlock",
                                (),
                                {"default": 8, "label": "Maximum number of times", "max_value": 60, "min_value": 1},
                            ),
                            83: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("supervisor", 79),
                                        ("service", 18),
                                        ("office", 80),
                                        ("delivery_mode", 81),
                                        ("max_times", 82),
                                    ]
                                ],
                                {},
                            ),
                            84: ("wagtail.blocks.TextBlock", (), {"label": "Text", "required": False, "rows": 2}),
                            85: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("text", 84), ("supervisor", 79), ("office", 80), ("service", 18)]],
                                {},
                            ),
                            86: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"default": True, "label": "Telephone button", "required": False},
                            ),
                            87: (
                                "wagtail_tyonohjaus.blocks.PhoneNumberBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the practice's number.",
                                    "label": "Telephone number",
                                    "required": False,
                                },
                            ),
                            88: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"default": True, "label": "Contact button", "required": False},
                            ),
                            89: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the site's contact page.",
                                    "label": "Contact page",
                                    "required": False,
                                },
                            ),
                            90: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {"label": "Page with free times", "required": False},
                            ),
                            91: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("text", 84),
                                        ("show_phone", 86),
                                        ("phone", 87),
                                        ("show_contact", 88),
                                        ("contact_page", 89),
                                        ("free_times_page", 90),
                                    ]
                                ],
                                {},
                            ),
                            92: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("name", "Name"),
                                        ("organisation", "Organisation"),
                                        ("email", "E-mail"),
                                        ("phone", "Telephone"),
                                        ("preferred_contact", "How may we contact you?"),
                                        ("call_windows", "When may we call?"),
                                        ("urgency", "How urgent is it?"),
                                        ("service", "Service"),
                                        ("format", "Format"),
                                        ("office", "Office"),
                                        ("delivery_mode", "Where to meet"),
                                        ("supervisor", "Supervisor"),
                                        ("language", "Language of supervision"),
                                        ("participants", "Number of participants"),
                                        ("payer", "Who pays?"),
                                        ("preferred_start", "Preferred time"),
                                        ("message", "Message"),
                                    ],
                                    "label": "Field",
                                },
                            ),
                            93: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("optional", "Optional"),
                                        ("required", "Required"),
                                        ("no", "Not in the form"),
                                    ],
                                    "label": "Requirement",
                                },
                            ),
                            94: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the standard label.",
                                    "label": "Label",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            95: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Help text", "max_length": 255, "required": False},
                            ),
                            96: (
                                "wagtail.blocks.StructBlock",
                                [[("field", 92), ("requirement", 93), ("label", 94), ("help_text", 95)]],
                                {},
                            ),
                            97: ("wagtail.blocks.CharBlock", (), {"label": "Label", "max_length": 120}),
                            98: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("text", "Text, one line"),
                                        ("textarea", "Text, several lines"),
                                        ("choice", "Single choice"),
                                        ("checkbox", "Checkbox"),
                                        ("number", "Number"),
                                    ],
                                    "label": "Type of answer",
                                },
                            ),
                            99: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"help_text": "One per line.", "label": "Choices", "required": False, "rows": 3},
                            ),
                            100: ("wagtail.blocks.BooleanBlock", (), {"label": "Required", "required": False}),
                            101: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("label", 97),
                                        ("field_type", 98),
                                        ("choices", 99),
                                        ("required", 100),
                                        ("help_text", 95),
                                    ]
                                ],
                                {},
                            ),
                            102: (
                                "wagtail.blocks.StreamBlock",
                                [[("standard", 96), ("custom", 101)]],
                                {"label": "Changes to the standard fields", "required": False},
                            ),
                            103: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("text", 84),
                                        ("supervisor", 79),
                                        ("service", 18),
                                        ("office", 80),
                                        ("fields", 102),
                                    ]
                                ],
                                {},
                            ),
                        },
                        verbose_name="content",
                    ),
                ),
                ("form_heading", models.CharField(blank=True, max_length=160, verbose_name="form heading")),
                ("form_introduction", models.TextField(blank=True, verbose_name="text above the form")),
                (
                    "form_fields",
                    wagtail.fields.StreamField(
                        [("standard", 4), ("custom", 9)],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("name", "Name"),
                                        ("organisation", "Organisation"),
                                        ("email", "E-mail"),
                                        ("phone", "Telephone"),
                                        ("preferred_contact", "How may we contact you?"),
                                        ("call_windows", "When may we call?"),
                                        ("urgency", "How urgent is it?"),
                                        ("service", "Service"),
                                        ("format", "Format"),
                                        ("office", "Office"),
                                        ("delivery_mode", "Where to meet"),
                                        ("supervisor", "Supervisor"),
                                        ("language", "Language of supervision"),
                                        ("participants", "Number of participants"),
                                        ("payer", "Who pays?"),
                                        ("preferred_start", "Preferred time"),
                                        ("message", "Message"),
                                    ],
                                    "label": "Field",
                                },
                            ),
                            1: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("optional", "Optional"),
                                        ("required", "Required"),
                                        ("no", "Not in the form"),
                                    ],
                                    "label": "Requirement",
                                },
                            ),
                            2: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the standard label.",
                                    "label": "Label",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            3: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Help text", "max_length": 255, "required": False},
                            ),
                            4: (
                                "wagtail.blocks.StructBlock",
                                [[("field", 0), ("requirement", 1), ("label", 2), ("help_text", 3)]],
                                {},
                            ),
                            5: ("wagtail.blocks.CharBlock", (), {"label": "Label", "max_length": 120}),
                            6: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("text", "Text, one line"),
                                        ("textarea", "Text, several lines"),
                                        ("choice", "Single choice"),
                                        ("checkbox", "Checkbox"),
                                        ("number", "Number"),
                                    ],
                                    "label": "Type of answer",
                                },
                            ),
                            7: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"help_text": "One per line.", "label": "Choices", "required": False, "rows": 3},
                            ),
                            8: ("wagtail.blocks.BooleanBlock", (), {"label": "Required", "required": False}),
                            9: (
                                "wagtail.blocks.StructBlock",
                                [[("label", 5), ("field_type", 6), ("choices", 7), ("required", 8), ("help_text", 3)]],
                                {},
                            ),
                        },
                        help_text="Make standard fields required, rename or remove them, and add custom fields.",
                        verbose_name="changes to the standard fields",
                    ),
                ),
                ("show_form", models.BooleanField(default=True, verbose_name="show the contact form")),
                ("show_offices", models.BooleanField(default=True, verbose_name="show the offices")),
            ],
            options={
                "abstract": False,
            },
            bases=("basepage.basepage", models.Model),
        ),
        migrations.CreateModel(
            name="CrisisNoticeIndexPage",
            fields=[
                (
                    "basepage_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "introduction",
                    models.TextField(
                        blank=True,
                        help_text="One or two sentences, shown under the title and in listings.",
                        verbose_name="introduction",
                    ),
                ),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("text", 2),
                            ("bullet_list", 6),
                            ("key_facts", 12),
                            ("steps", 17),
                            ("comparison", 28),
                            ("daily_quotation", 33),
                            ("faq", 38),
                            ("links", 45),
                            ("image", 48),
                            ("finder", 49),
                            ("guide", 65),
                            ("services", 68),
                            ("supervisors", 74),
                            ("offices", 78),
                            ("free_times", 83),
                            ("calendar_subscription", 85),
                            ("crisis_notices", 49),
                            ("call_to_action", 91),
                            ("contact_form", 103),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Heading", "max_length": 160, "required": False},
                            ),
                            1: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": [
                                        "h3",
                                        "h4",
                                        "bold",
                                        "italic",
                                        "link",
                                        "document-link",
                                        "ul",
                                        "ol",
                                        "blockquote",
                                    ],
                                    "label": "Text",
                                },
                            ),
                            2: ("wagtail.blocks.StructBlock", [[("heading", 0), ("text", 1)]], {}),
                            3: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"label": "Introduction", "required": False, "rows": 2},
                            ),
                            4: ("wagtail.blocks.CharBlock", (), {"label": "Item"}),
                            5: ("wagtail.blocks.ListBlock", (4,), {"label": "Items"}),
                            6: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("introduction", 3), ("items", 5)]],
                                {},
                            ),
                            7: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Service",),
                                {
                                    "help_text": "Shows its formats, lengths, interval, places and price.",
                                    "label": "Service",
                                    "required": False,
                                },
                            ),
                            8: ("wagtail.blocks.CharBlock", (), {"label": "Term", "max_length": 80}),
                            9: ("wagtail.blocks.TextBlock", (), {"label": "Description", "rows": 2}),
                            10: ("wagtail.blocks.StructBlock", [[("term", 8), ("description", 9)]], {}),
                            11: (
                                "wagtail.blocks.ListBlock",
                                (10,),
                                {"default": [], "label": "More facts", "min_num": 0},
                            ),
                            12: ("wagtail.blocks.StructBlock", [[("heading", 0), ("service", 7), ("facts", 11)]], {}),
                            13: ("wagtail.blocks.CharBlock", (), {"label": "Title", "max_length": 120}),
                            14: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "document-link", "ul", "ol"],
                                    "label": "Text",
                                    "required": False,
                                },
                            ),
                            15: ("wagtail.blocks.StructBlock", [[("title", 13), ("text", 14)]], {}),
                            16: ("wagtail.blocks.ListBlock", (15,), {"label": "Steps"}),
                            17: ("wagtail.blocks.StructBlock", [[("heading", 0), ("steps", 16)]], {}),
                            18: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Service",),
                                {"label": "Service", "required": False},
                            ),
                            19: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the service's name.",
                                    "label": "Title",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            20: ("wagtail.blocks.PageChooserBlock", (), {"label": "Linked page", "required": False}),
                            21: (
                                "wagtail.blocks.StructBlock",
                                [[("service", 18), ("title", 19), ("page", 20)]],
                                {"label": "First column"},
                            ),
                            22: (
                                "wagtail.blocks.StructBlock",
                                [[("service", 18), ("title", 19), ("page", 20)]],
                                {"label": "Second column"},
                            ),
                            23: ("wagtail.blocks.CharBlock", (), {"label": "Title", "max_length": 80}),
                            24: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "document-link", "ul", "ol"],
                                    "label": "First column",
                                    "required": False,
                                },
                            ),
                            25: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "document-link", "ul", "ol"],
                                    "label": "Second column",
                                    "required": False,
                                },
                            ),
                            26: ("wagtail.blocks.StructBlock", [[("title", 23), ("first", 24), ("second", 25)]], {}),
                            27: ("wagtail.blocks.ListBlock", (26,), {"label": "Rows"}),
                            28: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("introduction", 3), ("first", 21), ("second", 22), ("rows", 27)]],
                                {},
                            ),
                            29: ("wagtail.blocks.TextBlock", (), {"label": "Quotation", "rows": 3}),
                            30: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Source", "max_length": 160, "required": False},
                            ),
                            31: ("wagtail.blocks.StructBlock", [[("text", 29), ("source", 30)]], {}),
                            32: ("wagtail.blocks.ListBlock", (31,), {"label": "Quotations"}),
                            33: ("wagtail.blocks.StructBlock", [[("heading", 0), ("quotations", 32)]], {}),
                            34: ("wagtail.blocks.CharBlock", (), {"label": "Question", "max_length": 200}),
                            35: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": [
                                        "h3",
                                        "h4",
                                        "bold",
                                        "italic",
                                        "link",
                                        "document-link",
                                        "ul",
                                        "ol",
                                        "blockquote",
                                    ],
                                    "label": "Answer",
                                },
                            ),
                            36: ("wagtail.blocks.StructBlock", [[("question", 34), ("answer", 35)]], {}),
                            37: ("wagtail.blocks.ListBlock", (36,), {"label": "Questions"}),
                            38: ("wagtail.blocks.StructBlock", [[("heading", 0), ("questions", 37)]], {}),
                            39: ("wagtail.blocks.PageChooserBlock", (), {"label": "Page", "required": False}),
                            40: ("wagtail.blocks.URLBlock", (), {"label": "External URL", "required": False}),
                            41: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the page's title.",
                                    "label": "Title",
                                    "max_length": 160,
                                    "required": False,
                                },
                            ),
                            42: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"label": "Description", "required": False, "rows": 2},
                            ),
                            43: (
                                "wagtail.blocks.StructBlock",
                                [[("page", 39), ("url", 40), ("title", 41), ("description", 42)]],
                                {},
                            ),
                            44: ("wagtail.blocks.ListBlock", (43,), {"label": "Links"}),
                            45: ("wagtail.blocks.StructBlock", [[("heading", 0), ("links", 44)]], {}),
                            46: ("wagtail.images.blocks.ImageBlock", [], {"label": "Image"}),
                            47: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Caption", "max_length": 200, "required": False},
                            ),
                            48: ("wagtail.blocks.StructBlock", [[("image", 46), ("caption", 47)]], {}),
                            49: ("wagtail.blocks.StructBlock", [[("heading", 0)]], {}),
                            50: ("wagtail.blocks.CharBlock", (), {"label": "Question", "max_length": 160}),
                            51: ("wagtail.blocks.CharBlock", (), {"label": "Answer", "max_length": 160}),
                            52: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Explanation", "max_length": 200, "required": False},
                            ),
                            53: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("individual", "Individual supervision"),
                                        ("pair", "Pair supervision"),
                                        ("group", "Group supervision"),
                                        ("work_community", "Work community supervision"),
                                    ],
                                    "label": "Format",
                                    "required": False,
                                },
                            ),
                            54: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("supervision", "Work supervision"),
                                        ("coaching", "Coaching"),
                                        ("crisis", "Crisis supervision"),
                                    ],
                                    "label": "Kind of service",
                                    "required": False,
                                },
                            ),
                            55: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.WorkField",),
                                {"label": "Field of work", "required": False},
                            ),
                            56: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Approach",),
                                {"label": "Approach", "required": False},
                            ),
                            57: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("premises", "At our premises"),
                                        ("yours", "At your premises"),
                                        ("remote", "Remotely"),
                                    ],
                                    "label": "Where",
                                    "required": False,
                                },
                            ),
                            58: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Office",),
                                {"label": "City of the office", "required": False},
                            ),
                            59: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "In names, cities, topics and introductions of supervisors.",
                                    "label": "Words to search for",
                                    "max_length": 60,
                                    "required": False,
                                },
                            ),
                            60: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("text", 51),
                                        ("description", 52),
                                        ("format", 53),
                                        ("kind", 54),
                                        ("service", 18),
                                        ("work_field", 55),
                                        ("approach", 56),
                                        ("delivery_mode", 57),
                                        ("office", 58),
                                        ("search", 59),
                                    ]
                                ],
                                {},
                            ),
                            61: (
                                "wagtail.blocks.ListBlock",
                                (60,),
                                {
                                    "default": [],
                                    "help_text": "An answer without a meaning suits those who don’t know yet.",
                                    "label": "Answers",
                                },
                            ),
                            62: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {
                                    "help_text": "They come before the other answers.",
                                    "label": "The cities and ways to meet of your supervisors as answers",
                                    "required": False,
                                },
                            ),
                            63: (
                                "wagtail.blocks.StructBlock",
                                [[("question", 50), ("answers", 61), ("with_places", 62)]],
                                {},
                            ),
                            64: (
                                "wagtail.blocks.ListBlock",
                                (63,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty for ready-made questions: who comes, what for and where.",
                                    "label": "Questions",
                                    "max_num": 4,
                                },
                            ),
                            65: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("introduction", 3), ("questions", 64)]],
                                {},
                            ),
                            66: ("wagtail_tyonohjaus.blocks.RecordChooserBlock", ("wagtail_tyonohjaus.Service",), {}),
                            67: (
                                "wagtail.blocks.ListBlock",
                                (66,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty to show all services of the practice.",
                                    "label": "Services",
                                },
                            ),
                            68: ("wagtail.blocks.StructBlock", [[("heading", 0), ("services", 67)]], {}),
                            69: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Supervisor",),
                                {},
                            ),
                            70: (
                                "wagtail.blocks.ListBlock",
                                (69,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty to show all supervisors who match the fields below.",
                                    "label": "Supervisors",
                                },
                            ),
                            71: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Service",),
                                {"label": "Offers the service", "required": False},
                            ),
                            72: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Office",),
                                {"label": "Works at the office", "required": False},
                            ),
                            73: ("wagtail.blocks.BooleanBlock", (), {"label": "Group by city", "required": False}),
                            74: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("supervisors", 70),
                                        ("service", 71),
                                        ("office", 72),
                                        ("group_by_city", 73),
                                    ]
                                ],
                                {},
                            ),
                            75: ("wagtail_tyonohjaus.blocks.RecordChooserBlock", ("wagtail_tyonohjaus.Office",), {}),
                            76: (
                                "wagtail.blocks.ListBlock",
                                (75,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty to show all offices of the practice.",
                                    "label": "Offices",
                                },
                            ),
                            77: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"label": "Supervisors with their contact details", "required": False},
                            ),
                            78: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("offices", 76), ("show_supervisors", 77)]],
                                {},
                            ),
                            79: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Supervisor",),
                                {"label": "Supervisor", "required": False},
                            ),
                            80: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Office",),
                                {"label": "Office", "required": False},
                            ),
                            81: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("premises", "At our premises"),
                                        ("yours", "At your premises"),
                                        ("remote", "Remotely"),
                                    ],
                                    "help_text": "Leave empty to show times at all places.",
                                    "label": "Where",
                                    "required": False,
                                },
                            ),
                            82: (
                                "wagtail.blocks.IntegerBlock",
                                (),
                                {"default": 8, "label": "Maximum number of times", "max_value": 60, "min_value": 1},
                            ),
                            83: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("supervisor", 79),
                                        ("service", 18),
                                        ("office", 80),
                                        ("delivery_mode", 81),
                                        ("max_times", 82),
                                    ]
                                ],
                                {},
                            ),
                            84: ("wagtail.blocks.TextBlock", (), {"label": "Text", "required": False, "rows": 2}),
                            85: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("text", 84), ("supervisor", 79), ("office", 80), ("service", 18)]],
                                {},
                            ),
                            86: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"default": True, "label": "Telephone button", "required": False},
                            ),
                            87: (
                                "wagtail_tyonohjaus.blocks.PhoneNumberBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the practice's number.",
                                    "label": "Telephone number",
                                    "required": False,
                                },
                            ),
                            88: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"default": True, "label": "Contact button", "required": False},
                            ),
                            89: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the site's contact page.",
                                    "label": "Contact page",
                                    "required": False,
                                },
                            ),
                            90: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {"label": "Page with free times", "required": False},
                            ),
                            91: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("text", 84),
                                        ("show_phone", 86),
                                        ("phone", 87),
                                        ("show_contact", 88),
                                        ("contact_page", 89),
                                        ("free_times_page", 90),
                                    ]
                                ],
                                {},
                            ),
                            92: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("name", "Name"),
                                        ("organisation", "Organisation"),
                                        ("email", "E-mail"),
                                        ("phone", "Telephone"),
                                        ("preferred_contact", "How may we contact you?"),
                                        ("call_windows", "When may we call?"),
                                        ("urgency", "How urgent is it?"),
                                        ("service", "Service"),
                                        ("format", "Format"),
                                        ("office", "Office"),
                                        ("delivery_mode", "Where to meet"),
                                        ("supervisor", "Supervisor"),
                                        ("language", "Language of supervision"),
                                        ("participants", "Number of participants"),
                                        ("payer", "Who pays?"),
                                        ("preferred_start", "Preferred time"),
                                        ("message", "Message"),
                                    ],
                                    "label": "Field",
                                },
                            ),
                            93: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("optional", "Optional"),
                                        ("required", "Required"),
                                        ("no", "Not in the form"),
                                    ],
                                    "label": "Requirement",
                                },
                            ),
                            94: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the standard label.",
                                    "label": "Label",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            95: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Help text", "max_length": 255, "required": False},
                            ),
                            96: (
                                "wagtail.blocks.StructBlock",
                                [[("field", 92), ("requirement", 93), ("label", 94), ("help_text", 95)]],
                                {},
                            ),
                            97: ("wagtail.blocks.CharBlock", (), {"label": "Label", "max_length": 120}),
                            98: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("text", "Text, one line"),
                                        ("textarea", "Text, several lines"),
                                        ("choice", "Single choice"),
                                        ("checkbox", "Checkbox"),
                                        ("number", "Number"),
                                    ],
                                    "label": "Type of answer",
                                },
                            ),
                            99: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"help_text": "One per line.", "label": "Choices", "required": False, "rows": 3},
                            ),
                            100: ("wagtail.blocks.BooleanBlock", (), {"label": "Required", "required": False}),
                            101: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("label", 97),
                                        ("field_type", 98),
                                        ("choices", 99),
                                        ("required", 100),
                                        ("help_text", 95),
                                    ]
                                ],
                                {},
                            ),
                            102: (
                                "wagtail.blocks.StreamBlock",
                                [[("standard", 96), ("custom", 101)]],
                                {"label": "Changes to the standard fields", "required": False},
                            ),
                            103: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("text", 84),
                                        ("supervisor", 79),
                                        ("service", 18),
                                        ("office", 80),
                                        ("fields", 102),
                                    ]
                                ],
                                {},
                            ),
                        },
                        verbose_name="content",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=("basepage.basepage", models.Model),
        ),
        migrations.CreateModel(
            name="ServiceIndexPage",
            fields=[
                (
                    "basepage_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "introduction",
                    models.TextField(
                        blank=True,
                        help_text="One or two sentences, shown under the title and in listings.",
                        verbose_name="introduction",
                    ),
                ),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("text", 2),
                            ("bullet_list", 6),
                            ("key_facts", 12),
                            ("steps", 17),
                            ("comparison", 28),
                            ("daily_quotation", 33),
                            ("faq", 38),
                            ("links", 45),
                            ("image", 48),
                            ("finder", 49),
                            ("guide", 65),
                            ("services", 68),
                            ("supervisors", 74),
                            ("offices", 78),
                            ("free_times", 83),
                            ("calendar_subscription", 85),
                            ("crisis_notices", 49),
                            ("call_to_action", 91),
                            ("contact_form", 103),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Heading", "max_length": 160, "required": False},
                            ),
                            1: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": [
                                        "h3",
                                        "h4",
                                        "bold",
                                        "italic",
                                        "link",
                                        "document-link",
                                        "ul",
                                        "ol",
                                        "blockquote",
                                    ],
                                    "label": "Text",
                                },
                            ),
                            2: ("wagtail.blocks.StructBlock", [[("heading", 0), ("text", 1)]], {}),
                            3: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"label": "Introduction", "required": False, "rows": 2},
                            ),
                            4: ("wagtail.blocks.CharBlock", (), {"label": "Item"}),
                            5: ("wagtail.blocks.ListBlock", (4,), {"label": "Items"}),
                            6: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("introduction", 3), ("items", 5)]],
                                {},
                            ),
                            7: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Service",),
                                {
                                    "help_text": "Shows its formats, lengths, interval, places and price.",
                                    "label": "Service",
                                    "required": False,
                                },
                            ),
                            8: ("wagtail.blocks.CharBlock", (), {"label": "Term", "max_length": 80}),
                            9: ("wagtail.blocks.TextBlock", (), {"label": "Description", "rows": 2}),
                            10: ("wagtail.blocks.StructBlock", [[("term", 8), ("description", 9)]], {}),
                            11: (
                                "wagtail.blocks.ListBlock",
                                (10,),
                                {"default": [], "label": "More facts", "min_num": 0},
                            ),
                            12: ("wagtail.blocks.StructBlock", [[("heading", 0), ("service", 7), ("facts", 11)]], {}),
                            13: ("wagtail.blocks.CharBlock", (), {"label": "Title", "max_length": 120}),
                            14: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "document-link", "ul", "ol"],
                                    "label": "Text",
                                    "required": False,
                                },
                            ),
                            15: ("wagtail.blocks.StructBlock", [[("title", 13), ("text", 14)]], {}),
                            16: ("wagtail.blocks.ListBlock", (15,), {"label": "Steps"}),
                            17: ("wagtail.blocks.StructBlock", [[("heading", 0), ("steps", 16)]], {}),
                            18: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Service",),
                                {"label": "Service", "required": False},
                            ),
                            19: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the service's name.",
                                    "label": "Title",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            20: ("wagtail.blocks.PageChooserBlock", (), {"label": "Linked page", "required": False}),
                            21: (
                                "wagtail.blocks.StructBlock",
                                [[("service", 18), ("title", 19), ("page", 20)]],
                                {"label": "First column"},
                            ),
                            22: (
                                "wagtail.blocks.StructBlock",
                                [[("service", 18), ("title", 19), ("page", 20)]],
                                {"label": "Second column"},
                            ),
                            23: ("wagtail.blocks.CharBlock", (), {"label": "Title", "max_length": 80}),
                            24: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "document-link", "ul", "ol"],
                                    "label": "First column",
                                    "required": False,
                                },
                            ),
                            25: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "document-link", "ul", "ol"],
                                    "label": "Second column",
                                    "required": False,
                                },
                            ),
                            26: ("wagtail.blocks.StructBlock", [[("title", 23), ("first", 24), ("second", 25)]], {}),
                            27: ("wagtail.blocks.ListBlock", (26,), {"label": "Rows"}),
                            28: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("introduction", 3), ("first", 21), ("second", 22), ("rows", 27)]],
                                {},
                            ),
                            29: ("wagtail.blocks.TextBlock", (), {"label": "Quotation", "rows": 3}),
                            30: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Source", "max_length": 160, "required": False},
                            ),
                            31: ("wagtail.blocks.StructBlock", [[("text", 29), ("source", 30)]], {}),
                            32: ("wagtail.blocks.ListBlock", (31,), {"label": "Quotations"}),
                            33: ("wagtail.blocks.StructBlock", [[("heading", 0), ("quotations", 32)]], {}),
                            34: ("wagtail.blocks.CharBlock", (), {"label": "Question", "max_length": 200}),
                            35: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": [
                                        "h3",
                                        "h4",
                                        "bold",
                                        "italic",
                                        "link",
                                        "document-link",
                                        "ul",
                                        "ol",
                                        "blockquote",
                                    ],
                                    "label": "Answer",
                                },
                            ),
                            36: ("wagtail.blocks.StructBlock", [[("question", 34), ("answer", 35)]], {}),
                            37: ("wagtail.blocks.ListBlock", (36,), {"label": "Questions"}),
                            38: ("wagtail.blocks.StructBlock", [[("heading", 0), ("questions", 37)]], {}),
                            39: ("wagtail.blocks.PageChooserBlock", (), {"label": "Page", "required": False}),
                            40: ("wagtail.blocks.URLBlock", (), {"label": "External URL", "required": False}),
                            41: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the page's title.",
                                    "label": "Title",
                                    "max_length": 160,
                                    "required": False,
                                },
                            ),
                            42: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"label": "Description", "required": False, "rows": 2},
                            ),
                            43: (
                                "wagtail.blocks.StructBlock",
                                [[("page", 39), ("url", 40), ("title", 41), ("description", 42)]],
                                {},
                            ),
                            44: ("wagtail.blocks.ListBlock", (43,), {"label": "Links"}),
                            45: ("wagtail.blocks.StructBlock", [[("heading", 0), ("links", 44)]], {}),
                            46: ("wagtail.images.blocks.ImageBlock", [], {"label": "Image"}),
                            47: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Caption", "max_length": 200, "required": False},
                            ),
                            48: ("wagtail.blocks.StructBlock", [[("image", 46), ("caption", 47)]], {}),
                            49: ("wagtail.blocks.StructBlock", [[("heading", 0)]], {}),
                            50: ("wagtail.blocks.CharBlock", (), {"label": "Question", "max_length": 160}),
                            51: ("wagtail.blocks.CharBlock", (), {"label": "Answer", "max_length": 160}),
                            52: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Explanation", "max_length": 200, "required": False},
                            ),
                            53: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("individual", "Individual supervision"),
                                        ("pair", "Pair supervision"),
                                        ("group", "Group supervision"),
                                        ("work_community", "Work community supervision"),
                                    ],
                                    "label": "Format",
                                    "required": False,
                                },
                            ),
                            54: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("supervision", "Work supervision"),
                                        ("coaching", "Coaching"),
                                        ("crisis", "Crisis supervision"),
                                    ],
                                    "label": "Kind of service",
                                    "required": False,
                                },
                            ),
                            55: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.WorkField",),
                                {"label": "Field of work", "required": False},
                            ),
                            56: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Approach",),
                                {"label": "Approach", "required": False},
                            ),
                            57: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("premises", "At our premises"),
                                        ("yours", "At your premises"),
                                        ("remote", "Remotely"),
                                    ],
                                    "label": "Where",
                                    "required": False,
                                },
                            ),
                            58: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Office",),
                                {"label": "City of the office", "required": False},
                            ),
                            59: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "In names, cities, topics and introductions of supervisors.",
                                    "label": "Words to search for",
                                    "max_length": 60,
                                    "required": False,
                                },
                            ),
                            60: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("text", 51),
                                        ("description", 52),
                                        ("format", 53),
                                        ("kind", 54),
                                        ("service", 18),
                                        ("work_field", 55),
                                        ("approach", 56),
                                        ("delivery_mode", 57),
                                        ("office", 58),
                                        ("search", 59),
                                    ]
                                ],
                                {},
                            ),
                            61: (
                                "wagtail.blocks.ListBlock",
                                (60,),
                                {
                                    "default": [],
                                    "help_text": "An answer without a meaning suits those who don’t know yet.",
                                    "label": "Answers",
                                },
                            ),
                            62: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {
                                    "help_text": "They come before the other answers.",
                                    "label": "The cities and ways to meet of your supervisors as answers",
                                    "required": False,
                                },
                            ),
                            63: (
                                "wagtail.blocks.StructBlock",
                                [[("question", 50), ("answers", 61), ("with_places", 62)]],
                                {},
                            ),
                            64: (
                                "wagtail.blocks.ListBlock",
                                (63,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty for ready-made questions: who comes, what for and where.",
                                    "label": "Questions",
                                    "max_num": 4,
                                },
                            ),
                            65: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("introduction", 3), ("questions", 64)]],
                                {},
                            ),
                            66: ("wagtail_tyonohjaus.blocks.RecordChooserBlock", ("wagtail_tyonohjaus.Service",), {}),
                            67: (
                                "wagtail.blocks.ListBlock",
                                (66,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty to show all services of the practice.",
                                    "label": "Services",
                                },
                            ),
                            68: ("wagtail.blocks.StructBlock", [[("heading", 0), ("services", 67)]], {}),
                            69: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Supervisor",),
                                {},
                            ),
                            70: (
                                "wagtail.blocks.ListBlock",
                                (69,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty to show all supervisors who match the fields below.",
                                    "label": "Supervisors",
                                },
                            ),
                            71: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Service",),
                                {"label": "Offers the service", "required": False},
                            ),
                            72: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Office",),
                                {"label": "Works at the office", "required": False},
                            ),
                            73: ("wagtail.blocks.BooleanBlock", (), {"label": "Group by city", "required": False}),
                            74: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("supervisors", 70),
                                        ("service", 71),
                                        ("office", 72),
                                        ("group_by_city", 73),
                                    ]
                                ],
                                {},
                            ),
                            75: ("wagtail_tyonohjaus.blocks.RecordChooserBlock", ("wagtail_tyonohjaus.Office",), {}),
                            76: (
                                "wagtail.blocks.ListBlock",
                                (75,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty to show all offices of the practice.",
                                    "label": "Offices",
                                },
                            ),
                            77: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"label": "Supervisors with their contact details", "required": False},
                            ),
                            78: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("offices", 76), ("show_supervisors", 77)]],
                                {},
                            ),
                            79: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Supervisor",),
                                {"label": "Supervisor", "required": False},
                            ),
                            80: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Office",),
                                {"label": "Office", "required": False},
                            ),
                            81: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("premises", "At our premises"),
                                        ("yours", "At your premises"),
                                        ("remote", "Remotely"),
                                    ],
                                    "help_text": "Leave empty to show times at all places.",
                                    "label": "Where",
                                    "required": False,
                                },
                            ),
                            82: (
                                "wagtail.blocks.IntegerBlock",
                                (),
                                {"default": 8, "label": "Maximum number of times", "max_value": 60, "min_value": 1},
                            ),
                            83: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("supervisor", 79),
                                        ("service", 18),
                                        ("office", 80),
                                        ("delivery_mode", 81),
                                        ("max_times", 82),
                                    ]
                                ],
                                {},
                            ),
                            84: ("wagtail.blocks.TextBlock", (), {"label": "Text", "required": False, "rows": 2}),
                            85: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("text", 84), ("supervisor", 79), ("office", 80), ("service", 18)]],
                                {},
                            ),
                            86: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"default": True, "label": "Telephone button", "required": False},
                            ),
                            87: (
                                "wagtail_tyonohjaus.blocks.PhoneNumberBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the practice's number.",
                                    "label": "Telephone number",
                                    "required": False,
                                },
                            ),
                            88: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"default": True, "label": "Contact button", "required": False},
                            ),
                            89: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the site's contact page.",
                                    "label": "Contact page",
                                    "required": False,
                                },
                            ),
                            90: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {"label": "Page with free times", "required": False},
                            ),
                            91: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("text", 84),
                                        ("show_phone", 86),
                                        ("phone", 87),
                                        ("show_contact", 88),
                                        ("contact_page", 89),
                                        ("free_times_page", 90),
                                    ]
                                ],
                                {},
                            ),
                            92: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("name", "Name"),
                                        ("organisation", "Organisation"),
                                        ("email", "E-mail"),
                                        ("phone", "Telephone"),
                                        ("preferred_contact", "How may we contact you?"),
                                        ("call_windows", "When may we call?"),
                                        ("urgency", "How urgent is it?"),
                                        ("service", "Service"),
                                        ("format", "Format"),
                                        ("office", "Office"),
                                        ("delivery_mode", "Where to meet"),
                                        ("supervisor", "Supervisor"),
                                        ("language", "Language of supervision"),
                                        ("participants", "Number of participants"),
                                        ("payer", "Who pays?"),
                                        ("preferred_start", "Preferred time"),
                                        ("message", "Message"),
                                    ],
                                    "label": "Field",
                                },
                            ),
                            93: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("optional", "Optional"),
                                        ("required", "Required"),
                                        ("no", "Not in the form"),
                                    ],
                                    "label": "Requirement",
                                },
                            ),
                            94: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the standard label.",
                                    "label": "Label",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            95: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Help text", "max_length": 255, "required": False},
                            ),
                            96: (
                                "wagtail.blocks.StructBlock",
                                [[("field", 92), ("requirement", 93), ("label", 94), ("help_text", 95)]],
                                {},
                            ),
                            97: ("wagtail.blocks.CharBlock", (), {"label": "Label", "max_length": 120}),
                            98: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("text", "Text, one line"),
                                        ("textarea", "Text, several lines"),
                                        ("choice", "Single choice"),
                                        ("checkbox", "Checkbox"),
                                        ("number", "Number"),
                                    ],
                                    "label": "Type of answer",
                                },
                            ),
                            99: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"help_text": "One per line.", "label": "Choices", "required": False, "rows": 3},
                            ),
                            100: ("wagtail.blocks.BooleanBlock", (), {"label": "Required", "required": False}),
                            101: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("label", 97),
                                        ("field_type", 98),
                                        ("choices", 99),
                                        ("required", 100),
                                        ("help_text", 95),
                                    ]
                                ],
                                {},
                            ),
                            102: (
                                "wagtail.blocks.StreamBlock",
                                [[("standard", 96), ("custom", 101)]],
                                {"label": "Changes to the standard fields", "required": False},
                            ),
                            103: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("text", 84),
                                        ("supervisor", 79),
                                        ("service", 18),
                                        ("office", 80),
                                        ("fields", 102),
                                    ]
                                ],
                                {},
                            ),
                        },
                        verbose_name="content",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=("basepage.basepage", models.Model),
        ),
        migrations.CreateModel(
            name="SupervisorIndexPage",
            fields=[
                (
                    "basepage_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "introduction",
                    models.TextField(
                        blank=True,
                        help_text="One or two sentences, shown under the title and in listings.",
                        verbose_name="introduction",
                    ),
                ),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("text", 2),
                            ("bullet_list", 6),
                            ("key_facts", 12),
                            ("steps", 17),
                            ("comparison", 28),
                            ("daily_quotation", 33),
                            ("faq", 38),
                            ("links", 45),
                            ("image", 48),
                            ("finder", 49),
                            ("guide", 65),
                            ("services", 68),
                            ("supervisors", 74),
                            ("offices", 78),
                            ("free_times", 83),
                            ("calendar_subscription", 85),
                            ("crisis_notices", 49),
                            ("call_to_action", 91),
                            ("contact_form", 103),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Heading", "max_length": 160, "required": False},
                            ),
                            1: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": [
                                        "h3",
                                        "h4",
                                        "bold",
                                        "italic",
                                        "link",
                                        "document-link",
                                        "ul",
                                        "ol",
                                        "blockquote",
                                    ],
                                    "label": "Text",
                                },
                            ),
                            2: ("wagtail.blocks.StructBlock", [[("heading", 0), ("text", 1)]], {}),
                            3: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"label": "Introduction", "required": False, "rows": 2},
                            ),
                            4: ("wagtail.blocks.CharBlock", (), {"label": "Item"}),
                            5: ("wagtail.blocks.ListBlock", (4,), {"label": "Items"}),
                            6: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("introduction", 3), ("items", 5)]],
                                {},
                            ),
                            7: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Service",),
                                {
                                    "help_text": "Shows its formats, lengths, interval, places and price.",
                                    "label": "Service",
                                    "required": False,
                                },
                            ),
                            8: ("wagtail.blocks.CharBlock", (), {"label": "Term", "max_length": 80}),
                            9: ("wagtail.blocks.TextBlock", (), {"label": "Description", "rows": 2}),
                            10: ("wagtail.blocks.StructBlock", [[("term", 8), ("description", 9)]], {}),
                            11: (
                                "wagtail.blocks.ListBlock",
                                (10,),
                                {"default": [], "label": "More facts", "min_num": 0},
                            ),
                            12: ("wagtail.blocks.StructBlock", [[("heading", 0), ("service", 7), ("facts", 11)]], {}),
                            13: ("wagtail.blocks.CharBlock", (), {"label": "Title", "max_length": 120}),
                            14: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "document-link", "ul", "ol"],
                                    "label": "Text",
                                    "required": False,
                                },
                            ),
                            15: ("wagtail.blocks.StructBlock", [[("title", 13), ("text", 14)]], {}),
                            16: ("wagtail.blocks.ListBlock", (15,), {"label": "Steps"}),
                            17: ("wagtail.blocks.StructBlock", [[("heading", 0), ("steps", 16)]], {}),
                            18: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Service",),
                                {"label": "Service", "required": False},
                            ),
                            19: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the service's name.",
                                    "label": "Title",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            20: ("wagtail.blocks.PageChooserBlock", (), {"label": "Linked page", "required": False}),
                            21: (
                                "wagtail.blocks.StructBlock",
                                [[("service", 18), ("title", 19), ("page", 20)]],
                                {"label": "First column"},
                            ),
                            22: (
                                "wagtail.blocks.StructBlock",
                                [[("service", 18), ("title", 19), ("page", 20)]],
                                {"label": "Second column"},
                            ),
                            23: ("wagtail.blocks.CharBlock", (), {"label": "Title", "max_length": 80}),
                            24: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "document-link", "ul", "ol"],
                                    "label": "First column",
                                    "required": False,
                                },
                            ),
                            25: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "document-link", "ul", "ol"],
                                    "label": "Second column",
                                    "required": False,
                                },
                            ),
                            26: ("wagtail.blocks.StructBlock", [[("title", 23), ("first", 24), ("second", 25)]], {}),
                            27: ("wagtail.blocks.ListBlock", (26,), {"label": "Rows"}),
                            28: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("introduction", 3), ("first", 21), ("second", 22), ("rows", 27)]],
                                {},
                            ),
                            29: ("wagtail.blocks.TextBlock", (), {"label": "Quotation", "rows": 3}),
                            30: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Source", "max_length": 160, "required": False},
                            ),
                            31: ("wagtail.blocks.StructBlock", [[("text", 29), ("source", 30)]], {}),
                            32: ("wagtail.blocks.ListBlock", (31,), {"label": "Quotations"}),
                            33: ("wagtail.blocks.StructBlock", [[("heading", 0), ("quotations", 32)]], {}),
                            34: ("wagtail.blocks.CharBlock", (), {"label": "Question", "max_length": 200}),
                            35: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": [
                                        "h3",
                                        "h4",
                                        "bold",
                                        "italic",
                                        "link",
                                        "document-link",
                                        "ul",
                                        "ol",
                                        "blockquote",
                                    ],
                                    "label": "Answer",
                                },
                            ),
                            36: ("wagtail.blocks.StructBlock", [[("question", 34), ("answer", 35)]], {}),
                            37: ("wagtail.blocks.ListBlock", (36,), {"label": "Questions"}),
                            38: ("wagtail.blocks.StructBlock", [[("heading", 0), ("questions", 37)]], {}),
                            39: ("wagtail.blocks.PageChooserBlock", (), {"label": "Page", "required": False}),
                            40: ("wagtail.blocks.URLBlock", (), {"label": "External URL", "required": False}),
                            41: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the page's title.",
                                    "label": "Title",
                                    "max_length": 160,
                                    "required": False,
                                },
                            ),
                            42: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"label": "Description", "required": False, "rows": 2},
                            ),
                            43: (
                                "wagtail.blocks.StructBlock",
                                [[("page", 39), ("url", 40), ("title", 41), ("description", 42)]],
                                {},
                            ),
                            44: ("wagtail.blocks.ListBlock", (43,), {"label": "Links"}),
                            45: ("wagtail.blocks.StructBlock", [[("heading", 0), ("links", 44)]], {}),
                            46: ("wagtail.images.blocks.ImageBlock", [], {"label": "Image"}),
                            47: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Caption", "max_length": 200, "required": False},
                            ),
                            48: ("wagtail.blocks.StructBlock", [[("image", 46), ("caption", 47)]], {}),
                            49: ("wagtail.blocks.StructBlock", [[("heading", 0)]], {}),
                            50: ("wagtail.blocks.CharBlock", (), {"label": "Question", "max_length": 160}),
                            51: ("wagtail.blocks.CharBlock", (), {"label": "Answer", "max_length": 160}),
                            52: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Explanation", "max_length": 200, "required": False},
                            ),
                            53: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("individual", "Individual supervision"),
                                        ("pair", "Pair supervision"),
                                        ("group", "Group supervision"),
                                        ("work_community", "Work community supervision"),
                                    ],
                                    "label": "Format",
                                    "required": False,
                                },
                            ),
                            54: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("supervision", "Work supervision"),
                                        ("coaching", "Coaching"),
                                        ("crisis", "Crisis supervision"),
                                    ],
                                    "label": "Kind of service",
                                    "required": False,
                                },
                            ),
                            55: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.WorkField",),
                                {"label": "Field of work", "required": False},
                            ),
                            56: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Approach",),
                                {"label": "Approach", "required": False},
                            ),
                            57: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("premises", "At our premises"),
                                        ("yours", "At your premises"),
                                        ("remote", "Remotely"),
                                    ],
                                    "label": "Where",
                                    "required": False,
                                },
                            ),
                            58: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Office",),
                                {"label": "City of the office", "required": False},
                            ),
                            59: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "In names, cities, topics and introductions of supervisors.",
                                    "label": "Words to search for",
                                    "max_length": 60,
                                    "required": False,
                                },
                            ),
                            60: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("text", 51),
                                        ("description", 52),
                                        ("format", 53),
                                        ("kind", 54),
                                        ("service", 18),
                                        ("work_field", 55),
                                        ("approach", 56),
                                        ("delivery_mode", 57),
                                        ("office", 58),
                                        ("search", 59),
                                    ]
                                ],
                                {},
                            ),
                            61: (
                                "wagtail.blocks.ListBlock",
                                (60,),
                                {
                                    "default": [],
                                    "help_text": "An answer without a meaning suits those who don’t know yet.",
                                    "label": "Answers",
                                },
                            ),
                            62: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {
                                    "help_text": "They come before the other answers.",
                                    "label": "The cities and ways to meet of your supervisors as answers",
                                    "required": False,
                                },
                            ),
                            63: (
                                "wagtail.blocks.StructBlock",
                                [[("question", 50), ("answers", 61), ("with_places", 62)]],
                                {},
                            ),
                            64: (
                                "wagtail.blocks.ListBlock",
                                (63,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty for ready-made questions: who comes, what for and where.",
                                    "label": "Questions",
                                    "max_num": 4,
                                },
                            ),
                            65: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("introduction", 3), ("questions", 64)]],
                                {},
                            ),
                            66: ("wagtail_tyonohjaus.blocks.RecordChooserBlock", ("wagtail_tyonohjaus.Service",), {}),
                            67: (
                                "wagtail.blocks.ListBlock",
                                (66,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty to show all services of the practice.",
                                    "label": "Services",
                                },
                            ),
                            68: ("wagtail.blocks.StructBlock", [[("heading", 0), ("services", 67)]], {}),
                            69: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Supervisor",),
                                {},
                            ),
                            70: (
                                "wagtail.blocks.ListBlock",
                                (69,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty to show all supervisors who match the fields below.",
                                    "label": "Supervisors",
                                },
                            ),
                            71: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Service",),
                                {"label": "Offers the service", "required": False},
                            ),
                            72: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Office",),
                                {"label": "Works at the office", "required": False},
                            ),
                            73: ("wagtail.blocks.BooleanBlock", (), {"label": "Group by city", "required": False}),
                            74: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("supervisors", 70),
                                        ("service", 71),
                                        ("office", 72),
                                        ("group_by_city", 73),
                                    ]
                                ],
                                {},
                            ),
                            75: ("wagtail_tyonohjaus.blocks.RecordChooserBlock", ("wagtail_tyonohjaus.Office",), {}),
                            76: (
                                "wagtail.blocks.ListBlock",
                                (75,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty to show all offices of the practice.",
                                    "label": "Offices",
                                },
                            ),
                            77: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"label": "Supervisors with their contact details", "required": False},
                            ),
                            78: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("offices", 76), ("show_supervisors", 77)]],
                                {},
                            ),
                            79: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Supervisor",),
                                {"label": "Supervisor", "required": False},
                            ),
                            80: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Office",),
                                {"label": "Office", "required": False},
                            ),
                            81: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("premises", "At our premises"),
                                        ("yours", "At your premises"),
                                        ("remote", "Remotely"),
                                    ],
                                    "help_text": "Leave empty to show times at all places.",
                                    "label": "Where",
                                    "required": False,
                                },
                            ),
                            82: (
                                "wagtail.blocks.IntegerBlock",
                                (),
                                {"default": 8, "label": "Maximum number of times", "max_value": 60, "min_value": 1},
                            ),
                            83: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("supervisor", 79),
                                        ("service", 18),
                                        ("office", 80),
                                        ("delivery_mode", 81),
                                        ("max_times", 82),
                                    ]
                                ],
                                {},
                            ),
                            84: ("wagtail.blocks.TextBlock", (), {"label": "Text", "required": False, "rows": 2}),
                            85: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("text", 84), ("supervisor", 79), ("office", 80), ("service", 18)]],
                                {},
                            ),
                            86: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"default": True, "label": "Telephone button", "required": False},
                            ),
                            87: (
                                "wagtail_tyonohjaus.blocks.PhoneNumberBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the practice's number.",
                                    "label": "Telephone number",
                                    "required": False,
                                },
                            ),
                            88: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"default": True, "label": "Contact button", "required": False},
                            ),
                            89: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the site's contact page.",
                                    "label": "Contact page",
                                    "required": False,
                                },
                            ),
                            90: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {"label": "Page with free times", "required": False},
                            ),
                            91: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("text", 84),
                                        ("show_phone", 86),
                                        ("phone", 87),
                                        ("show_contact", 88),
                                        ("contact_page", 89),
                                        ("free_times_page", 90),
                                    ]
                                ],
                                {},
                            ),
                            92: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("name", "Name"),
                                        ("organisation", "Organisation"),
                                        ("email", "E-mail"),
                                        ("phone", "Telephone"),
                                        ("preferred_contact", "How may we contact you?"),
                                        ("call_windows", "When may we call?"),
                                        ("urgency", "How urgent is it?"),
                                        ("service", "Service"),
                                        ("format", "Format"),
                                        ("office", "Office"),
                                        ("delivery_mode", "Where to meet"),
                                        ("supervisor", "Supervisor"),
                                        ("language", "Language of supervision"),
                                        ("participants", "Number of participants"),
                                        ("payer", "Who pays?"),
                                        ("preferred_start", "Preferred time"),
                                        ("message", "Message"),
                                    ],
                                    "label": "Field",
                                },
                            ),
                            93: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("optional", "Optional"),
                                        ("required", "Required"),
                                        ("no", "Not in the form"),
                                    ],
                                    "label": "Requirement",
                                },
                            ),
                            94: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the standard label.",
                                    "label": "Label",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            95: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Help text", "max_length": 255, "required": False},
                            ),
                            96: (
                                "wagtail.blocks.StructBlock",
                                [[("field", 92), ("requirement", 93), ("label", 94), ("help_text", 95)]],
                                {},
                            ),
                            97: ("wagtail.blocks.CharBlock", (), {"label": "Label", "max_length": 120}),
                            98: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("text", "Text, one line"),
                                        ("textarea", "Text, several lines"),
                                        ("choice", "Single choice"),
                                        ("checkbox", "Checkbox"),
                                        ("number", "Number"),
                                    ],
                                    "label": "Type of answer",
                                },
                            ),
                            99: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"help_text": "One per line.", "label": "Choices", "required": False, "rows": 3},
                            ),
                            100: ("wagtail.blocks.BooleanBlock", (), {"label": "Required", "required": False}),
                            101: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("label", 97),
                                        ("field_type", 98),
                                        ("choices", 99),
                                        ("required", 100),
                                        ("help_text", 95),
                                    ]
                                ],
                                {},
                            ),
                            102: (
                                "wagtail.blocks.StreamBlock",
                                [[("standard", 96), ("custom", 101)]],
                                {"label": "Changes to the standard fields", "required": False},
                            ),
                            103: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("text", 84),
                                        ("supervisor", 79),
                                        ("service", 18),
                                        ("office", 80),
                                        ("fields", 102),
                                    ]
                                ],
                                {},
                            ),
                        },
                        verbose_name="content",
                    ),
                ),
                ("show_filters", models.BooleanField(default=True, verbose_name="show filters")),
                ("group_by_city", models.BooleanField(default=False, verbose_name="group by city")),
                (
                    "offered_facets",
                    wagtail.fields.StreamField(
                        [("facet", 0)],
                        blank=True,
                        block_lookup={0: ("wagtail.blocks.ChoiceBlock", [], {"choices": [], "label": "Filter"})},
                        help_text="In this order. Leave empty to offer all.",
                        null=True,
                        verbose_name="filters",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=("basepage.basepage", models.Model),
        ),
        migrations.CreateModel(
            name="CrisisNoticePage",
            fields=[
                (
                    "basepage_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "introduction",
                    models.TextField(
                        blank=True,
                        help_text="One or two sentences, shown under the title and in listings.",
                        verbose_name="introduction",
                    ),
                ),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("text", 2),
                            ("bullet_list", 6),
                            ("key_facts", 12),
                            ("steps", 17),
                            ("comparison", 28),
                            ("daily_quotation", 33),
                            ("faq", 38),
                            ("links", 45),
                            ("image", 48),
                            ("finder", 49),
                            ("guide", 65),
                            ("services", 68),
                            ("supervisors", 74),
                            ("offices", 78),
                            ("free_times", 83),
                            ("calendar_subscription", 85),
                            ("crisis_notices", 49),
                            ("call_to_action", 91),
                            ("contact_form", 103),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Heading", "max_length": 160, "required": False},
                            ),
                            1: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": [
                                        "h3",
                                        "h4",
                                        "bold",
                                        "italic",
                                        "link",
                                        "document-link",
                                        "ul",
                                        "ol",
                                        "blockquote",
                                    ],
                                    "label": "Text",
                                },
                            ),
                            2: ("wagtail.blocks.StructBlock", [[("heading", 0), ("text", 1)]], {}),
                            3: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"label": "Introduction", "required": False, "rows": 2},
                            ),
                            4: ("wagtail.blocks.CharBlock", (), {"label": "Item"}),
                            5: ("wagtail.blocks.ListBlock", (4,), {"label": "Items"}),
                            6: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("introduction", 3), ("items", 5)]],
                                {},
                            ),
                            7: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Service",),
                                {
                                    "help_text": "Shows its formats, lengths, interval, places and price.",
                                    "label": "Service",
                                    "required": False,
                                },
                            ),
                            8: ("wagtail.blocks.CharBlock", (), {"label": "Term", "max_length": 80}),
                            9: ("wagtail.blocks.TextBlock", (), {"label": "Description", "rows": 2}),
                            10: ("wagtail.blocks.StructBlock", [[("term", 8), ("description", 9)]], {}),
                            11: (
                                "wagtail.blocks.ListBlock",
                                (10,),
                                {"default": [], "label": "More facts", "min_num": 0},
                            ),
                            12: ("wagtail.blocks.StructBlock", [[("heading", 0), ("service", 7), ("facts", 11)]], {}),
                            13: ("wagtail.blocks.CharBlock", (), {"label": "Title", "max_length": 120}),
                            14: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "document-link", "ul", "ol"],
                                    "label": "Text",
                                    "required": False,
                                },
                            ),
                            15: ("wagtail.blocks.StructBlock", [[("title", 13), ("text", 14)]], {}),
                            16: ("wagtail.blocks.ListBlock", (15,), {"label": "Steps"}),
                            17: ("wagtail.blocks.StructBlock", [[("heading", 0), ("steps", 16)]], {}),
                            18: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Service",),
                                {"label": "Service", "required": False},
                            ),
                            19: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the service's name.",
                                    "label": "Title",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            20: ("wagtail.blocks.PageChooserBlock", (), {"label": "Linked page", "required": False}),
                            21: (
                                "wagtail.blocks.StructBlock",
                                [[("service", 18), ("title", 19), ("page", 20)]],
                                {"label": "First column"},
                            ),
                            22: (
                                "wagtail.blocks.StructBlock",
                                [[("service", 18), ("title", 19), ("page", 20)]],
                                {"label": "Second column"},
                            ),
                            23: ("wagtail.blocks.CharBlock", (), {"label": "Title", "max_length": 80}),
                            24: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "document-link", "ul", "ol"],
                                    "label": "First column",
                                    "required": False,
                                },
                            ),
                            25: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "document-link", "ul", "ol"],
                                    "label": "Second column",
                                    "required": False,
                                },
                            ),
                            26: ("wagtail.blocks.StructBlock", [[("title", 23), ("first", 24), ("second", 25)]], {}),
                            27: ("wagtail.blocks.ListBlock", (26,), {"label": "Rows"}),
                            28: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("introduction", 3), ("first", 21), ("second", 22), ("rows", 27)]],
                                {},
                            ),
                            29: ("wagtail.blocks.TextBlock", (), {"label": "Quotation", "rows": 3}),
                            30: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Source", "max_length": 160, "required": False},
                            ),
                            31: ("wagtail.blocks.StructBlock", [[("text", 29), ("source", 30)]], {}),
                            32: ("wagtail.blocks.ListBlock", (31,), {"label": "Quotations"}),
                            33: ("wagtail.blocks.StructBlock", [[("heading", 0), ("quotations", 32)]], {}),
                            34: ("wagtail.blocks.CharBlock", (), {"label": "Question", "max_length": 200}),
                            35: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": [
                                        "h3",
                                        "h4",
                                        "bold",
                                        "italic",
                                        "link",
                                        "document-link",
                                        "ul",
                                        "ol",
                                        "blockquote",
                                    ],
                                    "label": "Answer",
                                },
                            ),
                            36: ("wagtail.blocks.StructBlock", [[("question", 34), ("answer", 35)]], {}),
                            37: ("wagtail.blocks.ListBlock", (36,), {"label": "Questions"}),
                            38: ("wagtail.blocks.StructBlock", [[("heading", 0), ("questions", 37)]], {}),
                            39: ("wagtail.blocks.PageChooserBlock", (), {"label": "Page", "required": False}),
                            40: ("wagtail.blocks.URLBlock", (), {"label": "External URL", "required": False}),
                            41: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the page's title.",
                                    "label": "Title",
                                    "max_length": 160,
                                    "required": False,
                                },
                            ),
                            42: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"label": "Description", "required": False, "rows": 2},
                            ),
                            43: (
                                "wagtail.blocks.StructBlock",
                                [[("page", 39), ("url", 40), ("title", 41), ("description", 42)]],
                                {},
                            ),
                            44: ("wagtail.blocks.ListBlock", (43,), {"label": "Links"}),
                            45: ("wagtail.blocks.StructBlock", [[("heading", 0), ("links", 44)]], {}),
                            46: ("wagtail.images.blocks.ImageBlock", [], {"label": "Image"}),
                            47: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Caption", "max_length": 200, "required": False},
                            ),
                            48: ("wagtail.blocks.StructBlock", [[("image", 46), ("caption", 47)]], {}),
                            49: ("wagtail.blocks.StructBlock", [[("heading", 0)]], {}),
                            50: ("wagtail.blocks.CharBlock", (), {"label": "Question", "max_length": 160}),
                            51: ("wagtail.blocks.CharBlock", (), {"label": "Answer", "max_length": 160}),
                            52: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Explanation", "max_length": 200, "required": False},
                            ),
                            53: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("individual", "Individual supervision"),
                                        ("pair", "Pair supervision"),
                                        ("group", "Group supervision"),
                                        ("work_community", "Work community supervision"),
                                    ],
                                    "label": "Format",
                                    "required": False,
                                },
                            ),
                            54: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("supervision", "Work supervision"),
                                        ("coaching", "Coaching"),
                                        ("crisis", "Crisis supervision"),
                                    ],
                                    "label": "Kind of service",
                                    "required": False,
                                },
                            ),
                            55: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.WorkField",),
                                {"label": "Field of work", "required": False},
                            ),
                            56: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Approach",),
                                {"label": "Approach", "required": False},
                            ),
                            57: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("premises", "At our premises"),
                                        ("yours", "At your premises"),
                                        ("remote", "Remotely"),
                                    ],
                                    "label": "Where",
                                    "required": False,
                                },
                            ),
                            58: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Office",),
                                {"label": "City of the office", "required": False},
                            ),
                            59: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "In names, cities, topics and introductions of supervisors.",
                                    "label": "Words to search for",
                                    "max_length": 60,
                                    "required": False,
                                },
                            ),
                            60: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("text", 51),
                                        ("description", 52),
                                        ("format", 53),
                                        ("kind", 54),
                                        ("service", 18),
                                        ("work_field", 55),
                                        ("approach", 56),
                                        ("delivery_mode", 57),
                                        ("office", 58),
                                        ("search", 59),
                                    ]
                                ],
                                {},
                            ),
                            61: (
                                "wagtail.blocks.ListBlock",
                                (60,),
                                {
                                    "default": [],
                                    "help_text": "An answer without a meaning suits those who don’t know yet.",
                                    "label": "Answers",
                                },
                            ),
                            62: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {
                                    "help_text": "They come before the other answers.",
                                    "label": "The cities and ways to meet of your supervisors as answers",
                                    "required": False,
                                },
                            ),
                            63: (
                                "wagtail.blocks.StructBlock",
                                [[("question", 50), ("answers", 61), ("with_places", 62)]],
                                {},
                            ),
                            64: (
                                "wagtail.blocks.ListBlock",
                                (63,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty for ready-made questions: who comes, what for and where.",
                                    "label": "Questions",
                                    "max_num": 4,
                                },
                            ),
                            65: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("introduction", 3), ("questions", 64)]],
                                {},
                            ),
                            66: ("wagtail_tyonohjaus.blocks.RecordChooserBlock", ("wagtail_tyonohjaus.Service",), {}),
                            67: (
                                "wagtail.blocks.ListBlock",
                                (66,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty to show all services of the practice.",
                                    "label": "Services",
                                },
                            ),
                            68: ("wagtail.blocks.StructBlock", [[("heading", 0), ("services", 67)]], {}),
                            69: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Supervisor",),
                                {},
                            ),
                            70: (
                                "wagtail.blocks.ListBlock",
                                (69,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty to show all supervisors who match the fields below.",
                                    "label": "Supervisors",
                                },
                            ),
                            71: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Service",),
                                {"label": "Offers the service", "required": False},
                            ),
                            72: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Office",),
                                {"label": "Works at the office", "required": False},
                            ),
                            73: ("wagtail.blocks.BooleanBlock", (), {"label": "Group by city", "required": False}),
                            74: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("supervisors", 70),
                                        ("service", 71),
                                        ("office", 72),
                                        ("group_by_city", 73),
                                    ]
                                ],
                                {},
                            ),
                            75: ("wagtail_tyonohjaus.blocks.RecordChooserBlock", ("wagtail_tyonohjaus.Office",), {}),
                            76: (
                                "wagtail.blocks.ListBlock",
                                (75,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty to show all offices of the practice.",
                                    "label": "Offices",
                                },
                            ),
                            77: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"label": "Supervisors with their contact details", "required": False},
                            ),
                            78: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("offices", 76), ("show_supervisors", 77)]],
                                {},
                            ),
                            79: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Supervisor",),
                                {"label": "Supervisor", "required": False},
                            ),
                            80: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Office",),
                                {"label": "Office", "required": False},
                            ),
                            81: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("premises", "At our premises"),
                                        ("yours", "At your premises"),
                                        ("remote", "Remotely"),
                                    ],
                                    "help_text": "Leave empty to show times at all places.",
                                    "label": "Where",
                                    "required": False,
                                },
                            ),
                            82: (
                                "wagtail.blocks.IntegerBlock",
                                (),
                                {"default": 8, "label": "Maximum number of times", "max_value": 60, "min_value": 1},
                            ),
                            83: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("supervisor", 79),
                                        ("service", 18),
                                        ("office", 80),
                                        ("delivery_mode", 81),
                                        ("max_times", 82),
                                    ]
                                ],
                                {},
                            ),
                            84: ("wagtail.blocks.TextBlock", (), {"label": "Text", "required": False, "rows": 2}),
                            85: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("text", 84), ("supervisor", 79), ("office", 80), ("service", 18)]],
                                {},
                            ),
                            86: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"default": True, "label": "Telephone button", "required": False},
                            ),
                            87: (
                                "wagtail_tyonohjaus.blocks.PhoneNumberBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the practice's number.",
                                    "label": "Telephone number",
                                    "required": False,
                                },
                            ),
                            88: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"default": True, "label": "Contact button", "required": False},
                            ),
                            89: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the site's contact page.",
                                    "label": "Contact page",
                                    "required": False,
                                },
                            ),
                            90: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {"label": "Page with free times", "required": False},
                            ),
                            91: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("text", 84),
                                        ("show_phone", 86),
                                        ("phone", 87),
                                        ("show_contact", 88),
                                        ("contact_page", 89),
                                        ("free_times_page", 90),
                                    ]
                                ],
                                {},
                            ),
                            92: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("name", "Name"),
                                        ("organisation", "Organisation"),
                                        ("email", "E-mail"),
                                        ("phone", "Telephone"),
                                        ("preferred_contact", "How may we contact you?"),
                                        ("call_windows", "When may we call?"),
                                        ("urgency", "How urgent is it?"),
                                        ("service", "Service"),
                                        ("format", "Format"),
                                        ("office", "Office"),
                                        ("delivery_mode", "Where to meet"),
                                        ("supervisor", "Supervisor"),
                                        ("language", "Language of supervision"),
                                        ("participants", "Number of participants"),
                                        ("payer", "Who pays?"),
                                        ("preferred_start", "Preferred time"),
                                        ("message", "Message"),
                                    ],
                                    "label": "Field",
                                },
                            ),
                            93: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("optional", "Optional"),
                                        ("required", "Required"),
                                        ("no", "Not in the form"),
                                    ],
                                    "label": "Requirement",
                                },
                            ),
                            94: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the standard label.",
                                    "label": "Label",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            95: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Help text", "max_length": 255, "required": False},
                            ),
                            96: (
                                "wagtail.blocks.StructBlock",
                                [[("field", 92), ("requirement", 93), ("label", 94), ("help_text", 95)]],
                                {},
                            ),
                            97: ("wagtail.blocks.CharBlock", (), {"label": "Label", "max_length": 120}),
                            98: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("text", "Text, one line"),
                                        ("textarea", "Text, several lines"),
                                        ("choice", "Single choice"),
                                        ("checkbox", "Checkbox"),
                                        ("number", "Number"),
                                    ],
                                    "label": "Type of answer",
                                },
                            ),
                            99: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"help_text": "One per line.", "label": "Choices", "required": False, "rows": 3},
                            ),
                            100: ("wagtail.blocks.BooleanBlock", (), {"label": "Required", "required": False}),
                            101: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("label", 97),
                                        ("field_type", 98),
                                        ("choices", 99),
                                        ("required", 100),
                                        ("help_text", 95),
                                    ]
                                ],
                                {},
                            ),
                            102: (
                                "wagtail.blocks.StreamBlock",
                                [[("standard", 96), ("custom", 101)]],
                                {"label": "Changes to the standard fields", "required": False},
                            ),
                            103: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("text", 84),
                                        ("supervisor", 79),
                                        ("service", 18),
                                        ("office", 80),
                                        ("fields", 102),
                                    ]
                                ],
                                {},
                            ),
                        },
                        verbose_name="content",
                    ),
                ),
                (
                    "notice_kind",
                    models.CharField(
                        choices=[
                            ("event", "After an event"),
                            ("hours", "Changed hours"),
                            ("standing", "Standing offer"),
                        ],
                        db_default="standing",
                        default="standing",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "offices",
                    wagtail_tyonohjaus.practice.fields.ChoiceListField(
                        blank=True,
                        db_default="",
                        default=list,
                        help_text="Select none if the notice concerns all. Otherwise the pages of supervisors who work elsewhere do not show it.",
                        max_length=255,
                        verbose_name="offices",
                    ),
                ),
                (
                    "banner_text",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="Shown with the title on every page. Leave blank to show the response time. Never name persons.",
                        max_length=90,
                        verbose_name="sentence in the banner",
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="For example: teams of the city's schools.",
                        max_length=160,
                        verbose_name="for whom",
                    ),
                ),
                (
                    "area",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="For example: Helsinki, Espoo and Vantaa, elsewhere remotely.",
                        max_length=160,
                        verbose_name="area",
                    ),
                ),
                (
                    "situation",
                    wagtail.fields.RichTextField(
                        blank=True,
                        help_text="What happened, or who this is for. Never name persons, nor describe them so that they are known.",
                        verbose_name="situation",
                    ),
                ),
                ("offer", wagtail.fields.RichTextField(blank=True, verbose_name="what we offer")),
                (
                    "response_time",
                    models.CharField(
                        blank=True,
                        help_text="For example: the first meeting within two working days.",
                        max_length=160,
                        verbose_name="response time",
                    ),
                ),
                (
                    "series_plan",
                    wagtail.fields.RichTextField(
                        blank=True, help_text="How many sessions, and when.", verbose_name="series of sessions"
                    ),
                ),
                ("follow_up", wagtail.fields.RichTextField(blank=True, verbose_name="follow-up")),
                (
                    "answered_by",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="For example: one of our crisis supervisors.",
                        max_length=160,
                        verbose_name="who answers",
                    ),
                ),
                (
                    "languages",
                    wagtail_tyonohjaus.practice.fields.ChoiceListField(
                        blank=True, db_default="", default=list, max_length=255, verbose_name="languages"
                    ),
                ),
                (
                    "cost",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="For example: free for teams of the city, others 180 € an hour.",
                        max_length=160,
                        verbose_name="cost",
                    ),
                ),
                (
                    "phone",
                    phonenumber_field.modelfields.PhoneNumberField(
                        blank=True,
                        help_text="Leave blank to show the number of the person on duty, or the one that the routing rules choose.",
                        max_length=128,
                        region=None,
                        validators=[wagtail_tyonohjaus.practice.phone_numbers.validate_not_premium_rate],
                        verbose_name="telephone",
                    ),
                ),
                (
                    "phone_hours",
                    models.CharField(
                        blank=True,
                        help_text="For example: every day 8–20.",
                        max_length=160,
                        verbose_name="telephone hours",
                    ),
                ),
                (
                    "phone_opens",
                    models.TimeField(
                        blank=True,
                        help_text="With both times, the page says until when the telephone is answered or when it opens.",
                        null=True,
                        verbose_name="answered every day from",
                    ),
                ),
                ("phone_closes", models.TimeField(blank=True, null=True, verbose_name="answered every day until")),
                ("show_form", models.BooleanField(default=True, verbose_name="show the contact form")),
                (
                    "valid_from",
                    models.DateTimeField(
                        blank=True,
                        help_text="Leave blank to start when the page is published.",
                        null=True,
                        verbose_name="valid from",
                    ),
                ),
                (
                    "valid_until",
                    models.DateTimeField(
                        blank=True,
                        help_text="Leave blank to end when the page is unpublished.",
                        null=True,
                        verbose_name="valid until",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        help_text="Selected in the form. Its free times are shown.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtail_tyonohjaus.service",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=("basepage.basepage", models.Model),
        ),
        migrations.CreateModel(
            name="PracticeHomePage",
            fields=[
                (
                    "basepage_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "introduction",
                    models.TextField(
                        blank=True,
                        help_text="One or two sentences, shown under the title and in listings.",
                        verbose_name="introduction",
                    ),
                ),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("text", 2),
                            ("bullet_list", 6),
                            ("key_facts", 12),
                            ("steps", 17),
                            ("comparison", 28),
                            ("daily_quotation", 33),
                            ("faq", 38),
                            ("links", 45),
                            ("image", 48),
                            ("finder", 49),
                            ("guide", 65),
                            ("services", 68),
                            ("supervisors", 74),
                            ("offices", 78),
                            ("free_times", 83),
                            ("calendar_subscription", 85),
                            ("crisis_notices", 49),
                            ("call_to_action", 91),
                            ("contact_form", 103),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Heading", "max_length": 160, "required": False},
                            ),
                            1: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": [
                                        "h3",
                                        "h4",
                                        "bold",
                                        "italic",
                                        "link",
                                        "document-link",
                                        "ul",
                                        "ol",
                                        "blockquote",
                                    ],
                                    "label": "Text",
                                },
                            ),
                            2: ("wagtail.blocks.StructBlock", [[("heading", 0), ("text", 1)]], {}),
                            3: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"label": "Introduction", "required": False, "rows": 2},
                            ),
                            4: ("wagtail.blocks.CharBlock", (), {"label": "Item"}),
                            5: ("wagtail.blocks.ListBlock", (4,), {"label": "Items"}),
                            6: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("introduction", 3), ("items", 5)]],
                                {},
                            ),
                            7: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Service",),
                                {
                                    "help_text": "Shows its formats, lengths, interval, places and price.",
                                    "label": "Service",
                                    "required": False,
                                },
                            ),
                            8: ("wagtail.blocks.CharBlock", (), {"label": "Term", "max_length": 80}),
                            9: ("wagtail.blocks.TextBlock", (), {"label": "Description", "rows": 2}),
                            10: ("wagtail.blocks.StructBlock", [[("term", 8), ("description", 9)]], {}),
                            11: (
                                "wagtail.blocks.ListBlock",
                                (10,),
                                {"default": [], "label": "More facts", "min_num": 0},
                            ),
                            12: ("wagtail.blocks.StructBlock", [[("heading", 0), ("service", 7), ("facts", 11)]], {}),
                            13: ("wagtail.blocks.CharBlock", (), {"label": "Title", "max_length": 120}),
                            14: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "document-link", "ul", "ol"],
                                    "label": "Text",
                                    "required": False,
                                },
                            ),
                            15: ("wagtail.blocks.StructBlock", [[("title", 13), ("text", 14)]], {}),
                            16: ("wagtail.blocks.ListBlock", (15,), {"label": "Steps"}),
                            17: ("wagtail.blocks.StructBlock", [[("heading", 0), ("steps", 16)]], {}),
                            18: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Service",),
                                {"label": "Service", "required": False},
                            ),
                            19: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the service's name.",
                                    "label": "Title",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            20: ("wagtail.blocks.PageChooserBlock", (), {"label": "Linked page", "required": False}),
                            21: (
                                "wagtail.blocks.StructBlock",
                                [[("service", 18), ("title", 19), ("page", 20)]],
                                {"label": "First column"},
                            ),
                            22: (
                                "wagtail.blocks.StructBlock",
                                [[("service", 18), ("title", 19), ("page", 20)]],
                                {"label": "Second column"},
                            ),
                            23: ("wagtail.blocks.CharBlock", (), {"label": "Title", "max_length": 80}),
                            24: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "document-link", "ul", "ol"],
                                    "label": "First column",
                                    "required": False,
                                },
                            ),
                            25: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "document-link", "ul", "ol"],
                                    "label": "Second column",
                                    "required": False,
                                },
                            ),
                            26: ("wagtail.blocks.StructBlock", [[("title", 23), ("first", 24), ("second", 25)]], {}),
                            27: ("wagtail.blocks.ListBlock", (26,), {"label": "Rows"}),
                            28: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("introduction", 3), ("first", 21), ("second", 22), ("rows", 27)]],
                                {},
                            ),
                            29: ("wagtail.blocks.TextBlock", (), {"label": "Quotation", "rows": 3}),
                            30: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Source", "max_length": 160, "required": False},
                            ),
                            31: ("wagtail.blocks.StructBlock", [[("text", 29), ("source", 30)]], {}),
                            32: ("wagtail.blocks.ListBlock", (31,), {"label": "Quotations"}),
                            33: ("wagtail.blocks.StructBlock", [[("heading", 0), ("quotations", 32)]], {}),
                            34: ("wagtail.blocks.CharBlock", (), {"label": "Question", "max_length": 200}),
                            35: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": [
                                        "h3",
                                        "h4",
                                        "bold",
                                        "italic",
                                        "link",
                                        "document-link",
                                        "ul",
                                        "ol",
                                        "blockquote",
                                    ],
                                    "label": "Answer",
                                },
                            ),
                            36: ("wagtail.blocks.StructBlock", [[("question", 34), ("answer", 35)]], {}),
                            37: ("wagtail.blocks.ListBlock", (36,), {"label": "Questions"}),
                            38: ("wagtail.blocks.StructBlock", [[("heading", 0), ("questions", 37)]], {}),
                            39: ("wagtail.blocks.PageChooserBlock", (), {"label": "Page", "required": False}),
                            40: ("wagtail.blocks.URLBlock", (), {"label": "External URL", "required": False}),
                            41: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the page's title.",
                                    "label": "Title",
                                    "max_length": 160,
                                    "required": False,
                                },
                            ),
                            42: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"label": "Description", "required": False, "rows": 2},
                            ),
                            43: (
                                "wagtail.blocks.StructBlock",
                                [[("page", 39), ("url", 40), ("title", 41), ("description", 42)]],
                                {},
                            ),
                            44: ("wagtail.blocks.ListBlock", (43,), {"label": "Links"}),
                            45: ("wagtail.blocks.StructBlock", [[("heading", 0), ("links", 44)]], {}),
                            46: ("wagtail.images.blocks.ImageBlock", [], {"label": "Image"}),
                            47: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Caption", "max_length": 200, "required": False},
                            ),
                            48: ("wagtail.blocks.StructBlock", [[("image", 46), ("caption", 47)]], {}),
                            49: ("wagtail.blocks.StructBlock", [[("heading", 0)]], {}),
                            50: ("wagtail.blocks.CharBlock", (), {"label": "Question", "max_length": 160}),
                            51: ("wagtail.blocks.CharBlock", (), {"label": "Answer", "max_length": 160}),
                            52: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Explanation", "max_length": 200, "required": False},
                            ),
                            53: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("individual", "Individual supervision"),
                                        ("pair", "Pair supervision"),
                                        ("group", "Group supervision"),
                                        ("work_community", "Work community supervision"),
                                    ],
                                    "label": "Format",
                                    "required": False,
                                },
                            ),
                            54: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("supervision", "Work supervision"),
                                        ("coaching", "Coaching"),
                                        ("crisis", "Crisis supervision"),
                                    ],
                                    "label": "Kind of service",
                                    "required": False,
                                },
                            ),
                            55: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.WorkField",),
                                {"label": "Field of work", "required": False},
                            ),
                            56: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Approach",),
                                {"label": "Approach", "required": False},
                            ),
                            57: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("premises", "At our premises"),
                                        ("yours", "At your premises"),
                                        ("remote", "Remotely"),
                                    ],
                                    "label": "Where",
                                    "required": False,
                                },
                            ),
                            58: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Office",),
                                {"label": "City of the office", "required": False},
                            ),
                            59: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "In names, cities, topics and introductions of supervisors.",
                                    "label": "Words to search for",
                                    "max_length": 60,
                                    "required": False,
                                },
                            ),
                            60: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("text", 51),
                                        ("description", 52),
                                        ("format", 53),
                                        ("kind", 54),
                                        ("service", 18),
                                        ("work_field", 55),
                                        ("approach", 56),
                                        ("delivery_mode", 57),
                                        ("office", 58),
                                        ("search", 59),
                                    ]
                                ],
                                {},
                            ),
                            61: (
                                "wagtail.blocks.ListBlock",
                                (60,),
                                {
                                    "default": [],
                                    "help_text": "An answer without a meaning suits those who don’t know yet.",
                                    "label": "Answers",
                                },
                            ),
                            62: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {
                                    "help_text": "They come before the other answers.",
                                    "label": "The cities and ways to meet of your supervisors as answers",
                                    "required": False,
                                },
                            ),
                            63: (
                                "wagtail.blocks.StructBlock",
                                [[("question", 50), ("answers", 61), ("with_places", 62)]],
                                {},
                            ),
                            64: (
                                "wagtail.blocks.ListBlock",
                                (63,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty for ready-made questions: who comes, what for and where.",
                                    "label": "Questions",
                                    "max_num": 4,
                                },
                            ),
                            65: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("introduction", 3), ("questions", 64)]],
                                {},
                            ),
                            66: ("wagtail_tyonohjaus.blocks.RecordChooserBlock", ("wagtail_tyonohjaus.Service",), {}),
                            67: (
                                "wagtail.blocks.ListBlock",
                                (66,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty to show all services of the practice.",
                                    "label": "Services",
                                },
                            ),
                            68: ("wagtail.blocks.StructBlock", [[("heading", 0), ("services", 67)]], {}),
                            69: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Supervisor",),
                                {},
                            ),
                            70: (
                                "wagtail.blocks.ListBlock",
                                (69,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty to show all supervisors who match the fields below.",
                                    "label": "Supervisors",
                                },
                            ),
                            71: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Service",),
                                {"label": "Offers the service", "required": False},
                            ),
                            72: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Office",),
                                {"label": "Works at the office", "required": False},
                            ),
                            73: ("wagtail.blocks.BooleanBlock", (), {"label": "Group by city", "required": False}),
                            74: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("supervisors", 70),
                                        ("service", 71),
                                        ("office", 72),
                                        ("group_by_city", 73),
                                    ]
                                ],
                                {},
                            ),
                            75: ("wagtail_tyonohjaus.blocks.RecordChooserBlock", ("wagtail_tyonohjaus.Office",), {}),
                            76: (
                                "wagtail.blocks.ListBlock",
                                (75,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty to show all offices of the practice.",
                                    "label": "Offices",
                                },
                            ),
                            77: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"label": "Supervisors with their contact details", "required": False},
                            ),
                            78: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("offices", 76), ("show_supervisors", 77)]],
                                {},
                            ),
                            79: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Supervisor",),
                                {"label": "Supervisor", "required": False},
                            ),
                            80: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Office",),
                                {"label": "Office", "required": False},
                            ),
                            81: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("premises", "At our premises"),
                                        ("yours", "At your premises"),
                                        ("remote", "Remotely"),
                                    ],
                                    "help_text": "Leave empty to show times at all places.",
                                    "label": "Where",
                                    "required": False,
                                },
                            ),
                            82: (
                                "wagtail.blocks.IntegerBlock",
                                (),
                                {"default": 8, "label": "Maximum number of times", "max_value": 60, "min_value": 1},
                            ),
                            83: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("supervisor", 79),
                                        ("service", 18),
                                        ("office", 80),
                                        ("delivery_mode", 81),
                                        ("max_times", 82),
                                    ]
                                ],
                                {},
                            ),
                            84: ("wagtail.blocks.TextBlock", (), {"label": "Text", "required": False, "rows": 2}),
                            85: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("text", 84), ("supervisor", 79), ("office", 80), ("service", 18)]],
                                {},
                            ),
                            86: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"default": True, "label": "Telephone button", "required": False},
                            ),
                            87: (
                                "wagtail_tyonohjaus.blocks.PhoneNumberBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the practice's number.",
                                    "label": "Telephone number",
                                    "required": False,
                                },
                            ),
                            88: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"default": True, "label": "Contact button", "required": False},
                            ),
                            89: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the site's contact page.",
                                    "label": "Contact page",
                                    "required": False,
                                },
                            ),
                            90: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {"label": "Page with free times", "required": False},
                            ),
                            91: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("text", 84),
                                        ("show_phone", 86),
                                        ("phone", 87),
                                        ("show_contact", 88),
                                        ("contact_page", 89),
                                        ("free_times_page", 90),
                                    ]
                                ],
                                {},
                            ),
                            92: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("name", "Name"),
                                        ("organisation", "Organisation"),
                                        ("email", "E-mail"),
                                        ("phone", "Telephone"),
                                        ("preferred_contact", "How may we contact you?"),
                                        ("call_windows", "When may we call?"),
                                        ("urgency", "How urgent is it?"),
                                        ("service", "Service"),
                                        ("format", "Format"),
                                        ("office", "Office"),
                                        ("delivery_mode", "Where to meet"),
                                        ("supervisor", "Supervisor"),
                                        ("language", "Language of supervision"),
                                        ("participants", "Number of participants"),
                                        ("payer", "Who pays?"),
                                        ("preferred_start", "Preferred time"),
                                        ("message", "Message"),
                                    ],
                                    "label": "Field",
                                },
                            ),
                            93: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("optional", "Optional"),
                                        ("required", "Required"),
                                        ("no", "Not in the form"),
                                    ],
                                    "label": "Requirement",
                                },
                            ),
                            94: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the standard label.",
                                    "label": "Label",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            95: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Help text", "max_length": 255, "required": False},
                            ),
                            96: (
                                "wagtail.blocks.StructBlock",
                                [[("field", 92), ("requirement", 93), ("label", 94), ("help_text", 95)]],
                                {},
                            ),
                            97: ("wagtail.blocks.CharBlock", (), {"label": "Label", "max_length": 120}),
                            98: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("text", "Text, one line"),
                                        ("textarea", "Text, several lines"),
                                        ("choice", "Single choice"),
                                        ("checkbox", "Checkbox"),
                                        ("number", "Number"),
                                    ],
                                    "label": "Type of answer",
                                },
                            ),
                            99: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"help_text": "One per line.", "label": "Choices", "required": False, "rows": 3},
                            ),
                            100: ("wagtail.blocks.BooleanBlock", (), {"label": "Required", "required": False}),
                            101: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("label", 97),
                                        ("field_type", 98),
                                        ("choices", 99),
                                        ("required", 100),
                                        ("help_text", 95),
                                    ]
                                ],
                                {},
                            ),
                            102: (
                                "wagtail.blocks.StreamBlock",
                                [[("standard", 96), ("custom", 101)]],
                                {"label": "Changes to the standard fields", "required": False},
                            ),
                            103: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("text", 84),
                                        ("supervisor", 79),
                                        ("service", 18),
                                        ("office", 80),
                                        ("fields", 102),
                                    ]
                                ],
                                {},
                            ),
                        },
                        verbose_name="content",
                    ),
                ),
                (
                    "headline",
                    models.CharField(
                        blank=True,
                        help_text="Leave blank to use the page's title.",
                        max_length=160,
                        verbose_name="headline",
                    ),
                ),
                (
                    "show_contact_buttons",
                    models.BooleanField(default=True, verbose_name="show telephone and contact buttons"),
                ),
                (
                    "image",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=get_image_model_string(),
                        verbose_name="image",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=("basepage.basepage", models.Model),
        ),
        migrations.CreateModel(
            name="ServicePage",
            fields=[
                (
                    "basepage_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "introduction",
                    models.TextField(
                        blank=True,
                        help_text="One or two sentences, shown under the title and in listings.",
                        verbose_name="introduction",
                    ),
                ),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("text", 2),
                            ("bullet_list", 6),
                            ("key_facts", 12),
                            ("steps", 17),
                            ("comparison", 28),
                            ("daily_quotation", 33),
                            ("faq", 38),
                            ("links", 45),
                            ("image", 48),
                            ("finder", 49),
                            ("guide", 65),
                            ("services", 68),
                            ("supervisors", 74),
                            ("offices", 78),
                            ("free_times", 83),
                            ("calendar_subscription", 85),
                            ("crisis_notices", 49),
                            ("call_to_action", 91),
                            ("contact_form", 103),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Heading", "max_length": 160, "required": False},
                            ),
                            1: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": [
                                        "h3",
                                        "h4",
                                        "bold",
                                        "italic",
                                        "link",
                                        "document-link",
                                        "ul",
                                        "ol",
                                        "blockquote",
                                    ],
                                    "label": "Text",
                                },
                            ),
                            2: ("wagtail.blocks.StructBlock", [[("heading", 0), ("text", 1)]], {}),
                            3: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"label": "Introduction", "required": False, "rows": 2},
                            ),
                            4: ("wagtail.blocks.CharBlock", (), {"label": "Item"}),
                            5: ("wagtail.blocks.ListBlock", (4,), {"label": "Items"}),
                            6: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("introduction", 3), ("items", 5)]],
                                {},
                            ),
                            7: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Service",),
                                {
                                    "help_text": "Shows its formats, lengths, interval, places and price.",
                                    "label": "Service",
                                    "required": False,
                                },
                            ),
                            8: ("wagtail.blocks.CharBlock", (), {"label": "Term", "max_length": 80}),
                            9: ("wagtail.blocks.TextBlock", (), {"label": "Description", "rows": 2}),
                            10: ("wagtail.blocks.StructBlock", [[("term", 8), ("description", 9)]], {}),
                            11: (
                                "wagtail.blocks.ListBlock",
                                (10,),
                                {"default": [], "label": "More facts", "min_num": 0},
                            ),
                            12: ("wagtail.blocks.StructBlock", [[("heading", 0), ("service", 7), ("facts", 11)]], {}),
                            13: ("wagtail.blocks.CharBlock", (), {"label": "Title", "max_length": 120}),
                            14: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "document-link", "ul", "ol"],
                                    "label": "Text",
                                    "required": False,
                                },
                            ),
                            15: ("wagtail.blocks.StructBlock", [[("title", 13), ("text", 14)]], {}),
                            16: ("wagtail.blocks.ListBlock", (15,), {"label": "Steps"}),
                            17: ("wagtail.blocks.StructBlock", [[("heading", 0), ("steps", 16)]], {}),
                            18: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Service",),
                                {"label": "Service", "required": False},
                            ),
                            19: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the service's name.",
                                    "label": "Title",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            20: ("wagtail.blocks.PageChooserBlock", (), {"label": "Linked page", "required": False}),
                            21: (
                                "wagtail.blocks.StructBlock",
                                [[("service", 18), ("title", 19), ("page", 20)]],
                                {"label": "First column"},
                            ),
                            22: (
                                "wagtail.blocks.StructBlock",
                                [[("service", 18), ("title", 19), ("page", 20)]],
                                {"label": "Second column"},
                            ),
                            23: ("wagtail.blocks.CharBlock", (), {"label": "Title", "max_length": 80}),
                            24: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "document-link", "ul", "ol"],
                                    "label": "First column",
                                    "required": False,
                                },
                            ),
                            25: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "document-link", "ul", "ol"],
                                    "label": "Second column",
                                    "required": False,
                                },
                            ),
                            26: ("wagtail.blocks.StructBlock", [[("title", 23), ("first", 24), ("second", 25)]], {}),
                            27: ("wagtail.blocks.ListBlock", (26,), {"label": "Rows"}),
                            28: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("introduction", 3), ("first", 21), ("second", 22), ("rows", 27)]],
                                {},
                            ),
                            29: ("wagtail.blocks.TextBlock", (), {"label": "Quotation", "rows": 3}),
                            30: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Source", "max_length": 160, "required": False},
                            ),
                            31: ("wagtail.blocks.StructBlock", [[("text", 29), ("source", 30)]], {}),
                            32: ("wagtail.blocks.ListBlock", (31,), {"label": "Quotations"}),
                            33: ("wagtail.blocks.StructBlock", [[("heading", 0), ("quotations", 32)]], {}),
                            34: ("wagtail.blocks.CharBlock", (), {"label": "Question", "max_length": 200}),
                            35: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": [
                                        "h3",
                                        "h4",
                                        "bold",
                                        "italic",
                                        "link",
                                        "document-link",
                                        "ul",
                                        "ol",
                                        "blockquote",
                                    ],
                                    "label": "Answer",
                                },
                            ),
                            36: ("wagtail.blocks.StructBlock", [[("question", 34), ("answer", 35)]], {}),
                            37: ("wagtail.blocks.ListBlock", (36,), {"label": "Questions"}),
                            38: ("wagtail.blocks.StructBlock", [[("heading", 0), ("questions", 37)]], {}),
                            39: ("wagtail.blocks.PageChooserBlock", (), {"label": "Page", "required": False}),
                            40: ("wagtail.blocks.URLBlock", (), {"label": "External URL", "required": False}),
                            41: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the page's title.",
                                    "label": "Title",
                                    "max_length": 160,
                                    "required": False,
                                },
                            ),
                            42: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"label": "Description", "required": False, "rows": 2},
                            ),
                            43: (
                                "wagtail.blocks.StructBlock",
                                [[("page", 39), ("url", 40), ("title", 41), ("description", 42)]],
                                {},
                            ),
                            44: ("wagtail.blocks.ListBlock", (43,), {"label": "Links"}),
                            45: ("wagtail.blocks.StructBlock", [[("heading", 0), ("links", 44)]], {}),
                            46: ("wagtail.images.blocks.ImageBlock", [], {"label": "Image"}),
                            47: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Caption", "max_length": 200, "required": False},
                            ),
                            48: ("wagtail.blocks.StructBlock", [[("image", 46), ("caption", 47)]], {}),
                            49: ("wagtail.blocks.StructBlock", [[("heading", 0)]], {}),
                            50: ("wagtail.blocks.CharBlock", (), {"label": "Question", "max_length": 160}),
                            51: ("wagtail.blocks.CharBlock", (), {"label": "Answer", "max_length": 160}),
                            52: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Explanation", "max_length": 200, "required": False},
                            ),
                            53: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("individual", "Individual supervision"),
                                        ("pair", "Pair supervision"),
                                        ("group", "Group supervision"),
                                        ("work_community", "Work community supervision"),
                                    ],
                                    "label": "Format",
                                    "required": False,
                                },
                            ),
                            54: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("supervision", "Work supervision"),
                                        ("coaching", "Coaching"),
                                        ("crisis", "Crisis supervision"),
                                    ],
                                    "label": "Kind of service",
                                    "required": False,
                                },
                            ),
                            55: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.WorkField",),
                                {"label": "Field of work", "required": False},
                            ),
                            56: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Approach",),
                                {"label": "Approach", "required": False},
                            ),
                            57: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("premises", "At our premises"),
                                        ("yours", "At your premises"),
                                        ("remote", "Remotely"),
                                    ],
                                    "label": "Where",
                                    "required": False,
                                },
                            ),
                            58: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Office",),
                                {"label": "City of the office", "required": False},
                            ),
                            59: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "In names, cities, topics and introductions of supervisors.",
                                    "label": "Words to search for",
                                    "max_length": 60,
                                    "required": False,
                                },
                            ),
                            60: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("text", 51),
                                        ("description", 52),
                                        ("format", 53),
                                        ("kind", 54),
                                        ("service", 18),
                                        ("work_field", 55),
                                        ("approach", 56),
                                        ("delivery_mode", 57),
                                        ("office", 58),
                                        ("search", 59),
                                    ]
                                ],
                                {},
                            ),
                            61: (
                                "wagtail.blocks.ListBlock",
                                (60,),
                                {
                                    "default": [],
                                    "help_text": "An answer without a meaning suits those who don’t know yet.",
                                    "label": "Answers",
                                },
                            ),
                            62: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {
                                    "help_text": "They come before the other answers.",
                                    "label": "The cities and ways to meet of your supervisors as answers",
                                    "required": False,
                                },
                            ),
                            63: (
                                "wagtail.blocks.StructBlock",
                                [[("question", 50), ("answers", 61), ("with_places", 62)]],
                                {},
                            ),
                            64: (
                                "wagtail.blocks.ListBlock",
                                (63,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty for ready-made questions: who comes, what for and where.",
                                    "label": "Questions",
                                    "max_num": 4,
                                },
                            ),
                            65: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("introduction", 3), ("questions", 64)]],
                                {},
                            ),
                            66: ("wagtail_tyonohjaus.blocks.RecordChooserBlock", ("wagtail_tyonohjaus.Service",), {}),
                            67: (
                                "wagtail.blocks.ListBlock",
                                (66,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty to show all services of the practice.",
                                    "label": "Services",
                                },
                            ),
                            68: ("wagtail.blocks.StructBlock", [[("heading", 0), ("services", 67)]], {}),
                            69: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Supervisor",),
                                {},
                            ),
                            70: (
                                "wagtail.blocks.ListBlock",
                                (69,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty to show all supervisors who match the fields below.",
                                    "label": "Supervisors",
                                },
                            ),
                            71: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Service",),
                                {"label": "Offers the service", "required": False},
                            ),
                            72: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Office",),
                                {"label": "Works at the office", "required": False},
                            ),
                            73: ("wagtail.blocks.BooleanBlock", (), {"label": "Group by city", "required": False}),
                            74: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("supervisors", 70),
                                        ("service", 71),
                                        ("office", 72),
                                        ("group_by_city", 73),
                                    ]
                                ],
                                {},
                            ),
                            75: ("wagtail_tyonohjaus.blocks.RecordChooserBlock", ("wagtail_tyonohjaus.Office",), {}),
                            76: (
                                "wagtail.blocks.ListBlock",
                                (75,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty to show all offices of the practice.",
                                    "label": "Offices",
                                },
                            ),
                            77: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"label": "Supervisors with their contact details", "required": False},
                            ),
                            78: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("offices", 76), ("show_supervisors", 77)]],
                                {},
                            ),
                            79: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Supervisor",),
                                {"label": "Supervisor", "required": False},
                            ),
                            80: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Office",),
                                {"label": "Office", "required": False},
                            ),
                            81: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("premises", "At our premises"),
                                        ("yours", "At your premises"),
                                        ("remote", "Remotely"),
                                    ],
                                    "help_text": "Leave empty to show times at all places.",
                                    "label": "Where",
                                    "required": False,
                                },
                            ),
                            82: (
                                "wagtail.blocks.IntegerBlock",
                                (),
                                {"default": 8, "label": "Maximum number of times", "max_value": 60, "min_value": 1},
                            ),
                            83: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("supervisor", 79),
                                        ("service", 18),
                                        ("office", 80),
                                        ("delivery_mode", 81),
                                        ("max_times", 82),
                                    ]
                                ],
                                {},
                            ),
                            84: ("wagtail.blocks.TextBlock", (), {"label": "Text", "required": False, "rows": 2}),
                            85: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("text", 84), ("supervisor", 79), ("office", 80), ("service", 18)]],
                                {},
                            ),
                            86: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"default": True, "label": "Telephone button", "required": False},
                            ),
                            87: (
                                "wagtail_tyonohjaus.blocks.PhoneNumberBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the practice's number.",
                                    "label": "Telephone number",
                                    "required": False,
                                },
                            ),
                            88: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"default": True, "label": "Contact button", "required": False},
                            ),
                            89: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the site's contact page.",
                                    "label": "Contact page",
                                    "required": False,
                                },
                            ),
                            90: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {"label": "Page with free times", "required": False},
                            ),
                            91: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("text", 84),
                                        ("show_phone", 86),
                                        ("phone", 87),
                                        ("show_contact", 88),
                                        ("contact_page", 89),
                                        ("free_times_page", 90),
                                    ]
                                ],
                                {},
                            ),
                            92: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("name", "Name"),
                                        ("organisation", "Organisation"),
                                        ("email", "E-mail"),
                                        ("phone", "Telephone"),
                                        ("preferred_contact", "How may we contact you?"),
                                        ("call_windows", "When may we call?"),
                                        ("urgency", "How urgent is it?"),
                                        ("service", "Service"),
                                        ("format", "Format"),
                                        ("office", "Office"),
                                        ("delivery_mode", "Where to meet"),
                                        ("supervisor", "Supervisor"),
                                        ("language", "Language of supervision"),
                                        ("participants", "Number of participants"),
                                        ("payer", "Who pays?"),
                                        ("preferred_start", "Preferred time"),
                                        ("message", "Message"),
                                    ],
                                    "label": "Field",
                                },
                            ),
                            93: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("optional", "Optional"),
                                        ("required", "Required"),
                                        ("no", "Not in the form"),
                                    ],
                                    "label": "Requirement",
                                },
                            ),
                            94: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the standard label.",
                                    "label": "Label",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            95: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Help text", "max_length": 255, "required": False},
                            ),
                            96: (
                                "wagtail.blocks.StructBlock",
                                [[("field", 92), ("requirement", 93), ("label", 94), ("help_text", 95)]],
                                {},
                            ),
                            97: ("wagtail.blocks.CharBlock", (), {"label": "Label", "max_length": 120}),
                            98: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("text", "Text, one line"),
                                        ("textarea", "Text, several lines"),
                                        ("choice", "Single choice"),
                                        ("checkbox", "Checkbox"),
                                        ("number", "Number"),
                                    ],
                                    "label": "Type of answer",
                                },
                            ),
                            99: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"help_text": "One per line.", "label": "Choices", "required": False, "rows": 3},
                            ),
                            100: ("wagtail.blocks.BooleanBlock", (), {"label": "Required", "required": False}),
                            101: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("label", 97),
                                        ("field_type", 98),
                                        ("choices", 99),
                                        ("required", 100),
                                        ("help_text", 95),
                                    ]
                                ],
                                {},
                            ),
                            102: (
                                "wagtail.blocks.StreamBlock",
                                [[("standard", 96), ("custom", 101)]],
                                {"label": "Changes to the standard fields", "required": False},
                            ),
                            103: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("text", 84),
                                        ("supervisor", 79),
                                        ("service", 18),
                                        ("office", 80),
                                        ("fields", 102),
                                    ]
                                ],
                                {},
                            ),
                        },
                        verbose_name="content",
                    ),
                ),
                ("about", wagtail.fields.RichTextField(blank=True, verbose_name="about the service")),
                ("audience", wagtail.fields.RichTextField(blank=True, verbose_name="who it is for")),
                ("goals", wagtail.fields.RichTextField(blank=True, verbose_name="goals")),
                ("content", wagtail.fields.RichTextField(blank=True, verbose_name="content")),
                ("methods", wagtail.fields.RichTextField(blank=True, verbose_name="methods")),
                (
                    "practicalities",
                    wagtail.fields.RichTextField(
                        blank=True,
                        help_text="Agreement, place and who pays.",
                        verbose_name="agreement and practical matters",
                    ),
                ),
                ("getting_started", wagtail.fields.RichTextField(blank=True, verbose_name="getting started")),
                ("show_supervisors", models.BooleanField(default=True, verbose_name="show supervisors")),
                ("show_free_times", models.BooleanField(default=True, verbose_name="show free times")),
                ("show_form", models.BooleanField(default=True, verbose_name="show the contact form")),
                (
                    "image",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=get_image_model_string(),
                        verbose_name="image",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        help_text="The record with the formats, lengths, interval, price and supervisors.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtail_tyonohjaus.service",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=("basepage.basepage", models.Model),
        ),
        migrations.CreateModel(
            name="StandardPage",
            fields=[
                (
                    "basepage_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "introduction",
                    models.TextField(
                        blank=True,
                        help_text="One or two sentences, shown under the title and in listings.",
                        verbose_name="introduction",
                    ),
                ),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("text", 2),
                            ("bullet_list", 6),
                            ("key_facts", 12),
                            ("steps", 17),
                            ("daily_quotation", 22),
                            ("faq", 27),
                            ("links", 34),
                            ("image", 37),
                            ("finder", 38),
                            ("guide", 55),
                            ("services", 58),
                            ("supervisors", 64),
                            ("offices", 68),
                            ("free_times", 73),
                            ("calendar_subscription", 75),
                            ("crisis_notices", 38),
                            ("call_to_action", 81),
                            ("contact_form", 93),
                            ("chart", 94),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Heading", "max_length": 160, "required": False},
                            ),
                            1: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": [
                                        "h3",
                                        "h4",
                                        "bold",
                                        "italic",
                                        "link",
                                        "document-link",
                                        "ul",
                                        "ol",
                                        "blockquote",
                                    ],
                                    "label": "Text",
                                },
                            ),
                            2: ("wagtail.blocks.StructBlock", [[("heading", 0), ("text", 1)]], {}),
                            3: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"label": "Introduction", "required": False, "rows": 2},
                            ),
                            4: ("wagtail.blocks.CharBlock", (), {"label": "Item"}),
                            5: ("wagtail.blocks.ListBlock", (4,), {"label": "Items"}),
                            6: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("introduction", 3), ("items", 5)]],
                                {},
                            ),
                            7: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Service",),
                                {
                                    "help_text": "Shows its formats, lengths, interval, places and price.",
                                    "label": "Service",
                                    "required": False,
                                },
                            ),
                            8: ("wagtail.blocks.CharBlock", (), {"label": "Term", "max_length": 80}),
                            9: ("wagtail.blocks.TextBlock", (), {"label": "Description", "rows": 2}),
                            10: ("wagtail.blocks.StructBlock", [[("term", 8), ("description", 9)]], {}),
                            11: (
                                "wagtail.blocks.ListBlock",
                                (10,),
                                {"default": [], "label": "More facts", "min_num": 0},
                            ),
                            12: ("wagtail.blocks.StructBlock", [[("heading", 0), ("service", 7), ("facts", 11)]], {}),
                            13: ("wagtail.blocks.CharBlock", (), {"label": "Title", "max_length": 120}),
                            14: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "document-link", "ul", "ol"],
                                    "label": "Text",
                                    "required": False,
                                },
                            ),
                            15: ("wagtail.blocks.StructBlock", [[("title", 13), ("text", 14)]], {}),
                            16: ("wagtail.blocks.ListBlock", (15,), {"label": "Steps"}),
                            17: ("wagtail.blocks.StructBlock", [[("heading", 0), ("steps", 16)]], {}),
                            18: ("wagtail.blocks.TextBlock", (), {"label": "Quotation", "rows": 3}),
                            19: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Source", "max_length": 160, "required": False},
                            ),
                            20: ("wagtail.blocks.StructBlock", [[("text", 18), ("source", 19)]], {}),
                            21: ("wagtail.blocks.ListBlock", (20,), {"label": "Quotations"}),
                            22: ("wagtail.blocks.StructBlock", [[("heading", 0), ("quotations", 21)]], {}),
                            23: ("wagtail.blocks.CharBlock", (), {"label": "Question", "max_length": 200}),
                            24: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": [
                                        "h3",
                                        "h4",
                                        "bold",
                                        "italic",
                                        "link",
                                        "document-link",
                                        "ul",
                                        "ol",
                                        "blockquote",
                                    ],
                                    "label": "Answer",
                                },
                            ),
                            25: ("wagtail.blocks.StructBlock", [[("question", 23), ("answer", 24)]], {}),
                            26: ("wagtail.blocks.ListBlock", (25,), {"label": "Questions"}),
                            27: ("wagtail.blocks.StructBlock", [[("heading", 0), ("questions", 26)]], {}),
                            28: ("wagtail.blocks.PageChooserBlock", (), {"label": "Page", "required": False}),
                            29: ("wagtail.blocks.URLBlock", (), {"label": "External URL", "required": False}),
                            30: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the page's title.",
                                    "label": "Title",
                                    "max_length": 160,
                                    "required": False,
                                },
                            ),
                            31: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"label": "Description", "required": False, "rows": 2},
                            ),
                            32: (
                                "wagtail.blocks.StructBlock",
                                [[("page", 28), ("url", 29), ("title", 30), ("description", 31)]],
                                {},
                            ),
                            33: ("wagtail.blocks.ListBlock", (32,), {"label": "Links"}),
                            34: ("wagtail.blocks.StructBlock", [[("heading", 0), ("links", 33)]], {}),
                            35: ("wagtail.images.blocks.ImageBlock", [], {"label": "Image"}),
                            36: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Caption", "max_length": 200, "required": False},
                            ),
                            37: ("wagtail.blocks.StructBlock", [[("image", 35), ("caption", 36)]], {}),
                            38: ("wagtail.blocks.StructBlock", [[("heading", 0)]], {}),
                            39: ("wagtail.blocks.CharBlock", (), {"label": "Question", "max_length": 160}),
                            40: ("wagtail.blocks.CharBlock", (), {"label": "Answer", "max_length": 160}),
                            41: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Explanation", "max_length": 200, "required": False},
                            ),
                            42: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("individual", "Individual supervision"),
                                        ("pair", "Pair supervision"),
                                        ("group", "Group supervision"),
                                        ("work_community", "Work community supervision"),
                                    ],
                                    "label": "Format",
                                    "required": False,
                                },
                            ),
                            43: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("supervision", "Work supervision"),
                                        ("coaching", "Coaching"),
                                        ("crisis", "Crisis supervision"),
                                    ],
                                    "label": "Kind of service",
                                    "required": False,
                                },
                            ),
                            44: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Service",),
                                {"label": "Service", "required": False},
                            ),
                            45: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.WorkField",),
                                {"label": "Field of work", "required": False},
                            ),
                            46: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Approach",),
                                {"label": "Approach", "required": False},
                            ),
                            47: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("premises", "At our premises"),
                                        ("yours", "At your premises"),
                                        ("remote", "Remotely"),
                                    ],
                                    "label": "Where",
                                    "required": False,
                                },
                            ),
                            48: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Office",),
                                {"label": "City of the office", "required": False},
                            ),
                            49: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "In names, cities, topics and introductions of supervisors.",
                                    "label": "Words to search for",
                                    "max_length": 60,
                                    "required": False,
                                },
                            ),
                            50: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("text", 40),
                                        ("description", 41),
                                        ("format", 42),
                                        ("kind", 43),
                                        ("service", 44),
                                        ("work_field", 45),
                                        ("approach", 46),
                                        ("delivery_mode", 47),
                                        ("office", 48),
                                        ("search", 49),
                                    ]
                                ],
                                {},
                            ),
                            51: (
                                "wagtail.blocks.ListBlock",
                                (50,),
                                {
                                    "default": [],
                                    "help_text": "An answer without a meaning suits those who don’t know yet.",
                                    "label": "Answers",
                                },
                            ),
                            52: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {
                                    "help_text": "They come before the other answers.",
                                    "label": "The cities and ways to meet of your supervisors as answers",
                                    "required": False,
                                },
                            ),
                            53: (
                                "wagtail.blocks.StructBlock",
                                [[("question", 39), ("answers", 51), ("with_places", 52)]],
                                {},
                            ),
                            54: (
                                "wagtail.blocks.ListBlock",
                                (53,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty for ready-made questions: who comes, what for and where.",
                                    "label": "Questions",
                                    "max_num": 4,
                                },
                            ),
                            55: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("introduction", 3), ("questions", 54)]],
                                {},
                            ),
                            56: ("wagtail_tyonohjaus.blocks.RecordChooserBlock", ("wagtail_tyonohjaus.Service",), {}),
                            57: (
                                "wagtail.blocks.ListBlock",
                                (56,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty to show all services of the practice.",
                                    "label": "Services",
                                },
                            ),
                            58: ("wagtail.blocks.StructBlock", [[("heading", 0), ("services", 57)]], {}),
                            59: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Supervisor",),
                                {},
                            ),
                            60: (
                                "wagtail.blocks.ListBlock",
                                (59,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty to show all supervisors who match the fields below.",
                                    "label": "Supervisors",
                                },
                            ),
                            61: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Service",),
                                {"label": "Offers the service", "required": False},
                            ),
                            62: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Office",),
                                {"label": "Works at the office", "required": False},
                            ),
                            63: ("wagtail.blocks.BooleanBlock", (), {"label": "Group by city", "required": False}),
                            64: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("supervisors", 60),
                                        ("service", 61),
                                        ("office", 62),
                                        ("group_by_city", 63),
                                    ]
                                ],
                                {},
                            ),
                            65: ("wagtail_tyonohjaus.blocks.RecordChooserBlock", ("wagtail_tyonohjaus.Office",), {}),
                            66: (
                                "wagtail.blocks.ListBlock",
                                (65,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty to show all offices of the practice.",
                                    "label": "Offices",
                                },
                            ),
                            67: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"label": "Supervisors with their contact details", "required": False},
                            ),
                            68: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("offices", 66), ("show_supervisors", 67)]],
                                {},
                            ),
                            69: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Supervisor",),
                                {"label": "Supervisor", "required": False},
                            ),
                            70: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Office",),
                                {"label": "Office", "required": False},
                            ),
                            71: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("premises", "At our premises"),
                                        ("yours", "At your premises"),
                                        ("remote", "Remotely"),
                                    ],
                                    "help_text": "Leave empty to show times at all places.",
                                    "label": "Where",
                                    "required": False,
                                },
                            ),
                            72: (
                                "wagtail.blocks.IntegerBlock",
                                (),
                                {"default": 8, "label": "Maximum number of times", "max_value": 60, "min_value": 1},
                            ),
                            73: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("supervisor", 69),
                                        ("service", 44),
                                        ("office", 70),
                                        ("delivery_mode", 71),
                                        ("max_times", 72),
                                    ]
                                ],
                                {},
                            ),
                            74: ("wagtail.blocks.TextBlock", (), {"label": "Text", "required": False, "rows": 2}),
                            75: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("text", 74), ("supervisor", 69), ("office", 70), ("service", 44)]],
                                {},
                            ),
                            76: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"default": True, "label": "Telephone button", "required": False},
                            ),
                            77: (
                                "wagtail_tyonohjaus.blocks.PhoneNumberBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the practice's number.",
                                    "label": "Telephone number",
                                    "required": False,
                                },
                            ),
                            78: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"default": True, "label": "Contact button", "required": False},
                            ),
                            79: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the site's contact page.",
                                    "label": "Contact page",
                                    "required": False,
                                },
                            ),
                            80: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {"label": "Page with free times", "required": False},
                            ),
                            81: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("text", 74),
                                        ("show_phone", 76),
                                        ("phone", 77),
                                        ("show_contact", 78),
                                        ("contact_page", 79),
                                        ("free_times_page", 80),
                                    ]
                                ],
                                {},
                            ),
                            82: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("name", "Name"),
                                        ("organisation", "Organisation"),
                                        ("email", "E-mail"),
                                        ("phone", "Telephone"),
                                        ("preferred_contact", "How may we contact you?"),
                                        ("call_windows", "When may we call?"),
                                        ("urgency", "How urgent is it?"),
                                        ("service", "Service"),
                                        ("format", "Format"),
                                        ("office", "Office"),
                                        ("delivery_mode", "Where to meet"),
                                        ("supervisor", "Supervisor"),
                                        ("language", "Language of supervision"),
                                        ("participants", "Number of participants"),
                                        ("payer", "Who pays?"),
                                        ("preferred_start", "Preferred time"),
                                        ("message", "Message"),
                                    ],
                                    "label": "Field",
                                },
                            ),
                            83: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("optional", "Optional"),
                                        ("required", "Required"),
                                        ("no", "Not in the form"),
                                    ],
                                    "label": "Requirement",
                                },
                            ),
                            84: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the standard label.",
                                    "label": "Label",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            85: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Help text", "max_length": 255, "required": False},
                            ),
                            86: (
                                "wagtail.blocks.StructBlock",
                                [[("field", 82), ("requirement", 83), ("label", 84), ("help_text", 85)]],
                                {},
                            ),
                            87: ("wagtail.blocks.CharBlock", (), {"label": "Label", "max_length": 120}),
                            88: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("text", "Text, one line"),
                                        ("textarea", "Text, several lines"),
                                        ("choice", "Single choice"),
                                        ("checkbox", "Checkbox"),
                                        ("number", "Number"),
                                    ],
                                    "label": "Type of answer",
                                },
                            ),
                            89: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"help_text": "One per line.", "label": "Choices", "required": False, "rows": 3},
                            ),
                            90: ("wagtail.blocks.BooleanBlock", (), {"label": "Required", "required": False}),
                            91: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("label", 87),
                                        ("field_type", 88),
                                        ("choices", 89),
                                        ("required", 90),
                                        ("help_text", 85),
                                    ]
                                ],
                                {},
                            ),
                            92: (
                                "wagtail.blocks.StreamBlock",
                                [[("standard", 86), ("custom", 91)]],
                                {"label": "Changes to the standard fields", "required": False},
                            ),
                            93: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("text", 74),
                                        ("supervisor", 69),
                                        ("service", 44),
                                        ("office", 70),
                                        ("fields", 92),
                                    ]
                                ],
                                {},
                            ),
                            94: ("wagtail.blocks.CharBlock", (), {}),
                        },
                    ),
                ),
                (
                    "image",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=get_image_model_string(),
                        verbose_name="image",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=("basepage.basepage", models.Model),
        ),
        migrations.CreateModel(
            name="SupervisorPage",
            fields=[
                (
                    "basepage_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "introduction",
                    models.TextField(
                        blank=True,
                        help_text="One or two sentences, shown under the title and in listings.",
                        verbose_name="introduction",
                    ),
                ),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("text", 2),
                            ("bullet_list", 6),
                            ("key_facts", 12),
                            ("steps", 17),
                            ("comparison", 28),
                            ("daily_quotation", 33),
                            ("faq", 38),
                            ("links", 45),
                            ("image", 48),
                            ("finder", 49),
                            ("guide", 65),
                            ("services", 68),
                            ("supervisors", 74),
                            ("offices", 78),
                            ("free_times", 83),
                            ("calendar_subscription", 85),
                            ("crisis_notices", 49),
                            ("call_to_action", 91),
                            ("contact_form", 103),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Heading", "max_length": 160, "required": False},
                            ),
                            1: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": [
                                        "h3",
                                        "h4",
                                        "bold",
                                        "italic",
                                        "link",
                                        "document-link",
                                        "ul",
                                        "ol",
                                        "blockquote",
                                    ],
                                    "label": "Text",
                                },
                            ),
                            2: ("wagtail.blocks.StructBlock", [[("heading", 0), ("text", 1)]], {}),
                            3: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"label": "Introduction", "required": False, "rows": 2},
                            ),
                            4: ("wagtail.blocks.CharBlock", (), {"label": "Item"}),
                            5: ("wagtail.blocks.ListBlock", (4,), {"label": "Items"}),
                            6: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("introduction", 3), ("items", 5)]],
                                {},
                            ),
                            7: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Service",),
                                {
                                    "help_text": "Shows its formats, lengths, interval, places and price.",
                                    "label": "Service",
                                    "required": False,
                                },
                            ),
                            8: ("wagtail.blocks.CharBlock", (), {"label": "Term", "max_length": 80}),
                            9: ("wagtail.blocks.TextBlock", (), {"label": "Description", "rows": 2}),
                            10: ("wagtail.blocks.StructBlock", [[("term", 8), ("description", 9)]], {}),
                            11: (
                                "wagtail.blocks.ListBlock",
                                (10,),
                                {"default": [], "label": "More facts", "min_num": 0},
                            ),
                            12: ("wagtail.blocks.StructBlock", [[("heading", 0), ("service", 7), ("facts", 11)]], {}),
                            13: ("wagtail.blocks.CharBlock", (), {"label": "Title", "max_length": 120}),
                            14: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "document-link", "ul", "ol"],
                                    "label": "Text",
                                    "required": False,
                                },
                            ),
                            15: ("wagtail.blocks.StructBlock", [[("title", 13), ("text", 14)]], {}),
                            16: ("wagtail.blocks.ListBlock", (15,), {"label": "Steps"}),
                            17: ("wagtail.blocks.StructBlock", [[("heading", 0), ("steps", 16)]], {}),
                            18: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Service",),
                                {"label": "Service", "required": False},
                            ),
                            19: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the service's name.",
                                    "label": "Title",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            20: ("wagtail.blocks.PageChooserBlock", (), {"label": "Linked page", "required": False}),
                            21: (
                                "wagtail.blocks.StructBlock",
                                [[("service", 18), ("title", 19), ("page", 20)]],
                                {"label": "First column"},
                            ),
                            22: (
                                "wagtail.blocks.StructBlock",
                                [[("service", 18), ("title", 19), ("page", 20)]],
                                {"label": "Second column"},
                            ),
                            23: ("wagtail.blocks.CharBlock", (), {"label": "Title", "max_length": 80}),
                            24: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "document-link", "ul", "ol"],
                                    "label": "First column",
                                    "required": False,
                                },
                            ),
                            25: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": ["bold", "italic", "link", "document-link", "ul", "ol"],
                                    "label": "Second column",
                                    "required": False,
                                },
                            ),
                            26: ("wagtail.blocks.StructBlock", [[("title", 23), ("first", 24), ("second", 25)]], {}),
                            27: ("wagtail.blocks.ListBlock", (26,), {"label": "Rows"}),
                            28: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("introduction", 3), ("first", 21), ("second", 22), ("rows", 27)]],
                                {},
                            ),
                            29: ("wagtail.blocks.TextBlock", (), {"label": "Quotation", "rows": 3}),
                            30: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Source", "max_length": 160, "required": False},
                            ),
                            31: ("wagtail.blocks.StructBlock", [[("text", 29), ("source", 30)]], {}),
                            32: ("wagtail.blocks.ListBlock", (31,), {"label": "Quotations"}),
                            33: ("wagtail.blocks.StructBlock", [[("heading", 0), ("quotations", 32)]], {}),
                            34: ("wagtail.blocks.CharBlock", (), {"label": "Question", "max_length": 200}),
                            35: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {
                                    "features": [
                                        "h3",
                                        "h4",
                                        "bold",
                                        "italic",
                                        "link",
                                        "document-link",
                                        "ul",
                                        "ol",
                                        "blockquote",
                                    ],
                                    "label": "Answer",
                                },
                            ),
                            36: ("wagtail.blocks.StructBlock", [[("question", 34), ("answer", 35)]], {}),
                            37: ("wagtail.blocks.ListBlock", (36,), {"label": "Questions"}),
                            38: ("wagtail.blocks.StructBlock", [[("heading", 0), ("questions", 37)]], {}),
                            39: ("wagtail.blocks.PageChooserBlock", (), {"label": "Page", "required": False}),
                            40: ("wagtail.blocks.URLBlock", (), {"label": "External URL", "required": False}),
                            41: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the page's title.",
                                    "label": "Title",
                                    "max_length": 160,
                                    "required": False,
                                },
                            ),
                            42: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"label": "Description", "required": False, "rows": 2},
                            ),
                            43: (
                                "wagtail.blocks.StructBlock",
                                [[("page", 39), ("url", 40), ("title", 41), ("description", 42)]],
                                {},
                            ),
                            44: ("wagtail.blocks.ListBlock", (43,), {"label": "Links"}),
                            45: ("wagtail.blocks.StructBlock", [[("heading", 0), ("links", 44)]], {}),
                            46: ("wagtail.images.blocks.ImageBlock", [], {"label": "Image"}),
                            47: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Caption", "max_length": 200, "required": False},
                            ),
                            48: ("wagtail.blocks.StructBlock", [[("image", 46), ("caption", 47)]], {}),
                            49: ("wagtail.blocks.StructBlock", [[("heading", 0)]], {}),
                            50: ("wagtail.blocks.CharBlock", (), {"label": "Question", "max_length": 160}),
                            51: ("wagtail.blocks.CharBlock", (), {"label": "Answer", "max_length": 160}),
                            52: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Explanation", "max_length": 200, "required": False},
                            ),
                            53: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("individual", "Individual supervision"),
                                        ("pair", "Pair supervision"),
                                        ("group", "Group supervision"),
                                        ("work_community", "Work community supervision"),
                                    ],
                                    "label": "Format",
                                    "required": False,
                                },
                            ),
                            54: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("supervision", "Work supervision"),
                                        ("coaching", "Coaching"),
                                        ("crisis", "Crisis supervision"),
                                    ],
                                    "label": "Kind of service",
                                    "required": False,
                                },
                            ),
                            55: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.WorkField",),
                                {"label": "Field of work", "required": False},
                            ),
                            56: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Approach",),
                                {"label": "Approach", "required": False},
                            ),
                            57: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("premises", "At our premises"),
                                        ("yours", "At your premises"),
                                        ("remote", "Remotely"),
                                    ],
                                    "label": "Where",
                                    "required": False,
                                },
                            ),
                            58: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Office",),
                                {"label": "City of the office", "required": False},
                            ),
                            59: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "In names, cities, topics and introductions of supervisors.",
                                    "label": "Words to search for",
                                    "max_length": 60,
                                    "required": False,
                                },
                            ),
                            60: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("text", 51),
                                        ("description", 52),
                                        ("format", 53),
                                        ("kind", 54),
                                        ("service", 18),
                                        ("work_field", 55),
                                        ("approach", 56),
                                        ("delivery_mode", 57),
                                        ("office", 58),
                                        ("search", 59),
                                    ]
                                ],
                                {},
                            ),
                            61: (
                                "wagtail.blocks.ListBlock",
                                (60,),
                                {
                                    "default": [],
                                    "help_text": "An answer without a meaning suits those who don’t know yet.",
                                    "label": "Answers",
                                },
                            ),
                            62: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {
                                    "help_text": "They come before the other answers.",
                                    "label": "The cities and ways to meet of your supervisors as answers",
                                    "required": False,
                                },
                            ),
                            63: (
                                "wagtail.blocks.StructBlock",
                                [[("question", 50), ("answers", 61), ("with_places", 62)]],
                                {},
                            ),
                            64: (
                                "wagtail.blocks.ListBlock",
                                (63,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty for ready-made questions: who comes, what for and where.",
                                    "label": "Questions",
                                    "max_num": 4,
                                },
                            ),
                            65: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("introduction", 3), ("questions", 64)]],
                                {},
                            ),
                            66: ("wagtail_tyonohjaus.blocks.RecordChooserBlock", ("wagtail_tyonohjaus.Service",), {}),
                            67: (
                                "wagtail.blocks.ListBlock",
                                (66,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty to show all services of the practice.",
                                    "label": "Services",
                                },
                            ),
                            68: ("wagtail.blocks.StructBlock", [[("heading", 0), ("services", 67)]], {}),
                            69: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Supervisor",),
                                {},
                            ),
                            70: (
                                "wagtail.blocks.ListBlock",
                                (69,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty to show all supervisors who match the fields below.",
                                    "label": "Supervisors",
                                },
                            ),
                            71: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Service",),
                                {"label": "Offers the service", "required": False},
                            ),
                            72: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Office",),
                                {"label": "Works at the office", "required": False},
                            ),
                            73: ("wagtail.blocks.BooleanBlock", (), {"label": "Group by city", "required": False}),
                            74: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("supervisors", 70),
                                        ("service", 71),
                                        ("office", 72),
                                        ("group_by_city", 73),
                                    ]
                                ],
                                {},
                            ),
                            75: ("wagtail_tyonohjaus.blocks.RecordChooserBlock", ("wagtail_tyonohjaus.Office",), {}),
                            76: (
                                "wagtail.blocks.ListBlock",
                                (75,),
                                {
                                    "default": [],
                                    "help_text": "Leave empty to show all offices of the practice.",
                                    "label": "Offices",
                                },
                            ),
                            77: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"label": "Supervisors with their contact details", "required": False},
                            ),
                            78: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("offices", 76), ("show_supervisors", 77)]],
                                {},
                            ),
                            79: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Supervisor",),
                                {"label": "Supervisor", "required": False},
                            ),
                            80: (
                                "wagtail_tyonohjaus.blocks.RecordChooserBlock",
                                ("wagtail_tyonohjaus.Office",),
                                {"label": "Office", "required": False},
                            ),
                            81: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("premises", "At our premises"),
                                        ("yours", "At your premises"),
                                        ("remote", "Remotely"),
                                    ],
                                    "help_text": "Leave empty to show times at all places.",
                                    "label": "Where",
                                    "required": False,
                                },
                            ),
                            82: (
                                "wagtail.blocks.IntegerBlock",
                                (),
                                {"default": 8, "label": "Maximum number of times", "max_value": 60, "min_value": 1},
                            ),
                            83: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("supervisor", 79),
                                        ("service", 18),
                                        ("office", 80),
                                        ("delivery_mode", 81),
                                        ("max_times", 82),
                                    ]
                                ],
                                {},
                            ),
                            84: ("wagtail.blocks.TextBlock", (), {"label": "Text", "required": False, "rows": 2}),
                            85: (
                                "wagtail.blocks.StructBlock",
                                [[("heading", 0), ("text", 84), ("supervisor", 79), ("office", 80), ("service", 18)]],
                                {},
                            ),
                            86: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"default": True, "label": "Telephone button", "required": False},
                            ),
                            87: (
                                "wagtail_tyonohjaus.blocks.PhoneNumberBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the practice's number.",
                                    "label": "Telephone number",
                                    "required": False,
                                },
                            ),
                            88: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {"default": True, "label": "Contact button", "required": False},
                            ),
                            89: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the site's contact page.",
                                    "label": "Contact page",
                                    "required": False,
                                },
                            ),
                            90: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {"label": "Page with free times", "required": False},
                            ),
                            91: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("text", 84),
                                        ("show_phone", 86),
                                        ("phone", 87),
                                        ("show_contact", 88),
                                        ("contact_page", 89),
                                        ("free_times_page", 90),
                                    ]
                                ],
                                {},
                            ),
                            92: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("name", "Name"),
                                        ("organisation", "Organisation"),
                                        ("email", "E-mail"),
                                        ("phone", "Telephone"),
                                        ("preferred_contact", "How may we contact you?"),
                                        ("call_windows", "When may we call?"),
                                        ("urgency", "How urgent is it?"),
                                        ("service", "Service"),
                                        ("format", "Format"),
                                        ("office", "Office"),
                                        ("delivery_mode", "Where to meet"),
                                        ("supervisor", "Supervisor"),
                                        ("language", "Language of supervision"),
                                        ("participants", "Number of participants"),
                                        ("payer", "Who pays?"),
                                        ("preferred_start", "Preferred time"),
                                        ("message", "Message"),
                                    ],
                                    "label": "Field",
                                },
                            ),
                            93: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("optional", "Optional"),
                                        ("required", "Required"),
                                        ("no", "Not in the form"),
                                    ],
                                    "label": "Requirement",
                                },
                            ),
                            94: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Leave blank to use the standard label.",
                                    "label": "Label",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            95: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Help text", "max_length": 255, "required": False},
                            ),
                            96: (
                                "wagtail.blocks.StructBlock",
                                [[("field", 92), ("requirement", 93), ("label", 94), ("help_text", 95)]],
                                {},
                            ),
                            97: ("wagtail.blocks.CharBlock", (), {"label": "Label", "max_length": 120}),
                            98: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("text", "Text, one line"),
                                        ("textarea", "Text, several lines"),
                                        ("choice", "Single choice"),
                                        ("checkbox", "Checkbox"),
                                        ("number", "Number"),
                                    ],
                                    "label": "Type of answer",
                                },
                            ),
                            99: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {"help_text": "One per line.", "label": "Choices", "required": False, "rows": 3},
                            ),
                            100: ("wagtail.blocks.BooleanBlock", (), {"label": "Required", "required": False}),
                            101: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("label", 97),
                                        ("field_type", 98),
                                        ("choices", 99),
                                        ("required", 100),
                                        ("help_text", 95),
                                    ]
                                ],
                                {},
                            ),
                            102: (
                                "wagtail.blocks.StreamBlock",
                                [[("standard", 96), ("custom", 101)]],
                                {"label": "Changes to the standard fields", "required": False},
                            ),
                            103: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("heading", 0),
                                        ("text", 84),
                                        ("supervisor", 79),
                                        ("service", 18),
                                        ("office", 80),
                                        ("fields", 102),
                                    ]
                                ],
                                {},
                            ),
                        },
                        verbose_name="content",
                    ),
                ),
                ("show_free_times", models.BooleanField(default=True, verbose_name="show free times")),
                (
                    "show_calendar_subscription",
                    models.BooleanField(default=True, verbose_name="show the calendar subscription"),
                ),
                ("show_form", models.BooleanField(default=True, verbose_name="show the contact form")),
                (
                    "supervisor",
                    models.ForeignKey(
                        help_text="The record with the photo, contact details, languages, offices and hours.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtail_tyonohjaus.supervisor",
                        verbose_name="supervisor",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
            bases=("basepage.basepage", models.Model),
        ),
    ]
