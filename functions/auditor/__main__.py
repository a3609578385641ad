"""`python -m functions.auditor revoke|reissue …`: take back, or make anew, many books by one command.

Which: NUMBER/VERSION, or NUMBER where a version does not matter, as arguments or one a line in a file; what
the auditor has --found; or the versions that speak for their books and were made --since a moment and
--before another. `reissue` withdraws the versions, and the next ones are made of the news of it. Without
--yes it only says what would be done. It can be repeated: what was done is not done again.
"""

import argparse
import os
import sys
from datetime import datetime
from pathlib import Path

from shared.cloud import clients
from shared.domain import numbers
from shared.domain.book import Ground
from shared.domain.finding import Target


def main() -> None:
    """Go through the books, and say of each what was done, or would be."""
    parser = _parser()
    arguments = parser.parse_args()
    if (arguments.since is None) is not (arguments.before is None):
        parser.error("--since and --before go together: what is made meanwhile must not be taken back")
    if arguments.function:
        configured = clients.functions().get_function_configuration(FunctionName=arguments.function)
        os.environ.update(configured["Environment"]["Variables"])
    from functions.auditor import measures  # noqa: PLC0415 - settings are read at import

    targets = [*arguments.targets, *_listed(arguments.file)]
    targets += measures.found() if arguments.found else ()
    targets += measures.made(arguments.since, arguments.before) if arguments.since else ()
    revoke = arguments.command == "revoke"
    decide = measures.revoking(Ground(arguments.ground)) if revoke else measures.reissuing
    act = measures.take if arguments.yes else measures.foretell
    for target in dict.fromkeys(targets):
        sys.stdout.write(f"{target} {act(decide, target)}\n")
    if not arguments.yes:
        sys.stdout.write("nothing was done: add --yes to do it\n")


def _parser() -> argparse.ArgumentParser:
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("python -m functions.auditor", description=__doc__, formatter_class=form)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("revoke", "reissue"):
        command = commands.add_parser(name)
        command.add_argument("targets", nargs="*", type=_target, metavar="NUMBER/VERSION")
        command.add_argument("--file", type=Path, help="a file with one of them a line")
        command.add_argument("--found", action="store_true", help="what the auditor finds amiss now")
        command.add_argument("--since", type=_moment, help="versions made then (RFC 3339) or later")
        command.add_argument("--before", type=_moment, help="versions made earlier")
        command.add_argument("--function", help="the physical name of Auditor, whose settings count")
        command.add_argument("--yes", action="store_true", help="really do it")
    commands.choices["revoke"].add_argument("--ground", required=True, choices=[*Ground])
    return parser


def _listed(file: Path | None) -> list[Target]:
    return [_target(line) for line in file.read_text(encoding="utf-8").split()] if file else []


def _target(said: str) -> Target:
    typed, _, version = said.partition("/")
    number = numbers.read(typed)
    if number is None or not (version or "0").isdecimal():
        raise argparse.ArgumentTypeError(f"{said} is not the number of a book")
    return Target(number, int(version or 0))


def _moment(said: str) -> datetime:
    moment = datetime.fromisoformat(said)
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{said} does not say in which zone")
    return moment


if __name__ == "__main__":
    main()
