"""A process that has imported all of policylint and read what it ships: each run of the program is a fork of it.

A run costs what it does, not the half second of imports and tables, and nothing passes from one run to the next: the
current folder, the environment, the streams and what is remembered are the child's own, and end with it. `tests.cli`
talks to it through a socket: the length of a request with standard input, output and error as descriptors, then the
request itself (JSON: arguments, folder, environment); the answer is the exit code.
"""

import contextlib
import gc
import json
import os
import pkgutil
import socket
import sys
import time
import traceback
from importlib import import_module
from typing import Any

import policylint
from policylint.cost.compiled import compiled_bill

# Imported by nothing but the commands that need them, since they are slow: policylint's own modules come first.
LIBRARIES = ("yaml", "pydantic", "pathspec", "jmespath", "difflib", "xml.etree.ElementTree")
# What starts or patches something when it is imported.
ACTING = ("policylint.__main__", "policylint.guards.startup.sitecustomize")


def main(descriptor: int) -> None:
    """Serve until the other end is closed."""
    for name in (*LIBRARIES, *(found.name for found in pkgutil.walk_packages(policylint.__path__, "policylint."))):
        if name not in ACTING:
            import_module(name)
    policylint.check({})  # reads the tables and compiles the patterns that ship
    gc.freeze()  # no child walks, and so copies, what all of them share
    with socket.socket(fileno=descriptor) as channel:
        while True:
            length, streams, _, _ = socket.recv_fds(channel, 8, 3)
            if not length:
                return
            request = json.loads(_whole(channel, int.from_bytes(length, "big")))
            if "sweep" in request[0]:
                compiled_bill()  # half a second of numba's, once for all
            channel.sendall(str(_run(request, streams)).encode())
            for stream in streams:
                os.close(stream)


def _whole(channel: socket.socket, length: int) -> bytes:
    received = b""
    while len(received) < length:
        received += channel.recv(length - len(received))
    return received


def _run(request: Any, streams: list[int]) -> int:
    """The exit code of a child that takes the place of a new process; minus the number of the signal that ended it."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 1
    try:
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
        arguments, folder, environment = request
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        time.tzset()
        sys.argv = ["policylint", *arguments]
        code = _program()
    except BaseException:  # noqa: BLE001 - whatever it is, it must not reach the loop that this is a fork of
        traceback.print_exc()
    finally:
        with contextlib.suppress(BrokenPipeError):
            sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _program() -> int:
    from policylint.cli import main as program

    try:
        return program()
    except SystemExit as ending:  # `--help` and `--version`
        return ending.code if isinstance(ending.code, int) else int(ending.code is not None)


if __name__ == "__main__":
    main(int(sys.argv[1]))
