"""Alerts: what sitrep tells Prefect as events, and the automations that pass them on to a webhook.

The webhook gets a JSON object with one key, `text`, which chat services and most alert receivers take as it is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from prefect.blocks.webhook import Webhook
from prefect.client.orchestration import PrefectClient
from prefect.events import AutomationCore, EventTrigger, emit_event
from prefect.events.actions import CallWebhook
from prefect.events.schemas.automations import Posture

from tasks import warehouse
from tasks.errors import ContractBroken, SitrepError
from tasks.settings import Settings

BLOCK = "sitrep-alert"
INGESTED = "sitrep.ingest.succeeded"
FEEDS_FAILING = "sitrep.feeds.failing"
DISK_LOW = "sitrep.disk.low"
CHECKS_FAILED = "sitrep.checks.failed"
OF_CODE = {"disk": DISK_LOW, "checks_failed": CHECKS_FAILED}
MOST_FAILING = 0.2
ENDED_BADLY = {"prefect.flow-run.Failed", "prefect.flow-run.Crashed", "prefect.flow-run.TimedOut"}


@dataclass(frozen=True, slots=True)
class Alert:
    """One automation: what it is called, what sets it off, in words too, and the Jinja expression of what it says."""

    name: str
    about: str
    trigger: EventTrigger
    says: str


def alerts(quiet_s: float) -> list[Alert]:
    """Return the alerts; no ingest within `quiet_s` seconds sets one off."""
    run_says = "'Run ' ~ flow_run.name ~ ': ' ~ flow_run.state.name ~ '. ' ~ flow_run.state.message"
    quiet = f"No ingest has succeeded for {round(quiet_s / 60) or 1} minutes"
    # `after`: time counts from each success; else Prefect counts in windows of its own, and may be thrice as late.
    absent = EventTrigger(
        after={INGESTED}, expect={INGESTED}, posture=Posture.Proactive, within=timedelta(seconds=quiet_s)
    )
    failed = EventTrigger(expect=ENDED_BADLY, match_related={"prefect.resource.id": "prefect.deployment.*"})
    told = [
        ("feeds failing", FEEDS_FAILING, f"More than {MOST_FAILING:.0%} of the feeds have come to fail"),
        ("disk low", DISK_LOW, "Less disk is free than a run needs, or than twice that when upkeep looks"),
        ("checks failed", CHECKS_FAILED, "A check found bad rows; the published database stays as it was"),
    ]
    return [
        Alert("sitrep: run failed", "A run failed, crashed or took too long", failed, run_says),
        Alert("sitrep: no ingest", quiet, absent, f"'{quiet}'"),
        *(
            Alert(f"sitrep: {name}", about, EventTrigger(expect={event}), "event.payload.text")
            for name, event, about in told
        ),
    ]


async def register_alerts(client: PrefectClient, url: str, quiet_s: float) -> None:
    """Make the automations that call the webhook at `url`, which may lie on a private address; change those there are.

    One that was paused stays paused.
    """
    headers = {"Content-Type": "application/json"}
    block = Webhook(method="POST", url=url, headers=headers, allow_private_urls=True)
    block_id = await block.save(BLOCK, overwrite=True)
    for alert in alerts(quiet_s):
        action = CallWebhook(block_document_id=block_id, payload=f'{{"text": {{{{ ({alert.says}) | tojson }}}}}}')
        made = AutomationCore(name=alert.name, description=alert.about, trigger=alert.trigger, actions=[action])
        known = await client.read_automations_by_name(alert.name)
        if known:
            # Validated from all its fields, as the client sends only what was set. The server takes no owner.
            whole = AutomationCore.model_validate(
                made.model_dump(exclude={"owner_resource"}) | {"enabled": known[0].enabled}
            )
            await client.update_automation(known[0].id, whole)
        else:
            await client.create_automation(made)


def tell(event: str, text: str, **more: Any) -> None:
    """Send an event to Prefect, for the automations and the UI's event feed."""
    emit_event(
        event,
        resource={"prefect.resource.id": "sitrep", "prefect.resource.name": "sitrep"},
        payload={"text": text, **more},
    )


@contextmanager
def watched(settings: Settings) -> Iterator[None]:
    """Tell Prefect what came of an ingest: that too many feeds began to fail, or why it broke."""
    before = failing_share(settings)
    with broken_told():
        yield
    now = failing_share(settings)
    if now > MOST_FAILING >= before:
        tell(FEEDS_FAILING, f"{now:.0%} of the feeds are failing; `sitrep feeds check` says which", share=now)


@contextmanager
def broken_told() -> Iterator[None]:
    """Tell Prefect of a full disk or failed checks that stop what runs within."""
    try:
        yield
    except ContractBroken as error:
        if error.code in OF_CODE:
            tell(OF_CODE[error.code], str(error))
        raise


def failing_share(settings: Settings) -> float:
    """Return the share of listed feeds whose last poll failed, 0 to 1; 0 where nothing is published yet."""
    sql = "SELECT coalesce(avg((verdict = 'failing')::INTEGER), 0) FROM feed_health WHERE verdict <> 'retired'"
    try:
        return float(warehouse.query(settings, sql).rows[0][0])
    except SitrepError:
        return 0.0
