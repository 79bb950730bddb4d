"""Real processes on a real database: that of ``DATABASE_URL``, else an SQLite file. The full figures: benchmarks."""

import os
from pathlib import Path

from benchmarks.double_booking import PROCESSES, run

ROUNDS = 5


def test_case_32_of_several_processes_at_once_exactly_one_holds_an_overlapping_time(tmp_path: Path):
    url = os.environ.get("DATABASE_URL", f"sqlite:///{tmp_path / 'db.sqlite3'}")
    for row in run(url, ROUNDS, ["hold", "within"]):
        assert (row["errors"], row["pairs"]) == ([], 0)
        assert row["one_won"] == ROUNDS
        assert row["told"] == ROUNDS * (PROCESSES - 1)
