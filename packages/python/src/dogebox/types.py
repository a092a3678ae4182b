# Written by scripts/api-docs.mjs from the operations of the API. Do not edit it.

"""Types of what the API takes and answers, for type checkers."""

from typing import Any, Dict, List, Literal, TypedDict, Union


ProblemNeeded = TypedDict(
    "ProblemNeeded",
    {
        # Identifier: `https://dogebox.org/problems/<code>`.
        "type": "str",
        # What is wrong, one sentence for a person.
        "title": "str",
        # HTTP status.
        "status": "int",
        # Stable, for programs.
        "code": "str",
        # The id of the request in the log of the box.
        "requestId": "str",
    },
)

ProblemOptional = TypedDict(
    "ProblemOptional",
    {
        # What to do about it.
        "detail": "str",
        # Path in the input → the problem there.
        "fields": "Dict[str, str]",
        # Seconds to wait before another try.
        "retryAfter": "float",
    },
    total=False,
)

class Problem(ProblemNeeded, ProblemOptional):
    pass

ApiToken = TypedDict(
    "ApiToken",
    {
        "id": "str",
        "name": "str",
        "scopes": "List[Literal['see', 'operate', 'install', 'configure', 'administer']]",
        # Milliseconds since the epoch, like all times.
        "createdAt": "float",
        # Null when it never expires.
        "expiresAt": "Union[float, None]",
        # Time of the last use, to the minute; null before the first.
        "lastUsedAt": "Union[float, None]",
        # Address from which it was last used; null before the first use.
        "lastUsedAddress": "Union[str, None]",
    },
)

AuditRecord = TypedDict(
    "AuditRecord",
    {
        # Ascending; the next page takes entries before the last id of this one.
        "id": "float",
        # Milliseconds since the epoch.
        "at": "float",
        # Who acted: the owner by a session, a token, the wizard, a local program, a pup, or a
        # stranger.
        "actor": "Literal['owner', 'token', 'setup', 'local', 'pup', 'anyone']",
        # Id of the token or the pup.
        "actorId": "Union[str, None]",
        # Name of the token at the time.
        "actorName": "Union[str, None]",
        "address": "str",
        # Id of the operation: `pups.start`. Older entries of forms begin with `page:`.
        "action": "str",
        # What the action concerned: id of a pup, source, session …
        "subject": "Union[str, None]",
        "outcome": "Literal['done', 'refused', 'failed']",
        # Code of the error; `plan` for a call that only asked for a plan.
        "detail": "Union[str, None]",
        # `mcp`: an assistant acted through `dbx mcp`, which declares itself. Its reads are
        # recorded too. `docker`: a Docker client, through the socket for Docker clients.
        "via": "Union[Literal['mcp', 'docker'], None]",
    },
)

BoxCapacity = TypedDict(
    "BoxCapacity",
    {
        # Cores of the host.
        "cpus": "float",
        # Bytes.
        "memoryBytes": "float",
        # Promised to running boxes; a box without a limit of cores counts as none.
        "usedCpus": "float",
        # Sum of the limits of running boxes, bytes.
        "usedMemoryBytes": "float",
        # Free bytes on the disk with boxes’ data; null when unknown.
        "diskFreeBytes": "Union[float, None]",
        # Folders of the host below which boxes may mount folders.
        "folders": "List[str]",
    },
)

BoxDetailFailure = TypedDict(
    "BoxDetailFailure",
    {
        "code": "str",
        # What is wrong, one sentence.
        "reason": "str",
        # What to do, one sentence.
        "hint": "Union[str, None]",
    },
)

BoxDetailNetworksItem = TypedDict(
    "BoxDetailNetworksItem",
    {
        "id": "str",
        "name": "str",
        "aliases": "List[str]",
        # Whether the box has an IPv6 address there, too.
        "ipv6": "bool",
        # Address chosen for it there, even while it does not run; null when it only has its
        # own.
        "address": "Union[str, None]",
    },
)

BoxDetailPortsItem = TypedDict(
    "BoxDetailPortsItem",
    {
        # Port of the host.
        "hostPort": "float",
        # Address of the host; null for all of its IPv4 addresses. `::`: all addresses of both
        # families.
        "hostAddress": "Union[str, None]",
        # Port number.
        "port": "float",
        "protocol": "Literal['tcp', 'udp']",
    },
)

BoxDetailHealth = TypedDict(
    "BoxDetailHealth",
    {
        "state": "Literal['waiting', 'starting', 'healthy', 'unhealthy']",
        # When this state began, milliseconds since the epoch.
        "since": "float",
    },
)

BoxDetailVolumesItemVolume = TypedDict(
    "BoxDetailVolumesItemVolume",
    {
        "kind": "Literal['volume']",
        # Name of the volume.
        "name": "str",
        "target": "str",
        "readonly": "bool",
    },
)

BoxDetailVolumesItemFolder = TypedDict(
    "BoxDetailVolumesItemFolder",
    {
        "kind": "Literal['folder']",
        "source": "str",
        "target": "str",
        "readonly": "bool",
    },
)

BoxDetailChecksLastItem = TypedDict(
    "BoxDetailChecksLastItem",
    {
        # Milliseconds since 1970; null before it starts.
        "startedAt": "float",
        # Milliseconds since 1970; null while it runs.
        "endedAt": "float",
        # Null if the check did not end by itself.
        "exitCode": "Union[float, None]",
        # The first 4096 bytes.
        "output": "str",
    },
)

BoxDetailChecks = TypedDict(
    "BoxDetailChecks",
    {
        # What the last check found, in one sentence.
        "text": "str",
        # Consecutive failed checks that count.
        "failures": "float",
        # The last five checks, oldest first.
        "last": "List[BoxDetailChecksLastItem]",
    },
)

BoxDetailOptionsMemoryFoldersItemNeeded = TypedDict(
    "BoxDetailOptionsMemoryFoldersItemNeeded",
    {
        # Absolute path inside.
        "target": "str",
    },
)

BoxDetailOptionsMemoryFoldersItemOptional = TypedDict(
    "BoxDetailOptionsMemoryFoldersItemOptional",
    {
        # Half of the box's memory if absent.
        "sizeBytes": "int",
    },
    total=False,
)

class BoxDetailOptionsMemoryFoldersItem(BoxDetailOptionsMemoryFoldersItemNeeded, BoxDetailOptionsMemoryFoldersItemOptional):
    pass

BoxDetailOptionsUlimitsItem = TypedDict(
    "BoxDetailOptionsUlimitsItem",
    {
        # Name as in `ulimit` and systemd.
        "name": "Literal['core', 'cpu', 'fsize', 'locks', 'memlock', 'msgqueue', 'nice', 'nofile', 'nproc', 'rtprio', 'rttime', 'sigpending', 'stack']",
        # In the kernel's unit: bytes, seconds, or a count. -1 for no limit.
        "soft": "int",
        # Most that a process can raise the soft limit to; at most the host's own limit.
        "hard": "int",
    },
)

BoxDetailOptionsExtraHostsItem = TypedDict(
    "BoxDetailOptionsExtraHostsItem",
    {
        # The name that resolves to the address.
        "name": "str",
        # An IPv4 or IPv6 address.
        "address": "str",
    },
)

BoxDetailOptionsHealth = TypedDict(
    "BoxDetailOptionsHealth",
    {
        # A command in the box, run as the user of its main process. Exit code 0 means healthy.
        "argv": "List[str]",
        # The check as a line for `/bin/sh`. Either this or `argv`.
        "shell": "str",
        # Seconds between two checks.
        "intervalSeconds": "int",
        # Seconds after which the command is killed and the check has failed.
        "timeoutSeconds": "int",
        # Consecutive failed checks until the box is unhealthy.
        "retries": "int",
        # Seconds after a start in which failures do not count.
        "startSeconds": "int",
        # Seconds between two checks while it starts; if absent, three, but never more than the
        # interval.
        "startIntervalSeconds": "int",
    },
    total=False,
)

BoxDetailOptions = TypedDict(
    "BoxDetailOptions",
    {
        # Host name inside; derived from the box's name if absent.
        "hostname": "str",
        # Capabilities besides the default ones (`NET_BIND_SERVICE`, with or without `CAP_`).
        # Like all of them, they only apply to root inside the box.
        "capAdd": "List[str]",
        # Capabilities to remove; `ALL` removes all except those in `capAdd`.
        "capDrop": "List[str]",
        # Makes its root read-only: only volumes and folders in memory can be written to.
        "readonlyRoot": "bool",
        # Folders in memory, empty at each start. Their contents count as memory of the box.
        "memoryFolders": "List[BoxDetailOptionsMemoryFoldersItem]",
        # Size of `/dev/shm` in bytes; half of the box's memory if absent.
        "shmBytes": "int",
        # Limits of each process.
        "ulimits": "List[BoxDetailOptionsUlimitsItem]",
        # Groups of its main process besides those of its user, by number.
        "groups": "List[int]",
        # Kernel settings of its own network.
        "sysctls": "Dict[str, str]",
        # Additional names in its `/etc/hosts`.
        "extraHosts": "List[BoxDetailOptionsExtraHostsItem]",
        # Whether its first process is a small init that forwards signals and reaps processes.
        # If absent, it is used when the host has one. If false, the box's own program is the
        # first process.
        "init": "bool",
        # Whether its main process has a terminal, with a single output stream.
        "tty": "bool",
        # Whether the stdin of its main process is open; otherwise it is empty.
        "stdin": "bool",
        # Signal that stops the box when the caller names none; SIGTERM if absent.
        "stopSignal": "Literal['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH']",
        # Seconds until processes that still run are killed; 10 if absent.
        "stopSeconds": "int",
        # A command that checks whether the box works.
        "health": "BoxDetailOptionsHealth",
    },
    total=False,
)

BoxDetail = TypedDict(
    "BoxDetail",
    {
        "id": "str",
        "name": "str",
        "state": "Literal['creating', 'running', 'paused', 'stopped', 'error']",
        # Why it is in `error`, and what to do; also why a box that should run is `stopped`.
        "failure": "Union[BoxDetailFailure, None]",
        # The job that currently works on it; null for none.
        "jobId": "Union[str, None]",
        # Image as it was requested: `alpine:3.20`, `debian`.
        "image": "str",
        # Digest of its image, `sha256:…`; null for Debian, and until it is known.
        "digest": "Union[str, None]",
        "labels": "Dict[str, str]",
        "network": "Literal['none', 'internet', 'home']",
        # Networks on which it reaches other boxes, by name.
        "networks": "List[BoxDetailNetworksItem]",
        # Its address on the network of pups and boxes; null when it has none.
        "address": "Union[str, None]",
        "ports": "List[BoxDetailPortsItem]",
        # Cores; null for no limit of its own.
        "cpus": "Union[float, None]",
        # Bytes.
        "memoryBytes": "float",
        # Null for no limit of its own.
        "diskBytes": "Union[float, None]",
        # Number of processes and threads.
        "pids": "float",
        "restart": "str",
        "ephemeral": "bool",
        # Seconds without a command or network traffic after which it is stopped; null: never.
        "idleStopSeconds": "Union[float, None]",
        # Milliseconds since the epoch, like all times.
        "expiresAt": "Union[float, None]",
        # Milliseconds since 1970.
        "createdAt": "float",
        # When its main process last started; null before.
        "startedAt": "Union[float, None]",
        # When it last stopped; null while it runs.
        "stoppedAt": "Union[float, None]",
        # Exit status of its main process when it last ended: 0–255, 128+N for signal N.
        "exitCode": "Union[float, None]",
        # Restarts by its policy since it was started.
        "restarts": "float",
        # Result of its health check; null when it has none.
        "health": "Union[BoxDetailHealth, None]",
        # Main process with arguments; null until the image is known.
        "argv": "Union[List[str], None]",
        # Whether the main process only waits, so that commands can be run in the box.
        "waits": "bool",
        "workdir": "str",
        # `uid:gid` inside, or the name as it was requested.
        "user": "str",
        # Variables of the box itself, without the image’s; null in place of a value that is not
        # shown.
        "env": "Dict[str, Union[str, None]]",
        "volumes": "List[Union[BoxDetailVolumesItemVolume, BoxDetailVolumesItemFolder]]",
        # Bytes written to its root when last measured; null if never measured.
        "diskUsedBytes": "Union[float, None]",
        # Why the requested disk limit is not enforced; null when it is, or when there is none.
        "diskLimitProblem": "Union[str, None]",
        # Results of its health checks; null when it has none or does not run.
        "checks": "Union[BoxDetailChecks, None]",
        # How its main process runs. Options that are left out have their defaults.
        "options": "BoxDetailOptions",
        # Annotations from the program that created it; null for none.
        "annotations": "Union[str, None]",
        # Packages that were added to Debian.
        "packages": "List[str]",
        # Number of snapshots.
        "snapshots": "float",
    },
)

BoxExecUser = TypedDict(
    "BoxExecUser",
    {
        # Number of the user, inside.
        "uid": "float",
        # Number of the group, inside.
        "gid": "float",
    },
)

BoxExecEnd = TypedDict(
    "BoxExecEnd",
    {
        # 0–255, 128+N for signal N.
        "exitCode": "float",
        # `timeout`: it exceeded its time limit. `closed`: it was cancelled. `container-ended`:
        # the box stopped. `lost`: the process that recorded it was killed, or the host was
        # switched off.
        "reason": "Literal['exited', 'timeout', 'closed', 'container-ended', 'lost']",
    },
)

BoxExec = TypedDict(
    "BoxExec",
    {
        "id": "str",
        # Program and arguments; truncated when very long.
        "argv": "List[str]",
        # Working folder inside; null: the image’s.
        "cwd": "Union[str, None]",
        # Ids inside; null: the image’s.
        "user": "Union[BoxExecUser, None]",
        # Names of the variables added to its environment. Values are not kept.
        "env": "List[str]",
        "terminal": "bool",
        # Whether it was started with a stdin.
        "stdin": "bool",
        # Milliseconds after which it is killed; null: never.
        "timeoutMs": "Union[float, None]",
        # Milliseconds since the epoch.
        "startedAt": "float",
        # Null while it runs.
        "endedAt": "Union[float, None]",
        # How it ended; null while it runs.
        "end": "Union[BoxExecEnd, None]",
        # Bytes of its output, kept or not; null while it runs, and when unknown.
        "outputBytes": "Union[float, None]",
    },
)

BoxInfoRuntimeIds = TypedDict(
    "BoxInfoRuntimeIds",
    {
        "perPup": "bool",
        # Why, in a sentence; null if there is nothing to say.
        "reason": "Union[str, None]",
    },
)

BoxInfoRuntimeMissingItem = TypedDict(
    "BoxInfoRuntimeMissingItem",
    {
        # Stable: `no-host-agent`, `no-runc`, `no-nft`, `no-mmdebstrap` …
        "code": "str",
        # What is missing, one sentence.
        "what": "str",
        # What therefore cannot work.
        "effect": "str",
        # One command that fixes it; null where no command can.
        "command": "Union[str, None]",
    },
)

BoxInfoRuntime = TypedDict(
    "BoxInfoRuntime",
    {
        # `oci`, `nixos`, or `none` when this host cannot run containers.
        "kind": "Literal['oci', 'nixos', 'none']",
        # `runc 1.1.5`; null for none.
        "version": "Union[str, None]",
        # `v1`, `v2`, `hybrid`, or null.
        "cgroups": "Union[str, None]",
        # Whether containers can be run.
        "ready": "bool",
        # Whether each pup has a range of user ids of its own. If they share one, `reason` says
        # why.
        "ids": "BoxInfoRuntimeIds",
        "missing": "List[BoxInfoRuntimeMissingItem]",
    },
)

BoxInfo = TypedDict(
    "BoxInfo",
    {
        "name": "str",
        "version": "str",
        # Whether a master key and a password exist.
        "claimed": "bool",
        # Whether the wizard is finished.
        "configured": "bool",
        "runtime": "BoxInfoRuntime",
    },
)

BoxPlanPortsItem = TypedDict(
    "BoxPlanPortsItem",
    {
        # Port of the host.
        "hostPort": "float",
        # Address of the host; null for all of its IPv4 addresses. `::`: all addresses of both
        # families.
        "hostAddress": "Union[str, None]",
        # Port number.
        "port": "float",
        "protocol": "Literal['tcp', 'udp']",
    },
)

BoxPlan = TypedDict(
    "BoxPlan",
    {
        "name": "str",
        "image": "str",
        # Digest in the reference itself, if it has one.
        "digest": "Union[str, None]",
        # Cores, fractions allowed; null for no limit of its own.
        "cpus": "Union[float, None]",
        # Bytes.
        "memoryBytes": "float",
        # Bytes; null: no limit of its own, or unknown.
        "diskBytes": "Union[float, None]",
        # Number of processes and threads.
        "pids": "float",
        "ports": "List[BoxPlanPortsItem]",
        # What would be done, in words, in order.
        "steps": "List[str]",
        # What a person should know first.
        "warnings": "List[str]",
        "capacity": "BoxCapacity",
    },
)

BoxSnapshot = TypedDict(
    "BoxSnapshot",
    {
        "id": "str",
        "name": "str",
        # Milliseconds since 1970.
        "createdAt": "float",
        # Bytes on the disk when it was created; data shared with others is counted, too.
        "bytes": "float",
    },
)

BoxStats = TypedDict(
    "BoxStats",
    {
        # Number of cores; each is 100 %.
        "cores": "float",
        # Bytes.
        "memoryTotal": "float",
        # Bytes.
        "diskTotal": "float",
        # Bytes.
        "diskUsed": "float",
        # Seconds.
        "uptime": "float",
        # Average number of runnable processes over the last minute.
        "load": "float",
        # Degrees Celsius of the warmest part; null when the machine does not report it.
        "temperature": "Union[float, None]",
    },
)

BoxSummaryFailure = TypedDict(
    "BoxSummaryFailure",
    {
        "code": "str",
        # What is wrong, one sentence.
        "reason": "str",
        # What to do, one sentence.
        "hint": "Union[str, None]",
    },
)

BoxSummaryNetworksItem = TypedDict(
    "BoxSummaryNetworksItem",
    {
        "id": "str",
        "name": "str",
        "aliases": "List[str]",
        # Whether the box has an IPv6 address there, too.
        "ipv6": "bool",
        # Address chosen for it there, even while it does not run; null when it only has its
        # own.
        "address": "Union[str, None]",
    },
)

BoxSummaryPortsItem = TypedDict(
    "BoxSummaryPortsItem",
    {
        # Port of the host.
        "hostPort": "float",
        # Address of the host; null for all of its IPv4 addresses. `::`: all addresses of both
        # families.
        "hostAddress": "Union[str, None]",
        # Port number.
        "port": "float",
        "protocol": "Literal['tcp', 'udp']",
    },
)

BoxSummaryHealth = TypedDict(
    "BoxSummaryHealth",
    {
        "state": "Literal['waiting', 'starting', 'healthy', 'unhealthy']",
        # When this state began, milliseconds since the epoch.
        "since": "float",
    },
)

BoxSummary = TypedDict(
    "BoxSummary",
    {
        "id": "str",
        "name": "str",
        "state": "Literal['creating', 'running', 'paused', 'stopped', 'error']",
        # Why it is in `error`, and what to do; also why a box that should run is `stopped`.
        "failure": "Union[BoxSummaryFailure, None]",
        # The job that currently works on it; null for none.
        "jobId": "Union[str, None]",
        # Image as it was requested: `alpine:3.20`, `debian`.
        "image": "str",
        # Digest of its image, `sha256:…`; null for Debian, and until it is known.
        "digest": "Union[str, None]",
        "labels": "Dict[str, str]",
        "network": "Literal['none', 'internet', 'home']",
        # Networks on which it reaches other boxes, by name.
        "networks": "List[BoxSummaryNetworksItem]",
        # Its address on the network of pups and boxes; null when it has none.
        "address": "Union[str, None]",
        "ports": "List[BoxSummaryPortsItem]",
        # Cores; null for no limit of its own.
        "cpus": "Union[float, None]",
        # Bytes.
        "memoryBytes": "float",
        # Null for no limit of its own.
        "diskBytes": "Union[float, None]",
        # Number of processes and threads.
        "pids": "float",
        "restart": "str",
        "ephemeral": "bool",
        # Seconds without a command or network traffic after which it is stopped; null: never.
        "idleStopSeconds": "Union[float, None]",
        # Milliseconds since the epoch, like all times.
        "expiresAt": "Union[float, None]",
        # Milliseconds since 1970.
        "createdAt": "float",
        # When its main process last started; null before.
        "startedAt": "Union[float, None]",
        # When it last stopped; null while it runs.
        "stoppedAt": "Union[float, None]",
        # Exit status of its main process when it last ended: 0–255, 128+N for signal N.
        "exitCode": "Union[float, None]",
        # Restarts by its policy since it was started.
        "restarts": "float",
        # Result of its health check; null when it has none.
        "health": "Union[BoxSummaryHealth, None]",
    },
)

DestinationTargetWebhook = TypedDict(
    "DestinationTargetWebhook",
    {
        "kind": "Literal['webhook']",
        "host": "str",
    },
)

DestinationTargetEmail = TypedDict(
    "DestinationTargetEmail",
    {
        "kind": "Literal['email']",
        "host": "str",
        # Port number.
        "port": "float",
        # `tls`: encrypted from the first byte (port 465). `starttls`: the server must offer it
        # (587). `none`: unencrypted, for a server at home.
        "security": "Literal['tls', 'starttls', 'none']",
        "username": "str",
        # Address of the sender.
        "from": "str",
        # Address of the recipient.
        "to": "str",
    },
)

DestinationTargetNtfy = TypedDict(
    "DestinationTargetNtfy",
    {
        "kind": "Literal['ntfy']",
        "url": "str",
        "topic": "str",
    },
)

DestinationTargetPush = TypedDict(
    "DestinationTargetPush",
    {
        "kind": "Literal['push']",
        "service": "str",
    },
)

Destination = TypedDict(
    "Destination",
    {
        "id": "str",
        "kind": "Literal['webhook', 'email', 'ntfy', 'push']",
        "name": "str",
        "severities": "List[Literal['critical', 'warning', 'info']]",
        # Where messages go, in one line without secrets.
        "where": "str",
        "target": "Union[DestinationTargetWebhook, DestinationTargetEmail, DestinationTargetNtfy, DestinationTargetPush]",
        # Whether it has a stored secret, which is never shown.
        "secretSet": "bool",
        # Milliseconds since 1970.
        "createdAt": "float",
        # When a message last arrived, milliseconds since the epoch.
        "lastSentAt": "Union[float, None]",
        # Why the last message did not arrive; null when it did.
        "problem": "Union[str, None]",
    },
)

Disk = TypedDict(
    "Disk",
    {
        # `/dev/sda`
        "name": "str",
        # Name that the manufacturer gives it; null if unknown.
        "model": "Union[str, None]",
        # Bytes.
        "size": "float",
        # Free bytes of its mounted filesystem; null when not mounted.
        "free": "Union[float, None]",
        # Where it is mounted; null if it is not.
        "mountPoint": "Union[str, None]",
        "isBootDisk": "bool",
        # Whether data can be stored there now.
        "usable": "bool",
        # Why it is not usable; null when it is.
        "reason": "Union[str, None]",
    },
)

HookLastCallsItem = TypedDict(
    "HookLastCallsItem",
    {
        # Milliseconds since the epoch.
        "at": "float",
        # Id of the calling pup; null when that is no longer installed.
        "from": "Union[str, None]",
        "method": "str",
        # HTTP status; null if there was no response.
        "status": "float",
        # Why the gateway refused it; null when it was forwarded.
        "refused": "Union[str, None]",
    },
)

Hook = TypedDict(
    "Hook",
    {
        "id": "str",
        # Address that other pups call.
        "url": "str",
        # Port of the pup that is called.
        "port": "float",
        "path": "str",
        # Pups that the owner allows; null for those that provide something to the pup.
        "callers": "Union[List[str], None]",
        # Why it cannot be called, in a sentence; null when it can.
        "problem": "Union[str, None]",
        # Calls, and refused calls, since the box was started.
        "calls": "float",
        # Calls that were refused since the box started.
        "refused": "float",
        # The most recent calls, newest first; at most twenty.
        "lastCalls": "List[HookLastCallsItem]",
        # Milliseconds since 1970.
        "createdAt": "float",
    },
)

Image = TypedDict(
    "Image",
    {
        # `sha256:…` of its configuration.
        "id": "str",
        # Names with tags, `nginx:1.25`; empty when all were removed.
        "tags": "List[str]",
        # Names with the digests that registries know it by.
        "digests": "List[str]",
        # Bytes of its files, unpacked.
        "sizeBytes": "float",
        "source": "Literal['pull', 'load', 'import', 'commit', 'build']",
        # When it was created, according to itself, milliseconds since the epoch; 0 when
        # unknown.
        "createdAt": "float",
        # When it was added to the box, milliseconds since the epoch.
        "addedAt": "float",
        # Names of boxes that were created from it.
        "boxes": "List[str]",
    },
)

JobSubject = TypedDict(
    "JobSubject",
    {
        "kind": "Literal['pup', 'source', 'box', 'ad-hoc-box']",
        "id": "str",
    },
)

JobStepsItem = TypedDict(
    "JobStepsItem",
    {
        # Stable name within the kind: `build`, `mount` …
        "name": "str",
        # Title for a person: “Building the root filesystem”.
        "title": "str",
        "status": "Literal['pending', 'running', 'succeeded', 'failed', 'cancelled', 'skipped']",
        # 0–100 within the step.
        "percent": "float",
        # Latest short note of the step (“42 of 97 packages”).
        "note": "Union[str, None]",
        # Milliseconds since the epoch.
        "startedAt": "Union[float, None]",
        # Milliseconds since 1970; null while it runs.
        "finishedAt": "Union[float, None]",
    },
)

JobError = TypedDict(
    "JobError",
    {
        "code": "str",
        # What is wrong, one sentence.
        "reason": "str",
        # What to do, one sentence.
        "hint": "Union[str, None]",
    },
)

