"""Where training data comes from: weather, markets, maps, search, documents, sales, social networks."""

from policylint.secrets.detector import Detector, Kind
from policylint.secrets.format import UUID

DETECTORS = (
    Detector(
        "openweather-api-key", "OpenWeather", "API key", ("{h32}",), context=("openweather", "owmapikey", "pyowm"),
        variable="OPENWEATHER_API_KEY", revoke="https://home.openweathermap.org/api_keys",
    ),
    Detector(
        "openweather-url", "OpenWeather", "API key in a URL", kind=Kind.URL, keywords=("openweathermap.org/",),
        pattern=r"openweathermap\.org/[^\s\"'<>]{1,512}?[?&]appid=(?P<secret>[0-9a-f]{32})(?![0-9a-f])",
        revoke="https://home.openweathermap.org/api_keys",
        true=("https://api.openweathermap.org/data/2.5/weather?q=Munich&appid={h32}",),
        false=("https://api.openweathermap.org/data/2.5/weather?q=Munich&appid=KEY",),
    ),
    Detector(
        "weatherstack-api-key", "weatherstack", "API key", ("{h32}",), context=("weatherstack",),
        variable="WEATHERSTACK_API_KEY", revoke="https://weatherstack.com/dashboard",
    ),
    Detector(
        "rapidapi-key", "RapidAPI", "key", ("{w10}msh{w15}p{w6}jsn{w12}",), context=("rapidapi",),
        variable="RAPIDAPI_KEY", revoke="https://docs.rapidapi.com/docs/keys",
    ),
    Detector(
        "finnhub-api-key", "Finnhub", "API key", ("{x20}", "{x40}"), context=("finnhub",), variable="FINNHUB_API_KEY",
        revoke="https://finnhub.io/dashboard",
    ),
    Detector(
        "databento-api-key", "Databento", "API key", ("db-{w29}",), variable="DATABENTO_API_KEY",
        revoke="https://databento.com/portal/keys",
    ),
    Detector(
        "data-gov-api-key", "data.gov", "API key", ("{w40}",), context=("datagov", "nasaapikey"),
        variable="DATA_GOV_API_KEY", revoke="https://api.data.gov/docs/developer-manual/",
    ),
    Detector(
        "maxmind-licence-key", "MaxMind", "licence key", ("{w6}_{w29}_mmk",), variable="MAXMIND_LICENSE_KEY",
        revoke="https://support.maxmind.com/hc/en-us/articles/4407111582235",
    ),
    Detector(
        "virustotal-api-key", "VirusTotal", "API key", ("{h64}",), context=("virustotal", "vtapikey"),
        variable="VT_API_KEY", revoke="https://docs.virustotal.com/docs/please-give-me-an-api-key",
    ),
    Detector(
        "adafruit-io-key", "Adafruit IO", "key", ("aio_{w28}",), variable="ADAFRUIT_IO_KEY",
        revoke="https://io.adafruit.com/api/docs/",
    ),
    Detector(
        "salesforce-access-token", "Salesforce", "access token", ("00D{w12}!{p80-260}", "00D{w15}!{p80-260}"),
        variable="SALESFORCE_ACCESS_TOKEN",
        revoke="https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_request_manage.htm",
    ),
    Detector(
        "hubspot-token", "HubSpot", "private app token", (f"pat-na1-{UUID}", f"pat-na2-{UUID}", f"pat-eu1-{UUID}"),
        variable="HUBSPOT_ACCESS_TOKEN", revoke="https://developers.hubspot.com/docs/apps/legacy-apps/private-apps/overview",
    ),
    Detector(
        "dropbox-token", "Dropbox", "access token", ("sl.{u130-152}", "sl.u.{u130-1300}"),
        variable="DROPBOX_ACCESS_TOKEN", revoke="https://www.dropbox.com/account/connected_apps",
    ),
    Detector(
        "twitter-bearer-token", "X (Twitter)", "bearer token", ("AAAAAAAAAAAAAAAAAAAAA{w80-110}",),
        context=("twitter", "xbearer"), variable="TWITTER_BEARER_TOKEN",
        revoke="https://developer.x.com/en/portal/projects-and-apps",
    ),
    Detector(
        "facebook-token", "Facebook", "access token", ("EAAM{w100-255}", "EAAC{w100-255}"),
        revoke="https://developers.facebook.com/docs/facebook-login/guides/access-tokens",
    ),
    Detector(
        "asana-token", "Asana", "personal access token", ("1/{n16}:{h32}", "2/{n16}/{n16}:{h32}"),
        variable="ASANA_ACCESS_TOKEN", revoke="https://app.asana.com/0/my-apps",
    ),
    Detector(
        "clickup-token", "ClickUp", "personal API token", ("pk_{n8}_{U32}", "pk_{n9}_{U32}"),
        variable="CLICKUP_API_TOKEN", revoke="https://app.clickup.com/settings/apps",
    ),
    Detector(
        "contentful-token", "Contentful", "access token", ("CFPAT-{u43}",), variable="CONTENTFUL_MANAGEMENT_TOKEN",
        revoke="https://www.contentful.com/developers/docs/references/authentication/",
    ),
    Detector(
        "cloudinary-url", "Cloudinary", "API secret in a URL", kind=Kind.URL, keywords=("cloudinary://",),
        pattern=r"cloudinary://[0-9]{10,20}:(?P<secret>[A-Za-z0-9_-]{20,40})@", variable="CLOUDINARY_URL",
        revoke="https://console.cloudinary.com/settings/api-keys",
        true=("cloudinary://{n15}:{w27}@acme",), false=("cloudinary://{n15}:<api_secret>@acme",),
    ),
    Detector(
        "mattermost-token", "Mattermost", "access token", ("{x26}",), context=("mattermost",),
        variable="MATTERMOST_TOKEN", revoke="https://developers.mattermost.com/integrate/reference/personal-access-token/",
    ),
    Detector(
        "brevo-api-key", "Brevo", "API key", ("xkeysib-{h64}-{w16}",), variable="BREVO_API_KEY",
        revoke="https://app.brevo.com/settings/keys/api",
    ),
    Detector(
        "postmark-token", "Postmark", "server token", (UUID,), context=("postmark",),
        variable="POSTMARK_SERVER_TOKEN", revoke="https://account.postmarkapp.com/servers",
    ),
    Detector(
        "alpha-vantage-api-key", "Alpha Vantage", "API key", ("{U16}",), context=("alphavantage",),
        variable="ALPHAVANTAGE_API_KEY", revoke="https://www.alphavantage.co/support/",
    ),
    Detector(
        "tiingo-api-key", "Tiingo", "API key", ("{h40}",), context=("tiingo",), variable="TIINGO_API_KEY",
        revoke="https://www.tiingo.com/account/api/token",
    ),
    Detector(
        "polygon-api-key", "Polygon.io", "API key", ("{u32}",), context=("polygonapi", "polygonio"),
        variable="POLYGON_API_KEY", revoke="https://polygon.io/dashboard/keys",
    ),
    Detector(
        "news-api-key", "NewsAPI", "API key", ("{h32}",), context=("newsapi",), variable="NEWSAPI_KEY",
        revoke="https://newsapi.org/account",
    ),
    Detector(
        "shodan-api-key", "Shodan", "API key", ("{w32}",), context=("shodan",), variable="SHODAN_API_KEY",
        revoke="https://account.shodan.io",
    ),
)  # fmt: skip
