"""Chat, mail and telephony."""

from policylint.secrets.detector import Detector, Kind

_SLACK = "https://api.slack.com/authentication/rotation"

DETECTORS = (
    Detector(
        "slack-bot-token", "Slack", "bot token", ("xoxb-{n10-13}-{n10-13}-{w24}", "xoxb-{n10-13}-{w24}"),
        revoke=_SLACK, variable="SLACK_BOT_TOKEN",
    ),
    Detector(
        "slack-user-token", "Slack", "user token",
        ("xoxp-{n10-13}-{n10-13}-{n10-13}-{w28-34}", "xoxe-{n10-13}-{n10-13}-{n10-13}-{w28-34}",
         "xoxe.xoxp-1-{w100-200}", "xoxe-1-{w100-200}"),
        revoke=_SLACK, variable="SLACK_TOKEN",
    ),
    Detector(
        "slack-app-token", "Slack", "app-level token", ("xapp-1-A{U8-12}-{n10-13}-{h64}",), revoke=_SLACK,
        variable="SLACK_APP_TOKEN",
    ),
    Detector(
        "slack-webhook", "Slack", "incoming webhook",
        kind=Kind.URL, keywords=("hooks.slack.com/",), variable="SLACK_WEBHOOK_URL",
        pattern=r"hooks\.slack\.com/(?:services|workflows|triggers)/(?P<secret>[TE][A-Z0-9]{8,12}/[A-Za-z0-9/]{20,80})",
        revoke="https://api.slack.com/messaging/webhooks",
        true=("https://hooks.slack.com/services/T{U8}/B{U8}/{w24}",),
        false=("https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",),
    ),
    Detector(
        "discord-webhook", "Discord", "webhook",
        kind=Kind.URL, keywords=("discord.com/api/webhooks/", "discordapp.com/api/webhooks/"),
        pattern=r"(?i:discord(?:app)?\.com/api/webhooks)/(?P<secret>[0-9]{17,20}/[A-Za-z0-9_-]{60,72})",
        revoke="https://support.discord.com/hc/articles/228383668", variable="DISCORD_WEBHOOK_URL",
        true=("https://discord.com/api/webhooks/{n18}/{u68}",),
        false=("https://discord.com/api/webhooks/123/token",),
    ),
    Detector(
        "telegram-bot-token", "Telegram", "bot token", ("{n8}:AA{u33}", "{n9}:AA{u33}", "{n10}:AA{u33}"),
        revoke="https://core.telegram.org/bots/features#botfather", variable="TELEGRAM_BOT_TOKEN",
    ),
    Detector(
        "twilio-auth-token", "Twilio", "auth token", ("{h32}",), context=("twilio",), variable="TWILIO_AUTH_TOKEN",
        revoke="https://www.twilio.com/docs/iam/access-tokens",
    ),
    Detector(
        "twilio-api-key", "Twilio", "API key", ("SK{h32}",), variable="TWILIO_API_KEY",
        revoke="https://www.twilio.com/docs/iam/api-keys",
    ),
    Detector(
        "sendgrid-api-key", "SendGrid", "API key", ("SG.{u22}.{u43}",), variable="SENDGRID_API_KEY",
        revoke="https://app.sendgrid.com/settings/api_keys",
    ),
    Detector(
        "mailgun-key", "Mailgun", "key", ("key-{h32}", "{h32}-{h8}-{h8}"), context=("mailgun", "mg"),
        variable="MAILGUN_API_KEY", revoke="https://app.mailgun.com/settings/api_security",
    ),
    Detector(
        "mailchimp-key", "Mailchimp", "API key", ("{h32}-us{n1-2}",), variable="MAILCHIMP_API_KEY",
        revoke="https://mailchimp.com/help/about-api-keys/",
    ),
    Detector(
        "resend-api-key", "Resend", "API key", ("re_{w8}_{w24}",), variable="RESEND_API_KEY",
        revoke="https://resend.com/api-keys",
    ),
    Detector(
        "telegram-url", "Telegram", "bot token in a URL", kind=Kind.URL, keywords=("api.telegram.org/",),
        pattern=r"api\.telegram\.org/(?:file/)?bot(?P<secret>[0-9]{8,10}:[A-Za-z0-9_-]{35})(?![A-Za-z0-9_-])",
        revoke="https://core.telegram.org/bots/features#botfather", variable="TELEGRAM_BOT_TOKEN",
        true=("https://api.telegram.org/bot{n10}:AA{u33}/sendMessage",),
        false=("https://api.telegram.org/bot<token>/sendMessage",),
    ),
    Detector(
        "discord-bot-token", "Discord", "bot token", ("{w24}.{u6}.{u27}", "{w24}.{u6}.{u38}", "{w26}.{u6}.{u38}"),
        context=("discord",), variable="DISCORD_TOKEN", revoke="https://discord.com/developers/applications",
    ),
)  # fmt: skip
