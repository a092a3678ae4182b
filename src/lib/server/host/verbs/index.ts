/** The verbs of the container engine. Verbs of other rooms stand beside and are imported by name. */
export { cgroupCreate, cgroupKill, cgroupList, cgroupRemove } from './cgroup.ts';
export {
	containerCreate,
	containerErase,
	containerForget,
	containerRecordWrite,
	containerRun,
	containerStart,
	containerStrays,
	containerTraces,
	type CreatedProcess
} from './container.ts';
export { gitCheckout, type CheckoutEntry } from './git-checkout.ts';
export { gitForget, gitRefs, REF_NAME, type FetchedRef, type RemoteRef } from './git-refs.ts';
export {
	gitAsk,
	gitFetch,
	gitHash,
	gitOpen,
	gitRead,
	type GitOutcome,
	type GitRemote,
	type ReadObject
} from './git.ts';
export { overlayMount, overlayUnmount, runFolderOpen } from './overlay.ts';
export { rootMount, rootMountWritable, rootWorkRemove } from './root.ts';
export { OWNER_MARK, processSignal, sandboxCreate } from './sandbox.ts';
