"""What an answer, or the lack of one, means for a run."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp

from tasks.errors import Rejected, SitrepError, Transient
from tasks.text import header, redacted

RETRY_AFTER_CAP_S = 24 * 3600.0
# Answers that may be others later: the request came too late or too early, too many came, or the server has trouble.
PASSING = {408, 425, 429}


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer, body decompressed."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def judged(answer: Answer, *, conditional: bool) -> Answer:
    """Return an answer that is good: 200, or 304 to a request that was `conditional`.

    Raises `Transient` (`http_408`, `http_425`, `http_429`, `http_5xx`) or `Rejected` (`gone`, `empty_page`,
    `bad_response` for a 304 that nothing asked for, `http_nnn`).
    """
    where, status = redacted(answer.url), answer.status
    if status == 200 or (status == 304 and conditional):
        return answer
    if status == 304:
        raise Rejected("bad_response", f"{where} answered 304 to a request without a validator", http_status=304)
    if status in (204, 205):
        raise Rejected("empty_page", f"{where} answered {status}, no content", http_status=status)
    if status in (404, 410):
        raise Rejected("gone", f"{where} answered {status}", http_status=status)
    if status in PASSING or status >= 500:
        raise Transient(f"http_{status}", f"{where} answered {status}", retry_after_s(answer), status)
    raise Rejected(f"http_{status}", f"{where} answered {status}", http_status=status)


def retry_after_s(answer: Answer) -> float | None:
    """Return the seconds of Retry-After, given as such or as a date (RFC 9110, section 10.2.3), 0 to 24 hours."""
    said = (header(answer.headers, "retry-after") or "").strip()
    if said.isascii() and said.isdigit():
        return min(float(said[:12]), RETRY_AFTER_CAP_S)
    try:
        moment = parsedate_to_datetime(said)
    except (ValueError, TypeError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((moment - datetime.now(UTC)).total_seconds(), 0.0), RETRY_AFTER_CAP_S)


def told(url: str, error: Exception) -> SitrepError:
    """Return the error of sitrep that a library's error means."""
    where = redacted(url)
    if isinstance(error.__cause__, SitrepError):
        return error.__cause__
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return Rejected("tls", f"{where}: {error}")
    if isinstance(error, aiohttp.ServerTimeoutError):
        return Transient("timeout", f"{where} fell silent")
    if isinstance(error, aiohttp.ClientPayloadError):
        return Transient("truncated", f"{where} breaks off: {error}")
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ServerDisconnectedError | aiohttp.ClientOSError):
        return Transient("connect", f"{where}: {error}")
    return Rejected("bad_response", f"{where}: {type(error).__name__}: {error}")
