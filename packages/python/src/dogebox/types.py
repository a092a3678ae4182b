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
        # Status of HTTP.
        "status": "int",
        # Stable, for programs.
        "code": "str",
        # The id under which the log of the box holds the request.
        "requestId": "str",
    },
)

ProblemOptional = TypedDict(
    "ProblemOptional",
    {
        # What to do about it.
        "detail": "str",
        # Path in the input → what is wrong there.
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
        # Milliseconds since the epoch, as all times.
        "createdAt": "float",
        # Null: it never ends.
        "expiresAt": "Union[float, None]",
        # Last use, to the minute; null before the first.
        "lastUsedAt": "Union[float, None]",
        # Address of who used it last; null before the first use.
        "lastUsedAddress": "Union[str, None]",
    },
)

AuditRecord = TypedDict(
    "AuditRecord",
    {
        # Rising; a page goes on before the last one given.
        "id": "float",
        # Milliseconds since the epoch.
        "at": "float",
        # Who: the owner by a session, a token, the wizard, a local program, a pup, or a
        # stranger.
        "actor": "Literal['owner', 'token', 'setup', 'local', 'pup', 'anyone']",
        # Id of the token or pup.
        "actorId": "Union[str, None]",
        # Name of the token, as it was then.
        "actorName": "Union[str, None]",
        "address": "str",
        # Id of the operation: `pups.start`. Older lines of forms begin with `page:`.
        "action": "str",
        # What it was done to: id of a pup, source, session …
        "subject": "Union[str, None]",
        "outcome": "Literal['done', 'refused', 'failed']",
        # Code of the error; `plan` where nothing was to be changed.
        "detail": "Union[str, None]",
        # `mcp`: an assistant asked, through `dbx mcp`, which says so of itself. Of these what
        # only looks is noted too. `docker`: a client of Docker, by the socket for those.
        "via": "Union[Literal['mcp', 'docker'], None]",
    },
)

BoxCapacity = TypedDict(
    "BoxCapacity",
    {
        # Of the host.
        "cpus": "float",
        # Bytes.
        "memoryBytes": "float",
        # Promised to boxes that run; a box without a limit of cores counts as none.
        "usedCpus": "float",
        # Promised to boxes that run, bytes.
        "usedMemoryBytes": "float",
        # Free on the disk with boxes’ data; null where that is not known.
        "diskFreeBytes": "Union[float, None]",
        # Folders of the host below which boxes may have folders.
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
        # The box has an IPv6 address there too.
        "ipv6": "bool",
        # Chosen for it there, also while it does not run; null: its own alone.
        "address": "Union[str, None]",
    },
)

BoxDetailPortsItem = TypedDict(
    "BoxDetailPortsItem",
    {
        # Port of the host.
        "hostPort": "float",
        # Of the host; null: all of its addresses of IPv4. `::`: all of both kinds.
        "hostAddress": "Union[str, None]",
        # Its number.
        "port": "float",
        "protocol": "Literal['tcp', 'udp']",
    },
)

BoxDetailHealth = TypedDict(
    "BoxDetailHealth",
    {
        "state": "Literal['waiting', 'starting', 'healthy', 'unhealthy']",
        # Since when it is in this state, milliseconds since the epoch.
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
        # Milliseconds since 1970; null before.
        "startedAt": "float",
        # Milliseconds since 1970; null while it goes on.
        "endedAt": "float",
        # Null: it came to no end by itself.
        "exitCode": "Union[float, None]",
        # The first 4096 bytes.
        "output": "str",
    },
)

BoxDetailChecks = TypedDict(
    "BoxDetailChecks",
    {
        # What the last one found, one sentence.
        "text": "str",
        # Failed ones in a row that count.
        "failures": "float",
        # The last five, oldest first.
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
        # Absent: half of the box's memory.
        "sizeBytes": "int",
    },
    total=False,
)

class BoxDetailOptionsMemoryFoldersItem(BoxDetailOptionsMemoryFoldersItemNeeded, BoxDetailOptionsMemoryFoldersItemOptional):
    pass

BoxDetailOptionsUlimitsItem = TypedDict(
    "BoxDetailOptionsUlimitsItem",
    {
        # As `ulimit` and systemd call it.
        "name": "Literal['core', 'cpu', 'fsize', 'locks', 'memlock', 'msgqueue', 'nice', 'nofile', 'nproc', 'rtprio', 'rttime', 'sigpending', 'stack']",
        # In the kernel's unit: bytes, seconds, a number. -1: none.
        "soft": "int",
        # Up to which a process can raise it; at most that of the host.
        "hard": "int",
    },
)

BoxDetailOptionsExtraHostsItem = TypedDict(
    "BoxDetailOptionsExtraHostsItem",
    {
        # The name that leads to the address.
        "name": "str",
        # Of IPv4 or IPv6.
        "address": "str",
    },
)

BoxDetailOptionsHealth = TypedDict(
    "BoxDetailOptionsHealth",
    {
        # A command in the box, as the user of its main process; well with exit code 0.
        "argv": "List[str]",
        # The same as a line for `/bin/sh`. Or `argv`.
        "shell": "str",
        # Between two checks.
        "intervalSeconds": "int",
        # The command is killed after them, and the check has failed.
        "timeoutSeconds": "int",
        # Checks in a row that must fail before the box is unhealthy.
        "retries": "int",
        # After a start in which failures do not count.
        "startSeconds": "int",
        # Between two checks while it starts; absent: three, and never more than usual.
        "startIntervalSeconds": "int",
    },
    total=False,
)

BoxDetailOptions = TypedDict(
    "BoxDetailOptions",
    {
        # Its name inside; absent: made of the box's name.
        "hostname": "str",
        # Capabilities beside the usual ones (`NET_BIND_SERVICE`, with or without `CAP_`). As
        # all of them they hold for root inside alone.
        "capAdd": "List[str]",
        # Those that it does not get; `ALL` for none but those in `capAdd`.
        "capDrop": "List[str]",
        # Nothing of its root can be written to: volumes and folders in memory alone.
        "readonlyRoot": "bool",
        # Folders in memory, empty at each start; what they hold counts as memory of the box.
        "memoryFolders": "List[BoxDetailOptionsMemoryFoldersItem]",
        # Size of `/dev/shm`, bytes; absent: half of the box's memory.
        "shmBytes": "int",
        # Limits of each process.
        "ulimits": "List[BoxDetailOptionsUlimitsItem]",
        # Groups of its main process beside those of its user, by number.
        "groups": "List[int]",
        # Settings of the kernel for its own network.
        "sysctls": "Dict[str, str]",
        # Further names in its `/etc/hosts`.
        "extraHosts": "List[BoxDetailOptionsExtraHostsItem]",
        # Whether a small init is its first process, which passes signals on and reaps; absent:
        # where the host has one. With false its own program is the first process.
        "init": "bool",
        # Its main process has a terminal, and one output.
        "tty": "bool",
        # The input of its main process is open; else it is empty.
        "stdin": "bool",
        # By which it is asked to end where nobody says how; absent: SIGTERM.
        "stopSignal": "Literal['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH']",
        # Seconds until what still runs is killed then; absent: 10.
        "stopSeconds": "int",
        # Whether it works as well as it runs is asked by a command.
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
        # Why it is in `error`, and what to do; also why one is `stopped` that should run.
        "failure": "Union[BoxDetailFailure, None]",
        # The job that works on it now; null for none.
        "jobId": "Union[str, None]",
        # As it was asked for: `alpine:3.20`, `debian`.
        "image": "str",
        # Of the image that it was made from, `sha256:…`; null for Debian, and until it is
        # known.
        "digest": "Union[str, None]",
        "labels": "Dict[str, str]",
        "network": "Literal['none', 'internet', 'home']",
        # On which it reaches other boxes, by name.
        "networks": "List[BoxDetailNetworksItem]",
        # On the network of pups and boxes; null where it has none.
        "address": "Union[str, None]",
        "ports": "List[BoxDetailPortsItem]",
        # Cores; null for no limit of its own.
        "cpus": "Union[float, None]",
        # Bytes.
        "memoryBytes": "float",
        # Null for no limit of its own.
        "diskBytes": "Union[float, None]",
        # Processes and threads.
        "pids": "float",
        "restart": "str",
        "ephemeral": "bool",
        # It is stopped when for so many seconds no command ran in it and nothing came or went
        # by network; null: never.
        "idleStopSeconds": "Union[float, None]",
        # Milliseconds since the epoch, as all times.
        "expiresAt": "Union[float, None]",
        # Milliseconds since 1970.
        "createdAt": "float",
        # When its main process last started; null before.
        "startedAt": "Union[float, None]",
        # When it last stopped; null while it runs.
        "stoppedAt": "Union[float, None]",
        # Status of its main process when that last ended: 0–255, 128+N for signal N.
        "exitCode": "Union[float, None]",
        # Restarts by its policy since it was started.
        "restarts": "float",
        # By its check of health; null where it has none.
        "health": "Union[BoxDetailHealth, None]",
        # Main process as it is run; null until the image is known.
        "argv": "Union[List[str], None]",
        # The main process waits only, so that commands can be run in the box.
        "waits": "bool",
        "workdir": "str",
        # `uid:gid` inside, or as it was asked for by name.
        "user": "str",
        # Of the box itself, beside the image’s; null in the place of a value that is not shown.
        "env": "Dict[str, Union[str, None]]",
        "volumes": "List[Union[BoxDetailVolumesItemVolume, BoxDetailVolumesItemFolder]]",
        # Bytes of what it wrote to its root at the last look; null when never looked.
        "diskUsedBytes": "Union[float, None]",
        # Why its disk has no limit though one is asked for; null where it has, or none is.
        "diskLimitProblem": "Union[str, None]",
        # What its checks of health found; null where it has none, or does not run.
        "checks": "Union[BoxDetailChecks, None]",
        # How its main process is run; what is left out is as usual.
        "options": "BoxDetailOptions",
        # What it was made with by the program that made it; null for none.
        "annotations": "Union[str, None]",
        # Packages on top of Debian.
        "packages": "List[str]",
        # How many it has.
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
        # `timeout`: its time was over. `closed`: it was cancelled. `container-ended`: the box
        # stopped. `lost`: what recorded it was killed, or the host was switched off.
        "reason": "Literal['exited', 'timeout', 'closed', 'container-ended', 'lost']",
    },
)

BoxExec = TypedDict(
    "BoxExec",
    {
        "id": "str",
        # Cut where it is very long.
        "argv": "List[str]",
        # Folder inside; null: that of its image.
        "cwd": "Union[str, None]",
        # Ids inside; null: the image’s.
        "user": "Union[BoxExecUser, None]",
        # Names of what was added to its environment. Values are not kept.
        "env": "List[str]",
        "terminal": "bool",
        # It was started with an input.
        "stdin": "bool",
        # Milliseconds after which it is killed; null: never.
        "timeoutMs": "Union[float, None]",
        # Milliseconds since the epoch.
        "startedAt": "float",
        # Null while it runs.
        "endedAt": "Union[float, None]",
        # How it ended; null while it runs.
        "end": "Union[BoxExecEnd, None]",
        # Bytes of its output, kept or not; null while it runs, and where nobody counted.
        "outputBytes": "Union[float, None]",
    },
)

BoxInfoRuntimeIds = TypedDict(
    "BoxInfoRuntimeIds",
    {
        "perPup": "bool",
        # Why, in a sentence; null where there is nothing to say.
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
        # One command that mends it; null where no command can.
        "command": "Union[str, None]",
    },
)

BoxInfoRuntime = TypedDict(
    "BoxInfoRuntime",
    {
        # `oci`, `nixos`, or `none` where this host cannot run containers.
        "kind": "Literal['oci', 'nixos', 'none']",
        # `runc 1.1.5`; null for none.
        "version": "Union[str, None]",
        # `v1`, `v2`, `hybrid`, or null.
        "cgroups": "Union[str, None]",
        # Whether containers can be run.
        "ready": "bool",
        # Whether each pup has a range of user ids for itself; `reason` says why they share one
        # where they do.
        "ids": "BoxInfoRuntimeIds",
        "missing": "List[BoxInfoRuntimeMissingItem]",
    },
)

BoxInfo = TypedDict(
    "BoxInfo",
    {
        "name": "str",
        "version": "str",
        # A master key and a password exist.
        "claimed": "bool",
        # The wizard is finished.
        "configured": "bool",
        "runtime": "BoxInfoRuntime",
    },
)

BoxPlanPortsItem = TypedDict(
    "BoxPlanPortsItem",
    {
        # Port of the host.
        "hostPort": "float",
        # Of the host; null: all of its addresses of IPv4. `::`: all of both kinds.
        "hostAddress": "Union[str, None]",
        # Its number.
        "port": "float",
        "protocol": "Literal['tcp', 'udp']",
    },
)

BoxPlan = TypedDict(
    "BoxPlan",
    {
        "name": "str",
        "image": "str",
        # Where the reference itself says it.
        "digest": "Union[str, None]",
        # Cores, fractions allowed; null for no limit of its own.
        "cpus": "Union[float, None]",
        # Bytes.
        "memoryBytes": "float",
        # Bytes; null: no limit of its own, or not known.
        "diskBytes": "Union[float, None]",
        # Processes and threads.
        "pids": "float",
        "ports": "List[BoxPlanPortsItem]",
        # What would be done, in words, in order.
        "steps": "List[str]",
        # What a person should know before.
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
        # Bytes on the disk at its making; what is shared with others is counted too.
        "bytes": "float",
    },
)

BoxStats = TypedDict(
    "BoxStats",
    {
        # Number of cores: 100 % each.
        "cores": "float",
        # Bytes.
        "memoryTotal": "float",
        # Bytes.
        "diskTotal": "float",
        # Bytes.
        "diskUsed": "float",
        # Seconds.
        "uptime": "float",
        # Average number of processes that wanted to run, over the last minute.
        "load": "float",
        # Degrees Celsius of its warmest part; null where the machine does not report it.
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
        # The box has an IPv6 address there too.
        "ipv6": "bool",
        # Chosen for it there, also while it does not run; null: its own alone.
        "address": "Union[str, None]",
    },
)

BoxSummaryPortsItem = TypedDict(
    "BoxSummaryPortsItem",
    {
        # Port of the host.
        "hostPort": "float",
        # Of the host; null: all of its addresses of IPv4. `::`: all of both kinds.
        "hostAddress": "Union[str, None]",
        # Its number.
        "port": "float",
        "protocol": "Literal['tcp', 'udp']",
    },
)

BoxSummaryHealth = TypedDict(
    "BoxSummaryHealth",
    {
        "state": "Literal['waiting', 'starting', 'healthy', 'unhealthy']",
        # Since when it is in this state, milliseconds since the epoch.
        "since": "float",
    },
)

BoxSummary = TypedDict(
    "BoxSummary",
    {
        "id": "str",
        "name": "str",
        "state": "Literal['creating', 'running', 'paused', 'stopped', 'error']",
        # Why it is in `error`, and what to do; also why one is `stopped` that should run.
        "failure": "Union[BoxSummaryFailure, None]",
        # The job that works on it now; null for none.
        "jobId": "Union[str, None]",
        # As it was asked for: `alpine:3.20`, `debian`.
        "image": "str",
        # Of the image that it was made from, `sha256:…`; null for Debian, and until it is
        # known.
        "digest": "Union[str, None]",
        "labels": "Dict[str, str]",
        "network": "Literal['none', 'internet', 'home']",
        # On which it reaches other boxes, by name.
        "networks": "List[BoxSummaryNetworksItem]",
        # On the network of pups and boxes; null where it has none.
        "address": "Union[str, None]",
        "ports": "List[BoxSummaryPortsItem]",
        # Cores; null for no limit of its own.
        "cpus": "Union[float, None]",
        # Bytes.
        "memoryBytes": "float",
        # Null for no limit of its own.
        "diskBytes": "Union[float, None]",
        # Processes and threads.
        "pids": "float",
        "restart": "str",
        "ephemeral": "bool",
        # It is stopped when for so many seconds no command ran in it and nothing came or went
        # by network; null: never.
        "idleStopSeconds": "Union[float, None]",
        # Milliseconds since the epoch, as all times.
        "expiresAt": "Union[float, None]",
        # Milliseconds since 1970.
        "createdAt": "float",
        # When its main process last started; null before.
        "startedAt": "Union[float, None]",
        # When it last stopped; null while it runs.
        "stoppedAt": "Union[float, None]",
        # Status of its main process when that last ended: 0–255, 128+N for signal N.
        "exitCode": "Union[float, None]",
        # Restarts by its policy since it was started.
        "restarts": "float",
        # By its check of health; null where it has none.
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
        # Its number.
        "port": "float",
        # `tls`: from the first byte (port 465). `starttls`: must be offered (587). `none`: in
        # the open, for a server at home.
        "security": "Literal['tls', 'starttls', 'none']",
        "username": "str",
        # Address of the sender.
        "from": "str",
        # Address of the reader.
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
        # Where that is, in a line; without secrets.
        "where": "str",
        "target": "Union[DestinationTargetWebhook, DestinationTargetEmail, DestinationTargetNtfy, DestinationTargetPush]",
        # Whether a secret is kept for it. It is never given out.
        "secretSet": "bool",
        # Milliseconds since 1970.
        "createdAt": "float",
        # The last message that arrived, milliseconds since the epoch.
        "lastSentAt": "Union[float, None]",
        # Why the last message did not arrive; null where it did.
        "problem": "Union[str, None]",
    },
)

Disk = TypedDict(
    "Disk",
    {
        # `/dev/sda`
        "name": "str",
        # As its maker calls it; null where that is not known.
        "model": "Union[str, None]",
        # Bytes.
        "size": "float",
        # Bytes free on its mounted filesystem; null when not mounted.
        "free": "Union[float, None]",
        # Where it is mounted; null where it is not.
        "mountPoint": "Union[str, None]",
        "isBootDisk": "bool",
        # Whether data can live there now.
        "usable": "bool",
        # Why not, where not.
        "reason": "Union[str, None]",
    },
)

HookLastCallsItem = TypedDict(
    "HookLastCallsItem",
    {
        # Milliseconds since the epoch.
        "at": "float",
        # Id of the pup that called; null for one that is gone.
        "from": "Union[str, None]",
        "method": "str",
        # Status of HTTP; null where none came.
        "status": "float",
        # Why the gateway refused it; null where it passed.
        "refused": "Union[str, None]",
    },
)

Hook = TypedDict(
    "Hook",
    {
        "id": "str",
        # What other pups ask for.
        "url": "str",
        # Port of the pup that is called.
        "port": "float",
        "path": "str",
        # As the owner says; null: those that provide something to the pup.
        "callers": "Union[List[str], None]",
        # Why it cannot be called, in a sentence; null where it can.
        "problem": "Union[str, None]",
        # Calls and refused ones since the box was started.
        "calls": "float",
        # Calls that were refused since the box was started.
        "refused": "float",
        # The last of them, newest first: twenty at most.
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
        # Names with tags, `nginx:1.25`; none where all were taken away.
        "tags": "List[str]",
        # Names with the digests that registries know it by.
        "digests": "List[str]",
        # Bytes of its files, unpacked.
        "sizeBytes": "float",
        "source": "Literal['pull', 'load', 'import', 'commit', 'build']",
        # When it was made, as it says itself, milliseconds since the epoch; 0 where it does
        # not.
        "createdAt": "float",
        # When it came to the box, milliseconds since the epoch.
        "addedAt": "float",
        # Names of boxes that were made from it.
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
        # What a person reads: “Building the root filesystem”.
        "title": "str",
        "status": "Literal['pending', 'running', 'succeeded', 'failed', 'cancelled', 'skipped']",
        # 0–100 within the step.
        "percent": "float",
        # Latest short note of the step (“42 of 97 packages”).
        "note": "Union[str, None]",
        # Milliseconds since the epoch.
        "startedAt": "Union[float, None]",
        # Milliseconds since 1970; null while it goes on.
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
        # What a person reads: “Install Regtest node”.
        "title": "str",
        # Locks it holds or waits for: `pup:<id>`, `system`.
        "resources": "List[str]",
        # The pup, source … it is about; null for the whole machine.
        "subject": "Union[JobSubject, None]",
        # The job whose step runs this one, where it is part of another.
        "parentId": "Union[str, None]",
        "status": "Literal['queued', 'running', 'succeeded', 'failed', 'cancelled']",
        "steps": "List[JobStepsItem]",
        # 0–100 over all steps, by their weight.
        "percent": "float",
        # Why it failed; null where it did not.
        "error": "Union[JobError, None]",
        # Why it has not begun: a condition that does not hold yet. It begins by itself when it
        # does.
        "waitingFor": "Union[JobWaitingFor, None]",
        # What it made, as its kind says, once it has succeeded; null for nothing.
        "result": "Any",
        # True where a cancel can still be asked for.
        "cancellable": "bool",
        "cancelRequested": "bool",
        # Who asked: `owner` or `box` (the reconciler).
        "requestedBy": "str",
        # Milliseconds since 1970.
        "createdAt": "float",
        # Milliseconds since 1970; null before.
        "startedAt": "Union[float, None]",
        # Milliseconds since 1970; null while it goes on.
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
        # Stands for this very line; give it back as `after` to go on behind it.
        "cursor": "str",
    },
)

LogLineOptional = TypedDict(
    "LogLineOptional",
    {
        # The box wrote it, not the service.
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
        # More names by which it is found there.
        "aliases": "List[str]",
        # The one that was chosen there, or its own; null while it does not run.
        "address": "Union[str, None]",
        # Where the network has IPv6; null while it does not run.
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
        # It opens no way to the internet or the home network to its boxes.
        "internal": "bool",
        # Boxes have an IPv6 address there too, by which they reach each other.
        "ipv6": "bool",
        # In which addresses of boxes can be chosen, CIDR; null for none.
        "subnet": "Union[str, None]",
        # What it was made with by the program that made it; null for none.
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
        # Its hardware address; null where it has none.
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
        # What the last check found, one sentence.
        "text": "str",
        # Since when it is in this state, milliseconds since the epoch.
        "since": "float",
    },
)

PupDetailServicesItemFlapping = TypedDict(
    "PupDetailServicesItemFlapping",
    {
        # How often it ended.
        "ends": "float",
        # Within how many minutes.
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
        # Milliseconds since 1970; null before.
        "startedAt": "Union[float, None]",
        # Restarts by the box since the pup was last started by its owner.
        "restarts": "float",
        # Exit status of its last run; 128+N for signal N.
        "lastExitCode": "Union[float, None]",
        # Seconds after which the box had to kill it when it was last stopped; null when it
        # ended by itself.
        "killedAfter": "Union[float, None]",
        # Why it is waiting and until when (back-off), milliseconds since the epoch.
        "nextStartAt": "Union[float, None]",
    },
)

PupDetailServicesItemOptional = TypedDict(
    "PupDetailServicesItemOptional",
    {
        # Only where its manifest has a health check.
        "health": "PupDetailServicesItemHealth",
        # Only while it ends again and again: how often, within how many minutes.
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
        # What the last check found, one sentence.
        "text": "str",
        # Since when it is in this state, milliseconds since the epoch.
        "since": "float",
    },
)

PupDetailWebPagesItemNeeded = TypedDict(
    "PupDetailWebPagesItemNeeded",
    {
        "name": "str",
        # Absolute address under which the box shows the page to a logged-in owner.
        "url": "str",
        # Port on the box at which the proxy for this page listens.
        "port": "float",
    },
)

PupDetailWebPagesItemOptional = TypedDict(
    "PupDetailWebPagesItemOptional",
    {
        # Only where others than the logged-in owner may open it.
        "access": "Literal['token', 'open']",
        # Only while it cannot be opened: why, and what to do (another program holds its port).
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
        # The owner does not want to be notified of this one.
        "skipped": "bool",
    },
)

PupDetailLimitsReachedItem = TypedDict(
    "PupDetailLimitsReachedItem",
    {
        "kind": "Literal['memory', 'pids', 'storage']",
        # When that last happened, milliseconds since the epoch.
        "at": "float",
        "text": "str",
    },
)

PupDetailDevicesItem = TypedDict(
    "PupDetailDevicesItem",
    {
        # `/dev/kvm`; a folder stands for the devices in it.
        "node": "str",
        "access": "Literal['r', 'w', 'rw']",
        # What it is, and what whoever has it can do, in words.
        "what": "str",
        "can": "str",
        # 1 critical, 2 notable, 3 harmless.
        "severity": "float",
        "severityLabel": "str",
        # The owner allows it; nobody else does.
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
        # An example that an empty field shows; null for none.
        "placeholder": "Union[str, None]",
        # A sentence on what to give; null for none.
        "help": "Union[str, None]",
        # Value that counts where none is set; null where there is none.
        "default": "Union[str, None]",
        # Smallest value; null for none.
        "min": "Union[float, None]",
        # Largest value; null for none.
        "max": "Union[float, None]",
        # Values lie so far apart; null for any.
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
        # What a person reads.
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
        # Processes and threads.
        "pids": "float",
        # Cores, fractions allowed; null for no limit of its own.
        "cpus": "Union[float, None]",
        # Bytes of its data; null for no limit of its own.
        "storageBytes": "Union[float, None]",
        # Files and folders that its data may consist of; follows from the limit of bytes.
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
        # Processes and threads.
        "pids": "Union[float, None]",
        # Cores, fractions allowed; null for no limit of its own.
        "cpus": "Union[float, None]",
        # Seconds that it has to end by itself before it is killed; null: the default.
        "stopSeconds": "Union[float, None]",
        # Its part of a busy disk, beside 100 of each other pup; null: the default.
        "ioWeight": "Union[float, None]",
    },
)

PupDetailLimitChoicesDefaults = TypedDict(
    "PupDetailLimitChoicesDefaults",
    {
        # Bytes.
        "memoryBytes": "float",
        # Processes and threads.
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
        # Size of the disk with pups' data; null while it cannot be looked at.
        "storageBytes": "Union[float, None]",
        # Whether its kernel shares disks by weight.
        "ioWeight": "bool",
    },
)

PupDetailLimitChoices = TypedDict(
    "PupDetailLimitChoices",
    {
        # As the owner set them; null: the default.
        "own": "PupDetailLimitChoicesOwn",
        # What it gets of what the owner did not set. All cores are there for it, and the disk
        # until that is nearly full.
        "defaults": "PupDetailLimitChoicesDefaults",
        "host": "PupDetailLimitChoicesHost",
    },
)

PupDetailTroubleItemFlapping = TypedDict(
    "PupDetailTroubleItemFlapping",
    {
        # How often it ended.
        "ends": "float",
        # Within how many minutes.
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
        # What happened, in words, one sentence.
        "reason": "str",
        # Exit status, 128+N for signal N; null where it is not known.
        "exitCode": "Union[float, None]",
        # When it ended, milliseconds since the epoch; null where it is not known.
        "at": "Union[float, None]",
        # When the box starts it again, milliseconds since the epoch.
        "nextStartAt": "Union[float, None]",
        # The last lines of its log before it ended, oldest first.
        "lines": "List[PupDetailTroubleItemLinesItem]",
    },
)

PupDetailTroubleItemOptional = TypedDict(
    "PupDetailTroubleItemOptional",
    {
        # Only while it ends again and again.
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
        # Services that are started again.
        "services": "List[str]",
        # All of it in a sentence for a person.
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
        # Path on the box of the logo, or null: the page then draws initials.
        "logoUrl": "Union[str, None]",
        "state": "Literal['installing', 'stopped', 'starting', 'running', 'stopping', 'crashed', 'broken', 'updating', 'uninstalled']",
        # What the owner wants: true = should be running.
        "enabled": "bool",
        # Why it is broken or crashed, and what to do.
        "failure": "Union[PupDetailFailure, None]",
        # Required config is missing: it cannot start before it was saved.
        "needsConfig": "bool",
        # `waiting`: its keys are made when the owner next gives the password.
        "keys": "Literal['made', 'waiting']",
        "services": "List[PupDetailServicesItem]",
        "webPages": "List[PupDetailWebPagesItem]",
        # IPv4 address on the pup network, while it has one.
        "address": "Union[str, None]",
        # Milliseconds since the epoch.
        "installedAt": "Union[float, None]",
        # A newer version that its source offers; null where there is none.
        "updateAvailable": "Union[PupDetailUpdateAvailable, None]",
        # Unfinished job on this pup.
        "jobId": "Union[str, None]",
        "longDescription": "str",
        "requiresInternet": "bool",
        # Devices of the box that it asks for.
        "devices": "List[PupDetailDevicesItem]",
        "exposes": "List[PupDetailExposesItem]",
        "config": "PupDetailConfig",
        # What it gets.
        "limits": "PupDetailLimits",
        "limitChoices": "PupDetailLimitChoices",
        # Bytes used by the pup's storage at the last look; null when never looked.
        "storageBytes": "Union[float, None]",
        # Folders inside of it in which its image keeps data, beside `/storage`. They are
        # counted, kept and removed with the storage.
        "volumes": "List[str]",
        # How its root filesystem was made; null before it was.
        "buildKind": "Union[Literal['nix', 'flake', 'debian', 'image'], None]",
        # Hash of the whole tree that was installed, SHA-256 in hex.
        "treeHash": "Union[str, None]",
        # Where it stood in its source: `tag v0.3.4`, `folder`.
        "origin": "Union[str, None]",
        "signature": "Literal['unsigned', 'verified', 'failed']",
        # The version that it had before, kept to go back to without a download; null for none.
        "previousVersion": "Union[str, None]",
        # Dev mode: the source's folder itself is mounted, writable, and a change there restarts
        # the pup.
        "dev": "bool",
        # Dev mode can be switched on: its source is a folder of this host.
        "devPossible": "bool",
    },
)

PupDetailOptional = TypedDict(
    "PupDetailOptional",
    {
        # Name in its source, where it is one of several and has another.
        "offerName": "str",
        # Only where a service of it has a health check: that of the worst.
        "health": "PupDetailHealth",
        # Only while there is one: limits that it reached within the last day.
        "limitsReached": "List[PupDetailLimitsReachedItem]",
        # Only while services of it are down that should run: how each ended, and its last
        # words.
        "trouble": "List[PupDetailTroubleItem]",
        # Only while what runs was made from something else than what is wanted now.
        "drift": "PupDetailDrift",
        # Only in dev mode: why a change of the folder is not taken over (a manifest that cannot
        # be used), in words.
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
        # What the last check found, one sentence.
        "text": "str",
        # Since when it is in this state, milliseconds since the epoch.
        "since": "float",
    },
)

PupSummaryServicesItemFlapping = TypedDict(
    "PupSummaryServicesItemFlapping",
    {
        # How often it ended.
        "ends": "float",
        # Within how many minutes.
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
        # Milliseconds since 1970; null before.
        "startedAt": "Union[float, None]",
        # Restarts by the box since the pup was last started by its owner.
        "restarts": "float",
        # Exit status of its last run; 128+N for signal N.
        "lastExitCode": "Union[float, None]",
        # Seconds after which the box had to kill it when it was last stopped; null when it
        # ended by itself.
        "killedAfter": "Union[float, None]",
        # Why it is waiting and until when (back-off), milliseconds since the epoch.
        "nextStartAt": "Union[float, None]",
    },
)

PupSummaryServicesItemOptional = TypedDict(
    "PupSummaryServicesItemOptional",
    {
        # Only where its manifest has a health check.
        "health": "PupSummaryServicesItemHealth",
        # Only while it ends again and again: how often, within how many minutes.
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
        # What the last check found, one sentence.
        "text": "str",
        # Since when it is in this state, milliseconds since the epoch.
        "since": "float",
    },
)

PupSummaryWebPagesItemNeeded = TypedDict(
    "PupSummaryWebPagesItemNeeded",
    {
        "name": "str",
        # Absolute address under which the box shows the page to a logged-in owner.
        "url": "str",
        # Port on the box at which the proxy for this page listens.
        "port": "float",
    },
)

PupSummaryWebPagesItemOptional = TypedDict(
    "PupSummaryWebPagesItemOptional",
    {
        # Only where others than the logged-in owner may open it.
        "access": "Literal['token', 'open']",
        # Only while it cannot be opened: why, and what to do (another program holds its port).
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
        # The owner does not want to be notified of this one.
        "skipped": "bool",
    },
)

PupSummaryLimitsReachedItem = TypedDict(
    "PupSummaryLimitsReachedItem",
    {
        "kind": "Literal['memory', 'pids', 'storage']",
        # When that last happened, milliseconds since the epoch.
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
        # Path on the box of the logo, or null: the page then draws initials.
        "logoUrl": "Union[str, None]",
        "state": "Literal['installing', 'stopped', 'starting', 'running', 'stopping', 'crashed', 'broken', 'updating', 'uninstalled']",
        # What the owner wants: true = should be running.
        "enabled": "bool",
        # Why it is broken or crashed, and what to do.
        "failure": "Union[PupSummaryFailure, None]",
        # Required config is missing: it cannot start before it was saved.
        "needsConfig": "bool",
        # `waiting`: its keys are made when the owner next gives the password.
        "keys": "Literal['made', 'waiting']",
        "services": "List[PupSummaryServicesItem]",
        "webPages": "List[PupSummaryWebPagesItem]",
        # IPv4 address on the pup network, while it has one.
        "address": "Union[str, None]",
        # Milliseconds since the epoch.
        "installedAt": "Union[float, None]",
        # A newer version that its source offers; null where there is none.
        "updateAvailable": "Union[PupSummaryUpdateAvailable, None]",
        # Unfinished job on this pup.
        "jobId": "Union[str, None]",
    },
)

PupSummaryOptional = TypedDict(
    "PupSummaryOptional",
    {
        # Name in its source, where it is one of several and has another.
        "offerName": "str",
        # Only where a service of it has a health check: that of the worst.
        "health": "PupSummaryHealth",
        # Only while there is one: limits that it reached within the last day.
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
        # `builtin` = the folder `pups/` of this program; cannot be removed.
        "kind": "Literal['builtin', 'folder', 'git', 'web']",
        # The owner's name for it, else its own.
        "name": "str",
        "location": "str",
        # The source of the Dogebox project, listed from the start.
        "official": "bool",
        # How many pups it offers.
        "pups": "float",
        # Milliseconds since 1970.
        "addedAt": "float",
        # Milliseconds since 1970.
        "lastSeenAt": "Union[float, None]",
        # What went wrong at the last look, in plain words. What was seen before stays.
        "lastError": "Union[str, None]",
        # Job that is reading it now.
        "jobId": "Union[str, None]",
        # Name of the account at the source; null without credentials. The password is never
        # given.
        "account": "Union[str, None]",
        # Pinned minisign public key; null for none.
        "publicKey": "Union[str, None]",
        "signature": "Literal['unsigned', 'verified', 'failed']",
        # Entries that could not be read, each with its reason.
        "unreadable": "List[SourceUnreadableItem]",
        # Names and versions that stand for more than one content, and which is taken.
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
        # The newest version that can be used.
        "version": "str",
        # How many versions the source offers.
        "versions": "float",
        "category": "Literal['node', 'wallet', 'network', 'web', 'data', 'media', 'security', 'development', 'other']",
        "shortDescription": "str",
        "longDescription": "str",
        # Path of its logo on the box; null for none.
        "logoUrl": "Union[str, None]",
        # Which build kinds it offers, and whether this host can do one.
        "runnable": "bool",
        # Why not, and what to do.
        "reason": "Union[str, None]",
        "requiresInternet": "bool",
        # Names of web pages it brings.
        "webPages": "List[str]",
        "interfaces": "List[StorePupInterfacesItem]",
        "dependencies": "List[StorePupDependenciesItem]",
        # Things a careful reader should know: warnings of the manifest check.
        "warnings": "List[str]",
        "signature": "Literal['unsigned', 'verified', 'failed']",
        # When its newest version was made (date of the tag's commit, of the files),
        # milliseconds since the epoch.
        "updatedAt": "Union[float, None]",
        # The installed pup from this source and name, if any.
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
        # Where it stands in the source: `tag v0.3.4`, `branch main`, `folder`, `archive
        # core-0.0.9.tar.gz`.
        "origin": "str",
        # Milliseconds since 1970; null where that is not known.
        "updatedAt": "Union[float, None]",
        # Hash of its whole tree, SHA-256 in hex; null where it is known only at install.
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
        # Port that it opens; null where it opens none.
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
        # Port that it opens; null where it opens none.
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
        # An example that an empty field shows; null for none.
        "placeholder": "Union[str, None]",
        # A sentence on what to give; null for none.
        "help": "Union[str, None]",
        # Value that counts where none is set; null where there is none.
        "default": "Union[str, None]",
        # Smallest value; null for none.
        "min": "Union[float, None]",
        # Largest value; null for none.
        "max": "Union[float, None]",
        # Values lie so far apart; null for any.
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
        # What a person reads.
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
        # Bytes; null: no limit of its own, or not known.
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
        # One command that does it; null where none can.
        "command": "Union[str, None]",
    },
)

StorePupDetail = TypedDict(
    "StorePupDetail",
    {
        "sourceId": "str",
        "sourceName": "str",
        "name": "str",
        # The newest version that can be used.
        "version": "str",
        # How many versions the source offers.
        "versions": "float",
        "category": "Literal['node', 'wallet', 'network', 'web', 'data', 'media', 'security', 'development', 'other']",
        "shortDescription": "str",
        "longDescription": "str",
        # Path of its logo on the box; null for none.
        "logoUrl": "Union[str, None]",
        # Which build kinds it offers, and whether this host can do one.
        "runnable": "bool",
        # Why not, and what to do.
        "reason": "Union[str, None]",
        "requiresInternet": "bool",
        # Names of web pages it brings.
        "webPages": "List[str]",
        "interfaces": "List[StorePupDetailInterfacesItem]",
        "dependencies": "List[StorePupDetailDependenciesItem]",
        # Things a careful reader should know: warnings of the manifest check.
        "warnings": "List[str]",
        "signature": "Literal['unsigned', 'verified', 'failed']",
        # When its newest version was made (date of the tag's commit, of the files),
        # milliseconds since the epoch.
        "updatedAt": "Union[float, None]",
        # The installed pup from this source and name, if any.
        "installedPupId": "Union[str, None]",
        # State of the installed pup; null where none is.
        "installedState": "Union[Literal['installing', 'stopped', 'starting', 'running', 'stopping', 'crashed', 'broken', 'updating', 'uninstalled'], None]",
        # Newest first.
        "offered": "List[StorePupDetailOfferedItem]",
        # Hash of the tree of the shown version.
        "hash": "Union[str, None]",
        "upstreamVersions": "Dict[str, str]",
        "exposes": "List[StorePupDetailExposesItem]",
        # What it offers to other pups, with the permissions they may ask for.
        "offers": "List[StorePupDetailOffersItem]",
        # What it needs of other pups, and which pups of the store provide that.
        "needs": "List[StorePupDetailNeedsItem]",
        # Its settings, with their defaults.
        "config": "StorePupDetailConfig",
        "resources": "StorePupDetailResources",
        # Ways to build it, in the order of the host's choice, with why one is skipped.
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
        # `container-ended`: its service has ended, and the command with it.
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
        # Somebody looks at it now.
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
        # Host of the address: the rest of it may hold a token, and is not shown.
        "host": "str",
        # Kinds of changes; null: all.
        "kinds": "Union[List[Literal['pup', 'pup-removed', 'wiring', 'ad-hoc-box', 'ad-hoc-box-removed', 'ad-hoc-box-exec', 'job', 'source', 'source-removed', 'store', 'sessions', 'box', 'attention']], None]",
        # Ids of pups: what is about them, and jobs about them; null: all.
        "pups": "Union[List[str], None]",
        "state": "Literal['active', 'failing', 'paused']",
        # Why it is paused; null where it is not.
        "pausedBy": "Union[Literal['owner', 'failures'], None]",
        # Number of the last change that was sent or is not wanted; what comes after it is next.
        "seq": "float",
        # Changes that came after `seq`, wanted or not.
        "behind": "float",
        # When it is tried again, milliseconds since the epoch; null where nothing failed.
        "nextAt": "Union[float, None]",
        # Since when it has taken nothing; null where nothing failed.
        "failingSince": "Union[float, None]",
        # Why the last try failed; null where it did not.
        "problem": "Union[str, None]",
        # Until when the secret before signs too; null where there is none.
        "oldSecretUntil": "Union[float, None]",
        # Milliseconds since 1970.
        "createdAt": "float",
    },
)

WebhookDelivery = TypedDict(
    "WebhookDelivery",
    {
        "id": "str",
        # As in the header `Webhook-Id`: the same for each try.
        "message": "str",
        # Kind of the event; `resync` and `test` beside those of changes.
        "event": "Literal['pup', 'pup-removed', 'wiring', 'ad-hoc-box', 'ad-hoc-box-removed', 'ad-hoc-box-exec', 'job', 'source', 'source-removed', 'store', 'sessions', 'box', 'attention', 'resync', 'test']",
        # Number of the change; null for a test.
        "seq": "Union[float, None]",
        "state": "Literal['delivered', 'failed']",
        # When it was tried last, milliseconds since the epoch.
        "at": "float",
        # Times it was tried.
        "tries": "float",
        # Status of the last answer; null where none came.
        "status": "Union[float, None]",
        # How long the last try took, milliseconds.
        "ms": "float",
        # Why the last try failed, in words; null where it did not.
        "problem": "Union[str, None]",
    },
)

AttentionDismissBody = TypedDict(
    "AttentionDismissBody",
    {
        # Of the item, as the list has it.
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
        # One command that does it; null where none can.
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
        # Stable as long as the same thing needs the owner: `pup:<id>:crashed`.
        "id": "str",
        "severity": "Literal['critical', 'warning', 'info']",
        # What is wrong, a few words.
        "title": "str",
        # Why, and what to do.
        "text": "str",
        # Where the owner does it; null where it is done outside of the dashboard.
        "action": "Union[AttentionListAnswerItemsItemAction, None]",
        # What has to be done on the host, each with the one command that does it, where one
        # can.
        "steps": "List[AttentionListAnswerItemsItemStepsItem]",
        # What it comes from, with a word on each: the pups that take most of a full disk.
        "links": "List[AttentionListAnswerItemsItemLinksItem]",
        # Milliseconds since the epoch.
        "since": "float",
        # What it is about; null for the box itself.
        "subject": "Union[AttentionListAnswerItemsItemSubject, None]",
        # It can be put away: it reports something that is over.
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
        # What people know it by.
        "name": "str",
        # Name of the tz database, `Europe/Berlin`.
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
        # As far as it is known: `ended by SIGKILL`, `exit status 1: its last words`.
        "reason": "str",
    },
)

BoxEndsAnswer = TypedDict(
    "BoxEndsAnswer",
    {
        "ends": "List[BoxEndsAnswerEndsItem]",
        # Where the next page begins; null: this was the last.
        "next": "Union[str, None]",
    },
)

BoxFreeSpaceBody = TypedDict(
    "BoxFreeSpaceBody",
    {
        # What is freed, as `GET /box/space` names it.
        "what": "List[Literal['layers', 'downloads', 'logs']]",
    },
)

BoxFreeSpaceAnswerFreedItem = TypedDict(
    "BoxFreeSpaceAnswerFreedItem",
    {
        "what": "Literal['layers', 'downloads', 'logs']",
        # Bytes.
        "bytes": "float",
        # In a sentence for a person.
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
        # Before the first line: give it as `before` for the page before this one.
        "start": "str",
        # There may be lines before.
        "older": "bool",
        # Behind the last line, or where one would have been.
        "cursor": "str",
        # There is more at once.
        "more": "bool",
        # Lines behind the given cursor are gone: the log has begun again too often since.
        "gap": "bool",
    },
)

BoxMetricsAnswerSamples = TypedDict(
    "BoxMetricsAnswerSamples",
    {
        # Milliseconds since 1970.
        "at": "List[float]",
        # Per cent of one core: 150 is one and a half cores.
        "cpu": "List[float]",
        # Bytes.
        "memory": "List[float]",
        # Bytes a second received.
        "rx": "List[float]",
        # Bytes a second sent.
        "tx": "List[float]",
        # Processes and threads.
        "pids": "List[float]",
        # Bytes a second read from disks.
        "read": "List[float]",
        # Bytes a second written to disks.
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
        # `/dev/sda2`, or what else is mounted there.
        "name": "str",
        "mountPoint": "str",
        # What lies on it: the box's own (database, programs of pups), pups' data.
        "holds": "List[Literal['box', 'pups']]",
        # Bytes.
        "size": "float",
        # Bytes that the box and its pups can still write.
        "free": "float",
        # Files that it can hold, and how many more; null where there is no such bound.
        "files": "Union[float, None]",
        # Files that it can still hold; null where there is no such bound.
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
        # What it takes, bytes.
        "bytes": "float",
        # What of it nobody uses.
        "unused": "float",
        # What goes when it is freed, in a sentence for a person.
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
        # Absent: one is made up.
        "name": "str",
        # Whether it is started when it is there.
        "start": "bool",
    },
    total=False,
)

BoxesCloneAnswerPlanEffectsItem = TypedDict(
    "BoxesCloneAnswerPlanEffectsItem",
    {
        "kind": "Literal['pup', 'data', 'connection', 'access', 'port', 'page', 'source', 'session', 'box', 'snapshot', 'network']",
        # Null where it has none, or none yet.
        "id": "Union[str, None]",
        # What a person calls it.
        "name": "str",
        # What becomes of it, in a sentence.
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
        # The job that does it; null where there is nothing to do.
        "jobId": "Union[str, None]",
        # The box that is made; null with `plan=1`.
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
        # Absent: half of the box's memory.
        "sizeBytes": "int",
    },
    total=False,
)

class BoxesCreateBodyMemoryFoldersItem(BoxesCreateBodyMemoryFoldersItemNeeded, BoxesCreateBodyMemoryFoldersItemOptional):
    pass

