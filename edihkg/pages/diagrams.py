"""Draw how classes are linked, as a tree in SVG and as the same tree in words. Pure.

A box is a class, a line a property; lines lead from left to right. A class stands once, where
it is reached first; what lies further than the third column is left to another tree. The
drawing takes its colour from the text around it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

BOX_WIDTH = 180
BOX_HEIGHT = 26
ROW_HEIGHT = 38
GAP = 215
"""Room for the name of a property between two columns."""
COLUMNS = 3
"""Columns that fit beside each other on a page."""
MARGIN = 4

_SVG = Markup(
    '<svg class="{kind}" viewBox="0 0 {width} {height}" width="{width}" role="img" '
    'aria-labelledby="{name}-title" font-size="13" fill="currentColor">'
    '<title id="{name}-title">{title}</title><g lang="en">{content}</g></svg>'
)
_BOX = Markup(
    '<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="4" fill="none" '
    'stroke="currentColor"/><text x="{middle}" y="{base}" text-anchor="middle">{label}</text>'
)
_LINE = Markup(
    '<path d="M{start} {from_y}H{bend}V{to_y}H{end}" fill="none" stroke="currentColor" '
    'opacity="0.6"/><text x="{text_x}" y="{text_y}" font-size="12">{label}</text>'
)


@dataclass(frozen=True, slots=True)
class Branch:
    """A class, the property that leads to it, and where its own properties lead."""

    label: str
    """Name of the class."""
    link: str
    """Name of the property; empty at the root."""
    branches: tuple["Branch", ...]

    @property
    def rows(self) -> int:
        """Count the rows that the branch takes."""
        return max(1, sum(branch.rows for branch in self.branches))

    @property
    def depth(self) -> int:
        """Count the columns that the branch takes."""
        return 1 + max((branch.depth for branch in self.branches), default=0)


Links = Mapping[str, Sequence[tuple[str, str]]]
"""Properties of each class with the class that each leads to."""


def grow(root: str, links: Links) -> Branch:
    """Make the tree of the classes that can be reached from one class.

    >>> grow("Hub", {"Hub": [("hasFacility", "Facility")]}).branches[0].label
    'Facility'
    """
    return _grow(root, "", links, {root}, COLUMNS)


def _grow(label: str, name: str, links: Links, seen: set[str], columns: int) -> Branch:
    new: dict[str, str] = {}
    for each, to in links.get(label, ()) if columns > 1 else ():
        if to not in seen:
            seen.add(to)
            new[to] = each
    branches = (_grow(to, each, links, seen, columns - 1) for to, each in new.items())
    return Branch(label, name, tuple(branches))


def draw(root: Branch, *, name: str, title: str) -> Markup:
    """Draw a tree; ``name`` makes the identifiers in it unique on a page."""
    width = root.depth * (BOX_WIDTH + GAP) - GAP + 2 * MARGIN
    content = Markup("").join(_pieces(root, MARGIN, MARGIN))
    height = root.rows * ROW_HEIGHT + MARGIN
    kind = "wide" if root.depth == COLUMNS else ""
    return _SVG.format(
        kind=kind, width=width, height=height, name=name, title=title, content=content
    )


def _pieces(branch: Branch, x: int, top: int) -> Iterator[Markup]:
    middle = _middle(branch, top)
    yield _BOX.format(
        x=x,
        y=middle - BOX_HEIGHT // 2,
        width=BOX_WIDTH,
        height=BOX_HEIGHT,
        middle=x + BOX_WIDTH // 2,
        base=middle + 4,
        label=branch.label,
    )
    start, end = x + BOX_WIDTH, x + BOX_WIDTH + GAP
    for each in branch.branches:
        to_y = _middle(each, top)
        yield _LINE.format(
            start=start,
            from_y=middle,
            bend=start + 16,
            to_y=to_y,
            end=end,
            text_x=start + 24,
            text_y=to_y - 5,
            label=each.link,
        )
        yield from _pieces(each, end, top)
        top += each.rows * ROW_HEIGHT


def _middle(branch: Branch, top: int) -> int:
    return top + branch.rows * ROW_HEIGHT // 2
