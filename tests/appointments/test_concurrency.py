"""Several processes on a real database: that of ``DATABASE_URL``, by default an SQLite file."""

import os
from pathlib import Path

from benchmarks.double_booking import PROCESSES, run

ROUNDS = 5


def test_exactly_one_of_several_processes_holds_an_overlapping_time(tmp_path: Path):
    url = os.environ.get("DATABASE_URL", f"sqlite:///{tmp_path / 'db.sqlite3'}")
    for row in run(url, ROUNDS, ["hold", "within"]):
        assert (row["errors"], row["overlaps"]) == ([], 0)
        assert row["one_winner"] == ROUNDS
        assert row["with_alternatives"] == ROUNDS * (PROCESSES - 1)
