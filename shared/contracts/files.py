"""Files of a case: how they come in, part by part, what there is, and one part of one file."""

from pydantic import Base64Bytes, Field

from shared.contracts.base import Strict
from shared.contracts.intake import CASE

PART = 524_288  # bytes asked for at once: with base64 and its frame it stays below what NATS carries in one message


class AttachFile(Strict):
    """svc.<centre>.intake.attach-open; chunks and close follow with the upload id."""

    case_number: str = CASE
    item: int | None = Field(default=None, description="事项序号")
    material: str = Field(min_length=1, max_length=200, description="材料名称")
    filename: str = Field(min_length=1, max_length=200, description="Name of the file as the applicant calls it")
    size: int = Field(ge=1, description="bytes")
    sha256: str = Field(pattern="^[0-9a-f]{64}$", description="SHA-256, 64 hexadecimal digits")


class AttachChunk(Strict):
    """svc.<centre>.intake.attach-chunk: the parts of a file, in any order, each as often as needed."""

    upload_id: str = Field(max_length=100, description="As attach-open gave it")
    number: int = Field(ge=0, description="From 0")
    data: Base64Bytes = Field(description="As many bytes as attach-open said, fewer only in the last part")


class AttachClose(Strict):
    """svc.<centre>.intake.attach-close: all parts are sent; the file counts if size and SHA-256 are right."""

    upload_id: str = Field(max_length=100, description="As attach-open gave it")


class FilesQuery(Strict):
    """svc.<centre>.intake.files, svc.<region>.intake.department.<department>.files: the files that the asker may read."""

    case_number: str = CASE


class ReadFile(Strict):
    """….intake.read-file, ….intake.department.<department>.read-file: what a file is, and one part of it, base64."""

    case_number: str = CASE
    file_id: str = Field(max_length=100, description="As `files` names it")
    offset: int = Field(default=0, ge=0, description="bytes")
    length: int = Field(default=PART, ge=0, le=PART, description="bytes; 0: only what it is")
