"""The invented release of the tests of releases, for the workbooks that are filled from it."""

from tests.unit.files.release.conftest import layout, places, plan, release, snapshot

__all__ = ["layout", "places", "plan", "release", "snapshot"]
