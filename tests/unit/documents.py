"""Real files, small: each as a program would have written it."""

import io
import struct
import zipfile
import zlib

PDF = (
    b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
    b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000058 00000 n \n"
    b"trailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n110\n%%EOF\n"
)
LOCKED_PDF = PDF.replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 7 0 R")
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000") + b"\x01" * 40 + b"\xff\xd9"
TIFF = b"II*\0\x08\0\0\0" + b"\0" * 20
DWG = b"AC1032" + b"\0" * 100
HTML = "<!DOCTYPE html><script>alert(1)</script>节能报告".encode()
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
PROGRAM = b"MZ\x90\0" + b"\0" * 200
TEXT = "点号,X,Y\r\n1,4412345.678,512345.678\r\n准格尔旗".encode()
TYPES = "[Content_Types].xml"


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"\0\0"))
    + _chunk(b"IEND", b"")
)


def package(*names: str, types: str = "application/vnd.openxmlformats", padding: int = 0) -> bytes:
    """A zip of these entries; `padding` bytes that do not compress come first."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as written:
        if padding:
            written.writestr("media/image1.png", b"\x89" * padding, zipfile.ZIP_STORED)
        for name in names:
            written.writestr(name, types if name == TYPES else "<x/>")
    return made.getvalue()


DOCX = package(TYPES, "word/document.xml")
XLSX = package(TYPES, "xl/workbook.xml")
OFD = package("OFD.xml", "Doc_0/Document.xml")
DOCM = package(TYPES, "word/document.xml", "word/vbaProject.bin")
MACRO_TYPES = "application/vnd.ms-word.document.macroEnabled.main+xml"
HIDDEN_DOCM = package(TYPES, "word/document.xml", "word/other.bin", types=MACRO_TYPES)
ZIPPED = package("节能报告.pdf")


def locked(zipped: bytes) -> bytes:
    """The same with the mark of encryption at every entry, as zip programs set it."""
    directory = zipped.index(b"PK\x01\x02")
    return zipped[:6] + b"\x01" + zipped[7 : directory + 8] + b"\x01" + zipped[directory + 9 :]


def compound(*streams: str, first: bytes = b"", padding: int = 0) -> bytes:
    """An Office 97-2003 container: its header, its first stream, its directory with these names."""
    header = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504
    directory = b"".join(_entry(name) for name in ("Root Entry", *streams))
    return header + first.ljust(4096, b"\0") + b"\0" * (padding // 512 * 512) + directory


def _entry(name: str) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    return (encoded.ljust(64, b"\0") + struct.pack("<H", len(encoded))).ljust(128, b"\0")


FIB = b"\xec\xa5\xc1\0" + b"\0" * 7
DOC = compound("WordDocument", "1Table", first=FIB + b"\0" * 21)
LOCKED_DOC = compound("WordDocument", "1Table", first=FIB + b"\x01" + b"\0" * 20)
BOF = b"\x09\x08\x10\0" + b"\0\x06\x05\0" + b"\0" * 12
XLS = compound("Workbook", first=BOF + b"\xe1\0\x02\0\xb0\x04")
LOCKED_XLS = compound("Workbook", first=BOF + b"\x2f\0\x06\0\x01\0\x01\0\x01\0")
MACRO_DOC = compound("WordDocument", "Macros", "VBA", "_VBA_PROJECT", first=FIB)
LOCKED_DOCX = compound("EncryptionInfo", "EncryptedPackage")
SLIDES = compound("PowerPoint Document", "Current User")

ACCEPTED = {
    "委托协议.pdf": PDF,
    "批文.OFD": OFD,
    "营业执照.jpg": JPEG,
    "营业执照.jpeg": JPEG,
    "截图.png": PNG,
    "扫描件.tif": TIFF,
    "节能报告.docx": DOCX,
    "投资概算.xlsx": XLSX,
    "节能报告.doc": DOC,
    "投资概算.xls": XLS,
    "坐标.csv": TEXT,
    "说明.txt": "国家二〇〇〇坐标系".encode("gb18030"),
    "总平面图.dwg": DWG,
}