JobWaitingFor = TypedDict(
    "JobWaitingFor",
    {
        "code": "str",
        # What is wrong, one sentence.
        "reason": "str",
        # What to do, one sentence.
        "hint": "Union[str, None]",
    },
)

Job = TypedDict(
    "Job",
    {
        "id": "str",
        # `pup.install`, `pup.start` …
        "kind": "str",
        # Title for a person: “Install Regtest node”.
        "title": "str",
        # Locks that it holds or waits for: `pup:<id>`, `system`.
        "resources": "List[str]",
        # The pup, source … that it is about; null for the whole machine.
        "subject": "Union[JobSubject, None]",
        # The job whose step runs this one; null when it is not part of another.
        "parentId": "Union[str, None]",
        "status": "Literal['queued', 'running', 'succeeded', 'failed', 'cancelled']",
        "steps": "List[JobStepsItem]",
        # 0–100 over all steps, by their weight.
        "percent": "float",
        # Why it failed; null if it did not.
        "error": "Union[JobError, None]",
        # Why it has not started: a condition that is not met yet. It starts by itself when the
        # condition is met.
        "waitingFor": "Union[JobWaitingFor, None]",
        # Result of a job that succeeded, in the form of its kind; null for none.
        "result": "Any",
        # Whether the job can still be cancelled.
        "cancellable": "bool",
        "cancelRequested": "bool",
        # Who requested it: `owner` or `box` (the reconciler).
        "requestedBy": "str",
        # Milliseconds since 1970.
        "createdAt": "float",
        # Milliseconds since 1970; null before it starts.
        "startedAt": "Union[float, None]",
        # Milliseconds since 1970; null while it runs.
        "finishedAt": "Union[float, None]",
    },
)

LogLineNeeded = TypedDict(
    "LogLineNeeded",
    {
        # Milliseconds since the epoch.
        "at": "float",
        "service": "str",
        "stream": "Literal['stdout', 'stderr']",
        "text": "str",
        # Identifies this line; send it as `after` to continue after it.
        "cursor": "str",
    },
)

LogLineOptional = TypedDict(
    "LogLineOptional",
    {
        # Whether the box wrote the line, not the service.
        "box": "bool",
    },
    total=False,
)

class LogLine(LogLineNeeded, LogLineOptional):
    pass

NetworkBoxesItem = TypedDict(
    "NetworkBoxesItem",
    {
        "id": "str",
        "name": "str",
        # Additional names by which other boxes find it there.
        "aliases": "List[str]",
        # The address chosen there, or its own; null while it does not run.
        "address": "Union[str, None]",
        # Its IPv6 address, if the network has IPv6; null while the box does not run.
        "ipv6": "Union[str, None]",
    },
)

Network = TypedDict(
    "Network",
    {
        # 64 hex digits.
        "id": "str",
        "name": "str",
        "labels": "Dict[str, str]",
        # Whether the network gives its boxes no access to the internet or the home network.
        "internal": "bool",
        # Whether boxes also have an IPv6 address there, by which they reach each other.
        "ipv6": "bool",
        # Subnet in which addresses of boxes can be chosen, CIDR; null for none.
        "subnet": "Union[str, None]",
        # Annotations from the program that created it; null for none.
        "annotations": "Union[str, None]",
        # Milliseconds since the epoch.
        "createdAt": "float",
        "boxes": "List[NetworkBoxesItem]",
    },
)

NetworkLink = TypedDict(
    "NetworkLink",
    {
        # `eth0`
        "name": "str",
        "kind": "Literal['ethernet', 'wifi', 'other']",
        "up": "bool",
        "addresses": "List[str]",
        # Its hardware address; null if it has none.
        "mac": "Union[str, None]",
    },
)

PupDetailFailure = TypedDict(
    "PupDetailFailure",
    {
        "code": "str",
        # What is wrong, one sentence.
        "reason": "str",
        # What to do, one sentence.
        "hint": "Union[str, None]",
    },
)

PupDetailServicesItemHealth = TypedDict(
    "PupDetailServicesItemHealth",
    {
        "state": "Literal['waiting', 'starting', 'healthy', 'unhealthy']",
        # What the last check found, in one sentence.
        "text": "str",
        # When this state began, milliseconds since the epoch.
        "since": "float",
    },
)

PupDetailServicesItemFlapping = TypedDict(
    "PupDetailServicesItemFlapping",
    {
        # Number of times that it has ended.
        "ends": "float",
        # Period, in minutes.
        "minutes": "float",
    },
)

PupDetailServicesItemNeeded = TypedDict(
    "PupDetailServicesItemNeeded",
    {
        "name": "str",
        # Process id on the host, while it runs.
        "pid": "Union[float, None]",
        "state": "Literal['stopped', 'running', 'waiting', 'exited']",
        # Milliseconds since 1970; null before it starts.
        "startedAt": "Union[float, None]",
        # Restarts by the box since the owner last started the pup.
        "restarts": "float",
        # Exit status of its last run; 128+N for signal N.
        "lastExitCode": "Union[float, None]",
        # Seconds after which the box had to kill it when it was last stopped; null when it
        # ended by itself.
        "killedAfter": "Union[float, None]",
        # When it is started again (back-off), milliseconds since the epoch.
        "nextStartAt": "Union[float, None]",
    },
)

PupDetailServicesItemOptional = TypedDict(
    "PupDetailServicesItemOptional",
    {
        # Present only if its manifest has a health check.
        "health": "PupDetailServicesItemHealth",
        # Present only while it keeps ending: how often, within how many minutes.
        "flapping": "PupDetailServicesItemFlapping",
    },
    total=False,
)

class PupDetailServicesItem(PupDetailServicesItemNeeded, PupDetailServicesItemOptional):
    pass

PupDetailHealth = TypedDict(
    "PupDetailHealth",
    {
        "state": "Literal['waiting', 'starting', 'healthy', 'unhealthy']",
        # What the last check found, in one sentence.
        "text": "str",
        # When this state began, milliseconds since the epoch.
        "since": "float",
    },
)

PupDetailWebPagesItemNeeded = TypedDict(
    "PupDetailWebPagesItemNeeded",
    {
        "name": "str",
        # Absolute URL under which the box shows the page to a logged-in owner.
        "url": "str",
        # Port of the box on which the proxy for this page listens.
        "port": "float",
    },
)

PupDetailWebPagesItemOptional = TypedDict(
    "PupDetailWebPagesItemOptional",
    {
        # Present only if others than the logged-in owner may open it.
        "access": "Literal['token', 'open']",
        # Present only while it cannot be opened: why, and what to do (another program uses its
        # port).
        "problem": "str",
    },
    total=False,
)

class PupDetailWebPagesItem(PupDetailWebPagesItemNeeded, PupDetailWebPagesItemOptional):
    pass

PupDetailUpdateAvailable = TypedDict(
    "PupDetailUpdateAvailable",
    {
        "version": "str",
        # Whether the owner does not want to be notified of this version.
        "skipped": "bool",
    },
)

PupDetailLimitsReachedItem = TypedDict(
    "PupDetailLimitsReachedItem",
    {
        "kind": "Literal['memory', 'pids', 'storage']",
        # When it was last reached, milliseconds since the epoch.
        "at": "float",
        "text": "str",
    },
)

PupDetailDevicesItem = TypedDict(
    "PupDetailDevicesItem",
    {
        # `/dev/kvm`; a folder includes the devices in it.
        "node": "str",
        "access": "Literal['r', 'w', 'rw']",
        # What the device is, and what a pup with it can do, in words.
        "what": "str",
        "can": "str",
        # 1 critical, 2 notable, 3 harmless.
        "severity": "float",
        "severityLabel": "str",
        # Whether the owner allows it.
        "granted": "bool",
    },
)

PupDetailExposesItem = TypedDict(
    "PupDetailExposesItem",
    {
        "name": "str",
        "type": "str",
        # Port inside.
        "port": "float",
        "webUI": "bool",
        "listenOnHost": "bool",
    },
)

PupDetailConfigSectionsItemFieldsItemOptionsItem = TypedDict(
    "PupDetailConfigSectionsItemFieldsItemOptionsItem",
    {
        "value": "str",
        "label": "str",
    },
)

PupDetailConfigSectionsItemFieldsItem = TypedDict(
    "PupDetailConfigSectionsItemFieldsItem",
    {
        "name": "str",
        "label": "str",
        "type": "Literal['text', 'password', 'number', 'toggle', 'email', 'textarea', 'select', 'checkbox', 'radio', 'date', 'range', 'color']",
        "required": "bool",
        # An example shown in an empty field; null for none.
        "placeholder": "Union[str, None]",
        # A sentence about what to enter; null for none.
        "help": "Union[str, None]",
        # Value that applies when none is set; null if there is none.
        "default": "Union[str, None]",
        # Smallest value; null for none.
        "min": "Union[float, None]",
        # Largest value; null for none.
        "max": "Union[float, None]",
        # Distance between allowed values; null for any value.
        "step": "Union[float, None]",
        "options": "List[PupDetailConfigSectionsItemFieldsItemOptionsItem]",
        # Current value as text; null when unset. Always null for `password` fields.
        "value": "Union[str, None]",
        # For `password` fields: whether a value is stored.
        "isSet": "bool",
    },
)

PupDetailConfigSectionsItem = TypedDict(
    "PupDetailConfigSectionsItem",
    {
        "name": "str",
        # Name to show to people.
        "label": "Union[str, None]",
        # A sentence below the heading.
        "description": "Union[str, None]",
        "fields": "List[PupDetailConfigSectionsItemFieldsItem]",
    },
)

PupDetailConfig = TypedDict(
    "PupDetailConfig",
    {
        "showOnInstall": "bool",
        "sections": "List[PupDetailConfigSectionsItem]",
    },
)

PupDetailLimits = TypedDict(
    "PupDetailLimits",
    {
        # Bytes.
        "memoryBytes": "float",
        # Number of processes and threads.
        "pids": "float",
        # Cores, fractions allowed; null for no limit of its own.
        "cpus": "Union[float, None]",
        # Bytes of its data; null for no limit of its own.
        "storageBytes": "Union[float, None]",
        # Most files and folders of its data; follows from the limit in bytes.
        "storageFiles": "Union[float, None]",
    },
)

PupDetailLimitChoicesOwn = TypedDict(
    "PupDetailLimitChoicesOwn",
    {
        # Bytes.
        "memoryBytes": "Union[float, None]",
        # Bytes; null for no limit of its own.
        "storageBytes": "Union[float, None]",
        # Number of processes and threads.
        "pids": "Union[float, None]",
        # Cores, fractions allowed; null for no limit of its own.
        "cpus": "Union[float, None]",
        # Seconds that it has to end by itself before it is killed; null: the default.
        "stopSeconds": "Union[float, None]",
        # Its share of a busy disk, relative to 100 of each other pup; null: the default.
        "ioWeight": "Union[float, None]",
    },
)

PupDetailLimitChoicesDefaults = TypedDict(
    "PupDetailLimitChoicesDefaults",
    {
        # Bytes.
        "memoryBytes": "float",
        # Number of processes and threads.
        "pids": "float",
        # Seconds that it has to end by itself before it is killed; null: the default.
        "stopSeconds": "float",
    },
)

PupDetailLimitChoicesHost = TypedDict(
    "PupDetailLimitChoicesHost",
    {
        # Bytes.
        "memoryBytes": "float",
        # Cores, fractions allowed; null for no limit of its own.
        "cpus": "float",
        # Size of the disk with pups' data; null while it cannot be read.
        "storageBytes": "Union[float, None]",
        # Whether its kernel distributes disk time by weight.
        "ioWeight": "bool",
    },
)

PupDetailLimitChoices = TypedDict(
    "PupDetailLimitChoices",
    {
        # Limits that the owner set; null for the default.
        "own": "PupDetailLimitChoicesOwn",
        # Defaults for limits that the owner did not set. By default a pup may use all cores,
        # and the disk until it is nearly full.
        "defaults": "PupDetailLimitChoicesDefaults",
        "host": "PupDetailLimitChoicesHost",
    },
)

PupDetailTroubleItemFlapping = TypedDict(
    "PupDetailTroubleItemFlapping",
    {
        # Number of times that it has ended.
        "ends": "float",
        # Period, in minutes.
        "minutes": "float",
    },
)

PupDetailTroubleItemLinesItem = TypedDict(
    "PupDetailTroubleItemLinesItem",
    {
        # Milliseconds since 1970.
        "at": "float",
        "stream": "Literal['stdout', 'stderr']",
        "text": "str",
    },
)

PupDetailTroubleItemNeeded = TypedDict(
    "PupDetailTroubleItemNeeded",
    {
        "service": "str",
        # What happened, in one sentence.
        "reason": "str",
        # Exit status, 128+N for signal N; null when unknown.
        "exitCode": "Union[float, None]",
        # When it ended, milliseconds since the epoch; null when unknown.
        "at": "Union[float, None]",
        # When the box restarts it, milliseconds since the epoch.
        "nextStartAt": "Union[float, None]",
        # The last lines of its log before it ended, oldest first.
        "lines": "List[PupDetailTroubleItemLinesItem]",
    },
)

PupDetailTroubleItemOptional = TypedDict(
    "PupDetailTroubleItemOptional",
    {
        # Present only while it keeps ending.
        "flapping": "PupDetailTroubleItemFlapping",
    },
    total=False,
)

class PupDetailTroubleItem(PupDetailTroubleItemNeeded, PupDetailTroubleItemOptional):
    pass

PupDetailDrift = TypedDict(
    "PupDetailDrift",
    {
        "changes": "List[Literal['limits', 'config', 'program', 'services', 'internet', 'devices', 'dev', 'version', 'files', 'root', 'links', 'box']]",
        "effect": "Literal['nothing', 'live', 'services', 'container', 'root', 'start', 'stop']",
        # Services that are restarted.
        "services": "List[str]",
        # Summary in a sentence for a person.
        "text": "str",
    },
)

PupDetailNeeded = TypedDict(
    "PupDetailNeeded",
    {
        "id": "str",
        "name": "str",
        "version": "str",
        "sourceId": "str",
        "shortDescription": "str",
        # Path of the logo on the box; null for none, and the page then draws initials.
        "logoUrl": "Union[str, None]",
        "state": "Literal['installing', 'stopped', 'starting', 'running', 'stopping', 'crashed', 'broken', 'updating', 'uninstalled']",
        # Whether the owner wants it to run.
        "enabled": "bool",
        # Why it is broken or crashed, and what to do.
        "failure": "Union[PupDetailFailure, None]",
        # Whether required settings are missing, so that it cannot start before they are saved.
        "needsConfig": "bool",
        # `waiting`: its keys are created when the owner next enters the password.
        "keys": "Literal['made', 'waiting']",
        "services": "List[PupDetailServicesItem]",
        "webPages": "List[PupDetailWebPagesItem]",
        # IPv4 address on the pup network; null when it has none.
        "address": "Union[str, None]",
        # Milliseconds since the epoch.
        "installedAt": "Union[float, None]",
        # A newer version that its source offers; null when there is none.
        "updateAvailable": "Union[PupDetailUpdateAvailable, None]",
        # Id of an unfinished job on this pup.
        "jobId": "Union[str, None]",
        "longDescription": "str",
        "requiresInternet": "bool",
        # Devices of the box that it requests.
        "devices": "List[PupDetailDevicesItem]",
        "exposes": "List[PupDetailExposesItem]",
        "config": "PupDetailConfig",
        # Limits in force.
        "limits": "PupDetailLimits",
        "limitChoices": "PupDetailLimitChoices",
        # Bytes used by the pup's storage when last measured; null if never measured.
        "storageBytes": "Union[float, None]",
        # Folders inside it in which its image keeps data, besides `/storage`. They are
        # measured, kept and removed with the storage.
        "volumes": "List[str]",
        # How its root filesystem was built; null until it was.
        "buildKind": "Union[Literal['nix', 'flake', 'debian', 'image'], None]",
        # Hash of the whole installed tree, SHA-256 in hex.
        "treeHash": "Union[str, None]",
        # Its position in the source: `tag v0.3.4`, `folder`.
        "origin": "Union[str, None]",
        "signature": "Literal['unsigned', 'verified', 'failed']",
        # Previous version, kept so that it can be restored without a download; null for none.
        "previousVersion": "Union[str, None]",
        # Dev mode: the source's folder itself is mounted writable, and a change in it restarts
        # the pup.
        "dev": "bool",
        # Whether dev mode can be switched on, because its source is a folder of this host.
        "devPossible": "bool",
    },
)

PupDetailOptional = TypedDict(
    "PupDetailOptional",
    {
        # Name in its source, if it is one of several pups and has another name itself.
        "offerName": "str",
        # The worst health of its services; present only if one has a health check.
        "health": "PupDetailHealth",
        # Limits that it reached within the last day; absent when there are none.
        "limitsReached": "List[PupDetailLimitsReachedItem]",
        # How each service that should run ended, and its last log lines; present only while one
        # is down.
        "trouble": "List[PupDetailTroubleItem]",
        # Differences between the running and the desired configuration; absent when there are
        # none.
        "drift": "PupDetailDrift",
        # Present only in dev mode: why a change of the folder is not applied (a manifest that
        # cannot be used), in words.
        "devProblem": "str",
    },
    total=False,
)

class PupDetail(PupDetailNeeded, PupDetailOptional):
    pass

PupSummaryFailure = TypedDict(
    "PupSummaryFailure",
    {
        "code": "str",
        # What is wrong, one sentence.
        "reason": "str",
        # What to do, one sentence.
        "hint": "Union[str, None]",
    },
)

PupSummaryServicesItemHealth = TypedDict(
    "PupSummaryServicesItemHealth",
    {
        "state": "Literal['waiting', 'starting', 'healthy', 'unhealthy']",
        # What the last check found, in one sentence.
        "text": "str",
        # When this state began, milliseconds since the epoch.
        "since": "float",
    },
)

PupSummaryServicesItemFlapping = TypedDict(
    "PupSummaryServicesItemFlapping",
    {
        # Number of times that it has ended.
        "ends": "float",
        # Period, in minutes.
        "minutes": "float",
    },
)

PupSummaryServicesItemNeeded = TypedDict(
    "PupSummaryServicesItemNeeded",
    {
        "name": "str",
        # Process id on the host, while it runs.
        "pid": "Union[float, None]",
        "state": "Literal['stopped', 'running', 'waiting', 'exited']",
        # Milliseconds since 1970; null before it starts.
        "startedAt": "Union[float, None]",
        # Restarts by the box since the owner last started the pup.
        "restarts": "float",
        # Exit status of its last run; 128+N for signal N.
        "lastExitCode": "Union[float, None]",
        # Seconds after which the box had to kill it when it was last stopped; null when it
        # ended by itself.
        "killedAfter": "Union[float, None]",
        # When it is started again (back-off), milliseconds since the epoch.
        "nextStartAt": "Union[float, None]",
    },
)

PupSummaryServicesItemOptional = TypedDict(
    "PupSummaryServicesItemOptional",
    {
        # Present only if its manifest has a health check.
        "health": "PupSummaryServicesItemHealth",
        # Present only while it keeps ending: how often, within how many minutes.
        "flapping": "PupSummaryServicesItemFlapping",
    },
    total=False,
)

class PupSummaryServicesItem(PupSummaryServicesItemNeeded, PupSummaryServicesItemOptional):
    pass

PupSummaryHealth = TypedDict(
    "PupSummaryHealth",
    {
        "state": "Literal['waiting', 'starting', 'healthy', 'unhealthy']",
        # What the last check found, in one sentence.
        "text": "str",
        # When this state began, milliseconds since the epoch.
        "since": "float",
    },
)

PupSummaryWebPagesItemNeeded = TypedDict(
    "PupSummaryWebPagesItemNeeded",
    {
        "name": "str",
        # Absolute URL under which the box shows the page to a logged-in owner.
        "url": "str",
        # Port of the box on which the proxy for this page listens.
        "port": "float",
    },
)

PupSummaryWebPagesItemOptional = TypedDict(
    "PupSummaryWebPagesItemOptional",
    {
        # Present only if others than the logged-in owner may open it.
        "access": "Literal['token', 'open']",
        # Present only while it cannot be opened: why, and what to do (another program uses its
        # port).
        "problem": "str",
    },
    total=False,
)

class PupSummaryWebPagesItem(PupSummaryWebPagesItemNeeded, PupSummaryWebPagesItemOptional):
    pass

PupSummaryUpdateAvailable = TypedDict(
    "PupSummaryUpdateAvailable",
    {
        "version": "str",
        # Whether the owner does not want to be notified of this version.
        "skipped": "bool",
    },
)

PupSummaryLimitsReachedItem = TypedDict(
    "PupSummaryLimitsReachedItem",
    {
        "kind": "Literal['memory', 'pids', 'storage']",
        # When it was last reached, milliseconds since the epoch.
        "at": "float",
        "text": "str",
    },
)

PupSummaryNeeded = TypedDict(
    "PupSummaryNeeded",
    {
        "id": "str",
        "name": "str",
        "version": "str",
        "sourceId": "str",
        "shortDescription": "str",
        # Path of the logo on the box; null for none, and the page then draws initials.
        "logoUrl": "Union[str, None]",
        "state": "Literal['installing', 'stopped', 'starting', 'running', 'stopping', 'crashed', 'broken', 'updating', 'uninstalled']",
        # Whether the owner wants it to run.
        "enabled": "bool",
        # Why it is broken or crashed, and what to do.
        "failure": "Union[PupSummaryFailure, None]",
        # Whether required settings are missing, so that it cannot start before they are saved.
        "needsConfig": "bool",
        # `waiting`: its keys are created when the owner next enters the password.
        "keys": "Literal['made', 'waiting']",
        "services": "List[PupSummaryServicesItem]",
        "webPages": "List[PupSummaryWebPagesItem]",
        # IPv4 address on the pup network; null when it has none.
        "address": "Union[str, None]",
        # Milliseconds since the epoch.
        "installedAt": "Union[float, None]",
        # A newer version that its source offers; null when there is none.
        "updateAvailable": "Union[PupSummaryUpdateAvailable, None]",
        # Id of an unfinished job on this pup.
        "jobId": "Union[str, None]",
    },
)

PupSummaryOptional = TypedDict(
    "PupSummaryOptional",
    {
        # Name in its source, if it is one of several pups and has another name itself.
        "offerName": "str",
        # The worst health of its services; present only if one has a health check.
        "health": "PupSummaryHealth",
        # Limits that it reached within the last day; absent when there are none.
        "limitsReached": "List[PupSummaryLimitsReachedItem]",
    },
    total=False,
)

class PupSummary(PupSummaryNeeded, PupSummaryOptional):
    pass

Session = TypedDict(
    "Session",
    {
        "id": "str",
        "current": "bool",
        # Milliseconds since 1970.
        "createdAt": "float",
        # Milliseconds since 1970.
        "lastSeenAt": "float",
        # Milliseconds since 1970; null for never.
        "expiresAt": "float",
        "address": "str",
        # “Firefox on Linux”, from the User-Agent.
        "device": "str",
    },
)

SourceUnreadableItem = TypedDict(
    "SourceUnreadableItem",
    {
        "location": "str",
        "reason": "str",
    },
)

SourceConflictsItem = TypedDict(
    "SourceConflictsItem",
    {
        "name": "str",
        "version": "str",
        "taken": "str",
        "left": "List[str]",
    },
)

Source = TypedDict(
    "Source",
    {
        "id": "str",
        # `builtin`: the folder `pups/` of this program, which cannot be removed.
        "kind": "Literal['builtin', 'folder', 'git', 'web']",
        # The owner's name for it, otherwise its own.
        "name": "str",
        "location": "str",
        # Whether it is the source of the Dogebox project, which is listed from the start.
        "official": "bool",
        # Number of pups that it offers.
        "pups": "float",
        # Milliseconds since 1970.
        "addedAt": "float",
        # Milliseconds since 1970.
        "lastSeenAt": "Union[float, None]",
        # What went wrong when it was last read, in plain words. Earlier results stay.
        "lastError": "Union[str, None]",
        # Job that is reading it now.
        "jobId": "Union[str, None]",
        # Name of the account at the source; null without credentials. The password is never
        # returned.
        "account": "Union[str, None]",
        # Pinned minisign public key; null for none.
        "publicKey": "Union[str, None]",
        "signature": "Literal['unsigned', 'verified', 'failed']",
        # Entries that could not be read, each with its reason.
        "unreadable": "List[SourceUnreadableItem]",
        # Names and versions that occur with different contents, and which of them is used.
        "conflicts": "List[SourceConflictsItem]",
    },
)

StorePupInterfacesItem = TypedDict(
    "StorePupInterfacesItem",
    {
        "name": "str",
        "version": "str",
    },
)

StorePupDependenciesItem = TypedDict(
    "StorePupDependenciesItem",
    {
        "name": "str",
        "version": "str",
        "optional": "bool",
    },
)

StorePup = TypedDict(
    "StorePup",
    {
        "sourceId": "str",
        "sourceName": "str",
        "name": "str",
        # The newest usable version.
        "version": "str",
        # Number of versions that the source offers.
        "versions": "float",
        "category": "Literal['node', 'wallet', 'network', 'web', 'data', 'media', 'security', 'development', 'other']",
        "shortDescription": "str",
        "longDescription": "str",
        # Path of its logo on the box; null for none.
        "logoUrl": "Union[str, None]",
        # Whether this host can use one of the build kinds that it offers.
        "runnable": "bool",
        # Why it is not runnable, and what to do; null when it is.
        "reason": "Union[str, None]",
        "requiresInternet": "bool",
        # Names of its web pages.
        "webPages": "List[str]",
        "interfaces": "List[StorePupInterfacesItem]",
        "dependencies": "List[StorePupDependenciesItem]",
        # What a careful reader should know: warnings of the manifest check.
        "warnings": "List[str]",
        "signature": "Literal['unsigned', 'verified', 'failed']",
        # When its newest version was made (date of the tag's commit or of the files),
        # milliseconds since the epoch.
        "updatedAt": "Union[float, None]",
        # The installed pup of this source and name, if any.
        "installedPupId": "Union[str, None]",
        # State of the installed pup; null where none is.
        "installedState": "Union[Literal['installing', 'stopped', 'starting', 'running', 'stopping', 'crashed', 'broken', 'updating', 'uninstalled'], None]",
    },
)

