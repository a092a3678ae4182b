# Written by scripts/api-docs.mjs from the operations of the API. Do not edit it.

"""Types of what the API takes and answers, for type checkers."""

from typing import Any, Dict, List, Literal, TypedDict, Union


ProblemNeeded = TypedDict(
    "ProblemNeeded",
    {
        "type": "str",
        "title": "str",
        "status": "int",
        "code": "str",
        "requestId": "str",
    },
)

ProblemOptional = TypedDict(
    "ProblemOptional",
    {
        "detail": "str",
        "fields": "Dict[str, str]",
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
        "createdAt": "float",
        "expiresAt": "Union[float, None]",
        "lastUsedAt": "Union[float, None]",
        "lastUsedAddress": "Union[str, None]",
    },
)

AuditRecord = TypedDict(
    "AuditRecord",
    {
        "id": "float",
        "at": "float",
        "actor": "Literal['owner', 'token', 'setup', 'local', 'pup', 'anyone']",
        "actorId": "Union[str, None]",
        "actorName": "Union[str, None]",
        "address": "str",
        "action": "str",
        "subject": "Union[str, None]",
        "outcome": "Literal['done', 'refused', 'failed']",
        "detail": "Union[str, None]",
        "via": "Union[Literal['mcp', 'docker'], None]",
    },
)

BoxInfoRuntimeIds = TypedDict(
    "BoxInfoRuntimeIds",
    {
        "perPup": "bool",
        "reason": "Union[str, None]",
    },
)

BoxInfoRuntimeMissingItem = TypedDict(
    "BoxInfoRuntimeMissingItem",
    {
        "code": "str",
        "what": "str",
        "effect": "str",
        "command": "Union[str, None]",
    },
)

BoxInfoRuntime = TypedDict(
    "BoxInfoRuntime",
    {
        "kind": "Literal['oci', 'nixos', 'none']",
        "version": "Union[str, None]",
        "cgroups": "Union[str, None]",
        "ready": "bool",
        "ids": "BoxInfoRuntimeIds",
        "missing": "List[BoxInfoRuntimeMissingItem]",
    },
)

BoxInfo = TypedDict(
    "BoxInfo",
    {
        "name": "str",
        "version": "str",
        "claimed": "bool",
        "configured": "bool",
        "runtime": "BoxInfoRuntime",
    },
)

BoxStats = TypedDict(
    "BoxStats",
    {
        "cores": "float",
        "memoryTotal": "float",
        "diskTotal": "float",
        "diskUsed": "float",
        "uptime": "float",
        "load": "float",
        "temperature": "Union[float, None]",
    },
)

Disk = TypedDict(
    "Disk",
    {
        "name": "str",
        "model": "Union[str, None]",
        "size": "float",
        "free": "Union[float, None]",
        "mountPoint": "Union[str, None]",
        "isBootDisk": "bool",
        "usable": "bool",
        "reason": "Union[str, None]",
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
        "name": "str",
        "title": "str",
        "status": "Literal['pending', 'running', 'succeeded', 'failed', 'cancelled', 'skipped']",
        "percent": "float",
        "note": "Union[str, None]",
        "startedAt": "Union[float, None]",
        "finishedAt": "Union[float, None]",
    },
)

JobError = TypedDict(
    "JobError",
    {
        "code": "str",
        "reason": "str",
        "hint": "Union[str, None]",
    },
)

JobWaitingFor = TypedDict(
    "JobWaitingFor",
    {
        "code": "str",
        "reason": "str",
        "hint": "Union[str, None]",
    },
)

Job = TypedDict(
    "Job",
    {
        "id": "str",
        "kind": "str",
        "title": "str",
        "resources": "List[str]",
        "subject": "Union[JobSubject, None]",
        "parentId": "Union[str, None]",
        "status": "Literal['queued', 'running', 'succeeded', 'failed', 'cancelled']",
        "steps": "List[JobStepsItem]",
        "percent": "float",
        "error": "Union[JobError, None]",
        "waitingFor": "Union[JobWaitingFor, None]",
        "result": "Any",
        "cancellable": "bool",
        "cancelRequested": "bool",
        "requestedBy": "str",
        "createdAt": "float",
        "startedAt": "Union[float, None]",
        "finishedAt": "Union[float, None]",
    },
)

LogLineNeeded = TypedDict(
    "LogLineNeeded",
    {
        "at": "float",
        "service": "str",
        "stream": "Literal['stdout', 'stderr']",
        "text": "str",
        "cursor": "str",
    },
)

LogLineOptional = TypedDict(
    "LogLineOptional",
    {
        "box": "bool",
    },
    total=False,
)

class LogLine(LogLineNeeded, LogLineOptional):
    pass

NetworkLink = TypedDict(
    "NetworkLink",
    {
        "name": "str",
        "kind": "Literal['ethernet', 'wifi', 'other']",
        "up": "bool",
        "addresses": "List[str]",
        "mac": "Union[str, None]",
    },
)

PupDetailFailure = TypedDict(
    "PupDetailFailure",
    {
        "code": "str",
        "reason": "str",
        "hint": "Union[str, None]",
    },
)

PupDetailServicesItemHealth = TypedDict(
    "PupDetailServicesItemHealth",
    {
        "state": "Literal['waiting', 'starting', 'healthy', 'unhealthy']",
        "text": "str",
        "since": "float",
    },
)

PupDetailServicesItemFlapping = TypedDict(
    "PupDetailServicesItemFlapping",
    {
        "ends": "float",
        "minutes": "float",
    },
)

PupDetailServicesItemNeeded = TypedDict(
    "PupDetailServicesItemNeeded",
    {
        "name": "str",
        "pid": "Union[float, None]",
        "state": "Literal['stopped', 'running', 'waiting', 'exited']",
        "startedAt": "Union[float, None]",
        "restarts": "float",
        "lastExitCode": "Union[float, None]",
        "killedAfter": "Union[float, None]",
        "nextStartAt": "Union[float, None]",
    },
)

PupDetailServicesItemOptional = TypedDict(
    "PupDetailServicesItemOptional",
    {
        "health": "PupDetailServicesItemHealth",
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
        "text": "str",
        "since": "float",
    },
)

PupDetailWebPagesItemNeeded = TypedDict(
    "PupDetailWebPagesItemNeeded",
    {
        "name": "str",
        "url": "str",
        "port": "float",
    },
)

PupDetailWebPagesItemOptional = TypedDict(
    "PupDetailWebPagesItemOptional",
    {
        "access": "Literal['token', 'open']",
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
        "skipped": "bool",
    },
)

PupDetailLimitsReachedItem = TypedDict(
    "PupDetailLimitsReachedItem",
    {
        "kind": "Literal['memory', 'pids', 'storage']",
        "at": "float",
        "text": "str",
    },
)

PupDetailDevicesItem = TypedDict(
    "PupDetailDevicesItem",
    {
        "node": "str",
        "access": "Literal['r', 'w', 'rw']",
        "what": "str",
        "can": "str",
        "severity": "float",
        "severityLabel": "str",
        "granted": "bool",
    },
)

PupDetailExposesItem = TypedDict(
    "PupDetailExposesItem",
    {
        "name": "str",
        "type": "str",
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
        "placeholder": "Union[str, None]",
        "help": "Union[str, None]",
        "default": "Union[str, None]",
        "min": "Union[float, None]",
        "max": "Union[float, None]",
        "step": "Union[float, None]",
        "options": "List[PupDetailConfigSectionsItemFieldsItemOptionsItem]",
        "value": "Union[str, None]",
        "isSet": "bool",
    },
)

PupDetailConfigSectionsItem = TypedDict(
    "PupDetailConfigSectionsItem",
    {
        "name": "str",
        "label": "Union[str, None]",
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
        "memoryBytes": "float",
        "pids": "float",
        "cpus": "Union[float, None]",
        "storageBytes": "Union[float, None]",
        "storageFiles": "Union[float, None]",
    },
)

PupDetailLimitChoicesOwn = TypedDict(
    "PupDetailLimitChoicesOwn",
    {
        "memoryBytes": "Union[float, None]",
        "storageBytes": "Union[float, None]",
        "pids": "Union[float, None]",
        "cpus": "Union[float, None]",
        "stopSeconds": "Union[float, None]",
        "ioWeight": "Union[float, None]",
    },
)

PupDetailLimitChoicesDefaults = TypedDict(
    "PupDetailLimitChoicesDefaults",
    {
        "memoryBytes": "float",
        "pids": "float",
        "stopSeconds": "float",
    },
)

PupDetailLimitChoicesHost = TypedDict(
    "PupDetailLimitChoicesHost",
    {
        "memoryBytes": "float",
        "cpus": "float",
        "storageBytes": "Union[float, None]",
        "ioWeight": "bool",
    },
)

PupDetailLimitChoices = TypedDict(
    "PupDetailLimitChoices",
    {
        "own": "PupDetailLimitChoicesOwn",
        "defaults": "PupDetailLimitChoicesDefaults",
        "host": "PupDetailLimitChoicesHost",
    },
)

PupDetailTroubleItemFlapping = TypedDict(
    "PupDetailTroubleItemFlapping",
    {
        "ends": "float",
        "minutes": "float",
    },
)

PupDetailTroubleItemLinesItem = TypedDict(
    "PupDetailTroubleItemLinesItem",
    {
        "at": "float",
        "stream": "Literal['stdout', 'stderr']",
        "text": "str",
    },
)

PupDetailTroubleItemNeeded = TypedDict(
    "PupDetailTroubleItemNeeded",
    {
        "service": "str",
        "reason": "str",
        "exitCode": "Union[float, None]",
        "at": "Union[float, None]",
        "nextStartAt": "Union[float, None]",
        "lines": "List[PupDetailTroubleItemLinesItem]",
    },
)

PupDetailTroubleItemOptional = TypedDict(
    "PupDetailTroubleItemOptional",
    {
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
        "services": "List[str]",
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
        "logoUrl": "Union[str, None]",
        "state": "Literal['installing', 'stopped', 'starting', 'running', 'stopping', 'crashed', 'broken', 'updating', 'uninstalled']",
        "enabled": "bool",
        "failure": "Union[PupDetailFailure, None]",
        "needsConfig": "bool",
        "keys": "Literal['made', 'waiting']",
        "services": "List[PupDetailServicesItem]",
        "webPages": "List[PupDetailWebPagesItem]",
        "address": "Union[str, None]",
        "installedAt": "Union[float, None]",
        "updateAvailable": "Union[PupDetailUpdateAvailable, None]",
        "jobId": "Union[str, None]",
        "longDescription": "str",
        "requiresInternet": "bool",
        "devices": "List[PupDetailDevicesItem]",
        "exposes": "List[PupDetailExposesItem]",
        "config": "PupDetailConfig",
        "limits": "PupDetailLimits",
        "limitChoices": "PupDetailLimitChoices",
        "storageBytes": "Union[float, None]",
        "volumes": "List[str]",
        "buildKind": "Union[Literal['nix', 'flake', 'debian', 'image'], None]",
        "treeHash": "Union[str, None]",
        "origin": "Union[str, None]",
        "signature": "Literal['unsigned', 'verified', 'failed']",
        "previousVersion": "Union[str, None]",
        "dev": "bool",
        "devPossible": "bool",
    },
)

PupDetailOptional = TypedDict(
    "PupDetailOptional",
    {
        "offerName": "str",
        "health": "PupDetailHealth",
        "limitsReached": "List[PupDetailLimitsReachedItem]",
        "trouble": "List[PupDetailTroubleItem]",
        "drift": "PupDetailDrift",
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
        "reason": "str",
        "hint": "Union[str, None]",
    },
)

PupSummaryServicesItemHealth = TypedDict(
    "PupSummaryServicesItemHealth",
    {
        "state": "Literal['waiting', 'starting', 'healthy', 'unhealthy']",
        "text": "str",
        "since": "float",
    },
)

PupSummaryServicesItemFlapping = TypedDict(
    "PupSummaryServicesItemFlapping",
    {
        "ends": "float",
        "minutes": "float",
    },
)

PupSummaryServicesItemNeeded = TypedDict(
    "PupSummaryServicesItemNeeded",
    {
        "name": "str",
        "pid": "Union[float, None]",
        "state": "Literal['stopped', 'running', 'waiting', 'exited']",
        "startedAt": "Union[float, None]",
        "restarts": "float",
        "lastExitCode": "Union[float, None]",
        "killedAfter": "Union[float, None]",
        "nextStartAt": "Union[float, None]",
    },
)

PupSummaryServicesItemOptional = TypedDict(
    "PupSummaryServicesItemOptional",
    {
        "health": "PupSummaryServicesItemHealth",
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
        "text": "str",
        "since": "float",
    },
)

PupSummaryWebPagesItemNeeded = TypedDict(
    "PupSummaryWebPagesItemNeeded",
    {
        "name": "str",
        "url": "str",
        "port": "float",
    },
)

PupSummaryWebPagesItemOptional = TypedDict(
    "PupSummaryWebPagesItemOptional",
    {
        "access": "Literal['token', 'open']",
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
        "skipped": "bool",
    },
)

PupSummaryLimitsReachedItem = TypedDict(
    "PupSummaryLimitsReachedItem",
    {
        "kind": "Literal['memory', 'pids', 'storage']",
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
        "logoUrl": "Union[str, None]",
        "state": "Literal['installing', 'stopped', 'starting', 'running', 'stopping', 'crashed', 'broken', 'updating', 'uninstalled']",
        "enabled": "bool",
        "failure": "Union[PupSummaryFailure, None]",
        "needsConfig": "bool",
        "keys": "Literal['made', 'waiting']",
        "services": "List[PupSummaryServicesItem]",
        "webPages": "List[PupSummaryWebPagesItem]",
        "address": "Union[str, None]",
        "installedAt": "Union[float, None]",
        "updateAvailable": "Union[PupSummaryUpdateAvailable, None]",
        "jobId": "Union[str, None]",
    },
)

PupSummaryOptional = TypedDict(
    "PupSummaryOptional",
    {
        "offerName": "str",
        "health": "PupSummaryHealth",
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
        "createdAt": "float",
        "lastSeenAt": "float",
        "expiresAt": "float",
        "address": "str",
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
        "kind": "Literal['builtin', 'folder', 'git', 'web']",
        "name": "str",
        "location": "str",
        "official": "bool",
        "pups": "float",
        "addedAt": "float",
        "lastSeenAt": "Union[float, None]",
        "lastError": "Union[str, None]",
        "jobId": "Union[str, None]",
        "account": "Union[str, None]",
        "publicKey": "Union[str, None]",
        "signature": "Literal['unsigned', 'verified', 'failed']",
        "unreadable": "List[SourceUnreadableItem]",
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
        "version": "str",
        "versions": "float",
        "category": "Literal['node', 'wallet', 'network', 'web', 'data', 'media', 'security', 'development', 'other']",
        "shortDescription": "str",
        "longDescription": "str",
        "logoUrl": "Union[str, None]",
        "runnable": "bool",
        "reason": "Union[str, None]",
        "requiresInternet": "bool",
        "webPages": "List[str]",
        "interfaces": "List[StorePupInterfacesItem]",
        "dependencies": "List[StorePupDependenciesItem]",
        "warnings": "List[str]",
        "signature": "Literal['unsigned', 'verified', 'failed']",
        "updatedAt": "Union[float, None]",
        "installedPupId": "Union[str, None]",
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
        "origin": "str",
        "updatedAt": "Union[float, None]",
        "hash": "Union[str, None]",
        "signature": "Literal['unsigned', 'verified', 'failed']",
        "problem": "Union[str, None]",
    },
)

StorePupDetailExposesItem = TypedDict(
    "StorePupDetailExposesItem",
    {
        "name": "str",
        "type": "str",
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
        "severity": "Union[float, None]",
        "routes": "List[str]",
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
        "severity": "Union[float, None]",
        "routes": "List[str]",
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
        "placeholder": "Union[str, None]",
        "help": "Union[str, None]",
        "default": "Union[str, None]",
        "min": "Union[float, None]",
        "max": "Union[float, None]",
        "step": "Union[float, None]",
        "options": "List[StorePupDetailConfigSectionsItemFieldsItemOptionsItem]",
        "value": "Union[str, None]",
        "isSet": "bool",
    },
)

StorePupDetailConfigSectionsItem = TypedDict(
    "StorePupDetailConfigSectionsItem",
    {
        "name": "str",
        "label": "Union[str, None]",
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
        "memoryBytes": "Union[float, None]",
        "diskBytes": "Union[float, None]",
    },
)

StorePupDetailBuildsItem = TypedDict(
    "StorePupDetailBuildsItem",
    {
        "kind": "Literal['nix', 'flake', 'debian', 'image']",
        "chosen": "bool",
        "reason": "Union[str, None]",
        "command": "Union[str, None]",
    },
)

StorePupDetail = TypedDict(
    "StorePupDetail",
    {
        "sourceId": "str",
        "sourceName": "str",
        "name": "str",
        "version": "str",
        "versions": "float",
        "category": "Literal['node', 'wallet', 'network', 'web', 'data', 'media', 'security', 'development', 'other']",
        "shortDescription": "str",
        "longDescription": "str",
        "logoUrl": "Union[str, None]",
        "runnable": "bool",
        "reason": "Union[str, None]",
        "requiresInternet": "bool",
        "webPages": "List[str]",
        "interfaces": "List[StorePupDetailInterfacesItem]",
        "dependencies": "List[StorePupDetailDependenciesItem]",
        "warnings": "List[str]",
        "signature": "Literal['unsigned', 'verified', 'failed']",
        "updatedAt": "Union[float, None]",
        "installedPupId": "Union[str, None]",
        "installedState": "Union[Literal['installing', 'stopped', 'starting', 'running', 'stopping', 'crashed', 'broken', 'updating', 'uninstalled'], None]",
        "offered": "List[StorePupDetailOfferedItem]",
        "hash": "Union[str, None]",
        "upstreamVersions": "Dict[str, str]",
        "exposes": "List[StorePupDetailExposesItem]",
        "offers": "List[StorePupDetailOffersItem]",
        "needs": "List[StorePupDetailNeedsItem]",
        "config": "StorePupDetailConfig",
        "resources": "StorePupDetailResources",
        "builds": "List[StorePupDetailBuildsItem]",
        "readmeHtml": "Union[str, None]",
    },
)

AttentionDismissBody = TypedDict(
    "AttentionDismissBody",
    {
        "id": "str",
    },
)

AttentionListAnswerItemsItemAction = TypedDict(
    "AttentionListAnswerItemsItemAction",
    {
        "label": "str",
        "href": "str",
    },
)

AttentionListAnswerItemsItemStepsItem = TypedDict(
    "AttentionListAnswerItemsItemStepsItem",
    {
        "text": "str",
        "command": "Union[str, None]",
    },
)

AttentionListAnswerItemsItemLinksItem = TypedDict(
    "AttentionListAnswerItemsItemLinksItem",
    {
        "label": "str",
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
        "id": "str",
        "severity": "Literal['critical', 'warning', 'info']",
        "title": "str",
        "text": "str",
        "action": "Union[AttentionListAnswerItemsItemAction, None]",
        "steps": "List[AttentionListAnswerItemsItemStepsItem]",
        "links": "List[AttentionListAnswerItemsItemLinksItem]",
        "since": "float",
        "subject": "Union[AttentionListAnswerItemsItemSubject, None]",
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
        "name": "str",
        "timeZone": "str",
    },
    total=False,
)

BoxChangeAnswer = BoxInfo

BoxEndsAnswerEndsItem = TypedDict(
    "BoxEndsAnswerEndsItem",
    {
        "part": "Literal['agent', 'dkm', 'dogeboxd']",
        "at": "float",
        "reason": "str",
    },
)

