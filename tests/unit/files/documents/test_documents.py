"""Documents say what their release says, and a fault in a template is named."""

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from agri.definitions.official.issuing_body import BODY, IssuingBody, read_body, template_name
from agri.definitions.reading import DefinitionFiles, seed_root
from agri.definitions.value_units import amount_words
from agri.files.documents.check_documents import check_documents
from agri.files.documents.contents import LedgerLine, Locked, reports_by_county, write_contents
from agri.files.documents.placeholders import Placeholders, names
from agri.files.documents.template import fill_template, template_faults
from agri.files.documents.wording import change
from agri.files.release.lines import StepLine
from agri.periods import Period
from agri.terms import DocumentKind, ProgressWord, TaskState

FILES = DefinitionFiles.in_folder(seed_root() / "zhengzhou")
DIGEST = "3f" * 32
MONTHS = {Period(2019, month): {"soil_test_coverage": 0.3 + month / 100} for month in (6, 7, 8)}
LEDGER = [
    LedgerLine("三(五)3", "完成整治任务", "市城市管理局", "", date(2019, 8, 31), TaskState.OVERDUE, ""),
    LedgerLine("三(五)4", "编制方案", "市农委", "", date(2019, 9, 30), TaskState.OPEN, ""),
    LedgerLine("三(五)4", "化肥利用率", "市农委", "", date(2019, 12, 31), TaskState.DONE, ""),
]


def says(release, kind: DocumentKind) -> Placeholders:
    body = read_body(FILES, "综合单位")
    return write_contents(kind, Locked(release, 1, DIGEST), body, months=MONTHS, ledger=LEDGER)


def text_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_every_figure_of_a_document_is_its_releases(release, kind):
    content = fill_template(FILES.read(template_name(kind)), says(release, kind))
    text = text_of(content)
    lines = {line.indicator: line for line in release.summary}
    aimed = [heading for heading in release.indicators if heading.target is not None]
    shown = 0
    for heading in aimed:
        value = lines[heading.code].value
        assert heading.title.zh in text
        assert f"{amount_words(value, heading.unit)}%" in text
        shown += 1
    assert shown == 6
    for line in release.counties:
        if line.value is not None and line.indicator in {heading.code for heading in aimed}:
            assert f"{amount_words(line.value, 'fraction')}%" in text
    for part in ("2019-08/1", "第 1 版", DIGEST[:16], "郑州市农业农村工作委员会", "2019年9月5日", "演示数据"):
        assert part in text
    for heading in ("一、", "二、", "三、", "四、"):
        assert heading in text
    assert "{" not in text
    assert "排名" not in text.replace("不作考核排名", "").replace("不作排名", "")


def test_equal_releases_give_equal_bytes(release):
    template = FILES.read(template_name(DocumentKind.MONTHLY))
    assert fill_template(template, says(release, DocumentKind.MONTHLY)) == fill_template(
        template, says(release, DocumentKind.MONTHLY)
    )


def test_what_a_span_began_with_and_what_falls_due_next(release):
    month = says(release, DocumentKind.MONTHLY)
    row = next(one for one in month.targets if one.title == "测土配方施肥技术推广覆盖率")
    assert (month.span, month.start_name, row.start) == ("2019年8月", "7月末", "37.00%")
    assert row.change.endswith("个百分点")
    assert [one.text for one in month.tasks_next] == ["编制方案"]
    assert [one.text for one in month.tasks_overdue] == ["完成整治任务"]
    assert [(one.lead, one.total, one.done) for one in month.leads] == [
        ("市城市管理局", "1", "0"),
        ("市农委", "2", "1"),
    ]


def test_a_year_has_verdicts_and_a_county_is_only_held_beside(release):
    year = says(release, DocumentKind.YEARLY)
    assert {row.verdict for row in year.targets} <= {"完成", "未完成", "报表不足"}
    verdicts = {one for row in year.counties for one in row.verdicts}
    assert verdicts <= {"达到", "未达到", "报表不足"}
    assert len(verdicts) > 1
    assert [row.name for row in year.counties] == [
        place.name
        for place in release.county_places
        if any(one.org_unit == place.code for one in release.counties)
    ]


def test_reports_are_those_of_the_releases_own_tables(release):
    month = reports_by_county(DocumentKind.MONTHLY, release)
    due = sum(row.month.expected for form in release.forms if form.is_due for row in form.rows)
    assert sum(expected for expected, _ in month.values()) == due > 0
    assert all(received <= expected for expected, received in month.values())


