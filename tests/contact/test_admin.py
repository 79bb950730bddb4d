"""Routing rules, the routing preview, the delivery log and the health panel in the admin."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.urls import NoReverseMatch, reverse
from wagtail.models import GroupSitePermission

from tests.factories import make_office, make_practice, make_service, make_site, make_supervisor
from wagtail_tyonohjaus.contact.models import RoutingRule
from wagtail_tyonohjaus.duty.models import Rota
from wagtail_tyonohjaus.messages.models import Delivery, DeliveryState

from .helpers import send

PREVIEW_URL = reverse("tyonohjaus_routing:routing_preview")
pytestmark = pytest.mark.usefixtures("practice")


def main_text(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").find("main").get_text(" ").split())


@pytest.fixture
def coordinator(django_user_model):
    """A user who sees the requests of one office, but not the routing rules."""
    user = django_user_model.objects.create_user("turku", "turku@example.com", "x")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    office = make_office(city="Turku")
    office.coordinators.add(user)
    office.save()
    return user


def rule_url(name: str, *args) -> str:
    return reverse(RoutingRule.snippet_viewset.get_url_name(name), args=args)


def test_rule_can_be_created(admin_client):
    office, supervisor = make_office(), make_supervisor()
    data = {
        "name": "Helsinki",
        "active": "on",
        "stop_processing": "on",
        "offices": [office.pk],
        "weekdays": ["0", "4"],
        "kinds": ["crisis"],
        "to_supervisors": [supervisor.pk],
        "to_email_addresses": "team@example.com",
        "to_phone_numbers": "+358 40 123 4567",
        "channels": ["mail", "sms"],
    }
    response = admin_client.post(rule_url("add"), data)
    assert response.status_code == 302, BeautifulSoup(response.content, "html.parser").select(".error-message")
    rule = RoutingRule.objects.get()
    assert (rule.weekdays, rule.kinds, rule.channels, list(rule.offices.all()), rule.sort_order) == (
        [0, 4],
        ["crisis"],
        ["mail", "sms"],
        [office],
        1,
    )
    assert admin_client.get(rule_url("edit", rule.pk)).status_code == 200


def test_rule_with_invalid_addresses_shows_errors(admin_client):
    data = {
        "name": "X",
        "channels": ["mail"],
        "to_email_addresses": "not an address",
        "to_phone_numbers": "0600 12345",
        "time_from": "10:00",
    }
    page = admin_client.post(rule_url("add"), data).content.decode()
    assert "is not an e-mail address" in page
    assert "Enter both times, or leave both blank." in page
    assert RoutingRule.objects.count() == 0


def test_rules_can_be_reordered(admin_client):
    site = make_site()
    rows = [RoutingRule.objects.create(name=name, site=site) for name in "abc"]
    admin_client.post(rule_url("reorder", rows[2].pk) + "?position=0")
    assert "".join(RoutingRule.objects.values_list("name", flat=True)) == "cab"


def test_rules_are_reordered_within_their_practice(admin_client):
    here, there = make_site(), make_site("other")
    sites = {"a": here, "b": here, "x": there, "y": there, "c": here}
    rows = [RoutingRule.objects.create(name=name, site=site) for name, site in sites.items()]
    RoutingRule.objects.update(sort_order=1)
    page = admin_client.get(rule_url("list")).content.decode()
    assert page.count("w-orderable__item__handle") == 5
    admin_client.post(rule_url("reorder", rows[4].pk) + "?position=0")
    admin_client.post(rule_url("reorder", rows[2].pk) + "?position=4")
    names = ["".join(RoutingRule.objects.filter(site=site).values_list("name", flat=True)) for site in (here, there)]
    assert names == ["cab", "yx"]


@pytest.mark.parametrize("count", [1, 30])
def test_query_count_of_the_rule_list_does_not_grow(admin_client, django_assert_max_num_queries, count):
    for number in range(count):
        RoutingRule.objects.create(name=f"Rule {number}", site=make_site())
    with django_assert_max_num_queries(22):
        admin_client.get(rule_url("list"))


def test_preview_shows_recipients_and_reasons(admin_client):
    office, service = make_office(city="Turku"), make_service(name="Coaching")
    rule = RoutingRule.objects.create(name="Coaching team", to_email_addresses="team@example.com", site=make_site())
    rule.services.add(service)
    page = main_text(admin_client.get(PREVIEW_URL, {"service": service.pk, "urgency": "normal"}))
    assert "team@example.com – E-mail, team@example.com Coaching team" in page
    other = main_text(admin_client.get(PREVIEW_URL, {"office": office.pk, "urgency": "normal"}))
    assert "Only the fallback recipients get this request." in other
    assert "Coaching team : Does not match: Service" in other
    assert other.endswith("Service: not chosen")


def test_preview_lists_rules_that_never_apply(admin_client):
    for name in ("Everything", "Never"):
        RoutingRule.objects.create(name=name, to_email_addresses="team@example.com", site=make_site())
    RoutingRule.objects.create(name="Nobody", site=make_site())
    page = main_text(admin_client.get(PREVIEW_URL))
    assert "Never : “Everything” comes first, matches all of its requests and stops processing." in page
    assert "Nobody : None of its recipients can be reached any more." in page


def test_preview_explains_a_rule_without_recipients(admin_client):
    RoutingRule.objects.create(name="Number", displayed_phone="+358401112223", site=make_site())
    page = main_text(admin_client.get(PREVIEW_URL, {"urgency": "normal"}))
    assert "Number : Matches, but has no recipients." in page
    assert "Displayed telephone number: 040 111 2223" in page


def test_preview_explains_a_rota_with_nobody_on_duty(admin_client):
    rota = Rota.objects.create(name="Nights", site=make_site())
    RoutingRule.objects.create(name="Duty", to_rota=rota, site=make_site())
    page = main_text(admin_client.get(PREVIEW_URL, {"urgency": "normal"}))
    assert "Duty : Matches, but none of its recipients can be reached." in page


def test_preview_counts_combinations_that_it_does_not_list(admin_client, monkeypatch):
    monkeypatch.setattr("wagtail_tyonohjaus.contact.routing.analysis.MAX_LISTED", 1)
    for city, weekday in (("Turku", 0), ("Oulu", 1)):
        rule = RoutingRule.objects.create(
            name=city, to_email_addresses="a@example.com", weekdays=[weekday], site=make_site()
        )
        rule.offices.add(make_office(city=city))
    assert main_text(admin_client.get(PREVIEW_URL)).endswith("2 more combinations")


def test_delivery_log_shows_failures_and_resends(admin_client):
    stored = send()
    failed = Delivery.objects.get(message_type="staff_notice")
    Delivery.objects.filter(pk=failed.pk).update(state=DeliveryState.FAILED, last_response="550 no")
    page = main_text(admin_client.get(reverse("tyonohjaus_log:index"), {"state": "failed"}))
    assert ("550 no" in page, stored.reference in page) == (True, True)
    assert admin_client.get(reverse("tyonohjaus_log:detail", args=[failed.pk])).status_code == 200
    admin_client.post(reverse("tyonohjaus_log:resend", args=[failed.pk]))
    assert Delivery.objects.filter(message_type="staff_notice").count() == 2
    assert stored.events.filter(kind="resent").count() == 1


def test_health_panel_shows_failures_until_acknowledged(admin_client):
    send()
    failed = Delivery.objects.get(message_type="staff_notice")
    Delivery.objects.filter(pk=failed.pk).update(state=DeliveryState.FAILED)
    assert "1 message could not be delivered." in main_text(admin_client.get(reverse("wagtailadmin_home")))
    admin_client.post(reverse("tyonohjaus_log:resend", args=[failed.pk]), {"action": "acknowledge"})
    assert "could not be delivered" not in main_text(admin_client.get(reverse("wagtailadmin_home")))


@pytest.mark.parametrize(
    "message_type", ["staff_notice", "receipt", "reminder", "escalation", "review", "reply", "no-such"]
)
@pytest.mark.parametrize("language", ["fi", "xx"])
def test_message_preview_is_available(admin_client, message_type, language):
    page = admin_client.get(reverse("tyonohjaus_log:message_preview"), {"type": message_type, "language": language})
    assert page.status_code == 200


def test_coordinator_sees_own_deliveries_but_no_rules(client, coordinator):
    mine = send(office=coordinator.tyonohjaus_offices.get().pk)
    other = send(name="Other", office=make_office(city="Vaasa").pk)
    rule = RoutingRule.objects.create(name="RuleSnapshot", site=make_site())
    client.force_login(coordinator)
    page = main_text(client.get(reverse("tyonohjaus_log:index")))
    assert (mine.reference in page, other.reference in page) == (True, False)
    foreign = Delivery.objects.filter(about=other.reference).first()
    for name in ("detail", "resend"):
        url = reverse(f"tyonohjaus_log:{name}", args=[foreign.pk])
        assert (client.get(url) if name == "detail" else client.post(url)).status_code == 404
    status_codes = [
        client.get(PREVIEW_URL).status_code,
        client.post(rule_url("reorder", rule.pk) + "?position=0").status_code,
        client.get(rule_url("edit", rule.pk)).status_code,
    ]
    assert 200 not in status_codes


def test_rule_of_another_practice_is_not_accessible(client, django_user_model):
    other = make_practice(make_site("other.example"))
    rule = RoutingRule.objects.create(name="Elsewhere", site=other.site)
    group = Group.objects.create(name="Managers here")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    permission = Permission.objects.get(codename="change_contactrequest")
    GroupSitePermission.objects.create(group=group, site=make_site(), permission=permission)
    user = django_user_model.objects.create_user("manager", "m@example.com", "x")
    user.groups.add(group)
    client.force_login(user)
    assert client.get(rule_url("list")).status_code == 200
    assert "Elsewhere" not in main_text(client.get(rule_url("list")))
    assert client.get(rule_url("edit", rule.pk)).status_code == 404
    assert client.post(rule_url("delete", rule.pk)).status_code == 404
    assert client.post(rule_url("reorder", rule.pk) + "?position=0").status_code == 404
    assert client.get(PREVIEW_URL, {"site": other.site_id}).status_code == 200
    assert RoutingRule.objects.filter(pk=rule.pk).exists()


@pytest.mark.parametrize("model", [RoutingRule, Rota])
def test_rules_and_rotas_have_no_chooser(model):
    for name in ("choose", "choose_results", "chosen", "create"):
        with pytest.raises(NoReverseMatch):
            reverse(model.snippet_viewset.chooser_viewset.get_url_name(name))


def test_rota_can_be_created_and_used_in_a_rule(admin_client):
    supervisor = make_supervisor(email="aino@example.com")
    data = {
        "name": "Crisis phone",
        "alert_minutes": "10",
        "weekly_turns-TOTAL_FORMS": "0",
        "weekly_turns-INITIAL_FORMS": "0",
        "turns-TOTAL_FORMS": "1",
        "turns-INITIAL_FORMS": "0",
        "turns-0-supervisor": str(supervisor.pk),
        "turns-0-start": "2026-11-20 08:00",
        "turns-0-end": "2026-11-27 08:00",
    }
    response = admin_client.post(reverse(Rota.snippet_viewset.get_url_name("add")), data)
    assert response.status_code == 302, BeautifulSoup(response.content, "html.parser").select(".error-message")
    rota = Rota.objects.get()
    assert rota.turns.get().supervisor == supervisor
    data = {"name": "Duty", "active": "on", "to_rota": rota.pk, "channels": ["mail"]}
    assert admin_client.post(rule_url("add"), data).status_code == 302
    assert RoutingRule.objects.get().to_rota == rota


def test_delivery_log_shows_labels_of_message_types(admin_client, practice):
    for number, message_type in enumerate(("session_held", "session_reminder", "session_conflict", "unknown")):
        Delivery.objects.create(
            site=practice.site, message_type=message_type, address="a@example.com", message_id=f"<{number}@a>"
        )
    page = main_text(admin_client.get(reverse("tyonohjaus_log:index")))
    assert "session_" not in page
    for label in ("Session: Time requested and held", "Session: Reminder sent", "unknown"):
        assert label in page
