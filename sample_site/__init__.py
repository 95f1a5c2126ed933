"""A small world of invented outlets, served on this machine: what `sitrep demo` and the tests ingest.

All articles are written for sitrep: about real, datable events in our own words, or invented.
"""

from sample_site.server import feeds, serve

__all__ = ["feeds", "serve"]
