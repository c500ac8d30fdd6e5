"""What an operator sets through the environment, the same names for every service."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

HERE = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """One service's settings; every field is an environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(extra="ignore")

    nats_url: str = Field(default="nats://127.0.0.1:4222", description="Comma-separated servers of the bus")
    nats_seed: Path | None = Field(default=None, description="File with this user's nkey seed; none: no login")
    nats_inbox: str = Field(default="_INBOX", description="Inbox prefix that the user's permissions allow")
    mongodb_uri: str = Field(default="mongodb://127.0.0.1:27017/?directConnection=true")
    database_prefix: str = Field(default="daiban_", description="The service's name is appended")
    jurisdictions: Path = Field(default=HERE / "deploy" / "jurisdictions")
    clock: str = Field(default="", description="Empty: the real clock; else the accelerated one, see shared/clock")
    http_host: str = Field(default="127.0.0.1", description="Address that serves /health and /metrics")
    http_port: int = Field(default=8080)
    log_level: str = Field(default="INFO")
    workers: int = Field(default=16, ge=1, description="Messages of one consumer handled side by side")
    max_deliveries: int = Field(default=8, ge=1, description="Tries before a failing message is parked")
    retry_delay: float = Field(default=0.5, gt=0, description="Seconds before the first retry; doubles, at most 60")
    upload_hours: float = Field(default=24, gt=0, description="An upload that is not finished by then is dropped; intake only")
    dossier_megabytes: int = Field(
        default=500, ge=0, description="Files of one case that go into its dossier, together; archive only"
    )
    dossier_spool: Path | None = Field(
        default=None, description="Where dossiers are put together; none: the system's temporary directory; archive only"
    )
    dossier_minutes: float = Field(
        default=60, gt=0, description="A closed case without its dossier is told after so long, real time; archive only"
    )
    doctor_every: float = Field(default=600.0, ge=0, description="Seconds in which the doctor sees each centre once; 0: if asked")
    smtp_url: str = Field(default="", description="smtp://[user:password@]host:port; empty: inbox only")
    smtp_sender: str = Field(default="noreply@localhost")
