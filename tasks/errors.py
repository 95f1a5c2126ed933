"""The errors of sitrep, one small tree.

    SitrepError
    ├── Transient        worth trying again: a time-out, a 503, a file another program holds
    ├── Rejected         this one item is skipped and keeps a row in `rejects`; the run goes on
    └── ContractBroken   the run stops: a full disk, a corrupt or newer database, a broken invariant

The class decides what a flow does; `code` is the word kept in `rejects.code` and `polls.code`.
"""


class SitrepError(Exception):
    """Any error that sitrep raises on purpose.

    `code` is one lower-case word (`timeout`, `not_a_feed`); `detail` is for people and names the thing and, where there
    is one, the remedy; `http_status` is the answer that led to it, where there was one.
    """

    def __init__(self, code: str, detail: str = "", *, http_status: int | None = None) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail
        self.http_status = http_status

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}" if self.detail else self.code


class Transient(SitrepError):
    """A fault that may pass: worth another try, not before `retry_after_s` seconds where that is set."""

    def __init__(
        self, code: str, detail: str = "", retry_after_s: float | None = None, http_status: int | None = None
    ) -> None:
        super().__init__(code, detail, http_status=http_status)
        self.retry_after_s = retry_after_s


class Rejected(SitrepError):
    """An item that cannot be used; trying again would give the same answer."""


class ContractBroken(SitrepError):
    """Something the pipeline relies on does not hold; nothing may be written until it does."""
