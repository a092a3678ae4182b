/** Public interface of the runtimes. */
export type {
	ContainerSpec,
	DiskRootSpec,
	ExecSpec,
	LimitSpec,
	MemoryFolderSpec,
	MountSpec,
	NetworkSpec,
	NixRootSpec,
	ProcessSpec,
	RunOnceSpec,
	RunSpec,
	TerminalSize,
	UserSpec
} from './spec.ts';
export type {
	Attached,
	AttachedPiece,
	ContainerProcess,
	ContainerStats,
	ContainerStatus,
	CopyOptions,
	DiskPlace,
	ExecEnd,
	ExecControl,
	ExecEnded,
	ExecPiece,
	ExecSession,
	ExecSignal,
	RecordedEnd,
	RecordedExec,
	RecordOptions,
	FollowOptions,
	Killed,
	LogBatch,
	LogFilter,
	LogLimits,
	LogLine,
	LogPage,
	LogQuery,
	LogSpace,
	ProcessExit,
	ProcessStatus,
	Runtime,
	StopHow,
	StopOptions
} from './types.ts';
export { INIT_INSIDE } from './oci/config.ts';
export { createNixosRuntime, type NixosRuntimeDeps } from './nixos/runtime.ts';
export { withNixos } from './with-nixos.ts';
export { createOciRuntime, type OciRuntimeDeps } from './oci/runtime.ts';
export { createFolderLogs, type FolderLogs } from './oci/logs/folder-logs.ts';
export { createLogSearch, type LogSearch } from './oci/logs/search/worker.ts';
export {
	checkDescription,
	describeForNixos,
	descriptionText,
	type Description,
	type NixParts
} from './nixos/description.ts';
