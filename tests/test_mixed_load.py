"""What the benchmark of a mixed load counts: the timetable, and what is lost, doubled, or wrong outside of faults."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from benchmarks.mixed_load import accounting
from benchmarks.mixed_load.accounting import StoredMessage, StoredRequest, count_messages, count_requests
from benchmarks.mixed_load.faults import ACTIONS
from benchmarks.mixed_load.processes import Sample
from benchmarks.mixed_load.proxy import Proxy
from benchmarks.mixed_load.timetable import TIMETABLE, Fault, Window, plan
from benchmarks.mixed_load.visitors import SHARES, Outcome, Visitor, relative
from tests.ports import free_port

CRASH, KILL = Fault("crash", 0.1), Fault("kill", 0.5, kills=True)
WINDOWS = [Window(CRASH, 100, 105), Window(KILL, 200, 210)]
RECOVERY = 10


def failed(starts: float, ends: float, status: str = "500") -> Outcome:
    return Outcome("page", starts, ends, status, is_error=True)


# The timetable


def test_plan_of_ten_minutes_has_every_fault_of_the_timetable_in_its_order():
    planned = plan(10)
    assert [each.fault for each in planned] == list(TIMETABLE)
    assert sorted(each.starts for each in planned) == [each.starts for each in planned]
    assert {each.fault.name: each.lasts for each in planned}["Redis hung"] == 20


def test_faults_of_ten_minutes_leave_time_to_recover_before_the_next():
    planned = plan(10)
    pauses = [later.starts - each.starts - each.lasts for each, later in zip(planned[:-1], planned[1:], strict=True)]
    assert min(pauses) > RECOVERY
    assert planned[-1].starts + planned[-1].lasts + RECOVERY < 600


def test_short_run_has_the_same_faults_earlier_and_shorter():
    planned = plan(1)
    assert [each.fault for each in planned] == list(TIMETABLE)
    assert [each.starts * 10 for each in planned] == pytest.approx([each.starts for each in plan(10)])
    assert {each.fault.name: each.lasts for each in planned}["Redis hung"] == 3


def test_every_fault_of_the_timetable_has_an_action():
    assert [fault.name for fault in TIMETABLE] == list(ACTIONS)


def test_shares_of_the_load_are_complete():
    assert sum(SHARES.values()) == pytest.approx(1)


# Errors


@pytest.mark.parametrize(
    ("starts", "ends", "fault"),
    [
        (90, 99, None),
        (90, 100, "crash"),
        (114, 120, "crash"),
        (115, 116, "crash"),
        (115.1, 116, None),
        (90, 205, "kill"),
        (221, 222, None),
    ],
)
def test_error_belongs_to_the_latest_fault_until_the_recovery_time_is_over(starts, ends, fault):
    inside, outside = accounting.split_errors([failed(starts, ends)], WINDOWS, RECOVERY)
    assert outside == (Counter() if fault else Counter({"page 500": 1}))
    assert {name: sum(errors.values()) for name, errors in inside.items() if errors} == ({fault: 1} if fault else {})


def test_expected_outcome_is_not_counted_as_an_error():
    outcome = Outcome("page", 10, 11, "200", is_error=False)
    inside, outside = accounting.split_errors([outcome], WINDOWS, RECOVERY)
    assert (inside, outside) == ({"crash": Counter(), "kill": Counter()}, Counter())


def test_time_to_recovery_ends_with_the_last_error_before_the_next_fault():
    outcomes = [failed(99, 102), failed(106, 108), failed(205, 206), Outcome("page", 150, 151, "200", is_error=False)]
    seconds = [accounting.seconds_to_recovery(window, outcomes, WINDOWS) for window in WINDOWS]
    assert seconds == [3, 0]


def test_takeovers_are_counted_within_their_fault():
    outcomes = [Outcome("page", moment, moment, "200", is_error=False, takeovers=1) for moment in (50, 101, 103, 204)]
    outcomes.append(Outcome("page", 102, 102, "200", is_error=False))
    assert [accounting.takeovers(window, outcomes, RECOVERY) for window in WINDOWS] == [2, 1]


# Requests


def test_requests_that_were_answered_once_and_stored_once_are_right():
    receipts = {"a@x": {"/r/1/"}, "b@x": {"/r/2/"}}
    stored = [StoredRequest("a@x", "TO-1", "/r/1/"), StoredRequest("b@x", "TO-2", "/r/2/")]
    counts = count_requests(receipts, [], stored)
    assert counts.pop("answered") == counts.pop("stored") == 2
    assert set(counts.values()) == {0}


def test_lost_doubled_unanswered_and_held_requests_are_counted():
    receipts = {"lost@x": {"/r/1/"}, "doubled@x": {"/r/2/", "/r/3/"}, "held@x": {"/r/4/"}}
    stored = [
        StoredRequest("doubled@x", "TO-2", "/r/2/"),
        StoredRequest("doubled@x", "TO-3", "/r/3/"),
        StoredRequest("held@x", "TO-4", "/r/4/", is_held=True),
        StoredRequest("silent@x", "TO-5", "/r/5/"),
    ]
    assert count_requests(receipts, {"silent@x"}, stored) == {
        "answered": 3,
        "unanswered": 1,
        "stored": 4,
        "lost": 1,
        "doubled": 1,
        "with another receipt": 1,
        "held as spam": 1,
    }


def test_receipt_of_somebody_else_is_counted():
    counts = count_requests({"a@x": {"/r/2/"}}, [], [StoredRequest("a@x", "TO-1", "/r/1/")])
    assert (counts["lost"], counts["with another receipt"]) == (0, 1)


# Messages

REQUESTS = [StoredRequest("a@x", "TO-1", "/r/1/")]
MESSAGES = [StoredMessage("<1>", "TO-1", "visitor", "sent"), StoredMessage("<2>", "TO-1", "staff", "sent")]


def test_messages_that_were_accepted_once_are_right():
    counts = count_messages(REQUESTS, MESSAGES, {"<1>": [10], "<2>": [11]}, WINDOWS)
    assert counts.pop("stored") == 2
    assert set(counts.values()) == {0}


def test_lost_waiting_failed_and_foreign_messages_are_counted():
    messages = [
        *MESSAGES,
        StoredMessage("<3>", "TO-2", "staff", "pending"),
        StoredMessage("<4>", "TO-2", "staff", "failed"),
    ]
    counts = count_messages(REQUESTS, messages, {"<1>": [10], "<9>": [11]}, WINDOWS)
    assert counts == {
        "stored": 4,
        "waiting": 1,
        "failed": 1,
        "lost": 1,
        "doubled": 0,
        "sent again, acceptance unknown": 0,
        "of nobody": 1,
        "requests without": 0,
    }


def test_request_without_a_message_to_its_visitor_is_counted():
    assert count_messages(REQUESTS, MESSAGES[1:], {"<2>": [11]}, WINDOWS)["requests without"] == 1


@pytest.mark.parametrize(
    ("accepted_at", "is_unknown"), [(101, False), (197, False), (199, True), (205, True), (211, False)]
)
def test_second_copy_is_excused_only_if_a_process_was_killed_when_the_first_was_accepted(accepted_at, is_unknown):
    counts = count_messages(REQUESTS, MESSAGES, {"<1>": [accepted_at, 300], "<2>": [11]}, WINDOWS)
    assert (counts["doubled"], counts["sent again, acceptance unknown"]) == ((0, 1) if is_unknown else (1, 0))


def test_delay_of_a_message_ends_when_it_is_accepted_for_the_first_time():
    began = 1_800_000_000
    messages = [
        StoredMessage("<1>", "", "staff", "sent", began + 5),
        StoredMessage("<2>", "", "staff", "sent", began - 5),
    ]
    messages.append(StoredMessage("<3>", "", "staff", "pending", began))
    assert accounting.message_delays(messages, {"<1>": [70, 7], "<2>": [0]}, began) == [2]


# Memory


def test_memory_is_compared_a_fifth_of_the_run_after_the_start_of_a_process_and_at_the_end_of_the_run():
    first, killed, second, young = (("host a", number) for number in range(4))
    samples = [
        Sample(moment, {first: 100 + moment, (killed if moment < 300 else second): 50 + moment})
        for moment in range(600)
    ]
    assert accounting.memory_growth(samples, 600) == {first: (220, 690), second: (470, 640)}
    only_young = [Sample(moment, {young: 50} if moment >= 400 else {}) for moment in range(600)]
    assert accounting.memory_growth(only_young, 600) == {}


def test_peak_of_one_second_is_no_growth():
    process = ("host a", 1)
    samples = [Sample(moment, {process: 9999 if moment == 595 else 50}) for moment in range(600)]
    assert accounting.memory_growth(samples, 600) == {process: (50, 50)}


@pytest.mark.parametrize(("share", "expected"), [(0.5, 6), (0.95, 10), (0.99, 10)])
def test_percentile(share, expected):
    assert accounting.percentile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], share) == expected


def test_percentile_without_values_is_zero():
    assert accounting.percentile([], 0.5) == 0


# Visitors and the proxy


def test_visitors_have_networks_of_their_own():
    networks = {Visitor(number).headers["X-Forwarded-For"].rpartition("::")[0] for number in range(70_000)}
    assert len(networks) == 70_000


def test_relative_url_has_neither_host_nor_fragment():
    assert relative("http://a.localhost:8000/contact/?time=1#contact") == "/contact/?time=1"


@asynccontextmanager
async def server(answer: bytes) -> AsyncIterator[tuple[int, list[bytes]]]:
    """Answers every request with the same bytes; yields its port and the requests' first lines."""
    seen: list[bytes] = []

    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.readline())
        writer.write(answer)
        writer.close()

    listening = await asyncio.start_server(respond, "127.0.0.1", 0)
    async with listening:
        yield listening.sockets[0].getsockname()[1], seen


GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
CUT_OFF = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok"


@pytest.mark.parametrize(
    ("method", "first", "status"), [("GET", CUT_OFF, "200"), ("GET", b"", "200"), ("POST", CUT_OFF, "broken")]
)
def test_proxy_repeats_a_broken_request_on_the_other_host_unless_it_is_a_post(method, first, status):
    async def send() -> tuple[str, int]:
        async with server(first) as (broken, _), server(GOOD) as (good, seen):
            proxy = Proxy([broken, good])
            response = await (proxy.get("h", "/") if method == "GET" else proxy.post("h", "/", {}, b"x=1"))
            return response.status, len(seen)

    assert asyncio.run(send()) == (status, 1 if status == "200" else 0)


def test_proxy_sends_a_post_that_was_refused_to_the_other_host():
    async def send() -> tuple[str, int]:
        async with server(GOOD) as (good, _):
            response = await Proxy([free_port(), good]).post("h", "/", {}, b"x=1")
            return response.status, response.takeovers

    assert asyncio.run(send()) == ("200", 1)


def test_proxy_leaves_a_host_out_for_a_second_after_it_refused():
    now = [0.0]

    async def send() -> list[int]:
        async with server(GOOD) as (good, _):
            proxy = Proxy([free_port(), good], clock=lambda: now[0])
            responses = [await proxy.get("h", "/") for _ in range(3)]
            now[0] = 2
            return [
                response.takeovers for response in [*responses, await proxy.get("h", "/"), await proxy.get("h", "/")]
            ]

    assert asyncio.run(send()) == [1, 0, 0, 0, 1]


def test_proxy_without_hosts_answers_refused():
    response = asyncio.run(Proxy([free_port(), free_port()]).get("h", "/"))
    assert (response.status, response.takeovers) == ("refused", 1)
