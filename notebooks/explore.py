# A marimo notebook: `.venv/bin/marimo edit notebooks/explore.py`, or run it as a script. Opens the snapshot read-only.
import marimo

app = marimo.App(width="medium")


@app.cell
def _():
    import os
    from html import escape

    import marimo as mo

    from tasks import warehouse
    from tasks.settings import Settings

    path = os.environ.get("SITREP_DATABASE", "data/demo/sitrep.duckdb")
    settings = Settings(database=path)

    def ask(sql):
        answer = warehouse.query(settings, sql)
        return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]

    return ask, escape, mo, path


@app.cell
def _(ask, mo, path):
    (counts,) = ask(
        "SELECT (SELECT count(*) FROM articles) AS articles, (SELECT count(*) FROM events) AS events, "
        "(SELECT max(last_reported_at) FROM events) AS newest"
    )
    mo.md(f"# What is in `{path}`\n\n{counts['articles']} articles, {counts['events']} events, the newest of {counts['newest']}.")
    return


@app.cell
def _(ask, escape, mo):
    def bars(rows, name, value, width=600):
        """A bar chart as SVG: no plotting library is needed for it. Names come from the news, and are text only."""
        top = max((abs(row[value]) for row in rows), default=1) or 1
        lines = [
            f'<text x="0" y="{20 * at + 14}" font-size="12">{escape(row[name])}</text>'
            f'<rect x="170" y="{20 * at + 3}" width="{(width - 220) * abs(row[value]) / top:.0f}" height="14" '
            f'fill="{"#b33" if row["bad"] else "#37a"}"/>'
            f'<text x="{175 + (width - 220) * abs(row[value]) / top:.0f}" y="{20 * at + 14}" font-size="12">{row[value]}</text>'
            for at, row in enumerate(rows)
        ]
        return mo.Html(f'<svg width="{width}" height="{20 * len(rows) + 10}">{"".join(lines)}</svg>')

    types = ask(
        "SELECT type, count(*) AS n, any_value(quad_class) LIKE '%conflict' AS bad FROM events GROUP BY type ORDER BY n DESC"
    )
    mo.vstack([mo.md("## Events by type (red: conflict)"), bars(types, "type", "n")])
    return (bars,)


@app.cell
def _(ask, bars, mo):
    actors = ask(
        "SELECT name, n_events AS n, mean_score < 0 AS bad FROM active_actors ORDER BY n DESC, name LIMIT 15"
    )
    mo.vstack([mo.md("## The most active (red: mostly in conflict)"), bars(actors, "name", "n")])
    return


@app.cell
def _(ask, mo):
    tolls = ask("SELECT claimed_by, kind, low, high, victims_country, sentence FROM claimed_tolls ORDER BY low DESC NULLS LAST")
    mo.vstack([mo.md("## Who says how many"), mo.ui.table(tolls)])
    return


if __name__ == "__main__":
    app.run()
