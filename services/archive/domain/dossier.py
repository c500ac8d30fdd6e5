"""一事一档: what the archive remembers of a dossier that it has closed."""

from pydantic import Field

from shared.aggregate import Aggregate
from shared.contracts.archive import DossierClosed


class Dossier(Aggregate):
    """A closed dossier (一事一档). It never changes: a case is closed once."""

    filename: str
    file_id: str = Field(description="Names the bytes, so that two attempts can never mix theirs")
    sha256: str = Field(description="Of the whole zip file")
    size: int = Field(description="bytes")
    entries: int = Field(description="Files in the zip")
    events: int = Field(description="Facts in its history")
    closed_at: str = Field(description="ISO 8601 with zone; told by the facts, not by the wall clock")
    restricted_file_id: str | None = Field(default=None, description="The second zip, kept apart; None where there is none")
    restricted_sha256: str | None = None

    def closed(self) -> DossierClosed:
        """The fact to be said when it is stored."""
        return DossierClosed(
            dossier=self.filename, sha256=self.sha256, entries=self.entries, events=self.events, closed_at=self.closed_at
        )
