"""Submissions are checked over HTTP, whoever sends whatever, and nothing of it stays."""

import gzip
import html
import io
import json
import os
import shutil
import socket
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import httpx
import pytest
from rdflib import RDF, SH, Graph

from edihkg import assets
from edihkg.cli import judging, main
from edihkg.cli.serving import REFEREE
from edihkg.release import STORE, Release
from edihkg.settings import Settings
from edihkg.sources import read_turtle
from edihkg.terms import quads
from tests.serve.releases import build_release
from tests.serve.servers import Served, serve
from tests.sources.test_hostile import HOSTILE as FILES
from tests.validation.conftest import TEXT

WRONG = TEXT.replace("nuts:SI04", "nuts:SI99", 1)
LIMIT = 200_000
CHROMIUM = shutil.which("chromium")


@pytest.fixture(scope="module")
def checks(release: Release) -> Iterator[Served]:
    """A server that takes submissions, and many of them."""
    settings = Settings(workers=1, validation_bytes=LIMIT, validations_a_minute=10_000)
    with serve(release, settings, referee=REFEREE) as served:
        yield served


def post(checks: Served, content: str | bytes, **headers: str) -> httpx.Response:
    """Send a body; names of headers are written with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return checks.client.post("/validate", content=content, headers=named)


FORMS = {
    "JSON is the first choice": ("*/*", "application/json", '"keptOut": 1'),
    "SARIF": ("application/sarif+json", "application/sarif+json", '"2.1.0"'),
    "Turtle": ("text/turtle", "text/turtle; charset=utf-8", "ValidationReport"),
    "plain text": ("text/plain", "text/plain; charset=utf-8", "SI99"),
    "a page": ("text/html", "text/html; charset=utf-8", "<h2"),
}


@pytest.mark.parametrize(("accept", "media_type", "word"), FORMS.values(), ids=FORMS.keys())
def test_the_answer_comes_as_accept_asks(
    checks: Served, accept: str, media_type: str, word: str
) -> None:
    """CI wants SARIF, programs JSON, integrators the standard report, people a page."""
    response = post(checks, WRONG, accept=accept, content_type="text/turtle")
    assert response.status_code == 200
    assert response.headers["content-type"] == media_type
    assert response.headers["cache-control"] == "no-store"
    assert word in response.text


def test_turtle_is_the_standard_report(checks: Served) -> None:
    """Whoever knows SHACL needs nothing of ours."""
    report = Graph().parse(data=post(checks, WRONG, accept="text/turtle").text, format="turtle")
    assert report.value(None, RDF.type, SH.ValidationReport) is not None


def test_a_format_may_stand_in_the_address(checks: Served) -> None:
    """A browser cannot choose Accept."""
    assert "SI99" in checks.client.post("/validate?format=text", content=WRONG).text
    assert checks.client.post("/validate?format=pdf", content=WRONG).status_code == 400
    assert post(checks, WRONG, accept="image/png").status_code == 406


def test_the_same_findings_come_for_every_language(checks: Served) -> None:
    """The sender need not say what it is."""
    graph = Graph().parse(data=WRONG, format="turtle")
    for language in ("nt", "xml", "json-ld"):
        text = graph.serialize(format=language)
        assert "SI99" in post(checks, text, accept="text/plain").text, language
    packed = post(checks, gzip.compress(WRONG.encode()), accept="text/plain")
    assert "SI99" in packed.text


def test_a_form_sends_files_or_a_text(checks: Served) -> None:
    """The page works without scripts, so the form's own encoding is enough."""
    headers = {"accept": "text/plain"}
    for sent in (
        {"files": {"file": ("x y.ttl", WRONG.encode())}},
        {"files": {"file": ("", b"")}, "data": {"text": WRONG, "kind": "Turtle"}},
    ):
        answer = checks.client.post("/validate", headers=headers, **sent)
        assert "SI99" in answer.text
    empty = checks.client.post("/validate", files={"file": ("", b"")}, headers=headers)
    assert (empty.status_code, empty.json()["code"]) == (400, "form")


