"""Say when a record that changed has been quiet for long enough to be projected again."""

from dataclasses import dataclass, field

_AT_LATEST = 60  # times the quiet: a record that is never quiet, as while a month comes in, is projected too


@dataclass(slots=True)
class QuietRecord:
    """What was seen of one record: its state, since when it is so, and which state was projected last.

    ========= ==================================================== ====
    Field     Meaning                                              Unit
    ========= ==================================================== ====
    quiet_s   how long nothing may have changed                    s
    ========= ==================================================== ====
    """

    quiet_s: float
    _seen: str | None = field(default=None, init=False)
    _settled: str | None = field(default=None, init=False)
    _changed_at: float = field(default=0.0, init=False)
    _waiting_since: float | None = field(default=None, init=False)

    def is_due(self, state: str, now: float) -> bool:
        """Note the record's state at `now` (seconds of any steady clock); say whether to project it."""
        if state != self._seen:
            self._seen, self._changed_at = state, now
        if state == self._settled:
            self._waiting_since = None
            return False
        if self._waiting_since is None:
            self._waiting_since = now
        is_quiet = now - self._changed_at >= self.quiet_s
        return is_quiet or now - self._waiting_since >= _AT_LATEST * self.quiet_s

    def settle(self, state: str) -> None:
        """Note that a state has its projection, or cannot have one."""
        self._settled, self._waiting_since = state, None
