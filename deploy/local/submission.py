"""The printable letter (提请/转报函) by which a counterpart department submits an item to an authority above the bus.

No document prescribes the form: it is ours (inferred), made so that what 服务规定（试行）三 (seed 000) asks for can be
done on paper: "对涉及应由上级承办的事项，由市直部门协调提请上级对口部门进行办理". Paper size, margins and type follow
党政机关公文格式 (GB/T 9704-2012) as far as a browser can. The 文号 is the department's own and stays blank until the
submission is recorded; the 回执 at the end brings the authority's answer back to whoever records it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from jinja2 import Environment, StrictUndefined, Template

from shared.clock import in_china
from shared.contracts.common import DecidedBy
from shared.regions import is_region_code, region

BLANK = "　〔　　　　〕　　号"
DOUBTFUL = "标有“（推断）”的依据未查到明文规定，请贵单位核定。"
REQUEST = "现将有关材料转报贵单位，请予办理，并请填写所附回执，将办理结果告知我单位。"
SLIP = (
    ("收文单位", "　"),
    ("收文日期、收文编号", "　　　　年　　月　　日　　　　　　号"),
    ("受理意见", "□ 受理　　□ 不予受理　　□ 需补正"),
    ("办理结果", "□ 准予　　□ 不予批准"),
    ("批文或证照编号", "　"),
    ("不予受理、不予批准的理由或补正内容", "　"),
    ("经办单位（盖章）、日期", "　　　　年　　月　　日"),
)


@dataclass(frozen=True, slots=True)
class Submission:
    """提请（转报）函: everything that stands in it, in its order."""

    title: str
    document: str
    """文号; blank to be filled in as long as the submission is not recorded."""
    addressee: str
    """主送机关."""
    facts: str
    """Who asks for what."""
    grounds: tuple[str, ...]
    """Legal basis, one rule each; what no document says is marked （推断）."""
    doubt: str
    """What the mark （推断） means; empty where nothing is marked."""
    request: str
    files: tuple[tuple[str, str], ...]
    """Enclosed materials: name and SHA-256."""
    signed: str
    day: str
    number: str
    """<办件编号>/<事项序号>: the slip is found by it."""
    subject: str
    """The item and who asks for it, for the slip."""


def submission_of(told: Mapping[str, Any]) -> Submission:
    """The letter that routing's answer to `submission` makes."""
    decided = [DecidedBy.model_validate(by) for by in told["authority_basis"]]
    submitted = told["submitted"]
    return Submission(
        title=told["title"],
        document=submitted["document"] if submitted else BLANK,
        addressee=_addressee(told["to"], told["to_name"]),
        facts=_facts(told),
        grounds=tuple(dict.fromkeys(map(_ground, decided))),
        doubt=DOUBTFUL if any(by.mark != "sourced" for by in decided) else "",
        request=REQUEST,
        files=tuple((file["name"], file["sha256"]) for file in told["files"]),
        signed=told["from_department_name"],
        day=_day(submitted["at"] if submitted else told["prepared_at"]),
        number=told["number"],
        subject=f"{told['applicant']}：{told['item_name']}",
    )


def as_html(letter: Submission) -> str:
    """One page of HTML that needs nothing else, to be printed on A4. Whatever people wrote in it is text, never markup."""
    return _template().render(letter=letter, slip=SLIP)


def _addressee(code: str, name: str) -> str:
    """Where only the region is known, it is its department of the same line (上级对口部门) that is asked."""
    return f"{name}对口主管部门" if is_region_code(code) and region(code).name == name else name


def _facts(told: Mapping[str, Any]) -> str:
    code = f"（项目代码：{told['project_code']}）" if told["project_code"] else ""
    project = f"为“{told['project']}”{code}" if told["project"] else ""
    return (
        f"{told['applicant']}{project}申请办理“{told['item_name']}”，由{told['centre_name']}受理，"
        f"办件编号为 {told['case_number']}。按照下列依据，该事项应由贵单位办理。"
    )


def _ground(by: DecidedBy) -> str:
    return f"{by.basis or '（未注明）'}：{by.name or by.rule}{'' if by.mark == 'sourced' else '（推断）'}"


def _day(instant: str) -> str:
    when = in_china(datetime.fromisoformat(instant))
    return f"{when.year}年{when.month}月{when.day}日"


@cache
def _template() -> Template:
    return Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).from_string(PAGE)


PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>{{ letter.title }}</title>
<style>
  @page { size: A4; margin: 37mm 26mm 35mm 28mm; }
  body { font: 16pt/28pt FangSong, 仿宋, 仿宋_GB2312, STFangsong, serif; max-width: 156mm; margin: 0 auto; color: #000; }
  h1 { font: 22pt/32pt 方正小标宋简体, SimSun, 宋体, STSong, serif; text-align: center; margin: 0 0 28pt; }
  .document { text-align: right; margin: 0 0 28pt; white-space: pre; }
  p { margin: 0; text-indent: 2em; overflow-wrap: anywhere; }
  .addressee, .slip p { text-indent: 0; }
  h2 { font: 16pt/28pt SimHei, 黑体, STHeiti, sans-serif; margin: 0; text-indent: 2em; }
  ol { margin: 0; padding-left: 4em; overflow-wrap: anywhere; }
  .sha256 { display: block; font: 9pt/14pt Consolas, Menlo, monospace; overflow-wrap: anywhere; }
  .signed { margin-top: 56pt; text-align: right; padding-right: 4em; break-inside: avoid; }
  .signed p { text-indent: 0; }
  .slip { break-inside: avoid; border-top: 1px dashed #000; margin-top: 42pt; padding-top: 14pt; }
  .slip h2 { text-align: center; text-indent: 0; }
  table { width: 100%; border-collapse: collapse; font-size: 12pt; line-height: 20pt; }
  th, td { border: 1px solid #000; padding: 4pt 6pt; text-align: left; overflow-wrap: anywhere; }
  th { width: 32%; font-weight: normal; }
  td { white-space: pre-wrap; }
</style>
</head>
<body>
<h1>{{ letter.title }}</h1>
<p class="document">{{ letter.document }}</p>
<p class="addressee">{{ letter.addressee }}：</p>
<p>{{ letter.facts }}</p>
{% if letter.grounds %}
<h2>依据</h2>
<ol>
{% for ground in letter.grounds %}
<li>{{ ground }}</li>
{% endfor %}
</ol>
{% if letter.doubt %}
<p>{{ letter.doubt }}</p>
{% endif %}
{% endif %}
<p>{{ letter.request }}</p>
<h2>附件</h2>
{% if letter.files %}
<ol>
{% for name, sha256 in letter.files %}
<li>{{ name }}<span class="sha256">SHA-256 {{ sha256 }}</span></li>
{% endfor %}
</ol>
{% else %}
<p>无电子材料。</p>
{% endif %}
<div class="signed">
<p>{{ letter.signed }}（盖章）</p>
<p>{{ letter.day }}</p>
</div>
<section class="slip">
<h2>回　　执</h2>
<table>
<tr><th>来函事项</th><td>{{ letter.subject }}</td></tr>
<tr><th>办件编号（事项）</th><td>{{ letter.number }}</td></tr>
{% for name, value in slip %}
<tr><th>{{ name }}</th><td>{{ value }}</td></tr>
{% endfor %}
</table>
<p>请将本回执退回{{ letter.signed }}。</p>
</section>
</body>
</html>
"""
