"""The parts whose tests are tried with mutants."""

from dataclasses import dataclass

WITHOUT_DJANGO = ("-c", "tests/fast.ini", "--rootdir", ".")


@dataclass(frozen=True)
class Part:
    """Modules, and the tests that must notice a change in them, fastest first."""

    name: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]
    without_django: bool = False

    @property
    def pytest_args(self) -> tuple[str, ...]:
        return (*(WITHOUT_DJANGO if self.without_django else ()), *self.tests)


PARTS = (
    Part(
        "engine",
        (
            "wagtail_tyonohjaus/availability/engine.py",
            "wagtail_tyonohjaus/availability/schedule.py",
            "wagtail_tyonohjaus/availability/windows.py",
            "wagtail_tyonohjaus/availability/zone_offsets.py",
        ),
        (
            "tests/availability/test_engine.py",
            "tests/availability/test_engine_hours.py",
            "tests/availability/test_exceptions.py",
            "tests/availability/test_engine_clock_changes.py",
            "tests/availability/test_engine_oracle.py",
        ),
        without_django=True,
    ),
    Part(
        "routing",
        ("wagtail_tyonohjaus/contact/routing/evaluation.py",),
        ("tests/contact/routing/test_evaluation.py", "tests/contact/routing/test_evaluation_properties.py"),
        without_django=True,
    ),
    Part(
        "outbox",
        ("wagtail_tyonohjaus/messages/outbox.py", "wagtail_tyonohjaus/messages/sending.py"),
        (
            "tests/messages/test_outbox.py",
            "tests/messages/test_sending.py",
            "tests/messages/test_results.py",
            "tests/messages/test_mail_content.py",
            "tests/messages/test_fallback_recipients.py",
            "tests/messages/test_sms.py",
            "tests/faults/test_clock.py",
        ),
    ),
    Part(
        "conditional-responses",
        ("wagtail_tyonohjaus/feeds/http.py",),
        ("tests/feeds/test_http.py",),
    ),
    Part(
        "access-policy",
        (
            "wagtail_tyonohjaus/practice/access/policy.py",
            "wagtail_tyonohjaus/contact/policy.py",
            "wagtail_tyonohjaus/appointments/policy.py",
        ),
        (
            "tests/inbox/test_access_policy.py",
            "tests/appointments/test_access_policy.py",
            "tests/permissions/test_delivery_log.py",
        ),
    ),
)
