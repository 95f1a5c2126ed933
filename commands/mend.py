"""Mending by hand what was made: `unmerge` and `remerge`."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from commands.common import Database, out, settings_for
from tasks.settings import Settings

if TYPE_CHECKING:
    from tasks.warehouse import Warehouse

app = typer.Typer()
Merge = Annotated[str, typer.Argument(help="The merge_id of the row of entity_merges")]


@app.command(
    epilog="Example: sitrep sql 'FROM entity_merges', then: sitrep unmerge 3f2a9c1b7d5e8f60 --why 'his brother'"
)
def unmerge(merge: Merge, why: Annotated[str, typer.Option(help="Kept in the row")] = "", db: Database = None) -> None:
    """Take back the merge of two people, publish the database, and never merge the two again.

    A slip of the hand is made good by `sitrep remerge`. A database made anew from WARC files knows nothing of it.
    """
    path = _mended(settings_for(db), f"unmerge-{merge}", lambda store: store.undo_merge(merge, why))
    out.print(f"{merge} undone; published {path}", highlight=False, soft_wrap=True)


@app.command(epilog="Example: sitrep remerge 3f2a9c1b7d5e8f60")
def remerge(merge: Merge, db: Database = None) -> None:
    """Take back an `unmerge` and publish: the two are one again if what is known of them still says so."""
    path = _mended(settings_for(db), f"remerge-{merge}", lambda store: store.redo_merge(merge))
    out.print(f"{merge} no longer kept apart; published {path}", highlight=False, soft_wrap=True)


def _mended(settings: Settings, run_id: str, mend: "Callable[[Warehouse], None]") -> str:
    """Mend the live database, publish it and return the path of the snapshot."""
    from tasks import warehouse

    warehouse.query(settings, "SELECT 1")  # what is not there is not to be made
    with warehouse.writer(settings, run_id) as store:
        mend(store)
        return str(warehouse.publish(store).path)
