"""Hostile submissions: no server error, no injected header, nothing unescaped on a page.

``python -m benchmarks.hostile_posts [DATABASE_URL] [--posts 100000] [--minutes M]``, by default on an SQLite file. With
``--minutes`` it ends after that time and reports the number of submissions.
"""

import argparse
import json
import random
import time
from collections import Counter
from typing import Any

from .contact_setup import answers, context, default_urls, empty_database, on_database, post, shared_out

MARKS = (b"<script>alert(1)</script>", b"<img src=x onerror")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", nargs="?", metavar="DATABASE_URL", default=default_urls()[0])
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--minutes", type=float, default=24 * 60)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        print(json.dumps(measure(options.posts, options.minutes)), flush=True)
        return
    arguments = ["--posts", str(options.posts), "--minutes", str(options.minutes)]
    for row in on_database("benchmarks.hostile_posts", options.url, arguments):
        print(row)


def measure(posts: int, minutes: float) -> dict[str, Any]:
    with empty_database():
        results, end = context.Manager().Queue(), time.monotonic() + minutes * 60
        seconds = shared_out(posts, 2, lambda number: attack(number, results) if time.monotonic() < end else None)
        counts: Counter = Counter()
        while not results.empty():
            counts.update(results.get())
        posted = sum(count for seen, count in counts.items() if seen.isdigit())
        return {"posts": posted, "answers": dict(counts), **stored(), "seconds": round(seconds)}


def attack(number: int, results: Any) -> None:
    response = post(hostile(random.Random(number), number))
    seen = [str(response.status_code)]
    if any(mark in response.content for mark in MARKS):
        seen.append("not escaped")
    if any(set(value) & set("\r\n") for value in response.headers.values()):
        seen.append("header injected")
    results.put(seen)


def hostile(chance: random.Random, number: int) -> dict[str, Any]:
    """A valid submission with some fields replaced by hostile text, repeated or unknown."""
    from tests.contact.hostile_input import CORPUS, FIELDS

    data: dict[str, Any] = answers(number)
    for _ in range(chance.randint(1, 6)):
        name = chance.choice([*FIELDS, "x" * chance.randint(1, 50), "name", "message", "email", "phone"])
        texts = [chance.choice(CORPUS) if chance.random() < 0.7 else noise(chance) for _ in range(chance.randint(1, 3))]
        data[name] = texts if chance.random() < 0.2 else texts[0]
    if chance.random() < 0.0005:
        data["message"] = "x" * 10_000_000
    return data


def noise(chance: random.Random) -> str:
    tops = (32, 256, 0xD7FF)
    return "".join(chr(chance.randrange(chance.choice(tops))) for _ in range(chance.randrange(80)))


def stored() -> dict[str, Any]:
    """What was stored, and whether every e-mail about it is well-formed."""
    from wagtail_tyonohjaus.contact.models import ContactRequest
    from wagtail_tyonohjaus.messages import email
    from wagtail_tyonohjaus.messages.models import Delivery
    from wagtail_tyonohjaus.messages.rendering import render

    bad = 0
    for delivery in Delivery.objects.select_related("site").order_by("-pk")[:5000]:
        message = email.build(delivery, render(delivery)).message()
        headers = [name for name in message if name in ("Bcc", "X-Evil")]
        bad += bool(headers) or b"\x00" in message.as_bytes()
    return {"requests": ContactRequest.objects.count(), "mails_checked": Delivery.objects.count(), "bad_mails": bad}


if __name__ == "__main__":
    main()