StorePupDetailInterfacesItem = TypedDict(
    "StorePupDetailInterfacesItem",
    {
        "name": "str",
        "version": "str",
    },
)

StorePupDetailDependenciesItem = TypedDict(
    "StorePupDetailDependenciesItem",
    {
        "name": "str",
        "version": "str",
        "optional": "bool",
    },
)

StorePupDetailOfferedItem = TypedDict(
    "StorePupDetailOfferedItem",
    {
        "version": "str",
        # Its position in the source: `tag v0.3.4`, `branch main`, `folder`, `archive
        # core-0.0.9.tar.gz`.
        "origin": "str",
        # Milliseconds since 1970; null if unknown.
        "updatedAt": "Union[float, None]",
        # Hash of its whole tree, SHA-256 in hex; null when it is only known at installation.
        "hash": "Union[str, None]",
        "signature": "Literal['unsigned', 'verified', 'failed']",
        # Why this version cannot be installed; null when it can.
        "problem": "Union[str, None]",
    },
)

StorePupDetailExposesItem = TypedDict(
    "StorePupDetailExposesItem",
    {
        "name": "str",
        "type": "str",
        # Port inside.
        "port": "float",
        "webUI": "bool",
        "listenOnHost": "bool",
        "interfaces": "List[str]",
    },
)

StorePupDetailOffersItemPermissionsItem = TypedDict(
    "StorePupDetailOffersItemPermissionsItem",
    {
        "name": "str",
        "description": "str",
        # 1 = critical … 3 = read only; null when the manifest does not say.
        "severity": "Union[float, None]",
        "routes": "List[str]",
        # Port that it opens; null if it opens none.
        "port": "Union[float, None]",
    },
)

StorePupDetailOffersItem = TypedDict(
    "StorePupDetailOffersItem",
    {
        "name": "str",
        "version": "str",
        "permissions": "List[StorePupDetailOffersItemPermissionsItem]",
    },
)

StorePupDetailNeedsItemPermissionsItem = TypedDict(
    "StorePupDetailNeedsItemPermissionsItem",
    {
        "name": "str",
        "description": "str",
        # 1 = critical … 3 = read only; null when the manifest does not say.
        "severity": "Union[float, None]",
        "routes": "List[str]",
        # Port that it opens; null if it opens none.
        "port": "Union[float, None]",
    },
)

StorePupDetailNeedsItemProvidersItem = TypedDict(
    "StorePupDetailNeedsItemProvidersItem",
    {
        "sourceId": "str",
        "name": "str",
        "installed": "bool",
    },
)

StorePupDetailNeedsItem = TypedDict(
    "StorePupDetailNeedsItem",
    {
        "name": "str",
        "version": "str",
        "optional": "bool",
        "permissions": "List[StorePupDetailNeedsItemPermissionsItem]",
        "providers": "List[StorePupDetailNeedsItemProvidersItem]",
    },
)

StorePupDetailConfigSectionsItemFieldsItemOptionsItem = TypedDict(
    "StorePupDetailConfigSectionsItemFieldsItemOptionsItem",
    {
        "value": "str",
        "label": "str",
    },
)

StorePupDetailConfigSectionsItemFieldsItem = TypedDict(
    "StorePupDetailConfigSectionsItemFieldsItem",
    {
        "name": "str",
        "label": "str",
        "type": "Literal['text', 'password', 'number', 'toggle', 'email', 'textarea', 'select', 'checkbox', 'radio', 'date', 'range', 'color']",
        "required": "bool",
        # An example shown in an empty field; null for none.
        "placeholder": "Union[str, None]",
        # A sentence about what to enter; null for none.
        "help": "Union[str, None]",
        # Value that applies when none is set; null if there is none.
        "default": "Union[str, None]",
        # Smallest value; null for none.
        "min": "Union[float, None]",
        # Largest value; null for none.
        "max": "Union[float, None]",
        # Distance between allowed values; null for any value.
        "step": "Union[float, None]",
        "options": "List[StorePupDetailConfigSectionsItemFieldsItemOptionsItem]",
        # Current value as text; null when unset. Always null for `password` fields.
        "value": "Union[str, None]",
        # For `password` fields: whether a value is stored.
        "isSet": "bool",
    },
)

StorePupDetailConfigSectionsItem = TypedDict(
    "StorePupDetailConfigSectionsItem",
    {
        "name": "str",
        # Name to show to people.
        "label": "Union[str, None]",
        # A sentence below the heading.
        "description": "Union[str, None]",
        "fields": "List[StorePupDetailConfigSectionsItemFieldsItem]",
    },
)

StorePupDetailConfig = TypedDict(
    "StorePupDetailConfig",
    {
        "showOnInstall": "bool",
        "sections": "List[StorePupDetailConfigSectionsItem]",
    },
)

StorePupDetailResources = TypedDict(
    "StorePupDetailResources",
    {
        # Bytes.
        "memoryBytes": "Union[float, None]",
        # Bytes; null: no limit of its own, or unknown.
        "diskBytes": "Union[float, None]",
    },
)

StorePupDetailBuildsItem = TypedDict(
    "StorePupDetailBuildsItem",
    {
        "kind": "Literal['nix', 'flake', 'debian', 'image']",
        "chosen": "bool",
        # Why this host skips it; null when it can.
        "reason": "Union[str, None]",
        # A command that solves it; null if none can.
        "command": "Union[str, None]",
    },
)

StorePupDetail = TypedDict(
    "StorePupDetail",
    {
        "sourceId": "str",
        "sourceName": "str",
        "name": "str",
        # The newest usable version.
        "version": "str",
        # Number of versions that the source offers.
        "versions": "float",
        "category": "Literal['node', 'wallet', 'network', 'web', 'data', 'media', 'security', 'development', 'other']",
        "shortDescription": "str",
        "longDescription": "str",
        # Path of its logo on the box; null for none.
        "logoUrl": "Union[str, None]",
        # Whether this host can use one of the build kinds that it offers.
        "runnable": "bool",
        # Why it is not runnable, and what to do; null when it is.
        "reason": "Union[str, None]",
        "requiresInternet": "bool",
        # Names of its web pages.
        "webPages": "List[str]",
        "interfaces": "List[StorePupDetailInterfacesItem]",
        "dependencies": "List[StorePupDetailDependenciesItem]",
        # What a careful reader should know: warnings of the manifest check.
        "warnings": "List[str]",
        "signature": "Literal['unsigned', 'verified', 'failed']",
        # When its newest version was made (date of the tag's commit or of the files),
        # milliseconds since the epoch.
        "updatedAt": "Union[float, None]",
        # The installed pup of this source and name, if any.
        "installedPupId": "Union[str, None]",
        # State of the installed pup; null where none is.
        "installedState": "Union[Literal['installing', 'stopped', 'starting', 'running', 'stopping', 'crashed', 'broken', 'updating', 'uninstalled'], None]",
        # Offered versions, newest first.
        "offered": "List[StorePupDetailOfferedItem]",
        # Hash of the shown version's tree.
        "hash": "Union[str, None]",
        "upstreamVersions": "Dict[str, str]",
        "exposes": "List[StorePupDetailExposesItem]",
        # Interfaces that it offers to other pups, with the permissions they may request.
        "offers": "List[StorePupDetailOffersItem]",
        # Interfaces that it needs from other pups, and which pups of the store provide them.
        "needs": "List[StorePupDetailNeedsItem]",
        # Its settings, with their defaults.
        "config": "StorePupDetailConfig",
        "resources": "StorePupDetailResources",
        # Ways to build it, in the host's order of preference, with the reason why one is
        # skipped.
        "builds": "List[StorePupDetailBuildsItem]",
        # Its readme as safe HTML; null when it has none.
        "readmeHtml": "Union[str, None]",
    },
)

TerminalExit = TypedDict(
    "TerminalExit",
    {
        # 0–255, 128+N for signal N.
        "exitCode": "float",
        # `container-ended`: its service ended, and the command with it.
        "reason": "Literal['exited', 'timeout', 'closed', 'container-ended']",
    },
)

Terminal = TypedDict(
    "Terminal",
    {
        "id": "str",
        "service": "str",
        # The shell that runs in it.
        "shell": "str",
        # Milliseconds since the epoch.
        "openedAt": "float",
        # Whether a client is attached now.
        "attached": "bool",
        # How its shell ended; null while it runs.
        "exit": "Union[TerminalExit, None]",
    },
)

Webhook = TypedDict(
    "Webhook",
    {
        "id": "str",
        "name": "str",
        # Host of the address. The rest may contain a token and is not shown.
        "host": "str",
        # Kinds of changes; null: all.
        "kinds": "Union[List[Literal['pup', 'pup-removed', 'wiring', 'ad-hoc-box', 'ad-hoc-box-removed', 'ad-hoc-box-exec', 'job', 'source', 'source-removed', 'store', 'sessions', 'box', 'attention']], None]",
        # Ids of pups: events about them, and jobs about them; null: all.
        "pups": "Union[List[str], None]",
        "state": "Literal['active', 'failing', 'paused']",
        # Why it is paused; null when it is not.
        "pausedBy": "Union[Literal['owner', 'failures'], None]",
        # Number of the last change that was sent or filtered out; the one after it is next.
        "seq": "float",
        # Number of changes after `seq`, including those that will be filtered out.
        "behind": "float",
        # When the next attempt is, milliseconds since the epoch; null when nothing failed.
        "nextAt": "Union[float, None]",
        # Since when nothing was accepted; null when nothing failed.
        "failingSince": "Union[float, None]",
        # Why the last attempt failed; null when it succeeded.
        "problem": "Union[str, None]",
        # Until when the previous secret also signs; null when there is none.
        "oldSecretUntil": "Union[float, None]",
        # Milliseconds since 1970.
        "createdAt": "float",
    },
)

WebhookDelivery = TypedDict(
    "WebhookDelivery",
    {
        "id": "str",
        # As in the header `Webhook-Id`: the same for each attempt.
        "message": "str",
        # Kind of the event: a kind of change, `resync` or `test`.
        "event": "Literal['pup', 'pup-removed', 'wiring', 'ad-hoc-box', 'ad-hoc-box-removed', 'ad-hoc-box-exec', 'job', 'source', 'source-removed', 'store', 'sessions', 'box', 'attention', 'resync', 'test']",
        # Number of the change; null for a test.
        "seq": "Union[float, None]",
        "state": "Literal['delivered', 'failed']",
        # When the last attempt was, milliseconds since the epoch.
        "at": "float",
        # Number of attempts.
        "tries": "float",
        # Status of the last answer; null when there was none.
        "status": "Union[float, None]",
        # Duration of the last attempt in milliseconds.
        "ms": "float",
        # Why the last attempt failed, in words; null when it succeeded.
        "problem": "Union[str, None]",
    },
)

AttentionDismissBody = TypedDict(
    "AttentionDismissBody",
    {
        # Id of the item, as in the list.
        "id": "str",
    },
)

AttentionListAnswerItemsItemAction = TypedDict(
    "AttentionListAnswerItemsItemAction",
    {
        "label": "str",
        # Path on the box.
        "href": "str",
    },
)

AttentionListAnswerItemsItemStepsItem = TypedDict(
    "AttentionListAnswerItemsItemStepsItem",
    {
        "text": "str",
        # A command that solves it; null if none can.
        "command": "Union[str, None]",
    },
)

AttentionListAnswerItemsItemLinksItem = TypedDict(
    "AttentionListAnswerItemsItemLinksItem",
    {
        "label": "str",
        # Path on the box.
        "href": "str",
        "note": "str",
    },
)

AttentionListAnswerItemsItemSubject = TypedDict(
    "AttentionListAnswerItemsItemSubject",
    {
        "kind": "Literal['pup', 'job', 'disk']",
        "id": "str",
    },
)

AttentionListAnswerItemsItem = TypedDict(
    "AttentionListAnswerItemsItem",
    {
        # Stable while the same problem exists: `pup:<id>:crashed`.
        "id": "str",
        "severity": "Literal['critical', 'warning', 'info']",
        # What is wrong, in a few words.
        "title": "str",
        # Why, and what to do.
        "text": "str",
        # Page on which the owner acts; null when the action is outside the dashboard.
        "action": "Union[AttentionListAnswerItemsItemAction, None]",
        # Steps to take on the host, each with the command that does it, or null where none can.
        "steps": "List[AttentionListAnswerItemsItemStepsItem]",
        # Related pages, each with a short note: for a full disk, the pups that use most of it.
        "links": "List[AttentionListAnswerItemsItemLinksItem]",
        # Milliseconds since the epoch.
        "since": "float",
        # What the item is about; null for the box itself.
        "subject": "Union[AttentionListAnswerItemsItemSubject, None]",
        # Whether the owner can dismiss it, because it reports something that is over.
        "dismissible": "bool",
    },
)

AttentionListAnswer = TypedDict(
    "AttentionListAnswer",
    {
        "items": "List[AttentionListAnswerItemsItem]",
    },
)

AuditListAnswer = TypedDict(
    "AuditListAnswer",
    {
        "entries": "List[AuditRecord]",
    },
)

BoxChangeBody = TypedDict(
    "BoxChangeBody",
    {
        # Name for people.
        "name": "str",
        # Name in the tz database, `Europe/Berlin`.
        "timeZone": "str",
    },
    total=False,
)

BoxChangeAnswer = BoxInfo

BoxEndsAnswerEndsItem = TypedDict(
    "BoxEndsAnswerEndsItem",
    {
        "part": "Literal['agent', 'dkm', 'dogeboxd']",
        # Milliseconds since the epoch.
        "at": "float",
        # The reason, if known: `ended by SIGKILL`, `exit status 1: its last words`.
        "reason": "str",
    },
)

BoxEndsAnswer = TypedDict(
    "BoxEndsAnswer",
    {
        "ends": "List[BoxEndsAnswerEndsItem]",
        # Cursor of the next page; null on the last page.
        "next": "Union[str, None]",
    },
)

BoxFreeSpaceBody = TypedDict(
    "BoxFreeSpaceBody",
    {
        # What to free, as `GET /box/space` names it.
        "what": "List[Literal['layers', 'downloads', 'logs']]",
    },
)

BoxFreeSpaceAnswerFreedItem = TypedDict(
    "BoxFreeSpaceAnswerFreedItem",
    {
        "what": "Literal['layers', 'downloads', 'logs']",
        # Bytes.
        "bytes": "float",
        # What was removed, in a sentence for a person.
        "text": "str",
    },
)

BoxFreeSpaceAnswer = TypedDict(
    "BoxFreeSpaceAnswer",
    {
        "freed": "List[BoxFreeSpaceAnswerFreedItem]",
    },
)

BoxGetAnswer = BoxInfo

BoxLogsAnswer = TypedDict(
    "BoxLogsAnswer",
    {
        "lines": "List[LogLine]",
        # Position before the first line: send it as `before` for the previous page.
        "start": "str",
        # Whether there may be earlier lines.
        "older": "bool",
        # Position after the last line, or where one would have been.
        "cursor": "str",
        # Whether more lines can be read now.
        "more": "bool",
        # Whether lines after the given cursor no longer exist, because the log has been rotated
        # too often since.
        "gap": "bool",
    },
)

BoxMetricsAnswerSamples = TypedDict(
    "BoxMetricsAnswerSamples",
    {
        # Milliseconds since 1970.
        "at": "List[float]",
        # Percent of one core: 150 is one and a half cores.
        "cpu": "List[float]",
        # Bytes.
        "memory": "List[float]",
        # Bytes per second received.
        "rx": "List[float]",
        # Bytes per second sent.
        "tx": "List[float]",
        # Number of processes and threads.
        "pids": "List[float]",
        # Bytes per second read from disks.
        "read": "List[float]",
        # Bytes per second written to disks.
        "write": "List[float]",
    },
)

BoxMetricsAnswerGauges = TypedDict(
    "BoxMetricsAnswerGauges",
    {
        # Milliseconds since 1970.
        "at": "List[float]",
        "values": "Dict[str, List[Union[float, None]]]",
    },
)

BoxMetricsAnswer = TypedDict(
    "BoxMetricsAnswer",
    {
        "stats": "BoxStats",
        "samples": "BoxMetricsAnswerSamples",
        "gauges": "BoxMetricsAnswerGauges",
    },
)

BoxSpaceAnswerDisksItem = TypedDict(
    "BoxSpaceAnswerDisksItem",
    {
        # `/dev/sda2`, or whatever else is mounted there.
        "name": "str",
        "mountPoint": "str",
        # What is stored on it: data of the box itself (database, programs of pups), or pups'
        # data.
        "holds": "List[Literal['box', 'pups']]",
        # Bytes.
        "size": "float",
        # Bytes that the box and its pups can still write.
        "free": "float",
        # Most files that it can hold, and how many more; null when the disk has no such limit.
        "files": "Union[float, None]",
        # Number of further files that it can hold; null if it has no such limit.
        "filesFree": "Union[float, None]",
        "level": "Literal['ok', 'low', 'critical']",
    },
)

BoxSpaceAnswerPupsItem = TypedDict(
    "BoxSpaceAnswerPupsItem",
    {
        "id": "str",
        "name": "str",
        # Bytes.
        "bytes": "float",
    },
)

BoxSpaceAnswerPartsItem = TypedDict(
    "BoxSpaceAnswerPartsItem",
    {
        "what": "Literal['layers', 'downloads', 'logs']",
        # Size in bytes.
        "bytes": "float",
        # Bytes of it that are unused.
        "unused": "float",
        # What is removed when it is freed, in a sentence for a person.
        "text": "str",
    },
)

BoxSpaceAnswer = TypedDict(
    "BoxSpaceAnswer",
    {
        "disks": "List[BoxSpaceAnswerDisksItem]",
        "pups": "List[BoxSpaceAnswerPupsItem]",
        "parts": "List[BoxSpaceAnswerPartsItem]",
    },
)

BoxesCloneBody = TypedDict(
    "BoxesCloneBody",
    {
        # Absent: a name is generated.
        "name": "str",
        # Whether to start it once it exists.
        "start": "bool",
    },
    total=False,
)

BoxesCloneAnswerPlanEffectsItem = TypedDict(
    "BoxesCloneAnswerPlanEffectsItem",
    {
        "kind": "Literal['pup', 'data', 'connection', 'access', 'port', 'page', 'source', 'session', 'box', 'snapshot', 'network']",
        # Null when it has no id, or none yet.
        "id": "Union[str, None]",
        # Name that a person knows it by.
        "name": "str",
        # What happens to it, in a sentence.
        "text": "str",
    },
)

BoxesCloneAnswerPlan = TypedDict(
    "BoxesCloneAnswerPlan",
    {
        "effects": "List[BoxesCloneAnswerPlanEffectsItem]",
    },
)

BoxesCloneAnswerNeeded = TypedDict(
    "BoxesCloneAnswerNeeded",
    {
        # The job that does it; null if there is nothing to do.
        "jobId": "Union[str, None]",
        # The new box; null with `plan=1`.
        "box": "Union[BoxSummary, None]",
    },
)

BoxesCloneAnswerOptional = TypedDict(
    "BoxesCloneAnswerOptional",
    {
        # With `plan=1`: what the call would do.
        "plan": "BoxesCloneAnswerPlan",
    },
    total=False,
)

class BoxesCloneAnswer(BoxesCloneAnswerNeeded, BoxesCloneAnswerOptional):
    pass

BoxesCreateBodyMemoryFoldersItemNeeded = TypedDict(
    "BoxesCreateBodyMemoryFoldersItemNeeded",
    {
        # Absolute path inside.
        "target": "str",
    },
)

BoxesCreateBodyMemoryFoldersItemOptional = TypedDict(
    "BoxesCreateBodyMemoryFoldersItemOptional",
    {
        # Half of the box's memory if absent.
        "sizeBytes": "int",
    },
    total=False,
)

class BoxesCreateBodyMemoryFoldersItem(BoxesCreateBodyMemoryFoldersItemNeeded, BoxesCreateBodyMemoryFoldersItemOptional):
    pass

BoxesCreateBodyUlimitsItem = TypedDict(
    "BoxesCreateBodyUlimitsItem",
    {
        # Name as in `ulimit` and systemd.
        "name": "Literal['core', 'cpu', 'fsize', 'locks', 'memlock', 'msgqueue', 'nice', 'nofile', 'nproc', 'rtprio', 'rttime', 'sigpending', 'stack']",
        # In the kernel's unit: bytes, seconds, or a count. -1 for no limit.
        "soft": "int",
        # Most that a process can raise the soft limit to; at most the host's own limit.
        "hard": "int",
    },
)

BoxesCreateBodyExtraHostsItem = TypedDict(
    "BoxesCreateBodyExtraHostsItem",
    {
        # The name that resolves to the address.
        "name": "str",
        # An IPv4 or IPv6 address.
        "address": "str",
    },
)

BoxesCreateBodyDebian = TypedDict(
    "BoxesCreateBodyDebian",
    {
        # Names of Debian packages that are added to the base.
        "packages": "List[str]",
    },
    total=False,
)

BoxesCreateBodyNetworksItemNeeded = TypedDict(
    "BoxesCreateBodyNetworksItemNeeded",
    {
        # Id or name of the network.
        "name": "str",
    },
)

BoxesCreateBodyNetworksItemOptional = TypedDict(
    "BoxesCreateBodyNetworksItemOptional",
    {
        # Additional names by which other boxes find it there.
        "aliases": "List[str]",
        # Address within the network’s subnet; if absent, the box only has its own address.
        "address": "str",
    },
    total=False,
)

class BoxesCreateBodyNetworksItem(BoxesCreateBodyNetworksItemNeeded, BoxesCreateBodyNetworksItemOptional):
    pass

BoxesCreateBodyVolumesItemVolumeNeeded = TypedDict(
    "BoxesCreateBodyVolumesItemVolumeNeeded",
    {
        # A volume that the box keeps; created if it does not exist.
        "kind": "Literal['volume']",
        # Name of the volume.
        "name": "str",
        # Absolute path inside.
        "target": "str",
    },
)

BoxesCreateBodyVolumesItemVolumeOptional = TypedDict(
    "BoxesCreateBodyVolumesItemVolumeOptional",
    {
        # Whether it cannot be written from inside.
        "readonly": "bool",
    },
    total=False,
)

class BoxesCreateBodyVolumesItemVolume(BoxesCreateBodyVolumesItemVolumeNeeded, BoxesCreateBodyVolumesItemVolumeOptional):
    pass

BoxesCreateBodyVolumesItemFolderNeeded = TypedDict(
    "BoxesCreateBodyVolumesItemFolderNeeded",
    {
        # A folder of the host, below one that the host’s administrator allowed.
        "kind": "Literal['folder']",
        # Absolute path on the host.
        "source": "str",
        # Absolute path inside.
        "target": "str",
    },
)

BoxesCreateBodyVolumesItemFolderOptional = TypedDict(
    "BoxesCreateBodyVolumesItemFolderOptional",
    {
        # Whether it cannot be written from inside.
        "readonly": "bool",
    },
    total=False,
)

class BoxesCreateBodyVolumesItemFolder(BoxesCreateBodyVolumesItemFolderNeeded, BoxesCreateBodyVolumesItemFolderOptional):
    pass

BoxesCreateBodyHealth = TypedDict(
    "BoxesCreateBodyHealth",
    {
        # A command in the box, run as the user of its main process. Exit code 0 means healthy.
        "argv": "List[str]",
        # The check as a line for `/bin/sh`. Either this or `argv`.
        "shell": "str",
        # Seconds between two checks.
        "intervalSeconds": "int",
        # Seconds after which the command is killed and the check has failed.
        "timeoutSeconds": "int",
        # Consecutive failed checks until the box is unhealthy.
        "retries": "int",
        # Seconds after a start in which failures do not count.
        "startSeconds": "int",
        # Seconds between two checks while it starts; if absent, three, but never more than the
        # interval.
        "startIntervalSeconds": "int",
    },
    total=False,
)

BoxesCreateBodyPortsItemNeeded = TypedDict(
    "BoxesCreateBodyPortsItemNeeded",
    {
        # Port inside the box.
        "port": "int",
    },
)

BoxesCreateBodyPortsItemOptional = TypedDict(
    "BoxesCreateBodyPortsItemOptional",
    {
        # Port of the host; a free one if absent.
        "hostPort": "int",
        # With `hostPort`: the last of a range, of which the first free port is taken.
        "hostPortLast": "int",
        # The one IPv4 or IPv6 address of the host on which the port is open; all IPv4 addresses
        # if absent. `::`: all addresses of both families.
        "hostAddress": "str",
        # Protocol of the port.
        "protocol": "Literal['tcp', 'udp']",
    },
    total=False,
)

class BoxesCreateBodyPortsItem(BoxesCreateBodyPortsItemNeeded, BoxesCreateBodyPortsItemOptional):
    pass

