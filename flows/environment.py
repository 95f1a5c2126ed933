"""How Prefect is set up for sitrep: set before Prefect is first imported, never over what the user has set."""

import os

DEFAULTS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # An ephemeral server needs about 20 s to start on two cores, which is Prefect's own limit.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "90",
    # The ephemeral server logs a traceback for each event that it drops when it is stopped on purpose.
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
}


def prepare() -> None:
    """Set the Prefect defaults of sitrep in this process's environment; what is set already stays."""
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
