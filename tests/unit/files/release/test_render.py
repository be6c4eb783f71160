import pytest

from agri.files.release.render import ExportFormat, render

STARTS = {"xlsx": b"PK\x03\x04", "csv": b"\xef\xbb\xbfrelease,", "json": b"{\n", "pdf": b"%PDF-"}


@pytest.mark.parametrize("export_format", list(ExportFormat))
def test_every_format_is_rendered_under_the_release_s_number(release, export_format):
    rendered = render(release, export_format)

    assert rendered.file_name == f"4101-2019-08-1.{export_format}"
    assert rendered.content.startswith(STARTS[export_format])
    assert "/" in rendered.media_type
