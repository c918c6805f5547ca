"""A whole connector in Python. It reads the imaginary platform of ../dummy,

    GET {base_url}/count
    {"followers": 1204, "post": {"id": "7", "text": "Halo", "published": "2026-03-10T01:00:00Z", "likes": 3}}

and speaks the protocol of connectors/sdk/wire/connector.proto. README.md says how to build and install it.
"""

import asyncio
import base64
import datetime
import json
import os
import ssl
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from concurrent import futures

import connector_pb2 as pb
import connector_pb2_grpc as wire
import grpc
import yaml
from google.protobuf import any_pb2
from google.rpc import status_pb2

ID = "pydummy"  # the file's name in connectors_dir, the configuration's connector, the tag platform
SETTINGS = {
    "account": {"type": "string", "description": "The account's name on the platform"},
    "base_url": {"type": "string", "description": "Address of the platform's API"},
    "token": {"type": "string", "description": "Access token", "writeOnly": True},
}
# Every metric that Pantau knows is given with the platform's name for it, or not available with a reason.
METRICS = {
    "account": {"followers": "followers", "following": None, "posts": None, "views": None, "reach": None},
    "post": {
        "likes": "post.likes", "views": None, "reach": None, "comments": None, "shares": None,
        "quotes": None, "saves": None, "clicks": None, "interactions": None,
    },
}
TIMEOUT_S = 20


class Failure(Exception):
    """An error of one of the four kinds: transient, rate_limited, auth, permanent."""

    def __init__(self, kind, message, after=None):
        super().__init__(message)
        self.error = pb.Error(kind=kind, message=message)
        if after:
            self.error.after.FromDatetime(after)


def capabilities():
    for of, metrics in METRICS.items():
        for name, native in metrics.items():
            yield pb.Capability(of=of, metric=name, native=[native] if native else [], reason="" if native else "not_offered")


def metrics(of, given):
    """All metrics of a record: a number, or the reason why there is none. Never 0 for missing."""
    out = {}
    for name, native in METRICS[of].items():
        value = given.get(name)
        out[name] = pb.Metric(value=value) if value is not None else pb.Metric(reason="not_read" if native else "not_offered")
    return out


def read(settings):
    """Ask the platform, and make its refusals one of the four kinds. No error may hold the token."""
    request = urllib.request.Request(settings["base_url"].rstrip("/") + "/count")
    if settings.get("token"):
        request.add_header("Authorization", "Bearer " + settings["token"])
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as e:
        if e.code in (401, 403):
            raise Failure("auth", f"/count answered {e.code}") from None
        if e.code == 429:
            wait = e.headers.get("Retry-After", "")
            seconds = int(wait) if wait.isdigit() else 60
            after = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
            raise Failure("rate_limited", "/count answered 429", after) from None
        raise Failure("transient" if e.code >= 500 else "permanent", f"/count answered {e.code}") from None
    except json.JSONDecodeError:
        raise Failure("permanent", "/count answered unreadable JSON") from None
    except OSError as e:
        raise Failure("transient", f"/count: {type(e).__name__}") from None


def records(page):
    yield pb.Record(account=pb.Account(metrics=metrics("account", {"followers": page.get("followers")})))
    post = page["post"]
    record = pb.Post(id=post["id"], type="text", text=post["text"], metrics=metrics("post", {"likes": post.get("likes")}))
    record.published.FromJsonString(post["published"])
    yield pb.Record(post=record)


def refuse(context, failure):
    """End a call with an error in the status' details, as the protocol wants it."""
    detail = any_pb2.Any()
    detail.Pack(failure.error)
    status = status_pb2.Status(code=grpc.StatusCode.FAILED_PRECONDITION.value[0], message=str(failure), details=[detail])
    context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
    context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(failure))


