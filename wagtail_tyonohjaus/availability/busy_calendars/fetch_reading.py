"""Fetches and reads one calendar. Runs in a fetching process, without Django."""

import hashlib
from dataclasses import replace

from ...ical.reading.errors import CalendarError
from .fetch_job import FetchJob, FetchResult


def run_job(job: FetchJob) -> FetchResult:
    """Errors are in the result; nothing is raised."""
    try:
        return _fetch_and_read(job)
    except CalendarError as error:
        return FetchResult(error=error.code, detail=error.detail)
    except MemoryError:
        return FetchResult(error="too_heavy")
    except Exception:
        return FetchResult(error="crashed")


def _fetch_and_read(job: FetchJob) -> FetchResult:
    # Imported here, so that a failed import is reported in the result.
    from ...ical.reading.reader import read_busy_time
    from .fetching import fetch

    response = fetch(job.url, job.etag, job.last_modified, allow_loopback=job.allow_loopback)
    if response.body is None:
        return FetchResult(unchanged=True)
    if _is_truncated(response.body, response.is_delimited):
        raise CalendarError("truncated")
    content_hash = hashlib.sha256(response.body).hexdigest()
    result = FetchResult(etag=response.etag, last_modified=response.last_modified, content_hash=content_hash)
    if content_hash == job.content_hash:
        return replace(result, unchanged=True)
    busy_time = read_busy_time(response.body, job.options)
    return replace(result, blocks=busy_time.blocks, issues=busy_time.issues, doubtful=busy_time.doubtful)


def _is_truncated(body: bytes, is_delimited: bool) -> bool:
    """Whether the end of the file is missing. A server may announce the length of what is left of a file."""
    text = body.rstrip().upper()
    if text.endswith(b"END:VCALENDAR"):
        return False
    return not is_delimited or text.rfind(b"BEGIN:VEVENT") > text.rfind(b"END:VEVENT")
