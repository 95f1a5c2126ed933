"""Small readings of strings that several stages share."""

import hashlib
import html
import re
from collections.abc import Iterable
from urllib.parse import quote, unquote_plus, urlsplit, urlunsplit

# Parameters that tell who sent the reader, and never which page is asked for. Names such as cid, uid or source do
# both, so they stay. After the lists of AdGuard (TrackParamFilter), ClearURLs and Firefox, and links of public feeds.
TRACKING = re.compile(
    r"(utm_|at_|ga_|gs_|hsa_|itm_|mc_|mkt_|ml_|mtm_|ns_|oly_|pk_|piwik_|vero_|wt_|_hs|__twitter_impression).*|"
    r"(dc|fbc|gc|msc|twc|yc|ysc)lid|(gbra|wbra|msclk|igsh|s_c)id|(_ga|_gl|_openstat|xtor|cmp|cmpid|ncid|ocid|smid)|"
    r"sr_share.*|traffic_source|maca|partner|feedtype|rss_?id|src|ref|ref_src|ref_url",
    re.IGNORECASE,
)
CREDENTIALS = re.compile(r"//[^/?#]*@")
TAG = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]{0,2000}>", re.DOTALL | re.IGNORECASE)
WORD = re.compile(r"\S+")
WRITTEN = "/%:=&?~#+!$,;'@()*[]|"  # characters of an address that are its own, escapes included


def clean_url(url: str) -> str:
    """Return `url` in its plain form: host in lower case, no tracking parameters, no fragment, no credentials.

    What is left leads to the same page: nothing else is left out or put in another order. Raises `ValueError` for what
    cannot be read as an address.
    """
    parts = urlsplit(url.strip().replace("&amp;", "&"))
    kept = [pair for pair in parts.query.split("&") if not TRACKING.fullmatch(unquote_plus(pair.partition("=")[0]))]
    scheme = parts.scheme.lower()
    if not re.search(r"\w", _host(parts.netloc, scheme)):
        raise ValueError(f"{url!r} has no host")
    path = quote(parts.path or "/", safe=WRITTEN)
    return urlunsplit((scheme, _host(parts.netloc, scheme), path, quote("&".join(kept), safe=WRITTEN), ""))


def _host(netloc: str, scheme: str) -> str:
    host = netloc.rpartition("@")[2].lower()
    return host.removesuffix({"http": ":80", "https": ":443"}.get(scheme, ":")).rstrip(":")


def redacted(url: str) -> str:
    """Return `url` without user name and password, for logs and tables."""
    return CREDENTIALS.sub("//", url, count=1)


def plain_words(markup: str) -> list[str]:
    """Return the words of an HTML fragment, tags removed and entities read."""
    return WORD.findall(html.unescape(TAG.sub(" ", markup)))


def folded(text: str) -> str:
    """Return the words of `text` in lower case, punctuation left out: what two writings of one name share."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def header(headers: Iterable[tuple[str, str]], name: str) -> str | None:
    """Return the first HTTP header called `name` (lower case), None when there is none."""
    return next((value for key, value in headers if key.lower() == name), None)


def charset_of(content_type: str | None) -> str | None:
    """Return the character set that a Content-Type declares, in lower case, None when it declares none."""
    _, _, parameter = (content_type or "").lower().partition("charset=")
    return parameter.split(";")[0].strip(" \"'") or None


def digest(*parts: str) -> str:
    """Return the SHA-256 of the parts, as hex digits."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def noun(count: int, one: str, many: str = "") -> str:
    """Return the word for so many of a thing: `one`, else `many`, which is `one` with an s where it is not given."""
    return one if count == 1 else many or f"{one}s"


def counted(count: int, one: str, many: str = "") -> str:
    """Return how many there are of a thing, in words: "1 feed", "2 feeds", "3,000 entries"."""
    return f"{count:,} {noun(count, one, many)}"


def site(url: str) -> str:
    """Return the host of `url` without a leading www, the name an outlet goes by where nothing better is known."""
    return (urlsplit(url).hostname or url).removeprefix("www.")
