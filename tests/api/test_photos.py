"""Photos of a report: in pieces, whole or not at all, and only for whoever may read the report."""

import hashlib
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import func, select, update
from sqlmodel import Session

from agri.api.dependencies import Desk
from agri.models import Photo, PhotoContent
from agri.services.intake.photos import MOST_BYTES, MOST_PHOTOS
from agri.services.publish.verify import verify
from tests.api.conftest import Caller
from tests.api.revisions import path, put, revision
from tests.places import NEIGHBOUR

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8
WEBP = b"RIFF\x00\x00\x00\x00WEBPVP8 " + bytes(200)
PACKAGING: dict[str, Any] = {
    "form": "packaging",
    "period": "2019-08",
    "values": {"recovered_kg": 10, "disposed_kg": 5},
}


@pytest.fixture
async def receipt(reporter: Caller) -> dict[str, Any]:
    """A report of packaging, which asks for photos."""
    answer = await put(reporter, **PACKAGING)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def send(
    caller: Caller,
    receipt: dict[str, Any],
    piece: bytes,
    whole: bytes = JPEG,
    *,
    photo_id: UUID | str | None = None,
    media_type: str = "image/jpeg",
    **query: Any,
) -> httpx.Response:
    address = f"{path(receipt['report_id'], receipt['revision_id'])}/photos/{photo_id or uuid4()}"
    facts = {
        "section": "packaging",
        "digest": hashlib.sha256(whole).hexdigest(),
        "size": len(whole),
        "offset": 0,
    }
    return await caller.put(
        address, params=facts | query, content=piece, headers={"Content-Type": media_type}
    )


async def photos(caller: Caller, receipt: dict[str, Any]) -> list[dict[str, Any]]:
    return (await caller.get(f"/reports/{receipt['report_id']}")).json()["photos"]


def counts(desk: Desk) -> tuple[int, int]:
    with Session(desk.engine) as session:
        found = [
            session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (Photo, PhotoContent)
        ]
    return found[0], found[1]


class TestWrongAddress:
    @pytest.mark.parametrize(
        ("wrong", "pointer"),
        [
            ({"media_type": "image/png"}, "/header/content-type"),
            ({"media_type": "image/svg+xml"}, "/header/content-type"),
            ({"latitude": 999, "longitude": 1}, "/query/latitude"),
            ({"size": "many"}, "/query/size"),
        ],
    )
    async def test_what_is_wrong_beside_the_photo_is_named(
        self, reporter: Caller, receipt: dict[str, Any], wrong: dict[str, Any], pointer: str
    ):
        answer = await send(reporter, receipt, JPEG, **wrong)
        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/bad-parameter")
        assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]


