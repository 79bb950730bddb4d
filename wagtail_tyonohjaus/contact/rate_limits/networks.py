"""The visitor's network, which submissions are counted by."""

import hashlib
import hmac
import ipaddress
import logging
import re

from django.conf import settings
from django.http import HttpRequest

from ...conf import app_settings

logger = logging.getLogger(__name__)

#: The network of all visitors whose address can't be read: they are counted together.
UNREADABLE = "unreadable"
# An IPv6 address in brackets, or an IPv4 address; each may be followed by a port.
_WITH_PORT = re.compile(r"\[(?P<v6>[0-9A-Fa-f:.]+)(?:%[\w.-]+)?\](?::\d{1,5})?|(?P<v4>[0-9.]+):\d{1,5}", re.ASCII)


def network_of(request: HttpRequest) -> str:
    """The client's network (/24 or /64, since one client may have many addresses), else ``UNREADABLE``.

    Of ``X-Forwarded-For``, only the entries of the site's own proxies are trusted, since clients can send the header.
    """
    network = network_from(_client_address(request))
    if network == UNREADABLE:
        logger.warning("The network of a visitor can't be read. Check TRUSTED_PROXY_COUNT and the proxy's headers.")
    return network


def network_from(text: str) -> str:
    """The network of an address as proxies write it: with or without a port, brackets, quotes or a zone."""
    text = text.strip().strip('"')
    match = _WITH_PORT.fullmatch(text)
    if match:
        text = match["v6"] or match["v4"]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return UNREADABLE
    mapped = getattr(address, "ipv4_mapped", None) or address
    return str(ipaddress.ip_network((mapped, 24 if mapped.version == 4 else 64), strict=False))


def network_key(network: str | None) -> str:
    """An HMAC that stores a network without revealing it; blank without a network."""
    if network is None:
        return ""
    return hmac.new(settings.SECRET_KEY.encode(), f"tyonohjaus.network\n{network}".encode(), hashlib.sha256).hexdigest()


def _client_address(request: HttpRequest) -> str:
    header, proxies = request.META.get("HTTP_X_FORWARDED_FOR", ""), app_settings.TRUSTED_PROXY_COUNT
    # Blank entries count: if they were skipped, the client's own entry would move into the proxy's place.
    hops = header.split(",") if header.strip() else []
    return hops[-proxies] if proxies and len(hops) >= proxies else request.META.get("REMOTE_ADDR", "")
