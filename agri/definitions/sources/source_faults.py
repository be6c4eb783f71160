"""Weight and words (zh, en) of the faults of sources; `package.kinds` lists them."""

from agri.terms import Weight

NOT_CITED = (
    Weight.LATER,
    "SOURCES.md 中没有来源 {found}{meant}；请补上该行或更正",
    "SOURCES.md has no source {found}{meant}: please either add the row or mend the name",
)
CLAIMS_MORE = (
    Weight.LATER,
    "写作 {found}，而来源 {other} 只是 {row}；请改低，或换来源",
    "it says {found}, its source {other} is only {row}: please either lower it or cite another",
)
SOURCE_TO_FILL = (
    Weight.LATER,
    "已填 {count} 项基数，来源 {found} 的出处仍是“待填”；请在 SOURCES.md 该行写明出自哪本年鉴或报表，"
    "如系试用编造也请写明",
    "{count} baselines are filled in, and where {found} comes from is still to be written: please name the "
    "yearbook or report in its row of SOURCES.md, or say that it is made up for a trial",
)
