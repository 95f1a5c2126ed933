"""What `sitrep up` registers with the Prefect server: work pool, limits, alerts and the deployments of prefect.yaml.

Registering twice changes nothing. Run as `python -m flows.registry`, in the environment of `flows.environment.served`;
with the instant since when a server of our own runs: what it holds to be going since before is dead.
"""

import asyncio
import os
import sys
from datetime import datetime

from prefect.cli import app as prefect
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.exceptions import ObjectAlreadyExists
from prefect.workers.process import ProcessWorker

from flows.alerts import register_alerts
from flows.common import WRITER, mark_crashed
from flows.service import POOL
from tasks.settings import ROOT, Settings


async def register(settings: Settings) -> None:
    """Make the work pool, the limit on writers and, where `settings.alert_url` is set, the alerts."""
    async with get_client() as client:
        await _pool(client)
        await client.upsert_global_concurrency_limit_by_name(WRITER, 1)
        if settings.alert_url:
            await register_alerts(client, settings.alert_url, settings.quiet_alert_s)


async def _pool(client: PrefectClient) -> None:
    template = ProcessWorker.get_default_base_job_template()
    try:
        await client.create_work_pool(WorkPoolCreate(name=POOL, type="process", base_job_template=template))
    except ObjectAlreadyExists:
        return


if __name__ == "__main__":
    asyncio.run(register(Settings()))
    for began in sys.argv[1:]:
        asyncio.run(mark_crashed("Killed with all of `sitrep up`", before=datetime.fromisoformat(began)))
    os.chdir(ROOT)  # only now: the settings are those of the working directory, prefect.yaml is the project's
    sys.argv = ["prefect", "--no-prompt", "deploy", "--all"]  # in this process: importing Prefect again takes seconds
    prefect()
