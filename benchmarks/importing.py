"""How long the import of many supervisors takes: reading and comparing the file, and writing everything.

``python -m benchmarks.importing [DATABASE_URL ...] [--rows 1000]``, by default on an SQLite file, PostgreSQL and
MariaDB on this machine; about a minute each.

The file is a workbook with ten columns. It is imported into an empty practice with three offices and five services,
then with another title for everybody, then unchanged. The aim is 20 seconds for new rows, from upload to end.
"""

import io
import time
from collections.abc import Callable
from typing import Any

from .contact_setup import empty_database, run_on_databases

OFFICES = ("Helsinki", "Turku", "Vaasa")
SERVICES = ("Coaching", "Crisis supervision", "Group supervision", "Supervision of leaders", "Work supervision")
HEADINGS = [
    "Name",
    "Professional title",
    "E-mail",
    "Telephone",
    "Offices",
    "Services",
    "Formats",
    "Where",
    "Languages",
    "Education",
]


def main() -> None:
    run_on_databases("benchmarks.importing", __doc__, measure, rows=1000)


def measure(rows: int) -> dict[str, Any]:
    with empty_database() as connection:
        from django.contrib.auth import get_user_model

        from tests.factories import make_office, make_practice, make_service

        make_practice()
        for city in OFFICES:
            make_office(city=city)
        for name in SERVICES:
            make_service(name=name)
        user = get_user_model().objects.create_superuser("importer", "importer@practice.example", "secret")
        return {
            "database": connection.vendor,
            "rows": rows,
            "new_s": run(user, workbook(rows, "Supervisor")),
            "changed_s": run(user, workbook(rows, "Psychologist")),
            "unchanged_s": run(user, workbook(rows, "Psychologist")),
        }


def workbook(rows: int, title: str) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADINGS)
    for number in range(rows):
        sheet.append([*person(number, title), f"University, {1990 + number % 30}"])
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def person(number: int, title: str) -> list[str]:
    offices, services = OFFICES[number % 3 :], SERVICES[number % 4 : number % 4 + 2]
    address, telephone = f"person{number}@practice.example", f"040 {1_000_000 + number}"
    several = ["; ".join(offices), "; ".join(services), "Individual; Group", "Remotely; At our premises", "fi; sv"]
    return [f"Person {number}", title, address, telephone, *several]


def run(user: Any, content: bytes) -> dict[str, float]:
    """The seconds of the preview and of the confirmation, which compares again."""
    from wagtail_tyonohjaus.practice.models import Supervisor
    from wagtail_tyonohjaus.setup.importing.apply import apply
    from wagtail_tyonohjaus.setup.importing.files import read_table
    from wagtail_tyonohjaus.setup.importing.plan import make_plan

    site = user_site()
    preview_s, (table, plan) = timed(lambda: preview(make_plan, read_table, Supervisor, site, user, content))
    assert not plan.problems and not any(row.problems for row in plan.rows)
    if not plan.to_write:
        return {"preview": preview_s}
    written_s, _plan = timed(lambda: apply(Supervisor, site, user, table, plan.fingerprint))
    return {"preview": preview_s, "written": written_s}


def preview(make_plan: Any, read_table: Any, model: Any, site: Any, user: Any, content: bytes) -> tuple[Any, Any]:
    table = read_table(content)
    return table, make_plan(model, site, user, table)


def user_site() -> Any:
    from tests.factories import make_site

    return make_site()


def timed(function: Callable[[], Any]) -> tuple[float, Any]:
    started_at = time.perf_counter()
    result = function()
    return round(time.perf_counter() - started_at, 2), result


if __name__ == "__main__":
    main()
