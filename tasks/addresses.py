"""Which network addresses a feed may make us talk to: public ones only."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

NAT64 = IPv6Network("64:ff9b::/96")
LOCAL_NAT64 = IPv6Network("64:ff9b:1::/48")


def is_allowed(address: str, *, allow_loopback: bool) -> bool:
    """Return whether a resolved address may be connected to.

    Refused: private, loopback, link-local, shared (RFC 6598), multicast, reserved and unspecified addresses, and IPv6
    addresses that carry such an IPv4 one (mapped, 6to4, Teredo, NAT64). Loopback passes with `allow_loopback`.
    """
    parsed = ip_address(address.partition("%")[0])
    if allow_loopback and parsed.is_loopback:
        return True
    return all(_is_public(each) for each in (parsed, *_carried(parsed)))


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _carried(address: IPv4Address | IPv6Address) -> list[IPv4Address]:
    if isinstance(address, IPv4Address):
        return []
    carried = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in NAT64 or address in LOCAL_NAT64:
        carried.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [each for each in carried if each is not None]
