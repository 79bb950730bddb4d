"""The contact request for which staff books a session or proposes times, and what it says about them."""

import uuid
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.views import View
from django.views.decorators.cache import never_cache
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.permissions import policy_registry

from ...digits import parse_digits
from ...practice.admin.users import staff_user
from ...practice.choices import Format, Kind
from ...practice.form_fields.long_choices import names_only
from ...practice.models import PracticeSettings, Service, Supervisor
from ..formatting import format_session_time
from ..models import Session
from ..policy import sessions_for, supervisors_for
from ..slots.slot_picker import SlotOption, SlotQuery
from ..slots.suggestions import Wishes, fitting_supervisors, free_options
from ..starts.request_guard import REQUEST_MODEL, booking_obstacle, live_sessions
from .continuing import values_of_request, windows_of_request


@method_decorator(never_cache, name="dispatch")
class RequestSourceView(View):
    """Base class: ``?request=<pk>`` names a contact request, ``?supervisor=<pk>`` one of the user's supervisors.

    404 if the user may not change the request, or may book for none of its practice's supervisors.
    """

    contact_request: Any = None
    supervisors: QuerySet[Supervisor]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.supervisors = supervisors_for(request.user)
        if "request" in request.GET:
            self.contact_request = self._load_request()
            self.supervisors = self.supervisors.filter(site=self.contact_request.site_id)
        if not self.supervisors.exists():
            raise Http404 if self.contact_request else PermissionDenied
        if self.obstacle:
            return self.render_obstacle()
        return super().dispatch(request, *args, **kwargs)

    def render_obstacle(self) -> HttpResponse:
        """The page that says why no session can be booked for the request."""
        raise NotImplementedError

    @cached_property
    def obstacle(self) -> str | Promise:
        """Why no session can be booked for the request; blank if one can, or without a request."""
        return booking_obstacle(self.contact_request) if self.contact_request else ""

    @cached_property
    def request_sessions(self) -> list[Session]:
        """The upcoming sessions of the request."""
        return live_sessions(self.contact_request.pk) if self.contact_request else []

    @cached_property
    def known_sessions(self) -> list[int]:
        """Those that the user was told of when the form was displayed."""
        known = self.request.POST.get("known_sessions", "").split(",")
        return [pk for text in known if (pk := parse_digits(text)) is not None]

    @cached_property
    def submission(self) -> uuid.UUID:
        """The same for the same form, values and user, so that a form that is sent twice is recognised."""
        if not self.request.POST.get("submission"):
            return uuid.uuid4()
        values = sorted(
            (name, sorted(each)) for name, each in self.request.POST.lists() if name != "csrfmiddlewaretoken"
        )
        return uuid.uuid5(uuid.NAMESPACE_OID, repr((staff_user(self.request).pk, values)))

    def get_source_context(self) -> dict[str, Any]:
        """What the pages of the request say about it, and hidden values of their forms."""
        request = self.contact_request
        visible = sessions_for(self.request.user).filter(pk__in=[one.pk for one in self.request_sessions])
        pks = set(visible.values_list("pk", flat=True)) if self.request_sessions else set()
        return {
            "contact_request": request,
            "request_url": AdminURLFinder(self.request.user).get_edit_url(request) if request else "",
            "request_sessions": [(one, format_session_time(one), one.pk in pks) for one in self.request_sessions],
            "obstacle": self.obstacle,
            "known_sessions": ",".join(str(one.pk) for one in self.request_sessions),
            "submission": self.request.POST.get("submission") or uuid.uuid4().hex,
        }

    @cached_property
    def chosen_supervisor(self) -> Supervisor | None:
        """The one of ``?supervisor=``, else that of the request, if the user may book for that one."""
        text = self.request.GET.get("supervisor", "")
        if text and self.contact_request:
            return get_object_or_404(self.supervisors, pk=parse_digits(text))
        wanted = self.contact_request.supervisor_id if self.contact_request else None
        return self.supervisors.filter(pk=wanted, active=True).first() if wanted else None

    @cached_property
    def bookable(self) -> list[Supervisor]:
        """The active supervisors whose sessions the user may book, with what decides whether they fit."""
        return list(self.supervisors.filter(active=True).prefetch_related("services", "offices"))

    @cached_property
    def names(self) -> list[Supervisor]:
        """Those whose times can be displayed, without their details."""
        return list(names_only(self.supervisors.filter(active=True)))

    @cached_property
    def only_supervisor(self) -> Supervisor | None:
        """The one whose sessions the user may book, if there is only one."""
        first = list(self.supervisors[:2])
        return first[0] if len(first) == 1 else None

    @cached_property
    def service(self) -> Service | None:
        """That of the request, else the first one of its kind and format that a supervisor offers."""
        request = self.contact_request
        if request.service:
            return request.service
        people = [self.chosen_supervisor] if self.chosen_supervisor else self.bookable
        offered = {one.pk: one for person in people for one in person.services.all()}
        kind, wanted = request.kind or Kind.SUPERVISION, request.format
        fitting = [one for one in offered.values() if one.kind == kind]
        fitting = [one for one in fitting if not wanted or not one.formats or wanted in one.formats] or fitting
        return min(fitting, key=lambda one: one.pk, default=None)

    @cached_property
    def wishes(self) -> Wishes:
        """What the visitor wishes."""
        request = self.contact_request
        values = values_of_request(request)
        query = SlotQuery(
            practice=PracticeSettings.for_site(request.site),
            service=self.service,
            supervisor=self.chosen_supervisor,
            office=request.office,
            length=request.preferred_minutes,
            format=request.format,
            mode=values.get("mode", ""),
        )
        return Wishes(query, request.preferred_start, windows_of_request(request), request.language)

    @cached_property
    def fitting(self) -> list[Supervisor]:
        """The chosen supervisor, else those who fit the wishes."""
        return [self.chosen_supervisor] if self.chosen_supervisor else fitting_supervisors(self.bookable, self.wishes)

    @cached_property
    def free_times(self) -> list[SlotOption]:
        """Free times that fit the request."""
        return free_options(self.wishes, self.fitting)

    def details_of_request(self) -> dict[str, Any]:
        """Initial values of a form with the details of a session."""
        service = self.service
        formats = service.formats if service else ()
        lengths = service.length_minutes if service else ()
        default = {
            "service": service,
            "supervisor": self.chosen_supervisor,
            "format": next(iter(formats), Format.INDIVIDUAL.value),
            "minutes": next(iter(lengths), None),
        }
        return {**default, **values_of_request(self.contact_request), "supervisor": self.chosen_supervisor}

    def supervisor_choices(self) -> Sequence[tuple[Supervisor, bool]]:
        """Whose times can be displayed, those who fit first, with whether it is the chosen one; empty for only one."""
        fitting = {one.pk for one in self.fitting}
        ordered = [*self.fitting, *(one for one in self.names if one.pk not in fitting)]
        return [(one, one == self.chosen_supervisor) for one in ordered] if len(ordered) > 1 else []

    def _load_request(self) -> Any:
        """The contact request, if the user may change it."""
        policy, pk = policy_registry.get_by_type(REQUEST_MODEL), parse_digits(self.request.GET["request"])
        rows = policy.instances_user_has_any_permission_for(self.request.user, ["change"])
        records = ("site", "service", "supervisor", "office")
        return get_object_or_404(rows.select_related(*records), pk=pk)
