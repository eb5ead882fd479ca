"""The checker of the product, made once, and the valid sample."""

from collections.abc import Callable
from functools import cache
from pathlib import Path, PurePosixPath

import pytest

from edihkg import assets
from edihkg.closure import Background
from edihkg.sources import read_turtle
from edihkg.validation import Aid, Report, Shapes, check

SAMPLE = Path(__file__).parents[1] / "data" / "valid" / "si" / "4pdih.ttl"
TEXT = SAMPLE.read_text(encoding="utf-8")

CheckText = Callable[..., Report]


@pytest.fixture(scope="session")
def shapes() -> Shapes:
    """The product's shapes."""
    return Shapes.load(assets.folder("shapes"))


@pytest.fixture(scope="session")
def background(shapes: Shapes) -> Background:
    """The product's reference data."""
    return Background.load(assets.folder("ontology"), shapes)


@pytest.fixture(scope="session")
def check_text(shapes: Shapes, background: Background) -> CheckText:
    """Check a text, or bytes, as if it were the file of that name."""
    aid = Aid(cache(background.lexicon))

    def run(content: str | bytes, name: str = "si/4pdih.ttl") -> Report:
        raw = content.encode() if isinstance(content, str) else content
        submission = read_turtle(raw, PurePosixPath(name))
        reached = background.reach(submission.graph)
        return check(submission, reached, shapes, aid=aid)

    return run
