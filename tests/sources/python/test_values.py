"""What expressions and statements come to in a request: known where the source shows it, else their own text."""

# A program to a line.
# ruff: noqa: E501

from pathlib import Path
from typing import Any

import pytest

from policylint.cli import main
from tests.sources.python.extracting import requests, unknown

HEAD = "import boto3, copy, json, os, sys\nclient = boto3.client('sagemaker')\n"

KNOWN: list[tuple[str, str, Any]] = [
    ("a constant of the module", "IMAGE = 'a'\nvalue = IMAGE", "a"),
    ("an f-string", "n = 3\nvalue = f'job-{n:03}-{\"x\"!r}'", "job-003-'x'"),
    ("format", "value = '{}-{x}'.format(1, x='b')", "1-b"),
    ("percent", "value = '%s-%05.2f' % ('a', 1.5)", "a-01.50"),
    ("a sum", "value = 'a' + 'b' * 2", "abb"),
    ("arithmetic", "value = 24 * 60 * 60 // 2", 43200),
    ("join", "value = '-'.join(['a', 'b', str(3)])", "a-b-3"),
    ("str of a number", "value = str(0.1)", "0.1"),
    ("os.path.join", "value = os.path.join('s3://b', 'c', 'd')", "s3://b/c/d"),
    ("dict()", "value = dict(A=1, **{'B': 2})", {"A": 1, "B": 2}),
    ("merged", "value = {'A': 1, 'B': 1} | {'B': 2}", {"A": 1, "B": 2}),
    ("unpacked", "base = {'A': 1}\nvalue = {**base, 'B': [*(1, 2), 3]}", {"A": 1, "B": [1, 2, 3]}),
    ("a copy shares what is in it", "b = {'A': {}}\nvalue = b.copy()\nb['A']['x'] = 1\nb['B'] = 2", {"A": {"x": 1}}),
    ("a deep copy does not", "b = {'A': {}}\nvalue = copy.deepcopy(b)\nb['A']['x'] = 1", {"A": {}}),
    ("a member set on the way", "value = {}\nvalue['A'] = {}\nvalue['A']['B'] = 1", {"A": {"B": 1}}),
    ("update", "value = {'A': 1}\nvalue.update({'B': 2}, C=3)", {"A": 1, "B": 2, "C": 3}),
    ("a list that grows", "value = []\nvalue.append(1)\nvalue += [2]\nvalue.extend((3,))", [1, 2, 3]),
    ("json.loads", "value = json.loads('{\"A\": [1, null]}')", {"A": [1, None]}),
    ("json.dumps", "value = json.dumps({'A': True})", '{"A": true}'),
    ("a condition that is known", "SPOT = True\nvalue = 'a' if SPOT else 'b'", "a"),
    ("both branches alike", "value = 'a' if sys.argv else 'a'", "a"),
    ("a helper", "def f(x, *, y=2):\n    return {'X': x, 'Y': y}\nvalue = f(1)", {"X": 1, "Y": 2}),
    ("a helper's early return", "def f(x):\n    if x:\n        return 'a'\n    return 'b'\nvalue = f(0)", "b"),
    ("a closure", "def outer():\n    a = 1\n    def inner(b):\n        return [a, b]\n    return inner\nvalue = outer()(2)", [1, 2]),
    ("a lambda", "value = (lambda x: x + 1)(2)", 3),
    ("*args and **kwargs", "def f(*a, **k):\n    return [list(a), k]\nvalue = f(1, 2, A=3)", [[1, 2], {"A": 3}]),
    ("a comprehension", "value = {k: str(v) for k, v in {'a': 1, 'b': 2}.items() if v > 1}", {"b": "2"}),
    ("a loop", "value = []\nfor i in range(3):\n    if i == 1:\n        continue\n    value.append(i)", [0, 2]),
    ("an attribute of a class", "class C:\n    A = 'a'\n    B = A + 'b'\nvalue = C.B", "ab"),
    ("an instance", "class C:\n    def __init__(self, a):\n        self.a = a\n    def get(self):\n        return {'A': self.a}\nvalue = C(1).get()", {"A": 1}),
    ("a dataclass", "from dataclasses import dataclass\n@dataclass\nclass C:\n    a: int\n    b: int = 2\nvalue = [C(1).a, C(1).b]", [1, 2]),
    ("an enum", "from enum import Enum\nclass T(str, Enum):\n    A = 'a'\nvalue = [T.A, T.A.value]", ["a", "a"]),
    ("a StrEnum in an f-string", "from enum import StrEnum\nclass T(StrEnum):\n    A = 'a'\nvalue = f'{T.A}'", "a"),
    ("with", "with open('x') as f:\n    value = 'a'", "a"),
    ("try", "try:\n    value = 'a'\nexcept ValueError:\n    raise", "a"),
    ("a slice", "value = 'abcdef'[:3] + [1, 2, 'x'][-1]", "abcx"),
    ("unpacking", "a, (b, c) = 1, (2, 3)\nvalue = [c, b, a]", [3, 2, 1]),
    ("walrus", "value = [(n := 2), n]", [2, 2]),
    ("partial", "from functools import partial\ndef f(a, b, c=3):\n    return [a, b, c]\nvalue = partial(f, 1, c=5)(2)", [1, 2, 5]),
    ("super()", "class A:\n    def f(self):\n        return {'A': 1}\nclass B(A):\n    def f(self):\n        return {**super().f(), 'B': 2}\nvalue = B().f()", {"A": 1, "B": 2}),
    ("a class method", "class C:\n    a = 1\n    @classmethod\n    def f(cls, b):\n        return [cls.a, b]\nvalue = C.f(2)", [1, 2]),
    ("a decorator of the program's own", "def d(f):\n    def w(*a):\n        return [f(*a)]\n    return w\n@d\ndef f(x):\n    return x\nvalue = f(1)", [1]),
    ("while", "value = []\nwhile len(value) < 3:\n    value.append(len(value))", [0, 1, 2]),
    ("match", "match 'b':\n    case 'a':\n        value = 1\n    case 'b' | 'c':\n        value = 2", 2),
    ("a starred target", "a, *value = (1, 2, 3)", [2, 3]),
    ("asdict", "from dataclasses import asdict, dataclass, field\n@dataclass\nclass C:\n    a: int\n    b: list = field(default_factory=list)\nvalue = asdict(C(1))", {"a": 1, "b": []}),
    ("a path", "from pathlib import Path\nvalue = [str(Path('a') / 'b.py'), Path('a/b.py').stem]", ["a/b.py", "b"]),
    ("isinstance", "value = [1 if isinstance(x, dict) else 2 for x in ({}, [])]", [1, 2]),
    ("YAML", "import yaml\nvalue = yaml.safe_load('a: 1e-3')", {"a": "1e-3"}),
    ("a namespace", "from types import SimpleNamespace\nc = SimpleNamespace(a=1)\nc.a += 1\nvalue = c.a", 2),
    ("a dict by its key", "TYPES = {'dev': 'ml.m5.large'}\nvalue = TYPES['dev']", "ml.m5.large"),
    ("a list with what a generator gives", "value = [1]\nvalue.extend(n for n in (2, 3))\nvalue.extend({'a': 4}.values())", [1, 2, 3, 4]),
    ("the first that fits", "value = [next(k for k in ('a', 'b') if k > 'a'), next((k for k in 'ab' if k > 'c'), 'd')]", ["b", "d"]),
    ("a list in an order of one's own", "value = sorted([{'K': 1, 'L': 'a'}, {'K': 3}, {'K': 1}], key=lambda t: t['K'], reverse=True)", [{"K": 3}, {"K": 1, "L": "a"}, {"K": 1}]),
    ("any and all", "value = [any([0, '']), all(n > 1 for n in (2, 3)), any(()), all([])]", [False, True, False, True]),
    ("map with a conversion", "value = ','.join(map(str, [1, 2.0, True])), list(map(int, ('1', '2')))", ["1,2.0,True", [1, 2]]),
    ("a grid", "import itertools\ngrid = {'a': [1, 2], 'b': 'xy'}\nvalue = [dict(zip(grid, one)) for one in itertools.product(*grid.values())]", [{"a": 1, "b": "x"}, {"a": 1, "b": "y"}, {"a": 2, "b": "x"}, {"a": 2, "b": "y"}]),
]  # fmt: skip


