import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import modelcluster.fields
import modelsearch.index
import phonenumber_field.modelfields
import wagtail.fields
import wagtail.models.preview
from django.conf import settings
from django.db import migrations, models
from wagtail.images import get_image_model_string

import wagtail_tyonohjaus.appointments.on_delete
import wagtail_tyonohjaus.availability.calendar_urls
import wagtail_tyonohjaus.availability.fields
import wagtail_tyonohjaus.contact.model_fields
import wagtail_tyonohjaus.contact.reply_models
import wagtail_tyonohjaus.contact.validators
import wagtail_tyonohjaus.practice.fields
import wagtail_tyonohjaus.practice.phone_numbers
import wagtail_tyonohjaus.practice.references
import wagtail_tyonohjaus.practice.secret_tokens
import wagtail_tyonohjaus.practice.site
import wagtail_tyonohjaus.practice.time_zones
import wagtail_tyonohjaus.practice.translations
import wagtail_tyonohjaus.practice.validators


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(get_image_model_string()),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Approach",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="name")),
            ],
            options={
                "verbose_name": "approach",
                "verbose_name_plural": "approaches",
                "ordering": ["name"],
                "abstract": False,
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, unique=True)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="RateBucket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("count", models.PositiveIntegerField(default=0)),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="WorkField",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="name")),
            ],
            options={
                "verbose_name": "field",
                "verbose_name_plural": "fields",
                "ordering": ["name"],
                "abstract": False,
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="ApproachTranslation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "language",
                    models.CharField(
                        choices=wagtail_tyonohjaus.practice.translations.content_languages,
                        max_length=12,
                        verbose_name="language",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "parent",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="translations",
                        to="wagtail_tyonohjaus.approach",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ErasureRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "at",
                    models.DateTimeField(
                        db_index=True, default=django.utils.timezone.now, editable=False, verbose_name="time"
                    ),
                ),
                ("reference", models.CharField(editable=False, max_length=16, verbose_name="reference")),
                (
                    "erasure",
                    models.CharField(
                        choices=[("deleted", "Deleted"), ("anonymised", "Personal data removed")],
                        editable=False,
                        max_length=12,
                        verbose_name="erasure",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[("staff", "By staff"), ("command", "By a command"), ("retention", "Retention period")],
                        editable=False,
                        max_length=12,
                        verbose_name="reason",
                    ),
                ),
                ("user_name", models.CharField(blank=True, editable=False, max_length=160, verbose_name="by")),
                (
                    "site",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="practice",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "erasure",
                "verbose_name_plural": "erasures",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Office",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("city", models.CharField(max_length=80, verbose_name="city")),
                (
                    "name",
                    models.CharField(
                        blank=True,
                        help_text="Needed if there are several offices in one city.",
                        max_length=120,
                        verbose_name="name",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        blank=True,
                        help_text="Part of the URLs of its calendars. Old URLs keep working after a change.",
                        max_length=60,
                        verbose_name="URL slug",
                    ),
                ),
                (
                    "former_slugs",
                    wagtail_tyonohjaus.practice.fields.FormerSlugsField(
                        blank=True, db_default="", default=list, editable=False, max_length=1000
                    ),
                ),
                ("address", models.TextField(blank=True, verbose_name="street address")),
                ("directions", models.TextField(blank=True, verbose_name="directions")),
                ("map_url", models.URLField(blank=True, verbose_name="link to a map")),
                (
                    "phone",
                    phonenumber_field.modelfields.PhoneNumberField(
                        blank=True,
                        max_length=128,
                        region=None,
                        validators=[wagtail_tyonohjaus.practice.phone_numbers.validate_not_premium_rate],
                        verbose_name="telephone",
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                (
                    "coordinators",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True,
                        related_name="coordinated_offices",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="coordinators",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        default=wagtail_tyonohjaus.practice.site.default_site_pk,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="practice",
                    ),
                ),
            ],
            options={
                "verbose_name": "office",
                "verbose_name_plural": "offices",
                "ordering": ["city", "name"],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="ContactRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=wagtail_tyonohjaus.practice.references.new_request_reference,
                        editable=False,
                        max_length=14,
                        unique=True,
                        verbose_name="reference",
                    ),
                ),
                (
                    "receipt_key",
                    models.CharField(
                        default=wagtail_tyonohjaus.practice.secret_tokens.new_receipt_key,
                        editable=False,
                        max_length=40,
                        unique=True,
                    ),
                ),
                (
                    "submission_key",
                    models.CharField(
                        editable=False, help_text="HMAC of the form's key and content.", max_length=64, unique=True
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_index=True, default=django.utils.timezone.now, editable=False, verbose_name="received"
                    ),
                ),
                ("visitor_language", models.CharField(blank=True, max_length=12, verbose_name="language of the page")),
                ("page_title", models.CharField(blank=True, max_length=255, verbose_name="page")),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                ("organisation", models.CharField(blank=True, max_length=160, verbose_name="organisation")),
                ("email", models.EmailField(blank=True, db_index=True, max_length=254, verbose_name="e-mail")),
                (
                    "phone",
                    phonenumber_field.modelfields.PhoneNumberField(
                        blank=True, db_index=True, max_length=128, region=None, verbose_name="telephone"
                    ),
                ),
                (
                    "preferred_contact",
                    models.CharField(
                        blank=True,
                        choices=[("call", "Call me"), ("mail", "E-mail me")],
                        max_length=10,
                        verbose_name="preferred contact method",
                    ),
                ),
                (
                    "call_windows",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="[{weekday, from, to}], local time of the practice.",
                        verbose_name="callback times",
                    ),
                ),
                ("visitor_time_zone", models.CharField(blank=True, max_length=64, verbose_name="visitor's time zone")),
                ("service_name", models.CharField(blank=True, max_length=120, verbose_name="service")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("supervision", "Work supervision"),
                            ("coaching", "Coaching"),
                            ("crisis", "Crisis supervision"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("supervisor_name", models.CharField(blank=True, max_length=120, verbose_name="supervisor")),
                ("office_name", models.CharField(blank=True, max_length=200, verbose_name="office")),
                (
                    "format",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("individual", "Individual supervision"),
                            ("pair", "Pair supervision"),
                            ("group", "Group supervision"),
                            ("work_community", "Work community supervision"),
                        ],
                        max_length=20,
                        verbose_name="format",
                    ),
                ),
                (
                    "delivery_mode",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("premises", "At our premises"),
                            ("yours", "At your premises"),
                            ("remote", "Remotely"),
                        ],
                        max_length=20,
                        verbose_name="delivery mode",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("fi", "Finnish"),
                            ("sv", "Swedish"),
                            ("en", "English"),
                            ("fse", "Finnish Sign Language"),
                            ("se", "Northern Sámi"),
                            ("et", "Estonian"),
                            ("ru", "Russian"),
                            ("uk", "Ukrainian"),
                            ("de", "German"),
                            ("fr", "French"),
                            ("es", "Spanish"),
                            ("it", "Italian"),
                            ("pl", "Polish"),
                            ("ar", "Arabic"),
                            ("fa", "Persian"),
                            ("ku", "Kurdish"),
                            ("so", "Somali"),
                            ("tr", "Turkish"),
                            ("no", "Norwegian"),
                            ("da", "Danish"),
                        ],
                        max_length=12,
                        verbose_name="language of supervision",
                    ),
                ),
                (
                    "payer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("self", "I pay myself"),
                            ("employer", "My employer pays"),
                            ("commitment", "A payment commitment or voucher"),
                            ("undecided", "Not known yet"),
                        ],
                        max_length=20,
                        verbose_name="payer",
                    ),
                ),
                ("participants", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="participants")),
                (
                    "urgency",
                    models.CharField(
                        choices=[
                            ("normal", "No hurry"),
                            ("soon", "Within two weeks"),
                            ("crisis", "Something serious has happened"),
                        ],
                        default="normal",
                        max_length=10,
                        verbose_name="urgency",
                    ),
                ),
                (
                    "preferred_start",
                    models.DateTimeField(blank=True, help_text="UTC", null=True, verbose_name="preferred time"),
                ),
                (
                    "preferred_minutes",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="length in minutes"),
                ),
                ("message", models.TextField(blank=True, verbose_name="message")),
                (
                    "answers",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="[{key, label, value}] of the page's custom fields.",
                        verbose_name="additional answers",
                    ),
                ),
                ("consent_text", models.TextField(blank=True, verbose_name="consent")),
                ("consent_version", models.CharField(blank=True, max_length=16, verbose_name="consent version")),
                ("consent_language", models.CharField(blank=True, max_length=12)),
                ("consent_at", models.DateTimeField(blank=True, null=True, verbose_name="consented")),
                ("decision", models.JSONField(blank=True, default=dict, editable=False, verbose_name="routing")),
                ("held_for_review", models.BooleanField(default=False, verbose_name="held for review")),
                (
                    "spam_reasons",
                    models.JSONField(blank=True, default=list, editable=False, verbose_name="spam reasons"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("in_progress", "In progress"),
                            ("in_contact", "In contact"),
                            ("agreed", "Agreed"),
                            ("closed", "Closed"),
                            ("spam", "Spam"),
                        ],
                        default="new",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                ("assignee_name", models.CharField(blank=True, max_length=160, verbose_name="assigned to")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="response due")),
                ("work_started_at", models.DateTimeField(blank=True, null=True, verbose_name="work started")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="first answer")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                ("reminded_at", models.DateTimeField(blank=True, null=True, verbose_name="reminded")),
                ("escalated_at", models.DateTimeField(blank=True, null=True, verbose_name="escalated")),
                ("anonymised_at", models.DateTimeField(blank=True, null=True, verbose_name="personal data removed")),
                ("search_text", models.CharField(blank=True, editable=False, max_length=600)),
                (
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="assigned_requests",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="assigned to",
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.WAGTAIL_PAGE_MODEL,
                        verbose_name="page",
                    ),
                ),
                (
                    "recipients",
                    models.ManyToManyField(
                        blank=True,
                        editable=False,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recipients",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        default=wagtail_tyonohjaus.practice.site.default_site_pk,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="practice",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtail_tyonohjaus.office",
                        verbose_name="office",
                    ),
                ),
            ],
            options={
                "verbose_name": "contact request",
                "verbose_name_plural": "contact requests",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="OfficeOpeningHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                        ],
                        verbose_name="weekday",
                    ),
                ),
                ("opens", models.TimeField(verbose_name="opens")),
                ("closes", models.TimeField(verbose_name="closes")),
                (
                    "office",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="opening_hours",
                        to="wagtail_tyonohjaus.office",
                    ),
                ),
            ],
            options={
                "ordering": ["weekday", "opens"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OfficeTranslation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "language",
                    models.CharField(
                        choices=wagtail_tyonohjaus.practice.translations.content_languages,
                        max_length=12,
                        verbose_name="language",
                    ),
                ),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="city")),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                ("address", models.TextField(blank=True, verbose_name="street address")),
                ("directions", models.TextField(blank=True, verbose_name="directions")),
                (
                    "parent",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="translations",
                        to="wagtail_tyonohjaus.office",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PracticeSettings",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name of the practice")),
                (
                    "slug",
                    models.SlugField(
                        blank=True,
                        help_text="Part of the URLs of its calendars. Old URLs keep working after a change.",
                        max_length=60,
                        verbose_name="URL slug",
                    ),
                ),
                (
                    "former_slugs",
                    wagtail_tyonohjaus.practice.fields.FormerSlugsField(
                        blank=True, db_default="", default=list, editable=False, max_length=1000
                    ),
                ),
                (
                    "phone",
                    phonenumber_field.modelfields.PhoneNumberField(
                        blank=True,
                        max_length=128,
                        region=None,
                        validators=[wagtail_tyonohjaus.practice.phone_numbers.validate_not_premium_rate],
                        verbose_name="telephone",
                    ),
                ),
                (
                    "email",
                    models.EmailField(
                        blank=True,
                        help_text="Shown to visitors. The practice's messages are sent from this address.",
                        max_length=254,
                        verbose_name="e-mail",
                    ),
                ),
                (
                    "fallback_recipients",
                    models.TextField(
                        blank=True,
                        help_text="One e-mail address per line. They get requests for which no rule has a recipient. Leave blank to use the practice's e-mail address.",
                        validators=[wagtail_tyonohjaus.practice.validators.validate_email_lines],
                        verbose_name="fallback recipients",
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        default="Europe/Helsinki",
                        max_length=64,
                        validators=[wagtail_tyonohjaus.practice.time_zones.validate_time_zone],
                        verbose_name="time zone",
                    ),
                ),
                (
                    "phone_region",
                    models.CharField(
                        default="FI",
                        help_text="Two letters, such as FI. Numbers without a country code are read as numbers of this country.",
                        max_length=2,
                        verbose_name="default country of telephone numbers",
                    ),
                ),
                (
                    "holiday_country",
                    models.CharField(
                        blank=True,
                        default="FI",
                        help_text="Leave blank for no public holidays.",
                        max_length=2,
                        verbose_name="country of public holidays",
                    ),
                ),
                (
                    "holiday_subdivision",
                    models.CharField(blank=True, max_length=10, verbose_name="region of public holidays"),
                ),
                (
                    "include_message_in_email",
                    models.BooleanField(
                        default=False,
                        help_text="If off, e-mails contain only the main facts and a link to the request.",
                        verbose_name="include the visitor's message in e-mails",
                    ),
                ),
                (
                    "show_names_in_calendars",
                    models.BooleanField(
                        default=False,
                        help_text="If off, private calendars show a reference instead of the visitor's name.",
                        verbose_name="show names in supervisors' private calendars",
                    ),
                ),
                ("publish_free_times", models.BooleanField(default=True, verbose_name="publish free times")),
                (
                    "hold_hours",
                    models.PositiveSmallIntegerField(
                        default=48,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="hold requested times for (hours)",
                    ),
                ),
                (
                    "change_deadline_hours",
                    models.PositiveSmallIntegerField(
                        default=24, verbose_name="visitors may move or cancel a session until (hours before it)"
                    ),
                ),
                (
                    "reminder_hours",
                    models.CharField(
                        blank=True,
                        default="24",
                        help_text="Hours before a session, separated by commas. Leave blank for no reminders.",
                        max_length=60,
                        verbose_name="reminders",
                    ),
                ),
                (
                    "video_url",
                    models.URLField(
                        blank=True,
                        help_text="The URL where remote sessions take place.",
                        verbose_name="video meeting link",
                    ),
                ),
                (
                    "closed_retention_days",
                    models.PositiveSmallIntegerField(
                        default=90,
                        validators=[django.core.validators.MaxValueValidator(3650)],
                        verbose_name="keep closed requests for (days)",
                    ),
                ),
                (
                    "agreed_retention_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Counted from the last event. Leave blank to keep them until somebody closes them.",
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(3650)],
                        verbose_name="keep agreed requests for (days)",
                    ),
                ),
                (
                    "spam_retention_days",
                    models.PositiveSmallIntegerField(
                        default=14,
                        validators=[django.core.validators.MaxValueValidator(3650)],
                        verbose_name="keep spam for (days)",
                    ),
                ),
                (
                    "privacy_page",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.WAGTAIL_PAGE_MODEL,
                        verbose_name="privacy notice",
                    ),
                ),
                (
                    "site",
                    models.OneToOneField(
                        editable=False, on_delete=django.db.models.deletion.CASCADE, to="wagtailcore.site"
                    ),
                ),
            ],
            options={
                "verbose_name": "practice",
                "verbose_name_plural": "practices",
                "permissions": [("manage_people", "Can manage accounts, coordinators and addresses for messages")],
            },
        ),
        migrations.CreateModel(
            name="PracticeOpeningHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                        ],
                        verbose_name="weekday",
                    ),
                ),
                ("opens", models.TimeField(verbose_name="opens")),
                ("closes", models.TimeField(verbose_name="closes")),
                (
                    "practice",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="opening_hours",
                        to="wagtail_tyonohjaus.practicesettings",
                    ),
                ),
            ],
            options={
                "ordering": ["weekday", "opens"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="HolidayOverride",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                (
                    "closed",
                    models.BooleanField(
                        default=True, help_text="Deselect for an ordinary working day.", verbose_name="holiday"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                (
                    "practice",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="holiday_overrides",
                        to="wagtail_tyonohjaus.practicesettings",
                    ),
                ),
            ],
            options={
                "verbose_name": "holiday override",
                "verbose_name_plural": "holiday overrides",
                "ordering": ["day"],
            },
        ),
        migrations.CreateModel(
            name="ConsentText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "language",
                    models.CharField(
                        choices=wagtail_tyonohjaus.practice.translations.content_languages,
                        max_length=12,
                        verbose_name="language",
                    ),
                ),
                ("text", models.TextField(verbose_name="consent")),
                (
                    "practice",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consent_texts",
                        to="wagtail_tyonohjaus.practicesettings",
                    ),
                ),
            ],
            options={
                "verbose_name": "consent text",
                "verbose_name_plural": "consent texts",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ReplyTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=wagtail_tyonohjaus.contact.reply_models.site_languages,
                        help_text="Leave blank to offer this template for every language.",
                        max_length=12,
                        verbose_name="language",
                    ),
                ),
                ("subject", models.CharField(max_length=120, verbose_name="subject")),
                (
                    "text",
                    models.TextField(
                        help_text="You can use the placeholders {name}, {reference} and {practice}.",
                        verbose_name="text",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        default=wagtail_tyonohjaus.practice.site.default_site_pk,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="practice",
                    ),
                ),
            ],
            options={
                "verbose_name": "reply template",
                "verbose_name_plural": "reply templates",
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="RequestEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="time")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("created", "Request received"),
                            ("held", "Held for review"),
                            ("not_held", "Time not reserved"),
                            ("released", "Hold released"),
                            ("status", "Status changed"),
                            ("assigned", "Assigned"),
                            ("note", "Note"),
                            ("reply", "Reply sent"),
                            ("call", "Callback attempt"),
                            ("resent", "Message sent again"),
                            ("undelivered", "Message could not be delivered"),
                            ("reminded", "Reminder sent"),
                            ("escalated", "Escalated to the fallback recipients"),
                            ("session", "Session"),
                            ("exported", "Exported"),
                            ("anonymised", "Personal data removed"),
                        ],
                        max_length=20,
                        verbose_name="event",
                    ),
                ),
                ("actor_name", models.CharField(blank=True, max_length=160, verbose_name="by")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("data", models.JSONField(blank=True, default=dict)),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="wagtail_tyonohjaus.contactrequest",
                    ),
                ),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "history",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Rota",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "site",
                    models.ForeignKey(
                        default=wagtail_tyonohjaus.practice.site.default_site_pk,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="practice",
                    ),
                ),
            ],
            options={
                "verbose_name": "rota",
                "verbose_name_plural": "rotas",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "slug",
                    models.SlugField(
                        blank=True,
                        help_text="Part of the URLs of its calendars. Old URLs keep working after a change.",
                        max_length=60,
                        verbose_name="URL slug",
                    ),
                ),
                (
                    "former_slugs",
                    wagtail_tyonohjaus.practice.fields.FormerSlugsField(
                        blank=True, db_default="", default=list, editable=False, max_length=1000
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("supervision", "Work supervision"),
                            ("coaching", "Coaching"),
                            ("crisis", "Crisis supervision"),
                        ],
                        default="supervision",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("summary", models.TextField(blank=True, verbose_name="summary")),
                (
                    "formats",
                    wagtail_tyonohjaus.practice.fields.ChoiceListField(
                        blank=True, default=list, max_length=255, verbose_name="formats"
                    ),
                ),
                (
                    "delivery_modes",
                    wagtail_tyonohjaus.practice.fields.ChoiceListField(
                        blank=True, default=list, max_length=255, verbose_name="where"
                    ),
                ),
                (
                    "lengths",
                    models.CharField(
                        default="60, 90",
                        help_text="In minutes, separated by commas.",
                        max_length=60,
                        validators=[wagtail_tyonohjaus.practice.validators.validate_minutes_list],
                        verbose_name="session lengths",
                    ),
                ),
                (
                    "interval",
                    models.CharField(
                        blank=True, help_text="For example: every 2–4 weeks.", max_length=120, verbose_name="interval"
                    ),
                ),
                ("price", models.CharField(blank=True, max_length=200, verbose_name="price")),
                (
                    "step",
                    models.PositiveSmallIntegerField(
                        default=30,
                        help_text="Time between possible start times.",
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(1440),
                        ],
                        verbose_name="step (minutes)",
                    ),
                ),
                (
                    "buffer_before",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="Free time before a session.", verbose_name="buffer before (minutes)"
                    ),
                ),
                (
                    "buffer_after",
                    models.PositiveSmallIntegerField(
                        default=15, help_text="Free time after a session.", verbose_name="buffer after (minutes)"
                    ),
                ),
                (
                    "minimum_notice_hours",
                    models.PositiveSmallIntegerField(
                        default=24,
                        help_text="How far in advance a time has to be requested.",
                        verbose_name="minimum notice (hours)",
                    ),
                ),
                (
                    "horizon_days",
                    models.PositiveSmallIntegerField(
                        default=84,
                        help_text="How many days ahead times can be requested.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(730),
                        ],
                        verbose_name="horizon (days)",
                    ),
                ),
                (
                    "capacity",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="With more than one place, the service is an open group.",
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="capacity",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        default=wagtail_tyonohjaus.practice.site.default_site_pk,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="practice",
                    ),
                ),
            ],
            options={
                "verbose_name": "service",
                "verbose_name_plural": "services",
                "ordering": ["name"],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.AddField(
            model_name="contactrequest",
            name="service",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtail_tyonohjaus.service",
                verbose_name="service",
            ),
        ),
        migrations.CreateModel(
            name="ServiceTranslation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "language",
                    models.CharField(
                        choices=wagtail_tyonohjaus.practice.translations.content_languages,
                        max_length=12,
                        verbose_name="language",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                ("summary", models.TextField(blank=True, verbose_name="summary")),
                ("interval", models.CharField(blank=True, max_length=120, verbose_name="interval")),
                ("price", models.CharField(blank=True, max_length=200, verbose_name="price")),
                (
                    "parent",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="translations",
                        to="wagtail_tyonohjaus.service",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=wagtail_tyonohjaus.practice.references.new_session_reference,
                        editable=False,
                        max_length=16,
                        unique=True,
                        verbose_name="reference",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("premises", "At our premises"),
                            ("yours", "At your premises"),
                            ("remote", "Remotely"),
                        ],
                        default="premises",
                        max_length=20,
                        verbose_name="delivery mode",
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        choices=[
                            ("individual", "Individual supervision"),
                            ("pair", "Pair supervision"),
                            ("group", "Group supervision"),
                            ("work_community", "Work community supervision"),
                        ],
                        default="individual",
                        max_length=20,
                        verbose_name="format",
                    ),
                ),
                ("start", models.DateTimeField(verbose_name="starts")),
                ("end", models.DateTimeField(verbose_name="ends")),
                ("time_zone", models.CharField(max_length=64, verbose_name="time zone")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("held", "Held"),
                            ("confirmed", "Confirmed"),
                            ("declined", "Declined"),
                            ("expired", "Expired"),
                            ("cancelled", "Cancelled"),
                            ("completed", "Completed"),
                        ],
                        default="held",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                ("hold_until", models.DateTimeField(blank=True, null=True, verbose_name="held until")),
                ("meeting", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("seat", models.PositiveSmallIntegerField(editable=False, null=True)),
                ("series", models.UUIDField(blank=True, editable=False, null=True)),
                ("proposal", models.UUIDField(blank=True, editable=False, null=True)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("sequence", models.PositiveIntegerField(default=0, editable=False)),
                ("invitation_sent", models.BooleanField(default=False, editable=False)),
                ("name", models.CharField(blank=True, max_length=160, verbose_name="name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                (
                    "phone",
                    phonenumber_field.modelfields.PhoneNumberField(
                        blank=True, max_length=128, region=None, verbose_name="telephone"
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=12, verbose_name="language")),
                ("visitor_time_zone", models.CharField(blank=True, max_length=64, verbose_name="visitor's time zone")),
                ("token_secret", models.CharField(blank=True, editable=False, max_length=64)),
                ("token_hash", models.CharField(editable=False, max_length=64, null=True, unique=True)),
                (
                    "network_key",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        editable=False,
                        help_text="HMAC of the visitor's network, while the time is held.",
                        max_length=64,
                    ),
                ),
                ("reminders_sent", models.CharField(blank=True, editable=False, max_length=60)),
                ("conflict_notified_at", models.DateTimeField(editable=False, null=True)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="requested"),
                ),
                (
                    "changed_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="changed"),
                ),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=wagtail_tyonohjaus.appointments.on_delete.protect_upcoming_or_null,
                        related_name="sessions",
                        to="wagtail_tyonohjaus.office",
                        verbose_name="office",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="sessions",
                        to="wagtail_tyonohjaus.contactrequest",
                        verbose_name="contact request",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=wagtail_tyonohjaus.appointments.on_delete.protect_upcoming,
                        related_name="sessions",
                        to="wagtail_tyonohjaus.service",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "ordering": ["start", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SessionEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("held", "Time requested and held"),
                            ("proposed", "Time proposed"),
                            ("confirmed", "Confirmed"),
                            ("moved", "Moved"),
                            ("cancelled", "Cancelled"),
                            ("declined", "Declined"),
                            ("expired", "Hold expired"),
                            ("reminded", "Reminder sent"),
                            ("conflict", "Conflict with another calendar"),
                            ("completed", "Completed"),
                        ],
                        max_length=12,
                        verbose_name="event",
                    ),
                ),
                (
                    "actor_role",
                    models.CharField(
                        choices=[("visitor", "Visitor"), ("staff", "Staff"), ("system", "Automatic")],
                        max_length=8,
                        verbose_name="changed by",
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="time")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("old_start", models.DateTimeField(blank=True, null=True)),
                ("new_start", models.DateTimeField(blank=True, null=True)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="wagtail_tyonohjaus.session",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Supervisor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("role", models.CharField(blank=True, max_length=160, verbose_name="professional title")),
                ("introduction", wagtail.fields.RichTextField(blank=True, verbose_name="introduction")),
                (
                    "phone",
                    phonenumber_field.modelfields.PhoneNumberField(
                        blank=True,
                        max_length=128,
                        region=None,
                        validators=[wagtail_tyonohjaus.practice.phone_numbers.validate_not_premium_rate],
                        verbose_name="telephone",
                    ),
                ),
                ("show_phone", models.BooleanField(default=True, verbose_name="show the telephone number to visitors")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("show_email", models.BooleanField(default=True, verbose_name="show the e-mail address to visitors")),
                (
                    "languages",
                    wagtail_tyonohjaus.practice.fields.ChoiceListField(
                        blank=True, default=list, max_length=255, verbose_name="languages"
                    ),
                ),
                (
                    "formats",
                    wagtail_tyonohjaus.practice.fields.ChoiceListField(
                        blank=True, default=list, max_length=255, verbose_name="formats"
                    ),
                ),
                (
                    "delivery_modes",
                    wagtail_tyonohjaus.practice.fields.ChoiceListField(
                        blank=True, default=list, max_length=255, verbose_name="where"
                    ),
                ),
                ("education", models.TextField(blank=True, help_text="One per line.", verbose_name="education")),
                ("memberships", models.TextField(blank=True, help_text="One per line.", verbose_name="memberships")),
                ("accepts_new_clients", models.BooleanField(default=True, verbose_name="accepts new clients")),
                (
                    "time_zone",
                    models.CharField(
                        blank=True,
                        help_text="Leave blank to use the practice's time zone.",
                        max_length=64,
                        validators=[wagtail_tyonohjaus.practice.time_zones.validate_time_zone],
                        verbose_name="time zone",
                    ),
                ),
                (
                    "max_sessions_per_day",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="maximum sessions per day",
                    ),
                ),
                (
                    "max_sessions_per_week",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="maximum sessions per week",
                    ),
                ),
                (
                    "publish_busy",
                    models.BooleanField(
                        default=False,
                        help_text="Only start and end are published, never the subject.",
                        verbose_name="publish busy times",
                    ),
                ),
                (
                    "active",
                    models.BooleanField(
                        default=True,
                        help_text="If off, the supervisor is not shown and can't be requested. The record is retained.",
                        verbose_name="works at the practice",
                    ),
                ),
                ("revision", wagtail_tyonohjaus.practice.fields.RevisionField(default=1, editable=False)),
                (
                    "changed_at",
                    wagtail_tyonohjaus.practice.fields.ChangedAtField(
                        default=django.utils.timezone.now, editable=False
                    ),
                ),
                (
                    "approaches",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True,
                        related_name="supervisors",
                        to="wagtail_tyonohjaus.approach",
                        verbose_name="approaches",
                    ),
                ),
                (
                    "offices",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True, related_name="supervisors", to="wagtail_tyonohjaus.office", verbose_name="offices"
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=get_image_model_string(),
                        verbose_name="photo",
                    ),
                ),
                (
                    "services",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True, related_name="supervisors", to="wagtail_tyonohjaus.service", verbose_name="services"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        default=wagtail_tyonohjaus.practice.site.default_site_pk,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="practice",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        help_text="With an account, the supervisor can maintain the hours and answer requests.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="supervisor",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user account",
                    ),
                ),
                (
                    "work_fields",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True, related_name="supervisors", to="wagtail_tyonohjaus.workfield", verbose_name="fields"
                    ),
                ),
            ],
            options={
                "verbose_name": "supervisor",
                "verbose_name_plural": "supervisors",
                "ordering": ["name"],
            },
            bases=(wagtail.models.preview.PreviewableMixin, modelsearch.index.Indexed, models.Model),
        ),
        migrations.AddField(
            model_name="session",
            name="supervisor",
            field=models.ForeignKey(
                on_delete=wagtail_tyonohjaus.appointments.on_delete.protect_upcoming,
                related_name="sessions",
                to="wagtail_tyonohjaus.supervisor",
                verbose_name="supervisor",
            ),
        ),
        migrations.CreateModel(
            name="RoutingRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                ("sort_order", models.PositiveIntegerField(default=0, editable=False, verbose_name="order")),
                (
                    "kinds",
                    wagtail_tyonohjaus.practice.fields.ChoiceListField(
                        blank=True, default=list, max_length=255, verbose_name="kinds"
                    ),
                ),
                (
                    "formats",
                    wagtail_tyonohjaus.practice.fields.ChoiceListField(
                        blank=True, default=list, max_length=255, verbose_name="formats"
                    ),
                ),
                (
                    "delivery_modes",
                    wagtail_tyonohjaus.practice.fields.ChoiceListField(
                        blank=True, default=list, max_length=255, verbose_name="delivery modes"
                    ),
                ),
                (
                    "languages",
                    wagtail_tyonohjaus.practice.fields.ChoiceListField(
                        blank=True, default=list, max_length=255, verbose_name="languages"
                    ),
                ),
                (
                    "payers",
                    wagtail_tyonohjaus.practice.fields.ChoiceListField(
                        blank=True, default=list, max_length=255, verbose_name="payers"
                    ),
                ),
                (
                    "urgencies",
                    wagtail_tyonohjaus.practice.fields.ChoiceListField(
                        blank=True, default=list, max_length=255, verbose_name="urgency"
                    ),
                ),
                (
                    "weekdays",
                    wagtail_tyonohjaus.contact.model_fields.WeekdayListField(
                        blank=True, default=list, max_length=255, verbose_name="weekdays"
                    ),
                ),
                (
                    "restricted_fields",
                    wagtail_tyonohjaus.practice.fields.ChoiceListField(
                        blank=True,
                        db_default="",
                        default=list,
                        help_text="Selecting something marks its condition. A marked condition in which nothing is selected matches nothing. Unmark it to match any value.",
                        max_length=255,
                        verbose_name="only the selected",
                    ),
                ),
                (
                    "time_from",
                    models.TimeField(
                        blank=True,
                        help_text="The time at which the request is received.",
                        null=True,
                        verbose_name="from",
                    ),
                ),
                (
                    "time_until",
                    models.TimeField(
                        blank=True,
                        help_text="If this is earlier than the start, the hours run past midnight.",
                        null=True,
                        verbose_name="until",
                    ),
                ),
                ("to_supervisor", models.BooleanField(default=False, verbose_name="the requested supervisor")),
                ("to_office", models.BooleanField(default=False, verbose_name="the requested office")),
                (
                    "to_email_addresses",
                    models.TextField(
                        blank=True,
                        help_text="One per line.",
                        validators=[wagtail_tyonohjaus.practice.validators.validate_email_lines],
                        verbose_name="e-mail addresses",
                    ),
                ),
                (
                    "to_phone_numbers",
                    models.TextField(
                        blank=True,
                        help_text="One per line. They receive text messages.",
                        validators=[wagtail_tyonohjaus.contact.validators.validate_phone_lines],
                        verbose_name="telephone numbers",
                    ),
                ),
                (
                    "channels",
                    wagtail_tyonohjaus.practice.fields.ChoiceListField(
                        default=["mail"], max_length=255, verbose_name="channels"
                    ),
                ),
                (
                    "stop_processing",
                    models.BooleanField(
                        default=True,
                        help_text="If off, the rules below this one are evaluated too and add their recipients.",
                        verbose_name="stop processing",
                    ),
                ),
                (
                    "displayed_phone",
                    phonenumber_field.modelfields.PhoneNumberField(
                        blank=True,
                        help_text="Pages show this number to visitors. Leave blank to show the number of the supervisor, office or practice.",
                        max_length=128,
                        region=None,
                        validators=[wagtail_tyonohjaus.practice.phone_numbers.validate_not_premium_rate],
                        verbose_name="displayed telephone number",
                    ),
                ),
                (
                    "response_minutes",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Minutes of opening hours, or in a crisis minutes around the clock. Leave blank to use the usual time.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(20160),
                        ],
                        verbose_name="response time (minutes)",
                    ),
                ),
                (
                    "offices",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="wagtail_tyonohjaus.office", verbose_name="offices"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        default=wagtail_tyonohjaus.practice.site.default_site_pk,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="practice",
                    ),
                ),
                (
                    "to_offices",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="wagtail_tyonohjaus.office", verbose_name="offices"
                    ),
                ),
                (
                    "to_rota",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtail_tyonohjaus.rota",
                        verbose_name="supervisor on duty",
                    ),
                ),
                (
                    "to_users",
                    models.ManyToManyField(
                        blank=True, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="users"
                    ),
                ),
                (
                    "services",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="wagtail_tyonohjaus.service", verbose_name="services"
                    ),
                ),
                (
                    "supervisors",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="wagtail_tyonohjaus.supervisor", verbose_name="supervisors"
                    ),
                ),
                (
                    "to_supervisors",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="wagtail_tyonohjaus.supervisor", verbose_name="supervisors"
                    ),
                ),
            ],
            options={
                "verbose_name": "routing rule",
                "verbose_name_plural": "routing rules",
                "ordering": ["sort_order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="HoursException",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "delivery_modes",
                    wagtail_tyonohjaus.practice.fields.ChoiceListField(
                        blank=True,
                        default=list,
                        help_text="Leave all unselected to use the supervisor's own delivery modes.",
                        max_length=255,
                        verbose_name="delivery modes",
                    ),
                ),
                (
                    "restricted_fields",
                    wagtail_tyonohjaus.practice.fields.ChoiceListField(
                        blank=True,
                        db_default="",
                        default=list,
                        help_text="Selecting something marks it here. Hours marked here with nothing selected are not offered. Unmark them to offer them for any.",
                        max_length=255,
                        verbose_name="only the selected",
                    ),
                ),
                (
                    "crisis_only",
                    models.BooleanField(
                        default=False,
                        help_text="Only offered for crisis services.",
                        verbose_name="reserved for crisis supervision",
                    ),
                ),
                ("first_day", models.DateField(verbose_name="first day")),
                (
                    "last_day",
                    models.DateField(
                        blank=True, help_text="Leave blank for a single day.", null=True, verbose_name="last day"
                    ),
                ),
                (
                    "effect",
                    models.CharField(
                        choices=[
                            ("closed", "Closed all day"),
                            ("replace", "These hours instead of the usual ones"),
                            ("add", "These hours in addition to the usual ones"),
                        ],
                        db_default="",
                        default="",
                        max_length=10,
                        verbose_name="effect",
                    ),
                ),
                (
                    "start",
                    models.TimeField(
                        blank=True,
                        help_text="Leave both times blank if closed all day.",
                        null=True,
                        verbose_name="from",
                    ),
                ),
                ("end", models.TimeField(blank=True, null=True, verbose_name="to")),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        help_text="Leave blank for any of the supervisor's offices.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtail_tyonohjaus.office",
                        verbose_name="office",
                    ),
                ),
                (
                    "services",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True,
                        help_text="Leave all unselected for all services.",
                        related_name="+",
                        to="wagtail_tyonohjaus.service",
                        verbose_name="services",
                    ),
                ),
                (
                    "supervisor",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hours_exceptions",
                        to="wagtail_tyonohjaus.supervisor",
                    ),
                ),
            ],
            options={
                "verbose_name": "exception",
                "verbose_name_plural": "exceptions",
                "ordering": ["first_day", "start", "pk"],
            },
        ),
        migrations.CreateModel(
            name="FeedToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "scope",
                    models.CharField(
                        choices=[("sessions", "Sessions and holds")],
                        default="sessions",
                        max_length=12,
                        verbose_name="content",
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        blank=True,
                        help_text="For example: phone, Outlook at work.",
                        max_length=60,
                        verbose_name="device or app",
                    ),
                ),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created"),
                ),
                ("last_used", models.DateField(editable=False, null=True, verbose_name="last used")),
                ("revoked_at", models.DateTimeField(editable=False, null=True, verbose_name="revoked")),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "supervisor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feed_tokens",
                        to="wagtail_tyonohjaus.supervisor",
                        verbose_name="supervisor",
                    ),
                ),
            ],
            options={
                "verbose_name": "private feed token",
                "verbose_name_plural": "private feed tokens",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="DutyTurn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("start", models.DateTimeField(verbose_name="starts")),
                ("end", models.DateTimeField(verbose_name="ends")),
                (
                    "rota",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="turns", to="wagtail_tyonohjaus.rota"
                    ),
                ),
                (
                    "supervisor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="duty_turns",
                        to="wagtail_tyonohjaus.supervisor",
                        verbose_name="supervisor",
                    ),
                ),
            ],
            options={
                "verbose_name": "duty turn",
                "verbose_name_plural": "duty turns",
                "ordering": ["start"],
            },
        ),
        migrations.AddField(
            model_name="contactrequest",
            name="supervisor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtail_tyonohjaus.supervisor",
                verbose_name="supervisor",
            ),
        ),
        migrations.CreateModel(
            name="BusyCalendar",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        blank=True, help_text="For example, Work or Home.", max_length=80, verbose_name="name"
                    ),
                ),
                (
                    "url",
                    wagtail_tyonohjaus.availability.fields.SecretURLField(
                        help_text="The secret iCal (.ics) URL from the calendar's sharing settings.",
                        max_length=1000,
                        validators=[wagtail_tyonohjaus.availability.calendar_urls.validate_calendar_url],
                        verbose_name="calendar URL",
                    ),
                ),
                (
                    "all_day",
                    models.CharField(
                        choices=[
                            ("marked", "As marked in the event"),
                            ("busy", "Always busy"),
                            ("free", "Always free"),
                        ],
                        default="marked",
                        max_length=10,
                        verbose_name="all-day events",
                    ),
                ),
                (
                    "transparent",
                    models.CharField(
                        choices=[("free", "Free"), ("busy", "Busy")],
                        default="free",
                        help_text="Select “Busy” for timetables that mark every event as free.",
                        max_length=10,
                        verbose_name="events marked as free",
                    ),
                ),
                (
                    "own_email",
                    models.EmailField(
                        blank=True,
                        help_text="Declined invitations to this address are free. Leave blank to use the supervisor's e-mail address.",
                        max_length=254,
                        verbose_name="e-mail address in this calendar",
                    ),
                ),
                (
                    "stale",
                    models.CharField(
                        choices=[
                            ("keep", "Keep using the last known busy times"),
                            ("close", "Offer no times until it can be fetched again"),
                        ],
                        default="keep",
                        max_length=10,
                        verbose_name="if it is out of date",
                    ),
                ),
                (
                    "stale_hours",
                    models.PositiveSmallIntegerField(
                        default=48,
                        validators=[
                            django.core.validators.MinValueValidator(2),
                            django.core.validators.MaxValueValidator(1440),
                        ],
                        verbose_name="out of date after (hours)",
                    ),
                ),
                ("attempted_at", models.DateTimeField(editable=False, null=True, verbose_name="last fetch")),
                ("fetched_at", models.DateTimeField(editable=False, null=True, verbose_name="last successful fetch")),
                ("error", models.CharField(blank=True, editable=False, max_length=40)),
                ("error_detail", models.CharField(blank=True, editable=False, max_length=120)),
                ("issues", models.JSONField(default=dict, editable=False)),
                ("doubtful", models.JSONField(default=list, editable=False)),
                ("failures", models.PositiveIntegerField(default=0, editable=False)),
                ("fetched_from", models.CharField(blank=True, editable=False, max_length=64)),
                ("etag", models.CharField(blank=True, editable=False, max_length=255)),
                ("last_modified", models.CharField(blank=True, editable=False, max_length=80)),
                ("content_hash", models.CharField(blank=True, editable=False, max_length=64)),
                ("covered_until", models.BigIntegerField(default=0, editable=False)),
                (
                    "supervisor",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="busy_calendars",
                        to="wagtail_tyonohjaus.supervisor",
                    ),
                ),
            ],
            options={
                "verbose_name": "busy calendar",
                "verbose_name_plural": "busy calendars",
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="BusyBlock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("start", models.BigIntegerField()),
                ("end", models.BigIntegerField()),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="blocks",
                        to="wagtail_tyonohjaus.busycalendar",
                    ),
                ),
                (
                    "supervisor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="busy_blocks",
                        to="wagtail_tyonohjaus.supervisor",
                    ),
                ),
            ],
            options={
                "ordering": ["start"],
            },
        ),
        migrations.CreateModel(
            name="SupervisorTranslation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "language",
                    models.CharField(
                        choices=wagtail_tyonohjaus.practice.translations.content_languages,
                        max_length=12,
                        verbose_name="language",
                    ),
                ),
                ("role", models.CharField(blank=True, max_length=160, verbose_name="professional title")),
                ("introduction", wagtail.fields.RichTextField(blank=True, verbose_name="introduction")),
                ("education", models.TextField(blank=True, verbose_name="education")),
                ("memberships", models.TextField(blank=True, verbose_name="memberships")),
                (
                    "parent",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="translations",
                        to="wagtail_tyonohjaus.supervisor",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TimeClaim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit", models.BigIntegerField()),
                ("meeting", models.UUIDField(db_index=True)),
                (
                    "supervisor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtail_tyonohjaus.supervisor",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WeeklyHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "delivery_modes",
                    wagtail_tyonohjaus.practice.fields.ChoiceListField(
                        blank=True,
                        default=list,
                        help_text="Leave all unselected to use the supervisor's own delivery modes.",
                        max_length=255,
                        verbose_name="delivery modes",
                    ),
                ),
                (
                    "restricted_fields",
                    wagtail_tyonohjaus.practice.fields.ChoiceListField(
                        blank=True,
                        db_default="",
                        default=list,
                        help_text="Selecting something marks it here. Hours marked here with nothing selected are not offered. Unmark them to offer them for any.",
                        max_length=255,
                        verbose_name="only the selected",
                    ),
                ),
                (
                    "crisis_only",
                    models.BooleanField(
                        default=False,
                        help_text="Only offered for crisis services.",
                        verbose_name="reserved for crisis supervision",
                    ),
                ),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                        ],
                        verbose_name="weekday",
                    ),
                ),
                ("start", models.TimeField(verbose_name="from")),
                (
                    "end",
                    models.TimeField(help_text="Enter 00:00 for midnight at the end of the day.", verbose_name="to"),
                ),
                (
                    "interval_weeks",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(53),
                        ],
                        verbose_name="repeat every (weeks)",
                    ),
                ),
                (
                    "reference_date",
                    models.DateField(
                        blank=True,
                        help_text="Any day of a week in which these hours apply. Only needed if they do not apply every week.",
                        null=True,
                        verbose_name="reference date",
                    ),
                ),
                (
                    "valid_from",
                    models.DateField(
                        blank=True, help_text="Leave blank for no start date.", null=True, verbose_name="first day"
                    ),
                ),
                (
                    "valid_until",
                    models.DateField(
                        blank=True, help_text="Leave blank for no end date.", null=True, verbose_name="last day"
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        help_text="Leave blank for any of the supervisor's offices.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtail_tyonohjaus.office",
                        verbose_name="office",
                    ),
                ),
                (
                    "services",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True,
                        help_text="Leave all unselected for all services.",
                        related_name="+",
                        to="wagtail_tyonohjaus.service",
                        verbose_name="services",
                    ),
                ),
                (
                    "supervisor",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="weekly_hours",
                        to="wagtail_tyonohjaus.supervisor",
                    ),
                ),
            ],
            options={
                "verbose_name": "weekly hours",
                "verbose_name_plural": "weekly hours",
                "ordering": ["weekday", "start", "pk"],
            },
        ),
        migrations.CreateModel(
            name="WorkFieldTranslation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "language",
                    models.CharField(
                        choices=wagtail_tyonohjaus.practice.translations.content_languages,
                        max_length=12,
                        verbose_name="language",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "parent",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="translations",
                        to="wagtail_tyonohjaus.workfield",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Callback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_from", models.DateTimeField(verbose_name="from")),
                ("due_until", models.DateTimeField(verbose_name="until")),
                ("number", models.PositiveSmallIntegerField(default=1, verbose_name="attempt")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("reached", "Reached"),
                            ("no_answer", "No answer"),
                            ("voicemail", "Voicemail left"),
                            ("wrong_number", "Wrong number"),
                        ],
                        max_length=20,
                        verbose_name="outcome",
                    ),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="completed")),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="callbacks",
                        to="wagtail_tyonohjaus.contactrequest",
                    ),
                ),
            ],
            options={
                "verbose_name": "callback",
                "verbose_name_plural": "callbacks",
                "ordering": ["due_until", "pk"],
                "indexes": [models.Index(fields=["done_at", "due_until"], name="tyonohjaus_callback_due")],
                "constraints": [
                    models.UniqueConstraint(fields=("request", "number"), name="tyonohjaus_callback_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        editable=False,
                        help_text="Unique per message, recipient and channel.",
                        max_length=64,
                        null=True,
                        unique=True,
                    ),
                ),
                ("about", models.CharField(blank=True, db_index=True, max_length=40, verbose_name="about")),
                ("message_type", models.CharField(max_length=40, verbose_name="message")),
                (
                    "channel",
                    models.CharField(
                        choices=[("mail", "E-mail"), ("sms", "Text message")],
                        default="mail",
                        max_length=10,
                        verbose_name="channel",
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[("staff", "Staff"), ("visitor", "Visitor")],
                        default="staff",
                        max_length=10,
                        verbose_name="recipient type",
                    ),
                ),
                ("address", models.CharField(db_index=True, max_length=254, verbose_name="address")),
                ("recipient_name", models.CharField(blank=True, max_length=160, verbose_name="recipient")),
                ("language", models.CharField(blank=True, max_length=12, verbose_name="language")),
                ("reply_to", models.CharField(blank=True, editable=False, max_length=254)),
                ("context", models.JSONField(blank=True, default=dict, editable=False)),
                ("calendar", models.TextField(blank=True, editable=False)),
                ("calendar_method", models.CharField(blank=True, editable=False, max_length=16)),
                ("message_id", models.CharField(editable=False, max_length=255)),
                (
                    "in_reply_to",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        editable=False,
                        help_text="The Message-ID of the earlier e-mail that this one belongs to.",
                        max_length=255,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Pending"),
                            ("sent", "Sent"),
                            ("failed", "Not delivered"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("attempts", models.PositiveIntegerField(default=0, verbose_name="attempts")),
                (
                    "next_attempt_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="next attempt"),
                ),
                ("last_attempt_at", models.DateTimeField(blank=True, null=True, verbose_name="last attempt")),
                ("last_response", models.CharField(blank=True, max_length=300, verbose_name="last response")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="created")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished")),
                (
                    "acknowledged_at",
                    models.DateTimeField(
                        blank=True, editable=False, help_text="When somebody acknowledged the failure.", null=True
                    ),
                ),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "fallback_of",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="fallbacks",
                        to="wagtail_tyonohjaus.delivery",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="practice",
                    ),
                ),
            ],
            options={
                "verbose_name": "message",
                "verbose_name_plural": "messages",
                "ordering": ["-created_at", "-pk"],
                "indexes": [models.Index(fields=["state", "next_attempt_at"], name="tyonohjaus_delivery_due")],
            },
        ),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.UniqueConstraint(fields=("site", "slug"), name="tyonohjaus_office_slug"),
        ),
        migrations.AddConstraint(
            model_name="holidayoverride",
            constraint=models.UniqueConstraint(
                fields=("practice", "day"),
                name="tyonohjaus_holiday_override_day",
                violation_error_message="This day is listed twice. Remove one of the rows.",
            ),
        ),
        migrations.AddConstraint(
            model_name="consenttext",
            constraint=models.UniqueConstraint(
                fields=("practice", "language"),
                name="tyonohjaus_consent_language",
                violation_error_message="This language is listed twice. Remove one of the rows.",
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.UniqueConstraint(fields=("site", "slug"), name="tyonohjaus_service_slug"),
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(fields=["supervisor", "end"], name="tyonohjaus_session_time"),
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(fields=["status", "hold_until"], name="tyonohjaus_session_hold"),
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(fields=["status", "start"], name="tyonohjaus_session_start"),
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(fields=["series"], name="tyonohjaus_session_series"),
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(fields=["proposal"], name="tyonohjaus_session_prop"),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.UniqueConstraint(fields=("meeting", "seat"), name="tyonohjaus_session_seat"),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("end__gt", models.F("start"))), name="tyonohjaus_session_ends_later"
            ),
        ),
        migrations.AddIndex(
            model_name="dutyturn",
            index=models.Index(fields=["rota", "end", "start"], name="tyonohjaus_duty_turn"),
        ),
        migrations.AddIndex(
            model_name="contactrequest",
            index=models.Index(fields=["site", "status", "-created_at"], name="tyonohjaus_request_status"),
        ),
        migrations.AddIndex(
            model_name="contactrequest",
            index=models.Index(fields=["status", "due_at"], name="tyonohjaus_request_due"),
        ),
        migrations.AddIndex(
            model_name="contactrequest",
            index=models.Index(fields=["status", "closed_at"], name="tyonohjaus_request_closed"),
        ),
        migrations.AddIndex(
            model_name="contactrequest",
            index=models.Index(fields=["service", "status", "-created_at"], name="tyonohjaus_request_service"),
        ),
        migrations.AddIndex(
            model_name="contactrequest",
            index=models.Index(fields=["search_text", "id"], name="tyonohjaus_request_search"),
        ),
        migrations.AddIndex(
            model_name="contactrequest",
            index=models.Index(fields=["office", "supervisor", "assignee", "id"], name="tyonohjaus_request_scope"),
        ),
        migrations.AddIndex(
            model_name="busyblock",
            index=models.Index(fields=["supervisor", "end", "start"], name="tyonohjaus_busy_span"),
        ),
        migrations.AddConstraint(
            model_name="timeclaim",
            constraint=models.UniqueConstraint(fields=("supervisor", "unit"), name="tyonohjaus_time_claim"),
        ),
    ]
