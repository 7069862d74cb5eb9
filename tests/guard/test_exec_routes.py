"""`policylint exec` is not lost in silence: each way past its start-up hook is guarded, or refused and said."""

import json
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from policylint.commands.exec import UNGUARDED
from policylint.guards.unguarded import WHY
from tests.effort import in_depth
from tests.guard.server import Server
from tests.guard.submitted_jobs import sound
from tests.guard.test_exec import ROOT, guarded, run, work  # noqa: F401 - a fixture among them
from tests.policies.workspace import lay, policy

PYTHON = sys.executable
SITE = sysconfig.get_paths()["purelib"]


def blocked(done: subprocess.CompletedProcess[str], server: Server) -> None:
    assert "Blocked: policylint blocked CreateTrainingJob: 1 error" in done.stderr, done.stderr
    assert (done.returncode, server.requests) == (1, [])


def test_a_library_that_only_looks_for_botocore_does_not_end_the_guard(server: Server, work: Path) -> None:  # noqa: F811
    (work / "probe.py").write_text(
        "import importlib.util, sys\n"
        "assert importlib.util.find_spec('botocore') and importlib.util.find_spec('botocore')\n"
        "exec(open('train.py').read())\n"
    )
    blocked(guarded(server, work, "--", PYTHON, "probe.py", "bad.json"), server)


@pytest.fixture
def other_python(tmp_path: Path) -> Path:
    """A Python of its own, with what this one has installed."""
    folder = tmp_path / "venv"
    venv.create(folder, with_pip=False)
    [packages] = folder.glob("lib/python*/site-packages")
    (packages / "a.pth").write_text(f"{SITE}\n{ROOT}\n")
    return folder / "bin" / "python"


def test_a_botocore_that_a_pth_file_imported_is_guarded_or_the_process_ends(
    server: Server,
    work: Path,  # noqa: F811
    other_python: Path,
) -> None:
    [packages] = other_python.parent.parent.glob("lib/python*/site-packages")
    (packages / "b.pth").write_text("import botocore.session\n")
    blocked(guarded(server, work, "--", str(other_python), "train.py", "bad.json"), server)
    hook = ROOT / "policylint" / "guards" / "startup"
    lots = {"POLICYLINT_GUARD": "enforce", "POLICYLINT_GUARD_BUDGET": "lots", "PYTHONPATH": str(hook)}
    done = run(server, work, str(other_python), "train.py", "good.json", **lots)
    assert "the guard could not be set up in this process" in done.stderr
    assert (done.returncode, server.requests) == (2, [])


def test_a_guard_that_cannot_be_set_up_is_not_passed_by_importing_again(server: Server, work: Path) -> None:  # noqa: F811
    (work / "again.py").write_text(
        "for _ in range(2):\n"
        "    try:\n        import boto3\n"
        "    except ImportError as error:\n        print('could not be set up' in str(error))\n"
    )
    hook = ROOT / "policylint" / "guards" / "startup"
    lots = {"POLICYLINT_GUARD": "enforce", "POLICYLINT_GUARD_BUDGET": "lots"}
    done = run(server, work, PYTHON, "again.py", PYTHONPATH=f"{hook}:{ROOT}", **lots)
    assert done.stdout == "True\nTrue\n"


LAUNCHER = """
import os, sys
os.environ["PYTHONPATH"] = os.pathsep.join([os.path.abspath("tool"), os.environ["PYTHONPATH"]])
os.execl(sys.executable, sys.executable, *sys.argv[1:])
"""


def test_a_launcher_that_puts_its_own_sitecustomize_first(server: Server, work: Path) -> None:  # noqa: F811
    (work / "tool").mkdir()
    (work / "tool" / "sitecustomize.py").write_text("print('the tool')\n")
    (work / "launch.py").write_text(LAUNCHER)
    done = guarded(server, work, "--", PYTHON, "launch.py", "train.py", "bad.json")
    assert "the tool\n" in done.stdout
    blocked(done, server)


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(f"PYTHONPATH={ROOT} {PYTHON} train.py bad.json", marks=in_depth()),
        pytest.param(f"env -u PYTHONPATH {PYTHON} train.py bad.json", marks=in_depth()),
        pytest.param(f"{PYTHON} -I train.py bad.json", marks=in_depth()),
        pytest.param(f"{PYTHON} -E train.py bad.json", marks=in_depth()),
        f"{PYTHON} -S bare.py bad.json",
        f"{PYTHON} -I train.py bad.json || true",
    ],
)
def test_what_the_hook_does_not_reach_is_refused_and_said(server: Server, work: Path, command: str) -> None:  # noqa: F811
    (work / "bare.py").write_text(f"import sys\nsys.path.insert(0, {SITE!r})\nexec(open('train.py').read())\n")
    done = guarded(server, work, "--", "sh", "-c", command)
    assert WHY in done.stderr
    assert "a process below `sh` made a client without a guard in place: what it would have submitted was refused" in (
        done.stderr
    )
    assert (done.returncode, server.requests) == (UNGUARDED, [])


