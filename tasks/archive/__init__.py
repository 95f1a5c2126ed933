"""Raw captures in WARC 1.1 files: every response is on disk here before anything parses it.

A capture of the web is a `response` record as the server sent it, less transfer and content encodings; a capture
made from a feed item alone is a `resource` record. What the warehouse needs to find its way (page id, kind, feed,
entry, run) stands in `WARC-Sitrep-*` headers, so that the warehouse can be rebuilt from these files alone. Files of
other tools are read through the same door.
"""

from tasks.archive.read import Unusable, check, groups, is_ours, read, records, scan
from tasks.archive.write import Writer

__all__ = ["Unusable", "Writer", "check", "groups", "is_ours", "read", "records", "scan"]
