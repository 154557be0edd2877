"""Settings of a node: `ONEWINDOW_*` in the environment first, then `onewindow.toml`, then what is written here."""

import os
from pathlib import Path
from typing import Annotated, Any, Final, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from backend.access.scope import check_division, county_of
from backend.contract import Realm

__all__ = ["DEMO_VILLAGE", "ArgonSettings", "HallSettings", "NodeSettings", "ReceiptSettings", "SystemSettings"]

CONFIG_FILE: Final = "onewindow.toml"
CONFIG_VARIABLE: Final = "ONEWINDOW_CONFIG"


class _NodesPart(TomlConfigSettingsSource):
    """The file without what is a station's in it: one machine may be both."""

    def __call__(self) -> dict[str, Any]:
        return {name: value for name, value in super().__call__().items() if name != "station"}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class HallSettings(_Part):
    """A hall this node serves. `code` is the 12-digit code of its division.

    `hours` and `telephone` are printed on what citizens take home, if they are given; `refers_to` is the hall people
    are sent to with items this one may not take in: a village takes in only what the catalogue says.
    """

    code: str
    name: str
    name_en: str
    hours: str = ""
    hours_en: str = ""
    telephone: str = ""
    refers_to: str = ""
    refers_to_en: str = ""
    windows: list[Annotated[str, Field(pattern=r"^\d{1,2}$")]] = [str(number) for number in range(1, 9)]

    _is_division = field_validator("code")(check_division)


class SystemSettings(_Part):
    """How a department system is reached: over the network, or by a folder files are dropped into."""

    url: str | None = None
    drop_dir: Path | None = None
    token: SecretStr | None = None
    secret: SecretStr | None = None  # signs its call-backs

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.url is None) == (self.drop_dir is None):
            raise ValueError("a system has either a url or a drop_dir")
        return self


class ArgonSettings(_Part):
    """Cost of checking a password (argon2id): about 0.1 s on a small server. Tests use less."""

    time_cost: int = Field(default=3, ge=1)
    memory_kib: int = Field(default=65_536, ge=8)
    parallelism: int = Field(default=1, ge=1)


class ReceiptSettings(_Part):
    """What a receipt says about asking and complaining."""

    ask_at: str = "12345"
    complain_at: str = "12345"


_DEMO_HALL: Final = HallSettings(
    code="999999101000",
    name="示范镇便民服务中心",
    name_en="Demonstration Township Service Hall",
    hours="工作日 9:00–12:00，13:30–17:30",
    hours_en="working days 9:00–12:00, 13:30–17:30",
    telephone="12345",
)
DEMO_VILLAGE: Final = HallSettings(
    code="999999101201",
    name="示范村便民服务点",
    name_en="Demonstration Village Service Point",
    hours="工作日 9:00–11:30",
    hours_en="working days 9:00–11:30",
    telephone="12345",
    refers_to=_DEMO_HALL.name,
    refers_to_en=_DEMO_HALL.name_en,
)


class NodeSettings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="ONEWINDOW_", env_nested_delimiter="__", extra="forbid", frozen=True, hide_input_in_errors=True
    )

    data_dir: Path = Path(".data/node")
    database_url: str | None = None
    """Left out: an SQLite file in the data folder."""
    county: str = Field(default="", pattern=r"^(\d{6})?$")
    """Left out: the county of the first hall."""
    halls: list[HallSettings] = [_DEMO_HALL]
    realm: Realm = Realm.LIVE
    host: str = "127.0.0.1"
    port: int = Field(default=8471, ge=0, le=65535)
    """0: any free port; `node.json` in the data folder says which."""

    tls_certificate: Path | None = None
    tls_key: Path | None = None
    plain_http: bool = False
    """A live node on more than this machine speaks TLS; set this when a proxy in front of it does."""

    idle_lock_seconds: int = Field(default=180, ge=10, le=900)
    session_hours: int = Field(default=12, ge=1, le=24)
    bind_address: bool = True
    """A session works only from the network address it began at."""
    argon2: ArgonSettings = ArgonSettings()
    request_seconds: float = Field(default=30, gt=0)
    """How long a request may take to arrive, and again to be answered; event streams are not bound by it."""
    body_limit: int = Field(default=1_000_000, gt=0)
    """Bytes of a request; routes that take files state their own."""

    systems: dict[str, SystemSettings] = {}
    county_url: str | None = None
    """Shorthand for the simulated county: every system not listed is reached below this address."""
    county_drop_dir: Path | None = None
    county_secret_file: Path | None = None
    """What the tokens and call-back keys of the simulated county's systems are derived from."""
    catalogue_dir: Path | None = None
    """Left out: the catalogue that comes with the program."""
    overrides_file: Path | None = None
    """Working days decided locally, on top of the official calendar."""
    master_key_file: Path | None = None
    """Left out: `master.key` in the data folder, made at the first start. A live node names one outside that folder,
    so that a copy of the data is no copy of its key; `onewindow staff first` makes it."""
    receipts: ReceiptSettings = ReceiptSettings()

    @field_validator("halls")
    @classmethod
    def _halls_differ(cls, halls: list[HallSettings]) -> list[HallSettings]:
        if not halls or len({hall.code for hall in halls}) < len(halls):
            raise ValueError("a node serves at least one hall, and each once")
        if len({county_of(hall.code) for hall in halls}) > 1:
            raise ValueError("the halls of a node lie in one county")
        return halls

    @model_validator(mode="before")
    @classmethod
    def _county_of_halls(cls, values: Any) -> Any:
        if isinstance(values, dict) and not values.get("county"):
            halls = values.get("halls") or [_DEMO_HALL]
            first = halls[0]
            code = first.get("code", "") if isinstance(first, dict) else first.code
            values["county"] = str(code)[:6]
        return values

    @model_validator(mode="after")
    def _live_names_its_hall(self) -> Self:
        if self.realm is Realm.LIVE and "halls" not in self.model_fields_set:
            raise ValueError("a live node must name its halls")
        if self.realm is Realm.LIVE and not self.is_protected:
            raise ValueError("a live node that is reached from outside needs tls_certificate and tls_key")
        if any(county_of(hall.code) != self.county for hall in self.halls):
            raise ValueError("a hall lies outside the county")
        if self.realm is Realm.LIVE and self._key_lies_with_data:
            raise ValueError("a live node needs master_key_file, outside its data folder")
        return self

    @property
    def _key_lies_with_data(self) -> bool:
        return self.key_file.resolve().is_relative_to(self.data_dir.resolve())

    @property
    def is_protected(self) -> bool:
        """Whether nobody on the line can read along."""
        return self.plain_http or self.tls_certificate is not None or self.host in {"127.0.0.1", "::1", "localhost"}

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir / 'node.db'}"

    @property
    def key_file(self) -> Path:
        return self.master_key_file or self.data_dir / "master.key"

    def hall(self, code: str) -> HallSettings:
        """The hall with this code; KeyError when the node does not serve it."""
        for hall in self.halls:
            if hall.code == code:
                return hall
        raise KeyError(code)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        file = Path(os.environ.get(CONFIG_VARIABLE, CONFIG_FILE))
        return init_settings, env_settings, _NodesPart(settings_cls, toml_file=file)
