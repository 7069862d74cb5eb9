"""What has no provider: keys and tokens in standard encodings, and passwords in URLs, headers and files."""

import re

from policylint.secrets import checks
from policylint.secrets.assignments import name_around
from policylint.secrets.detector import Detector, Kind
from policylint.secrets.layers import percent_decoded
from policylint.secrets.names import Claim, claim, word_set
from policylint.secrets.randomness import is_hexadecimal, randomness
from policylint.secrets.regexes import lazily
from policylint.secrets.values import is_literal, is_password, is_token

_SECRETS_MANAGER = "https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html"


def _has_password(match: re.Match[str]) -> bool:
    """Whether the password of a URL is a real one, not a reference, a mask or the well-known default."""
    password, user = percent_decoded(match["secret"]) or match["secret"], match["user"]
    if password == user or not is_literal(password):
        return False
    return password.lower() not in _NO_PASSWORDS


# Where a URL's password is one of these it is a placeholder or the product's documented default.
_NO_PASSWORDS = word_set(
    "password passwd pass pw pwd secret token user username example guest admin root postgres mysql redis"
    " rabbitmq minioadmin changeme x-oauth-basic x-access-token oauth2 hidden masked"
)


def _is_url_token(match: re.Match[str]) -> bool:
    """Whether what stands where a user does is a token: it has digits, and is not Sentry's, which is public."""
    token = match["secret"]
    return is_literal(token) and any(c.isdigit() for c in token) and not _SENTRY().match(match.string, match.end())


_SENTRY = lazily(r"[a-z0-9.-]{0,64}sentry[a-z0-9.-]{0,64}/")


def _is_presigned(match: re.Match[str]) -> bool:
    """Whether a signature stands in a query that says who signed, or until when it works."""
    around = match.string[max(0, match.start() - 1024) : match.end() + 1024].lower()
    return any(word in around for word in _SIGNING)


# What the signed queries of Google, Alibaba, Tencent, Huawei and Volcengine hold beside the signature.
_SIGNING = ("x-goog-algorithm", "ossaccesskeyid", "x-oss-", "q-sign-", "x-obs-", "x-tos-", "accesskeyid=", "x-cos-")


def _is_login(match: re.Match[str]) -> bool:
    """Whether what a command reads is a password: its line says so before."""
    line = match.string[max(0, match.start() - 200) : match.start()].rpartition("\n")[2]
    return any(word in line for word in ("--password-stdin", "--with-token", "wandb login", "chpasswd", "kinit"))


def _is_connection(match: re.Match[str]) -> bool:
    """Whether a password stands among the other parts of a connection string."""
    around = match.string[max(0, match.start() - 500) : match.end() + 500]
    if ";" not in around:
        return False
    around = around.lower()
    parts = ("server=", "driver=", "data source=", "uid=", "user id=", "host=", "database=", "initial catalog=")
    return any(part in around for part in parts) and is_password(match["secret"])


def _is_element(match: re.Match[str]) -> bool:
    """Whether what an element of XML holds is a secret by its name, or by the name in the element before."""
    start, end = name_around(match.string, match.start())
    claimed, value = claim(match.string[start:end]), match["secret"]
    return is_password(value) if claimed is Claim.PASSWORD else claimed >= Claim.SURE and is_token(value, _DRAWN)


def _has_user(match: re.Match[str]) -> bool:
    """Whether a query names a user beside a password, as InfluxDB's does."""
    return re.search(r"[?&]u=[^&\s]", match.string[max(0, match.start() - 256) : match.end() + 256]) is not None


_DRAWN = 8.0  # bits of randomness that keys have


