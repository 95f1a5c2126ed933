"""The DuckDB warehouse: the only place that imports duckdb.

Runs write to the live database through `writer`, in short transactions, one run at a time. Readers open the
published snapshot, which `publish` replaces by rename. The contract is `sql/schema`; every statement is a file in
`sql/`.
"""

from tasks.warehouse.compact import compact
from tasks.warehouse.copies import NO_DAY, copied_columns, copied_days, copied_tables
from tasks.warehouse.database import log_of
from tasks.warehouse.live import CheckResult, Held, Wanted, Warehouse, writer
from tasks.warehouse.readers import Answer, Asked, Published, publish, query, reading

__all__ = [
    "NO_DAY",
    "Answer",
    "Asked",
    "CheckResult",
    "Held",
    "Published",
    "Wanted",
    "Warehouse",
    "compact",
    "copied_columns",
    "copied_days",
    "copied_tables",
    "log_of",
    "publish",
    "query",
    "reading",
    "writer",
]
