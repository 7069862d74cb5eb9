"""Monitoring and error tracking."""

from policylint.secrets import checks
from policylint.secrets.detector import Detector
from policylint.secrets.format import UUID

DETECTORS = (
    Detector(
        "datadog-api-key", "Datadog", "API key", ("{h32}",), context=("datadog", "ddapikey"), variable="DD_API_KEY",
        revoke="https://app.datadoghq.com/organization-settings/api-keys",
    ),
    Detector(
        "datadog-application-key", "Datadog", "application key", ("{h40}",),
        context=("datadog", "ddappkey", "ddapplicationkey"), variable="DD_APP_KEY",
        revoke="https://app.datadoghq.com/organization-settings/application-keys",
    ),
    Detector(
        "datadog-application-key-new", "Datadog", "application key", ("ddapp_{w34}",), variable="DD_APP_KEY",
        revoke="https://app.datadoghq.com/organization-settings/application-keys",
    ),
    Detector(
        "newrelic-user-key", "New Relic", "user key", ("NRAK-{U27}",), variable="NEW_RELIC_API_KEY",
        revoke="https://one.newrelic.com/api-keys",
    ),
    Detector(
        "newrelic-licence-key", "New Relic", "licence key", ("{h36}NRAL",), variable="NEW_RELIC_LICENSE_KEY",
        revoke="https://one.newrelic.com/api-keys",
    ),
    Detector(
        "grafana-service-token", "Grafana", "service account token", ("glsa_{w32}_{h8}",), check=checks.CRC_GRAFANA,
        variable="GRAFANA_TOKEN", revoke="https://grafana.com/docs/grafana/latest/administration/service-accounts/",
    ),
    Detector(
        "grafana-cloud-token", "Grafana Cloud", "access policy token", ("glc_{e32-400}",),
        check=checks.GRAFANA_CLOUD,
        revoke="https://grafana.com/docs/grafana-cloud/account-management/authentication-and-permissions/access-policies/",
    ),
    Detector(
        "sentry-user-token", "Sentry", "user token", ("sntryu_{h64}",), variable="SENTRY_AUTH_TOKEN",
        revoke="https://sentry.io/settings/account/api/auth-tokens/",
    ),
    Detector(
        "sentry-organisation-token", "Sentry", "organisation token", ("sntrys_eyJ{e80-380}_{b43}",),
        check=checks.SENTRY_ORGANISATION, variable="SENTRY_AUTH_TOKEN",
        revoke="https://docs.sentry.io/account/auth-tokens/",
    ),
    Detector(
        "honeycomb-key", "Honeycomb", "ingest key", ("hcaik_{x58}",), variable="HONEYCOMB_API_KEY",
        revoke="https://docs.honeycomb.io/configure/environments/manage-api-keys/",
    ),
    Detector(
        "newrelic-key", "New Relic", "ingest or query key", ("NRII-{u32}", "NRIQ-{u32}", "NRAA-{h27}"),
        revoke="https://one.newrelic.com/api-keys",
    ),
    Detector(
        "dynatrace-token", "Dynatrace", "API token", ("dt0c01.{U24}.{U64}", "dt0s16.{U8}.{U64}"),
        variable="DT_API_TOKEN", revoke="https://docs.dynatrace.com/docs/manage/identity-access-management/access-tokens-and-oauth-clients/access-tokens",
    ),
    Detector(
        "axiom-token", "Axiom", "API token", (f"xaat-{UUID}", f"xapt-{UUID}"), variable="AXIOM_TOKEN",
        revoke="https://axiom.co/docs/reference/tokens",
    ),
    Detector(
        "sumologic-access-key", "Sumo Logic", "access key", ("{w64}",), context=("sumologic", "sumo"),
        variable="SUMOLOGIC_ACCESS_KEY", revoke="https://help.sumologic.com/docs/manage/security/access-keys/",
    ),
    Detector(
        "splunk-hec-token", "Splunk", "event collector token", (UUID,), context=("splunk",),
        variable="SPLUNK_HEC_TOKEN",
        revoke="https://docs.splunk.com/Documentation/Splunk/latest/Data/UsetheHTTPEventCollector",
    ),
    Detector(
        "pagerduty-key", "PagerDuty", "API key", ("u+{u18}", "{u20}", "{h32}"), context=("pagerduty",),
        variable="PAGERDUTY_TOKEN", revoke="https://support.pagerduty.com/main/docs/api-access-keys",
    ),
    Detector(
        "opsgenie-api-key", "Opsgenie", "API key", (UUID,), context=("opsgenie",), variable="OPSGENIE_API_KEY",
        revoke="https://support.atlassian.com/opsgenie/docs/api-key-management/",
    ),
    Detector(
        "honeycomb-key-old", "Honeycomb", "API key", ("{w22}", "{h32}"), context=("honeycomb",),
        variable="HONEYCOMB_API_KEY", revoke="https://docs.honeycomb.io/configure/environments/manage-api-keys/",
    ),
    Detector(
        "segment-token", "Segment", "public API token", ("sgp_{w64}",), variable="SEGMENT_API_TOKEN",
        revoke="https://segment.com/docs/api/public-api/",
    ),
    Detector(
        "amplitude-secret-key", "Amplitude", "secret key", ("{h32}",), context=("amplitude",),
        variable="AMPLITUDE_SECRET_KEY", revoke="https://amplitude.com/docs/apis/keys-and-tokens",
    ),
    Detector(
        "sentry-token-old", "Sentry", "auth token", ("{h64}",), context=("sentry",), variable="SENTRY_AUTH_TOKEN",
        revoke="https://docs.sentry.io/account/auth-tokens/",
    ),
)  # fmt: skip
