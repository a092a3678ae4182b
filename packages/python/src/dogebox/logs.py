"""Following a log."""

from __future__ import annotations

import time
from typing import Any, Callable, Dict, Iterator


def follow_log(read: Callable[..., Any], options: Dict[str, Any], poll: float) -> Iterator[Any]:
    """Lines of a log, then each new one, once: it asks again with the cursor of the last answer.

    `read` gives one page, `options` are those of the operation, `poll` the seconds between looks.
    """
    later = {name: value for name, value in options.items() if name not in ("tail", "since")}
    page = read(**options)
    while True:
        yield from page["lines"]
        if not page["more"]:
            time.sleep(poll)
        page = read(**{**later, "after": page["cursor"]})
