"""Hostile submissions, half of which are valid and stored: no server error, no injected header, nothing unescaped.

``python -m benchmarks.hostile_posts [DATABASE_URL] [--posts 100000] [--minutes M] [--state FILE]``, by default on an
SQLite file. After each slice of 250 submissions it opens what was stored: every receipt, every e-mail, the inbox, every
tenth request and both exports of the slice; then it prints the results so far. With ``--state`` a run that was
interrupted, or that ``--minutes`` has ended, continues where it stopped.
"""

import argparse
import csv
import io
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from .contact_setup import answers, default_urls, empty_database, post

SLICE = 250
OPENED_DETAILS = 10
MARKS = (b"<script>alert(1)</script>", b"<img src=x onerror")
FREE_TEXTS = {"name": 120, "organisation": 160, "message": 5000}
INBOX = "/admin/contact-requests/"
FORMULA_STARTS = ("=", "@", "+", "-", "\t", "\r")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", nargs="?", metavar="DATABASE_URL", default=default_urls()[0])
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--minutes", type=float, default=24 * 60)
    parser.add_argument("--state", type=Path, help="a JSON file with the results so far")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        measure(options.posts, options.minutes, options.state)
        return
    env = {**os.environ, "DATABASE_URL": options.url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    # Not captured, so that the partial results are visible.
    subprocess.run([sys.executable, "-m", "benchmarks.hostile_posts", "--here", *sys.argv[1:]], env=env, check=True)


def measure(posts: int, minutes: float, state: Path | None) -> None:
    end, counts = time.monotonic() + minutes * 60, load_counts(state)
    with empty_database():
        reader = admin_client()
        while counts["posts"] < posts and time.monotonic() < end:
            first, started = counts["posts"], time.monotonic()
            counts.update(run_slice(range(first, min(first + SLICE, posts)), reader))
            counts["seconds"] += round(time.monotonic() - started)
            save_counts(state, counts)
            print(json.dumps(dict(sorted(counts.items()))), flush=True)


def load_counts(state: Path | None) -> Counter:
    return Counter(json.loads(state.read_text())) if state and state.exists() else Counter()


def save_counts(state: Path | None, counts: Counter) -> None:
    if state:
        # Replaced at once, so that an interruption leaves the old state or the new one.
        temporary = state.with_suffix(".new")
        temporary.write_text(json.dumps(counts))
        temporary.replace(state)


def run_slice(numbers: range, reader: Any) -> Counter:
    """Submits the numbers and opens what they stored; every key that starts with "fault" is a fault."""
    from wagtail_tyonohjaus.contact.models import ContactRequest

    newest = ContactRequest.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    counts: Counter = Counter()
    for number in numbers:
        counts.update(checked("post", post(submission(random.Random(number), number))))
    requests = list(ContactRequest.objects.filter(pk__gt=newest).order_by("pk"))
    counts.update({"posts": len(numbers), "stored": len(requests)})
    for faults in (open_pages(requests, reader), open_exports(requests), open_emails(requests)):
        counts.update(faults)
    return counts


def submission(chance: random.Random, number: int) -> dict[str, Any]:
    return valid(chance, number) if number % 2 else hostile(chance, number)


def valid(chance: random.Random, number: int) -> dict[str, Any]:
    """Hostile text in every free text, cut so that the form accepts it, and unknown fields."""
    data: dict[str, Any] = {**answers(number), "email": f"visitor{number}@example.com"}
    for name, length in FREE_TEXTS.items():
        text = hostile_text(chance)
        # A line break in a name is an error of the form.
        text = " ".join(text.split()) if name != "message" else text
        data[name] = f"{text[: length // 2]} {number}"
    data["x" * chance.randint(1, 50)] = hostile_text(chance)
    return data


def hostile(chance: random.Random, number: int) -> dict[str, Any]:
    """A valid submission with some fields replaced by hostile text, repeated or unknown."""
    from tests.contact.hostile_input import FIELDS

    data: dict[str, Any] = answers(number)
    for _ in range(chance.randint(1, 6)):
        name = chance.choice([*FIELDS, "x" * chance.randint(1, 50), "name", "message", "email", "phone"])
        texts = [hostile_text(chance) for _ in range(chance.randint(1, 3))]
        data[name] = texts if chance.random() < 0.2 else texts[0]
    if chance.random() < 0.0005:
        data["message"] = "x" * 10_000_000
    return data


def hostile_text(chance: random.Random) -> str:
    from tests.contact.hostile_input import CORPUS

    return chance.choice(CORPUS) if chance.random() < 0.7 else noise(chance)


def noise(chance: random.Random) -> str:
    tops = (32, 256, 0xD7FF)
    return "".join(chr(chance.randrange(chance.choice(tops))) for _ in range(chance.randrange(80)))


def open_pages(requests: list[Any], reader: Any) -> Iterator[str]:
    for request in requests:
        yield from checked("receipt", reader.get(request.receipt_url))
    for request in requests[::OPENED_DETAILS]:
        yield from checked("detail", reader.get(f"{INBOX}{request.pk}/"))
    for query in ("?queue=all", "?queue=held", "?queue=all&q=%3Cscript%3E"):
        yield from checked("inbox", reader.get(INBOX + query))


def open_exports(requests: list[Any]) -> Iterator[str]:
    from wagtail_tyonohjaus.contact.models import ContactRequest
    from wagtail_tyonohjaus.inbox.export import headings, row_chunks
    from wagtail_tyonohjaus.practice.admin.exports import csv_blocks, write_workbook
    from wagtail_tyonohjaus.practice.admin.spreadsheets import CsvCells, WorkbookCells
    from wagtail_tyonohjaus.practice.models import PracticeSettings

    rows = ContactRequest.objects.filter(pk__in=[request.pk for request in requests])
    practices = {practice.site_id: practice for practice in PracticeSettings.objects.select_related("site")}
    cells, typed_cells = CsvCells(), WorkbookCells()
    text = b"".join(csv_blocks(headings(), row_chunks(rows, practices, cells), cells)).decode()
    yield from checked_rows("csv", csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text)))
    chunks = row_chunks(rows, practices, typed_cells)
    yield from checked_rows("xlsx", xlsx_rows(write_workbook("Requests", headings(), chunks, typed_cells)))


