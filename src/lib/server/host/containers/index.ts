/** Verbs of the container engine. */
export { containerAskToEnd } from './ask-to-end.ts';
export { cgroupCreate, cgroupKill, cgroupList, isOfContainer, removeGroup } from './cgroup.ts';
export {
	containerCreate,
	containerErase,
	containerExit,
	containerForget,
	containerRecordRead,
	containerRecordWrite,
	containerRun,
	containerStart,
	containerStrays,
	containerTraces,
	runtimeWords,
	type CreatedProcess
} from './container.ts';
export { containerEndSessions, containerExec, endAllSessions } from './exec.ts';
export type { SessionMessage } from './session.ts';
export { whyNoOwnIds } from './ids-probe.ts';
export { logEnd, logKeep, logNote, logOpen, logRemove } from './logs.ts';
export { openRunFolder, runFolderOpen } from './overlay.ts';
export { declaredSource, scratchSource, shmSource, type ScratchWish } from './scratch.ts';
export { rootMount, rootMountWritable, rootWorkRemove } from './root.ts';
export { OWNER_MARK, processKill, sandboxCreate } from './sandbox.ts';
