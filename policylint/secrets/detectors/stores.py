"""Data platforms, databases and vector stores."""

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
)  # fmt: skip