def last_block(content: bytes, issuer: str) -> list[Paragraph]:
    """Return the paragraphs from the last printed one before the issuer's name on; a table among them is a fault."""
    document = Document(io.BytesIO(content))
    whole = [one for one in document.element.body if one.tag != qn("w:sectPr")]
    texts = ["".join(part.text or "" for part in one.iter(qn("w:t"))) for one in whole]
    at = texts.index(issuer)
    first = max(place for place in range(at) if texts[place].strip())
    block = whole[first:]
    assert {one.tag for one in block} == {qn("w:p")}
    return [Paragraph(one, document) for one in block]


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_a_signature_keeps_to_the_text_before_it_whatever_the_letter_holds(release, kind):
    template = FILES.read(template_name(kind))
    full = replace(says(release, kind), contact="综合科 0371-00000000")
    letters = {
        "template": last_block(template, "{{ issuer }}"),
        "all": last_block(fill_template(template, full), full.issuer),
        "bare": last_block(
            fill_template(template, replace(full, tasks_next=(), copied_to="", contact="", mark="")),
            full.issuer,
        ),
        "many": last_block(fill_template(template, replace(full, tasks_next=full.tasks * 9)), full.issuer),
    }
    assert full.mark
    loose = {
        name: [one.text for one in block[:-1] if not one.paragraph_format.keep_with_next]
        for name, block in letters.items()
    }
    assert loose == {name: [] for name in letters}
    assert len(letters["all"]) > len(letters["bare"]) >= 5


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_the_foot_of_every_page_holds_number_digest_and_snapshot(release, kind):
    written = says(release, kind)
    document = Document(io.BytesIO(fill_template(FILES.read(template_name(kind)), written)))
    [section] = document.sections
    assert not section.different_first_page_header_footer
    assert not document.settings.odd_and_even_pages_header_footer
    foot = " ".join(one.text for one in section.footer.paragraphs)
    assert foot.endswith(f"发布 2019-08/1　第 1 版　摘要 {DIGEST[:16]}　快照 {written.snapshot}")
    assert len(written.snapshot) == 16


def faulty(old: str, new: str) -> bytes:
    """Return the monthly template with something else in the place of a text."""
    written = io.BytesIO()
    source = FILES.read(template_name(DocumentKind.MONTHLY))
    with zipfile.ZipFile(io.BytesIO(source)) as parts, zipfile.ZipFile(written, "w") as changed:
        assert old in parts.read("word/document.xml").decode()
        for name in parts.namelist():
            content = parts.read(name)
            if name in {"word/document.xml", "word/footer1.xml"}:
                content = content.decode().replace(old, new).encode()
            changed.writestr(name, content)
    return written.getvalue()


@pytest.mark.parametrize(
    ("template", "code", "word"),
    [
        (faulty("{{ row.value }}", "{{ row.vallue }}"), "placeholder-unknown", "vallue"),
        (faulty("{{ issuer }}", "{{ isuer }}"), "placeholder-unknown", "是否指 issuer"),
        (faulty("{{ issuer }}", "{{ issuer "), "placeholder-syntax", "大括号"),
        (faulty("{%tr endfor %}", ""), "placeholder-syntax", "endfor"),
        (faulty("{{ issuer }}", "{{ ''.__class__.__mro__ }}"), "placeholder-syntax", "unsafe"),
        (faulty("{{ number }}", "2019-08/1"), "number-not-locked", "number"),
        (faulty("{{ issuer }}", "{{ 1 / 0 }}"), "placeholder-syntax", "zero"),
        (faulty("</w:body>", ""), "not-a-document", "Word"),
        (FILES.read(template_name(DocumentKind.MONTHLY))[:9000], "not-a-document", "Word"),
        (b"this is no document", "not-a-document", "Word"),
    ],
)
def test_a_fault_in_a_template_is_named_with_file_and_placeholder(template, code, word):
    files = DefinitionFiles.of_bytes({template_name(DocumentKind.MONTHLY): template})
    faults = check_documents(files).faults
    assert [(one.file, one.kind.code) for one in faults] == [("documents/monthly.docx", code)]
    assert word in faults[0].text.zh
    if code != "number-not-locked":
        with pytest.raises(ValueError, match=r"."):
            fill_template(template, sample_like())


def sample_like() -> Placeholders:
    from agri.files.documents.placeholders import sample

    return sample()


def test_the_shipped_templates_have_no_fault_and_the_list_of_placeholders_is_whole():
    opening = check_documents(FILES)
    assert opening.faults == []
    assert len(opening.passed) == 1 + len(DocumentKind)
    listed = set(re.findall(r"`(\w+)`", (seed_root().parent / "docs" / "documents.md").read_text("utf-8")))
    assert set(names()) <= listed
    assert list(template_faults("x.docx", FILES.read(template_name(DocumentKind.YEARLY)))) == []