class Connector(wire.ConnectorServicer):
    """Serves all configured accounts in one process."""

    def __init__(self):
        self.accounts = {}

    def Info(self, request, context):
        schema = {"type": "object", "properties": SETTINGS, "required": ["account", "base_url"], "additionalProperties": False}
        return pb.InfoReply(
            id=ID, name="Python dummy", version="1", interval_s=300, records=["account", "post"], secrets=["token"],
            settings_schema=json.dumps(schema).encode(), capabilities=capabilities(), terms=pb.Terms(url="https://example.org/terms"),
        )

    def Configure(self, request, context):  # no network
        settings = yaml.safe_load(request.settings) or {}
        for name in settings:
            if name not in SETTINGS:
                refuse(context, Failure("permanent", f"{name}: no such setting; write one of {', '.join(SETTINGS)}"))
        for name in ("account", "base_url"):
            if not settings.get(name):
                refuse(context, Failure("permanent", f"{name}: missing; {SETTINGS[name]['description'].lower()}"))
        self.accounts[request.instance] = settings
        return pb.ConfigureReply()

    def settings(self, context, instance):
        if instance not in self.accounts:
            refuse(context, Failure("permanent", f'account "{instance}" is not configured'))
        return self.accounts[instance]

    def Check(self, request, context):  # one cheap call
        settings = self.settings(context, request.instance)
        try:
            page = read(settings)
        except Failure as e:
            refuse(context, e)
        return pb.CheckReply(summary=f"reads @{settings['account']}, whose last post is \"{page['post']['id']}\"")

    def Collect(self, request, context):  # records, then exactly one Done
        settings = self.settings(context, request.instance)
        done = pb.Done(requests=1)
        try:
            yield pb.CollectReply(records=pb.Records(records=records(read(settings))))
        except Failure as e:
            done.error.CopyFrom(e.error)
        yield pb.CollectReply(done=done)


def listener(folder):
    """A certificate that lives as long as this process, and TLS that wants the collector's, which the environment holds.

    gRPC's own TLS in Python does not take the collector's kind of certificate (P-521); that of the standard library does.
    """
    key, cert = os.path.join(folder, "key"), os.path.join(folder, "cert")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", cert],
        check=True, capture_output=True,
    )
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(cert, key)
    tls.load_verify_locations(cadata=os.environ["PLUGIN_CLIENT_CERT"])
    tls.verify_mode = ssl.CERT_REQUIRED
    tls.set_alpn_protocols(["h2"])
    with open(cert) as c:
        return tls, ssl.PEM_cert_to_DER_cert(c.read())


async def copy(reader, writer):
    while data := await reader.read(1 << 16):
        writer.write(data)
        await writer.drain()
    writer.close()


async def serve(folder):
    """gRPC behind a socket in a folder of ours, TLS before it."""
    inner = os.path.join(folder, "grpc")
    server = grpc.server(futures.ThreadPoolExecutor(8))
    wire.add_ConnectorServicer_to_server(Connector(), server)
    server.add_insecure_port("unix:" + inner)
    server.start()

    async def accept(reader, writer):
        inside, out = await asyncio.open_unix_connection(inner)
        await asyncio.gather(copy(reader, out), copy(inside, writer), return_exceptions=True)

    tls, der = listener(folder)
    outer = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=tls)
    port = outer.sockets[0].getsockname()[1]
    cert = base64.b64encode(der).decode().rstrip("=")
    print(f"1|1|tcp|127.0.0.1:{port}|grpc|{cert}", flush=True)  # nothing else may go to standard output
    parent = os.getppid()
    while os.getppid() == parent:  # leave with the collector
        await asyncio.sleep(1)


def main():
    if os.environ.get("PANTAU_CONNECTOR") != "b1f2c6f0-pantau-connector":
        sys.exit("the collector starts this by itself; put it into connectors_dir")
    with tempfile.TemporaryDirectory() as folder:  # for its owner only
        asyncio.run(serve(folder))


if __name__ == "__main__":
    main()
