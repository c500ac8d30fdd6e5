"""A joint review (会商) on the screen: how it stands, on which papers, who said what, who is waited for until when."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table

from deploy.local.cli import screen
from deploy.local.cli.review_words import (
    CONCLUSIONS,
    RESOLUTION_STATES,
    SIGNINGS,
    SILENCES,
    command_of,
    meets,
    named,
    opinion_told,
    set_by,
)
from deploy.local.cli.transfers import unbroken
from deploy.local.cli.words import department_name, minute, numbers
from shared.contracts.joint_review import OUTCOMES
from shared.contracts.review_calls import ROLES

Told = Mapping[str, Any]
DIGITS = 12  # of a SHA-256: enough to tell the versions of one file apart; all of them are in --json


def reviews_shown(number: str, reviews: Iterable[Told]) -> RenderableType:
    """Every review of a case, one after the other; a sentence where there is none."""
    parts = [review_shown(review) for review in reviews]
    return Group(*parts) if parts else screen.plain(f"{number} 没有会商")


def review_shown(review: Told) -> Group:
    """One review with everything that was said in it: only the parts that there is something to say of."""
    parts = [
        review_facts(review),
        seats_table(review["participants"]),
        papers_table(review),
        aside_table(review["participants"]),
        signing_table(review["signing"]),
        resolutions_table(review["resolutions"]),
        next_table(review["next"], review["call"]["review_id"]),
    ]
    return Group(*(part for part in parts if part))


def called_table(route: Told) -> Table | str:
    """Of a case: every review that was called for it, and what it holds up; nothing where none was."""
    rows = [
        (
            review["review_id"],
            f"{review['kind']}：{review['subject']}",
            named(review["convener"]),
            "\n".join(filter(None, (review["state_name"], OUTCOMES.get(review["outcome"], ""), _holds(review["holds"])))),
        )
        for review in route.get("reviews", ())
    ]
    return (
        unbroken(screen.table("会商（详见 daiban review show 会商编号）", ("会商编号", "议题", "召集部门", "状态"), rows))
        if rows
        else ""
    )


def _holds(items: Iterable[int]) -> str:
    held = numbers(items)
    return f"联合验收通过前不能准予：事项 {held}" if held else ""


def review_facts(review: Told) -> Table:
    """What is settled by which rules, and how far that is."""
    call, terms, conclusion, minutes = review["call"], review["terms"], review["conclusion"], review["minutes"]
    return screen.facts(
        f"{call['kind']} {call['review_id']}",
        (
            ("议题", call["subject"]),
            ("请各部门答复", "\n".join(call["questions"])),
            ("事项", "、".join(map(str, call["items"]))),
            ("状态", f"{review['state_name']}（自 {minute(review['since'])}）{'，已了结' if review['closed'] else ''}"),
            ("召集部门", f"{review['convener_name']}（{review['convener']}）"),
            ("形式", meets(review)),
            ("会议编号", call["meeting_id"]),
            ("结论规则", _rules(terms) if terms else ""),
            ("待补齐", "、".join(review["missing"])),
            ("讨论", f"第 {review['round']} 轮" if review["round"] else ""),
            ("结论", _conclusion(conclusion) if conclusion else ""),
            ("取消", review["cancelled"]),
            ("会议纪要", minutes_line(minutes) if minutes else ""),
        ),
    )


def _rules(terms: Told) -> str:
    """How it comes to its conclusion, and on which ground."""
    veto = "，一票否决" if terms["dissent"] == "refuse" else ""
    quorum = f"须有 {terms['quorum']} 个必须参加的部门提出意见" if terms["quorum"] else ""
    basis = f"{terms['basis']}{'' if terms['mark'] == 'sourced' else '（推断）'}" if terms["basis"] else ""
    told = (f"{CONCLUSIONS[terms['conclusion']]}{veto}", SILENCES[terms["silence"]], quorum, SIGNINGS[terms["signing"]])
    return "\n".join(filter(None, ("；".join(filter(None, told)), basis)))


def _conclusion(conclusion: Told) -> str:
    edition = f"依据材料第 {conclusion['edition']} 版" if conclusion["edition"] else ""
    told = (
        OUTCOMES.get(conclusion["outcome"], conclusion["outcome"]),
        minute(conclusion["concluded_at"]),
        edition,
        conclusion["reason"],
    )
    return "\n".join(("，".join(filter(None, told)), *set_by(conclusion["conditions"])))


def minutes_line(minutes: Told) -> str:
    """The number of the minutes, who signed them and when."""
    signed = f"{minutes['signed_by']} {minute(minutes['signed_at'])} 签发" if minutes["signed_at"] else "逾期未签发"
    return "，".join(filter(None, (minutes["number"], signed)))


def seats_table(participants: Iterable[Told]) -> Table:
    """Who takes part, and what each says now."""
    rows = [
        (
            f"{seat['name'] or department_name(seat['party'])}（{seat['party']}）",
            ROLES[seat["role"]] + ("，会签" if seat["signer"] else ""),
            attendance_told(seat["attended"]),
            _given(seat),
            minute(seat["due"]),
        )
        for seat in participants
    ]
    return screen.table("参加部门", ("部门（地址）", "身份", "到会", "意见", "期限"), rows)


def attendance_told(attended: Told | None) -> str:
    """Whether it comes, as it said; empty while it has said nothing."""
    if not attended:
        return ""
    if not attended["attends"]:
        return f"请假：{attended['reason']}"
    return f"到会，派{attended['delegate']}" if attended["delegate"] else "到会"


def _given(seat: Told) -> str:
    """What it says, on which edition, when; whether it is still to speak."""
    given = seat["opinion"]
    if not given:
        return "" if seat["role"] == "observer" else "未提出"
    edition = f"，材料第 {given['edition']} 版" if given["edition"] else ""
    at = f"\n（{minute(given['at'])}{edition}）" if given["at"] else ""
    return f"{opinion_told(given)}{at}"


def aside_table(participants: Iterable[Told]) -> Table | str:
    """What was said and counts no more: replaced, or given on an old edition of the papers; nothing where nothing was."""
    rows = [
        (
            named(seat["party"]),
            opinion_told(given),
            f"第 {given['edition']} 版" if given["edition"] else "",
            minute(given["at"]),
        )
        for seat in participants
        for given in seat["before"]
    ]
    return screen.table("此前的意见（不再作数）", ("部门（地址）", "意见", "材料", "时间"), rows) if rows else ""


def papers_table(review: Told) -> Table | str:
    """The papers in the versions that are reviewed; nothing where there are none."""
    rows = [
        (
            *(paper[name] for name in ("file_id", "item", "material", "filename", "size")),
            minute(paper["at"]),
            paper["sha256"][:DIGITS],
        )
        for paper in review["papers"]
    ]
    columns = ("文件编号", "事项", "材料", "文件名", "字节", "时间", f"SHA-256 前 {DIGITS} 位")
    return unbroken(screen.table(f"会商材料（第 {review['edition']} 版）", columns, rows)) if rows else ""


def signing_table(signing: Told | None) -> Table | str:
    """Who has signed the text, and who is to; nothing where nothing is signed."""
    if not signing:
        return ""
    signed = {one["party"]: one for one in signing["signatures"]}
    rows = [(place, named(party), _signed(party, signed, signing["asked"])) for place, party in enumerate(signing["signers"], 1)]
    text = "；".join((str(OUTCOMES.get(signing["outcome"], signing["outcome"])), *set_by(signing["conditions"])))
    return screen.table(f"会签第 {signing['text']} 稿：{text}", ("", "部门（地址）", "签署"), rows)


def _signed(party: str, signed: Mapping[str, Told], asked: Iterable[str]) -> str:
    if party not in signed:
        return "待签" if party in asked else ""
    one = signed[party]
    return f"逾期视为同意（{minute(one['at'])}）" if one["deemed"] else f"{one['signed_by']}（{minute(one['at'])}）"


def resolutions_table(followed: Iterable[Told]) -> Table | str:
    """Who does what by when, and how far it is; nothing where nothing was laid down."""
    rows = [
        (
            one["resolution"]["resolution_id"],
            f"{one['resolution']['owner_name']}（{one['resolution']['owner']}）",
            f"{one['resolution']['act']}\n以{one['resolution']['done_when']}为完成",
            f"{minute(one['resolution']['due'])}{'（逾期）' if one['overdue'] else ''}",
            "\n".join(filter(None, (RESOLUTION_STATES[one["state"]], one["evidence"], one["document"], one["file_id"]))),
        )
        for one in followed
    ]
    columns = ("编号", "责任部门（地址）", "内容", "期限", "落实")
    return unbroken(screen.table("议定事项", columns, rows)) if rows else ""


def next_table(duties: Iterable[Told], about: str) -> Table | str:
    """Who is waited for in a review or meeting, for what, until when, and by which command; nothing where nobody is."""
    rows = [
        (named(duty["party"]), duty["what"], minute(duty["due"]), command_of(duty["act"], duty["party"], about))
        for duty in sorted(duties, key=lambda duty: str(duty["due"]))
    ]
    return screen.table("待办", ("谁", "做什么", "期限", "命令"), rows) if rows else ""
