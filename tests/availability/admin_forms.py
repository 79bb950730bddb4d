"""Submitted forms of a supervisor with hours and calendars."""

from django.urls import reverse

from wagtail_tyonohjaus.practice.models import Supervisor

RELATIONS = ("translations", "weekly_hours", "hours_exceptions", "busy_calendars", "feed_tokens")


SECRET = "https://calendar.example.com/private-1234/basic.ics"


def formset(name, rows, initial=0):
    data = {
        f"{name}-TOTAL_FORMS": len(rows),
        f"{name}-INITIAL_FORMS": initial,
        f"{name}-MIN_NUM_FORMS": 0,
        f"{name}-MAX_NUM_FORMS": 1000,
    }
    return data | {f"{name}-{n}-{key}": value for n, row in enumerate(rows) for key, value in row.items()}


def form_data(initial=0, **rows):
    data = {"name": "Aino Laine", "introduction": "null", "active": "on", "accepts_new_clients": "on"}
    for name in RELATIONS:
        data |= formset(name, rows.pop(name, []), initial)
    return data | rows


def hours(weekday=0, start="09:00", end="12:00", **kwargs):
    return {"weekday": weekday, "start": start, "end": end, "interval_weeks": 1, **kwargs}


def calendar_row(**kwargs):
    return {"url": SECRET, "all_day": "marked", "transparent": "free", "stale": "keep", "stale_hours": 48, **kwargs}


def url(view, *args, model=Supervisor):
    return reverse(model.snippet_viewset.get_url_name(view), args=args)


def errors(response, relation):
    return response.context["form"].formsets[relation].errors