BoxesCreateBody = TypedDict(
    "BoxesCreateBody",
    {
        # Host name inside; derived from the box's name if absent.
        "hostname": "str",
        # Capabilities besides the default ones (`NET_BIND_SERVICE`, with or without `CAP_`).
        # Like all of them, they only apply to root inside the box.
        "capAdd": "List[str]",
        # Capabilities to remove; `ALL` removes all except those in `capAdd`.
        "capDrop": "List[str]",
        # Makes its root read-only: only volumes and folders in memory can be written to.
        "readonlyRoot": "bool",
        # Folders in memory, empty at each start. Their contents count as memory of the box.
        "memoryFolders": "List[BoxesCreateBodyMemoryFoldersItem]",
        # Size of `/dev/shm` in bytes; half of the box's memory if absent.
        "shmBytes": "int",
        # Limits of each process.
        "ulimits": "List[BoxesCreateBodyUlimitsItem]",
        # Groups of its main process besides those of its user, by number.
        "groups": "List[int]",
        # Kernel settings of its own network.
        "sysctls": "Dict[str, str]",
        # Additional names in its `/etc/hosts`.
        "extraHosts": "List[BoxesCreateBodyExtraHostsItem]",
        # Whether its first process is a small init that forwards signals and reaps processes.
        # If absent, it is used when the host has one. If false, the box's own program is the
        # first process.
        "init": "bool",
        # An image of a registry, with a tag or a digest: `alpine:3.20`. Either this or
        # `debian`.
        "image": "str",
        # The host’s own Debian base. Either this or `image`.
        "debian": "BoxesCreateBodyDebian",
        # Cores; absent: no limit of its own.
        "cpus": "float",
        # Bytes; if absent, half of the host’s memory, at most 2 GB.
        "memoryBytes": "int",
        # Bytes that it may write to its root; if absent, as much as the disk has.
        "diskBytes": "int",
        # Most processes and threads; 1024 if absent.
        "pids": "int",
        # What it may reach: `none`: nothing. `internet`: the internet, never the home network.
        # `home`: both.
        "network": "Literal['none', 'internet', 'home']",
        # Networks on which it and other boxes reach each other.
        "networks": "List[BoxesCreateBodyNetworksItem]",
        # Stored encrypted. Values are shown only to callers who may `administer`.
        "env": "Dict[str, str]",
        # Its volumes and folders of the host.
        "volumes": "List[Union[BoxesCreateBodyVolumesItemVolume, BoxesCreateBodyVolumesItemFolder]]",
        # Absolute folder inside; the image’s if absent.
        "workdir": "str",
        # `1000`, `1000:1000`, `www-data`, `www-data:adm`; the image’s if absent.
        "user": "str",
        # Name → value.
        "labels": "Dict[str, str]",
        # Generated if absent.
        "name": "str",
        # Main process; the image’s if absent. If that is a shell, or the image has none, the
        # main process only waits.
        "argv": "List[str]",
        # Replaces the image’s entry point: the words before `argv`. If given, the main process
        # runs as it is; a lone shell is not replaced by a process that waits.
        "entrypoint": "List[str]",
        # Whether its main process has a terminal, with a single output stream.
        "tty": "bool",
        # Whether the stdin of its main process is open; otherwise it is empty.
        "stdin": "bool",
        # Signal that stops the box when the caller names none; SIGTERM if absent.
        "stopSignal": "Literal['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH']",
        # Seconds until processes that still run are killed; 10 if absent.
        "stopSeconds": "int",
        # A command that checks whether the box works.
        "health": "BoxesCreateBodyHealth",
        # Opaque text that is kept and returned for the program that creates the box.
        "annotations": "str",
        # Ports of the host that lead to the box, open to the home network.
        "ports": "List[BoxesCreateBodyPortsItem]",
        # What happens when its main process ends: `no`, `always`, `unless-stopped`,
        # `on-failure`, `on-failure:N` (at most N times).
        "restart": "str",
        # Stops the box after so many seconds in which no command ran in it and it had no
        # network traffic.
        "idleStopSeconds": "Union[int, None]",
        # When the box is removed, milliseconds since the epoch.
        "expiresAt": "Union[int, None]",
        # Removes the box when its main process has ended, or when it is stopped.
        "ephemeral": "bool",
        # Whether the box is started once it is created.
        "start": "bool",
    },
    total=False,
)

BoxesCreateAnswerNeeded = TypedDict(
    "BoxesCreateAnswerNeeded",
    {
        # The job that does it; null if there is nothing to do.
        "jobId": "Union[str, None]",
        # The new box; null with `plan=1`.
        "box": "Union[BoxSummary, None]",
    },
)

BoxesCreateAnswerOptional = TypedDict(
    "BoxesCreateAnswerOptional",
    {
        # With `plan=1`: what the call would do.
        "plan": "BoxPlan",
    },
    total=False,
)

class BoxesCreateAnswer(BoxesCreateAnswerNeeded, BoxesCreateAnswerOptional):
    pass

BoxesCreateVolumeBodyNeeded = TypedDict(
    "BoxesCreateVolumeBodyNeeded",
    {
        # Unique among volumes.
        "name": "str",
    },
)

BoxesCreateVolumeBodyOptional = TypedDict(
    "BoxesCreateVolumeBodyOptional",
    {
        # Name → value.
        "labels": "Dict[str, str]",
    },
    total=False,
)

class BoxesCreateVolumeBody(BoxesCreateVolumeBodyNeeded, BoxesCreateVolumeBodyOptional):
    pass

BoxesCreateVolumeAnswer = TypedDict(
    "BoxesCreateVolumeAnswer",
    {
        # Unique among volumes.
        "name": "str",
        "labels": "Dict[str, str]",
        # Milliseconds since 1970.
        "createdAt": "float",
        # Names of the boxes that use it.
        "usedBy": "List[str]",
    },
)

BoxesExecBodyUser = TypedDict(
    "BoxesExecBodyUser",
    {
        # Number of the user, inside.
        "uid": "int",
        # Number of the group, inside.
        "gid": "int",
    },
)

BoxesExecBodyTerminal = TypedDict(
    "BoxesExecBodyTerminal",
    {
        # Columns of the terminal.
        "cols": "int",
        # Rows of the terminal.
        "rows": "int",
    },
)

BoxesExecBodyNeeded = TypedDict(
    "BoxesExecBodyNeeded",
    {
        # Program and arguments. No shell runs them unless one is named here.
        "argv": "List[str]",
    },
)

BoxesExecBodyOptional = TypedDict(
    "BoxesExecBodyOptional",
    {
        # Absolute folder inside; the service's if absent.
        "cwd": "str",
        # Added to the service's environment.
        "env": "Dict[str, str]",
        # Ids inside the container; the service's if absent.
        "user": "BoxesExecBodyUser",
        # Kills the command after this many milliseconds, at most a day.
        "timeoutMs": "int",
        # Size of its terminal; absent for no terminal, with stdout and stderr apart.
        "terminal": "BoxesExecBodyTerminal",
        # Whether its stdin stays open until it is closed; otherwise it has no stdin.
        "stdin": "bool",
        # Bytes of its output that are kept.
        "keepBytes": "int",
    },
    total=False,
)

class BoxesExecBody(BoxesExecBodyNeeded, BoxesExecBodyOptional):
    pass

BoxesExecAnswer = BoxExec

BoxesExecsAnswer = TypedDict(
    "BoxesExecsAnswer",
    {
        "execs": "List[BoxExec]",
        # Cursor of the next page; null on the last page.
        "next": "Union[str, None]",
    },
)

BoxesExecsCancelAnswer = BoxExec

BoxesExecsGetAnswer = BoxExec

BoxesExecsInputBody = TypedDict(
    "BoxesExecsInputBody",
    {
        # Text as UTF-8.
        "text": "str",
        # Bytes as base64.
        "base64": "str",
        # Closes the input after this.
        "end": "bool",
    },
    total=False,
)

BoxesExecsResizeBody = TypedDict(
    "BoxesExecsResizeBody",
    {
        # Columns of the terminal.
        "cols": "int",
        # Rows of the terminal.
        "rows": "int",
    },
)

BoxesExecsSignalBody = TypedDict(
    "BoxesExecsSignalBody",
    {
        # Name of the signal.
        "signal": "Literal['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGKILL', 'SIGUSR1', 'SIGUSR2', 'SIGTERM', 'SIGCONT', 'SIGSTOP']",
    },
)

BoxesFilesListAnswerEntriesItemNeeded = TypedDict(
    "BoxesFilesListAnswerEntriesItemNeeded",
    {
        # Name for display; it may contain any character.
        "name": "str",
        # Addresses the entry in a path.
        "part": "str",
        # `other`: a socket, pipe or device.
        "kind": "Literal['file', 'folder', 'link', 'other']",
        # Bytes, for files.
        "size": "float",
        # Milliseconds since the epoch.
        "modifiedAt": "float",
    },
)

BoxesFilesListAnswerEntriesItemOptional = TypedDict(
    "BoxesFilesListAnswerEntriesItemOptional",
    {
        # Target of a link, as the link contains it.
        "target": "str",
    },
    total=False,
)

class BoxesFilesListAnswerEntriesItem(BoxesFilesListAnswerEntriesItemNeeded, BoxesFilesListAnswerEntriesItemOptional):
    pass

BoxesFilesListAnswer = TypedDict(
    "BoxesFilesListAnswer",
    {
        "entries": "List[BoxesFilesListAnswerEntriesItem]",
        # Number of entries, as far as they were counted.
        "total": "float",
        # Whether the folder has more entries than are counted and can be listed.
        "more": "bool",
        # Send it as `after` for the next page; null at the end.
        "next": "Union[str, None]",
    },
)

BoxesFilesMakeFolderBody = TypedDict(
    "BoxesFilesMakeFolderBody",
    {
        # Path below the storage of the pup, or the root of the box; parts separated by `/`.
        "path": "str",
    },
)

BoxesFilesMoveBody = TypedDict(
    "BoxesFilesMoveBody",
    {
        # Path of the entry to move.
        "from": "str",
        # New path.
        "to": "str",
    },
)

BoxesFilesPutAnswer = TypedDict(
    "BoxesFilesPutAnswer",
    {
        # Bytes received so far: the next part begins here.
        "offset": "float",
        # Whether the file is complete and in its place.
        "done": "bool",
    },
)

BoxesFilesStatAnswerNeeded = TypedDict(
    "BoxesFilesStatAnswerNeeded",
    {
        "kind": "Literal['file', 'folder', 'link', 'other']",
        # Bytes, for files.
        "size": "float",
        # Permissions, with set-user-id, set-group-id and the sticky bit: 0 to 4095.
        "mode": "float",
        # Ids of its user and group, as inside the box.
        "uid": "float",
        # Number of the group, inside.
        "gid": "float",
        # Milliseconds since the epoch.
        "modifiedAt": "float",
    },
)

BoxesFilesStatAnswerOptional = TypedDict(
    "BoxesFilesStatAnswerOptional",
    {
        # Final target of a link, as a path in the box that begins with `/`.
        "target": "str",
    },
    total=False,
)

class BoxesFilesStatAnswer(BoxesFilesStatAnswerNeeded, BoxesFilesStatAnswerOptional):
    pass

BoxesFilesUploadedAnswer = TypedDict(
    "BoxesFilesUploadedAnswer",
    {
        # Bytes received so far: the next part begins here.
        "offset": "float",
        # Whether the file is complete and in its place.
        "done": "bool",
    },
)

BoxesGcBody = TypedDict(
    "BoxesGcBody",
    {
        # Seconds since they last ran.
        "olderThanSeconds": "int",
        # Only boxes that have all of these labels: `name=value`, or a name alone, separated by
        # commas.
        "labels": "str",
    },
    total=False,
)

BoxesGcAnswerBoxesItem = TypedDict(
    "BoxesGcAnswerBoxesItem",
    {
        "id": "str",
        "name": "str",
        # Why, in one sentence.
        "reason": "str",
    },
)

BoxesGcAnswer = TypedDict(
    "BoxesGcAnswer",
    {
        "boxes": "List[BoxesGcAnswerBoxesItem]",
        "jobIds": "List[str]",
    },
)

BoxesGetAnswer = BoxDetail

BoxesKillAnswer = TypedDict(
    "BoxesKillAnswer",
    {
        # The job that does it; null if there is nothing to do.
        "jobId": "Union[str, None]",
        "box": "BoxSummary",
    },
)

BoxesListAnswer = TypedDict(
    "BoxesListAnswer",
    {
        "boxes": "List[BoxSummary]",
        # Id of the last box of this page if there are more; otherwise null.
        "next": "Union[str, None]",
        "capacity": "BoxCapacity",
    },
)

BoxesLogsAnswer = TypedDict(
    "BoxesLogsAnswer",
    {
        "lines": "List[LogLine]",
        # Position before the first line: send it as `before` for the previous page.
        "start": "str",
        # Whether there may be earlier lines.
        "older": "bool",
        # Position after the last line, or where one would have been.
        "cursor": "str",
        # Whether more lines can be read now.
        "more": "bool",
        # Whether lines after the given cursor no longer exist, because the log has been rotated
        # too often since.
        "gap": "bool",
    },
)

BoxesPauseAnswer = TypedDict(
    "BoxesPauseAnswer",
    {
        # The job that does it; null if there is nothing to do.
        "jobId": "Union[str, None]",
        "box": "BoxSummary",
    },
)

BoxesRemoveAnswerPlanEffectsItem = TypedDict(
    "BoxesRemoveAnswerPlanEffectsItem",
    {
        "kind": "Literal['pup', 'data', 'connection', 'access', 'port', 'page', 'source', 'session', 'box', 'snapshot', 'network']",
        # Null when it has no id, or none yet.
        "id": "Union[str, None]",
        # Name that a person knows it by.
        "name": "str",
        # What happens to it, in a sentence.
        "text": "str",
    },
)

BoxesRemoveAnswerPlan = TypedDict(
    "BoxesRemoveAnswerPlan",
    {
        "effects": "List[BoxesRemoveAnswerPlanEffectsItem]",
    },
)

BoxesRemoveAnswerNeeded = TypedDict(
    "BoxesRemoveAnswerNeeded",
    {
        # The job that does it; null if there is nothing to do.
        "jobId": "Union[str, None]",
    },
)

BoxesRemoveAnswerOptional = TypedDict(
    "BoxesRemoveAnswerOptional",
    {
        # With `plan=1`: what the call would do.
        "plan": "BoxesRemoveAnswerPlan",
    },
    total=False,
)

class BoxesRemoveAnswer(BoxesRemoveAnswerNeeded, BoxesRemoveAnswerOptional):
    pass

BoxesRenameBody = TypedDict(
    "BoxesRenameBody",
    {
        # Unique among boxes.
        "name": "str",
    },
)

BoxesRenameAnswer = BoxDetail

BoxesRestartAnswer = TypedDict(
    "BoxesRestartAnswer",
    {
        # The job that does it; null if there is nothing to do.
        "jobId": "Union[str, None]",
        "box": "BoxSummary",
    },
)

BoxesRestoreAnswerPlanEffectsItem = TypedDict(
    "BoxesRestoreAnswerPlanEffectsItem",
    {
        "kind": "Literal['pup', 'data', 'connection', 'access', 'port', 'page', 'source', 'session', 'box', 'snapshot', 'network']",
        # Null when it has no id, or none yet.
        "id": "Union[str, None]",
        # Name that a person knows it by.
        "name": "str",
        # What happens to it, in a sentence.
        "text": "str",
    },
)

BoxesRestoreAnswerPlan = TypedDict(
    "BoxesRestoreAnswerPlan",
    {
        "effects": "List[BoxesRestoreAnswerPlanEffectsItem]",
    },
)

BoxesRestoreAnswerNeeded = TypedDict(
    "BoxesRestoreAnswerNeeded",
    {
        # The job that does it; null if there is nothing to do.
        "jobId": "Union[str, None]",
    },
)

BoxesRestoreAnswerOptional = TypedDict(
    "BoxesRestoreAnswerOptional",
    {
        # With `plan=1`: what the call would do.
        "plan": "BoxesRestoreAnswerPlan",
    },
    total=False,
)

class BoxesRestoreAnswer(BoxesRestoreAnswerNeeded, BoxesRestoreAnswerOptional):
    pass

BoxesResumeAnswer = TypedDict(
    "BoxesResumeAnswer",
    {
        # The job that does it; null if there is nothing to do.
        "jobId": "Union[str, None]",
        "box": "BoxSummary",
    },
)

BoxesRunBodyMemoryFoldersItemNeeded = TypedDict(
    "BoxesRunBodyMemoryFoldersItemNeeded",
    {
        # Absolute path inside.
        "target": "str",
    },
)

BoxesRunBodyMemoryFoldersItemOptional = TypedDict(
    "BoxesRunBodyMemoryFoldersItemOptional",
    {
        # Half of the box's memory if absent.
        "sizeBytes": "int",
    },
    total=False,
)

class BoxesRunBodyMemoryFoldersItem(BoxesRunBodyMemoryFoldersItemNeeded, BoxesRunBodyMemoryFoldersItemOptional):
    pass

BoxesRunBodyUlimitsItem = TypedDict(
    "BoxesRunBodyUlimitsItem",
    {
        # Name as in `ulimit` and systemd.
        "name": "Literal['core', 'cpu', 'fsize', 'locks', 'memlock', 'msgqueue', 'nice', 'nofile', 'nproc', 'rtprio', 'rttime', 'sigpending', 'stack']",
        # In the kernel's unit: bytes, seconds, or a count. -1 for no limit.
        "soft": "int",
        # Most that a process can raise the soft limit to; at most the host's own limit.
        "hard": "int",
    },
)

BoxesRunBodyExtraHostsItem = TypedDict(
    "BoxesRunBodyExtraHostsItem",
    {
        # The name that resolves to the address.
        "name": "str",
        # An IPv4 or IPv6 address.
        "address": "str",
    },
)

BoxesRunBodyDebian = TypedDict(
    "BoxesRunBodyDebian",
    {
        # Names of Debian packages that are added to the base.
        "packages": "List[str]",
    },
    total=False,
)

BoxesRunBodyNetworksItemNeeded = TypedDict(
    "BoxesRunBodyNetworksItemNeeded",
    {
        # Id or name of the network.
        "name": "str",
    },
)

BoxesRunBodyNetworksItemOptional = TypedDict(
    "BoxesRunBodyNetworksItemOptional",
    {
        # Additional names by which other boxes find it there.
        "aliases": "List[str]",
        # Address within the network’s subnet; if absent, the box only has its own address.
        "address": "str",
    },
    total=False,
)

class BoxesRunBodyNetworksItem(BoxesRunBodyNetworksItemNeeded, BoxesRunBodyNetworksItemOptional):
    pass

BoxesRunBodyVolumesItemVolumeNeeded = TypedDict(
    "BoxesRunBodyVolumesItemVolumeNeeded",
    {
        # A volume that the box keeps; created if it does not exist.
        "kind": "Literal['volume']",
        # Name of the volume.
        "name": "str",
        # Absolute path inside.
        "target": "str",
    },
)

BoxesRunBodyVolumesItemVolumeOptional = TypedDict(
    "BoxesRunBodyVolumesItemVolumeOptional",
    {
        # Whether it cannot be written from inside.
        "readonly": "bool",
    },
    total=False,
)

class BoxesRunBodyVolumesItemVolume(BoxesRunBodyVolumesItemVolumeNeeded, BoxesRunBodyVolumesItemVolumeOptional):
    pass

BoxesRunBodyVolumesItemFolderNeeded = TypedDict(
    "BoxesRunBodyVolumesItemFolderNeeded",
    {
        # A folder of the host, below one that the host’s administrator allowed.
        "kind": "Literal['folder']",
        # Absolute path on the host.
        "source": "str",
        # Absolute path inside.
        "target": "str",
    },
)

BoxesRunBodyVolumesItemFolderOptional = TypedDict(
    "BoxesRunBodyVolumesItemFolderOptional",
    {
        # Whether it cannot be written from inside.
        "readonly": "bool",
    },
    total=False,
)

class BoxesRunBodyVolumesItemFolder(BoxesRunBodyVolumesItemFolderNeeded, BoxesRunBodyVolumesItemFolderOptional):
    pass

BoxesRunBodyNeeded = TypedDict(
    "BoxesRunBodyNeeded",
    {
        # Program and arguments.
        "argv": "List[str]",
    },
)

BoxesRunBodyOptional = TypedDict(
    "BoxesRunBodyOptional",
    {
        # Host name inside; derived from the box's name if absent.
        "hostname": "str",
        # Capabilities besides the default ones (`NET_BIND_SERVICE`, with or without `CAP_`).
        # Like all of them, they only apply to root inside the box.
        "capAdd": "List[str]",
        # Capabilities to remove; `ALL` removes all except those in `capAdd`.
        "capDrop": "List[str]",
        # Makes its root read-only: only volumes and folders in memory can be written to.
        "readonlyRoot": "bool",
        # Folders in memory, empty at each start. Their contents count as memory of the box.
        "memoryFolders": "List[BoxesRunBodyMemoryFoldersItem]",
        # Size of `/dev/shm` in bytes; half of the box's memory if absent.
        "shmBytes": "int",
        # Limits of each process.
        "ulimits": "List[BoxesRunBodyUlimitsItem]",
        # Groups of its main process besides those of its user, by number.
        "groups": "List[int]",
        # Kernel settings of its own network.
        "sysctls": "Dict[str, str]",
        # Additional names in its `/etc/hosts`.
        "extraHosts": "List[BoxesRunBodyExtraHostsItem]",
        # Whether its first process is a small init that forwards signals and reaps processes.
        # If absent, it is used when the host has one. If false, the box's own program is the
        # first process.
        "init": "bool",
        # An image of a registry, with a tag or a digest: `alpine:3.20`. Either this or
        # `debian`.
        "image": "str",
        # The host’s own Debian base. Either this or `image`.
        "debian": "BoxesRunBodyDebian",
        # Cores; absent: no limit of its own.
        "cpus": "float",
        # Bytes; if absent, half of the host’s memory, at most 2 GB.
        "memoryBytes": "int",
        # Bytes that it may write to its root; if absent, as much as the disk has.
        "diskBytes": "int",
        # Most processes and threads; 1024 if absent.
        "pids": "int",
        # What it may reach: `none`: nothing. `internet`: the internet, never the home network.
        # `home`: both.
        "network": "Literal['none', 'internet', 'home']",
        # Networks on which it and other boxes reach each other.
        "networks": "List[BoxesRunBodyNetworksItem]",
        # Stored encrypted. Values are shown only to callers who may `administer`.
        "env": "Dict[str, str]",
        # Its volumes and folders of the host.
        "volumes": "List[Union[BoxesRunBodyVolumesItemVolume, BoxesRunBodyVolumesItemFolder]]",
        # Absolute folder inside; the image’s if absent.
        "workdir": "str",
        # `1000`, `1000:1000`, `www-data`, `www-data:adm`; the image’s if absent.
        "user": "str",
        # Name → value.
        "labels": "Dict[str, str]",
        # Kills the command after this many milliseconds, at most an hour. The time to fetch the
        # image is not counted.
        "timeoutMs": "int",
        # Text for its stdin, which is closed after it.
        "stdin": "str",
    },
    total=False,
)

class BoxesRunBody(BoxesRunBodyNeeded, BoxesRunBodyOptional):
    pass

BoxesRunAnswerStdout = TypedDict(
    "BoxesRunAnswerStdout",
    {
        "text": "str",
    },
)

BoxesRunAnswerStdout2 = TypedDict(
    "BoxesRunAnswerStdout2",
    {
        "base64": "str",
    },
)

BoxesRunAnswerStderr = TypedDict(
    "BoxesRunAnswerStderr",
    {
        "text": "str",
    },
)

BoxesRunAnswerStderr2 = TypedDict(
    "BoxesRunAnswerStderr2",
    {
        "base64": "str",
    },
)

BoxesRunAnswer = TypedDict(
    "BoxesRunAnswer",
    {
        # 0–255, 128+N for signal N.
        "exitCode": "float",
        # As for a command in an existing box.
        "reason": "Literal['exited', 'timeout', 'closed', 'container-ended']",
        "stdout": "Union[BoxesRunAnswerStdout, BoxesRunAnswerStdout2]",
        "stderr": "Union[BoxesRunAnswerStderr, BoxesRunAnswerStderr2]",
        # Whether output at the end of a stream was cut off.
        "truncated": "bool",
        # Milliseconds that the command took.
        "durationMs": "float",
        # Digest of the image; null for Debian.
        "digest": "Union[str, None]",
    },
)

BoxesRunEventsBodyMemoryFoldersItemNeeded = TypedDict(
    "BoxesRunEventsBodyMemoryFoldersItemNeeded",
    {
        # Absolute path inside.
        "target": "str",
    },
)

BoxesRunEventsBodyMemoryFoldersItemOptional = TypedDict(
    "BoxesRunEventsBodyMemoryFoldersItemOptional",
    {
        # Half of the box's memory if absent.
        "sizeBytes": "int",
    },
    total=False,
)

class BoxesRunEventsBodyMemoryFoldersItem(BoxesRunEventsBodyMemoryFoldersItemNeeded, BoxesRunEventsBodyMemoryFoldersItemOptional):
    pass

BoxesRunEventsBodyUlimitsItem = TypedDict(
    "BoxesRunEventsBodyUlimitsItem",
    {
        # Name as in `ulimit` and systemd.
        "name": "Literal['core', 'cpu', 'fsize', 'locks', 'memlock', 'msgqueue', 'nice', 'nofile', 'nproc', 'rtprio', 'rttime', 'sigpending', 'stack']",
        # In the kernel's unit: bytes, seconds, or a count. -1 for no limit.
        "soft": "int",
        # Most that a process can raise the soft limit to; at most the host's own limit.
        "hard": "int",
    },
)

BoxesRunEventsBodyExtraHostsItem = TypedDict(
    "BoxesRunEventsBodyExtraHostsItem",
    {
        # The name that resolves to the address.
        "name": "str",
        # An IPv4 or IPv6 address.
        "address": "str",
    },
)

BoxesRunEventsBodyDebian = TypedDict(
    "BoxesRunEventsBodyDebian",
    {
        # Names of Debian packages that are added to the base.
        "packages": "List[str]",
    },
    total=False,
)

BoxesRunEventsBodyNetworksItemNeeded = TypedDict(
    "BoxesRunEventsBodyNetworksItemNeeded",
    {
        # Id or name of the network.
        "name": "str",
    },
)

BoxesRunEventsBodyNetworksItemOptional = TypedDict(
    "BoxesRunEventsBodyNetworksItemOptional",
    {
        # Additional names by which other boxes find it there.
        "aliases": "List[str]",
        # Address within the network’s subnet; if absent, the box only has its own address.
        "address": "str",
    },
    total=False,
)

