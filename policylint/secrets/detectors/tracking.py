"""Experiment trackers, labelling and model observability."""

from policylint.secrets import checks
from policylint.secrets.detector import Detector
from policylint.secrets.format import UUID

DETECTORS = (
    Detector(
        "wandb-api-key", "Weights & Biases", "API key", ("wandb_v1_{i27}_{i49}",), variable="WANDB_API_KEY",
        revoke="https://wandb.ai/settings#apikeys",
    ),
    Detector(
        "wandb-api-key-old", "Weights & Biases", "API key", ("{h40}", "local-{h40}"),
        context=("wandb", "weightsandbiases"), variable="WANDB_API_KEY", revoke="https://wandb.ai/settings#apikeys",
    ),
    Detector(
        "comet-api-key", "Comet", "API key", ("{w25}",), context=("comet",), variable="COMET_API_KEY",
        revoke="https://www.comet.com/account-settings/apiKeys",
    ),
    Detector(
        "neptune-api-token", "Neptune", "API token", ("eyJhcGlfYWRkcmVzcyI6{e80-400}",), check=checks.NEPTUNE,
        variable="NEPTUNE_API_TOKEN", revoke="https://docs.neptune.ai/setup/setting_api_token/",
    ),
    Detector(
        "dagshub-token", "DagsHub", "token", ("{h40}",), context=("dagshub",), variable="DAGSHUB_USER_TOKEN",
        revoke="https://dagshub.com/user/settings/tokens",
    ),
    Detector(
        "clearml-secret-key", "ClearML", "secret key", ("{w50}", "{w90}"), context=("clearml", "trains"),
        variable="CLEARML_API_SECRET_KEY", revoke="https://app.clear.ml/settings/workspace-configuration",
    ),
    Detector(
        "kaggle-api-token", "Kaggle", "API token", ("KGAT_{h32}",), variable="KAGGLE_API_TOKEN",
        revoke="https://www.kaggle.com/settings",
    ),
    Detector(
        "kaggle-api-key", "Kaggle", "API key", ("{h32}",), context=("kaggle",), variable="KAGGLE_KEY",
        revoke="https://www.kaggle.com/settings",
    ),
    Detector(
        "kaggle-json", "Kaggle", "API key of a kaggle.json", keywords=("username",), structural=True, pattern=(
            r"""username\\*["']\s{0,8}:\s{0,8}\\*["'][^"'\\]{1,64}\\*["']\s{0,8},\s{0,8}\\*["']key\\*["']\s{0,8}:\s{0,8}"""
            r"""\\*["'](?P<secret>[0-9a-f]{32})(?![0-9a-f])"""
        ),
        variable="KAGGLE_KEY", revoke="https://www.kaggle.com/settings",
        true=('{"username":"acme","key":"{h32}"}',), false=('{"username":"acme","key":"row-17"}',),
    ),
    Detector(
        "langsmith-api-key", "LangSmith", "API key", ("lsv2_pt_{h32}_{h10}", "lsv2_sk_{h32}_{h10}"),
        variable="LANGSMITH_API_KEY", revoke="https://smith.langchain.com/settings",
    ),
    Detector(
        "langsmith-api-key-old", "LangSmith", "API key", ("ls__{h32}",), variable="LANGCHAIN_API_KEY",
        revoke="https://smith.langchain.com/settings",
    ),
    Detector(
        "langfuse-secret-key", "Langfuse", "secret key", (f"sk-lf-{UUID}",), variable="LANGFUSE_SECRET_KEY",
        revoke="https://langfuse.com/faq/all/where-are-langfuse-api-keys",
    ),
    Detector(
        "label-studio-token", "Label Studio", "token", ("{h40}",), context=("labelstudio",),
        variable="LABEL_STUDIO_API_KEY", revoke="https://labelstud.io/guide/access_tokens",
    ),
    Detector(
        "braintrust-api-key", "Braintrust", "API key", ("sk-{w48}", "bt-st-{w48}"), context=("braintrust",),
        variable="BRAINTRUST_API_KEY", revoke="https://www.braintrust.dev/app/settings?subroute=api-keys",
    ),
    Detector(
        "prefect-api-key", "Prefect", "API key", ("pnu_{w36}", "pnb_{w36}"), variable="PREFECT_API_KEY",
        revoke="https://app.prefect.cloud/my/api-keys",
    ),
    Detector(
        "wandb-login", "Weights & Biases", "API key in code", keywords=("wandb.login(",),
        pattern=r"""wandb\.login\([^()\n]{0,120}?key\s{0,4}=\s{0,4}\\*["'](?P<secret>(?:local-)?[0-9a-f]{40}|wandb_v1_\w{77})\\*["']""",
        variable="WANDB_API_KEY", revoke="https://wandb.ai/settings#apikeys",
        true=("import wandb; wandb.login(key='{h40}')",), false=("wandb.login(key='YOUR_KEY')",),
    ),
)  # fmt: skip
