"""What a name says of its value: that it is a password or a key, or that it is an id, a count, a path, a public part.

`api_key`, `apiKey`, `--api-key` and `API_KEY_B64` are the same words; the last word with a meaning of its own decides.
"""

from enum import IntEnum
from functools import lru_cache

from policylint.secrets.regexes import lazily


def word_set(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


class Claim(IntEnum):
    """How strongly a name claims that its value is secret."""

    NONE = 0  # an id, a count, a path; or nothing known
    MAYBE = 1  # `cache_key`: most are not secrets
    LIKELY = 2  # `jupyter_token`: most are
    SURE = 3  # `api_key`, `client_secret`, `wandb_key`
    SECRET = 4  # as SURE, and people may choose these themselves
    PASSWORD = 5  # people choose these themselves


# What a prefilter looks for in running text; each stands in some word below.
KEYWORDS = (
    "key",
    "token",
    "secret",
    "pass",
    "pwd",
    "_pw",
    "-pw",
    "credential",
    "creds",
    "auth",
    "_pat",
    "-pat",
    "_sas",
    "pswd",
)

_PARTS = lazily(r"(?i:b(?:ase)?64)(?![a-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_FOLDED = {"authtoken": "auth token", "apitoken": "api token", "apikey": "api key", "apikeys": "api keys"}
_FOLDED |= {"accesskey": "access key", "secretkey": "secret key", "privatekey": "private key", "authkey": "auth key"}
_FOLDED |= {"accesstoken": "access token", "hftoken": "hf token", "passwd": "password", "pwd": "password"}
_FOLDED |= {
    "passphrase": "password",
    "pass": "password",
    "pw": "password",
    "passwort": "password",
    "psw": "password",
    "pswd": "password",
}
_FOLDED |= {"userpassword": "password", "dbpassword": "password", "pgpassword": "password", "sshpass": "password"}
_FOLDED |= {"authentication": "auth", "authorization": "auth", "authorisation": "auth", "bearer": "token"}
_FOLDED |= {"passcode": "password", "pgpass": "password", "keypass": "password", "storepass": "password"}
_FOLDED |= {"creds": "credentials", "credential": "credentials", "secrets": "secret", "licence": "license"}

# Words at the end that leave the meaning to the word before: encodings, variants, ordinals.
_TRAILING = word_set(
    "b64 base64 base 64 encoded enc value val str string text plain raw literal prod production dev staging"
    " test main new old current live default primary secondary json yaml"
)
# Words run together whose end is one of these mean what the end means, but for the words of the language.
_ENDS = {"password": "password", "passwd": "password", "passphrase": "password", "passcode": "password"}
_ENDS |= {"pwd": "password", "pass": "password", "secret": "secret", "apikey": "api key"}
_PASSES = word_set(
    "compass bypass trespass surpass overpass underpass encompass multipass highpass lowpass bandpass allpass onepass"
    " twopass singlepass firstpass doublepass gempass prepass postpass subpass minipass spypass tailpass"
)
_NOUNS = word_set("password secret token key credentials auth pat sas")
# Before `key`, these make it a key to something.
_KEYS = word_set(
    "api access secret private account auth encryption encrypt decryption signing sign master service"
    " subscription license fernet aes deploy admin root storage ssh ssl tls jwt hmac webhook client consumer app"
    " application shared rsa ec pem integration write read ingest provisioning credential credentials bot host"
    " server judge hex"
)
_TOKENS = word_set(
    "api access auth refresh bearer secret personal user bot session security oauth id identity hub deploy"
    " service admin private app registry github gitlab git"
)
PROVIDERS = word_set(
    "hf huggingface hugging face openai anthropic claude gemini google azure aws wandb comet neptune mlflow"
    " clearml dagshub kaggle langsmith langchain langfuse replicate cohere mistral groq nvidia ngc nim"
    " together fireworks deepseek openrouter xai perplexity pplx elevenlabs voyage jina tavily assemblyai"
    " deepgram pinecone qdrant weaviate roboflow scale snowflake databricks github gitlab bitbucket slack"
    " discord telegram twilio sendgrid mailgun mailchimp datadog dd newrelic grafana sentry prefect vault"
    " doppler notion airtable linear postman heroku pulumi supabase tailscale stripe pypi npm docker dockerhub"
    " jfrog artifactory minio s3 mongo mongodb postgres mysql redis label studio zilliz milvus llm serper"
    " serpapi ray anyscale modal runpod lambda vast coreweave lightning baseten sambanova deepinfra kimi moonshot zhipu"
    " ollama minimax upstage exa brave firecrawl tencent aliyun alibaba yandex ibm watsonx scaleway snyk influx"
    " fal ai21 nomic novita predibase e2b daytona dashscope qwen siliconflow stability replicate labelbox whylabs zenml"
    " hopsworks elastic elasticsearch algolia upstash confluent aiven clickhouse neon turbopuffer chroma linode hcloud"
    " hetzner vultr ovh cloudflare digitalocean backblaze b2 r2 sonar codecov splunk pagerduty opsgenie honeycomb"
    " dynatrace logfire axiom consul openweather finnhub rapidapi maxmind civitai unstructured portkey helicone"
    " ngrok okta"
)
# A name with one of these is not a secret's, whatever follows: public halves, tokenisers, counts, cursors.
_INNOCENT = word_set(
    "public pub publishable publish pad eos bos unk sep cls mask image video audio special start end stop eot eod boi"
    " eoi im begin prefix suffix middle fim think tool vocab decoder forced max min num n per total avg mean next"
    " page pagination continuation cursor request idempotency dedup csrf instance placeholder trigger new"
    " tokens tokenizer kms"
)
_ACCESS_KEY_IDS = frozenset({"clearml", "trains"})  # whose access key is the id beside their secret key
_INNOCENT_KEYS = word_set(
    "cache primary foreign partition sort object group row hash lookup config column join index map field"
    " feature target data dataset sample attention query value label order experiment metric input output"
    " idempotency s3 dict rank shard bucket range search ssm dedup event rng prng"
)


def words(name: str) -> list[str]:
    """The lowercase words of a name, known compounds taken apart: `WandbAPIKey` is wandb, api, key."""
    found: list[str] = []
    for part in _PARTS().findall(name):
        small = part.lower()
        found += (_FOLDED.get(small) or _unglued(small)).split()
    return found


def _unglued(word: str) -> str:
    """A word, taken apart where its end is a noun for secrets: `dbpass` is db, password."""
    if word not in _PASSES:
        for end, meaning in _ENDS.items():
            if word.endswith(end) and len(word) > len(end) + 1:
                return f"{word.removesuffix(end)} {meaning}"
    return word


@lru_cache(maxsize=8192)
def claim(name: str) -> Claim:
    """What a name claims of its value."""
    if "::" in name:  # the name of a type: `AWS::ApiGateway::ApiKey`
        return Claim.NONE
    found = words(name)
    while len(found) > 1 and (found[-1] in _TRAILING or found[-1].isdigit()):
        found.pop()
    if not found:
        return Claim.NONE
    if found[-1] not in _NOUNS:
        return _claim_of_qualified(found)
    return _claim_of_noun(found[-1], found[:-1])


def _claim_of_qualified(found: list[str]) -> Claim:
    """What a name claims whose noun has a word behind it, which says whose it is: `api_key_weather`."""
    if len(found) < _LEAST_QUALIFIED or found[-2] not in _QUALIFIED or found[-1] in _ASIDE or found[-1] in _IDENTIFIERS:
        return Claim.NONE
    return Claim.LIKELY if _claim_of_noun(found[-2], found[:-2]) >= Claim.SURE else Claim.NONE


_LEAST_QUALIFIED = 3
_QUALIFIED = word_set("key token password secret")
# Words behind a noun that make it a thing about the secret: where it is kept, how long it lives, what it must be like.
_ASIDE = word_set(
    "account age algorithm alias algo bits budget bytes char chars cls class classes classification column command"
    " count dim dir directory drop dropout embed embedding embeddings enabled endpoint env environment exp expired"
    " expires expiration expiry field file filename files flag folder format group header help hint host index"
    " interval label last len length level limit list loc location manager mask max merging method min mode model"
    " names number numbers owner pair param parameter per policy pool pos position prefix prompt provider providers"
    " pruning rate refresh region regex renewal replacement required reset resolver rotation rule rules scheme scope"
    " scopes selector server service set setting settings signer size source spec split start state status stop"
    " store strategy strength suffix table template time timeout ttl type types usage use used user username users"
    " validation validator valid var variable vault verify wait weight weights width fn func function vector vectors"
    " ids mapping key keys"
)


def _claim_of_noun(noun: str, before: list[str]) -> Claim:
    """What a noun for secrets claims by the words before it."""
    if not _INNOCENT.isdisjoint(before) and noun != "password":
        return Claim.NONE
    if noun == "key":
        return _claim_of_key(before)
    if noun == "token" and before[-1:] == ["client"]:  # AWS's name for what makes a request idempotent
        return Claim.NONE
    if noun == "token":
        return Claim.SURE if before and (before[-1] in _TOKENS or before[-1] in PROVIDERS) else Claim.LIKELY
    if noun in ("pat", "sas") and not before:
        return Claim.NONE
    return _NOUN_CLAIMS[noun]


_NOUN_CLAIMS = {
    "password": Claim.PASSWORD,
    "secret": Claim.SECRET,
    "credentials": Claim.SECRET,
    "pat": Claim.SURE,
    "sas": Claim.LIKELY,
    "auth": Claim.LIKELY,
}


def _claim_of_key(before: list[str]) -> Claim:
    """What `key` claims by the words before it."""
    while len(before) > 1 and before[-1] in _TRAILING:
        before = before[:-1]
    last = before[-1] if before else ""
    if last in _INNOCENT_KEYS or (last == "access" and not _ACCESS_KEY_IDS.isdisjoint(before)):
        return Claim.NONE
    return Claim.SURE if last in _KEYS or last in PROVIDERS else Claim.MAYBE


@lru_cache(maxsize=8192)
def squeezed(name: str) -> str:
    """A name without case and signs, in which the context words of detectors are looked for."""
    return "".join(character for character in name.lower() if character.isalnum())


@lru_cache(maxsize=8192)
def is_identifier(name: str) -> bool:
    """Whether a name says that its value only looks random: an id, a digest, a version, a public part."""
    found = words(name)
    return not _IDENTIFIERS.isdisjoint(found) or (found[-1:] == ["token"] and not _PASSING.isdisjoint(found))


# Tokens that only mark a place or a request.
_PASSING = word_set("next page pagination continuation cursor request idempotency client dedup csrf")


_IDENTIFIERS = word_set(
    "id ids uuid guid ksuid ulid uid hash sha sha1 sha256 sha512 md5 crc crc32 crc64 checksum digest etag oid"
    " commit revision version fingerprint public publishable cert certificate ca seed uri url arn path prefix bucket"
    " tag image sequence motif primer dna protein smiles proto schema pem nonce salt signature sid ref name index"
    " trace span experiment run correlation request event lfs md sequences"
)
