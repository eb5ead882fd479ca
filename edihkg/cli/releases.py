"""``edihkg release``: list, choose, verify and remove releases."""

import argparse
from collections.abc import Callable, Mapping

from edihkg import release
from edihkg.cli.talk import say
from edihkg.settings import Settings

FINDINGS = 1


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Run one action on the releases of an output folder."""
    del settings
    return _ACTIONS[arguments.action](arguments)


def _list(arguments: argparse.Namespace) -> int:
    served_name = (arguments.out / release.CURRENT).resolve().name
    releases = release.list_releases(arguments.out)
    if not releases:
        say(f"There is no release in '{arguments.out}'; 'edihkg build' makes one, --out names it.")
    for each in releases:
        served = each.path.name == served_name
        counts = each.manifest.counts
        print(
            f"{'*' if served else ' '} {each.manifest.release_id}  {each.manifest.as_of}  "
            f"{counts.get('hubs', 0)} hubs  {counts.get('triples', 0)} statements"
        )
    _say_damaged(arguments)
    return 0


def _use(arguments: argparse.Namespace) -> int:
    chosen = release.use(arguments.out, arguments.id)
    say(f"Release {chosen.manifest.release_id} is the current one now.")
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    chosen = (
        release.find_release(arguments.out, arguments.id)
        if arguments.id
        else release.current(arguments.out)
    )
    problems = release.verify(chosen)
    for problem in problems:
        print(problem)
    verdict = f"has {len(problems)} problems" if problems else "is whole"
    say(f"Release {chosen.path.name} {verdict}; {len(chosen.manifest.files)} files compared.")
    return FINDINGS if problems else 0


def _prune(arguments: argparse.Namespace) -> int:
    for release_id in release.prune(arguments.out, keep=arguments.keep):
        print(release_id)
    _say_damaged(arguments)
    return 0


def _say_damaged(arguments: argparse.Namespace) -> None:
    for sentence in release.list_damaged(arguments.out):
        say(sentence)


_ACTIONS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "list": _list,
    "use": _use,
    "verify": _verify,
    "prune": _prune,
}
