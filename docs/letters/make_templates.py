"""Write the Word templates of the shipped city; an office changes them in Word and needs no program.

Run by hand: ``python docs/letters/make_templates.py``.
"""

from word_parts import Column, Spread, kept, table, write

COUNTIES = table(
    "表2  各县（市）区报表和指标情况（按行政区划代码排列，不作排名）",
    [
        Column("县（市）区", "{{ row.name }}", 27),
        Column("应报", "{{ row.expected }}", 11),
        Column("已审核", "{{ row.received }}", 11),
        Column("未审核或未报", "{{ row.missing }}", 13),
    ],
    "counties",
    Spread(4, "targets", "{{ head.title }}", "row.figures", "{{ one }}", 16),
)
PROBLEMS = [
    "（一）进度和达标方面。{% for row in risks %}{{ row.title }}为{{ row.value }}，序时进度{{ row.path }}，"
    "{{ row.word }}，全年目标{{ row.target }}，年末达标把握：上报口径{{ row.outlook }}，"
    "核实推算口径{{ row.outlook_true }}{{ '。' if loop.last else '；' }}{% endfor %}{{ no_risk }}",
    "（二）报表方面。{% if missing_names %}{{ missing_names }}有未报或未审核的报表，相关数值未计入。"
    "{% else %}应报报表已全部审核。{% endif %}",
    "（三）台账方面。{% if tasks_overdue %}{{ tasks_overdue | length }}项任务逾期未登记完成："
    "{% for row in tasks_overdue %}{{ loop.index }}.{{ row.text }}（{{ row.lead }}，{{ row.due }}前）"
    "{{ '。' if loop.last else '；' }}{% endfor %}{% else %}没有逾期任务。{% endif %}",
]
COMING = [
    "{%p if tasks_next %}",
    kept("{{ next_span }}内到期的台账任务{{ tasks_next | length }}项："),
    "{%p for row in tasks_next %}",
    "{%p if loop.last %}",
    kept("{{ loop.index }}. {{ row.text }}（{{ row.lead }}，{{ row.due }}前）。"),
    "{%p else %}",
    "{{ loop.index }}. {{ row.text }}（{{ row.lead }}，{{ row.due }}前）；",
    "{%p endif %}",
    "{%p endfor %}",
    "{%p endif %}",
]
OTHERS = (
    "其他监测指标（方案未定目标）：{% for row in others %}{{ row.title }}{{ row.value }}"
    "{{ '。' if loop.last else '，' }}{% endfor %}"
)


def monthly() -> None:
    """Write the template of the 通报."""
    write(
        "monthly.docx",
        "关于{{ span }}{{ city }}农业投入品减量增效\n工作进展情况的通报",
        [
            "按照《{{ plan_title }}》“月调度、季总结、年评估”的要求，现将{{ span }}工作进展情况通报如下"
            "（数据截至{{ as_of }}）。",
            "一、总体进展",
            "截至{{ through }}，{{ summary }}。{% if behind %}慢于序时进度的是：{{ behind_titles }}。{% endif %}"
            "本月报表{{ reports }}。{{ joint }}",
            table(
                "表1  方案目标进展情况",
                [
                    Column("指标", "{{ row.title }}", 34),
                    Column("截至本月", "{{ row.value }}", 16),
                    Column("较{{ start_name }}", "{{ row.change }}", 25),
                    Column("序时进度", "{{ row.path }}", 15),
                    Column("全年目标", "{{ row.target }}", 17),
                    Column("与序时进度比", "{{ row.word }}", 19),
                    Column("年末达标把握（上报口径）", "{{ row.outlook }}", 17),
                    Column("年末达标把握（核实推算口径）", "{{ row.outlook_true }}", 17),
                ],
                "targets",
            ),
            "“较{{ start_name }}”与上月调度时的数相比；其后到的以前月份报表和更正计入本月，列在括号内。",
            "{%p if others %}",
            OTHERS,
            "{%p endif %}",
            "二、各县（市）区情况",
            "全年目标是全市目标，县（市）区数值供对照，不作考核排名。",
            COUNTIES,
            "三、存在的问题",
            *PROBLEMS,
            "四、下一步工作要求",
            "（一）补齐进度。{% if behind %}对{{ behind_titles }}，有关县（市）区要逐项查明原因，落实措施。"
            "{% else %}保持现有进度，抓好关键农时。{% endif %}",
            "（二）报齐报准。{% if missing_names %}{{ missing_names }}要抓紧报齐、审核报表；{% endif %}"
            "对系统提请核实的数据，据实说明或更正，不得为达标调整数据。",
            kept("（三）按期完成台账任务。"),
            *COMING,
        ],
    )