class BoxesRunEventsBodyNetworksItem(BoxesRunEventsBodyNetworksItemNeeded, BoxesRunEventsBodyNetworksItemOptional):
    pass

BoxesRunEventsBodyVolumesItemVolumeNeeded = TypedDict(
    "BoxesRunEventsBodyVolumesItemVolumeNeeded",
    {
        # A volume that the box keeps; created if it does not exist.
        "kind": "Literal['volume']",
        # Name of the volume.
        "name": "str",
        # Absolute path inside.
        "target": "str",
    },
)

BoxesRunEventsBodyVolumesItemVolumeOptional = TypedDict(
    "BoxesRunEventsBodyVolumesItemVolumeOptional",
    {
        # Whether it cannot be written from inside.
        "readonly": "bool",
    },
    total=False,
)

class BoxesRunEventsBodyVolumesItemVolume(BoxesRunEventsBodyVolumesItemVolumeNeeded, BoxesRunEventsBodyVolumesItemVolumeOptional):
    pass

BoxesRunEventsBodyVolumesItemFolderNeeded = TypedDict(
    "BoxesRunEventsBodyVolumesItemFolderNeeded",
    {
        # A folder of the host, below one that the host’s administrator allowed.
        "kind": "Literal['folder']",
        # Absolute path on the host.
        "source": "str",
        # Absolute path inside.
        "target": "str",
    },
)

BoxesRunEventsBodyVolumesItemFolderOptional = TypedDict(
    "BoxesRunEventsBodyVolumesItemFolderOptional",
    {
        # Whether it cannot be written from inside.
        "readonly": "bool",
    },
    total=False,
)

class BoxesRunEventsBodyVolumesItemFolder(BoxesRunEventsBodyVolumesItemFolderNeeded, BoxesRunEventsBodyVolumesItemFolderOptional):
    pass

BoxesRunEventsBodyNeeded = TypedDict(
    "BoxesRunEventsBodyNeeded",
    {
        # Program and arguments.
        "argv": "List[str]",
    },
)

BoxesRunEventsBodyOptional = TypedDict(
    "BoxesRunEventsBodyOptional",
    {
        # Host name inside; derived from the box's name if absent.
        "hostname": "str",
        # Capabilities besides the default ones (`NET_BIND_SERVICE`, with or without `CAP_`).
        # Like all of them, they only apply to root inside the box.
        "capAdd": "List[str]",
        # Capabilities to remove; `ALL` removes all except those in `capAdd`.
        "capDrop": "List[str]",
        # Makes its root read-only: only volumes and folders in memory can be written to.
        "readonlyRoot": "bool",
        # Folders in memory, empty at each start. Their contents count as memory of the box.
        "memoryFolders": "List[BoxesRunEventsBodyMemoryFoldersItem]",
        # Size of `/dev/shm` in bytes; half of the box's memory if absent.
        "shmBytes": "int",
        # Limits of each process.
        "ulimits": "List[BoxesRunEventsBodyUlimitsItem]",
        # Groups of its main process besides those of its user, by number.
        "groups": "List[int]",
        # Kernel settings of its own network.
        "sysctls": "Dict[str, str]",
        # Additional names in its `/etc/hosts`.
        "extraHosts": "List[BoxesRunEventsBodyExtraHostsItem]",
        # Whether its first process is a small init that forwards signals and reaps processes.
        # If absent, it is used when the host has one. If false, the box's own program is the
        # first process.
        "init": "bool",
        # An image of a registry, with a tag or a digest: `alpine:3.20`. Either this or
        # `debian`.
        "image": "str",
        # The host’s own Debian base. Either this or `image`.
        "debian": "BoxesRunEventsBodyDebian",
        # Cores; absent: no limit of its own.
        "cpus": "float",
        # Bytes; if absent, half of the host’s memory, at most 2 GB.
        "memoryBytes": "int",
        # Bytes that it may write to its root; if absent, as much as the disk has.
        "diskBytes": "int",
        # Most processes and threads; 1024 if absent.
        "pids": "int",
        # What it may reach: `none`: nothing. `internet`: the internet, never the home network.
        # `home`: both.
        "network": "Literal['none', 'internet', 'home']",
        # Networks on which it and other boxes reach each other.
        "networks": "List[BoxesRunEventsBodyNetworksItem]",
        # Stored encrypted. Values are shown only to callers who may `administer`.
        "env": "Dict[str, str]",
        # Its volumes and folders of the host.
        "volumes": "List[Union[BoxesRunEventsBodyVolumesItemVolume, BoxesRunEventsBodyVolumesItemFolder]]",
        # Absolute folder inside; the image’s if absent.
        "workdir": "str",
        # `1000`, `1000:1000`, `www-data`, `www-data:adm`; the image’s if absent.
        "user": "str",
        # Name → value.
        "labels": "Dict[str, str]",
        # Kills the command after this many milliseconds, at most an hour. The time to fetch the
        # image is not counted.
        "timeoutMs": "int",
        # Text for its stdin, which is closed after it.
        "stdin": "str",
    },
    total=False,
)

class BoxesRunEventsBody(BoxesRunEventsBodyNeeded, BoxesRunEventsBodyOptional):
    pass

BoxesSnapshotBody = TypedDict(
    "BoxesSnapshotBody",
    {
        # Absent: a name is generated.
        "name": "str",
    },
    total=False,
)

BoxesSnapshotAnswer = TypedDict(
    "BoxesSnapshotAnswer",
    {
        "jobId": "str",
        "snapshotId": "str",
    },
)

BoxesSnapshotsAnswer = TypedDict(
    "BoxesSnapshotsAnswer",
    {
        "snapshots": "List[BoxSnapshot]",
        # Cursor of the next page; null on the last page.
        "next": "Union[str, None]",
    },
)

BoxesStartAnswer = TypedDict(
    "BoxesStartAnswer",
    {
        # The job that does it; null if there is nothing to do.
        "jobId": "Union[str, None]",
        "box": "BoxSummary",
    },
)

BoxesStatsAnswerSamples = TypedDict(
    "BoxesStatsAnswerSamples",
    {
        # Milliseconds since 1970.
        "at": "List[float]",
        # Percent of one core: 150 is one and a half cores.
        "cpu": "List[float]",
        # Bytes.
        "memory": "List[float]",
        # Bytes per second received.
        "rx": "List[float]",
        # Bytes per second sent.
        "tx": "List[float]",
        # Number of processes and threads.
        "pids": "List[float]",
        # Bytes per second read from disks.
        "read": "List[float]",
        # Bytes per second written to disks.
        "write": "List[float]",
    },
)

BoxesStatsAnswerGauges = TypedDict(
    "BoxesStatsAnswerGauges",
    {
        # Milliseconds since 1970.
        "at": "List[float]",
        "values": "Dict[str, List[Union[float, None]]]",
    },
)

BoxesStatsAnswer = TypedDict(
    "BoxesStatsAnswer",
    {
        "samples": "BoxesStatsAnswerSamples",
        "gauges": "BoxesStatsAnswerGauges",
    },
)

BoxesStopAnswer = TypedDict(
    "BoxesStopAnswer",
    {
        # The job that does it; null if there is nothing to do.
        "jobId": "Union[str, None]",
        "box": "BoxSummary",
    },
)

BoxesUpdateBodyPortsItemNeeded = TypedDict(
    "BoxesUpdateBodyPortsItemNeeded",
    {
        # Port inside the box.
        "port": "int",
    },
)

BoxesUpdateBodyPortsItemOptional = TypedDict(
    "BoxesUpdateBodyPortsItemOptional",
    {
        # Port of the host; a free one if absent.
        "hostPort": "int",
        # With `hostPort`: the last of a range, of which the first free port is taken.
        "hostPortLast": "int",
        # The one IPv4 or IPv6 address of the host on which the port is open; all IPv4 addresses
        # if absent. `::`: all addresses of both families.
        "hostAddress": "str",
        # Protocol of the port.
        "protocol": "Literal['tcp', 'udp']",
    },
    total=False,
)

class BoxesUpdateBodyPortsItem(BoxesUpdateBodyPortsItemNeeded, BoxesUpdateBodyPortsItemOptional):
    pass

BoxesUpdateBody = TypedDict(
    "BoxesUpdateBody",
    {
        # Null for no limit of its own. New limits apply to a running box at once.
        "cpus": "Union[float, None]",
        # Bytes.
        "memoryBytes": "int",
        # Number of processes and threads.
        "pids": "int",
        # Applies at once if the disk can enforce it; null for no limit of its own.
        "diskBytes": "Union[int, None]",
        # Replaces all labels.
        "labels": "Dict[str, str]",
        # What happens when its main process ends: `no`, `always`, `unless-stopped`,
        # `on-failure`, `on-failure:N` (at most N times).
        "restart": "str",
        # Seconds without a command or network traffic after which it is stopped; null: never.
        "idleStopSeconds": "Union[int, None]",
        # Milliseconds since 1970; null for never.
        "expiresAt": "Union[int, None]",
        # What it may reach. Applies at once, unless the box had no network when it was started.
        "network": "Literal['none', 'internet', 'home']",
        # Replaces all ports; applies as `network` does.
        "ports": "List[BoxesUpdateBodyPortsItem]",
        # Signal that stops the box when the caller names none; SIGTERM if absent.
        "stopSignal": "Literal['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH']",
        # Seconds until processes that still run are killed; 10 if absent.
        "stopSeconds": "int",
    },
    total=False,
)

BoxesUpdateAnswer = BoxDetail

BoxesVolumesAnswerVolumesItem = TypedDict(
    "BoxesVolumesAnswerVolumesItem",
    {
        # Name of the volume.
        "name": "str",
        "labels": "Dict[str, str]",
        # Milliseconds since 1970.
        "createdAt": "float",
        # Names of the boxes that use it.
        "usedBy": "List[str]",
    },
)

BoxesVolumesAnswer = TypedDict(
    "BoxesVolumesAnswer",
    {
        "volumes": "List[BoxesVolumesAnswerVolumesItem]",
        # Cursor of the next page; null on the last page.
        "next": "Union[str, None]",
    },
)

CallerGetAnswer = TypedDict(
    "CallerGetAnswer",
    {
        # `local`: a program of this machine that uses the Unix socket.
        "kind": "Literal['session', 'token', 'local', 'pup', 'anyone']",
        # Name of the token; null for other callers.
        "name": "Union[str, None]",
        "scopes": "List[Literal['see', 'operate', 'install', 'configure', 'administer']]",
    },
)

ConfigCompareAnswerDifferencesItem = TypedDict(
    "ConfigCompareAnswerDifferencesItem",
    {
        "name": "str",
        "label": "str",
        # Whether its values are hidden: here they are empty, or null when there is none.
        "secret": "bool",
        # Value in the older version; null if it has none or the value is secret.
        "from": "Union[str, None]",
        # Value in the newer version; null if it has none or the value is secret.
        "to": "Union[str, None]",
    },
)

ConfigCompareAnswer = TypedDict(
    "ConfigCompareAnswer",
    {
        "differences": "List[ConfigCompareAnswerDifferencesItem]",
    },
)

ConfigHistoryAnswerVersionsItem = TypedDict(
    "ConfigHistoryAnswerVersionsItem",
    {
        # Rising from 1.
        "version": "float",
        # Milliseconds since the epoch.
        "savedAt": "float",
        "savedBy": "Literal['owner', 'token', 'setup', 'local', 'pup', 'anyone', 'box']",
        # Name of the token at the time.
        "savedByName": "Union[str, None]",
        # Labels of the settings that differ from the previous version.
        "changed": "List[str]",
        # Whether it is the pup's current configuration.
        "current": "bool",
    },
)

ConfigHistoryAnswer = TypedDict(
    "ConfigHistoryAnswer",
    {
        "versions": "List[ConfigHistoryAnswerVersionsItem]",
        # Cursor of the next page; null on the last page.
        "next": "Union[str, None]",
    },
)

ConfigRestoreBody = TypedDict(
    "ConfigRestoreBody",
    {
        # Number of the version in the history.
        "version": "int",
    },
)

ConfigRestoreAnswerDifferencesItem = TypedDict(
    "ConfigRestoreAnswerDifferencesItem",
    {
        "name": "str",
        "label": "str",
        # Whether its values are hidden: here they are empty, or null when there is none.
        "secret": "bool",
        # Value in the older version; null if it has none or the value is secret.
        "from": "Union[str, None]",
        # Value in the newer version; null if it has none or the value is secret.
        "to": "Union[str, None]",
    },
)

ConfigRestoreAnswerPlan = TypedDict(
    "ConfigRestoreAnswerPlan",
    {
        "changes": "List[Literal['limits', 'config', 'program', 'services', 'internet', 'devices', 'dev', 'version', 'files', 'root', 'links', 'box']]",
        "effect": "Literal['nothing', 'live', 'services', 'container', 'root', 'start', 'stop']",
        # Services that are restarted.
        "services": "List[str]",
        # Summary in a sentence for a person.
        "text": "str",
    },
)

ConfigRestoreAnswerNeeded = TypedDict(
    "ConfigRestoreAnswerNeeded",
    {
        # The job that does it; null if there is nothing to do.
        "jobId": "Union[str, None]",
        "pup": "PupDetail",
        # Settings that change.
        "differences": "List[ConfigRestoreAnswerDifferencesItem]",
    },
)

ConfigRestoreAnswerOptional = TypedDict(
    "ConfigRestoreAnswerOptional",
    {
        # With `plan=1`: what the call would do.
        "plan": "ConfigRestoreAnswerPlan",
    },
    total=False,
)

class ConfigRestoreAnswer(ConfigRestoreAnswerNeeded, ConfigRestoreAnswerOptional):
    pass

ConnectionsGetAnswerNodesItem = TypedDict(
    "ConnectionsGetAnswerNodesItem",
    {
        # Id of the pup; `internet`, `lan`.
        "id": "str",
        "kind": "Literal['pup', 'internet', 'lan']",
        "name": "str",
        # Null for an endpoint that is not a pup.
        "state": "Union[Literal['installing', 'stopped', 'starting', 'running', 'stopping', 'crashed', 'broken', 'updating', 'uninstalled'], None]",
        # Address on the pup network.
        "address": "Union[str, None]",
    },
)

ConnectionsGetAnswerEdgesItemGroupsItem = TypedDict(
    "ConnectionsGetAnswerEdgesItemGroupsItem",
    {
        "name": "str",
        "description": "str",
        # 1 critical … 3 can only read; null when not rated.
        "severity": "Union[float, None]",
        "granted": "bool",
        "optional": "bool",
    },
)

ConnectionsGetAnswerEdgesItem = TypedDict(
    "ConnectionsGetAnswerEdgesItem",
    {
        "from": "str",
        "to": "str",
        # Null for the internet and the home network.
        "interface": "Union[str, None]",
        # Most serious severity of the granted groups; of the requested groups if none is
        # granted.
        "severity": "Union[float, None]",
        "groups": "List[ConnectionsGetAnswerEdgesItemGroupsItem]",
        # Whether any of it is allowed.
        "open": "bool",
        # Names and networks to which the access is restricted; null for no restriction.
        "only": "Union[List[str], None]",
        # Why nothing can pass although it is allowed, in a sentence.
        "problem": "Union[str, None]",
        # Since the box began counting; null when not counted.
        "bytes": "Union[float, None]",
        # Number of requests that passed; null if they are not counted.
        "requests": "Union[float, None]",
        # Number of refused requests; null if they are not counted.
        "refused": "Union[float, None]",
    },
)

ConnectionsGetAnswer = TypedDict(
    "ConnectionsGetAnswer",
    {
        "nodes": "List[ConnectionsGetAnswerNodesItem]",
        "edges": "List[ConnectionsGetAnswerEdgesItem]",
        # Why pups cannot call each other through the gateway, in a sentence; null when they
        # can.
        "problem": "Union[str, None]",
    },
)

ConnectionsRequestsAnswerRequestsItem = TypedDict(
    "ConnectionsRequestsAnswerRequestsItem",
    {
        # Milliseconds since the epoch.
        "at": "float",
        "method": "str",
        # Path without the query.
        "path": "str",
        # HTTP status; null if there was no response.
        "status": "float",
        # Bytes.
        "bytes": "float",
        # Why the gateway refused it; null when it was forwarded.
        "refused": "Union[str, None]",
    },
)

ConnectionsRequestsAnswer = TypedDict(
    "ConnectionsRequestsAnswer",
    {
        "requests": "List[ConnectionsRequestsAnswerRequestsItem]",
        # Cursor of the next page; null on the last page.
        "next": "Union[str, None]",
    },
)

FilesListAnswerEntriesItemNeeded = TypedDict(
    "FilesListAnswerEntriesItemNeeded",
    {
        # Name for display; it may contain any character.
        "name": "str",
        # Addresses the entry in a path.
        "part": "str",
        # `other`: a socket, pipe or device.
        "kind": "Literal['file', 'folder', 'link', 'other']",
        # Bytes, for files.
        "size": "float",
        # Milliseconds since the epoch.
        "modifiedAt": "float",
    },
)

FilesListAnswerEntriesItemOptional = TypedDict(
    "FilesListAnswerEntriesItemOptional",
    {
        # Target of a link, as the link contains it.
        "target": "str",
    },
    total=False,
)

class FilesListAnswerEntriesItem(FilesListAnswerEntriesItemNeeded, FilesListAnswerEntriesItemOptional):
    pass

FilesListAnswer = TypedDict(
    "FilesListAnswer",
    {
        "entries": "List[FilesListAnswerEntriesItem]",
        # Number of entries, as far as they were counted.
        "total": "float",
        # Whether the folder has more entries than are counted and can be listed.
        "more": "bool",
        # Send it as `after` for the next page; null at the end.
        "next": "Union[str, None]",
    },
)

FilesMakeFolderBody = TypedDict(
    "FilesMakeFolderBody",
    {
        # Path below the storage of the pup, or the root of the box; parts separated by `/`.
        "path": "str",
    },
)

FilesMoveBody = TypedDict(
    "FilesMoveBody",
    {
        # Path of the entry to move.
        "from": "str",
        # New path.
        "to": "str",
    },
)

FilesUploadAnswer = TypedDict(
    "FilesUploadAnswer",
    {
        # Bytes received so far: the next part begins here.
        "offset": "float",
        # Whether the file is complete and in its place.
        "done": "bool",
    },
)

FilesUploadedAnswer = TypedDict(
    "FilesUploadedAnswer",
    {
        # Bytes received so far: the next part begins here.
        "offset": "float",
        # Whether the file is complete and in its place.
        "done": "bool",
    },
)

ImagesGetAnswer = Image

ImagesListAnswer = TypedDict(
    "ImagesListAnswer",
    {
        "images": "List[Image]",
        # Cursor of the next page; null on the last page.
        "next": "Union[str, None]",
    },
)

ImagesPruneBody = TypedDict(
    "ImagesPruneBody",
    {
        # Also named images from which no box was made.
        "all": "bool",
    },
    total=False,
)

ImagesPruneAnswer = TypedDict(
    "ImagesPruneAnswer",
    {
        "removed": "List[str]",
        # Bytes.
        "bytes": "float",
    },
)

ImagesPullBody = TypedDict(
    "ImagesPullBody",
    {
        # Name of the image, with a tag or a digest.
        "reference": "str",
    },
)

ImagesPullAnswer = TypedDict(
    "ImagesPullAnswer",
    {
        "jobId": "str",
    },
)

ImagesRemoveAnswer = TypedDict(
    "ImagesRemoveAnswer",
    {
        "removed": "List[str]",
    },
)

ImagesTagBody = TypedDict(
    "ImagesTagBody",
    {
        # The further name, with a tag: `mine:1`.
        "name": "str",
    },
)

ImagesTagAnswer = Image

JobsCancelAnswer = Job

JobsGetAnswer = Job

JobsListAnswer = TypedDict(
    "JobsListAnswer",
    {
        "jobs": "List[Job]",
    },
)

JobsLogAnswer = TypedDict(
    "JobsLogAnswer",
    {
        "lines": "List[LogLine]",
        # Position before the first line: send it as `before` for the previous page.
        "start": "str",
        # Whether there may be earlier lines.
        "older": "bool",
        # Position after the last line, or where one would have been.
        "cursor": "str",
        # Whether more lines can be read now.
        "more": "bool",
        # Whether lines after the given cursor no longer exist, because the log has been rotated
        # too often since.
        "gap": "bool",
    },
)

KeysGetAnswer = TypedDict(
    "KeysGetAnswer",
    {
        "locked": "bool",
    },
)

KeysUnlockBody = TypedDict(
    "KeysUnlockBody",
    {
        # The owner’s password.
        "password": "str",
    },
)

KeysUnlockAnswer = TypedDict(
    "KeysUnlockAnswer",
    {
        "locked": "bool",
    },
)

NetworksConnectBodyNeeded = TypedDict(
    "NetworksConnectBodyNeeded",
    {
        # Id or name of the box.
        "box": "str",
    },
)

NetworksConnectBodyOptional = TypedDict(
    "NetworksConnectBodyOptional",
    {
        # Further names by which it is found on the network.
        "aliases": "List[str]",
        # Address within the network’s subnet; if absent, the box only has its own address.
        "address": "str",
    },
    total=False,
)

class NetworksConnectBody(NetworksConnectBodyNeeded, NetworksConnectBodyOptional):
    pass

NetworksConnectAnswerBoxesItem = TypedDict(
    "NetworksConnectAnswerBoxesItem",
    {
        "id": "str",
        "name": "str",
        # Additional names by which other boxes find it there.
        "aliases": "List[str]",
        # The address chosen there, or its own; null while it does not run.
        "address": "Union[str, None]",
        # Its IPv6 address, if the network has IPv6; null while the box does not run.
        "ipv6": "Union[str, None]",
    },
)

NetworksConnectAnswerPlanEffectsItem = TypedDict(
    "NetworksConnectAnswerPlanEffectsItem",
    {
        "kind": "Literal['pup', 'data', 'connection', 'access', 'port', 'page', 'source', 'session', 'box', 'snapshot', 'network']",
        # Null when it has no id, or none yet.
        "id": "Union[str, None]",
        # Name that a person knows it by.
        "name": "str",
        # What happens to it, in a sentence.
        "text": "str",
    },
)

NetworksConnectAnswerPlan = TypedDict(
    "NetworksConnectAnswerPlan",
    {
        "effects": "List[NetworksConnectAnswerPlanEffectsItem]",
    },
)

NetworksConnectAnswerNeeded = TypedDict(
    "NetworksConnectAnswerNeeded",
    {
        # 64 hex digits.
        "id": "str",
        "name": "str",
        "labels": "Dict[str, str]",
        # Whether the network gives its boxes no access to the internet or the home network.
        "internal": "bool",
        # Whether boxes also have an IPv6 address there, by which they reach each other.
        "ipv6": "bool",
        # Subnet in which addresses of boxes can be chosen, CIDR; null for none.
        "subnet": "Union[str, None]",
        # Annotations from the program that created it; null for none.
        "annotations": "Union[str, None]",
        # Milliseconds since the epoch.
        "createdAt": "float",
        "boxes": "List[NetworksConnectAnswerBoxesItem]",
    },
)

NetworksConnectAnswerOptional = TypedDict(
    "NetworksConnectAnswerOptional",
    {
        # With `plan=1`: what the call would do.
        "plan": "NetworksConnectAnswerPlan",
    },
    total=False,
)

class NetworksConnectAnswer(NetworksConnectAnswerNeeded, NetworksConnectAnswerOptional):
    pass

NetworksCreateBodyNeeded = TypedDict(
    "NetworksCreateBodyNeeded",
    {
        # Unique among networks.
        "name": "str",
    },
)

NetworksCreateBodyOptional = TypedDict(
    "NetworksCreateBodyOptional",
    {
        # Name → value.
        "labels": "Dict[str, str]",
        # Whether the network gives no access to the internet or the home network.
        "internal": "bool",
        # Whether boxes also have an IPv6 address there, by which they only reach each other.
        "ipv6": "bool",
        # Subnet in which addresses of boxes can be chosen, CIDR.
        "subnet": "str",
        # Opaque text that is kept and returned for the program that creates the network.
        "annotations": "str",
    },
    total=False,
)

class NetworksCreateBody(NetworksCreateBodyNeeded, NetworksCreateBodyOptional):
    pass

NetworksCreateAnswer = Network

NetworksDisconnectBody = TypedDict(
    "NetworksDisconnectBody",
    {
        # Id or name of the box.
        "box": "str",
    },
)

NetworksDisconnectAnswerBoxesItem = TypedDict(
    "NetworksDisconnectAnswerBoxesItem",
    {
        "id": "str",
        "name": "str",
        # Additional names by which other boxes find it there.
        "aliases": "List[str]",
        # The address chosen there, or its own; null while it does not run.
        "address": "Union[str, None]",
        # Its IPv6 address, if the network has IPv6; null while the box does not run.
        "ipv6": "Union[str, None]",
    },
)

NetworksDisconnectAnswerPlanEffectsItem = TypedDict(
    "NetworksDisconnectAnswerPlanEffectsItem",
    {
        "kind": "Literal['pup', 'data', 'connection', 'access', 'port', 'page', 'source', 'session', 'box', 'snapshot', 'network']",
        # Null when it has no id, or none yet.
        "id": "Union[str, None]",
        # Name that a person knows it by.
        "name": "str",
        # What happens to it, in a sentence.
        "text": "str",
    },
)

NetworksDisconnectAnswerPlan = TypedDict(
    "NetworksDisconnectAnswerPlan",
    {
        "effects": "List[NetworksDisconnectAnswerPlanEffectsItem]",
    },
)

NetworksDisconnectAnswerNeeded = TypedDict(
    "NetworksDisconnectAnswerNeeded",
    {
        # 64 hex digits.
        "id": "str",
        "name": "str",
        "labels": "Dict[str, str]",
        # Whether the network gives its boxes no access to the internet or the home network.
        "internal": "bool",
        # Whether boxes also have an IPv6 address there, by which they reach each other.
        "ipv6": "bool",
        # Subnet in which addresses of boxes can be chosen, CIDR; null for none.
        "subnet": "Union[str, None]",
        # Annotations from the program that created it; null for none.
        "annotations": "Union[str, None]",
        # Milliseconds since the epoch.
        "createdAt": "float",
        "boxes": "List[NetworksDisconnectAnswerBoxesItem]",
    },
)

