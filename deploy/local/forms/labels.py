"""The items as the boxes of “帮您办”方案 附件4 and 附件5 (seed 003) word them, each list in its own order.

The item of national security stands in both lists of the source; here it has no line of its own, for its name is printed
nowhere (domain-facts 0.9). A case that has it gets one box more, without the name.
"""

from typing import Final

OTHER: Final = 31
APPLICATION: Final[dict[int, str]] = {
    1: "政府投资项目建议书审批",
    2: "政府投资项目可行性研究报告审批",
    3: "政府投资项目初步设计审批",
    4: "固定资产投资项目节能审查",
    5: "企业投资项目备案",
    6: "企业固定资产投资项目核准",
    7: "国家重点公路建设项目竣工验收",
    8: "公路建设项目施工许可",
    9: "国家重点公路工程设计审批（包含项目初步设计审批）",
    10: "雷电防护装置设计审核",
    11: "升放无人驾驶自由气球、系留气球单位资质认定",
    12: "升放无人驾驶自由气球或者系留气球活动审批",
    13: "洪水影响评价的审批",
    14: "取水许可审批",
    15: "生产建设项目水土保持方案审批",
    16: "水利工程建设项目验收",
    17: "水利基建建设项目初步设计文件审批",
    18: "新建、改建、扩建农村牧区饮用水供水工程审查事项",
    30: "宗教活动场所内改建或者新建建筑物审批",
    19: "建设工程消防设计审查",
    20: "建设工程消防验收或备案",
    21: "建筑工程竣工验收备案",
    22: "建筑工程施工许可证核发",
    23: "国有建设用地使用权划拨批准",
    24: "建设工程规划类许可证核发",
    25: "建设项目用地预审与选址意见书核发",
    26: "建设用地规划许可证核发",
    27: "危险化学品生产、储存建设项目安全条件审查",
    28: "矿山、金属冶炼建设项目和用于生产、储存危险物品的建设项目的安全设施设计审查",
}
"""具体申请代办帮办事项 of 附件4."""
AUTHORISATION: Final[dict[int, str]] = {
    number: APPLICATION[number]
    for number in (6, 5, 1, 2, 3, 4, 25, 23, 26, 24, 22, 21, 20, 19, 15, 17, 16, 18, 13, 14, 27, 28, 8, 9, 7, 30, 10, 11, 12)
} | {21: "建设工程竣工验收备案", 17: "水利基建项目初步设计文件审批", 8: "公路建设项目施工的许可"}
"""代办帮办内容 of 附件5, which words three of them otherwise."""
WANTS: Final = {
    "window_acceptance": "大厅综合窗口受理",
    "collect": "大厅综合窗口办结领证",
    "door": "上门送达办理结果",
    "post": "邮寄送达办理结果",
    "coaching": "事前辅导",
}
"""代办内容 of 内乡指导意见 附件1 (seed 002)."""
WANTED_BY_DELIVERY: Final = {"in_person": "collect", "door": "door", "post": "post"}
METHODS: Final = {"hand": "手签", "seal": "盖章", "electronic": "电子签名"}
DELIVERIES: Final = {"in_person": "当面递交", "post": "邮寄送达", "door": "上门送达"}
MATERIAL_FORMS: Final = {"original": "原件", "copy": "复印件"}
EVALUATORS: Final = {"applicant": "业主评价", "self": "自我评价", "third_party": "第三方评价"}
