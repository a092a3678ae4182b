"""The client: a method for each operation, and a few that are more."""

from __future__ import annotations

import base64
import ssl
import time
from typing import TYPE_CHECKING, Callable, Dict, List, NamedTuple, Optional, cast

from .caller import MIB, Caller, is_passing
from .errors import DogeboxError
from .operations import JobsOperations, Operations, PupsOperations

if TYPE_CHECKING:
    from . import types

#: Seconds that one call is held back: shorter where somebody looks.
LOOK, HOLD = 1, 30
#: Seconds that a box may be away while a job is waited for: it may be restarted.
AWAY = 120.0


class JobError(DogeboxError):
    """A job that was waited for did not succeed; `job` is as it ended."""

    def __init__(self, job: types.Job) -> None:
        error = job["error"]
        cancelled = job["status"] == "cancelled"
        fallback = "The job was cancelled." if cancelled else "The job failed."
        super().__init__(
            "job-cancelled" if cancelled else "job-failed",
            error["reason"] if error else fallback,
            hint=error["hint"] if error else None,
        )
        self.job = job


class CommandResult(NamedTuple):
    """What a command came to."""

    exit_code: int
    #: `exited`, `timeout`, `closed` or `container-ended`.
    reason: str
    stdout: bytes
    stderr: bytes


class Jobs(JobsOperations):
    def wait(
        self,
        id: Optional[str],
        *,
        on_progress: Optional[Callable[[types.Job], None]] = None,
        timeout: Optional[float] = None,
    ) -> types.Job:
        """Waits until a job has ended. A box that is restarted meanwhile is waited for.

        `on_progress` is called with the job about once a second. `timeout` are seconds in all;
        without it there is no limit. Raises JobError where the job did not succeed, and
        DogeboxError `invalid-call` for None, where a call began no job.
        """
        if id is None:
            raise DogeboxError("invalid-call", "There is no job to wait for: the call began none.")
        until = None if timeout is None else time.monotonic() + timeout
        away: Optional[float] = None
        while True:
            hold = LOOK if on_progress is not None else HOLD
            if until is not None:
                left = until - time.monotonic()
                if left <= 0:
                    raise DogeboxError("timed-out", f"The job did not end within {timeout:g} s.")
                hold = max(0, min(hold, int(left) + 1))
            try:
                job = self.get(id, wait=hold)
            except DogeboxError as error:
                if not is_passing(error, True):
                    raise
                away = time.monotonic() if away is None else away
                if time.monotonic() - away > AWAY:
                    raise
                time.sleep(max(1.0, error.retry_after or 0.0))
                continue
            away = None
            if on_progress is not None:
                on_progress(job)
            if job["finishedAt"] is None:
                continue
            if job["status"] != "succeeded":
                raise JobError(job)
            return job


class Pups(PupsOperations):
    def run(
        self,
        id: str,
        argv: List[str],
        *,
        stdin: Optional[str] = None,
        service: Optional[str] = None,
        cwd: Optional[str] = None,
        env: Optional[Dict[str, str]] = None,
        timeout_ms: Optional[int] = None,
        on_output: Optional[Callable[[str, bytes], object]] = None,
        most: int = 64 * MIB,
    ) -> CommandResult:
        """Runs a command in a service of the pup and waits for its end.

        `on_output` is called with `stdout` or `stderr` and each piece; then nothing is kept. Without
        it more than `most` bytes of output are `answer-too-large`.
        """
        given = {"argv": argv, "stdin": stdin, "service": service, "cwd": cwd, "env": env, "timeoutMs": timeout_ms}
        body = {name: value for name, value in given.items() if value is not None}
        parts: Dict[str, List[bytes]] = {"stdout": [], "stderr": []}
        size = 0
        for event, data, _ in self.exec(id, cast("types.PupsExecBody", body)):
            if event in parts:
                piece = data["text"].encode() if "text" in data else base64.b64decode(data["base64"])
                if on_output is not None:
                    on_output(event, piece)
                    continue
                size += len(piece)
                if size > most:
                    raise DogeboxError("answer-too-large", f"The command wrote more than {most} bytes.")
                parts[event].append(piece)
            elif event == "exit":
                return CommandResult(data["exitCode"], data["reason"], b"".join(parts["stdout"]), b"".join(parts["stderr"]))
        raise DogeboxError("connection-failed", "The connection closed before the command ended.")


class Dogebox(Operations):
    """A client of a box. Nothing is sent before the first call.

    `url` is its address, or `socket` the path of its Unix socket, whose users need no token.
    `timeout` are seconds until an answer is there, `retries` further tries where they are safe.
    """

    jobs: Jobs
    pups: Pups

    def __init__(
        self,
        url: Optional[str] = None,
        *,
        socket: Optional[str] = None,
        token: Optional[str] = None,
        timeout: float = 300.0,
        retries: int = 3,
        max_answer_bytes: int = 64 * MIB,
        ssl_context: Optional[ssl.SSLContext] = None,
    ) -> None:
        caller = Caller(
            url=url,
            socket_path=socket,
            token=token,
            timeout=timeout,
            retries=retries,
            max_answer_bytes=max_answer_bytes,
            ssl_context=ssl_context,
        )
        super().__init__(caller)
        self.jobs = Jobs(caller)
        self.pups = Pups(caller)
