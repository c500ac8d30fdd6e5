"""A printed page as plain text: paragraphs as lines, tables row by row, sheets apart."""

import re
from html.parser import HTMLParser
from typing import Final

BLOCKS: Final = frozenset({"p", "h1", "h2", "li", "tr", "div"})
SILENT: Final = frozenset({"head", "style", "title"})
RULE: Final = "─" * 40


def as_text(page: str) -> str:
    """What the page says, in its order."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    lines = (re.sub(r"[ \t\r\n]+", " ", line).strip(" ") for line in reader.lines)
    return "\n".join(line for line in lines if line) + "\n"


class _Reader(HTMLParser):
    """Gathers the words of a page, line by line."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = [""]
        self._silent = False
        self._blank = False
        self._sheets = 0
        self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._blank = ("class", "fill") in attrs
        if tag in SILENT:
            self._silent = True
        elif tag == "section":
            self._sheets += 1
            self.lines += [RULE, ""] if self._sheets > 1 else [""]
        elif tag == "tr":
            self._cells = 0
            self.lines.append("")
        elif tag in ("td", "th"):
            self.lines[-1] += " │ " if self._cells else ""
            self._cells += 1
        elif tag in BLOCKS or tag == "br":
            self._break()

    def handle_endtag(self, tag: str) -> None:
        self._blank = False
        if tag in SILENT:
            self._silent = False
        elif tag in BLOCKS:
            self._break()
            self._cells = 0 if tag == "tr" else self._cells

    def handle_data(self, data: str) -> None:
        if not self._silent:
            unfilled = self._blank and not data.strip()
            self.lines[-1] += "_" * len(data) if unfilled else re.sub(r"[\r\n]+", " ", data)

    def _break(self) -> None:
        """A new line; within a table's cell, words stay in their row."""
        if self._cells:
            self.lines[-1] += " "
        else:
            self.lines.append("")
