"""The print says what the Word file says, page by page, and no line begins with a closing mark."""

import io
import re
import subprocess
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from agri.files.documents.line_breaks import break_lines
from agri.files.documents.printed_letter import print_letter
from agri.files.documents.template import fill_template
from agri.files.release.printed_font import register_font
from agri.terms import DocumentKind
from tests.some import some
from tests.unit.files.documents.test_documents import FILES, says, template_name, text_of


@pytest.fixture(scope="module", autouse=True)
def _font() -> None:
    register_font()


def pages_of(pdf: bytes, folder: Path) -> list[str]:
    file = folder / "letter.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-raw", file, "-"], check=True, capture_output=True, text=True)
    return done.stdout.split("\f")[:-1]


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_all_words_of_a_letter_are_printed(release, kind, tmp_path):
    content = fill_template(FILES.read(template_name(kind)), says(release, kind))
    pdf = print_letter(content, "信")
    assert pdf == print_letter(content, "信")
    pages = pages_of(pdf, tmp_path)
    printed = bare("".join(re.sub(r"— \d+ —\n发布[^\n]*\n", "", page) for page in pages))
    for words in some([bare(one) for one in text_of(content).splitlines() if one.strip()]):
        assert words in printed
    for number, page in enumerate(some(pages), start=1):
        assert f"— {number} —" in page
        assert re.search(r"发布.*版.*摘要 3f{1}3f.*快照", page)


def test_no_line_begins_with_a_closing_mark_and_no_figure_is_torn():
    text = "全年目标不低于39.3%，慢于序时进度（39.30%），年末达标把握：尚难判断（52%）。" * 6
    broken = 0
    for width in range(60, 400, 7):
        lines = break_lines(text, 16.0, width, first_width=width - 32).split("\n")
        assert "".join(lines) == text
        broken += len(lines) - 1
        for line in some(lines[1:]):
            assert line[0] not in "，。、；：）%"
            assert not re.match(r"[.\d]", line) or re.match(r"(39\.30?|52)%", line)
        assert not any(line.endswith("（") for line in lines)
    assert broken > 100


def test_own_new_lines_stay_and_what_is_longer_than_a_line_stands_alone():
    assert break_lines("甲\n乙", 10.0, 100.0) == "甲\n乙"
    assert break_lines("甲0b27afcaf8819ccb乙", 10.0, 40.0) == "甲\n0b27afcaf8819ccb\n乙"


def test_what_stays_with_the_next_is_not_parted_by_an_empty_line(tmp_path):
    document = Document()
    for words in (*("正文" for _ in range(60)), "末句", "", "落款"):
        paragraph = document.add_paragraph(words)
        paragraph.paragraph_format.keep_with_next = words in {"末句", ""}
    split = 0
    for taken in some(range(30, 40)):
        for _ in range(taken):
            document.paragraphs[0].insert_paragraph_before("前文")
        written = io.BytesIO()
        document.save(written)
        pages = pages_of(print_letter(written.getvalue(), "信"), tmp_path)
        split += len(pages)
        assert [("末句" in page, "落款" in page) for page in pages[-1:]] == [(True, True)]
    assert split > 20


@pytest.mark.parametrize(("before", "page"), [(10, 0), (28, 1)])
def test_a_caption_stays_with_the_beginning_of_a_long_table(before, page, tmp_path):
    document = Document()
    for _ in range(before):
        document.add_paragraph("正文")
    document.add_paragraph("表一").paragraph_format.keep_with_next = True
    table = document.add_table(rows=90, cols=1)
    for number, row in enumerate(table.rows):
        row.cells[0].text = f"行{number}末"
    written = io.BytesIO()
    document.save(written)
    pages = pages_of(print_letter(written.getvalue(), "表"), tmp_path)
    assert len(pages) > page + 1
    assert ["表一" in one for one in pages].index(True) == page
    assert ["行1末" in one for one in pages].index(True) == page
    assert all("行0末" in one for one in some(pages[page:]))


def test_a_row_taller_than_a_page_is_refused_and_nothing_is_cut():
    document = Document()
    table = document.add_table(rows=2, cols=2)
    table.cell(1, 0).text = "很长的任务。" * 3000
    written = io.BytesIO()
    document.save(written)
    with pytest.raises(ValueError, match="taller than a page"):
        print_letter(written.getvalue(), "表")


def test_joined_cells_a_city_s_own_page_and_empty_parts_are_drawn(tmp_path):
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(297), Mm(210)
    table = document.add_table(rows=3, cols=3)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "合计"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "两行"
    table.cell(2, 2).text = "末格"
    run = document.add_paragraph().add_run("字号")
    run.font.size = Pt(9)
    document.add_paragraph("")
    written = io.BytesIO()
    document.save(written)
    [page] = pages_of(print_letter(written.getvalue(), "表"), tmp_path)
    assert [page.count(words) for words in ("合计", "两行", "末格", "字号")] == [1, 1, 1, 1]
    info = subprocess.run(["pdfinfo", tmp_path / "letter.pdf"], check=True, capture_output=True, text=True)
    assert re.search(r"Page size: +841\.\d+ x 595\.\d+", info.stdout)


def test_a_count_of_pages_is_no_number_of_this_page(tmp_path):
    document = Document()
    foot = document.sections[0].footer.paragraphs[0]
    foot.add_run("第")
    for instruction in ("PAGE", "NUMPAGES"):
        for kind, words in (("begin", None), (None, instruction), ("end", None)):
            part = foot.add_run()._r
            child = part.makeelement(qn("w:instrText" if kind is None else "w:fldChar"), {})
            if kind is None:
                child.text = words
            else:
                child.set(qn("w:fldCharType"), kind)
            part.append(child)
    foot.add_run("页")
    document.add_paragraph("正文")
    written = io.BytesIO()
    document.save(written)
    [page] = pages_of(print_letter(written.getvalue(), "页"), tmp_path)
    assert "第1页" in page
