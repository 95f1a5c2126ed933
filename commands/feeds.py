"""The feed list: `sitrep feeds ...`."""

import asyncio
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from commands.common import Database, FeedFile, err, out, settings_for
from tasks.errors import Rejected
from tasks.text import counted, redacted, site

app = typer.Typer(no_args_is_help=True, help="The feed list.", epilog="Example: sitrep feeds check")


@app.command("list", epilog="Example: sitrep feeds list --feeds my-feeds.toml")
def list_(feeds: FeedFile = None) -> None:
    """List the feeds."""
    from tasks import display
    from tasks.feeds import listing

    rows = [
        (f.source, f.country, f.language, f.category, f.title, redacted(f.feed_url))
        for f in listing.read(settings_for(None, feeds).feeds_file)
    ]
    display.addressed(out, rows)


@app.command("add", epilog="Example: sitrep feeds add https://www.example.org/rss.xml --country AZE")
def add(
    url: Annotated[str, typer.Argument(help="Address of the feed, or of the site that has it")],
    feeds: FeedFile = None,
    title: Annotated[str | None, typer.Option(help="Name for people")] = None,
    country: Annotated[str | None, typer.Option(help="Country of the outlet, ISO 3166 alpha-3")] = None,
    language: Annotated[str | None, typer.Option(help="Language, ISO 639-1")] = None,
    timezone: Annotated[str | None, typer.Option(help="IANA zone of the outlet's naive times")] = None,
) -> None:
    """Add a feed to the list; of a site's address, the feed that the site offers.

    A site with several feeds has them listed instead, to choose from.
    """
    from tasks import inspect
    from tasks.errors import Transient
    from tasks.feeds import listing
    from tasks.records import Feed

    settings = settings_for(None, feeds)
    path, shown = settings.feeds_file, redacted(url)
    known = listing.read(path) if path.exists() else []
    if url in {feed.feed_url for feed in known}:
        raise Rejected("feed_known", f"{shown} is in {path} already")
    made = listing.checked(Feed(url, title or site(url), site(url), None, country, language, timezone, None))
    try:
        with err.status(f"asking {shown} ..."):
            found = asyncio.run(inspect.feeds_at(settings, url))
    except Transient as error:
        err.print(f"added unasked, since {shown} does not answer now ({error.code})", highlight=False)
        listing.write(path, [*known, made])
        return
    if len(found) > 1:
        for each in found:  # a table would break addresses that are to be copied
            newest = f", the newest of {each.newest:%Y-%m-%d}" if each.newest else ""
            line = f"{each.feed_url}  {each.title}: {counted(each.n_entries, 'entry', 'entries')}{newest}"
            out.print(line, highlight=False, markup=False, soft_wrap=True)
        raise Rejected("several_feeds", f"{shown} offers {len(found)} feeds; add one of them: sitrep feeds add ADDRESS")
    one = found[0]
    if one.feed_url in {feed.feed_url for feed in known}:
        raise Rejected("feed_known", f"{one.feed_url} is in {path} already")
    itself = one.feed_url == shown  # what was found never has credentials; what was given keeps its own
    named = replace(made, title=title or one.title, language=language or one.language)
    site_given = replace(named, feed_url=one.feed_url, homepage=shown)
    listing.write(path, [*known, named if itself else site_given])
    out.print(f"{one.feed_url} added to {path}", highlight=False)


@app.command("remove", epilog="Example: sitrep feeds remove https://www.example.org/rss.xml")
def remove(url: Annotated[str, typer.Argument(help="Address of the feed")], feeds: FeedFile = None) -> None:
    """Take a feed off the list; its articles and history stay."""
    from tasks.feeds import listing

    path = settings_for(None, feeds).feeds_file
    known = listing.read(path)
    left = [feed for feed in known if redacted(feed.feed_url) != redacted(url)]
    if len(left) == len(known):
        raise Rejected("feed_unknown", f"{redacted(url)} is not in {path}; `sitrep feeds list` shows what is")
    listing.write(path, left)
    out.print(f"removed from {path}", highlight=False)


@app.command("import", epilog="Example: sitrep feeds import subscriptions.opml --feeds my-feeds.toml")
def import_(opml: Annotated[Path, typer.Argument(exists=True, dir_okay=False)], feeds: FeedFile = None) -> None:
    """Add the feeds of an OPML file to the list."""
    from tasks.feeds import listing

    path = settings_for(None, feeds).feeds_file
    known = listing.read(path) if path.exists() else []
    new = [feed for feed in listing.read_opml(opml.read_bytes()) if feed.feed_url not in {k.feed_url for k in known}]
    listing.write(path, [*known, *new])
    out.print(f"{counted(len(new), 'feed')} added to {path}", highlight=False)


@app.command("export", epilog="Example: sitrep feeds export feeds.opml")
def export(opml: Annotated[Path, typer.Argument(dir_okay=False)], feeds: FeedFile = None) -> None:
    """Write the list as an OPML file."""
    from tasks.feeds import listing

    known = listing.read(settings_for(None, feeds).feeds_file)
    opml.write_bytes(listing.write_opml(known))
    out.print(f"{counted(len(known), 'feed')} written to {opml}", highlight=False)


@app.command("check", epilog="Example: sitrep feeds check --db data/sitrep.duckdb")
def check(
    feeds: FeedFile = None,
    db: Database = None,
    live: Annotated[bool, typer.Option("--live", help="Ask each feed now, rather than tell its history")] = False,
) -> None:
    """Say in plain words how each feed fares; exit code 1 when one needs attention."""
    from tasks import display, inspect

    settings = settings_for(db, feeds)
    with err.status("asking every feed ...") if live else nullcontext():
        rows = asyncio.run(inspect.ask_feeds(settings)) if live else inspect.feed_verdicts(settings, datetime.now(UTC))
    display.addressed(out, rows)
    if not all(row[1].startswith("well") for row in rows):
        raise typer.Exit(1)
