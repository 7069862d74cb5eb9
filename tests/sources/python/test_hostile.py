"""Programs that are broken, huge, deep or old: each is said, none breaks a run, none is lost."""

import json
from pathlib import Path

import pytest

from tests.cli import policylint
from tests.requests import minimal_job
from tests.sources.python.extracting import notebook

SEND = "client.create_training_job(TrainingJobName='a')\n"
HOSTILE: dict[str, str | bytes] = {
    "syntax.py": f"def f(:\n{SEND}",
    "python2.py": f"print 'create_training_job'\n{SEND}",
    "brackets.py": f"{SEND}x = {'[' * 300}{']' * 300}\n",
    "sum.py": f"x = {'+'.join(['1'] * 3000)}\n{SEND}",
    "attributes.py": f"x = a{'.b()' * 3000}\n{SEND}",
    "nested.py": "".join(f"{' ' * n}if x:\n" for n in range(95)) + " " * 95 + SEND,
    "long.py": SEND + "x = 1\n" * 400_000,
    "loops.py": "".join(f"{'    ' * n}for x{n} in f(x{n - 1}):\n" for n in range(1, 14)) + "    " * 13 + SEND,
    "doubling.py": "x = {}\n" + "x = {'a': x, 'b': x}\n" * 60 + SEND.replace("'a'", "x"),
    "circle.py": "x = {}\nx['a'] = x\nclient.create_training_job(TrainingJobName='a', HyperParameters=x)\n",
    "recursion.py": f"def f(x):\n    {SEND}    return f(x)\nf(1)\n",
    "generated.py": "".join(f"def f{n}():\n    f{n + 1}()\n    f{n + 1}()\n" for n in range(40))
    + f"def f40():\n    {SEND}f0()\n",
    "lineage.py": "class A0: pass\n"
    + "".join(f"class A{n}(A{n - 1}): pass\n" for n in range(1, 800))
    + f"A799().x\n{SEND}",
    "bases.py": "".join(f"class A{n}({', '.join(f'A{m}' for m in range(n)) or 'object'}): pass\n" for n in range(40))
    + SEND,
    "decorators.py": "def d(f):\n    return f\n" + "@d\n" * 800 + f"def g():\n    {SEND}g()\n",
    "partials.py": "from functools import partial\np = partial(client.create_training_job)\n"
    + "p = partial(p)\n" * 300
    + "p(TrainingJobName='a')\n",
    "generators.py": "g = (x for x in range(100))\n" + "g = (x for x in g)\n" * 200 + SEND,
    "counting.py": f"n = 10 ** 9\nwhile n:\n    n -= 1\n{SEND}",
    "growing.py": f"xs = [1]\nfor x in xs:\n    xs.append(x)\n{SEND}",
    "widths.py": "x = f'{1:{10 ** 9}}' + '%*d' % (10 ** 9, 1)\ny = 1 << 10 ** 9\nz = [1] * 10 ** 12\n" + SEND,
    "latin.py": SEND.replace("'a'", "'caf\xe9'").encode("latin-1"),
    "nul.py": SEND + "\0",
    "empty.py": "# create_training_job\n",
    "broken.ipynb": '{"cells": [{"cell_type": "code", "source": ["client.create_training_job()"]}',
    "odd.ipynb": '{"cells": [1, {"cell_type": "code", "source": 3}, null], "note": "create_training_job"}',
    "outputs.ipynb": notebook(SEND).replace('"outputs": []', '"outputs": [NaN, {"a": 1, "a": 2}]'),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_file_is_lost(tmp_path: Path, name: str) -> None:
    content = HOSTILE[name]
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    (tmp_path / "job.json").write_text(json.dumps(minimal_job()))
    outcome = policylint("check", "--isolated", "--output-format", "json", ".", cwd=tmp_path)
    report = json.loads(outcome.out)
    said = {one["file"] for one in [*report["findings"], *report["unread"]]}
    assert report["summary"]["files"] == 2 or name in said
    named = policylint("check", "--isolated", name, cwd=tmp_path)
    assert named.code in (1, 2)
    assert name in named.out