def test_tables_may_be_sent_together(checks: Served) -> None:
    """Several CSV files are one set of tables, and findings name their cells."""
    folder = Path(__file__).parents[1] / "data" / "tables"
    files = [("file", (path.name, path.read_bytes())) for path in sorted(folder.glob("*.csv"))]
    answer = checks.client.post("/validate", files=files, headers={"accept": "application/json"})
    reports = answer.json()["reports"]
    assert len(reports) == 3
    assert any("cell" in finding for report in reports for finding in report["findings"])


def test_the_page_shows_the_text_beside_the_report(checks: Served) -> None:
    """Each finding leads to its line, and each line that has one is marked."""
    page = post(checks, WRONG, accept="text/html").text
    line = WRONG[: WRONG.index("nuts:SI99")].count("\n") + 1
    assert f'href="#L{line}"' in page
    assert f'<li id="L{line}" class="violation">' in page
    assert "<iframe" not in page


def test_a_good_submission_is_shown_as_it_would_be_published(checks: Served) -> None:
    """The maintainer sees the page before anybody else does."""
    page = post(checks, TEXT, accept="text/html").text
    assert "srcdoc=" in page
    assert "not published yet" in page


def test_text_of_a_submission_cannot_become_part_of_the_page(checks: Served) -> None:
    """A submission is somebody else's text."""
    evil = TEXT.replace('"4P Digital', '"<script>alert(1)</script>4P Digital', 1)
    page = post(checks, evil, accept="text/html").text
    assert "<script>alert" not in page
    assert "script-src 'self'" in post(checks, evil).headers["content-security-policy"]


def test_the_form_comes_empty_or_with_an_example(checks: Served) -> None:
    """The example must find what it says that it finds."""
    assert "hub:example-hub" not in checks.client.get("/validate").text
    page = checks.client.get("/validate?example=1")
    assert "hub:example-hub" in page.text
    example = (assets.folder("site") / "texts" / "example-submission.ttl").read_text("utf-8")
    assert post(checks, example).json()["counts"]["Violation"] == 3
    assert checks.client.head("/validate").status_code == 200
    assert checks.client.put("/validate").status_code == 405
    assert checks.client.get("/validate/x").status_code == 404


def test_the_form_comes_with_what_is_published_of_a_hub(tmp_path: Path) -> None:
    """Who corrects one fact should not have to write all the others again."""
    published = read_turtle(TEXT.encode(), PurePosixPath("si/4pdih.ttl")).graph
    named = quads(published, "https://w3id.org/edihkg/graph/hub/4pdih")
    release = build_release(tmp_path / "release", quads=named)
    with serve(release, Settings(workers=1), referee=REFEREE) as checks:
        page = checks.client.get("/validate?hub=4pdih").text
        text = html.unescape(page.partition("<textarea")[2].partition(">")[2])
        text = text.partition("</textarea>")[0]
        assert "4P Digital" in text
        assert post(checks, text, content_type="text/turtle").json()["counts"]["Violation"] == 0
        same = post(checks, text, content_type="text/turtle", accept="text/html").text
        assert "Nothing: this is what is published now." in same
        changed = text.replace('"Ljubljana"', '"Ljubljana Center"', 1)
        page = post(checks, changed, content_type="text/turtle", accept="text/html").text
        assert (page.count('<tr class="gone">'), page.count('<tr class="new">')) == (1, 1)
        for unknown in ("no-such-hub", "../x", "%3Cscript%3E"):
            empty = checks.client.get(f"/validate?hub={unknown}")
            assert empty.status_code == 200
            assert "a edih:Hub" not in empty.text
            assert "<script>" not in empty.text


DEEP = '{"https://e.example/p":' * 5000 + "1" + "}" * 5000
BOMB = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><r:RDF xmlns:r="{}"/>'
HOSTILE = {
    "a remote context": ('{"@context": "http://127.0.0.1:1/c.jsonld"}', "nothing is fetched"),
    "a document type": (BOMB.format(RDF), "DOCTYPE"),
    "zero bytes": (b"\0" * 100, "zero byte"),
    "deep nesting": (DEEP, "nested too deep"),
    "a wrong mark": (b"\xff\xfe" + TEXT.encode() + b"x", "UTF-16"),
    "a gzip bomb": (gzip.compress(b" " * (64 << 20)), "more than"),
    "half a gzip": (gzip.compress(TEXT.encode())[:-20], "ends too early"),
    "nothing": (b"", "it is empty"),
    "a named graph": ("<http://g.example/> { <http://a.example/> a <http://b.example/> }", "graph"),
    "a web page": ("<!doctype html><p>404</p>", "web page"),
    "noise": (bytes(range(128, 256)) * 20, "not UTF-8"),
}