NetworksDisconnectAnswerOptional = TypedDict(
    "NetworksDisconnectAnswerOptional",
    {
        # With `plan=1`: what the call would do.
        "plan": "NetworksDisconnectAnswerPlan",
    },
    total=False,
)

class NetworksDisconnectAnswer(NetworksDisconnectAnswerNeeded, NetworksDisconnectAnswerOptional):
    pass

NetworksGetAnswer = Network

NetworksListAnswer = TypedDict(
    "NetworksListAnswer",
    {
        "networks": "List[Network]",
        # Cursor of the next page; null on the last page.
        "next": "Union[str, None]",
    },
)

NetworksPruneBody = TypedDict(
    "NetworksPruneBody",
    {
        # Ids or names of the networks to consider; all networks if absent.
        "networks": "List[str]",
    },
    total=False,
)

NetworksPruneAnswerRemovedItem = TypedDict(
    "NetworksPruneAnswerRemovedItem",
    {
        "id": "str",
        "name": "str",
    },
)

NetworksPruneAnswer = TypedDict(
    "NetworksPruneAnswer",
    {
        "removed": "List[NetworksPruneAnswerRemovedItem]",
    },
)

NotificationsAddBodyOfWebhookNeeded = TypedDict(
    "NotificationsAddBodyOfWebhookNeeded",
    {
        # The owner's name for it.
        "name": "str",
        # Severities that are sent there.
        "severities": "List[Literal['critical', 'warning', 'info']]",
        "kind": "Literal['webhook']",
        # Web address, http or https.
        "url": "str",
    },
)

NotificationsAddBodyOfWebhookOptional = TypedDict(
    "NotificationsAddBodyOfWebhookOptional",
    {
        # Key of the signature; stored encrypted.
        "secret": "Union[str, None]",
    },
    total=False,
)

class NotificationsAddBodyOfWebhook(NotificationsAddBodyOfWebhookNeeded, NotificationsAddBodyOfWebhookOptional):
    pass

NotificationsAddBodyOfEmailNeeded = TypedDict(
    "NotificationsAddBodyOfEmailNeeded",
    {
        # The owner's name for it.
        "name": "str",
        # Severities that are sent there.
        "severities": "List[Literal['critical', 'warning', 'info']]",
        "kind": "Literal['email']",
        # Name or address of the mail server.
        "host": "str",
        # Port of the mail server.
        "port": "int",
        # `tls`: encrypted from the first byte (port 465). `starttls`: the server must offer it
        # (587). `none`: unencrypted, for a server at home.
        "security": "Literal['tls', 'starttls', 'none']",
        # Address of the sender.
        "from": "str",
        # Address of the recipient.
        "to": "str",
    },
)

NotificationsAddBodyOfEmailOptional = TypedDict(
    "NotificationsAddBodyOfEmailOptional",
    {
        # Name at the server; empty for none.
        "username": "str",
        # Password of the account; stored encrypted.
        "secret": "Union[str, None]",
    },
    total=False,
)

class NotificationsAddBodyOfEmail(NotificationsAddBodyOfEmailNeeded, NotificationsAddBodyOfEmailOptional):
    pass

NotificationsAddBodyOfNtfyNeeded = TypedDict(
    "NotificationsAddBodyOfNtfyNeeded",
    {
        # The owner's name for it.
        "name": "str",
        # Severities that are sent there.
        "severities": "List[Literal['critical', 'warning', 'info']]",
        "kind": "Literal['ntfy']",
        # Address of the server: `https://ntfy.sh`. It is shown, so it contains no token.
        "url": "str",
        # Topic at ntfy.
        "topic": "str",
    },
)

NotificationsAddBodyOfNtfyOptional = TypedDict(
    "NotificationsAddBodyOfNtfyOptional",
    {
        # Access token; stored encrypted.
        "secret": "Union[str, None]",
    },
    total=False,
)

class NotificationsAddBodyOfNtfy(NotificationsAddBodyOfNtfyNeeded, NotificationsAddBodyOfNtfyOptional):
    pass

NotificationsAddBodyOfPushKeys = TypedDict(
    "NotificationsAddBodyOfPushKeys",
    {
        # As the browser gives it, base64url.
        "p256dh": "str",
        # As the browser gives it, base64url.
        "auth": "str",
    },
)

NotificationsAddBodyOfPush = TypedDict(
    "NotificationsAddBodyOfPush",
    {
        # The owner's name for it.
        "name": "str",
        # Severities that are sent there.
        "severities": "List[Literal['critical', 'warning', 'info']]",
        "kind": "Literal['push']",
        # As the browser provides it (PushSubscription.toJSON).
        "endpoint": "str",
        # Stored encrypted, with the rest of the subscription.
        "keys": "NotificationsAddBodyOfPushKeys",
    },
)

NotificationsAddBody = Union["NotificationsAddBodyOfWebhook", "NotificationsAddBodyOfEmail", "NotificationsAddBodyOfNtfy", "NotificationsAddBodyOfPush"]

NotificationsAddAnswer = Destination

NotificationsChangeBodyTargetWebhookNeeded = TypedDict(
    "NotificationsChangeBodyTargetWebhookNeeded",
    {
        "kind": "Literal['webhook']",
    },
)

NotificationsChangeBodyTargetWebhookOptional = TypedDict(
    "NotificationsChangeBodyTargetWebhookOptional",
    {
        # Web address, http or https.
        "url": "str",
        # Key of the signature; stored encrypted.
        "secret": "Union[str, None]",
    },
    total=False,
)

class NotificationsChangeBodyTargetWebhook(NotificationsChangeBodyTargetWebhookNeeded, NotificationsChangeBodyTargetWebhookOptional):
    pass

NotificationsChangeBodyTargetEmailNeeded = TypedDict(
    "NotificationsChangeBodyTargetEmailNeeded",
    {
        "kind": "Literal['email']",
        # Name or address of the mail server.
        "host": "str",
        # Port number.
        "port": "int",
        # `tls`: encrypted from the first byte (port 465). `starttls`: the server must offer it
        # (587). `none`: unencrypted, for a server at home.
        "security": "Literal['tls', 'starttls', 'none']",
        # Address of the sender.
        "from": "str",
        # Address of the recipient.
        "to": "str",
    },
)

NotificationsChangeBodyTargetEmailOptional = TypedDict(
    "NotificationsChangeBodyTargetEmailOptional",
    {
        # Name at the server; empty for none.
        "username": "str",
        # Password of the account; stored encrypted.
        "secret": "Union[str, None]",
    },
    total=False,
)

class NotificationsChangeBodyTargetEmail(NotificationsChangeBodyTargetEmailNeeded, NotificationsChangeBodyTargetEmailOptional):
    pass

NotificationsChangeBodyTargetNtfyNeeded = TypedDict(
    "NotificationsChangeBodyTargetNtfyNeeded",
    {
        "kind": "Literal['ntfy']",
        # Address of the server: `https://ntfy.sh`. It is shown, so it contains no token.
        "url": "str",
        # Topic at ntfy.
        "topic": "str",
    },
)

NotificationsChangeBodyTargetNtfyOptional = TypedDict(
    "NotificationsChangeBodyTargetNtfyOptional",
    {
        # Access token; stored encrypted.
        "secret": "Union[str, None]",
    },
    total=False,
)

class NotificationsChangeBodyTargetNtfy(NotificationsChangeBodyTargetNtfyNeeded, NotificationsChangeBodyTargetNtfyOptional):
    pass

NotificationsChangeBody = TypedDict(
    "NotificationsChangeBody",
    {
        # The owner's name for it.
        "name": "str",
        # Severities that are sent there.
        "severities": "List[Literal['critical', 'warning', 'info']]",
        # Where it is sent, complete; its kind stays.
        "target": "Union[NotificationsChangeBodyTargetWebhook, NotificationsChangeBodyTargetEmail, NotificationsChangeBodyTargetNtfy]",
    },
    total=False,
)

NotificationsChangeAnswer = Destination

NotificationsGetAnswerQuietHours = TypedDict(
    "NotificationsGetAnswerQuietHours",
    {
        # Time of day in the box’s time zone, `22:30`.
        "from": "str",
        # Time of day in the box’s time zone, `22:30`.
        "to": "str",
    },
)

NotificationsGetAnswerDeliveriesItem = TypedDict(
    "NotificationsGetAnswerDeliveriesItem",
    {
        "id": "str",
        "destinationId": "str",
        "itemId": "str",
        "severity": "Literal['critical', 'warning', 'info']",
        "title": "str",
        "state": "Literal['waiting', 'sent', 'failed']",
        # Number of attempts.
        "attempts": "float",
        # Milliseconds since 1970.
        "createdAt": "float",
        # When the next attempt is; null when there is none.
        "nextAt": "Union[float, None]",
        # Milliseconds since 1970; null before it is sent.
        "sentAt": "Union[float, None]",
        # Why the last attempt failed.
        "problem": "Union[str, None]",
    },
)

NotificationsGetAnswer = TypedDict(
    "NotificationsGetAnswer",
    {
        "destinations": "List[Destination]",
        # Hours in which only critical notifications are sent; null for none.
        "quietHours": "Union[NotificationsGetAnswerQuietHours, None]",
        # Time zone of the box.
        "timeZone": "str",
        # Public key with which browsers subscribe (RFC 8292), base64url.
        "pushKey": "str",
        # The latest messages, newest first.
        "deliveries": "List[NotificationsGetAnswerDeliveriesItem]",
    },
)

NotificationsQuietBodyQuietHours = TypedDict(
    "NotificationsQuietBodyQuietHours",
    {
        # Time of day in the box’s time zone, `22:30`.
        "from": "str",
        # Time of day in the box’s time zone, `22:30`.
        "to": "str",
    },
)

NotificationsQuietBody = TypedDict(
    "NotificationsQuietBody",
    {
        # Hours in which only critical notifications are sent; null for none.
        "quietHours": "Union[NotificationsQuietBodyQuietHours, None]",
    },
)

OpenapiGetAnswer = Dict[str, Any]

PasswordChangeBody = TypedDict(
    "PasswordChangeBody",
    {
        # The current password.
        "current": "str",
        # The new password.
        "next": "str",
    },
)

PasswordResetBody = TypedDict(
    "PasswordResetBody",
    {
        # The 24 words, as one text or as a list.
        "words": "Union[str, List[str]]",
        # The new password.
        "next": "str",
    },
)

PortsChangeBodyPortsItemNeeded = TypedDict(
    "PortsChangeBodyPortsItemNeeded",
    {
        # Name of the port in the manifest.
        "name": "str",
    },
)

PortsChangeBodyPortsItemOptional = TypedDict(
    "PortsChangeBodyPortsItemOptional",
    {
        # Port of the host.
        "hostPort": "int",
        # Whether it is open to the home network.
        "published": "bool",
    },
    total=False,
)

class PortsChangeBodyPortsItem(PortsChangeBodyPortsItemNeeded, PortsChangeBodyPortsItemOptional):
    pass

PortsChangeBodyPagesItemNeeded = TypedDict(
    "PortsChangeBodyPagesItemNeeded",
    {
        # Name of the page in the manifest.
        "name": "str",
    },
)

PortsChangeBodyPagesItemOptional = TypedDict(
    "PortsChangeBodyPagesItemOptional",
    {
        # Port of the host.
        "hostPort": "int",
        # Who may open the page: logged-in users, also holders of its token, or everybody in the
        # home network.
        "access": "Literal['login', 'token', 'open']",
        # Creates a token for the page; the previous one becomes invalid.
        "newToken": "bool",
    },
    total=False,
)

class PortsChangeBodyPagesItem(PortsChangeBodyPagesItemNeeded, PortsChangeBodyPagesItemOptional):
    pass

PortsChangeBody = TypedDict(
    "PortsChangeBody",
    {
        # Ports to change; others stay as they are.
        "ports": "List[PortsChangeBodyPortsItem]",
        # Pages to change; others stay as they are.
        "pages": "List[PortsChangeBodyPagesItem]",
    },
    total=False,
)

PortsChangeAnswerPortsItem = TypedDict(
    "PortsChangeAnswerPortsItem",
    {
        # Name of the expose in its manifest.
        "name": "str",
        # Protocol of the application.
        "type": "Literal['http', 'tcp', 'udp']",
        "protocol": "Literal['tcp', 'udp']",
        # Port inside the pup.
        "port": "float",
        # Port on the box.
        "hostPort": "float",
        # The port that the pup requests on the box.
        "wantedPort": "float",
        # Whether it is open to the home network.
        "published": "bool",
        # What keeps devices from reaching it, and what to do; null for nothing.
        "problem": "Union[str, None]",
    },
)

PortsChangeAnswerPagesItem = TypedDict(
    "PortsChangeAnswerPagesItem",
    {
        # Name of the page in the manifest.
        "name": "str",
        # Port inside the pup.
        "port": "float",
        # Port on the box.
        "hostPort": "float",
        "access": "Literal['login', 'token', 'open']",
        # When its token was created, milliseconds since the epoch; null for none.
        "tokenAt": "Union[float, None]",
    },
)

PortsChangeAnswerTokensItem = TypedDict(
    "PortsChangeAnswerTokensItem",
    {
        "page": "str",
        "token": "str",
    },
)

PortsChangeAnswerPlanEffectsItem = TypedDict(
    "PortsChangeAnswerPlanEffectsItem",
    {
        "kind": "Literal['pup', 'data', 'connection', 'access', 'port', 'page', 'source', 'session', 'box', 'snapshot', 'network']",
        # Null when it has no id, or none yet.
        "id": "Union[str, None]",
        # Name that a person knows it by.
        "name": "str",
        # What happens to it, in a sentence.
        "text": "str",
    },
)

PortsChangeAnswerPlan = TypedDict(
    "PortsChangeAnswerPlan",
    {
        "effects": "List[PortsChangeAnswerPlanEffectsItem]",
    },
)

PortsChangeAnswerNeeded = TypedDict(
    "PortsChangeAnswerNeeded",
    {
        # Ports, in the order of the manifest.
        "ports": "List[PortsChangeAnswerPortsItem]",
        "pages": "List[PortsChangeAnswerPagesItem]",
        # Tokens that were created. They are in this answer and are never shown again.
        "tokens": "List[PortsChangeAnswerTokensItem]",
    },
)

PortsChangeAnswerOptional = TypedDict(
    "PortsChangeAnswerOptional",
    {
        # With `plan=1`: what the call would do.
        "plan": "PortsChangeAnswerPlan",
    },
    total=False,
)

class PortsChangeAnswer(PortsChangeAnswerNeeded, PortsChangeAnswerOptional):
    pass

PortsGetAnswerPortsItem = TypedDict(
    "PortsGetAnswerPortsItem",
    {
        # Name of the expose in its manifest.
        "name": "str",
        # Protocol of the application.
        "type": "Literal['http', 'tcp', 'udp']",
        "protocol": "Literal['tcp', 'udp']",
        # Port inside the pup.
        "port": "float",
        # Port on the box.
        "hostPort": "float",
        # The port that the pup requests on the box.
        "wantedPort": "float",
        # Whether it is open to the home network.
        "published": "bool",
        # What keeps devices from reaching it, and what to do; null for nothing.
        "problem": "Union[str, None]",
    },
)

PortsGetAnswerPagesItem = TypedDict(
    "PortsGetAnswerPagesItem",
    {
        # Name of the page in the manifest.
        "name": "str",
        # Port inside the pup.
        "port": "float",
        # Port on the box.
        "hostPort": "float",
        "access": "Literal['login', 'token', 'open']",
        # When its token was created, milliseconds since the epoch; null for none.
        "tokenAt": "Union[float, None]",
    },
)

PortsGetAnswer = TypedDict(
    "PortsGetAnswer",
    {
        # Ports, in the order of the manifest.
        "ports": "List[PortsGetAnswerPortsItem]",
        "pages": "List[PortsGetAnswerPagesItem]",
    },
)

PupsConfigureBody = TypedDict(
    "PupsConfigureBody",
    {
        # Name of a setting → its value.
        "values": "Dict[str, Any]",
    },
)

PupsConfigureAnswerPlan = TypedDict(
    "PupsConfigureAnswerPlan",
    {
        "changes": "List[Literal['limits', 'config', 'program', 'services', 'internet', 'devices', 'dev', 'version', 'files', 'root', 'links', 'box']]",
        "effect": "Literal['nothing', 'live', 'services', 'container', 'root', 'start', 'stop']",
        # Services that are restarted.
        "services": "List[str]",
        # Summary in a sentence for a person.
        "text": "str",
    },
)

PupsConfigureAnswerDifferencesItem = TypedDict(
    "PupsConfigureAnswerDifferencesItem",
    {
        "name": "str",
        "label": "str",
        # Whether its values are hidden: here they are empty, or null when there is none.
        "secret": "bool",
        # Value in the older version; null if it has none or the value is secret.
        "from": "Union[str, None]",
        # Value in the newer version; null if it has none or the value is secret.
        "to": "Union[str, None]",
    },
)

PupsConfigureAnswerNeeded = TypedDict(
    "PupsConfigureAnswerNeeded",
    {
        # The job that does it; null if there is nothing to do.
        "jobId": "Union[str, None]",
        "pup": "PupDetail",
    },
)

PupsConfigureAnswerOptional = TypedDict(
    "PupsConfigureAnswerOptional",
    {
        # With `plan=1`: what the call would do.
        "plan": "PupsConfigureAnswerPlan",
        # With `plan`: settings that would change.
        "differences": "List[PupsConfigureAnswerDifferencesItem]",
    },
    total=False,
)

class PupsConfigureAnswer(PupsConfigureAnswerNeeded, PupsConfigureAnswerOptional):
    pass

PupsDevBody = TypedDict(
    "PupsDevBody",
    {
        # Whether dev mode is on.
        "dev": "bool",
    },
)

PupsDevAnswerPlan = TypedDict(
    "PupsDevAnswerPlan",
    {
        "changes": "List[Literal['limits', 'config', 'program', 'services', 'internet', 'devices', 'dev', 'version', 'files', 'root', 'links', 'box']]",
        "effect": "Literal['nothing', 'live', 'services', 'container', 'root', 'start', 'stop']",
        # Services that are restarted.
        "services": "List[str]",
        # Summary in a sentence for a person.
        "text": "str",
    },
)

PupsDevAnswerNeeded = TypedDict(
    "PupsDevAnswerNeeded",
    {
        # The job that does it; null if there is nothing to do.
        "jobId": "Union[str, None]",
        "pup": "PupDetail",
    },
)

PupsDevAnswerOptional = TypedDict(
    "PupsDevAnswerOptional",
    {
        # With `plan=1`: what the call would do.
        "plan": "PupsDevAnswerPlan",
    },
    total=False,
)

class PupsDevAnswer(PupsDevAnswerNeeded, PupsDevAnswerOptional):
    pass

PupsDevicesBody = TypedDict(
    "PupsDevicesBody",
    {
        # The requested devices that it may use, named as in `node`.
        "devices": "List[str]",
    },
)

PupsDevicesAnswer = TypedDict(
    "PupsDevicesAnswer",
    {
        # The job that does it; null if there is nothing to do.
        "jobId": "Union[str, None]",
        "pup": "PupDetail",
    },
)

PupsExecBodyUser = TypedDict(
    "PupsExecBodyUser",
    {
        # Number of the user, inside.
        "uid": "int",
        # Number of the group, inside.
        "gid": "int",
    },
)

PupsExecBodyNeeded = TypedDict(
    "PupsExecBodyNeeded",
    {
        # Program and arguments. No shell runs them unless one is named here.
        "argv": "List[str]",
    },
)

PupsExecBodyOptional = TypedDict(
    "PupsExecBodyOptional",
    {
        # Required when the pup has several services.
        "service": "str",
        # Absolute folder inside; the service's if absent.
        "cwd": "str",
        # Added to the service's environment.
        "env": "Dict[str, str]",
        # Ids inside the container; the service's if absent.
        "user": "PupsExecBodyUser",
        # Kills the command after this many milliseconds, at most a day.
        "timeoutMs": "int",
        # Text for its stdin, which is closed after it.
        "stdin": "str",
    },
    total=False,
)

class PupsExecBody(PupsExecBodyNeeded, PupsExecBodyOptional):
    pass

PupsGetAnswer = PupDetail

PupsHooksCreateBodyNeeded = TypedDict(
    "PupsHooksCreateBodyNeeded",
    {
        # A port that the pup exposes.
        "port": "int",
        # Path that is called on the pup.
        "path": "str",
    },
)

PupsHooksCreateBodyOptional = TypedDict(
    "PupsHooksCreateBodyOptional",
    {
        # Ids of pups that may call it; null for those that provide something to the pup.
        "callers": "Union[List[str], None]",
    },
    total=False,
)

class PupsHooksCreateBody(PupsHooksCreateBodyNeeded, PupsHooksCreateBodyOptional):
    pass

PupsHooksCreateAnswer = Hook

PupsHooksListAnswer = TypedDict(
    "PupsHooksListAnswer",
    {
        "hooks": "List[Hook]",
        # Cursor of the next page; null on the last page.
        "next": "Union[str, None]",
    },
)

PupsHooksRotateAnswer = Hook

PupsInstallBodyChoicesItem = TypedDict(
    "PupsInstallBodyChoicesItem",
    {
        # The pup that needs it, by its key in the plan.
        "of": "str",
        # Name of the interface.
        "interface": "str",
        # A key from the options; null for nobody, if the dependency is optional.
        "provider": "Union[str, None]",
    },
)

PupsInstallBodyGrantsItem = TypedDict(
    "PupsInstallBodyGrantsItem",
    {
        # The pup that requests it, by its key in the plan.
        "of": "str",
        # Name of the interface.
        "interface": "str",
        # Name of the permission group.
        "group": "str",
    },
)

PupsInstallBodyNeeded = TypedDict(
    "PupsInstallBodyNeeded",
    {
        # Id of the source.
        "sourceId": "str",
        # Name for people.
        "name": "str",
    },
)

PupsInstallBodyOptional = TypedDict(
    "PupsInstallBodyOptional",
    {
        # Name of a further pup with data of its own, besides others of the same source and
        # name.
        "as": "str",
        # Version of the pup; absent: the newest that can be used.
        "version": "str",
        # Whether to start it once it is installed.
        "start": "bool",
        # Values of its settings, by field name. They count as saved.
        "config": "Dict[str, Any]",
        # Names of its ports (`hostPorts` of the plan) to open to the home network.
        "publish": "List[str]",
        # Id of the plan that the owner agrees to.
        "plan": "str",
        # The choices with which the plan was requested.
        "choices": "List[PupsInstallBodyChoicesItem]",
        # Optional permission groups that are granted; all its other optional groups are not.
        "grants": "List[PupsInstallBodyGrantsItem]",
    },
    total=False,
)

class PupsInstallBody(PupsInstallBodyNeeded, PupsInstallBodyOptional):
    pass

PupsInstallAnswer = TypedDict(
    "PupsInstallAnswer",
    {
        "jobId": "str",
        "pupId": "str",
    },
)

PupsLimitsBody = TypedDict(
    "PupsLimitsBody",
    {
        # Bytes, at least 16 MiB.
        "memoryBytes": "Union[int, None]",
        # Processes and threads.
        "pids": "Union[int, None]",
        # Seconds that its services have to stop by themselves before they are killed.
        "stopSeconds": "Union[int, None]",
        # Bytes of its data, at least 1 MB.
        "storageBytes": "Union[int, None]",
        # Cores, fractions allowed.
        "cpus": "Union[float, None]",
        # Its share of a busy disk; each other pup has 100 by default.
        "ioWeight": "Union[int, None]",
    },
    total=False,
)

PupsLimitsAnswerPlan = TypedDict(
    "PupsLimitsAnswerPlan",
    {
        "changes": "List[Literal['limits', 'config', 'program', 'services', 'internet', 'devices', 'dev', 'version', 'files', 'root', 'links', 'box']]",
        "effect": "Literal['nothing', 'live', 'services', 'container', 'root', 'start', 'stop']",
        # Services that are restarted.
        "services": "List[str]",
        # Summary in a sentence for a person.
        "text": "str",
    },
)

PupsLimitsAnswerNeeded = TypedDict(
    "PupsLimitsAnswerNeeded",
    {
        "pup": "PupDetail",
    },
)

PupsLimitsAnswerOptional = TypedDict(
    "PupsLimitsAnswerOptional",
    {
        # With `plan=1`: what the call would do.
        "plan": "PupsLimitsAnswerPlan",
    },
    total=False,
)

class PupsLimitsAnswer(PupsLimitsAnswerNeeded, PupsLimitsAnswerOptional):
    pass

PupsListAnswer = TypedDict(
    "PupsListAnswer",
    {
        "pups": "List[PupSummary]",
        # Cursor of the next page; null on the last page.
        "next": "Union[str, None]",
    },
)

PupsLogLimitsAnswer = TypedDict(
    "PupsLogLimitsAnswer",
    {
        # Size at which a new file is started, bytes.
        "fileBytes": "float",
        # Number of files of a log that are kept.
        "files": "float",
    },
)

PupsLogsAnswer = TypedDict(
    "PupsLogsAnswer",
    {
        "lines": "List[LogLine]",
        # Position before the first line: send it as `before` for the previous page.
        "start": "str",
        # Whether there may be earlier lines.
        "older": "bool",
        # Position after the last line, or where one would have been.
        "cursor": "str",
        # Whether more lines can be read now.
        "more": "bool",
        # Whether lines after the given cursor no longer exist, because the log has been rotated
        # too often since.
        "gap": "bool",
    },
)