BoxesCreateBodyUlimitsItem = TypedDict(
    "BoxesCreateBodyUlimitsItem",
    {
        # As `ulimit` and systemd call it.
        "name": "Literal['core', 'cpu', 'fsize', 'locks', 'memlock', 'msgqueue', 'nice', 'nofile', 'nproc', 'rtprio', 'rttime', 'sigpending', 'stack']",
        # In the kernel's unit: bytes, seconds, a number. -1: none.
        "soft": "int",
        # Up to which a process can raise it; at most that of the host.
        "hard": "int",
    },
)

BoxesCreateBodyExtraHostsItem = TypedDict(
    "BoxesCreateBodyExtraHostsItem",
    {
        # The name that leads to the address.
        "name": "str",
        # Of IPv4 or IPv6.
        "address": "str",
    },
)

BoxesCreateBodyDebian = TypedDict(
    "BoxesCreateBodyDebian",
    {
        # Names of Debian packages on top of the base.
        "packages": "List[str]",
    },
    total=False,
)

BoxesCreateBodyNetworksItemNeeded = TypedDict(
    "BoxesCreateBodyNetworksItemNeeded",
    {
        # Id or name.
        "name": "str",
    },
)

BoxesCreateBodyNetworksItemOptional = TypedDict(
    "BoxesCreateBodyNetworksItemOptional",
    {
        # Names by which it is found there, beside its own.
        "aliases": "List[str]",
        # Chosen within the network’s subnet; absent: its own alone.
        "address": "str",
    },
    total=False,
)

class BoxesCreateBodyNetworksItem(BoxesCreateBodyNetworksItemNeeded, BoxesCreateBodyNetworksItemOptional):
    pass

BoxesCreateBodyVolumesItemVolumeNeeded = TypedDict(
    "BoxesCreateBodyVolumesItemVolumeNeeded",
    {
        # A volume that the box keeps; made when it is not there.
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
        # Nothing can be written there from inside.
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
        # Nothing can be written there from inside.
        "readonly": "bool",
    },
    total=False,
)

class BoxesCreateBodyVolumesItemFolder(BoxesCreateBodyVolumesItemFolderNeeded, BoxesCreateBodyVolumesItemFolderOptional):
    pass

BoxesCreateBodyHealth = TypedDict(
    "BoxesCreateBodyHealth",
    {
        # A command in the box, as the user of its main process; well with exit code 0.
        "argv": "List[str]",
        # The same as a line for `/bin/sh`. Or `argv`.
        "shell": "str",
        # Between two checks.
        "intervalSeconds": "int",
        # The command is killed after them, and the check has failed.
        "timeoutSeconds": "int",
        # Checks in a row that must fail before the box is unhealthy.
        "retries": "int",
        # After a start in which failures do not count.
        "startSeconds": "int",
        # Between two checks while it starts; absent: three, and never more than usual.
        "startIntervalSeconds": "int",
    },
    total=False,
)

BoxesCreateBodyPortsItemNeeded = TypedDict(
    "BoxesCreateBodyPortsItemNeeded",
    {
        # Inside the box.
        "port": "int",
    },
)

BoxesCreateBodyPortsItemOptional = TypedDict(
    "BoxesCreateBodyPortsItemOptional",
    {
        # On the host; absent: one that is free.
        "hostPort": "int",
        # With `hostPort`: the last of a range, of which the first that is free is taken.
        "hostPortLast": "int",
        # The one address of the host at which it is open, of IPv4 or IPv6; absent: all of IPv4.
        # `::`: all of both kinds.
        "hostAddress": "str",
        # What goes over it.
        "protocol": "Literal['tcp', 'udp']",
    },
    total=False,
)

class BoxesCreateBodyPortsItem(BoxesCreateBodyPortsItemNeeded, BoxesCreateBodyPortsItemOptional):
    pass

BoxesCreateBody = TypedDict(
    "BoxesCreateBody",
    {
        # Its name inside; absent: made of the box's name.
        "hostname": "str",
        # Capabilities beside the usual ones (`NET_BIND_SERVICE`, with or without `CAP_`). As
        # all of them they hold for root inside alone.
        "capAdd": "List[str]",
        # Those that it does not get; `ALL` for none but those in `capAdd`.
        "capDrop": "List[str]",
        # Nothing of its root can be written to: volumes and folders in memory alone.
        "readonlyRoot": "bool",
        # Folders in memory, empty at each start; what they hold counts as memory of the box.
        "memoryFolders": "List[BoxesCreateBodyMemoryFoldersItem]",
        # Size of `/dev/shm`, bytes; absent: half of the box's memory.
        "shmBytes": "int",
        # Limits of each process.
        "ulimits": "List[BoxesCreateBodyUlimitsItem]",
        # Groups of its main process beside those of its user, by number.
        "groups": "List[int]",
        # Settings of the kernel for its own network.
        "sysctls": "Dict[str, str]",
        # Further names in its `/etc/hosts`.
        "extraHosts": "List[BoxesCreateBodyExtraHostsItem]",
        # Whether a small init is its first process, which passes signals on and reaps; absent:
        # where the host has one. With false its own program is the first process.
        "init": "bool",
        # An image of a registry, with a tag or a digest: `alpine:3.20`. Or `debian`.
        "image": "str",
        # The host’s own Debian base. Or `image`.
        "debian": "BoxesCreateBodyDebian",
        # Cores; absent: no limit of its own.
        "cpus": "float",
        # Bytes; absent: half of the host’s, at most 2 GB.
        "memoryBytes": "int",
        # Bytes of what it writes to its root; absent: as much as the disk has.
        "diskBytes": "int",
        # Processes and threads; absent: 1024.
        "pids": "int",
        # What it may reach: `none`: nothing. `internet`: the internet, never the home network.
        # `home`: both.
        "network": "Literal['none', 'internet', 'home']",
        # On which it reaches other boxes, and they it.
        "networks": "List[BoxesCreateBodyNetworksItem]",
        # Sealed; values are shown to who may `administer` alone.
        "env": "Dict[str, str]",
        # Volumes, and folders of the host, that it has.
        "volumes": "List[Union[BoxesCreateBodyVolumesItemVolume, BoxesCreateBodyVolumesItemFolder]]",
        # Absolute folder inside; absent: the image’s.
        "workdir": "str",
        # `1000`, `1000:1000`, `www-data`, `www-data:adm`; absent: the image’s.
        "user": "str",
        # Name → value.
        "labels": "Dict[str, str]",
        # Absent: one is made up.
        "name": "str",
        # Main process; absent: the image’s. Where that is a shell, or there is none, one that
        # waits.
        "argv": "List[str]",
        # What the main process begins with, before `argv`, instead of the image’s entry point.
        # Given, it is run as it is: a shell alone does not become one that waits.
        "entrypoint": "List[str]",
        # Its main process has a terminal, and one output.
        "tty": "bool",
        # The input of its main process is open; else it is empty.
        "stdin": "bool",
        # By which it is asked to end where nobody says how; absent: SIGTERM.
        "stopSignal": "Literal['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH']",
        # Seconds until what still runs is killed then; absent: 10.
        "stopSeconds": "int",
        # Whether it works as well as it runs is asked by a command.
        "health": "BoxesCreateBodyHealth",
        # Opaque: kept, and given back, for the program that makes the box.
        "annotations": "str",
        # Ports of the host that lead to the box, open to the home network.
        "ports": "List[BoxesCreateBodyPortsItem]",
        # What happens when its main process ends: `no`, `always`, `unless-stopped`,
        # `on-failure`, `on-failure:N` (so often at most).
        "restart": "str",
        # It is stopped when for so long no command ran in it and nothing came or went by
        # network.
        "idleStopSeconds": "Union[int, None]",
        # It is removed then, milliseconds since the epoch.
        "expiresAt": "Union[int, None]",
        # It is removed when its main process has ended, or when it is stopped.
        "ephemeral": "bool",
        # Whether it is started when it is there.
        "start": "bool",
    },
    total=False,
)

BoxesCreateAnswerNeeded = TypedDict(
    "BoxesCreateAnswerNeeded",
    {
        # The job that does it; null where there is nothing to do.
        "jobId": "Union[str, None]",
        # The box that is made; null with `plan=1`.
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
        # Names of boxes that have it.
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
        # Columns of the terminal, characters.
        "cols": "int",
        # Rows of the terminal, characters.
        "rows": "int",
    },
)

BoxesExecBodyNeeded = TypedDict(
    "BoxesExecBodyNeeded",
    {
        # Program and arguments; there is no shell but one that is named here.
        "argv": "List[str]",
    },
)

BoxesExecBodyOptional = TypedDict(
    "BoxesExecBodyOptional",
    {
        # Absolute folder inside; absent: the service's.
        "cwd": "str",
        # Added to the service's.
        "env": "Dict[str, str]",
        # Ids inside of the container; absent: the service's.
        "user": "BoxesExecBodyUser",
        # It is killed after this many milliseconds, at most a day.
        "timeoutMs": "int",
        # Absent: no terminal, output and errors apart.
        "terminal": "BoxesExecBodyTerminal",
        # Its input stays open until it is ended; else it has none.
        "stdin": "bool",
        # Bytes that are kept of its output.
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
        # Where the next page begins; null: this was the last.
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
        # Nothing more comes.
        "end": "bool",
    },
    total=False,
)

BoxesExecsResizeBody = TypedDict(
    "BoxesExecsResizeBody",
    {
        # Columns of the terminal, characters.
        "cols": "int",
        # Rows of the terminal, characters.
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
        # As it is to be shown; it may hold any character.
        "name": "str",
        # Stands for it in a path.
        "part": "str",
        # `other`: a socket, pipe or device.
        "kind": "Literal['file', 'folder', 'link', 'other']",
        # Bytes; of files.
        "size": "float",
        # Milliseconds since the epoch.
        "modifiedAt": "float",
    },
)

BoxesFilesListAnswerEntriesItemOptional = TypedDict(
    "BoxesFilesListAnswerEntriesItemOptional",
    {
        # Where a link leads, as it says itself.
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
        # What it holds in all, as far as it was counted.
        "total": "float",
        # It holds more than is counted, and than can be listed.
        "more": "bool",
        # Give it as `after` for what follows; null at the end.
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
        # Path of what is moved.
        "from": "str",
        # Path where it is to be.
        "to": "str",
    },
)

BoxesFilesPutAnswer = TypedDict(
    "BoxesFilesPutAnswer",
    {
        # Bytes that are there: the next part begins here.
        "offset": "float",
        # It is whole and in its place.
        "done": "bool",
    },
)

BoxesFilesStatAnswerNeeded = TypedDict(
    "BoxesFilesStatAnswerNeeded",
    {
        "kind": "Literal['file', 'folder', 'link', 'other']",
        # Bytes; of files.
        "size": "float",
        # Permissions, with set-user-id, set-group-id and the sticky bit: 0 to 4095.
        "mode": "float",
        # Ids of its user and group, as in the box.
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
        # Where a link leads in the end; a path in the box, from `/` on.
        "target": "str",
    },
    total=False,
)

class BoxesFilesStatAnswer(BoxesFilesStatAnswerNeeded, BoxesFilesStatAnswerOptional):
    pass

BoxesFilesUploadedAnswer = TypedDict(
    "BoxesFilesUploadedAnswer",
    {
        # Bytes that are there: the next part begins here.
        "offset": "float",
        # It is whole and in its place.
        "done": "bool",
    },
)

BoxesGcBody = TypedDict(
    "BoxesGcBody",
    {
        # Seconds for which they have not run.
        "olderThanSeconds": "int",
        # Those alone that have all of these: `name=value`, or a name alone, separated by
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
        # In words, one sentence.
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
        # The job that does it; null where there is nothing to do.
        "jobId": "Union[str, None]",
        "box": "BoxSummary",
    },
)

BoxesListAnswer = TypedDict(
    "BoxesListAnswer",
    {
        "boxes": "List[BoxSummary]",
        # Id of the last one, where there are more; else null.
        "next": "Union[str, None]",
        "capacity": "BoxCapacity",
    },
)

BoxesLogsAnswer = TypedDict(
    "BoxesLogsAnswer",
    {
        "lines": "List[LogLine]",
        # Before the first line: give it as `before` for the page before this one.
        "start": "str",
        # There may be lines before.
        "older": "bool",
        # Behind the last line, or where one would have been.
        "cursor": "str",
        # There is more at once.
        "more": "bool",
        # Lines behind the given cursor are gone: the log has begun again too often since.
        "gap": "bool",
    },
)

BoxesPauseAnswer = TypedDict(
    "BoxesPauseAnswer",
    {
        # The job that does it; null where there is nothing to do.
        "jobId": "Union[str, None]",
        "box": "BoxSummary",
    },
)

BoxesRemoveAnswerPlanEffectsItem = TypedDict(
    "BoxesRemoveAnswerPlanEffectsItem",
    {
        "kind": "Literal['pup', 'data', 'connection', 'access', 'port', 'page', 'source', 'session', 'box', 'snapshot', 'network']",
        # Null where it has none, or none yet.
        "id": "Union[str, None]",
        # What a person calls it.
        "name": "str",
        # What becomes of it, in a sentence.
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
        # The job that does it; null where there is nothing to do.
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
        # The job that does it; null where there is nothing to do.
        "jobId": "Union[str, None]",
        "box": "BoxSummary",
    },
)

BoxesRestoreAnswerPlanEffectsItem = TypedDict(
    "BoxesRestoreAnswerPlanEffectsItem",
    {
        "kind": "Literal['pup', 'data', 'connection', 'access', 'port', 'page', 'source', 'session', 'box', 'snapshot', 'network']",
        # Null where it has none, or none yet.
        "id": "Union[str, None]",
        # What a person calls it.
        "name": "str",
        # What becomes of it, in a sentence.
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
        # The job that does it; null where there is nothing to do.
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
        # The job that does it; null where there is nothing to do.
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
        # Absent: half of the box's memory.
        "sizeBytes": "int",
    },
    total=False,
)

class BoxesRunBodyMemoryFoldersItem(BoxesRunBodyMemoryFoldersItemNeeded, BoxesRunBodyMemoryFoldersItemOptional):
    pass

BoxesRunBodyUlimitsItem = TypedDict(
    "BoxesRunBodyUlimitsItem",
    {
        # As `ulimit` and systemd call it.
        "name": "Literal['core', 'cpu', 'fsize', 'locks', 'memlock', 'msgqueue', 'nice', 'nofile', 'nproc', 'rtprio', 'rttime', 'sigpending', 'stack']",
        # In the kernel's unit: bytes, seconds, a number. -1: none.
        "soft": "int",
        # Up to which a process can raise it; at most that of the host.
        "hard": "int",
    },
)

BoxesRunBodyExtraHostsItem = TypedDict(
    "BoxesRunBodyExtraHostsItem",
    {
        # The name that leads to the address.
        "name": "str",
        # Of IPv4 or IPv6.
        "address": "str",
    },
)

BoxesRunBodyDebian = TypedDict(
    "BoxesRunBodyDebian",
    {
        # Names of Debian packages on top of the base.
        "packages": "List[str]",
    },
    total=False,
)

BoxesRunBodyNetworksItemNeeded = TypedDict(
    "BoxesRunBodyNetworksItemNeeded",
    {
        # Id or name.
        "name": "str",
    },
)

BoxesRunBodyNetworksItemOptional = TypedDict(
    "BoxesRunBodyNetworksItemOptional",
    {
        # Names by which it is found there, beside its own.
        "aliases": "List[str]",
        # Chosen within the network’s subnet; absent: its own alone.
        "address": "str",
    },
    total=False,
)

