"""The input and output of the fetching process, which cross the process boundary as JSON."""

import json
from dataclasses import asdict, dataclass, field

from ...ical.reading.options import ReadOptions


@dataclass(frozen=True, slots=True)
class FetchJob:
    """One calendar to fetch and read.

    ``url`` is HTTP(S). ``etag``, ``last_modified`` and ``content_hash`` are those of the previous fetch; blank to read
    the calendar in any case. ``allow_loopback`` is for tests only.
    """

    url: str
    options: ReadOptions
    etag: str = ""
    last_modified: str = ""
    content_hash: str = ""
    allow_loopback: bool = False

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str | bytes) -> "FetchJob":
        values = json.loads(text)
        options = values.pop("options")
        return cls(**values, options=ReadOptions(**{**options, "own_addresses": tuple(options["own_addresses"])}))


@dataclass(frozen=True, slots=True)
class FetchResult:
    """The result of a job.

    If ``error`` is set (a key of ``error_texts.ERRORS``, with ``detail`` for its text), the rest is empty. If
    ``unchanged`` is true, the busy time of the previous fetch is still valid. Otherwise ``blocks`` are sorted, disjoint
    intervals in UTC epoch seconds, ``issues`` counts skipped events and other problems by code, and ``doubtful`` are
    the first days of events that are kept as busy although part of them could not be read.
    """

    error: str = ""
    detail: str = ""
    unchanged: bool = False
    blocks: list[tuple[int, int]] = field(default_factory=list)
    issues: dict[str, int] = field(default_factory=dict)
    doubtful: list[str] = field(default_factory=list)
    etag: str = ""
    last_modified: str = ""
    content_hash: str = ""

    def to_json(self) -> str:
        """The only thing that the process writes to standard output."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str | bytes) -> "FetchResult":
        """Raises ``ValueError``, ``KeyError`` or ``TypeError`` for anything that ``to_json`` did not write."""
        values = json.loads(text)
        return cls(**{**values, "blocks": [(int(start), int(end)) for start, end in values["blocks"]]})
