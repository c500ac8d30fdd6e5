"""What archive says and what it can be asked."""

from pydantic import Field

from shared.contracts.base import Event, Strict


class DossierClosed(Event, owner="archive"):
    """一事一档: the dossier of a completed case is complete, in order and verifiable."""

    dossier: str = Field(description="File name of the dossier")
    sha256: str = Field(description="Of the whole zip file")
    entries: int = Field(description="Files in the dossier")
    events: int = Field(description="Facts in its history")
    closed_at: str = Field(description="ISO 8601 with zone")


class TimelineQuery(Strict):
    """svc.<centre>.archive.timeline"""

    case_number: str = Field(description="办件编号")


class DossierQuery(Strict):
    """svc.<centre>.archive.dossier: metadata and one part of the zip, base64, from `offset`."""

    case_number: str = Field(description="办件编号")
    offset: int = Field(default=0, ge=0, description="bytes")
    length: int = Field(default=0, ge=0, le=524288, description="bytes; 0: metadata only")
