"""The pipeline: what is published, what is refused, and that nothing is lost on the way."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from edihkg import pages, release
from edihkg.build import BuildOutcome, Steps, build, summarise_changes, up_to_date
from edihkg.build.checking import Check
from edihkg.build.network import find_across_hubs, read_rule
from edihkg.closure import checker
from edihkg.errors import LossError, ReleaseError, SourceError, UsageError
from edihkg.settings import Settings
from edihkg.submission import Submission
from edihkg.validation import Report

SAMPLES = Path(__file__).parent / "data" / "submissions"
SMALL = Settings(min_hubs=1, min_regions_with_seat=1)
MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
WITHDRAWN = "    <http://www.w3.org/ns/adms#status> <http://purl.org/adms/status/Withdrawn> ;\n"


@cache
def shared_check() -> Check:
    """One checker for all tests of this module: loading the shapes takes seconds."""
    return checker()


def one_page(
    store: ox.Store,
    site: Path,
    *,
    context: pages.SiteContext,
    earlier: object = None,
    progress: object = None,
    helpers: object = None,
) -> dict[str, str]:
    """Write one page, as the real site takes seconds."""
    del store, earlier, progress, helpers
    site.mkdir(exist_ok=True)
    (site / "fixed.txt").write_text("the same in every release")
    (site / "index.html").write_text(f"{context.release_id} {len(context.kept_out)}")
    return {"index.html": "mark"}


STEPS = Steps(make_check=shared_check, build_site=one_page)


@pytest.fixture
def submissions(tmp_path: Path) -> Path:
    """A copy of the two sample submissions."""
    return Path(shutil.copytree(SAMPLES, tmp_path / "submissions"))


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder with one release; tests that change it take a copy."""
    out = tmp_path_factory.mktemp("published") / "out"
    build(SAMPLES, out=out, as_of=MOMENT, settings=SMALL, steps=STEPS)
    return out


@pytest.fixture
def out(published: Path, tmp_path: Path) -> Path:
    """A copy of the output folder with one release."""
    return Path(shutil.copytree(published, tmp_path / "out", symlinks=True))


def _files(root: Path) -> dict[str, bytes]:
    """Read all files that the input alone decides: not the store, nor what tells of changes."""
    others = {release.CHANGES, release.HISTORY, *(e.path for e in release.read_history(root))}
    names = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    return {
        name.as_posix(): (root / name).read_bytes()
        for name in names
        if name.parts[0] != release.STORE and name.as_posix() not in others
    }


def _report(out: Path) -> dict[str, dict[str, object]]:
    report = json.loads((out / "current" / release.REPORT).read_text(encoding="utf-8"))
    return {entry["name"]: entry for entry in report["submissions"]}


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_release_is_whole(published: Path) -> None:
    """Everything that was written is accounted for, and the numbers can be counted again."""
    current = release.current(published)
    assert release.verify(current) == []
    assert current.manifest.counts["hubs"] == 2
    assert current.manifest.as_of == "2026-01-02T03:04:05Z"
    assert current.path.name.startswith("20260102T030405Z-")
    names = {entry.path for entry in current.manifest.files}
    assert {"report.json", "dumps/edihkg.ttl", "site/index.html"} <= names


def test_the_same_input_gives_the_same_bytes_elsewhere(
    published: Path, submissions: Path, tmp_path: Path
) -> None:
    """Another place, another time zone, processes instead of one: only the store may differ."""
    again = tmp_path / "other" / "place"
    moment = MOMENT.astimezone(timezone(timedelta(hours=5)))
    steps = Steps(build_site=one_page)
    build(submissions, out=again, as_of=moment, settings=SMALL, processes=2, steps=steps)
    assert _files(release.current(again).path) == _files(release.current(published).path)


def test_pages_hear_the_id_that_the_release_gets(published: Path) -> None:
    """A page that names the release must name the one it is part of."""
    current = release.current(published)
    page = (current.path / release.SITE / "index.html").read_text()
    assert page == f"{current.manifest.release_id} 0"


