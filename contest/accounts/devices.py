"""What a session remembers of its device: brands of browser and system, and the network without its last part. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network

# The first that fits counts: most browsers also call themselves by the names of those that came before them.
BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("DingTalk", "DingTalk"),
    ("HuaweiBrowser", "Huawei Browser"),
    ("MiuiBrowser", "Mi Browser"),
    ("QQBrowser", "QQ Browser"),
    ("UCBrowser", "UC Browser"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("OpenHarmony", "HarmonyOS"),
    ("iPad", "iPadOS"),
    ("iPhone", "iOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
KEPT_OF_V4, KEPT_OF_V6 = 24, 48  # bits


class Place(StrEnum):
    """Where a network is, as far as its address alone tells."""

    THIS_MACHINE = "this_machine"
    INSIDE = "inside"  # a private range: the network of the house
    OUTSIDE = "outside"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Device:
    """What a session was begun with."""

    browser: str = ""
    system: str = ""
    network: str = ""


def device_of(user_agent: str, address: str) -> Device:
    """Return what is kept of a browser's own description and of its address."""
    return Device(_named(BROWSERS, user_agent), _named(SYSTEMS, user_agent), network_of(address))


def _named(names: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for sign, name in names if sign in text), "")


def network_of(address: str) -> str:
    """Return the network of an address, empty when it is none."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ip_network((found, KEPT_OF_V6 if found.version == 6 else KEPT_OF_V4), strict=False))


def place_of(network: str) -> Place:
    """Say where a network is."""
    if not network:
        return Place.UNKNOWN
    found = ip_network(network)
    if found.is_loopback or network == f"::/{KEPT_OF_V6}":  # ::1 without its last part
        return Place.THIS_MACHINE
    return Place.INSIDE if found.is_private else Place.OUTSIDE
