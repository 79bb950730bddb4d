"""Writes an SQLite database as SQL text: sqlite_text.py FILE.

``sqlite3 FILE .dump`` writes the shadow tables of Wagtail's search index, which only that program can read again.
"""

import sqlite3
import sys
from contextlib import closing

SEARCH_INDEX = "wagtailsearch_indexentry_fts"


def main(path: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        [index] = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", [SEARCH_INDEX]).fetchone()
        triggers = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'wagtailsearch_indexentry'"
        statements = [sql for (sql,) in connection.execute(triggers)]
        connection.execute(f"DROP TABLE {SEARCH_INDEX}")
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.commit()
        print("\n".join(connection.iterdump()))
        print(";\n".join([index, *statements]) + ";")


if __name__ == "__main__":
    main(*sys.argv[1:])
