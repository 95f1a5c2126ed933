"""How Prefect is set up for sitrep: set before Prefect is first imported, never over what the user has set."""

import os
from collections.abc import Mapping
from pathlib import Path

import certifi

DEFAULTS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # An ephemeral server needs about 20 s to start on two cores, which is Prefect's own limit; on busy ones minutes.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "300",
    # The ephemeral server logs a traceback for each event that it drops when it is stopped on purpose.
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
}
SERVED = {
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
    # SQLite waits so long for another writer; Prefect's 10 s are too few on a busy disk.
    "PREFECT_SERVER_DATABASE_TIMEOUT": "60",
    # Who holds which slot outlives a server that is killed: in memory, the slots taken then would never come free.
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
    # glibc keeps what many threads have freed, in up to 8 heaps for each core: fewer heaps, given back sooner.
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_TRIM_THRESHOLD_": "131072",
    # A server that runs for months: finished runs and their logs go after 30 days, events after 7.
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs,orphans",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(30 * 24 * 3600),
}


def prepare() -> None:
    """Set the Prefect defaults of sitrep in this process's environment; what is set already stays."""
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)


def served(api_url: str, prefect_home: Path, given: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of what `sitrep up` starts: `given`, completed for the server at `api_url`.

    The folder `prefect_home` is made, and a file of certificates in it where none will ever be asked for.
    """
    prefect_home.mkdir(parents=True, exist_ok=True)
    # The UI's files are made at the first start, by default within the package, which a service may not change.
    ours = (
        DEFAULTS
        | SERVED
        | {
            "PREFECT_HOME": str(prefect_home),
            "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(prefect_home / "ui"),
        }
    )
    if api_url.startswith("http://"):
        ours["PREFECT_API_SSL_CERT_FILE"] = str(_one_certificate(prefect_home / "one-certificate.pem"))
    # The UI asks the API at the default port unless it is told otherwise.
    return ours | dict(given) | {"PREFECT_API_URL": api_url, "PREFECT_UI_API_URL": api_url}


def _one_certificate(path: Path) -> Path:
    """Write the first of the certificates that come with Python packages to `path`, and return it.

    Each of Prefect's clients reads them all, 0.9 MB, also for a server without TLS, and the worker makes clients for
    each run, which it frees late: it grew by 20 MB before it did.
    """
    end = "-----END CERTIFICATE-----\n"
    first, _, _ = Path(certifi.where()).read_text(encoding="utf-8").partition(end)
    path.write_text(first + end, encoding="utf-8")
    return path
