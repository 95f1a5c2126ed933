"""The events and tables in other people's formats, one module each."""

from tasks.exports.write import FORMATS, Selection, Written, write

__all__ = ["FORMATS", "Selection", "Written", "write"]
