"""What the fetching process is asked and what it answers; both cross the process boundary as JSON."""

import json
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True, slots=True)
class Job:
    """One calendar to fetch and read.

    ``since`` and ``until`` are UTC epoch seconds; ``zone`` is the supervisor's IANA zone, in which all-day events and
    times without a zone are read. ``all_day`` and ``transparent`` are the policies' codes (see ``models``).
    ``own_addresses`` are lower-case e-mail addresses whose declined invitations are free.
    """

    url: str
    zone: str
    since: int
    until: int
    etag: str = ""
    last_modified: str = ""
    content_hash: str = ""
    all_day: str = "marked"
    transparent: str = "free"
    own_addresses: tuple[str, ...] = ()
    allow_loopback: bool = False

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Job":
        values = json.loads(text)
        return cls(**{**values, "own_addresses": tuple(values["own_addresses"])})


@dataclass(slots=True)
class Outcome:
    """What became of a job.

    With ``error`` (a code of ``reasons``) nothing else counts. ``unchanged`` means that what was read last time still
    holds. Else ``blocks`` are normal intervals in UTC epoch seconds and ``skipped`` counts by code what was left out.
    """

    error: str = ""
    detail: str = ""
    unchanged: bool = False
    blocks: list[tuple[int, int]] = field(default_factory=list)
    skipped: dict[str, int] = field(default_factory=dict)
    etag: str = ""
    last_modified: str = ""
    content_hash: str = ""

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str | bytes) -> "Outcome":
        values = json.loads(text)
        return cls(**{**values, "blocks": [(int(start), int(end)) for start, end in values["blocks"]]})


class Refused(Exception):
    """The calendar can't be used; ``code`` is one of ``reasons``, ``detail`` a harmless word for it (a status)."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail
