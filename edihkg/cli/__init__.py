"""The command line: verbs, their arguments and exit codes.

Exit codes: 0 done · 1 findings · 2 wrong use · 3 failure · 130 interrupted · 141 the reader of
the output went away. Data goes to standard output, everything said about it to standard error.
A verb's module is imported when the verb runs, so that ``--help`` is quick. Here is the only
``except Exception`` of the package.
"""

import importlib
import os
import sys
from collections.abc import Sequence

from edihkg.cli.arguments import parse
from edihkg.errors import EdihkgError
from edihkg.settings import from_environment

FAILURE = 3
INTERRUPTED = 130
READER_GONE = 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return its exit code."""
    chosen = parse(sys.argv[1:] if arguments is None else arguments)
    try:
        verb = importlib.import_module(f"edihkg.cli.{chosen.module}")
        code: int = verb.run(chosen, from_environment(os.environ))
        sys.stdout.flush()
    except EdihkgError as error:
        return _fail(str(error), error.exit_code, error, debug=chosen.debug)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    except OSError as error:
        return _fail(_words_of(error), FAILURE, error, debug=chosen.debug)
    except Exception as error:  # noqa: BLE001 - the one place where anything may arrive
        reason = f"{type(error).__name__}: {error}"
        message = f"Unexpected failure ({reason}); run it again with --debug to see where."
        return _fail(message, FAILURE, error, debug=chosen.debug)
    return code


def _fail(message: str, code: int, error: Exception, *, debug: bool) -> int:
    if debug:
        raise error
    print(f"edihkg: {message}", file=sys.stderr)
    return code


def _words_of(error: OSError) -> str:
    place = f" '{error.filename}'" if error.filename else ""
    return f"The system refused{place}: {error.strerror or error}."
