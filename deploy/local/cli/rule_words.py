"""Rules, verdicts and what became of them in the words that people read."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Group, RenderableType

from deploy.local.cli import screen
from deploy.local.cli.review_words import KINDS
from deploy.local.cli.words import department_kind, minute

VERDICTS = {
    "cases": "涉及办件",
    "department": "承办部门",
    "level": "行使层级",
    "limits.promised_days": "承诺时限（工作日）",
    "limits.legal_days": "法定时限（工作日）",
    "instant": "即办",
    "not_needed": "依法不需许可",
    "commitment": "告知承诺",
    "tolerance": "容缺受理",
    "special_steps": "特别程序",
    "stage_lead.S1": "立项用地规划阶段牵头部门",
    "stage_lead.S2": "工程建设许可阶段牵头部门",
    "stage_lead.S3": "施工许可阶段牵头部门",
    "stage_lead.S4": "竣工验收阶段牵头部门",
    "lead_department": "牵头部门",
    "joint_review": "会商",
    "one_stop": "一站式服务中心",
    "green_channel": "绿色通道",
    "parallel": "并联审批",
    "importance": "重要程度",
    "rung": "协调层级",
    "unplaceable": "无法派件",
}
WORDS = {
    "state": "国家",
    "region": "自治区（省）",
    "city": "盟市",
    "county": "旗县区",
    "township": "苏木乡镇",
    "village": "嘎查村",
    "the_only_department": "唯一的承办部门",
    "the_stage_lead": "最早阶段的牵头部门",
    "the_lead": "牵头部门",
    "all_parties": "全部承办部门",
    **KINDS,
    "reform_office": "改革领导小组办公室",  # of a rung too, where nothing is handed in
    "tracked": "跟踪办理",
    "none": "不上会",
    "next": "上一级",
}
FACTS = {
    "": "（空）",
    "enterprise": "企业",
    "institution": "事业单位",
    "person": "个人",
    "household": "家庭户",
    "government": "政府",
    "none": "无",
    "underground": "地下",
    "open_pit": "露天",
    "same": "本地",
    "above": "上级",
    "below": "下级",
    "beside": "同级",
    "apart": "其他",
    "P": "并行",
}
UNTOLD = -1  # what a number is while nobody has told it
ACTS = {
    "drafted": "起草",
    "checked": "核查通过",
    "unsound": "核查未通过",
    "rehearsed": "试演",
    "published": "发布",
    "rolled_back": "退回上一版",
    "retired": "停用",
    "deployed": "部署",
}
MARKS = {"sourced": "", "inferred": "（推断）"}
OUTCOMES = {"decided": "成立，起决定作用", "overruled": "成立，但被更强的规则取代", "not_fired": "不成立"}


def verdict(name: str) -> str:
    """What is decided."""
    return VERDICTS.get(name, name)


def value(said: Any, region: str = "") -> str:
    """What was decided; of a department its kind with the code: which level's it is, another verdict says."""
    if said is None:
        return "（无）"
    if isinstance(said, bool):
        return "是" if said else "否"
    if isinstance(said, Mapping):
        told = [value(said["kind"]), f"召集：{value(said['convener'], region)}", f"必须：{value(said['mandatory'], region)}"]
        more = ((word, said.get(name)) for name, word in (("advisory", "征求"), ("observers", "列席")))
        return "；".join([*told, *(f"{word}：{value(parties, region)}" for word, parties in more if parties)])
    if isinstance(said, list):
        return "、".join(value(each, region) for each in said)
    if isinstance(said, str) and said not in WORDS and said.isascii() and said.isalpha() and region:
        kind = department_kind(region, said)
        return f"{kind}（{said}）" if kind else said
    return WORDS.get(str(said), str(said))


def fact(line: Mapping[str, Any]) -> str:
    """A fact's value with its unit; 未报 where it was never told."""
    return "未报" if line["value"] == UNTOLD else of_fact(line["value"], line["unit"])


def of_fact(said: Any, unit: str) -> str:
    """One value that a fact has, or that a rule asks for."""
    if isinstance(said, bool):
        return "是" if said else "否"
    if isinstance(said, float):
        return f"{f'{said:.4f}'.rstrip('0').rstrip('.')} {unit}".strip()
    return FACTS.get(said, WORDS.get(said, said)) if isinstance(said, str) else str(said)


