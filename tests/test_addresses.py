"""Which addresses may be talked to, in every spelling that a system resolver reads."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.addresses import is_allowed
from tasks.errors import Rejected
from tasks.fetch.resolver import checked_url

# IANA IPv4 Special-Purpose Address Registry, what is not globally reachable, and multicast.
SPECIAL = [
    IPv4Network(each)
    for each in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
    )
]  # fmt: skip


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.254", "169.254.169.254",
        "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1",
        "198.51.100.1", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::127.0.0.1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808", "100::1", "2001::1", "2001:0:7f00:1::1", "2001:db8::1", "2002:7f00:1::",
        "2002:a00:1::1", "3fff::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1", "feff::1",
        "ff02::1", "ff0e::1", "2a00:1450::5efe:7f00:1", "2a00:1450::200:5efe:a00:1", "4000::1", "e000::1",
    ],
)  # fmt: skip
def test_refused(address):
    assert not is_allowed(address, allow_loopback=False)


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1", "9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.1", "126.255.255.255", "128.0.0.1",
        "172.15.255.255", "172.32.0.1", "192.167.255.255", "223.255.255.255", "::ffff:8.8.8.8", "64:ff9b::808:808",
        "2002:808:808::1", "2606:4700::1111", "2a00:1450:4001::200e", "2400:cb00::1", "2a00:1450::5efe:808:808",
    ],
)  # fmt: skip
def test_allowed(address):
    assert is_allowed(address, allow_loopback=False)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_loopback_passes_only_by_the_setting(address):
    assert is_allowed(address, allow_loopback=True) and not is_allowed(address, allow_loopback=False)


@pytest.mark.parametrize(
    "address", ["10.0.0.1", "169.254.169.254", "::", "64:ff9b::7f00:1", "2002:7f00:1::", "fe80::1"]
)
def test_the_setting_lets_nothing_else_pass(address):
    assert not is_allowed(address, allow_loopback=True)


@given(st.ip_addresses(v=4))
def test_ipv4_is_refused_as_the_registry_says(address: IPv4Address):
    special = any(address in network for network in SPECIAL)
    assert is_allowed(str(address), allow_loopback=False) is not special


@given(st.sampled_from(SPECIAL).flatmap(lambda network: st.ip_addresses(v=4, network=str(network))))
def test_what_carries_a_private_address_is_refused(inner: IPv4Address):
    number = int(inner)
    carriers = [
        (0xFFFF << 32) | number,
        (0x64FF9B << 96) | number,
        (0x2002 << 112) | (number << 80),
        (0x2A001450 << 96) | (0x5EFE << 32) | number,
    ]
    assert not any(is_allowed(str(IPv6Address(each)), allow_loopback=False) for each in carriers)


@given(st.ip_addresses(v=6))
def test_ipv6_outside_global_unicast_is_refused(address: IPv6Address):
    if int(address) >> 125 != 0b001 and not address.ipv4_mapped and int(address) >> 32 != 0x64FF9B << 64:
        assert not is_allowed(str(address), allow_loopback=False)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "2130706433", "0x7f.1", "0x7f000001", "017700000001", "0177.0.0.1", "127.1", "127.0.1", "0", "127.0.0.1.",
        "\uff11\uff12\uff17.0.0.1", "\u2460\u2461\u2466.0.0.1", "127\u30020\u30020\u30021", "[::1]", "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]", "[fe80::1%25eth0]", "169.254.169.254", "0xa9fea9fe", "10.0.0.1",
    ],
)  # fmt: skip
def test_no_spelling_of_a_private_address_passes(host):
    with pytest.raises(Rejected) as caught:
        checked_url(f"http://{host}/", allow_loopback=False)
    assert caught.value.code == "private_address"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("file:///etc/passwd", "bad_scheme"), ("ftp://example.org/", "bad_scheme"), ("gopher://example.org/", "bad_scheme"),
        ("javascript:alert(1)", "bad_scheme"), ("//example.org/", "bad_scheme"), ("http:///x", "bad_scheme"),
        ("http://[oops/", "bad_response"), ("http://example.org:99999/", "bad_response"), ("", "bad_scheme"),
    ],
)  # fmt: skip
def test_what_is_no_web_address(url, code):
    with pytest.raises(Rejected) as caught:
        checked_url(url, allow_loopback=False)
    assert caught.value.code == code


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused(text):
    for url in (text, f"http://{text}", f"http://example.org/{text}"):
        try:
            assert checked_url(url, allow_loopback=False).scheme in ("http", "https")
        except Rejected:
            continue