def test_every_submission_is_accounted_for(submissions: Path, tmp_path: Path) -> None:
    """Who sent a file must find out what became of it, and where the fault is."""
    (submissions / "hr").mkdir()
    broken = submissions / "hr" / "broken.ttl"
    broken.write_text("this is no Turtle")
    _edit(submissions / "fi" / "beta.ttl", "nuts:FI1B", "nuts:HR04")
    out = tmp_path / "out"
    outcome = build(submissions, out=out, as_of=MOMENT, settings=SMALL, steps=STEPS)
    entries = _report(out)
    assert {name: entry["outcome"] for name, entry in entries.items()} == {
        "fi/beta.ttl": "kept out",
        "hr/broken.ttl": "unreadable",
        "si/alpha.ttl": "published",
    }
    findings = entries["fi/beta.ttl"]["findings"]
    assert isinstance(findings, list)
    assert any("HR04" in f["message"] and f["line"] > 1 for f in findings)
    counts = outcome.release.manifest.counts
    assert (counts["submissions"], counts["published"], counts["unreadable"]) == (3, 1, 1)
    page = (out / "current" / "site" / "index.html").read_text()
    assert page.endswith(" 2")


def test_a_published_hub_is_never_lost_silently(out: Path, submissions: Path) -> None:
    """A deleted or newly faulty file must not take a hub off the net unnoticed."""
    before = release.current(out).path
    (submissions / "fi" / "beta.ttl").unlink()
    with pytest.raises(LossError, match=r"Beta Innovation Hub.*id/hub/beta"):
        build(submissions, out=out, as_of=MOMENT, settings=SMALL, steps=STEPS)
    assert release.current(out).path == before
    assert not list((out / "releases").glob(".staging-*"))


def test_the_loss_of_a_faulty_file_says_what_is_wrong_with_it(out: Path, submissions: Path) -> None:
    """Whoever has just written into it that the hub has left would not know why that fails."""
    path = submissions / "fi" / "beta.ttl"
    _edit(path, "    a edih:Hub ;\n", "    a edih:Hub ;\n    nowhere:status 1 ;\n")
    told = r"Beta Innovation Hub.*fi/beta.ttl was kept out in line \d+: .*prefix nowhere: has not"
    with pytest.raises(LossError, match=told):
        build(submissions, out=out, as_of=MOMENT, settings=SMALL, steps=STEPS)


def test_a_language_without_words_is_refused_before_anything_is_done(
    out: Path, submissions: Path
) -> None:
    """A minute of checking must not end with a misspelt setting."""
    before = sorted(out.iterdir())
    settings = replace(SMALL, languages="en,xx")
    check = Steps(make_check=lambda: pytest.fail("nothing is checked"), build_site=one_page)
    with pytest.raises(UsageError, match="no messages in 'xx'; choose one of en, de"):
        build(submissions, out=out, as_of=MOMENT, settings=settings, steps=check, full=True)
    assert sorted(out.iterdir()) == before


def test_loss_can_be_allowed(out: Path, submissions: Path) -> None:
    """The guard must not stop a person who knows what they do."""
    (submissions / "fi" / "beta.ttl").unlink()
    build(submissions, out=out, as_of=MOMENT, settings=SMALL, allow_loss=True, steps=STEPS)
    assert release.current(out).manifest.counts["hubs"] == 1


def test_a_withdrawn_hub_leaves_in_order(out: Path, submissions: Path) -> None:
    """Hubs do end; their file says so and stays as evidence."""
    _edit(submissions / "fi" / "beta.ttl", "    a edih:Hub ;\n", f"    a edih:Hub ;\n{WITHDRAWN}")
    build(submissions, out=out, as_of=MOMENT, settings=SMALL, steps=STEPS)
    assert release.current(out).manifest.counts["hubs"] == 1
    assert _report(out)["fi/beta.ttl"]["outcome"] == "withdrawn"