class TestPutPhoto:
    async def test_a_photo_comes_whole_and_is_shown_to_the_reviewer(
        self, reporter: Caller, reviewer: Caller, receipt: dict[str, Any]
    ):
        where = {"latitude": 34.75, "longitude": 113.62, "accuracy_m": 12}
        answer = await send(reporter, receipt, JPEG, **where)
        assert (answer.status_code, answer.json()["is_whole"]) == (201, True)
        [photo] = await photos(reviewer, receipt)
        assert {name: photo[name] for name in where} == where
        assert photo["revision_id"] == receipt["revision_id"]
        shown = await reviewer.get(f"/reports/{receipt['report_id']}/photos/{photo['photo_id']}")
        assert (shown.content, shown.headers["content-type"]) == (JPEG, "image/jpeg")
        assert hashlib.sha256(shown.content).hexdigest() == photo["digest"]

    async def test_a_broken_line_goes_on_where_it_stopped(self, reporter: Caller, receipt: dict[str, Any]):
        photo_id = uuid4()
        first = await send(reporter, receipt, JPEG[:700], photo_id=photo_id)
        assert (first.status_code, first.json()) == (
            202,
            {"offset": 700, "size": len(JPEG), "is_whole": False},
        )
        assert await photos(reporter, receipt) == []
        # The answer was lost: the same piece again is left out, and the answer says where to go on.
        again = await send(reporter, receipt, JPEG[:700], photo_id=photo_id)
        assert again.json()["offset"] == 700
        ahead = await send(reporter, receipt, JPEG[900:], photo_id=photo_id, offset=900)
        assert ahead.json()["offset"] == 700
        rest = await send(reporter, receipt, JPEG[700:], photo_id=photo_id, offset=700)
        assert rest.status_code == 201
        assert len(await photos(reporter, receipt)) == 1

    async def test_a_photo_sent_again_is_there_once(
        self, reporter: Caller, receipt: dict[str, Any], desk: Desk
    ):
        photo_id = uuid4()
        for _ in range(2):
            assert (await send(reporter, receipt, JPEG, photo_id=photo_id)).status_code == 201
        assert counts(desk) == (1, 1)

    async def test_webp_is_taken_too(self, reporter: Caller, receipt: dict[str, Any]):
        answer = await send(reporter, receipt, WEBP, WEBP, media_type="image/webp")
        assert answer.status_code == 201

    @pytest.mark.parametrize(
        ("content", "media_type"),
        [(b"GIF89a" + bytes(50), "image/jpeg"), (JPEG, "image/webp"), (b"<svg/>", "image/jpeg")],
    )
    async def test_what_is_no_jpeg_or_webp_is_refused(
        self, reporter: Caller, receipt: dict[str, Any], desk: Desk, content: bytes, media_type: str
    ):
        answer = await send(reporter, receipt, content, content, media_type=media_type)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "no-picture")
        assert counts(desk) == (0, 0)

    async def test_another_kind_of_content_is_refused(self, reporter: Caller, receipt: dict[str, Any]):
        answer = await send(reporter, receipt, b"GIF89a", b"GIF89a", media_type="image/gif")
        assert answer.status_code == 400

    async def test_bytes_that_are_not_those_of_the_digest_are_refused(
        self, reporter: Caller, receipt: dict[str, Any], desk: Desk
    ):
        answer = await send(reporter, receipt, JPEG[:-1] + b"!", JPEG)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "other-digest")
        assert counts(desk) == (0, 0)

    async def test_more_bytes_than_told_are_refused(self, reporter: Caller, receipt: dict[str, Any]):
        answer = await send(reporter, receipt, JPEG, size=100)
        assert answer.json()["errors"][0]["code"] == "too-long"

    async def test_a_photo_that_is_too_large_is_refused(self, reporter: Caller, receipt: dict[str, Any]):
        answer = await send(reporter, receipt, JPEG, size=MOST_BYTES + 1)
        assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")

    async def test_a_version_has_room_for_a_few_only(self, reporter: Caller, receipt: dict[str, Any]):
        for _ in range(MOST_PHOTOS):
            assert (await send(reporter, receipt, JPEG)).status_code == 201
        assert (await send(reporter, receipt, JPEG)).status_code == 413

    async def test_photos_that_never_came_whole_give_way(self, reporter: Caller, receipt: dict[str, Any]):
        assert (await send(reporter, receipt, JPEG)).status_code == 201
        first = uuid4()
        for photo_id in (first, *(uuid4() for _ in range(MOST_PHOTOS - 2))):
            assert (await send(reporter, receipt, JPEG[:700], photo_id=photo_id)).status_code == 202
        assert (await send(reporter, receipt, JPEG)).status_code == 201
        again = await send(reporter, receipt, JPEG[700:], photo_id=first, offset=700)
        assert again.json()["offset"] == 0
        assert (await send(reporter, receipt, JPEG, photo_id=first)).status_code == 201
        assert len(await photos(reporter, receipt)) == MOST_PHOTOS
        assert (await send(reporter, receipt, JPEG)).status_code == 413

    @pytest.mark.parametrize(
        ("whole", "media_type"),
        [
            (JPEG[:4] + b"\x00\x20Exif\x00\x00MM\x00*GPS" + JPEG[4:], "image/jpeg"),
            (JPEG[:4] + b"\x00\x40http://ns.adobe.com/xap/1.0/\x00" + JPEG[4:], "image/jpeg"),
            (b"RIFF\x30\x00\x00\x00WEBPVP8X\x03\x00\x00\x00abc\x00EXIF\x02\x00\x00\x00MM", "image/webp"),
        ],
    )
    async def test_a_photo_that_tells_where_it_was_taken_is_refused(
        self, reporter: Caller, receipt: dict[str, Any], whole: bytes, media_type: str
    ):
        answer = await send(reporter, receipt, whole, whole, media_type=media_type)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["code"] == "camera-data"
        assert await photos(reporter, receipt) == []

    async def test_a_section_that_asks_for_no_photo_gets_none(self, reporter: Caller):
        receipt = (await put(reporter)).json()
        answer = await send(reporter, receipt, JPEG, section="sampling")
        assert answer.json()["errors"][0]["code"] == "no-photo-asked"

    async def test_the_report_comes_before_its_photos(self, reporter: Caller, receipt: dict[str, Any]):
        answer = await send(reporter, receipt | {"revision_id": str(uuid4())}, JPEG)
        assert answer.status_code == 404
        answer = await send(reporter, receipt | {"report_id": str(uuid4())}, JPEG)
        assert answer.status_code == 404

    async def test_an_id_belongs_to_one_photo(self, reporter: Caller, receipt: dict[str, Any]):
        photo_id = uuid4()
        await send(reporter, receipt, JPEG, photo_id=photo_id)
        answer = await send(reporter, receipt, WEBP, WEBP, photo_id=photo_id, media_type="image/webp")
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/revision-conflict")

    async def test_a_neighbour_can_add_nothing(self, neighbour: Caller, receipt: dict[str, Any]):
        assert (await send(neighbour, receipt, JPEG)).status_code == 404

    async def test_a_version_that_came_second_keeps_its_photo(
        self, reporter: Caller, reviewer: Caller, receipt: dict[str, Any]
    ):
        second = {"report_id": str(uuid4()), "revision_id": str(uuid4())}
        other = revision(**PACKAGING | {"values": {"recovered_kg": 11, "disposed_kg": 5}})
        answer = await reporter.put(path(*second.values()), json=other)
        assert (answer.status_code, answer.json()["kept"]) == (409, True)
        assert (await send(reporter, second, JPEG)).status_code == 201
        [photo] = await photos(reviewer, receipt)
        assert photo["revision_id"] == second["revision_id"]


