"""docs/cookbook.md: questions, their SQL, and what the demo database answers."""

import tomllib
from collections.abc import Iterator, Sequence

from tasks import display, warehouse
from tasks.settings import ROOT, Settings

PAGE = ROOT / "docs" / "cookbook.md"
QUESTIONS = ROOT / "docs" / "cookbook.toml"
HEAD = """\
# Cookbook

Questions, their SQL, and the answers of the database that `make demo` makes. Made from `docs/cookbook.toml` by
`make docs`; a test runs every query and compares. Try them with `.venv/bin/sitrep shell --db data/demo/sitrep.duckdb`;
`docs/tables.md` says what each table, view and macro holds. The answers are what the coder read in the articles, with
its mistakes: look at the sentence beside a row before you believe it.
"""


def page(settings: Settings) -> str:
    """Return the page with the answers of the published database of `settings`; raises as `warehouse.query`."""
    return HEAD + "".join(_sections(settings))


def _sections(settings: Settings) -> Iterator[str]:
    questions = tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))["question"]
    for number, question in enumerate(questions, 1):
        sql = question["sql"].strip()
        answer = warehouse.query(settings, sql)
        yield f"\n## {number}. {question['ask']}\n\n```sql\n{sql}\n```\n\n"
        yield _line(answer.columns) + _line(["---"] * len(answer.columns))
        yield from (_line(row) for row in answer.rows)


def _line(cells: Sequence[object]) -> str:
    plain = (display.cell(each).replace("|", "&#124;").replace("\n", " ") for each in cells)
    return f"| {' | '.join(plain)} |\n"
