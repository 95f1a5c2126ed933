"""Mending by hand what was made: `unmerge`."""

from typing import Annotated

import typer

from commands.common import Database, out, settings_for

app = typer.Typer()


@app.command(
    epilog="Example: sitrep sql 'FROM entity_merges', then: sitrep unmerge 3f2a9c1b7d5e8f60 --why 'his brother'"
)
def unmerge(
    merge: Annotated[str, typer.Argument(help="The merge_id of the row of entity_merges")],
    why: Annotated[str, typer.Option(help="Kept in the row")] = "",
    db: Database = None,
) -> None:
    """Take back the merge of two people, publish the database, and never merge the two again."""
    from tasks import warehouse

    settings = settings_for(db)
    with warehouse.writer(settings, f"unmerge-{merge}") as store:
        store.undo_merge(merge, why)
        path = warehouse.publish(store).path
    out.print(f"{merge} undone; published {path}", highlight=False)