@pytest.mark.parametrize(("program", "expected"), [pytest.param(*row[1:], id=row[0]) for row in KNOWN])
def test_what_the_source_shows_is_known(tmp_path: Path, program: str, expected: Any) -> None:
    [request] = requests(tmp_path, f"{HEAD}{program}\nclient.create_training_job(HyperParameters=value)\n")
    assert request == {"HyperParameters": expected}


UNKNOWN: list[tuple[str, str, Any]] = [
    ("the environment", "value = os.environ['X']", unknown("os.environ['X']")),
    ("the environment's default", "value = os.environ.get('X', 'a')", unknown("os.environ.get('X', 'a')", "a")),
    ("a branch", "value = 'a' if sys.argv else 'b'", unknown("'a' if sys.argv else 'b'", "a", "b")),
    ("a choice", "value = {'dev': 'a', 'prod': 'b'}[sys.argv[1]]", unknown("{'dev': 'a', 'prod': 'b'}[sys.argv[1]]", "a", "b")),
    ("a part of an f-string", "value = f'a-{sys.argv[1]}'", unknown("f'a-{sys.argv[1]}'")),
    ("what escapes", "import other\nvalue = {'A': 1}\nother.change(value)", unknown("{'A': 1}")),
    ("what a loop changes", "value = 'a'\nfor x in sys.argv:\n    value = 'b'", unknown("an expression")),
    ("what a generator gives", "def f():\n    yield 1\nvalue = list(f())", unknown("list(f())")),
    ("what a decorator makes", "import other\n@other.wrap\ndef f():\n    return 1\nvalue = f()", unknown("f()")),
    ("a patched function", "json.dumps = lambda _: 'b'\nvalue = json.dumps('a')", unknown("json.dumps('a')")),
    ("one patched by name", "setattr(os.path, 'join', print)\nvalue = os.path.join('a', 'b')", unknown("os.path.join('a', 'b')")),
    ("a global by sys.modules", "value = 'a'\nsys.modules[__name__].value = 'b'", unknown("value")),
    ("a variable of the environment", "value = os.environ.get('KIND', 'a')", unknown("os.environ.get('KIND', 'a')", "a")),
    ("a generator that is gone through late", "n = 1\ng = (n for _ in [1])\nn = 2\nvalue = list(g)", unknown("list(g)")),
    ("exec", "value = 'a'\nexec(open('x').read())", unknown("value")),
    ("a str enum in an f-string", "from enum import Enum\nclass T(str, Enum):\n    A = 'a'\nvalue = f'{T.A}'", unknown("f'{T.A}'")),
    ("a global that a callback sets", "import other\nvalue = 'a'\ndef f():\n    global value\n    value = 'b'\nother.later(f)", unknown("value")),
    ("a generator of which next took one", "g = (n for n in (1, 2))\nnext(g)\nvalue = list(g)", unknown("list(g)")),
    ("map of what sees what changes", "n = 1\nm = map(lambda x: x + n, [1])\nn = 2\nvalue = list(m)", unknown("list(m)")),
    ("an order by what is not known", "value = sorted([1, 2], key=lambda n: os.environ[str(n)])", unknown("sorted([1, 2], key=lambda n: os.environ[str(n)])")),
    ("a huge number", "value = 9 ** 9 ** 9", unknown("9 ** 9 ** 9")),
    ("a huge text", "value = 'x' * 10 ** 9", unknown("'x' * 10 ** 9")),
]  # fmt: skip


