"""Requests in files, for estimates: the same reading as for checks, with nothing judged."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from policylint.finding import Finding
from policylint.job import Facts, Job
from policylint.settings.config import Config
from policylint.sources import formats, kinds
from policylint.sources.text import Source
from policylint.sources.walk import find


def jobs(
    paths: Sequence[str],
    config: Config,
    root: Path,
    facts_of: Callable[[str, Facts], Facts],
    *,
    named: Callable[[str], str] = str,
) -> Iterator[Job | Finding]:
    """The requests in files and folders with their facts, and a finding for all that cannot be read.

    Args:
        paths: files and folders; `-` is standard input.
        config: what a walk passes over, and how large a file may be.
        root: the folder from which its globs count.
        facts_of: what is known of a request in a file, beside what its sidecar states.
        named: what a file is called, if not by the name that it is read under.
    """
    exclude = [*config.exclude, *config.extend_exclude]
    for found in find(paths, exclude=exclude, root=root, respect_gitignore=config.respect_gitignore):
        if isinstance(found, Finding):
            yield found
            continue
        name = named(found.file)
        for document in formats.documents(Source(found.file), limit=config.max_file_size):
            if isinstance(document, Finding):
                yield document
                continue
            recognised = kinds.jobs(document)
            for job, stated in recognised[1] if recognised else ():
                yield replace(job, file=name, facts=facts_of(name, stated))
