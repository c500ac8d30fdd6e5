"""Looks at a file part by part while it passes, and says at the end what it really is. Keeps at most three megabytes of it."""

import codecs
import re
from typing import Final

from services.intake.domain.file_names import extension
from services.intake.domain.file_types import EXTENSIONS, OLE, Content, FileType, Unacceptable, found
from shared.errors import Refused, refuse

HEAD: Final = 262_144  # bytes kept of the beginning
TAIL: Final = 1_048_576  # bytes kept of the end: the directory of a package with some ten thousand entries
OVERLAP: Final = 128  # bytes of the part before that are looked at again: no mark is longer
ENTRY: Final = 128  # bytes of an entry in the directory of an Office 97-2003 document; each begins at a multiple
CONTROL: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
ENCRYPTED: Final = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
STREAMS: Final = {
    name.encode("utf-16-le") + b"\0\0": name
    for name in ("EncryptedPackage", "WordDocument", "Workbook", "Book", "_VBA_PROJECT", "_VBA_PROJECT_CUR")
}
NAMES: Final = re.compile(b"|".join(map(re.escape, sorted(STREAMS, key=len, reverse=True))))


class Inspection:
    """One file as it passes; the parts come in their order and have any size."""

    def __init__(self, filename: str) -> None:
        self._filename = filename
        self._head, self._tail = bytearray(), bytearray()
        self._size = 0
        self._marks: set[str] = set()
        self._text = _Text()

    def take(self, part: bytes) -> None:
        """The next part."""
        before = bytes(self._tail[-OVERLAP:])
        self._head += part[: HEAD - len(self._head)]
        self._mark(before + part, self._size - len(before))
        self._text.take(part)
        self._size += len(part)
        self._tail += part
        if len(self._tail) > 2 * TAIL:
            del self._tail[:-TAIL]

    def verdict(self) -> str:
        """Media type of what it is. Errors: Refused (nothing that a window takes, or not what its name says)."""
        content = Content(bytes(self._head), bytes(self._tail), self._size, frozenset(self._marks), self._text.holds())
        claimed = EXTENSIONS.get(extension(self._filename))
        claim = f"文件名“{self._filename}”表示{claimed.name if claimed else '不收的类型'}，内容实为"
        try:
            kind = found(content)
        except Unacceptable as error:
            raise refuse("filename", f"{claim}{error.found}", error.remedy) from error
        if kind is not claimed:
            raise _otherwise(claim, kind)
        return "text/csv" if extension(self._filename) == ".csv" else kind.media_type

    def _mark(self, seen: bytes, place: int) -> None:
        """Note what lies anywhere: the encryption of a PDF, the directory of an Office 97-2003 document."""
        if self._head.startswith(b"%PDF-"):
            if ENCRYPTED.search(seen):
                self._marks.add("encrypted")
        elif self._head.startswith(OLE):
            entries = (match for match in NAMES.finditer(seen) if (place + match.start()) % ENTRY == 0)
            self._marks.update(STREAMS[match[0]] for match in entries)


class _Text:
    """Is it text throughout, in UTF-8 or in GB18030?"""

    def __init__(self) -> None:
        self._decoders = [codecs.getincrementaldecoder(name)() for name in ("utf-8", "gb18030")]

    def take(self, part: bytes) -> None:
        """The next part; a control character ends it for good."""
        if self._decoders and CONTROL.search(part):
            self._decoders = []
        self._decoders = [decoder for decoder in self._decoders if _decodes(decoder, part)]

    def holds(self) -> bool:
        """Everything was text, and the last character is whole."""
        return any(_decodes(decoder, b"", final=True) for decoder in self._decoders)


def _decodes(decoder: codecs.IncrementalDecoder, part: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(part, final)
    except UnicodeDecodeError:
        return False
    return True


def _otherwise(claim: str, kind: FileType) -> Refused:
    """It would be taken under its right name."""
    return refuse("filename", f"{claim}{kind.name}", f"请核对是否选错文件；确要提交的，请把扩展名改为 {kind.extensions[0]}")
