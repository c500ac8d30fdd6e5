"""What all identifiers have in common: how people type them, and how a wrong character is named."""

import unicodedata
from collections.abc import Sequence

CHECK_ORIGINAL = "请核对证照原件"
LOOK_ALIKES = {"O": "0", "I": "1", "Z": "2", "S": "5"}


def normalise(text: str) -> str:
    """The text as a code is stored: full-width forms made half-width, all blanks removed, letters upper-cased."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def foreign(code: str, alphabet: str, where: Sequence[int]) -> str | None:
    """The first character at the positions `where` (from 0) that is not in the alphabet, in Chinese; else None."""
    for index in where:
        if code[index] not in alphabet:
            digit = LOOK_ALIKES.get(code[index])
            hint = f"是否应为数字 {digit}，" if digit else ""
            return f"第{index + 1}位不能是“{code[index]}”，{hint}{CHECK_ORIGINAL}"
    return None
