"""Ctrl-C at a real terminal: the command answers with the best found, and its other processes end quietly."""

import json
import os
import pty
import re
import subprocess
import sys
import time

import pytest

from agri.cli.decide import INTERRUPTED

# The terminal becomes the process's own, so that its Ctrl-C reaches the whole group, workers included.
OWN_TERMINAL = (
    "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0)\nfrom agri.cli import main\nmain()\n"
)
ASK = ("search", "--as-of", "2019-09-05", "--probability", "0.5", "--replications", "2000")
DEADLINE_S = 120


def read_until(terminal, is_enough):
    """Read what the terminal shows until it is enough, or the process has closed it."""
    shown, end = "", time.monotonic() + DEADLINE_S
    while not is_enough(shown):
        assert time.monotonic() < end, shown
        try:
            shown += os.read(terminal, 4096).decode(errors="replace")
        except OSError:  # Linux says so when nobody holds the other end any more
            break
    return shown


@pytest.mark.slow
def test_ctrl_c_at_the_terminal_answers_with_the_best_found(database_url, tmp_path):
    path = tmp_path / "answer.json"
    terminal, other_end = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", OWN_TERMINAL, *ASK, "--json", str(path)],
        stdin=other_end,
        stdout=other_end,
        stderr=other_end,
        env={**os.environ, "AGRI_DATABASE_URL": database_url, "TERM": "xterm", "COLUMNS": "160"},
        start_new_session=True,
    )
    os.close(other_end)
    try:
        read_until(terminal, lambda shown: any(int(n) >= 4 for n in re.findall(r"(\d+)/\d+", shown)))
        os.write(terminal, b"\x03")
        rest = read_until(terminal, lambda shown: False)
        assert process.wait(DEADLINE_S) == INTERRUPTED
    finally:
        process.kill()
        process.wait()
        os.close(terminal)
    assert "搜索被中断" in rest
    assert "Traceback" not in rest
    document = json.loads(path.read_text(encoding="utf-8"))
    assert not document["is_complete"]
    assert document["runs"] >= 4
    assert len(document["best"]["targets"]) == len(document["base"]["targets"]) > 0