def quarterly() -> None:
    """Write the template of the 季总结."""
    write(
        "quarterly.docx",
        "{{ city }}{{ span }}农业投入品减量增效\n工作总结",
        [
            "按照《{{ plan_title }}》“季总结”的要求，现将{{ span }}工作总结如下（数据截至{{ as_of }}）。",
            "一、本季工作完成情况",
            "截至{{ through }}，{{ summary }}。{% if behind %}慢于序时进度的是：{{ behind_titles }}。{% endif %}"
            "年初以来报表累计{{ reports }}。各月末数按现有记录计算，含其后补报和更正的数。",
            table(
                "表1  方案目标本季进展情况",
                [
                    Column("指标", "{{ row.title }}", 34),
                    Column("{{ start_name }}", "{{ row.start }}", 15),
                    Column("本季变化", "{{ row.change }}", 20),
                    Column("序时进度", "{{ row.path }}", 15),
                    Column("全年目标", "{{ row.target }}", 17),
                    Column("与序时进度比", "{{ row.word }}", 17),
                ],
                "targets",
                Spread(2, "month_names", "{{ head }}", "row.months", "{{ one }}", 14),
            ),
            "{%p for row in targets %}",
            "{{ row.title }}：{{ start_name }}{{ row.start }}，本季末{{ row.value }}，{{ row.change }}，"
            "{{ row.word }}；年末达标把握：上报口径{{ row.outlook }}，核实推算口径{{ row.outlook_true }}。",
            "{%p endfor %}",
            "{%p if others %}",
            OTHERS,
            "{%p endif %}",
            "二、各县（市）区情况",
            "全年目标是全市目标，县（市）区数值供对照，不作考核排名。报表为年初以来累计份数。",
            COUNTIES,
            "三、存在的问题",
            *PROBLEMS,
            "四、下季工作安排",
            "（一）{% if behind %}围绕{{ behind_titles }}，在{{ next_span }}农时内补齐进度。"
            "{% else %}按序时进度推进各项目标，抓好{{ next_span }}农时。{% endif %}",
            "（二）{% if missing_names %}督促{{ missing_names }}报齐、审核报表，{% endif %}"
            "按抽查计划核实数据。",
            kept(
                "（三）按期完成台账任务。{% if tasks_next %}{{ next_span }}到期的共{{ tasks_next | length }}项（表3）。"
                "{% endif %}"
            ),
            "{%p if tasks_next %}",
            table(
                "表3  下季到期的台账任务",
                [
                    Column("任务", "{{ row.text }}", 86),
                    Column("牵头单位", "{{ row.lead }}", 37),
                    Column("期限", "{{ row.due }}", 35),
                ],
                "tasks_next",
            ),
            kept("表3所列任务，由各牵头单位按期完成，并在台账登记。"),
            "{%p endif %}",
        ],
    )


def yearly() -> None:
    """Write the template of the 年评估."""
    write(
        "yearly.docx",
        "{{ city }}{{ span }}农业投入品减量增效\n工作评估报告",
        [
            "按照《{{ plan_title }}》“年评估”的要求，对{{ span }}目标和任务完成情况评估如下"
            "（数据截至{{ as_of }}）。",
            "一、目标完成情况",
            "{{ summary }}。{% if behind %}未完成的是：{{ behind_titles }}。{% endif %}全年报表{{ reports }}。",
            table(
                "表1  方案目标完成情况",
                [
                    Column("指标", "{{ row.title }}", 48),
                    Column("年末数值", "{{ row.value }}", 22),
                    Column("全年目标", "{{ row.target }}", 28),
                    Column("评估结论", "{{ row.verdict }}", 22),
                    Column("说明", "{{ row.note }}", 38),
                ],
                "targets",
            ),
            "{%p if others %}",
            OTHERS,
            "{%p endif %}",
            "二、方案任务完成情况",
            "台账共{{ tasks_total }}项任务，登记完成{{ tasks_done | length }}项，逾期未登记完成"
            "{{ tasks_overdue | length }}项。按牵头单位：",
            table(
                "表2  各牵头单位任务完成情况（按台账顺序）",
                [
                    Column("牵头单位", "{{ row.lead }}", 62),
                    Column("任务数", "{{ row.total }}", 18),
                    Column("已完成", "{{ row.done }}", 18),
                    Column("推进中", "{{ row.under_way }}", 18),
                    Column("逾期未完成", "{{ row.overdue }}", 22),
                    Column("长期任务", "{{ row.standing }}", 20),
                ],
                "leads",
            ),
            "{%p if tasks_overdue %}",
            table(
                "表3  逾期未登记完成的任务",
                [
                    Column("任务", "{{ row.text }}", 72),
                    Column("条款", "{{ row.clause }}", 17),
                    Column("牵头单位", "{{ row.lead }}", 36),
                    Column("期限", "{{ row.due }}", 35),
                ],
                "tasks_overdue",
            ),
            "{%p endif %}",
            "三、各县（市）区评估",
            "目标是全市目标，县（市）区数值与其对照，“达到”“未达到”仅供分析，不作排名。",
            table(
                "表4  各县（市）区报表和指标情况（按行政区划代码排列）",
                [
                    Column("县（市）区", "{{ row.name }}", 26),
                    Column("应报", "{{ row.expected }}", 12),
                    Column("已审核", "{{ row.received }}", 12),
                ],
                "counties",
                Spread(
                    3,
                    "targets",
                    "{{ head.title }}",
                    "row.figures",
                    "{{ one }} {{ row.verdicts[loop.index0] }}",
                    18,
                ),
            ),
            "四、存在的问题",
            "（一）目标方面。{% for row in behind %}{{ row.title }}年末为{{ row.value }}，未完成全年目标"
            "（{{ row.target }}）{{ '。' if loop.last else '；' }}{% else %}没有未完成的目标。{% endfor %}",
            "（二）报表方面。{% if missing_names %}{{ missing_names }}有未报或未审核的报表，相关数值未计入。"
            "{% else %}应报报表已全部审核。{% endif %}",
            "（三）台账方面。{% if tasks_overdue %}{{ tasks_overdue | length }}项任务到期未登记完成，"
            "牵头单位应说明情况（见表3）。{% else %}没有逾期任务。{% endif %}",
            "五、下一年度工作建议",
            "（一）{% if behind %}把{{ behind_titles }}作为下一年度重点，分解到季、到县。"
            "{% else %}巩固已完成的目标，把措施固定下来。{% endif %}",
            kept("（二）继续抽查核实上报数据，对逾期任务明确新的期限和责任人。"),
            *COMING,
        ],
    )


if __name__ == "__main__":
    monthly()
    quarterly()
    yearly()
