"""Read HTML strictly enough to notice what a browser would silently repair."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

BLOCKS = frozenset(["dd", "div", "dt", "h1", "h2", "h3", "li", "p", "span", "strong", "td", "th"])
VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    ]
)


@dataclass
class Element:
    """One start tag."""

    name: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Reader(HTMLParser):
    """Collects elements and every sign of broken nesting."""

    elements: list[Element] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    _open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start the parser."""
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element and open it."""
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"<{tag}> repeats an attribute")
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag in BLOCKS:
            self.handle_data(" ")
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element that closes itself, as in SVG."""
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element."""
        if not self._open or self._open[-1].name != tag:
            self.faults.append(
                f"</{tag}> closes {self._open[-1].name if self._open else 'nothing'}"
            )
            return
        self._open.pop()

    def handle_data(self, data: str) -> None:
        """Add text to all open elements."""
        for element in self._open:
            element.text += data

    def all(self, name: str) -> list[Element]:
        """Give the elements of one name."""
        return [element for element in self.elements if element.name == name]

    def one(self, name: str) -> Element:
        """Give the only element of a name."""
        (found,) = self.all(name)
        return found


def read(path: Path) -> Reader:
    """Read one page to its end."""
    reader = Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    reader.faults += [f"<{element.name}> is never closed" for element in reader._open]
    return reader