class BoxesRunBodyNetworksItem(BoxesRunBodyNetworksItemNeeded, BoxesRunBodyNetworksItemOptional):
    pass

BoxesRunBodyVolumesItemVolumeNeeded = TypedDict(
    "BoxesRunBodyVolumesItemVolumeNeeded",
    {
        # A volume that the box keeps; made when it is not there.
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
        # Nothing can be written there from inside.
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
        # Nothing can be written there from inside.
        "readonly": "bool",
    },
    total=False,
)

class BoxesRunBodyVolumesItemFolder(BoxesRunBodyVolumesItemFolderNeeded, BoxesRunBodyVolumesItemFolderOptional):
    pass

BoxesRunBodyNeeded = TypedDict(
    "BoxesRunBodyNeeded",
    {
        # The command.
        "argv": "List[str]",
    },
)

BoxesRunBodyOptional = TypedDict(
    "BoxesRunBodyOptional",
    {
        # Its name inside; absent: made of the box's name.
        "hostname": "str",
        # Capabilities beside the usual ones (`NET_BIND_SERVICE`, with or without `CAP_`). As
        # all of them they hold for root inside alone.
        "capAdd": "List[str]",
        # Those that it does not get; `ALL` for none but those in `capAdd`.
        "capDrop": "List[str]",
        # Nothing of its root can be written to: volumes and folders in memory alone.
        "readonlyRoot": "bool",
        # Folders in memory, empty at each start; what they hold counts as memory of the box.
        "memoryFolders": "List[BoxesRunBodyMemoryFoldersItem]",
        # Size of `/dev/shm`, bytes; absent: half of the box's memory.
        "shmBytes": "int",
        # Limits of each process.
        "ulimits": "List[BoxesRunBodyUlimitsItem]",
        # Groups of its main process beside those of its user, by number.
        "groups": "List[int]",
        # Settings of the kernel for its own network.
        "sysctls": "Dict[str, str]",
        # Further names in its `/etc/hosts`.
        "extraHosts": "List[BoxesRunBodyExtraHostsItem]",
        # Whether a small init is its first process, which passes signals on and reaps; absent:
        # where the host has one. With false its own program is the first process.
        "init": "bool",
        # An image of a registry, with a tag or a digest: `alpine:3.20`. Or `debian`.
        "image": "str",
        # The host’s own Debian base. Or `image`.
        "debian": "BoxesRunBodyDebian",
        # Cores; absent: no limit of its own.
        "cpus": "float",
        # Bytes; absent: half of the host’s, at most 2 GB.
        "memoryBytes": "int",
        # Bytes of what it writes to its root; absent: as much as the disk has.
        "diskBytes": "int",
        # Processes and threads; absent: 1024.
        "pids": "int",
        # What it may reach: `none`: nothing. `internet`: the internet, never the home network.
        # `home`: both.
        "network": "Literal['none', 'internet', 'home']",
        # On which it reaches other boxes, and they it.
        "networks": "List[BoxesRunBodyNetworksItem]",
        # Sealed; values are shown to who may `administer` alone.
        "env": "Dict[str, str]",
        # Volumes, and folders of the host, that it has.
        "volumes": "List[Union[BoxesRunBodyVolumesItemVolume, BoxesRunBodyVolumesItemFolder]]",
        # Absolute folder inside; absent: the image’s.
        "workdir": "str",
        # `1000`, `1000:1000`, `www-data`, `www-data:adm`; absent: the image’s.
        "user": "str",
        # Name → value.
        "labels": "Dict[str, str]",
        # It is killed after this many milliseconds, at most an hour; the time for the image is
        # not counted.
        "timeoutMs": "int",
        # Text for its standard input, which ends behind it.
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
        # As of a command in a box.
        "reason": "Literal['exited', 'timeout', 'closed', 'container-ended']",
        "stdout": "Union[BoxesRunAnswerStdout, BoxesRunAnswerStdout2]",
        "stderr": "Union[BoxesRunAnswerStderr, BoxesRunAnswerStderr2]",
        # Bytes at the end of either that are not given.
        "truncated": "bool",
        # Milliseconds that the command took.
        "durationMs": "float",
        # The image as it was resolved; null for Debian.
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
        # Absent: half of the box's memory.
        "sizeBytes": "int",
    },
    total=False,
)

class BoxesRunEventsBodyMemoryFoldersItem(BoxesRunEventsBodyMemoryFoldersItemNeeded, BoxesRunEventsBodyMemoryFoldersItemOptional):
    pass

BoxesRunEventsBodyUlimitsItem = TypedDict(
    "BoxesRunEventsBodyUlimitsItem",
    {
        # As `ulimit` and systemd call it.
        "name": "Literal['core', 'cpu', 'fsize', 'locks', 'memlock', 'msgqueue', 'nice', 'nofile', 'nproc', 'rtprio', 'rttime', 'sigpending', 'stack']",
        # In the kernel's unit: bytes, seconds, a number. -1: none.
        "soft": "int",
        # Up to which a process can raise it; at most that of the host.
        "hard": "int",
    },
)

BoxesRunEventsBodyExtraHostsItem = TypedDict(
    "BoxesRunEventsBodyExtraHostsItem",
    {
        # The name that leads to the address.
        "name": "str",
        # Of IPv4 or IPv6.
        "address": "str",
    },
)

BoxesRunEventsBodyDebian = TypedDict(
    "BoxesRunEventsBodyDebian",
    {
        # Names of Debian packages on top of the base.
        "packages": "List[str]",
    },
    total=False,
)

BoxesRunEventsBodyNetworksItemNeeded = TypedDict(
    "BoxesRunEventsBodyNetworksItemNeeded",
    {
        # Id or name.
        "name": "str",
    },
)

BoxesRunEventsBodyNetworksItemOptional = TypedDict(
    "BoxesRunEventsBodyNetworksItemOptional",
    {
        # Names by which it is found there, beside its own.
        "aliases": "List[str]",
        # Chosen within the network’s subnet; absent: its own alone.
        "address": "str",
    },
    total=False,
)

class BoxesRunEventsBodyNetworksItem(BoxesRunEventsBodyNetworksItemNeeded, BoxesRunEventsBodyNetworksItemOptional):
    pass

BoxesRunEventsBodyVolumesItemVolumeNeeded = TypedDict(
    "BoxesRunEventsBodyVolumesItemVolumeNeeded",
    {
        # A volume that the box keeps; made when it is not there.
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
        # Nothing can be written there from inside.
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
        # Nothing can be written there from inside.
        "readonly": "bool",
    },
    total=False,
)

class BoxesRunEventsBodyVolumesItemFolder(BoxesRunEventsBodyVolumesItemFolderNeeded, BoxesRunEventsBodyVolumesItemFolderOptional):
    pass

BoxesRunEventsBodyNeeded = TypedDict(
    "BoxesRunEventsBodyNeeded",
    {
        # The command.
        "argv": "List[str]",
    },
)

BoxesRunEventsBodyOptional = TypedDict(
    "BoxesRunEventsBodyOptional",
    {
        # Its name inside; absent: made of the box's name.
        "hostname": "str",
        # Capabilities beside the usual ones (`NET_BIND_SERVICE`, with or without `CAP_`). As
        # all of them they hold for root inside alone.
        "capAdd": "List[str]",
        # Those that it does not get; `ALL` for none but those in `capAdd`.
        "capDrop": "List[str]",
        # Nothing of its root can be written to: volumes and folders in memory alone.
        "readonlyRoot": "bool",
        # Folders in memory, empty at each start; what they hold counts as memory of the box.
        "memoryFolders": "List[BoxesRunEventsBodyMemoryFoldersItem]",
        # Size of `/dev/shm`, bytes; absent: half of the box's memory.
        "shmBytes": "int",
        # Limits of each process.
        "ulimits": "List[BoxesRunEventsBodyUlimitsItem]",
        # Groups of its main process beside those of its user, by number.
        "groups": "List[int]",
        # Settings of the kernel for its own network.
        "sysctls": "Dict[str, str]",
        # Further names in its `/etc/hosts`.
        "extraHosts": "List[BoxesRunEventsBodyExtraHostsItem]",
        # Whether a small init is its first process, which passes signals on and reaps; absent:
        # where the host has one. With false its own program is the first process.
        "init": "bool",
        # An image of a registry, with a tag or a digest: `alpine:3.20`. Or `debian`.
        "image": "str",
        # The host’s own Debian base. Or `image`.
        "debian": "BoxesRunEventsBodyDebian",
        # Cores; absent: no limit of its own.
        "cpus": "float",
        # Bytes; absent: half of the host’s, at most 2 GB.
        "memoryBytes": "int",
        # Bytes of what it writes to its root; absent: as much as the disk has.
        "diskBytes": "int",
        # Processes and threads; absent: 1024.
        "pids": "int",
        # What it may reach: `none`: nothing. `internet`: the internet, never the home network.
        # `home`: both.
        "network": "Literal['none', 'internet', 'home']",
        # On which it reaches other boxes, and they it.
        "networks": "List[BoxesRunEventsBodyNetworksItem]",
        # Sealed; values are shown to who may `administer` alone.
        "env": "Dict[str, str]",
        # Volumes, and folders of the host, that it has.
        "volumes": "List[Union[BoxesRunEventsBodyVolumesItemVolume, BoxesRunEventsBodyVolumesItemFolder]]",
        # Absolute folder inside; absent: the image’s.
        "workdir": "str",
        # `1000`, `1000:1000`, `www-data`, `www-data:adm`; absent: the image’s.
        "user": "str",
        # Name → value.
        "labels": "Dict[str, str]",
        # It is killed after this many milliseconds, at most an hour; the time for the image is
        # not counted.
        "timeoutMs": "int",
        # Text for its standard input, which ends behind it.
        "stdin": "str",
    },
    total=False,
)

class BoxesRunEventsBody(BoxesRunEventsBodyNeeded, BoxesRunEventsBodyOptional):
    pass

BoxesSnapshotBody = TypedDict(
    "BoxesSnapshotBody",
    {
        # Absent: one is made up.
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
        # Where the next page begins; null: this was the last.
        "next": "Union[str, None]",
    },
)

BoxesStartAnswer = TypedDict(
    "BoxesStartAnswer",
    {
        # The job that does it; null where there is nothing to do.
        "jobId": "Union[str, None]",
        "box": "BoxSummary",
    },
)

BoxesStatsAnswerSamples = TypedDict(
    "BoxesStatsAnswerSamples",
    {
        # Milliseconds since 1970.
        "at": "List[float]",
        # Per cent of one core: 150 is one and a half cores.
        "cpu": "List[float]",
        # Bytes.
        "memory": "List[float]",
        # Bytes a second received.
        "rx": "List[float]",
        # Bytes a second sent.
        "tx": "List[float]",
        # Processes and threads.
        "pids": "List[float]",
        # Bytes a second read from disks.
        "read": "List[float]",
        # Bytes a second written to disks.
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
        # The job that does it; null where there is nothing to do.
        "jobId": "Union[str, None]",
        "box": "BoxSummary",
    },
)

BoxesUpdateBodyPortsItemNeeded = TypedDict(
    "BoxesUpdateBodyPortsItemNeeded",
    {
        # Inside the box.
        "port": "int",
    },
)

BoxesUpdateBodyPortsItemOptional = TypedDict(
    "BoxesUpdateBodyPortsItemOptional",
    {
        # On the host; absent: one that is free.
        "hostPort": "int",
        # With `hostPort`: the last of a range, of which the first that is free is taken.
        "hostPortLast": "int",
        # The one address of the host at which it is open, of IPv4 or IPv6; absent: all of IPv4.
        # `::`: all of both kinds.
        "hostAddress": "str",
        # What goes over it.
        "protocol": "Literal['tcp', 'udp']",
    },
    total=False,
)

class BoxesUpdateBodyPortsItem(BoxesUpdateBodyPortsItemNeeded, BoxesUpdateBodyPortsItemOptional):
    pass

BoxesUpdateBody = TypedDict(
    "BoxesUpdateBody",
    {
        # Null: no limit of its own. A box that runs has new limits at once.
        "cpus": "Union[float, None]",
        # Bytes.
        "memoryBytes": "int",
        # Processes and threads.
        "pids": "int",
        # At once, where the disk can keep it; null: no limit of its own.
        "diskBytes": "Union[int, None]",
        # All of them.
        "labels": "Dict[str, str]",
        # What happens when its main process ends: `no`, `always`, `unless-stopped`,
        # `on-failure`, `on-failure:N` (so often at most).
        "restart": "str",
        # It is stopped when for so many seconds no command ran in it and nothing came or went
        # by network; null: never.
        "idleStopSeconds": "Union[int, None]",
        # Milliseconds since 1970; null for never.
        "expiresAt": "Union[int, None]",
        # What it may reach; at once, but for one that had no network when it was started.
        "network": "Literal['none', 'internet', 'home']",
        # All of them; as `network`.
        "ports": "List[BoxesUpdateBodyPortsItem]",
        # By which it is asked to end where nobody says how; absent: SIGTERM.
        "stopSignal": "Literal['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH']",
        # Seconds until what still runs is killed then; absent: 10.
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
        # Names of boxes that have it.
        "usedBy": "List[str]",
    },
)

BoxesVolumesAnswer = TypedDict(
    "BoxesVolumesAnswer",
    {
        "volumes": "List[BoxesVolumesAnswerVolumesItem]",
        # Where the next page begins; null: this was the last.
        "next": "Union[str, None]",
    },
)

CallerGetAnswer = TypedDict(
    "CallerGetAnswer",
    {
        # `local`: a program of this machine, at the Unix socket.
        "kind": "Literal['session', 'token', 'local', 'pup', 'anyone']",
        # Of the token; null for others.
        "name": "Union[str, None]",
        "scopes": "List[Literal['see', 'operate', 'install', 'configure', 'administer']]",
    },
)

ConfigCompareAnswerDifferencesItem = TypedDict(
    "ConfigCompareAnswerDifferencesItem",
    {
        "name": "str",
        "label": "str",
        # Its values are not shown: they are empty here, or null where there is none.
        "secret": "bool",
        # Value in the older one; null for none, and where it is secret.
        "from": "Union[str, None]",
        # Value in the newer one; null for none, and where it is secret.
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
        # Name of the token, as it was then.
        "savedByName": "Union[str, None]",
        # Labels of the settings that differ from the version before.
        "changed": "List[str]",
        # It is what the pup has now.
        "current": "bool",
    },
)

ConfigHistoryAnswer = TypedDict(
    "ConfigHistoryAnswer",
    {
        "versions": "List[ConfigHistoryAnswerVersionsItem]",
        # Where the next page begins; null: this was the last.
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
        # Its values are not shown: they are empty here, or null where there is none.
        "secret": "bool",
        # Value in the older one; null for none, and where it is secret.
        "from": "Union[str, None]",
        # Value in the newer one; null for none, and where it is secret.
        "to": "Union[str, None]",
    },
)

ConfigRestoreAnswerPlan = TypedDict(
    "ConfigRestoreAnswerPlan",
    {
        "changes": "List[Literal['limits', 'config', 'program', 'services', 'internet', 'devices', 'dev', 'version', 'files', 'root', 'links', 'box']]",
        "effect": "Literal['nothing', 'live', 'services', 'container', 'root', 'start', 'stop']",
        # Services that are started again.
        "services": "List[str]",
        # All of it in a sentence for a person.
        "text": "str",
    },
)

