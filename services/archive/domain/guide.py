"""说明.txt: what is in a dossier and how to verify it, for the person who opens it years later."""

from datetime import datetime

GUIDE = """\
一事一档　办件 {case}
归档时间：{closed_at}（取自{end}与派件结束两个事件中较晚者，不取制作时间）

一、内容
　基本信息.json　　　　申请人、项目、牵头部门、起止时间
　申请材料/　　　　　　申请表、材料（一次性告知、补齐、补正、附件登记）、受理
　委托/　　　　　　　　委托协议及代办员
　办理过程/　　　　　　计划.json 为申报计划及其依据；其余按事项序号，一个事项一个文件
{added}　会商/　　　　　　　　每次会商一个文件（没有会商的无此目录）
　办理结果/　　　　　　按事项序号，一个事项一个文件
　通知/　　　　　　　　发给申请人、代办员和部门的通知
　送达办结/　　　　　　{delivery}
　事件/events.ndjson　 本件全部事件，每行一个；以上各文件均由它摘出
　manifest.json　　　　目录：各文件的大小和 SHA-256、各方事件的数目和首末编号
{files}

二、事件的次序
　按时间先后；时间相同的，按责任方名称、再按编号排列。同一责任方的事件始终按编号排列：
　某事件的时间早于同一责任方在前的事件时，以在前的时间为准。
　受理（intake）、派件（routing）、会商（joint_review）、通知（notify）各自从 1 起连续编号，
　通知收至归档时为止；归档之后的事件留在事件日志中，不改动本档案。
{ending}
三、限制公开的内容
　带 "restricted": true 的事件或段落，内容依规另行保管，此处只留编号、次序和原件的 SHA-256，不构成缺号。

四、怎样核验
　1. 真实性：对整个 zip 文件计算 SHA-256，与归档事件（dossier-closed）所载一致；对各文件计算 SHA-256，与 manifest.json 一致。
　2. 完整性：manifest.json 所列文件一个不多、一个不少；各方事件编号从 1 到末号无缺。
　3. 可用性：{readable}
　可用代办系统的档案核验命令一次完成以上各项，不需要联网。
"""

ADDED = """\
　　　　　　　　　　　　代办方案变更.json 为计划各次调整；交接记录.json 为各事项由哪个中心经管、自何时至何时、由谁移交
　疑难事项及议定事项/　每个疑难事项一个文件：提请协调、各级答复、议定事项及其落实
　申请材料/增加事项.json　受理后增加的事项
"""
"""What a dossier has held since version 2 of the package; the guide of an older one does not name it."""

IN_FULL = """\
　办理过程/时限提醒.json　为黄灯、红灯、超期；辅导及陪同.json 为事前辅导、远程指导、陪同递交
　申请材料/容缺与告知承诺.json　书面承诺及其履行；附件/ 为申请人提交的电子文件
　委托/代办员及经办人变更.json　变更及对方的确认
　中止终止/　　　　　　中止单（含恢复）、终止单、撤件
　办理结果/决定文书.json　部门提交的决定文书，电子文件在 附件/ 中；撤销.json 为被撤销的决定
　评价/　　　　　　　　好差评（含核实、整改、回访）、对部门和窗口的评议
　咨询/　　　　　　　　本件由咨询转来的，咨询的问题和答复；其事件在 事件/consultation.ndjson（编号属于该咨询）
"""
"""Since version 3."""

OF_REVIEWS = """\
　会商/会议纪要-R<n>.json　第 n 次会商的会议纪要（编号、各方意见原文、结论），未签发的 number 为空
　　　　　　　　　　　　在集中会商会上会商的（meeting_id 为会议编号），纪要按该会议编号另存，由召集部门保管
　会商/议定事项-R<n>.json　第 n 次会商的议定事项：责任部门、期限、完成标准、落实情况
　　　　　　　　　　　　会商材料的查阅授权（papers-shared）只在事件历史中
"""
"""Since version 4."""

REFERENCED = """\
　没有相应事件的文件不设。电子附件不在包内：原件由受理（intake）保管，manifest.json 的 attachments 登记其编号、大小和 SHA-256，
　调取后核对 SHA-256 即可证明是本件的附件。"""

ENCLOSED = """\
　没有相应事件的文件不设。manifest.json 的 attachments 登记每个电子文件的编号、事项、材料名称、大小、类型、提交人和 SHA-256，
　path 为其在本包中的位置，内容与提交时一致。path 为空的文件不在本包内：合计大小超过本系统设定的上限，或登记不全，
　原件由受理（intake）保管，调取后核对 SHA-256 即可证明是本件的附件；属于限制公开部分的，在另行保管的包内。"""

ENDING = """\
　受理以结案（case-closed）为末，派件以派件结束（route-closed）为末；未受理即撤件、终止的和只作辅导的办件没有派件，
　通知以对结案的通知为末。
"""

RESTRICTED = """\
办件 {case} 限制公开部分　　归档时间：{closed_at}

本包单独保管，不随一事一档提供查询；查阅须经批准。
内含普通档案中以 "restricted": true 代替的全部事件原文（事件/events.ndjson，每行一个），以及由它们摘出的各文件。
核验：manifest.json 载有各文件的 SHA-256；每行事件的 SHA-256（不含换行）与普通档案同一编号事件所载一致。
"""

PLAIN = "文件均为 UTF-8 编码的 JSON 或纯文本，不加密，任何系统均可打开。"
PARTS_BEFORE = {"end": "办结", "delivery": "结果汇集、送达、办结单", "files": REFERENCED, "ending": "", "readable": PLAIN}
PARTS = {
    "end": "结案",
    "delivery": "结果汇集、各次送达及签收、办结单、结案",
    "files": ENCLOSED,
    "ending": ENDING,
    "readable": "附件/ 以外的文件均为 UTF-8 编码的 JSON 或纯文本；全部不加密，附件不压缩。",
}


def guide(kind: str, case: str, closed_at: datetime, schema: int) -> str:
    """The text for an ordinary or a restricted package of that version."""
    text = GUIDE if kind == "ordinary" else RESTRICTED
    added = (ADDED if schema > 1 else "") + (IN_FULL if schema > 2 else "") + (OF_REVIEWS if schema > 3 else "")
    parts = PARTS if schema > 2 else PARTS_BEFORE
    return text.format(case=case, closed_at=closed_at.isoformat(), added=added, **parts)
