"""The commands by which a department looks at its joint reviews (会商): how they stand, their papers, their minutes."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Group, RenderableType

from deploy.local.cli import mailbox, screen, session
from deploy.local.cli.department_reviews import Review
from deploy.local.cli.files import moving
from deploy.local.cli.options import HOME, Address, Directory, Json
from deploy.local.cli.review_numbers import Named, named_review
from deploy.local.cli.review_shown import papers_table, review_shown, reviews_shown
from deploy.local.cli.reviews import Html, one_of, print_minutes
from deploy.local.cli.saying import newest
from deploy.local.file_transfer import Shelf
from shared.errors import refuse

Told = dict[str, Any]


def review(
    address: Address,
    number: Annotated[str, typer.Argument(metavar="编号", help="会商编号，或办件编号、会议编号：本部门参加的全部会商")],
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """本部门参加或召集的会商进行到哪一步。"""
    named = named_review(number)
    told = _reviews(directory, address, named)
    if not named.review:
        screen.show(told, json, lambda: reviews_shown(named.file, told["reviews"]))
        return
    one = one_of(told["reviews"], named.review)
    screen.show(one, json, lambda: review_shown(one))


def papers(
    address: Address,
    review: Review,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="目录", help="把全部材料取回到这个目录")] = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """会商材料：列出现行版本；加 --out 一并取回（单独取一份用 fetch）。会商了结后不能再查阅。"""
    named = named_review(review, whole=False)
    one = one_of(_reviews(directory, address, named)["reviews"], named.review)
    if out and one["closed"]:
        raise refuse("会商编号", f"{named.review} 已了结，材料不再供查阅", "需要查阅的，请与召集部门或所属中心联系")
    if out:
        out.mkdir(parents=True, exist_ok=True)
    saved = session.run(_fetched(directory, address, named.file, one["papers"], out)) if out else []
    told = {"review_id": named.review, "edition": one["edition"], "papers": one["papers"], "saved": saved}
    screen.show(told, json, lambda: _papers_shown(address, named, one, saved))


async def _fetched(directory: Path, address: str, case: str, papers: list[Told], out: Path) -> list[str]:
    """Where each paper was saved; of two of the same name the later one has its id before it. Errors: Refused."""
    region, code = session.department_of(address)
    saved: list[str] = []
    async with session.department(directory, address) as client:
        for paper in papers:
            name = Path(paper["filename"]).name
            target = out / (name if str(out / name) not in saved else f"{paper['file_id']} {name}")
            with moving(name) as moved:
                told, place = await Shelf(client, region, code).fetch(case, paper["file_id"], target, moved)
            if told["sha256"] != paper["sha256"]:
                raise refuse(paper["filename"], "取回的文件不是会商的这一版", "请重新执行；仍不一致的，请告知运维人员")
            saved.append(str(place))
    return saved


def _papers_shown(address: str, named: Named, told: Told, saved: list[str]) -> RenderableType:
    table = papers_table(told)
    if not table:
        return screen.plain(f"{named.review} 没有会商材料")
    fetch = f"取回：daiban department papers {address} {named.review} --out 目录"
    if told["closed"]:
        fetch = "会商已了结，材料不再供查阅"
    return Group(table, screen.plain(f"已取回 {len(saved)} 份" if saved else fetch))


def minutes(
    address: Address,
    number: Annotated[str, typer.Argument(metavar="编号", help="会商编号，或会议编号")],
    html: Html = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """会议纪要：待签发的（来件中的稿），或已签发的。"""
    named = named_review(number)
    about = named.review or named.file
    draft = session.run(_draft(directory, address, about))
    if named.review:
        one = one_of(_reviews(directory, address, named)["reviews"], named.review)
        draft = one["minutes"] or (draft and _with_resolutions(draft, one["resolutions"]))
    if draft is None:
        raise refuse("编号", f"{about} 没有可看的会议纪要", "待签发的只有召集部门能看；签发后参加部门也可以看")
    print_minutes(draft, html, as_json=json)


def _with_resolutions(draft: Told, followed: list[Told]) -> Told:
    """The minutes as they would be signed now: what was laid down after the letter stands in them, too."""
    standing = [one["resolution"] for one in followed if one["state"] != "dropped"]
    return draft | {"points": [point | {"resolutions": standing} for point in draft["points"]]}


async def _draft(directory: Path, address: str, about: str) -> Told | None:
    """The minutes that lie in the mail to be signed."""
    region, code = session.department_of(address)
    async with session.department(directory, address) as client, mailbox.letters(client, region, code) as found:
        letter = newest(found, about, ("minutes-asked",))
    return letter.body["minutes"] if letter else None


def _reviews(directory: Path, address: str, named: Named) -> Told:
    """The department's own reviews of a case. Errors: Refused."""
    region, code = session.department_of(address)

    async def asked() -> Told:
        async with session.department(directory, address) as client:
            return await client.ask(region, "joint_review", f"department.{code}.reviews", {"case_number": named.file})

    return session.run(asked())