ConfigRestoreAnswerNeeded = TypedDict(
    "ConfigRestoreAnswerNeeded",
    {
        # The job that does it; null where there is nothing to do.
        "jobId": "Union[str, None]",
        "pup": "PupDetail",
        # Settings that it changes.
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
        # Of the pup; `internet`, `lan`.
        "id": "str",
        "kind": "Literal['pup', 'internet', 'lan']",
        "name": "str",
        # Null for what is no pup.
        "state": "Union[Literal['installing', 'stopped', 'starting', 'running', 'stopping', 'crashed', 'broken', 'updating', 'uninstalled'], None]",
        # On the pup network.
        "address": "Union[str, None]",
    },
)

ConnectionsGetAnswerEdgesItemGroupsItem = TypedDict(
    "ConnectionsGetAnswerEdgesItemGroupsItem",
    {
        "name": "str",
        "description": "str",
        # 1 critical … 3 can only read; null: not rated.
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
        # Of what is granted, the most serious; of what is asked for where nothing is.
        "severity": "Union[float, None]",
        "groups": "List[ConnectionsGetAnswerEdgesItemGroupsItem]",
        # Whether anything of it is allowed.
        "open": "bool",
        # Names and networks of the internet or the home that it is held to; null: to none.
        "only": "Union[List[str], None]",
        # Why nothing can pass although it is allowed, in a sentence.
        "problem": "Union[str, None]",
        # Since this box counts; null: not counted.
        "bytes": "Union[float, None]",
        # Requests that passed; null where nobody counts.
        "requests": "Union[float, None]",
        # How many were refused; null where nobody counts.
        "refused": "Union[float, None]",
    },
)

ConnectionsGetAnswer = TypedDict(
    "ConnectionsGetAnswer",
    {
        "nodes": "List[ConnectionsGetAnswerNodesItem]",
        "edges": "List[ConnectionsGetAnswerEdgesItem]",
        # Why pups cannot call each other over the gateway, in a sentence; null where they can.
        "problem": "Union[str, None]",
    },
)

ConnectionsRequestsAnswerRequestsItem = TypedDict(
    "ConnectionsRequestsAnswerRequestsItem",
    {
        # Milliseconds since the epoch.
        "at": "float",
        "method": "str",
        # Without its query.
        "path": "str",
        # Status of HTTP; null where none came.
        "status": "float",
        # Bytes.
        "bytes": "float",
        # Why the gateway refused it; null where it passed.
        "refused": "Union[str, None]",
    },
)

ConnectionsRequestsAnswer = TypedDict(
    "ConnectionsRequestsAnswer",
    {
        "requests": "List[ConnectionsRequestsAnswerRequestsItem]",
        # Where the next page begins; null: this was the last.
        "next": "Union[str, None]",
    },
)

FilesListAnswerEntriesItemNeeded = TypedDict(
    "FilesListAnswerEntriesItemNeeded",
    {
        # As it is to be shown; it may hold any character.
        "name": "str",
        # Stands for it in a path.
        "part": "str",
        # `other`: a socket, pipe or device.
        "kind": "Literal['file', 'folder', 'link', 'other']",
        # Bytes; of files.
        "size": "float",
        # Milliseconds since the epoch.
        "modifiedAt": "float",
    },
)

FilesListAnswerEntriesItemOptional = TypedDict(
    "FilesListAnswerEntriesItemOptional",
    {
        # Where a link leads, as it says itself.
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
        # What it holds in all, as far as it was counted.
        "total": "float",
        # It holds more than is counted, and than can be listed.
        "more": "bool",
        # Give it as `after` for what follows; null at the end.
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
        # Path of what is moved.
        "from": "str",
        # Path where it is to be.
        "to": "str",
    },
)

FilesUploadAnswer = TypedDict(
    "FilesUploadAnswer",
    {
        # Bytes that are there: the next part begins here.
        "offset": "float",
        # It is whole and in its place.
        "done": "bool",
    },
)

FilesUploadedAnswer = TypedDict(
    "FilesUploadedAnswer",
    {
        # Bytes that are there: the next part begins here.
        "offset": "float",
        # It is whole and in its place.
        "done": "bool",
    },
)

ImagesGetAnswer = Image

ImagesListAnswer = TypedDict(
    "ImagesListAnswer",
    {
        "images": "List[Image]",
        # Where the next page begins; null: this was the last.
        "next": "Union[str, None]",
    },
)

ImagesPruneBody = TypedDict(
    "ImagesPruneBody",
    {
        # Those with a name too, from which no box was made.
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
        # Before the first line: give it as `before` for the page before this one.
        "start": "str",
        # There may be lines before.
        "older": "bool",
        # Behind the last line, or where one would have been.
        "cursor": "str",
        # There is more at once.
        "more": "bool",
        # Lines behind the given cursor are gone: the log has begun again too often since.
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
        # Its id or its name.
        "box": "str",
    },
)

NetworksConnectBodyOptional = TypedDict(
    "NetworksConnectBodyOptional",
    {
        # Further names by which it is found there.
        "aliases": "List[str]",
        # Chosen within the network’s subnet; absent: its own alone.
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
        # More names by which it is found there.
        "aliases": "List[str]",
        # The one that was chosen there, or its own; null while it does not run.
        "address": "Union[str, None]",
        # Where the network has IPv6; null while it does not run.
        "ipv6": "Union[str, None]",
    },
)

NetworksConnectAnswerPlanEffectsItem = TypedDict(
    "NetworksConnectAnswerPlanEffectsItem",
    {
        "kind": "Literal['pup', 'data', 'connection', 'access', 'port', 'page', 'source', 'session', 'box', 'snapshot', 'network']",
        # Null where it has none, or none yet.
        "id": "Union[str, None]",
        # What a person calls it.
        "name": "str",
        # What becomes of it, in a sentence.
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
        # It opens no way to the internet or the home network to its boxes.
        "internal": "bool",
        # Boxes have an IPv6 address there too, by which they reach each other.
        "ipv6": "bool",
        # In which addresses of boxes can be chosen, CIDR; null for none.
        "subnet": "Union[str, None]",
        # What it was made with by the program that made it; null for none.
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
        # It opens no way to the internet or the home network.
        "internal": "bool",
        # Boxes have an IPv6 address there too, by which they reach each other alone.
        "ipv6": "bool",
        # In which addresses of boxes can be chosen, CIDR.
        "subnet": "str",
        # Opaque: kept, and given back, for the program that makes the network.
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
        # Its id or its name.
        "box": "str",
    },
)

NetworksDisconnectAnswerBoxesItem = TypedDict(
    "NetworksDisconnectAnswerBoxesItem",
    {
        "id": "str",
        "name": "str",
        # More names by which it is found there.
        "aliases": "List[str]",
        # The one that was chosen there, or its own; null while it does not run.
        "address": "Union[str, None]",
        # Where the network has IPv6; null while it does not run.
        "ipv6": "Union[str, None]",
    },
)

NetworksDisconnectAnswerPlanEffectsItem = TypedDict(
    "NetworksDisconnectAnswerPlanEffectsItem",
    {
        "kind": "Literal['pup', 'data', 'connection', 'access', 'port', 'page', 'source', 'session', 'box', 'snapshot', 'network']",
        # Null where it has none, or none yet.
        "id": "Union[str, None]",
        # What a person calls it.
        "name": "str",
        # What becomes of it, in a sentence.
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
        # It opens no way to the internet or the home network to its boxes.
        "internal": "bool",
        # Boxes have an IPv6 address there too, by which they reach each other.
        "ipv6": "bool",
        # In which addresses of boxes can be chosen, CIDR; null for none.
        "subnet": "Union[str, None]",
        # What it was made with by the program that made it; null for none.
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
        # Where the next page begins; null: this was the last.
        "next": "Union[str, None]",
    },
)

NetworksPruneBody = TypedDict(
    "NetworksPruneBody",
    {
        # Ids or names: of these alone; absent: of all.
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
        # What is sent there.
        "severities": "List[Literal['critical', 'warning', 'info']]",
        "kind": "Literal['webhook']",
        # Web address, http or https.
        "url": "str",
    },
)

NotificationsAddBodyOfWebhookOptional = TypedDict(
    "NotificationsAddBodyOfWebhookOptional",
    {
        # Key of the signature; sealed.
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
        # What is sent there.
        "severities": "List[Literal['critical', 'warning', 'info']]",
        "kind": "Literal['email']",
        # Name or address of the mail server.
        "host": "str",
        # Port of the mail server.
        "port": "int",
        # `tls`: from the first byte (port 465). `starttls`: must be offered (587). `none`: in
        # the open, for a server at home.
        "security": "Literal['tls', 'starttls', 'none']",
        # Address of the sender.
        "from": "str",
        # Address of the reader.
        "to": "str",
    },
)

NotificationsAddBodyOfEmailOptional = TypedDict(
    "NotificationsAddBodyOfEmailOptional",
    {
        # Name at the server; empty for none.
        "username": "str",
        # Sealed.
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
        # What is sent there.
        "severities": "List[Literal['critical', 'warning', 'info']]",
        "kind": "Literal['ntfy']",
        # Of the server: `https://ntfy.sh`. It is shown, so it holds no token.
        "url": "str",
        # Topic of ntfy.
        "topic": "str",
    },
)

NotificationsAddBodyOfNtfyOptional = TypedDict(
    "NotificationsAddBodyOfNtfyOptional",
    {
        # Access token; sealed.
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
        # What is sent there.
        "severities": "List[Literal['critical', 'warning', 'info']]",
        "kind": "Literal['push']",
        # As the browser gives them (PushSubscription.toJSON).
        "endpoint": "str",
        # Sealed with the rest of the subscription.
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
        # Key of the signature; sealed.
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
        # Its number.
        "port": "int",
        # `tls`: from the first byte (port 465). `starttls`: must be offered (587). `none`: in
        # the open, for a server at home.
        "security": "Literal['tls', 'starttls', 'none']",
        # Address of the sender.
        "from": "str",
        # Address of the reader.
        "to": "str",
    },
)

NotificationsChangeBodyTargetEmailOptional = TypedDict(
    "NotificationsChangeBodyTargetEmailOptional",
    {
        # Name at the server; empty for none.
        "username": "str",
        # Sealed.
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
        # Of the server: `https://ntfy.sh`. It is shown, so it holds no token.
        "url": "str",
        # Topic of ntfy.
        "topic": "str",
    },
)

NotificationsChangeBodyTargetNtfyOptional = TypedDict(
    "NotificationsChangeBodyTargetNtfyOptional",
    {
        # Access token; sealed.
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
        # What is sent there.
        "severities": "List[Literal['critical', 'warning', 'info']]",
        # Where it is sent, given whole; its kind stays.
        "target": "Union[NotificationsChangeBodyTargetWebhook, NotificationsChangeBodyTargetEmail, NotificationsChangeBodyTargetNtfy]",
    },
    total=False,
)

NotificationsChangeAnswer = Destination

NotificationsGetAnswerQuietHours = TypedDict(
    "NotificationsGetAnswerQuietHours",
    {
        # Time of day in the zone of the box, `22:30`.
        "from": "str",
        # Time of day in the zone of the box, `22:30`.
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
        # Times it was tried.
        "attempts": "float",
        # Milliseconds since 1970.
        "createdAt": "float",
        # When it is tried next; null where it is not.
        "nextAt": "Union[float, None]",
        # Milliseconds since 1970; null before it was.
        "sentAt": "Union[float, None]",
        # Why the last try failed.
        "problem": "Union[str, None]",
    },
)

NotificationsGetAnswer = TypedDict(
    "NotificationsGetAnswer",
    {
        "destinations": "List[Destination]",
        # Hours in which only what is critical is sent; null for none.
        "quietHours": "Union[NotificationsGetAnswerQuietHours, None]",
        # Time zone of the box.
        "timeZone": "str",
        # Public key by which browsers subscribe (RFC 8292), base64url.
        "pushKey": "str",
        # The newest messages, newest first.
        "deliveries": "List[NotificationsGetAnswerDeliveriesItem]",
    },
)

NotificationsQuietBodyQuietHours = TypedDict(
    "NotificationsQuietBodyQuietHours",
    {
        # Time of day in the zone of the box, `22:30`.
        "from": "str",
        # Time of day in the zone of the box, `22:30`.
        "to": "str",
    },
)

NotificationsQuietBody = TypedDict(
    "NotificationsQuietBody",
    {
        # Hours in which only what is critical is sent; null for none.
        "quietHours": "Union[NotificationsQuietBodyQuietHours, None]",
    },
)

OpenapiGetAnswer = Dict[str, Any]

PasswordChangeBody = TypedDict(
    "PasswordChangeBody",
    {
        # The password that holds now.
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
        # Of the port, as the manifest names it.
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
        # Of the page, as the manifest names it.
        "name": "str",
    },
)

PortsChangeBodyPagesItemOptional = TypedDict(
    "PortsChangeBodyPagesItemOptional",
    {
        # Port of the host.
        "hostPort": "int",
        # Who may open the page: who is logged in, who has its token too, or everybody in the
        # home network.
        "access": "Literal['login', 'token', 'open']",
        # Makes a token for it; the one before is good no more.
        "newToken": "bool",
    },
    total=False,
)

class PortsChangeBodyPagesItem(PortsChangeBodyPagesItemNeeded, PortsChangeBodyPagesItemOptional):
    pass

PortsChangeBody = TypedDict(
    "PortsChangeBody",
    {
        # Ports that are changed; others stay.
        "ports": "List[PortsChangeBodyPortsItem]",
        # Pages that are changed; others stay.
        "pages": "List[PortsChangeBodyPagesItem]",
    },
    total=False,
)

PortsChangeAnswerPortsItem = TypedDict(
    "PortsChangeAnswerPortsItem",
    {
        # Of the expose in its manifest.
        "name": "str",
        # What is spoken there.
        "type": "Literal['http', 'tcp', 'udp']",
        "protocol": "Literal['tcp', 'udp']",
        # Inside the pup.
        "port": "float",
        # On the box.
        "hostPort": "float",
        # The port that the pup wants there.
        "wantedPort": "float",
        # It is open to the home network.
        "published": "bool",
        # What keeps devices from reaching it, and what to do; null for nothing.
        "problem": "Union[str, None]",
    },
)

PortsChangeAnswerPagesItem = TypedDict(
    "PortsChangeAnswerPagesItem",
    {
        # Of the page, as the manifest names it.
        "name": "str",
        # Inside the pup.
        "port": "float",
        # On the box.
        "hostPort": "float",
        "access": "Literal['login', 'token', 'open']",
        # When its token was made, milliseconds since the epoch; null for none.
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
        # Null where it has none, or none yet.
        "id": "Union[str, None]",
        # What a person calls it.
        "name": "str",
        # What becomes of it, in a sentence.
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
        # In the order of the manifest.
        "ports": "List[PortsChangeAnswerPortsItem]",
        "pages": "List[PortsChangeAnswerPagesItem]",
        # Tokens that were made. They are in this answer and never shown again.
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
        # Of the expose in its manifest.
        "name": "str",
        # What is spoken there.
        "type": "Literal['http', 'tcp', 'udp']",
        "protocol": "Literal['tcp', 'udp']",
        # Inside the pup.
        "port": "float",
        # On the box.
        "hostPort": "float",
        # The port that the pup wants there.
        "wantedPort": "float",
        # It is open to the home network.
        "published": "bool",
        # What keeps devices from reaching it, and what to do; null for nothing.
        "problem": "Union[str, None]",
    },
)

