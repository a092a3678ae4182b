"""One call of an operation: sent, tried again where that is safe, read with bounds."""

from __future__ import annotations

import email.utils
import http.client
import json
import random
import re
import secrets
import socket
import ssl
import time
from typing import Any, BinaryIO, Callable, Dict, Iterable, Iterator, List, Mapping, NamedTuple, Optional, TypeVar, Union
from urllib.parse import quote, urlencode, urlsplit

from .errors import DogeboxError, connection_failed, error_of, strange, too_large
from .sse import EventParser, TooMuch

#: A value of the query; a list is joined by commas.
QueryText = Union[str, int, List[str]]
#: Bytes to send. A file or an iterable is read as it is sent, and such a call is never tried again.
Upload = Union[bytes, BinaryIO, Iterable[bytes]]

API = "/api/v1"
MIB = 1024 * 1024
#: Bytes that are read at once.
PIECE = 64 * 1024
#: Most bytes of an error that are read.
ERROR_BYTES = 256 * 1024
#: Most characters of one event.
MAX_EVENT = 16 * MIB
#: Seconds without a byte: the box sends a comment every 15 seconds.
SILENCE = 60.0
#: Seconds: longest wait that is not asked for, and the longest one that is granted.
LONGEST, PATIENCE, FIRST = 8.0, 60.0, 0.25
#: The box is away for a moment; nothing was done.
PASSING = {"starting", "stopping", "database-busy", "key-manager-down", "too-many-open-files"}

T = TypeVar("T")


class Event(NamedTuple):
    """An event of a stream: its name, its data, the id that resumes the stream behind it."""

    event: str
    data: Any
    id: Optional[str]


def segment(value: str) -> str:
    """A value as a part of a path."""
    if not isinstance(value, str) or value in ("", ".", ".."):
        raise DogeboxError("invalid-call", "What stands in the path is not given, or cannot stand in an address.")
    return quote(value, safe="")


def bit(value: Optional[bool]) -> Optional[str]:
    """A yes or no as the query has it where it wants 1 or 0."""
    return None if value is None else "1" if value else "0"


def _query_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def is_passing(error: DogeboxError, again: bool) -> bool:
    """Whether a failure may be gone a moment later. `again`: it is not the first try."""
    if error.code == "connection-failed" or error.status == 429:
        return True
    if error.code == "request-in-progress":
        # The first try reached the box, and its answer was lost.
        return again
    if error.code == "not-a-dogebox":
        return error.status in (502, 503, 504)
    return error.status == 503 and error.code in PASSING


def retry_delay(error: DogeboxError, tries: int) -> Optional[float]:
    """Seconds to wait before the next try; None for no further one."""
    asked = error.retry_after or 0.0
    if not is_passing(error, tries > 1) or asked > PATIENCE:
        return None
    usual = min(LONGEST, FIRST * float(2 ** min(tries - 1, 10)))
    return max(asked, usual * (0.5 + random.random() / 2))


class UnixConnection(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path: str, timeout: float) -> None:
        super().__init__("localhost", timeout=timeout)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


class ByteStream:
    """An answer of bytes: iterate over it, or `read` it. Close it, or use `with`."""

    def __init__(self, answer: Answer, most: int) -> None:
        self._answer = answer
        self._most = most
        self.status = answer.status
        #: Media type.
        self.type = answer.media_type
        length = answer.header("content-length") or ""
        #: Bytes in all, where the box says so.
        self.size = int(length) if re.fullmatch(r"\d{1,15}", length) else None
        self.etag = answer.header("etag")

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._answer.pieces()
        finally:
            self.close()

    def read(self, most: Optional[int] = None) -> bytes:
        """The rest as one piece. Raises `answer-too-large` for more than `most` bytes."""
        try:
            return self._answer.read_all(self._most if most is None else most)
        finally:
            self.close()

    def close(self) -> None:
        self._answer.close()

    def __enter__(self) -> ByteStream:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Answer:
    """An answer that has begun."""

    def __init__(
        self, connection: http.client.HTTPConnection, response: http.client.HTTPResponse, deadline: Optional[float]
    ) -> None:
        self._connection = connection
        self._response = response
        # Kept: a response that ends takes the connection's socket away.
        self._socket = connection.sock
        self.deadline = deadline
        self.status = response.status

    def header(self, name: str) -> Optional[str]:
        return self._response.getheader(name)

    @property
    def media_type(self) -> str:
        return (self.header("content-type") or "").split(";")[0].strip().lower()

    def begun(self, silence: Optional[float]) -> None:
        """From here on it takes the time it takes, with `silence` seconds between two pieces."""
        self.deadline = None
        if self._socket is not None:
            self._socket.settimeout(silence)

    def pieces(self) -> Iterator[bytes]:
        length = self._response.length
        received = 0
        while True:
            if self.deadline is not None:
                left = self.deadline - time.monotonic()
                if left <= 0:
                    raise DogeboxError("timed-out", "The answer did not end in time.")
                if self._socket is not None:
                    self._socket.settimeout(left)
            try:
                piece = self._response.read1(PIECE)
            except socket.timeout as error:
                if self.deadline is None:
                    raise connection_failed("the stream has fallen silent") from error
                raise DogeboxError("timed-out", "The answer did not end in time.") from error
            except (OSError, http.client.HTTPException, ValueError) as error:
                raise connection_failed(error or type(error).__name__) from error
            if not piece:
                break
            received += len(piece)
            yield piece
        if length is not None and received < length:
            raise connection_failed("the answer was cut")

    def read_all(self, most: int) -> bytes:
        parts: List[bytes] = []
        size = 0
        for piece in self.pieces():
            size += len(piece)
            if size > most:
                raise too_large(self.status, most)
            parts.append(piece)
        return b"".join(parts)

    def read_start(self, most: int) -> bytes:
        parts: List[bytes] = []
        size = 0
        for piece in self.pieces():
            parts.append(piece)
            size += len(piece)
            if size >= most:
                break
        return b"".join(parts)[:most]

    def close(self) -> None:
        self._response.close()
        self._connection.close()


