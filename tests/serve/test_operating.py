"""The page for operators tells the numbers and log lines that there are."""

import io
import json
import re
from pathlib import Path

from edihkg.release import Release
from edihkg.serve.observing import Log, Observer
from edihkg.settings import Settings
from tests.serve.servers import serve

PAGE = (Path(__file__).parents[2] / "docs" / "operating.md").read_text(encoding="utf-8")


def test_every_number_stands_on_the_page(release: Release) -> None:
    """A number that nobody can read is noise; one that is gone breaks an alarm."""
    with serve(release, Settings(workers=1)) as server:
        server.client.get("/")
        text = server.client.get("/metrics").text
    found = set(re.findall(r"^# TYPE (edihkg_\w+) ", text, re.MULTILINE))
    told = set(re.findall(r"^\| `(edihkg_\w+)`", PAGE, re.M))
    assert {name for name in found if not name.endswith("_created")} == told


def test_log_lines_look_as_the_page_says(release: Release) -> None:
    """Programs that read the log are written after the page."""
    log = io.StringIO()
    with serve(release, Settings(workers=1), log=log) as server:
        server.client.get("/")
    observer = Observer(Log(log, requests=True))
    observer.tell_move("moved", "20260101T000001Z-ba9876543210", "")
    observer.tell_proxy()
    (example,) = re.findall(r"```json\n(.*?)```", PAGE, re.S)
    told = [json.loads(line) for line in example.splitlines()]
    written = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [list(line) for line in written] == [list(line) for line in told]
    for line, shown in zip(written, told, strict=True):
        assert [type(value) for value in line.values()] == [type(v) for v in shown.values()]