BoxEndsAnswer = TypedDict(
    "BoxEndsAnswer",
    {
        "ends": "List[BoxEndsAnswerEndsItem]",
        "next": "Union[str, None]",
    },
)

BoxFreeSpaceBody = TypedDict(
    "BoxFreeSpaceBody",
    {
        "what": "List[Literal['layers', 'downloads', 'logs']]",
    },
)

BoxFreeSpaceAnswerFreedItem = TypedDict(
    "BoxFreeSpaceAnswerFreedItem",
    {
        "what": "Literal['layers', 'downloads', 'logs']",
        "bytes": "float",
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
        "start": "str",
        "older": "bool",
        "cursor": "str",
        "more": "bool",
        "gap": "bool",
    },
)

BoxMetricsAnswerSamples = TypedDict(
    "BoxMetricsAnswerSamples",
    {
        "at": "List[float]",
        "cpu": "List[float]",
        "memory": "List[float]",
        "rx": "List[float]",
        "tx": "List[float]",
        "pids": "List[float]",
        "read": "List[float]",
        "write": "List[float]",
    },
)

BoxMetricsAnswerGauges = TypedDict(
    "BoxMetricsAnswerGauges",
    {
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
        "name": "str",
        "mountPoint": "str",
        "holds": "List[Literal['box', 'pups']]",
        "size": "float",
        "free": "float",
        "files": "Union[float, None]",
        "filesFree": "Union[float, None]",
        "level": "Literal['ok', 'low', 'critical']",
    },
)

BoxSpaceAnswerPupsItem = TypedDict(
    "BoxSpaceAnswerPupsItem",
    {
        "id": "str",
        "name": "str",
        "bytes": "float",
    },
)

BoxSpaceAnswerPartsItem = TypedDict(
    "BoxSpaceAnswerPartsItem",
    {
        "what": "Literal['layers', 'downloads', 'logs']",
        "bytes": "float",
        "unused": "float",
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
        "name": "str",
        "start": "bool",
    },
    total=False,
)

BoxesCloneAnswerBoxFailure = TypedDict(
    "BoxesCloneAnswerBoxFailure",
    {
        "code": "str",
        "reason": "str",
        "hint": "Union[str, None]",
    },
)

BoxesCloneAnswerBoxNetworksItem = TypedDict(
    "BoxesCloneAnswerBoxNetworksItem",
    {
        "id": "str",
        "name": "str",
        "aliases": "List[str]",
        "ipv6": "bool",
    },
)

BoxesCloneAnswerBoxPortsItem = TypedDict(
    "BoxesCloneAnswerBoxPortsItem",
    {
        "hostPort": "float",
        "hostAddress": "Union[str, None]",
        "port": "float",
        "protocol": "Literal['tcp', 'udp']",
    },
)

BoxesCloneAnswerBoxHealth = TypedDict(
    "BoxesCloneAnswerBoxHealth",
    {
        "state": "Literal['waiting', 'starting', 'healthy', 'unhealthy']",
        "since": "float",
    },
)

BoxesCloneAnswerBox = TypedDict(
    "BoxesCloneAnswerBox",
    {
        "id": "str",
        "name": "str",
        "state": "Literal['creating', 'running', 'paused', 'stopped', 'error']",
        "failure": "Union[BoxesCloneAnswerBoxFailure, None]",
        "jobId": "Union[str, None]",
        "image": "str",
        "digest": "Union[str, None]",
        "labels": "Dict[str, str]",
        "network": "Literal['none', 'internet', 'home']",
        "networks": "List[BoxesCloneAnswerBoxNetworksItem]",
        "address": "Union[str, None]",
        "ports": "List[BoxesCloneAnswerBoxPortsItem]",
        "cpus": "Union[float, None]",
        "memoryBytes": "float",
        "diskBytes": "Union[float, None]",
        "pids": "float",
        "restart": "str",
        "ephemeral": "bool",
        "idleStopSeconds": "Union[float, None]",
        "expiresAt": "Union[float, None]",
        "createdAt": "float",
        "startedAt": "Union[float, None]",
        "stoppedAt": "Union[float, None]",
        "exitCode": "Union[float, None]",
        "restarts": "float",
        "health": "Union[BoxesCloneAnswerBoxHealth, None]",
    },
)

BoxesCloneAnswerPlanEffectsItem = TypedDict(
    "BoxesCloneAnswerPlanEffectsItem",
    {
        "kind": "Literal['pup', 'data', 'connection', 'access', 'port', 'page', 'source', 'session', 'box', 'snapshot', 'network']",
        "id": "Union[str, None]",
        "name": "str",
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
        "jobId": "Union[str, None]",
        "box": "Union[BoxesCloneAnswerBox, None]",
    },
)

BoxesCloneAnswerOptional = TypedDict(
    "BoxesCloneAnswerOptional",
    {
        "plan": "BoxesCloneAnswerPlan",
    },
    total=False,
)

class BoxesCloneAnswer(BoxesCloneAnswerNeeded, BoxesCloneAnswerOptional):
    pass

BoxesCreateBodyMemoryFoldersItemNeeded = TypedDict(
    "BoxesCreateBodyMemoryFoldersItemNeeded",
    {
        "target": "str",
    },
)

BoxesCreateBodyMemoryFoldersItemOptional = TypedDict(
    "BoxesCreateBodyMemoryFoldersItemOptional",
    {
        "sizeBytes": "int",
    },
    total=False,
)

class BoxesCreateBodyMemoryFoldersItem(BoxesCreateBodyMemoryFoldersItemNeeded, BoxesCreateBodyMemoryFoldersItemOptional):
    pass

BoxesCreateBodyUlimitsItem = TypedDict(
    "BoxesCreateBodyUlimitsItem",
    {
        "name": "Literal['core', 'cpu', 'fsize', 'locks', 'memlock', 'msgqueue', 'nice', 'nofile', 'nproc', 'rtprio', 'rttime', 'sigpending', 'stack']",
        "soft": "int",
        "hard": "int",
    },
)

BoxesCreateBodyExtraHostsItem = TypedDict(
    "BoxesCreateBodyExtraHostsItem",
    {
        "name": "str",
        "address": "str",
    },
)

BoxesCreateBodyDebian = TypedDict(
    "BoxesCreateBodyDebian",
    {
        "packages": "List[str]",
    },
    total=False,
)

BoxesCreateBodyNetworksItemNeeded = TypedDict(
    "BoxesCreateBodyNetworksItemNeeded",
    {
        "name": "str",
    },
)

BoxesCreateBodyNetworksItemOptional = TypedDict(
    "BoxesCreateBodyNetworksItemOptional",
    {
        "aliases": "List[str]",
    },
    total=False,
)

class BoxesCreateBodyNetworksItem(BoxesCreateBodyNetworksItemNeeded, BoxesCreateBodyNetworksItemOptional):
    pass

BoxesCreateBodyVolumesItemVolumeNeeded = TypedDict(
    "BoxesCreateBodyVolumesItemVolumeNeeded",
    {
        "kind": "Literal['volume']",
        "name": "str",
        "target": "str",
    },
)

BoxesCreateBodyVolumesItemVolumeOptional = TypedDict(
    "BoxesCreateBodyVolumesItemVolumeOptional",
    {
        "readonly": "bool",
    },
    total=False,
)

class BoxesCreateBodyVolumesItemVolume(BoxesCreateBodyVolumesItemVolumeNeeded, BoxesCreateBodyVolumesItemVolumeOptional):
    pass

BoxesCreateBodyVolumesItemFolderNeeded = TypedDict(
    "BoxesCreateBodyVolumesItemFolderNeeded",
    {
        "kind": "Literal['folder']",
        "source": "str",
        "target": "str",
    },
)

BoxesCreateBodyVolumesItemFolderOptional = TypedDict(
    "BoxesCreateBodyVolumesItemFolderOptional",
    {
        "readonly": "bool",
    },
    total=False,
)

class BoxesCreateBodyVolumesItemFolder(BoxesCreateBodyVolumesItemFolderNeeded, BoxesCreateBodyVolumesItemFolderOptional):
    pass

BoxesCreateBodyHealth = TypedDict(
    "BoxesCreateBodyHealth",
    {
        "argv": "List[str]",
        "shell": "str",
        "intervalSeconds": "int",
        "timeoutSeconds": "int",
        "retries": "int",
        "startSeconds": "int",
        "startIntervalSeconds": "int",
    },
    total=False,
)

BoxesCreateBodyPortsItemNeeded = TypedDict(
    "BoxesCreateBodyPortsItemNeeded",
    {
        "port": "int",
    },
)

BoxesCreateBodyPortsItemOptional = TypedDict(
    "BoxesCreateBodyPortsItemOptional",
    {
        "hostPort": "int",
        "hostPortLast": "int",
        "hostAddress": "str",
        "protocol": "Literal['tcp', 'udp']",
    },
    total=False,
)

class BoxesCreateBodyPortsItem(BoxesCreateBodyPortsItemNeeded, BoxesCreateBodyPortsItemOptional):
    pass

BoxesCreateBody = TypedDict(
    "BoxesCreateBody",
    {
        "hostname": "str",
        "capAdd": "List[str]",
        "capDrop": "List[str]",
        "readonlyRoot": "bool",
        "memoryFolders": "List[BoxesCreateBodyMemoryFoldersItem]",
        "shmBytes": "int",
        "ulimits": "List[BoxesCreateBodyUlimitsItem]",
        "groups": "List[int]",
        "sysctls": "Dict[str, str]",
        "extraHosts": "List[BoxesCreateBodyExtraHostsItem]",
        "init": "bool",
        "image": "str",
        "debian": "BoxesCreateBodyDebian",
        "cpus": "float",
        "memoryBytes": "int",
        "diskBytes": "int",
        "pids": "int",
        "network": "Literal['none', 'internet', 'home']",
        "networks": "List[BoxesCreateBodyNetworksItem]",
        "env": "Any",
        "volumes": "List[Union[BoxesCreateBodyVolumesItemVolume, BoxesCreateBodyVolumesItemFolder]]",
        "workdir": "str",
        "user": "str",
        "labels": "Any",
        "name": "str",
        "argv": "List[str]",
        "entrypoint": "List[str]",
        "tty": "bool",
        "stdin": "bool",
        "stopSignal": "Literal['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH']",
        "stopSeconds": "int",
        "health": "BoxesCreateBodyHealth",
        "annotations": "str",
        "ports": "List[BoxesCreateBodyPortsItem]",
        "restart": "str",
        "idleStopSeconds": "Union[int, None]",
        "expiresAt": "Union[int, None]",
        "ephemeral": "bool",
        "start": "bool",
    },
    total=False,
)

BoxesCreateAnswerBoxFailure = TypedDict(
    "BoxesCreateAnswerBoxFailure",
    {
        "code": "str",
        "reason": "str",
        "hint": "Union[str, None]",
    },
)

BoxesCreateAnswerBoxNetworksItem = TypedDict(
    "BoxesCreateAnswerBoxNetworksItem",
    {
        "id": "str",
        "name": "str",
        "aliases": "List[str]",
        "ipv6": "bool",
    },
)

BoxesCreateAnswerBoxPortsItem = TypedDict(
    "BoxesCreateAnswerBoxPortsItem",
    {
        "hostPort": "float",
        "hostAddress": "Union[str, None]",
        "port": "float",
        "protocol": "Literal['tcp', 'udp']",
    },
)

BoxesCreateAnswerBoxHealth = TypedDict(
    "BoxesCreateAnswerBoxHealth",
    {
        "state": "Literal['waiting', 'starting', 'healthy', 'unhealthy']",
        "since": "float",
    },
)

BoxesCreateAnswerBox = TypedDict(
    "BoxesCreateAnswerBox",
    {
        "id": "str",
        "name": "str",
        "state": "Literal['creating', 'running', 'paused', 'stopped', 'error']",
        "failure": "Union[BoxesCreateAnswerBoxFailure, None]",
        "jobId": "Union[str, None]",
        "image": "str",
        "digest": "Union[str, None]",
        "labels": "Dict[str, str]",
        "network": "Literal['none', 'internet', 'home']",
        "networks": "List[BoxesCreateAnswerBoxNetworksItem]",
        "address": "Union[str, None]",
        "ports": "List[BoxesCreateAnswerBoxPortsItem]",
        "cpus": "Union[float, None]",
        "memoryBytes": "float",
        "diskBytes": "Union[float, None]",
        "pids": "float",
        "restart": "str",
        "ephemeral": "bool",
        "idleStopSeconds": "Union[float, None]",
        "expiresAt": "Union[float, None]",
        "createdAt": "float",
        "startedAt": "Union[float, None]",
        "stoppedAt": "Union[float, None]",
        "exitCode": "Union[float, None]",
        "restarts": "float",
        "health": "Union[BoxesCreateAnswerBoxHealth, None]",
    },
)

BoxesCreateAnswerPlanPortsItem = TypedDict(
    "BoxesCreateAnswerPlanPortsItem",
    {
        "hostPort": "float",
        "hostAddress": "Union[str, None]",
        "port": "float",
        "protocol": "Literal['tcp', 'udp']",
    },
)

BoxesCreateAnswerPlanCapacity = TypedDict(
    "BoxesCreateAnswerPlanCapacity",
    {
        "cpus": "float",
        "memoryBytes": "float",
        "usedCpus": "float",
        "usedMemoryBytes": "float",
        "diskFreeBytes": "Union[float, None]",
        "folders": "List[str]",
    },
)

BoxesCreateAnswerPlan = TypedDict(
    "BoxesCreateAnswerPlan",
    {
        "name": "str",
        "image": "str",
        "digest": "Union[str, None]",
        "cpus": "Union[float, None]",
        "memoryBytes": "float",
        "diskBytes": "Union[float, None]",
        "pids": "float",
        "ports": "List[BoxesCreateAnswerPlanPortsItem]",
        "steps": "List[str]",
        "warnings": "List[str]",
        "capacity": "BoxesCreateAnswerPlanCapacity",
    },
)

BoxesCreateAnswerNeeded = TypedDict(
    "BoxesCreateAnswerNeeded",
    {
        "jobId": "Union[str, None]",
        "box": "Union[BoxesCreateAnswerBox, None]",
    },
)

BoxesCreateAnswerOptional = TypedDict(
    "BoxesCreateAnswerOptional",
    {
        "plan": "BoxesCreateAnswerPlan",
    },
    total=False,
)

class BoxesCreateAnswer(BoxesCreateAnswerNeeded, BoxesCreateAnswerOptional):
    pass

BoxesCreateVolumeBodyNeeded = TypedDict(
    "BoxesCreateVolumeBodyNeeded",
    {
        "name": "str",
    },
)

BoxesCreateVolumeBodyOptional = TypedDict(
    "BoxesCreateVolumeBodyOptional",
    {
        "labels": "Any",
    },
    total=False,
)

class BoxesCreateVolumeBody(BoxesCreateVolumeBodyNeeded, BoxesCreateVolumeBodyOptional):
    pass

BoxesCreateVolumeAnswer = TypedDict(
    "BoxesCreateVolumeAnswer",
    {
        "name": "str",
        "labels": "Dict[str, str]",
        "createdAt": "float",
        "usedBy": "List[str]",
    },
)

BoxesExecBodyUser = TypedDict(
    "BoxesExecBodyUser",
    {
        "uid": "int",
        "gid": "int",
    },
)

BoxesExecBodyTerminal = TypedDict(
    "BoxesExecBodyTerminal",
    {
        "cols": "int",
        "rows": "int",
    },
)

BoxesExecBodyNeeded = TypedDict(
    "BoxesExecBodyNeeded",
    {
        "argv": "List[str]",
    },
)

BoxesExecBodyOptional = TypedDict(
    "BoxesExecBodyOptional",
    {
        "cwd": "str",
        "env": "Dict[str, str]",
        "user": "BoxesExecBodyUser",
        "timeoutMs": "int",
        "terminal": "BoxesExecBodyTerminal",
        "stdin": "bool",
        "keepBytes": "int",
    },
    total=False,
)

class BoxesExecBody(BoxesExecBodyNeeded, BoxesExecBodyOptional):
    pass

BoxesExecAnswerUser = TypedDict(
    "BoxesExecAnswerUser",
    {
        "uid": "float",
        "gid": "float",
    },
)

BoxesExecAnswerEnd = TypedDict(
    "BoxesExecAnswerEnd",
    {
        "exitCode": "float",
        "reason": "Literal['exited', 'timeout', 'closed', 'container-ended', 'lost']",
    },
)

BoxesExecAnswer = TypedDict(
    "BoxesExecAnswer",
    {
        "id": "str",
        "argv": "List[str]",
        "cwd": "Union[str, None]",
        "user": "Union[BoxesExecAnswerUser, None]",
        "env": "List[str]",
        "terminal": "bool",
        "stdin": "bool",
        "timeoutMs": "Union[float, None]",
        "startedAt": "float",
        "endedAt": "Union[float, None]",
        "end": "Union[BoxesExecAnswerEnd, None]",
        "outputBytes": "Union[float, None]",
    },
)

BoxesExecsAnswerExecsItemUser = TypedDict(
    "BoxesExecsAnswerExecsItemUser",
    {
        "uid": "float",
        "gid": "float",
    },
)

BoxesExecsAnswerExecsItemEnd = TypedDict(
    "BoxesExecsAnswerExecsItemEnd",
    {
        "exitCode": "float",
        "reason": "Literal['exited', 'timeout', 'closed', 'container-ended', 'lost']",
    },
)

BoxesExecsAnswerExecsItem = TypedDict(
    "BoxesExecsAnswerExecsItem",
    {
        "id": "str",
        "argv": "List[str]",
        "cwd": "Union[str, None]",
        "user": "Union[BoxesExecsAnswerExecsItemUser, None]",
        "env": "List[str]",
        "terminal": "bool",
        "stdin": "bool",
        "timeoutMs": "Union[float, None]",
        "startedAt": "float",
        "endedAt": "Union[float, None]",
        "end": "Union[BoxesExecsAnswerExecsItemEnd, None]",
        "outputBytes": "Union[float, None]",
    },
)

BoxesExecsAnswer = TypedDict(
    "BoxesExecsAnswer",
    {
        "execs": "List[BoxesExecsAnswerExecsItem]",
        "next": "Union[str, None]",
    },
)

BoxesExecsCancelAnswerUser = TypedDict(
    "BoxesExecsCancelAnswerUser",
    {
        "uid": "float",
        "gid": "float",
    },
)

BoxesExecsCancelAnswerEnd = TypedDict(
    "BoxesExecsCancelAnswerEnd",
    {
        "exitCode": "float",
        "reason": "Literal['exited', 'timeout', 'closed', 'container-ended', 'lost']",
    },
)

BoxesExecsCancelAnswer = TypedDict(
    "BoxesExecsCancelAnswer",
    {
        "id": "str",
        "argv": "List[str]",
        "cwd": "Union[str, None]",
        "user": "Union[BoxesExecsCancelAnswerUser, None]",
        "env": "List[str]",
        "terminal": "bool",
        "stdin": "bool",
        "timeoutMs": "Union[float, None]",
        "startedAt": "float",
        "endedAt": "Union[float, None]",
        "end": "Union[BoxesExecsCancelAnswerEnd, None]",
        "outputBytes": "Union[float, None]",
    },
)

BoxesExecsGetAnswerUser = TypedDict(
    "BoxesExecsGetAnswerUser",
    {
        "uid": "float",
        "gid": "float",
    },
)

BoxesExecsGetAnswerEnd = TypedDict(
    "BoxesExecsGetAnswerEnd",
    {
        "exitCode": "float",
        "reason": "Literal['exited', 'timeout', 'closed', 'container-ended', 'lost']",
    },
)

