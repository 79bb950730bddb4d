"""``manage.py tyonohjaus_start``."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.factories import make_site
from tests.inbox.factories import make_user
from wagtail_tyonohjaus.practice.models import Office, Service, Supervisor

pytestmark = pytest.mark.django_db

ANSWERS = {
    "practice_type": "offices",
    "name": "Majakka",
    "phone": "040 123 4567",
    "email": "majakka@practice.example",
    "language": "fi",
    "further_languages": ["sv"],
    "services": ["individual", "crisis"],
    "supervisor_name": "Aino Laine",
    "offices": [{"city": "Turku", "coordinators": ["kaarina"]}],
}


class Terminal(io.StringIO):
    """What somebody types."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    make_site()
    monkeypatch.setattr(sys, "stdin", io.StringIO())


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("tyonohjaus_start", *arguments, stdout=out)
    return out.getvalue()


def write(folder: Path, answers: Any) -> str:
    path = folder / "answers.json"
    path.write_text(answers if isinstance(answers, str) else json.dumps(answers), encoding="utf-8")
    return str(path)


def test_answers_of_a_file_are_enough(tmp_path):
    make_user("kaarina")
    out = run("--answers", write(tmp_path, ANSWERS))
    assert "Yksilötyönohjaus (sv)" not in out
    assert "Individuell handledning (sv)" in out
    assert [user.get_username() for user in Office.objects.get().coordinators.all()] == ["kaarina"]


def test_options_are_enough_and_win_over_the_file(tmp_path):
    make_user("kaarina")
    options = [
        *("--name", "Luoto", "--services", "narrative", "coaching", "--office", "Oulu; Torikatu 1; 0401234568"),
        *("--hours-weekdays", "0", "4", "--hours-start", "10", "--hours-end", "14.30"),
    ]
    run("--answers", write(tmp_path, ANSWERS), *options)
    assert sorted(Service.objects.values_list("slug", flat=True)) == ["narratiivinen-tyonohjaus", "yksilovalmennus"]
    assert str(Office.objects.get().phone) == "+358401234568"
    assert [row.weekday for row in Supervisor.objects.get().weekly_hours.all()] == [0, 4]


def test_dry_run_makes_nothing(tmp_path):
    make_user("kaarina")
    assert "Would make:" in run("--answers", write(tmp_path, ANSWERS), "--dry-run")
    assert not Service.objects.exists()


def test_undo_takes_it_back(tmp_path):
    make_user("kaarina")
    run("--answers", write(tmp_path, ANSWERS))
    assert "Taken back:" in run("--undo")
    assert not Service.objects.exists()
    assert "Nothing to take back." in run("--undo")


def test_missing_answers_name_their_options_without_a_terminal():
    with pytest.raises(CommandError) as error:
        run("--name", "Majakka")
    options = {line.partition(":")[0] for line in str(error.value).splitlines()}
    assert options == {"--phone", "--email", "--supervisor-name"}


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"phone": "12"}, "--phone"),
        ({"services": ["astrology"]}, "--services"),
        ({"offices": []}, "--office"),
        ({"offices": "Turku"}, "--office"),
        ({"offices": [{"city": "Turku"}, {"city": "turku"}]}, "--office"),
        ({"offices": [{"city": "Turku", "coordinators": "nobody"}]}, "offices.1.coordinators"),
        ({"offices": [{"town": "Turku"}]}, "offices.1.town"),
        ({"supervisor_user": "nobody"}, "--supervisor-user"),
        ({"hours_end": "8"}, "--hours-end"),
        ({"colour": "red"}, "--colour"),
        ({"name": {"fi": "Majakka"}}, "--name"),
        ({"services": "individual"}, "--services"),
    ],
)
def test_wrong_answers_are_named(tmp_path, changes, name):
    make_user("kaarina")
    with pytest.raises(CommandError) as error:
        run("--answers", write(tmp_path, {**ANSWERS, **changes}))
    assert {line.partition(":")[0] for line in str(error.value).splitlines()} >= {name}
    assert not Service.objects.exists()


@pytest.mark.parametrize("content", ["", "[]", "{", '"Majakka"'])
def test_unreadable_files_are_errors(tmp_path, content):
    with pytest.raises(CommandError, match="--answers"):
        run("--answers", write(tmp_path, content))


def test_absent_file_is_an_error(tmp_path):
    with pytest.raises(CommandError, match="--answers"):
        run("--answers", str(tmp_path / "absent.json"))


def test_several_sites_need_a_choice(tmp_path):
    make_user("kaarina")
    other = make_site("other.example", root_page=make_site().root_page)
    with pytest.raises(CommandError, match=r"--site: choose one of localhost, other\.example"):
        run("--answers", write(tmp_path, ANSWERS))
    with pytest.raises(CommandError, match="--site"):
        run("--answers", write(tmp_path, ANSWERS), "--site", "absent.example")
    run("--answers", write(tmp_path, ANSWERS), "--site", "other.example")
    assert Service.objects.first().site == other


def test_unknown_author_is_an_error(tmp_path):
    with pytest.raises(CommandError, match="--user"):
        run("--answers", write(tmp_path, ANSWERS), "--user", "nobody")


def test_too_many_parts_of_an_office_are_an_error():
    with pytest.raises(CommandError, match="--office"):
        run("--office", "a;b;c;d;e;f")


def test_terminal_is_asked_for_the_rest(monkeypatch):
    practice = ["sole", "Majakka", "0401234567", "majakka@practice.example", "en", ""]
    typed = [*practice, "individual, group", "Aino", *[""] * 12]
    monkeypatch.setattr(sys, "stdin", Terminal("\n".join(typed) + "\n"))
    run()
    assert sorted(Service.objects.values_list("slug", flat=True)) == ["group-supervision", "individual-supervision"]
    assert Supervisor.objects.get().weekly_hours.count() == 5
