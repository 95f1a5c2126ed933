"""Running for months: `up`, `status` and `down`."""

from datetime import datetime
from typing import Annotated

import typer

from commands.common import err, out, settings_for
from tasks.settings import Settings
from tasks.text import counted

app = typer.Typer()

PORT = 4200
SHOWN = """strftime(started_at, '%m-%d %H:%M') AS started, flow, state, n_feeds AS feeds, n_feeds_failed AS failed,
    n_loaded AS loaded, n_rejected AS rejected, detail"""


@app.command(epilog="Example: sitrep up --alert https://chat.example.org/hooks/123, then open http://127.0.0.1:4200")
def up(
    port: Annotated[int, typer.Option(help="Port of the Prefect UI and API, on the loopback interface")] = PORT,
    alert: Annotated[str | None, typer.Option(help="Webhook to call when a run fails or news stops coming")] = None,
    detach: Annotated[bool, typer.Option("--detach", help="Start in the background")] = False,
) -> None:
    """Start a Prefect server, a worker and all schedules, and keep them running until Ctrl-C or `sitrep down`.

    With PREFECT_API_URL set, that server is used and none is started.
    """
    from flows import service

    settings = settings_for(None)
    found = service.running(settings)
    if found:
        out.print(f"Already up: {found.ui_url} (process {found.pid})", highlight=False)
        return
    url = alert or settings.alert_url
    if detach:
        more = ["--alert", alert] if alert else []
        made = service.start_detached(settings, ["--port", str(port), *more])
        out.print(f"Up: {made.ui_url} (process {made.pid}; stop with `sitrep down`)", highlight=False)
        return
    service.run(settings, port, url, lambda text: out.print(text, highlight=False, soft_wrap=True))


@app.command(epilog="Example: sitrep status")
def status() -> None:
    """Say whether it is up, since when, and how its last runs went; exit code 1 when it is not up or not well."""
    from flows import processes, service

    settings = settings_for(None)
    found = service.running(settings)
    if not found:
        out.print("Not up; `sitrep up` starts it")
        raise typer.Exit(1)
    healthy = service.is_healthy(found.api_url)
    word = "Up" if found.is_ready and healthy else "Starting" if not found.is_ready else "NOT ANSWERING"
    out.print(f"{word}: {found.ui_url} (process {found.pid}) since {found.started_at}", highlight=False)
    told = (counted(len(processes.marked(found.mark)), "process", "processes"), counted(found.restarts, "restart"))
    out.print(", ".join(told), highlight=False)
    _show_runs(settings)
    if not (found.is_ready and healthy):
        raise typer.Exit(1)


def _show_runs(settings: Settings) -> None:
    from tasks import display, warehouse

    if not settings.snapshot.exists():
        out.print("Nothing is published yet")
        return
    runs = warehouse.query(settings, f"SELECT {SHOWN} FROM runs ORDER BY started_at DESC LIMIT 5")
    out.print(display.table(runs.columns[:-1], [row[:-1] for row in runs.rows]))
    for started, *_, detail in runs.rows:
        if detail:
            out.print(f"{started} {detail}", highlight=False, markup=False)
    age = datetime.now().timestamp() - settings.snapshot.stat().st_mtime
    out.print(f"Published {counted(round(age / 60), 'minute')} ago: {settings.snapshot}", highlight=False)


@app.command(epilog="Example: sitrep down")
def down() -> None:
    """Stop what `sitrep up` started and wait until it is gone."""
    from flows import service

    settings = settings_for(None)
    found = service.running(settings)
    if not found:
        out.print("Not up")
        return
    with err.status("stopping ..."):
        service.stop(settings, found)
    out.print("Stopped")
