"""A `Report` as text: one web page that needs nothing else, Markdown, an RSS feed."""

import base64
import hashlib
import html
import re
from collections.abc import Iterable
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from tasks import actors
from tasks.report import chart, sections
from tasks.report.records import Item, Report
from tasks.text import counted, noun

MAIN_EVENTS = 8
BODIES = {"EUR": "European Union", "UNO": "United Nations", "IGO": "International bodies", "NGO": "Aid groups"}
TEMPLATES = Path(__file__).parent / "templates"
# What XML 1.0 has no way to write, and the marks that turn the direction of all the text after them.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
MARKED_DOWN = re.compile(r"([\\`*_\[\]|~])")


def as_html(report: Report) -> str:
    """Return the report as one HTML page: no network, its own style and script allowed by hash and nothing else."""
    css, script = _source("report.css"), _source("report.js")
    return (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            main=_main(report),
            map=chart.draw(report.items),
            timeline=sections.timeline(report),
            dyads=sections.dyads(report.items),
            tolls=sections.tolls(report.items),
            meetings=sections.meetings(report.items),
            changes=sections.changes(report),
            revised=sections.revised(report),
            css=Markup(css),
            script=Markup(script),
            policy=_policy(css, script),
        )
    )


def as_markdown(report: Report) -> str:
    """Return the report as Markdown, for the Prefect UI and for mail: the main events and the tables in short."""
    return (
        _environment()
        .get_template("report.md")
        .render(
            report=report,
            main=_main(report),
            dyads=sections.dyads(report.items),
            tolls=sections.tolls(report.items),
            meetings=sections.meetings(report.items),
            changes=sections.changes(report),
            revised=sections.revised(report),
        )
    )


def as_rss(report: Report) -> str:
    """Return the coded events as an RSS 2.0 feed, the last reported first."""
    items = sorted(report.items, key=lambda item: item.first_at, reverse=True)
    return _environment().get_template("events.xml").render(report=report, items=items)


def _main(report: Report) -> list[Item]:
    return [item for item in report.items if item.status == "actual"][:MAIN_EVENTS]


@cache
def _source(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _policy(css: str, script: str) -> str:
    def allowed(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    return (
        f"default-src 'none'; style-src {allowed(css)}; script-src {allowed(script)}; "
        "base-uri 'none'; form-action 'none'"
    )


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(("html", "xml")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_writable,
    )
    made.filters |= {
        "country": country,
        "flow": marked_down,
        "address": marked_address,
        "rfc822": format_datetime,
        "ids": _ids,
        "counted": counted,
        "noun": noun,
        "as_markup": html.escape,
    }
    return made


def _writable(value: object) -> object:
    return UNWRITABLE.sub("", value) if isinstance(value, str) and not isinstance(value, Markup) else value


def country(code: str) -> str:
    """Return the English name of an ISO3 code or of PLOVER's code for a body, the code itself where there is none."""
    return BODIES.get(code) or actors.display_names().get(code, code)


def marked_down(text: str) -> str:
    """Return `text` so that Markdown and the HTML within it show it as it is, on one line."""
    return MARKED_DOWN.sub(r"\\\1", html.escape(" ".join(UNWRITABLE.sub("", text).split()), quote=False))


def marked_address(url: str) -> str:
    """Return a web address so that a Markdown link to it ends where it ends."""
    return quote(url, safe=":/?#@!$&'*+,;=%~-._")


def _ids(items: Iterable[Item]) -> str:
    return " ".join(item.event_id for item in items)
