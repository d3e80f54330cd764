"""Settings, read from the environment. Every setting is listed in docs/operating.md (a test compares)."""

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL

from korkwand.errors import SettingsError

LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


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
    kilobytes_per_second: int = Field(
        128, ge=1, description="Kilobytes per second a visitor may write; 128 times that at once."
    )
    link_kilobytes_per_second: int = Field(
        1024, ge=1, description="The same for all who came by one link; 64 times that at once."
    )
    board_kilobytes_per_second: int = Field(
        2048, ge=1, description="The same for all of one board; 64 times that at once."
    )
    strangers: int = Field(4096, ge=64, description="Connections that may wait to say what they want.")
    hsts: str = Field("max-age=31536000", description="Strict-Transport-Security over https; empty: not sent.")
    board_cards: int = Field(
        20_000, ge=1, le=100_000, description="Most cards of a board, those in the trash included."
    )
    board_megabytes: int = Field(
        32, ge=1, le=64, description="Most that a board may hold: 600 bytes and its words for each record."
    )
    visitors_burst: int = Field(1000, ge=1, description="New visitors who may come by one link at once.")
    visitors_per_second: float = Field(20, gt=0, description="New visitors per second who may go on coming by it.")
    board_visitors: int = Field(20_000, ge=1, description="Visitors of one board in all.")
    boards_per_hour: int = Field(60, ge=1, description="New boards per hour and network address (IPv6: per /64).")
    network_boards_per_hour: int = Field(200, ge=1, description="New boards per hour and wider network (/24, /48).")
    all_boards_per_hour: int = Field(1000, ge=1, description="New boards per hour in all.")
    time_zone: str = Field("UTC", description="Time zone of new boards, such as Europe/Berlin.")
    import_megabytes: int = Field(10, ge=1, le=100, description="Largest import file.")
    board_days: int = Field(365, ge=0, description="Days from the last edit until a board goes to the trash; 0: never.")
    trash_days: int = Field(30, ge=1, description="Days in the trash until a board is deleted.")
    imprint: Path | None = Field(None, description="Markdown file of the imprint.")
    privacy: Path | None = Field(None, description="Markdown file of the privacy page; else our own.")
    accessibility: Path | None = Field(None, description="Markdown file of the accessibility page; else our own.")
    security_contact: str = Field("", description="Comma-separated contacts of security.txt, as mailto: or https:.")
    security_expires: date | None = Field(
        None, description="Until when security.txt holds; else 30 days from each day."
    )
    board_makers: Literal["anyone", "password", "oidc"] = Field("anyone", description="Who may make boards.")
    board_password: SecretStr | None = Field(None, description="What makers of boards must know, with `password`.")
    oidc_issuer: str | None = Field(None, description="Issuer of the OpenID Connect provider; people may sign in then.")
    oidc_client_id: str = Field("", description="Name of this installation at the provider.")
    oidc_client_secret: SecretStr | None = Field(None, description="Its secret there; none for a public client.")
    oidc_scope: str = Field("openid", description="What the provider is asked for; `openid profile` brings the name.")
    sign_in_days: int = Field(30, ge=1, le=400, description="Days until a device must sign in anew.")
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

    @field_validator("oidc_issuer")
    @classmethod
    def _issuer_is_trusted(cls, value: str | None) -> str | None:
        if not value:
            return None
        parts = urlsplit(value)
        # What comes over plain http can be forged by anybody between, but on one machine there is nobody.
        if parts.scheme != "https" and (parts.scheme, parts.hostname) not in {("http", host) for host in LOOPBACK}:
            raise ValueError("must begin with https:// (or be http on 127.0.0.1 or localhost)")
        if not parts.hostname or parts.query or parts.fragment or parts.username:
            raise ValueError("must be an address such as https://id.example.org/realms/town")
        return value

    @field_validator("hsts")
    @classmethod
    def _hsts_header(cls, value: str) -> str:
        if value and not re.fullmatch(r"max-age=\d+(; includeSubDomains)?(; preload)?", value):
            raise ValueError("must be such as max-age=31536000 or max-age=31536000; includeSubDomains")
        return value

    @field_validator("oidc_scope")
    @classmethod
    def _asks_who_it_is(cls, value: str) -> str:
        if "openid" not in value.split():
            raise ValueError("must have openid among its words")
        return value

    @field_validator("security_contact")
    @classmethod
    def _addresses(cls, value: str) -> str:
        if value and not all(one.strip().startswith(("mailto:", "https:", "tel:")) for one in value.split(",")):
            raise ValueError("must be addresses such as mailto:security@example.org")
        if not value.isprintable():
            raise ValueError("must be one line")
        return value

    @model_validator(mode="after")
    def _makers_can_make(self) -> Self:
        if self.board_makers == "password" and self.board_password is None:
            raise ValueError("KORKWAND_BOARD_MAKERS is password, so KORKWAND_BOARD_PASSWORD must be set")
        if self.board_makers == "oidc" and self.oidc_issuer is None:
            raise ValueError("KORKWAND_BOARD_MAKERS is oidc, so KORKWAND_OIDC_ISSUER must be set")
        if self.oidc_issuer is not None and not self.oidc_client_id:
            raise ValueError("KORKWAND_OIDC_ISSUER is set, so KORKWAND_OIDC_CLIENT_ID must be, too")
        return self

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
        lines = [f"KORKWAND_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors() if e["loc"]]
        lines += [str(e["msg"]) for e in error.errors() if not e["loc"]]
        raise SettingsError("\n".join(lines)) from None
