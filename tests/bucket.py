"""A server that speaks S3, started once for each process of the tests, with a new bucket for whoever asks."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from functools import cache
from itertools import count
from typing import Any, TypeVar

import boto3
import pytest
from moto.core import DEFAULT_ACCOUNT_ID, set_initial_no_auth_action_count
from moto.s3.models import s3_backends
from moto.server import ThreadedMotoServer

T = TypeVar("T")
_numbers = count(1)


@cache
def server() -> ThreadedMotoServer:
    """The server; it ends with this process."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    started = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    started.start()
    return started


def endpoint() -> str:
    """Where it answers."""
    host, port = server().get_host_and_port()
    return f"http://{host}:{port}"


def owner(of: str = "s3") -> Any:
    """A client of whoever owns the buckets, as an attacker with full access would have it."""
    return boto3.client(
        of, endpoint_url=endpoint(), region_name="us-east-1", aws_access_key_id="owner", aws_secret_access_key="x"
    )


def new_bucket(patch: pytest.MonkeyPatch) -> str:
    """A bucket, which from now on attached files lie in. Returns its name."""
    name = f"bucket-{next(_numbers)}"
    owner().create_bucket(Bucket=name)
    for variable, value in {
        "CHUMCHON_ATTACHMENTS": f"s3://{name}/attached",
        "AWS_ENDPOINT_URL": endpoint(),
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "us-east-1",
    }.items():
        patch.setenv(variable, value)
    return name


def checking_keys(act: Callable[[str, str], T]) -> T:
    """What somebody does with the one key, and its secret, that the server knows while it looks at every signature."""
    people, name = owner("iam"), f"worker-{next(_numbers)}"
    people.create_user(UserName=name)
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
    people.put_user_policy(UserName=name, PolicyName="files", PolicyDocument=json.dumps(policy))
    key = people.create_access_key(UserName=name)["AccessKey"]
    done: T = set_initial_no_auth_action_count(0)(act)(key["AccessKeyId"], key["SecretAccessKey"])
    return done


def lay(bucket: str, key: str, body: bytes) -> None:
    """Lay an object into a bucket, past the server's door: a thousand of them take a second."""
    s3_backends[DEFAULT_ACCOUNT_ID]["aws"].put_object(bucket, key, body)


def objects(bucket: str) -> dict[str, bytes]:
    """What lies in a bucket, as its owner reads it."""
    pages = owner().get_paginator("list_objects_v2").paginate(Bucket=bucket)
    found = sorted(one["Key"] for page in pages for one in page.get("Contents", ()))
    return {key: owner().get_object(Bucket=bucket, Key=key)["Body"].read() for key in found}