BoxesExecsGetAnswer = TypedDict(
    "BoxesExecsGetAnswer",
    {
        "id": "str",
        "argv": "List[str]",
        "cwd": "Union[str, None]",
        "user": "Union[BoxesExecsGetAnswerUser, None]",
        "env": "List[str]",
        "terminal": "bool",
        "stdin": "bool",
        "timeoutMs": "Union[float, None]",
        "startedAt": "float",
        "endedAt": "Union[float, None]",
        "end": "Union[BoxesExecsGetAnswerEnd, None]",
        "outputBytes": "Union[float, None]",
    },
)

BoxesExecsInputBody = TypedDict(
    "BoxesExecsInputBody",
    {
        "text": "str",
        "base64": "str",
        "end": "bool",
    },
    total=False,
)

BoxesExecsResizeBody = TypedDict(
    "BoxesExecsResizeBody",
    {
        "cols": "int",
        "rows": "int",
    },
)

BoxesExecsSignalBody = TypedDict(
    "BoxesExecsSignalBody",
    {
        "signal": "Literal['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGKILL', 'SIGUSR1', 'SIGUSR2', 'SIGTERM', 'SIGCONT', 'SIGSTOP']",
    },
)

BoxesFilesListAnswerEntriesItemNeeded = TypedDict(
    "BoxesFilesListAnswerEntriesItemNeeded",
    {
        "name": "str",
        "part": "str",
        "kind": "Literal['file', 'folder', 'link', 'other']",
        "size": "float",
        "modifiedAt": "float",
    },
)

BoxesFilesListAnswerEntriesItemOptional = TypedDict(
    "BoxesFilesListAnswerEntriesItemOptional",
    {
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
        "total": "float",
        "more": "bool",
        "next": "Union[str, None]",
    },
)

BoxesFilesMakeFolderBody = TypedDict(
    "BoxesFilesMakeFolderBody",
    {
        "path": "str",
    },
)

BoxesFilesMoveBody = TypedDict(
    "BoxesFilesMoveBody",
    {
        "from": "str",
        "to": "str",
    },
)

BoxesFilesPutAnswer = TypedDict(
    "BoxesFilesPutAnswer",
    {
        "offset": "float",
        "done": "bool",
    },
)

BoxesFilesStatAnswerNeeded = TypedDict(
    "BoxesFilesStatAnswerNeeded",
    {
        "kind": "Literal['file', 'folder', 'link', 'other']",
        "size": "float",
        "mode": "float",
        "uid": "float",
        "gid": "float",
        "modifiedAt": "float",
    },
)

BoxesFilesStatAnswerOptional = TypedDict(
    "BoxesFilesStatAnswerOptional",
    {
        "target": "str",
    },
    total=False,
)

class BoxesFilesStatAnswer(BoxesFilesStatAnswerNeeded, BoxesFilesStatAnswerOptional):
    pass

BoxesFilesUploadedAnswer = TypedDict(
    "BoxesFilesUploadedAnswer",
    {
        "offset": "float",
        "done": "bool",
    },
)

BoxesGcBody = TypedDict(
    "BoxesGcBody",
    {
        "olderThanSeconds": "int",
        "labels": "str",
    },
    total=False,
)

