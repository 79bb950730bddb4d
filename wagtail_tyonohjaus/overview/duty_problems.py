"""What is wrong with the rotas to which rules send requests, as problems of the health checks."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from ..contact.models import RoutingRule
from ..duty.models import Rota
from ..duty.reachability import RotaFindings, rota_findings
from ..practice.formatting import format_moment
from .problems import Problem


def duty_problems(now: datetime, of_sites: Q) -> list[Problem]:
    """Empty if all is well. The texts name rotas, and nobody's name."""
    used = RoutingRule.objects.filter(active=True, to_rota__isnull=False).values("to_rota")
    findings = rota_findings(Rota.objects.filter(of_sites, pk__in=used).select_related("site"), now)
    gaps = {each.rota: _gap(each) for each in findings if each.gaps or each.is_empty}
    unreachable = {each.rota: f"{each.rota} ({len(each.unreachable)})" for each in findings if each.unreachable}
    found = [
        ("duty_gaps", _("Nobody is on duty: %(rotas)s."), gaps),
        (
            "duty_unreachable",
            _("Rotas with people who can't be reached, and their number: %(rotas)s."),
            unreachable,
        ),
    ]
    return [
        Problem(code, text % {"rotas": _joined(rotas.values())}, records=tuple(rotas))
        for code, text, rotas in found
        if rotas
    ]


def _gap(findings: RotaFindings) -> str:
    if findings.is_empty:
        return _("%(rota)s, in the next four weeks") % {"rota": findings.rota}
    start = format_moment(datetime.fromtimestamp(findings.gaps[0][0], UTC), findings.rota.zone)
    return _("%(rota)s, from %(time)s") % {"rota": findings.rota, "time": start}


def _joined(names: Iterable[str]) -> str:
    return "; ".join(sorted(names))
