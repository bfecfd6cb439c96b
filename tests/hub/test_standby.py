"""The primary dies while entries are recorded, and its synchronous standby takes over."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from hmic.errors import HmicError
from hmic.hub import link
from hmic.hub.link import Given
from tests.hub.conftest import FORCE, HubDesk
from tests.hub.server import Standby, served


def test_nothing_that_was_acknowledged_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with served() as primary:
        desk = HubDesk(primary, tmp_path, monkeypatch)
        liz = desk.officer()
        standby = Standby(primary)
        try:
            both = liz.dsn.replace("host=localhost", "host=localhost,localhost").replace(
                f"port={primary.port}", f"port={primary.port},{standby.port}"
            )
            both += " target_session_attrs=read-write"
            settings = liz.folder / "hmic.toml"
            settings.write_text(settings.read_text().replace(liz.dsn, both))
            acknowledged: list[str] = []
            stop = threading.Event()

            def write() -> None:
                with suppress(HmicError), link.connect(both) as hub:
                    while not stop.is_set():
                        head = hub.about().forces[0]
                        uid = os.urandom(8).hex()
                        record = {"uid": uid, "finding": "crime-2014-r1", "kind": "progress", "note": "x",
                                  "evidence": "[]", "true_on": "2026-01-02"}  # fmt: skip
                        given = [Given(uid, "entry", ["crime-2014-r1"], json.dumps(record, sort_keys=True))]
                        hub.append(
                            (head.id, FORCE), (head.number, head.hash), [], dt.datetime.now(dt.UTC), given
                        )
                        acknowledged.append(uid)

            writers = [threading.Thread(target=write) for _ in range(4)]
            for one in writers:
                one.start()
            until = time.monotonic() + 30
            while len(acknowledged) < 100 and time.monotonic() < until:
                time.sleep(0.02)
            primary.kill()
            stop.set()
            for one in writers:
                one.join()
            assert len(acknowledged) >= 100
            standby.promote()
            kept = {str(uid) for (uid,) in standby.sql("SELECT uid FROM hmic.record", db=desk.db)}
            assert set(acknowledged) <= kept
            # People go on with the same DSN, and the chain is whole.
            said = liz("sync").ok()
            assert re.search(r"\d+ new entries", said.out)
            liz("progress", "crime-2014-r1", "--note", "Goes on").ok()
            liz("verify").ok()
            liz("hub", "verify").ok()
        finally:
            standby.stop(signal.SIGQUIT)
