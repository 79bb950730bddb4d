"""What identifies a database itself, as opposed to its rows, which every copy has, too.

========== ================================================ =====================================================
database   fingerprint                                      the same after
========== ================================================ =====================================================
PostgreSQL the cluster's system identifier, the OIDs of the restarts, minor updates, failover to a standby
           database and of a table
MariaDB    when a table was created, host, port and name    restarts, minor updates
SQLite     the file's inode and file system                 restarts, other folders and mount points
others     host, port and name in ``DATABASES``             restarts
========== ================================================ =====================================================

A dump that is restored elsewhere, or over the original, differs in each of them. A snapshot of a whole disk does not
differ on PostgreSQL and SQLite: there, only the setting ``INSTALLATION`` tells the copy from the original.

MariaDB creates a table anew if it is optimised, as some servers do every week. Its time alone says no more than that
this may be a copy; see ``is_same_database``.
"""

import os
from functools import cache
from pathlib import Path

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

POSTGRESQL_MAY_READ_SYSTEM = "SELECT has_function_privilege('pg_control_system()', 'execute')"
POSTGRESQL_OIDS = (
    "SELECT oid::text || ' ' || 'wagtail_tyonohjaus_installation'::regclass::oid::text"
    " FROM pg_database WHERE datname = current_database()"
)
POSTGRESQL_SYSTEM_AND_OIDS = (
    "SELECT system_identifier::text || ' ' || oid::text || ' '"
    " || 'wagtail_tyonohjaus_installation'::regclass::oid::text"
    " FROM pg_control_system(), pg_database WHERE datname = current_database()"
)
MARIADB_CREATION_AND_ADDRESS = (
    "SELECT CONCAT(UNIX_TIMESTAMP(create_time), ' ', @@hostname, ':', @@port, '/', DATABASE())"
    " FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'wagtail_tyonohjaus_installation'"
)
SQLITE_FILE = "SELECT file FROM pragma_database_list WHERE name = 'main'"


def fingerprint(alias: str) -> str:
    """The fingerprint of the database with that alias; never empty. One query."""
    query = identifying_query(alias)
    return fingerprint_of(alias, _first_value(connections[alias], query) if query else None)


def identifying_query(alias: str) -> str:
    """Selects the value for ``fingerprint_of``, which can be a part of another query; empty if there is none."""
    vendor = connections[alias].vendor
    if vendor == "postgresql":
        return POSTGRESQL_SYSTEM_AND_OIDS if _may_read_system(alias) else POSTGRESQL_OIDS
    return {"mysql": MARIADB_CREATION_AND_ADDRESS, "sqlite": SQLITE_FILE}.get(vendor, "")


def fingerprint_of(alias: str, value: object) -> str:
    """The fingerprint, if ``identifying_query`` has selected ``value``.

    It has the address instead of PostgreSQL's system identifier where the server's administrator has withdrawn the
    right to that function.
    """
    connection = connections[alias]
    if connection.vendor == "postgresql":
        return f"postgresql {value}" if _may_read_system(alias) else f"postgresql {_address(connection)} {value}"
    if connection.vendor == "mysql":
        return f"mysql {value}"
    if connection.vendor == "sqlite":
        return f"sqlite {_sqlite_file(str(value or ''))}"
    return _address(connection)


def is_same_database(stored: str, current: str, *, is_named: bool) -> bool:
    """Whether two fingerprints are those of one database.

    On MariaDB, the table's time of creation says so, with any address: containers have another host name after each
    start. ``is_named`` says that the setting ``INSTALLATION`` names the same installation. Then a table may have been
    created anew under the same address; without a name it may as well be a copy, on a host of the same name.
    """
    if stored == current:
        return True
    (creation, address), (new_creation, new_address) = _mariadb_parts(stored), _mariadb_parts(current)
    return bool(creation) and (creation == new_creation or (is_named and address == new_address))


def _mariadb_parts(fingerprint: str) -> tuple[str, str]:
    """The time of creation and the address; blank for other databases."""
    vendor, _, rest = fingerprint.partition(" ")
    creation, _, address = rest.partition(" ")
    return (creation, address) if vendor == "mysql" else ("", "")


@cache
def _may_read_system(alias: str) -> bool:
    return bool(_first_value(connections[alias], POSTGRESQL_MAY_READ_SYSTEM))


def _sqlite_file(path: str) -> str:
    """Without the path, which differs between mount points, and without the device, which differs after a restart.

    A file that was renamed while it is open can't be identified: that pauses the site, and stores requests as before.
    """
    if not path:
        return "memory"
    try:
        file_system = os.statvfs(path).f_fsid if hasattr(os, "statvfs") else 0
        return f"{file_system} {Path(path).stat().st_ino}"
    except OSError:
        return "unknown"


def _address(connection: BaseDatabaseWrapper) -> str:
    values = connection.settings_dict
    return f"{values['HOST']}:{values['PORT']}/{values['NAME']}"


def _first_value(connection: BaseDatabaseWrapper, query: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]
