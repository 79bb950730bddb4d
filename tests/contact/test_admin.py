"""Rules, "who gets this?", the log of messages and the banner, in the admin."""

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

pytestmark = pytest.mark.usefixtures("practice")


def text_of(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").find("main").get_text(" ").split())


@pytest.fixture
def coordinator(django_user_model):
    """Sees one office's requests and no rules."""
    user = django_user_model.objects.create_user("turku", "turku@example.com", "x")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    office = make_office(city="Turku")
    office.coordinators.add(user)
    office.save()
    return user


def route_url(name: str, *args) -> str:
    return reverse(RoutingRule.snippet_viewset.get_url_name(name), args=args)


def test_rule_is_made_in_the_admin(admin_client):
    office, supervisor = make_office(), make_supervisor()
    data = {
        "name": "Helsinki",
        "active": "on",
        "stop_processing": "on",
        "offices": [office.pk],
        "weekdays": ["0", "4"],
        "kinds": ["crisis"],
        "to_supervisors": [supervisor.pk],
        "to_email_addresses": "desk@example.com",
        "to_phone_numbers": "+358 40 123 4567",
        "channels": ["mail", "sms"],
    }
    response = admin_client.post(route_url("add"), data)
    assert response.status_code == 302, BeautifulSoup(response.content, "html.parser").select(".error-message")
    row = RoutingRule.objects.get()
    assert (row.weekdays, row.kinds, row.channels, list(row.offices.all()), row.sort_order) == (
        [0, 4],
        ["crisis"],
        ["mail", "sms"],
        [office],
        1,
    )
    assert admin_client.get(route_url("edit", row.pk)).status_code == 200


def test_rule_with_wrong_addresses_is_told(admin_client):
    data = {
        "name": "X",
        "channels": ["mail"],
        "to_email_addresses": "not an address",
        "to_phone_numbers": "0600 12345",
        "time_from": "10:00",
    }
    page = admin_client.post(route_url("add"), data).content.decode()
    assert "is no e-mail address" in page
    assert "Give both times or neither." in page
    assert RoutingRule.objects.count() == 0


def test_rules_are_reordered_by_dragging(admin_client):
    site = make_site()
    rows = [RoutingRule.objects.create(name=name, site=site) for name in "abc"]
    admin_client.post(route_url("reorder", rows[2].pk) + "?position=0")
    assert "".join(RoutingRule.objects.values_list("name", flat=True)) == "cab"


def test_rules_of_several_practices_are_reordered_each_among_its_own(admin_client):
    here, there = make_site(), make_site("other")
    sites = {"a": here, "b": here, "x": there, "y": there, "c": here}
    rows = [RoutingRule.objects.create(name=name, site=site) for name, site in sites.items()]
    RoutingRule.objects.update(sort_order=1)
    page = admin_client.get(route_url("list")).content.decode()
    assert page.count("w-orderable__item__handle") == 5
    admin_client.post(route_url("reorder", rows[4].pk) + "?position=0")
    admin_client.post(route_url("reorder", rows[2].pk) + "?position=4")
    names = ["".join(RoutingRule.objects.filter(site=site).values_list("name", flat=True)) for site in (here, there)]
    assert names == ["cab", "yx"]


@pytest.mark.parametrize("count", [1, 30])
def test_list_of_rules_takes_the_same_queries(admin_client, django_assert_max_num_queries, count):
    for number in range(count):
        RoutingRule.objects.create(name=f"Rule {number}", site=make_site())
    with django_assert_max_num_queries(22):
        admin_client.get(route_url("list"))


def test_who_gets_this_answers_and_says_why(admin_client):
    office, service = make_office(city="Turku"), make_service(name="Coaching")
    row = RoutingRule.objects.create(name="Coaching desk", to_email_addresses="desk@example.com", site=make_site())
    row.services.add(service)
    url = reverse("tyonohjaus_routing:who")
    page = text_of(admin_client.get(url, {"service": service.pk, "urgency": "normal"}))
    assert "desk@example.com – E-mail, desk@example.com Coaching desk" in page
    other = text_of(admin_client.get(url, {"office": office.pk, "urgency": "normal"}))
    assert "Only the fallback catches this request." in other
    assert "Coaching desk : Does not fit: Service" in other
    assert other.endswith("Service: not chosen")


def test_who_gets_this_lists_rules_that_can_never_act(admin_client):
    for name in ("Everything", "Never"):
        RoutingRule.objects.create(name=name, to_email_addresses="desk@example.com", site=make_site())
    RoutingRule.objects.create(name="Nobody", site=make_site())
    page = text_of(admin_client.get(reverse("tyonohjaus_routing:who")))
    assert "Never : “Everything” comes first, asks no more and stops." in page
    assert "Nobody : Nobody it names can be reached any more." in page


def test_who_gets_this_says_what_a_rule_is_for_that_names_nobody(admin_client):
    RoutingRule.objects.create(name="Number", displayed_phone="+358401112223", site=make_site())
    page = text_of(admin_client.get(reverse("tyonohjaus_routing:who"), {"urgency": "normal"}))
    assert "Number : Fits. It names nobody who is to hear of it." in page
    assert "Telephone shown on pages: 040 1112223" in page


def test_who_gets_this_says_of_a_rule_for_whoever_is_on_duty_that_nobody_is(admin_client):
    rota = Rota.objects.create(name="Nights", site=make_site())
    RoutingRule.objects.create(name="Duty", to_rota=rota, site=make_site())
    page = text_of(admin_client.get(reverse("tyonohjaus_routing:who"), {"urgency": "normal"}))
    assert "Duty : Fits, but nobody it names can be reached." in page


def test_who_gets_this_tells_how_much_it_leaves_out(admin_client, monkeypatch):
    monkeypatch.setattr("wagtail_tyonohjaus.contact.rule_analysis.MOST", 1)
    for city, weekday in (("Turku", 0), ("Oulu", 1)):
        row = RoutingRule.objects.create(
            name=city, to_email_addresses="a@example.com", weekdays=[weekday], site=make_site()
        )
        row.offices.add(make_office(city=city))
    assert text_of(admin_client.get(reverse("tyonohjaus_routing:who"))).endswith("2 further combinations")


def test_log_shows_what_became_of_messages_and_sends_again(admin_client):
    stored = send()
    dead = Delivery.objects.get(message_type="staff_notice")
    Delivery.objects.filter(pk=dead.pk).update(state=DeliveryState.FAILED, last_response="550 no")
    page = text_of(admin_client.get(reverse("tyonohjaus_log:index"), {"state": "failed"}))
    assert ("550 no" in page, stored.reference in page) == (True, True)
    assert admin_client.get(reverse("tyonohjaus_log:detail", args=[dead.pk])).status_code == 200
    admin_client.post(reverse("tyonohjaus_log:resend", args=[dead.pk]))
    assert Delivery.objects.filter(message_type="staff_notice").count() == 2
    assert stored.events.filter(kind="resent").count() == 1


def test_banner_shows_until_somebody_has_taken_note(admin_client):
    send()
    dead = Delivery.objects.get(message_type="staff_notice")
    Delivery.objects.filter(pk=dead.pk).update(state=DeliveryState.FAILED)
    assert "1 message could not be delivered." in text_of(admin_client.get(reverse("wagtailadmin_home")))
    admin_client.post(reverse("tyonohjaus_log:resend", args=[dead.pk]), {"action": "acknowledge"})
    assert "could not be delivered" not in text_of(admin_client.get(reverse("wagtailadmin_home")))


@pytest.mark.parametrize("kind", ["staff_notice", "receipt", "reminder", "escalation", "review", "reply", "no-such"])
@pytest.mark.parametrize("language", ["fi", "xx"])
def test_words_of_messages_can_be_looked_at(admin_client, kind, language):
    page = admin_client.get(reverse("tyonohjaus_log:message_preview"), {"type": kind, "language": language})
    assert page.status_code == 200


def test_coordinator_sees_messages_of_the_own_office_and_no_rules(client, coordinator):
    mine = send(office=coordinator.coordinated_offices.get().pk)
    other = send(name="Other", office=make_office(city="Vaasa").pk)
    row = RoutingRule.objects.create(name="RuleSnapshot", site=make_site())
    client.force_login(coordinator)
    page = text_of(client.get(reverse("tyonohjaus_log:index")))
    assert (mine.reference in page, other.reference in page) == (True, False)
    foreign = Delivery.objects.filter(about=other.reference).first()
    for name in ("detail", "resend"):
        url = reverse(f"tyonohjaus_log:{name}", args=[foreign.pk])
        assert (client.get(url) if name == "detail" else client.post(url)).status_code == 404
    codes = [
        client.get(reverse("tyonohjaus_routing:who")).status_code,
        client.post(route_url("reorder", row.pk) + "?position=0").status_code,
        client.get(route_url("edit", row.pk)).status_code,
    ]
    assert 200 not in codes


def test_rule_of_another_practice_is_out_of_reach(client, django_user_model):
    other = make_practice(make_site("other.example"))
    row = RoutingRule.objects.create(name="Elsewhere", site=other.site)
    group = Group.objects.create(name="Managers here")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    permission = Permission.objects.get(codename="change_contactrequest")
    GroupSitePermission.objects.create(group=group, site=make_site(), permission=permission)
    user = django_user_model.objects.create_user("manager", "m@example.com", "x")
    user.groups.add(group)
    client.force_login(user)
    assert client.get(route_url("list")).status_code == 200
    assert "Elsewhere" not in text_of(client.get(route_url("list")))
    assert client.get(route_url("edit", row.pk)).status_code == 404
    assert client.post(route_url("delete", row.pk)).status_code == 404
    assert client.post(route_url("reorder", row.pk) + "?position=0").status_code == 404
    assert client.get(reverse("tyonohjaus_routing:who"), {"site": other.site_id}).status_code == 200
    assert RoutingRule.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", [RoutingRule, Rota])
def test_rules_and_rotas_have_no_chooser_that_would_show_them_to_everybody(model):
    for name in ("choose", "choose_results", "chosen", "create"):
        with pytest.raises(NoReverseMatch):
            reverse(model.snippet_viewset.chooser_viewset.get_url_name(name))


def test_rota_is_made_in_the_admin_and_chosen_in_a_rule(admin_client):
    supervisor = make_supervisor(email="aino@example.com")
    data = {
        "name": "Crisis phone",
        "turns-TOTAL_FORMS": "1",
        "turns-INITIAL_FORMS": "0",
        "turns-MIN_NUM_FORMS": "0",
        "turns-MAX_NUM_FORMS": "1000",
        "turns-0-supervisor": str(supervisor.pk),
        "turns-0-start": "2026-11-20 08:00",
        "turns-0-end": "2026-11-27 08:00",
    }
    response = admin_client.post(reverse(Rota.snippet_viewset.get_url_name("add")), data)
    assert response.status_code == 302, BeautifulSoup(response.content, "html.parser").select(".error-message")
    rota = Rota.objects.get()
    assert rota.turns.get().supervisor == supervisor
    data = {"name": "Duty", "active": "on", "to_rota": rota.pk, "channels": ["mail"]}
    assert admin_client.post(route_url("add"), data).status_code == 302
    assert RoutingRule.objects.get().to_rota == rota


def test_log_names_the_messages_of_sessions_in_words(admin_client, practice):
    for number, kind in enumerate(("session_held", "session_reminder", "session_conflict", "unknown")):
        Delivery.objects.create(
            site=practice.site, message_type=kind, address="a@example.com", message_id=f"<{number}@a>"
        )
    page = text_of(admin_client.get(reverse("tyonohjaus_log:index")))
    assert "session_" not in page
    for label in ("Session: Time asked for and held", "Session: Reminder sent", "unknown"):
        assert label in page