class Request(NamedTuple):
    method: str
    path: str
    headers: Dict[str, str]
    body: Union[None, bytes, BinaryIO, Iterable[bytes]]
    timeout: Optional[float]
    #: It may be sent twice.
    can_repeat: bool


class Caller:
    """What all calls of a client have in common."""

    def __init__(
        self,
        *,
        url: Optional[str] = None,
        socket_path: Optional[str] = None,
        token: Optional[str] = None,
        timeout: float = 300.0,
        retries: int = 3,
        max_answer_bytes: int = 64 * MIB,
        ssl_context: Optional[ssl.SSLContext] = None,
    ) -> None:
        if (url is None) == (socket_path is None):
            raise DogeboxError("invalid-call", "Give the address of a box as `url`, or its Unix socket as `socket`.")
        if token is not None and not re.fullmatch(r"[!-~]+", token):
            raise DogeboxError("invalid-call", "The token holds characters that no token has.")
        parts = urlsplit(url or "http://localhost")
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise DogeboxError("invalid-call", "The address of a box begins with http:// or https://.")
        if parts.username is not None or parts.password is not None:
            raise DogeboxError("invalid-call", "Give a token as `token`, not in the address.")
        self._scheme = parts.scheme
        self._host = parts.hostname
        try:
            self._port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError as error:
            raise DogeboxError("invalid-call", "The address of the box has no port that there is.") from error
        self._prefix = parts.path.rstrip("/") + API
        self._socket_path = socket_path
        self._ssl_context = ssl_context
        self._token = token
        self._timeout = timeout
        self._retries = retries
        self._most = max_answer_bytes

    # What the generated methods call.

    def json(self, method: str, path: str, **options: Any) -> Any:
        return self._with_retries(self._prepare(method, path, **options), self._json_once)

    def nothing(self, method: str, path: str, **options: Any) -> None:
        self._with_retries(self._prepare(method, path, **options), lambda request: self._open(request).close())

    def stream(self, method: str, path: str, **options: Any) -> ByteStream:
        def once(request: Request) -> ByteStream:
            answer = self._open(request)
            answer.begun(SILENCE)
            return ByteStream(answer, self._most)

        return self._with_retries(self._prepare(method, path, **options), once)

    def events(self, method: str, path: str, **options: Any) -> Iterator[Event]:
        """Events of a call that is made when the first one is asked for, once."""
        yield from self._events_of(self._open(self._prepare(method, path, **options)))

    def follow(self, method: str, path: str, **options: Any) -> Iterator[Event]:
        """Events that go on behind the last one that was seen, whatever happens to the connection.

        A call that the box refuses ends it. Close the iterator, or leave the loop, to end it.
        """
        request = self._prepare(method, path, **options)
        last: Optional[str] = None
        failed = 0
        while True:
            try:
                if last is not None:
                    request.headers["Last-Event-ID"] = last
                for event in self._events_of(self._open(request)):
                    failed = 0
                    yield event
                    last = event.id or last
                failure = connection_failed("the stream has ended")
            except DogeboxError as error:
                if not is_passing(error, True):
                    raise
                failure = error
            failed += 1
            delay = retry_delay(failure, failed)
            if delay is None:
                raise failure
            time.sleep(delay)

    # How they do it.

    def _prepare(
        self,
        method: str,
        path: str,
        *,
        query: Optional[Mapping[str, Any]] = None,
        body: Any = None,
        upload: Optional[Upload] = None,
        media_type: Optional[str] = None,
        keyed: bool = False,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> Request:
        given = {name: _query_text(value) for name, value in (query or {}).items() if value is not None}
        headers = {"User-Agent": "dogebox-python"}
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        content: Union[None, bytes, BinaryIO, Iterable[bytes]] = upload
        if body is not None:
            headers["Content-Type"] = "application/json"
            content = json.dumps(body, separators=(",", ":")).encode()
        elif media_type is not None:
            headers["Content-Type"] = media_type
        if keyed:
            headers["Idempotency-Key"] = idempotency_key or secrets.token_hex(16)
        can_repeat = (method == "GET" or keyed) and (content is None or isinstance(content, bytes))
        search = f"?{urlencode(given)}" if given else ""
        return Request(method, self._prefix + path + search, headers, content, timeout, can_repeat)

    def _connect(self, timeout: float) -> http.client.HTTPConnection:
        if self._socket_path is not None:
            return UnixConnection(self._socket_path, timeout)
        if self._scheme == "https":
            context = self._ssl_context or ssl.create_default_context()
            return http.client.HTTPSConnection(self._host, self._port, timeout=timeout, context=context)
        return http.client.HTTPConnection(self._host, self._port, timeout=timeout)

    def _open(self, request: Request) -> Answer:
        """Sends a request once. Nothing here follows a redirect."""
        timeout = self._timeout if request.timeout is None else request.timeout
        deadline = time.monotonic() + timeout
        connection = self._connect(timeout)
        try:
            connection.request(request.method, request.path, body=request.body, headers=request.headers)
            answer = Answer(connection, connection.getresponse(), deadline)
            failure = self._failure_of(answer)
        except socket.timeout as error:
            connection.close()
            raise DogeboxError("timed-out", f"There was no answer within {timeout:g} s.") from error
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise connection_failed(error or type(error).__name__) from error
        except BaseException:
            connection.close()
            raise
        if failure is not None:
            answer.close()
            raise failure
        return answer

    def _failure_of(self, answer: Answer) -> Optional[DogeboxError]:
        status = answer.status
        if 200 <= status < 300:
            return None
        if 300 <= status < 400:
            return DogeboxError(
                "redirected",
                "The other side leads to another address, which is not followed.",
                status=status,
                hint="Give the address of the box itself. A token is never sent anywhere else.",
            )
        return error_of(status, answer.read_start(ERROR_BYTES), _retry_after(answer.header("retry-after")))

    def _json_once(self, request: Request) -> Any:
        answer = self._open(request)
        try:
            if answer.media_type != "application/json":
                raise strange(answer.status, f"its type is {answer.media_type or 'missing'}, not JSON")
            text = answer.read_all(self._most)
            try:
                return json.loads(text)
            except (ValueError, RecursionError) as error:
                raise strange(answer.status, "its JSON is cut or damaged") from error
        finally:
            answer.close()

    def _events_of(self, answer: Answer) -> Iterator[Event]:
        try:
            if answer.media_type != "text/event-stream":
                raise strange(answer.status, f"its type is {answer.media_type or 'missing'}, not events")
            answer.begun(SILENCE)
            parser = EventParser(MAX_EVENT)
            for piece in answer.pieces():
                for name, data, event_id in parser.push(piece):
                    if name == "error":
                        status = re.search(r'"status":\s*(\d{3})\b', data)
                        raise error_of(int(status[1]) if status else 500, data.encode(), None)
                    try:
                        yield Event(name, json.loads(data), event_id)
                    except (ValueError, RecursionError) as error:
                        raise strange(answer.status, "the data of an event is no JSON") from error
        except TooMuch as error:
            raise too_large(answer.status, MAX_EVENT) from error
        finally:
            answer.close()

    def _with_retries(self, request: Request, once: Callable[[Request], T]) -> T:
        tries = 0
        while True:
            try:
                return once(request)
            except DogeboxError as error:
                tries += 1
                delay = retry_delay(error, tries)
                if not request.can_repeat or tries > self._retries or delay is None:
                    raise
                time.sleep(delay)


def _retry_after(text: Optional[str]) -> Optional[float]:
    if text is None:
        return None
    if re.fullmatch(r"\d{1,9}", text):
        return float(text)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - time.time())
    except (TypeError, ValueError, OverflowError):
        return None
