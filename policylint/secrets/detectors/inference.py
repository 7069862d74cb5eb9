"""Further providers of models, search and speech, by what their own pages say of their keys."""

from policylint.secrets.detector import Detector
from policylint.secrets.format import UUID

DETECTORS = (
    Detector(
        "gemini-api-key", "Google", "Gemini API key", ("AQ.Ab8RN6{u44}",),
        variable="GEMINI_API_KEY", revoke="https://aistudio.google.com/apikey",
    ),
    Detector(
        "zai-api-key", "Z.ai", "API key", ("{h32}.{w16}",),
        context=("zai", "zhipu", "glm"), variable="ZAI_API_KEY", revoke="https://z.ai/manage-apikey/apikey-list",
    ),
    Detector(
        "moonshot-api-key", "Moonshot", "API key", ("sk-{w48}",),
        context=("moonshot", "kimi"), variable="MOONSHOT_API_KEY",
        revoke="https://platform.moonshot.ai/console/api-keys",
    ),
    Detector(
        "minimax-api-key", "MiniMax", "API key", ("sk-api-{u119}",),
        variable="MINIMAX_API_KEY", revoke="https://platform.minimax.io/user-center/basic-information/interface-key",
    ),
    Detector(
        "ollama-api-key", "Ollama", "API key", ("{h32}.{u24}",),
        context=("ollama",), variable="OLLAMA_API_KEY", revoke="https://ollama.com/settings/keys",
    ),
    Detector(
        "upstage-api-key", "Upstage", "API key", ("up_{w29}", "{w40-50}"),
        context=("upstage",), variable="UPSTAGE_API_KEY", revoke="https://console.upstage.ai/api-keys",
    ),
    Detector(
        "lighton-api-key", "LightOn", "API key", ("{u40-80}",),
        context=("lighton", "paradigm"), variable="PARADIGM_API_KEY", revoke="https://paradigm.lighton.ai",
    ),
    Detector(
        "mem0-api-key", "Mem0", "API key", ("m0-{w24-44}",),
        variable="MEM0_API_KEY", revoke="https://app.mem0.ai/dashboard/api-keys",
    ),
    Detector(
        "cartesia-api-key", "Cartesia", "API key", ("sk_car_{u20-30}",),
        variable="CARTESIA_API_KEY", revoke="https://play.cartesia.ai/keys",
    ),
    Detector(
        "sambanova-api-key", "SambaNova", "API key", (UUID,),
        context=("sambanova",), variable="SAMBANOVA_API_KEY", revoke="https://cloud.sambanova.ai/apis",
    ),
    Detector(
        "deepinfra-api-key", "DeepInfra", "API key", ("{w32}",),
        context=("deepinfra",), variable="DEEPINFRA_API_KEY", revoke="https://deepinfra.com/dash/api_keys",
    ),
    Detector(
        "baseten-api-key", "Baseten", "API key", ("{w8}.{w32}",),
        context=("baseten",), variable="BASETEN_API_KEY", revoke="https://app.baseten.co/settings/api_keys",
    ),
    Detector(
        "firecrawl-api-key", "Firecrawl", "API key", ("fc-{h32}",),
        variable="FIRECRAWL_API_KEY", revoke="https://www.firecrawl.dev/app/api-keys",
    ),
    Detector(
        "exa-api-key", "Exa", "API key", (UUID,),
        context=("exaapikey",), variable="EXA_API_KEY", revoke="https://dashboard.exa.ai/api-keys",
    ),
    Detector(
        "brave-search-api-key", "Brave Search", "API key", ("BSA{u24-40}",),
        context=("brave",), variable="BRAVE_API_KEY", revoke="https://api-dashboard.search.brave.com/app/keys",
    ),
    Detector(
        "serper-api-key", "Serper", "API key", ("{h40}",),
        context=("serper",), variable="SERPER_API_KEY", revoke="https://serper.dev/api-key",
    ),
    Detector(
        "serpapi-api-key", "SerpApi", "API key", ("{h64}",),
        context=("serpapi",), variable="SERPAPI_API_KEY", revoke="https://serpapi.com/manage-api-key",
    ),
    Detector(
        "apify-api-token", "Apify", "API token", ("apify_api_{w34-38}",),
        variable="APIFY_TOKEN", revoke="https://console.apify.com/settings/integrations",
    ),
    Detector(
        "vercel-token", "Vercel", "token or AI gateway key",
        ("vck_{u56}", "vca_{u56}", "vcr_{u56}", "vci_{u56}", "vcp_{u56}"),
        variable="AI_GATEWAY_API_KEY", revoke="https://vercel.com/account/settings/tokens",
    ),
    Detector(
        "cursor-api-key", "Cursor", "API key", ("key_{h64}",),
        variable="CURSOR_API_KEY", revoke="https://cursor.com/dashboard?tab=integrations",
    ),
    Detector(
        "devin-api-key", "Devin", "service user token", ("cog_{x52}",),
        revoke="https://app.devin.ai/settings/api-keys",
    ),
)  # fmt: skip
