"""What kinds of file a window takes, and how each is known by its content, whatever its name says.

Own code because the list is short and closed, and because what matters is beyond signatures: OFD, macros, encryption, a file
that breaks off. (puremagic's scan of contents needs Python 3.12; filetype stops at signatures.)
"""

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file; one without extensions is known only so that a refusal can say what was found."""

    name: str
    extensions: tuple[str, ...] = ()
    media_type: str = ""
    reason: str = ""
    """Why a window takes it: archives must be able to open it for decades (GB/T 42727, domain-facts 6)."""


OOXML: Final = "application/vnd.openxmlformats-officedocument"
ACCEPTED: Final[dict[str, FileType]] = {  # to add a kind: a line here, and how to know it in `found`
    "pdf": FileType("PDF 文档", (".pdf",), "application/pdf", "归档格式（PDF/A）；申请材料、批文最常用"),
    "ofd": FileType("OFD 版式文档", (".ofd",), "application/ofd", "归档格式，国家版式标准 GB/T 33190"),
    "jpeg": FileType("JPEG 图片", (".jpg", ".jpeg"), "image/jpeg", "扫描件、证照和现场照片"),
    "png": FileType("PNG 图片", (".png",), "image/png", "扫描件、截图"),
    "tiff": FileType("TIFF 图片", (".tif", ".tiff"), "image/tiff", "扫描件，纸质档案数字化常用格式"),
    "docx": FileType("Word 文档", (".docx",), f"{OOXML}.wordprocessingml.document", "申请书、报告的可编辑件"),
    "xlsx": FileType("Excel 工作簿", (".xlsx",), f"{OOXML}.spreadsheetml.sheet", "投资概算、设备清单"),
    "doc": FileType("Word 97-2003 文档", (".doc",), "application/msword", "旧版办公软件仍在使用"),
    "xls": FileType("Excel 97-2003 工作簿", (".xls",), "application/vnd.ms-excel", "旧版办公软件仍在使用"),
    "text": FileType("纯文本", (".txt", ".csv"), "text/plain", "坐标表、说明；只收 UTF-8 或 GB18030 编码"),
    "dwg": FileType("DWG 图纸", (".dwg",), "image/vnd.dwg", "规划、设计图纸的通行格式"),
}
EXTENSIONS: Final = {extension: kind for kind in ACCEPTED.values() for extension in kind.extensions}
SIGNATURES: Final[tuple[tuple[bytes, str], ...]] = (
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"AC10", "dwg"),
)
FOREIGN: Final[tuple[tuple[bytes, str], ...]] = (  # what may not come in, by the name under which it is refused
    (b"MZ", "可执行程序（Windows）"),
    (b"\x7fELF", "可执行程序（Linux）"),
    (b"\xcf\xfa\xed\xfe", "可执行程序（macOS）"),
    (b"#!", "脚本"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"\x1f\x8b", "GZIP 压缩包"),
    (b"GIF8", "GIF 图片"),
    (b"RIFF", "音视频或 WebP 图片"),
    (b"{\\rtf", "RTF 文档"),
    (b"\x4c\0\0\0\x01\x14\x02\0", "快捷方式"),
)
MARKUP: Final = re.compile(rb"\s*<(?:!doctype|html|head|body|script|svg|\?xml|\?php|iframe|!--)", re.IGNORECASE)
ENDS: Final = {"pdf": b"%%EOF", "png": b"IEND", "jpeg": b"\xff\xd9"}  # a file without its end broke off on the way
ZIP, OLE = b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
ENDING = 4096  # bytes at the end in which the mark of the end is looked for; programs may add a little after it
TYPES_LIMIT = 1_048_576  # bytes of [Content_Types].xml that are looked at; a real one has a few thousand


class Unacceptable(Exception):
    """Not a file that a window takes. `found` says what it is, `remedy` what to do instead."""

    def __init__(self, found: str, remedy: str = "请另存为 PDF 或 OFD 后上传") -> None:
        self.found, self.remedy = found, remedy
        super().__init__(found)


@dataclass(frozen=True, slots=True)
class Content:
    """What was seen of a file: both ends, and the marks that may lie anywhere in it."""

    head: bytes
    tail: bytes
    size: int
    marks: frozenset[str]
    is_text: bool


def found(content: Content) -> FileType:
    """The accepted kind that it really is. Errors: Unacceptable."""
    head = content.head
    if head.startswith(ZIP):
        return _zipped(content)
    if head.startswith(OLE):
        return _compound(content)
    for signature, kind in SIGNATURES:
        if head.startswith(signature):
            return _whole(kind, content)
    for signature, name in FOREIGN:
        if head.startswith(signature):
            raise Unacceptable(name)
    if content.is_text:
        if MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")):
            raise Unacceptable("网页、SVG 或 XML（可能含脚本）")
        return ACCEPTED["text"]
    raise Unacceptable("无法识别的数据")


def _whole(kind: str, content: Content) -> FileType:
    named, ending = ACCEPTED[kind], ENDS.get(kind)
    if ending and ending not in content.tail[-ENDING:]:
        raise Unacceptable(f"不完整的{named.name}（没有结尾）", "文件可能在复制或下载时中断，请重新生成后上传")
    if kind == "pdf" and "encrypted" in content.marks:
        raise Unacceptable("加密或限制权限的 PDF", "档案须能长期打开，请去除密码和权限限制后上传")
    if kind == "dwg" and not content.head[4:6].isdigit():
        raise Unacceptable("无法识别的数据")
    return named


def _compound(content: Content) -> FileType:
    """A document of Office 97-2003, by the names in its directory; OOXML with a password is packed into one too."""
    marks = content.marks
    if "EncryptedPackage" in marks or _legacy_encrypted(content.head):
        raise Unacceptable("加密的 Office 文档", "档案须能长期打开，请去除密码后上传")
    if marks & {"_VBA_PROJECT", "_VBA_PROJECT_CUR"}:
        raise Unacceptable("带宏的 Office 文档", "请删除宏，另存为 docx、xlsx 或 PDF 后上传")
    if "WordDocument" in marks:
        return ACCEPTED["doc"]
    if marks & {"Workbook", "Book"}:
        return ACCEPTED["xls"]
    raise Unacceptable("其他 Office 复合文档（如 PPT、邮件、安装包）")


def _legacy_encrypted(head: bytes) -> bool:
    """Does the stream that Office puts first begin as an encrypted one does? ([MS-DOC] 2.5.2, [MS-XLS] 2.4.117)"""
    stream = head[512:]
    if stream[:2] == b"\xec\xa5":
        return bool(stream[11:12] and stream[11] & 1)
    place = 0
    for _ in range(8):  # FILEPASS follows the first record, at most a few others between
        record, length = stream[place : place + 2], int.from_bytes(stream[place + 2 : place + 4], "little")
        if record == b"\x2f\x00":
            return True
        if not place and record != b"\x09\x08":
            return False
        place += 4 + length
    return False


def _zipped(content: Content) -> FileType:
    """OOXML or OFD, by what is in the package; the package itself is not unpacked."""
    try:
        with zipfile.ZipFile(_Ends(content)) as package:
            return _package(package)
    except (zipfile.BadZipFile, zlib.error, struct.error, OSError, RuntimeError, ValueError, EOFError) as error:
        raise Unacceptable("损坏或不完整的压缩格式文件", "请重新生成该文件后上传") from error


def _package(package: zipfile.ZipFile) -> FileType:
    names = {entry.filename for entry in package.infolist()}
    if any(entry.flag_bits & 1 for entry in package.infolist()) or "Encryptions.xml" in names:
        raise Unacceptable("加密的文件包", "档案须能长期打开，请去除密码后上传")
    if "OFD.xml" in names:
        return ACCEPTED["ofd"]
    if "[Content_Types].xml" in names:
        if any(name.lower().endswith("vbaproject.bin") for name in names) or _says_macro(package):
            raise Unacceptable("带宏的 Office 文档", "请删除宏，另存为不带宏的 docx、xlsx 或 PDF 后上传")
        if "word/document.xml" in names:
            return ACCEPTED["docx"]
        if "xl/workbook.xml" in names:
            return ACCEPTED["xlsx"]
        raise Unacceptable("其他 Office 文档（如演示文稿）")
    raise Unacceptable("ZIP 压缩包", "压缩包内的文件无法逐一核验，请解压后逐个上传")


def _says_macro(package: zipfile.ZipFile) -> bool:
    """Does the list of types name a macro? It lies in the first or last part of every package that Office programs write."""
    try:
        with package.open("[Content_Types].xml") as types:
            return b"macroEnabled" in types.read(TYPES_LIMIT)
    except _BetweenTheEnds:
        return False


class _BetweenTheEnds(OSError):
    """What is asked for was not kept."""


class _Ends(io.RawIOBase):
    """A file of which only the two ends can be read: enough for a package's directory."""

    def __init__(self, content: Content) -> None:
        self._content, self._place = content, 0

    def seekable(self) -> bool:
        """It is."""
        return True

    def readable(self) -> bool:
        """It is, at both ends."""
        return True

    def tell(self) -> int:
        """Bytes from the start."""
        return self._place

    def seek(self, offset: int, whence: int = 0) -> int:
        """As files do; before the start is an OSError."""
        place = (0, self._place, self._content.size)[whence] + offset
        if place < 0:
            raise OSError(place)
        self._place = place
        return place

    def read(self, size: int = -1) -> bytes:
        """As files do. Errors: _BetweenTheEnds."""
        whole, head, tail = self._content.size, self._content.head, self._content.tail
        end = whole if size < 0 else min(whole, self._place + size)
        start, self._place = self._place, max(self._place, end)
        if end <= len(head):
            return head[start:end]
        if start < whole - len(tail):
            raise _BetweenTheEnds(start)
        return tail[start - (whole - len(tail)) : end - (whole - len(tail))]
