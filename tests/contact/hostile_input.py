"""What hostile visitors type."""

from typing import Any

from hypothesis import strategies as st

from wagtail_tyonohjaus.contact.form.standard_fields import HONEYPOT, STANDARD_FIELDS

FIELDS = [
    *STANDARD_FIELDS,
    "call_from",
    "call_until",
    "visitor_time_zone",
    "consent",
    HONEYPOT,
    "form_key",
    "csrfmiddlewaretoken",
]
CORPUS = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "a\r\nBcc: evil@example.com\r\nX-Evil: 1",
    "\n" * 50,
    '=HYPERLINK("http://evil.example")',
    "@SUM(1+1)|cmd",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}{% load x %}",
    "' OR 1=1 --",
    "\ud7ff\ufffe\uffff",
    "\u202e\u2066\u2028\u2029",
    "😀" * 200,
    "x" * 10_000,
    "x@" + "a" * 300 + ".example",
    '"a b"@example.com',
    "a@[127.0.0.1]",
    "99999999999999999999999",
    "-1",
    "1e309",
    "NaN",
    "٣",
    "0000-00-00T00:00Z/60",
    "9999-12-31T23:59Z/1440",
    "2199-02-30T10:00Z/60",
    "25:61",
    "../../etc/passwd",
    "%s%n%x",
    "\u0130" * 200,
    "ß" * 120,
]
texts = st.one_of(st.sampled_from(CORPUS), st.text(max_size=300), st.integers().map(str), st.floats().map(str))


def bodies() -> Any:
    """Posts: known and unknown fields, some of them several times."""
    names = st.one_of(st.sampled_from(FIELDS), st.text(min_size=1, max_size=20))
    return st.dictionaries(names, st.one_of(texts, st.lists(texts, max_size=3)), max_size=8)
