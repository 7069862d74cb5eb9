"""Google Cloud and Google APIs."""

from policylint.secrets.detector import Detector

_FEDERATION = "use workload identity federation from the job's AWS role, which needs no key file"

DETECTORS = (
    Detector(
        "google-api-key", "Google", "API key", ("AIza{u35}",), variable="GOOGLE_API_KEY",
        revoke="https://console.cloud.google.com/apis/credentials",
    ),
    Detector(
        "google-oauth-client-secret", "Google", "OAuth client secret", ("GOCSPX-{u28}",),
        variable="GOOGLE_CLIENT_SECRET", revoke="https://console.cloud.google.com/apis/credentials",
    ),
    Detector(
        "google-oauth-access-token", "Google", "OAuth access token", ("ya29.{p60-300}",), instead=_FEDERATION,
        variable="GOOGLE_OAUTH_ACCESS_TOKEN", revoke="https://developers.google.com/identity/protocols/oauth2/web-server#tokenrevoke",
    ),
    Detector(
        "google-oauth-refresh-token", "Google", "OAuth refresh token", ("1//0{u60-120}",), instead=_FEDERATION,
        revoke="https://myaccount.google.com/permissions",
    ),
    Detector(
        "google-service-account", "Google", "service account key",
        keywords=("private_key_id",), covers=("private-key",), structural=True, pattern=(
            r"""private_key_id\\*["']?\s{0,8}:\s{0,8}\\*["']?(?P<secret>[0-9a-f]{40})(?![0-9a-f])"""
        ),
        instead=_FEDERATION, variable="GOOGLE_APPLICATION_CREDENTIALS",
        revoke="https://console.cloud.google.com/iam-admin/serviceaccounts",
        true=('{"type": "service_account", "private_key_id": "{h40}"}',),
        false=('{"type": "service_account", "private_key_id": "abc"}',),
    ),
    Detector(
        "google-hmac-key", "Google", "Cloud Storage HMAC access id", ("GOOG1E{k55}", "GOOG{k20}"),
        revoke="https://cloud.google.com/storage/docs/authentication/managing-hmackeys",
    ),
)  # fmt: skip
