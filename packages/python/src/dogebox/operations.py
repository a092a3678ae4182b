# Written by scripts/api-docs.mjs from the operations of the API. Do not edit it.

"""A method for each operation of the API."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Iterator, Literal, Optional, cast

from .caller import ByteStream, Caller, Event, QueryText, Upload, bit, segment
from .logs import follow_log

if TYPE_CHECKING:
    from . import types


# Codes that each operation can fail with.
COMMON_ERROR_CODES = ("database-busy", "disk-failure", "disk-full", "disk-read-only", "host-agent-away", "internal", "invalid-input", "no-watches-left", "starting", "too-many-open-files")

# By operation, the codes that it can fail with beside the common ones.
ERROR_CODES = {
    "attention.dismiss": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-dismissible", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "attention.list": ("missing-scope", "not-configured", "not-for-pups", "not-logged-in", ),
    "audit.list": ("missing-scope", "not-configured", "not-for-pups", "not-logged-in", ),
    "box.change": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "box.ends": ("missing-scope", "not-configured", "not-for-pups", "not-logged-in", ),
    "box.freeSpace": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "box.get": ("too-many-requests", ),
    "box.logFile": ("missing-scope", "not-configured", "not-for-pups", "not-logged-in", "too-many-requests", "unknown-service", ),
    "box.logs": ("bad-expression", "invalid-cursor", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-logged-in", "search-too-slow", "too-many-searches", "unknown-service", ),
    "box.metrics": ("missing-scope", "not-configured", "not-for-pups", "not-logged-in", ),
    "box.space": ("missing-scope", "not-configured", "not-for-pups", "not-logged-in", ),
    "boxes.clone": ("address-refused", "busy", "cross-site", "cut-off", "exceeds-host", "folder-not-allowed", "host-cannot-run", "idempotency-key-reused", "invalid-idempotency-key", "invalid-image", "invalid-json", "missing-scope", "name-taken", "network-crowded", "network-full", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "not-runnable", "port-reserved", "port-taken", "request-in-progress", "stopping", "storage-missing", "too-large", "too-many-boxes", "too-many-networks", "too-many-requests", "wrong-state", ),
    "boxes.create": ("address-refused", "busy", "cross-site", "cut-off", "exceeds-host", "folder-not-allowed", "host-cannot-run", "idempotency-key-reused", "invalid-idempotency-key", "invalid-image", "invalid-json", "missing-scope", "name-taken", "network-crowded", "network-full", "not-configured", "not-for-pups", "not-json", "not-logged-in", "not-runnable", "port-reserved", "port-taken", "request-in-progress", "stopping", "storage-missing", "too-large", "too-many-boxes", "too-many-networks", "too-many-requests", ),
    "boxes.createVolume": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "boxes.exec": ("command-not-executable", "command-not-found", "cross-site", "cut-off", "host-cannot-run", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "no-such-folder", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "paused", "request-in-progress", "too-large", "too-many-requests", "too-many-sessions", "wrong-state", ),
    "boxes.execs": ("missing-scope", "not-configured", "not-for-pups", "not-found", "not-logged-in", ),
    "boxes.execs.cancel": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "boxes.execs.get": ("missing-scope", "not-configured", "not-for-pups", "not-found", "not-logged-in", ),
    "boxes.execs.input": ("cross-site", "cut-off", "exec-ended", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "no-stdin", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "boxes.execs.output": ("missing-scope", "not-configured", "not-for-pups", "not-found", "not-logged-in", ),
    "boxes.execs.remove": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "boxes.execs.resize": ("cross-site", "cut-off", "exec-ended", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "boxes.execs.signal": ("cross-site", "cut-off", "exec-ended", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "boxes.files.archive": ("busy", "files-failed", "host-cannot-run", "missing-scope", "no-such-file", "not-a-file", "not-a-folder", "not-allowed", "not-configured", "not-for-pups", "not-found", "not-logged-in", "path-too-long", "storage-missing", "too-many-requests", "too-many-transfers", "volume-missing", "wrong-state", ),
    "boxes.files.cancelUpload": ("busy", "cross-site", "cut-off", "files-failed", "host-cannot-run", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "no-such-file", "not-a-file", "not-a-folder", "not-allowed", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "path-too-long", "request-in-progress", "storage-missing", "too-large", "too-many-requests", "too-many-transfers", "volume-missing", "wrong-state", ),
    "boxes.files.get": ("busy", "files-failed", "host-cannot-run", "missing-scope", "no-such-file", "no-such-range", "not-a-file", "not-a-folder", "not-allowed", "not-configured", "not-for-pups", "not-found", "not-logged-in", "path-too-long", "storage-missing", "too-many-requests", "too-many-transfers", "volume-missing", "wrong-state", ),
    "boxes.files.list": ("busy", "files-failed", "host-cannot-run", "missing-scope", "no-such-file", "not-a-file", "not-a-folder", "not-allowed", "not-configured", "not-for-pups", "not-found", "not-logged-in", "path-too-long", "storage-missing", "too-many-requests", "too-many-transfers", "volume-missing", "wrong-state", ),
    "boxes.files.makeFolder": ("busy", "cross-site", "cut-off", "disk-limit", "file-exists", "files-failed", "host-cannot-run", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "no-such-file", "not-a-file", "not-a-folder", "not-allowed", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "path-too-long", "request-in-progress", "storage-missing", "too-large", "too-many-requests", "too-many-transfers", "volume-missing", "wrong-state", ),
    "boxes.files.move": ("busy", "cross-site", "cut-off", "disk-limit", "file-exists", "files-failed", "host-cannot-run", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "no-such-file", "not-a-file", "not-a-folder", "not-allowed", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "path-too-long", "request-in-progress", "storage-missing", "too-large", "too-many-requests", "too-many-transfers", "volume-missing", "wrong-state", ),
    "boxes.files.put": ("busy", "cross-site", "cut-off", "disk-limit", "file-exists", "files-failed", "host-cannot-run", "missing-scope", "no-such-file", "not-a-file", "not-a-folder", "not-allowed", "not-configured", "not-for-pups", "not-found", "not-logged-in", "other-offset", "path-too-long", "storage-missing", "too-large", "too-many-requests", "too-many-transfers", "upload-busy", "volume-missing", "wrong-state", "wrong-type", ),
    "boxes.files.remove": ("busy", "cross-site", "cut-off", "disk-limit", "file-exists", "files-failed", "host-cannot-run", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "no-such-file", "not-a-file", "not-a-folder", "not-allowed", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "path-too-long", "request-in-progress", "still-written", "storage-missing", "too-large", "too-many-requests", "too-many-transfers", "volume-missing", "wrong-state", ),
    "boxes.files.stat": ("busy", "files-failed", "host-cannot-run", "missing-scope", "no-such-file", "not-a-file", "not-a-folder", "not-allowed", "not-configured", "not-for-pups", "not-found", "not-logged-in", "path-too-long", "storage-missing", "too-many-requests", "too-many-transfers", "volume-missing", "wrong-state", ),
    "boxes.files.unpack": ("bad-archive", "busy", "cross-site", "cut-off", "disk-limit", "file-exists", "files-failed", "host-cannot-run", "missing-scope", "no-such-file", "not-a-file", "not-a-folder", "not-allowed", "not-configured", "not-for-pups", "not-found", "not-logged-in", "path-too-long", "still-written", "storage-missing", "too-large", "too-many-requests", "too-many-transfers", "volume-missing", "wrong-state", "wrong-type", ),
    "boxes.files.uploaded": ("busy", "files-failed", "host-cannot-run", "missing-scope", "no-such-file", "not-a-file", "not-a-folder", "not-allowed", "not-configured", "not-for-pups", "not-found", "not-logged-in", "path-too-long", "storage-missing", "too-many-requests", "too-many-transfers", "volume-missing", "wrong-state", ),
    "boxes.gc": ("busy", "cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-json", "not-logged-in", "request-in-progress", "stopping", "too-large", "too-many-requests", ),
    "boxes.get": ("missing-scope", "not-configured", "not-for-pups", "not-found", "not-logged-in", ),
    "boxes.kill": ("busy", "cross-site", "cut-off", "host-cannot-run", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "stopping", "storage-missing", "too-large", "too-many-requests", "wrong-state", ),
    "boxes.list": ("missing-scope", "not-configured", "not-for-pups", "not-logged-in", ),
    "boxes.logFile": ("missing-scope", "not-configured", "not-for-pups", "not-found", "not-logged-in", "too-many-requests", ),
    "boxes.logs": ("bad-expression", "invalid-cursor", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-logged-in", "search-too-slow", "too-many-searches", ),
    "boxes.pause": ("cannot-pause", "container-not-running", "cross-site", "cut-off", "host-cannot-run", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", "wrong-state", ),
    "boxes.remove": ("busy", "cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "stopping", "storage-missing", "too-large", "too-many-requests", "wrong-state", ),
    "boxes.removeSnapshot": ("busy", "cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "storage-missing", "too-large", "too-many-requests", ),
    "boxes.removeVolume": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "storage-missing", "too-large", "too-many-requests", "volume-used", ),
    "boxes.rename": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "name-taken", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "boxes.restart": ("busy", "cross-site", "cut-off", "host-cannot-run", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "stopping", "storage-missing", "too-large", "too-many-requests", "wrong-state", ),
    "boxes.restore": ("busy", "cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "stopping", "storage-missing", "too-large", "too-many-requests", "wrong-state", ),
    "boxes.resume": ("container-not-running", "cross-site", "cut-off", "host-cannot-run", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", "wrong-state", ),
    "boxes.run": ("address-refused", "box-failed", "busy", "cancelled", "command-not-executable", "command-not-found", "cross-site", "cut-off", "exceeds-host", "folder-not-allowed", "host-cannot-run", "idempotency-key-reused", "invalid-idempotency-key", "invalid-image", "invalid-json", "missing-scope", "name-taken", "network-crowded", "network-full", "no-such-folder", "not-configured", "not-for-pups", "not-json", "not-logged-in", "not-runnable", "port-reserved", "port-taken", "request-in-progress", "stopping", "storage-missing", "too-large", "too-many-boxes", "too-many-networks", "too-many-requests", "too-many-sessions", ),
    "boxes.runEvents": ("address-refused", "busy", "cross-site", "cut-off", "exceeds-host", "folder-not-allowed", "host-cannot-run", "invalid-image", "invalid-json", "missing-scope", "name-taken", "network-crowded", "network-full", "not-configured", "not-for-pups", "not-json", "not-logged-in", "not-runnable", "port-reserved", "port-taken", "stopping", "storage-missing", "too-large", "too-many-boxes", "too-many-networks", "too-many-requests", ),
    "boxes.snapshot": ("busy", "cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "stopping", "storage-missing", "too-large", "too-many-requests", "too-many-snapshots", "wrong-state", ),
    "boxes.snapshots": ("missing-scope", "not-configured", "not-for-pups", "not-found", "not-logged-in", ),
    "boxes.start": ("busy", "cross-site", "cut-off", "host-cannot-run", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "stopping", "storage-missing", "too-large", "too-many-requests", "wrong-state", ),
    "boxes.stats": ("missing-scope", "not-configured", "not-for-pups", "not-found", "not-logged-in", ),
    "boxes.stop": ("busy", "cross-site", "cut-off", "host-cannot-run", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "stopping", "storage-missing", "too-large", "too-many-requests", "wrong-state", ),
    "boxes.update": ("cross-site", "cut-off", "exceeds-host", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "network-full", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "port-reserved", "port-taken", "request-in-progress", "too-large", "too-many-requests", "wrong-state", ),
    "boxes.volumes": ("missing-scope", "not-configured", "not-for-pups", "not-logged-in", ),
    "caller.get": ("not-configured", "too-many-requests", ),
    "config.compare": ("missing-scope", "not-configured", "not-for-pups", "not-found", "not-logged-in", ),
    "config.history": ("missing-scope", "not-configured", "not-for-pups", "not-found", "not-logged-in", ),
    "config.restore": ("busy", "cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-installed", "not-json", "not-logged-in", "request-in-progress", "stopping", "too-large", "too-many-requests", "wrong-state", ),
    "connections.get": ("missing-scope", "not-configured", "not-for-pups", "not-logged-in", ),
    "connections.requests": ("missing-scope", "not-configured", "not-for-pups", "not-found", "not-logged-in", ),
    "events.follow": ("missing-scope", "not-configured", "not-for-pups", "not-logged-in", "too-many-requests", "too-many-streams", ),
    "files.archive": ("files-failed", "host-cannot-run", "missing-scope", "no-such-file", "not-a-file", "not-a-folder", "not-configured", "not-for-pups", "not-found", "not-logged-in", "path-too-long", "storage-missing", "too-many-requests", "too-many-transfers", ),
    "files.cancelUpload": ("cross-site", "cut-off", "files-failed", "host-cannot-run", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "no-such-file", "not-a-file", "not-a-folder", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "path-too-long", "request-in-progress", "storage-missing", "too-large", "too-many-requests", "too-many-transfers", ),
    "files.list": ("files-failed", "host-cannot-run", "missing-scope", "no-such-file", "not-a-file", "not-a-folder", "not-configured", "not-for-pups", "not-found", "not-logged-in", "path-too-long", "storage-missing", "too-many-requests", "too-many-transfers", ),
    "files.makeFolder": ("cross-site", "cut-off", "file-exists", "files-failed", "host-cannot-run", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "no-such-file", "not-a-file", "not-a-folder", "not-allowed", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "path-too-long", "request-in-progress", "storage-limit", "storage-missing", "too-large", "too-many-requests", "too-many-transfers", ),
    "files.move": ("cross-site", "cut-off", "file-exists", "files-failed", "host-cannot-run", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "no-such-file", "not-a-file", "not-a-folder", "not-allowed", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "path-too-long", "request-in-progress", "storage-limit", "storage-missing", "too-large", "too-many-requests", "too-many-transfers", ),
    "files.read": ("files-failed", "host-cannot-run", "missing-scope", "no-such-file", "no-such-range", "not-a-file", "not-a-folder", "not-configured", "not-for-pups", "not-found", "not-logged-in", "path-too-long", "storage-missing", "too-many-requests", "too-many-transfers", ),
    "files.remove": ("cross-site", "cut-off", "file-exists", "files-failed", "host-cannot-run", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "no-such-file", "not-a-file", "not-a-folder", "not-allowed", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "path-too-long", "request-in-progress", "still-written", "storage-limit", "storage-missing", "too-large", "too-many-requests", "too-many-transfers", ),
    "files.upload": ("cross-site", "cut-off", "file-exists", "files-failed", "host-cannot-run", "missing-scope", "no-such-file", "not-a-file", "not-a-folder", "not-allowed", "not-configured", "not-for-pups", "not-found", "not-logged-in", "other-offset", "path-too-long", "storage-limit", "storage-missing", "too-large", "too-many-requests", "too-many-transfers", "upload-busy", "wrong-type", ),
    "files.uploaded": ("files-failed", "host-cannot-run", "missing-scope", "no-such-file", "not-a-file", "not-a-folder", "not-configured", "not-for-pups", "not-found", "not-logged-in", "path-too-long", "storage-missing", "too-many-requests", "too-many-transfers", ),
    "images.get": ("missing-scope", "no-such-image", "not-configured", "not-for-pups", "not-found", "not-logged-in", ),
    "images.list": ("missing-scope", "not-configured", "not-for-pups", "not-logged-in", ),
    "images.prune": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "images.pull": ("busy", "cross-site", "cut-off", "host-cannot-run", "idempotency-key-reused", "invalid-idempotency-key", "invalid-image", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-json", "not-logged-in", "request-in-progress", "stopping", "too-large", "too-many-requests", ),
    "images.remove": ("cross-site", "cut-off", "idempotency-key-reused", "image-in-use", "invalid-idempotency-key", "invalid-json", "missing-scope", "no-such-image", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "images.tag": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-image", "invalid-json", "missing-scope", "no-such-image", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "jobs.cancel": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-cancellable", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "jobs.get": ("missing-scope", "not-configured", "not-for-pups", "not-found", "not-logged-in", "stopping", "too-many-streams", ),
    "jobs.list": ("missing-scope", "not-configured", "not-for-pups", "not-logged-in", ),
    "jobs.log": ("bad-expression", "invalid-cursor", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-logged-in", "search-too-slow", "too-many-searches", ),
    "jobs.logFile": ("missing-scope", "not-configured", "not-for-pups", "not-found", "not-logged-in", "too-many-requests", ),
    "keys.get": ("missing-scope", "not-configured", "not-for-pups", "not-logged-in", ),
    "keys.unlock": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "key-lost", "key-manager-down", "key-manager-failed", "keys-locked", "missing-scope", "no-key", "not-configured", "not-for-pups", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-attempts", "too-many-requests", "wrong-password", "wrong-token", ),
    "metrics.prometheus": ("missing-scope", "not-configured", "not-for-pups", "not-logged-in", "too-many-requests", ),
    "networks.connect": ("address-refused", "cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "network-crowded", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-networks", "too-many-requests", "wrong-state", ),
    "networks.create": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "name-taken", "not-configured", "not-for-pups", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-networks", "too-many-requests", ),
    "networks.disconnect": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "networks.get": ("missing-scope", "not-configured", "not-for-pups", "not-found", "not-logged-in", ),
    "networks.list": ("missing-scope", "not-configured", "not-for-pups", "not-logged-in", ),
    "networks.prune": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "networks.remove": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "network-used", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "notifications.add": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-destinations", "too-many-requests", ),
    "notifications.change": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "notifications.get": ("missing-scope", "not-configured", "not-for-pups", "not-logged-in", ),
    "notifications.quiet": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "notifications.remove": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "notifications.test": ("bad-address", "cross-site", "cut-off", "http-status", "idempotency-key-reused", "internal-address", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "not-sent", "request-in-progress", "too-large", "too-many-requests", "too-slow", "unreachable", ),
    "openapi.get": ("too-many-requests", ),
    "password.change": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "key-lost", "key-manager-down", "key-manager-failed", "keys-locked", "missing-scope", "no-key", "not-configured", "not-for-pups", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-attempts", "too-many-requests", "wrong-password", "wrong-token", ),
    "password.reset": ("cannot-restore", "cross-site", "cut-off", "invalid-json", "key-lost", "key-manager-down", "key-manager-failed", "keys-locked", "no-key", "not-configured", "not-json", "other-words", "too-large", "too-many-attempts", "wrong-password", "wrong-token", "wrong-words", ),
    "ports.change": ("cross-site", "cut-off", "invalid-json", "missing-scope", "no-such-port", "not-configured", "not-for-pups", "not-found", "not-installed", "not-json", "not-logged-in", "port-reserved", "port-taken", "too-large", "too-many-requests", ),
    "ports.get": ("missing-scope", "not-configured", "not-for-pups", "not-found", "not-installed", "not-logged-in", ),
    "pups.configure": ("busy", "cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-installed", "not-json", "not-logged-in", "request-in-progress", "stopping", "too-large", "too-many-requests", "wrong-state", ),
    "pups.dev": ("busy", "cross-site", "cut-off", "dev-folder-missing", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "no-dev", "not-configured", "not-for-pups", "not-found", "not-installed", "not-json", "not-logged-in", "request-in-progress", "stopping", "too-large", "too-many-requests", "wrong-state", ),
    "pups.devices": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-asked-for", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "pups.exec": ("command-not-executable", "command-not-found", "cross-site", "cut-off", "host-cannot-run", "invalid-json", "missing-scope", "no-such-folder", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "runtime-removed", "service-needed", "service-not-running", "too-large", "too-many-requests", "too-many-sessions", "unknown-service", ),
    "pups.get": ("missing-scope", "not-configured", "not-for-pups", "not-found", "not-logged-in", ),
    "pups.hooks.create": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "port-not-exposed", "request-in-progress", "too-large", "too-many-hooks", "too-many-requests", ),
    "pups.hooks.list": ("missing-scope", "not-configured", "not-for-pups", "not-found", "not-logged-in", ),
    "pups.hooks.remove": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "pups.hooks.rotate": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "pups.install": ("already-installed", "busy", "cross-site", "cut-off", "host-cannot-run", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "name-taken", "network-full", "no-page-port", "no-such-port", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "not-runnable", "plan-changed", "plan-conflict", "port-taken", "pup-unusable", "request-in-progress", "stopping", "storage-missing", "too-large", "too-many-requests", "wrong-state", ),
    "pups.limits": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "pups.list": ("missing-scope", "not-configured", "not-for-pups", "not-logged-in", ),
    "pups.logFile": ("missing-scope", "not-configured", "not-for-pups", "not-found", "not-logged-in", "too-many-requests", "unknown-service", ),
    "pups.logLimits": ("missing-scope", "not-configured", "not-for-pups", "not-found", "not-logged-in", ),
    "pups.logo": ("missing-scope", "not-configured", "not-for-pups", "not-found", "not-logged-in", ),
    "pups.logs": ("bad-expression", "invalid-cursor", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-logged-in", "search-too-slow", "too-many-searches", "unknown-service", ),
    "pups.metrics": ("missing-scope", "not-configured", "not-for-pups", "not-found", "not-logged-in", ),
    "pups.remove": ("busy", "cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "still-needed", "stopping", "too-large", "too-many-requests", "wrong-state", ),
    "pups.rename": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "name-taken", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "pups.report": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "pups.restart": ("busy", "cross-site", "cut-off", "host-cannot-run", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "needs-config", "not-configured", "not-for-pups", "not-found", "not-installed", "not-json", "not-logged-in", "request-in-progress", "stopping", "storage-limit", "storage-missing", "too-large", "too-many-requests", "wrong-state", ),
    "pups.retry": ("busy", "cross-site", "cut-off", "host-cannot-run", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "needs-config", "not-configured", "not-for-pups", "not-found", "not-installed", "not-json", "not-logged-in", "request-in-progress", "stopping", "storage-limit", "storage-missing", "too-large", "too-many-requests", "wrong-state", ),
    "pups.setLogLimits": ("cross-site", "cut-off", "host-cannot-run", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "pups.skipVersion": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "pups.start": ("busy", "cross-site", "cut-off", "host-cannot-run", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "needs-config", "not-configured", "not-for-pups", "not-found", "not-installed", "not-json", "not-logged-in", "request-in-progress", "stopping", "storage-limit", "storage-missing", "too-large", "too-many-requests", "wrong-state", ),
    "pups.stop": ("busy", "cross-site", "cut-off", "host-cannot-run", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "needs-config", "not-configured", "not-for-pups", "not-found", "not-installed", "not-json", "not-logged-in", "request-in-progress", "stopping", "storage-limit", "storage-missing", "too-large", "too-many-requests", "wrong-state", ),
    "pups.update": ("busy", "cross-site", "cut-off", "host-cannot-run", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-installed", "not-json", "not-logged-in", "not-runnable", "permissions-needed", "pup-unusable", "request-in-progress", "stopping", "storage-missing", "too-large", "too-many-requests", "up-to-date", "wrong-state", ),
    "sessions.create": ("cross-site", "cut-off", "invalid-json", "key-lost", "key-manager-down", "key-manager-failed", "keys-locked", "no-key", "not-configured", "not-json", "too-large", "too-many-attempts", "wrong-password", "wrong-token", ),
    "sessions.list": ("missing-scope", "not-configured", "not-for-pups", "not-logged-in", ),
    "sessions.remove": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "sessions.removeAll": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "sessions.renew": ("cross-site", "cut-off", "invalid-json", "not-configured", "not-json", "not-logged-in", "too-large", "too-many-requests", ),
    "sessions.renewal": ("cross-site", "cut-off", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "too-large", "too-many-requests", ),
    "setup.claim": ("already-configured", "cross-site", "cut-off", "invalid-json", "not-json", "too-large", "too-many-attempts", "wrong-claim-code", ),
    "setup.confirm": ("already-configured", "claim-code-needed", "cross-site", "cut-off", "invalid-json", "key-lost", "key-manager-down", "key-manager-failed", "keys-locked", "no-key", "not-for-pups", "not-json", "password-needed", "too-large", "too-many-attempts", "too-many-requests", "words-gone", "wrong-claim-code", "wrong-password", "wrong-token", "wrong-words", ),
    "setup.create": ("already-configured", "cannot-restore", "claim-code-needed", "cross-site", "cut-off", "invalid-json", "key-exists", "key-lost", "key-manager-down", "key-manager-failed", "keys-locked", "no-key", "not-for-pups", "not-found", "not-json", "other-words", "too-large", "too-many-attempts", "too-many-requests", "wrong-claim-code", "wrong-password", "wrong-token", "wrong-words", ),
    "setup.draft": ("already-configured", "claim-code-needed", "cross-site", "cut-off", "invalid-json", "not-for-pups", "not-json", "too-large", "too-many-attempts", "wrong-claim-code", ),
    "setup.get": ("already-configured", "claim-code-needed", "not-for-pups", "too-many-attempts", "wrong-claim-code", ),
    "sources.add": ("already-added", "bad-address", "bad-key", "bad-redirect", "bad-source", "busy", "cancelled", "cross-site", "cut-off", "git-failed", "http-status", "idempotency-key-reused", "internal-address", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-json", "not-logged-in", "pup-unusable", "request-in-progress", "signature", "stopping", "too-large", "too-many", "too-many-requests", "too-many-tags", "too-slow", "unreachable", ),
    "sources.change": ("bad-address", "bad-key", "bad-redirect", "bad-source", "builtin", "busy", "cancelled", "cross-site", "cut-off", "git-failed", "http-status", "idempotency-key-reused", "internal-address", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "pup-unusable", "request-in-progress", "signature", "stopping", "too-large", "too-many", "too-many-requests", "too-many-tags", "too-slow", "unreachable", ),
    "sources.list": ("missing-scope", "not-configured", "not-for-pups", "not-logged-in", ),
    "sources.refresh": ("bad-address", "bad-key", "bad-redirect", "bad-source", "busy", "cancelled", "cross-site", "cut-off", "git-failed", "http-status", "idempotency-key-reused", "internal-address", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "pup-unusable", "request-in-progress", "signature", "stopping", "too-large", "too-many", "too-many-requests", "too-many-tags", "too-slow", "unreachable", ),
    "sources.refreshAll": ("bad-address", "bad-key", "bad-redirect", "bad-source", "busy", "cancelled", "cross-site", "cut-off", "git-failed", "http-status", "idempotency-key-reused", "internal-address", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-json", "not-logged-in", "pup-unusable", "request-in-progress", "signature", "stopping", "too-large", "too-many", "too-many-requests", "too-many-tags", "too-slow", "unreachable", ),
    "sources.remove": ("builtin", "busy", "cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "stopping", "too-large", "too-many-requests", ),
    "store.get": ("bad-source", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-logged-in", "pup-unusable", ),
    "store.list": ("missing-scope", "not-configured", "not-for-pups", "not-logged-in", ),
    "store.logo": ("missing-scope", "not-configured", "not-for-pups", "not-found", "not-logged-in", ),
    "terminals.close": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "terminals.list": ("missing-scope", "not-configured", "not-for-pups", "not-found", "not-logged-in", ),
    "terminals.open": ("cross-site", "cut-off", "exec-cancelled", "exec-failed", "host-cannot-run", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "no-shell", "no-terminal", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "service-needed", "service-not-running", "too-large", "too-many-requests", "too-many-sessions", "too-many-terminals", "unknown-service", ),
    "tokens.create": ("cross-site", "cut-off", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-json", "not-logged-in", "too-large", "too-many-requests", "too-many-tokens", ),
    "tokens.list": ("missing-scope", "not-configured", "not-for-pups", "not-logged-in", ),
    "tokens.remove": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "webhooks.add": ("cross-site", "cut-off", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-json", "not-logged-in", "too-large", "too-many-requests", "too-many-webhooks", ),
    "webhooks.again": ("bad-redirect", "change-gone", "cross-site", "cut-off", "http-status", "idempotency-key-reused", "internal-address", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", "too-slow", "unreachable", ),
    "webhooks.change": ("cross-site", "cut-off", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "too-large", "too-many-requests", ),
    "webhooks.deliveries": ("missing-scope", "not-configured", "not-for-pups", "not-found", "not-logged-in", ),
    "webhooks.list": ("missing-scope", "not-configured", "not-for-pups", "not-logged-in", ),
    "webhooks.pause": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "webhooks.remove": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "webhooks.resume": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "webhooks.rotate": ("cross-site", "cut-off", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "too-large", "too-many-requests", ),
    "webhooks.test": ("bad-redirect", "cross-site", "cut-off", "http-status", "idempotency-key-reused", "internal-address", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", "too-slow", "unreachable", ),
    "wiring.access": ("missing-scope", "not-configured", "not-for-pups", "not-found", "not-logged-in", ),
    "wiring.choose": ("cannot-provide", "cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "wiring.get": ("missing-scope", "not-configured", "not-for-pups", "not-found", "not-logged-in", ),
    "wiring.grant": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "wiring.plan": ("already-installed", "cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "pup-unusable", "request-in-progress", "too-large", "too-many-requests", ),
    "wiring.revoke": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
    "wiring.setAccess": ("cross-site", "cut-off", "idempotency-key-reused", "invalid-idempotency-key", "invalid-json", "missing-scope", "not-configured", "not-for-pups", "not-found", "not-json", "not-logged-in", "request-in-progress", "too-large", "too-many-requests", ),
}


class AttentionOperations:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def dismiss(
        self,
        body: types.AttentionDismissBody,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> None:
        """Puts an item away that reports something that is over: a failed job, a part that was
        restarted.

        An API token needs the scope `operate`.

        At most 60 calls a minute.

        `POST /attention/dismiss`
        """
        return self._caller.nothing(
            "POST",
            "/attention/dismiss",
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def list(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> types.AttentionListAnswer:
        """What needs the owner, the worst first; empty where all is well.

        Items come and go by themselves. The live socket sends each change of the list on its
        channel `attention`.

        An API token needs the scope `see`.

        `GET /attention`
        """
        return cast("types.AttentionListAnswer", self._caller.json(
            "GET",
            "/attention",
            timeout=timeout,
        ))


class AuditOperations:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def list(
        self,
        *,
        limit: Optional[int] = None,
        before: Optional[int] = None,
        timeout: Optional[float] = None,
    ) -> types.AuditListAnswer:
        """Who did what, newest first; `before` (the last id given) goes on in the past.

        An API token needs the scope `administer`.

        `limit`: Entries at most in this answer.

        `before`: Those before this line: the `id` of the last one of the page before.

        `GET /audit`
        """
        return cast("types.AuditListAnswer", self._caller.json(
            "GET",
            "/audit",
            query={"limit": limit, "before": before},
            timeout=timeout,
        ))


class BoxOperations:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def change(
        self,
        body: types.BoxChangeBody,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxChangeAnswer:
        """Changes the name of the box, its time zone, or both.

        What is left out stays. The name stands on pages, in notifications and where clients of
        Docker ask for it; the time zone is that of quiet hours. The host keeps its own.

        An API token needs the scope `administer`.

        At most 300 calls a minute.

        `PATCH /box`
        """
        return cast("types.BoxChangeAnswer", self._caller.json(
            "PATCH",
            "/box",
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def ends(
        self,
        *,
        limit: Optional[int] = None,
        after: Optional[QueryText] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxEndsAnswer:
        """How the parts of the box last ended by themselves (crashed, were killed), newest first.

        Each part once, also from before the box was last started: a normal stop is none. Empty
        too where no supervisor watches the parts.

        An API token needs the scope `see`.

        `limit`: Most entries of the page; all of them if absent.

        `after`: The `next` of the previous page, to get the following one.

        `GET /box/ends`
        """
        return cast("types.BoxEndsAnswer", self._caller.json(
            "GET",
            "/box/ends",
            query={"limit": limit, "after": after},
            timeout=timeout,
        ))

    def free_space(
        self,
        body: types.BoxFreeSpaceBody,
        *,
        plan: Optional[bool] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxFreeSpaceAnswer:
        """Removes what can go: layers of programs that no pup has, files that were downloaded for
        builds, older parts of logs.

        No data of a pup is touched; layers and downloads that are needed again are built or
        downloaded again. Of logs the file that is written to stays; a token needs `administer`
        for them. With `plan=1` nothing is removed: `freed` says what would go.

        An API token needs the scope `install`.

        At most 60 calls a minute.

        `plan`: 1: only returns what the call would do; nothing is changed.

        `POST /box/space/free`
        """
        return cast("types.BoxFreeSpaceAnswer", self._caller.json(
            "POST",
            "/box/space/free",
            query={"plan": bit(plan)},
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def get(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> types.BoxGetAnswer:
        """What this box is: name, version, whether it is claimed and configured, what its host can
        do.

        At most 600 calls a minute.

        `GET /box`
        """
        return cast("types.BoxGetAnswer", self._caller.json(
            "GET",
            "/box",
            timeout=timeout,
        ))

    def log_file(
        self,
        *,
        service: Optional[QueryText] = None,
        since: Optional[QueryText] = None,
        until: Optional[QueryText] = None,
        format: Optional[Literal["text", "json"]] = None,
        gzip: Optional[bool] = None,
        timeout: Optional[float] = None,
    ) -> ByteStream:
        """The box’s own log as a file: plain or gzip, as text or JSON lines.

        It ends with what was written when it was asked for.

        An API token needs the scope `administer`.

        At most 60 calls a minute.

        `service`: Of this service alone; absent: all of them.

        `since`: Lines of this time or later: ISO 8601, milliseconds since 1970, or an age
        (`90s`, `15m`, `2h`, `3d`).

        `until`: Lines before this time, in the same formats.

        `format`: `text`: time, service, stream, text. `json`: one JSON object per line.

        `gzip`: The file is compressed.

        `GET /box/logs/file`
        """
        return self._caller.stream(
            "GET",
            "/box/logs/file",
            query={"service": service, "since": since, "until": until, "format": format, "gzip": gzip},
            timeout=timeout,
        )

    def logs(
        self,
        *,
        service: Optional[QueryText] = None,
        after: Optional[QueryText] = None,
        before: Optional[QueryText] = None,
        tail: Optional[int] = None,
        limit: Optional[int] = None,
        since: Optional[QueryText] = None,
        until: Optional[QueryText] = None,
        search: Optional[QueryText] = None,
        regex: Optional[bool] = None,
        case: Optional[bool] = None,
        level: Optional[Literal["trace", "debug", "info", "warn", "error", "fatal"]] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxLogsAnswer:
        """Lines of the box’s own log: what dogeboxd and its supervisor say.

        With `after`, the next `limit` lines; call again with the `cursor` of the answer while
        `more` is true, and later for what is new: each line comes once. With `before`, the last
        `limit` lines up to that cursor; call again with the `start` of the answer while `older`
        is true. With neither, the lines from `since` on, else the last ones. A cursor belongs
        to the selection of `service` for which it was given. `gap` says that lines behind it
        are gone. A search looks through all that is kept, the newest first unless it goes on
        with `after`; one call takes a few seconds at most and may give few lines or none while
        `older` or `more` says that there is more to search. It names addresses and what went
        wrong with them, so it needs the scope `administer`.

        An API token needs the scope `administer`.

        `service`: Of this service alone; absent: all of them.

        `after`: Goes on behind here: the `cursor` of the answer before.

        `before`: Goes on in the past from here: the `start` of the page before.

        `tail`: The last so many lines.

        `limit`: Entries at most in this answer.

        `since`: Lines of this time or later: ISO 8601, milliseconds since 1970, or an age
        (`90s`, `15m`, `2h`, `3d`).

        `until`: Lines before this time, in the same formats.

        `search`: Lines that contain this text.

        `regex`: Whether `search` is a JavaScript regular expression.

        `case`: Whether the search is case-sensitive.

        `level`: Lines that declare this level or a more severe one.

        `GET /box/logs`
        """
        return cast("types.BoxLogsAnswer", self._caller.json(
            "GET",
            "/box/logs",
            query={"service": service, "after": after, "before": before, "tail": tail, "limit": limit, "since": since, "until": until, "search": search, "regex": regex, "case": case, "level": level},
            timeout=timeout,
        ))

    def follow_log(
        self, *, poll: float = 1.0, **options: Any
    ) -> Iterator[types.LogLine]:
        """Lines of its log, then each new one. `options` are those of `logs`."""
        return follow_log(partial(self.logs), options, poll)

    def metrics(
        self,
        *,
        seconds: Optional[int] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxMetricsAnswer:
        """Load of the box: stats now, and samples of the last seconds.

        An API token needs the scope `see`.

        `seconds`: Seconds of history that are given, in about 300 samples.

        `GET /box/metrics`
        """
        return cast("types.BoxMetricsAnswer", self._caller.json(
            "GET",
            "/box/metrics",
            query={"seconds": seconds},
            timeout=timeout,
        ))

    def space(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> types.BoxSpaceAnswer:
        """The disks that the box writes to, how full they are, and what takes the space.

        `low` and `critical` end only when there is clearly more room again. On a disk that is
        `critical` pups whose data go on growing are stopped. `pups` names those whose data were
        measured, largest first. `parts` is what `box.freeSpace` can free.

        An API token needs the scope `see`.

        `GET /box/space`
        """
        return cast("types.BoxSpaceAnswer", self._caller.json(
            "GET",
            "/box/space",
            timeout=timeout,
        ))


class BoxesOperations:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def clone(
        self,
        id: str,
        body: types.BoxesCloneBody,
        *,
        plan: Optional[bool] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxesCloneAnswer:
        """Makes another box with the same settings and a copy of its files (a job).

        A box that runs is paused while its files are copied. Ports of the host are not taken
        over; volumes are shared. With `plan=1` nothing is changed: `plan` says what would be
        touched, and how.

        An API token needs the scope `install`.

        At most 60 calls a minute.

        `plan`: 1: only returns what the call would do; nothing is changed.

        `POST /boxes/{id}/clone`
        """
        return cast("types.BoxesCloneAnswer", self._caller.json(
            "POST",
            f"/boxes/{segment(id)}/clone",
            query={"plan": bit(plan)},
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def create(
        self,
        body: types.BoxesCreateBody,
        *,
        plan: Optional[bool] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxesCreateAnswer:
        """Creates a box from an image or from Debian, and starts it (a job).

        A tag is resolved to a digest, which is kept and shown: another pull of the tag later
        does not change the box. What it writes to its root stays over stop and start; only
        removing it takes that away. A create that fails leaves the box in `error` with a
        reason: start it to try again, or remove it. With `plan=1` nothing is made: `plan` says
        what would be, and nothing is asked of the registry. Folders of the host, and volumes
        that are there already, need the scope `administer` too.

        An API token needs the scope `install`.

        At most 120 calls a minute.

        `plan`: 1: only returns what the call would do; nothing is changed.

        `POST /boxes`
        """
        return cast("types.BoxesCreateAnswer", self._caller.json(
            "POST",
            "/boxes",
            query={"plan": bit(plan)},
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def create_volume(
        self,
        body: types.BoxesCreateVolumeBody,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxesCreateVolumeAnswer:
        """Makes a volume before a box asks for it. One that is there is given back as it is.

        An API token needs the scope `install`.

        At most 120 calls a minute.

        `POST /volumes`
        """
        return cast("types.BoxesCreateVolumeAnswer", self._caller.json(
            "POST",
            "/volumes",
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def exec(
        self,
        id: str,
        body: types.BoxesExecBody,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxesExecAnswer:
        """Starts a command in a box that runs.

        It runs on by itself: its output is recorded and read from `output` or `attach`, by as
        many as want it, from any byte on, also after a restart of dogeboxd and after its end.
        Of the output the last `keepBytes` are kept (16 777 216 where nothing is said), of each
        box the last 200 commands. With `timeoutMs` it is killed after that time, whatever
        happens meanwhile. All that it started ends with it. A command can read what the box
        holds, so it needs the scope `administer`. The audit notes that one ran, not which.

        An API token needs the scope `administer`.

        At most 1200 calls a minute.

        `POST /boxes/{id}/execs`
        """
        return cast("types.BoxesExecAnswer", self._caller.json(
            "POST",
            f"/boxes/{segment(id)}/execs",
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def execs(
        self,
        id: str,
        *,
        limit: Optional[int] = None,
        after: Optional[QueryText] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxesExecsAnswer:
        """Commands of a box that run or whose output is kept, newest first.

        An API token needs the scope `administer`.

        `limit`: Most entries of the page; all of them if absent.

        `after`: The `next` of the previous page, to get the following one.

        `GET /boxes/{id}/execs`
        """
        return cast("types.BoxesExecsAnswer", self._caller.json(
            "GET",
            f"/boxes/{segment(id)}/execs",
            query={"limit": limit, "after": after},
            timeout=timeout,
        ))

    def execs_cancel(
        self,
        id: str,
        exec: str,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxesExecsCancelAnswer:
        """Kills a command and all that it started.

        The answer is the command with its end; one that has ended is no error. Every attached
        client gets `exit`. In a paused box it may end when the box is resumed: then `end` is
        null.

        An API token needs the scope `administer`.

        At most 6000 calls a minute.

        `POST /boxes/{id}/execs/{exec}/cancel`
        """
        return cast("types.BoxesExecsCancelAnswer", self._caller.json(
            "POST",
            f"/boxes/{segment(id)}/execs/{segment(exec)}/cancel",
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def execs_get(
        self,
        id: str,
        exec: str,
        *,
        wait: Optional[int] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxesExecsGetAnswer:
        """One command.

        With `wait`, the answer is held back until it has ended, or for so many seconds.

        An API token needs the scope `administer`.

        `wait`: Seconds to hold the answer back until it has ended, at most 60.

        `GET /boxes/{id}/execs/{exec}`
        """
        return cast("types.BoxesExecsGetAnswer", self._caller.json(
            "GET",
            f"/boxes/{segment(id)}/execs/{segment(exec)}",
            query={"wait": wait},
            timeout=timeout,
        ))

    def execs_input(
        self,
        id: str,
        exec: str,
        body: types.BoxesExecsInputBody,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> None:
        """Writes to the input of a command.

        The answer comes when it is handed on. One that was started without `stdin` has no
        input.

        An API token needs the scope `administer`.

        At most 6000 calls a minute.

        `POST /boxes/{id}/execs/{exec}/input`
        """
        return self._caller.nothing(
            "POST",
            f"/boxes/{segment(id)}/execs/{segment(exec)}/input",
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def execs_output(
        self,
        id: str,
        exec: str,
        *,
        after: Optional[int] = None,
        timeout: Optional[float] = None,
    ) -> Iterator[Event]:
        """What a command writes, from any byte on and until its end, as events.

        First comes what is kept, then what it writes. The id of an event is the byte behind its
        piece: who comes again with it as `Last-Event-ID`, or as `after`, gets what follows. A
        reader who stalls stops neither the command nor another reader. `gap` says that some is
        not kept any more. The last event is `exit`, always. Looking changes nothing.

        An API token needs the scope `administer`.

        `after`: The `next` of the page before: what follows it.

        `GET /boxes/{id}/execs/{exec}/output`
        """
        return self._caller.follow(
            "GET",
            f"/boxes/{segment(id)}/execs/{segment(exec)}/output",
            query={"after": after},
            last=("exit", ),
            timeout=timeout,
        )

    def execs_remove(
        self,
        id: str,
        exec: str,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> None:
        """Removes a command with its output; one that runs is killed.

        An API token needs the scope `administer`.

        At most 600 calls a minute.

        `DELETE /boxes/{id}/execs/{exec}`
        """
        return self._caller.nothing(
            "DELETE",
            f"/boxes/{segment(id)}/execs/{segment(exec)}",
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def execs_resize(
        self,
        id: str,
        exec: str,
        body: types.BoxesExecsResizeBody,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> None:
        """Sets the size of a command’s terminal.

        An API token needs the scope `administer`.

        At most 6000 calls a minute.

        `POST /boxes/{id}/execs/{exec}/resize`
        """
        return self._caller.nothing(
            "POST",
            f"/boxes/{segment(id)}/execs/{segment(exec)}/resize",
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def execs_signal(
        self,
        id: str,
        exec: str,
        body: types.BoxesExecsSignalBody,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> None:
        """Sends a command a signal.

        An API token needs the scope `administer`.

        At most 6000 calls a minute.

        `POST /boxes/{id}/execs/{exec}/signal`
        """
        return self._caller.nothing(
            "POST",
            f"/boxes/{segment(id)}/execs/{segment(exec)}/signal",
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def files_archive(
        self,
        id: str,
        *,
        volume: Optional[QueryText] = None,
        path: Optional[QueryText] = None,
        timeout: Optional[float] = None,
    ) -> ByteStream:
        """A folder of a box, or a file, as a tar archive.

        In the order of the disk. Links are in it as links; sockets and pipes are left out.

        An API token needs the scope `administer`.

        At most 60 calls a minute.

        `volume`: One of the pup’s `volumes`, where its image keeps data; the pup's storage if
        absent.

        `path`: Path below the storage of the pup, or the root of the box; parts separated by
        `/`.

        `GET /boxes/{id}/files/archive`
        """
        return self._caller.stream(
            "GET",
            f"/boxes/{segment(id)}/files/archive",
            query={"volume": volume, "path": path},
            timeout=timeout,
        )

    def files_cancel_upload(
        self,
        id: str,
        *,
        volume: Optional[QueryText] = None,
        path: QueryText,
        size: int,
        version: Optional[QueryText] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> None:
        """Removes what came of an upload that is not whole.

        An API token needs the scope `administer`.

        At most 600 calls a minute.

        `volume`: One of the pup’s `volumes`, where its image keeps data; the pup's storage if
        absent.

        `path`: Path below the storage of the pup, or the root of the box; parts separated by
        `/`.

        `size`: Bytes of the whole file.

        `version`: Distinguishes two files of the same name and size: the time of the last
        change, or a hash.

        `DELETE /boxes/{id}/files/upload`
        """
        return self._caller.nothing(
            "DELETE",
            f"/boxes/{segment(id)}/files/upload",
            query={"volume": volume, "path": path, "size": size, "version": version},
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def files_get(
        self,
        id: str,
        *,
        volume: Optional[QueryText] = None,
        path: QueryText,
        timeout: Optional[float] = None,
    ) -> ByteStream:
        """A file of a box, or a range of it.

        `Range` with one range of bytes, and `If-Range` with the `ETag` of an earlier answer, go
        on where a download stopped. Links are not followed. The box may run or not. What goes
        on with its files ends when it is started, stopped or copied; begin again then.

        An API token needs the scope `administer`.

        At most 600 calls a minute.

        `volume`: One of the pup’s `volumes`, where its image keeps data; the pup's storage if
        absent.

        `path`: Path below the storage of the pup, or the root of the box; parts separated by
        `/`.

        `GET /boxes/{id}/files/content`
        """
        return self._caller.stream(
            "GET",
            f"/boxes/{segment(id)}/files/content",
            query={"volume": volume, "path": path},
            timeout=timeout,
        )

    def files_list(
        self,
        id: str,
        *,
        volume: Optional[QueryText] = None,
        path: Optional[QueryText] = None,
        after: Optional[QueryText] = None,
        limit: Optional[int] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxesFilesListAnswer:
        """What a folder of a box holds, by name.

        Without a path, its root. Volumes are in it; `/proc`, `/dev` and folders in memory are
        empty. A part of a path is the `part` of an entry. The box may run or not. What goes on
        with its files ends when it is started, stopped or copied; begin again then.

        An API token needs the scope `administer`.

        At most 600 calls a minute.

        `volume`: One of the pup’s `volumes`, where its image keeps data; the pup's storage if
        absent.

        `path`: Path below the storage of the pup, or the root of the box; parts separated by
        `/`.

        `after`: The `next` of the previous page.

        `limit`: Entries at most in this answer.

        `GET /boxes/{id}/files`
        """
        return cast("types.BoxesFilesListAnswer", self._caller.json(
            "GET",
            f"/boxes/{segment(id)}/files",
            query={"volume": volume, "path": path, "after": after, "limit": limit},
            timeout=timeout,
        ))

    def files_make_folder(
        self,
        id: str,
        body: types.BoxesFilesMakeFolderBody,
        *,
        volume: Optional[QueryText] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> None:
        """Makes a folder in a box.

        An API token needs the scope `administer`.

        At most 600 calls a minute.

        `volume`: One of the pup’s `volumes`, where its image keeps data; the pup's storage if
        absent.

        `POST /boxes/{id}/files/folders`
        """
        return self._caller.nothing(
            "POST",
            f"/boxes/{segment(id)}/files/folders",
            query={"volume": volume},
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def files_move(
        self,
        id: str,
        body: types.BoxesFilesMoveBody,
        *,
        volume: Optional[QueryText] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> None:
        """Renames a file or folder of a box, or moves it. Nothing is written over.

        From one volume to another, or out of one, nothing can be moved.

        An API token needs the scope `administer`.

        At most 600 calls a minute.

        `volume`: One of the pup’s `volumes`, where its image keeps data; the pup's storage if
        absent.

        `POST /boxes/{id}/files/move`
        """
        return self._caller.nothing(
            "POST",
            f"/boxes/{segment(id)}/files/move",
            query={"volume": volume},
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def files_put(
        self,
        id: str,
        body: Upload,
        *,
        volume: Optional[QueryText] = None,
        path: QueryText,
        size: int,
        version: Optional[QueryText] = None,
        offset: Optional[int] = None,
        replace: Optional[bool] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxesFilesPutAnswer:
        """Writes a file into a box, in one part or several.

        Each part begins at `offset`, where the one before ended; after a cut `GET
        …/files/upload` says how far it came. The file stands in its place, as a whole, once the
        last part is there. It belongs to whom its folder belongs to. A part takes two minutes
        at most. What nobody goes on with for a day is removed.

        An API token needs the scope `administer`.

        At most 1200 calls a minute.

        `volume`: One of the pup’s `volumes`, where its image keeps data; the pup's storage if
        absent.

        `path`: Path below the storage of the pup, or the root of the box; parts separated by
        `/`.

        `size`: Bytes of the whole file.

        `version`: Distinguishes two files of the same name and size: the time of the last
        change, or a hash.

        `offset`: Offset of this part in the file.

        `replace`: Whether to replace an existing file.

        `PUT /boxes/{id}/files/content`
        """
        return cast("types.BoxesFilesPutAnswer", self._caller.json(
            "PUT",
            f"/boxes/{segment(id)}/files/content",
            query={"volume": volume, "path": path, "size": size, "version": version, "offset": offset, "replace": replace},
            upload=body,
            media_type="application/octet-stream",
            timeout=timeout,
        ))

    def files_remove(
        self,
        id: str,
        *,
        path: QueryText,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> None:
        """Deletes a file of a box, or a folder with all it holds, for good.

        An API token needs the scope `administer`.

        At most 600 calls a minute.

        `path`: Path below the storage of the pup, or the root of the box; parts separated by
        `/`.

        `DELETE /boxes/{id}/files`
        """
        return self._caller.nothing(
            "DELETE",
            f"/boxes/{segment(id)}/files",
            query={"path": path},
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def files_stat(
        self,
        id: str,
        *,
        path: Optional[QueryText] = None,
        follow: Optional[bool] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxesFilesStatAnswer:
        """What there is at a path in a box: kind, size, permissions, owner.

        With `follow=true` links are followed to what they lead to, within the box.

        An API token needs the scope `administer`.

        At most 600 calls a minute.

        `path`: Path below the storage of the pup, or the root of the box; parts separated by
        `/`.

        `follow`: Links are followed to what they lead to.

        `GET /boxes/{id}/files/stat`
        """
        return cast("types.BoxesFilesStatAnswer", self._caller.json(
            "GET",
            f"/boxes/{segment(id)}/files/stat",
            query={"path": path, "follow": follow},
            timeout=timeout,
        ))

    def files_unpack(
        self,
        id: str,
        body: Upload,
        *,
        path: Optional[QueryText] = None,
        strict: Optional[bool] = None,
        timeout: Optional[float] = None,
    ) -> None:
        """Unpacks a tar archive in a folder of a box.

        Uncompressed, as ustar, GNU tar or pax write it. What is there is replaced; with
        `strict=true` no folder takes the place of anything else, or the other way round. Owners
        are those of the archive. Names that lead out of the folder, pipes and devices are
        refused; what came before them stays. Where it was cut off, send it again. Over HTTP it
        takes two minutes at most.

        An API token needs the scope `administer`.

        At most 600 calls a minute.

        `path`: Path below the storage of the pup, or the root of the box; parts separated by
        `/`.

        `strict`: No folder takes the place of anything else, or the other way round.

        `PUT /boxes/{id}/files/archive`
        """
        return self._caller.nothing(
            "PUT",
            f"/boxes/{segment(id)}/files/archive",
            query={"path": path, "strict": strict},
            upload=body,
            media_type="application/x-tar",
            timeout=timeout,
        )

    def files_uploaded(
        self,
        id: str,
        *,
        volume: Optional[QueryText] = None,
        path: QueryText,
        size: int,
        version: Optional[QueryText] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxesFilesUploadedAnswer:
        """How far an upload has come that is not whole yet.

        An API token needs the scope `administer`.

        At most 600 calls a minute.

        `volume`: One of the pup’s `volumes`, where its image keeps data; the pup's storage if
        absent.

        `path`: Path below the storage of the pup, or the root of the box; parts separated by
        `/`.

        `size`: Bytes of the whole file.

        `version`: Distinguishes two files of the same name and size: the time of the last
        change, or a hash.

        `GET /boxes/{id}/files/upload`
        """
        return cast("types.BoxesFilesUploadedAnswer", self._caller.json(
            "GET",
            f"/boxes/{segment(id)}/files/upload",
            query={"volume": volume, "path": path, "size": size, "version": version},
            timeout=timeout,
        ))

    def gc(
        self,
        body: types.BoxesGcBody,
        *,
        plan: Optional[bool] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxesGcAnswer:
        """Removes boxes that have not run for a while. Volumes stay.

        Those that are stopped or in error since `olderThanSeconds`, and have all of `labels`.
        With `plan=1` nothing is removed: `boxes` says which would be.

        An API token needs the scope `install`.

        At most 60 calls a minute.

        `plan`: 1: only returns what the call would do; nothing is changed.

        `POST /boxes/gc`
        """
        return cast("types.BoxesGcAnswer", self._caller.json(
            "POST",
            "/boxes/gc",
            query={"plan": bit(plan)},
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def get(
        self,
        id: str,
        *,
        timeout: Optional[float] = None,
    ) -> types.BoxesGetAnswer:
        """One box, by its id or its name.

        Values of its environment are null but for who may `administer`.

        An API token needs the scope `see`.

        `GET /boxes/{id}`
        """
        return cast("types.BoxesGetAnswer", self._caller.json(
            "GET",
            f"/boxes/{segment(id)}",
            timeout=timeout,
        ))

    def kill(
        self,
        id: str,
        *,
        signal: Optional[Literal["SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGWINCH", "SIGKILL"]] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxesKillAnswer:
        """Sends its main process a signal; SIGKILL ends the box.

        A box that does not run is refused with `wrong-state`.

        An API token needs the scope `operate`.

        At most 600 calls a minute.

        `signal`: Name of the signal.

        `POST /boxes/{id}/kill`
        """
        return cast("types.BoxesKillAnswer", self._caller.json(
            "POST",
            f"/boxes/{segment(id)}/kill",
            query={"signal": signal},
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def list(
        self,
        *,
        state: Optional[QueryText] = None,
        label: Optional[QueryText] = None,
        after: Optional[QueryText] = None,
        limit: Optional[int] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxesListAnswer:
        """Boxes, newest first, and what they may use together.

        `label` keeps those that have all of the named labels, `name=value` or a name alone.
        With `after`, the `next` of the page before, the following ones come.

        An API token needs the scope `see`.

        `state`: Those in one of these states, separated by commas.

        `label`: Labels that they have, all of them: `name=value`, or a name alone, separated by
        commas.

        `after`: The `next` of the page before: what follows it.

        `limit`: Entries at most in this answer.

        `GET /boxes`
        """
        return cast("types.BoxesListAnswer", self._caller.json(
            "GET",
            "/boxes",
            query={"state": state, "label": label, "after": after, "limit": limit},
            timeout=timeout,
        ))

    def log_file(
        self,
        id: str,
        *,
        since: Optional[QueryText] = None,
        until: Optional[QueryText] = None,
        format: Optional[Literal["text", "json"]] = None,
        gzip: Optional[bool] = None,
        timeout: Optional[float] = None,
    ) -> ByteStream:
        """Its log as a file: plain or gzip, as text or JSON lines.

        It ends with what was written when it was asked for.

        An API token needs the scope `see`.

        At most 60 calls a minute.

        `since`: Lines of this time or later: ISO 8601, milliseconds since 1970, or an age
        (`90s`, `15m`, `2h`, `3d`).

        `until`: Lines before this time, in the same formats.

        `format`: `text`: time, service, stream, text. `json`: one JSON object per line.

        `gzip`: The file is compressed.

        `GET /boxes/{id}/logs/file`
        """
        return self._caller.stream(
            "GET",
            f"/boxes/{segment(id)}/logs/file",
            query={"since": since, "until": until, "format": format, "gzip": gzip},
            timeout=timeout,
        )

    def logs(
        self,
        id: str,
        *,
        after: Optional[QueryText] = None,
        before: Optional[QueryText] = None,
        tail: Optional[int] = None,
        limit: Optional[int] = None,
        since: Optional[QueryText] = None,
        until: Optional[QueryText] = None,
        search: Optional[QueryText] = None,
        regex: Optional[bool] = None,
        case: Optional[bool] = None,
        level: Optional[Literal["trace", "debug", "info", "warn", "error", "fatal"]] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxesLogsAnswer:
        """What its main process wrote, in the order of writing: pages both ways, a time range, a
        search.

        With `after`, the next `limit` lines; call again with the `cursor` of the answer while
        `more` is true, and later for what is new: each line comes once. With `before`, the last
        `limit` lines up to that cursor; call again with the `start` of the answer while `older`
        is true. With neither, the lines from `since` on, else the last ones. A cursor belongs
        to the selection of `service` for which it was given. `gap` says that lines behind it
        are gone. A search looks through all that is kept, the newest first unless it goes on
        with `after`; one call takes a few seconds at most and may give few lines or none while
        `older` or `more` says that there is more to search.

        An API token needs the scope `see`.

        `after`: Goes on behind here: the `cursor` of the answer before.

        `before`: Goes on in the past from here: the `start` of the page before.

        `tail`: The last so many lines.

        `limit`: Entries at most in this answer.

        `since`: Lines of this time or later: ISO 8601, milliseconds since 1970, or an age
        (`90s`, `15m`, `2h`, `3d`).

        `until`: Lines before this time, in the same formats.

        `search`: Lines that contain this text.

        `regex`: Whether `search` is a JavaScript regular expression.

        `case`: Whether the search is case-sensitive.

        `level`: Lines that declare this level or a more severe one.

        `GET /boxes/{id}/logs`
        """
        return cast("types.BoxesLogsAnswer", self._caller.json(
            "GET",
            f"/boxes/{segment(id)}/logs",
            query={"after": after, "before": before, "tail": tail, "limit": limit, "since": since, "until": until, "search": search, "regex": regex, "case": case, "level": level},
            timeout=timeout,
        ))

    def follow_log(
        self, id: str, *, poll: float = 1.0, **options: Any
    ) -> Iterator[types.LogLine]:
        """Lines of its log, then each new one. `options` are those of `logs`."""
        return follow_log(partial(self.logs, id), options, poll)

    def pause(
        self,
        id: str,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxesPauseAnswer:
        """Freezes all processes of a box; their memory stays.

        A box that is so already is no error: then `jobId` is null.

        An API token needs the scope `operate`.

        At most 600 calls a minute.

        `POST /boxes/{id}/pause`
        """
        return cast("types.BoxesPauseAnswer", self._caller.json(
            "POST",
            f"/boxes/{segment(id)}/pause",
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def remove(
        self,
        id: str,
        *,
        force: Optional[bool] = None,
        plan: Optional[bool] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxesRemoveAnswer:
        """Removes a box with its files and snapshots (a job). Volumes stay.

        One that runs is refused with `wrong-state`; with `force=true` it is stopped first. With
        `plan=1` nothing is changed: `plan` says what would be touched, and how.

        An API token needs the scope `install`.

        At most 600 calls a minute.

        `force`: One that runs is stopped first.

        `plan`: 1: only returns what the call would do; nothing is changed.

        `DELETE /boxes/{id}`
        """
        return cast("types.BoxesRemoveAnswer", self._caller.json(
            "DELETE",
            f"/boxes/{segment(id)}",
            query={"force": force, "plan": bit(plan)},
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def remove_snapshot(
        self,
        id: str,
        snapshot: str,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> None:
        """Removes a snapshot.

        An API token needs the scope `install`.

        At most 120 calls a minute.

        `DELETE /boxes/{id}/snapshots/{snapshot}`
        """
        return self._caller.nothing(
            "DELETE",
            f"/boxes/{segment(id)}/snapshots/{segment(snapshot)}",
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def remove_volume(
        self,
        name: str,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> None:
        """Removes a volume with all that lies in it. One that a box has is refused.

        An API token needs the scope `install`.

        At most 120 calls a minute.

        `DELETE /volumes/{name}`
        """
        return self._caller.nothing(
            "DELETE",
            f"/volumes/{segment(name)}",
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def rename(
        self,
        id: str,
        body: types.BoxesRenameBody,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxesRenameAnswer:
        """Gives a box another name; its id stays.

        An API token needs the scope `configure`.

        At most 120 calls a minute.

        `POST /boxes/{id}/rename`
        """
        return cast("types.BoxesRenameAnswer", self._caller.json(
            "POST",
            f"/boxes/{segment(id)}/rename",
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def restart(
        self,
        id: str,
        *,
        signal: Optional[Literal["SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGWINCH"]] = None,
        grace_seconds: Optional[int] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxesRestartAnswer:
        """Stops a box and starts it again (a job).

        One that does not run is started.

        An API token needs the scope `operate`.

        At most 600 calls a minute.

        `signal`: Signal that the main process is stopped with; if absent, the box's
        `stopSignal`, otherwise SIGTERM.

        `grace_seconds`: Seconds until processes that still run are killed, 0 to 600; if absent,
        the box's `stopSeconds`, otherwise 10.

        `POST /boxes/{id}/restart`
        """
        return cast("types.BoxesRestartAnswer", self._caller.json(
            "POST",
            f"/boxes/{segment(id)}/restart",
            query={"signal": signal, "graceSeconds": grace_seconds},
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def restore(
        self,
        id: str,
        snapshot: str,
        *,
        plan: Optional[bool] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxesRestoreAnswer:
        """Gives a box the files of a snapshot (a job). What it has now is lost.

        A box that runs is stopped, and started again afterwards. With `plan=1` nothing is
        changed: `plan` says what would be touched, and how.

        An API token needs the scope `install`.

        At most 60 calls a minute.

        `plan`: 1: only returns what the call would do; nothing is changed.

        `POST /boxes/{id}/snapshots/{snapshot}/restore`
        """
        return cast("types.BoxesRestoreAnswer", self._caller.json(
            "POST",
            f"/boxes/{segment(id)}/snapshots/{segment(snapshot)}/restore",
            query={"plan": bit(plan)},
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def resume(
        self,
        id: str,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxesResumeAnswer:
        """Lets a paused box go on.

        A box that is so already is no error: then `jobId` is null.

        An API token needs the scope `operate`.

        At most 600 calls a minute.

        `POST /boxes/{id}/resume`
        """
        return cast("types.BoxesResumeAnswer", self._caller.json(
            "POST",
            f"/boxes/{segment(id)}/resume",
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def run(
        self,
        body: types.BoxesRunBody,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxesRunAnswer:
        """Runs a command in a box made for it, and removes the box.

        The answer comes when the command has ended: its status and output, up to 1048576 bytes
        of each stream. It is given up, and everything of it removed, when the caller goes away.
        Folders of the host, and volumes that are there already, need the scope `administer`
        too.

        An API token needs the scope `install`.

        At most 120 calls a minute.

        `POST /boxes/run`
        """
        return cast("types.BoxesRunAnswer", self._caller.json(
            "POST",
            "/boxes/run",
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def run_events(
        self,
        body: types.BoxesRunEventsBody,
        *,
        timeout: Optional[float] = None,
    ) -> Iterator[Event]:
        """Runs a command in a box made for it, with its output as it comes, and removes the box.

        As `POST /boxes/run`, as events. What is wrong with the request itself is an error; what
        fails later is the event `error`. The stream ends when the box is removed. Who goes away
        ends all of it. A slow reader slows the command down.

        An API token needs the scope `install`.

        At most 120 calls a minute.

        `POST /boxes/run/events`
        """
        return self._caller.events(
            "POST",
            "/boxes/run/events",
            body=body,
            timeout=timeout,
        )

    def snapshot(
        self,
        id: str,
        body: types.BoxesSnapshotBody,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxesSnapshotAnswer:
        """Keeps a copy of the files of a box (a job). Volumes are not in it.

        A box that runs is paused while its files are copied.

        An API token needs the scope `install`.

        At most 60 calls a minute.

        `POST /boxes/{id}/snapshots`
        """
        return cast("types.BoxesSnapshotAnswer", self._caller.json(
            "POST",
            f"/boxes/{segment(id)}/snapshots",
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def snapshots(
        self,
        id: str,
        *,
        limit: Optional[int] = None,
        after: Optional[QueryText] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxesSnapshotsAnswer:
        """Snapshots of the files of a box, newest first.

        An API token needs the scope `see`.

        `limit`: Most entries of the page; all of them if absent.

        `after`: The `next` of the previous page, to get the following one.

        `GET /boxes/{id}/snapshots`
        """
        return cast("types.BoxesSnapshotsAnswer", self._caller.json(
            "GET",
            f"/boxes/{segment(id)}/snapshots",
            query={"limit": limit, "after": after},
            timeout=timeout,
        ))

    def start(
        self,
        id: str,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxesStartAnswer:
        """Starts a box; one in `error` is tried again (a job).

        A box that is so already is no error: then `jobId` is null. One that is paused is
        resumed.

        An API token needs the scope `operate`.

        At most 600 calls a minute.

        `POST /boxes/{id}/start`
        """
        return cast("types.BoxesStartAnswer", self._caller.json(
            "POST",
            f"/boxes/{segment(id)}/start",
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def stats(
        self,
        id: str,
        *,
        seconds: Optional[int] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxesStatsAnswer:
        """Samples of the last seconds, oldest first, and slow values.

        Live ones come on the channel `boxes:<id>:samples` of the live socket.

        An API token needs the scope `see`.

        `seconds`: Seconds of history that are given, in about 300 samples.

        `GET /boxes/{id}/stats`
        """
        return cast("types.BoxesStatsAnswer", self._caller.json(
            "GET",
            f"/boxes/{segment(id)}/stats",
            query={"seconds": seconds},
            timeout=timeout,
        ))

    def stop(
        self,
        id: str,
        *,
        signal: Optional[Literal["SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGWINCH"]] = None,
        grace_seconds: Optional[int] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxesStopAnswer:
        """Stops a box (a job).

        A box that is so already is no error: then `jobId` is null. Its files stay. One that is
        ephemeral is removed.

        An API token needs the scope `operate`.

        At most 600 calls a minute.

        `signal`: Signal that the main process is stopped with; if absent, the box's
        `stopSignal`, otherwise SIGTERM.

        `grace_seconds`: Seconds until processes that still run are killed, 0 to 600; if absent,
        the box's `stopSeconds`, otherwise 10.

        `POST /boxes/{id}/stop`
        """
        return cast("types.BoxesStopAnswer", self._caller.json(
            "POST",
            f"/boxes/{segment(id)}/stop",
            query={"signal": signal, "graceSeconds": grace_seconds},
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def update(
        self,
        id: str,
        body: types.BoxesUpdateBody,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxesUpdateAnswer:
        """Changes limits, labels, restart policy, end, network and ports of a box. What is left
        out stays.

        An API token needs the scope `configure`.

        At most 120 calls a minute.

        `PATCH /boxes/{id}`
        """
        return cast("types.BoxesUpdateAnswer", self._caller.json(
            "PATCH",
            f"/boxes/{segment(id)}",
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def volumes(
        self,
        *,
        limit: Optional[int] = None,
        after: Optional[QueryText] = None,
        timeout: Optional[float] = None,
    ) -> types.BoxesVolumesAnswer:
        """Volumes of boxes, by name.

        An API token needs the scope `see`.

        `limit`: Most entries of the page; all of them if absent.

        `after`: The `next` of the previous page, to get the following one.

        `GET /volumes`
        """
        return cast("types.BoxesVolumesAnswer", self._caller.json(
            "GET",
            "/volumes",
            query={"limit": limit, "after": after},
            timeout=timeout,
        ))


class CallerOperations:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def get(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> types.CallerGetAnswer:
        """Whom the box takes the caller for, and what it may do.

        `scopes` are those of the token; a session, and a program at the Unix socket, have all
        of them. Who has shown nothing is `anyone`.

        At most 600 calls a minute.

        `GET /caller`
        """
        return cast("types.CallerGetAnswer", self._caller.json(
            "GET",
            "/caller",
            timeout=timeout,
        ))


class ConfigOperations:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def compare(
        self,
        id: str,
        *,
        from_: QueryText,
        to: Optional[QueryText] = None,
        timeout: Optional[float] = None,
    ) -> types.ConfigCompareAnswer:
        """How two saved configurations of a pup differ, setting by setting.

        Without `to`, from the saved one to what the pup has now. Of secrets it says that they
        differ, never what they are.

        An API token needs the scope `see`.

        `from_`: Number of the older version.

        `to`: Number of the newer version; absent: what the pup has now.

        `GET /pups/{id}/config/compare`
        """
        return cast("types.ConfigCompareAnswer", self._caller.json(
            "GET",
            f"/pups/{segment(id)}/config/compare",
            query={"from": from_, "to": to},
            timeout=timeout,
        ))

    def history(
        self,
        id: str,
        *,
        limit: Optional[int] = None,
        after: Optional[QueryText] = None,
        timeout: Optional[float] = None,
    ) -> types.ConfigHistoryAnswer:
        """Configurations of a pup as they were saved, the newest first.

        The newest 50 are kept. They go with the pup when it is removed with its data.

        An API token needs the scope `see`.

        `limit`: Most entries of the page; all of them if absent.

        `after`: The `next` of the previous page, to get the following one.

        `GET /pups/{id}/config/history`
        """
        return cast("types.ConfigHistoryAnswer", self._caller.json(
            "GET",
            f"/pups/{segment(id)}/config/history",
            query={"limit": limit, "after": after},
            timeout=timeout,
        ))

    def restore(
        self,
        id: str,
        body: types.ConfigRestoreBody,
        *,
        plan: Optional[bool] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.ConfigRestoreAnswer:
        """Gives a pup the configuration of an earlier time.

        Settings that its present version no longer has, or would no longer take, are left out;
        what it needs and had no value then stays as it is. It is saved as a new version, so it
        can be undone. A running pup is restarted to see it; then `jobId` is set. With `plan=1`
        nothing is changed.

        An API token needs the scope `configure`.

        At most 300 calls a minute.

        `plan`: 1: only returns what the call would do; nothing is changed.

        `POST /pups/{id}/config/restore`
        """
        return cast("types.ConfigRestoreAnswer", self._caller.json(
            "POST",
            f"/pups/{segment(id)}/config/restore",
            query={"plan": bit(plan)},
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))


class ConnectionsOperations:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def get(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> types.ConnectionsGetAnswer:
        """Pups, the internet and the home network, and what may pass between them.

        An edge leads from who asks to who answers. There is one for each interface that a pup
        was given, also where nothing is granted, and one for the internet and the home network
        where a pup may reach them.

        An API token needs the scope `see`.

        `GET /connections`
        """
        return cast("types.ConnectionsGetAnswer", self._caller.json(
            "GET",
            "/connections",
            timeout=timeout,
        ))

    def requests(
        self,
        from_: str,
        to: str,
        *,
        interface: QueryText,
        limit: Optional[int] = None,
        after: Optional[QueryText] = None,
        timeout: Optional[float] = None,
    ) -> types.ConnectionsRequestsAnswer:
        """The last requests of one pup to another through the gateway, newest first.

        Kept in memory: 100 of each edge. Neither queries nor bodies are kept.

        An API token needs the scope `see`.

        `interface`: Name of the interface.

        `limit`: Most entries of the page; all of them if absent.

        `after`: The `next` of the previous page, to get the following one.

        `GET /connections/{from}/{to}/requests`
        """
        return cast("types.ConnectionsRequestsAnswer", self._caller.json(
            "GET",
            f"/connections/{segment(from_)}/{segment(to)}/requests",
            query={"interface": interface, "limit": limit, "after": after},
            timeout=timeout,
        ))


class EventsOperations:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def follow(
        self,
        *,
        after: Optional[int] = None,
        kinds: Optional[QueryText] = None,
        pup: Optional[QueryText] = None,
        timeout: Optional[float] = None,
    ) -> Iterator[Event]:
        """Changes as server-sent events, also those that were missed.

        The first event is `hello`. With `after`, the number of the last change that is known,
        all later ones come first; the header `Last-Event-ID` does the same and wins. Without
        either, what is new comes. `kinds` and `pup` choose among them: with `pup`, an id, those
        of that pup and of jobs about it. Looking changes nothing. A client that reads too
        slowly is cut off, and gets what it missed when it comes back with its last number. A
        comment comes every 15 seconds in which nothing happens.

        An API token needs the scope `see`.

        At most 600 calls a minute.

        `after`: The `next` of the page before: what follows it.

        `kinds`: Kinds of changes, separated by commas.

        `pup`: Id of a pup: what is about it, and jobs about it.

        `GET /events`
        """
        return self._caller.follow(
            "GET",
            "/events",
            query={"after": after, "kinds": kinds, "pup": pup},
            timeout=timeout,
        )


class FilesOperations:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def archive(
        self,
        id: str,
        *,
        volume: Optional[QueryText] = None,
        path: Optional[QueryText] = None,
        timeout: Optional[float] = None,
    ) -> ByteStream:
        """A folder of the pup’s storage as a tar archive.

        In the order of the disk. Links are in it as links; sockets and pipes are left out.

        An API token needs the scope `administer`.

        At most 60 calls a minute.

        `volume`: One of the pup’s `volumes`, where its image keeps data; the pup's storage if
        absent.

        `path`: Path below the storage of the pup, or the root of the box; parts separated by
        `/`.

        `GET /pups/{id}/files/archive`
        """
        return self._caller.stream(
            "GET",
            f"/pups/{segment(id)}/files/archive",
            query={"volume": volume, "path": path},
            timeout=timeout,
        )

    def cancel_upload(
        self,
        id: str,
        *,
        volume: Optional[QueryText] = None,
        path: QueryText,
        size: int,
        version: Optional[QueryText] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> None:
        """Removes what came of an upload that is not whole.

        An API token needs the scope `administer`.

        At most 600 calls a minute.

        `volume`: One of the pup’s `volumes`, where its image keeps data; the pup's storage if
        absent.

        `path`: Path below the storage of the pup, or the root of the box; parts separated by
        `/`.

        `size`: Bytes of the whole file.

        `version`: Distinguishes two files of the same name and size: the time of the last
        change, or a hash.

        `DELETE /pups/{id}/files/upload`
        """
        return self._caller.nothing(
            "DELETE",
            f"/pups/{segment(id)}/files/upload",
            query={"volume": volume, "path": path, "size": size, "version": version},
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def list(
        self,
        id: str,
        *,
        volume: Optional[QueryText] = None,
        path: Optional[QueryText] = None,
        after: Optional[QueryText] = None,
        limit: Optional[int] = None,
        timeout: Optional[float] = None,
    ) -> types.FilesListAnswer:
        """What a folder of the pup’s storage holds, by name.

        Without a path, the storage itself. A part of a path is the `part` of an entry: its
        name, or `base64:` and its bytes in base64url where that is not text. Up to 1000000
        entries of a folder are looked at. The pup does not have to run.

        An API token needs the scope `administer`.

        At most 600 calls a minute.

        `volume`: One of the pup’s `volumes`, where its image keeps data; the pup's storage if
        absent.

        `path`: Path below the storage of the pup, or the root of the box; parts separated by
        `/`.

        `after`: The `next` of the previous page.

        `limit`: Entries at most in this answer.

        `GET /pups/{id}/files`
        """
        return cast("types.FilesListAnswer", self._caller.json(
            "GET",
            f"/pups/{segment(id)}/files",
            query={"volume": volume, "path": path, "after": after, "limit": limit},
            timeout=timeout,
        ))

    def make_folder(
        self,
        id: str,
        body: types.FilesMakeFolderBody,
        *,
        volume: Optional[QueryText] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> None:
        """Makes a folder in the pup’s storage.

        An API token needs the scope `administer`.

        At most 600 calls a minute.

        `volume`: One of the pup’s `volumes`, where its image keeps data; the pup's storage if
        absent.

        `POST /pups/{id}/files/folders`
        """
        return self._caller.nothing(
            "POST",
            f"/pups/{segment(id)}/files/folders",
            query={"volume": volume},
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def move(
        self,
        id: str,
        body: types.FilesMoveBody,
        *,
        volume: Optional[QueryText] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> None:
        """Renames a file or folder of the pup’s storage, or moves it. Nothing is written over.

        An API token needs the scope `administer`.

        At most 600 calls a minute.

        `volume`: One of the pup’s `volumes`, where its image keeps data; the pup's storage if
        absent.

        `POST /pups/{id}/files/move`
        """
        return self._caller.nothing(
            "POST",
            f"/pups/{segment(id)}/files/move",
            query={"volume": volume},
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def read(
        self,
        id: str,
        *,
        volume: Optional[QueryText] = None,
        path: QueryText,
        timeout: Optional[float] = None,
    ) -> ByteStream:
        """A file of the pup’s storage, or a range of it.

        `Range` with one range of bytes, and `If-Range` with the `ETag` of an earlier answer, go
        on where a download stopped. Links are not followed.

        An API token needs the scope `administer`.

        At most 600 calls a minute.

        `volume`: One of the pup’s `volumes`, where its image keeps data; the pup's storage if
        absent.

        `path`: Path below the storage of the pup, or the root of the box; parts separated by
        `/`.

        `GET /pups/{id}/files/content`
        """
        return self._caller.stream(
            "GET",
            f"/pups/{segment(id)}/files/content",
            query={"volume": volume, "path": path},
            timeout=timeout,
        )

    def remove(
        self,
        id: str,
        *,
        volume: Optional[QueryText] = None,
        path: QueryText,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> None:
        """Deletes a file of the pup’s storage, or a folder with all it holds, for good.

        An API token needs the scope `administer`.

        At most 600 calls a minute.

        `volume`: One of the pup’s `volumes`, where its image keeps data; the pup's storage if
        absent.

        `path`: Path below the storage of the pup, or the root of the box; parts separated by
        `/`.

        `DELETE /pups/{id}/files`
        """
        return self._caller.nothing(
            "DELETE",
            f"/pups/{segment(id)}/files",
            query={"volume": volume, "path": path},
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def upload(
        self,
        id: str,
        body: Upload,
        *,
        volume: Optional[QueryText] = None,
        path: QueryText,
        size: int,
        version: Optional[QueryText] = None,
        offset: Optional[int] = None,
        replace: Optional[bool] = None,
        timeout: Optional[float] = None,
    ) -> types.FilesUploadAnswer:
        """Writes a file into the pup’s storage, in one part or several.

        Each part begins at `offset`, where the one before ended; after a cut `GET
        …/files/upload` says how far it came. The file stands in its place, as a whole, once the
        last part is there. It belongs to whom its folder belongs to. A part takes two minutes
        at most. What nobody goes on with for a day is removed.

        An API token needs the scope `administer`.

        At most 1200 calls a minute.

        `volume`: One of the pup’s `volumes`, where its image keeps data; the pup's storage if
        absent.

        `path`: Path below the storage of the pup, or the root of the box; parts separated by
        `/`.

        `size`: Bytes of the whole file.

        `version`: Distinguishes two files of the same name and size: the time of the last
        change, or a hash.

        `offset`: Offset of this part in the file.

        `replace`: Whether to replace an existing file.

        `PUT /pups/{id}/files/content`
        """
        return cast("types.FilesUploadAnswer", self._caller.json(
            "PUT",
            f"/pups/{segment(id)}/files/content",
            query={"volume": volume, "path": path, "size": size, "version": version, "offset": offset, "replace": replace},
            upload=body,
            media_type="application/octet-stream",
            timeout=timeout,
        ))

    def uploaded(
        self,
        id: str,
        *,
        volume: Optional[QueryText] = None,
        path: QueryText,
        size: int,
        version: Optional[QueryText] = None,
        timeout: Optional[float] = None,
    ) -> types.FilesUploadedAnswer:
        """How far an upload has come that is not whole yet.

        An API token needs the scope `administer`.

        At most 600 calls a minute.

        `volume`: One of the pup’s `volumes`, where its image keeps data; the pup's storage if
        absent.

        `path`: Path below the storage of the pup, or the root of the box; parts separated by
        `/`.

        `size`: Bytes of the whole file.

        `version`: Distinguishes two files of the same name and size: the time of the last
        change, or a hash.

        `GET /pups/{id}/files/upload`
        """
        return cast("types.FilesUploadedAnswer", self._caller.json(
            "GET",
            f"/pups/{segment(id)}/files/upload",
            query={"volume": volume, "path": path, "size": size, "version": version},
            timeout=timeout,
        ))


class ImagesOperations:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def get(
        self,
        id: str,
        *,
        timeout: Optional[float] = None,
    ) -> types.ImagesGetAnswer:
        """One image.

        An API token needs the scope `see`.

        `GET /images/{id}`
        """
        return cast("types.ImagesGetAnswer", self._caller.json(
            "GET",
            f"/images/{segment(id)}",
            timeout=timeout,
        ))

    def list(
        self,
        *,
        limit: Optional[int] = None,
        after: Optional[QueryText] = None,
        timeout: Optional[float] = None,
    ) -> types.ImagesListAnswer:
        """Images that are kept, newest first, and the boxes that were made from each.

        An API token needs the scope `see`.

        `limit`: Most entries of the page; all of them if absent.

        `after`: The `next` of the previous page, to get the following one.

        `GET /images`
        """
        return cast("types.ImagesListAnswer", self._caller.json(
            "GET",
            "/images",
            query={"limit": limit, "after": after},
            timeout=timeout,
        ))

    def prune(
        self,
        body: types.ImagesPruneBody,
        *,
        plan: Optional[bool] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.ImagesPruneAnswer:
        """Removes images without a name; with `all`, all that no box was made from.

        With `plan=1` nothing is removed: `removed` and `bytes` say what would be.

        An API token needs the scope `operate`.

        At most 60 calls a minute.

        `plan`: 1: only returns what the call would do; nothing is changed.

        `POST /images/prune`
        """
        return cast("types.ImagesPruneAnswer", self._caller.json(
            "POST",
            "/images/prune",
            query={"plan": bit(plan)},
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def pull(
        self,
        body: types.ImagesPullBody,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.ImagesPullAnswer:
        """Fetches an image from its registry and keeps it (a job).

        Names are taken as Docker takes them: `nginx` is `docker.io/library/nginx:latest`. What
        is here of it already is not fetched again, and what broke off goes on. Names and
        passwords for registries stand in the file that `DOGEBOX_REGISTRY_AUTH` names.

        An API token needs the scope `install`.

        At most 60 calls a minute.

        `POST /images/pull`
        """
        return cast("types.ImagesPullAnswer", self._caller.json(
            "POST",
            "/images/pull",
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def remove(
        self,
        id: str,
        *,
        force: Optional[bool] = None,
        plan: Optional[bool] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.ImagesRemoveAnswer:
        """Removes an image, with all of its names.

        One that has several names, or that a stopped box was made from, is removed with
        `force=true` alone; one that a running box was made from is not removed. A box keeps its
        files in any case. With `plan=1` nothing is removed: `removed` says what would be.

        An API token needs the scope `operate`.

        At most 600 calls a minute.

        `force`: Also where it is in use.

        `plan`: 1: only returns what the call would do; nothing is changed.

        `DELETE /images/{id}`
        """
        return cast("types.ImagesRemoveAnswer", self._caller.json(
            "DELETE",
            f"/images/{segment(id)}",
            query={"force": force, "plan": bit(plan)},
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def tag(
        self,
        id: str,
        body: types.ImagesTagBody,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.ImagesTagAnswer:
        """Gives an image a further name. Another image that has it loses it.

        An API token needs the scope `operate`.

        At most 600 calls a minute.

        `POST /images/{id}/tags`
        """
        return cast("types.ImagesTagAnswer", self._caller.json(
            "POST",
            f"/images/{segment(id)}/tags",
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))


class JobsOperations:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def cancel(
        self,
        id: str,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.JobsCancelAnswer:
        """Asks a job to stop at the next safe place.

        An API token needs the scope `operate`.

        At most 300 calls a minute.

        `POST /jobs/{id}/cancel`
        """
        return cast("types.JobsCancelAnswer", self._caller.json(
            "POST",
            f"/jobs/{segment(id)}/cancel",
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def get(
        self,
        id: str,
        *,
        wait: Optional[int] = None,
        timeout: Optional[float] = None,
    ) -> types.JobsGetAnswer:
        """One job with its steps; `wait` holds the answer back until it has ended.

        With `wait`, seconds from 0 to 60, the answer comes when the job has ended or the time
        is over, whichever is first: look at `status`. Closing the connection ends the waiting
        at once, and changes nothing about the job.

        An API token needs the scope `see`.

        `wait`: Seconds to hold the answer back until it has ended, at most 60.

        `GET /jobs/{id}`
        """
        return cast("types.JobsGetAnswer", self._caller.json(
            "GET",
            f"/jobs/{segment(id)}",
            query={"wait": wait},
            timeout=timeout,
        ))

    def list(
        self,
        *,
        limit: Optional[int] = None,
        unfinished: Optional[bool] = None,
        before: Optional[int] = None,
        subject: Optional[QueryText] = None,
        kind: Optional[QueryText] = None,
        status: Optional[QueryText] = None,
        timeout: Optional[float] = None,
    ) -> types.JobsListAnswer:
        """Jobs, newest first; `before` (ms) goes on in the past. Those alone that fit `subject`,
        `kind` and `status`.

        An API token needs the scope `see`.

        `limit`: Entries at most in this answer.

        `unfinished`: Those alone that have not ended.

        `before`: Those made before, milliseconds since 1970: the `createdAt` of the last one of
        the page before.

        `subject`: Id of the pup or source that the jobs are about.

        `kind`: Kinds, separated by commas.

        `status`: Statuses, separated by commas.

        `GET /jobs`
        """
        return cast("types.JobsListAnswer", self._caller.json(
            "GET",
            "/jobs",
            query={"limit": limit, "unfinished": unfinished, "before": before, "subject": subject, "kind": kind, "status": status},
            timeout=timeout,
        ))

    def log(
        self,
        id: str,
        *,
        after: Optional[QueryText] = None,
        before: Optional[QueryText] = None,
        tail: Optional[int] = None,
        limit: Optional[int] = None,
        since: Optional[QueryText] = None,
        until: Optional[QueryText] = None,
        search: Optional[QueryText] = None,
        regex: Optional[bool] = None,
        case: Optional[bool] = None,
        level: Optional[Literal["trace", "debug", "info", "warn", "error", "fatal"]] = None,
        timeout: Optional[float] = None,
    ) -> types.JobsLogAnswer:
        """Lines of its log, oldest first: pages both ways, a time range, a search.

        With `after`, the next `limit` lines; call again with the `cursor` of the answer while
        `more` is true, and later for what is new: each line comes once. With `before`, the last
        `limit` lines up to that cursor; call again with the `start` of the answer while `older`
        is true. With neither, the lines from `since` on, else the last ones. A cursor belongs
        to the selection of `service` for which it was given. `gap` says that lines behind it
        are gone. A search looks through all that is kept, the newest first unless it goes on
        with `after`; one call takes a few seconds at most and may give few lines or none while
        `older` or `more` says that there is more to search.

        An API token needs the scope `see`.

        `after`: Goes on behind here: the `cursor` of the answer before.

        `before`: Goes on in the past from here: the `start` of the page before.

        `tail`: The last so many lines.

        `limit`: Entries at most in this answer.

        `since`: Lines of this time or later: ISO 8601, milliseconds since 1970, or an age
        (`90s`, `15m`, `2h`, `3d`).

        `until`: Lines before this time, in the same formats.

        `search`: Lines that contain this text.

        `regex`: Whether `search` is a JavaScript regular expression.

        `case`: Whether the search is case-sensitive.

        `level`: Lines that declare this level or a more severe one.

        `GET /jobs/{id}/log`
        """
        return cast("types.JobsLogAnswer", self._caller.json(
            "GET",
            f"/jobs/{segment(id)}/log",
            query={"after": after, "before": before, "tail": tail, "limit": limit, "since": since, "until": until, "search": search, "regex": regex, "case": case, "level": level},
            timeout=timeout,
        ))

    def follow_log(
        self, id: str, *, poll: float = 1.0, **options: Any
    ) -> Iterator[types.LogLine]:
        """Lines of its log, then each new one. `options` are those of `log`."""
        return follow_log(partial(self.log, id), options, poll)

    def log_file(
        self,
        id: str,
        *,
        since: Optional[QueryText] = None,
        until: Optional[QueryText] = None,
        format: Optional[Literal["text", "json"]] = None,
        gzip: Optional[bool] = None,
        timeout: Optional[float] = None,
    ) -> ByteStream:
        """Its log as a file: plain or gzip, as text or JSON lines.

        It ends with what was written when it was asked for.

        An API token needs the scope `see`.

        At most 60 calls a minute.

        `since`: Lines of this time or later: ISO 8601, milliseconds since 1970, or an age
        (`90s`, `15m`, `2h`, `3d`).

        `until`: Lines before this time, in the same formats.

        `format`: `text`: time, service, stream, text. `json`: one JSON object per line.

        `gzip`: The file is compressed.

        `GET /jobs/{id}/log/file`
        """
        return self._caller.stream(
            "GET",
            f"/jobs/{segment(id)}/log/file",
            query={"since": since, "until": until, "format": format, "gzip": gzip},
            timeout=timeout,
        )


class KeysOperations:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def get(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> types.KeysGetAnswer:
        """Whether keys are locked: after a restart pups’ keys wait for the password.

        An API token needs the scope `see`.

        `GET /keys`
        """
        return cast("types.KeysGetAnswer", self._caller.json(
            "GET",
            "/keys",
            timeout=timeout,
        ))

    def unlock(
        self,
        body: types.KeysUnlockBody,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.KeysUnlockAnswer:
        """Unlocks the keys by the password.

        An API token needs the scope `administer`.

        At most 300 calls a minute.

        `POST /keys/unlock`
        """
        return cast("types.KeysUnlockAnswer", self._caller.json(
            "POST",
            "/keys/unlock",
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))


class MetricsOperations:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def prometheus(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> ByteStream:
        """All figures of the box and its pups in the text format of Prometheus (0.0.4).

        The same answer lies at `/metrics`, where Prometheus looks by default: give it a token
        with the scope `see` as `authorization: {credentials: …}`.

        An API token needs the scope `see`.

        At most 600 calls a minute.

        `GET /metrics`
        """
        return self._caller.stream(
            "GET",
            "/metrics",
            timeout=timeout,
        )


class NetworksOperations:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def connect(
        self,
        id: str,
        body: types.NetworksConnectBody,
        *,
        plan: Optional[bool] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.NetworksConnectAnswer:
        """Puts a box on a network, at once where it runs.

        One that is on it already gets these aliases, and this address, in the place of those it
        had. A box that was started without any network is to be stopped first. With `plan=1`
        nothing is changed: `plan` says what would be touched, and how.

        An API token needs the scope `configure`.

        At most 120 calls a minute.

        `plan`: 1: only returns what the call would do; nothing is changed.

        `POST /networks/{id}/connect`
        """
        return cast("types.NetworksConnectAnswer", self._caller.json(
            "POST",
            f"/networks/{segment(id)}/connect",
            query={"plan": bit(plan)},
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def create(
        self,
        body: types.NetworksCreateBody,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.NetworksCreateAnswer:
        """Creates a network.

        Boxes on the same network reach each other at all ports, and find each other by name, by
        alias and by the first twelve digits of their ids. Boxes that share none do not reach
        each other, and pups are never on one. What a box may reach outside is its own
        `network`; one that is on internal networks alone reaches nothing outside. A box has one
        address, which is the same on all of its networks; on a network with a `subnet` it can
        be given one of that beside it, for the boxes on the network alone. With `ipv6` it has
        one of IPv6 too, for those on the network alone. There can be 64 networks.

        An API token needs the scope `install`.

        At most 120 calls a minute.

        `POST /networks`
        """
        return cast("types.NetworksCreateAnswer", self._caller.json(
            "POST",
            "/networks",
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def disconnect(
        self,
        id: str,
        body: types.NetworksDisconnectBody,
        *,
        plan: Optional[bool] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.NetworksDisconnectAnswer:
        """Takes a box off a network, at once: what it has open there is cut.

        What it may reach outside stays as its own `network` says, also where this was its last
        network. With `plan=1` nothing is changed: `plan` says what would be touched, and how.

        An API token needs the scope `configure`.

        At most 120 calls a minute.

        `plan`: 1: only returns what the call would do; nothing is changed.

        `POST /networks/{id}/disconnect`
        """
        return cast("types.NetworksDisconnectAnswer", self._caller.json(
            "POST",
            f"/networks/{segment(id)}/disconnect",
            query={"plan": bit(plan)},
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def get(
        self,
        id: str,
        *,
        timeout: Optional[float] = None,
    ) -> types.NetworksGetAnswer:
        """One network, by its id or its name.

        An API token needs the scope `see`.

        `GET /networks/{id}`
        """
        return cast("types.NetworksGetAnswer", self._caller.json(
            "GET",
            f"/networks/{segment(id)}",
            timeout=timeout,
        ))

    def list(
        self,
        *,
        limit: Optional[int] = None,
        after: Optional[QueryText] = None,
        timeout: Optional[float] = None,
    ) -> types.NetworksListAnswer:
        """Networks of boxes, by name, each with the boxes on it.

        An API token needs the scope `see`.

        `limit`: Most entries of the page; all of them if absent.

        `after`: The `next` of the previous page, to get the following one.

        `GET /networks`
        """
        return cast("types.NetworksListAnswer", self._caller.json(
            "GET",
            "/networks",
            query={"limit": limit, "after": after},
            timeout=timeout,
        ))

    def prune(
        self,
        body: types.NetworksPruneBody,
        *,
        plan: Optional[bool] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.NetworksPruneAnswer:
        """Removes networks that no box is on.

        With `plan=1` nothing is removed: `removed` says which would be.

        An API token needs the scope `install`.

        At most 60 calls a minute.

        `plan`: 1: only returns what the call would do; nothing is changed.

        `POST /networks/prune`
        """
        return cast("types.NetworksPruneAnswer", self._caller.json(
            "POST",
            "/networks/prune",
            query={"plan": bit(plan)},
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def remove(
        self,
        id: str,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> None:
        """Removes a network. One that a box is on, running or not, is refused.

        An API token needs the scope `install`.

        At most 120 calls a minute.

        `DELETE /networks/{id}`
        """
        return self._caller.nothing(
            "DELETE",
            f"/networks/{segment(id)}",
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )


class NotificationsOperations:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def add(
        self,
        body: types.NotificationsAddBody,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.NotificationsAddAnswer:
        """Adds a destination: a webhook, an e-mail address, a topic of ntfy, a browser (Web Push).

        A webhook gets a JSON object by POST, with `X-Dogebox-Signature: sha256=<HMAC-SHA-256 of
        the body under the secret, hex>`. An address in the home network is allowed: it is the
        owner who names it.

        An API token needs the scope `administer`.

        At most 30 calls a minute.

        `POST /notifications/destinations`
        """
        return cast("types.NotificationsAddAnswer", self._caller.json(
            "POST",
            "/notifications/destinations",
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def change(
        self,
        id: str,
        body: types.NotificationsChangeBody,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.NotificationsChangeAnswer:
        """Changes a destination: its name, what is sent there, or where that is.

        `target` is given whole, and its kind stays. A secret that is left out is kept, so is
        the address of a webhook; `null` removes a secret. Where the server becomes another one,
        or the connection less protected, a kept secret must be given again or removed: it is
        never sent where it was not meant for.

        An API token needs the scope `administer`.

        At most 60 calls a minute.

        `PATCH /notifications/destinations/{id}`
        """
        return cast("types.NotificationsChangeAnswer", self._caller.json(
            "PATCH",
            f"/notifications/destinations/{segment(id)}",
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def get(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> types.NotificationsGetAnswer:
        """Where notifications go, quiet hours, and the newest messages. Secrets are never in it.

        An API token needs the scope `administer`.

        `GET /notifications`
        """
        return cast("types.NotificationsGetAnswer", self._caller.json(
            "GET",
            "/notifications",
            timeout=timeout,
        ))

    def quiet(
        self,
        body: types.NotificationsQuietBody,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> None:
        """Sets the hours in which only what is critical is sent; null for none.

        An API token needs the scope `administer`.

        At most 60 calls a minute.

        `PUT /notifications/quiet-hours`
        """
        return self._caller.nothing(
            "PUT",
            "/notifications/quiet-hours",
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def remove(
        self,
        id: str,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> None:
        """Removes a destination; messages that wait for it are dropped.

        An API token needs the scope `administer`.

        At most 60 calls a minute.

        `DELETE /notifications/destinations/{id}`
        """
        return self._caller.nothing(
            "DELETE",
            f"/notifications/destinations/{segment(id)}",
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def test(
        self,
        id: str,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> None:
        """Sends a test message there now, and answers when it was taken, or with why it was not.

        An API token needs the scope `administer`.

        At most 20 calls a minute.

        `POST /notifications/destinations/{id}/test`
        """
        return self._caller.nothing(
            "POST",
            f"/notifications/destinations/{segment(id)}/test",
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )


class OpenapiOperations:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def get(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> types.OpenapiGetAnswer:
        """This API as an OpenAPI 3.1 document.

        Open to all: it says nothing but what the source of the program says, and tools fetch it
        without a login.

        At most 60 calls a minute.

        `GET /openapi.json`
        """
        return cast("types.OpenapiGetAnswer", self._caller.json(
            "GET",
            "/openapi.json",
            timeout=timeout,
        ))


class PasswordOperations:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def change(
        self,
        body: types.PasswordChangeBody,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> None:
        """Changes the password. Every other session ends.

        An API token needs the scope `administer`.

        At most 300 calls a minute.

        `POST /password`
        """
        return self._caller.nothing(
            "POST",
            "/password",
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def reset(
        self,
        body: types.PasswordResetBody,
        *,
        timeout: Optional[float] = None,
    ) -> None:
        """Sets a new password by the 24 words. Every session ends.

        `POST /password/reset`
        """
        return self._caller.nothing(
            "POST",
            "/password/reset",
            body=body,
            timeout=timeout,
        )


class PortsOperations:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def change(
        self,
        id: str,
        body: types.PortsChangeBody,
        *,
        plan: Optional[bool] = None,
        timeout: Optional[float] = None,
    ) -> types.PortsChangeAnswer:
        """Opens and closes ports to the home network, moves them, and says who may open a page.

        All of it is done, or nothing. What is left out stays. A page with the access `token`
        can be opened by programs with its own token: as the password of HTTP Basic (any name),
        or as Bearer. The token is in this answer and never shown again; `newToken` makes
        another one, and the one before is good no more. `open` is for every device of the home
        network, without a login. What a change takes away ends at once; what is open by it is
        cut off. It takes no `Idempotency-Key`: its answer is not kept. With `plan=1` nothing is
        changed: `plan` says what would be touched, and how. No token is made then.

        An API token needs the scope `configure`.

        At most 60 calls a minute.

        `plan`: 1: only returns what the call would do; nothing is changed.

        `PUT /pups/{id}/ports`
        """
        return cast("types.PortsChangeAnswer", self._caller.json(
            "PUT",
            f"/pups/{segment(id)}/ports",
            query={"plan": bit(plan)},
            body=body,
            timeout=timeout,
        ))

    def get(
        self,
        id: str,
        *,
        timeout: Optional[float] = None,
    ) -> types.PortsGetAnswer:
        """Ports of the box that can lead to a pup, which of them are open, and who may open its
        web pages.

        An API token needs the scope `see`.

        `GET /pups/{id}/ports`
        """
        return cast("types.PortsGetAnswer", self._caller.json(
            "GET",
            f"/pups/{segment(id)}/ports",
            timeout=timeout,
        ))


class PupsOperations:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def configure(
        self,
        id: str,
        body: types.PupsConfigureBody,
        *,
        plan: Optional[bool] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.PupsConfigureAnswer:
        """Stores config values, by field name. Fields left out stay as they are.

        A running pup for which they are new is restarted to see them; then `jobId` is set. With
        `plan=1` nothing is changed: `plan` says what saving would do, and which services it
        would restart.

        An API token needs the scope `configure`.

        At most 300 calls a minute.

        `plan`: 1: only returns what the call would do; nothing is changed.

        `PUT /pups/{id}/config`
        """
        return cast("types.PupsConfigureAnswer", self._caller.json(
            "PUT",
            f"/pups/{segment(id)}/config",
            query={"plan": bit(plan)},
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def dev(
        self,
        id: str,
        body: types.PupsDevBody,
        *,
        plan: Optional[bool] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.PupsDevAnswer:
        """Switches dev mode of a pup from a folder: its folder is mounted writable, a change there
        restarts it.

        A job does it, which stops the pup, takes over its manifest and starts it again. With
        `plan=1` nothing is changed: `plan` says what switching would do.

        An API token needs the scope `configure`.

        At most 60 calls a minute.

        `plan`: 1: only returns what the call would do; nothing is changed.

        `PUT /pups/{id}/dev`
        """
        return cast("types.PupsDevAnswer", self._caller.json(
            "PUT",
            f"/pups/{segment(id)}/dev",
            query={"plan": bit(plan)},
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def devices(
        self,
        id: str,
        body: types.PupsDevicesBody,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.PupsDevicesAnswer:
        """Which of the devices that a pup asks for it gets; those that are not named are taken
        back.

        A pup that runs is restarted where that changes something.

        An API token needs the scope `configure`.

        At most 60 calls a minute.

        `PUT /pups/{id}/devices`
        """
        return cast("types.PupsDevicesAnswer", self._caller.json(
            "PUT",
            f"/pups/{segment(id)}/devices",
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def exec(
        self,
        id: str,
        body: types.PupsExecBody,
        *,
        timeout: Optional[float] = None,
    ) -> Iterator[Event]:
        """Runs a command in a service of the pup; its output comes as events.

        With the rights of the service and nothing more. It is killed when the caller goes away,
        with all that it started. A command can read what the service can, secrets too: so it
        needs the scope `administer`. The audit notes that one ran, not which.

        An API token needs the scope `administer`.

        At most 600 calls a minute.

        `POST /pups/{id}/exec`
        """
        return self._caller.events(
            "POST",
            f"/pups/{segment(id)}/exec",
            body=body,
            timeout=timeout,
        )

    def get(
        self,
        id: str,
        *,
        timeout: Optional[float] = None,
    ) -> types.PupsGetAnswer:
        """One installed pup with its services, pages and config. Values of password fields are
        never given.

        An API token needs the scope `see`.

        `GET /pups/{id}`
        """
        return cast("types.PupsGetAnswer", self._caller.json(
            "GET",
            f"/pups/{segment(id)}",
            timeout=timeout,
        ))

    def hooks_create(
        self,
        id: str,
        body: types.PupsHooksCreateBody,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.PupsHooksCreateAnswer:
        """Makes a hook: an address at which other pups call one path of this one.

        A pup asks `http://dogebox/dbx/hook/<id>`, and the gateway passes method, query, headers
        and body on to `path` at `port`. Pups that provide something to this one may call it;
        with `callers` the pups that it names and no others. It goes with the pup.

        An API token needs the scope `configure`.

        At most 60 calls a minute.

        `POST /pups/{id}/hooks`
        """
        return cast("types.PupsHooksCreateAnswer", self._caller.json(
            "POST",
            f"/pups/{segment(id)}/hooks",
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def hooks_list(
        self,
        id: str,
        *,
        limit: Optional[int] = None,
        after: Optional[QueryText] = None,
        timeout: Optional[float] = None,
    ) -> types.PupsHooksListAnswer:
        """Hooks of a pup, with who may call each and how often it was called.

        An API token needs the scope `see`.

        `limit`: Most entries of the page; all of them if absent.

        `after`: The `next` of the previous page, to get the following one.

        `GET /pups/{id}/hooks`
        """
        return cast("types.PupsHooksListAnswer", self._caller.json(
            "GET",
            f"/pups/{segment(id)}/hooks",
            query={"limit": limit, "after": after},
            timeout=timeout,
        ))

    def hooks_remove(
        self,
        id: str,
        hook: str,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> None:
        """Removes a hook. Calls that are open end.

        An API token needs the scope `configure`.

        At most 60 calls a minute.

        `DELETE /pups/{id}/hooks/{hook}`
        """
        return self._caller.nothing(
            "DELETE",
            f"/pups/{segment(id)}/hooks/{segment(hook)}",
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def hooks_rotate(
        self,
        id: str,
        hook: str,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.PupsHooksRotateAnswer:
        """Gives a hook another address. The one before is unknown from then on, and open calls
        end.

        An API token needs the scope `configure`.

        At most 60 calls a minute.

        `POST /pups/{id}/hooks/{hook}/rotate`
        """
        return cast("types.PupsHooksRotateAnswer", self._caller.json(
            "POST",
            f"/pups/{segment(id)}/hooks/{segment(hook)}/rotate",
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def install(
        self,
        body: types.PupsInstallBody,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.PupsInstallAnswer:
        """Installs a pup from a source (a job). Over kept data its id, keys and data stay.

        With `config` its settings are saved first, as `PUT /pups/{id}/config` would; over kept
        data that needs the scope `configure` too. Ports of the home network stay closed but for
        those named in `publish`; with a plan that is about the pup itself, not about what it
        depends on. With `plan`, the id of a plan of `POST /store/{id}/{name}/plan`, all of that
        plan is carried out: what the pup depends on is installed and started first, and who
        provides what is written down with the permission groups that the plan grants. It is
        refused with `plan-changed` where the plan would be another by now. Without `plan` the
        pup is installed alone, and nobody provides anything to it. The `result` of the job says
        how it ended: `running`, `stopped`, or `needs-settings` with what is missing.

        An API token needs the scope `install`.

        At most 60 calls a minute.

        `POST /pups`
        """
        return cast("types.PupsInstallAnswer", self._caller.json(
            "POST",
            "/pups",
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def limits(
        self,
        id: str,
        body: types.PupsLimitsBody,
        *,
        plan: Optional[bool] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.PupsLimitsAnswer:
        """Changes what a pup may use of memory, disk, processes and cores. What is left out stays;
        null is the default.

        A pup that runs has the new limits at once, without a restart. A limit of its data
        cannot be less than they take. With `plan=1` nothing is changed.

        An API token needs the scope `configure`.

        At most 60 calls a minute.

        `plan`: 1: only returns what the call would do; nothing is changed.

        `PATCH /pups/{id}/limits`
        """
        return cast("types.PupsLimitsAnswer", self._caller.json(
            "PATCH",
            f"/pups/{segment(id)}/limits",
            query={"plan": bit(plan)},
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def list(
        self,
        *,
        limit: Optional[int] = None,
        after: Optional[QueryText] = None,
        timeout: Optional[float] = None,
    ) -> types.PupsListAnswer:
        """Installed pups.

        An API token needs the scope `see`.

        `limit`: Most entries of the page; all of them if absent.

        `after`: The `next` of the previous page, to get the following one.

        `GET /pups`
        """
        return cast("types.PupsListAnswer", self._caller.json(
            "GET",
            "/pups",
            query={"limit": limit, "after": after},
            timeout=timeout,
        ))

    def log_file(
        self,
        id: str,
        *,
        service: Optional[QueryText] = None,
        since: Optional[QueryText] = None,
        until: Optional[QueryText] = None,
        format: Optional[Literal["text", "json"]] = None,
        gzip: Optional[bool] = None,
        timeout: Optional[float] = None,
    ) -> ByteStream:
        """Its log as a file: plain or gzip, as text or JSON lines.

        It ends with what was written when it was asked for.

        An API token needs the scope `see`.

        At most 60 calls a minute.

        `service`: Of this service alone; absent: all of them.

        `since`: Lines of this time or later: ISO 8601, milliseconds since 1970, or an age
        (`90s`, `15m`, `2h`, `3d`).

        `until`: Lines before this time, in the same formats.

        `format`: `text`: time, service, stream, text. `json`: one JSON object per line.

        `gzip`: The file is compressed.

        `GET /pups/{id}/logs/file`
        """
        return self._caller.stream(
            "GET",
            f"/pups/{segment(id)}/logs/file",
            query={"service": service, "since": since, "until": until, "format": format, "gzip": gzip},
            timeout=timeout,
        )

    def log_limits(
        self,
        id: str,
        *,
        timeout: Optional[float] = None,
    ) -> types.PupsLogLimitsAnswer:
        """How much of the log of each of its services is kept.

        An API token needs the scope `see`.

        `GET /pups/{id}/logs/limits`
        """
        return cast("types.PupsLogLimitsAnswer", self._caller.json(
            "GET",
            f"/pups/{segment(id)}/logs/limits",
            timeout=timeout,
        ))

    def logo(
        self,
        id: str,
        *,
        timeout: Optional[float] = None,
    ) -> ByteStream:
        """Its logo.

        An API token needs the scope `see`.

        `GET /pups/{id}/logo`
        """
        return self._caller.stream(
            "GET",
            f"/pups/{segment(id)}/logo",
            timeout=timeout,
        )

    def logs(
        self,
        id: str,
        *,
        service: Optional[QueryText] = None,
        after: Optional[QueryText] = None,
        before: Optional[QueryText] = None,
        tail: Optional[int] = None,
        limit: Optional[int] = None,
        since: Optional[QueryText] = None,
        until: Optional[QueryText] = None,
        search: Optional[QueryText] = None,
        regex: Optional[bool] = None,
        case: Optional[bool] = None,
        level: Optional[Literal["trace", "debug", "info", "warn", "error", "fatal"]] = None,
        timeout: Optional[float] = None,
    ) -> types.PupsLogsAnswer:
        """Lines of its services’ logs in the order of writing: pages both ways, a time range, a
        search.

        With `after`, the next `limit` lines; call again with the `cursor` of the answer while
        `more` is true, and later for what is new: each line comes once. With `before`, the last
        `limit` lines up to that cursor; call again with the `start` of the answer while `older`
        is true. With neither, the lines from `since` on, else the last ones. A cursor belongs
        to the selection of `service` for which it was given. `gap` says that lines behind it
        are gone. A search looks through all that is kept, the newest first unless it goes on
        with `after`; one call takes a few seconds at most and may give few lines or none while
        `older` or `more` says that there is more to search.

        An API token needs the scope `see`.

        `service`: Of this service alone; absent: all of them.

        `after`: Goes on behind here: the `cursor` of the answer before.

        `before`: Goes on in the past from here: the `start` of the page before.

        `tail`: The last so many lines.

        `limit`: Entries at most in this answer.

        `since`: Lines of this time or later: ISO 8601, milliseconds since 1970, or an age
        (`90s`, `15m`, `2h`, `3d`).

        `until`: Lines before this time, in the same formats.

        `search`: Lines that contain this text.

        `regex`: Whether `search` is a JavaScript regular expression.

        `case`: Whether the search is case-sensitive.

        `level`: Lines that declare this level or a more severe one.

        `GET /pups/{id}/logs`
        """
        return cast("types.PupsLogsAnswer", self._caller.json(
            "GET",
            f"/pups/{segment(id)}/logs",
            query={"service": service, "after": after, "before": before, "tail": tail, "limit": limit, "since": since, "until": until, "search": search, "regex": regex, "case": case, "level": level},
            timeout=timeout,
        ))

    def follow_log(
        self, id: str, *, poll: float = 1.0, **options: Any
    ) -> Iterator[types.LogLine]:
        """Lines of its log, then each new one. `options` are those of `logs`."""
        return follow_log(partial(self.logs, id), options, poll)

    def metrics(
        self,
        id: str,
        *,
        seconds: Optional[int] = None,
        timeout: Optional[float] = None,
    ) -> types.PupsMetricsAnswer:
        """Samples of the last seconds, oldest first; slow values; what it reports about itself.

        An API token needs the scope `see`.

        `seconds`: Seconds of history that are given, in about 300 samples.

        `GET /pups/{id}/metrics`
        """
        return cast("types.PupsMetricsAnswer", self._caller.json(
            "GET",
            f"/pups/{segment(id)}/metrics",
            query={"seconds": seconds},
            timeout=timeout,
        ))

    def remove(
        self,
        id: str,
        *,
        keep_data: Optional[bool] = None,
        breaks: Optional[bool] = None,
        plan: Optional[bool] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.PupsRemoveAnswer:
        """Uninstalls a pup (a job). `keepData=false` removes its data and keys for good.

        A pup that others cannot do without is not removed: `still-needed` names them in
        `fields`. With `breaks=true` it is. With `plan=1` nothing is changed: `plan` says what
        would be touched, and how.

        An API token needs the scope `install`.

        At most 300 calls a minute.

        `keep_data`: Its data and keys stay for another installation.

        `breaks`: Also where other pups cannot do without it.

        `plan`: 1: only returns what the call would do; nothing is changed.

        `DELETE /pups/{id}`
        """
        return cast("types.PupsRemoveAnswer", self._caller.json(
            "DELETE",
            f"/pups/{segment(id)}",
            query={"keepData": keep_data, "breaks": breaks, "plan": bit(plan)},
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def rename(
        self,
        id: str,
        body: types.PupsRenameBody,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.PupsRenameAnswer:
        """Gives a pup another name; its id, data, keys and permissions stay.

        People see the name at once. Its host name inside follows with its next start. A name is
        refused that another pup of the same source has, or that the source gives to another.

        An API token needs the scope `configure`.

        At most 60 calls a minute.

        `POST /pups/{id}/rename`
        """
        return cast("types.PupsRenameAnswer", self._caller.json(
            "POST",
            f"/pups/{segment(id)}/rename",
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def report(
        self,
        id: str,
        body: types.PupsReportBody,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.PupsReportAnswer:
        """Takes in values that a pup reports about itself, by the names of its manifest.

        `{"height": {"value": 5120334}}`: the shape that pups send to `/dbx/metrics`. A text of
        at most 256 characters, a number, or a whole number, as the manifest says. Values that
        do not fit are named in `refused`, and written to the log of the pup; the others are
        kept.

        An API token needs the scope `operate`.

        At most 600 calls a minute.

        `POST /pups/{id}/metrics`
        """
        return cast("types.PupsReportAnswer", self._caller.json(
            "POST",
            f"/pups/{segment(id)}/metrics",
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def restart(
        self,
        id: str,
        *,
        plan: Optional[bool] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.PupsRestartAnswer:
        """Restarts a pup (a job).

        Pups that need it cannot reach it meanwhile. With `plan=1` nothing is changed: `plan`
        says what would be touched, and how.

        An API token needs the scope `operate`.

        At most 300 calls a minute.

        `plan`: 1: only returns what the call would do; nothing is changed.

        `POST /pups/{id}/restart`
        """
        return cast("types.PupsRestartAnswer", self._caller.json(
            "POST",
            f"/pups/{segment(id)}/restart",
            query={"plan": bit(plan)},
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def retry(
        self,
        id: str,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.PupsRetryAnswer:
        """Tries again what broke a pup (a job).

        An API token needs the scope `operate`.

        At most 300 calls a minute.

        `POST /pups/{id}/retry`
        """
        return cast("types.PupsRetryAnswer", self._caller.json(
            "POST",
            f"/pups/{segment(id)}/retry",
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def set_log_limits(
        self,
        id: str,
        body: types.PupsSetLogLimitsBody,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.PupsSetLogLimitsAnswer:
        """Sets how much of the log of each of its services is kept.

        A log of which a file is full goes on in the next one; of more than `files` the oldest
        is removed. The number counts at once, the size from the next start of each service.

        An API token needs the scope `configure`.

        At most 60 calls a minute.

        `PUT /pups/{id}/logs/limits`
        """
        return cast("types.PupsSetLogLimitsAnswer", self._caller.json(
            "PUT",
            f"/pups/{segment(id)}/logs/limits",
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def skip_version(
        self,
        id: str,
        body: types.PupsSkipVersionBody,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.PupsSkipVersionAnswer:
        """Keeps the owner from being notified of a version. A newer one than that is reported
        again.

        An API token needs the scope `install`.

        At most 60 calls a minute.

        `POST /pups/{id}/skip-version`
        """
        return cast("types.PupsSkipVersionAnswer", self._caller.json(
            "POST",
            f"/pups/{segment(id)}/skip-version",
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def start(
        self,
        id: str,
        *,
        anyway: Optional[bool] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.PupsStartAnswer:
        """Starts a pup (a job).

        The job waits for pups that this one cannot do without until they run and are healthy;
        `waitingFor` says so. With `anyway=true` it waits for nobody.

        An API token needs the scope `operate`.

        At most 300 calls a minute.

        `anyway`: Also where what it depends on does not run.

        `POST /pups/{id}/start`
        """
        return cast("types.PupsStartAnswer", self._caller.json(
            "POST",
            f"/pups/{segment(id)}/start",
            query={"anyway": anyway},
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def stop(
        self,
        id: str,
        *,
        plan: Optional[bool] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.PupsStopAnswer:
        """Stops a pup (a job).

        Pups that need it stay as they are, and cannot reach it. With `plan=1` nothing is
        changed: `plan` says what would be touched, and how.

        An API token needs the scope `operate`.

        At most 300 calls a minute.

        `plan`: 1: only returns what the call would do; nothing is changed.

        `POST /pups/{id}/stop`
        """
        return cast("types.PupsStopAnswer", self._caller.json(
            "POST",
            f"/pups/{segment(id)}/stop",
            query={"plan": bit(plan)},
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def update(
        self,
        id: str,
        body: types.PupsUpdateBody,
        *,
        plan: Optional[bool] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.PupsUpdateAnswer:
        """Brings another version of a pup from its source (a job): the newest, or the one that is
        named.

        Data and settings stay. The old version runs while the new one is fetched and built. If
        the new one does not come up, the old one is put back. Where the new one asks for more
        than the old one has, the call is refused with `permissions-needed`, whose `fields` name
        what; repeat it with `acceptPermissions`: these keys, or `true` for all of them. With
        `config` its settings are exchanged together with the version, and put back with it; to
        change those that it has already needs the scope `configure` too. With `plan=1` nothing
        is changed: `plan` says what would differ, and which settings it needs.

        An API token needs the scope `install`.

        At most 60 calls a minute.

        `plan`: 1: only returns what the call would do; nothing is changed.

        `POST /pups/{id}/update`
        """
        return cast("types.PupsUpdateAnswer", self._caller.json(
            "POST",
            f"/pups/{segment(id)}/update",
            query={"plan": bit(plan)},
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))


class SessionsOperations:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def create(
        self,
        body: types.SessionsCreateBody,
        *,
        timeout: Optional[float] = None,
    ) -> types.SessionsCreateAnswer:
        """Logs in. The token works as `Authorization: Bearer`, and as the cookie that is set.

        `POST /sessions`
        """
        return cast("types.SessionsCreateAnswer", self._caller.json(
            "POST",
            "/sessions",
            body=body,
            timeout=timeout,
        ))

    def list(
        self,
        *,
        limit: Optional[int] = None,
        after: Optional[QueryText] = None,
        timeout: Optional[float] = None,
    ) -> types.SessionsListAnswer:
        """Open sessions, last used first.

        An API token needs the scope `administer`.

        `limit`: Most entries of the page; all of them if absent.

        `after`: The `next` of the previous page, to get the following one.

        `GET /sessions`
        """
        return cast("types.SessionsListAnswer", self._caller.json(
            "GET",
            "/sessions",
            query={"limit": limit, "after": after},
            timeout=timeout,
        ))

    def remove(
        self,
        id: str,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> None:
        """Ends a session; `current` is the one of this request.

        An API token needs the scope `administer`.

        At most 300 calls a minute.

        `DELETE /sessions/{id}`
        """
        return self._caller.nothing(
            "DELETE",
            f"/sessions/{segment(id)}",
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def remove_all(
        self,
        *,
        keep_current: Optional[bool] = None,
        plan: Optional[bool] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.SessionsRemoveAllAnswer:
        """Ends all sessions, save the one of this request unless `keepCurrent=false`. API tokens
        stay.

        With `plan=1` nothing is changed: `plan` says what would be touched, and how.

        An API token needs the scope `administer`.

        At most 300 calls a minute.

        `keep_current`: The session of this request stays.

        `plan`: 1: only returns what the call would do; nothing is changed.

        `DELETE /sessions`
        """
        return cast("types.SessionsRemoveAllAnswer", self._caller.json(
            "DELETE",
            "/sessions",
            query={"keepCurrent": keep_current, "plan": bit(plan)},
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def renew(
        self,
        body: types.SessionsRenewBody,
        *,
        timeout: Optional[float] = None,
    ) -> None:
        """Sets the cookie of a session again, by the secret of `POST /sessions/current/renewal`.

        At most 60 calls a minute.

        `POST /sessions/renewal`
        """
        return self._caller.nothing(
            "POST",
            "/sessions/renewal",
            body=body,
            timeout=timeout,
        )

    def renewal(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> types.SessionsRenewalAnswer:
        """Gives the secret by which a browser gets the cookie of this session again.

        For the dashboard. A browser drops cookies of a host where a page at another of its
        ports sets too many. The secret lives as long as the session, and works at `POST
        /sessions/renewal` alone.

        An API token needs the scope `administer`.

        At most 300 calls a minute.

        `POST /sessions/current/renewal`
        """
        return cast("types.SessionsRenewalAnswer", self._caller.json(
            "POST",
            "/sessions/current/renewal",
            timeout=timeout,
        ))


class SetupOperations:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def claim(
        self,
        body: types.SetupClaimBody,
        *,
        timeout: Optional[float] = None,
    ) -> None:
        """Proves the claim code and sets the wizard’s cookie, so that a browser need not send the
        code again.

        `POST /setup/claim`
        """
        return self._caller.nothing(
            "POST",
            "/setup/claim",
            body=body,
            timeout=timeout,
        )

    def confirm(
        self,
        body: types.SetupConfirmBody,
        *,
        timeout: Optional[float] = None,
    ) -> types.SetupConfirmAnswer:
        """Proves that the words were written down, by at least three of them, and finishes the
        setup.

        `login` logs in at once: the answer then holds a session, and its cookie is set.

        At most 60 calls a minute.

        `POST /setup/confirm`
        """
        return cast("types.SetupConfirmAnswer", self._caller.json(
            "POST",
            "/setup/confirm",
            body=body,
            timeout=timeout,
        ))

    def create(
        self,
        body: types.SetupCreateBody,
        *,
        timeout: Optional[float] = None,
    ) -> types.SetupCreateAnswer:
        """Makes the key, or restores it from its words, and stores the choices.

        Repeating it with the same password gives the same words until they are confirmed. Where
        the box is set up afterwards (a restored key), `login` logs in at once.

        At most 30 calls a minute.

        `POST /setup`
        """
        return cast("types.SetupCreateAnswer", self._caller.json(
            "POST",
            "/setup",
            body=body,
            timeout=timeout,
        ))

    def draft(
        self,
        body: types.SetupDraftBody,
        *,
        timeout: Optional[float] = None,
    ) -> types.SetupDraftAnswer:
        """Keeps what was chosen so far; members left out stay as they are.

        `PUT /setup/draft`
        """
        return cast("types.SetupDraftAnswer", self._caller.json(
            "PUT",
            "/setup/draft",
            body=body,
            timeout=timeout,
        ))

    def get(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> types.SetupGetAnswer:
        """Where the wizard stands: what was chosen, what can be chosen, and which words are asked
        back.

        `GET /setup`
        """
        return cast("types.SetupGetAnswer", self._caller.json(
            "GET",
            "/setup",
            timeout=timeout,
        ))


class SourcesOperations:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def add(
        self,
        body: types.SourcesAddBody,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.SourcesAddAnswer:
        """Adds a source and reads it; answers when it has been read.

        An API token needs the scope `configure`.

        At most 60 calls a minute.

        `POST /sources`
        """
        return cast("types.SourcesAddAnswer", self._caller.json(
            "POST",
            "/sources",
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def change(
        self,
        id: str,
        body: types.SourcesChangeBody,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.SourcesChangeAnswer:
        """Changes a source’s name, credentials or key. What is left out stays; `null` takes it
        away.

        An API token needs the scope `configure`.

        At most 60 calls a minute.

        `PATCH /sources/{id}`
        """
        return cast("types.SourcesChangeAnswer", self._caller.json(
            "PATCH",
            f"/sources/{segment(id)}",
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def list(
        self,
        *,
        limit: Optional[int] = None,
        after: Optional[QueryText] = None,
        timeout: Optional[float] = None,
    ) -> types.SourcesListAnswer:
        """Where pups come from.

        An API token needs the scope `see`.

        `limit`: Most entries of the page; all of them if absent.

        `after`: The `next` of the previous page, to get the following one.

        `GET /sources`
        """
        return cast("types.SourcesListAnswer", self._caller.json(
            "GET",
            "/sources",
            query={"limit": limit, "after": after},
            timeout=timeout,
        ))

    def refresh(
        self,
        id: str,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.SourcesRefreshAnswer:
        """Refreshes a source; answers when it has been read.

        An API token needs the scope `install`.

        At most 60 calls a minute.

        `POST /sources/{id}/refresh`
        """
        return cast("types.SourcesRefreshAnswer", self._caller.json(
            "POST",
            f"/sources/{segment(id)}/refresh",
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def refresh_all(
        self,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.SourcesRefreshAllAnswer:
        """Refreshes all sources; answers when they have been read.

        An API token needs the scope `install`.

        At most 60 calls a minute.

        `POST /sources/refresh`
        """
        return cast("types.SourcesRefreshAllAnswer", self._caller.json(
            "POST",
            "/sources/refresh",
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def remove(
        self,
        id: str,
        *,
        plan: Optional[bool] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.SourcesRemoveAnswer:
        """Removes a source; pups installed from it stay.

        Nothing newer of them is found then. With `plan=1` nothing is changed: `plan` says what
        would be touched, and how.

        An API token needs the scope `configure`.

        At most 300 calls a minute.

        `plan`: 1: only returns what the call would do; nothing is changed.

        `DELETE /sources/{id}`
        """
        return cast("types.SourcesRemoveAnswer", self._caller.json(
            "DELETE",
            f"/sources/{segment(id)}",
            query={"plan": bit(plan)},
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))


class StoreOperations:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def get(
        self,
        id: str,
        name: str,
        *,
        version: Optional[QueryText] = None,
        timeout: Optional[float] = None,
    ) -> types.StoreGetAnswer:
        """One pup of a source with its versions, needs, permissions and readme.

        An API token needs the scope `see`.

        `version`: Of the pup; absent: the newest that can be used.

        `GET /store/{id}/{name}`
        """
        return cast("types.StoreGetAnswer", self._caller.json(
            "GET",
            f"/store/{segment(id)}/{segment(name)}",
            query={"version": version},
            timeout=timeout,
        ))

    def list(
        self,
        *,
        limit: Optional[int] = None,
        after: Optional[QueryText] = None,
        timeout: Optional[float] = None,
    ) -> types.StoreListAnswer:
        """What all sources offer.

        An API token needs the scope `see`.

        `limit`: Most entries of the page; all of them if absent.

        `after`: The `next` of the previous page, to get the following one.

        `GET /store`
        """
        return cast("types.StoreListAnswer", self._caller.json(
            "GET",
            "/store",
            query={"limit": limit, "after": after},
            timeout=timeout,
        ))

    def logo(
        self,
        id: str,
        name: str,
        *,
        timeout: Optional[float] = None,
    ) -> ByteStream:
        """The logo of a pup in a source.

        An API token needs the scope `see`.

        `GET /store/{id}/{name}/logo`
        """
        return self._caller.stream(
            "GET",
            f"/store/{segment(id)}/{segment(name)}/logo",
            timeout=timeout,
        )


class TerminalsOperations:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def close(
        self,
        id: str,
        terminal: str,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> None:
        """Closes a terminal, with all that runs in it.

        An API token needs the scope `administer`.

        At most 600 calls a minute.

        `DELETE /pups/{id}/terminals/{terminal}`
        """
        return self._caller.nothing(
            "DELETE",
            f"/pups/{segment(id)}/terminals/{segment(terminal)}",
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def list(
        self,
        id: str,
        *,
        limit: Optional[int] = None,
        after: Optional[QueryText] = None,
        timeout: Optional[float] = None,
    ) -> types.TerminalsListAnswer:
        """Terminals that are open in the pup, oldest first.

        An API token needs the scope `administer`.

        `limit`: Most entries of the page; all of them if absent.

        `after`: The `next` of the previous page, to get the following one.

        `GET /pups/{id}/terminals`
        """
        return cast("types.TerminalsListAnswer", self._caller.json(
            "GET",
            f"/pups/{segment(id)}/terminals",
            query={"limit": limit, "after": after},
            timeout=timeout,
        ))

    def open(
        self,
        id: str,
        body: types.TerminalsOpenBody,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.TerminalsOpenAnswer:
        """Opens a terminal with a shell in a service of the pup.

        It runs with the rights of the service, and on when nobody looks at it, for an hour at
        most. It is closed when the session or token ends by which it was opened, when its
        service ends, or when it is asked for.

        An API token needs the scope `administer`.

        At most 60 calls a minute.

        `POST /pups/{id}/terminals`
        """
        return cast("types.TerminalsOpenAnswer", self._caller.json(
            "POST",
            f"/pups/{segment(id)}/terminals",
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))


class TokensOperations:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def create(
        self,
        body: types.TokensCreateBody,
        *,
        timeout: Optional[float] = None,
    ) -> types.TokensCreateAnswer:
        """Makes an API token. It is in this answer and never shown again.

        A token can hand on only scopes that it has itself. It takes no `Idempotency-Key`: its
        answer is not kept.

        An API token needs the scope `administer`.

        At most 30 calls a minute.

        `POST /tokens`
        """
        return cast("types.TokensCreateAnswer", self._caller.json(
            "POST",
            "/tokens",
            body=body,
            timeout=timeout,
        ))

    def list(
        self,
        *,
        limit: Optional[int] = None,
        after: Optional[QueryText] = None,
        timeout: Optional[float] = None,
    ) -> types.TokensListAnswer:
        """API tokens, newest first. The tokens themselves are not kept and cannot be shown.

        An API token needs the scope `administer`.

        `limit`: Most entries of the page; all of them if absent.

        `after`: The `next` of the previous page, to get the following one.

        `GET /tokens`
        """
        return cast("types.TokensListAnswer", self._caller.json(
            "GET",
            "/tokens",
            query={"limit": limit, "after": after},
            timeout=timeout,
        ))

    def remove(
        self,
        id: str,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> None:
        """Revokes an API token at once; what is open by it is cut off.

        An API token needs the scope `administer`.

        At most 300 calls a minute.

        `DELETE /tokens/{id}`
        """
        return self._caller.nothing(
            "DELETE",
            f"/tokens/{segment(id)}",
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )


class WebhooksOperations:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def add(
        self,
        body: types.WebhooksAddBody,
        *,
        timeout: Optional[float] = None,
    ) -> types.WebhooksAddAnswer:
        """Adds a webhook. Its secret is in this answer and never shown again.

        From now on it gets each wanted event by POST, in order, at least once, signed as
        `docs/webhooks.md` says. An address in the home network is allowed: it is the owner who
        names it. It takes no `Idempotency-Key`: its answer is not kept.

        An API token needs the scope `administer`.

        At most 30 calls a minute.

        `POST /webhooks`
        """
        return cast("types.WebhooksAddAnswer", self._caller.json(
            "POST",
            "/webhooks",
            body=body,
            timeout=timeout,
        ))

    def again(
        self,
        id: str,
        delivery: str,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.WebhooksAgainAnswer:
        """Sends a delivery again now, with the same id, and answers when it was taken.

        An API token needs the scope `administer`.

        At most 20 calls a minute.

        `POST /webhooks/{id}/deliveries/{delivery}/again`
        """
        return cast("types.WebhooksAgainAnswer", self._caller.json(
            "POST",
            f"/webhooks/{segment(id)}/deliveries/{segment(delivery)}/again",
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def change(
        self,
        id: str,
        body: types.WebhooksChangeBody,
        *,
        timeout: Optional[float] = None,
    ) -> types.WebhooksChangeAnswer:
        """Changes a webhook: its name, its address, which events it gets.

        What is left out stays. Where the address is on another server, a new secret is made and
        answered, and the one before ends at once: who got it before must not be able to sign
        for who gets it now. Elsewhere `secret` is null.

        An API token needs the scope `administer`.

        At most 60 calls a minute.

        `PATCH /webhooks/{id}`
        """
        return cast("types.WebhooksChangeAnswer", self._caller.json(
            "PATCH",
            f"/webhooks/{segment(id)}",
            body=body,
            timeout=timeout,
        ))

    def deliveries(
        self,
        id: str,
        *,
        limit: Optional[int] = None,
        after: Optional[QueryText] = None,
        timeout: Optional[float] = None,
    ) -> types.WebhooksDeliveriesAnswer:
        """The last 100 deliveries of a webhook, newest first.

        An API token needs the scope `administer`.

        `limit`: Most entries of the page; all of them if absent.

        `after`: The `next` of the previous page, to get the following one.

        `GET /webhooks/{id}/deliveries`
        """
        return cast("types.WebhooksDeliveriesAnswer", self._caller.json(
            "GET",
            f"/webhooks/{segment(id)}/deliveries",
            query={"limit": limit, "after": after},
            timeout=timeout,
        ))

    def list(
        self,
        *,
        limit: Optional[int] = None,
        after: Optional[QueryText] = None,
        timeout: Optional[float] = None,
    ) -> types.WebhooksListAnswer:
        """Webhooks of events, with how it goes with each. Secrets and whole addresses are not in
        it.

        An API token needs the scope `administer`.

        `limit`: Most entries of the page; all of them if absent.

        `after`: The `next` of the previous page, to get the following one.

        `GET /webhooks`
        """
        return cast("types.WebhooksListAnswer", self._caller.json(
            "GET",
            "/webhooks",
            query={"limit": limit, "after": after},
            timeout=timeout,
        ))

    def pause(
        self,
        id: str,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.WebhooksPauseAnswer:
        """Pauses a webhook: nothing is sent until it is resumed.

        An API token needs the scope `administer`.

        At most 60 calls a minute.

        `POST /webhooks/{id}/pause`
        """
        return cast("types.WebhooksPauseAnswer", self._caller.json(
            "POST",
            f"/webhooks/{segment(id)}/pause",
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def remove(
        self,
        id: str,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> None:
        """Removes a webhook with its deliveries; what it was not sent yet is dropped.

        An API token needs the scope `administer`.

        At most 60 calls a minute.

        `DELETE /webhooks/{id}`
        """
        return self._caller.nothing(
            "DELETE",
            f"/webhooks/{segment(id)}",
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )

    def resume(
        self,
        id: str,
        body: types.WebhooksResumeBody,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.WebhooksResumeAnswer:
        """Resumes a webhook, or tries one that fails again now.

        A webhook that took nothing for 3 days pauses itself. `from` is where it goes on:
        `left`, with what it was not sent yet, or `now`, with what comes from now on. What the
        log no longer has is sent as `resync`.

        An API token needs the scope `administer`.

        At most 60 calls a minute.

        `POST /webhooks/{id}/resume`
        """
        return cast("types.WebhooksResumeAnswer", self._caller.json(
            "POST",
            f"/webhooks/{segment(id)}/resume",
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def rotate(
        self,
        id: str,
        *,
        timeout: Optional[float] = None,
    ) -> types.WebhooksRotateAnswer:
        """Makes a new secret for a webhook. It is in this answer and never shown again.

        The one before signs too for 24 hours, so that no event is lost meanwhile. Making
        another one ends it.

        An API token needs the scope `administer`.

        At most 30 calls a minute.

        `POST /webhooks/{id}/secret`
        """
        return cast("types.WebhooksRotateAnswer", self._caller.json(
            "POST",
            f"/webhooks/{segment(id)}/secret",
            timeout=timeout,
        ))

    def test(
        self,
        id: str,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.WebhooksTestAnswer:
        """Sends an event `test` there now, and answers when it was taken, or with why it was not.

        An API token needs the scope `administer`.

        At most 20 calls a minute.

        `POST /webhooks/{id}/test`
        """
        return cast("types.WebhooksTestAnswer", self._caller.json(
            "POST",
            f"/webhooks/{segment(id)}/test",
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))


class WiringOperations:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def access(
        self,
        id: str,
        *,
        timeout: Optional[float] = None,
    ) -> types.WiringAccessAnswer:
        """What a pup may reach beyond the box: the internet, the home network, or only some
        networks of them.

        An API token needs the scope `see`.

        `GET /pups/{id}/access`
        """
        return cast("types.WiringAccessAnswer", self._caller.json(
            "GET",
            f"/pups/{segment(id)}/access",
            timeout=timeout,
        ))

    def choose(
        self,
        id: str,
        interface: str,
        body: types.WiringChooseBody,
        *,
        plan: Optional[bool] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.WiringChooseAnswer:
        """Chooses or exchanges the pup that provides an interface to another.

        With `groups` these are granted there, and no others. Without, what is granted stays
        where the pup is the same; of another one only groups of the same name that reach no
        further stay granted. With `plan=1` nothing is changed: `plan` says what would be
        touched, and how.

        An API token needs the scope `configure`.

        At most 60 calls a minute.

        `plan`: 1: only returns what the call would do; nothing is changed.

        `PUT /pups/{id}/wiring/{interface}`
        """
        return cast("types.WiringChooseAnswer", self._caller.json(
            "PUT",
            f"/pups/{segment(id)}/wiring/{segment(interface)}",
            query={"plan": bit(plan)},
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def get(
        self,
        id: str,
        *,
        timeout: Optional[float] = None,
    ) -> types.WiringGetAnswer:
        """What a pup depends on with who provides it and who could, and which pups depend on it.

        An API token needs the scope `see`.

        `GET /pups/{id}/wiring`
        """
        return cast("types.WiringGetAnswer", self._caller.json(
            "GET",
            f"/pups/{segment(id)}/wiring",
            timeout=timeout,
        ))

    def grant(
        self,
        id: str,
        interface: str,
        group: str,
        *,
        plan: Optional[bool] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.WiringGrantAnswer:
        """Grants a pup a permission group of an interface that it depends on.

        It holds from now on, at whichever pup provides the interface, without a restart. With
        `plan=1` nothing is changed: `plan` says what would be touched, and how.

        An API token needs the scope `configure`.

        At most 120 calls a minute.

        `plan`: 1: only returns what the call would do; nothing is changed.

        `PUT /pups/{id}/wiring/{interface}/groups/{group}`
        """
        return cast("types.WiringGrantAnswer", self._caller.json(
            "PUT",
            f"/pups/{segment(id)}/wiring/{segment(interface)}/groups/{segment(group)}",
            query={"plan": bit(plan)},
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def plan(
        self,
        id: str,
        name: str,
        body: types.WiringPlanBody,
        *,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.WiringPlanAnswer:
        """What an installation would do, with all that the pup depends on. It changes nothing.

        `installs` come in the order in which they are installed and started. `choices` names
        who is to provide what, by keys of `options`; what it leaves out is chosen as fits best:
        pups that are there first, and nothing optional is installed unasked. Permission groups
        that a pup cannot do without are granted with the plan; of those it also runs without,
        `grants` names the ones that are. A plan with `conflicts` cannot be carried out. `POST
        /pups` with the `id` of the plan, and the same choices and grants, carries it out.

        An API token needs the scope `install`.

        At most 120 calls a minute.

        `POST /store/{id}/{name}/plan`
        """
        return cast("types.WiringPlanAnswer", self._caller.json(
            "POST",
            f"/store/{segment(id)}/{segment(name)}/plan",
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def revoke(
        self,
        id: str,
        interface: str,
        group: str,
        *,
        plan: Optional[bool] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.WiringRevokeAnswer:
        """Takes a permission group back. Connections that are open with it are cut.

        With `plan=1` nothing is changed: `plan` says what would be touched, and how.

        An API token needs the scope `configure`.

        At most 120 calls a minute.

        `plan`: 1: only returns what the call would do; nothing is changed.

        `DELETE /pups/{id}/wiring/{interface}/groups/{group}`
        """
        return cast("types.WiringRevokeAnswer", self._caller.json(
            "DELETE",
            f"/pups/{segment(id)}/wiring/{segment(interface)}/groups/{segment(group)}",
            query={"plan": bit(plan)},
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))

    def set_access(
        self,
        id: str,
        body: types.WiringSetAccessBody,
        *,
        plan: Optional[bool] = None,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> types.WiringSetAccessAnswer:
        """Changes that. What is left out stays; connections that are no longer allowed are cut.

        `networks` narrows what `internet` and `lan` allow to addresses, networks, and names of
        the internet: `api.example.org`, or `*.example.org` for all below it. By a name a pup
        reaches the addresses that the box’s own resolver answers for it, never one of the home
        network, of this box or of a pup. With a name in the list, no other name is answered.
        With `plan=1` nothing is changed: `plan` says what would be touched, and how.

        An API token needs the scope `configure`.

        At most 60 calls a minute.

        `plan`: 1: only returns what the call would do; nothing is changed.

        `PUT /pups/{id}/access`
        """
        return cast("types.WiringSetAccessAnswer", self._caller.json(
            "PUT",
            f"/pups/{segment(id)}/access",
            query={"plan": bit(plan)},
            body=body,
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        ))


class Operations:
    """All operations, by group."""

    def __init__(self, caller: Caller) -> None:
        self.attention = AttentionOperations(caller)
        self.audit = AuditOperations(caller)
        self.box = BoxOperations(caller)
        self.boxes = BoxesOperations(caller)
        self.caller = CallerOperations(caller)
        self.config = ConfigOperations(caller)
        self.connections = ConnectionsOperations(caller)
        self.events = EventsOperations(caller)
        self.files = FilesOperations(caller)
        self.images = ImagesOperations(caller)
        self.jobs = JobsOperations(caller)
        self.keys = KeysOperations(caller)
        self.metrics = MetricsOperations(caller)
        self.networks = NetworksOperations(caller)
        self.notifications = NotificationsOperations(caller)
        self.openapi = OpenapiOperations(caller)
        self.password = PasswordOperations(caller)
        self.ports = PortsOperations(caller)
        self.pups = PupsOperations(caller)
        self.sessions = SessionsOperations(caller)
        self.setup = SetupOperations(caller)
        self.sources = SourcesOperations(caller)
        self.store = StoreOperations(caller)
        self.terminals = TerminalsOperations(caller)
        self.tokens = TokensOperations(caller)
        self.webhooks = WebhooksOperations(caller)
        self.wiring = WiringOperations(caller)
