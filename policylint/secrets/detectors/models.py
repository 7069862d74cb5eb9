"""Providers of models and inference."""

from policylint.secrets import checks
from policylint.secrets.detector import Detector
from policylint.secrets.format import UUID

_TINY = "keep the model in S3 and name it in InputDataConfig, so that the job needs no token"

DETECTORS = (
    Detector(
        "huggingface-token", "Hugging Face", "access token", ("hf_{w34}",), instead=_TINY, variable="HF_TOKEN",
        revoke="https://huggingface.co/settings/tokens",
    ),
    Detector(
        "huggingface-organisation-token", "Hugging Face", "organisation token", ("api_org_{w34}",), instead=_TINY,
        variable="HF_TOKEN", revoke="https://huggingface.co/settings/tokens",
    ),
    Detector(
        "openai-api-key", "OpenAI", "API key",
        ("sk-{w20}T3BlbkFJ{w20}", "sk-proj-{u20-80}T3BlbkFJ{u20-80}", "sk-svcacct-{u20-80}T3BlbkFJ{u20-80}",
         "sk-admin-{u20-80}T3BlbkFJ{u20-80}"),
        revoke="https://platform.openai.com/api-keys", variable="OPENAI_API_KEY",
    ),
    Detector(
        "anthropic-api-key", "Anthropic", "API key", ("sk-ant-api03-{u93}AA",), variable="ANTHROPIC_API_KEY",
        revoke="https://console.anthropic.com/settings/keys",
    ),
    Detector(
        "anthropic-admin-key", "Anthropic", "admin key", ("sk-ant-admin01-{u93}AA",), variable="ANTHROPIC_API_KEY",
        revoke="https://console.anthropic.com/settings/admin-keys",
    ),
    Detector(
        "anthropic-oauth-token", "Anthropic", "OAuth token", ("sk-ant-oat01-{u93}AA",), variable="ANTHROPIC_AUTH_TOKEN",
        revoke="https://console.anthropic.com/settings/keys",
    ),
    Detector(
        "replicate-api-token", "Replicate", "API token", ("r8_{u37}",), variable="REPLICATE_API_TOKEN",
        revoke="https://replicate.com/account/api-tokens",
    ),
    Detector(
        "cohere-api-key", "Cohere", "API key", ("{w40}",), context=("cohere", "coapikey"), variable="CO_API_KEY",
        revoke="https://dashboard.cohere.com/api-keys",
    ),
    Detector(
        "mistral-api-key", "Mistral", "API key", ("{w32}",), context=("mistral",), variable="MISTRAL_API_KEY",
        revoke="https://console.mistral.ai/api-keys",
    ),
    Detector(
        "groq-api-key", "Groq", "API key", ("gsk_{w20}WGdyb3FY{w24}",), variable="GROQ_API_KEY",
        revoke="https://console.groq.com/keys",
    ),
    Detector(
        "nvidia-api-key", "NVIDIA", "API key", ("nvapi-{u64}",), variable="NVIDIA_API_KEY",
        revoke="https://org.ngc.nvidia.com/setup/api-keys",
    ),
    Detector(
        "nvidia-ngc-key", "NVIDIA", "NGC API key", ("{b84}",), context=("ngc", "nvidia", "nvcr"), check=checks.NGC,
        revoke="https://org.ngc.nvidia.com/setup/api-keys", variable="NGC_API_KEY",
    ),
    Detector(
        "together-api-key", "Together", "API key", ("tgp_v1_{u43}",), variable="TOGETHER_API_KEY",
        revoke="https://api.together.ai/settings/api-keys",
    ),
    Detector(
        "together-api-key-old", "Together", "API key", ("{h64}",), context=("together",), variable="TOGETHER_API_KEY",
        revoke="https://api.together.ai/settings/api-keys",
    ),
    Detector(
        "fireworks-api-key", "Fireworks", "API key", ("fw_{w24}",), variable="FIREWORKS_API_KEY",
        revoke="https://app.fireworks.ai/settings/users/api-keys",
    ),
    Detector(
        "deepseek-api-key", "DeepSeek", "API key", ("sk-{h32}",), context=("deepseek",), variable="DEEPSEEK_API_KEY",
        revoke="https://platform.deepseek.com/api_keys",
    ),
    Detector(
        "openrouter-api-key", "OpenRouter", "API key", ("sk-or-v1-{h64}",), variable="OPENROUTER_API_KEY",
        revoke="https://openrouter.ai/settings/keys",
    ),
    Detector(
        "xai-api-key", "xAI", "API key", ("xai-{u70-120}",), variable="XAI_API_KEY", revoke="https://console.x.ai",
    ),
    Detector(
        "perplexity-api-key", "Perplexity", "API key", ("pplx-{w48}",), variable="PERPLEXITY_API_KEY",
        revoke="https://www.perplexity.ai/settings/api",
    ),
    Detector(
        "elevenlabs-api-key", "ElevenLabs", "API key", ("sk_{h48}",), variable="ELEVENLABS_API_KEY",
        revoke="https://elevenlabs.io/app/settings/api-keys",
    ),
    Detector(
        "voyage-api-key", "Voyage AI", "API key", ("pa-{u43}", "al-{u43}"), context=("voyage",),
        variable="VOYAGE_API_KEY", revoke="https://dashboard.voyageai.com",
    ),
    Detector(
        "jina-api-key", "Jina", "API key", ("jina_{u60}",), variable="JINA_API_KEY",
        revoke="https://jina.ai/api-dashboard/key-manager",
    ),
    Detector(
        "tavily-api-key", "Tavily", "API key", ("tvly-{w32-40}", "tvly-dev-{u32-60}", "tvly-prod-{u32-60}"),
        variable="TAVILY_API_KEY", revoke="https://app.tavily.com",
    ),
    Detector(
        "assemblyai-api-key", "AssemblyAI", "API key", ("{h32}",), context=("assemblyai", "assembly"),
        variable="ASSEMBLYAI_API_KEY", revoke="https://www.assemblyai.com/app/api-keys",
    ),
    Detector(
        "deepgram-api-key", "Deepgram", "API key", ("{h40}",), context=("deepgram",), variable="DEEPGRAM_API_KEY",
        revoke="https://console.deepgram.com",
    ),
    Detector(
        "scale-api-key", "Scale AI", "API key", ("live_{h32}", "test_{h32}"), context=("scale",),
        variable="SCALE_API_KEY", revoke="https://dashboard.scale.com/settings/api-key",
    ),
    Detector(
        "roboflow-api-key", "Roboflow", "API key", ("{w20}",), context=("roboflow",), variable="ROBOFLOW_API_KEY",
        revoke="https://app.roboflow.com/settings/api",
    ),
    Detector(
        "stability-api-key", "Stability AI", "API key", ("sk-{w48}",), context=("stability", "dreamstudio"),
        variable="STABILITY_API_KEY", revoke="https://platform.stability.ai/account/keys",
    ),
    Detector(
        "cerebras-api-key", "Cerebras", "API key", ("csk-{x48}",), variable="CEREBRAS_API_KEY",
        revoke="https://cloud.cerebras.ai/platform/apikeys",
    ),
    Detector(
        "llamaindex-api-key", "LlamaCloud", "API key", ("llx-{w48}",), variable="LLAMA_CLOUD_API_KEY",
        revoke="https://cloud.llamaindex.ai/api-key",
    ),
    Detector(
        "runpod-api-key", "RunPod", "API key", ("rpa_{U40}{x6}",), variable="RUNPOD_API_KEY",
        revoke="https://www.runpod.io/console/user/settings",
    ),
    Detector(
        "fal-api-key", "fal", "API key", (f"{UUID}:{{h32}}",), context=("fal",), variable="FAL_KEY",
        revoke="https://fal.ai/dashboard/keys",
    ),
)  # fmt: skip
