"""``edihkg validate`` as a maintainer and a pipeline use it."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from edihkg.cli import main

SAMPLE = Path(__file__).parent / "data" / "valid" / "si" / "4pdih.ttl"
TEXT = SAMPLE.read_text(encoding="utf-8")
SLIP = TEXT.replace("technology:ROBOTICS", "technology:ROBOTCS")
WARNED = TEXT.replace("foaf:page <https://www.4p", "foaf:page <http://www.4p", 1)
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def collection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of submissions in which the command is run; it holds one slip."""
    folder = tmp_path / "submissions"
    (folder / "si").mkdir(parents=True)
    (folder / "si" / "4pdih.ttl").write_text(SLIP, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NO_COLOR", raising=False)
    return folder


def test_paths_are_those_of_the_reader(collection: Path, capsys: Captured) -> None:
    """An editor opens what it is given; annotations need the path from the repository's root."""
    assert main(["validate", str(collection)]) == 1
    assert "  submissions/si/4pdih.ttl:60:63 Violation D07a" in capsys.readouterr().out


@pytest.mark.usefixtures("collection")
def test_one_run_gives_several_formats(capsys: Captured) -> None:
    """A pipeline shows text, keeps a page and uploads SARIF without checking three times."""
    formats = ["--format", "text", "--format", "sarif=r.sarif", "--format", "html=r.html"]
    assert main(["validate", "submissions", *formats]) == 1
    assert capsys.readouterr().out.endswith("1 violation, 1 warning.\n")
    results = json.loads(Path("r.sarif").read_text("utf-8"))["runs"][0]["results"]
    assert len(results) == Path("r.html").read_text("utf-8").count('class="severity"') == 2
    place = results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert place == "submissions/si/4pdih.ttl"


@pytest.mark.usefixtures("collection")
def test_two_formats_do_not_share_standard_output(capsys: Captured) -> None:
    """A mixture of two is neither."""
    assert main(["validate", "submissions", "--format", "json", "--format", "html"]) == 2
    assert "NAME=FILE" in capsys.readouterr().err


@pytest.mark.parametrize("wanted", ["yaml", "html=", "=x"])
def test_an_unknown_format_is_wrong_use(wanted: str, capsys: Captured) -> None:
    """The message names those that exist."""
    with pytest.raises(SystemExit) as ended:
        main(["validate", "x", "--format", wanted])
    assert ended.value.code == 2
    assert "sarif" in capsys.readouterr().err


def test_severity_decides_the_exit_code(collection: Path) -> None:
    """Each pipeline chooses what stops it."""
    (collection / "si" / "4pdih.ttl").write_text(WARNED, encoding="utf-8")
    assert main(["validate", "submissions"]) == 0
    assert main(["validate", "submissions", "--severity", "Warning"]) == 1


@pytest.mark.usefixtures("collection")
def test_max_hides_but_counts(capsys: Captured) -> None:
    """And the exit code is that of all findings."""
    assert main(["validate", "submissions", "--max", "0"]) == 1
    shown = capsys.readouterr().out
    assert shown == (
        "2 more findings are not shown.\n"
        "1 submission: 0 accepted, 1 kept out; 1 violation, 1 warning.\n"
    )


def test_thousands_of_findings_are_counted_and_three_are_shown(
    collection: Path, capsys: Captured
) -> None:
    """A broken export must not flood a terminal, nor seem less broken than it is."""
    wrong = "".join(f"hub:4pdih edih:targetsGroup country:Y{n} .\n" for n in range(2000))
    (collection / "si" / "4pdih.ttl").write_text(f"{TEXT}\n{wrong}", encoding="utf-8")
    assert main(["validate", str(collection), "--max", "3"]) == 1
    shown = capsys.readouterr().out
    assert shown.count("Violation D37") == 3
    assert "1,997 more findings are not shown." in shown
    assert shown.endswith("0 accepted, 1 kept out; 2,000 violations.\n")


def test_fix_mends_the_file_and_shows_the_difference(collection: Path, capsys: Captured) -> None:
    """The report is on the file as it then is."""
    assert main(["validate", "submissions", "--fix"]) == 0
    said = capsys.readouterr()
    assert (collection / "si" / "4pdih.ttl").read_text("utf-8") == TEXT
    assert sorted(path.name for path in (collection / "si").iterdir()) == ["4pdih.ttl"]
    assert said.out == "1 submission: 1 accepted, 0 kept out; nothing to mend.\n"
    assert "--- a/submissions/si/4pdih.ttl\n+++ b/submissions/si/4pdih.ttl\n" in said.err
    assert [line[:1] for line in said.err.splitlines()].count("+") == 2


def test_diff_writes_nothing(collection: Path, capsys: Captured) -> None:
    """To look before one leaps."""
    assert main(["validate", "submissions", "--diff"]) == 1
    assert (collection / "si" / "4pdih.ttl").read_text("utf-8") == SLIP
    assert "+    edih:hasExpertise [ a edih:Expertise ; edih:concernsTopic technology:ROBOTICS" in (
        capsys.readouterr().err
    )


def test_fix_keeps_a_byte_order_mark(collection: Path) -> None:
    """Some editors need it."""
    file = collection / "si" / "4pdih.ttl"
    file.write_bytes(b"\xef\xbb\xbf" + SLIP.encode())
    assert main(["validate", "submissions", "--fix"]) == 0
    assert file.read_bytes() == b"\xef\xbb\xbf" + TEXT.encode()


def _git(*arguments: str) -> None:
    identity = ("-c", "user.name=T", "-c", "user.email=t@example.eu", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(collection: Path) -> Path:
    """A repository: one bad file on main, three files that a branch changes, adds, deletes."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    country = collection / "si"
    for slug in ("changed", "deleted"):
        (country / f"{slug}.ttl").write_text(TEXT.replace("4pdih", slug), encoding="utf-8")
    _git("init", "-q", "-b", "main")
    _git("add", "-A")
    _git("commit", "-q", "-m", "first")
    _git("switch", "-q", "-c", "branch")
    (country / "changed.ttl").write_text(WARNED.replace("4pdih", "changed"), encoding="utf-8")
    (country / "deleted.ttl").unlink()
    _git("commit", "-q", "-a", "-m", "second")
    (country / "čistá nová.ttl").write_text("no Turtle", encoding="utf-8")
    return collection


@pytest.mark.usefixtures("repository")
def test_changed_since_checks_what_a_branch_changes(capsys: Captured) -> None:
    """A pull request answers for its own files, not for those of others."""
    assert main(["validate", "submissions", "--changed-since", "main", "--format", "json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in document["reports"]] == ["si/changed.ttl", "si/čistá nová.ttl"]


@pytest.mark.usefixtures("repository")
def test_what_others_changed_meanwhile_does_not_count() -> None:
    """The comparison is with where the branch left main, not with main as it is now."""
    _git("stash", "-q", "-u")
    _git("switch", "-q", "main")
    Path("submissions/si/4pdih.ttl").write_text("no Turtle either", encoding="utf-8")
    _git("commit", "-q", "-a", "-m", "meanwhile")
    _git("switch", "-q", "branch")
    assert main(["validate", "submissions", "--changed-since", "main"]) == 0


@pytest.mark.usefixtures("repository")
def test_nothing_changed_is_no_error(capsys: Captured) -> None:
    """A pull request may touch no submission at all."""
    _git("add", "-A")
    _git("commit", "-q", "-m", "all")
    assert main(["validate", "submissions", "--changed-since", "HEAD"]) == 0
    assert capsys.readouterr().out.startswith("0 submissions")


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "HEAD:submissions"])
def test_an_unknown_revision_is_wrong_use(revision: str, capsys: Captured) -> None:
    """An option of git must not get through, either."""
    assert main(["validate", "submissions", f"--changed-since={revision}"]) == 2
    assert "whole history" in capsys.readouterr().err
    assert not Path("x").exists()


@pytest.mark.usefixtures("collection")
def test_a_folder_outside_of_git_is_wrong_use(capsys: Captured) -> None:
    """Without history there is nothing to compare with."""
    assert main(["validate", "submissions", "--changed-since", "main"]) == 2
    assert "git cannot compare" in capsys.readouterr().err


@pytest.mark.usefixtures("collection")
def test_output_that_goes_to_a_file_has_no_colour() -> None:
    """And on a terminal it has; NO_COLOR takes it away."""
    script = (
        "import pty, sys; sys.exit(pty.spawn([sys.executable, '-m', 'edihkg', 'validate', "
        "'submissions']) >> 8)"
    )
    plain = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    plain["TERM"] = "xterm"
    for environment, expected in ((plain, True), (plain | {"NO_COLOR": "1"}, False)):
        done = subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            env=environment,
            check=False,
        )
        assert done.returncode == 1
        assert (b"\x1b[31m" in done.stdout) is expected


ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "validating.md").read_text("utf-8")
COMMANDS = sorted(set(re.findall(r"edihkg validate ([^\n`]+)", PAGE)))


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_of_the_page_work(command: str, repository: Path) -> None:
    """A pipeline that was copied from the documents must run."""
    _git("update-ref", "refs/remotes/origin/main", "main")
    (repository / "si" / "čistá nová.ttl").unlink()
    arguments = shlex.split(command)
    assert main(["validate", *arguments]) in (0, 1)
    for name in re.findall(r"=(report\.\w+)", command):
        assert Path(name).read_text("utf-8")
        assert PAGE.count(name) > 1


def test_the_hooks_check_what_is_committed(collection: Path) -> None:
    """pre-commit passes the files by name."""
    hooks = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
    entries = re.findall(r"entry: edihkg (.+)", hooks)
    patterns = re.findall(r"files: (.+)", hooks)
    assert len(entries) == len(patterns) == 2
    for pattern in patterns:
        assert re.search(pattern, "submissions/si/4pdih.ttl")
        assert not re.search(pattern, "submissions/imported.jsonl")
    found = [main([*entry.split(), "submissions/si/4pdih.ttl"]) for entry in entries]
    assert found == [1, 0]
    assert (collection / "si" / "4pdih.ttl").read_text("utf-8") == TEXT
