"""The invented snapshot of the tests of releases, for own tables."""

from tests.unit.files.release.conftest import places, plan, snapshot

__all__ = ["places", "plan", "snapshot"]