PortsGetAnswerPagesItem = TypedDict(
    "PortsGetAnswerPagesItem",
    {
        # Of the page, as the manifest names it.
        "name": "str",
        # Inside the pup.
        "port": "float",
        # On the box.
        "hostPort": "float",
        "access": "Literal['login', 'token', 'open']",
        # When its token was made, milliseconds since the epoch; null for none.
        "tokenAt": "Union[float, None]",
    },
)

PortsGetAnswer = TypedDict(
    "PortsGetAnswer",
    {
        # In the order of the manifest.
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
        # Services that are started again.
        "services": "List[str]",
        # All of it in a sentence for a person.
        "text": "str",
    },
)

PupsConfigureAnswerDifferencesItem = TypedDict(
    "PupsConfigureAnswerDifferencesItem",
    {
        "name": "str",
        "label": "str",
        # Its values are not shown: they are empty here, or null where there is none.
        "secret": "bool",
        # Value in the older one; null for none, and where it is secret.
        "from": "Union[str, None]",
        # Value in the newer one; null for none, and where it is secret.
        "to": "Union[str, None]",
    },
)

PupsConfigureAnswerNeeded = TypedDict(
    "PupsConfigureAnswerNeeded",
    {
        # The job that does it; null where there is nothing to do.
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
        # Services that are started again.
        "services": "List[str]",
        # All of it in a sentence for a person.
        "text": "str",
    },
)

PupsDevAnswerNeeded = TypedDict(
    "PupsDevAnswerNeeded",
    {
        # The job that does it; null where there is nothing to do.
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
        # All that it may use of what it asks for, as `node` names them.
        "devices": "List[str]",
    },
)

PupsDevicesAnswer = TypedDict(
    "PupsDevicesAnswer",
    {
        # The job that does it; null where there is nothing to do.
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
        # Program and arguments; there is no shell but one that is named here.
        "argv": "List[str]",
    },
)

PupsExecBodyOptional = TypedDict(
    "PupsExecBodyOptional",
    {
        # Needed where the pup has several.
        "service": "str",
        # Absolute folder inside; absent: the service's.
        "cwd": "str",
        # Added to the service's.
        "env": "Dict[str, str]",
        # Ids inside of the container; absent: the service's.
        "user": "PupsExecBodyUser",
        # It is killed after this many milliseconds, at most a day.
        "timeoutMs": "int",
        # Text for its standard input, which ends behind it.
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
        # Path of the pup that is called.
        "path": "str",
    },
)

PupsHooksCreateBodyOptional = TypedDict(
    "PupsHooksCreateBodyOptional",
    {
        # Ids of pups that may call it; null: those that provide something to the pup.
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
        # Where the next page begins; null: this was the last.
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
        # A key of the options; null: nobody, where it is optional.
        "provider": "Union[str, None]",
    },
)

PupsInstallBodyGrantsItem = TypedDict(
    "PupsInstallBodyGrantsItem",
    {
        # The pup that asks for it, by its key in the plan.
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
        # What people know it by.
        "name": "str",
    },
)

PupsInstallBodyOptional = TypedDict(
    "PupsInstallBodyOptional",
    {
        # Name of one more beside others of the same source and name, with data of its own.
        "as": "str",
        # Of the pup; absent: the newest that can be used.
        "version": "str",
        # Start it when it is installed.
        "start": "bool",
        # Values of its settings, by field name; counts as saved.
        "config": "Dict[str, Any]",
        # Names of its ports (`hostPorts` of the plan) that are opened to the home network.
        "publish": "List[str]",
        # Yes to the plan of this id.
        "plan": "str",
        # As the plan was asked for.
        "choices": "List[PupsInstallBodyChoicesItem]",
        # Optional permission groups that are granted with it; all others of them are not.
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
        # Seconds that its services have to end by themselves, before they are killed.
        "stopSeconds": "Union[int, None]",
        # Bytes of its data, at least 1 MB.
        "storageBytes": "Union[int, None]",
        # Cores, fractions allowed.
        "cpus": "Union[float, None]",
        # Its part of a disk that several pups want at once, beside 100 of each other one.
        "ioWeight": "Union[int, None]",
    },
    total=False,
)

PupsLimitsAnswerPlan = TypedDict(
    "PupsLimitsAnswerPlan",
    {
        "changes": "List[Literal['limits', 'config', 'program', 'services', 'internet', 'devices', 'dev', 'version', 'files', 'root', 'links', 'box']]",
        "effect": "Literal['nothing', 'live', 'services', 'container', 'root', 'start', 'stop']",
        # Services that are started again.
        "services": "List[str]",
        # All of it in a sentence for a person.
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
        # Where the next page begins; null: this was the last.
        "next": "Union[str, None]",
    },
)

PupsLogLimitsAnswer = TypedDict(
    "PupsLogLimitsAnswer",
    {
        # Size at which a new file is begun, bytes.
        "fileBytes": "float",
        # How many files of a log are kept.
        "files": "float",
    },
)

PupsLogsAnswer = TypedDict(
    "PupsLogsAnswer",
    {
        "lines": "List[LogLine]",
        # Before the first line: give it as `before` for the page before this one.
        "start": "str",
        # There may be lines before.
        "older": "bool",
        # Behind the last line, or where one would have been.
        "cursor": "str",
        # There is more at once.
        "more": "bool",
        # Lines behind the given cursor are gone: the log has begun again too often since.
        "gap": "bool",
    },
)

PupsMetricsAnswerSamples = TypedDict(
    "PupsMetricsAnswerSamples",
    {
        # Milliseconds since 1970.
        "at": "List[float]",
        # Per cent of one core: 150 is one and a half cores.
        "cpu": "List[float]",
        # Bytes.
        "memory": "List[float]",
        # Bytes a second received.
        "rx": "List[float]",
        # Bytes a second sent.
        "tx": "List[float]",
        # Processes and threads.
        "pids": "List[float]",
        # Bytes a second read from disks.
        "read": "List[float]",
        # Bytes a second written to disks.
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
        # A sentence for a person; null for none.
        "description": "Union[str, None]",
        # Null while it has not reported any.
        "value": "Union[Union[str, float], None]",
        # When it was reported, milliseconds since the epoch.
        "at": "Union[float, None]",
    },
)

PupsMetricsAnswerRefused = TypedDict(
    "PupsMetricsAnswerRefused",
    {
        # When that last happened, milliseconds since the epoch.
        "at": "float",
        # How many since the box was started.
        "count": "float",
        # The last one, in a sentence.
        "text": "str",
    },
)

PupsMetricsAnswer = TypedDict(
    "PupsMetricsAnswer",
    {
        "samples": "PupsMetricsAnswerSamples",
        "gauges": "PupsMetricsAnswerGauges",
        "own": "List[PupsMetricsAnswerOwnItem]",
        # Values of its own that were not taken; null for none.
        "refused": "Union[PupsMetricsAnswerRefused, None]",
    },
)

PupsRemoveAnswerPlanEffectsItem = TypedDict(
    "PupsRemoveAnswerPlanEffectsItem",
    {
        "kind": "Literal['pup', 'data', 'connection', 'access', 'port', 'page', 'source', 'session', 'box', 'snapshot', 'network']",
        # Null where it has none, or none yet.
        "id": "Union[str, None]",
        # What a person calls it.
        "name": "str",
        # What becomes of it, in a sentence.
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
        # The job that does it; null where there is nothing to do.
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
        # What people know it by.
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
        # Null where it has none, or none yet.
        "id": "Union[str, None]",
        # What a person calls it.
        "name": "str",
        # What becomes of it, in a sentence.
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
        # The job that does it; null where there is nothing to do.
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
        # Size at which a new file is begun, bytes.
        "fileBytes": "int",
        # Files, with the one that is written to.
        "files": "int",
    },
)

PupsSetLogLimitsAnswer = TypedDict(
    "PupsSetLogLimitsAnswer",
    {
        # Size at which a new file is begun, bytes.
        "fileBytes": "float",
        # How many files of a log are kept.
        "files": "float",
    },
)

PupsSkipVersionBody = TypedDict(
    "PupsSkipVersionBody",
    {
        # The version to skip; null: none.
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
        # Null where it has none, or none yet.
        "id": "Union[str, None]",
        # What a person calls it.
        "name": "str",
        # What becomes of it, in a sentence.
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
        # The job that does it; null where there is nothing to do.
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
        # Default: the newest that can be used. An older one, too.
        "version": "str",
        # Yes to what it asks for beyond what it has now: `true` for all of it, or the keys of
        # what was looked at. With keys the call is refused where it asks for more by now.
        "acceptPermissions": "Union[bool, List[str]]",
        # Whether it is to run afterwards; default: as before.
        "start": "bool",
        # Values of settings that the version has, by field name; counts as saved.
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
        # An example that an empty field shows; null for none.
        "placeholder": "Union[str, None]",
        # A sentence on what to give; null for none.
        "help": "Union[str, None]",
        # Value that counts where none is set; null where there is none.
        "default": "Union[str, None]",
        # Smallest value; null for none.
        "min": "Union[float, None]",
        # Largest value; null for none.
        "max": "Union[float, None]",
        # Values lie so far apart; null for any.
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
        # What a person reads.
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
        # Where it stands in its source: `tag v0.3.4`.
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
        # `other`: the same version with other files, or one that follows no order.
        "direction": "Literal['newer', 'older', 'other']",
        # All of it in a sentence for a person.
        "text": "str",
        # Its services are stopped and started.
        "restarts": "bool",
        # The version lies on the disk from before: nothing is fetched or built.
        "kept": "bool",
        # What differs, as sentences.
        "changes": "List[PupsUpdateAnswerPlanChangesItem]",
        # Required settings that have no value: it does not start before they have.
        "missing": "List[PupsUpdateAnswerPlanMissingItem]",
        # Settings to ask for before: those without which it does not start, or all where it
        # wants them looked through. The update takes them as `config`.
        "settings": "List[PupsUpdateAnswerPlanSettingsItem]",
        # What it asks for beyond what it has now. The update says yes to it with
        # `acceptPermissions`.
        "asks": "List[PupsUpdateAnswerPlanAsksItem]",
        # Versions from the one that is installed to this one, newest first, this one included.
        "versions": "List[PupsUpdateAnswerPlanVersionsItem]",
        # What its maker says of these versions, as safe HTML; null where it says nothing.
        "notesHtml": "Union[str, None]",
    },
)

PupsUpdateAnswerNeeded = TypedDict(
    "PupsUpdateAnswerNeeded",
    {
        # The job that does it; null where there is nothing to do.
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
        # Where the next page begins; null: this was the last.
        "next": "Union[str, None]",
    },
)

SessionsRemoveAllAnswerPlanEffectsItem = TypedDict(
    "SessionsRemoveAllAnswerPlanEffectsItem",
    {
        "kind": "Literal['pup', 'data', 'connection', 'access', 'port', 'page', 'source', 'session', 'box', 'snapshot', 'network']",
        # Null where it has none, or none yet.
        "id": "Union[str, None]",
        # What a person calls it.
        "name": "str",
        # What becomes of it, in a sentence.
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
        # What `POST /sessions/current/renewal` gave.
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
        # The claim code that the box prints at its start.
        "code": "str",
    },
)

SetupConfirmBodyNeeded = TypedDict(
    "SetupConfirmBodyNeeded",
    {
        # Position 1–24 → word; at least three.
        "words": "Dict[str, str]",
    },
)

SetupConfirmBodyOptional = TypedDict(
    "SetupConfirmBodyOptional",
    {
        # Logs in at once: the answer holds a session.
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
        # The session that was opened; absent where none was asked for.
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
        # Name of the tz database, `Europe/Berlin`.
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
        # Disk as listed by the wizard (`/dev/sda`); default is the disk of the data folder.
        "storage": "str",
        # Restore this key instead of creating one.
        "seedPhrase": "Union[str, List[str]]",
        # Logs in at once: the answer holds a session.
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
        # The session that was opened; absent where none was asked for.
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
        # Name of the tz database, `Europe/Berlin`.
        "timeZone": "Union[str, None]",
        # Console key map, `us`, `de` …; null: not chosen yet.
        "keyMap": "Union[str, None]",
        # Disk for the data, as `GET /setup` lists it; null: the disk of the data folder.
        "storage": "Union[str, None]",
        # Create a new key, or restore one from its words.
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
        # Name of the tz database, `Europe/Berlin`.
        "timeZone": "Union[str, None]",
        # Console key map, `us`, `de` …; null: not chosen yet.
        "keyMap": "Union[str, None]",
        # Disk for the data, as `GET /setup` lists it; null: the disk of the data folder.
        "storage": "Union[str, None]",
        # Create a new key, or restore one from its words.
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
        # Name of the tz database, `Europe/Berlin`.
        "timeZone": "Union[str, None]",
        # Console key map, `us`, `de` …; null: not chosen yet.
        "keyMap": "Union[str, None]",
        # Disk for the data, as `GET /setup` lists it; null: the disk of the data folder.
        "storage": "Union[str, None]",
        # Create a new key, or restore one from its words.
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
        # Words were shown and wait to be confirmed.
        "wordsPending": "bool",
        # Positions the wizard asks back; any three are accepted.
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
        # For sources that ask who is there (HTTP Basic); kept sealed.
        "credentials": "Union[SourcesAddBodyCredentials, None]",
        # minisign public key (`RWQ…`) which the source's pups must be signed with.
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
        # For sources that ask who is there (HTTP Basic); kept sealed.
        "credentials": "Union[SourcesChangeBodyCredentials, None]",
        # minisign public key (`RWQ…`) which the source's pups must be signed with.
        "publicKey": "Union[str, None]",
    },
    total=False,
)

SourcesChangeAnswer = Source

SourcesListAnswer = TypedDict(
    "SourcesListAnswer",
    {
        "sources": "List[Source]",
        # Where the next page begins; null: this was the last.
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
        # Null where it has none, or none yet.
        "id": "Union[str, None]",
        # What a person calls it.
        "name": "str",
        # What becomes of it, in a sentence.
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
        # Where the next page begins; null: this was the last.
        "next": "Union[str, None]",
    },
)

TerminalsListAnswer = TypedDict(
    "TerminalsListAnswer",
    {
        "terminals": "List[Terminal]",
        # Where the next page begins; null: this was the last.
        "next": "Union[str, None]",
    },
)

TerminalsOpenBodyNeeded = TypedDict(
    "TerminalsOpenBodyNeeded",
    {
        # Columns of the terminal, characters.
        "cols": "int",
        # Rows of the terminal, characters.
        "rows": "int",
    },
)

TerminalsOpenBodyOptional = TypedDict(
    "TerminalsOpenBodyOptional",
    {
        # Needed where the pup has several.
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
        # What it may do. Scopes do not hold one another.
        "scopes": "List[Literal['see', 'operate', 'install', 'configure', 'administer']]",
        # Days from now until it ends; null for never.
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
        # Milliseconds since the epoch, as all times.
        "createdAt": "float",
        # Null: it never ends.
        "expiresAt": "Union[float, None]",
        # Last use, to the minute; null before the first.
        "lastUsedAt": "Union[float, None]",
        # Address of who used it last; null before the first use.
        "lastUsedAddress": "Union[str, None]",
    },
)

TokensListAnswer = TypedDict(
    "TokensListAnswer",
    {
        "tokens": "List[ApiToken]",
        # Where the next page begins; null: this was the last.
        "next": "Union[str, None]",
    },
)

WebhooksAddBodyNeeded = TypedDict(
    "WebhooksAddBodyNeeded",
    {
        # The owner's name for it.
        "name": "str",
        # Gets events by POST.
        "url": "str",
    },
)

