"""What applications of language models call: sandboxes, gateways, evaluation, media and further models."""

from policylint.secrets.detector import Detector
from policylint.secrets.format import UUID

DETECTORS = (
    Detector(
        "e2b-api-key", "E2B", "API key", ("e2b_{h40}",), variable="E2B_API_KEY",
        revoke="https://e2b.dev/dashboard?tab=keys",
    ),
    Detector(
        "daytona-api-key", "Daytona", "API key", ("dtn_{h64}",), variable="DAYTONA_API_KEY",
        revoke="https://app.daytona.io/dashboard/keys",
    ),
    Detector(
        "dashscope-api-key", "Alibaba Cloud", "Model Studio API key", ("sk-{h32}",),
        context=("dashscope", "qwen", "bailian"), variable="DASHSCOPE_API_KEY",
        revoke="https://bailian.console.aliyun.com/?tab=model#/api-key",
    ),
    Detector(
        "siliconflow-api-key", "SiliconFlow", "API key", ("sk-{x48}",), context=("siliconflow", "siliconcloud"),
        variable="SILICONFLOW_API_KEY", revoke="https://cloud.siliconflow.com/account/ak",
    ),
    Detector(
        "qianfan-api-key", "Baidu Qianfan", "API key", ("bce-v3/ALTAK-{w21}/{h40}",), variable="QIANFAN_API_KEY",
        revoke="https://console.bce.baidu.com/iam/#/iam/apikey/list",
    ),
    Detector(
        "ai21-api-key", "AI21", "API key", ("{w32}", UUID), context=("ai21",), variable="AI21_API_KEY",
        revoke="https://studio.ai21.com/v2/account/api-key",
    ),
    Detector(
        "nomic-api-key", "Nomic", "API key", ("nk-{u43}",), variable="NOMIC_API_KEY",
        revoke="https://atlas.nomic.ai/cli-login",
    ),
    Detector(
        "novita-api-key", "Novita", "API key", ("sk_{u43}",), context=("novita",), variable="NOVITA_API_KEY",
        revoke="https://novita.ai/settings/key-management",
    ),
    Detector(
        "predibase-api-token", "Predibase", "API token", ("pb_{u22}",), variable="PREDIBASE_API_TOKEN",
        revoke="https://app.predibase.com/settings",
    ),
    Detector(
        "friendli-token", "Friendli", "token", ("flp_{w43-50}",), variable="FRIENDLI_TOKEN",
        revoke="https://friendli.ai/suite/setting/tokens",
    ),
    Detector(
        "helicone-api-key", "Helicone", "API key",
        ("sk-helicone-{x7}-{x7}-{x7}-{x7}", "pk-helicone-{x7}-{x7}-{x7}-{x7}"), variable="HELICONE_API_KEY",
        revoke="https://us.helicone.ai/settings/api-keys",
    ),
    Detector(
        "unstructured-api-key", "Unstructured", "API key", ("{w30}",), context=("unstructured",),
        variable="UNSTRUCTURED_API_KEY", revoke="https://platform.unstructured.io/app/account/api-keys",
    ),
    Detector(
        "turbopuffer-api-key", "turbopuffer", "API key", ("tpuf_{w32}",), variable="TURBOPUFFER_API_KEY",
        revoke="https://turbopuffer.com/dashboard",
    ),
    Detector(
        "browserbase-api-key", "Browserbase", "API key", ("bb_live_{u27}",), variable="BROWSERBASE_API_KEY",
        revoke="https://www.browserbase.com/settings",
    ),
    Detector(
        "retell-api-key", "Retell AI", "API key", ("key_{h28}",), context=("retell",), variable="RETELL_API_KEY",
        revoke="https://dashboard.retellai.com/apiKey",
    ),
    Detector(
        "private-ai-api-key", "Private AI", "API key", ("{h32}",), context=("privateai",),
        variable="PRIVATEAI_API_KEY", revoke="https://portal.private-ai.com",
    ),
    Detector(
        "kagi-api-key", "Kagi", "API key", ("{u11}.{u43}",), context=("kagi",), variable="KAGI_API_KEY",
        revoke="https://kagi.com/settings?p=api",
    ),
    Detector(
        "greptile-api-key", "Greptile", "API key", ("{b48}",), context=("greptile",), variable="GREPTILE_API_KEY",
        revoke="https://app.greptile.com",
    ),
    Detector(
        "civitai-api-key", "Civitai", "API key", ("{h32}",), context=("civitai",), variable="CIVITAI_API_TOKEN",
        revoke="https://civitai.com/user/account",
    ),
    Detector(
        "logfire-token", "Pydantic Logfire", "write token", ("pylf_v1_us_{w43}", "pylf_v1_eu_{w43}"),
        variable="LOGFIRE_TOKEN", revoke="https://logfire.pydantic.dev/docs/how-to-guides/create-write-tokens/",
    ),
    Detector(
        "v7-api-key", "V7 Darwin", "API key", ("{w7}.{u32}",), context=("v7darwin", "v7apikey", "darwin"),
        variable="V7_KEY",
        revoke="https://docs.v7labs.com/docs/use-the-darwin-python-library-to-manage-your-data",
    ),
    Detector(
        "whylabs-api-key", "WhyLabs", "API key", ("{w10}.{w64}", "{w10}.{w64}:org-{w6}"), context=("whylabs",),
        variable="WHYLABS_API_KEY", revoke="https://docs.whylabs.ai/docs/whylabs-api-tokens",
    ),
    Detector(
        "zenml-key", "ZenML", "API key", ("ZENKEY_{u40-400}", "ZENPROKEY_{u40-400}", "ZENPAT_{u40-400}"),
        variable="ZENML_STORE_API_KEY", revoke="https://docs.zenml.io/how-to/manage-zenml-server",
    ),
    Detector(
        "hopsworks-api-key", "Hopsworks", "API key", ("{w16}.{w64}",), context=("hopsworks",),
        variable="HOPSWORKS_API_KEY", revoke="https://docs.hopsworks.ai/latest/user_guides/projects/api_key/create_api_key/",
    ),
    Detector(
        "zilliz-token", "Zilliz Cloud", "API key", ("{h72}", "{h64}-{h8}", "{h36}-{h36}"), context=("zilliz", "milvus"),
        variable="ZILLIZ_TOKEN", revoke="https://docs.zilliz.com/docs/manage-api-keys",
    ),
    Detector(
        "rev-ai-token", "Rev AI", "access token", ("{u60-80}",), context=("revai",),
        variable="REVAI_ACCESS_TOKEN", revoke="https://www.rev.ai/access_token",
    ),
    Detector(
        "salad-api-key", "SaladCloud", "API key", ("salad_cloud_user_{u40-60}", "salad_cloud_{u50-120}"),
        variable="SALAD_API_KEY", revoke="https://portal.salad.com",
    ),
    Detector(
        "clarifai-token", "Clarifai", "access token", ("{h32}",), context=("clarifai",), variable="CLARIFAI_PAT",
        revoke="https://clarifai.com/settings/security",
    ),
)  # fmt: skip
