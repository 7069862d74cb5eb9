"""Work shared out to processes: in order, bounded, and with a clear end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from multiprocessing import active_children
from pathlib import Path

import pytest

from policylint.processes import WorkerError, cores, ordered

_GIVEN: list[int] = []


def begin(number: int) -> None:
    _GIVEN.append(number)


def square(number: int) -> tuple[int, int, int]:
    time.sleep(0.01 * (number % 3))  # so that later ones are done first
    return number * number + sum(_GIVEN), os.getpid(), len(_GIVEN)


def dies(number: int) -> int:
    if number == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def fails(number: int) -> int:
    return 1 // (3 - number)


def sleeps(number: int) -> int:
    time.sleep(600)
    return number


def test_answers_come_in_order_and_no_more_is_taken_than_there_is_room_for() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in range(40):
            taken.append(number)
            yield number

    found: list[tuple[int, int, int]] = []
    for answer in ordered(square, items(), 2, start=begin, given=(1000,)):
        assert len(taken) <= len(found) + 2 * 3 + 1
        found.append(answer)
    assert [value for value, _, _ in found] == [number * number + 1000 for number in range(40)]
    assert os.getpid() not in {process for _, process, _ in found}
    assert {begun for _, _, begun in found} == {1}
    assert active_children() == []


def test_one_process_is_this_one() -> None:
    _GIVEN.clear()
    assert [answer[:2] for answer in ordered(square, [3, 4], 1, start=begin, given=(7,))] == [
        (16, os.getpid()),
        (23, os.getpid()),
    ]
    _GIVEN.clear()
    assert list(ordered(square, [], 1)) == []
    assert cores() >= 1


def test_a_worker_that_is_killed_or_fails_ends_the_whole() -> None:
    with pytest.raises(WorkerError, match="killed, or there was not enough memory"):
        list(ordered(dies, range(100), 2))
    with pytest.raises(ZeroDivisionError):
        list(ordered(fails, range(100), 2))
    assert active_children() == []


def test_an_interrupt_ends_the_workers(tmp_path: Path) -> None:
    script = (
        "import os, signal, threading\nfrom multiprocessing import active_children\n"
        "from policylint.processes import ordered\n"
        "from tests.test_processes import sleeps\n"
        "if __name__ == '__main__':\n"
        "    def interrupt():\n"
        "        while len(active_children()) < 2:\n            pass\n"
        "        os.kill(os.getpid(), signal.SIGINT)\n"
        "    threading.Thread(target=interrupt).start()\n"
        "    try:\n        list(ordered(sleeps, range(9), 2))\n"
        "    except KeyboardInterrupt:\n        print('interrupted', len(active_children()))\n"
    )
    (tmp_path / "main.py").write_text(script)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "main.py"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout.startswith("interrupted"), done.stderr


def tells(file: str) -> int:
    with Path(file).open("a") as told:
        told.write(f"{os.getpid()}\n")
    time.sleep(600)
    return 0


def test_workers_end_with_the_process_that_started_them(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom policylint.processes import ordered\nfrom tests.test_processes import tells\n"
        "if __name__ == '__main__':\n    list(ordered(tells, [sys.argv[1]] * 9, 2))\n"
    )
    (tmp_path / "main.py").write_text(script)
    file = tmp_path / "workers"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    process = subprocess.Popen([sys.executable, "main.py", str(file)], cwd=tmp_path, env=environment)
    while not file.exists() or len(file.read_text().split()) < 2:
        assert process.poll() is None
        time.sleep(0.05)
    workers = [int(text) for text in file.read_text().split()]
    process.kill()
    process.wait()
    for _ in range(1200):
        if not any(map(is_running, workers)):
            return
        time.sleep(0.05)
    pytest.fail("a worker outlived the process that started it")


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
        return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return False
