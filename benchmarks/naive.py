"""The floor to compare with: FastAPI and one raw SQLite insert per request, durable, and nothing else.

No sign-in, no validation beyond the JSON itself, no checks, no audit.
"""

import json
import os
import sqlite3
from threading import Lock
from typing import Any

from fastapi import FastAPI


def create_app() -> FastAPI:
    """Build the app on the file that BENCH_NAIVE_DATABASE names."""
    app = FastAPI()
    database = sqlite3.connect(
        os.environ["BENCH_NAIVE_DATABASE"], check_same_thread=False, isolation_level=None
    )
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("CREATE TABLE IF NOT EXISTS revision (id TEXT PRIMARY KEY, report TEXT, body TEXT)")
    lock = Lock()

    @app.put("/reports/{report_id}/revisions/{revision_id}", status_code=201)
    def put(report_id: str, revision_id: str, body: dict[str, Any]) -> dict[str, str]:
        with lock:
            database.execute(
                "INSERT INTO revision VALUES (?, ?, ?)", (revision_id, report_id, json.dumps(body))
            )
        return {"revision_id": revision_id}

    return app
