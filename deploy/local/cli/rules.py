"""`daiban rules …`: check, try, publish, take back and explain the rules by which cases are decided."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Group, RenderableType

from deploy.local.cli import rule_words as words
from deploy.local.cli import screen, session
from deploy.local.cli.options import HOME, Directory, Json, Number
from deploy.local.cli.rule_check import checked, pairs, region_of, text_of
from deploy.local.cli.rule_trial import compared, comparison, progress, told_total
from deploy.local.cli.rule_why import explanation
from deploy.local.client import Client
from shared.errors import refuse
from shared.regions import is_region_code
from shared.settings import Settings

app = typer.Typer(help="派件规则：核查、试演、发布、退回、说明")

FIRST = 20  # cases that are shown case by case unless all are asked for

Draft = Annotated[str, typer.Argument(metavar="草案", help="草案编号，如 150600@3f2a9c0b1d4e")]
DraftOrFile = Annotated[str, typer.Argument(metavar="草案", help="草案编号；也可以是文件，先作为草案提交")]
By = Annotated[str, typer.Option("--by", help="由哪个岗位负责（写岗位，不写姓名）")]
Why = Annotated[str, typer.Option("--why", help="为什么，4 至 1000 字；记入规则变更记录")]
To = Annotated[str, typer.Option("--to", help="中心的代码；或 all（使用该规则的全部中心）")]
Region = Annotated[str | None, typer.Option("--region", help="规则所属地区的行政区划代码；缺省取文件所在目录名")]
Only = Annotated[str | None, typer.Option("--region", help="只看这个地区；也可以不写 --region，直接写代码")]


class Against(StrEnum):
    """What a draft is compared with."""

    PAST = "past"


@app.command("check")
def check(
    what: Annotated[str | None, typer.Argument(metavar="目录|文件|草案", help="缺省为随程序部署的全部规则")] = None,
    region: Region = None,
    by: By = "运维岗",
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """核查规则：全部错误连同文件、行号、改法一次列出。目录和文件在本机核查，不需要运行服务；草案由服务核查。"""
    if what and "@" in what:
        done = _ask(directory, what, "check", {"draft": what, "by": by})
        screen.show(done, json, lambda: f"{what} 核查通过：{'、'.join(done['centres'])}")
        return
    told = checked(Path(what) if what else Settings().jurisdictions, region)
    screen.show(told, json, lambda: screen.facts("规则核查通过", pairs(told)))


@app.command("draft")
def draft(
    file: Annotated[Path, typer.Argument(metavar="文件", help="地区的整个 rulebook.yaml，改好后的")],
    why: Why,
    by: By,
    region: Region = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """提交草案。当场按使用该规则的每个中心核查，有错即退，不留草案。"""
    done = session.run(_drafted(directory, file, region, by, why))
    screen.show(done, json, lambda: _draft_told(done))


@app.command("diff")
def diff(
    what: DraftOrFile,
    against: Annotated[Against, typer.Option(help="与什么比：past 为以往办件")] = Against.PAST,
    region: Region = None,
    by: By = "审批改革岗",
    first: Annotated[int, typer.Option(help="逐件显示多少件", min=0)] = FIRST,
    every: Annotated[bool, typer.Option("--all", help="逐件显示全部")] = False,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """拿草案重判以往办件：哪些裁定会变，逐件和合计。只读，不影响任何办件。"""
    del against  # there is only one so far; it stands on the command line so that it says what is done

    async def done() -> dict[str, Any]:
        name = what if "@" in what else (await _drafted(directory, Path(what), region, by, "与以往办件比较"))["draft"]
        async with session.operator(directory) as client:
            return await compared(client, name, None if every or json else first)

    told = session.run(done())
    screen.show(told, json, lambda: comparison(told))


@app.command("rehearse")
def rehearse(name: Draft, by: By, directory: Directory = HOME, json: Json = False) -> None:
    """试演：拿草案重判全部以往办件，合计记入草案。发布之前必须做；中断了再运行一次即接着做。"""

    async def done() -> dict[str, Any]:
        async with session.operator(directory) as client:
            with progress("试演") as bar:
                task = bar.add_task("", changed=0, total=None)
                while True:
                    page = await client.ask(_region(name), "routing", "rules.rehearse", {"draft": name, "by": by})
                    going = page["rehearsal"]
                    seen = going["cases"] + going["unrecorded"]
                    bar.update(task, completed=seen, changed=going["changed"], **told_total(page))
                    if page["finished"]:
                        return page

    told = session.run(done())
    screen.show(
        told, json, lambda: Group(words.rehearsal(told["rehearsal"]), words.sums_table("试演合计", told["rehearsal"]["sums"]))
    )


@app.command("publish")
def publish(name: Draft, to: To, by: By, why: Why, directory: Directory = HOME, json: Json = False) -> None:
    """发布：新办件按草案裁定，在办件不受影响。先发布到一个中心，再发布到 all。"""
    done = _ask(directory, name, "publish", {"draft": name, "to": to, "by": by, "why": why})
    screen.show(done, json, lambda: _moved_told(f"已发布 {name}", done))


@app.command("rollback")
def rollback(
    by: By,
    why: Why,
    centre: Annotated[str | None, typer.Argument(metavar="中心|all", help="中心的代码；或 all（须写 --region）")] = None,
    said: Annotated[str | None, typer.Option("--to", help="中心的代码或 all：也可以这样写，同 publish")] = None,
    region: Annotated[str | None, typer.Option("--region", help="退回哪个地区发布的规则；缺省为该中心最近一次发布的")] = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """退回上一版：新办件按发布之前的规则裁定，在办件不受影响。"""
    to = _one(centre, "--to", said)
    if to is None:
        raise refuse("中心|all", "没有写退回哪个中心", "写中心的代码；或 all（须写 --region）")
    if to == "all" and region is None:
        raise refuse("--region", "退回全部中心须写明是哪个地区发布的规则", "例如 daiban rules rollback all --region 150600 …")

    async def done() -> dict[str, Any]:
        async with session.operator(directory) as client:
            whose = region or await _last_changed(client, to)
            return await client.ask(whose, "routing", "rules.rollback", {"to": to, "by": by, "why": why})

    told = session.run(done())
    screen.show(told, json, lambda: _moved_told("已退回上一版", told))


@app.command("retire")
def retire(name: Draft, by: By, why: Why, directory: Directory = HOME, json: Json = False) -> None:
    """停用草案：不能再发布。正在运行的不能停用。"""
    done = _ask(directory, name, "retire", {"draft": name, "by": by, "why": why})
    screen.show(done, json, lambda: f"{name} 已停用")


@app.command("versions")
def versions(
    of: Annotated[str | None, typer.Argument(metavar="地区", help="只看这个地区（行政区划代码）")] = None,
    region: Only = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """各中心、各副本运行哪一版规则，有哪些草案，各到哪一步。"""
    found = _asked_of(directory, _one(_known(of), "--region", region), "versions", {})
    screen.show({"regions": found}, json, lambda: words.versions_tables(found))


@app.command("history")
def history(
    of: Annotated[str | None, typer.Argument(metavar="草案|地区", help="只看这份草案，或这个地区（行政区划代码）")] = None,
    region: Only = None,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """规则变更记录：谁、何时、做了什么、为什么、从哪一版到哪一版。"""
    name = of if of and "@" in of else None
    whose = _one(_region(name) if name else _known(of), "--region", region)
    found = _asked_of(directory, whose, "history", {"draft": name})
    seen = {str(sorted(act.items(), key=str)): act for part in found for act in part["acts"]}
    acts = sorted(seen.values(), key=lambda act: str(act["at"]))
    screen.show({"acts": acts}, json, lambda: words.history_table(acts))


@app.command("explain")
def explain(
    number: Number,
    item: Annotated[int | None, typer.Option(help="只说明这个事项", min=1)] = None,
    every: Annotated[bool, typer.Option("--all", help="连同只涉及其他事项的规则逐条列出")] = False,
    directory: Directory = HOME,
    json: Json = False,
) -> None:
    """说明办件为什么这样裁定：事实、成立和不成立的每条规则及原因、依据条款。"""
    found = session.ask_about(directory, number, "routing", "rules.explain", {"item": item} if item else None)
    screen.show(found, json, lambda: explanation(found, every=every))


def _ask(directory: Path, name: str, verb: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """Ask about a draft, as operator."""

    async def asked() -> dict[str, Any]:
        async with session.operator(directory) as client:
            return await client.ask(_region(name), "routing", f"rules.{verb}", said)

    return session.run(asked())


def _asked_of(directory: Path, region: str | None, verb: str, said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The answer for one region; or for each autonomous region and province that this machine's files hold."""
    provinces = sorted(path.name for path in Settings().jurisdictions.glob("*0000") if path.is_dir())

    async def asked() -> list[dict[str, Any]]:
        async with session.operator(directory) as client:
            regions = [region] if region else provinces
            return [await client.ask(each, "routing", f"rules.{verb}", said) for each in regions]

    return session.run(asked())


