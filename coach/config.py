"""Settings from defaults < coach.toml < COACH_* variables < flags, in one typed object."""

import difflib
import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import platformdirs
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from coach.errors import CoachError

PACKAGE_DIR = Path(__file__).resolve().parent
DEFAULT_MODEL = "qwen2.5-coder-1.5b"
EMBEDDER = "all-MiniLM-L6-v2"
SECRETS = ("llm_key", "database_url")  # settings whose values are never shown


def default_home() -> Path:
    """The checkout when run from one, otherwise a per-user folder such as ~/.local/share/interview-coach."""
    checkout = PACKAGE_DIR.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / "content").is_dir():
        return checkout
    return Path(platformdirs.user_data_dir("interview-coach", appauthor=False))


class Settings(BaseSettings):
    """Everything that can be set. Field names are the keys of coach.toml; COACH_ and the upper-case name is the variable."""

    model_config = SettingsConfigDict(env_prefix="COACH_", env_ignore_empty=True, extra="forbid", frozen=True)

    home: Path = Field(default_factory=default_home, description="Folder that holds content/, models/, index/ and data/.")
    models_dir: Path | None = Field(default=None, description="Where model files are, if not in home/models.")
    model: str = Field(default=DEFAULT_MODEL, description="A name from `coach models list`, or the path of a .gguf file.")
    llm_url: str | None = Field(default=None, description="Base URL of an OpenAI-compatible server to use instead of a local file.")
    llm_key: SecretStr | None = Field(default=None, description="Key for that server, if it wants one.")
    llm_model: str | None = Field(default=None, description="Model name to ask that server for; its first one otherwise.")
    database_url: SecretStr | None = Field(
        default=None, description="Address of a PostgreSQL database, postgresql://user:password@host/name, to keep everything in instead of a file."
    )
    threads: int | None = Field(default=None, ge=1, le=512, description="CPU threads for the model; all physical cores otherwise.")
    context: int = Field(default=8192, ge=2048, le=131072, description="Tokens of context kept in memory for the model.")
    host: str = Field(default="127.0.0.1", description="Address that the page is served on.")
    port: int = Field(default=7860, ge=0, le=65535, description="Port that the page is served on; 0 takes any free one.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        home = Path(init_settings()["home"])  # load_settings always resolves it first: coach.toml lives there
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=home / "coach.toml")

    @cached_property
    def content_path(self) -> Path:
        """The user's guides."""
        return self.home / "content"

    @cached_property
    def models_path(self) -> Path:
        """Model files."""
        return (self.models_dir or self.home / "models").expanduser().resolve()

    @cached_property
    def index_path(self) -> Path:
        """The built search index."""
        return self.home / "index"

    @cached_property
    def data_path(self) -> Path:
        """The user's own data and the log."""
        return self.home / "data"

    @cached_property
    def toml_path(self) -> Path:
        """The settings file."""
        return self.home / "coach.toml"


def load_settings(**flags: Any) -> Settings:
    """Read the settings; a flag of None counts as not given.

    Raises CoachError naming the first field that is wrong and where it is set, or the file that can't be read.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    home = given.get("home") or os.environ.get("COACH_HOME") or default_home()
    given["home"] = Path(home).expanduser().resolve()
    toml = given["home"] / "coach.toml"
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0])
        if first["type"] == "extra_forbidden":  # only the file can hold a name that is none
            close = difflib.get_close_matches(field, Settings.model_fields, n=1)
            hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(Settings.model_fields)}."
            raise CoachError(f"{toml} sets {field}, which is no setting; {hint}") from error
        was = "" if field in SECRETS else f"; it was {first['input']!r}"
        raise CoachError(f"The setting {field} ({_source(field, flags, toml)}) is wrong: {first['msg']}{was}.") from error
    except ValueError as error:  # tomllib's decoding errors are ValueErrors
        raise CoachError(f"{toml} is not valid TOML: {error}; correct that line or delete the file.") from error
    except OSError as error:
        raise CoachError(f"{toml} can't be read: {error.strerror}; check its permissions or delete the file.") from error


def variable_that_sets(field: str) -> str | None:
    """The environment variable that a setting comes from, None when it is not set there."""
    variable = f"COACH_{field.upper()}"
    return variable if os.environ.get(variable) else None


def _source(field: str, flags: Mapping[str, Any], toml: Path) -> str:
    """Where the value of a setting came from, in the order of precedence."""
    if flags.get(field) is not None:
        return f"the flag --{field.replace('_', '-')}"
    variable = variable_that_sets(field)
    return f"the variable {variable}" if variable else str(toml)