def delimiter_of(text: str) -> str:
    header = text.partition("\n")[0]
    return ";" if header.count(";") > header.count(",") else ","


def xlsx_rows(file: Any) -> Iterator[tuple[Any, ...]]:
    from openpyxl import load_workbook

    # A text that begins like a formula is safe as long as its cell has the type of a text.
    for row in load_workbook(file, read_only=True).active.iter_rows():
        yield tuple("=" if cell.data_type == "f" else "" for cell in row)


def checked_rows(name: str, rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    for row in rows:
        yield name
        if any(starts_formula(str(cell or "")) for cell in row):
            yield f"fault: formula in {name}"


def starts_formula(text: str) -> bool:
    # A telephone number stays as it is.
    return text.startswith(FORMULA_STARTS) and not text[1:].isdigit()


def open_emails(requests: list[Any]) -> Iterator[str]:
    from wagtail_tyonohjaus.messages.email import build_email
    from wagtail_tyonohjaus.messages.models import Delivery
    from wagtail_tyonohjaus.messages.rendering import render

    references = [request.reference for request in requests]
    for delivery in Delivery.objects.select_related("site").filter(about__in=references):
        rendered = render(delivery)
        message = build_email(delivery, rendered).message()
        yield "e-mail"
        if any(name in ("Bcc", "X-Evil") for name in message):
            yield "fault: header in an e-mail"
        if b"\x00" in message.as_bytes() or any(mark.decode() in rendered.html for mark in MARKS):
            yield "fault: text in an e-mail"


def checked(name: str, response: Any) -> Iterator[str]:
    """What to count for a response."""
    yield f"{name} {response.status_code}"
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if response.status_code >= 500 or (name != "post" and response.status_code != 200):
        yield f"fault: {name} {response.status_code}"
    if any(mark in content for mark in MARKS):
        yield f"fault: not escaped in {name}"
    if any(set(value) & set("\r\n") for value in response.headers.values()):
        yield f"fault: header injected in {name}"


def admin_client() -> Any:
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client(raise_request_exception=False)
    client.force_login(get_user_model().objects.create_superuser("benchmark", "benchmark@example.com", "benchmark"))
    return client


if __name__ == "__main__":
    main()
