"""Every setting of sitrep, in one frozen object made when a command or flow starts."""

from pathlib import Path
from tomllib import TOMLDecodeError
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

ROOT = Path(__file__).resolve().parent.parent
"""The project's root: where `sql/`, `codebook/` and `models/` lie."""

MAX_BODY_BYTES = 100_000_000
"""The largest body that any setting lets into the archive, bytes: what reading the archive is bounded by."""


class Settings(BaseSettings):
    """Settings, read from `SITREP_*` environment variables, then `sitrep.toml` in the working directory."""

    model_config = SettingsConfigDict(env_prefix="SITREP_", toml_file="sitrep.toml", frozen=True, extra="forbid")

    data_dir: Path = Field(Path("data"), description="Folder of WARC files, the warehouse and the snapshot")
    database: Path | None = Field(None, description="The published database; sitrep.duckdb in the data folder if unset")
    feeds_file: Path = Field(ROOT / "feeds.toml", description="The feed list")
    contact: str = Field("https://github.com/sitrep", description="URL or e-mail put into the User-Agent")
    allow_loopback: bool = Field(False, description="Let feeds and pages live on this machine (demo and tests)")
    proxy: str | None = Field(
        None, description="HTTP proxy; environment variables are never used. It resolves names again"
    )

    max_connections: int = Field(50, ge=1, description="Open connections in all")
    max_per_host: int = Field(4, ge=1, description="Open connections to one host")
    host_delay_s: float = Field(0.5, ge=0, description="Least time between two requests to one host, seconds")
    max_crawl_delay_s: float = Field(10, ge=0, description="Longest Crawl-delay of a robots.txt that is kept, seconds")
    connect_timeout_s: float = Field(10, gt=0, description="Time to connect, seconds")
    read_timeout_s: float = Field(20, gt=0, description="Longest silence while reading, seconds")
    total_timeout_s: float = Field(45, gt=0, description="Time for one response, redirects included, turns not, s")
    max_redirects: int = Field(5, ge=0, description="Redirects followed")
    max_page_bytes: int = Field(
        10_000_000, ge=1, le=MAX_BODY_BYTES, description="Cap on a page's decompressed body, bytes"
    )
    max_feed_bytes: int = Field(
        10_000_000, ge=1, le=MAX_BODY_BYTES, description="Cap on a feed's decompressed body, bytes"
    )
    max_feed_items: int = Field(1_000, ge=1, description="Items taken from one feed document")
    retries: int = Field(2, ge=0, description="Further tries of a transient fault within one run")

    parse_wall_s: float = Field(20, gt=0, description="Wall-clock limit for parsing one document, seconds")
    parse_cpu_s: float = Field(15, gt=0, description="Processor time limit for parsing one document, seconds")
    parse_memory_mb: int = Field(1_024, ge=64, description="Memory limit of the parsing child, MiB")

    database_patience_s: float = Field(
        30, ge=0, description="How long to try again while another program holds the live database, seconds"
    )
    batch_size: int = Field(25, ge=1, description="Articles coded and loaded together")
    warc_max_bytes: int = Field(500_000_000, ge=1_000, description="A WARC file is closed once it is larger")
    min_free_bytes: int = Field(500_000_000, ge=0, description="A run refuses to start with less free disk")

    alert_url: str | None = Field(None, description="Webhook that `sitrep up` has called when something is wrong")
    quiet_alert_s: float = Field(3_600, ge=10, description="Alert when no ingest has succeeded for so long, seconds")

    server_memory_mb: int = Field(
        600, ge=64, description="`sitrep up` starts the Prefect server again when it has come to take more, MiB"
    )
    worker_memory_mb: int = Field(
        300, ge=64, description="`sitrep up` starts the worker again when it has come to take more, MiB"
    )

    sql_memory_mb: int = Field(2_048, ge=64, description="Memory limit of `sitrep sql`, MiB")
    sql_timeout_s: float = Field(60, gt=0, description="Time limit of `sitrep sql`, seconds")

    @property
    def live_database(self) -> Path:
        """The warehouse that runs write to."""
        return self.data_dir / "live.duckdb"

    @property
    def snapshot(self) -> Path:
        """The published, read-only copy of the warehouse."""
        return self.database or self.data_dir / "sitrep.duckdb"

    @property
    def warc_dir(self) -> Path:
        """Folder of the raw captures."""
        return self.data_dir / "warc"

    @property
    def parse_limits(self) -> dict[str, Any]:
        """The limits of a parsing child, as `isolate.Child` takes them."""
        return {"wall_s": self.parse_wall_s, "cpu_s": self.parse_cpu_s, "memory_mb": self.parse_memory_mb}

    def at(self, database: Path) -> "Settings":
        """Return these settings for the published database at `database`.

        A database named sitrep.duckdb lives in its own data folder; any other keeps its working files in the
        folder NAME-data beside it, so that two databases may share a folder.
        """
        own = database.parent if database.name == "sitrep.duckdb" else database.with_name(f"{database.stem}-data")
        return self.model_copy(update={"database": database, "data_dir": own})

    @classmethod
    def configured(cls, database: Path | None = None, feeds_file: Path | None = None) -> "Settings":
        """Return the settings as configured, for the published database and the feed list given, where given."""
        settings = cls(feeds_file=feeds_file) if feeds_file else cls()
        return settings.at(database) if database else settings

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments first, then the environment, then `sitrep.toml`."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def told(error: ValidationError | TOMLDecodeError) -> str:
    """Return what is wrong with the settings, a line for each, with the names that they have in the environment."""
    if isinstance(error, TOMLDecodeError):
        return f"sitrep.toml is no TOML: {error}"
    lines = []
    for each in error.errors():
        name = ".".join(map(str, each["loc"]))
        wrong = "is not known" if each["type"] == "extra_forbidden" else f"is {each['input']!r}: {each['msg']}"
        lines.append(f"SITREP_{name.upper()} ({name} in sitrep.toml) {wrong}")
    return "\n".join(lines)