def _one(plain: str | None, option: str, said: str | None) -> str | None:
    """What was said in one of two places. Errors: Refused when the two say different things."""
    if plain and said and plain != said:
        raise refuse(option, f"前面写的是 {plain[:60]}，{option} 写的是 {said[:60]}", "只写一处")
    return plain or said


def _known(region: str | None) -> str | None:
    """The code that was said in place of `--region`. Errors: Refused when it is none."""
    if region and not is_region_code(region):
        raise refuse("地区", f"“{region[:60]}”不是已收录的行政区划代码", "地区写代码，如 150600；草案形如 150600@3f2a9c0b1d4e")
    return region


def _region(name: str) -> str:
    """The region whose layer a draft is. Errors: Refused."""
    region, at, _ = name.partition("@")
    if not at or not region.isdecimal():
        raise refuse("草案", f"“{name[:60]}”不是草案编号", "编号形如 150600@3f2a9c0b1d4e，见 daiban rules versions")
    return region


async def _drafted(directory: Path, file: Path, region: str | None, by: str, why: str) -> dict[str, Any]:
    text, whose = text_of(file), region_of(file, region)
    async with session.operator(directory) as client:
        return await client.ask(whose, "routing", "rules.draft", {"text": text, "by": by, "why": why})


async def _last_changed(client: Client, centre: str) -> str:
    """The region whose publication a centre ran last. Errors: Refused."""
    told = await client.ask(centre, "routing", "rules.versions", {})
    line = next((line for line in told["centres"] if line["centre"] == centre), None)
    if line is None or not line["changed"]:
        raise refuse("中心", f"{centre} 没有更早的版本可退", "它运行的就是随程序部署的规则文件；见 daiban rules versions")
    return _region(line["changed"])


def _draft_told(done: Mapping[str, Any]) -> RenderableType:
    known = "（已有同样内容的草案）" if done.get("known") else f"，已按 {'、'.join(done['centres'])} 核查"
    return f"草案 {done['draft']}：{done['state_name']}{known}\n下一步：daiban rules rehearse {done['draft']} --by 岗位"


def _moved_told(title: str, done: Mapping[str, Any]) -> RenderableType:
    rows = [(centre, done["before"].get(centre), version) for centre, version in done["centres"].items()]
    lost = f"未办理（刚刚被他人改变）：{'、'.join(done['lost'])}" if done["lost"] else ""
    moved = screen.table(title, ("中心", "原版本", "现版本"), rows)
    return Group(moved, words.replicas_table(done["replicas"]), *filter(None, [lost]))