WebhooksAddBodyOptional = TypedDict(
    "WebhooksAddBodyOptional",
    {
        # Kinds of events; null: all.
        "kinds": "Union[List[Literal['pup', 'pup-removed', 'wiring', 'ad-hoc-box', 'ad-hoc-box-removed', 'ad-hoc-box-exec', 'job', 'source', 'source-removed', 'store', 'sessions', 'box', 'attention']], None]",
        # Ids of pups: what is about them, and jobs about them. Null: all.
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
        # What people know it by.
        "name": "str",
        # Web address, http or https.
        "url": "str",
        # Kinds of changes; null: all.
        "kinds": "Union[List[Literal['pup', 'pup-removed', 'wiring', 'ad-hoc-box', 'ad-hoc-box-removed', 'ad-hoc-box-exec', 'job', 'source', 'source-removed', 'store', 'sessions', 'box', 'attention']], None]",
        # Ids of pups: what is about them, and jobs about them; null: all.
        "pups": "Union[List[str], None]",
    },
    total=False,
)

WebhooksChangeAnswer = TypedDict(
    "WebhooksChangeAnswer",
    {
        # Shown once and never again; null where there is no new one.
        "secret": "Union[str, None]",
        "webhook": "Webhook",
    },
)

WebhooksDeliveriesAnswer = TypedDict(
    "WebhooksDeliveriesAnswer",
    {
        "deliveries": "List[WebhookDelivery]",
        # Where the next page begins; null: this was the last.
        "next": "Union[str, None]",
    },
)

WebhooksListAnswer = TypedDict(
    "WebhooksListAnswer",
    {
        "webhooks": "List[Webhook]",
        # Where the next page begins; null: this was the last.
        "next": "Union[str, None]",
    },
)

WebhooksPauseAnswer = Webhook

WebhooksResumeBody = TypedDict(
    "WebhooksResumeBody",
    {
        # `left`: with what was not sent meanwhile. `now`: with what comes from now on.
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
        # The owner's word on the internet; null: as its manifest asks.
        "internet": "Union[bool, None]",
        # Whether its manifest asks for the internet.
        "asksInternet": "bool",
        # Whether it may reach the internet: the owner's word, else what it asks for.
        "reachesInternet": "bool",
        # Devices of the home network too; never this box itself, never other pups.
        "lan": "bool",
        # Only these of what the two allow, as addresses, networks (CIDR), or names of the
        # internet (`api.example.org`, `*.example.org` for all below it); null: all of it. With
        # a name in it, no other name is answered.
        "networks": "Union[List[str], None]",
    },
)

WiringChooseBodyNeeded = TypedDict(
    "WiringChooseBodyNeeded",
    {
        # Id of an installed pup; null: nobody.
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
        # Port that it opens; null where it opens none.
        "port": "Union[float, None]",
        # “Can change things”.
        "severityLabel": "str",
        "severityMeaning": "str",
        # The pup also runs without it: it is granted only where the owner says so.
        "optional": "bool",
        # Whether it is granted; in a plan, whether it will be.
        "granted": "bool",
    },
)

WiringChooseAnswerDependsOnItemOptionsItem = TypedDict(
    "WiringChooseAnswerDependsOnItemOptionsItem",
    {
        # Id of an installed pup, `<source id>/<name>` of one that would be installed.
        "key": "str",
        "name": "str",
        # Version of the pup.
        "version": "str",
        # Version of the interface.
        "provides": "str",
        "installed": "bool",
        # Null where it is installed already; else the source that it comes from.
        "sourceName": "Union[str, None]",
    },
)

WiringChooseAnswerDependsOnItem = TypedDict(
    "WiringChooseAnswerDependsOnItem",
    {
        "interface": "str",
        "range": "str",
        "optional": "bool",
        # Who was chosen; null for nobody.
        "provider": "Union[WiringChooseAnswerDependsOnItemProvider, None]",
        # Why that does not do, or what is missing, in a sentence; null where all is well.
        "problem": "Union[str, None]",
        "permissions": "List[WiringChooseAnswerDependsOnItemPermissionsItem]",
        # Installed pups that could.
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
        # Null where it has none, or none yet.
        "id": "Union[str, None]",
        # What a person calls it.
        "name": "str",
        # What becomes of it, in a sentence.
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
        # Who depends on it.
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
        # Port that it opens; null where it opens none.
        "port": "Union[float, None]",
        # “Can change things”.
        "severityLabel": "str",
        "severityMeaning": "str",
        # The pup also runs without it: it is granted only where the owner says so.
        "optional": "bool",
        # Whether it is granted; in a plan, whether it will be.
        "granted": "bool",
    },
)

WiringGetAnswerDependsOnItemOptionsItem = TypedDict(
    "WiringGetAnswerDependsOnItemOptionsItem",
    {
        # Id of an installed pup, `<source id>/<name>` of one that would be installed.
        "key": "str",
        "name": "str",
        # Version of the pup.
        "version": "str",
        # Version of the interface.
        "provides": "str",
        "installed": "bool",
        # Null where it is installed already; else the source that it comes from.
        "sourceName": "Union[str, None]",
    },
)

WiringGetAnswerDependsOnItem = TypedDict(
    "WiringGetAnswerDependsOnItem",
    {
        "interface": "str",
        "range": "str",
        "optional": "bool",
        # Who was chosen; null for nobody.
        "provider": "Union[WiringGetAnswerDependsOnItemProvider, None]",
        # Why that does not do, or what is missing, in a sentence; null where all is well.
        "problem": "Union[str, None]",
        "permissions": "List[WiringGetAnswerDependsOnItemPermissionsItem]",
        # Installed pups that could.
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
        # Who depends on it.
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
        # Port that it opens; null where it opens none.
        "port": "Union[float, None]",
        # “Can change things”.
        "severityLabel": "str",
        "severityMeaning": "str",
        # The pup also runs without it: it is granted only where the owner says so.
        "optional": "bool",
        # Whether it is granted; in a plan, whether it will be.
        "granted": "bool",
    },
)

WiringGrantAnswerDependsOnItemOptionsItem = TypedDict(
    "WiringGrantAnswerDependsOnItemOptionsItem",
    {
        # Id of an installed pup, `<source id>/<name>` of one that would be installed.
        "key": "str",
        "name": "str",
        # Version of the pup.
        "version": "str",
        # Version of the interface.
        "provides": "str",
        "installed": "bool",
        # Null where it is installed already; else the source that it comes from.
        "sourceName": "Union[str, None]",
    },
)

WiringGrantAnswerDependsOnItem = TypedDict(
    "WiringGrantAnswerDependsOnItem",
    {
        "interface": "str",
        "range": "str",
        "optional": "bool",
        # Who was chosen; null for nobody.
        "provider": "Union[WiringGrantAnswerDependsOnItemProvider, None]",
        # Why that does not do, or what is missing, in a sentence; null where all is well.
        "problem": "Union[str, None]",
        "permissions": "List[WiringGrantAnswerDependsOnItemPermissionsItem]",
        # Installed pups that could.
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
        # Null where it has none, or none yet.
        "id": "Union[str, None]",
        # What a person calls it.
        "name": "str",
        # What becomes of it, in a sentence.
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
        # Who depends on it.
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
        # A key of the options; null: nobody, where it is optional.
        "provider": "Union[str, None]",
    },
)

WiringPlanBodyGrantsItem = TypedDict(
    "WiringPlanBodyGrantsItem",
    {
        # The pup that asks for it, by its key in the plan.
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
        # Name for one more beside others of the same source and name; absent: there is only
        # one.
        "as": "str",
        # Default: the newest that can be used.
        "version": "str",
        # Who is to provide an interface to whom; absent: the best that there is.
        "choices": "List[WiringPlanBodyChoicesItem]",
        # Optional groups that are granted with it; all others of them are not.
        "grants": "List[WiringPlanBodyGrantsItem]",
    },
    total=False,
)

WiringPlanAnswerInstallsItemDevicesItem = TypedDict(
    "WiringPlanAnswerInstallsItemDevicesItem",
    {
        # `/dev/kvm`; a folder stands for the devices in it.
        "node": "str",
        "access": "Literal['r', 'w', 'rw']",
        # What it is, and what whoever has it can do, in words.
        "what": "str",
        "can": "str",
        # 1 critical, 2 notable, 3 harmless.
        "severity": "float",
        "severityLabel": "str",
        # The owner allows it; nobody else does.
        "granted": "bool",
    },
)

WiringPlanAnswerInstallsItemHostPortsItem = TypedDict(
    "WiringPlanAnswerInstallsItemHostPortsItem",
    {
        "name": "str",
        "type": "Literal['tcp', 'http', 'udp']",
        # Its number.
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
        # The one that was asked for; the others are there for it.
        "asked": "bool",
        "requiresInternet": "bool",
        # Devices that it asks for; it gets none before its owner allows it on its page.
        "devices": "List[WiringPlanAnswerInstallsItemDevicesItem]",
        # Names of its web pages; each takes a port of the box.
        "pages": "List[str]",
        # Ports that it would have open to the home network.
        "hostPorts": "List[WiringPlanAnswerInstallsItemHostPortsItem]",
        # Bytes, as its manifest estimates; null where it says nothing.
        "diskBytes": "Union[float, None]",
        # Bytes.
        "memoryBytes": "Union[float, None]",
        # It does not start before settings were saved.
        "needsSettings": "bool",
        # Data of an earlier installation are there, and are used again.
        "keptData": "bool",
    },
)

WiringPlanAnswerWiresItemProvider = TypedDict(
    "WiringPlanAnswerWiresItemProvider",
    {
        # Id of an installed pup, `<source id>/<name>` of one that would be installed.
        "key": "str",
        "name": "str",
        # Version of the pup.
        "version": "str",
        # Version of the interface.
        "provides": "str",
        "installed": "bool",
        # Null where it is installed already; else the source that it comes from.
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
        # Port that it opens; null where it opens none.
        "port": "Union[float, None]",
        # “Can change things”.
        "severityLabel": "str",
        "severityMeaning": "str",
        # The pup also runs without it: it is granted only where the owner says so.
        "optional": "bool",
        # Whether it is granted; in a plan, whether it will be.
        "granted": "bool",
    },
)

WiringPlanAnswerWiresItemOptionsItem = TypedDict(
    "WiringPlanAnswerWiresItemOptionsItem",
    {
        # Id of an installed pup, `<source id>/<name>` of one that would be installed.
        "key": "str",
        "name": "str",
        # Version of the pup.
        "version": "str",
        # Version of the interface.
        "provides": "str",
        "installed": "bool",
        # Null where it is installed already; else the source that it comes from.
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
        # Range of versions that will do, for a person.
        "range": "str",
        "optional": "bool",
        # Null: nobody, as it also runs without.
        "provider": "Union[WiringPlanAnswerWiresItemProvider, None]",
        "permissions": "List[WiringPlanAnswerWiresItemPermissionsItem]",
        # All who could, best first.
        "options": "List[WiringPlanAnswerWiresItemOptionsItem]",
        # All of it in a sentence.
        "text": "str",
    },
)

WiringPlanAnswerConflictsItem = TypedDict(
    "WiringPlanAnswerConflictsItem",
    {
        "kind": "Literal['missing', 'version', 'two-versions', 'circle', 'unusable', 'bad-range', 'too-many', 'pages']",
        # The pup that it is about, by its key in the plan; null for the plan as a whole.
        "of": "Union[str, None]",
        # What that needs and does not get; null for what is about no interface.
        "interface": "Union[str, None]",
        # What is wrong.
        "reason": "str",
        # The way out.
        "hint": "str",
        # A second pup that would do, as a choice for this interface; null where there is none.
        "second": "Union[str, None]",
    },
)

WiringPlanAnswerDisk = TypedDict(
    "WiringPlanAnswerDisk",
    {
        # Bytes.
        "bytes": "float",
        # Bytes; null where that is not known.
        "free": "Union[float, None]",
    },
)

WiringPlanAnswer = TypedDict(
    "WiringPlanAnswer",
    {
        # Stands for this very plan: an installation says yes to it with this.
        "id": "str",
        # All of it in a few sentences.
        "text": "str",
        # In the order in which they are installed and started, providers first.
        "installs": "List[WiringPlanAnswerInstallsItem]",
        "wires": "List[WiringPlanAnswerWiresItem]",
        # Why it cannot be carried out; empty where it can.
        "conflicts": "List[WiringPlanAnswerConflictsItem]",
        # What an owner should know beside that, in sentences.
        "notes": "List[str]",
        # Bytes that all of it takes as far as manifests say, and what is free where pups lie.
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
        # Port that it opens; null where it opens none.
        "port": "Union[float, None]",
        # “Can change things”.
        "severityLabel": "str",
        "severityMeaning": "str",
        # The pup also runs without it: it is granted only where the owner says so.
        "optional": "bool",
        # Whether it is granted; in a plan, whether it will be.
        "granted": "bool",
    },
)

WiringRevokeAnswerDependsOnItemOptionsItem = TypedDict(
    "WiringRevokeAnswerDependsOnItemOptionsItem",
    {
        # Id of an installed pup, `<source id>/<name>` of one that would be installed.
        "key": "str",
        "name": "str",
        # Version of the pup.
        "version": "str",
        # Version of the interface.
        "provides": "str",
        "installed": "bool",
        # Null where it is installed already; else the source that it comes from.
        "sourceName": "Union[str, None]",
    },
)

WiringRevokeAnswerDependsOnItem = TypedDict(
    "WiringRevokeAnswerDependsOnItem",
    {
        "interface": "str",
        "range": "str",
        "optional": "bool",
        # Who was chosen; null for nobody.
        "provider": "Union[WiringRevokeAnswerDependsOnItemProvider, None]",
        # Why that does not do, or what is missing, in a sentence; null where all is well.
        "problem": "Union[str, None]",
        "permissions": "List[WiringRevokeAnswerDependsOnItemPermissionsItem]",
        # Installed pups that could.
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
        # Null where it has none, or none yet.
        "id": "Union[str, None]",
        # What a person calls it.
        "name": "str",
        # What becomes of it, in a sentence.
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
        # Who depends on it.
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
        # The owner’s word on the internet; null: as its manifest asks.
        "internet": "Union[bool, None]",
        # Whether it may reach devices of the home network; left out it stays.
        "lan": "bool",
        # Addresses, networks (CIDR) or names that it is held to; null: all of what it may
        # reach.
        "networks": "Union[List[str], None]",
    },
    total=False,
)

WiringSetAccessAnswerPlanEffectsItem = TypedDict(
    "WiringSetAccessAnswerPlanEffectsItem",
    {
        "kind": "Literal['pup', 'data', 'connection', 'access', 'port', 'page', 'source', 'session', 'box', 'snapshot', 'network']",
        # Null where it has none, or none yet.
        "id": "Union[str, None]",
        # What a person calls it.
        "name": "str",
        # What becomes of it, in a sentence.
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
        # The owner's word on the internet; null: as its manifest asks.
        "internet": "Union[bool, None]",
        # Whether its manifest asks for the internet.
        "asksInternet": "bool",
        # Whether it may reach the internet: the owner's word, else what it asks for.
        "reachesInternet": "bool",
        # Devices of the home network too; never this box itself, never other pups.
        "lan": "bool",
        # Only these of what the two allow, as addresses, networks (CIDR), or names of the
        # internet (`api.example.org`, `*.example.org` for all below it); null: all of it. With
        # a name in it, no other name is answered.
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
