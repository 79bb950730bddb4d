"""Keeps an uploaded table between its preview and the import.

It is in the project's session storage, in a session of its own that expires soon and that only the user's session
refers to: private, the same for all processes, and cleared with the other sessions. Never a file.
"""

import base64
import json
import zlib
from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .files import Cell, FileError, Row, Table, Unreadable

SESSION_KEY = "tyonohjaus_imports"
MAX_AGE_SECONDS = 3600
# The key of a session that is stored in cookies is all of its contents.
_MAX_KEY_LENGTH = 100


def _session(key: str | None = None) -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore(key)


def keep(request: HttpRequest, kind: str, site: int, table: Table) -> None:
    """Replaces the user's earlier upload of the kind. Raises ``FileError`` if the project can't store it."""
    forget(request, kind)
    packed = _packed(table)
    session = _session()
    session["site"], session["table"] = site, packed
    session.set_expiry(MAX_AGE_SECONDS)
    session.create()
    key = session.session_key or ""
    if len(key) > _MAX_KEY_LENGTH or _session(key).get("table") != packed:
        raise FileError(_("The project's session storage can't keep a file of this size. Divide it into several ones."))
    request.session[SESSION_KEY] = {**request.session.get(SESSION_KEY, {}), kind: key}


def kept(request: HttpRequest, kind: str) -> tuple[int, Table] | None:
    """The primary key of the site, and the table; None if there is none any more."""
    key = request.session.get(SESSION_KEY, {}).get(kind)
    session = _session(key) if key else {}
    if "table" not in session:
        return None
    return session["site"], _unpacked(session["table"])


def forget(request: HttpRequest, kind: str) -> None:
    """Deletes the upload."""
    keys = dict(request.session.get(SESSION_KEY, {}))
    if key := keys.pop(kind, None):
        _session(key).delete(key)
        request.session[SESSION_KEY] = keys


def finish(request: HttpRequest, kind: str, result: str) -> None:
    """Replaces the upload by what became of it, also when the response to the request has begun."""
    key = request.session.get(SESSION_KEY, {}).get(kind)
    if key:
        session = _session(key)
        session.pop("table", None)
        session["result"] = result
        session.save()


def take_result(request: HttpRequest, kind: str) -> str:
    """What became of the last upload, once; empty if it has not been imported."""
    key = request.session.get(SESSION_KEY, {}).get(kind)
    result = _session(key).get("result", "") if key else ""
    if result:
        forget(request, kind)
    return result


def _packed(table: Table) -> str:
    rows = [[row.number, [_plain(cell) for cell in row.cells]] for row in table.rows]
    content = json.dumps([table.headings, rows], separators=(",", ":"))
    return base64.b64encode(zlib.compress(content.encode())).decode()


def _unpacked(text: str) -> Table:
    headings, rows = json.loads(zlib.decompress(base64.b64decode(text)))
    return Table(headings, [Row(number, [_cell(cell) for cell in cells]) for number, cells in rows])


def _plain(cell: Cell) -> Any:
    return {"unreadable": cell.code} if isinstance(cell, Unreadable) else cell


def _cell(plain: Any) -> Cell:
    return Unreadable(plain["unreadable"]) if isinstance(plain, dict) else plain