def test_a_slug_belongs_to_one_file(submissions: Path, tmp_path: Path) -> None:
    """Two files would overwrite each other's graph; the second is told who was first."""
    (submissions / "xk").mkdir()
    shutil.copy(submissions / "si" / "alpha.ttl", submissions / "xk" / "alpha.ttl")
    out = tmp_path / "out"
    build(submissions, out=out, as_of=MOMENT, settings=SMALL, steps=STEPS)
    entry = _report(out)["xk/alpha.ttl"]
    assert entry["outcome"] == "kept out"
    assert "already taken by si/alpha.ttl" in json.dumps(entry["findings"])
    assert release.current(out).manifest.counts["hubs"] == 2


FLOORS = {
    "hubs": (Settings(min_hubs=3, min_regions_with_seat=1), "2 hubs.*EDIHKG_MIN_HUBS"),
    "regions": (
        Settings(min_hubs=1, min_regions_with_seat=3),
        "2 NUTS-2 regions.*EDIHKG_MIN_REGIONS_WITH_SEAT",
    ),
}


@pytest.mark.parametrize("floor", FLOORS)
def test_a_release_that_is_too_small_is_refused(tmp_path: Path, floor: str) -> None:
    """Half a network is worse than last week's whole one; the message names the setting."""
    settings, message = FLOORS[floor]
    out = tmp_path / "out"
    with pytest.raises(ReleaseError, match=message):
        build(SAMPLES, out=out, as_of=MOMENT, settings=settings, steps=STEPS)
    assert release.find_current(out) is None
    assert list((out / "releases").iterdir()) == []


def test_a_build_says_what_debris_it_removed(out: Path) -> None:
    """Somebody may wonder where a folder went."""
    (out / "releases" / ".staging-abc").mkdir()
    said: list[str] = []
    build(SAMPLES, out=out, as_of=MOMENT, settings=SMALL, steps=STEPS, say=said.append)
    assert said == ["Removed releases/.staging-abc, left behind by a build that was stopped."]
    assert len(release.list_releases(out)) == 1


def test_two_builds_at_once_are_refused(out: Path) -> None:
    """The second must neither wait for ever nor spoil the first."""
    with release.lock(out), pytest.raises(ReleaseError, match="Another build is at work"):
        build(SAMPLES, out=out, as_of=MOMENT, settings=SMALL, steps=STEPS)


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    """A file in the way stands for full disks and missing rights, which root does not meet."""
    out = tmp_path / "file"
    out.write_text("in the way")
    with pytest.raises(ReleaseError, match=r"cannot be written below .*--out"):
        build(SAMPLES, out=out, as_of=MOMENT, settings=SMALL, steps=STEPS)


def test_a_disk_that_fills_up_leaves_the_current_release(out: Path, submissions: Path) -> None:
    """The failure comes late, when most is written."""

    def full_disk(
        store: ox.Store,
        site: Path,
        *,
        context: pages.SiteContext,
        earlier: object = None,
        progress: object = None,
        helpers: object = None,
    ) -> dict[str, str]:
        raise OSError(28, "No space left on device", str(site))

    _edit(submissions / "si" / "alpha.ttl", "Robot lab", "Robotics lab")
    before = release.current(out)
    steps = Steps(make_check=shared_check, build_site=full_disk)
    with pytest.raises(ReleaseError, match="No space left on device"):
        build(submissions, out=out, as_of=MOMENT, settings=SMALL, steps=steps)
    assert release.current(out) == before
    assert len(list((out / "releases").iterdir())) == 1


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_a_folder_without_submissions_is_wrong_use(tmp_path: Path, name: str) -> None:
    """A typing mistake in a path must not publish an empty network."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match=name):
        build(tmp_path / name, out=tmp_path / "out", as_of=MOMENT, settings=SMALL, steps=STEPS)
    assert not (tmp_path / "out").exists()


def test_curators_files_are_no_submissions(submissions: Path, tmp_path: Path) -> None:
    """They lie beside the countries' folders and follow other rules."""
    (submissions / "organisations.ttl").write_text("<https://x.example/> <urn:p> 1 .")
    with pytest.raises(SourceError, match=r"organisations\.ttl"):
        build(submissions, out=tmp_path / "out", as_of=MOMENT, settings=SMALL, steps=STEPS)