class TestGetPhoto:
    async def test_what_the_phone_has_is_not_sent_again(self, reporter: Caller, receipt: dict[str, Any]):
        await send(reporter, receipt, JPEG)
        [photo] = await photos(reporter, receipt)
        address = f"/reports/{receipt['report_id']}/photos/{photo['photo_id']}"
        tag = (await reporter.get(address)).headers["etag"]
        again = await reporter.get(address, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")

    async def test_it_is_not_for_the_neighbour(
        self, reporter: Caller, neighbour: Caller, far_reviewer: Caller, receipt: dict[str, Any]
    ):
        await send(reporter, receipt, JPEG)
        [photo] = await photos(reporter, receipt)
        for caller in (neighbour, far_reviewer):
            answer = await caller.get(f"/reports/{receipt['report_id']}/photos/{photo['photo_id']}")
            assert answer.status_code == 404

    async def test_a_photo_belongs_to_its_own_report(
        self, reporter: Caller, reviewer: Caller, neighbour: Caller, receipt: dict[str, Any]
    ):
        await send(reporter, receipt, JPEG)
        [photo] = await photos(reporter, receipt)
        other = (await put(neighbour, org_unit=NEIGHBOUR, **PACKAGING)).json()
        answer = await reviewer.get(f"/reports/{other['report_id']}/photos/{photo['photo_id']}")
        assert answer.status_code == 404


class TestChain:
    async def test_the_chain_vouches_for_row_and_bytes(
        self, reporter: Caller, receipt: dict[str, Any], desk: Desk
    ):
        await send(reporter, receipt, JPEG)
        with Session(desk.engine) as session:
            assert verify(session).is_sound
            session.execute(update(Photo).values(latitude=1.0, longitude=1.0))
            broken = verify(session).broken
            assert broken is not None
            assert broken.table == "photo"
            session.rollback()
            session.execute(update(PhotoContent).values(content=JPEG + b"!"))
            broken = verify(session).broken
            assert broken is not None
            assert "digest" in broken.text.en
