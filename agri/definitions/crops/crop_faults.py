"""Weight and words (zh, en) of the faults of crops, `for_each` and lines; `package.kinds` lists them."""

from agri.terms import Weight

CROP_UNASKED = (
    Weight.LATER,
    "日历中 {found} 没有 {work} 的月份，该表不会向它提问；请在其 months 中补上",
    "the crop {found} has no months for {work} in the calendar, so this form asks nothing of it: please add "
    "them, or leave it so where there is no such work",
)
SEASON_MONTH = (
    Weight.STOP,
    "{crop} 的 {work} 有 {found} 月，早于 first_month（{other} 月），而它当年收获；"
    "请把 first_month 改为 {found}，或删去该月（春季捡拾上年地膜等，填在表的“其他月份”）",
    "{work} of {crop} names month {found}, before its first_month {other}, and it is harvested in the year "
    "of its sowing: please either set first_month to {found} or leave the month out (film of last year that "
    "is picked up in spring is told under the form's other months)",
)
LINES_BUILT_IN = (
    Weight.NOTE,
    "没有 lines.toml，推算按此前内置的推算线进行；可从 seed_data/zhengzhou 复制一份",
    "there is no lines.toml, so the projection goes by the lines that were built in before: please copy "
    "seed_data/zhengzhou's when a line is to change",
)
ROLE_OF_CROPS = (
    Weight.STOP,
    "环节 {found} 与 for_each 不符：按作物的环节须写 for_each，其他环节不能写；请更正",
    "the process {found} does not go with for_each: what is done crop by crop needs for_each, the others "
    "must not have it; please mend either",
)
UNPROJECTED = (
    Weight.NOTE,
    "{count} 个数据项没有推算线，只收集、展示，不推算：{found} …；需要时请加一段 [[lines]]",
    "{count} data elements have no line and are collected and shown, not projected: {found} …; please add a "
    "[[lines]] where one is wanted",
)
LINE_OF_COUNTY = (
    Weight.NOTE,
    "{found} 是县级表或季报，推算线只有乡镇月报；它的指标按上年同月和今年水平外推",
    "{found} is on a form of counties or of quarters, and lines are of townships' months: indicators of it "
    "are carried on from last year's months at this year's level",
)
FALLS_BACK = (
    Weight.NOTE,
    "{count} 个参数本文件没有，暂借同类的数：{found} …；有依据时请补上",
    "{count} parameters are not here and are borrowed from others of their kind: {found} …; please add them "
    "when there is a source",
)
