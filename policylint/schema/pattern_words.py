"""The API's patterns in words, each with an example that matches: nobody should have to read a regular expression.

The words complete "takes ...". A model with a pattern that has no words here is refused by `policylint.schema.extract`.
"""

from typing import NamedTuple


class Words(NamedTuple):
    """A pattern described, and a value that matches it."""

    told: str
    example: str


_NAME = "up to {} letters (a-z, A-Z), digits and hyphens, with a letter or digit at both ends"
_HUB = (
    "a hub content ARN, arn:PARTITION:sagemaker:REGION:ACCOUNT:hub-content/HUB/{}/NAME, with /VERSION (such as /1.0.2)"
    " at the end if wanted; the account has 12 digits or is `aws`"
)
_ARN = "an ARN, arn:aws:sagemaker:REGION:ACCOUNT:{}, whose account has 12 digits"
_LETTER_FIRST = "letters (a-z, A-Z), digits and underscores, the first not a digit"

WORDS = {
    ".*": Words("any text on one line", "any text"),
    ".+": Words("any text on one line, not empty", "any text"),
    "[\\S\\s]*": Words("any text", "any text"),
    "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,31}": Words(_NAME.format(32), "churn-tuning"),
    "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}": Words(_NAME.format(63), "churn-2026-11-24"),
    "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,63}": Words(_NAME.format(64), "churn-deep"),
    "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,119}": Words(_NAME.format(120), "churn-experiment"),
    "[a-zA-Z_][a-zA-Z0-9_]*": Words(_LETTER_FIRST, "LOG_LEVEL"),
    "[-0-9a-zA-Z]+": Words("letters (a-z, A-Z), digits and hyphens", "subnet-0a1b2c3d"),
    "[A-Za-z0-9\\.\\-_]+": Words("letters (a-z, A-Z), digits, dots, hyphens and underscores", "train"),
    "[a-zA-Z0-9:/_-]*": Words(
        "a KMS key's ID, ARN or alias: letters (a-z, A-Z), digits, colons, slashes, underscores and hyphens",
        "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    ),
    "([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)": Words(
        "letters and digits of any script, spaces and _ . : / = + - @", "cost-centre"
    ),
    "(https|s3)://([^/]+)/?(.*)": Words(
        "an S3 location, s3://BUCKET/PREFIX or https://HOST/PATH, its path on one line", "s3://acme-ml/churn/train/"
    ),
    "(fs-[0-9a-f]{8,})": Words("fs- and at least 8 hexadecimal digits (0-9, a-f)", "fs-0123456789abcdef0"),
    "\\d+K": Words("a number of thousands: digits and an uppercase K", "16K"),
    "arn:aws[a-z\\-]*:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+": Words(
        "an IAM role's ARN, arn:aws:iam::ACCOUNT:role/NAME: the account has 12 digits, and the name has letters, digits"
        " and _ + = , . @ - /",
        "arn:aws:iam::123456789012:role/SageMakerTraining",
    ),
    "arn:[\\p{Alnum}\\-]+:lambda:[\\p{Alnum}\\-]+:[0-9]{12}:function:.*": Words(
        "a Lambda function's ARN, arn:aws:lambda:REGION:ACCOUNT:function:NAME, whose account has 12 digits",
        "arn:aws:lambda:us-east-1:123456789012:function:registry-login",
    ),
    "(arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:[a-z\\-]*\\/)?([a-zA-Z0-9]([a-zA-Z0-9-]){0,62})(?<!-)": Words(
        "a name of 1 to 63 letters (a-z, A-Z), digits and hyphens with no hyphen at either end, or a SageMaker ARN that"
        " ends in such a name",
        "acme-churn-algorithm",
    ),
    "(arn:[a-z0-9-\\.]{1,63}:sagemaker:\\w+(?:-\\w+)+:(\\d{12}|aws):hub-content\\/)[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}"
    "\\/DataSet\\/[a-zA-Z0-9](-*[a-zA-Z0-9]){0,63}(\\/\\d{1,4}.\\d{1,4}.\\d{1,4})?": Words(
        _HUB.format("DataSet"), "arn:aws:sagemaker:us-east-1:123456789012:hub-content/acme/DataSet/churn/1.0.2"
    ),
    "(arn:[a-z0-9-\\.]{1,63}:sagemaker:\\w+(?:-\\w+)+:(\\d{12}|aws):hub-content\\/)[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}"
    "\\/Model\\/[a-zA-Z0-9](-*[a-zA-Z0-9]){0,63}(\\/\\d{1,4}.\\d{1,4}.\\d{1,4})?": Words(
        _HUB.format("Model"), "arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/llama-3/1.0.2"
    ),
    "arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:mlflow-[a-zA-Z-]*/.*": Words(
        _ARN.format("mlflow-KIND/NAME"),
        "arn:aws:sagemaker:us-east-1:123456789012:mlflow-tracking-server/churn",
    ),
    "arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:training-plan/.*": Words(
        _ARN.format("training-plan/NAME"), "arn:aws:sagemaker:us-east-1:123456789012:training-plan/winter"
    ),
    "arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]{9,16}:[0-9]{12}:model-package-group/[\\S]{1,2048}": Words(
        _ARN.format("model-package-group/NAME"),
        "arn:aws:sagemaker:us-east-1:123456789012:model-package-group/churn",
    ),
    "arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]{9,16}:[0-9]{12}:model-package/[\\S]{1,2048}": Words(
        _ARN.format("model-package/NAME"), "arn:aws:sagemaker:us-east-1:123456789012:model-package/churn/3"
    ),
    "[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\t]*": Words(
        "any text on one line, without control characters", "AwsDataCatalog"
    ),
    "[\\s\\S]+": Words("any text, not empty", "SELECT * FROM churn"),
    "[a-zA-Z0-9._-]+": Words("letters (a-z, A-Z), digits, dots, underscores and hyphens", "epochCount"),
    "[a-zA-Z0-9_-]+": Words("letters (a-z, A-Z), digits, underscores and hyphens", "sample_weight"),
    "[a-zA-Z0-9\\_\\-]+": Words("letters (a-z, A-Z), digits, underscores and hyphens", "mean"),
    "[a-zA-Z0-9](-*[a-zA-Z0-9])*": Words(
        "letters (a-z, A-Z), digits and hyphens, with a letter or digit at both ends", "Falcon7BInstruct"
    ),
    "[a-zA-Z0-9]([\\-a-zA-Z0-9]*[a-zA-Z0-9])?": Words(
        "letters (a-z, A-Z), digits and hyphens, with a letter or digit at both ends", "churn-model"
    ),
    "[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*": Words(
        "letters (a-z, A-Z) and digits, in groups with one hyphen between them", "al2-ami-sagemaker-batch-gpu-470"
    ),
    "[a-zA-Z0-9]([_-]*[a-zA-Z0-9]){0,63}": Words(
        "up to 64 letters (a-z, A-Z), digits, underscores and hyphens, with a letter or digit at both ends",
        "churn_features",
    ),
    "[a-zA-Z_][a-zA-Z0-9_]{0,1023}": Words(_LETTER_FIRST, "LOG_LEVEL"),
    "[A-Z]{2}": Words("two uppercase letters (A-Z), a country's code", "DE"),
    "\\d+\\.\\d+\\.\\d+": Words("a version of three numbers, MAJOR.MINOR.PATCH", "1.0.0"),
    "(^p[1-9]\\d?$)": Words("p and a percentage from 1 to 99", "p50"),
    "(1Y|Y|([1-9]|1[0-1])M|M|[1-4]W|W|[1-6]D|D|([1-9]|1[0-9]|2[0-3])H|H|([1-9]|[1-5][0-9])min)": Words(
        "a frequency: Y, M, W, D or H, with a number before it if it is more than one, or 1min to 59min", "15min"
    ),
    "arn:aws[a-z\\-]*:kms:[a-z0-9\\-]+:[0-9]{12}:key/(mrk-)?[a-f0-9\\-]+": Words(
        "a KMS key's ARN, arn:aws:kms:REGION:ACCOUNT:key/ID, whose account has 12 digits",
        "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    ),
    "(arn:[a-z0-9-.]{1,63}:sagemaker:[a-zA-Z0-9]+(?:-[a-zA-Z0-9]+)+:([0-9]{12}|aws):hub-content/)[a-zA-Z0-9]"
    "(-*[a-zA-Z0-9]){0,62}/Model/[a-zA-Z0-9](-*[a-zA-Z0-9]){0,63}(/[0-9]{1,4}\\.[0-9]{1,4}\\.[0-9]{1,4})?": Words(
        _HUB.format("Model"), "arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model/qwen-3/1.0.2"
    ),
}
