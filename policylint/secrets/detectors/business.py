"""Payments, documents, planning: what a data pipeline reads from."""

from policylint.secrets.detector import Detector

DETECTORS = (
    Detector(
        "stripe-secret-key", "Stripe", "secret key",
        ("sk_live_{w24-120}", "rk_live_{w24-120}", "sk_test_{w24-120}", "rk_test_{w24-120}"),
        variable="STRIPE_API_KEY", revoke="https://dashboard.stripe.com/apikeys",
    ),
    Detector(
        "notion-token", "Notion", "integration token", ("ntn_{n11}{w35}", "secret_{w43}"), variable="NOTION_TOKEN",
        revoke="https://www.notion.so/my-integrations",
    ),
    Detector(
        "airtable-token", "Airtable", "personal access token", ("pat{w14}.{h64}",), variable="AIRTABLE_API_KEY",
        revoke="https://airtable.com/create/tokens",
    ),
    Detector(
        "linear-api-key", "Linear", "API key", ("lin_api_{w40}",), variable="LINEAR_API_KEY",
        revoke="https://linear.app/settings/account/security",
    ),
    Detector(
        "postman-api-key", "Postman", "API key", ("PMAK-{h24}-{h34}",), variable="POSTMAN_API_KEY",
        revoke="https://go.postman.co/settings/me/api-keys",
    ),
    Detector(
        "figma-token", "Figma", "personal access token", ("figd_{u40}",), revoke="https://www.figma.com/settings",
    ),
    Detector(
        "shopify-token", "Shopify", "access token", ("shpat_{h32}", "shpca_{h32}", "shppa_{h32}", "shpss_{h32}"),
        revoke="https://shopify.dev/docs/apps/build/authentication-authorization",
    ),
    Detector(
        "square-token", "Square", "access token", ("sq0csp-{u43}", "sq0atp-{u22}"),
        revoke="https://developer.squareup.com/apps",
    ),
    Detector(
        "typeform-token", "Typeform", "personal token", ("tfp_{p59}",), revoke="https://admin.typeform.com/user/tokens",
    ),
    Detector(
        "mapbox-secret-token", "Mapbox", "secret token", ("sk.eyJ{u45-120}.{u22}",),
        revoke="https://account.mapbox.com/access-tokens/",
    ),
)  # fmt: skip
