"""Data platforms, databases and vector stores."""

from policylint.secrets import checks
from policylint.secrets.detector import Detector
from policylint.secrets.format import UUID

DETECTORS = (
    Detector(
        "databricks-token", "Databricks", "personal access token", ("dapi{h32}", "dapi{h32}-{n1}"),
        variable="DATABRICKS_TOKEN", revoke="https://docs.databricks.com/aws/en/dev-tools/auth/pat",
    ),
    Detector(
        "databricks-oauth-secret", "Databricks", "OAuth secret", ("dose{h32}",), variable="DATABRICKS_CLIENT_SECRET",
        revoke="https://docs.databricks.com/aws/en/dev-tools/auth/oauth-m2m",
    ),
    Detector(
        "pinecone-api-key", "Pinecone", "API key", ("pcsk_{w5-6}_{w55-63}",), variable="PINECONE_API_KEY",
        revoke="https://app.pinecone.io/organizations/-/projects/-/keys",
    ),
    Detector(
        "pinecone-api-key-old", "Pinecone", "API key", (UUID,), context=("pinecone",), variable="PINECONE_API_KEY",
        revoke="https://app.pinecone.io/organizations/-/projects/-/keys",
    ),
    Detector(
        "weaviate-api-key", "Weaviate", "API key", ("{w36-40}",), context=("weaviate", "wcsapikey"),
        variable="WEAVIATE_API_KEY", revoke="https://console.weaviate.cloud",
    ),
    Detector(
        "supabase-token", "Supabase", "access token", ("sbp_{h40}", "sb_secret_{u22}_{u8}"),
        variable="SUPABASE_ACCESS_TOKEN", revoke="https://supabase.com/dashboard/account/tokens",
    ),
    Detector(
        "planetscale-password", "PlanetScale", "password or token", ("pscale_pw_{p32-64}", "pscale_tkn_{p32-64}"),
        revoke="https://planetscale.com/docs/concepts/connection-strings",
    ),
    Detector(
        "clickhouse-cloud-secret", "ClickHouse Cloud", "API secret", ("4b1d{w38}",), variable="CLICKHOUSE_PASSWORD",
        revoke="https://clickhouse.com/docs/cloud/manage/openapi",
    ),
    Detector(
        "mongodb-atlas-secret", "MongoDB Atlas", "service account secret", ("mdb_sa_sk_{u40}",),
        revoke="https://www.mongodb.com/docs/atlas/api/service-accounts-overview/",
    ),
    Detector(
        "dbt-cloud-token", "dbt Cloud", "token", ("dbtc_{u32-60}", "dbtu_{u32-60}"), variable="DBT_CLOUD_API_TOKEN",
        revoke="https://docs.getdbt.com/docs/dbt-cloud-apis/authentication",
    ),
    Detector(
        "neon-api-key", "Neon", "API key", ("napi_{x64}",), variable="NEON_API_KEY",
        revoke="https://neon.tech/docs/manage/api-keys",
    ),
    Detector(
        "aiven-password", "Aiven", "service password", ("AVNS_{u19}",),
        revoke="https://aiven.io/docs/platform/howto/reset-service-password",
    ),
    Detector(
        "aiven-token", "Aiven", "API token", ("{e360-372}",), context=("aiven",), variable="AIVEN_TOKEN",
        revoke="https://aiven.io/docs/platform/howto/create_authentication_token",
    ),
    Detector(
        "upstash-token", "Upstash", "REST token", ("A{w1}{e50-90}", "{w32-48}"), context=("upstash",),
        variable="UPSTASH_REDIS_REST_TOKEN", revoke="https://upstash.com/docs/redis/features/restapi",
    ),
    Detector(
        "confluent-secret", "Confluent", "API secret", ("{b64}", "cflt{b60}"), context=("confluent",),
        variable="CONFLUENT_CLOUD_API_SECRET", revoke="https://docs.confluent.io/cloud/current/security/authenticate/workload-identities/service-accounts/api-keys/overview.html",
    ),
    Detector(
        "algolia-admin-key", "Algolia", "API key", ("{h32}",), context=("algolia",), variable="ALGOLIA_API_KEY",
        revoke="https://www.algolia.com/doc/guides/security/api-keys/",
    ),
    Detector(
        "elasticsearch-api-key", "Elasticsearch", "API key", ("{e56-80}",), context=("elastic", "esapikey"),
        check=checks.ELASTIC, variable="ELASTIC_API_KEY",
        revoke="https://www.elastic.co/guide/en/elasticsearch/reference/current/security-api-invalidate-api-key.html",
    ),
    Detector(
        "planetscale-oauth-token", "PlanetScale", "OAuth token", ("pscale_oauth_{p32-64}",),
        revoke="https://planetscale.com/docs/concepts/connection-strings",
    ),
    Detector(
        "tableau-token", "Tableau", "personal access token", ("{b22}==:{w32}",), variable="TABLEAU_TOKEN",
        revoke="https://help.tableau.com/current/server/en-us/security_personal_access_tokens.htm",
    ),
    Detector(
        "looker-client-secret", "Looker", "API client secret", ("{w24}",), context=("looker",),
        variable="LOOKERSDK_CLIENT_SECRET", revoke="https://cloud.google.com/looker/docs/api-auth",
    ),
)  # fmt: skip
