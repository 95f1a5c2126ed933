"""Which network addresses a feed may make us talk to: public ones only."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

# IANA's special-purpose registries, written out since Python's own reading of them differs between versions.
NOT_PUBLIC_V4 = tuple(
    IPv4Network(each)
    for each in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
GLOBAL_UNICAST = IPv6Network("2000::/3")
SET_ASIDE = (
    IPv6Network("2001::/23"),  # protocol assignments, Teredo included
    IPv6Network("2001:db8::/32"),  # documentation
    IPv6Network("3fff::/20"),  # documentation
)
NAT64 = IPv6Network("64:ff9b::/96")
ISATAP = {0x00005EFE, 0x02005EFE}  # RFC 5214: the first half of an interface id that ends with an IPv4 address


@lru_cache(maxsize=4096)
def is_allowed(address: str, *, allow_loopback: bool) -> bool:
    """Return whether a resolved address may be connected to.

    Refused: private, loopback, link-local, site-local, shared (RFC 6598), multicast, reserved and unspecified
    addresses, and IPv6 addresses that carry such an IPv4 one (mapped, 6to4, NAT64, ISATAP). Loopback passes with
    `allow_loopback`. Raises `ValueError` for what is no address.
    """
    parsed = ip_address(address.partition("%")[0])
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    if parsed.is_loopback:
        return allow_loopback
    return _is_public_v4(parsed) if isinstance(parsed, IPv4Address) else _is_public_v6(parsed)


def _is_public_v4(address: IPv4Address) -> bool:
    return not any(address in network for network in NOT_PUBLIC_V4)


def _is_public_v6(address: IPv6Address) -> bool:
    if address in NAT64:
        return _is_public_v4(IPv4Address(int(address) & 0xFFFFFFFF))
    if address not in GLOBAL_UNICAST or any(address in network for network in SET_ASIDE):
        return False
    carried = [address.sixtofour] if address.sixtofour else []
    if (int(address) >> 32) & 0xFFFFFFFF in ISATAP:
        carried.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return all(_is_public_v4(each) for each in carried)
