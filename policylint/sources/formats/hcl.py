"""Terraform source: one document a file, whose value are the resources in it."""

from collections.abc import Collection, Iterator, Mapping

from policylint.finding import Finding
from policylint.lint import EMPTY, TOO_LARGE
from policylint.path import Route
from policylint.sources.document import Document, Located
from policylint.sources.terraform.source import Configuration, configuration, locate
from policylint.sources.text import Source, SourceFault


class Hcl:
    """The format of Terraform files. They are parsed and evaluated; neither Terraform nor a provider is run."""

    name = "hcl"

    def documents(self, source: Source, limit: int) -> Iterator[Document | Finding]:
        """The one document of the file."""
        text = source.text(limit)
        if not text.strip():
            raise SourceFault(EMPTY.id, "the file is empty")
        value = configuration(text, source.file)
        if value.cut:
            message = "this configuration takes too many steps to evaluate: requests in it may be missed"
            advice = "Check its plan: `terraform show -json plan.out > plan.json`, then `policylint check plan.json`."
            yield Finding.about_file(source.file, message, TOO_LARGE.id, help=advice)
        yield Document(source.file, self, value, text)

    def locate(self, document: Document, routes: Collection[Route]) -> Mapping[Route, Located]:
        """See `Document.locate`."""
        value = document.value
        return locate(value, routes) if isinstance(value, Configuration) else {}


FORMAT = Hcl()