PupsMetricsAnswerSamples = TypedDict(
    "PupsMetricsAnswerSamples",
    {
        # Milliseconds since 1970.
        "at": "List[float]",
        # Percent of one core: 150 is one and a half cores.
        "cpu": "List[float]",
        # Bytes.
        "memory": "List[float]",
        # Bytes per second received.
        "rx": "List[float]",
        # Bytes per second sent.
        "tx": "List[float]",
        # Number of processes and threads.
        "pids": "List[float]",
        # Bytes per second read from disks.
        "read": "List[float]",
        # Bytes per second written to disks.
        "write": "List[float]",
    },
)

PupsMetricsAnswerGauges = TypedDict(
    "PupsMetricsAnswerGauges",
    {
        # Milliseconds since 1970.
        "at": "List[float]",
        "values": "Dict[str, List[Union[float, None]]]",
    },
)

PupsMetricsAnswerOwnItem = TypedDict(
    "PupsMetricsAnswerOwnItem",
    {
        "name": "str",
        "label": "str",
        "type": "Literal['string', 'int', 'float']",
        # A sentence for people; null for none.
        "description": "Union[str, None]",
        # Null until it has reported one.
        "value": "Union[Union[str, float], None]",
        # When it was reported, milliseconds since the epoch.
        "at": "Union[float, None]",
    },
)

PupsMetricsAnswerRefused = TypedDict(
    "PupsMetricsAnswerRefused",
    {
        # When one was last refused, milliseconds since the epoch.
        "at": "float",
        # Number of refused values since the box was started.
        "count": "float",
        # Why the last one was refused, in a sentence.
        "text": "str",
    },
)

PupsMetricsAnswer = TypedDict(
    "PupsMetricsAnswer",
    {
        "samples": "PupsMetricsAnswerSamples",
        "gauges": "PupsMetricsAnswerGauges",
        "own": "List[PupsMetricsAnswerOwnItem]",
        # Values of its own that were rejected; null for none.
        "refused": "Union[PupsMetricsAnswerRefused, None]",
    },
)

PupsRemoveAnswerPlanEffectsItem = TypedDict(
    "PupsRemoveAnswerPlanEffectsItem",
    {
        "kind": "Literal['pup', 'data', 'connection', 'access', 'port', 'page', 'source', 'session', 'box', 'snapshot', 'network']",
        # Null when it has no id, or none yet.
        "id": "Union[str, None]",
        # Name that a person knows it by.
        "name": "str",
        # What happens to it, in a sentence.
        "text": "str",
    },
)

PupsRemoveAnswerPlan = TypedDict(
    "PupsRemoveAnswerPlan",
    {
        "effects": "List[PupsRemoveAnswerPlanEffectsItem]",
    },
)

PupsRemoveAnswerNeeded = TypedDict(
    "PupsRemoveAnswerNeeded",
    {
        # The job that does it; null if there is nothing to do.
        "jobId": "Union[str, None]",
    },
)

PupsRemoveAnswerOptional = TypedDict(
    "PupsRemoveAnswerOptional",
    {
        # With `plan=1`: what the call would do.
        "plan": "PupsRemoveAnswerPlan",
    },
    total=False,
)

class PupsRemoveAnswer(PupsRemoveAnswerNeeded, PupsRemoveAnswerOptional):
    pass

PupsRenameBody = TypedDict(
    "PupsRenameBody",
    {
        # Name for people.
        "name": "str",
    },
)

PupsRenameAnswer = PupDetail

PupsReportBody = Any

PupsReportAnswerRefusedItem = TypedDict(
    "PupsReportAnswerRefusedItem",
    {
        "name": "str",
        "reason": "str",
    },
)

PupsReportAnswer = TypedDict(
    "PupsReportAnswer",
    {
        "id": "str",
        "refused": "List[PupsReportAnswerRefusedItem]",
    },
)

PupsRestartAnswerPlanEffectsItem = TypedDict(
    "PupsRestartAnswerPlanEffectsItem",
    {
        "kind": "Literal['pup', 'data', 'connection', 'access', 'port', 'page', 'source', 'session', 'box', 'snapshot', 'network']",
        # Null when it has no id, or none yet.
        "id": "Union[str, None]",
        # Name that a person knows it by.
        "name": "str",
        # What happens to it, in a sentence.
        "text": "str",
    },
)

PupsRestartAnswerPlan = TypedDict(
    "PupsRestartAnswerPlan",
    {
        "effects": "List[PupsRestartAnswerPlanEffectsItem]",
    },
)

PupsRestartAnswerNeeded = TypedDict(
    "PupsRestartAnswerNeeded",
    {
        # The job that does it; null if there is nothing to do.
        "jobId": "Union[str, None]",
    },
)

PupsRestartAnswerOptional = TypedDict(
    "PupsRestartAnswerOptional",
    {
        # With `plan=1`: what the call would do.
        "plan": "PupsRestartAnswerPlan",
    },
    total=False,
)

class PupsRestartAnswer(PupsRestartAnswerNeeded, PupsRestartAnswerOptional):
    pass

PupsRetryAnswer = TypedDict(
    "PupsRetryAnswer",
    {
        "jobId": "str",
    },
)

PupsSetLogLimitsBody = TypedDict(
    "PupsSetLogLimitsBody",
    {
        # Size at which a new file is started, bytes.
        "fileBytes": "int",
        # Files of the log, including the one that is written to.
        "files": "int",
    },
)

PupsSetLogLimitsAnswer = TypedDict(
    "PupsSetLogLimitsAnswer",
    {
        # Size at which a new file is started, bytes.
        "fileBytes": "float",
        # Number of files of a log that are kept.
        "files": "float",
    },
)

PupsSkipVersionBody = TypedDict(
    "PupsSkipVersionBody",
    {
        # The version to skip; null for none.
        "version": "Union[str, None]",
    },
)

PupsSkipVersionAnswer = TypedDict(
    "PupsSkipVersionAnswer",
    {
        "pup": "PupDetail",
    },
)

PupsStartAnswer = TypedDict(
    "PupsStartAnswer",
    {
        "jobId": "str",
    },
)

PupsStopAnswerPlanEffectsItem = TypedDict(
    "PupsStopAnswerPlanEffectsItem",
    {
        "kind": "Literal['pup', 'data', 'connection', 'access', 'port', 'page', 'source', 'session', 'box', 'snapshot', 'network']",
        # Null when it has no id, or none yet.
        "id": "Union[str, None]",
        # Name that a person knows it by.
        "name": "str",
        # What happens to it, in a sentence.
        "text": "str",
    },
)

PupsStopAnswerPlan = TypedDict(
    "PupsStopAnswerPlan",
    {
        "effects": "List[PupsStopAnswerPlanEffectsItem]",
    },
)

PupsStopAnswerNeeded = TypedDict(
    "PupsStopAnswerNeeded",
    {
        # The job that does it; null if there is nothing to do.
        "jobId": "Union[str, None]",
    },
)

PupsStopAnswerOptional = TypedDict(
    "PupsStopAnswerOptional",
    {
        # With `plan=1`: what the call would do.
        "plan": "PupsStopAnswerPlan",
    },
    total=False,
)

class PupsStopAnswer(PupsStopAnswerNeeded, PupsStopAnswerOptional):
    pass

PupsUpdateBody = TypedDict(
    "PupsUpdateBody",
    {
        # The newest usable version if absent. May also be an older one.
        "version": "str",
        # Agreement to permissions beyond the current ones: `true` for all of them, or the keys
        # that the owner saw. With keys, the call is refused if the version now asks for more.
        "acceptPermissions": "Union[bool, List[str]]",
        # Whether it runs afterwards; if absent, as before.
        "start": "bool",
        # Values of the version's settings, by field name. They count as saved.
        "config": "Dict[str, Any]",
    },
    total=False,
)

PupsUpdateAnswerPlanChangesItem = TypedDict(
    "PupsUpdateAnswerPlanChangesItem",
    {
        "topic": "Literal['settings', 'pages', 'ports', 'permissions', 'services', 'interfaces', 'programs', 'disk', 'memory']",
        "change": "Literal['added', 'removed', 'changed']",
        "text": "str",
    },
)

PupsUpdateAnswerPlanMissingItem = TypedDict(
    "PupsUpdateAnswerPlanMissingItem",
    {
        "name": "str",
        "label": "str",
    },
)

PupsUpdateAnswerPlanSettingsItemFieldsItemOptionsItem = TypedDict(
    "PupsUpdateAnswerPlanSettingsItemFieldsItemOptionsItem",
    {
        "value": "str",
        "label": "str",
    },
)

PupsUpdateAnswerPlanSettingsItemFieldsItem = TypedDict(
    "PupsUpdateAnswerPlanSettingsItemFieldsItem",
    {
        "name": "str",
        "label": "str",
        "type": "Literal['text', 'password', 'number', 'toggle', 'email', 'textarea', 'select', 'checkbox', 'radio', 'date', 'range', 'color']",
        "required": "bool",
        # An example shown in an empty field; null for none.
        "placeholder": "Union[str, None]",
        # A sentence about what to enter; null for none.
        "help": "Union[str, None]",
        # Value that applies when none is set; null if there is none.
        "default": "Union[str, None]",
        # Smallest value; null for none.
        "min": "Union[float, None]",
        # Largest value; null for none.
        "max": "Union[float, None]",
        # Distance between allowed values; null for any value.
        "step": "Union[float, None]",
        "options": "List[PupsUpdateAnswerPlanSettingsItemFieldsItemOptionsItem]",
        # Current value as text; null when unset. Always null for `password` fields.
        "value": "Union[str, None]",
        # For `password` fields: whether a value is stored.
        "isSet": "bool",
    },
)

PupsUpdateAnswerPlanSettingsItem = TypedDict(
    "PupsUpdateAnswerPlanSettingsItem",
    {
        "name": "str",
        # Name to show to people.
        "label": "Union[str, None]",
        # A sentence below the heading.
        "description": "Union[str, None]",
        "fields": "List[PupsUpdateAnswerPlanSettingsItemFieldsItem]",
    },
)

PupsUpdateAnswerPlanAsksItem = TypedDict(
    "PupsUpdateAnswerPlanAsksItem",
    {
        "key": "str",
        "text": "str",
    },
)

PupsUpdateAnswerPlanVersionsItem = TypedDict(
    "PupsUpdateAnswerPlanVersionsItem",
    {
        "version": "str",
        # Its position in the source: `tag v0.3.4`.
        "origin": "str",
        # Milliseconds since the epoch.
        "updatedAt": "Union[float, None]",
    },
)

PupsUpdateAnswerPlan = TypedDict(
    "PupsUpdateAnswerPlan",
    {
        "from": "str",
        "to": "str",
        # `other`: the same version with other files, or a version that cannot be ordered.
        "direction": "Literal['newer', 'older', 'other']",
        # Summary in a sentence for a person.
        "text": "str",
        # Whether its services are restarted.
        "restarts": "bool",
        # Whether the version is still on the disk, so that nothing is fetched or built.
        "kept": "bool",
        # Differences, as sentences.
        "changes": "List[PupsUpdateAnswerPlanChangesItem]",
        # Required settings without a value; the pup does not start before they have one.
        "missing": "List[PupsUpdateAnswerPlanMissingItem]",
        # Settings to request before the update: those without which it does not start, or all
        # if the version wants them reviewed. The update takes them as `config`.
        "settings": "List[PupsUpdateAnswerPlanSettingsItem]",
        # Permissions that it requests beyond the current ones. The update agrees to them with
        # `acceptPermissions`.
        "asks": "List[PupsUpdateAnswerPlanAsksItem]",
        # Versions after the installed one up to this one, newest first.
        "versions": "List[PupsUpdateAnswerPlanVersionsItem]",
        # The maker's notes on these versions, as safe HTML; null when there are none.
        "notesHtml": "Union[str, None]",
    },
)

PupsUpdateAnswerNeeded = TypedDict(
    "PupsUpdateAnswerNeeded",
    {
        # The job that does it; null if there is nothing to do.
        "jobId": "Union[str, None]",
    },
)

PupsUpdateAnswerOptional = TypedDict(
    "PupsUpdateAnswerOptional",
    {
        # With `plan=1`: what the call would do.
        "plan": "PupsUpdateAnswerPlan",
    },
    total=False,
)

class PupsUpdateAnswer(PupsUpdateAnswerNeeded, PupsUpdateAnswerOptional):
    pass

SessionsCreateBody = TypedDict(
    "SessionsCreateBody",
    {
        # The owner’s password.
        "password": "str",
    },
)

SessionsCreateAnswer = TypedDict(
    "SessionsCreateAnswer",
    {
        "token": "str",
        # Milliseconds since 1970; null for never.
        "expiresAt": "float",
    },
)

SessionsListAnswer = TypedDict(
    "SessionsListAnswer",
    {
        "sessions": "List[Session]",
        # Cursor of the next page; null on the last page.
        "next": "Union[str, None]",
    },
)

SessionsRemoveAllAnswerPlanEffectsItem = TypedDict(
    "SessionsRemoveAllAnswerPlanEffectsItem",
    {
        "kind": "Literal['pup', 'data', 'connection', 'access', 'port', 'page', 'source', 'session', 'box', 'snapshot', 'network']",
        # Null when it has no id, or none yet.
        "id": "Union[str, None]",
        # Name that a person knows it by.
        "name": "str",
        # What happens to it, in a sentence.
        "text": "str",
    },
)

SessionsRemoveAllAnswerPlan = TypedDict(
    "SessionsRemoveAllAnswerPlan",
    {
        "effects": "List[SessionsRemoveAllAnswerPlanEffectsItem]",
    },
)

SessionsRemoveAllAnswer = TypedDict(
    "SessionsRemoveAllAnswer",
    {
        # With `plan=1`: what the call would do.
        "plan": "SessionsRemoveAllAnswerPlan",
    },
    total=False,
)

SessionsRenewBody = TypedDict(
    "SessionsRenewBody",
    {
        # The secret from `POST /sessions/current/renewal`.
        "secret": "str",
    },
)

SessionsRenewalAnswer = TypedDict(
    "SessionsRenewalAnswer",
    {
        "secret": "str",
    },
)

SetupClaimBody = TypedDict(
    "SetupClaimBody",
    {
        # The claim code that the box prints when it starts.
        "code": "str",
    },
)

SetupConfirmBodyNeeded = TypedDict(
    "SetupConfirmBodyNeeded",
    {
        # Word by position, 1–24; at least three.
        "words": "Dict[str, str]",
    },
)

SetupConfirmBodyOptional = TypedDict(
    "SetupConfirmBodyOptional",
    {
        # Logs in at once: the answer contains a session.
        "login": "bool",
    },
    total=False,
)

class SetupConfirmBody(SetupConfirmBodyNeeded, SetupConfirmBodyOptional):
    pass

SetupConfirmAnswerSession = TypedDict(
    "SetupConfirmAnswerSession",
    {
        "token": "str",
        # Milliseconds since 1970; null for never.
        "expiresAt": "float",
    },
)

SetupConfirmAnswerNeeded = TypedDict(
    "SetupConfirmAnswerNeeded",
    {
        "configured": "Literal[True]",
    },
)

SetupConfirmAnswerOptional = TypedDict(
    "SetupConfirmAnswerOptional",
    {
        # The new session; absent if none was requested.
        "session": "SetupConfirmAnswerSession",
    },
    total=False,
)

class SetupConfirmAnswer(SetupConfirmAnswerNeeded, SetupConfirmAnswerOptional):
    pass

SetupCreateBodyNeeded = TypedDict(
    "SetupCreateBodyNeeded",
    {
        # Name of the box.
        "deviceName": "str",
        # Name in the tz database, `Europe/Berlin`.
        "timeZone": "str",
        # The owner’s password.
        "password": "str",
    },
)

SetupCreateBodyOptional = TypedDict(
    "SetupCreateBodyOptional",
    {
        # Console key map, `us`, `de` …
        "keyMap": "str",
        # Disk as the wizard lists it (`/dev/sda`); the disk of the data folder by default.
        "storage": "str",
        # Restore this key instead of creating one.
        "seedPhrase": "Union[str, List[str]]",
        # Logs in at once: the answer contains a session.
        "login": "bool",
    },
    total=False,
)

class SetupCreateBody(SetupCreateBodyNeeded, SetupCreateBodyOptional):
    pass

SetupCreateAnswerSession = TypedDict(
    "SetupCreateAnswerSession",
    {
        "token": "str",
        # Milliseconds since 1970; null for never.
        "expiresAt": "float",
    },
)

SetupCreateAnswerNeeded = TypedDict(
    "SetupCreateAnswerNeeded",
    {
        "words": "List[str]",
    },
)

SetupCreateAnswerOptional = TypedDict(
    "SetupCreateAnswerOptional",
    {
        # The new session; absent if none was requested.
        "session": "SetupCreateAnswerSession",
    },
    total=False,
)

class SetupCreateAnswer(SetupCreateAnswerNeeded, SetupCreateAnswerOptional):
    pass

SetupDraftBody = TypedDict(
    "SetupDraftBody",
    {
        # Name of the box.
        "deviceName": "Union[str, None]",
        # Name in the tz database, `Europe/Berlin`.
        "timeZone": "Union[str, None]",
        # Console key map, `us`, `de` …; null: not chosen yet.
        "keyMap": "Union[str, None]",
        # Disk for the data, as in `GET /setup`; null: the disk of the data folder.
        "storage": "Union[str, None]",
        # Whether to create a new key or to restore one from its words.
        "mode": "Union[Literal['create', 'restore'], None]",
        # Furthest step reached.
        "step": "str",
    },
    total=False,
)

SetupDraftAnswer = TypedDict(
    "SetupDraftAnswer",
    {
        # Name of the box.
        "deviceName": "Union[str, None]",
        # Name in the tz database, `Europe/Berlin`.
        "timeZone": "Union[str, None]",
        # Console key map, `us`, `de` …; null: not chosen yet.
        "keyMap": "Union[str, None]",
        # Disk for the data, as in `GET /setup`; null: the disk of the data folder.
        "storage": "Union[str, None]",
        # Whether to create a new key or to restore one from its words.
        "mode": "Union[Literal['create', 'restore'], None]",
        # Furthest step reached.
        "step": "str",
    },
)

SetupGetAnswerDraft = TypedDict(
    "SetupGetAnswerDraft",
    {
        # Name of the box.
        "deviceName": "Union[str, None]",
        # Name in the tz database, `Europe/Berlin`.
        "timeZone": "Union[str, None]",
        # Console key map, `us`, `de` …; null: not chosen yet.
        "keyMap": "Union[str, None]",
        # Disk for the data, as in `GET /setup`; null: the disk of the data folder.
        "storage": "Union[str, None]",
        # Whether to create a new key or to restore one from its words.
        "mode": "Union[Literal['create', 'restore'], None]",
        # Furthest step reached.
        "step": "str",
    },
)

SetupGetAnswerSuggestions = TypedDict(
    "SetupGetAnswerSuggestions",
    {
        "deviceName": "str",
        "timeZone": "str",
        "keyMap": "str",
    },
)

SetupGetAnswerKeyMapsItem = TypedDict(
    "SetupGetAnswerKeyMapsItem",
    {
        "id": "str",
        "label": "str",
    },
)

SetupGetAnswer = TypedDict(
    "SetupGetAnswer",
    {
        "claimed": "bool",
        "draft": "SetupGetAnswerDraft",
        "suggestions": "SetupGetAnswerSuggestions",
        "disks": "List[Disk]",
        "links": "List[NetworkLink]",
        "timeZones": "List[str]",
        "keyMaps": "List[SetupGetAnswerKeyMapsItem]",
        # Whether words were shown and have to be confirmed.
        "wordsPending": "bool",
        # Positions whose words the wizard requests; any three are accepted.
        "askedPositions": "List[float]",
    },
)

SourcesAddBodyCredentials = TypedDict(
    "SourcesAddBodyCredentials",
    {
        # Name of the account.
        "username": "str",
        # Password or access token of the account; sealed.
        "password": "str",
    },
)

SourcesAddBodyNeeded = TypedDict(
    "SourcesAddBodyNeeded",
    {
        # `https://host/repo.git` (with `#branch` for a branch instead of the version tags), a
        # folder of the box, or the address of a `dogebox.json`.
        "location": "str",
    },
)

SourcesAddBodyOptional = TypedDict(
    "SourcesAddBodyOptional",
    {
        # The owner's own name for it.
        "name": "Union[str, None]",
        # For sources that require a login (HTTP Basic); stored encrypted.
        "credentials": "Union[SourcesAddBodyCredentials, None]",
        # minisign public key (`RWQ…`) with which the source's pups must be signed.
        "publicKey": "Union[str, None]",
    },
    total=False,
)

class SourcesAddBody(SourcesAddBodyNeeded, SourcesAddBodyOptional):
    pass

SourcesAddAnswer = Source

SourcesChangeBodyCredentials = TypedDict(
    "SourcesChangeBodyCredentials",
    {
        # Name of the account.
        "username": "str",
        # Password or access token of the account; sealed.
        "password": "str",
    },
)

SourcesChangeBody = TypedDict(
    "SourcesChangeBody",
    {
        # The owner's own name for it.
        "name": "Union[str, None]",
        # For sources that require a login (HTTP Basic); stored encrypted.
        "credentials": "Union[SourcesChangeBodyCredentials, None]",
        # minisign public key (`RWQ…`) with which the source's pups must be signed.
        "publicKey": "Union[str, None]",
    },
    total=False,
)

SourcesChangeAnswer = Source

SourcesListAnswer = TypedDict(
    "SourcesListAnswer",
    {
        "sources": "List[Source]",
        # Cursor of the next page; null on the last page.
        "next": "Union[str, None]",
    },
)

SourcesRefreshAnswer = Source

SourcesRefreshAllAnswer = TypedDict(
    "SourcesRefreshAllAnswer",
    {
        "sources": "List[Source]",
    },
)

SourcesRemoveAnswerPlanEffectsItem = TypedDict(
    "SourcesRemoveAnswerPlanEffectsItem",
    {
        "kind": "Literal['pup', 'data', 'connection', 'access', 'port', 'page', 'source', 'session', 'box', 'snapshot', 'network']",
        # Null when it has no id, or none yet.
        "id": "Union[str, None]",
        # Name that a person knows it by.
        "name": "str",
        # What happens to it, in a sentence.
        "text": "str",
    },
)

SourcesRemoveAnswerPlan = TypedDict(
    "SourcesRemoveAnswerPlan",
    {
        "effects": "List[SourcesRemoveAnswerPlanEffectsItem]",
    },
)

SourcesRemoveAnswer = TypedDict(
    "SourcesRemoveAnswer",
    {
        # With `plan=1`: what the call would do.
        "plan": "SourcesRemoveAnswerPlan",
    },
    total=False,
)

StoreGetAnswer = StorePupDetail

StoreListAnswer = TypedDict(
    "StoreListAnswer",
    {
        "pups": "List[StorePup]",
        # Cursor of the next page; null on the last page.
        "next": "Union[str, None]",
    },
)

TerminalsListAnswer = TypedDict(
    "TerminalsListAnswer",
    {
        "terminals": "List[Terminal]",
        # Cursor of the next page; null on the last page.
        "next": "Union[str, None]",
    },
)

TerminalsOpenBodyNeeded = TypedDict(
    "TerminalsOpenBodyNeeded",
    {
        # Columns of the terminal.
        "cols": "int",
        # Rows of the terminal.
        "rows": "int",
    },
)

TerminalsOpenBodyOptional = TypedDict(
    "TerminalsOpenBodyOptional",
    {
        # Required when the pup has several services.
        "service": "str",
    },
    total=False,
)

class TerminalsOpenBody(TerminalsOpenBodyNeeded, TerminalsOpenBodyOptional):
    pass

TerminalsOpenAnswer = Terminal

TokensCreateBody = TypedDict(
    "TokensCreateBody",
    {
        # What it is for: “Backup script”.
        "name": "str",
        # What it may do. No scope includes another.
        "scopes": "List[Literal['see', 'operate', 'install', 'configure', 'administer']]",
        # Days until it expires; null for never.
        "days": "Union[int, None]",
    },
)

TokensCreateAnswer = TypedDict(
    "TokensCreateAnswer",
    {
        "token": "str",
        "id": "str",
        "name": "str",
        "scopes": "List[Literal['see', 'operate', 'install', 'configure', 'administer']]",
        # Milliseconds since the epoch, like all times.
        "createdAt": "float",
        # Null when it never expires.
        "expiresAt": "Union[float, None]",
        # Time of the last use, to the minute; null before the first.
        "lastUsedAt": "Union[float, None]",
        # Address from which it was last used; null before the first use.
        "lastUsedAddress": "Union[str, None]",
    },
)

TokensListAnswer = TypedDict(
    "TokensListAnswer",
    {
        "tokens": "List[ApiToken]",
        # Cursor of the next page; null on the last page.
        "next": "Union[str, None]",
    },
)

WebhooksAddBodyNeeded = TypedDict(
    "WebhooksAddBodyNeeded",
    {
        # The owner's name for it.
        "name": "str",
        # Receives events by POST.
        "url": "str",
    },
)

WebhooksAddBodyOptional = TypedDict(
    "WebhooksAddBodyOptional",
    {
        # Kinds of events; null for all.
        "kinds": "Union[List[Literal['pup', 'pup-removed', 'wiring', 'ad-hoc-box', 'ad-hoc-box-removed', 'ad-hoc-box-exec', 'job', 'source', 'source-removed', 'store', 'sessions', 'box', 'attention']], None]",
        # Ids of pups, to send only changes of them and jobs about them; null for all.
        "pups": "Union[List[str], None]",
    },
    total=False,
)

class WebhooksAddBody(WebhooksAddBodyNeeded, WebhooksAddBodyOptional):
    pass

WebhooksAddAnswer = TypedDict(
    "WebhooksAddAnswer",
    {
        "secret": "str",
        "webhook": "Webhook",
    },
)

WebhooksAgainAnswer = WebhookDelivery

