"""Where packages and images live: PyPI, npm, Docker Hub, Artifactory, NuGet, RubyGems, crates.io."""

from policylint.secrets import checks
from policylint.secrets.detector import Detector, Kind

_BAKE = "install packages when the image is built, so that the job needs no registry"

DETECTORS = (
    Detector(
        "pypi-token", "PyPI", "API token", ("pypi-AgEIcHlwaS5vcmc{u100-255}", "pypi-AgENdGVzdC5weXBpLm9yZw{u100-255}"),
        check=checks.MACAROON, revoke="https://pypi.org/manage/account/token/", instead=_BAKE, variable="PYPI_TOKEN",
    ),
    Detector(
        "npm-token", "npm", "access token", ("npm_{w36}",), check=checks.CRC_BASE62, instead=_BAKE,
        revoke="https://docs.npmjs.com/revoking-access-tokens", variable="NPM_TOKEN",
    ),
    Detector(
        "docker-hub-token", "Docker Hub", "access token", ("dckr_pat_{u27}", "dckr_oat_{u27-32}"),
        revoke="https://app.docker.com/settings/personal-access-tokens", variable="DOCKER_PASSWORD",
        instead="mirror the image to ECR, which the role can pull from",
    ),
    Detector(
        "docker-config-auth", "Docker", "registry password in a configuration",
        kind=Kind.NAMED, keywords=("auth",), structural=True, judge=lambda match: checks.BASIC.holds(match["secret"]),
        pattern=r"""auth\\*["']\s{0,8}:\s{0,8}\\*["'](?P<secret>[A-Za-z0-9+/]{8,400}={0,2})(?![A-Za-z0-9+/])""",
        revoke="https://docs.docker.com/reference/cli/docker/login/#credential-stores",
        instead="mirror the image to ECR, which the role can pull from",
    ),
    Detector(
        "artifactory-api-key", "JFrog Artifactory", "API key", ("AKCp{z69}",), check=checks.BASE58_54,
        revoke="https://jfrog.com/help/r/jfrog-platform-administration-documentation/api-key", instead=_BAKE,
    ),
    Detector(
        "artifactory-reference-token", "JFrog Artifactory", "reference token", ("cmVmdGtu{u56}",),
        check=checks.JFROG_REFERENCE, instead=_BAKE,
        revoke="https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens",
    ),
    Detector(
        "nuget-api-key", "NuGet", "API key", ("oy2{x43}",), context=("nuget",),
        revoke="https://www.nuget.org/account/apikeys", instead=_BAKE,
    ),
    Detector(
        "rubygems-api-key", "RubyGems", "API key", ("rubygems_{h48}",),
        revoke="https://rubygems.org/profile/api_keys", instead=_BAKE,
    ),
    Detector(
        "crates-io-token", "crates.io", "API token", ("cio{w32}",), revoke="https://crates.io/settings/tokens",
        instead=_BAKE,
    ),
    Detector(
        "anaconda-token", "Anaconda", "token in a channel's URL",
        keywords=("/t/",), kind=Kind.URL,
        pattern=r"/t/(?P<secret>[a-z]{2}-[0-9a-f-]{36,45}|[0-9a-f]{32,64}|[A-Za-z0-9_-]{40,64}|(?=[A-Za-z_-]*[0-9])[A-Za-z0-9]{32})/(?=[A-Za-z])",
        revoke="https://anaconda.org/settings/access", instead=_BAKE,
        true=("https://conda.anaconda.org/t/ab-{h8}-{h4}-{h4}-{h4}-{h12}/acme",),
        false=("https://conda.anaconda.org/t/<TOKEN>/acme",),
    ),
)  # fmt: skip