@pytest.mark.parametrize(("program", "expected"), [pytest.param(*row[1:], id=row[0]) for row in UNKNOWN])
def test_what_only_a_run_shows_is_not(tmp_path: Path, program: str, expected: Any) -> None:
    [request] = requests(tmp_path, f"{HEAD}{program}\nclient.create_training_job(HyperParameters=value)\n")
    assert request == {"HyperParameters": expected}


def test_a_function_is_read_by_itself_with_its_defaults_as_candidates(tmp_path: Path) -> None:
    program = "def handler(event, client, kind='ml.m5.large'):\n    client.create_training_job(RoleArn=event['role'], X=kind)\n"
    [request] = requests(tmp_path, program)
    assert request == {"RoleArn": unknown("event['role']"), "X": unknown("kind", "ml.m5.large")}


def test_each_call_of_a_function_that_sends_is_a_request(tmp_path: Path) -> None:
    program = f"{HEAD}def send(name):\n    client.create_training_job(TrainingJobName=name)\nsend('a')\nsend('b')\n"
    assert requests(tmp_path, program) == [{"TrainingJobName": "a"}, {"TrainingJobName": "b"}]


def test_what_is_handed_on_is_a_request_beside_those_that_are_called(tmp_path: Path) -> None:
    head = f"{HEAD}def send(name, n=1):\n    client.create_training_job(TrainingJobName=name, X=n)\nsend('a')\n"
    pool = "from concurrent.futures import ProcessPoolExecutor as Pool\nwith Pool() as pool:\n    "
    for program, expected in (
        (f"{pool}pool.submit(send, 'b', n=64)\n", {"TrainingJobName": "b", "X": 64}),
        (f"{pool}pool.submit(client.create_training_job, TrainingJobName='b')\n", {"TrainingJobName": "b"}),
        ("from functools import partial\nimport other\nother.later(partial(send, n=64))\n", None),
        ("import other\nother.later(run=send)\n", None),
    ):
        first, second = requests(tmp_path, head + program)
        assert first == {"TrainingJobName": "a", "X": 1}
        handed = {"TrainingJobName": unknown("name"), "X": unknown("n", 1)}
        assert second == (expected or handed)


