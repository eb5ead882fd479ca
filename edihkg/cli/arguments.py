"""The arguments of every verb. Nothing heavy is imported here."""

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    Verbs = argparse._SubParsersAction["Parser"]

SEVERITIES = ("Violation", "Warning", "Info")
FORMATS = ("text", "json", "sarif", "junit", "github", "html", "turtle")
DEFAULT_OUT = Path("build")

_DESCRIPTION = "Knowledge graph and linked-data publisher of Europe's digital innovation hubs."
_EPILOG = "Exit codes: 0 done, 1 findings, 2 wrong use, 3 failure."


class Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one sentence."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and how to find out more; exit with 2."""
        sentence = message[:1].upper() + message[1:]
        self.exit(2, f"edihkg: {sentence}; see '{self.prog} --help'.\n")


class _Version(argparse.Action):
    """Print the version; it is looked up only when asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from edihkg import __version__

        print(f"edihkg {__version__}")
        parser.exit(0)


class _Formats(argparse.Action):
    """Collect formats; the first that is given takes the place of the default."""

    def __call__(
        self, parser: argparse.ArgumentParser, chosen: argparse.Namespace, value: object, *_: object
    ) -> None:
        del parser
        formats = getattr(chosen, self.dest)
        setattr(chosen, self.dest, [value] if formats is self.default else [*formats, value])


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Parse a command line; ends the process with 0 or 2 when there is nothing to run."""
    parser = make_parser()
    return parser.parse_args(arguments)


def make_parser() -> Parser:
    """Make the parser of all verbs."""
    parser = Parser(prog="edihkg", description=_DESCRIPTION, epilog=_EPILOG)
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version")
    parser.add_argument("--debug", action="store_true", help="show where a failure comes from")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    for add in (
        _add_build,
        _add_serve,
        _add_validate,
        _add_template,
        _add_import,
        _add_query,
        _add_release,
        _add_publish,
        _add_mcp,
    ):
        add(verbs)
    return parser


def _verb(verbs: "Verbs", name: str, module: str, summary: str) -> Parser:
    parser: Parser = verbs.add_parser(name, help=summary, description=summary, epilog=_EPILOG)
    parser.set_defaults(module=module)
    return parser


def _add_build(verbs: "Verbs") -> None:
    parser = _verb(verbs, "build", "building", "Make a release from a folder of submissions.")
    _add_submissions(parser)
    _add_out(parser)
    _add_build_options(parser)


def _add_serve(verbs: "Verbs") -> None:
    parser = _verb(
        verbs, "serve", "serving", "Serve the current release; build it first if there is none."
    )
    _add_submissions(parser)
    _add_out(parser)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=_port, default=8000, help="port (%(default)s)")
    parser.add_argument(
        "--endpoint", metavar="URL", help="SPARQL engine that answers, filled by 'edihkg publish'"
    )
    parser.add_argument(
        "--build",
        action="store_true",
        help="build first, unless the current release was made from the same files",
    )
    _add_build_options(parser)


def _add_validate(verbs: "Verbs") -> None:
    parser = _verb(verbs, "validate", "validating", "Check submissions and report findings.")
    parser.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="file, folder, or - for standard input"
    )
    parser.add_argument(
        "--recorded-on", metavar="DATE", help="date of a catalogue export (default: the file's own)"
    )
    parser.add_argument(
        "--format",
        action=_Formats,
        type=_format,
        default=[(FORMATS[0], None)],
        metavar="NAME[=FILE]",
        help=f"{', '.join(FORMATS)}; may be repeated, all but one with a file (text)",
    )
    parser.add_argument(
        "--severity",
        choices=SEVERITIES,
        default=SEVERITIES[0],
        help="exit with 1 when something this bad or worse was found (%(default)s)",
    )
    parser.add_argument(
        "--max", type=_count, metavar="N", help="show the worst N findings; all are counted"
    )
    parser.add_argument("--language", default="en", help="language of the messages (%(default)s)")
    fixing = parser.add_mutually_exclusive_group()
    fixing.add_argument(
        "--fix",
        action="store_true",
        help="mend in Turtle files and CSV tables what can mean only one thing",
    )
    fixing.add_argument("--diff", action="store_true", help="show what --fix would change")
    parser.add_argument(
        "--changed-since",
        metavar="REV",
        help="check only files that differ from where the branch left REV (git)",
    )


