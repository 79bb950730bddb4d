"""The same form submitted twenty times at once: one request, and the same receipt for all.

``python -m benchmarks.same_post [DATABASE_URL ...] [--forms 1000] [--times 20]``
"""

import time
from collections import Counter
from typing import Any

from .contact_setup import answers, context, empty_database, post, run_on_databases


def main() -> None:
    run_on_databases("benchmarks.same_post", __doc__, measure, forms=1000, times=20)


def measure(forms: int, times: int) -> dict[str, Any]:
    with empty_database() as connection:
        # The signed token must be the same in every process, including its time.
        data = [answers(number) for number in range(forms)]
        barrier, results = context.Barrier(times), context.Queue()
        running = [context.Process(target=click, args=(data, barrier, results)) for _ in range(times)]
        started = time.perf_counter()
        for process in running:
            process.start()
        rows = [results.get() for _ in range(forms * times)]
        for process in running:
            process.join()
        return {
            "database": connection.vendor,
            **figures(rows, forms, times),
            "seconds": round(time.perf_counter() - started),
        }


def click(data: list[dict[str, str]], barrier: Any, results: Any) -> None:
    for number, form in enumerate(data):
        barrier.wait()
        response = post(form)
        results.put((number, response.status_code, response.headers.get("Location", "")))


def figures(rows: list[tuple[int, int, str]], forms: int, times: int) -> dict[str, Any]:
    from wagtail_tyonohjaus.contact.models import ContactRequest
    from wagtail_tyonohjaus.messages.models import Delivery

    receipts = {number: {place for n, _, place in rows if n == number} for number in range(min(forms, 50))}
    return {
        "posts": forms * times,
        "requests": ContactRequest.objects.count(),
        "messages": Delivery.objects.count(),
        "answers": dict(Counter(status for _, status, _ in rows)),
        "forms_with_one_receipt": sum(len(places) == 1 for places in receipts.values()),
        "of": len(receipts),
    }


if __name__ == "__main__":
    main()
