"""The name of a file as somebody else wrote it: refused where it could deceive or cannot be saved, never changed in silence."""

import unicodedata
from typing import Final

from services.intake.domain.file_types import EXTENSIONS
from shared.errors import Fault

LONGEST: Final = 240  # bytes in UTF-8; file systems end at 255, and the archive puts a number before it
SEPARATORS: Final = "/\\"
FORBIDDEN: Final = '<>:"|?*'  # Windows cannot save them, and a colon opens a hidden stream there
INVISIBLE: Final = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}  # control characters, turns of writing direction, zero widths
RESERVED: Final = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}


def extension(name: str) -> str:
    """Its extension in lower case with the dot; empty where it has none."""
    stem, dot, last = name.rpartition(".")
    return f".{last.lower()}" if stem and dot else ""


def name_faults(name: str) -> list[Fault]:
    """Everything that is wrong with a file's name, each with how to correct it."""
    return [Fault(field="filename", message=message, remedy=remedy) for message, remedy in _faults(name)]


def _faults(name: str) -> list[tuple[str, str]]:
    invisible = sorted({f"U+{ord(character):04X}" for character in name if unicodedata.category(character) in INVISIBLE})
    forbidden = sorted({character for character in name if character in FORBIDDEN})
    checks = (
        (any(mark in name for mark in SEPARATORS), "文件名中有路径（/ 或 \\）", "请只写文件名，不带文件夹"),
        (bool(invisible), f"文件名中有看不见的控制字符（{'、'.join(invisible)}）", "请重新输入文件名，不要粘贴"),
        (bool(forbidden), f"文件名中有不能保存的字符：{' '.join(forbidden)}", "请删去这些字符"),
        (name.partition(".")[0].strip().lower() in RESERVED, "文件名是操作系统的保留名称", "请改用材料名称作文件名"),
        (name != name.strip() or name.endswith("."), "文件名首尾有空格，或以点结尾", "请删去首尾的空格和点"),
        (len(name.encode(errors="replace")) > LONGEST, f"文件名过长（超过 {LONGEST} 字节，约 80 个汉字）", "请缩短文件名"),
        (not unicodedata.is_normalized("NFC", name), "文件名的字符不是规范形式（NFC）", "请重新输入文件名，不要粘贴"),
        (extension(name) not in EXTENSIONS, _kind(name), f"可收的文件类型：{'、'.join(ending[1:] for ending in EXTENSIONS)}"),
    )
    return [(message, remedy) for wrong, message, remedy in checks if wrong]


def _kind(name: str) -> str:
    ending = extension(name)
    return f"不收扩展名为 {ending[:20]} 的文件" if ending else "文件名没有扩展名"