def _add_template(verbs: "Verbs") -> None:
    summary = "Write a workbook or CSV tables to fill in, or to change what is submitted."
    parser = _verb(verbs, "template", "templating", summary)
    parser.add_argument(
        "--from",
        dest="submissions",
        nargs="+",
        default=[],
        type=Path,
        metavar="PATH",
        help="submissions to put into it (default: none)",
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("edihkg-template.xlsx"),
        metavar="FILE",
        help="a name in .xlsx or .zip, or a folder for CSV tables (%(default)s)",
    )


def _add_import(verbs: "Verbs") -> None:
    parser = _verb(
        verbs, "import", "importing", "Turn tables or a catalogue export into submissions."
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="workbook, or folder of CSV tables")
    parser.add_argument("--into", type=Path, required=True, metavar="DIR", help="submissions")
    parser.add_argument("--recorded-on", metavar="DATE", help="day, month or year of the export")
    parser.add_argument("--dry-run", action="store_true", help="say what would change, and stop")


def _add_publish(verbs: "Verbs") -> None:
    parser = _verb(
        verbs,
        "publish",
        "publishing",
        "Send the current release to a SPARQL engine elsewhere; do it again after a failure.",
    )
    parser.add_argument(
        "--to",
        required=True,
        metavar="URL",
        help="where it takes updates: …/update, …/sparql-auth (Virtuoso), …/statements",
    )
    parser.add_argument("--query", default="", metavar="URL", help="where it is asked, if unusual")
    parser.add_argument("--graphs", default="", metavar="URL", help="its Graph Store, if unusual")
    _add_out(parser)


def _add_mcp(verbs: "Verbs") -> None:
    parser = _verb(
        verbs, "mcp", "speaking", "Let a language-model client ask the current release (MCP)."
    )
    _add_out(parser)


def _add_query(verbs: "Verbs") -> None:
    parser = _verb(verbs, "query", "querying", "Ask the current release a question.")
    parser.add_argument(
        "query", metavar="NAME|FILE|-", help="published question, file, or - for standard input"
    )
    parser.add_argument(
        "--param",
        action="append",
        default=[],
        type=_parameter,
        metavar="NAME=VALUE",
        help="value for a parameter of the question; may be repeated",
    )
    parser.add_argument("--format", help="csv, tsv, json, xml, table; ttl, nt, jsonld, rdf")
    _add_out(parser)


def _add_release(verbs: "Verbs") -> None:
    summary = "List, choose, verify or remove releases."
    parser = _verb(verbs, "release", "releases", summary)
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    for name, action_summary in (
        ("list", "List releases, oldest first; * marks the current one."),
        ("use", "Make another release the current one."),
        ("verify", "Compare a release with its manifest: files, digests, statements, counts."),
        ("prune", "Remove old releases; the current one always stays."),
    ):
        action = actions.add_parser(name, help=action_summary, description=action_summary)
        action.set_defaults(action=name)
        _add_out(action)
        if name == "use":
            action.add_argument("id", metavar="ID")
        if name == "verify":
            action.add_argument("id", metavar="ID", nargs="?", help="default: the current one")
        if name == "prune":
            action.add_argument("--keep", type=_count, required=True, metavar="N")


def _add_submissions(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "submissions",
        nargs="?",
        type=Path,
        metavar="SUBMISSIONS",
        help="folder of submissions (default: those that come with edihkg)",
    )


def _add_out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out",
        type=Path,
        default=DEFAULT_OUT,
        metavar="DIR",
        help="folder of the releases (%(default)s)",
    )


def _add_build_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--as-of",
        type=_moment,
        metavar="TIME",
        help="moment of the release, ISO 8601 (default: SOURCE_DATE_EPOCH, else now)",
    )
    parser.add_argument(
        "--allow-loss", action="store_true", help="publish even if hubs are lost by it"
    )
    parser.add_argument(
        "--full",
        action="store_true",
        help="make everything anew, also what the current release has already",
    )


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"'{text}' is no moment such as 2026-11-22T10:00:00Z"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) < 65536:
        raise argparse.ArgumentTypeError(f"'{text}' is no port from 0 to 65535")
    return int(text)


def _format(text: str) -> tuple[str, Path | None]:
    name, equals, file = text.partition("=")
    if name not in FORMATS or bool(equals) != bool(file):
        raise argparse.ArgumentTypeError(f"'{text}' is not one of {', '.join(FORMATS)}")
    return name, Path(file) if file else None


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"'{text}' is no whole number")
    return int(text)


def _parameter(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise argparse.ArgumentTypeError(f"'{text}' is not NAME=VALUE")
    return name, value
