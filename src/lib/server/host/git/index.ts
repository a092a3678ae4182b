/** Verbs that read git repositories. They need no rights beyond those of dogeboxd itself. */
export { gitCheckout, type CheckoutEntry } from './checkout.ts';
export { gitForget, gitRefs, REF_NAME, type FetchedRef, type RemoteRef } from './refs.ts';
export {
	gitAsk,
	gitFetch,
	gitHash,
	gitOpen,
	gitRead,
	type GitOutcome,
	type GitRemote,
	type ReadObject
} from './repository.ts';
