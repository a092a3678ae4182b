"""Servers and proxies that answer what no box would. Run by tests/house/python.test.ts, too:

PYTHONPATH=packages/python/src python3 -m unittest discover -s packages/python
"""

from __future__ import annotations

import http.server
import json
import threading
import unittest
from typing import Callable, ClassVar, Iterator, List, Tuple

from dogebox import Dogebox, DogeboxError
from dogebox import sse

TOKEN = "dbx_api_secret"
PUP = "e" * 32
MOST = 1024 * 1024


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    answer: ClassVar[Callable[[Handler], None]]
    seen: ClassVar[List[Tuple[str, str, str]]] = []

    def handle_any(self) -> None:
        Handler.seen.append((self.command, self.path, self.headers.get("Idempotency-Key") or ""))
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        self.close_connection = True
        try:
            Handler.answer(self)
        except OSError:
            pass

    do_GET = do_POST = do_PUT = handle_any

    def log_message(self, *_: object) -> None:
        pass

    def head(self, status: int, media_type: str, *more: Tuple[str, str]) -> None:
        self.send_response(status)
        if media_type:
            self.send_header("Content-Type", media_type)
        for name, value in more:
            self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()

    def whole(self, status: int, media_type: str, body: str, *more: Tuple[str, str]) -> None:
        self.head(status, media_type, *more)
        self.wfile.write(body.encode())

    def endless(self, piece: bytes) -> None:
        # More than any bound of the client, and an end, so that a failing test has one.
        for _ in range(64 * MOST // len(piece)):
            self.wfile.write(piece)


def whole(status: int, media_type: str, body: str, *more: Tuple[str, str]) -> Callable[[Handler], None]:
    return lambda handler: handler.whole(status, media_type, body, *more)


def endless(status: int, media_type: str, piece: bytes) -> Callable[[Handler], None]:
    def answer(handler: Handler) -> None:
        handler.head(status, media_type)
        handler.endless(piece)

    return answer


def problem(status: int, code: str) -> Callable[[Handler], None]:
    return whole(status, "application/problem+json", json.dumps({"code": code, "title": "No."}))


class Case(unittest.TestCase):
    server: http.server.ThreadingHTTPServer
    other: http.server.ThreadingHTTPServer

    @classmethod
    def setUpClass(cls) -> None:
        def serve() -> http.server.ThreadingHTTPServer:
            server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            return server

        cls.server, cls.other = serve(), serve()

    @classmethod
    def tearDownClass(cls) -> None:
        for server in (cls.server, cls.other):
            server.shutdown()
            server.server_close()

    def setUp(self) -> None:
        Handler.seen.clear()

    def box(self, retries: int = 0) -> Dogebox:
        url = f"http://127.0.0.1:{self.server.server_address[1]}/"
        return Dogebox(url, token=TOKEN, retries=retries, timeout=5, max_answer_bytes=MOST)

    def answers(self, *answers: Callable[[Handler], None]) -> None:
        left: Iterator[Callable[[Handler], None]] = iter(answers)
        last = answers[-1]
        Handler.answer = lambda handler: next(left, last)(handler)


class Hostile(Case):
    def check(self, answer: Callable[[Handler], None], code: str, call: Callable[[Dogebox], object]) -> None:
        self.answers(answer)
        with self.assertRaises(DogeboxError) as caught:
            call(self.box())
        error = caught.exception
        self.assertEqual(error.code, code, error.message)
        self.assertRegex(error.message, r"^[A-Z].*\.$")
        self.assertNotIn(TOKEN, f"{error.message} {error.hint}")

    def test_calls(self) -> None:
        def pups(box: Dogebox) -> object:
            return box.pups.list()

        elsewhere = ("Location", f"http://127.0.0.1:{self.other.server_address[1]}/api/v1/pups")
        for what, answer, code in (
            ("HTML with 200", whole(200, "text/html", "<h1>Welcome</h1>"), "not-a-dogebox"),
            ("HTML with an error status", whole(404, "text/html", "<h1>No</h1>"), "not-a-dogebox"),
            ("JSON that is cut", whole(200, "application/json", '{"pups":['), "not-a-dogebox"),
            ("JSON that is deep", whole(200, "application/json", "[" * 200_000), "not-a-dogebox"),
            ("a short body", whole(200, "application/json", "{}", ("Content-Length", "100")), "connection-failed"),
            ("no body", whole(200, "application/json", ""), "not-a-dogebox"),
            ("another type", whole(200, "text/plain", '{"pups":[]}'), "not-a-dogebox"),
            ("no type", whole(200, "", '{"pups":[]}'), "not-a-dogebox"),
            ("an endless body", endless(200, "application/json", b" " * 65536), "answer-too-large"),
            ("an endless error", endless(500, "application/problem+json", b" " * 65536), "not-a-dogebox"),
            ("a problem of other types", whole(500, "application/json", '{"code":5,"title":[]}'), "not-a-dogebox"),
            ("a redirect", whole(302, "", "", elsewhere), "redirected"),
            ("a redirect that keeps the method", whole(307, "", "", elsewhere), "redirected"),
            ("a header without end", whole(200, "application/json", "{}", ("X", "x" * 100_000)), "connection-failed"),
        ):
            with self.subTest(what):
                self.check(answer, code, pups)
                # One call, and none to where a redirect leads.
                self.assertEqual(len(Handler.seen), 1)
                Handler.seen.clear()

    def test_silence(self) -> None:
        done = threading.Event()

        def wait(_: Handler) -> None:
            done.wait(5)

        self.answers(wait)
        try:
            with self.assertRaises(DogeboxError) as caught:
                self.box().pups.list(timeout=0.2)
            self.assertEqual(caught.exception.code, "timed-out")
        finally:
            done.set()

    def test_events(self) -> None:
        def follow(box: Dogebox) -> object:
            return next(box.events.follow())

        stream = "text/event-stream"
        for what, answer, code in (
            ("a line without end", endless(200, stream, b"x" * 65536), "answer-too-large"),
            ("an event of endless lines", endless(200, stream, b"data: x\n" * 8192), "answer-too-large"),
            ("no JSON", whole(200, stream, "event: pup\ndata: <html>\n\n"), "not-a-dogebox"),
            ("another type", whole(200, "application/json", "{}"), "not-a-dogebox"),
            ("a failure", whole(200, stream, 'event: error\ndata: {"code":"internal","title":"A bug."}\n\n'), "internal"),
        ):
            with self.subTest(what):
                self.check(answer, code, follow)

    def test_what_cannot_be_sent(self) -> None:
        for url in ("ftp://box", "box", "http://u:p@box", "http://box/?a", "http://box:99999"):
            with self.subTest(url), self.assertRaises(DogeboxError):
                Dogebox(url)
        for token in ("a\r\nx: y", "a b", "ü", ""):
            with self.subTest(token), self.assertRaises(DogeboxError):
                Dogebox("http://box", token=token)
        self.answers(whole(200, "application/json", "{}"))
        self.box().store.get("a", "../../sessions")
        self.assertEqual(Handler.seen[0][1], "/api/v1/store/a/..%2F..%2Fsessions")


class Honest(Case):
    def test_tries_again(self) -> None:
        self.answers(problem(503, "starting"), whole(200, "application/json", '{"pups":[]}'))
        self.assertEqual(self.box(retries=1).pups.list(), {"pups": []})
        self.assertEqual(len(Handler.seen), 2)

    def test_keeps_the_key_of_a_write(self) -> None:
        self.answers(problem(503, "starting"), whole(202, "application/json", '{"jobId":"j"}'))
        self.box(retries=1).pups.stop(PUP)
        (_, _, key), (_, _, again) = Handler.seen
        self.assertRegex(key, "^[0-9a-f]{32}$")
        self.assertEqual(key, again)

    def test_leaves_a_write_without_key_to_the_caller(self) -> None:
        self.answers(problem(503, "starting"))
        with self.assertRaises(DogeboxError):
            self.box(retries=3).tokens.create({"name": "Backup", "scopes": ["see"], "days": 1})
        self.assertEqual(len(Handler.seen), 1)

    def test_writes_the_query(self) -> None:
        self.answers(whole(200, "application/json", '{"jobs":[]}'))
        self.box().jobs.list(limit=5, unfinished=True, status=["queued", "running"])
        self.box().pups.configure(PUP, {"values": {}}, plan=True)
        self.assertEqual(
            [path for _, path, _ in Handler.seen],
            ["/api/v1/jobs?limit=5&unfinished=true&status=queued%2Crunning", f"/api/v1/pups/{PUP}/config?plan=1"],
        )

    def test_parser(self) -> None:
        text = (
            "\ufeff: hi\r\nid: 1\r\nevent: a\r\ndata: x\r\ndata:  y\r\n\r\ndata\n\n"
            "id: 2\rdata:ü\r\rretry: 5\n\nevent: lost\n\ndata: w\n"
        ).encode()
        for size in (1, 2, 3, 7, 1000):
            with self.subTest(size):
                parser = sse.EventParser(1000)
                found = [one for at in range(0, len(text), size) for one in parser.push(text[at : at + size])]
                self.assertEqual(found, [("a", "x\n y", "1"), ("message", "", "1"), ("message", "ü", "2")])


if __name__ == "__main__":
    unittest.main()
