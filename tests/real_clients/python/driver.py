"""Makes calls with one of the libraries, each when its time has come and as the library does it when nothing is configured.

    driver.py requests < calls       a call a line: {"method": "PUT", "url": "http://…", "content": "…", "at_ms": 8}
    driver.py --versions requests    which versions those are

What comes of a call is not told: the server saw it.
"""

import asyncio
import json
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version

JSON_TYPE = {"Content-Type": "application/json"}


def fields(call):
    return JSON_TYPE if "content" in call else {}


def urllib3(make_retry):
    import urllib3

    def send(call):
        pool = urllib3.PoolManager()
        retries = make_retry(urllib3)
        pool.request(call["method"], call["url"], body=call.get("content"), headers=fields(call), retries=retries)

    return send


def typical(urllib3):
    return urllib3.Retry(total=5, backoff_factor=0.5, status_forcelist=[500, 502, 503, 504])


def requests():
    import requests

    return lambda call: requests.request(
        call["method"], call["url"], data=call.get("content"), headers=fields(call)
    )


def httpx():
    import httpx

    # One client, since each reads the certificates of the machine; with room for all calls at once.
    client = httpx.Client(limits=httpx.Limits(max_connections=None))
    return lambda call: client.request(
        call["method"], call["url"], content=call.get("content"), headers=fields(call)
    )


def tenacity():
    import tenacity

    once = requests()

    @tenacity.retry
    def send(call):
        once(call).raise_for_status()

    return send


def openai():
    import openai

    client = openai.OpenAI(api_key="none", base_url="http://127.0.0.1")

    def send(call):
        options = {"body": json.loads(call["content"])} if "content" in call else {}
        getattr(client, call["method"].lower())(call["url"], cast_to=object, **options)

    return send


def google_api_core():
    from google.api_core import exceptions
    from google.api_core.retry import Retry

    once = requests()

    def attempt(call):
        response = once(call)
        if not response.ok:
            raise exceptions.from_http_response(response)

    return Retry()(attempt)


async def aiohttp_retry(calls):
    import aiohttp
    from aiohttp_retry import ExponentialRetry, RetryClient

    # Room for all calls at once.
    session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
    client = RetryClient(client_session=session, retry_options=ExponentialRetry())

    async def send(call):
        await asyncio.sleep(call["at_ms"] / 1000)
        method = getattr(client, call["method"].lower())
        async with method(call["url"], data=call.get("content"), headers=fields(call)) as response:
            await response.read()

    await asyncio.gather(*map(send, calls), return_exceptions=True)
    await client.close()


LIBRARIES = {
    "urllib3-default": (["urllib3"], lambda: urllib3(lambda urllib3: None)),
    "urllib3-typical": (["urllib3"], lambda: urllib3(typical)),
    "requests": (["requests", "urllib3"], requests),
    "httpx": (["httpx", "httpcore"], httpx),
    "tenacity": (["tenacity", "requests"], tenacity),
    "openai-python": (["openai"], openai),
    "google-api-core": (["google-api-core", "requests"], google_api_core),
    "aiohttp-retry": (["aiohttp-retry", "aiohttp"], None),
}


def main():
    name = sys.argv[-1]
    packages, make = LIBRARIES[name]
    if sys.argv[1] == "--versions":
        used = ", ".join(f"{package} {version(package)}" for package in packages)
        print(f"{used} on Python {sys.version_info.major}.{sys.version_info.minor}")
        return
    calls = [json.loads(line) for line in sys.stdin]
    if name == "aiohttp-retry":
        asyncio.run(aiohttp_retry(calls))
        return
    send = make()
    threading.stack_size(256 * 1024)

    def attempt(call):
        time.sleep(call["at_ms"] / 1000)
        try:
            send(call)
        except Exception:
            # A failure is an ending like any other.
            pass

    with ThreadPoolExecutor(max(len(calls), 1)) as pool:
        list(pool.map(attempt, calls))


main()
