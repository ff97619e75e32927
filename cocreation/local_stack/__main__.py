"""Commands: `serve [--folder F]` and `run [--folder F] [--durable] -- COMMAND…`."""

import argparse
import os
import secrets
import signal
import subprocess
import sys
from pathlib import Path

from .processes import StackError
from .serve import ROOT, serve
from .services import Stopped, services, stop_on_signals


def run(folder: Path, command: list[str], *, durable: bool) -> int:
    """Run a command with its own PostgreSQL and Valkey in the environment."""
    with services(folder, durable=durable) as addresses:
        environment = {"SECRET_KEY": secrets.token_urlsafe(48), **os.environ, **addresses}
        with subprocess.Popen(command, env=environment) as process:
            try:
                return process.wait()
            except Stopped:
                process.send_signal(signal.SIGTERM)
                process.wait()
                raise


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="local_stack", description=__doc__)
    commands = parser.add_subparsers(dest="name", required=True)
    serving = commands.add_parser("serve", help="start the whole portal")
    serving.add_argument("--folder", type=Path, default=ROOT / "var")
    running = commands.add_parser("run", help="run one command with a database and a cache")
    running.add_argument("--folder", type=Path, default=ROOT / "var/test")
    running.add_argument("--durable", action="store_true", help="write to the disk for certain")
    running.add_argument("command", nargs="+")
    return parser.parse_args()


def main() -> int:
    """Do what was asked; 0 when done, 1 with one clear text when it could not be."""
    asked = arguments()
    stop_on_signals()
    try:
        if asked.name == "serve":
            return serve(asked.folder)
        return run(asked.folder, asked.command, durable=asked.durable)
    except Stopped:
        print("Stopped.")
        return 0 if asked.name == "serve" else 130
    except PermissionError as error:
        print(f"{error.filename} belongs to another user: was it made as root?", file=sys.stderr)
        return 1
    except StackError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
