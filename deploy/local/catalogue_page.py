"""The published catalogue as a page for a centre's site or notice board (内乡指导意见 四（二）, 附件2)."""

from functools import cache

from jinja2 import Environment, StrictUndefined, Template

from shared.contracts.catalogue import PublishedCatalogue


def as_html(catalogue: PublishedCatalogue) -> str:
    """One page of HTML that needs nothing else, to be read or printed on A4 across. What it holds is text, never markup."""
    return _template().render(c=catalogue)


@cache
def _template() -> Template:
    return Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).from_string(PAGE)


PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ c.centre_name }}“事前辅导、帮办代办”政务服务事项清单</title>
<style>
  @page { size: A4 landscape; margin: 12mm; }
  body { font: 14px/1.6 SimSun, 宋体, STSong, serif; max-width: 277mm; margin: 1em auto; padding: 0 1em; color: #000; }
  h1 { font: 22px/1.4 SimHei, 黑体, STHeiti, sans-serif; text-align: center; }
  h2 { font: 16px/1.4 SimHei, 黑体, STHeiti, sans-serif; margin: 1.6em 0 .4em; }
  table { width: 100%; border-collapse: collapse; }
  th, td { border: 1px solid #000; padding: 3px 6px; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  .about th { width: 8em; font-weight: normal; }
  .version { text-align: right; font-size: 12px; }
</style>
</head>
<body>
<h1>{{ c.centre_name }}<br>“事前辅导、帮办代办”政务服务事项清单</h1>
<table class="about">
<tr><th>预约电话</th><td>{{ c.telephone }}</td><th>办公时间</th><td>{{ c.hours }}</td></tr>
<tr><th>地址</th><td>{{ c.address }}</td><th>申请渠道</th><td>{{ c.channels | join("、") }}</td></tr>
<tr><th>邮寄地址</th><td>{{ c.postal_address }}</td><th>收件人</th><td>{{ c.postal_receiver }}</td></tr>
<tr><th>服务方式</th><td>{{ c.services | join("、") }}</td><th>结果交付</th><td>{{ c.delivery | join("、") }}</td></tr>
<tr><th>办理人员</th><td colspan="3">
{%- for post in c.staff %}{{ post.title }}（{{ post.kind }}）{{ "、" if not loop.last }}{% endfor -%}
</td></tr>
</table>
<h2>事项清单</h2>
<table>
<thead><tr><th>序号</th><th>单位名称</th><th>业务办理项名称</th><th>事前辅导事项名称</th><th>事项类型</th>
<th>办件类型</th><th>承诺时限</th><th>法定时限</th><th>备注</th></tr></thead>
{% for item in c.items %}
<tr><td>{{ item.row }}</td><td>{{ item.unit }}</td><td><a href="#i{{ item.item }}">{{ item.name }}</a></td>
<td>{{ item.coaching }}</td><td>{{ item.item_type }}</td><td>{{ item.kind }}</td><td>{{ item.promised.length }}</td>
<td>{{ item.legal.length }}</td><td>{{ item.note }}</td></tr>
{% endfor %}
</table>
{% for item in c.items %}
<h2 id="i{{ item.item }}">{{ item.row }}. {{ item.name }}</h2>
<table class="about">
<tr><th>申请用号</th><td>{{ item.item }}</td><th>办理单位</th><td>{{ item.unit }}</td></tr>
<tr><th>服务方式</th><td>{{ item.services | join("、") }}</td><th>行使层级</th><td>{{ item.levels | join("；") }}</td></tr>
<tr><th>法定时限依据</th><td>{{ item.legal.basis }}</td><th>特殊环节</th><td>{{ item.special_steps | join("；") }}</td></tr>
<tr><th>容缺受理</th><td>{{ item.tolerance }}</td><th>告知承诺</th><td>{{ item.commitment }}</td></tr>
<tr><th>办理流程</th><td colspan="3">{{ item.process }}</td></tr>
</table>
{% if item.materials %}
<table>
<thead><tr><th>材料名称</th><th>主件</th><th>怎样备齐</th></tr></thead>
{% for material in item.materials %}
<tr><td>{{ material.name }}</td><td>{{ "主件" if material.main }}</td><td>{{ material.how_to }}</td></tr>
{% endfor %}
</table>
{% endif %}
{% endfor %}
<p class="version">版本 {{ c.version }}，{{ c.published_on }} 生成。</p>
</body>
</html>
"""
