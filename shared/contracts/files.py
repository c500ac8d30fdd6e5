"""Asking for the files of a case: what there is, and one part of one file. How they come in is in `intake`."""

from pydantic import Field

from shared.contracts.base import Strict
from shared.contracts.intake import CASE

PART = 524_288  # bytes asked for at once: with base64 and its frame it stays below what NATS carries in one message


class FilesQuery(Strict):
    """svc.<centre>.intake.files, svc.<region>.intake.department.<department>.files: the files that the asker may read."""

    case_number: str = CASE


class ReadFile(Strict):
    """….intake.read-file, ….intake.department.<department>.read-file: what a file is, and one part of it, base64."""

    case_number: str = CASE
    file_id: str = Field(max_length=100, description="As `files` names it")
    offset: int = Field(default=0, ge=0, description="bytes")
    length: int = Field(default=PART, ge=0, le=PART, description="bytes; 0: only what it is")