def changes_table(title: str, lines: Iterable[Mapping[str, Any]]) -> RenderableType:
    """Case by case: what would be decided otherwise, and by which rule."""
    rows = [
        (
            line["case_number"],
            "整个办件"
            if change["item"] is None
            else f"事项 {change['item']}"
            if isinstance(change["item"], int)
            else change["item"],
            verdict(change["verdict"]),
            value(change["before"], change["centre"]),
            value(change["after"], change["centre"]),
            f"{change.get('rule_name', '')}\n{change.get('basis', '')}{MARKS.get(change.get('mark', ''), '')}".strip(),
        )
        for line in lines
        for change in line["changes"]
    ]
    return screen.table(title, ("办件", "对象", "裁定", "原来", "改为", "依据的规则"), rows, lines=True)


def sums_table(title: str, sums: Mapping[str, Mapping[str, int]]) -> RenderableType:
    """Centre by verdict: how many decisions would be other ones."""
    names = [name for name in VERDICTS if any(name in counts for counts in sums.values())]
    names += sorted({name for counts in sums.values() for name in counts} - VERDICTS.keys())
    rows = [(centre, *(counts.get(name, 0) for name in names)) for centre, counts in sorted(sums.items())]
    if len(rows) > 1:
        rows.append(("合计", *(sum(counts.get(name, 0) for counts in sums.values()) for name in names)))
    return screen.table(title, ("中心", *map(verdict, names)), rows)


def versions_tables(found: Iterable[Mapping[str, Any]]) -> RenderableType:
    """What each centre runs, every draft, every replica."""
    told = list(found)
    centres = {line["centre"]: line for part in told for line in part["centres"]}
    drafts = {line["draft"]: line for part in told for line in part["drafts"]}
    replicas = {line["replica"]: line for part in told for line in part["replicas"]}
    runs = [
        (
            line["centre"],
            line["version"],
            "、".join(line["layers"].values()) or "部署的文件",
            f"{minute(line['since']['at'])} {line['since']['by']}{ACTS.get(line['since']['act'], '')}",
            len(line["earlier"]),
            "\n".join(f"{fault['field']}：{fault['message']}" for fault in line["faults"]),
        )
        for line in sorted(centres.values(), key=lambda one: str(one["centre"]))
    ]
    drafted = [
        (
            line["draft"],
            line["state_name"],
            "、".join(line["running_in"]),
            rehearsal(line["rehearsal"]),
            f"{minute(line['acts'][0]['at'])} {line['acts'][0]['by']}：{line['acts'][0]['why']}",
        )
        for line in drafts.values()
    ]
    return Group(
        screen.table(
            "各中心运行的规则", ("中心", "版本", "已发布的规则", "最近一次改变", "可退", "问题（仍运行上一个好版本）"), runs
        ),
        screen.table("草案", ("编号", "状态", "正在运行", "试演", "起草"), drafted),
        replicas_table(list(replicas.values())),
    )


def rehearsal(done: Mapping[str, Any] | None) -> str:
    """How a rehearsal stands."""
    if not done:
        return ""
    return f"{done['cases']} 件，{done['changed']} 件的裁定会变{'' if done['finished'] else '（未完）'}"


def replicas_table(reports: Iterable[Mapping[str, Any]]) -> RenderableType:
    """Which replica runs which versions."""
    rows = [
        (
            f"{line['replica']}（{line['host']}，进程 {line['pid']}）",
            "没有回音" if line.get("answered") == "no" else _running(line["running"]),
            "\n".join(f"{centre}：{why}" for centre, why in line["kept"].items()),
        )
        for line in reports
    ]
    return screen.table("派件服务的各个副本", ("副本", "版本（中心）", "未能换上新规则的中心和原因"), rows)


def history_table(acts: Iterable[Mapping[str, Any]]) -> RenderableType:
    """Who did what, when and why."""
    rows = [
        (
            minute(act["at"]),
            act["by"],
            ACTS.get(act["act"], act["act"]),
            act["draft"],
            "\n".join(f"{centre}：{act['before'].get(centre, '（无）')} → {version}" for centre, version in act["after"].items()),
            "；".join(filter(None, (act["why"], act["note"]))),
        )
        for act in acts
    ]
    return screen.table("规则变更记录", ("时间", "岗位", "行为", "草案", "版本", "理由、说明"), rows)


def _running(running: Mapping[str, str]) -> str:
    by_version: dict[str, list[str]] = {}
    for centre, version in running.items():
        by_version.setdefault(version, []).append(centre)
    return "\n".join(f"{version}（{'、'.join(centres)}）" for version, centres in by_version.items())