def test_a_document_can_prove_only_a_task_of_the_ledger():
    ledger = {"tasks.csv": FILES.for_year(2019).read("tasks.csv")}
    wrong = 'issuer = "甲"\nrecipients = "乙"\n[proves]\nmonthly = "4-1a-33"\n'
    [fault] = check_documents(DefinitionFiles.of_bytes({**ledger, BODY: wrong.encode()})).faults
    assert (fault.kind.code, fault.line) == ("not-among", 4)
    assert "4-1a-3" in fault.text.zh


def test_a_city_without_the_folder_takes_its_compiler_for_the_issuer():
    assert read_body(DefinitionFiles.of_bytes({}), "某市农委").issuer == "某市农委"
    written = DefinitionFiles.of_bytes({BODY: 'issuer = "甲"\nrecipients = "乙"\n'.encode()})
    assert read_body(written, "丙") == IssuingBody("甲", "乙")


@pytest.mark.slow
def test_libreoffice_writer_prints_a_document(release, tmp_path: Path):
    soffice = shutil.which("soffice")
    if soffice is None or not list(Path(soffice).resolve().parent.glob("libswlo.so")):
        pytest.skip("LibreOffice Writer is not installed: no document was opened")
    file = tmp_path / "monthly.docx"
    content = fill_template(
        FILES.read(template_name(DocumentKind.MONTHLY)), says(release, DocumentKind.MONTHLY)
    )
    file.write_bytes(content)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    command = ["pdftotext", str(tmp_path / "monthly.pdf"), "-"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    pages = ["".join(page.split()) for page in printed.split("\f")[:-1]]
    for part in ("情况的通报", "一、总体进展", "四、下一步工作要求", "发布2019-08/1"):
        assert part in "".join(pages)
    assert len(pages) > 1
    for page in pages:
        assert "发布2019-08/1" in page
        assert page.count(f"第1版摘要{DIGEST[:16]}快照{release.header.snapshot[:16]}") == 1


def test_a_letter_names_the_path_that_a_word_is_made_of(release):
    """Where those who reported should stand elsewhere than the plan: the word would contradict the path beside."""
    line = next(one for one in release.summary if one.word is not None)
    behind = replace(line, word=ProgressWord.BEHIND, matched_path=0.5)
    others = tuple(behind if one is line else one for one in release.summary)
    title = next(one.title.zh for one in release.indicators if one.code == line.indicator)
    content = fill_template(
        FILES.read(template_name(DocumentKind.MONTHLY)),
        says(replace(release, summary=others), DocumentKind.MONTHLY),
    )

    problem = next(text for text in text_of(content).splitlines() if text.startswith("（一）进度和达标方面"))
    assert f"{title}为" in problem
    assert "序时进度40.00%，慢于序时进度（已报单位此时应到50.00%），" in problem
    row = next(one for one in says(release, DocumentKind.MONTHLY).targets if one.title == title)
    assert row.word == "基本持平"  # a release made before it was kept


def test_the_change_since_last_month_is_the_card_s_and_says_what_came_late(release):
    """A letter compared with July as it reads today: the sign was another one than on the card."""
    line = next(one for one in release.summary if one.indicator == "soil_test_coverage")
    steps = (StepLine(line.indicator, "4101", "2019-07", 0.40, -0.001, 0.017, 0.0, line.value),)
    month = says(replace(release, steps=steps), DocumentKind.MONTHLY)
    rows = {one.title: one for one in month.targets}
    row = rows["测土配方施肥技术推广覆盖率"]
    assert row.start == "40.00%"
    assert row.change == change(0.40, line.value, "fraction") + "（其中迟到补报+1.70、更正-0.10）"


def test_a_change_is_that_of_the_figures_as_shown():
    assert change(0.401749, 0.418751, "fraction") == "上升1.71个百分点"  # 40.17% to 41.88%: 1.70 as it is


def test_risks_are_those_of_the_dispatch_on_either_basis(release):
    """Behind the path, or in doubt on one basis only: the letter named the first alone."""
    line = next(one for one in release.summary if one.word is not None)
    title = next(one.title.zh for one in release.indicators if one.code == line.indicator)
    doubted = replace(line, true=replace(line.true, probability=0.51))
    summary = tuple(doubted if one is line else one for one in release.summary)
    found = says(replace(release, summary=summary), DocumentKind.MONTHLY)
    text = text_of(fill_template(FILES.read(template_name(DocumentKind.MONTHLY)), found))

    assert title in [row.title for row in found.risks]
    assert found.no_risk == ""
    assert "上报口径很可能达标（87%），核实推算口径很可能达标（51%）" in text
    assert [row.title for row in found.behind] == []
    assert says(release, DocumentKind.MONTHLY).no_risk.startswith("没有慢于序时进度")
