"""The command line: verbs, exit codes, what goes to which stream."""

import io
import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from edihkg import assets, release
from edihkg.cli import main
from edihkg.cli.arguments import make_parser

SAMPLES = Path(__file__).parent / "data" / "submissions"
AS_OF = ["--as-of", "2026-01-02T03:04:05Z"]
VERBS = ("build", "serve", "validate", "import", "query", "release")
HUBS = "SELECT ?hub WHERE { ?hub a <https://w3id.org/edihkg/ns#Hub> } ORDER BY ?hub"
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _quiet_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the operator's settings away and lower the floors for two hubs."""
    for name in [name for name in os.environ if name.startswith("EDIHKG_")]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setenv("EDIHKG_MIN_HUBS", "1")
    monkeypatch.setenv("EDIHKG_MIN_REGIONS_WITH_SEAT", "1")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder with a release of the samples, made by the command itself."""
    out = tmp_path_factory.mktemp("published") / "out"
    environment = {
        **os.environ,
        "EDIHKG_MIN_HUBS": "1",
        "EDIHKG_MIN_REGIONS_WITH_SEAT": "1",
    }
    command = [sys.executable, "-m", "edihkg", "build", str(SAMPLES), "--out", str(out), *AS_OF]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(release.current(out).path)
    assert "2 of 2 submissions published" in done.stderr
    return out


@pytest.fixture
def out(published: Path, tmp_path: Path) -> Path:
    """A copy of that output folder."""
    return Path(shutil.copytree(published, tmp_path / "out", symlinks=True))


def test_help_names_every_verb(capsys: Captured) -> None:
    """The first thing that anybody types."""
    with pytest.raises(SystemExit) as stop:
        main(["--help"])
    text = capsys.readouterr().out
    assert stop.value.code == 0
    assert all(verb in text for verb in VERBS)
    assert "Exit codes" in text


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_and_a_module(verb: str, capsys: Captured) -> None:
    """A verb without explanation, or that leads nowhere, helps nobody."""
    with pytest.raises(SystemExit):
        main([verb, "--help"])
    assert "usage: edihkg" in capsys.readouterr().out
    arguments = {"validate": ["x"], "import": ["x", "--into", "y"], "query": ["x"]}
    parsed = (
        make_parser().parse_args([verb, *arguments.get(verb, [])])
        if verb != "release"
        else (make_parser().parse_args([verb, "list"]))
    )
    assert (Path(assets.__file__).parent / "cli" / f"{parsed.module}.py").is_file()


def test_the_version_is_shown(capsys: Captured) -> None:
    """Bug reports need it."""
    with pytest.raises(SystemExit) as stop:
        main(["--version"])
    assert stop.value.code == 0
    assert capsys.readouterr().out.startswith("edihkg 0.")


WRONG_USE = {
    "no verb": [],
    "unknown verb": ["bild"],
    "bad moment": ["build", "--as-of", "yesterday"],
    "bad port": ["serve", "--port", "80000"],
    "bad parameter": ["query", "hubs", "--param", "country"],
    "bad count": ["release", "prune", "--keep", "-1"],
}


@pytest.mark.parametrize("case", WRONG_USE)
def test_wrong_arguments_are_one_sentence_and_exit_2(case: str, capsys: Captured) -> None:
    """A person should read what is wrong, not a page of usage."""
    with pytest.raises(SystemExit) as stop:
        main(WRONG_USE[case])
    said = capsys.readouterr()
    assert (stop.value.code, said.out) == (2, "")
    assert said.err.startswith("edihkg: ")
    assert said.err.count("\n") == 1


FAILURES = {
    "no such folder": (["build", "nowhere"], 2, "There is no folder 'nowhere'"),
    "no such submission": (["validate", "nowhere.ttl"], 2, "There is no file or folder"),
    "no release to ask": (["query", "hubs", "--out", "nowhere"], 3, "edihkg build"),
    "no release to verify": (["release", "verify", "--out", "nowhere"], 3, "edihkg build"),
    "no release to use": (["release", "use", "x", "--out", "nowhere"], 2, "there is none"),
    "nothing to import": (["import", "nowhere", "--into", "x"], 2, "nowhere"),
}


@pytest.mark.parametrize("case", FAILURES)
def test_failures_have_their_exit_code_and_no_traceback(
    case: str, capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Scripts read the code, people the sentence."""
    monkeypatch.chdir(tmp_path)
    arguments, code, sentence = FAILURES[case]
    assert main(arguments) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("edihkg: ")
    assert sentence in said.err
    assert "Traceback" not in said.err


