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
        pattern=r"(?<![A-Za-z0-9_])sig(?:=|%3[Dd])(?P<secret>(?:[A-Za-z0-9+/_-]|%[0-9A-Fa-f]{2}){42,60}=?)(?![A-Za-z0-9])",
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
    Detector(
        "azure-functions-key", "Azure", "Functions key", ("{u44}AzFu{u6}==",), instead=_IDENTITY,
        revoke="https://learn.microsoft.com/azure/azure-functions/function-keys-how-to",
    ),
    Detector(
        "azure-search-key", "Azure", "AI Search key", ("{w42}AzSe{w6}",), instead=_IDENTITY,
        variable="AZURE_SEARCH_API_KEY", revoke="https://learn.microsoft.com/azure/search/search-security-api-keys",
    ),
    Detector(
        "azure-cosmos-key", "Azure", "Cosmos DB key", ("{b76}ACDb{b6}==",), instead=_IDENTITY,
        variable="AZURE_COSMOS_KEY", revoke="https://learn.microsoft.com/azure/cosmos-db/secure-access-to-data",
    ),
    Detector(
        "azure-messaging-key", "Azure", "Service Bus, Event Hubs or Relay key",
        ("{b33}+ASb{b6}=", "{b33}+AEh{b6}=", "{b33}+ARm{b6}="), instead=_IDENTITY,
        revoke="https://learn.microsoft.com/azure/service-bus-messaging/service-bus-sas",
    ),
    Detector(
        "azure-registry-password", "Azure", "container registry password", ("{b42}+ACR{b6}",), instead=_IDENTITY,
        revoke="https://learn.microsoft.com/azure/container-registry/container-registry-authentication",
    ),
    Detector(
        "azure-cache-key", "Azure", "Cache for Redis key", ("{w33}AzCa{w5}=",), instead=_IDENTITY,
        revoke="https://learn.microsoft.com/azure/azure-cache-for-redis/cache-configure",
    ),
    Detector(
        "azure-devops-token", "Azure DevOps", "personal access token", ("{w76}AZDO{w4}",),
        variable="AZURE_DEVOPS_EXT_PAT",
        revoke="https://learn.microsoft.com/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate",
    ),
    Detector(
        "azure-devops-token-old", "Azure DevOps", "personal access token", ("{x52}",),
        context=("devops", "adopat", "azuredevopsextpat", "systemaccesstoken"), variable="AZURE_DEVOPS_EXT_PAT",
        revoke="https://learn.microsoft.com/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate",
    ),
    Detector(
        "azure-app-configuration", "Azure", "App Configuration secret", kind=Kind.URL, keywords=(".azconfig.io;",),
        pattern=r"\.azconfig\.io;Id=[^;\s\"']{4,80};Secret=(?P<secret>[A-Za-z0-9+/]{36,120}={0,2})",
        revoke="https://learn.microsoft.com/azure/azure-app-configuration/howto-disable-access-key-authentication",
        instead=_IDENTITY, true=("Endpoint=https://acme.azconfig.io;Id=ab-l0-s0:x;Secret={w43}=",),
        false=("Endpoint=https://acme.azconfig.io;Id=ab-l0-s0:x;Secret=",),
    ),
)  # fmt: skip
