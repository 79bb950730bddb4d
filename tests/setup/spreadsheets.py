"""Files of records, as people make and export them."""

import csv
import io
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from tests.factories import make_practice, make_site
from tests.inbox.factories import make_user
from wagtail_tyonohjaus.setup.importing.files import read_table
from wagtail_tyonohjaus.setup.importing.plan import Plan, make_plan

MODELS = ("supervisor", "office", "service")


def make_importer(**kwargs: Any) -> AbstractUser:
    """A user who may add and change all records and people of the practice."""
    make_practice()
    permissions = [f"{action}_{model}" for action in ("add", "change") for model in MODELS]
    return make_user("", *permissions, "manage_people", **kwargs)


def csv_file(*rows: list[Any], separator: str = ";", encoding: str = "utf-8") -> bytes:
    output = io.StringIO()
    csv.writer(output, delimiter=separator).writerows(rows)
    return output.getvalue().encode(encoding)


def xlsx_file(*rows: list[Any]) -> bytes:
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    output = io.BytesIO()
    workbook.save(output)
    return output.getvalue()


def plan_of(model: type[Model], user: AbstractUser, content: bytes) -> Plan:
    return make_plan(model, make_site(), user, read_table(content))


def errors_of(plan: Plan) -> list[tuple[int, str]]:
    """The row and the heading of each error."""
    return [(row.number, problem.heading) for row in plan.rows for problem in row.problems]


def exported(client: Client, model: Any, file_format: str) -> bytes:
    """The file that the list of the records offers."""
    url = reverse(model.snippet_viewset.get_url_name("list"))
    return b"".join(client.get(f"{url}?export={file_format}").streaming_content)