def test_a_method_may_have_another_name(tmp_path: Path) -> None:
    program = f"{HEAD}send = client.create_training_job\nsend(TrainingJobName='a')\n"
    assert requests(tmp_path, program) == [{"TrainingJobName": "a"}]


def test_a_map_that_may_have_more_keys_says_so(tmp_path: Path) -> None:
    program = f"{HEAD}client.create_training_job(HyperParameters={{**json.load(open('x')), 'epochs': '3'}})\n"
    [request] = requests(tmp_path, program)
    assert request == {"HyperParameters": {"epochs": "3", "$more": "json.load(open('x'))"}}


@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        ("keys(HyperParameters)", "not known"),
        ("HyperParameters.other", "not known"),
        ("HyperParameters.lr", "counts as true"),
    ],
)
def test_policies_know_that_a_map_may_have_more_keys(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], expression: str, answer: str
) -> None:
    program = f"{HEAD}client.create_training_job(HyperParameters={{**json.load(open('x')), 'lr': '0.1'}})\n"
    (tmp_path / "train.py").write_text(program)
    main(["eval", "--isolated", expression, str(tmp_path / "train.py")])
    assert answer in capsys.readouterr().out


def test_members_that_may_be_there_are_unknown(tmp_path: Path) -> None:
    program = (
        f"{HEAD}request = dict(json.load(open('x')))\nrequest['RoleArn'] = 'a'\nclient.create_training_job(**request)\n"
    )
    [request] = requests(tmp_path, program)
    assert request["RoleArn"] == "a"
    assert request["ResourceConfig"]["$unknown"]


def test_a_module_of_the_project_is_read(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "settings").mkdir()
    (tmp_path / "settings/__init__.py").write_text("from .names import *\nfrom . import types\n")
    (tmp_path / "settings/names.py").write_text("ROLE = 'role'\n")
    (tmp_path / "settings/types.py").write_text("def kind(size):\n    return f'ml.m5.{size}'\n")
    program = f"{HEAD}import settings\nfrom settings.types import kind\n"
    [request] = requests(
        tmp_path,
        f"{program}client.create_training_job(RoleArn=settings.ROLE, X=[kind('large'), settings.types.kind('xlarge')])\n",
    )
    assert request == {"RoleArn": "role", "X": ["ml.m5.large", "ml.m5.xlarge"]}


def test_a_module_outside_the_project_is_not(tmp_path: Path) -> None:
    (tmp_path / "secret.py").write_text("ROLE = 'role'\n")
    (tmp_path / "project").mkdir()
    (tmp_path / "project/pyproject.toml").write_text("")
    [request] = requests(
        tmp_path / "project", f"{HEAD}from secret import ROLE\nclient.create_training_job(RoleArn=ROLE)\n"
    )
    assert request == {"RoleArn": unknown("secret.ROLE")}
