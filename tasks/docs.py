"""`python -m tasks.docs` writes docs/tables.md from sql/schema, with --demo the cookbook too; --check compares."""

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tasks import cookbook
from tasks.settings import ROOT, Settings

PAGE = ROOT / "docs" / "tables.md"
TABLE = re.compile(r"CREATE TABLE (\w+) \((.*?)\n\);", re.DOTALL)
COLUMN = re.compile(r"^    (\w+|\"\w+\")\s+(.+?)(?: CHECK .*?)?,?$", re.MULTILINE)
ON_TABLE = re.compile(r"COMMENT ON TABLE \w+ IS '((?:[^']|'')*)';")
ON_COLUMN = re.compile(r"COMMENT ON COLUMN \w+\.(\w+) IS '((?:[^']|'')*)';")
VIEW = re.compile(r"COMMENT ON VIEW (\w+) IS '((?:[^']|'')*)';")
MACRO = re.compile(
    r"CREATE OR REPLACE MACRO (\w+\([\w, ]*\)).*COMMENT ON MACRO (?:TABLE )?\w+ IS '((?:[^']|'')*)';", re.DOTALL
)


def tables_page() -> str:
    """Return docs/tables.md as the schema and views now have it."""
    return "".join(_page())


def _page() -> Iterator[str]:
    yield "# Tables and views\n\nMade from `sql/schema`, `sql/views` and `sql/macros` by `make docs`.\n"
    yield "All instants are UTC.\n"
    for path in sorted((ROOT / "sql" / "schema").glob("*.sql")):
        yield from _table(path.read_text(encoding="utf-8"))
    yield "\n# Views\n\n| view | what it answers |\n| --- | --- |\n"
    for path in sorted((ROOT / "sql" / "views").glob("*.sql")):
        yield from _explained(VIEW, path)
    yield "\n# Macros\n\n| macro | what it gives |\n| --- | --- |\n"
    for path in sorted((ROOT / "sql" / "macros").glob("*.sql")):
        yield from _explained(MACRO, path)


def _explained(pattern: re.Pattern[str], path: Path) -> Iterator[str]:
    yield from (f"| `{name}` | {_plain(told)} |\n" for name, told in pattern.findall(path.read_text(encoding="utf-8")))


def _table(sql: str) -> Iterator[str]:
    name, body = TABLE.findall(sql)[0]
    comments = dict(ON_COLUMN.findall(sql))
    yield f"\n## {name}\n\n{_plain(ON_TABLE.findall(sql)[0])}\n\n| column | type | meaning |\n| --- | --- | --- |\n"
    for column, kind in COLUMN.findall(body):
        if column.strip('"') in comments:
            yield f"| `{column}` | {kind.replace('|', '&#124;')} | {_plain(comments[column])} |\n"


def _plain(text: str) -> str:
    return text.replace("''", "'").replace("|", "&#124;")


def main() -> int:
    """Write or check the pages; return the exit code."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--check", action="store_true", help="write nothing, say what is not fresh")
    asked.add_argument("--demo", type=Path, help="the database that `make demo` made: the cookbook too")
    given = asked.parse_args()
    pages = {PAGE: tables_page()}
    if given.demo:
        pages[cookbook.PAGE] = cookbook.page(Settings().at(given.demo))
    return max([_checked(*each) if given.check else _written(*each) for each in pages.items()])


def _written(path: Path, fresh: str) -> int:
    path.write_text(fresh, encoding="utf-8")
    print(f"wrote {path.relative_to(ROOT)}")
    return 0


def _checked(path: Path, fresh: str) -> int:
    is_fresh = path.exists() and path.read_text(encoding="utf-8") == fresh
    name = path.relative_to(ROOT)
    print(f"{name} is fresh" if is_fresh else f"{name} is not what it is made from; run `make docs`")
    return 0 if is_fresh else 1


if __name__ == "__main__":
    sys.exit(main())
