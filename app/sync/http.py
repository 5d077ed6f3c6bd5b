"""The link over HTTP: one pool with one kept connection, and every byte counted.

Bytes are counted at the socket, so that the handshakes and records of TLS are among them; what
TCP and IP add is not. TLS runs in memory above the counted socket (urllib3's SSLTransport), and
sessions are resumed, which saves the certificates on a link that breaks often.
"""

import json
import ssl
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from app.sync.counted import pool_of
from app.sync.link_errors import (
    AskedToWait,
    BadAddress,
    ClockWrong,
    LinkError,
    NotTrusted,
    OtherAnswer,
    Refused,
    Unreached,
)

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

CONNECT_SECONDS = 20.0
ANSWER_SECONDS = 120.0  # a centre may work 50 s on an answer, and a slow link has to empty first
LONGEST = 6 * 3600.0  # seconds that a request and its answer may take together
MOST_ANSWER = 8 << 20
# Of OpenSSL's X509_V_ERR_…: not yet valid, and run out.
NOT_YET, RUN_OUT = 9, 10


class Transport(Protocol):
    """A link to one centre; `up` and `down` are the bytes that it has cost so far."""

    @property
    def up(self) -> int: ...
    @property
    def down(self) -> int: ...

    def post(self, path: str, data: bytes) -> bytes:
        """Send and return the answer; raises a LinkError."""

    def close(self) -> None:
        """Let go of the connection."""


def check_address(url: str) -> str:
    """The address as it is kept: scheme and host, and a path if any. Raises BadAddress."""
    text = url.strip().rstrip("/")
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and parts.hostname and not parts.username
        good = good and not parts.query and not parts.fragment and parts.port != 0
    except ValueError:
        good = False
    if not good or any(sign.isspace() for sign in text):
        raise BadAddress(url=url.strip()[:200])
    return text


def connect(url: str) -> Transport:
    """The link to the centre at this address; nothing is sent yet. Raises BadAddress."""
    return HttpLink(check_address(url))


class HttpLink:
    """See Transport."""

    def __init__(self, url: str, context: ssl.SSLContext | None = None) -> None:
        self.up = self.down = 0
        self.until = 0.0
        self._url = url
        self._pool = pool_of(url, self, context)

    def post(self, path: str, data: bytes) -> bytes:
        """Send and return the answer; raises a LinkError."""
        import urllib3
        from urllib3.exceptions import HTTPError, LocationParseError

        before = self.up
        self.until = monotonic() + LONGEST
        try:
            response = self._pool.request(
                "POST",
                f"{self._url}{path}",
                body=data,
                headers={
                    "Content-Type": "application/octet-stream",
                    "User-Agent": urllib3.util.SKIP_HEADER,
                    "Accept-Encoding": urllib3.util.SKIP_HEADER,
                },
                timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=ANSWER_SECONDS),
                retries=False,
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
            body = response.read(MOST_ANSWER + 1)
            if len(body) > MOST_ANSWER:
                response.close()
                raise OtherAnswer(url=self._url, reason="it does not end")
            response.release_conn()
        except LocationParseError as error:
            raise BadAddress(url=self._url) from error
        except (HTTPError, OSError) as error:
            raise self._named(error, all_sent=self.up - before > len(data)) from error
        if response.status != 200:
            raise _refusal(self._url, response, body)
        return body

    def close(self) -> None:
        """Let go of the connection."""
        self._pool.clear()

    def _named(self, error: Exception, all_sent: bool) -> LinkError:
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, ssl.SSLCertVerificationError):
                return self._distrust(cause)
            cause = cause.__cause__ or cause.__context__ or _first(cause.args)
        return Unreached(reason=_short(error), all_sent=all_sent)

    def _distrust(self, error: ssl.SSLCertVerificationError) -> LinkError:
        if error.verify_code in (NOT_YET, RUN_OUT):
            from datetime import date

            return ClockWrong(date=date.today().isoformat())
        return NotTrusted(host=urlsplit(self._url).hostname, reason=error.verify_message)


def _first(args: tuple[Any, ...]) -> BaseException | None:
    return next((one for one in args if isinstance(one, BaseException)), None)


def _short(error: Exception) -> str:
    """What happened, without addresses of objects."""
    from urllib3 import exceptions

    if isinstance(error, exceptions.NameResolutionError):
        return "its name was not found; is there a network?"
    if isinstance(error, exceptions.ConnectTimeoutError | exceptions.ReadTimeoutError):
        return "no answer in time"
    if isinstance(error, exceptions.NewConnectionError):
        return "no connection; is there a network?"
    if isinstance(error, exceptions.ProxyError):
        return "the proxy did not let it through"
    return "the connection broke off"


def _refusal(url: str, response: "BaseHTTPResponse", body: bytes) -> LinkError:
    """The centre's refusal: JSON with the name of an error, its sentence and values."""
    try:
        told = json.loads(body)
        name, sentence = str(told["error"]), str(told.get("sentence") or told["error"])
    except (ValueError, TypeError, LookupError):
        if response.status in (408, 429, 500, 502, 503, 504):
            return Unreached(reason=f"status {response.status}", all_sent=True)
        to = response.headers.get("Location", "")[:200]
        reason = f"it points to {to}" if to else f"status {response.status}"
        return OtherAnswer(url=url, reason=reason)
    seconds = _seconds(response.headers.get("Retry-After"))
    if response.status in (429, 503, 507) or (response.status == 500 and seconds):
        return AskedToWait(seconds=seconds or 60)
    if response.status == 408:
        return Unreached(reason="it arrived cut off")
    return Refused(name=name[:100], sentence=sentence[:1000])


def _seconds(header: str | None) -> int | None:
    """What Retry-After says, in seconds, a week at most; a date is counted by the clock here."""
    if not header:
        return None
    if header.isascii() and header.isdecimal():
        return min(int(header[:9]), 7 * 86_400)
    import time
    from email.utils import parsedate_to_datetime

    try:
        return max(1, min(int(parsedate_to_datetime(header).timestamp() - time.time()), 86_400))
    except (ValueError, TypeError, OverflowError):
        return None
