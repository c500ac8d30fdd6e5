"""What takes a letter out of the mail of a department: that it was read, that it was answered, or that a later letter ends it."""

from collections.abc import Iterable, Mapping
from typing import Final

from deploy.local.cli.mailbox import Letter

READ_ONCE: Final = frozenset(
    {
        *("suspended", "resumed", "promise-made", "supplement-received", "due-moved", "answer-refused"),
        *("review-concluded", "review-cancelled", "resolution-over", "review-news"),
    }
)
"""They tell something and ask for nothing. `conditions-set` and `hold-lifted` ask: they lie there until the task is decided."""
ENDS: Final = ("matter-over", "recalled")  # what was asked before in the same matter is asked no more
FINAL: Final = frozenset({"approved", "refused", "revoked", "returned", "resolved", "passed-on", "done"})
"""Answers after which the letters of a task are settled."""
DECIDED: Final = ("approved", "refused")  # after these also the measures that bind to decide it

OVER: Final = ("review-concluded", "review-cancelled")
SIGNING: Final = ("signature-asked", "decision-asked")
REPLACED_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "review-proposed": ("invited", "consulted", "discussion-opened", *SIGNING, *OVER),
    "invited": ("invited", "consulted", "discussion-opened", *OVER),
    "consulted": ("invited", "consulted", "discussion-opened", *SIGNING, *OVER),
    "discussion-opened": ("invited", "consulted", "discussion-opened", *SIGNING, *OVER),
    "signature-asked": ("invited", "consulted", "discussion-opened", "signature-asked", *OVER),
    "decision-asked": ("invited", "consulted", "discussion-opened", "decision-asked", *OVER),
    "minutes-asked": ("minutes-asked",),
    "resolution-assigned": ("resolution-assigned", "resolution-over"),
}
"""What a review asks -> the later letters of the same review (or resolution) after which it is asked no more. What follows
from a conclusion, the minutes and the resolutions, is not ended by it. An invitation comes late where a paper has changed and
others are missing."""
ASKED_BY: Final[Mapping[str, str]] = {
    "convened": "review-proposed",
    "papers-complete": "invited",
    "opinion": "consulted",
    "signed": "signature-asked",
    "concluded": "decision-asked",
    "minutes-signed": "minutes-asked",
    "carried-out": "resolution-assigned",
}
"""The act that a reminder is about -> the letter that asked for it first; what ends that letter ends the reminder."""
QUESTIONS: Final = frozenset({"review-proposed", "invited", "consulted", "discussion-opened", *SIGNING})
SETTLES: Final[Mapping[str, frozenset[str]]] = {
    "attendance": frozenset({"invited"}),
    "opinion": frozenset({"invited", "consulted", "discussion-opened"}),
    "signed": frozenset({"signature-asked"}),
    "signature-refused": frozenset({"signature-asked"}),
    "convened": frozenset({"review-proposed"}),
    "concluded": frozenset({"decision-asked"}),
    "cancelled": QUESTIONS,
    "minutes-signed": frozenset({"minutes-asked"}),
    "carried-out": frozenset({"resolution-assigned"}),
    **dict.fromkeys(
        ("papers-complete", "participant-added", "round-closed", "resolutions", "resolution-dropped", "signature-revoked"),
        frozenset(),
    ),
}
"""Every answer in a review -> the letters that it settles, beside the reminders of the same act."""
SAME_ACT: Final = {"signature-refused": "signed"}  # both answer what a signer was asked


def read(found: Iterable[Letter]) -> list[Letter]:
    """The letters that need not lie there any more once they were seen: news, and what later letters have ended."""
    letters = list(found)
    gone = {letter.place for letter in ended(letters)}
    left = [letter for letter in letters if letter.place not in gone and letter.verb not in READ_ONCE]
    met = {letter.place for letter in _meetings_over(letters, left)}
    return [one for one in letters if one.verb in READ_ONCE or one.place in gone or one.place in met]


def ended(found: Iterable[Letter]) -> list[Letter]:
    """What ends a matter or takes a task back, what was asked before it, and what later letters of the same review replace."""
    letters = list(found)
    last: dict[tuple[str, str], int] = {}
    for letter in letters:
        last[letter.matter, _kind(letter)] = max(letter.place, last.get((letter.matter, _kind(letter)), 0))
    return [letter for letter in letters if _is_ended(letter, last)]


def still_said(found: Iterable[Letter]) -> list[Letter]:
    """The letters without the questions of reviews that later ones among them have ended: nobody is to answer those."""
    letters = list(found)
    gone = {letter.place for letter in ended(letters) if letter.verb in REPLACED_BY or letter.verb == "review-reminder"}
    return [letter for letter in letters if letter.place not in gone]


def _is_ended(letter: Letter, last: Mapping[tuple[str, str], int]) -> bool:
    """`last`: where the last letter lies, by what it is about and its kind."""
    if any(letter.place <= last.get((letter.matter, verb), 0) for verb in ENDS):
        return True
    later = REPLACED_BY.get(letter.verb, ())
    if letter.verb == "review-reminder":
        later = (_kind(letter), *REPLACED_BY.get(ASKED_BY.get(letter.body["act"], ""), ()))
    return any(letter.place < last.get((letter.matter, kind), 0) for kind in later)


def _kind(letter: Letter) -> str:
    """Its verb; of a reminder with the act that it is about, for reminders of two acts don't replace each other."""
    return f"{letter.verb} {letter.body['act']}" if letter.verb == "review-reminder" else letter.verb


def _meetings_over(letters: Iterable[Letter], left: Iterable[Letter]) -> list[Letter]:
    """The agendas of meetings that have come to their ends: one of their reviews is over, and nothing of them is still asked."""
    over = {letter.matter for letter in letters if letter.verb in OVER}
    asked = {letter.matter for letter in left}
    agendas = [letter for letter in letters if letter.verb == "meeting-called"]
    return [one for one in agendas if over & set(one.body["reviews"]) and not asked & set(one.body["reviews"])]


def settled(letter: Letter, verb: str, about: str) -> bool:
    """Does that answer about that task, matter, review or resolution settle the letter?"""
    if verb in SETTLES:
        return letter.matter == about and _settled_in_review(letter, verb)
    if letter.verb != "measure-assigned":
        return letter.matter == about
    measure = letter.body["measure"]
    decided = verb in DECIDED and measure["binding"] != "act" and f"{letter.body['case_number']}/{measure['item']}" == about
    return decided or letter.matter == about


def _settled_in_review(letter: Letter, verb: str) -> bool:
    if letter.verb != "review-reminder":
        return letter.verb in SETTLES[verb]
    act = letter.body["act"]
    return act == SAME_ACT.get(verb, verb) or (verb == "cancelled" and ASKED_BY.get(act) in QUESTIONS)
