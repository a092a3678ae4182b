"""Server-sent events (HTML living standard, 9.2.6), of a server that is not trusted."""

from __future__ import annotations

import codecs
from typing import Iterator, List, NamedTuple, Optional


class RawEvent(NamedTuple):
    event: str
    data: str
    #: The last id that was given, on this event or before.
    id: Optional[str]


class TooMuch(Exception):
    """One event is longer than it may be."""


class EventParser:
    """Takes bytes in pieces, gives the events that are whole."""

    def __init__(self, most: int) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._most = most
        self._parts: List[str] = []
        self._event = ""
        self._data: List[str] = []
        self._size = 0
        self._id: Optional[str] = None
        self._begun = False
        self._after_return = False

    def push(self, piece: bytes) -> Iterator[RawEvent]:
        """Raises TooMuch where one event is longer than it may be."""
        text = self._decoder.decode(piece)
        if not self._begun and text:
            self._begun = True
            if text[0] == "\ufeff":
                text = text[1:]
        if self._after_return and text:
            self._after_return = False
            if text[0] == "\n":
                text = text[1:]
        self._after_return = text.endswith("\r")
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for at, part in enumerate(lines):
            self._size += len(part) + 1
            if self._size > self._most:
                raise TooMuch
            self._parts.append(part)
            if at == len(lines) - 1:
                break
            line = "".join(self._parts)
            self._parts = []
            found = self._end_line(line)
            if found is not None:
                yield found

    def _end_line(self, line: str) -> Optional[RawEvent]:
        if line == "":
            event, data = self._event, self._data
            self._event, self._data, self._size = "", [], 0
            return RawEvent(event or "message", "\n".join(data), self._id) if data else None
        name, colon, value = line.partition(":")
        if colon and value.startswith(" "):
            value = value[1:]
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._event = value
        elif name == "id" and "\0" not in value:
            self._id = value
        return None