WebhooksChangeBody = TypedDict(
    "WebhooksChangeBody",
    {
        # Name for people.
        "name": "str",
        # Web address, http or https.
        "url": "str",
        # Kinds of changes; null: all.
        "kinds": "Union[List[Literal['pup', 'pup-removed', 'wiring', 'ad-hoc-box', 'ad-hoc-box-removed', 'ad-hoc-box-exec', 'job', 'source', 'source-removed', 'store', 'sessions', 'box', 'attention']], None]",
        # Ids of pups: events about them, and jobs about them; null: all.
        "pups": "Union[List[str], None]",
    },
    total=False,
)

WebhooksChangeAnswer = TypedDict(
    "WebhooksChangeAnswer",
    {
        # Shown once and never again; null if there is no new one.
        "secret": "Union[str, None]",
        "webhook": "Webhook",
    },
)

WebhooksDeliveriesAnswer = TypedDict(
    "WebhooksDeliveriesAnswer",
    {
        "deliveries": "List[WebhookDelivery]",
        # Cursor of the next page; null on the last page.
        "next": "Union[str, None]",
    },
)

WebhooksListAnswer = TypedDict(
    "WebhooksListAnswer",
    {
        "webhooks": "List[Webhook]",
        # Cursor of the next page; null on the last page.
        "next": "Union[str, None]",
    },
)

WebhooksPauseAnswer = Webhook

WebhooksResumeBody = TypedDict(
    "WebhooksResumeBody",
    {
        # `left`: starts with the events that were not sent. `now`: sends only new events.
        "from": "Literal['left', 'now']",
    },
    total=False,
)

WebhooksResumeAnswer = Webhook

WebhooksRotateAnswer = TypedDict(
    "WebhooksRotateAnswer",
    {
        "secret": "str",
        "webhook": "Webhook",
    },
)

WebhooksTestAnswer = WebhookDelivery

WiringAccessAnswer = TypedDict(
    "WiringAccessAnswer",
    {
        # The owner's decision on the internet; null to follow its manifest.
        "internet": "Union[bool, None]",
        # Whether its manifest requests the internet.
        "asksInternet": "bool",
        # Whether it may reach the internet: by the owner's decision, otherwise by its manifest.
        "reachesInternet": "bool",
        # Whether it may also reach devices of the home network; never this box itself or other
        # pups.
        "lan": "bool",
        # Restricts access to these addresses, networks (CIDR), or names of the internet
        # (`api.example.org`, `*.example.org` for everything below it), within what the other
        # members allow; null for no restriction. If it contains a name, no other name is
        # resolved.
        "networks": "Union[List[str], None]",
    },
)

WiringChooseBodyNeeded = TypedDict(
    "WiringChooseBodyNeeded",
    {
        # Id of an installed pup; null for nobody.
        "provider": "Union[str, None]",
    },
)

WiringChooseBodyOptional = TypedDict(
    "WiringChooseBodyOptional",
    {
        # Permission groups that are granted there with it.
        "groups": "List[str]",
    },
    total=False,
)

class WiringChooseBody(WiringChooseBodyNeeded, WiringChooseBodyOptional):
    pass

WiringChooseAnswerDependsOnItemProvider = TypedDict(
    "WiringChooseAnswerDependsOnItemProvider",
    {
        "id": "str",
        "name": "str",
        "state": "Literal['installing', 'stopped', 'starting', 'running', 'stopping', 'crashed', 'broken', 'updating', 'uninstalled']",
    },
)

WiringChooseAnswerDependsOnItemPermissionsItem = TypedDict(
    "WiringChooseAnswerDependsOnItemPermissionsItem",
    {
        "name": "str",
        "description": "str",
        # 1 = critical … 3 = read only; null when the manifest does not say.
        "severity": "Union[float, None]",
        "routes": "List[str]",
        # Port that it opens; null if it opens none.
        "port": "Union[float, None]",
        # Short label, “Can change things”.
        "severityLabel": "str",
        "severityMeaning": "str",
        # Whether the pup also runs without it: then it is granted only if the owner says so.
        "optional": "bool",
        # Whether it is granted; in a plan, whether it will be.
        "granted": "bool",
    },
)

WiringChooseAnswerDependsOnItemOptionsItem = TypedDict(
    "WiringChooseAnswerDependsOnItemOptionsItem",
    {
        # Id of an installed pup, or `<source id>/<name>` of one that would be installed.
        "key": "str",
        "name": "str",
        # Version of the pup.
        "version": "str",
        # Version of the interface.
        "provides": "str",
        "installed": "bool",
        # Name of its source; null when it is installed already.
        "sourceName": "Union[str, None]",
    },
)

WiringChooseAnswerDependsOnItem = TypedDict(
    "WiringChooseAnswerDependsOnItem",
    {
        "interface": "str",
        "range": "str",
        "optional": "bool",
        # The chosen provider; null for nobody.
        "provider": "Union[WiringChooseAnswerDependsOnItemProvider, None]",
        # Why the provider does not fit, or what is missing, in a sentence; null when all is
        # well.
        "problem": "Union[str, None]",
        "permissions": "List[WiringChooseAnswerDependsOnItemPermissionsItem]",
        # Installed pups that could provide it.
        "options": "List[WiringChooseAnswerDependsOnItemOptionsItem]",
    },
)

WiringChooseAnswerServesItem = TypedDict(
    "WiringChooseAnswerServesItem",
    {
        "id": "str",
        "name": "str",
        "state": "Literal['installing', 'stopped', 'starting', 'running', 'stopping', 'crashed', 'broken', 'updating', 'uninstalled']",
        "interface": "str",
        "optional": "bool",
    },
)

WiringChooseAnswerPlanEffectsItem = TypedDict(
    "WiringChooseAnswerPlanEffectsItem",
    {
        "kind": "Literal['pup', 'data', 'connection', 'access', 'port', 'page', 'source', 'session', 'box', 'snapshot', 'network']",
        # Null when it has no id, or none yet.
        "id": "Union[str, None]",
        # Name that a person knows it by.
        "name": "str",
        # What happens to it, in a sentence.
        "text": "str",
    },
)

WiringChooseAnswerPlan = TypedDict(
    "WiringChooseAnswerPlan",
    {
        "effects": "List[WiringChooseAnswerPlanEffectsItem]",
    },
)

WiringChooseAnswerNeeded = TypedDict(
    "WiringChooseAnswerNeeded",
    {
        "dependsOn": "List[WiringChooseAnswerDependsOnItem]",
        # Pups that depend on it.
        "serves": "List[WiringChooseAnswerServesItem]",
    },
)

WiringChooseAnswerOptional = TypedDict(
    "WiringChooseAnswerOptional",
    {
        # With `plan=1`: what the call would do.
        "plan": "WiringChooseAnswerPlan",
    },
    total=False,
)

class WiringChooseAnswer(WiringChooseAnswerNeeded, WiringChooseAnswerOptional):
    pass

WiringGetAnswerDependsOnItemProvider = TypedDict(
    "WiringGetAnswerDependsOnItemProvider",
    {
        "id": "str",
        "name": "str",
        "state": "Literal['installing', 'stopped', 'starting', 'running', 'stopping', 'crashed', 'broken', 'updating', 'uninstalled']",
    },
)

WiringGetAnswerDependsOnItemPermissionsItem = TypedDict(
    "WiringGetAnswerDependsOnItemPermissionsItem",
    {
        "name": "str",
        "description": "str",
        # 1 = critical … 3 = read only; null when the manifest does not say.
        "severity": "Union[float, None]",
        "routes": "List[str]",
        # Port that it opens; null if it opens none.
        "port": "Union[float, None]",
        # Short label, “Can change things”.
        "severityLabel": "str",
        "severityMeaning": "str",
        # Whether the pup also runs without it: then it is granted only if the owner says so.
        "optional": "bool",
        # Whether it is granted; in a plan, whether it will be.
        "granted": "bool",
    },
)

WiringGetAnswerDependsOnItemOptionsItem = TypedDict(
    "WiringGetAnswerDependsOnItemOptionsItem",
    {
        # Id of an installed pup, or `<source id>/<name>` of one that would be installed.
        "key": "str",
        "name": "str",
        # Version of the pup.
        "version": "str",
        # Version of the interface.
        "provides": "str",
        "installed": "bool",
        # Name of its source; null when it is installed already.
        "sourceName": "Union[str, None]",
    },
)

WiringGetAnswerDependsOnItem = TypedDict(
    "WiringGetAnswerDependsOnItem",
    {
        "interface": "str",
        "range": "str",
        "optional": "bool",
        # The chosen provider; null for nobody.
        "provider": "Union[WiringGetAnswerDependsOnItemProvider, None]",
        # Why the provider does not fit, or what is missing, in a sentence; null when all is
        # well.
        "problem": "Union[str, None]",
        "permissions": "List[WiringGetAnswerDependsOnItemPermissionsItem]",
        # Installed pups that could provide it.
        "options": "List[WiringGetAnswerDependsOnItemOptionsItem]",
    },
)

WiringGetAnswerServesItem = TypedDict(
    "WiringGetAnswerServesItem",
    {
        "id": "str",
        "name": "str",
        "state": "Literal['installing', 'stopped', 'starting', 'running', 'stopping', 'crashed', 'broken', 'updating', 'uninstalled']",
        "interface": "str",
        "optional": "bool",
    },
)

WiringGetAnswer = TypedDict(
    "WiringGetAnswer",
    {
        "dependsOn": "List[WiringGetAnswerDependsOnItem]",
        # Pups that depend on it.
        "serves": "List[WiringGetAnswerServesItem]",
    },
)

WiringGrantAnswerDependsOnItemProvider = TypedDict(
    "WiringGrantAnswerDependsOnItemProvider",
    {
        "id": "str",
        "name": "str",
        "state": "Literal['installing', 'stopped', 'starting', 'running', 'stopping', 'crashed', 'broken', 'updating', 'uninstalled']",
    },
)

WiringGrantAnswerDependsOnItemPermissionsItem = TypedDict(
    "WiringGrantAnswerDependsOnItemPermissionsItem",
    {
        "name": "str",
        "description": "str",
        # 1 = critical … 3 = read only; null when the manifest does not say.
        "severity": "Union[float, None]",
        "routes": "List[str]",
        # Port that it opens; null if it opens none.
        "port": "Union[float, None]",
        # Short label, “Can change things”.
        "severityLabel": "str",
        "severityMeaning": "str",
        # Whether the pup also runs without it: then it is granted only if the owner says so.
        "optional": "bool",
        # Whether it is granted; in a plan, whether it will be.
        "granted": "bool",
    },
)

WiringGrantAnswerDependsOnItemOptionsItem = TypedDict(
    "WiringGrantAnswerDependsOnItemOptionsItem",
    {
        # Id of an installed pup, or `<source id>/<name>` of one that would be installed.
        "key": "str",
        "name": "str",
        # Version of the pup.
        "version": "str",
        # Version of the interface.
        "provides": "str",
        "installed": "bool",
        # Name of its source; null when it is installed already.
        "sourceName": "Union[str, None]",
    },
)

WiringGrantAnswerDependsOnItem = TypedDict(
    "WiringGrantAnswerDependsOnItem",
    {
        "interface": "str",
        "range": "str",
        "optional": "bool",
        # The chosen provider; null for nobody.
        "provider": "Union[WiringGrantAnswerDependsOnItemProvider, None]",
        # Why the provider does not fit, or what is missing, in a sentence; null when all is
        # well.
        "problem": "Union[str, None]",
        "permissions": "List[WiringGrantAnswerDependsOnItemPermissionsItem]",
        # Installed pups that could provide it.
        "options": "List[WiringGrantAnswerDependsOnItemOptionsItem]",
    },
)

WiringGrantAnswerServesItem = TypedDict(
    "WiringGrantAnswerServesItem",
    {
        "id": "str",
        "name": "str",
        "state": "Literal['installing', 'stopped', 'starting', 'running', 'stopping', 'crashed', 'broken', 'updating', 'uninstalled']",
        "interface": "str",
        "optional": "bool",
    },
)

WiringGrantAnswerPlanEffectsItem = TypedDict(
    "WiringGrantAnswerPlanEffectsItem",
    {
        "kind": "Literal['pup', 'data', 'connection', 'access', 'port', 'page', 'source', 'session', 'box', 'snapshot', 'network']",
        # Null when it has no id, or none yet.
        "id": "Union[str, None]",
        # Name that a person knows it by.
        "name": "str",
        # What happens to it, in a sentence.
        "text": "str",
    },
)

WiringGrantAnswerPlan = TypedDict(
    "WiringGrantAnswerPlan",
    {
        "effects": "List[WiringGrantAnswerPlanEffectsItem]",
    },
)

WiringGrantAnswerNeeded = TypedDict(
    "WiringGrantAnswerNeeded",
    {
        "dependsOn": "List[WiringGrantAnswerDependsOnItem]",
        # Pups that depend on it.
        "serves": "List[WiringGrantAnswerServesItem]",
    },
)

WiringGrantAnswerOptional = TypedDict(
    "WiringGrantAnswerOptional",
    {
        # With `plan=1`: what the call would do.
        "plan": "WiringGrantAnswerPlan",
    },
    total=False,
)

class WiringGrantAnswer(WiringGrantAnswerNeeded, WiringGrantAnswerOptional):
    pass

WiringPlanBodyChoicesItem = TypedDict(
    "WiringPlanBodyChoicesItem",
    {
        # The pup that needs it, by its key in the plan.
        "of": "str",
        # Name of the interface.
        "interface": "str",
        # A key from the options; null for nobody, if the dependency is optional.
        "provider": "Union[str, None]",
    },
)

WiringPlanBodyGrantsItem = TypedDict(
    "WiringPlanBodyGrantsItem",
    {
        # The pup that requests it, by its key in the plan.
        "of": "str",
        # Name of the interface.
        "interface": "str",
        # Name of the permission group.
        "group": "str",
    },
)

WiringPlanBody = TypedDict(
    "WiringPlanBody",
    {
        # Name of a further installation beside others with the same source and name; absent: it
        # is the only one.
        "as": "str",
        # The newest usable version if absent.
        "version": "str",
        # Which pup provides which interface to which pup; absent: the best candidates.
        "choices": "List[WiringPlanBodyChoicesItem]",
        # Optional groups that are granted with it; all its other optional groups are not.
        "grants": "List[WiringPlanBodyGrantsItem]",
    },
    total=False,
)

WiringPlanAnswerInstallsItemDevicesItem = TypedDict(
    "WiringPlanAnswerInstallsItemDevicesItem",
    {
        # `/dev/kvm`; a folder includes the devices in it.
        "node": "str",
        "access": "Literal['r', 'w', 'rw']",
        # What the device is, and what a pup with it can do, in words.
        "what": "str",
        "can": "str",
        # 1 critical, 2 notable, 3 harmless.
        "severity": "float",
        "severityLabel": "str",
        # Whether the owner allows it.
        "granted": "bool",
    },
)

WiringPlanAnswerInstallsItemHostPortsItem = TypedDict(
    "WiringPlanAnswerInstallsItemHostPortsItem",
    {
        "name": "str",
        "type": "Literal['tcp', 'http', 'udp']",
        # Port number.
        "port": "float",
    },
)

WiringPlanAnswerInstallsItem = TypedDict(
    "WiringPlanAnswerInstallsItem",
    {
        "key": "str",
        "sourceId": "str",
        "sourceName": "str",
        "name": "str",
        "version": "str",
        "signature": "Literal['unsigned', 'verified', 'failed']",
        # Whether it is the requested pup; others are installed for it.
        "asked": "bool",
        "requiresInternet": "bool",
        # Devices that it requests; it gets none until its owner allows it on its page.
        "devices": "List[WiringPlanAnswerInstallsItemDevicesItem]",
        # Names of its web pages; each takes a port of the box.
        "pages": "List[str]",
        # Ports that it requests to open to the home network.
        "hostPorts": "List[WiringPlanAnswerInstallsItemHostPortsItem]",
        # Bytes, as its manifest estimates; null when it does not say.
        "diskBytes": "Union[float, None]",
        # Bytes.
        "memoryBytes": "Union[float, None]",
        # Whether it cannot start before settings are saved.
        "needsSettings": "bool",
        # Whether data of an earlier installation exist, which are used again.
        "keptData": "bool",
    },
)

WiringPlanAnswerWiresItemProvider = TypedDict(
    "WiringPlanAnswerWiresItemProvider",
    {
        # Id of an installed pup, or `<source id>/<name>` of one that would be installed.
        "key": "str",
        "name": "str",
        # Version of the pup.
        "version": "str",
        # Version of the interface.
        "provides": "str",
        "installed": "bool",
        # Name of its source; null when it is installed already.
        "sourceName": "Union[str, None]",
    },
)

WiringPlanAnswerWiresItemPermissionsItem = TypedDict(
    "WiringPlanAnswerWiresItemPermissionsItem",
    {
        "name": "str",
        "description": "str",
        # 1 = critical … 3 = read only; null when the manifest does not say.
        "severity": "Union[float, None]",
        "routes": "List[str]",
        # Port that it opens; null if it opens none.
        "port": "Union[float, None]",
        # Short label, “Can change things”.
        "severityLabel": "str",
        "severityMeaning": "str",
        # Whether the pup also runs without it: then it is granted only if the owner says so.
        "optional": "bool",
        # Whether it is granted; in a plan, whether it will be.
        "granted": "bool",
    },
)

WiringPlanAnswerWiresItemOptionsItem = TypedDict(
    "WiringPlanAnswerWiresItemOptionsItem",
    {
        # Id of an installed pup, or `<source id>/<name>` of one that would be installed.
        "key": "str",
        "name": "str",
        # Version of the pup.
        "version": "str",
        # Version of the interface.
        "provides": "str",
        "installed": "bool",
        # Name of its source; null when it is installed already.
        "sourceName": "Union[str, None]",
    },
)

WiringPlanAnswerWiresItem = TypedDict(
    "WiringPlanAnswerWiresItem",
    {
        # The pup that needs it, by its key in the plan.
        "of": "str",
        "ofName": "str",
        "interface": "str",
        # Accepted range of versions, for a person.
        "range": "str",
        "optional": "bool",
        # Null for nobody, because the pup also runs without it.
        "provider": "Union[WiringPlanAnswerWiresItemProvider, None]",
        "permissions": "List[WiringPlanAnswerWiresItemPermissionsItem]",
        # All possible providers, best first.
        "options": "List[WiringPlanAnswerWiresItemOptionsItem]",
        # Summary in a sentence.
        "text": "str",
    },
)

WiringPlanAnswerConflictsItem = TypedDict(
    "WiringPlanAnswerConflictsItem",
    {
        "kind": "Literal['missing', 'version', 'two-versions', 'circle', 'unusable', 'bad-range', 'too-many', 'pages']",
        # The pup that it concerns, by its key in the plan; null for the plan as a whole.
        "of": "Union[str, None]",
        # The interface that the pup lacks; null when the conflict concerns no interface.
        "interface": "Union[str, None]",
        # What is wrong.
        "reason": "str",
        # How to resolve it.
        "hint": "str",
        # A second pup that could be chosen for this interface; null when there is none.
        "second": "Union[str, None]",
    },
)

WiringPlanAnswerDisk = TypedDict(
    "WiringPlanAnswerDisk",
    {
        # Bytes.
        "bytes": "float",
        # Bytes; null if unknown.
        "free": "Union[float, None]",
    },
)

WiringPlanAnswer = TypedDict(
    "WiringPlanAnswer",
    {
        # Identifies exactly this plan; an installation agrees to the plan with it.
        "id": "str",
        # Summary in a few sentences.
        "text": "str",
        # Pups in the order in which they are installed and started, providers first.
        "installs": "List[WiringPlanAnswerInstallsItem]",
        "wires": "List[WiringPlanAnswerWiresItem]",
        # Why it cannot be carried out; empty when it can.
        "conflicts": "List[WiringPlanAnswerConflictsItem]",
        # Further notes for the owner, in sentences.
        "notes": "List[str]",
        # Total bytes according to the manifests, and free bytes on the disk of pups.
        "disk": "WiringPlanAnswerDisk",
    },
)

WiringRevokeAnswerDependsOnItemProvider = TypedDict(
    "WiringRevokeAnswerDependsOnItemProvider",
    {
        "id": "str",
        "name": "str",
        "state": "Literal['installing', 'stopped', 'starting', 'running', 'stopping', 'crashed', 'broken', 'updating', 'uninstalled']",
    },
)

WiringRevokeAnswerDependsOnItemPermissionsItem = TypedDict(
    "WiringRevokeAnswerDependsOnItemPermissionsItem",
    {
        "name": "str",
        "description": "str",
        # 1 = critical … 3 = read only; null when the manifest does not say.
        "severity": "Union[float, None]",
        "routes": "List[str]",
        # Port that it opens; null if it opens none.
        "port": "Union[float, None]",
        # Short label, “Can change things”.
        "severityLabel": "str",
        "severityMeaning": "str",
        # Whether the pup also runs without it: then it is granted only if the owner says so.
        "optional": "bool",
        # Whether it is granted; in a plan, whether it will be.
        "granted": "bool",
    },
)

WiringRevokeAnswerDependsOnItemOptionsItem = TypedDict(
    "WiringRevokeAnswerDependsOnItemOptionsItem",
    {
        # Id of an installed pup, or `<source id>/<name>` of one that would be installed.
        "key": "str",
        "name": "str",
        # Version of the pup.
        "version": "str",
        # Version of the interface.
        "provides": "str",
        "installed": "bool",
        # Name of its source; null when it is installed already.
        "sourceName": "Union[str, None]",
    },
)

WiringRevokeAnswerDependsOnItem = TypedDict(
    "WiringRevokeAnswerDependsOnItem",
    {
        "interface": "str",
        "range": "str",
        "optional": "bool",
        # The chosen provider; null for nobody.
        "provider": "Union[WiringRevokeAnswerDependsOnItemProvider, None]",
        # Why the provider does not fit, or what is missing, in a sentence; null when all is
        # well.
        "problem": "Union[str, None]",
        "permissions": "List[WiringRevokeAnswerDependsOnItemPermissionsItem]",
        # Installed pups that could provide it.
        "options": "List[WiringRevokeAnswerDependsOnItemOptionsItem]",
    },
)

WiringRevokeAnswerServesItem = TypedDict(
    "WiringRevokeAnswerServesItem",
    {
        "id": "str",
        "name": "str",
        "state": "Literal['installing', 'stopped', 'starting', 'running', 'stopping', 'crashed', 'broken', 'updating', 'uninstalled']",
        "interface": "str",
        "optional": "bool",
    },
)

WiringRevokeAnswerPlanEffectsItem = TypedDict(
    "WiringRevokeAnswerPlanEffectsItem",
    {
        "kind": "Literal['pup', 'data', 'connection', 'access', 'port', 'page', 'source', 'session', 'box', 'snapshot', 'network']",
        # Null when it has no id, or none yet.
        "id": "Union[str, None]",
        # Name that a person knows it by.
        "name": "str",
        # What happens to it, in a sentence.
        "text": "str",
    },
)

WiringRevokeAnswerPlan = TypedDict(
    "WiringRevokeAnswerPlan",
    {
        "effects": "List[WiringRevokeAnswerPlanEffectsItem]",
    },
)

WiringRevokeAnswerNeeded = TypedDict(
    "WiringRevokeAnswerNeeded",
    {
        "dependsOn": "List[WiringRevokeAnswerDependsOnItem]",
        # Pups that depend on it.
        "serves": "List[WiringRevokeAnswerServesItem]",
    },
)

WiringRevokeAnswerOptional = TypedDict(
    "WiringRevokeAnswerOptional",
    {
        # With `plan=1`: what the call would do.
        "plan": "WiringRevokeAnswerPlan",
    },
    total=False,
)

class WiringRevokeAnswer(WiringRevokeAnswerNeeded, WiringRevokeAnswerOptional):
    pass

WiringSetAccessBody = TypedDict(
    "WiringSetAccessBody",
    {
        # The owner’s decision about internet access; null: as its manifest requests.
        "internet": "Union[bool, None]",
        # Whether it may reach devices of the home network; if absent, unchanged.
        "lan": "bool",
        # Addresses, networks (CIDR) or names that its traffic is restricted to; null:
        # everything that it may reach.
        "networks": "Union[List[str], None]",
    },
    total=False,
)

WiringSetAccessAnswerPlanEffectsItem = TypedDict(
    "WiringSetAccessAnswerPlanEffectsItem",
    {
        "kind": "Literal['pup', 'data', 'connection', 'access', 'port', 'page', 'source', 'session', 'box', 'snapshot', 'network']",
        # Null when it has no id, or none yet.
        "id": "Union[str, None]",
        # Name that a person knows it by.
        "name": "str",
        # What happens to it, in a sentence.
        "text": "str",
    },
)

WiringSetAccessAnswerPlan = TypedDict(
    "WiringSetAccessAnswerPlan",
    {
        "effects": "List[WiringSetAccessAnswerPlanEffectsItem]",
    },
)

WiringSetAccessAnswerNeeded = TypedDict(
    "WiringSetAccessAnswerNeeded",
    {
        # The owner's decision on the internet; null to follow its manifest.
        "internet": "Union[bool, None]",
        # Whether its manifest requests the internet.
        "asksInternet": "bool",
        # Whether it may reach the internet: by the owner's decision, otherwise by its manifest.
        "reachesInternet": "bool",
        # Whether it may also reach devices of the home network; never this box itself or other
        # pups.
        "lan": "bool",
        # Restricts access to these addresses, networks (CIDR), or names of the internet
        # (`api.example.org`, `*.example.org` for everything below it), within what the other
        # members allow; null for no restriction. If it contains a name, no other name is
        # resolved.
        "networks": "Union[List[str], None]",
    },
)

WiringSetAccessAnswerOptional = TypedDict(
    "WiringSetAccessAnswerOptional",
    {
        # With `plan=1`: what the call would do.
        "plan": "WiringSetAccessAnswerPlan",
    },
    total=False,
)

class WiringSetAccessAnswer(WiringSetAccessAnswerNeeded, WiringSetAccessAnswerOptional):
    pass
