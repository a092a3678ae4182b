/** Verbs of the container engine. */
export { containerAskToEnd } from './ask-to-end.ts';
export {
	cgroupCreate,
	cgroupFreeze,
	cgroupKill,
	cgroupList,
	enterGroup,
	isOfContainer,
	killGroup,
	pauseProcess,
	removeGroup
} from './cgroup.ts';
export { attachSocket, containerAttach } from './attaching.ts';
export { containerCreate, containerRun, containerStart, type CreatedProcess } from './creation.ts';
export { containerDevices, createDevices, type ContainerDevices, type MadeDevice } from './devices.ts';
export { containerExit, containerRecordRead, containerRecordWrite } from './state.ts';
export { containerErase, containerForget, containerStrays, containerTraces } from './traces.ts';
export { cgroupExpect, containerEndSessions, containerExec, endAllSessions } from './exec.ts';
export { recordInfo, recordRemove, recorderSocket, recordSettle, recordsFolder, recordStart } from './recorded.ts';
export { rootFiles } from './files.ts';
export { BEGUN_BYTES, pidOfBegun, runSession, sessionMessage, type SessionMessage } from './session.ts';
export { whyNoOwnIds } from './ids-probe.ts';
export {
	BOX_LOGS,
	DEFAULT_LOG_LIMITS,
	isOlderLogPart,
	logAppend,
	logEnd,
	logFree,
	logKeep,
	logLimit,
	logLimitsIn,
	logNote,
	logOpen,
	logRemove,
	type LogLimits
} from './logs.ts';
export { openRunFolder, runFolderOpen } from './overlay.ts';
export { declaredSource, scratchSource, shmSource, type ScratchRequest } from './scratch.ts';
export { rootMount, rootMountWritable, rootWorkRemove } from './root.ts';
export { OWNER_MARK, processKill, sandboxCreate } from './sandbox.ts';
