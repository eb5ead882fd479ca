"""What the environment of the templates does faster than Jinja must give the same."""

import shutil
import sys
from importlib.util import cache_from_source
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup, escape

from edihkg.pages import rendering
from edihkg.pages.rendering import RowEnvironment, make_environment
from edihkg.pages.rows import Text


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """Give a folder with one template, and the pieces that every environment reads."""
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "macros.html").write_text("{% macro date(text) %}<b>{{ text }}</b>{% endmacro %}")
    for name in rendering._REMEMBERED[1:]:
        with (folder / "macros.html").open("a") as file:
            file.write(f"{{% macro {name}() %}}{{% endmacro %}}")
    (folder / "page.html").write_text("{% for x in xs %}{{ m.date(x) }}{{ loop.last }}{% endfor %}")
    return folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder in which Python keeps what it compiled of the pages' code."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "cache"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    folder = Path(cache_from_source(rendering.__file__)).parent
    folder.mkdir(parents=True)
    return folder


@pytest.mark.parametrize(
    "value",
    ["<a> & \"b\" 'c'", "<" * 500, Text("<é>", "fr"), Markup("<b>&amp;</b>"), 3, 1.5, True, None],
)
def test_showing_is_escaping(value: object) -> None:
    """A text that is remembered as safe and is not would let a stranger write our pages."""
    assert RowEnvironment.show(value) == escape(value)
    assert RowEnvironment.show(value) == escape(value)
    assert type(RowEnvironment.show(value)) is Markup


def test_pieces_are_called_with_what_the_template_gives_them(templates: Path) -> None:
    """Loops pass more than the arguments; pieces never see it."""
    page = make_environment(templates).get_template("page.html")
    assert page.render(xs=["<", "<"]) == "<b>&lt;</b>False<b>&lt;</b>True"
    with pytest.raises(UndefinedError):
        page.render()


def test_templates_are_compiled_once_and_again_when_they_change(
    templates: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Compiling takes half a second of every command; an old page would never be noticed."""
    first = make_environment(templates).get_template("page.html").render(xs=[1])
    assert len(list(folder.glob("template-*"))) == 2
    with monkeypatch.context() as patch:
        patch.setattr(RowEnvironment, "compile", None)
        assert make_environment(templates).get_template("page.html").render(xs=[1]) == first
    (templates / "page.html").write_text("new")
    assert make_environment(templates).get_template("page.html").render() == "new"


def test_a_page_is_rendered_though_nothing_can_be_kept(templates: Path, folder: Path) -> None:
    """A full disk must not keep a report from being shown."""
    environment = make_environment(templates)
    shutil.rmtree(folder)
    assert "<b>1</b>" in environment.get_template("page.html").render(xs=[1])


def test_nothing_is_kept_where_python_keeps_nothing(
    templates: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package that was installed by another user is none of ours to write into."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "none"))
    make_environment(templates).get_template("page.html")
    assert not (tmp_path / "none").exists()