DETECTORS = (
    Detector(
        "private-key", "", "private key", kind=Kind.PRIVATE_KEY, keywords=("-----begin ",),
        pattern=(
            r"-----BEGIN (?:RSA |EC |DSA |OPENSSH |ENCRYPTED |PGP |SSH2 ENCRYPTED )?PRIVATE KEY(?: BLOCK)?-----"
            r"(?P<secret>(?:[A-Za-z0-9+/=\s:,.]|-(?!----)|\\{1,8}[nr])*)"
        ),
        judge=lambda match: sum(c.isalnum() for c in match["secret"][:200]) >= 40,
        revoke="https://docs.aws.amazon.com/secretsmanager/latest/userguide/create_secret.html",
        true=("-----BEGIN PRIVATE KEY-----\n{b64}\n{b64}\n-----END PRIVATE KEY-----",
              r"-----BEGIN RSA PRIVATE KEY-----\n{b64}\n{b64}\n-----END RSA PRIVATE KEY-----"),
        false=("-----BEGIN CERTIFICATE-----\n{b64}\n{b64}\n-----END CERTIFICATE-----",
               "-----BEGIN PUBLIC KEY-----\n{b64}\n-----END PUBLIC KEY-----",
               "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----"),
    ),
    Detector(
        "private-key-body", "", "private key without its first and last line",
        ("MII{b3}IBADANBgkqhkiG9w0BAQEFAASC{b24-8000}", "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg{b24-200}"),
        kind=Kind.PRIVATE_KEY, revoke="https://docs.aws.amazon.com/secretsmanager/latest/userguide/create_secret.html",
    ),
    Detector(
        "json-web-token", "", "JSON Web Token", ("eyJ{u10-2000}.eyJ{u8-4000}.{u16-1000}",), check=checks.JWT,
        revoke=_SECRETS_MANAGER,
    ),
    Detector(
        "url-password", "", "password in a URL", kind=Kind.URL, keywords=("://",), judge=_has_password,
        pattern=r"""://(?P<user>[^\s:/?#@"'<>\\]{0,128}):(?P<secret>[^\s/?#"'<>\\]{1,4096})@""",
        revoke=_SECRETS_MANAGER,
        true=("postgresql://svc:{w20}@db.example.internal:5432/prod", "redis://:{w20}@cache.example.internal:6379/0",
              "https://mlflow:{w12}@mlflow.example.com"),
        false=("postgresql://svc@db.example.internal/prod", "postgresql://svc:${DB_PASSWORD}@db/prod",
               "https://github.com/acme/churn.git@{h40}", "postgresql://app:***@db/prod", "redis://cache:6379/0",
               "git@github.com:acme/churn.git"),
    ),
    Detector(
        "url-token", "", "token in a URL", kind=Kind.URL, keywords=("://",),
        judge=_is_url_token, pattern=r"://(?P<secret>[A-Za-z0-9_-]{24,255})(?::(?:x-oauth-basic)?)?@",
        revoke=_SECRETS_MANAGER,
        true=("https://{h40}@git.example.com/acme/churn.git",),
        false=("https://build-robot@git.example.com/acme/churn.git", "https://{h32}@o{n6}.ingest.sentry.io/{n7}"),
    ),
    Detector(
        "oracle-jdbc-password", "Oracle", "password in a JDBC URL", kind=Kind.URL, keywords=("jdbc:oracle:",),
        judge=lambda match: is_password(percent_decoded(match["secret"]) or match["secret"]),
        pattern=(
            r"""(?i:jdbc:oracle:(?:thin|oci):)[^\s/"'@:]{1,128}/"?(?P<secret>[^\s"'\\<>]{1,512})"?@(?=//|[A-Za-z0-9(])"""
        ),
        revoke=_SECRETS_MANAGER, true=("jdbc:oracle:thin:scott/{w16}@//db.example.com:1521/ORCL",),
        false=("jdbc:oracle:thin:scott/${DB_PASSWORD}@//db.example.com:1521/ORCL",
               "jdbc:oracle:thin:@//db.example.com:1521/ORCL"),
    ),
    Detector(
        "oracle-preauthenticated-request", "Oracle", "pre-authenticated request",
        kind=Kind.URL, keywords=(".oraclecloud.com/p/",),
        pattern=r"\.oraclecloud\.com/p/(?P<secret>[A-Za-z0-9_-]{40,128})/n/",
        revoke="https://docs.oracle.com/iaas/Content/Object/Tasks/usingpreauthenticatedrequests.htm",
        true=("https://objectstorage.eu-frankfurt-1.oraclecloud.com/p/{w64}/n/acme/b/data/o/train.csv",),
        false=("https://objectstorage.eu-frankfurt-1.oraclecloud.com/n/acme/b/data/o/train.csv",),
    ),
    Detector(
        "presigned-url", "", "presigned URL", kind=Kind.URL, keywords=("signature=", "signature%3d"),
        judge=_is_presigned, covers=("aws-access-key-id",),
        pattern=(
            r"(?i:signature)(?:=|%3[Dd])(?P<secret>[A-Za-z0-9+/_~-](?:[A-Za-z0-9+/_~-]|%2[BbFf]){25,1023}(?:=|%3[Dd]){0,2})"
            r"(?![A-Za-z0-9+/])"
        ),
        revoke="https://cloud.google.com/storage/docs/access-control/signed-urls",
        true=("https://storage.googleapis.com/acme/t.csv?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Expires=604800"
              "&X-Goog-Signature={h256}",
              "https://acme-125.cos.ap-beijing.myqcloud.com/t?q-sign-algorithm=sha1&q-ak=a&q-signature={h40}",
              "https://acme.oss-cn-hangzhou.aliyuncs.com/t.csv?OSSAccessKeyId=a&Expires=1793527810&Signature={w27}%3D"),
        false=("https://docs.example.com/?Signature={w28}",),
    ),
    Detector(
        "connection-string", "", "password in a connection string", kind=Kind.URL, keywords=("pwd=", "password="),
        judge=_is_connection, pattern=r"(?i:pwd|password)=(?P<secret>\{[^}\s]{4,128}\}|[^;\s\"']{4,128})",
        revoke=_SECRETS_MANAGER,
        true=("Driver={ODBC Driver 18};Server=tcp:db.example.net,1433;Uid=svc;Pwd={w16};Encrypt=yes",),
        false=("Driver={ODBC Driver 18};Server=tcp:db.example.net,1433;Uid=svc;Pwd=${DB_PASSWORD};Encrypt=yes",),
    ),
    Detector(
        "authorization-header", "", "Authorization header", kind=Kind.NAMED, keywords=("bearer", "basic", "token "),
        judge=lambda match: is_literal(match["secret"]) and (
            any(c.isdigit() for c in match["secret"]) if match["scheme"].lower() != "basic"
            else checks.BASIC.holds(match["secret"])
        ),
        pattern=(
            r"(?<![A-Za-z0-9_-])(?P<scheme>(?i:bearer|basic|token))(?:\s{1,4}|%20|\+)"
            r"(?P<secret>[A-Za-z0-9_.~+/-]{16,4000}={0,2})"
        ),
        revoke=_SECRETS_MANAGER,
        true=("Authorization: Bearer {w40}",),
        false=("Authorization: Bearer ${TOKEN}", "bearer authentication-by-role", "Authorization: Basic {n20}"),
    ),
    Detector(
        "piped-password", "", "password piped into a command", kind=Kind.NAMED, keywords=("echo ", "printf "),
        judge=lambda match: is_password(match["secret"]),
        pattern=(
            r"""(?:echo|printf)\s(?:-[neE]{1,3}\s|["']?%s(?:\\n)?["']?\s)?(?P<quote>["']?)(?P<secret>[^\s"'|;&]{6,512})(?P=quote)\s{0,4}\|"""
            r"""[^\n|;]{0,200}?(?:--password-stdin|--with-token|\blogin\b|\bchpasswd\b|\bkinit\b)"""
        ),
        revoke=_SECRETS_MANAGER, true=("echo {w20} | docker login --username ci --password-stdin ghcr.io",),
        false=("echo $DOCKER_PASSWORD | docker login --password-stdin", "echo done-with-1-of-2 | tee log"),
    ),
    Detector(
        "here-string-password", "", "password handed to a command", kind=Kind.NAMED, keywords=("<<<",),
        judge=lambda match: _is_login(match) and is_password(match["secret"]),
        pattern=r"""<<<\s{0,4}(?P<quote>["']?)(?P<secret>[^\s"'|;&]{6,512})(?P=quote)""", revoke=_SECRETS_MANAGER,
        true=("docker login --username ci --password-stdin ghcr.io <<< {w20}",),
        false=("docker login --password-stdin <<< $DOCKER_PASSWORD", "grep login <<< {w20}"),
    ),
    Detector(
        "netrc", "", "password in a netrc entry", kind=Kind.NAMED, keywords=("machine ",),
        judge=lambda match: is_password(match["secret"]),
        pattern=(
            r"machine\s{1,8}[^\s\\]{1,255}(?:\s|\\n){1,8}(?:login|user)\s{1,8}[^\s\\]{1,255}(?:\s|\\n){1,8}"
            r"password\s{1,8}(?P<secret>[^\s\\]{4,255})"
        ),
        revoke=_SECRETS_MANAGER,
        true=("machine api.wandb.ai\n  login user\n  password {h40}\n",),
        false=("machine api.wandb.ai\n  login user\n  password $WANDB_API_KEY\n",),
    ),
    Detector(
        "markup-secret", "", "secret in XML", kind=Kind.NAMED,
        keywords=("password>", "passwd>", "pwd>", "secret>", "token>", "key>"), judge=_is_element,
        pattern=r"(?i:(?P<noun>password|passwd|pwd|secret|token|key))>\s{0,64}(?P<secret>[^<>\s]{6,512})\s{0,64}</",
        revoke=_SECRETS_MANAGER, true=("<db><user>svc</user><password>{w20}</password></db>",),
        false=("<db><password>${DB_PASSWORD}</password></db>", "<key>training/part-1.csv</key>", "<key>{w20}</key>"),
    ),
    Detector(
        "property-secret", "", "secret in a property of XML", kind=Kind.NAMED, keywords=("</name>", "</key>"),
        judge=_is_element,
        pattern=(
            r"</(?i:name|key)>\s{0,64}<(?i:value|string)>\s{0,64}(?P<secret>[^<>\s]{6,512})\s{0,64}</(?i:value|string)>"
        ),
        revoke=_SECRETS_MANAGER,
        true=("<property><name>javax.jdo.option.ConnectionPassword</name><value>{w20}</value></property>",),
        false=("<property><name>db.password</name><value>${DB_PASSWORD}</value></property>",
               "<property><name>hive.exec.scratchdir</name><value>{w20}</value></property>"),
    ),
    Detector(
        "pgpass", "PostgreSQL", "password in a password file", kind=Kind.NAMED, keywords=(":5432:", ":6432:", ":5439:"),
        judge=lambda match: is_password(match["secret"]),
        pattern=(
            r":(?:5432|6432|5439):[^:\s\\/]{1,63}:[^:\s\\/]{1,63}:(?P<secret>(?:[^:\s\\]|\\[:\\]){6,255})(?=\s|\\n|$)"
        ),
        revoke=_SECRETS_MANAGER, true=("db.example.internal:5432:features:etl:{w20}\n",),
        false=("db.example.internal:5432:features:etl:$PASSWORD\n", "postgresql://etl@db:5432/features"),
    ),
    Detector(
        "sql-password", "", "password in SQL", kind=Kind.NAMED, keywords=("password '", "identified by '", "by '"),
        judge=lambda match: is_password(match["secret"]),
        pattern=r"(?i:password|identified\s{1,4}by|by)\s{1,4}'(?P<secret>[^'\s]{6,255})'", revoke=_SECRETS_MANAGER,
        true=("ALTER USER ml WITH PASSWORD '{w20}'", "CREATE USER ml IDENTIFIED BY '{w20}'"),
        false=("ALTER USER ml WITH PASSWORD '$PASSWORD'",),
    ),
    Detector(
        "curlrc", "", "password in a curl configuration", kind=Kind.NAMED, keywords=("user",),
        judge=lambda match: is_password(match["secret"]),
        pattern=r"""user\s{0,4}[=:]?\s{0,4}"[^":\s]{1,128}:(?P<secret>[^"\s]{6,512})"[ \t]*(?:\r?\n|$)""",
        revoke=_SECRETS_MANAGER, true=('user = "ci:{w20}"\nurl = "https://nexus.example.com"\n',),
        false=('user = "ci:$PASSWORD"\n',),
    ),
    Detector(
        "query-password", "", "password in a query", kind=Kind.URL, keywords=("&p=", "&pw="),
        judge=lambda match: _has_user(match) and is_password(match["secret"]),
        pattern=r"&pw?=(?P<secret>[^&\s\"'#<>]{6,512})", revoke=_SECRETS_MANAGER,
        true=("https://influx.example.com:8086/write?db=ml&u=writer&p={w20}",),
        false=("https://example.com/list?db=ml&p=12",),
    ),
    Detector(
        "openai-style-key", "", "API key in OpenAI's style", keywords=("sk-",),
        pattern=r"(?<![A-Za-z0-9_-])(?P<secret>sk-(?:[0-9a-f]{32}|[A-Za-z0-9]{48}))(?![A-Za-z0-9_-])",
        judge=lambda match: is_hexadecimal(match["secret"][3:]) or randomness(match["secret"][3:]) > _DRAWN,
        revoke=_SECRETS_MANAGER, true=("sk-{h32}", "sk-{w48}"), false=("sk-{n12}",),
    ),
)  # fmt: skip