def test_in_the_other_modes_it_is_said(server: Server, work: Path) -> None:  # noqa: F811
    done = guarded(server, work, "--mode", "audit", "--", PYTHON, "-I", "train.py", "bad.json")
    assert "what it submitted went unjudged" in done.stderr
    assert (done.returncode, done.stdout, server.reached()) == (UNGUARDED, "submitted\n", 1)


def test_additions_of_ones_own_to_botocores_models_stay(server: Server, work: Path) -> None:  # noqa: F811
    (work / "own").mkdir()
    (work / "data.py").write_text(
        "import boto3, botocore.session\n"
        "session = boto3.Session()\n"
        "paths = session._session.get_component('data_loader').search_paths\n"
        "print([path for path in paths if 'policylint-' in path])\n"
        "print(any(path.endswith('own') for path in paths))\n"
    )
    done = guarded(server, work, "--", PYTHON, "data.py", AWS_DATA_PATH=str(work / "own"))
    assert (done.returncode, done.stdout) == (0, "[]\nTrue\n")


def test_the_settings_of_the_start_hold_in_every_folder_below(server: Server, work: Path) -> None:  # noqa: F811
    """The configuration, a pack that the environment names, and the ledger's folder."""
    (work / "policylint.toml").write_text('ignore = ["SM1006"]\n')
    lay(work, {"ours.yaml": policy()})
    elsewhere = work / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "policylint.toml").write_text('select = ["SM1001"]\n')
    (elsewhere / "below.py").write_text(
        "import os, subprocess, sys\n"
        "os.environ['XDG_STATE_HOME'] = os.path.abspath('state')\n"
        "for name in ('bad', 'ours'):\n"
        "    subprocess.run([sys.executable, '../train.py', f'../{name}.json'])\n"
    )
    (work / "ours.json").write_text(json.dumps(sound(TrainingJobName="acme-churn")))
    command = ["--budget", "1000", "--", "sh", "-c", f"cd elsewhere && {PYTHON} below.py"]
    done = guarded(server, work, *command, POLICYLINT_POLICIES="./ours.yaml")
    assert done.stdout == "submitted\n"
    assert "name-jobs" in done.stderr
    assert "SM1006" not in done.stderr
    assert server.reached() == 1
    assert not (elsewhere / "state").exists()


def test_the_exit_code_of_a_signal_and_signals_handed_on(server: Server, work: Path) -> None:  # noqa: F811
    killed = guarded(server, work, "--", PYTHON, "-c", "import os; os.kill(os.getpid(), 9)")
    assert killed.returncode == 128 + signal.SIGKILL
    script = "import signal, sys; signal.signal(15, lambda *_: sys.exit(7)); print('up', flush=True); signal.pause()"
    command = [PYTHON, "-m", "policylint", "exec", "--", PYTHON, "-c", script]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"up\n"
        running.terminate()
        assert running.wait(900) == 7


WORKERS = """
import multiprocessing, sys
from tests.guard.in_processes import outcome_of_faulty, worker_of_a_worker
import policylint

def price(job):
    return 6.0

if __name__ == "__main__":
    url = sys.argv[1]
    policylint.guard()
    policylint.guard(mode="audit", audit="audit.jsonl", price=lambda job: 6.0)
    policylint.guard(ledger="ledger.sqlite3", budget=10, price=lambda job: 6.0)
    for method in ("fork", "spawn", "forkserver"):
        with multiprocessing.get_context(method).Pool(1) as pool:
            print(method, pool.apply(outcome_of_faulty, (url,)), pool.apply(outcome_of_faulty, (url, True)))
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        print("undaemonic", pool.apply(outcome_of_faulty, (url,)))
    process = multiprocessing.get_context("spawn").Process(target=worker_of_a_worker, args=(url,))
    process.start()
    process.join()
    policylint.unguard()
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        print("unguarded", pool.apply(outcome_of_faulty, (url,)))
"""


def test_workers_of_a_guarded_process_are_guarded(server: Server, work: Path) -> None:  # noqa: F811
    (work / "workers.py").write_text(WORKERS)
    done = run(server, work, PYTHON, "workers.py", server.url)
    assert done.stdout.splitlines() == [
        "fork findings passed",
        "spawn findings undecidable",
        "forkserver findings undecidable",
        "undaemonic findings",
        "below findings",
        "unguarded passed",
    ], done.stderr


@pytest.mark.skipif(shutil.which("uv") is None and not (Path(PYTHON).parent / "uv").exists(), reason="needs uv")
def test_uv_run_is_guarded(server: Server, work: Path) -> None:  # noqa: F811
    uv = shutil.which("uv") or str(Path(PYTHON).parent / "uv")
    command = [uv, "run", "--no-project", "--offline", "--python", PYTHON, "train.py", "bad.json"]
    done = guarded(server, work, "--", *command, UV_CACHE_DIR=str(work / "cache"), HOME=os.environ.get("HOME", "/"))
    blocked(done, server)
