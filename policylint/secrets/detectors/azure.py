"""Microsoft Azure: storage and service keys, shared access signatures, Entra client secrets, Teams webhooks."""

import re

from policylint.secrets.detector import Detector, Kind

_IDENTITY = "let the workload sign in by federation (a managed identity or workload identity), which needs no key"
_STORAGE = "https://learn.microsoft.com/azure/storage/common/storage-account-keys-manage"


def _is_shared_access(match: re.Match[str]) -> bool:
    """Whether a `sig` stands in a shared access signature: with its version, and an end or a policy."""
    start = max(match.string.rfind(mark, max(0, match.start() - 1024), match.start()) for mark in ("?", " ", '"', "'"))
    query = match.string[max(start, match.start() - 1024) : match.end() + 1024]
    return re.search(r"[?&;\s]sv(?:=|%3[Dd])", query) is not None or "sv=" in query[:8]


DETECTORS = (
    Detector(
        "azure-storage-key", "Azure", "storage account key", ("{b76}+ASt{b6}==",),
        revoke=_STORAGE, instead=_IDENTITY, variable="AZURE_STORAGE_KEY",
    ),
    Detector(
        "azure-storage-key-old", "Azure", "storage account key", ("{b86}==",),
        context=("azure", "accountkey", "storagekey", "blob", "cosmos"),
        revoke=_STORAGE, instead=_IDENTITY, variable="AZURE_STORAGE_KEY",
    ),
    Detector(
        "azure-shared-access-signature", "Azure", "shared access signature",
        kind=Kind.URL, keywords=("sig=", "sig%3d"), judge=_is_shared_access,
        pattern=r"(?<![A-Za-z0-9_])sig(?:=|%3[Dd])(?P<secret>(?:[A-Za-z0-9+/]|%[0-9A-Fa-f]{2}){42,60}=?)(?![A-Za-z0-9])",
        revoke="https://learn.microsoft.com/rest/api/storageservices/create-user-delegation-sas", instead=_IDENTITY,
        true=(
            "https://acme.blob.core.windows.net/c?sv=2024-11-04&ss=b&srt=sco&sp=rl&se=2099-01-01T00:00:00Z"
            "&sig={w43}%3D",
        ),
        false=("sig={w43}%3D", "https://acme.blob.core.windows.net/c?sv=2024-11-04&sig={w12}"),
    ),
    Detector(
        "azure-connection-string", "Azure", "connection string",
        kind=Kind.URL, keywords=("accountkey=", "sharedaccesskey="),
        pattern=r"(?i:AccountKey|SharedAccessKey)=(?P<secret>[A-Za-z0-9+/]{30,100}={0,2})(?![A-Za-z0-9+/])",
        revoke=_STORAGE, instead=_IDENTITY, variable="AZURE_STORAGE_CONNECTION_STRING",
        true=("DefaultEndpointsProtocol=https;AccountName=acme;AccountKey={b86}==;EndpointSuffix=core.windows.net",
              "Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey={b43}="),
        false=("DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=;EndpointSuffix=core.windows.net",),
    ),
    Detector(
        "azure-client-secret", "Azure", "Entra client secret", ("{i3}7Q~{t31-34}", "{i3}8Q~{t31-34}"),
        revoke="https://learn.microsoft.com/entra/identity-platform/how-to-add-credentials",
        instead=_IDENTITY, variable="AZURE_CLIENT_SECRET",
    ),
    Detector(
        "azure-annotated-key", "Azure", "service key (OpenAI, AI services, DevOps)", ("{w52}JQQJ99{w26-30}",),
        revoke="https://learn.microsoft.com/azure/ai-services/rotate-keys", instead=_IDENTITY,
        variable="AZURE_OPENAI_API_KEY",
    ),
    Detector(
        "azure-openai-key-old", "Azure", "OpenAI or AI services key", ("{h32}",),
        context=("azure", "ocpapim", "cognitive", "subscriptionkey"),
        revoke="https://learn.microsoft.com/azure/ai-services/rotate-keys", instead=_IDENTITY,
        variable="AZURE_OPENAI_API_KEY",
    ),
    Detector(
        "teams-webhook", "Microsoft Teams", "incoming webhook",
        kind=Kind.URL, keywords=(".webhook.office.com/webhookb2/",),
        pattern=(
            r"\.webhook\.office\.com/webhookb2/(?P<secret>[0-9a-f-]{36}@[0-9a-f-]{36}/IncomingWebhook/[0-9a-f]{32}/"
            r"[0-9a-f-]{36})"
        ),
        revoke="https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook",
        true=(
            "https://acme.webhook.office.com/webhookb2/{h8}-{h4}-{h4}-{h4}-{h12}@{h8}-{h4}-{h4}-{h4}-{h12}"
            "/IncomingWebhook/{h32}/{h8}-{h4}-{h4}-{h4}-{h12}",
        ),
        false=("https://acme.webhook.office.com/webhookb2/",),
    ),
)  # fmt: skip
