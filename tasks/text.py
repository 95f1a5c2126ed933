"""Small readings of strings that several stages share."""

import hashlib
import html
import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from courlan import clean_url as courlan_clean

# Left by courlan; seen on the links of public news feeds.
TRACKING = re.compile(
    r"^(utm_|at_|fbclid|gclid|dclid|msclkid|igshid|mc_cid|mc_eid|cmp|cmpid|ncid|ocid|smid|sr_share|traffic_source|"
    r"ns_|xtor|wt_|maca|partner|feedtype|rss_?id$|src$|ref_src|ref$|__twitter_impression|_hs)",
    re.IGNORECASE,
)
TAG = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]{0,2000}>", re.DOTALL | re.IGNORECASE)
WORD = re.compile(r"\S+")


def clean_url(url: str) -> str:
    """Return `url` in its plain form: host in lower case, no tracking parameters, no fragment, no credentials."""
    cleaned = courlan_clean(url) or url
    parts = urlsplit(cleaned)
    kept = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not TRACKING.match(key)]
    query = parts.query if len(kept) == len(parse_qsl(parts.query, keep_blank_values=True)) else urlencode(kept)
    host = parts.netloc.rpartition("@")[2].lower()
    return urlunsplit((parts.scheme.lower(), host, parts.path or "/", query, ""))


def redacted(url: str) -> str:
    """Return `url` without user name and password, for logs and tables."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if "@" in parts.netloc else url


def plain_words(markup: str) -> list[str]:
    """Return the words of an HTML fragment, tags removed and entities read."""
    return WORD.findall(html.unescape(TAG.sub(" ", markup)))


def folded(text: str) -> str:
    """Return the words of `text` in lower case, punctuation left out: what two writings of one name share."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def header(headers: Iterable[tuple[str, str]], name: str) -> str | None:
    """Return the first HTTP header called `name` (lower case), None when there is none."""
    return next((value for key, value in headers if key.lower() == name), None)


def digest(*parts: str) -> str:
    """Return the SHA-256 of the parts, as hex digits."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def site(url: str) -> str:
    """Return the host of `url` without a leading www, the name an outlet goes by where nothing better is known."""
    return (urlsplit(url).hostname or url).removeprefix("www.")
