"""Infrastructure, secret stores and networks."""

from policylint.secrets import checks
from policylint.secrets.detector import Detector, Kind

DETECTORS = (
    Detector(
        "vault-token", "HashiCorp Vault", "token", ("hvs.{u24-200}", "hvb.{u100-250}", "hvr.{u24-200}"),
        variable="VAULT_TOKEN", revoke="https://developer.hashicorp.com/vault/docs/commands/token/revoke",
        instead="sign in to Vault with the job's role (the AWS auth method), which needs no token",
    ),
    Detector(
        "terraform-cloud-token", "HashiCorp Terraform", "cloud token", ("{w14}.atlasv1.{u60-70}",),
        variable="TFE_TOKEN", revoke="https://app.terraform.io/app/settings/tokens",
    ),
    Detector(
        "doppler-token", "Doppler", "token",
        ("dp.pt.{w40-44}", "dp.st.{w40-44}", "dp.ct.{w40-44}", "dp.sa.{w40-44}", "dp.scim.{w40-44}"),
        variable="DOPPLER_TOKEN", revoke="https://docs.doppler.com/docs/service-tokens",
    ),
    Detector(
        "digitalocean-token", "DigitalOcean", "token", ("dop_v1_{h64}", "doo_v1_{h64}", "dor_v1_{h64}"),
        revoke="https://cloud.digitalocean.com/account/api/tokens",
    ),
    Detector(
        "tailscale-key", "Tailscale", "key",
        ("tskey-auth-k{w6-12}CNTRL-{w32}", "tskey-api-k{w6-12}CNTRL-{w32}", "tskey-client-k{w6-12}CNTRL-{w32}"),
        variable="TS_AUTHKEY", revoke="https://login.tailscale.com/admin/settings/keys",
    ),
    Detector(
        "heroku-api-key", "Heroku", "API key", ("HRKU-AA{u58}",), variable="HEROKU_API_KEY",
        revoke="https://dashboard.heroku.com/account",
    ),
    Detector(
        "pulumi-token", "Pulumi", "access token", ("pul-{h40}",), variable="PULUMI_ACCESS_TOKEN",
        revoke="https://app.pulumi.com/account/tokens",
    ),
    Detector(
        "onepassword-service-token", "1Password", "service account token", ("ops_eyJ{e200-2000}",),
        check=checks.ONE_PASSWORD, variable="OP_SERVICE_ACCOUNT_TOKEN",
        revoke="https://developer.1password.com/docs/service-accounts/manage-service-accounts/",
    ),
    Detector(
        "age-secret-key", "age", "secret key", ("AGE-SECRET-KEY-1{B58}",), check=checks.BECH32,
        kind=Kind.PRIVATE_KEY, revoke="https://github.com/FiloSottile/age",
    ),
    Detector(
        "cloudflare-token", "Cloudflare", "API token", ("{u40}",), context=("cloudflare",),
        variable="CLOUDFLARE_API_TOKEN", revoke="https://dash.cloudflare.com/profile/api-tokens",
    ),
    Detector(
        "fly-token", "Fly.io", "access token", ("fo1_{i43}",), variable="FLY_API_TOKEN",
        revoke="https://fly.io/docs/security/tokens/",
    ),
    Detector(
        "onepassword-secret-key", "1Password", "account secret key",
        ("A3-{U6}-{U11}-{U5}-{U5}-{U5}", "A3-{U6}-{U6}-{U5}-{U5}-{U5}-{U5}"),
        revoke="https://support.1password.com/secret-key/",
    ),
    Detector(
        "cloudflare-prefixed-token", "Cloudflare", "API token", ("cfut_{w40}{h8}", "cfat_{w40}{h8}"),
        variable="CLOUDFLARE_API_TOKEN", revoke="https://dash.cloudflare.com/profile/api-tokens",
    ),
    Detector(
        "cloudflare-origin-key", "Cloudflare", "origin CA key", ("v1.0-{h24}-{h146}",),
        revoke="https://developers.cloudflare.com/fundamentals/api/get-started/ca-keys/",
    ),
    Detector(
        "openshift-token", "OpenShift", "user token", ("sha256~{u43}",), variable="OPENSHIFT_TOKEN",
        revoke="https://docs.redhat.com/en/documentation/openshift_container_platform",
    ),
    Detector(
        "okta-token", "Okta", "API token", ("00{u40}",), context=("okta",), variable="OKTA_API_TOKEN",
        revoke="https://developer.okta.com/docs/guides/create-an-api-token/main/",
    ),
    Detector(
        "hcp-client-secret", "HashiCorp Cloud", "client secret", ("{t64}",), context=("hcpclientsecret",),
        variable="HCP_CLIENT_SECRET", revoke="https://developer.hashicorp.com/hcp/docs/hcp/iam/service-principal",
    ),
    Detector(
        "fly-macaroon", "Fly.io", "access token", ("fm2_{e100-2000}", "fm1r_{e100-2000}", "fm1a_{e100-2000}"),
        variable="FLY_API_TOKEN", revoke="https://fly.io/docs/security/tokens/",
    ),
    Detector(
        "wiz-client-secret", "Wiz", "client secret", ("{w64}",), context=("wiz",), variable="WIZ_CLIENT_SECRET",
        revoke="https://docs.wiz.io",
    ),
)  # fmt: skip