CHANGES: dict[str, Callable[[Path], object]] = {
    "edited file": lambda root: (root / "si" / "alpha.ttl").write_text("x"),
    "new file": lambda root: (root / "si" / "gamma.ttl").write_text("x"),
    "renamed file": lambda root: (root / "si" / "alpha.ttl").rename(root / "si" / "b.ttl"),
    "override": lambda root: (root / "same-hub.ttl").write_text("x"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_the_submissions_asks_for_a_build(
    out: Path, submissions: Path, change: str
) -> None:
    """Serving must be quick when nothing changed and right when something did."""
    assert up_to_date(submissions, out=out, settings=SMALL) == release.current(out)
    CHANGES[change](submissions)
    assert up_to_date(submissions, out=out, settings=SMALL) is None


def test_a_change_of_what_is_published_asks_for_a_build(out: Path) -> None:
    """A setting that changes the pages is an input like any other."""
    settings = Settings(min_hubs=1, min_regions_with_seat=1, public_url="https://x.example/")
    assert up_to_date(SAMPLES, out=out, settings=settings) is None


def _build_twice(
    out: Path, submissions: Path, tmp_path: Path
) -> tuple[release.Release, release.Release]:
    """Build upon what there is and, in an empty folder, from nothing."""
    moment = MOMENT + timedelta(days=1)
    upon = build(submissions, out=out, as_of=moment, settings=SMALL, steps=STEPS)
    fresh = build(submissions, out=tmp_path / "fresh", as_of=moment, settings=SMALL, steps=STEPS)
    return upon.release, fresh.release


EDITS: dict[str, Callable[[Path], object]] = {
    "nothing": lambda root: None,
    "a statement": lambda root: _edit(root / "si" / "alpha.ttl", "Robot lab", "Robotics lab"),
    "a new file": lambda root: shutil.copy(root / "si" / "alpha.ttl", root / "si" / "gamma.ttl"),
    "a slug taken": lambda root: shutil.copytree(root / "si", root / "zz"),
    "withdrawal": lambda root: _edit(
        root / "fi" / "beta.ttl", "    a edih:Hub ;\n", f"    a edih:Hub ;\n{WITHDRAWN}"
    ),
}


@pytest.mark.parametrize("edit", EDITS)
def test_building_upon_a_release_gives_the_bytes_of_a_full_build(
    out: Path, submissions: Path, tmp_path: Path, edit: str
) -> None:
    """What is taken over must be what a check would find, whatever changed."""
    EDITS[edit](submissions)
    upon, fresh = _build_twice(out, submissions, tmp_path)
    assert _files(upon.path) == _files(fresh.path)
    assert upon.manifest.store_digest == fresh.manifest.store_digest


def test_a_build_tells_what_it_changes_and_shares_the_rest(out: Path, submissions: Path) -> None:
    """Who publishes wants to see the difference; equal files take space once, and safely."""
    _edit(submissions / "fi" / "beta.ttl", "    a edih:Hub ;\n", f"    a edih:Hub ;\n{WITHDRAWN}")
    _edit(submissions / "si" / "alpha.ttl", "Robot lab", "Robotics lab")
    moment = MOMENT - timedelta(days=1)
    old = release.current(out)
    outcome = build(submissions, out=out, as_of=moment, settings=SMALL, steps=STEPS)
    assert (changes := outcome.changes) is not None
    assert [each.hub.rpartition("/")[2] for each in changes.changed] == ["alpha"]
    assert [each.hub.rpartition("/")[2] for each in changes.withdrawn] == ["beta"]
    assert (changes.added, changes.lost, changes.counts["hubs"]) == ((), (), (2, 1))
    assert "0 added, 1 changed, 1 withdrawn, 0 lost" in summarise_changes(changes)
    new = release.current(out)
    assert json.loads((new.path / release.CHANGES).read_text())["after"] == new.path.name
    same = {entry.path for entry in old.manifest.files} & set(_shared(old, new))
    assert "site/fixed.txt" in same
    assert "dumps/edihkg.ttl" not in same
    release.prune(out, keep=0)
    assert release.list_releases(out) == [new]
    assert release.verify(new) == []


def _shared(old: release.Release, new: release.Release) -> list[str]:
    return [
        entry.path
        for entry in new.manifest.files
        if (old.path / entry.path).is_file()
        and (old.path / entry.path).samefile(new.path / entry.path)
    ]


def test_only_what_changed_is_checked(out: Path, submissions: Path) -> None:
    """Cost follows the change; the counting check hears of every file that is looked at."""
    looked_at: list[str] = []

    def counting() -> Check:
        def check(submission: Submission) -> Report:
            looked_at.append(submission.slug)
            return shared_check()(submission)

        return check

    steps = Steps(make_check=counting, build_site=one_page)
    _edit(submissions / "si" / "alpha.ttl", "Robot lab", "Robotics lab")
    outcome = build(submissions, out=out, as_of=MOMENT, settings=SMALL, steps=steps)
    assert (looked_at, outcome.unchanged) == (["alpha"], 1)
    build(submissions, out=out, as_of=MOMENT, settings=SMALL, steps=steps, full=True)
    assert sorted(looked_at) == ["alpha", "alpha", "beta"]


def test_what_was_kept_out_is_not_checked_again(out: Path, submissions: Path) -> None:
    """A quarter of a large network may be kept out; its maintainers have read why."""
    _edit(submissions / "fi" / "beta.ttl", "    a edih:Hub ;\n", f"    a edih:Hub ;\n{WITHDRAWN}")
    _edit(submissions / "fi" / "beta.ttl", "nuts:FI1B", "nuts:HR04")
    moments = iter(MOMENT + timedelta(days=day) for day in range(1, 9))

    def again(name: str, before: str, after: str) -> BuildOutcome:
        _edit(submissions / name, before, after)
        return build(submissions, out=out, as_of=next(moments), settings=SMALL, steps=STEPS)

    assert again("fi/beta.ttl", "Beta", "Betta").unchanged == 1
    first = _report(out)["fi/beta.ttl"]
    assert (first["outcome"], first["withdrawn"]) == ("kept out", True)
    assert again("si/alpha.ttl", "Robot lab", "Robotics lab").unchanged == 1
    assert _report(out)["fi/beta.ttl"] == first


def test_a_slug_that_is_free_again_is_not_taken(out: Path, submissions: Path) -> None:
    """Who was kept out because of another file is looked at again when that one has gone."""
    (submissions / "xk").mkdir()
    shutil.copy(submissions / "si" / "alpha.ttl", submissions / "xk" / "alpha.ttl")
    later = [MOMENT + timedelta(days=day) for day in (1, 2)]
    build(submissions, out=out, as_of=later[0], settings=SMALL, steps=STEPS)
    assert "already taken" in json.dumps(_report(out)["xk/alpha.ttl"])
    (submissions / "si" / "alpha.ttl").unlink()
    build(submissions, out=out, as_of=later[1], settings=SMALL, allow_loss=True, steps=STEPS)
    assert "already taken" not in json.dumps(_report(out)["xk/alpha.ttl"])


DOUBTS: dict[str, Callable[[Path], object]] = {
    "other checks": lambda root: _edit(root / "manifest.json", '"checks": "', '"checks": "0'),
    "changed report": lambda root: _edit(root / "report.json", '"counts"', ' "counts"'),
    "no dump": lambda root: (root / "dumps" / "graph" / "hub" / "alpha.nt").unlink(),
}


@pytest.mark.parametrize("doubt", DOUBTS)
def test_what_is_in_doubt_is_checked_again(out: Path, submissions: Path, doubt: str) -> None:
    """A verdict made by other shapes, or one that was tampered with, is no verdict."""
    DOUBTS[doubt](release.current(out).path)
    moment = MOMENT + timedelta(days=1)
    outcome = build(submissions, out=out, as_of=moment, settings=SMALL, steps=STEPS)
    assert outcome.unchanged == 0
    assert release.verify(outcome.release) == []


def test_the_store_is_taken_over_and_changed(out: Path, submissions: Path) -> None:
    """Loading costs as much as the graph is large; a copy and a few statements do not."""
    old = release.current(out)
    _edit(submissions / "si" / "alpha.ttl", "Robot lab", "Robotics lab")
    moment = MOMENT + timedelta(days=1)
    new = build(submissions, out=out, as_of=moment, settings=SMALL, steps=STEPS).release
    tables = [path.name for path in (old.path / release.STORE).glob("*.sst")]
    shared = [name for name in tables if (new.path / release.STORE / name).exists()]
    assert shared
    assert all(
        (new.path / release.STORE / name).samefile(old.path / release.STORE / name)
        for name in shared
    )
    assert release.verify(new) == []
    assert release.verify(old) == []


def test_a_damaged_store_is_not_taken_over(out: Path, submissions: Path) -> None:
    """A store that lost statements would lose them for ever."""
    old = release.current(out)
    next((old.path / release.STORE).glob("*.sst")).write_bytes(b"damaged")
    _edit(submissions / "si" / "alpha.ttl", "Robot lab", "Robotics lab")
    moment = MOMENT + timedelta(days=1)
    new = build(submissions, out=out, as_of=moment, settings=SMALL, steps=STEPS).release
    assert release.verify(new) == []


RULE = """# code: D15
# severity: Warning
# message: {hub} shares {other} with another hub.
SELECT ?hub ?hubLabel ?other WHERE { ?hub <urn:page> ?other ; <urn:name> ?hubLabel }
"""


def test_a_rule_across_hubs_needs_its_head(tmp_path: Path) -> None:
    """A finding without code or severity could not be reported."""
    path = tmp_path / "rule.rq"
    path.write_text(RULE)
    assert read_rule(path).message == "{hub} shares {other} with another hub."
    path.write_text(RULE.replace("# severity", "# hardness"))
    with pytest.raises(ReleaseError, match=r"rule\.rq lacks"):
        read_rule(path)


def test_the_rules_across_hubs_run_on_any_store() -> None:
    """A rule with a mistake must fail here, not in somebody's build."""
    assert find_across_hubs(ox.Store()) == {}


BUILD_SCRIPT = """
import sys
from datetime import UTC, datetime
from pathlib import Path

from edihkg.build import build
from edihkg.settings import Settings

if __name__ == "__main__":
    print("ready", flush=True)
    build(
        Path(sys.argv[1]),
        out=Path(sys.argv[2]),
        as_of=datetime(2026, 2, 2, tzinfo=UTC),
        settings=Settings(min_hubs=1, min_regions_with_seat=1),
        processes=2,
    )
"""


def test_a_killed_build_leaves_no_process_and_a_valid_release(out: Path, submissions: Path) -> None:
    """Power cuts and impatient operators come at any moment."""
    before = release.current(out)
    _edit(submissions / "si" / "alpha.ttl", "Robot lab", "Robotics lab")
    path = out.parent / "killed.py"
    path.write_text(BUILD_SCRIPT)
    command = [sys.executable, str(path), str(submissions), str(out)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(1)
        process.kill()
        process.wait()
        group = process.pid
        deadline = time.monotonic() + 20
        while _is_alive(group) and time.monotonic() < deadline:
            time.sleep(0.05)
    assert not _is_alive(group)
    assert release.current(out) == before
    build(submissions, out=out, as_of=MOMENT, settings=SMALL, steps=STEPS)
    assert release.verify(release.current(out)) == []


def _is_alive(group: int) -> bool:
    """Tell whether a process of the group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
