"""统一社会信用代码 (GB 32100-2015): the 18 characters of an organisation, with both of its check characters.

`XX RRRRRR NNNNNNNNC D`: registering authority, kind of body, region of registration (often an old one, so it is not
compared with today's regions), organisation number with its own check C (GB 11714), check D over all.

D is taken modulo the prime 31 with 31 distinct character values and weights that are no multiples of 31: theorem: any
single wrong character is found, and any two exchanged characters unless they are the first and the last (equal
weights).
"""

from typing import Final

from shared.identifiers.text import CHECK_ORIGINAL, foreign, normalise

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
DIGITS: Final = "0123456789"
WEIGHTS: Final = tuple(pow(3, n, 31) for n in range(17))
ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
LENGTH: Final = 18
REGION: Final = range(2, 8)
ORGANISATION: Final = slice(8, 16)


def normalise_uscc(text: str) -> str:
    """The code as it is stored: half-width, without blanks, in capitals."""
    return normalise(text)


def check_uscc(text: str) -> str | None:
    """None for a good code (after `normalise_uscc`), else what is wrong with it and what to do, in Chinese."""
    code = normalise_uscc(text)
    if len(code) != LENGTH:
        return f"统一社会信用代码应为18位，现为{len(code)}位，{CHECK_ORIGINAL}"
    if fault := foreign(code, DIGITS, REGION) or foreign(code, ALPHABET, range(LENGTH)):
        return f"统一社会信用代码{fault}"
    inner = organisation_check(code[ORGANISATION])
    if code[16] != inner:
        return f"第17位（主体标识码校验码）应为 {inner}，现为 {code[16]}，请核对第9至17位与证照原件是否一致"
    outer = uscc_check(code[:17])
    return None if code[17] == outer else f"第18位校验码应为 {outer}，现为 {code[17]}，{CHECK_ORIGINAL}"


def is_uscc(text: str) -> bool:
    """Is the text, normalised, a good code?"""
    return check_uscc(text) is None


def complete_uscc(body: str) -> str:
    """The code that begins with these 17 characters, or with these 16, when both checks are to be computed.

    For test data. Raises ValueError when the body is malformed or its 17th character is wrong.
    """
    head = normalise_uscc(body)
    if len(head) == LENGTH - 2 and not foreign(head, ALPHABET, range(LENGTH - 2)):
        head += organisation_check(head[ORGANISATION])
    if len(head) != LENGTH - 1 or foreign(head, ALPHABET, range(LENGTH - 1)):
        raise ValueError(f"{body!r} is not the beginning of a 统一社会信用代码")
    code = head + uscc_check(head)
    if fault := check_uscc(code):
        raise ValueError(fault)
    return code


def uscc_check(head: str) -> str:
    """The 18th character for the first 17."""
    total = sum(ALPHABET.index(char) * weight for char, weight in zip(head, WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def organisation_check(number: str) -> str:
    """The check character of an organisation number's 8 characters (GB 11714)."""
    total = sum(int(char, 36) * weight for char, weight in zip(number, ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]
