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
        """Dismisses an item about something that is over: a failed job, a part that was restarted.

        An API token needs the scope `operate`.

        At most 60 calls per minute.

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
        """What needs the owner’s attention, the most severe first; empty if all is well.

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
        """Who did what, newest first; `before` (the last id returned) continues with older
        entries.

        An API token needs the scope `administer`.

        `limit`: Most entries in this answer.

        `before`: Entries before this one: the `id` of the last entry of the previous page.

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

        Absent members stay unchanged. The name appears on pages, in notifications and in
        answers to Docker clients; the time zone is used for quiet hours. The host’s own name
        and time zone stay.

        An API token needs the scope `administer`.

        At most 300 calls per minute.

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
        """Last unexpected ends of the parts of the box (crashed, killed), newest first.

        At most one per part, also from before the last start of the box; a normal stop does not
        count. Also empty if no supervisor watches the parts.

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
        """Frees disk space: removes layers of programs that no pup uses, files downloaded for
        builds, and older parts of logs.

        Pups’ data stay; layers and downloads are built or downloaded again when needed. The log
        file that is being written stays; a token needs `administer` to remove logs. With
        `plan=1` nothing is removed: `freed` says what would be.

        An API token needs the scope `install`.

        At most 60 calls per minute.

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
        """This box: its name and version, whether it is claimed and configured, what its host
        supports.

        At most 600 calls per minute.

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

        It ends with the last line written at the time of the request.

        An API token needs the scope `administer`.

        At most 60 calls per minute.

        `service`: Only this service; absent: all services.

        `since`: Lines of this time or later: ISO 8601, milliseconds since 1970, or an age
        (`90s`, `15m`, `2h`, `3d`).

        `until`: Lines before this time, in the same formats.

        `format`: `text`: time, service, stream, text. `json`: one JSON object per line.

        `gzip`: Whether the file is compressed.

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
        """Lines of the box’s own log, from dogeboxd and its supervisor.

        With `after`, returns the next `limit` lines; call again with the `cursor` of the answer
        while `more` is true, and later for new lines: each line is returned once. With
        `before`, returns the last `limit` lines up to that cursor; call again with the `start`
        of the answer while `older` is true. With neither, returns the lines from `since` on, or
        else the last lines. A cursor is valid only for the same selection of `service`. `gap`
        says that lines after it are gone. A search covers all stored lines, newest first unless
        it continues with `after`; one call takes a few seconds at most and may return few lines
        or none while `older` or `more` says that there is more to search. The log names
        addresses and their errors, so the call needs the scope `administer`.

        An API token needs the scope `administer`.

        `service`: Only this service; absent: all services.

        `after`: Continues after this position: the `cursor` of the previous answer.

        `before`: Continues with older entries before this one: the `start` of the previous
        page.

        `tail`: Number of last lines.

        `limit`: Most entries in this answer.

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
        """Load of the box: current stats, and samples of the last seconds.

        An API token needs the scope `see`.

        `seconds`: Seconds of history to return, in about 300 samples.

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
        """The disks that the box writes to, how full they are, and what uses the space.

        `low` and `critical` end only when there is clearly more free space again. On a
        `critical` disk, pups whose data keep growing are stopped. `pups` lists the pups whose
        data were measured, largest first. `parts` lists what `box.freeSpace` can free.

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
        """Creates another box with the same settings and a copy of its files (a job).

        A running box is paused while its files are copied. Ports of the host are not copied;
        volumes are shared. With `plan=1` nothing is changed: `plan` says what would change, and
        how.

        An API token needs the scope `install`.

        At most 60 calls per minute.

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

        A tag is resolved to a digest, which is stored and shown: a later pull of the tag does
        not change the box. The files in its root are kept across stop and start until the box
        is removed. If creation fails, the box stays in `error` with a reason: start it to try
        again, or remove it. With `plan=1` nothing is created and the registry is not contacted:
        `plan` says what would be created. Folders of the host and existing volumes also need
        the scope `administer`.

        An API token needs the scope `install`.

        At most 120 calls per minute.

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
        """Creates a volume before a box uses it. An existing volume is returned unchanged.

        An API token needs the scope `install`.

        At most 120 calls per minute.

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
        """Starts a command in a running box.

        The command runs independently of the connection. Its output is recorded; any number of
        clients can read it with `output` or `attach`, from any byte on, also after a restart of
        dogeboxd and after the end of the command. The last `keepBytes` of output are kept
        (default 16 777 216), and the last 200 commands of each box. With `timeoutMs` the
        command is killed after that time in any case. All processes that it started end with
        it. A command can read everything in the box, so the call needs the scope `administer`.
        The audit records that a command ran, not which.

        An API token needs the scope `administer`.

        At most 1200 calls per minute.

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
        """Commands of a box that run or whose output is still kept, newest first.

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
        """Kills a command and all processes that it started.

        The answer is the command with its end; a command that has already ended is not an
        error. Every attached client gets `exit`. In a paused box the command may end only when
        the box is resumed: then `end` is null.

        An API token needs the scope `administer`.

        At most 6000 calls per minute.

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

        With `wait`, the answer comes when the command has ended or this number of seconds has
        passed.

        An API token needs the scope `administer`.

        `wait`: Seconds to wait with the answer until it has ended, at most 60.

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

        The answer comes when the input is passed on. A command that was started without `stdin`
        has no input.

        An API token needs the scope `administer`.

        At most 6000 calls per minute.

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
        """The output of a command as events, from any byte on until its end.

        Stored output is sent first, then new output. The id of an event is the byte after its
        piece: a client that reconnects with it as `Last-Event-ID`, or as `after`, gets
        everything that follows. A stalled reader blocks neither the command nor other readers.
        `gap` says that some output is no longer kept. The last event is always `exit`. Reading
        changes nothing.

        An API token needs the scope `administer`.

        `after`: The `next` of the previous page: the entries that follow it.

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
        """Removes a command with its output; a running command is killed first.

        An API token needs the scope `administer`.

        At most 600 calls per minute.

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

        At most 6000 calls per minute.

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

        At most 6000 calls per minute.

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

        Entries are in the order of the disk. Links are stored as links; sockets and pipes are
        left out.

        An API token needs the scope `administer`.

        At most 60 calls per minute.

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
        """Cancels an incomplete upload and removes its data.

        An API token needs the scope `administer`.

        At most 600 calls per minute.

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

        `Range` with one range of bytes, and `If-Range` with the `ETag` of an earlier answer,
        resume a download. Links are not followed. The box may run or not. Transfers of its
        files are cut off when it is started, stopped or copied; start them again then.

        An API token needs the scope `administer`.

        At most 600 calls per minute.

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
        """Entries of a folder of a box, by name.

        Without a path, its root. Volumes are included; `/proc`, `/dev` and folders in memory
        are empty. Each part of a path is the `part` of an entry. The box may run or not.
        Transfers of its files are cut off when it is started, stopped or copied; start them
        again then.

        An API token needs the scope `administer`.

        At most 600 calls per minute.

        `volume`: One of the pup’s `volumes`, where its image keeps data; the pup's storage if
        absent.

        `path`: Path below the storage of the pup, or the root of the box; parts separated by
        `/`.

        `after`: The `next` of the previous page.

        `limit`: Most entries in this answer.

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
        """Creates a folder in a box.

        An API token needs the scope `administer`.

        At most 600 calls per minute.

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
        """Renames or moves a file or folder of a box. Nothing is overwritten.

        Nothing can be moved between volumes, or into or out of one.

        An API token needs the scope `administer`.

        At most 600 calls per minute.

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

        Each part begins at `offset`, where the previous part ended; after a broken connection,
        `GET …/files/upload` returns the offset. The complete file appears at its path after the
        last part. It gets the owner of its folder. A part may take at most two minutes. An
        upload that is not continued for a day is removed.

        An API token needs the scope `administer`.

        At most 1200 calls per minute.

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
        """Permanently deletes a file of a box, or a folder with its content.

        An API token needs the scope `administer`.

        At most 600 calls per minute.

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
        """The entry at a path in a box: kind, size, permissions, owner.

        With `follow=true` symbolic links are followed, within the box.

        An API token needs the scope `administer`.

        At most 600 calls per minute.

        `path`: Path below the storage of the pup, or the root of the box; parts separated by
        `/`.

        `follow`: Whether symbolic links are followed.

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

        The archive must be uncompressed ustar, GNU tar or pax. Existing entries are replaced;
        with `strict=true` a folder never replaces another kind of entry, or the reverse. Owners
        are those in the archive. Paths outside the folder, pipes and devices are refused;
        entries before them stay. After a broken connection, send the archive again. Over HTTP a
        call may take at most two minutes.

        An API token needs the scope `administer`.

        At most 600 calls per minute.

        `path`: Path below the storage of the pup, or the root of the box; parts separated by
        `/`.

        `strict`: Refuses to replace a folder with another kind of entry, and the reverse.

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
        """How much of an incomplete upload has arrived.

        An API token needs the scope `administer`.

        At most 600 calls per minute.

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

        Removes boxes that have been stopped or in error for `olderThanSeconds` and have all of
        `labels`. With `plan=1` nothing is removed: `boxes` lists those that would be.

        An API token needs the scope `install`.

        At most 60 calls per minute.

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

        Values of its environment are null unless the caller may `administer`.

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
        """Sends a signal to the main process of a box; SIGKILL ends the box.

        A box that does not run is refused with `wrong-state`.

        An API token needs the scope `operate`.

        At most 600 calls per minute.

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
        """Boxes, newest first, and what they may use in total.

        `label` selects boxes that have all of these labels, `name=value` or a name alone.
        `after`, the `next` of the previous page, returns the following boxes.

        An API token needs the scope `see`.

        `state`: Only boxes in one of these states, separated by commas.

        `label`: Only boxes that have all of these labels: `name=value`, or a name alone,
        separated by commas.

        `after`: The `next` of the previous page: the entries that follow it.

        `limit`: Most entries in this answer.

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

        It ends with the last line written at the time of the request.

        An API token needs the scope `see`.

        At most 60 calls per minute.

        `since`: Lines of this time or later: ISO 8601, milliseconds since 1970, or an age
        (`90s`, `15m`, `2h`, `3d`).

        `until`: Lines before this time, in the same formats.

        `format`: `text`: time, service, stream, text. `json`: one JSON object per line.

        `gzip`: Whether the file is compressed.

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
        """Output of its main process, in the order of writing: pages in both directions, a time
        range, a search.

        With `after`, returns the next `limit` lines; call again with the `cursor` of the answer
        while `more` is true, and later for new lines: each line is returned once. With
        `before`, returns the last `limit` lines up to that cursor; call again with the `start`
        of the answer while `older` is true. With neither, returns the lines from `since` on, or
        else the last lines. A cursor is valid only for the same selection of `service`. `gap`
        says that lines after it are gone. A search covers all stored lines, newest first unless
        it continues with `after`; one call takes a few seconds at most and may return few lines
        or none while `older` or `more` says that there is more to search.

        An API token needs the scope `see`.

        `after`: Continues after this position: the `cursor` of the previous answer.

        `before`: Continues with older entries before this one: the `start` of the previous
        page.

        `tail`: Number of last lines.

        `limit`: Most entries in this answer.

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
        """Freezes all processes of a box; their memory is kept.

        A box that is already in that state is not an error: `jobId` is null.

        An API token needs the scope `operate`.

        At most 600 calls per minute.

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

        A running box is refused with `wrong-state`; with `force=true` it is stopped first. With
        `plan=1` nothing is changed: `plan` says what would change, and how.

        An API token needs the scope `install`.

        At most 600 calls per minute.

        `force`: A running box is stopped first.

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

        At most 120 calls per minute.

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
        """Removes a volume with its content. A volume that a box uses is refused.

        An API token needs the scope `install`.

        At most 120 calls per minute.

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

        At most 120 calls per minute.

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

        A box that does not run is started.

        An API token needs the scope `operate`.

        At most 600 calls per minute.

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
        """Restores the files of a box from a snapshot (a job). Its current files are lost.

        A running box is stopped and started again afterwards. With `plan=1` nothing is changed:
        `plan` says what would change, and how.

        An API token needs the scope `install`.

        At most 60 calls per minute.

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
        """Resumes a paused box.

        A box that is already in that state is not an error: `jobId` is null.

        An API token needs the scope `operate`.

        At most 600 calls per minute.

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
        """Runs a command in a box created for it, and removes the box.

        The answer comes when the command has ended: its status and output, up to 1048576 bytes
        of each stream. When the caller disconnects, the command is cancelled and everything
        removed. Folders of the host and existing volumes also need the scope `administer`.

        An API token needs the scope `install`.

        At most 120 calls per minute.

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
        """Runs a command in a box created for it, sends its output as events, and removes the box.

        Like `POST /boxes/run`, but with events. An invalid request gets an error; a later
        failure is the event `error`. The stream ends when the box is removed. Disconnecting
        cancels the command and removes the box. A slow reader slows the command down.

        An API token needs the scope `install`.

        At most 120 calls per minute.

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
        """Stores a copy of the files of a box (a job), without volumes.

        A running box is paused while its files are copied.

        An API token needs the scope `install`.

        At most 60 calls per minute.

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
        """Starts a box, also one in `error` (a job).

        A box that is already in that state is not an error: `jobId` is null. A paused box is
        resumed.

        An API token needs the scope `operate`.

        At most 600 calls per minute.

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

        Live samples come on the channel `boxes:<id>:samples` of the live socket.

        An API token needs the scope `see`.

        `seconds`: Seconds of history to return, in about 300 samples.

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

        A box that is already in that state is not an error: `jobId` is null. Its files stay. An
        ephemeral box is removed.

        An API token needs the scope `operate`.

        At most 600 calls per minute.

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
        """Changes limits, labels, restart policy, stop settings, network and ports of a box.
        Absent members stay unchanged.

        An API token needs the scope `configure`.

        At most 120 calls per minute.

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
        """Identity and permissions of the caller.

        `scopes` are those of the token; a session and a program at the Unix socket have all
        scopes. A caller without credentials is `anyone`.

        At most 600 calls per minute.

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
        """Differences between two saved configurations of a pup, by setting.

        Without `to`, compares the saved configuration with the current one. For secrets it says
        only that they differ, never their values.

        An API token needs the scope `see`.

        `from_`: Number of the older version.

        `to`: Number of the newer version; absent: the pup’s current settings.

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
        """Saved configurations of a pup, newest first.

        The newest 50 are kept. They are removed when the pup is removed with its data.

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
        """Restores an earlier configuration of a pup.

        Settings that its current version no longer has or accepts are left out; required
        settings that had no value then stay unchanged. The result is saved as a new version, so
        it can be undone. A running pup is restarted to apply it; then `jobId` is set. With
        `plan=1` nothing is changed.

        An API token needs the scope `configure`.

        At most 300 calls per minute.

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
        """Pups, the internet and the home network, and the permitted connections between them.

        An edge leads from the client to the server. There is one for each interface with a
        provider, even without a grant, and one for the internet and the home network if a pup
        may reach them.

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
        """The last requests from one pup to another through the gateway, newest first.

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
        """Changes as server-sent events, including missed ones.

        The first event is `hello`. With `after`, the number of the last change that the client
        has, all later changes are sent first; the header `Last-Event-ID` does the same and
        overrides it. Without either, only new changes are sent. `kinds` and `pup` filter the
        changes: `pup`, an id, selects those of that pup and of jobs about it. Reading changes
        nothing. A client that reads too slowly is disconnected, and gets the missed changes
        when it reconnects with its last number. After every 15 seconds without a change, a
        comment is sent.

        An API token needs the scope `see`.

        At most 600 calls per minute.

        `after`: The `next` of the previous page: the entries that follow it.

        `kinds`: Kinds of changes, separated by commas.

        `pup`: Id of a pup: events about it, and jobs about it.

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

        Entries are in the order of the disk. Links are stored as links; sockets and pipes are
        left out.

        An API token needs the scope `administer`.

        At most 60 calls per minute.

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
        """Cancels an incomplete upload and removes its data.

        An API token needs the scope `administer`.

        At most 600 calls per minute.

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
        """Entries of a folder in the pup’s storage, by name.

        Without a path, the storage itself. Each part of a path is the `part` of an entry: its
        name, or `base64:` and its bytes in base64url if the name is not text. At most 1000000
        entries of a folder are read. The pup need not run.

        An API token needs the scope `administer`.

        At most 600 calls per minute.

        `volume`: One of the pup’s `volumes`, where its image keeps data; the pup's storage if
        absent.

        `path`: Path below the storage of the pup, or the root of the box; parts separated by
        `/`.

        `after`: The `next` of the previous page.

        `limit`: Most entries in this answer.

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
        """Creates a folder in the pup’s storage.

        An API token needs the scope `administer`.

        At most 600 calls per minute.

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
        """Renames or moves a file or folder of the pup’s storage. Nothing is overwritten.

        An API token needs the scope `administer`.

        At most 600 calls per minute.

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

        `Range` with one range of bytes, and `If-Range` with the `ETag` of an earlier answer,
        resume a download. Links are not followed.

        An API token needs the scope `administer`.

        At most 600 calls per minute.

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
        """Permanently deletes a file of the pup’s storage, or a folder with its content.

        An API token needs the scope `administer`.

        At most 600 calls per minute.

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

        Each part begins at `offset`, where the previous part ended; after a broken connection,
        `GET …/files/upload` returns the offset. The complete file appears at its path after the
        last part. It gets the owner of its folder. A part may take at most two minutes. An
        upload that is not continued for a day is removed.

        An API token needs the scope `administer`.

        At most 1200 calls per minute.

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
        """How much of an incomplete upload has arrived.

        An API token needs the scope `administer`.

        At most 600 calls per minute.

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
        """Stored images, newest first, and the boxes created from each.

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
        """Removes images without a name; with `all`, every image from which no box was created.

        With `plan=1` nothing is removed: `removed` and `bytes` say what would be.

        An API token needs the scope `operate`.

        At most 60 calls per minute.

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
        """Fetches an image from its registry and stores it (a job).

        Names are read as in Docker: `nginx` is `docker.io/library/nginx:latest`. Parts that are
        already stored are not fetched again, and an interrupted download is resumed. User names
        and passwords for registries are in the file that `DOGEBOX_REGISTRY_AUTH` names.

        An API token needs the scope `install`.

        At most 60 calls per minute.

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

        An image with several names, or from which a stopped box was created, is removed only
        with `force=true`; the image of a running box is never removed. Boxes keep their files
        in any case. With `plan=1` nothing is removed: `removed` says what would be.

        An API token needs the scope `operate`.

        At most 600 calls per minute.

        `force`: Even if it is in use.

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
        """Gives an image a further name. Another image with this name loses it.

        An API token needs the scope `operate`.

        At most 600 calls per minute.

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
        """Asks a job to stop at the next safe point.

        An API token needs the scope `operate`.

        At most 300 calls per minute.

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
        """One job with its steps; `wait` delays the answer until the job has ended.

        With `wait`, 0 to 60 seconds, the answer comes when the job has ended or the time is
        over, whichever is first: check `status`. Closing the connection ends the wait at once
        and does not affect the job.

        An API token needs the scope `see`.

        `wait`: Seconds to wait with the answer until it has ended, at most 60.

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
        """Jobs, newest first, filtered by `subject`, `kind` and `status`. `before` (ms) continues
        with older jobs.

        An API token needs the scope `see`.

        `limit`: Most entries in this answer.

        `unfinished`: Only jobs that have not ended.

        `before`: Jobs created before this time, milliseconds since 1970: the `createdAt` of the
        last job of the previous page.

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
        """Lines of its log, oldest first: pages in both directions, a time range, a search.

        With `after`, returns the next `limit` lines; call again with the `cursor` of the answer
        while `more` is true, and later for new lines: each line is returned once. With
        `before`, returns the last `limit` lines up to that cursor; call again with the `start`
        of the answer while `older` is true. With neither, returns the lines from `since` on, or
        else the last lines. A cursor is valid only for the same selection of `service`. `gap`
        says that lines after it are gone. A search covers all stored lines, newest first unless
        it continues with `after`; one call takes a few seconds at most and may return few lines
        or none while `older` or `more` says that there is more to search.

        An API token needs the scope `see`.

        `after`: Continues after this position: the `cursor` of the previous answer.

        `before`: Continues with older entries before this one: the `start` of the previous
        page.

        `tail`: Number of last lines.

        `limit`: Most entries in this answer.

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

        It ends with the last line written at the time of the request.

        An API token needs the scope `see`.

        At most 60 calls per minute.

        `since`: Lines of this time or later: ISO 8601, milliseconds since 1970, or an age
        (`90s`, `15m`, `2h`, `3d`).

        `until`: Lines before this time, in the same formats.

        `format`: `text`: time, service, stream, text. `json`: one JSON object per line.

        `gzip`: Whether the file is compressed.

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
        """Whether keys are locked: after a restart, pups’ keys need the password.

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
        """Unlocks the keys with the password.

        An API token needs the scope `administer`.

        At most 300 calls per minute.

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

        The same answer is at `/metrics`, the default path of Prometheus. Give Prometheus a
        token with the scope `see` as `authorization: {credentials: …}`.

        An API token needs the scope `see`.

        At most 600 calls per minute.

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
        """Puts a box on a network; a running box at once.

        A box that is already on it gets these aliases and this address instead of its old ones.
        Stop a box first that was started without any network. With `plan=1` nothing is changed:
        `plan` says what would change, and how.

        An API token needs the scope `configure`.

        At most 120 calls per minute.

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
        alias and by the first twelve digits of their ids. Boxes without a common network do not
        reach each other, and pups are never on a network. What a box may reach outside depends
        on its own `network`; a box that is only on internal networks reaches nothing outside. A
        box has one address, which is the same on all of its networks; on a network with a
        `subnet` it can also have an address of that subnet, only for boxes on the network. With
        `ipv6` it also has an IPv6 address, only for boxes on the network. There can be 64
        networks.

        An API token needs the scope `install`.

        At most 120 calls per minute.

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
        """Takes a box off a network at once: its open connections there are cut.

        What it may reach outside still depends on its own `network`, also if this was its last
        network. With `plan=1` nothing is changed: `plan` says what would change, and how.

        An API token needs the scope `configure`.

        At most 120 calls per minute.

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
        """Removes networks without boxes.

        With `plan=1` nothing is removed: `removed` says which would be.

        An API token needs the scope `install`.

        At most 60 calls per minute.

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
        """Removes a network. A network with boxes, running or not, is refused.

        An API token needs the scope `install`.

        At most 120 calls per minute.

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
        the body under the secret, hex>`. An address in the home network is allowed, because the
        owner enters it.

        An API token needs the scope `administer`.

        At most 30 calls per minute.

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
        """Changes a destination: its name, what is sent there, or its target.

        Give the complete `target`; its kind cannot change. An absent secret is kept, and so is
        an absent address of a webhook; `null` removes a secret. When the server changes, or the
        connection becomes less protected, give a kept secret again or remove it: it is never
        sent to a place that it was not meant for.

        An API token needs the scope `administer`.

        At most 60 calls per minute.

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
        """Destinations of notifications, quiet hours, and the newest messages, without secrets.

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
        """Sets the hours in which only critical notifications are sent; null for none.

        An API token needs the scope `administer`.

        At most 60 calls per minute.

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
        """Removes a destination; its pending messages are dropped.

        An API token needs the scope `administer`.

        At most 60 calls per minute.

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
        """Sends a test message now. The answer comes when the destination has accepted it, or says
        why it has not.

        An API token needs the scope `administer`.

        At most 20 calls per minute.

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

        Readable without a login, for tools: it contains nothing that the source code does not.

        At most 60 calls per minute.

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

        At most 300 calls per minute.

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
        """Sets a new password with the 24 words. Every session ends.

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
        """Opens and closes ports to the home network, changes their numbers, and sets who may open
        a page.

        Either all changes are made or none. Absent members stay unchanged. A page with the
        access `token` can be opened by programs with its own token: as the password of HTTP
        Basic (any name), or as Bearer. The token is in this answer and never shown again;
        `newToken` creates a new token, and the old one stops working. `open` is for every
        device of the home network, without a login. Revoked access ends at once, and its open
        connections are cut. The call takes no `Idempotency-Key`, because its answer is not
        stored. With `plan=1` nothing is changed: `plan` says what would change, and how. No
        token is created then.

        An API token needs the scope `configure`.

        At most 60 calls per minute.

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
        """Stores config values, by field name. Absent fields stay unchanged.

        A running pup is restarted if the values are new to it; then `jobId` is set. With
        `plan=1` nothing is changed: `plan` says what saving would do, and which services it
        would restart.

        An API token needs the scope `configure`.

        At most 300 calls per minute.

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
        """Switches dev mode of a pup from a folder: its folder is mounted writable, and a change
        there restarts it.

        A job stops the pup, reads its manifest again and starts it. With `plan=1` nothing is
        changed: `plan` says what switching would do.

        An API token needs the scope `configure`.

        At most 60 calls per minute.

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
        """Sets which of the requested devices a pup gets; devices that are not listed are taken
        away.

        A running pup is restarted if that changes anything.

        An API token needs the scope `configure`.

        At most 60 calls per minute.

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

        The command has only the rights of the service. When the caller disconnects, it is
        killed with all processes that it started. A command can read everything that the
        service can, including secrets, so the call needs the scope `administer`. The audit
        records that a command ran, not which.

        An API token needs the scope `administer`.

        At most 600 calls per minute.

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
        """One installed pup with its services, pages and config, without values of password
        fields.

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
        """Creates a hook: an address at which other pups can call one path of this pup.

        A pup calls `http://dogebox/dbx/hook/<id>`, and the gateway passes method, query,
        headers and body to `path` at `port`. Pups that provide something to this pup may call
        it; with `callers`, only the listed pups. The hook is removed with the pup.

        An API token needs the scope `configure`.

        At most 60 calls per minute.

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
        """Hooks of a pup, with the permitted callers and the number of calls of each.

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
        """Removes a hook. Open calls end.

        An API token needs the scope `configure`.

        At most 60 calls per minute.

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
        """Gives a hook a new address. The old address stops working at once, and open calls end.

        An API token needs the scope `configure`.

        At most 60 calls per minute.

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
        """Installs a pup from a source (a job). With kept data, its id, keys and data stay.

        With `config` its settings are saved first, as with `PUT /pups/{id}/config`; with kept
        data that also needs the scope `configure`. Ports stay closed to the home network except
        those in `publish`; with a plan, `publish` concerns only the pup itself, not its
        dependencies. With `plan`, the id of a plan from `POST /store/{id}/{name}/plan`, the
        whole plan is carried out: dependencies are installed and started first, and their
        providers are stored with the permission groups that the plan grants. The call is
        refused with `plan-changed` if the plan would now be different. Without `plan` the pup
        is installed alone and has no providers. The `result` of the job says how it ended:
        `running`, `stopped`, or `needs-settings` with the missing settings.

        An API token needs the scope `install`.

        At most 60 calls per minute.

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
        """Changes a pup’s limits of memory, disk, processes and cores. Absent members stay
        unchanged; null is the default.

        A running pup gets the new limits at once, without a restart. The limit of its data
        cannot be below their current size. With `plan=1` nothing is changed.

        An API token needs the scope `configure`.

        At most 60 calls per minute.

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

        It ends with the last line written at the time of the request.

        An API token needs the scope `see`.

        At most 60 calls per minute.

        `service`: Only this service; absent: all services.

        `since`: Lines of this time or later: ISO 8601, milliseconds since 1970, or an age
        (`90s`, `15m`, `2h`, `3d`).

        `until`: Lines before this time, in the same formats.

        `format`: `text`: time, service, stream, text. `json`: one JSON object per line.

        `gzip`: Whether the file is compressed.

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
        """How much of the log of each of its services is stored.

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
        """Lines of the logs of its services, in the order of writing: pages in both directions, a
        time range, a search.

        With `after`, returns the next `limit` lines; call again with the `cursor` of the answer
        while `more` is true, and later for new lines: each line is returned once. With
        `before`, returns the last `limit` lines up to that cursor; call again with the `start`
        of the answer while `older` is true. With neither, returns the lines from `since` on, or
        else the last lines. A cursor is valid only for the same selection of `service`. `gap`
        says that lines after it are gone. A search covers all stored lines, newest first unless
        it continues with `after`; one call takes a few seconds at most and may return few lines
        or none while `older` or `more` says that there is more to search.

        An API token needs the scope `see`.

        `service`: Only this service; absent: all services.

        `after`: Continues after this position: the `cursor` of the previous answer.

        `before`: Continues with older entries before this one: the `start` of the previous
        page.

        `tail`: Number of last lines.

        `limit`: Most entries in this answer.

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
        """Samples of the last seconds, oldest first; slow values; values that it reports about
        itself.

        An API token needs the scope `see`.

        `seconds`: Seconds of history to return, in about 300 samples.

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
        """Uninstalls a pup (a job). `keepData=false` permanently removes its data and keys.

        A pup that other pups require is not removed: `still-needed` names them in `fields`.
        With `breaks=true` it is removed anyway. With `plan=1` nothing is changed: `plan` says
        what would change, and how.

        An API token needs the scope `install`.

        At most 300 calls per minute.

        `keep_data`: Whether its data and keys are kept for another installation.

        `breaks`: Even if other pups depend on it.

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

        People see the new name at once. The host name inside changes at the next start. A name
        is refused if another installed pup of the same source has it, or if the source offers
        another pup with it.

        An API token needs the scope `configure`.

        At most 60 calls per minute.

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
        """Stores values that a pup reports about itself, by the names in its manifest.

        `{"height": {"value": 5120334}}`: the shape that pups send to `/dbx/metrics`. A value is
        a text of at most 256 characters, a number, or a whole number, as the manifest says.
        Invalid values are listed in `refused` and written to the log of the pup; the others are
        stored.

        An API token needs the scope `operate`.

        At most 600 calls per minute.

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

        Pups that depend on it cannot reach it meanwhile. With `plan=1` nothing is changed:
        `plan` says what would change, and how.

        An API token needs the scope `operate`.

        At most 300 calls per minute.

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
        """Retries the step that broke a pup (a job).

        An API token needs the scope `operate`.

        At most 300 calls per minute.

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
        """Sets how much of the log of each of its services is stored.

        When a file of a log is full, the log continues in a new file; beyond `files` files the
        oldest is removed. The number applies at once, the size from the next start of each
        service.

        An API token needs the scope `configure`.

        At most 60 calls per minute.

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
        """Skips a version: the owner is not notified of it. A newer version is reported again.

        An API token needs the scope `install`.

        At most 60 calls per minute.

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

        The job waits until the pups that this pup requires run and are healthy; `waitingFor`
        lists them. With `anyway=true` it does not wait.

        An API token needs the scope `operate`.

        At most 300 calls per minute.

        `anyway`: Even if pups that it depends on do not run.

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

        Pups that depend on it keep running but cannot reach it. With `plan=1` nothing is
        changed: `plan` says what would change, and how.

        An API token needs the scope `operate`.

        At most 300 calls per minute.

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
        """Changes a pup to another version from its source (a job): the newest, or the given
        version.

        Data and settings stay. The old version runs while the new one is fetched and built. If
        the new version does not start, the old one is restored. If the new version requests
        more permissions than the old one has, the call is refused with `permissions-needed`,
        which lists them in `fields`; repeat it with `acceptPermissions`: these keys, or `true`
        for all of them. With `config` its settings change together with the version and are
        restored with it; changing existing settings also needs the scope `configure`. With
        `plan=1` nothing is changed: `plan` says what would change, and which settings it needs.

        An API token needs the scope `install`.

        At most 60 calls per minute.

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
        """Logs in. The token works as `Authorization: Bearer` and as the cookie that this call
        sets.

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
        """Open sessions, most recently used first.

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
        """Ends a session; `current` is the session of this request.

        An API token needs the scope `administer`.

        At most 300 calls per minute.

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
        """Ends all sessions except that of this request; with `keepCurrent=false` that one too.
        API tokens stay.

        With `plan=1` nothing is changed: `plan` says what would change, and how.

        An API token needs the scope `administer`.

        At most 300 calls per minute.

        `keep_current`: Whether the session of this request stays.

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
        """Restores the cookie of a session, with the secret from `POST /sessions/current/renewal`.

        At most 60 calls per minute.

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
        """Returns the secret with which a browser can restore the cookie of this session.

        For the dashboard. A browser drops cookies of a host if a page at another port of the
        host sets too many. The secret is valid as long as the session, and only for `POST
        /sessions/renewal`.

        An API token needs the scope `administer`.

        At most 300 calls per minute.

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
        """Checks the claim code and sets the wizard’s cookie, so that a browser need not send the
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
        """Confirms with at least three of the words that they were written down, and finishes the
        setup.

        `login` logs in at once: the answer then contains a session, and its cookie is set.

        At most 60 calls per minute.

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
        """Creates the key, or restores it from its words, and stores the choices.

        A repeated call with the same password returns the same words until they are confirmed.
        If this completes the setup (a restored key), `login` logs in at once.

        At most 30 calls per minute.

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
        """Stores the choices so far; absent members stay unchanged.

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
        """State of the wizard: choices made, possible choices, and the words to confirm.

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
        """Adds a source and reads it before the answer.

        An API token needs the scope `configure`.

        At most 60 calls per minute.

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
        """Changes a source’s name, credentials or key. Absent members stay unchanged; `null`
        removes one.

        An API token needs the scope `configure`.

        At most 60 calls per minute.

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
        """Refreshes a source before the answer.

        An API token needs the scope `install`.

        At most 60 calls per minute.

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
        """Refreshes all sources before the answer.

        An API token needs the scope `install`.

        At most 60 calls per minute.

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

        Their updates are no longer found. With `plan=1` nothing is changed: `plan` says what
        would change, and how.

        An API token needs the scope `configure`.

        At most 300 calls per minute.

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
        """One pup of a source with its versions, requirements, permissions and readme.

        An API token needs the scope `see`.

        `version`: Version of the pup; absent: the newest that can be used.

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
        """Pups that the sources offer.

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
        """Closes a terminal and ends everything in it.

        An API token needs the scope `administer`.

        At most 600 calls per minute.

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
        """Open terminals in the pup, oldest first.

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

        It has the rights of the service, and keeps running without a viewer for at most an
        hour. It is closed when the session or token that opened it ends, when its service ends,
        or on request.

        An API token needs the scope `administer`.

        At most 60 calls per minute.

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
        """Creates an API token. It is in this answer and never shown again.

        A token can only give scopes that it has itself. The call takes no `Idempotency-Key`,
        because its answer is not stored.

        An API token needs the scope `administer`.

        At most 30 calls per minute.

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
        """API tokens, newest first. The tokens themselves are not stored and cannot be shown.

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
        """Revokes an API token at once; its open connections are cut.

        An API token needs the scope `administer`.

        At most 300 calls per minute.

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

        It gets each later event of its kinds by POST, in order, at least once, signed as in
        `docs/webhooks.md`. An address in the home network is allowed, because the owner enters
        it. The call takes no `Idempotency-Key`, because its answer is not stored.

        An API token needs the scope `administer`.

        At most 30 calls per minute.

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
        """Sends a delivery again now, with the same id. The answer comes when the receiver has
        accepted it.

        An API token needs the scope `administer`.

        At most 20 calls per minute.

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

        Absent members stay unchanged. If the new address is on another server, the answer has a
        new secret and the old one ends at once, so that the old receiver cannot sign events for
        the new one. Otherwise `secret` is null.

        An API token needs the scope `administer`.

        At most 60 calls per minute.

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
        """Webhooks of events with the state of each, without secrets and complete addresses.

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

        At most 60 calls per minute.

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
        """Removes a webhook with its deliveries; pending events are dropped.

        An API token needs the scope `administer`.

        At most 60 calls per minute.

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
        """Resumes a webhook, or retries a failing one now.

        A webhook that accepts nothing for 3 days is paused automatically. `from` says where to
        continue: `left` with the events that were not sent, or `now` with new events only. If
        the log no longer has the events, `resync` is sent instead.

        An API token needs the scope `administer`.

        At most 60 calls per minute.

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
        """Creates a new secret for a webhook. It is in this answer and never shown again.

        The old secret also signs for 24 hours, so that no event is lost meanwhile. Another new
        secret ends it.

        An API token needs the scope `administer`.

        At most 30 calls per minute.

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
        """Sends an event `test` now. The answer comes when the receiver has accepted it, or says
        why it has not.

        An API token needs the scope `administer`.

        At most 20 calls per minute.

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
        """What a pup may reach outside the box: the internet, the home network, or only parts of
        them.

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
        """Chooses or changes the pup that provides an interface to another.

        With `groups` exactly these are granted. Without, grants stay if the provider stays;
        with another provider, only groups with the same name and no wider reach stay granted.
        With `plan=1` nothing is changed: `plan` says what would change, and how.

        An API token needs the scope `configure`.

        At most 60 calls per minute.

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
        """Dependencies of a pup with their current and possible providers, and the pups that
        depend on it.

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

        The grant takes effect at once, without a restart, and applies to any provider of the
        interface. With `plan=1` nothing is changed: `plan` says what would change, and how.

        An API token needs the scope `configure`.

        At most 120 calls per minute.

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
        """What an installation would do, including all dependencies of the pup. It changes
        nothing.

        `installs` are in the order of installation and start. `choices` selects providers, by
        keys of `options`; other providers are chosen automatically: installed pups first, and
        nothing optional is installed unless requested. The plan grants the permission groups
        that a pup requires; `grants` lists the optional ones to grant. A plan with `conflicts`
        cannot be carried out. `POST /pups` with the `id` of the plan and the same choices and
        grants carries it out.

        An API token needs the scope `install`.

        At most 120 calls per minute.

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
        """Revokes a permission group. Open connections that use it are cut.

        With `plan=1` nothing is changed: `plan` says what would change, and how.

        An API token needs the scope `configure`.

        At most 120 calls per minute.

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
        """Changes what a pup may reach outside the box. Absent members stay unchanged; connections
        that are no longer allowed are cut.

        `networks` restricts what `internet` and `lan` allow to addresses, networks, and
        internet names: `api.example.org`, or `*.example.org` for all names below it. Through a
        name a pup reaches the addresses that the box’s own resolver returns, never one of the
        home network, of this box or of a pup. If the list has a name, no other name is
        resolved. With `plan=1` nothing is changed: `plan` says what would change, and how.

        An API token needs the scope `configure`.

        At most 60 calls per minute.

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
