"""Names to addresses that may be connected to, and the sockets that connect to nothing else."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from tasks.addresses import is_allowed
from tasks.errors import Rejected, Transient
from tasks.text import redacted

Lookup = Callable[[str], Awaitable[Sequence[str]]]
"""Gives the addresses of a host name, as text; raises `OSError` when there are none."""


async def system_lookup(host: str) -> Sequence[str]:
    """Return the addresses that the operating system gives for `host`; raises `OSError`, `UnicodeError`."""
    found = await asyncio.get_running_loop().getaddrinfo(
        host, None, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG
    )
    return [str(entry[4][0]) for entry in found]


class PublicResolver(AbstractResolver):
    """Resolves names to addresses that may be connected to; a name with any other address is refused whole."""

    def __init__(self, *, allow_loopback: bool, lookup: Lookup = system_lookup) -> None:
        self._allow_loopback = allow_loopback
        self._lookup = lookup

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of `host`; raise `Transient` (`dns`) or `Rejected` (`private_address`)."""
        try:
            addresses = await self._lookup(host)
        except (OSError, UnicodeError) as error:
            why = getattr(error, "strerror", None) or error
            raise Transient("dns", f"{host} has no address: {why}") from error
        if not addresses:
            raise Transient("dns", f"{host} has no address")
        for address in addresses:
            refuse_private(host, address, allow_loopback=self._allow_loopback)
        return [_resolved(host, port, address) for address in addresses]

    async def close(self) -> None:
        """Nothing is held."""


def _resolved(host: str, port: int, address: str) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return ResolveResult(
        hostname=host, host=address, port=port, family=family, proto=socket.IPPROTO_TCP, flags=socket.AI_NUMERICHOST
    )


def refuse_private(host: str, address: str, *, allow_loopback: bool) -> None:
    """Raise `Rejected` (`private_address`) unless `address` may be connected to."""
    if not is_allowed(address, allow_loopback=allow_loopback):
        raise Rejected("private_address", f"{host} is {address}, which is not a public address")


def checked_url(url: str, *, allow_loopback: bool) -> URL:
    """Return `url` read as it will be asked for.

    Raises `Rejected`: `bad_scheme`, `private_address` for a literal one, `bad_response` where it cannot be read.
    """
    try:
        made = URL(url)
        if made.scheme not in ("http", "https") or not made.host:
            raise Rejected("bad_scheme", f"{redacted(url)} is no http or https address")
        address = literal(made.host)
        if address:  # a name is checked by the resolver instead
            refuse_private(made.host, address, allow_loopback=allow_loopback)
    except ValueError as error:
        raise Rejected("bad_response", f"an address that cannot be read: {error}") from error
    return made


def literal(host: str) -> str | None:
    """Return the address that `host` spells, in any of the ways that system resolvers read; None for a name."""
    if ":" in host:
        return host
    try:
        return socket.inet_ntoa(socket.inet_aton(host.rstrip(".")))
    except (OSError, ValueError):
        return None


def guarded_socket(*, allow_loopback: bool) -> Callable[[Any], socket.socket]:
    """Return a maker of sockets that refuses to make one for an address that may not be connected to.

    The last line of defence: it sees the very address that is connected to, however it was come by.
    """

    def make(info: Any) -> socket.socket:
        family, kind, protocol, _, address = info
        refuse_private("the address to connect to", str(address[0]), allow_loopback=allow_loopback)
        return socket.socket(family, kind, protocol)

    return make