BoxesGcAnswerBoxesItem = TypedDict(
    "BoxesGcAnswerBoxesItem",
    {
        "id": "str",
        "name": "str",
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

BoxesGetAnswerFailure = TypedDict(
    "BoxesGetAnswerFailure",
    {
        "code": "str",
        "reason": "str",
        "hint": "Union[str, None]",
    },
)

BoxesGetAnswerNetworksItem = TypedDict(
    "BoxesGetAnswerNetworksItem",
    {
        "id": "str",
        "name": "str",
        "aliases": "List[str]",
        "ipv6": "bool",
    },
)

BoxesGetAnswerPortsItem = TypedDict(
    "BoxesGetAnswerPortsItem",
    {
        "hostPort": "float",
        "hostAddress": "Union[str, None]",
        "port": "float",
        "protocol": "Literal['tcp', 'udp']",
    },
)

BoxesGetAnswerHealth = TypedDict(
    "BoxesGetAnswerHealth",
    {
        "state": "Literal['waiting', 'starting', 'healthy', 'unhealthy']",
        "since": "float",
    },
)

BoxesGetAnswerVolumesItemVolume = TypedDict(
    "BoxesGetAnswerVolumesItemVolume",
    {
        "kind": "Literal['volume']",
        "name": "str",
        "target": "str",
        "readonly": "bool",
    },
)

BoxesGetAnswerVolumesItemFolder = TypedDict(
    "BoxesGetAnswerVolumesItemFolder",
    {
        "kind": "Literal['folder']",
        "source": "str",
        "target": "str",
        "readonly": "bool",
    },
)

BoxesGetAnswerChecksLastItem = TypedDict(
    "BoxesGetAnswerChecksLastItem",
    {
        "startedAt": "float",
        "endedAt": "float",
        "exitCode": "Union[float, None]",
        "output": "str",
    },
)

BoxesGetAnswerChecks = TypedDict(
    "BoxesGetAnswerChecks",
    {
        "text": "str",
        "failures": "float",
        "last": "List[BoxesGetAnswerChecksLastItem]",
    },
)

BoxesGetAnswerOptionsMemoryFoldersItemNeeded = TypedDict(
    "BoxesGetAnswerOptionsMemoryFoldersItemNeeded",
    {
        "target": "str",
    },
)

BoxesGetAnswerOptionsMemoryFoldersItemOptional = TypedDict(
    "BoxesGetAnswerOptionsMemoryFoldersItemOptional",
    {
        "sizeBytes": "int",
    },
    total=False,
)

class BoxesGetAnswerOptionsMemoryFoldersItem(BoxesGetAnswerOptionsMemoryFoldersItemNeeded, BoxesGetAnswerOptionsMemoryFoldersItemOptional):
    pass

BoxesGetAnswerOptionsUlimitsItem = TypedDict(
    "BoxesGetAnswerOptionsUlimitsItem",
    {
        "name": "Literal['core', 'cpu', 'fsize', 'locks', 'memlock', 'msgqueue', 'nice', 'nofile', 'nproc', 'rtprio', 'rttime', 'sigpending', 'stack']",
        "soft": "int",
        "hard": "int",
    },
)

BoxesGetAnswerOptionsExtraHostsItem = TypedDict(
    "BoxesGetAnswerOptionsExtraHostsItem",
    {
        "name": "str",
        "address": "str",
    },
)

BoxesGetAnswerOptionsHealth = TypedDict(
    "BoxesGetAnswerOptionsHealth",
    {
        "argv": "List[str]",
        "shell": "str",
        "intervalSeconds": "int",
        "timeoutSeconds": "int",
        "retries": "int",
        "startSeconds": "int",
        "startIntervalSeconds": "int",
    },
    total=False,
)

BoxesGetAnswerOptions = TypedDict(
    "BoxesGetAnswerOptions",
    {
        "hostname": "str",
        "capAdd": "List[str]",
        "capDrop": "List[str]",
        "readonlyRoot": "bool",
        "memoryFolders": "List[BoxesGetAnswerOptionsMemoryFoldersItem]",
        "shmBytes": "int",
        "ulimits": "List[BoxesGetAnswerOptionsUlimitsItem]",
        "groups": "List[int]",
        "sysctls": "Dict[str, str]",
        "extraHosts": "List[BoxesGetAnswerOptionsExtraHostsItem]",
        "init": "bool",
        "tty": "bool",
        "stdin": "bool",
        "stopSignal": "Literal['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH']",
        "stopSeconds": "int",
        "health": "BoxesGetAnswerOptionsHealth",
    },
    total=False,
)

BoxesGetAnswer = TypedDict(
    "BoxesGetAnswer",
    {
        "id": "str",
        "name": "str",
        "state": "Literal['creating', 'running', 'paused', 'stopped', 'error']",
        "failure": "Union[BoxesGetAnswerFailure, None]",
        "jobId": "Union[str, None]",
        "image": "str",
        "digest": "Union[str, None]",
        "labels": "Dict[str, str]",
        "network": "Literal['none', 'internet', 'home']",
        "networks": "List[BoxesGetAnswerNetworksItem]",
        "address": "Union[str, None]",
        "ports": "List[BoxesGetAnswerPortsItem]",
        "cpus": "Union[float, None]",
        "memoryBytes": "float",
        "diskBytes": "Union[float, None]",
        "pids": "float",
        "restart": "str",
        "ephemeral": "bool",
        "idleStopSeconds": "Union[float, None]",
        "expiresAt": "Union[float, None]",
        "createdAt": "float",
        "startedAt": "Union[float, None]",
        "stoppedAt": "Union[float, None]",
        "exitCode": "Union[float, None]",
        "restarts": "float",
        "health": "Union[BoxesGetAnswerHealth, None]",
        "argv": "Union[List[str], None]",
        "waits": "bool",
        "workdir": "str",
        "user": "str",
        "env": "Dict[str, Union[str, None]]",
        "volumes": "List[Union[BoxesGetAnswerVolumesItemVolume, BoxesGetAnswerVolumesItemFolder]]",
        "diskUsedBytes": "Union[float, None]",
        "diskLimitProblem": "Union[str, None]",
        "checks": "Union[BoxesGetAnswerChecks, None]",
        "options": "BoxesGetAnswerOptions",
        "annotations": "Union[str, None]",
        "packages": "List[str]",
        "snapshots": "float",
    },
)

BoxesKillAnswerBoxFailure = TypedDict(
    "BoxesKillAnswerBoxFailure",
    {
        "code": "str",
        "reason": "str",
        "hint": "Union[str, None]",
    },
)

BoxesKillAnswerBoxNetworksItem = TypedDict(
    "BoxesKillAnswerBoxNetworksItem",
    {
        "id": "str",
        "name": "str",
        "aliases": "List[str]",
        "ipv6": "bool",
    },
)

BoxesKillAnswerBoxPortsItem = TypedDict(
    "BoxesKillAnswerBoxPortsItem",
    {
        "hostPort": "float",
        "hostAddress": "Union[str, None]",
        "port": "float",
        "protocol": "Literal['tcp', 'udp']",
    },
)

BoxesKillAnswerBoxHealth = TypedDict(
    "BoxesKillAnswerBoxHealth",
    {
        "state": "Literal['waiting', 'starting', 'healthy', 'unhealthy']",
        "since": "float",
    },
)

BoxesKillAnswerBox = TypedDict(
    "BoxesKillAnswerBox",
    {
        "id": "str",
        "name": "str",
        "state": "Literal['creating', 'running', 'paused', 'stopped', 'error']",
        "failure": "Union[BoxesKillAnswerBoxFailure, None]",
        "jobId": "Union[str, None]",
        "image": "str",
        "digest": "Union[str, None]",
        "labels": "Dict[str, str]",
        "network": "Literal['none', 'internet', 'home']",
        "networks": "List[BoxesKillAnswerBoxNetworksItem]",
        "address": "Union[str, None]",
        "ports": "List[BoxesKillAnswerBoxPortsItem]",
        "cpus": "Union[float, None]",
        "memoryBytes": "float",
        "diskBytes": "Union[float, None]",
        "pids": "float",
        "restart": "str",
        "ephemeral": "bool",
        "idleStopSeconds": "Union[float, None]",
        "expiresAt": "Union[float, None]",
        "createdAt": "float",
        "startedAt": "Union[float, None]",
        "stoppedAt": "Union[float, None]",
        "exitCode": "Union[float, None]",
        "restarts": "float",
        "health": "Union[BoxesKillAnswerBoxHealth, None]",
    },
)

BoxesKillAnswer = TypedDict(
    "BoxesKillAnswer",
    {
        "jobId": "Union[str, None]",
        "box": "BoxesKillAnswerBox",
    },
)

BoxesListAnswerBoxesItemFailure = TypedDict(
    "BoxesListAnswerBoxesItemFailure",
    {
        "code": "str",
        "reason": "str",
        "hint": "Union[str, None]",
    },
)

BoxesListAnswerBoxesItemNetworksItem = TypedDict(
    "BoxesListAnswerBoxesItemNetworksItem",
    {
        "id": "str",
        "name": "str",
        "aliases": "List[str]",
        "ipv6": "bool",
    },
)

BoxesListAnswerBoxesItemPortsItem = TypedDict(
    "BoxesListAnswerBoxesItemPortsItem",
    {
        "hostPort": "float",
        "hostAddress": "Union[str, None]",
        "port": "float",
        "protocol": "Literal['tcp', 'udp']",
    },
)

BoxesListAnswerBoxesItemHealth = TypedDict(
    "BoxesListAnswerBoxesItemHealth",
    {
        "state": "Literal['waiting', 'starting', 'healthy', 'unhealthy']",
        "since": "float",
    },
)

BoxesListAnswerBoxesItem = TypedDict(
    "BoxesListAnswerBoxesItem",
    {
        "id": "str",
        "name": "str",
        "state": "Literal['creating', 'running', 'paused', 'stopped', 'error']",
        "failure": "Union[BoxesListAnswerBoxesItemFailure, None]",
        "jobId": "Union[str, None]",
        "image": "str",
        "digest": "Union[str, None]",
        "labels": "Dict[str, str]",
        "network": "Literal['none', 'internet', 'home']",
        "networks": "List[BoxesListAnswerBoxesItemNetworksItem]",
        "address": "Union[str, None]",
        "ports": "List[BoxesListAnswerBoxesItemPortsItem]",
        "cpus": "Union[float, None]",
        "memoryBytes": "float",
        "diskBytes": "Union[float, None]",
        "pids": "float",
        "restart": "str",
        "ephemeral": "bool",
        "idleStopSeconds": "Union[float, None]",
        "expiresAt": "Union[float, None]",
        "createdAt": "float",
        "startedAt": "Union[float, None]",
        "stoppedAt": "Union[float, None]",
        "exitCode": "Union[float, None]",
        "restarts": "float",
        "health": "Union[BoxesListAnswerBoxesItemHealth, None]",
    },
)

BoxesListAnswerCapacity = TypedDict(
    "BoxesListAnswerCapacity",
    {
        "cpus": "float",
        "memoryBytes": "float",
        "usedCpus": "float",
        "usedMemoryBytes": "float",
        "diskFreeBytes": "Union[float, None]",
        "folders": "List[str]",
    },
)

BoxesListAnswer = TypedDict(
    "BoxesListAnswer",
    {
        "boxes": "List[BoxesListAnswerBoxesItem]",
        "next": "Union[str, None]",
        "capacity": "BoxesListAnswerCapacity",
    },
)

BoxesLogsAnswer = TypedDict(
    "BoxesLogsAnswer",
    {
        "lines": "List[LogLine]",
        "start": "str",
        "older": "bool",
        "cursor": "str",
        "more": "bool",
        "gap": "bool",
    },
)

BoxesPauseAnswerBoxFailure = TypedDict(
    "BoxesPauseAnswerBoxFailure",
    {
        "code": "str",
        "reason": "str",
        "hint": "Union[str, None]",
    },
)

BoxesPauseAnswerBoxNetworksItem = TypedDict(
    "BoxesPauseAnswerBoxNetworksItem",
    {
        "id": "str",
        "name": "str",
        "aliases": "List[str]",
        "ipv6": "bool",
    },
)

BoxesPauseAnswerBoxPortsItem = TypedDict(
    "BoxesPauseAnswerBoxPortsItem",
    {
        "hostPort": "float",
        "hostAddress": "Union[str, None]",
        "port": "float",
        "protocol": "Literal['tcp', 'udp']",
    },
)

BoxesPauseAnswerBoxHealth = TypedDict(
    "BoxesPauseAnswerBoxHealth",
    {
        "state": "Literal['waiting', 'starting', 'healthy', 'unhealthy']",
        "since": "float",
    },
)

BoxesPauseAnswerBox = TypedDict(
    "BoxesPauseAnswerBox",
    {
        "id": "str",
        "name": "str",
        "state": "Literal['creating', 'running', 'paused', 'stopped', 'error']",
        "failure": "Union[BoxesPauseAnswerBoxFailure, None]",
        "jobId": "Union[str, None]",
        "image": "str",
        "digest": "Union[str, None]",
        "labels": "Dict[str, str]",
        "network": "Literal['none', 'internet', 'home']",
        "networks": "List[BoxesPauseAnswerBoxNetworksItem]",
        "address": "Union[str, None]",
        "ports": "List[BoxesPauseAnswerBoxPortsItem]",
        "cpus": "Union[float, None]",
        "memoryBytes": "float",
        "diskBytes": "Union[float, None]",
        "pids": "float",
        "restart": "str",
        "ephemeral": "bool",
        "idleStopSeconds": "Union[float, None]",
        "expiresAt": "Union[float, None]",
        "createdAt": "float",
        "startedAt": "Union[float, None]",
        "stoppedAt": "Union[float, None]",
        "exitCode": "Union[float, None]",
        "restarts": "float",
        "health": "Union[BoxesPauseAnswerBoxHealth, None]",
    },
)

BoxesPauseAnswer = TypedDict(
    "BoxesPauseAnswer",
    {
        "jobId": "Union[str, None]",
        "box": "BoxesPauseAnswerBox",
    },
)

BoxesRemoveAnswerPlanEffectsItem = TypedDict(
    "BoxesRemoveAnswerPlanEffectsItem",
    {
        "kind": "Literal['pup', 'data', 'connection', 'access', 'port', 'page', 'source', 'session', 'box', 'snapshot', 'network']",
        "id": "Union[str, None]",
        "name": "str",
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
        "jobId": "Union[str, None]",
    },
)

BoxesRemoveAnswerOptional = TypedDict(
    "BoxesRemoveAnswerOptional",
    {
        "plan": "BoxesRemoveAnswerPlan",
    },
    total=False,
)

class BoxesRemoveAnswer(BoxesRemoveAnswerNeeded, BoxesRemoveAnswerOptional):
    pass

BoxesRenameBody = TypedDict(
    "BoxesRenameBody",
    {
        "name": "str",
    },
)

BoxesRenameAnswerFailure = TypedDict(
    "BoxesRenameAnswerFailure",
    {
        "code": "str",
        "reason": "str",
        "hint": "Union[str, None]",
    },
)

BoxesRenameAnswerNetworksItem = TypedDict(
    "BoxesRenameAnswerNetworksItem",
    {
        "id": "str",
        "name": "str",
        "aliases": "List[str]",
        "ipv6": "bool",
    },
)

BoxesRenameAnswerPortsItem = TypedDict(
    "BoxesRenameAnswerPortsItem",
    {
        "hostPort": "float",
        "hostAddress": "Union[str, None]",
        "port": "float",
        "protocol": "Literal['tcp', 'udp']",
    },
)

BoxesRenameAnswerHealth = TypedDict(
    "BoxesRenameAnswerHealth",
    {
        "state": "Literal['waiting', 'starting', 'healthy', 'unhealthy']",
        "since": "float",
    },
)

BoxesRenameAnswerVolumesItemVolume = TypedDict(
    "BoxesRenameAnswerVolumesItemVolume",
    {
        "kind": "Literal['volume']",
        "name": "str",
        "target": "str",
        "readonly": "bool",
    },
)

BoxesRenameAnswerVolumesItemFolder = TypedDict(
    "BoxesRenameAnswerVolumesItemFolder",
    {
        "kind": "Literal['folder']",
        "source": "str",
        "target": "str",
        "readonly": "bool",
    },
)

BoxesRenameAnswerChecksLastItem = TypedDict(
    "BoxesRenameAnswerChecksLastItem",
    {
        "startedAt": "float",
        "endedAt": "float",
        "exitCode": "Union[float, None]",
        "output": "str",
    },
)

BoxesRenameAnswerChecks = TypedDict(
    "BoxesRenameAnswerChecks",
    {
        "text": "str",
        "failures": "float",
        "last": "List[BoxesRenameAnswerChecksLastItem]",
    },
)

BoxesRenameAnswerOptionsMemoryFoldersItemNeeded = TypedDict(
    "BoxesRenameAnswerOptionsMemoryFoldersItemNeeded",
    {
        "target": "str",
    },
)

BoxesRenameAnswerOptionsMemoryFoldersItemOptional = TypedDict(
    "BoxesRenameAnswerOptionsMemoryFoldersItemOptional",
    {
        "sizeBytes": "int",
    },
    total=False,
)

class BoxesRenameAnswerOptionsMemoryFoldersItem(BoxesRenameAnswerOptionsMemoryFoldersItemNeeded, BoxesRenameAnswerOptionsMemoryFoldersItemOptional):
    pass

BoxesRenameAnswerOptionsUlimitsItem = TypedDict(
    "BoxesRenameAnswerOptionsUlimitsItem",
    {
        "name": "Literal['core', 'cpu', 'fsize', 'locks', 'memlock', 'msgqueue', 'nice', 'nofile', 'nproc', 'rtprio', 'rttime', 'sigpending', 'stack']",
        "soft": "int",
        "hard": "int",
    },
)

BoxesRenameAnswerOptionsExtraHostsItem = TypedDict(
    "BoxesRenameAnswerOptionsExtraHostsItem",
    {
        "name": "str",
        "address": "str",
    },
)

BoxesRenameAnswerOptionsHealth = TypedDict(
    "BoxesRenameAnswerOptionsHealth",
    {
        "argv": "List[str]",
        "shell": "str",
        "intervalSeconds": "int",
        "timeoutSeconds": "int",
        "retries": "int",
        "startSeconds": "int",
        "startIntervalSeconds": "int",
    },
    total=False,
)

BoxesRenameAnswerOptions = TypedDict(
    "BoxesRenameAnswerOptions",
    {
        "hostname": "str",
        "capAdd": "List[str]",
        "capDrop": "List[str]",
        "readonlyRoot": "bool",
        "memoryFolders": "List[BoxesRenameAnswerOptionsMemoryFoldersItem]",
        "shmBytes": "int",
        "ulimits": "List[BoxesRenameAnswerOptionsUlimitsItem]",
        "groups": "List[int]",
        "sysctls": "Dict[str, str]",
        "extraHosts": "List[BoxesRenameAnswerOptionsExtraHostsItem]",
        "init": "bool",
        "tty": "bool",
        "stdin": "bool",
        "stopSignal": "Literal['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH']",
        "stopSeconds": "int",
        "health": "BoxesRenameAnswerOptionsHealth",
    },
    total=False,
)

BoxesRenameAnswer = TypedDict(
    "BoxesRenameAnswer",
    {
        "id": "str",
        "name": "str",
        "state": "Literal['creating', 'running', 'paused', 'stopped', 'error']",
        "failure": "Union[BoxesRenameAnswerFailure, None]",
        "jobId": "Union[str, None]",
        "image": "str",
        "digest": "Union[str, None]",
        "labels": "Dict[str, str]",
        "network": "Literal['none', 'internet', 'home']",
        "networks": "List[BoxesRenameAnswerNetworksItem]",
        "address": "Union[str, None]",
        "ports": "List[BoxesRenameAnswerPortsItem]",
        "cpus": "Union[float, None]",
        "memoryBytes": "float",
        "diskBytes": "Union[float, None]",
        "pids": "float",
        "restart": "str",
        "ephemeral": "bool",
        "idleStopSeconds": "Union[float, None]",
        "expiresAt": "Union[float, None]",
        "createdAt": "float",
        "startedAt": "Union[float, None]",
        "stoppedAt": "Union[float, None]",
        "exitCode": "Union[float, None]",
        "restarts": "float",
        "health": "Union[BoxesRenameAnswerHealth, None]",
        "argv": "Union[List[str], None]",
        "waits": "bool",
        "workdir": "str",
        "user": "str",
        "env": "Dict[str, Union[str, None]]",
        "volumes": "List[Union[BoxesRenameAnswerVolumesItemVolume, BoxesRenameAnswerVolumesItemFolder]]",
        "diskUsedBytes": "Union[float, None]",
        "diskLimitProblem": "Union[str, None]",
        "checks": "Union[BoxesRenameAnswerChecks, None]",
        "options": "BoxesRenameAnswerOptions",
        "annotations": "Union[str, None]",
        "packages": "List[str]",
        "snapshots": "float",
    },
)

BoxesRestartAnswerBoxFailure = TypedDict(
    "BoxesRestartAnswerBoxFailure",
    {
        "code": "str",
        "reason": "str",
        "hint": "Union[str, None]",
    },
)

BoxesRestartAnswerBoxNetworksItem = TypedDict(
    "BoxesRestartAnswerBoxNetworksItem",
    {
        "id": "str",
        "name": "str",
        "aliases": "List[str]",
        "ipv6": "bool",
    },
)

BoxesRestartAnswerBoxPortsItem = TypedDict(
    "BoxesRestartAnswerBoxPortsItem",
    {
        "hostPort": "float",
        "hostAddress": "Union[str, None]",
        "port": "float",
        "protocol": "Literal['tcp', 'udp']",
    },
)

BoxesRestartAnswerBoxHealth = TypedDict(
    "BoxesRestartAnswerBoxHealth",
    {
        "state": "Literal['waiting', 'starting', 'healthy', 'unhealthy']",
        "since": "float",
    },
)

BoxesRestartAnswerBox = TypedDict(
    "BoxesRestartAnswerBox",
    {
        "id": "str",
        "name": "str",
        "state": "Literal['creating', 'running', 'paused', 'stopped', 'error']",
        "failure": "Union[BoxesRestartAnswerBoxFailure, None]",
        "jobId": "Union[str, None]",
        "image": "str",
        "digest": "Union[str, None]",
        "labels": "Dict[str, str]",
        "network": "Literal['none', 'internet', 'home']",
        "networks": "List[BoxesRestartAnswerBoxNetworksItem]",
        "address": "Union[str, None]",
        "ports": "List[BoxesRestartAnswerBoxPortsItem]",
        "cpus": "Union[float, None]",
        "memoryBytes": "float",
        "diskBytes": "Union[float, None]",
        "pids": "float",
        "restart": "str",
        "ephemeral": "bool",
        "idleStopSeconds": "Union[float, None]",
        "expiresAt": "Union[float, None]",
        "createdAt": "float",
        "startedAt": "Union[float, None]",
        "stoppedAt": "Union[float, None]",
        "exitCode": "Union[float, None]",
        "restarts": "float",
        "health": "Union[BoxesRestartAnswerBoxHealth, None]",
    },
)

BoxesRestartAnswer = TypedDict(
    "BoxesRestartAnswer",
    {
        "jobId": "Union[str, None]",
        "box": "BoxesRestartAnswerBox",
    },
)

BoxesRestoreAnswerPlanEffectsItem = TypedDict(
    "BoxesRestoreAnswerPlanEffectsItem",
    {
        "kind": "Literal['pup', 'data', 'connection', 'access', 'port', 'page', 'source', 'session', 'box', 'snapshot', 'network']",
        "id": "Union[str, None]",
        "name": "str",
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
        "jobId": "Union[str, None]",
    },
)

BoxesRestoreAnswerOptional = TypedDict(
    "BoxesRestoreAnswerOptional",
    {
        "plan": "BoxesRestoreAnswerPlan",
    },
    total=False,
)

class BoxesRestoreAnswer(BoxesRestoreAnswerNeeded, BoxesRestoreAnswerOptional):
    pass

BoxesResumeAnswerBoxFailure = TypedDict(
    "BoxesResumeAnswerBoxFailure",
    {
        "code": "str",
        "reason": "str",
        "hint": "Union[str, None]",
    },
)

BoxesResumeAnswerBoxNetworksItem = TypedDict(
    "BoxesResumeAnswerBoxNetworksItem",
    {
        "id": "str",
        "name": "str",
        "aliases": "List[str]",
        "ipv6": "bool",
    },
)

BoxesResumeAnswerBoxPortsItem = TypedDict(
    "BoxesResumeAnswerBoxPortsItem",
    {
        "hostPort": "float",
        "hostAddress": "Union[str, None]",
        "port": "float",
        "protocol": "Literal['tcp', 'udp']",
    },
)

BoxesResumeAnswerBoxHealth = TypedDict(
    "BoxesResumeAnswerBoxHealth",
    {
        "state": "Literal['waiting', 'starting', 'healthy', 'unhealthy']",
        "since": "float",
    },
)

BoxesResumeAnswerBox = TypedDict(
    "BoxesResumeAnswerBox",
    {
        "id": "str",
        "name": "str",
        "state": "Literal['creating', 'running', 'paused', 'stopped', 'error']",
        "failure": "Union[BoxesResumeAnswerBoxFailure, None]",
        "jobId": "Union[str, None]",
        "image": "str",
        "digest": "Union[str, None]",
        "labels": "Dict[str, str]",
        "network": "Literal['none', 'internet', 'home']",
        "networks": "List[BoxesResumeAnswerBoxNetworksItem]",
        "address": "Union[str, None]",
        "ports": "List[BoxesResumeAnswerBoxPortsItem]",
        "cpus": "Union[float, None]",
        "memoryBytes": "float",
        "diskBytes": "Union[float, None]",
        "pids": "float",
        "restart": "str",
        "ephemeral": "bool",
        "idleStopSeconds": "Union[float, None]",
        "expiresAt": "Union[float, None]",
        "createdAt": "float",
        "startedAt": "Union[float, None]",
        "stoppedAt": "Union[float, None]",
        "exitCode": "Union[float, None]",
        "restarts": "float",
        "health": "Union[BoxesResumeAnswerBoxHealth, None]",
    },
)

BoxesResumeAnswer = TypedDict(
    "BoxesResumeAnswer",
    {
        "jobId": "Union[str, None]",
        "box": "BoxesResumeAnswerBox",
    },
)

BoxesRunBodyMemoryFoldersItemNeeded = TypedDict(
    "BoxesRunBodyMemoryFoldersItemNeeded",
    {
        "target": "str",
    },
)

BoxesRunBodyMemoryFoldersItemOptional = TypedDict(
    "BoxesRunBodyMemoryFoldersItemOptional",
    {
        "sizeBytes": "int",
    },
    total=False,
)

class BoxesRunBodyMemoryFoldersItem(BoxesRunBodyMemoryFoldersItemNeeded, BoxesRunBodyMemoryFoldersItemOptional):
    pass

BoxesRunBodyUlimitsItem = TypedDict(
    "BoxesRunBodyUlimitsItem",
    {
        "name": "Literal['core', 'cpu', 'fsize', 'locks', 'memlock', 'msgqueue', 'nice', 'nofile', 'nproc', 'rtprio', 'rttime', 'sigpending', 'stack']",
        "soft": "int",
        "hard": "int",
    },
)

BoxesRunBodyExtraHostsItem = TypedDict(
    "BoxesRunBodyExtraHostsItem",
    {
        "name": "str",
        "address": "str",
    },
)

BoxesRunBodyDebian = TypedDict(
    "BoxesRunBodyDebian",
    {
        "packages": "List[str]",
    },
    total=False,
)

BoxesRunBodyNetworksItemNeeded = TypedDict(
    "BoxesRunBodyNetworksItemNeeded",
    {
        "name": "str",
    },
)

BoxesRunBodyNetworksItemOptional = TypedDict(
    "BoxesRunBodyNetworksItemOptional",
    {
        "aliases": "List[str]",
    },
    total=False,
)

class BoxesRunBodyNetworksItem(BoxesRunBodyNetworksItemNeeded, BoxesRunBodyNetworksItemOptional):
    pass

BoxesRunBodyVolumesItemVolumeNeeded = TypedDict(
    "BoxesRunBodyVolumesItemVolumeNeeded",
    {
        "kind": "Literal['volume']",
        "name": "str",
        "target": "str",
    },
)

BoxesRunBodyVolumesItemVolumeOptional = TypedDict(
    "BoxesRunBodyVolumesItemVolumeOptional",
    {
        "readonly": "bool",
    },
    total=False,
)

class BoxesRunBodyVolumesItemVolume(BoxesRunBodyVolumesItemVolumeNeeded, BoxesRunBodyVolumesItemVolumeOptional):
    pass

BoxesRunBodyVolumesItemFolderNeeded = TypedDict(
    "BoxesRunBodyVolumesItemFolderNeeded",
    {
        "kind": "Literal['folder']",
        "source": "str",
        "target": "str",
    },
)

BoxesRunBodyVolumesItemFolderOptional = TypedDict(
    "BoxesRunBodyVolumesItemFolderOptional",
    {
        "readonly": "bool",
    },
    total=False,
)

class BoxesRunBodyVolumesItemFolder(BoxesRunBodyVolumesItemFolderNeeded, BoxesRunBodyVolumesItemFolderOptional):
    pass

BoxesRunBodyNeeded = TypedDict(
    "BoxesRunBodyNeeded",
    {
        "argv": "List[str]",
    },
)

BoxesRunBodyOptional = TypedDict(
    "BoxesRunBodyOptional",
    {
        "hostname": "str",
        "capAdd": "List[str]",
        "capDrop": "List[str]",
        "readonlyRoot": "bool",
        "memoryFolders": "List[BoxesRunBodyMemoryFoldersItem]",
        "shmBytes": "int",
        "ulimits": "List[BoxesRunBodyUlimitsItem]",
        "groups": "List[int]",
        "sysctls": "Dict[str, str]",
        "extraHosts": "List[BoxesRunBodyExtraHostsItem]",
        "init": "bool",
        "image": "str",
        "debian": "BoxesRunBodyDebian",
        "cpus": "float",
        "memoryBytes": "int",
        "diskBytes": "int",
        "pids": "int",
        "network": "Literal['none', 'internet', 'home']",
        "networks": "List[BoxesRunBodyNetworksItem]",
        "env": "Any",
        "volumes": "List[Union[BoxesRunBodyVolumesItemVolume, BoxesRunBodyVolumesItemFolder]]",
        "workdir": "str",
        "user": "str",
        "labels": "Any",
        "timeoutMs": "int",
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
        "exitCode": "float",
        "reason": "Literal['exited', 'timeout', 'closed', 'container-ended']",
        "stdout": "Union[BoxesRunAnswerStdout, BoxesRunAnswerStdout2]",
        "stderr": "Union[BoxesRunAnswerStderr, BoxesRunAnswerStderr2]",
        "truncated": "bool",
        "durationMs": "float",
        "digest": "Union[str, None]",
    },
)

BoxesRunEventsBodyMemoryFoldersItemNeeded = TypedDict(
    "BoxesRunEventsBodyMemoryFoldersItemNeeded",
    {
        "target": "str",
    },
)

BoxesRunEventsBodyMemoryFoldersItemOptional = TypedDict(
    "BoxesRunEventsBodyMemoryFoldersItemOptional",
    {
        "sizeBytes": "int",
    },
    total=False,
)

class BoxesRunEventsBodyMemoryFoldersItem(BoxesRunEventsBodyMemoryFoldersItemNeeded, BoxesRunEventsBodyMemoryFoldersItemOptional):
    pass

BoxesRunEventsBodyUlimitsItem = TypedDict(
    "BoxesRunEventsBodyUlimitsItem",
    {
        "name": "Literal['core', 'cpu', 'fsize', 'locks', 'memlock', 'msgqueue', 'nice', 'nofile', 'nproc', 'rtprio', 'rttime', 'sigpending', 'stack']",
        "soft": "int",
        "hard": "int",
    },
)

BoxesRunEventsBodyExtraHostsItem = TypedDict(
    "BoxesRunEventsBodyExtraHostsItem",
    {
        "name": "str",
        "address": "str",
    },
)

BoxesRunEventsBodyDebian = TypedDict(
    "BoxesRunEventsBodyDebian",
    {
        "packages": "List[str]",
    },
    total=False,
)

BoxesRunEventsBodyNetworksItemNeeded = TypedDict(
    "BoxesRunEventsBodyNetworksItemNeeded",
    {
        "name": "str",
    },
)

BoxesRunEventsBodyNetworksItemOptional = TypedDict(
    "BoxesRunEventsBodyNetworksItemOptional",
    {
        "aliases": "List[str]",
    },
    total=False,
)

class BoxesRunEventsBodyNetworksItem(BoxesRunEventsBodyNetworksItemNeeded, BoxesRunEventsBodyNetworksItemOptional):
    pass

BoxesRunEventsBodyVolumesItemVolumeNeeded = TypedDict(
    "BoxesRunEventsBodyVolumesItemVolumeNeeded",
    {
        "kind": "Literal['volume']",
        "name": "str",
        "target": "str",
    },
)

BoxesRunEventsBodyVolumesItemVolumeOptional = TypedDict(
    "BoxesRunEventsBodyVolumesItemVolumeOptional",
    {
        "readonly": "bool",
    },
    total=False,
)

class BoxesRunEventsBodyVolumesItemVolume(BoxesRunEventsBodyVolumesItemVolumeNeeded, BoxesRunEventsBodyVolumesItemVolumeOptional):
    pass

BoxesRunEventsBodyVolumesItemFolderNeeded = TypedDict(
    "BoxesRunEventsBodyVolumesItemFolderNeeded",
    {
        "kind": "Literal['folder']",
        "source": "str",
        "target": "str",
    },
)

BoxesRunEventsBodyVolumesItemFolderOptional = TypedDict(
    "BoxesRunEventsBodyVolumesItemFolderOptional",
    {
        "readonly": "bool",
    },
    total=False,
)

class BoxesRunEventsBodyVolumesItemFolder(BoxesRunEventsBodyVolumesItemFolderNeeded, BoxesRunEventsBodyVolumesItemFolderOptional):
    pass

BoxesRunEventsBodyNeeded = TypedDict(
    "BoxesRunEventsBodyNeeded",
    {
        "argv": "List[str]",
    },
)

BoxesRunEventsBodyOptional = TypedDict(
    "BoxesRunEventsBodyOptional",
    {
        "hostname": "str",
        "capAdd": "List[str]",
        "capDrop": "List[str]",
        "readonlyRoot": "bool",
        "memoryFolders": "List[BoxesRunEventsBodyMemoryFoldersItem]",
        "shmBytes": "int",
        "ulimits": "List[BoxesRunEventsBodyUlimitsItem]",
        "groups": "List[int]",
        "sysctls": "Dict[str, str]",
        "extraHosts": "List[BoxesRunEventsBodyExtraHostsItem]",
        "init": "bool",
        "image": "str",
        "debian": "BoxesRunEventsBodyDebian",
        "cpus": "float",
        "memoryBytes": "int",
        "diskBytes": "int",
        "pids": "int",
        "network": "Literal['none', 'internet', 'home']",
        "networks": "List[BoxesRunEventsBodyNetworksItem]",
        "env": "Any",
        "volumes": "List[Union[BoxesRunEventsBodyVolumesItemVolume, BoxesRunEventsBodyVolumesItemFolder]]",
        "workdir": "str",
        "user": "str",
        "labels": "Any",
        "timeoutMs": "int",
        "stdin": "str",
    },
    total=False,
)

class BoxesRunEventsBody(BoxesRunEventsBodyNeeded, BoxesRunEventsBodyOptional):
    pass

BoxesSnapshotBody = TypedDict(
    "BoxesSnapshotBody",
    {
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

BoxesSnapshotsAnswerSnapshotsItem = TypedDict(
    "BoxesSnapshotsAnswerSnapshotsItem",
    {
        "id": "str",
        "name": "str",
        "createdAt": "float",
        "bytes": "float",
    },
)

BoxesSnapshotsAnswer = TypedDict(
    "BoxesSnapshotsAnswer",
    {
        "snapshots": "List[BoxesSnapshotsAnswerSnapshotsItem]",
        "next": "Union[str, None]",
    },
)

BoxesStartAnswerBoxFailure = TypedDict(
    "BoxesStartAnswerBoxFailure",
    {
        "code": "str",
        "reason": "str",
        "hint": "Union[str, None]",
    },
)

BoxesStartAnswerBoxNetworksItem = TypedDict(
    "BoxesStartAnswerBoxNetworksItem",
    {
        "id": "str",
        "name": "str",
        "aliases": "List[str]",
        "ipv6": "bool",
    },
)

BoxesStartAnswerBoxPortsItem = TypedDict(
    "BoxesStartAnswerBoxPortsItem",
    {
        "hostPort": "float",
        "hostAddress": "Union[str, None]",
        "port": "float",
        "protocol": "Literal['tcp', 'udp']",
    },
)

BoxesStartAnswerBoxHealth = TypedDict(
    "BoxesStartAnswerBoxHealth",
    {
        "state": "Literal['waiting', 'starting', 'healthy', 'unhealthy']",
        "since": "float",
    },
)

BoxesStartAnswerBox = TypedDict(
    "BoxesStartAnswerBox",
    {
        "id": "str",
        "name": "str",
        "state": "Literal['creating', 'running', 'paused', 'stopped', 'error']",
        "failure": "Union[BoxesStartAnswerBoxFailure, None]",
        "jobId": "Union[str, None]",
        "image": "str",
        "digest": "Union[str, None]",
        "labels": "Dict[str, str]",
        "network": "Literal['none', 'internet', 'home']",
        "networks": "List[BoxesStartAnswerBoxNetworksItem]",
        "address": "Union[str, None]",
        "ports": "List[BoxesStartAnswerBoxPortsItem]",
        "cpus": "Union[float, None]",
        "memoryBytes": "float",
        "diskBytes": "Union[float, None]",
        "pids": "float",
        "restart": "str",
        "ephemeral": "bool",
        "idleStopSeconds": "Union[float, None]",
        "expiresAt": "Union[float, None]",
        "createdAt": "float",
        "startedAt": "Union[float, None]",
        "stoppedAt": "Union[float, None]",
        "exitCode": "Union[float, None]",
        "restarts": "float",
        "health": "Union[BoxesStartAnswerBoxHealth, None]",
    },
)

BoxesStartAnswer = TypedDict(
    "BoxesStartAnswer",
    {
        "jobId": "Union[str, None]",
        "box": "BoxesStartAnswerBox",
    },
)

BoxesStatsAnswerSamples = TypedDict(
    "BoxesStatsAnswerSamples",
    {
        "at": "List[float]",
        "cpu": "List[float]",
        "memory": "List[float]",
        "rx": "List[float]",
        "tx": "List[float]",
        "pids": "List[float]",
        "read": "List[float]",
        "write": "List[float]",
    },
)

BoxesStatsAnswerGauges = TypedDict(
    "BoxesStatsAnswerGauges",
    {
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

BoxesStopAnswerBoxFailure = TypedDict(
    "BoxesStopAnswerBoxFailure",
    {
        "code": "str",
        "reason": "str",
        "hint": "Union[str, None]",
    },
)

BoxesStopAnswerBoxNetworksItem = TypedDict(
    "BoxesStopAnswerBoxNetworksItem",
    {
        "id": "str",
        "name": "str",
        "aliases": "List[str]",
        "ipv6": "bool",
    },
)

BoxesStopAnswerBoxPortsItem = TypedDict(
    "BoxesStopAnswerBoxPortsItem",
    {
        "hostPort": "float",
        "hostAddress": "Union[str, None]",
        "port": "float",
        "protocol": "Literal['tcp', 'udp']",
    },
)

BoxesStopAnswerBoxHealth = TypedDict(
    "BoxesStopAnswerBoxHealth",
    {
        "state": "Literal['waiting', 'starting', 'healthy', 'unhealthy']",
        "since": "float",
    },
)

BoxesStopAnswerBox = TypedDict(
    "BoxesStopAnswerBox",
    {
        "id": "str",
        "name": "str",
        "state": "Literal['creating', 'running', 'paused', 'stopped', 'error']",
        "failure": "Union[BoxesStopAnswerBoxFailure, None]",
        "jobId": "Union[str, None]",
        "image": "str",
        "digest": "Union[str, None]",
        "labels": "Dict[str, str]",
        "network": "Literal['none', 'internet', 'home']",
        "networks": "List[BoxesStopAnswerBoxNetworksItem]",
        "address": "Union[str, None]",
        "ports": "List[BoxesStopAnswerBoxPortsItem]",
        "cpus": "Union[float, None]",
        "memoryBytes": "float",
        "diskBytes": "Union[float, None]",
        "pids": "float",
        "restart": "str",
        "ephemeral": "bool",
        "idleStopSeconds": "Union[float, None]",
        "expiresAt": "Union[float, None]",
        "createdAt": "float",
        "startedAt": "Union[float, None]",
        "stoppedAt": "Union[float, None]",
        "exitCode": "Union[float, None]",
        "restarts": "float",
        "health": "Union[BoxesStopAnswerBoxHealth, None]",
    },
)

BoxesStopAnswer = TypedDict(
    "BoxesStopAnswer",
    {
        "jobId": "Union[str, None]",
        "box": "BoxesStopAnswerBox",
    },
)

BoxesUpdateBodyPortsItemNeeded = TypedDict(
    "BoxesUpdateBodyPortsItemNeeded",
    {
        "port": "int",
    },
)

BoxesUpdateBodyPortsItemOptional = TypedDict(
    "BoxesUpdateBodyPortsItemOptional",
    {
        "hostPort": "int",
        "hostPortLast": "int",
        "hostAddress": "str",
        "protocol": "Literal['tcp', 'udp']",
    },
    total=False,
)

class BoxesUpdateBodyPortsItem(BoxesUpdateBodyPortsItemNeeded, BoxesUpdateBodyPortsItemOptional):
    pass

BoxesUpdateBody = TypedDict(
    "BoxesUpdateBody",
    {
        "cpus": "Union[float, None]",
        "memoryBytes": "int",
        "pids": "int",
        "diskBytes": "Union[int, None]",
        "labels": "Any",
        "restart": "str",
        "idleStopSeconds": "Union[int, None]",
        "expiresAt": "Union[int, None]",
        "network": "Literal['none', 'internet', 'home']",
        "ports": "List[BoxesUpdateBodyPortsItem]",
        "stopSignal": "Literal['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH']",
        "stopSeconds": "int",
    },
    total=False,
)

BoxesUpdateAnswerFailure = TypedDict(
    "BoxesUpdateAnswerFailure",
    {
        "code": "str",
        "reason": "str",
        "hint": "Union[str, None]",
    },
)

BoxesUpdateAnswerNetworksItem = TypedDict(
    "BoxesUpdateAnswerNetworksItem",
    {
        "id": "str",
        "name": "str",
        "aliases": "List[str]",
        "ipv6": "bool",
    },
)

BoxesUpdateAnswerPortsItem = TypedDict(
    "BoxesUpdateAnswerPortsItem",
    {
        "hostPort": "float",
        "hostAddress": "Union[str, None]",
        "port": "float",
        "protocol": "Literal['tcp', 'udp']",
    },
)

BoxesUpdateAnswerHealth = TypedDict(
    "BoxesUpdateAnswerHealth",
    {
        "state": "Literal['waiting', 'starting', 'healthy', 'unhealthy']",
        "since": "float",
    },
)

BoxesUpdateAnswerVolumesItemVolume = TypedDict(
    "BoxesUpdateAnswerVolumesItemVolume",
    {
        "kind": "Literal['volume']",
        "name": "str",
        "target": "str",
        "readonly": "bool",
    },
)

BoxesUpdateAnswerVolumesItemFolder = TypedDict(
    "BoxesUpdateAnswerVolumesItemFolder",
    {
        "kind": "Literal['folder']",
        "source": "str",
        "target": "str",
        "readonly": "bool",
    },
)

BoxesUpdateAnswerChecksLastItem = TypedDict(
    "BoxesUpdateAnswerChecksLastItem",
    {
        "startedAt": "float",
        "endedAt": "float",
        "exitCode": "Union[float, None]",
        "output": "str",
    },
)

BoxesUpdateAnswerChecks = TypedDict(
    "BoxesUpdateAnswerChecks",
    {
        "text": "str",
        "failures": "float",
        "last": "List[BoxesUpdateAnswerChecksLastItem]",
    },
)

BoxesUpdateAnswerOptionsMemoryFoldersItemNeeded = TypedDict(
    "BoxesUpdateAnswerOptionsMemoryFoldersItemNeeded",
    {
        "target": "str",
    },
)

BoxesUpdateAnswerOptionsMemoryFoldersItemOptional = TypedDict(
    "BoxesUpdateAnswerOptionsMemoryFoldersItemOptional",
    {
        "sizeBytes": "int",
    },
    total=False,
)

class BoxesUpdateAnswerOptionsMemoryFoldersItem(BoxesUpdateAnswerOptionsMemoryFoldersItemNeeded, BoxesUpdateAnswerOptionsMemoryFoldersItemOptional):
    pass

BoxesUpdateAnswerOptionsUlimitsItem = TypedDict(
    "BoxesUpdateAnswerOptionsUlimitsItem",
    {
        "name": "Literal['core', 'cpu', 'fsize', 'locks', 'memlock', 'msgqueue', 'nice', 'nofile', 'nproc', 'rtprio', 'rttime', 'sigpending', 'stack']",
        "soft": "int",
        "hard": "int",
    },
)

BoxesUpdateAnswerOptionsExtraHostsItem = TypedDict(
    "BoxesUpdateAnswerOptionsExtraHostsItem",
    {
        "name": "str",
        "address": "str",
    },
)

BoxesUpdateAnswerOptionsHealth = TypedDict(
    "BoxesUpdateAnswerOptionsHealth",
    {
        "argv": "List[str]",
        "shell": "str",
        "intervalSeconds": "int",
        "timeoutSeconds": "int",
        "retries": "int",
        "startSeconds": "int",
        "startIntervalSeconds": "int",
    },
    total=False,
)

BoxesUpdateAnswerOptions = TypedDict(
    "BoxesUpdateAnswerOptions",
    {
        "hostname": "str",
        "capAdd": "List[str]",
        "capDrop": "List[str]",
        "readonlyRoot": "bool",
        "memoryFolders": "List[BoxesUpdateAnswerOptionsMemoryFoldersItem]",
        "shmBytes": "int",
        "ulimits": "List[BoxesUpdateAnswerOptionsUlimitsItem]",
        "groups": "List[int]",
        "sysctls": "Dict[str, str]",
        "extraHosts": "List[BoxesUpdateAnswerOptionsExtraHostsItem]",
        "init": "bool",
        "tty": "bool",
        "stdin": "bool",
        "stopSignal": "Literal['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH']",
        "stopSeconds": "int",
        "health": "BoxesUpdateAnswerOptionsHealth",
    },
    total=False,
)

BoxesUpdateAnswer = TypedDict(
    "BoxesUpdateAnswer",
    {
        "id": "str",
        "name": "str",
        "state": "Literal['creating', 'running', 'paused', 'stopped', 'error']",
        "failure": "Union[BoxesUpdateAnswerFailure, None]",
        "jobId": "Union[str, None]",
        "image": "str",
        "digest": "Union[str, None]",
        "labels": "Dict[str, str]",
        "network": "Literal['none', 'internet', 'home']",
        "networks": "List[BoxesUpdateAnswerNetworksItem]",
        "address": "Union[str, None]",
        "ports": "List[BoxesUpdateAnswerPortsItem]",
        "cpus": "Union[float, None]",
        "memoryBytes": "float",
        "diskBytes": "Union[float, None]",
        "pids": "float",
        "restart": "str",
        "ephemeral": "bool",
        "idleStopSeconds": "Union[float, None]",
        "expiresAt": "Union[float, None]",
        "createdAt": "float",
        "startedAt": "Union[float, None]",
        "stoppedAt": "Union[float, None]",
        "exitCode": "Union[float, None]",
        "restarts": "float",
        "health": "Union[BoxesUpdateAnswerHealth, None]",
        "argv": "Union[List[str], None]",
        "waits": "bool",
        "workdir": "str",
        "user": "str",
        "env": "Dict[str, Union[str, None]]",
        "volumes": "List[Union[BoxesUpdateAnswerVolumesItemVolume, BoxesUpdateAnswerVolumesItemFolder]]",
        "diskUsedBytes": "Union[float, None]",
        "diskLimitProblem": "Union[str, None]",
        "checks": "Union[BoxesUpdateAnswerChecks, None]",
        "options": "BoxesUpdateAnswerOptions",
        "annotations": "Union[str, None]",
        "packages": "List[str]",
        "snapshots": "float",
    },
)

BoxesVolumesAnswerVolumesItem = TypedDict(
    "BoxesVolumesAnswerVolumesItem",
    {
        "name": "str",
        "labels": "Dict[str, str]",
        "createdAt": "float",
        "usedBy": "List[str]",
    },
)

BoxesVolumesAnswer = TypedDict(
    "BoxesVolumesAnswer",
    {
        "volumes": "List[BoxesVolumesAnswerVolumesItem]",
        "next": "Union[str, None]",
    },
)

CallerGetAnswer = TypedDict(
    "CallerGetAnswer",
    {
        "kind": "Literal['session', 'token', 'local', 'pup', 'anyone']",
        "name": "Union[str, None]",
        "scopes": "List[Literal['see', 'operate', 'install', 'configure', 'administer']]",
    },
)

ConfigCompareAnswerDifferencesItem = TypedDict(
    "ConfigCompareAnswerDifferencesItem",
    {
        "name": "str",
        "label": "str",
        "secret": "bool",
        "from": "Union[str, None]",
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
        "version": "float",
        "savedAt": "float",
        "savedBy": "Literal['owner', 'token', 'setup', 'local', 'pup', 'anyone', 'box']",
        "savedByName": "Union[str, None]",
        "changed": "List[str]",
        "current": "bool",
    },
)

ConfigHistoryAnswer = TypedDict(
    "ConfigHistoryAnswer",
    {
        "versions": "List[ConfigHistoryAnswerVersionsItem]",
        "next": "Union[str, None]",
    },
)

ConfigRestoreBody = TypedDict(
    "ConfigRestoreBody",
    {
        "version": "int",
    },
)

ConfigRestoreAnswerDifferencesItem = TypedDict(
    "ConfigRestoreAnswerDifferencesItem",
    {
        "name": "str",
        "label": "str",
        "secret": "bool",
        "from": "Union[str, None]",
        "to": "Union[str, None]",
    },
)

ConfigRestoreAnswerPlan = TypedDict(
    "ConfigRestoreAnswerPlan",
    {
        "changes": "List[Literal['limits', 'config', 'program', 'services', 'internet', 'devices', 'dev', 'version', 'files', 'root', 'links', 'box']]",
        "effect": "Literal['nothing', 'live', 'services', 'container', 'root', 'start', 'stop']",
        "services": "List[str]",
        "text": "str",
    },
)

ConfigRestoreAnswerNeeded = TypedDict(
    "ConfigRestoreAnswerNeeded",
    {
        "jobId": "Union[str, None]",
        "pup": "PupDetail",
        "differences": "List[ConfigRestoreAnswerDifferencesItem]",
    },
)

ConfigRestoreAnswerOptional = TypedDict(
    "ConfigRestoreAnswerOptional",
    {
        "plan": "ConfigRestoreAnswerPlan",
    },
    total=False,
)

class ConfigRestoreAnswer(ConfigRestoreAnswerNeeded, ConfigRestoreAnswerOptional):
    pass

ConnectionsGetAnswerNodesItem = TypedDict(
    "ConnectionsGetAnswerNodesItem",
    {
        "id": "str",
        "kind": "Literal['pup', 'internet', 'lan']",
        "name": "str",
        "state": "Union[Literal['installing', 'stopped', 'starting', 'running', 'stopping', 'crashed', 'broken', 'updating', 'uninstalled'], None]",
        "address": "Union[str, None]",
    },
)

ConnectionsGetAnswerEdgesItemGroupsItem = TypedDict(
    "ConnectionsGetAnswerEdgesItemGroupsItem",
    {
        "name": "str",
        "description": "str",
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
        "interface": "Union[str, None]",
        "severity": "Union[float, None]",
        "groups": "List[ConnectionsGetAnswerEdgesItemGroupsItem]",
        "open": "bool",
        "only": "Union[List[str], None]",
        "problem": "Union[str, None]",
        "bytes": "Union[float, None]",
        "requests": "Union[float, None]",
        "refused": "Union[float, None]",
    },
)

ConnectionsGetAnswer = TypedDict(
    "ConnectionsGetAnswer",
    {
        "nodes": "List[ConnectionsGetAnswerNodesItem]",
        "edges": "List[ConnectionsGetAnswerEdgesItem]",
        "problem": "Union[str, None]",
    },
)

ConnectionsRequestsAnswerRequestsItem = TypedDict(
    "ConnectionsRequestsAnswerRequestsItem",
    {
        "at": "float",
        "method": "str",
        "path": "str",
        "status": "float",
        "bytes": "float",
        "refused": "Union[str, None]",
    },
)

ConnectionsRequestsAnswer = TypedDict(
    "ConnectionsRequestsAnswer",
    {
        "requests": "List[ConnectionsRequestsAnswerRequestsItem]",
        "next": "Union[str, None]",
    },
)

FilesListAnswerEntriesItemNeeded = TypedDict(
    "FilesListAnswerEntriesItemNeeded",
    {
        "name": "str",
        "part": "str",
        "kind": "Literal['file', 'folder', 'link', 'other']",
        "size": "float",
        "modifiedAt": "float",
    },
)

FilesListAnswerEntriesItemOptional = TypedDict(
    "FilesListAnswerEntriesItemOptional",
    {
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
        "total": "float",
        "more": "bool",
        "next": "Union[str, None]",
    },
)

FilesMakeFolderBody = TypedDict(
    "FilesMakeFolderBody",
    {
        "path": "str",
    },
)

FilesMoveBody = TypedDict(
    "FilesMoveBody",
    {
        "from": "str",
        "to": "str",
    },
)

FilesUploadAnswer = TypedDict(
    "FilesUploadAnswer",
    {
        "offset": "float",
        "done": "bool",
    },
)

FilesUploadedAnswer = TypedDict(
    "FilesUploadedAnswer",
    {
        "offset": "float",
        "done": "bool",
    },
)

ImagesGetAnswer = TypedDict(
    "ImagesGetAnswer",
    {
        "id": "str",
        "tags": "List[str]",
        "digests": "List[str]",
        "sizeBytes": "float",
        "source": "Literal['pull', 'load', 'import', 'commit', 'build']",
        "createdAt": "float",
        "addedAt": "float",
        "boxes": "List[str]",
    },
)

ImagesListAnswerImagesItem = TypedDict(
    "ImagesListAnswerImagesItem",
    {
        "id": "str",
        "tags": "List[str]",
        "digests": "List[str]",
        "sizeBytes": "float",
        "source": "Literal['pull', 'load', 'import', 'commit', 'build']",
        "createdAt": "float",
        "addedAt": "float",
        "boxes": "List[str]",
    },
)

ImagesListAnswer = TypedDict(
    "ImagesListAnswer",
    {
        "images": "List[ImagesListAnswerImagesItem]",
        "next": "Union[str, None]",
    },
)

ImagesPruneBody = TypedDict(
    "ImagesPruneBody",
    {
        "all": "bool",
    },
    total=False,
)

ImagesPruneAnswer = TypedDict(
    "ImagesPruneAnswer",
    {
        "removed": "List[str]",
        "bytes": "float",
    },
)

ImagesPullBody = TypedDict(
    "ImagesPullBody",
    {
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
        "name": "str",
    },
)

ImagesTagAnswer = TypedDict(
    "ImagesTagAnswer",
    {
        "id": "str",
        "tags": "List[str]",
        "digests": "List[str]",
        "sizeBytes": "float",
        "source": "Literal['pull', 'load', 'import', 'commit', 'build']",
        "createdAt": "float",
        "addedAt": "float",
        "boxes": "List[str]",
    },
)

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
        "start": "str",
        "older": "bool",
        "cursor": "str",
        "more": "bool",
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
        "box": "str",
    },
)

NetworksConnectBodyOptional = TypedDict(
    "NetworksConnectBodyOptional",
    {
        "aliases": "List[str]",
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
        "aliases": "List[str]",
        "address": "Union[str, None]",
        "ipv6": "Union[str, None]",
    },
)

NetworksConnectAnswerPlanEffectsItem = TypedDict(
    "NetworksConnectAnswerPlanEffectsItem",
    {
        "kind": "Literal['pup', 'data', 'connection', 'access', 'port', 'page', 'source', 'session', 'box', 'snapshot', 'network']",
        "id": "Union[str, None]",
        "name": "str",
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
        "id": "str",
        "name": "str",
        "labels": "Dict[str, str]",
        "internal": "bool",
        "ipv6": "bool",
        "annotations": "Union[str, None]",
        "createdAt": "float",
        "boxes": "List[NetworksConnectAnswerBoxesItem]",
    },
)

NetworksConnectAnswerOptional = TypedDict(
    "NetworksConnectAnswerOptional",
    {
        "plan": "NetworksConnectAnswerPlan",
    },
    total=False,
)

class NetworksConnectAnswer(NetworksConnectAnswerNeeded, NetworksConnectAnswerOptional):
    pass

NetworksCreateBodyNeeded = TypedDict(
    "NetworksCreateBodyNeeded",
    {
        "name": "str",
    },
)

NetworksCreateBodyOptional = TypedDict(
    "NetworksCreateBodyOptional",
    {
        "labels": "Any",
        "internal": "bool",
        "ipv6": "bool",
        "annotations": "str",
    },
    total=False,
)

class NetworksCreateBody(NetworksCreateBodyNeeded, NetworksCreateBodyOptional):
    pass

NetworksCreateAnswerBoxesItem = TypedDict(
    "NetworksCreateAnswerBoxesItem",
    {
        "id": "str",
        "name": "str",
        "aliases": "List[str]",
        "address": "Union[str, None]",
        "ipv6": "Union[str, None]",
    },
)

NetworksCreateAnswer = TypedDict(
    "NetworksCreateAnswer",
    {
        "id": "str",
        "name": "str",
        "labels": "Dict[str, str]",
        "internal": "bool",
        "ipv6": "bool",
        "annotations": "Union[str, None]",
        "createdAt": "float",
        "boxes": "List[NetworksCreateAnswerBoxesItem]",
    },
)

NetworksDisconnectBody = TypedDict(
    "NetworksDisconnectBody",
    {
        "box": "str",
    },
)

NetworksDisconnectAnswerBoxesItem = TypedDict(
    "NetworksDisconnectAnswerBoxesItem",
    {
        "id": "str",
        "name": "str",
        "aliases": "List[str]",
        "address": "Union[str, None]",
        "ipv6": "Union[str, None]",
    },
)

NetworksDisconnectAnswerPlanEffectsItem = TypedDict(
    "NetworksDisconnectAnswerPlanEffectsItem",
    {
        "kind": "Literal['pup', 'data', 'connection', 'access', 'port', 'page', 'source', 'session', 'box', 'snapshot', 'network']",
        "id": "Union[str, None]",
        "name": "str",
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
        "id": "str",
        "name": "str",
        "labels": "Dict[str, str]",
        "internal": "bool",
        "ipv6": "bool",
        "annotations": "Union[str, None]",
        "createdAt": "float",
        "boxes": "List[NetworksDisconnectAnswerBoxesItem]",
    },
)

NetworksDisconnectAnswerOptional = TypedDict(
    "NetworksDisconnectAnswerOptional",
    {
        "plan": "NetworksDisconnectAnswerPlan",
    },
    total=False,
)

class NetworksDisconnectAnswer(NetworksDisconnectAnswerNeeded, NetworksDisconnectAnswerOptional):
    pass

NetworksGetAnswerBoxesItem = TypedDict(
    "NetworksGetAnswerBoxesItem",
    {
        "id": "str",
        "name": "str",
        "aliases": "List[str]",
        "address": "Union[str, None]",
        "ipv6": "Union[str, None]",
    },
)

NetworksGetAnswer = TypedDict(
    "NetworksGetAnswer",
    {
        "id": "str",
        "name": "str",
        "labels": "Dict[str, str]",
        "internal": "bool",
        "ipv6": "bool",
        "annotations": "Union[str, None]",
        "createdAt": "float",
        "boxes": "List[NetworksGetAnswerBoxesItem]",
    },
)

NetworksListAnswerNetworksItemBoxesItem = TypedDict(
    "NetworksListAnswerNetworksItemBoxesItem",
    {
        "id": "str",
        "name": "str",
        "aliases": "List[str]",
        "address": "Union[str, None]",
        "ipv6": "Union[str, None]",
    },
)

NetworksListAnswerNetworksItem = TypedDict(
    "NetworksListAnswerNetworksItem",
    {
        "id": "str",
        "name": "str",
        "labels": "Dict[str, str]",
        "internal": "bool",
        "ipv6": "bool",
        "annotations": "Union[str, None]",
        "createdAt": "float",
        "boxes": "List[NetworksListAnswerNetworksItemBoxesItem]",
    },
)

NetworksListAnswer = TypedDict(
    "NetworksListAnswer",
    {
        "networks": "List[NetworksListAnswerNetworksItem]",
        "next": "Union[str, None]",
    },
)

NetworksPruneBody = TypedDict(
    "NetworksPruneBody",
    {
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
        "name": "str",
        "severities": "List[Literal['critical', 'warning', 'info']]",
        "kind": "Literal['webhook']",
        "url": "str",
    },
)

NotificationsAddBodyOfWebhookOptional = TypedDict(
    "NotificationsAddBodyOfWebhookOptional",
    {
        "secret": "Union[str, None]",
    },
    total=False,
)

class NotificationsAddBodyOfWebhook(NotificationsAddBodyOfWebhookNeeded, NotificationsAddBodyOfWebhookOptional):
    pass

NotificationsAddBodyOfEmailNeeded = TypedDict(
    "NotificationsAddBodyOfEmailNeeded",
    {
        "name": "str",
        "severities": "List[Literal['critical', 'warning', 'info']]",
        "kind": "Literal['email']",
        "host": "str",
        "port": "int",
        "security": "Literal['tls', 'starttls', 'none']",
        "from": "str",
        "to": "str",
    },
)

NotificationsAddBodyOfEmailOptional = TypedDict(
    "NotificationsAddBodyOfEmailOptional",
    {
        "username": "str",
        "secret": "Union[str, None]",
    },
    total=False,
)

class NotificationsAddBodyOfEmail(NotificationsAddBodyOfEmailNeeded, NotificationsAddBodyOfEmailOptional):
    pass

NotificationsAddBodyOfNtfyNeeded = TypedDict(
    "NotificationsAddBodyOfNtfyNeeded",
    {
        "name": "str",
        "severities": "List[Literal['critical', 'warning', 'info']]",
        "kind": "Literal['ntfy']",
        "url": "str",
        "topic": "str",
    },
)

NotificationsAddBodyOfNtfyOptional = TypedDict(
    "NotificationsAddBodyOfNtfyOptional",
    {
        "secret": "Union[str, None]",
    },
    total=False,
)

class NotificationsAddBodyOfNtfy(NotificationsAddBodyOfNtfyNeeded, NotificationsAddBodyOfNtfyOptional):
    pass

NotificationsAddBodyOfPushKeys = TypedDict(
    "NotificationsAddBodyOfPushKeys",
    {
        "p256dh": "str",
        "auth": "str",
    },
)

NotificationsAddBodyOfPush = TypedDict(
    "NotificationsAddBodyOfPush",
    {
        "name": "str",
        "severities": "List[Literal['critical', 'warning', 'info']]",
        "kind": "Literal['push']",
        "endpoint": "str",
        "keys": "NotificationsAddBodyOfPushKeys",
    },
)

NotificationsAddBody = Union["NotificationsAddBodyOfWebhook", "NotificationsAddBodyOfEmail", "NotificationsAddBodyOfNtfy", "NotificationsAddBodyOfPush"]

NotificationsAddAnswerTargetWebhook = TypedDict(
    "NotificationsAddAnswerTargetWebhook",
    {
        "kind": "Literal['webhook']",
        "host": "str",
    },
)

NotificationsAddAnswerTargetEmail = TypedDict(
    "NotificationsAddAnswerTargetEmail",
    {
        "kind": "Literal['email']",
        "host": "str",
        "port": "float",
        "security": "Literal['tls', 'starttls', 'none']",
        "username": "str",
        "from": "str",
        "to": "str",
    },
)

NotificationsAddAnswerTargetNtfy = TypedDict(
    "NotificationsAddAnswerTargetNtfy",
    {
        "kind": "Literal['ntfy']",
        "url": "str",
        "topic": "str",
    },
)

NotificationsAddAnswerTargetPush = TypedDict(
    "NotificationsAddAnswerTargetPush",
    {
        "kind": "Literal['push']",
        "service": "str",
    },
)

NotificationsAddAnswer = TypedDict(
    "NotificationsAddAnswer",
    {
        "id": "str",
        "kind": "Literal['webhook', 'email', 'ntfy', 'push']",
        "name": "str",
        "severities": "List[Literal['critical', 'warning', 'info']]",
        "where": "str",
        "target": "Union[NotificationsAddAnswerTargetWebhook, NotificationsAddAnswerTargetEmail, NotificationsAddAnswerTargetNtfy, NotificationsAddAnswerTargetPush]",
        "secretSet": "bool",
        "createdAt": "float",
        "lastSentAt": "Union[float, None]",
        "problem": "Union[str, None]",
    },
)

NotificationsChangeBodyTargetWebhookNeeded = TypedDict(
    "NotificationsChangeBodyTargetWebhookNeeded",
    {
        "kind": "Literal['webhook']",
    },
)

NotificationsChangeBodyTargetWebhookOptional = TypedDict(
    "NotificationsChangeBodyTargetWebhookOptional",
    {
        "url": "str",
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
        "host": "str",
        "port": "int",
        "security": "Literal['tls', 'starttls', 'none']",
        "from": "str",
        "to": "str",
    },
)

NotificationsChangeBodyTargetEmailOptional = TypedDict(
    "NotificationsChangeBodyTargetEmailOptional",
    {
        "username": "str",
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
        "url": "str",
        "topic": "str",
    },
)

NotificationsChangeBodyTargetNtfyOptional = TypedDict(
    "NotificationsChangeBodyTargetNtfyOptional",
    {
        "secret": "Union[str, None]",
    },
    total=False,
)

class NotificationsChangeBodyTargetNtfy(NotificationsChangeBodyTargetNtfyNeeded, NotificationsChangeBodyTargetNtfyOptional):
    pass

NotificationsChangeBody = TypedDict(
    "NotificationsChangeBody",
    {
        "name": "str",
        "severities": "List[Literal['critical', 'warning', 'info']]",
        "target": "Union[NotificationsChangeBodyTargetWebhook, NotificationsChangeBodyTargetEmail, NotificationsChangeBodyTargetNtfy]",
    },
    total=False,
)

NotificationsChangeAnswerTargetWebhook = TypedDict(
    "NotificationsChangeAnswerTargetWebhook",
    {
        "kind": "Literal['webhook']",
        "host": "str",
    },
)

NotificationsChangeAnswerTargetEmail = TypedDict(
    "NotificationsChangeAnswerTargetEmail",
    {
        "kind": "Literal['email']",
        "host": "str",
        "port": "float",
        "security": "Literal['tls', 'starttls', 'none']",
        "username": "str",
        "from": "str",
        "to": "str",
    },
)

NotificationsChangeAnswerTargetNtfy = TypedDict(
    "NotificationsChangeAnswerTargetNtfy",
    {
        "kind": "Literal['ntfy']",
        "url": "str",
        "topic": "str",
    },
)

NotificationsChangeAnswerTargetPush = TypedDict(
    "NotificationsChangeAnswerTargetPush",
    {
        "kind": "Literal['push']",
        "service": "str",
    },
)

NotificationsChangeAnswer = TypedDict(
    "NotificationsChangeAnswer",
    {
        "id": "str",
        "kind": "Literal['webhook', 'email', 'ntfy', 'push']",
        "name": "str",
        "severities": "List[Literal['critical', 'warning', 'info']]",
        "where": "str",
        "target": "Union[NotificationsChangeAnswerTargetWebhook, NotificationsChangeAnswerTargetEmail, NotificationsChangeAnswerTargetNtfy, NotificationsChangeAnswerTargetPush]",
        "secretSet": "bool",
        "createdAt": "float",
        "lastSentAt": "Union[float, None]",
        "problem": "Union[str, None]",
    },
)

NotificationsGetAnswerDestinationsItemTargetWebhook = TypedDict(
    "NotificationsGetAnswerDestinationsItemTargetWebhook",
    {
        "kind": "Literal['webhook']",
        "host": "str",
    },
)

NotificationsGetAnswerDestinationsItemTargetEmail = TypedDict(
    "NotificationsGetAnswerDestinationsItemTargetEmail",
    {
        "kind": "Literal['email']",
        "host": "str",
        "port": "float",
        "security": "Literal['tls', 'starttls', 'none']",
        "username": "str",
        "from": "str",
        "to": "str",
    },
)

NotificationsGetAnswerDestinationsItemTargetNtfy = TypedDict(
    "NotificationsGetAnswerDestinationsItemTargetNtfy",
    {
        "kind": "Literal['ntfy']",
        "url": "str",
        "topic": "str",
    },
)

NotificationsGetAnswerDestinationsItemTargetPush = TypedDict(
    "NotificationsGetAnswerDestinationsItemTargetPush",
    {
        "kind": "Literal['push']",
        "service": "str",
    },
)

NotificationsGetAnswerDestinationsItem = TypedDict(
    "NotificationsGetAnswerDestinationsItem",
    {
        "id": "str",
        "kind": "Literal['webhook', 'email', 'ntfy', 'push']",
        "name": "str",
        "severities": "List[Literal['critical', 'warning', 'info']]",
        "where": "str",
        "target": "Union[NotificationsGetAnswerDestinationsItemTargetWebhook, NotificationsGetAnswerDestinationsItemTargetEmail, NotificationsGetAnswerDestinationsItemTargetNtfy, NotificationsGetAnswerDestinationsItemTargetPush]",
        "secretSet": "bool",
        "createdAt": "float",
        "lastSentAt": "Union[float, None]",
        "problem": "Union[str, None]",
    },
)

NotificationsGetAnswerQuietHours = TypedDict(
    "NotificationsGetAnswerQuietHours",
    {
        "from": "str",
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
        "attempts": "float",
        "createdAt": "float",
        "nextAt": "Union[float, None]",
        "sentAt": "Union[float, None]",
        "problem": "Union[str, None]",
    },
)

NotificationsGetAnswer = TypedDict(
    "NotificationsGetAnswer",
    {
        "destinations": "List[NotificationsGetAnswerDestinationsItem]",
        "quietHours": "Union[NotificationsGetAnswerQuietHours, None]",
        "timeZone": "str",
        "pushKey": "str",
        "deliveries": "List[NotificationsGetAnswerDeliveriesItem]",
    },
)

NotificationsQuietBodyQuietHours = TypedDict(
    "NotificationsQuietBodyQuietHours",
    {
        "from": "str",
        "to": "str",
    },
)

NotificationsQuietBody = TypedDict(
    "NotificationsQuietBody",
    {
        "quietHours": "Union[NotificationsQuietBodyQuietHours, None]",
    },
)

OpenapiGetAnswer = Dict[str, Any]

PasswordChangeBody = TypedDict(
    "PasswordChangeBody",
    {
        "current": "str",
        "next": "str",
    },
)

PasswordResetBody = TypedDict(
    "PasswordResetBody",
    {
        "words": "Union[str, List[str]]",
        "next": "str",
    },
)

PortsChangeBodyPortsItemNeeded = TypedDict(
    "PortsChangeBodyPortsItemNeeded",
    {
        "name": "str",
    },
)

PortsChangeBodyPortsItemOptional = TypedDict(
    "PortsChangeBodyPortsItemOptional",
    {
        "hostPort": "int",
        "published": "bool",
    },
    total=False,
)

class PortsChangeBodyPortsItem(PortsChangeBodyPortsItemNeeded, PortsChangeBodyPortsItemOptional):
    pass

PortsChangeBodyPagesItemNeeded = TypedDict(
    "PortsChangeBodyPagesItemNeeded",
    {
        "name": "str",
    },
)

PortsChangeBodyPagesItemOptional = TypedDict(
    "PortsChangeBodyPagesItemOptional",
    {
        "hostPort": "int",
        "access": "Literal['login', 'token', 'open']",
        "newToken": "bool",
    },
    total=False,
)

class PortsChangeBodyPagesItem(PortsChangeBodyPagesItemNeeded, PortsChangeBodyPagesItemOptional):
    pass

PortsChangeBody = TypedDict(
    "PortsChangeBody",
    {
        "ports": "List[PortsChangeBodyPortsItem]",
        "pages": "List[PortsChangeBodyPagesItem]",
    },
    total=False,
)

PortsChangeAnswerPortsItem = TypedDict(
    "PortsChangeAnswerPortsItem",
    {
        "name": "str",
        "type": "Literal['http', 'tcp', 'udp']",
        "protocol": "Literal['tcp', 'udp']",
        "port": "float",
        "hostPort": "float",
        "wantedPort": "float",
        "published": "bool",
        "problem": "Union[str, None]",
    },
)

PortsChangeAnswerPagesItem = TypedDict(
    "PortsChangeAnswerPagesItem",
    {
        "name": "str",
        "port": "float",
        "hostPort": "float",
        "access": "Literal['login', 'token', 'open']",
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
        "id": "Union[str, None]",
        "name": "str",
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
        "ports": "List[PortsChangeAnswerPortsItem]",
        "pages": "List[PortsChangeAnswerPagesItem]",
        "tokens": "List[PortsChangeAnswerTokensItem]",
    },
)

PortsChangeAnswerOptional = TypedDict(
    "PortsChangeAnswerOptional",
    {
        "plan": "PortsChangeAnswerPlan",
    },
    total=False,
)

class PortsChangeAnswer(PortsChangeAnswerNeeded, PortsChangeAnswerOptional):
    pass

PortsGetAnswerPortsItem = TypedDict(
    "PortsGetAnswerPortsItem",
    {
        "name": "str",
        "type": "Literal['http', 'tcp', 'udp']",
        "protocol": "Literal['tcp', 'udp']",
        "port": "float",
        "hostPort": "float",
        "wantedPort": "float",
        "published": "bool",
        "problem": "Union[str, None]",
    },
)

PortsGetAnswerPagesItem = TypedDict(
    "PortsGetAnswerPagesItem",
    {
        "name": "str",
        "port": "float",
        "hostPort": "float",
        "access": "Literal['login', 'token', 'open']",
        "tokenAt": "Union[float, None]",
    },
)

PortsGetAnswer = TypedDict(
    "PortsGetAnswer",
    {
        "ports": "List[PortsGetAnswerPortsItem]",
        "pages": "List[PortsGetAnswerPagesItem]",
    },
)

PupsConfigureBody = TypedDict(
    "PupsConfigureBody",
    {
        "values": "Any",
    },
)

PupsConfigureAnswerPlan = TypedDict(
    "PupsConfigureAnswerPlan",
    {
        "changes": "List[Literal['limits', 'config', 'program', 'services', 'internet', 'devices', 'dev', 'version', 'files', 'root', 'links', 'box']]",
        "effect": "Literal['nothing', 'live', 'services', 'container', 'root', 'start', 'stop']",
        "services": "List[str]",
        "text": "str",
    },
)

PupsConfigureAnswerDifferencesItem = TypedDict(
    "PupsConfigureAnswerDifferencesItem",
    {
        "name": "str",
        "label": "str",
        "secret": "bool",
        "from": "Union[str, None]",
        "to": "Union[str, None]",
    },
)

PupsConfigureAnswerNeeded = TypedDict(
    "PupsConfigureAnswerNeeded",
    {
        "jobId": "Union[str, None]",
        "pup": "PupDetail",
    },
)

PupsConfigureAnswerOptional = TypedDict(
    "PupsConfigureAnswerOptional",
    {
        "plan": "PupsConfigureAnswerPlan",
        "differences": "List[PupsConfigureAnswerDifferencesItem]",
    },
    total=False,
)

class PupsConfigureAnswer(PupsConfigureAnswerNeeded, PupsConfigureAnswerOptional):
    pass

PupsDevBody = TypedDict(
    "PupsDevBody",
    {
        "dev": "bool",
    },
)

PupsDevAnswerPlan = TypedDict(
    "PupsDevAnswerPlan",
    {
        "changes": "List[Literal['limits', 'config', 'program', 'services', 'internet', 'devices', 'dev', 'version', 'files', 'root', 'links', 'box']]",
        "effect": "Literal['nothing', 'live', 'services', 'container', 'root', 'start', 'stop']",
        "services": "List[str]",
        "text": "str",
    },
)

PupsDevAnswerNeeded = TypedDict(
    "PupsDevAnswerNeeded",
    {
        "jobId": "Union[str, None]",
        "pup": "PupDetail",
    },
)

PupsDevAnswerOptional = TypedDict(
    "PupsDevAnswerOptional",
    {
        "plan": "PupsDevAnswerPlan",
    },
    total=False,
)

class PupsDevAnswer(PupsDevAnswerNeeded, PupsDevAnswerOptional):
    pass

PupsDevicesBody = TypedDict(
    "PupsDevicesBody",
    {
        "devices": "List[str]",
    },
)

PupsDevicesAnswer = TypedDict(
    "PupsDevicesAnswer",
    {
        "jobId": "Union[str, None]",
        "pup": "PupDetail",
    },
)

PupsExecBodyUser = TypedDict(
    "PupsExecBodyUser",
    {
        "uid": "int",
        "gid": "int",
    },
)

PupsExecBodyNeeded = TypedDict(
    "PupsExecBodyNeeded",
    {
        "argv": "List[str]",
    },
)

PupsExecBodyOptional = TypedDict(
    "PupsExecBodyOptional",
    {
        "service": "str",
        "cwd": "str",
        "env": "Dict[str, str]",
        "user": "PupsExecBodyUser",
        "timeoutMs": "int",
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
        "port": "int",
        "path": "str",
    },
)

PupsHooksCreateBodyOptional = TypedDict(
    "PupsHooksCreateBodyOptional",
    {
        "callers": "Union[List[str], None]",
    },
    total=False,
)

class PupsHooksCreateBody(PupsHooksCreateBodyNeeded, PupsHooksCreateBodyOptional):
    pass

PupsHooksCreateAnswerLastCallsItem = TypedDict(
    "PupsHooksCreateAnswerLastCallsItem",
    {
        "at": "float",
        "from": "Union[str, None]",
        "method": "str",
        "status": "float",
        "refused": "Union[str, None]",
    },
)

PupsHooksCreateAnswer = TypedDict(
    "PupsHooksCreateAnswer",
    {
        "id": "str",
        "url": "str",
        "port": "float",
        "path": "str",
        "callers": "Union[List[str], None]",
        "problem": "Union[str, None]",
        "calls": "float",
        "refused": "float",
        "lastCalls": "List[PupsHooksCreateAnswerLastCallsItem]",
        "createdAt": "float",
    },
)

PupsHooksListAnswerHooksItemLastCallsItem = TypedDict(
    "PupsHooksListAnswerHooksItemLastCallsItem",
    {
        "at": "float",
        "from": "Union[str, None]",
        "method": "str",
        "status": "float",
        "refused": "Union[str, None]",
    },
)

PupsHooksListAnswerHooksItem = TypedDict(
    "PupsHooksListAnswerHooksItem",
    {
        "id": "str",
        "url": "str",
        "port": "float",
        "path": "str",
        "callers": "Union[List[str], None]",
        "problem": "Union[str, None]",
        "calls": "float",
        "refused": "float",
        "lastCalls": "List[PupsHooksListAnswerHooksItemLastCallsItem]",
        "createdAt": "float",
    },
)

PupsHooksListAnswer = TypedDict(
    "PupsHooksListAnswer",
    {
        "hooks": "List[PupsHooksListAnswerHooksItem]",
        "next": "Union[str, None]",
    },
)

PupsHooksRotateAnswerLastCallsItem = TypedDict(
    "PupsHooksRotateAnswerLastCallsItem",
    {
        "at": "float",
        "from": "Union[str, None]",
        "method": "str",
        "status": "float",
        "refused": "Union[str, None]",
    },
)

PupsHooksRotateAnswer = TypedDict(
    "PupsHooksRotateAnswer",
    {
        "id": "str",
        "url": "str",
        "port": "float",
        "path": "str",
        "callers": "Union[List[str], None]",
        "problem": "Union[str, None]",
        "calls": "float",
        "refused": "float",
        "lastCalls": "List[PupsHooksRotateAnswerLastCallsItem]",
        "createdAt": "float",
    },
)

PupsInstallBodyChoicesItem = TypedDict(
    "PupsInstallBodyChoicesItem",
    {
        "of": "str",
        "interface": "str",
        "provider": "Union[str, None]",
    },
)

PupsInstallBodyGrantsItem = TypedDict(
    "PupsInstallBodyGrantsItem",
    {
        "of": "str",
        "interface": "str",
        "group": "str",
    },
)

PupsInstallBodyNeeded = TypedDict(
    "PupsInstallBodyNeeded",
    {
        "sourceId": "str",
        "name": "str",
    },
)

PupsInstallBodyOptional = TypedDict(
    "PupsInstallBodyOptional",
    {
        "as": "str",
        "version": "str",
        "start": "bool",
        "config": "Any",
        "publish": "List[str]",
        "plan": "str",
        "choices": "List[PupsInstallBodyChoicesItem]",
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
        "memoryBytes": "Union[int, None]",
        "pids": "Union[int, None]",
        "stopSeconds": "Union[int, None]",
        "storageBytes": "Union[int, None]",
        "cpus": "Union[float, None]",
        "ioWeight": "Union[int, None]",
    },
    total=False,
)

PupsLimitsAnswerPlan = TypedDict(
    "PupsLimitsAnswerPlan",
    {
        "changes": "List[Literal['limits', 'config', 'program', 'services', 'internet', 'devices', 'dev', 'version', 'files', 'root', 'links', 'box']]",
        "effect": "Literal['nothing', 'live', 'services', 'container', 'root', 'start', 'stop']",
        "services": "List[str]",
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
        "next": "Union[str, None]",
    },
)

PupsLogLimitsAnswer = TypedDict(
    "PupsLogLimitsAnswer",
    {
        "fileBytes": "float",
        "files": "float",
    },
)

PupsLogsAnswer = TypedDict(
    "PupsLogsAnswer",
    {
        "lines": "List[LogLine]",
        "start": "str",
        "older": "bool",
        "cursor": "str",
        "more": "bool",
        "gap": "bool",
    },
)

PupsMetricsAnswerSamples = TypedDict(
    "PupsMetricsAnswerSamples",
    {
        "at": "List[float]",
        "cpu": "List[float]",
        "memory": "List[float]",
        "rx": "List[float]",
        "tx": "List[float]",
        "pids": "List[float]",
        "read": "List[float]",
        "write": "List[float]",
    },
)

PupsMetricsAnswerGauges = TypedDict(
    "PupsMetricsAnswerGauges",
    {
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
        "description": "Union[str, None]",
        "value": "Union[Union[str, float], None]",
        "at": "Union[float, None]",
    },
)

PupsMetricsAnswerRefused = TypedDict(
    "PupsMetricsAnswerRefused",
    {
        "at": "float",
        "count": "float",
        "text": "str",
    },
)

PupsMetricsAnswer = TypedDict(
    "PupsMetricsAnswer",
    {
        "samples": "PupsMetricsAnswerSamples",
        "gauges": "PupsMetricsAnswerGauges",
        "own": "List[PupsMetricsAnswerOwnItem]",
        "refused": "Union[PupsMetricsAnswerRefused, None]",
    },
)

PupsRemoveAnswerPlanEffectsItem = TypedDict(
    "PupsRemoveAnswerPlanEffectsItem",
    {
        "kind": "Literal['pup', 'data', 'connection', 'access', 'port', 'page', 'source', 'session', 'box', 'snapshot', 'network']",
        "id": "Union[str, None]",
        "name": "str",
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
        "jobId": "Union[str, None]",
    },
)

PupsRemoveAnswerOptional = TypedDict(
    "PupsRemoveAnswerOptional",
    {
        "plan": "PupsRemoveAnswerPlan",
    },
    total=False,
)

class PupsRemoveAnswer(PupsRemoveAnswerNeeded, PupsRemoveAnswerOptional):
    pass

PupsRenameBody = TypedDict(
    "PupsRenameBody",
    {
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
        "id": "Union[str, None]",
        "name": "str",
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
        "jobId": "Union[str, None]",
    },
)

PupsRestartAnswerOptional = TypedDict(
    "PupsRestartAnswerOptional",
    {
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
        "fileBytes": "int",
        "files": "int",
    },
)

PupsSetLogLimitsAnswer = TypedDict(
    "PupsSetLogLimitsAnswer",
    {
        "fileBytes": "float",
        "files": "float",
    },
)

PupsSkipVersionBody = TypedDict(
    "PupsSkipVersionBody",
    {
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
        "id": "Union[str, None]",
        "name": "str",
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
        "jobId": "Union[str, None]",
    },
)

PupsStopAnswerOptional = TypedDict(
    "PupsStopAnswerOptional",
    {
        "plan": "PupsStopAnswerPlan",
    },
    total=False,
)

class PupsStopAnswer(PupsStopAnswerNeeded, PupsStopAnswerOptional):
    pass

PupsUpdateBody = TypedDict(
    "PupsUpdateBody",
    {
        "version": "str",
        "acceptPermissions": "Union[bool, List[str]]",
        "start": "bool",
        "config": "Any",
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
        "placeholder": "Union[str, None]",
        "help": "Union[str, None]",
        "default": "Union[str, None]",
        "min": "Union[float, None]",
        "max": "Union[float, None]",
        "step": "Union[float, None]",
        "options": "List[PupsUpdateAnswerPlanSettingsItemFieldsItemOptionsItem]",
        "value": "Union[str, None]",
        "isSet": "bool",
    },
)

PupsUpdateAnswerPlanSettingsItem = TypedDict(
    "PupsUpdateAnswerPlanSettingsItem",
    {
        "name": "str",
        "label": "Union[str, None]",
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
        "origin": "str",
        "updatedAt": "Union[float, None]",
    },
)

PupsUpdateAnswerPlan = TypedDict(
    "PupsUpdateAnswerPlan",
    {
        "from": "str",
        "to": "str",
        "direction": "Literal['newer', 'older', 'other']",
        "text": "str",
        "restarts": "bool",
        "kept": "bool",
        "changes": "List[PupsUpdateAnswerPlanChangesItem]",
        "missing": "List[PupsUpdateAnswerPlanMissingItem]",
        "settings": "List[PupsUpdateAnswerPlanSettingsItem]",
        "asks": "List[PupsUpdateAnswerPlanAsksItem]",
        "versions": "List[PupsUpdateAnswerPlanVersionsItem]",
        "notesHtml": "Union[str, None]",
    },
)

PupsUpdateAnswerNeeded = TypedDict(
    "PupsUpdateAnswerNeeded",
    {
        "jobId": "Union[str, None]",
    },
)

PupsUpdateAnswerOptional = TypedDict(
    "PupsUpdateAnswerOptional",
    {
        "plan": "PupsUpdateAnswerPlan",
    },
    total=False,
)

class PupsUpdateAnswer(PupsUpdateAnswerNeeded, PupsUpdateAnswerOptional):
    pass

SessionsCreateBody = TypedDict(
    "SessionsCreateBody",
    {
        "password": "str",
    },
)

SessionsCreateAnswer = TypedDict(
    "SessionsCreateAnswer",
    {
        "token": "str",
        "expiresAt": "float",
    },
)

SessionsListAnswer = TypedDict(
    "SessionsListAnswer",
    {
        "sessions": "List[Session]",
        "next": "Union[str, None]",
    },
)

SessionsRemoveAllAnswerPlanEffectsItem = TypedDict(
    "SessionsRemoveAllAnswerPlanEffectsItem",
    {
        "kind": "Literal['pup', 'data', 'connection', 'access', 'port', 'page', 'source', 'session', 'box', 'snapshot', 'network']",
        "id": "Union[str, None]",
        "name": "str",
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
        "plan": "SessionsRemoveAllAnswerPlan",
    },
    total=False,
)

SessionsRenewBody = TypedDict(
    "SessionsRenewBody",
    {
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
        "code": "str",
    },
)

SetupConfirmBodyNeeded = TypedDict(
    "SetupConfirmBodyNeeded",
    {
        "words": "Dict[str, str]",
    },
)

SetupConfirmBodyOptional = TypedDict(
    "SetupConfirmBodyOptional",
    {
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
        "session": "SetupConfirmAnswerSession",
    },
    total=False,
)

class SetupConfirmAnswer(SetupConfirmAnswerNeeded, SetupConfirmAnswerOptional):
    pass

SetupCreateBodyNeeded = TypedDict(
    "SetupCreateBodyNeeded",
    {
        "deviceName": "str",
        "timeZone": "str",
        "password": "str",
    },
)

SetupCreateBodyOptional = TypedDict(
    "SetupCreateBodyOptional",
    {
        "keyMap": "str",
        "storage": "str",
        "seedPhrase": "Union[str, List[str]]",
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
        "session": "SetupCreateAnswerSession",
    },
    total=False,
)

class SetupCreateAnswer(SetupCreateAnswerNeeded, SetupCreateAnswerOptional):
    pass

SetupDraftBody = TypedDict(
    "SetupDraftBody",
    {
        "deviceName": "Union[str, None]",
        "timeZone": "Union[str, None]",
        "keyMap": "Union[str, None]",
        "storage": "Union[str, None]",
        "mode": "Union[Literal['create', 'restore'], None]",
        "step": "str",
    },
    total=False,
)

SetupDraftAnswer = TypedDict(
    "SetupDraftAnswer",
    {
        "deviceName": "Union[str, None]",
        "timeZone": "Union[str, None]",
        "keyMap": "Union[str, None]",
        "storage": "Union[str, None]",
        "mode": "Union[Literal['create', 'restore'], None]",
        "step": "str",
    },
)

SetupGetAnswerDraft = TypedDict(
    "SetupGetAnswerDraft",
    {
        "deviceName": "Union[str, None]",
        "timeZone": "Union[str, None]",
        "keyMap": "Union[str, None]",
        "storage": "Union[str, None]",
        "mode": "Union[Literal['create', 'restore'], None]",
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
        "wordsPending": "bool",
        "askedPositions": "List[float]",
    },
)

SourcesAddBodyCredentials = TypedDict(
    "SourcesAddBodyCredentials",
    {
        "username": "str",
        "password": "str",
    },
)

SourcesAddBodyNeeded = TypedDict(
    "SourcesAddBodyNeeded",
    {
        "location": "str",
    },
)

SourcesAddBodyOptional = TypedDict(
    "SourcesAddBodyOptional",
    {
        "name": "Union[str, None]",
        "credentials": "Union[SourcesAddBodyCredentials, None]",
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
        "username": "str",
        "password": "str",
    },
)

SourcesChangeBody = TypedDict(
    "SourcesChangeBody",
    {
        "name": "Union[str, None]",
        "credentials": "Union[SourcesChangeBodyCredentials, None]",
        "publicKey": "Union[str, None]",
    },
    total=False,
)

SourcesChangeAnswer = Source

SourcesListAnswer = TypedDict(
    "SourcesListAnswer",
    {
        "sources": "List[Source]",
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
        "id": "Union[str, None]",
        "name": "str",
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
        "plan": "SourcesRemoveAnswerPlan",
    },
    total=False,
)

StoreGetAnswer = StorePupDetail

StoreListAnswer = TypedDict(
    "StoreListAnswer",
    {
        "pups": "List[StorePup]",
        "next": "Union[str, None]",
    },
)

TerminalsListAnswerTerminalsItemExit = TypedDict(
    "TerminalsListAnswerTerminalsItemExit",
    {
        "exitCode": "float",
        "reason": "Literal['exited', 'timeout', 'closed', 'container-ended']",
    },
)

TerminalsListAnswerTerminalsItem = TypedDict(
    "TerminalsListAnswerTerminalsItem",
    {
        "id": "str",
        "service": "str",
        "shell": "str",
        "openedAt": "float",
        "attached": "bool",
        "exit": "Union[TerminalsListAnswerTerminalsItemExit, None]",
    },
)

TerminalsListAnswer = TypedDict(
    "TerminalsListAnswer",
    {
        "terminals": "List[TerminalsListAnswerTerminalsItem]",
        "next": "Union[str, None]",
    },
)

TerminalsOpenBodyNeeded = TypedDict(
    "TerminalsOpenBodyNeeded",
    {
        "cols": "int",
        "rows": "int",
    },
)

TerminalsOpenBodyOptional = TypedDict(
    "TerminalsOpenBodyOptional",
    {
        "service": "str",
    },
    total=False,
)

class TerminalsOpenBody(TerminalsOpenBodyNeeded, TerminalsOpenBodyOptional):
    pass

TerminalsOpenAnswerExit = TypedDict(
    "TerminalsOpenAnswerExit",
    {
        "exitCode": "float",
        "reason": "Literal['exited', 'timeout', 'closed', 'container-ended']",
    },
)

TerminalsOpenAnswer = TypedDict(
    "TerminalsOpenAnswer",
    {
        "id": "str",
        "service": "str",
        "shell": "str",
        "openedAt": "float",
        "attached": "bool",
        "exit": "Union[TerminalsOpenAnswerExit, None]",
    },
)

TokensCreateBody = TypedDict(
    "TokensCreateBody",
    {
        "name": "str",
        "scopes": "List[Literal['see', 'operate', 'install', 'configure', 'administer']]",
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
        "createdAt": "float",
        "expiresAt": "Union[float, None]",
        "lastUsedAt": "Union[float, None]",
        "lastUsedAddress": "Union[str, None]",
    },
)

TokensListAnswer = TypedDict(
    "TokensListAnswer",
    {
        "tokens": "List[ApiToken]",
        "next": "Union[str, None]",
    },
)

WebhooksAddBodyNeeded = TypedDict(
    "WebhooksAddBodyNeeded",
    {
        "name": "str",
        "url": "str",
    },
)

WebhooksAddBodyOptional = TypedDict(
    "WebhooksAddBodyOptional",
    {
        "kinds": "Union[List[Literal['pup', 'pup-removed', 'wiring', 'ad-hoc-box', 'ad-hoc-box-removed', 'ad-hoc-box-exec', 'job', 'source', 'source-removed', 'store', 'sessions', 'box', 'attention']], None]",
        "pups": "Union[List[str], None]",
    },
    total=False,
)

class WebhooksAddBody(WebhooksAddBodyNeeded, WebhooksAddBodyOptional):
    pass

WebhooksAddAnswerWebhook = TypedDict(
    "WebhooksAddAnswerWebhook",
    {
        "id": "str",
        "name": "str",
        "host": "str",
        "kinds": "Union[List[Literal['pup', 'pup-removed', 'wiring', 'ad-hoc-box', 'ad-hoc-box-removed', 'ad-hoc-box-exec', 'job', 'source', 'source-removed', 'store', 'sessions', 'box', 'attention']], None]",
        "pups": "Union[List[str], None]",
        "state": "Literal['active', 'failing', 'paused']",
        "pausedBy": "Union[Literal['owner', 'failures'], None]",
        "seq": "float",
        "behind": "float",
        "nextAt": "Union[float, None]",
        "failingSince": "Union[float, None]",
        "problem": "Union[str, None]",
        "oldSecretUntil": "Union[float, None]",
        "createdAt": "float",
    },
)

WebhooksAddAnswer = TypedDict(
    "WebhooksAddAnswer",
    {
        "secret": "str",
        "webhook": "WebhooksAddAnswerWebhook",
    },
)

WebhooksAgainAnswer = TypedDict(
    "WebhooksAgainAnswer",
    {
        "id": "str",
        "message": "str",
        "event": "Literal['pup', 'pup-removed', 'wiring', 'ad-hoc-box', 'ad-hoc-box-removed', 'ad-hoc-box-exec', 'job', 'source', 'source-removed', 'store', 'sessions', 'box', 'attention', 'resync', 'test']",
        "seq": "Union[float, None]",
        "state": "Literal['delivered', 'failed']",
        "at": "float",
        "tries": "float",
        "status": "Union[float, None]",
        "ms": "float",
        "problem": "Union[str, None]",
    },
)

WebhooksChangeBody = TypedDict(
    "WebhooksChangeBody",
    {
        "name": "str",
        "url": "str",
        "kinds": "Union[List[Literal['pup', 'pup-removed', 'wiring', 'ad-hoc-box', 'ad-hoc-box-removed', 'ad-hoc-box-exec', 'job', 'source', 'source-removed', 'store', 'sessions', 'box', 'attention']], None]",
        "pups": "Union[List[str], None]",
    },
    total=False,
)

WebhooksChangeAnswerWebhook = TypedDict(
    "WebhooksChangeAnswerWebhook",
    {
        "id": "str",
        "name": "str",
        "host": "str",
        "kinds": "Union[List[Literal['pup', 'pup-removed', 'wiring', 'ad-hoc-box', 'ad-hoc-box-removed', 'ad-hoc-box-exec', 'job', 'source', 'source-removed', 'store', 'sessions', 'box', 'attention']], None]",
        "pups": "Union[List[str], None]",
        "state": "Literal['active', 'failing', 'paused']",
        "pausedBy": "Union[Literal['owner', 'failures'], None]",
        "seq": "float",
        "behind": "float",
        "nextAt": "Union[float, None]",
        "failingSince": "Union[float, None]",
        "problem": "Union[str, None]",
        "oldSecretUntil": "Union[float, None]",
        "createdAt": "float",
    },
)

WebhooksChangeAnswer = TypedDict(
    "WebhooksChangeAnswer",
    {
        "secret": "Union[str, None]",
        "webhook": "WebhooksChangeAnswerWebhook",
    },
)

WebhooksDeliveriesAnswerDeliveriesItem = TypedDict(
    "WebhooksDeliveriesAnswerDeliveriesItem",
    {
        "id": "str",
        "message": "str",
        "event": "Literal['pup', 'pup-removed', 'wiring', 'ad-hoc-box', 'ad-hoc-box-removed', 'ad-hoc-box-exec', 'job', 'source', 'source-removed', 'store', 'sessions', 'box', 'attention', 'resync', 'test']",
        "seq": "Union[float, None]",
        "state": "Literal['delivered', 'failed']",
        "at": "float",
        "tries": "float",
        "status": "Union[float, None]",
        "ms": "float",
        "problem": "Union[str, None]",
    },
)

WebhooksDeliveriesAnswer = TypedDict(
    "WebhooksDeliveriesAnswer",
    {
        "deliveries": "List[WebhooksDeliveriesAnswerDeliveriesItem]",
        "next": "Union[str, None]",
    },
)

WebhooksListAnswerWebhooksItem = TypedDict(
    "WebhooksListAnswerWebhooksItem",
    {
        "id": "str",
        "name": "str",
        "host": "str",
        "kinds": "Union[List[Literal['pup', 'pup-removed', 'wiring', 'ad-hoc-box', 'ad-hoc-box-removed', 'ad-hoc-box-exec', 'job', 'source', 'source-removed', 'store', 'sessions', 'box', 'attention']], None]",
        "pups": "Union[List[str], None]",
        "state": "Literal['active', 'failing', 'paused']",
        "pausedBy": "Union[Literal['owner', 'failures'], None]",
        "seq": "float",
        "behind": "float",
        "nextAt": "Union[float, None]",
        "failingSince": "Union[float, None]",
        "problem": "Union[str, None]",
        "oldSecretUntil": "Union[float, None]",
        "createdAt": "float",
    },
)

WebhooksListAnswer = TypedDict(
    "WebhooksListAnswer",
    {
        "webhooks": "List[WebhooksListAnswerWebhooksItem]",
        "next": "Union[str, None]",
    },
)

WebhooksPauseAnswer = TypedDict(
    "WebhooksPauseAnswer",
    {
        "id": "str",
        "name": "str",
        "host": "str",
        "kinds": "Union[List[Literal['pup', 'pup-removed', 'wiring', 'ad-hoc-box', 'ad-hoc-box-removed', 'ad-hoc-box-exec', 'job', 'source', 'source-removed', 'store', 'sessions', 'box', 'attention']], None]",
        "pups": "Union[List[str], None]",
        "state": "Literal['active', 'failing', 'paused']",
        "pausedBy": "Union[Literal['owner', 'failures'], None]",
        "seq": "float",
        "behind": "float",
        "nextAt": "Union[float, None]",
        "failingSince": "Union[float, None]",
        "problem": "Union[str, None]",
        "oldSecretUntil": "Union[float, None]",
        "createdAt": "float",
    },
)

WebhooksResumeBody = TypedDict(
    "WebhooksResumeBody",
    {
        "from": "Literal['left', 'now']",
    },
    total=False,
)

WebhooksResumeAnswer = TypedDict(
    "WebhooksResumeAnswer",
    {
        "id": "str",
        "name": "str",
        "host": "str",
        "kinds": "Union[List[Literal['pup', 'pup-removed', 'wiring', 'ad-hoc-box', 'ad-hoc-box-removed', 'ad-hoc-box-exec', 'job', 'source', 'source-removed', 'store', 'sessions', 'box', 'attention']], None]",
        "pups": "Union[List[str], None]",
        "state": "Literal['active', 'failing', 'paused']",
        "pausedBy": "Union[Literal['owner', 'failures'], None]",
        "seq": "float",
        "behind": "float",
        "nextAt": "Union[float, None]",
        "failingSince": "Union[float, None]",
        "problem": "Union[str, None]",
        "oldSecretUntil": "Union[float, None]",
        "createdAt": "float",
    },
)

WebhooksRotateAnswerWebhook = TypedDict(
    "WebhooksRotateAnswerWebhook",
    {
        "id": "str",
        "name": "str",
        "host": "str",
        "kinds": "Union[List[Literal['pup', 'pup-removed', 'wiring', 'ad-hoc-box', 'ad-hoc-box-removed', 'ad-hoc-box-exec', 'job', 'source', 'source-removed', 'store', 'sessions', 'box', 'attention']], None]",
        "pups": "Union[List[str], None]",
        "state": "Literal['active', 'failing', 'paused']",
        "pausedBy": "Union[Literal['owner', 'failures'], None]",
        "seq": "float",
        "behind": "float",
        "nextAt": "Union[float, None]",
        "failingSince": "Union[float, None]",
        "problem": "Union[str, None]",
        "oldSecretUntil": "Union[float, None]",
        "createdAt": "float",
    },
)

WebhooksRotateAnswer = TypedDict(
    "WebhooksRotateAnswer",
    {
        "secret": "str",
        "webhook": "WebhooksRotateAnswerWebhook",
    },
)

WebhooksTestAnswer = TypedDict(
    "WebhooksTestAnswer",
    {
        "id": "str",
        "message": "str",
        "event": "Literal['pup', 'pup-removed', 'wiring', 'ad-hoc-box', 'ad-hoc-box-removed', 'ad-hoc-box-exec', 'job', 'source', 'source-removed', 'store', 'sessions', 'box', 'attention', 'resync', 'test']",
        "seq": "Union[float, None]",
        "state": "Literal['delivered', 'failed']",
        "at": "float",
        "tries": "float",
        "status": "Union[float, None]",
        "ms": "float",
        "problem": "Union[str, None]",
    },
)

WiringAccessAnswer = TypedDict(
    "WiringAccessAnswer",
    {
        "internet": "Union[bool, None]",
        "asksInternet": "bool",
        "reachesInternet": "bool",
        "lan": "bool",
        "networks": "Union[List[str], None]",
    },
)

WiringChooseBodyNeeded = TypedDict(
    "WiringChooseBodyNeeded",
    {
        "provider": "Union[str, None]",
    },
)

WiringChooseBodyOptional = TypedDict(
    "WiringChooseBodyOptional",
    {
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
        "severity": "Union[float, None]",
        "routes": "List[str]",
        "port": "Union[float, None]",
        "severityLabel": "str",
        "severityMeaning": "str",
        "optional": "bool",
        "granted": "bool",
    },
)

WiringChooseAnswerDependsOnItemOptionsItem = TypedDict(
    "WiringChooseAnswerDependsOnItemOptionsItem",
    {
        "key": "str",
        "name": "str",
        "version": "str",
        "provides": "str",
        "installed": "bool",
        "sourceName": "Union[str, None]",
    },
)

WiringChooseAnswerDependsOnItem = TypedDict(
    "WiringChooseAnswerDependsOnItem",
    {
        "interface": "str",
        "range": "str",
        "optional": "bool",
        "provider": "Union[WiringChooseAnswerDependsOnItemProvider, None]",
        "problem": "Union[str, None]",
        "permissions": "List[WiringChooseAnswerDependsOnItemPermissionsItem]",
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
        "id": "Union[str, None]",
        "name": "str",
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
        "serves": "List[WiringChooseAnswerServesItem]",
    },
)

WiringChooseAnswerOptional = TypedDict(
    "WiringChooseAnswerOptional",
    {
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
        "severity": "Union[float, None]",
        "routes": "List[str]",
        "port": "Union[float, None]",
        "severityLabel": "str",
        "severityMeaning": "str",
        "optional": "bool",
        "granted": "bool",
    },
)

WiringGetAnswerDependsOnItemOptionsItem = TypedDict(
    "WiringGetAnswerDependsOnItemOptionsItem",
    {
        "key": "str",
        "name": "str",
        "version": "str",
        "provides": "str",
        "installed": "bool",
        "sourceName": "Union[str, None]",
    },
)

WiringGetAnswerDependsOnItem = TypedDict(
    "WiringGetAnswerDependsOnItem",
    {
        "interface": "str",
        "range": "str",
        "optional": "bool",
        "provider": "Union[WiringGetAnswerDependsOnItemProvider, None]",
        "problem": "Union[str, None]",
        "permissions": "List[WiringGetAnswerDependsOnItemPermissionsItem]",
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
        "severity": "Union[float, None]",
        "routes": "List[str]",
        "port": "Union[float, None]",
        "severityLabel": "str",
        "severityMeaning": "str",
        "optional": "bool",
        "granted": "bool",
    },
)

WiringGrantAnswerDependsOnItemOptionsItem = TypedDict(
    "WiringGrantAnswerDependsOnItemOptionsItem",
    {
        "key": "str",
        "name": "str",
        "version": "str",
        "provides": "str",
        "installed": "bool",
        "sourceName": "Union[str, None]",
    },
)

WiringGrantAnswerDependsOnItem = TypedDict(
    "WiringGrantAnswerDependsOnItem",
    {
        "interface": "str",
        "range": "str",
        "optional": "bool",
        "provider": "Union[WiringGrantAnswerDependsOnItemProvider, None]",
        "problem": "Union[str, None]",
        "permissions": "List[WiringGrantAnswerDependsOnItemPermissionsItem]",
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
        "id": "Union[str, None]",
        "name": "str",
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
        "serves": "List[WiringGrantAnswerServesItem]",
    },
)

WiringGrantAnswerOptional = TypedDict(
    "WiringGrantAnswerOptional",
    {
        "plan": "WiringGrantAnswerPlan",
    },
    total=False,
)

class WiringGrantAnswer(WiringGrantAnswerNeeded, WiringGrantAnswerOptional):
    pass

WiringPlanBodyChoicesItem = TypedDict(
    "WiringPlanBodyChoicesItem",
    {
        "of": "str",
        "interface": "str",
        "provider": "Union[str, None]",
    },
)

WiringPlanBodyGrantsItem = TypedDict(
    "WiringPlanBodyGrantsItem",
    {
        "of": "str",
        "interface": "str",
        "group": "str",
    },
)

WiringPlanBody = TypedDict(
    "WiringPlanBody",
    {
        "as": "str",
        "version": "str",
        "choices": "List[WiringPlanBodyChoicesItem]",
        "grants": "List[WiringPlanBodyGrantsItem]",
    },
    total=False,
)

WiringPlanAnswerInstallsItemDevicesItem = TypedDict(
    "WiringPlanAnswerInstallsItemDevicesItem",
    {
        "node": "str",
        "access": "Literal['r', 'w', 'rw']",
        "what": "str",
        "can": "str",
        "severity": "float",
        "severityLabel": "str",
        "granted": "bool",
    },
)

WiringPlanAnswerInstallsItemHostPortsItem = TypedDict(
    "WiringPlanAnswerInstallsItemHostPortsItem",
    {
        "name": "str",
        "type": "Literal['tcp', 'http', 'udp']",
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
        "asked": "bool",
        "requiresInternet": "bool",
        "devices": "List[WiringPlanAnswerInstallsItemDevicesItem]",
        "pages": "List[str]",
        "hostPorts": "List[WiringPlanAnswerInstallsItemHostPortsItem]",
        "diskBytes": "Union[float, None]",
        "memoryBytes": "Union[float, None]",
        "needsSettings": "bool",
        "keptData": "bool",
    },
)

WiringPlanAnswerWiresItemProvider = TypedDict(
    "WiringPlanAnswerWiresItemProvider",
    {
        "key": "str",
        "name": "str",
        "version": "str",
        "provides": "str",
        "installed": "bool",
        "sourceName": "Union[str, None]",
    },
)

WiringPlanAnswerWiresItemPermissionsItem = TypedDict(
    "WiringPlanAnswerWiresItemPermissionsItem",
    {
        "name": "str",
        "description": "str",
        "severity": "Union[float, None]",
        "routes": "List[str]",
        "port": "Union[float, None]",
        "severityLabel": "str",
        "severityMeaning": "str",
        "optional": "bool",
        "granted": "bool",
    },
)

WiringPlanAnswerWiresItemOptionsItem = TypedDict(
    "WiringPlanAnswerWiresItemOptionsItem",
    {
        "key": "str",
        "name": "str",
        "version": "str",
        "provides": "str",
        "installed": "bool",
        "sourceName": "Union[str, None]",
    },
)

WiringPlanAnswerWiresItem = TypedDict(
    "WiringPlanAnswerWiresItem",
    {
        "of": "str",
        "ofName": "str",
        "interface": "str",
        "range": "str",
        "optional": "bool",
        "provider": "Union[WiringPlanAnswerWiresItemProvider, None]",
        "permissions": "List[WiringPlanAnswerWiresItemPermissionsItem]",
        "options": "List[WiringPlanAnswerWiresItemOptionsItem]",
        "text": "str",
    },
)

WiringPlanAnswerConflictsItem = TypedDict(
    "WiringPlanAnswerConflictsItem",
    {
        "kind": "Literal['missing', 'version', 'two-versions', 'circle', 'unusable', 'bad-range', 'too-many', 'pages']",
        "of": "Union[str, None]",
        "interface": "Union[str, None]",
        "reason": "str",
        "hint": "str",
        "second": "Union[str, None]",
    },
)

WiringPlanAnswerDisk = TypedDict(
    "WiringPlanAnswerDisk",
    {
        "bytes": "float",
        "free": "Union[float, None]",
    },
)

WiringPlanAnswer = TypedDict(
    "WiringPlanAnswer",
    {
        "id": "str",
        "text": "str",
        "installs": "List[WiringPlanAnswerInstallsItem]",
        "wires": "List[WiringPlanAnswerWiresItem]",
        "conflicts": "List[WiringPlanAnswerConflictsItem]",
        "notes": "List[str]",
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
        "severity": "Union[float, None]",
        "routes": "List[str]",
        "port": "Union[float, None]",
        "severityLabel": "str",
        "severityMeaning": "str",
        "optional": "bool",
        "granted": "bool",
    },
)

WiringRevokeAnswerDependsOnItemOptionsItem = TypedDict(
    "WiringRevokeAnswerDependsOnItemOptionsItem",
    {
        "key": "str",
        "name": "str",
        "version": "str",
        "provides": "str",
        "installed": "bool",
        "sourceName": "Union[str, None]",
    },
)

WiringRevokeAnswerDependsOnItem = TypedDict(
    "WiringRevokeAnswerDependsOnItem",
    {
        "interface": "str",
        "range": "str",
        "optional": "bool",
        "provider": "Union[WiringRevokeAnswerDependsOnItemProvider, None]",
        "problem": "Union[str, None]",
        "permissions": "List[WiringRevokeAnswerDependsOnItemPermissionsItem]",
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
        "id": "Union[str, None]",
        "name": "str",
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
        "serves": "List[WiringRevokeAnswerServesItem]",
    },
)

WiringRevokeAnswerOptional = TypedDict(
    "WiringRevokeAnswerOptional",
    {
        "plan": "WiringRevokeAnswerPlan",
    },
    total=False,
)

class WiringRevokeAnswer(WiringRevokeAnswerNeeded, WiringRevokeAnswerOptional):
    pass

WiringSetAccessBody = TypedDict(
    "WiringSetAccessBody",
    {
        "internet": "Union[bool, None]",
        "lan": "bool",
        "networks": "Union[List[str], None]",
    },
    total=False,
)

WiringSetAccessAnswerPlanEffectsItem = TypedDict(
    "WiringSetAccessAnswerPlanEffectsItem",
    {
        "kind": "Literal['pup', 'data', 'connection', 'access', 'port', 'page', 'source', 'session', 'box', 'snapshot', 'network']",
        "id": "Union[str, None]",
        "name": "str",
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
        "internet": "Union[bool, None]",
        "asksInternet": "bool",
        "reachesInternet": "bool",
        "lan": "bool",
        "networks": "Union[List[str], None]",
    },
)

WiringSetAccessAnswerOptional = TypedDict(
    "WiringSetAccessAnswerOptional",
    {
        "plan": "WiringSetAccessAnswerPlan",
    },
    total=False,
)

class WiringSetAccessAnswer(WiringSetAccessAnswerNeeded, WiringSetAccessAnswerOptional):
    pass
