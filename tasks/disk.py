"""What the disk must be told, so that a file survives a power cut."""

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Wait until the names in `folder` are on disk: a new or renamed file is lost with the power without its name."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace_synced(partial: Path, target: Path) -> None:
    """Put the file `partial` in the place of `target`, in one step that a power cut does not undo."""
    with partial.open("rb+") as file:
        os.fsync(file.fileno())
    partial.replace(target)
    sync_folder(target.parent)
