"""``edihkg serve``: make sure that there is a release, then serve it."""

import argparse
import socket
from dataclasses import replace

from edihkg.cli.building import build_release, submissions_folder
from edihkg.cli.talk import say
from edihkg.errors import ServeError
from edihkg.settings import Settings

REFEREE = ("-m", "edihkg.cli.referee")
"""What the server runs to check submissions."""


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Serve until interrupted."""
    from edihkg.serve.run import run as serve

    _ensure_release(arguments, settings)
    if arguments.endpoint:
        settings = replace(settings, endpoint=arguments.endpoint)
    serve(
        arguments.out,
        host=arguments.host,
        port=arguments.port,
        settings=settings,
        referee=REFEREE,
    )
    return 0


def _ensure_release(arguments: argparse.Namespace, settings: Settings) -> None:
    """Build if there is no release, or if asked to and something changed since."""
    from edihkg.build import up_to_date
    from edihkg.release import find_current

    if not arguments.build and find_current(arguments.out) is not None:
        return
    current = up_to_date(submissions_folder(arguments), out=arguments.out, settings=settings)
    if current is None:
        _check_address(arguments.host, arguments.port)
        build_release(arguments, settings)
    else:
        say(f"Release {current.manifest.release_id} is up to date.")


def _check_address(host: str, port: int) -> None:
    """Find out before a build of minutes whether the server will be able to listen.

    Raises: ServeError when it will not.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ServeError(
            f"Cannot listen on {host} port {port}: {reason.lower()}. "
            "Choose another one with --port, or stop the program that uses it."
        ) from error