def test_settings_with_mistakes_exit_2(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelt setting would silently not count."""
    monkeypatch.setenv("EDIHKG_MIN_HUB", "1")
    assert main(["release", "list"]) == 2
    assert "EDIHKG_MIN_HUB is no setting" in capsys.readouterr().err


def test_a_moment_from_the_environment_must_be_a_number(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Reproducible builds set it; a mistake must not become the present time."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "noon")
    assert main(["build", str(SAMPLES), "--out", str(tmp_path / "out")]) == 2
    assert "SOURCE_DATE_EPOCH" in capsys.readouterr().err


def test_a_loss_exits_1_and_names_the_hub(out: Path, capsys: Captured, tmp_path: Path) -> None:
    """It is a finding about the data, not a failure of the program."""
    half = tmp_path / "half"
    shutil.copytree(SAMPLES / "si", half / "si")
    assert main(["build", str(half), "--out", str(out), *AS_OF]) == 1
    assert "Beta Innovation Hub" in capsys.readouterr().err


def test_a_floor_exits_3(capsys: Captured, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The operator lowers the floor on purpose or not at all."""
    monkeypatch.setenv("EDIHKG_MIN_HUBS", "460")
    assert main(["build", str(SAMPLES), "--out", str(tmp_path / "out"), *AS_OF]) == 3
    assert "EDIHKG_MIN_HUBS" in capsys.readouterr().err


def test_releases_are_listed_with_the_current_one_marked(out: Path, capsys: Captured) -> None:
    """One line a release, made for grep."""
    assert main(["release", "list", "--out", str(out)]) == 0
    assert capsys.readouterr().out.startswith("* 20260102T030405Z-")


def test_where_there_is_no_release_a_list_says_so(tmp_path: Path, capsys: Captured) -> None:
    """Nothing at all may also be a wrong folder."""
    assert main(["release", "list", "--out", str(tmp_path)]) == 0
    assert f"There is no release in '{tmp_path}'" in capsys.readouterr().err


def test_verify_says_whether_a_release_is_whole(out: Path, capsys: Captured) -> None:
    """Exit 0 and 1 make it usable as a check after copying."""
    assert main(["release", "verify", "--out", str(out)]) == 0
    dump = release.current(out).path / "dumps" / "hubs.csv"
    dump.write_text("changed")
    assert main(["release", "verify", "--out", str(out)]) == 1
    assert "dumps/hubs.csv" in capsys.readouterr().out


def test_use_and_prune_take_the_ids_of_list(out: Path, capsys: Captured) -> None:
    """The three go together."""
    (made,) = release.list_releases(out)
    assert main(["release", "use", made.manifest.release_id, "--out", str(out)]) == 0
    assert main(["release", "prune", "--keep", "1", "--out", str(out)]) == 0
    assert capsys.readouterr().out == ""


VALIDATIONS = {"accepted": ("si/alpha.ttl", [], 0), "strict": ("si/alpha.ttl", ["Info"], 1)}


@pytest.mark.parametrize("case", VALIDATIONS)
def test_validation_exits_1_from_the_severity_asked_for(case: str, capsys: Captured) -> None:
    """A hub's own check may be stricter than what keeps a file out."""
    name, severity, code = VALIDATIONS[case]
    options = ["--severity", *severity] if severity else []
    assert main(["validate", str(SAMPLES / name), *options]) == code
    assert "1 submission" in capsys.readouterr().out


FORMATS = {"json": '"reports"', "turtle": "sh:ValidationReport", "text": "kept out"}


@pytest.mark.parametrize("name", FORMATS)
def test_a_faulty_file_is_reported_in_every_format(
    name: str, capsys: Captured, tmp_path: Path
) -> None:
    """People read text, programs JSON, other SHACL tools the standard report."""
    (tmp_path / "si").mkdir()
    faulty = tmp_path / "si" / "gamma.ttl"
    faulty.write_text((SAMPLES / "si" / "alpha.ttl").read_text().replace("nuts:SI04", "nuts:XX99"))
    assert main(["validate", str(faulty), "--format", name]) == 1
    assert FORMATS[name] in capsys.readouterr().out


QUERIES = {
    "csv": "hub\r\nhttps://w3id.org/edihkg/id/hub/alpha",
    "json": '"bindings"',
    "tsv": "?hub\n<https://w3id.org/edihkg/id/hub/alpha>",
    "table": "https://w3id.org/edihkg/id/hub/beta",
}


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_of_ones_own_answers_in_any_format(
    name: str, published: Path, tmp_path: Path
) -> None:
    """Answers go to standard output, whatever reads them."""
    path = tmp_path / "hubs.rq"
    path.write_text(HUBS)
    done = _run("query", str(path), "--format", name, "--out", str(published))
    assert (done.returncode, done.stderr) == (0, b"")
    assert QUERIES[name].encode() in done.stdout


def test_rows_wider_than_the_terminal_are_written_one_value_a_line(published: Path) -> None:
    """Ten columns in the place of two are read by nobody."""
    columns = " ".join(f"(STR(?hub) AS ?column{number})" for number in range(6))
    query = f"SELECT {columns} {{ ?hub a <https://w3id.org/edihkg/ns#Hub> }}"
    path = published.parent / "wide.rq"
    path.write_text(query)
    words = ["edihkg", "query", str(path), "--out", str(published)]
    program = f"import pty, sys; sys.exit(pty.spawn([sys.executable, '-m', *{words}]))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "COLUMNS": "80", "TERM": "xterm"},
        check=True,
    )
    lines = done.stdout.decode().splitlines()
    alpha = "https://w3id.org/edihkg/id/hub/alpha"
    assert any("column5" in line and line.rstrip().endswith(alpha) for line in lines)


