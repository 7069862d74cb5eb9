"""Where code lives: GitHub, GitLab, Bitbucket and Atlassian."""

from policylint.secrets import checks
from policylint.secrets.detector import Detector

_GITHUB = "https://github.com/settings/tokens"
_GITLAB = "https://docs.gitlab.com/user/profile/personal_access_tokens/#revoke-or-rotate-a-personal-access-token"
_CLONE = "bring the code with the request (SourceDir in S3, or the image), so that the job clones nothing"

DETECTORS = (
    Detector(
        "github-personal-token", "GitHub", "personal access token", ("ghp_{w36}",),
        check=checks.CRC_BASE62, revoke=_GITHUB, instead=_CLONE, variable="GITHUB_TOKEN",
    ),
    Detector(
        "github-fine-grained-token", "GitHub", "fine-grained token", ("github_pat_{w22}_{w59}",),
        revoke="https://github.com/settings/personal-access-tokens", instead=_CLONE, variable="GITHUB_TOKEN",
    ),
    Detector(
        "github-app-token", "GitHub", "OAuth or app token", ("gho_{w36}", "ghu_{w36}", "ghs_{w36}"),
        check=checks.CRC_BASE62, revoke="https://github.com/settings/applications", instead=_CLONE,
        variable="GITHUB_TOKEN",
    ),
    Detector(
        "github-refresh-token", "GitHub", "refresh token", ("ghr_{w36}", "ghr_{w76}"),
        check=checks.CRC_BASE62, revoke="https://github.com/settings/applications",
    ),
    Detector(
        "gitlab-personal-token", "GitLab", "personal access token", ("glpat-{u20}",),
        revoke=_GITLAB, instead=_CLONE, variable="GITLAB_TOKEN",
    ),
    Detector(
        "gitlab-routable-token", "GitLab", "access token",
        ("glpat-{u27-250}.01.{x9}", "gldt-{u27-250}.01.{x9}", "glrt-{u27-250}.01.{x9}", "glcbt-{u27-250}.01.{x9}"),
        check=checks.CRC_GITLAB, revoke=_GITLAB, instead=_CLONE, variable="GITLAB_TOKEN",
    ),
    Detector(
        "gitlab-deploy-token", "GitLab", "deploy, runner, trigger or feed token",
        ("gldt-{u20}", "glrt-{u20}", "glft-{u20}", "glptt-{h40}", "glsoat-{u20}", "GR1348941{u20}"),
        revoke="https://docs.gitlab.com/user/project/deploy_tokens/", instead=_CLONE,
    ),
    Detector(
        "gitlab-job-token", "GitLab", "CI job token", ("glcbt-{w1-5}_{u20}", "glcbt-{u20}"),
        revoke="https://docs.gitlab.com/ci/jobs/ci_job_token/", instead=_CLONE, variable="CI_JOB_TOKEN",
    ),
    Detector(
        "bitbucket-app-password", "Bitbucket", "app password", ("ATBB{w24}{H8}",),
        check=checks.CRC_HEX, revoke="https://bitbucket.org/account/settings/app-passwords/", instead=_CLONE,
    ),
    Detector(
        "atlassian-api-token", "Atlassian", "API token", ("ATATT3xFfGF0{u120-220}={H8}",),
        check=checks.CRC_HEX, revoke="https://id.atlassian.com/manage-profile/security/api-tokens",
    ),
    Detector(
        "gitlab-service-token", "GitLab", "agent, OAuth application, feature flag or mail token",
        ("glagent-{u50}", "gloas-{u64}", "glffct-{u20}", "glimt-{u25}"), instead=_CLONE,
        revoke="https://docs.gitlab.com/security/tokens/",
    ),
)  # fmt: skip