@pytest.mark.parametrize(("content", "words"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_input_gets_a_clear_finding(
    checks: Served, content: str | bytes, words: str
) -> None:
    """Neither a traceback nor a request to anywhere, and the next one is answered."""
    answer = post(checks, content, accept="text/plain")
    assert answer.status_code == 200
    assert words in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(("name", "content", "words"), FILES.values(), ids=FILES.keys())
def test_hostile_files_of_a_form_get_a_clear_finding(
    checks: Served, name: str, content: str | bytes, words: str
) -> None:
    """Whatever the command line tells clearly, the form does; what is too large is refused."""
    raw = content.encode() if isinstance(content, str) else content
    headers = {"accept": "text/plain"}
    answer = checks.client.post("/validate", files={"file": (name, raw)}, headers=headers)
    if len(raw) > LIMIT - 1000:
        assert (answer.status_code, answer.json()["code"]) == (413, "request-too-large")
        return
    assert answer.status_code == 200
    assert words in answer.text
    assert "Violation D" in answer.text
    assert "Traceback" not in answer.text


def test_a_gigabyte_that_is_announced_is_refused_before_it_is_sent(checks: Served) -> None:
    """The answer comes to the head alone: nothing of the body was ever sent."""
    head = "POST /validate HTTP/1.1\r\nHost: x\r\nContent-Length: 1073741824\r\n\r\n"
    with socket.create_connection(("127.0.0.1", checks.port), timeout=30) as connection:
        connection.sendall(head.encode())
        assert connection.recv(4096).startswith(b"HTTP/1.1 413 ")


CALLS = {
    "owl:imports": (
        "x.ttl",
        TEXT + "\n<https://w3id.org/edihkg/id/hub/4pdih> "
        "<http://www.w3.org/2002/07/owl#imports> <{trap}> .\n",
    ),
    "SPARQL in a shape": (
        "x.ttl",
        TEXT + "\n@prefix sh: <http://www.w3.org/ns/shacl#> . <{trap}shape> a sh:NodeShape ;"
        " sh:targetClass edih:Hub ; sh:shapesGraph <{trap}> ; sh:sparql [ sh:select "
        "'SELECT $this { SERVICE <{trap}> { $this ?p ?o } }' ] .\n",
    ),
    "a remote context": ("x.jsonld", '{"@context": "{trap}c.jsonld", "@id": "{trap}x"}'),
    "a linked context": ("x.jsonld", '{"@context": [{"@import": "{trap}c"}], "@id": "x:y"}'),
    "a document type": ("x.rdf", '<!DOCTYPE r SYSTEM "{trap}r.dtd"><r xmlns="x:y"/>'),
    "an entity": ("x.rdf", '<!DOCTYPE r [<!ENTITY e SYSTEM "{trap}e">]><r xmlns="x:y">&e;</r>'),
    "a web page": ("x.ttl", TEXT.replace("https://www.4pdih.example/>", "{trap}>", 1)),
    "a cell": ("hubs.csv", "slug,name,country,website\nx,X,SI,{trap}\n"),
}
"""Files that would have a careless reader call an address."""


@pytest.mark.parametrize(("name", "text"), CALLS.values(), ids=CALLS.keys())
def test_no_address_in_what_is_sent_is_called(
    checks: Served, name: str, text: str, tmp_path: Path
) -> None:
    """Not by the server, and not by the command line, where nothing else would stop it."""
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.setblocking(False)
        address = f"http://127.0.0.1:{trap.getsockname()[1]}/"
        sent = text.replace("{trap}", address)
        files = {"file": (name, sent.encode())}
        for accept in ("text/html", "application/json", "text/turtle"):
            answer = checks.client.post("/validate", files=files, headers={"accept": accept})
            assert answer.status_code == 200
        path = tmp_path / name
        path.write_text(sent, encoding="utf-8")
        assert main(["validate", str(path)]) in (0, 1)
        with pytest.raises(BlockingIOError):
            trap.accept()


def test_a_zip_bomb_is_a_finding(checks: Served) -> None:
    """A few kilobytes must not become gigabytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("hubs.csv", b"0" * (80 << 20))
    assert "unpacks to" in post(checks, stream.getvalue(), accept="text/plain").text


def test_a_large_body_is_refused_before_it_is_read(checks: Served) -> None:
    """A body of a gigabyte must not be taken in only to be refused."""
    answer = post(checks, b"#" * (LIMIT + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "request-too-large")

    def pieces() -> Iterator[bytes]:
        for _ in range(40):
            yield b"#" * 10_000

    assert checks.client.post("/validate", content=pieces()).status_code == 413


def test_a_browser_gets_a_page_even_for_a_refusal(checks: Served) -> None:
    """JSON is no answer for who came with a form."""
    answer = post(checks, b"#" * (LIMIT + 1), accept="text/html,*/*;q=0.8")
    assert answer.status_code == 413
    assert "Back to the form" in answer.text


def test_many_findings_are_counted_and_cut(
    release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A million findings must not become a million lines."""
    monkeypatch.setattr(judging, "MOST_FINDINGS", 10)
    parts = "".join(f"hub:4pdih edih:targetsGroup country:Y{n} .\n" for n in range(30))
    head = {"id_base": "https://w3id.org/edihkg/", "root": "", "format": "json"}
    _, answer = judging.Judging(release.path / STORE).answer(head, (TEXT + parts).encode())
    report = json.loads(answer)
    shown = sum(len(each["findings"]) for each in report["reports"])
    assert (shown, sum(report["counts"].values())) == (10, 10 + report["notShown"])


def test_the_deadline_ends_a_check_and_each_client_may_ask_so_often(release: Release) -> None:
    """One submission, or one client, must not keep all others waiting."""
    settings = Settings(workers=1, validation_deadline_s=0.001, validations_a_minute=2)
    with serve(release, settings, referee=REFEREE) as served:
        answers = [served.client.post("/validate", content=TEXT) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [503, 503, 429]
    assert [answer.json()["code"] for answer in answers][1:] == [
        "validation-timeout",
        "too-many-validations",
    ]
    assert int(answers[2].headers["retry-after"]) > 0


def test_without_a_referee_there_is_no_such_address(served: Served) -> None:
    """A mirror that only serves files and queries says so."""
    assert served.client.post("/validate", content=TEXT).status_code == 405


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc")
def test_the_process_is_cut_off_and_keeps_nothing(checks: Served, tmp_path: Path) -> None:
    """Whatever a submission makes the code do, it cannot write a file or reach a network."""
    post(checks, TEXT, accept="text/html")
    children = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(os.getpid())], capture_output=True, check=True
    ).stdout.decode()
    (pid,) = [line.split()[0] for line in children.splitlines() if "edihkg.cli.referee" in line]
    limits = Path("/proc", pid, "limits").read_text()
    assert "Max file size             0                    0" in limits
    links = {str(link.readlink()) for link in Path("/proc", pid, "fd").iterdir()}
    assert not [link for link in links if link.startswith(str(tmp_path.parent)) and "(del" in link]
    assert "Seccomp:\t2" in Path("/proc", pid, "status").read_text()


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
def test_the_form_works_in_a_browser(checks: Served, tmp_path: Path) -> None:
    """The real thing: a form is sent, and the answer of the server is what is shown."""
    page = tmp_path / "form.html"
    page.write_text(
        f'<form id="f" action="{checks.url}/validate" method="post" '
        f'enctype="multipart/form-data"><textarea name="text">{TEXT.replace("<", "&lt;")}'
        '</textarea></form><script>document.getElementById("f").submit()</script>',
        encoding="utf-8",
    )
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=20000"]
    shown = subprocess.run(
        [str(CHROMIUM), *options, f"--user-data-dir={tmp_path}", "--dump-dom", page.as_uri()],
        capture_output=True,
        timeout=120,
        check=True,
    ).stdout.decode()
    assert "1 accepted" in shown
    assert 'sandbox="allow-same-origin"' in shown


def test_answers_tell_what_was_read(checks: Served) -> None:
    """Encoding and kind are detected, and said."""
    page = post(checks, TEXT.encode("utf-16"), accept="text/html").text
    assert "Read as Turtle, UTF-16." in page
    assert json.loads(post(checks, TEXT).text)["accepted"] == 1
