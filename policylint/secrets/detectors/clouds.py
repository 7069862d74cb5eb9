"""Clouds that rent GPUs, solvers and storage beside AWS."""

from policylint.secrets.detector import Detector
from policylint.secrets.format import UUID

DETECTORS = (
    Detector(
        "modal-token-secret", "Modal", "token secret", ("as-{w22}",),
        context=("modal",), variable="MODAL_TOKEN_SECRET", revoke="https://modal.com/settings/tokens",
    ),
    Detector(
        "lambda-api-key", "Lambda", "cloud API key", ("secret_{u1-40}_{h32}.{w32}",),
        variable="LAMBDA_API_KEY", revoke="https://cloud.lambda.ai/api-keys",
    ),
    Detector(
        "vast-api-key", "Vast.ai", "API key", ("{h64}",),
        context=("vastapikey", "vastai"), variable="VAST_API_KEY", revoke="https://cloud.vast.ai/manage-keys/",
    ),
    Detector(
        "coreweave-token", "CoreWeave", "access token", ("CW-SECRET-{w32-64}",),
        variable="COREWEAVE_ACCESS_TOKEN", revoke="https://console.coreweave.com/tokens",
    ),
    Detector(
        "lightning-api-key", "Lightning AI", "API key", (UUID,),
        context=("lightning",), variable="LIGHTNING_API_KEY", revoke="https://lightning.ai/account/settings?tab=keys",
    ),
    Detector(
        "anyscale-token", "Anyscale", "API secret", ("esecret_{w24-48}",),
        variable="ANYSCALE_API_KEY", revoke="https://console.anyscale.com/v2/api-keys",
    ),
    Detector(
        "paperspace-api-key", "Paperspace", "API key", ("{h30}",),
        context=("paperspace",), variable="PAPERSPACE_API_KEY",
        revoke="https://console.paperspace.com/settings/apikeys",
    ),
    Detector(
        "gurobi-wls-secret", "Gurobi", "web licence secret", (UUID,),
        context=("wlssecret",), variable="GRB_WLSSECRET", revoke="https://license.gurobi.com/manager/keys",
    ),
    Detector(
        "alibaba-access-key-id", "Alibaba Cloud", "access key id", ("LTAI{w17-21}",),
        variable="ALIBABA_CLOUD_ACCESS_KEY_ID", revoke="https://ram.console.aliyun.com/manage/ak",
    ),
    Detector(
        "alibaba-access-key-secret", "Alibaba Cloud", "access key secret", ("{w30}",),
        context=("alibaba", "aliyun", "ossaccesskeysecret"), variable="ALIBABA_CLOUD_ACCESS_KEY_SECRET",
        revoke="https://ram.console.aliyun.com/manage/ak",
    ),
    Detector(
        "tencent-secret-id", "Tencent Cloud", "secret id", ("AKID{w32}",),
        variable="TENCENTCLOUD_SECRET_ID", revoke="https://console.cloud.tencent.com/cam/capi",
    ),
    Detector(
        "tencent-secret-key", "Tencent Cloud", "secret key", ("{w32}",),
        context=("tencent", "cossecret"), variable="TENCENTCLOUD_SECRET_KEY",
        revoke="https://console.cloud.tencent.com/cam/capi",
    ),
    Detector(
        "yandex-api-key", "Yandex Cloud", "API key", ("AQVN{u35-38}",),
        variable="YC_API_KEY", revoke="https://yandex.cloud/en/docs/iam/operations/authentication/manage-api-keys",
    ),
    Detector(
        "ibm-cloud-api-key", "IBM Cloud", "API key", ("{u44}",),
        context=("ibmcloud", "watsonx", "ibmapikey", "wml"), variable="IBMCLOUD_API_KEY",
        revoke="https://cloud.ibm.com/iam/apikeys",
    ),
    Detector(
        "scaleway-secret-key", "Scaleway", "secret key", (UUID,),
        context=("scaleway", "scwsecretkey"), variable="SCW_SECRET_KEY",
        revoke="https://console.scaleway.com/iam/api-keys",
    ),
    Detector(
        "render-api-key", "Render", "API key", ("rnd_{w28}",),
        variable="RENDER_API_KEY", revoke="https://dashboard.render.com/u/settings#api-keys",
    ),
    Detector(
        "elastic-cloud-api-key", "Elastic Cloud", "API key", ("essu_{u60-200}",),
        variable="EC_API_KEY", revoke="https://cloud.elastic.co/account/keys",
    ),
    Detector(
        "astra-token", "DataStax Astra", "application token", ("AstraCS:{w24}:{h64}",),
        variable="ASTRA_DB_APPLICATION_TOKEN",
        revoke="https://docs.datastax.com/en/astra-db-serverless/administration/manage-application-tokens.html",
    ),
    Detector(
        "cockroach-cloud-key", "CockroachDB", "cloud API key", ("CCDB1_{w22}_{w40}",),
        variable="COCKROACH_API_KEY", revoke="https://www.cockroachlabs.com/docs/cockroachcloud/managing-access",
    ),
    Detector(
        "influxdb-token", "InfluxDB", "API token", ("{u86}==",),
        context=("influx",), variable="INFLUX_TOKEN",
        revoke="https://docs.influxdata.com/influxdb/cloud/admin/tokens/revoke-delete-tokens/",
    ),
    Detector(
        "posthog-personal-key", "PostHog", "personal API key", ("phx_{u41-49}",),
        variable="POSTHOG_PERSONAL_API_KEY", revoke="https://us.posthog.com/settings/user-api-keys",
    ),
    Detector(
        "buildkite-token", "Buildkite", "user access token", ("bkua_{x40}", "bkua_{x53}"),
        variable="BUILDKITE_API_TOKEN", revoke="https://buildkite.com/user/api-access-tokens",
    ),
    Detector(
        "circleci-token", "CircleCI", "token", ("CCIPAT_{w22}_{h40}", "CCIPRJ_{w22}_{h40}"),
        variable="CIRCLE_TOKEN", revoke="https://app.circleci.com/settings/user/tokens",
    ),
    Detector(
        "sourcegraph-token", "Sourcegraph", "access token", ("sgp_{h40}", "sgp_{h16}_{h40}", "sgp_local_{h40}"),
        variable="SRC_ACCESS_TOKEN", revoke="https://sourcegraph.com/docs/cli/how-tos/creating_an_access_token",
    ),
    Detector(
        "infracost-api-key", "Infracost", "API key", ("ico-{w32}",),
        variable="INFRACOST_API_KEY", revoke="https://dashboard.infracost.io",
    ),
    Detector(
        "snyk-token", "Snyk", "API token", (UUID,),
        context=("snyk",), variable="SNYK_TOKEN", revoke="https://app.snyk.io/account",
    ),
    Detector(
        "civo-api-key", "Civo", "API key", ("{w50}",), context=("civo",), variable="CIVO_TOKEN",
        revoke="https://dashboard.civo.com/security",
    ),
    Detector(
        "exoscale-api-key", "Exoscale", "API key id", ("EXO{w24-30}",), variable="EXOSCALE_API_KEY",
        revoke="https://portal.exoscale.com/iam/api-keys",
    ),
    Detector(
        "exoscale-api-secret", "Exoscale", "API secret", ("{u40-60}",), context=("exoscale",),
        variable="EXOSCALE_API_SECRET", revoke="https://portal.exoscale.com/iam/api-keys",
    ),
    Detector(
        "upcloud-token", "UpCloud", "API token", ("ucat_{w24-32}",), variable="UPCLOUD_TOKEN",
        revoke="https://hub.upcloud.com/account/api-tokens",
    ),
    Detector(
        "vultr-api-key", "Vultr", "API key", ("{U36}", "{h36}"), context=("vultr",), variable="VULTR_API_KEY",
        revoke="https://my.vultr.com/settings/#settingsapi",
    ),
    Detector(
        "linode-token", "Linode", "access token", ("{h64}",), context=("linode",), variable="LINODE_TOKEN",
        revoke="https://cloud.linode.com/profile/tokens",
    ),
    Detector(
        "hetzner-token", "Hetzner", "API token", ("{w64}",), context=("hcloud", "hetzner"), variable="HCLOUD_TOKEN",
        revoke="https://docs.hetzner.com/cloud/api/getting-started/generating-api-token/",
    ),
    Detector(
        "ovh-secret", "OVHcloud", "application secret or consumer key", ("{w32}", "{h32}"), context=("ovh",),
        variable="OVH_APPLICATION_SECRET", revoke="https://help.ovhcloud.com/csm/en-api-getting-started-ovhcloud-api",
    ),
    Detector(
        "backblaze-application-key", "Backblaze B2", "application key", ("K00{n1}{e27}",),
        context=("b2", "backblaze"), variable="B2_APPLICATION_KEY",
        revoke="https://www.backblaze.com/docs/cloud-storage-application-keys",
    ),
    Detector(
        "fastly-token", "Fastly", "API token", ("{u32}",), context=("fastly",), variable="FASTLY_API_TOKEN",
        revoke="https://manage.fastly.com/account/personal/tokens",
    ),
    Detector(
        "ngrok-token", "ngrok", "auth token", ("2{w26}_{w20-30}",), context=("ngrok",), variable="NGROK_AUTHTOKEN",
        revoke="https://dashboard.ngrok.com/authtokens",
    ),
    Detector(
        "scalingo-token", "Scalingo", "API token", ("tk-us-{u48}",), variable="SCALINGO_API_TOKEN",
        revoke="https://dashboard.scalingo.com/account/tokens",
    ),
    Detector(
        "infomaniak-token", "Infomaniak", "API token", ("{u60-100}",), context=("infomaniak",),
        variable="INFOMANIAK_TOKEN", revoke="https://manager.infomaniak.com/v3/ng/accounts/token/list",
    ),
    Detector(
        "koyeb-token", "Koyeb", "API token", ("{x64}",), context=("koyeb",), variable="KOYEB_TOKEN",
        revoke="https://app.koyeb.com/user/settings/api",
    ),
)  # fmt: skip