def test_triples_and_yes_or_no_are_answered_too(published: Path, tmp_path: Path) -> None:
    """The four forms of SPARQL are all asked."""
    path = tmp_path / "query.rq"
    path.write_text("CONSTRUCT { ?h a <urn:Hub> } WHERE { ?h a <https://w3id.org/edihkg/ns#Hub> }")
    assert b"<urn:Hub>" in _run("query", str(path), "--out", str(published)).stdout
    path.write_text("ASK { ?h a <https://w3id.org/edihkg/ns#Hub> }")
    assert _run("query", str(path), "--out", str(published)).stdout == b"true\n"


REFUSED = {
    "service": ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", b"SERVICE"),
    "update": ("DELETE WHERE { ?s ?p ?o }", b"edihkg: "),
    "mistake": ("SELECT ?s {\n ?s ?p }", b"line 2"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_query_is_refused_with_exit_2(case: str, published: Path) -> None:
    """Even on one's own machine nothing is fetched and nothing written."""
    text, word = REFUSED[case]
    done = _run("query", "-", "--out", str(published), given=text.encode())
    assert (done.returncode, done.stdout) == (2, b"")
    assert word in done.stderr


def test_a_published_question_takes_parameters(published: Path, capsys: Captured) -> None:
    """The questions of the site can be asked without a server."""
    out = str(published)
    assert main(["query", "nothing-of-the-kind", "--out", out]) == 2
    assert "hubs" in capsys.readouterr().err
    assert main(["query", "hubs", "--param", "colour=red", "--out", out]) == 2
    assert "no parameter 'colour'" in capsys.readouterr().err
    assert _run("query", "hubs", "--out", out).returncode == 0


def test_a_reader_that_goes_away_is_no_failure(published: Path) -> None:
    """Output is piped into head every day."""
    query = "SELECT * { ?s ?p ?o }"
    command = f"echo '{query}' | {sys.executable} -m edihkg query - --out {published} | head -n 1"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=False)
    assert done.stderr == b""
    assert done.stdout.count(b"\n") == 1


def test_serving_on_a_taken_port_is_one_sentence(published: Path) -> None:
    """The commonest mishap of all."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = _run("serve", str(SAMPLES), "--out", str(published), "--port", port)
    assert done.returncode == 3
    assert done.stderr.startswith(b"edihkg: ")
    assert b"Traceback" not in done.stderr


def test_a_taken_port_is_found_before_the_build(tmp_path: Path) -> None:
    """Nobody wants to wait minutes for a build to hear it."""
    out = tmp_path / "out"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = _run("serve", str(SAMPLES), "--out", str(out), "--port", port)
    assert done.returncode == 3
    assert b"--port" in done.stderr
    assert not out.exists()


def test_an_unexpected_failure_is_one_line_with_a_hint(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A defect of ours must not bury the user in a traceback, nor hide from us."""

    def fail(*_: object) -> None:
        raise LookupError("never seen before")

    monkeypatch.setattr("edihkg.release.list_releases", fail)
    assert main(["release", "list"]) == 3
    assert "LookupError: never seen before" in (said := capsys.readouterr().err)
    assert "--debug" in said
    with pytest.raises(LookupError):
        main(["--debug", "release", "list"])


def test_an_interrupted_verb_is_quiet(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C is a wish, not a failure."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("edihkg.release.list_releases", interrupt)
    assert main(["release", "list"]) == 130
    assert capsys.readouterr() == ("", "")


def test_help_imports_nothing_heavy() -> None:
    """The command line must answer at once."""
    heavy = ("rdflib", "pyoxigraph", "pyshacl", "fastapi", "uvicorn", "rich", "jinja2", "openpyxl")
    script = (
        "import json, sys, edihkg.cli; "
        "print(json.dumps([name for name in sys.modules if '.' not in name]))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert set(heavy).isdisjoint(json.load(io.BytesIO(done.stdout)))


def _run(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "edihkg", *arguments]
    return subprocess.run(command, input=given, capture_output=True, check=False)
