"""Builds, code quality, deployment and feature flags."""

from policylint.secrets.detector import Detector
from policylint.secrets.format import UUID

DETECTORS = (
    Detector(
        "sonar-token", "Sonar", "token", ("squ_{h40}", "sqp_{h40}", "sqa_{h40}"), variable="SONAR_TOKEN",
        revoke="https://docs.sonarsource.com/sonarqube-server/user-guide/managing-tokens",
    ),
    Detector(
        "codecov-token", "Codecov", "upload token", (UUID,), context=("codecov",), variable="CODECOV_TOKEN",
        revoke="https://docs.codecov.com/docs/codecov-tokens",
    ),
    Detector(
        "harness-api-key", "Harness", "API key", ("pat.{u22}.{h24}.{w20}", "sat.{u22}.{h24}.{w20}"),
        variable="HARNESS_PLATFORM_API_KEY",
        revoke="https://developer.harness.io/docs/platform/automation/api/add-and-manage-api-keys",
    ),
    Detector(
        "octopus-api-key", "Octopus Deploy", "API key", ("API-{U26}", "API-{U32}"), context=("octopus",),
        variable="OCTOPUS_API_KEY", revoke="https://octopus.com/docs/octopus-rest-api/how-to-create-an-api-key",
    ),
    Detector(
        "travis-token", "Travis CI", "access token", ("{u22}",), context=("travis",), variable="TRAVIS_TOKEN",
        revoke="https://app.travis-ci.com/account/preferences",
    ),
    Detector(
        "drone-token", "Drone", "token", ("{w32}",), context=("drone",), variable="DRONE_TOKEN",
        revoke="https://docs.drone.io/cli/configure/",
    ),
    Detector(
        "deno-deploy-token", "Deno Deploy", "access token", ("ddp_{w36}", "ddo_{w36}"), variable="DENO_DEPLOY_TOKEN",
        revoke="https://dash.deno.com/account#access-tokens",
    ),
    Detector(
        "netlify-token", "Netlify", "access token", ("nfp_{w36}",), variable="NETLIFY_AUTH_TOKEN",
        revoke="https://app.netlify.com/user/applications",
    ),
    Detector(
        "netlify-token-old", "Netlify", "access token", ("{u40-46}",), context=("netlify",),
        variable="NETLIFY_AUTH_TOKEN", revoke="https://app.netlify.com/user/applications",
    ),
    Detector(
        "gitea-token", "Gitea", "access token", ("{h40}",), context=("gitea", "forgejo"), variable="GITEA_TOKEN",
        revoke="https://docs.gitea.com/development/api-usage",
    ),
    Detector(
        "launchdarkly-key", "LaunchDarkly", "SDK key or API token", (f"sdk-{UUID}", f"api-{UUID}"),
        context=("launchdarkly", "ldsdk", "ldaccess"), variable="LAUNCHDARKLY_SDK_KEY",
        revoke="https://launchdarkly.com/docs/home/account/environment/keys",
    ),
    Detector(
        "statsig-secret", "Statsig", "server secret", ("secret-{w43}",), variable="STATSIG_SERVER_SECRET",
        revoke="https://docs.statsig.com/access-management/secrets",
    ),
    Detector(
        "packagist-token", "Packagist", "token", ("packagist_ort_{h68}", "packagist_out_{h68}",
        "packagist_acs_{h64-96}"), revoke="https://packagist.com/docs/authentication",
    ),
    Detector(
        "cloudsmith-api-key", "Cloudsmith", "API key", ("csa_{h30}{w6}",), variable="CLOUDSMITH_API_KEY",
        revoke="https://docs.cloudsmith.com/accounts-and-teams/api-key",
    ),
    Detector(
        "cloudsmith-api-key-old", "Cloudsmith", "API key", ("{h40}",), context=("cloudsmith",),
        variable="CLOUDSMITH_API_KEY", revoke="https://docs.cloudsmith.com/accounts-and-teams/api-key",
    ),
    Detector(
        "semgrep-token", "Semgrep", "app token", ("{h64}",), context=("semgrep",), variable="SEMGREP_APP_TOKEN",
        revoke="https://semgrep.dev/orgs/-/settings/tokens",
    ),
    Detector(
        "rootly-api-key", "Rootly", "API key", ("rootly_{h64}",), revoke="https://docs.rootly.com/api-reference",
    ),
    Detector(
        "unkey-root-key", "Unkey", "root key", ("unkey_{w20-32}",), variable="UNKEY_ROOT_KEY",
        revoke="https://app.unkey.com/settings/root-keys",
    ),
    Detector(
        "val-town-token", "Val Town", "API token", ("vtwn_{u20-80}",), variable="VALTOWN_TOKEN",
        revoke="https://www.val.town/settings/api",
    ),
    Detector(
        "wakatime-api-key", "WakaTime", "API key", (f"waka_{UUID}",), variable="WAKATIME_API_KEY",
        revoke="https://wakatime.com/settings/account",
    ),
)  # fmt: skip
