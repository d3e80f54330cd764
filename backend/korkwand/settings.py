"""Settings, read from the environment. Every setting is listed in docs/operating.md (a test compares)."""

from functools import cache
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL

from korkwand.errors import SettingsError


class Settings(BaseSettings):
    """All settings; each is the environment variable KORKWAND_ plus the name in capitals."""

    model_config = SettingsConfigDict(env_prefix="KORKWAND_", extra="ignore", frozen=True)

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    public_url: str | None = Field(
        None, description="Origin under which visitors reach it, such as https://pins.example.org."
    )
    data_dir: Path = Field(Path("data"), description="Folder for the database file, uploads and backups.")
    database_url: str | None = Field(
        None, description="sqlite:///… or postgresql://…; default: korkwand.db in the data folder."
    )
    trusted_proxies: str = Field("", description="Comma-separated addresses whose X-Forwarded-* headers are believed.")
    metrics: bool = Field(False, description="Serve /metrics.")
    backups_kept: int = Field(10, ge=1, description="How many automatic backups are kept in the data folder.")
    edits_burst: int = Field(2000, ge=1, description="Edits a visitor may send at once.")
    edits_per_second: float = Field(50, gt=0, description="Edits per second a visitor may go on with.")
    board_edits_per_second: float = Field(5000, gt=0, description="Edits per second of one board.")
    frames_per_second: float = Field(60, gt=0, description="Frames per second of one socket.")
    boards_per_hour: int = Field(60, ge=1, description="New boards per hour and network address.")
    time_zone: str = Field("UTC", description="Time zone of new boards, such as Europe/Berlin.")
    import_megabytes: int = Field(10, ge=1, le=100, description="Largest import file.")
    crash_points: str = Field(
        "", description="For tests only: name=probability pairs at which the process kills itself."
    )

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("must be the name of a time zone, such as Europe/Berlin")
        return value

    @field_validator("public_url")
    @classmethod
    def _origin_only(cls, value: str | None) -> str | None:
        if not value:
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path not in {"", "/"} or parts.query:
            raise ValueError("must be an origin such as https://pins.example.org, without a path")
        return f"{parts.scheme}://{parts.netloc.lower()}"

    @property
    def database(self) -> str:
        """The database's URL, by default one SQLite file in the data folder."""
        if self.database_url:
            return self.database_url
        file = str(self.data_dir.resolve() / "korkwand.db")
        return URL.create("sqlite", database=file).render_as_string(hide_password=False)

    @property
    def backup_dir(self) -> Path:
        """Where automatic backups go."""
        return self.data_dir / "backups"


@cache
def settings_from_environment() -> Settings:
    """The settings of this process; raises SettingsError with one line per wrong setting."""
    return read_settings()


def read_settings() -> Settings:
    """Read the environment anew."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [f"KORKWAND_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()]
        raise SettingsError("\n".join(lines)) from None
