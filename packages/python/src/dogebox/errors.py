"""How a call fails."""

from __future__ import annotations

import json
from typing import Any, Dict, Optional


class DogeboxError(Exception):
    """Any failure of a call.

    Beside the codes of the API (docs/api.md, `COMMON_ERROR_CODES`, `ERROR_CODES`) the client has
    its own: `connection-failed`, `timed-out`, `redirected`, `not-a-dogebox`, `answer-too-large`,
    `invalid-call`, `job-failed`, `job-cancelled`.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        status: int = 0,
        hint: Optional[str] = None,
        fields: Optional[Dict[str, str]] = None,
        request_id: Optional[str] = None,
        retry_after: Optional[float] = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        #: Status of the answer; 0 where there was none.
        self.status = status
        #: What to do about it, for a person.
        self.hint = hint
        #: Path in the input to what is wrong there.
        self.fields = fields or {}
        #: The id of the request in the log of the box.
        self.request_id = request_id
        #: Seconds to wait before another try, where the box says so.
        self.retry_after = retry_after


def _text(value: Any) -> Optional[str]:
    return value if isinstance(value, str) else None


def error_of(status: int, body: bytes, retry_after: Optional[float]) -> DogeboxError:
    """An answer with an error status as an error."""
    try:
        problem = json.loads(body)
    except (ValueError, RecursionError):
        problem = None
    if isinstance(problem, dict):
        code, title = _text(problem.get("code")), _text(problem.get("title"))
        if code is not None and title is not None:
            fields = problem.get("fields")
            wait = problem.get("retryAfter")
            return DogeboxError(
                code,
                title,
                status=status,
                hint=_text(problem.get("detail")),
                fields={k: v for k, v in fields.items() if isinstance(v, str)} if isinstance(fields, dict) else None,
                request_id=_text(problem.get("requestId")),
                retry_after=wait if isinstance(wait, (int, float)) else retry_after,
            )
    return DogeboxError(
        "not-a-dogebox",
        f"The other side answered {status}, not as a box does.",
        status=status,
        hint="Is this the address of a box? A proxy between may have answered.",
        retry_after=retry_after,
    )


def strange(status: int, why: str) -> DogeboxError:
    return DogeboxError(
        "not-a-dogebox",
        f"The other side answered, but not as a box does: {why}.",
        status=status,
        hint="Is this the address of a box? Are client and box of the same version?",
    )


def too_large(status: int, most: int) -> DogeboxError:
    return DogeboxError("answer-too-large", f"The answer has more than {most} bytes.", status=status)


def connection_failed(reason: object) -> DogeboxError:
    return DogeboxError(
        "connection-failed",
        f"The box cannot be reached: {reason}.",
        hint="Does the box run, and is its address right?",
    )
