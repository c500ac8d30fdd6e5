"""Who may handle a complaint: never the one complained of, and of misconduct nobody in the same line (seed 004 八)."""

from collections.abc import Iterator, Mapping
from typing import Final, Literal, NamedTuple

AccusedKind = Literal["agent", "section_head", "vice_head", "supervisor", "window", "department", "centre"]

HANDLES: Final[Mapping[str, tuple[AccusedKind, ...]]] = {
    "section_head": ("agent", "window"),
    "vice_head": ("agent", "window", "section_head"),
    "supervisor": ("agent", "window", "section_head", "department"),
}
"""Post of the centre -> whom a complaint may be against for this post to handle it: those below it, or beside its line.

Departments are watched by the centre's supervision (政务服务督查室), not by the line that works with them every day.
"""
ABOVE: Final[Mapping[str, str]] = {"section_head": "vice_head"}
"""Post of the centre -> the next one above it; above every other is the superior."""
OF_MISCONDUCT: Final = "supervisor"
"""The only post of the centre that handles misconduct."""
NAMES: Final[Mapping[str, str]] = {
    "agent": "代办员",
    "window": "窗口",
    "section_head": "科室负责人",
    "vice_head": "分管领导",
    "supervisor": "政务服务督查室",
    "zfb": "本级人民政府办公室",
    "centre": "政务服务中心",
    "department": "部门",
    "complainant": "投诉人",
    "clock": "系统（到期）",
}


class Accused(NamedTuple):
    """Whom a complaint is against."""

    kind: AccusedKind
    id: str = ""
    """Of the agent in centre.yaml; name of the window; <region>.<department>."""

    @classmethod
    def parse(cls, text: str) -> "Accused | None":
        """`agent:zh1`, `window`, `150622.zrzyj`, `centre` …; None for what is none of these."""
        kind, colon, identity = text.strip().partition(":")
        match kind:
            case "agent" | "window":
                return cls(kind, identity.strip()) if identity.strip() or not colon else None
            case "section_head" | "vice_head" | "supervisor" | "centre":
                return None if colon else cls(kind)
        region, dot, department = kind.partition(".")
        return cls("department", kind) if dot and region.isdecimal() and department.isalnum() and not colon else None

    def __str__(self) -> str:
        return self.id if self.kind == "department" else f"{self.kind}:{self.id}" if self.id else self.kind


class Line(NamedTuple):
    """Everything that decides who may handle a complaint."""

    misconduct: bool
    accused: Accused
    superior: str
    """<region>.supervisor of the centre above, or <region>.zfb where none above is on the bus."""

    def may_handle(self, post: str) -> bool:
        """Is the post neither complained of nor, for misconduct, in the same line?"""
        if post in (str(self.accused), self.accused.kind):
            return False
        if post == self.superior:
            return True
        return (post == OF_MISCONDUCT or not self.misconduct) and self.accused.kind in HANDLES.get(post, ())

    def first(self) -> str:
        """Who handles it: the lowest post that may. There always is one, for nobody is accused at two levels."""
        return next(post for post in (*HANDLES, self.superior) if self.may_handle(post))

    def above(self, post: str) -> str | None:
        """The next post above that may handle it; None at the top."""
        return next(filter(self.may_handle, self._upward(post)), None)

    def _upward(self, post: str) -> Iterator[str]:
        while post != self.superior:
            post = ABOVE.get(post, self.superior)
            yield post


def seat(post: str, centre: str) -> str:
    """Region of the desk at which a post sits: its own where its name says so, else the centre."""
    region, dot, _ = post.partition(".")
    return region if dot else centre


def post_name(post: str, region_name: str = "") -> str:
    """A post as people read it; `region_name` where it is of another region."""
    return f"{region_name}{NAMES.get(post.rpartition('.')[2].partition(':')[0], post)}"
