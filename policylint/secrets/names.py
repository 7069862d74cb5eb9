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
    PASSWORD = 4  # as SURE, and people choose these themselves


# What a prefilter looks for in running text; each stands in some word below.
KEYWORDS = ("key", "token", "secret", "pass", "pwd", "credential", "creds", "auth", "_pat", "-pat")

_PARTS = lazily(r"(?i:b(?:ase)?64)(?![a-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_FOLDED = {"authtoken": "auth token", "apitoken": "api token", "apikey": "api key", "apikeys": "api keys"}
_FOLDED |= {"accesskey": "access key", "secretkey": "secret key", "privatekey": "private key", "authkey": "auth key"}
_FOLDED |= {"accesstoken": "access token", "hftoken": "hf token", "passwd": "password", "pwd": "password"}
_FOLDED |= {"passphrase": "password", "pass": "password", "pw": "password", "passwort": "password", "psw": "password"}
_FOLDED |= {"userpassword": "password", "dbpassword": "password", "pgpassword": "password", "sshpass": "password"}
_FOLDED |= {"authentication": "auth", "authorization": "auth", "authorisation": "auth", "bearer": "token"}
_FOLDED |= {"creds": "credentials", "credential": "credentials", "secrets": "secret", "licence": "license"}

# Words at the end that leave the meaning to the word before: encodings, variants, ordinals.
_TRAILING = word_set(
    "b64 base64 base 64 encoded enc value val str string text plain raw literal prod production dev staging"
    " test main new old current live default primary secondary header json yaml"
)
_NOUNS = word_set("password secret token key credentials auth pat sas")
# Before `key`, these make it a key to something.
_KEYS = word_set(
    "api access secret private account auth encryption encrypt decryption signing sign master service"
    " subscription license deploy admin root storage ssh ssl tls jwt hmac webhook client consumer app"
    " application shared rsa ec pem integration write read ingest provisioning credential credentials bot host"
    " server judge"
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
    " serpapi ray anyscale modal runpod lambda"
)
# A name with one of these is not a secret's, whatever follows: public halves, tokenisers, counts, cursors.
_INNOCENT = word_set(
    "public pub pad eos bos unk sep cls mask image video audio special start end stop eot eod boi eoi im"
    " begin prefix suffix middle fim think tool vocab decoder forced max min num n per total avg mean next"
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
        found += _FOLDED.get(small, small).split()
    return found


@lru_cache(maxsize=8192)
def claim(name: str) -> Claim:
    """What a name claims of its value."""
    found = words(name)
    while len(found) > 1 and (found[-1] in _TRAILING or found[-1].isdigit()):
        found.pop()
    if not found or found[-1] not in _NOUNS:
        return Claim.NONE
    noun, before = found[-1], found[:-1]
    if not _INNOCENT.isdisjoint(before) and noun != "password":
        return Claim.NONE
    if noun == "key":
        return _claim_of_key(before)
    if noun == "token":
        return Claim.SURE if before and (before[-1] in _TOKENS or before[-1] in PROVIDERS) else Claim.LIKELY
    if noun in ("pat", "sas") and not before:
        return Claim.NONE
    return _NOUN_CLAIMS[noun]


_NOUN_CLAIMS = {
    "password": Claim.PASSWORD,
    "secret": Claim.SURE,
    "credentials": Claim.SURE,
    "pat": Claim.SURE,
    "sas": Claim.LIKELY,
    "auth": Claim.LIKELY,
}


def _claim_of_key(before: list[str]) -> Claim:
    """What `key` claims by the words before it."""
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
    return not _IDENTIFIERS.isdisjoint(words(name))


_IDENTIFIERS = word_set(
    "id ids uuid guid ksuid ulid uid hash sha sha1 sha256 sha512 md5 crc crc32 crc64 checksum digest etag oid"
    " commit revision version fingerprint public cert certificate ca seed uri url arn path prefix bucket tag"
    " image sequence motif primer dna protein smiles proto schema pem nonce salt signature sid ref name index"
    " trace span experiment run correlation request event lfs md sequences"
)
