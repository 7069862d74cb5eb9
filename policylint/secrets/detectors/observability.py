"""Monitoring and error tracking."""

from policylint.secrets import checks
from policylint.secrets.detector import Detector

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
)  # fmt: skip
