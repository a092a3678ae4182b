/**
 * Error codes of calls, with status and meaning. Codes are never renamed. Codes with which only a
 * job can fail are not listed here.
 */
import { isUpload, traitsOf, type Operation } from './operation.ts';

export const CODES = {
	'already-added': [409, 'This source is already in the list.'],
	'already-configured': [409, 'The box is set up; the setup wizard no longer answers.'],
	'already-installed': [409, 'This pup is already installed.'],
	'bad-address': [422, 'The address cannot be used: it is not http or https, or its name does not resolve.'],
	'bad-archive': [422, 'This is not a tar archive that can be unpacked.'],
	'bad-expression': [422, 'This is not a valid regular expression.'],
	'bad-key': [422, 'This is not a minisign public key.'],
	'bad-redirect': [502, 'The other side redirects to an address that is not followed.'],
	'bad-source': [422, 'There is no source at this location.'],
	'box-failed': [502, 'The box could not be created or started; the message says why.'],
	builtin: [409, 'The built-in source cannot be removed.'],
	busy: [409, 'Another change of the same thing is running.'],
	'cannot-provide': [422, 'This pup cannot provide the requested interface.'],
	cancelled: [409, 'It was cancelled.'],
	'cannot-restore': [409, 'The key cannot be restored over the existing one.'],
	'change-gone': [409, 'The log of changes no longer has this change.'],
	'claim-code-needed': [401, 'The box waits for its owner: send the claim code.'],
	'cross-site': [403, 'A page of another site made the request.'],
	'cut-off': [400, 'The connection closed before the end of the request.'],
	'disk-limit': [409, 'The disk of the box has no room for more.'],
	'dev-folder-missing': [409, 'The folder of a pup in dev mode is gone.'],
	'exec-ended': [409, 'The command has ended.'],
	'exceeds-host': [422, 'A limit is higher than what the host has.'],
	'folder-not-allowed': [422, 'The host’s administrator has not allowed this folder for boxes.'],
	'git-failed': [502, 'git could not read the source.'],
	'host-agent-away': [503, 'The host agent is being restarted.'],
	'host-cannot-run': [409, 'This host cannot run containers.'],
	'http-status': [502, 'The other side answered with an error.'],
	'idempotency-key-reused': [422, 'This Idempotency-Key was already sent with another request.'],
	'image-in-use': [409, 'A box was made from this image, or it has several names.'],
	internal: [500, 'A bug; the log of the box has the details under the request id.'],
	'internal-address': [502, 'The address is inside the home network.'],
	'invalid-idempotency-key': [400, 'The Idempotency-Key is not 1 to 255 printable ASCII characters.'],
	'invalid-input': [422, 'The input is not valid; `fields` names each problem.'],
	'invalid-image': [422, 'This is not a name of an image that can be used.'],
	'invalid-json': [400, 'The body is missing or is not JSON.'],
	'key-exists': [409, 'The box already has a key.'],
	'key-lost': [409, 'The key manager has lost the key; the 24 words restore it.'],
	'key-manager-down': [503, 'The key manager does not run; it is being restarted.'],
	'key-manager-failed': [502, 'The key manager failed.'],
	'keys-wait': [503, 'The keys of the pup are derived once the owner has entered the password.'],
	'keys-locked': [401, 'The key manager asks for the password again.'],
	'method-not-allowed': [405, 'The address takes other methods, listed in `Allow`.'],
	'missing-scope': [403, 'The API token lacks a scope that this needs.'],
	'name-taken': [409, 'The name is already used.'],
	'needs-config': [409, 'The pup needs settings before it can start.'],
	'address-refused': [409, 'This address cannot be chosen on the network; the message says why.'],
	'network-crowded': [409, 'The network has as many boxes as it can have.'],
	'network-used': [409, 'A box is on this network; `fields` names which.'],
	'network-full': [409, 'No address is left for another pup.'],
	'no-dev': [409, 'The source of this pup is not a folder of this host.'],
	'no-key': [409, 'There is no key yet.'],
	'no-page-port': [409, 'No port is left for the pages of another pup.'],
	'no-stdin': [409, 'The command was started without input.'],
	'not-asked-for': [422, 'The pup does not request this.'],
	'not-cancellable': [409, 'The job has ended or can no longer be cancelled.'],
	'not-configured': [403, 'The box is not set up yet.'],
	'not-dismissible': [409, 'An item that still applies cannot be dismissed.'],
	'not-for-pups': [403, 'Pups cannot use this address.'],
	'not-found': [404, 'Nothing exists with this id or at this address.'],
	'no-such-image': [404, 'No image with this name or id is stored.'],
	'no-such-port': [422, 'The pup has no port or page with this name.'],
	'not-installed': [409, 'The pup is not installed.'],
	'not-json': [415, 'The body is not declared as JSON.'],
	'not-logged-in': [401, 'There is no session or API token, or it has expired.'],
	'not-runnable': [422, 'This host supports none of the ways to build the pup.'],
	'not-sent': [502, 'The message was not accepted at its destination.'],
	'only-for-pups': [403, 'This is only for pups, at the gateway.'],
	'other-words': [403, 'These words belong to another key.'],
	'password-needed': [409, 'The key manager was restarted: give the password again.'],
	'permissions-needed': [409, 'The new version requests more permissions than the pup has; `fields` names them.'],
	'port-not-exposed': [422, 'The manifest of the pup does not expose this port.'],
	'plan-changed': [409, 'The plan of the installation is not the one that was approved.'],
	'plan-conflict': [409, 'The plan of the installation cannot be carried out.'],
	'port-reserved': [422, 'The box reserves this port for itself.'],
	'port-taken': [409, 'Something else uses this port of the box.'],
	'pup-unusable': [422, 'The pup in the source cannot be used.'],
	'request-in-progress': [409, 'The first request with this Idempotency-Key is still in progress.'],
	'search-too-slow': [422, 'The regular expression takes too long on a line.'],
	signature: [422, 'The signature of the source does not match its key.'],
	starting: [503, 'The box is starting.'],
	'still-needed': [409, 'Other pups depend on this one; `fields` names them.'],
	stopping: [503, 'The box is stopping.'],
	'storage-limit': [409, 'The data of the pup has reached or exceeded its limit.'],
	'storage-missing': [409, 'The disk with the pups’ data is not mounted.'],
	'too-large': [413, 'The request is too large.'],
	'too-many': [422, 'There are more than can be stored.'],
	'too-many-attempts': [429, 'Too many wrong attempts; `retryAfter` says how long to wait.'],
	'too-many-boxes': [409, 'The maximum number of boxes is reached.'],
	'too-many-networks': [409, 'The maximum number of networks, in total or of a box, is reached.'],
	'too-many-hooks': [409, 'The maximum number of hooks of a pup is reached.'],
	'too-many-destinations': [409, 'The maximum number of destinations for notifications is reached.'],
	'too-many-requests': [429, 'Too many requests of this kind; `retryAfter` says how long to wait.'],
	'too-many-snapshots': [409, 'The maximum number of snapshots is reached.'],
	'too-many-tags': [422, 'The git repository has too many tags.'],
	'too-many-tokens': [409, 'The maximum number of API tokens is reached.'],
	'too-many-webhooks': [409, 'The maximum number of webhooks is reached.'],
	'too-slow': [502, 'The other side is too slow.'],
	unreachable: [502, 'The other side cannot be reached.'],
	'up-to-date': [409, 'The pup already has this version.'],
	'upgrade-required': [426, 'The address is a WebSocket.'],
	'volume-used': [409, 'A box uses this volume; `fields` names which.'],
	'words-gone': [409, 'The words to confirm have expired: give the password again.'],
	'wrong-claim-code': [401, 'The claim code is wrong.'],
	'wrong-password': [401, 'The password is wrong.'],
	'volume-missing': [409, 'A volume of the box no longer exists.'],
	'wrong-state': [409, 'This cannot be done in the current state.'],
	'wrong-token': [401, 'The key manager no longer knows the session.'],
	'wrong-type': [415, 'The body has a type that is not accepted.'],
	'wrong-words': [422, 'The words are wrong; `fields` names their positions.'],
	'cannot-pause': [409, 'The processes of the box cannot be paused.'],
	'container-not-running': [409, 'The box does not run.'],
	paused: [409, 'The box is paused: nothing can be started in it.'],
	'command-not-executable': [422, 'The program inside the pup cannot be executed.'],
	'command-not-found': [422, 'There is no such program inside the pup.'],
	'exec-cancelled': [409, 'The command was cancelled before it ran.'],
	'exec-failed': [500, 'The command did not start.'],
	'invalid-cursor': [422, 'This is not a cursor of a log.'],
	'no-such-folder': [422, 'There is no such folder inside the pup.'],
	'no-terminal': [503, 'This host cannot open terminals.'],
	'service-needed': [422, 'The pup has several services: name one.'],
	'runtime-removed': [409, 'The program that started the service is no longer on the host.'],
	'service-not-running': [409, 'The service does not run.'],
	'too-many-searches': [429, 'Too many searches in logs are running.'],
	'too-many-sessions': [429, 'Too many commands run at once.'],
	'disk-full': [507, 'The disk of the box is full.'],
	'disk-read-only': [507, 'The disk of the box cannot be written to.'],
	'disk-failure': [507, 'The disk of the box reports errors.'],
	'no-watches-left': [503, 'The system has no file watches left.'],
	'too-many-open-files': [503, 'The box has too many files open.'],
	'database-busy': [503, 'Another program has locked the database of the box.'],
	'file-exists': [409, 'An entry with this name already exists.'],
	'files-failed': [500, 'The files could not be accessed.'],
	'no-shell': [409, 'The service has no shell.'],
	'no-such-file': [404, 'There is no such file or folder.'],
	'no-such-range': [416, 'The file has no such bytes.'],
	'not-a-file': [409, 'The path is not a regular file.'],
	'not-a-folder': [409, 'The path is not a folder.'],
	'not-allowed': [409, 'The disk does not permit this.'],
	'other-offset': [409, 'The upload continues at another offset; request how far it has come.'],
	'path-too-long': [422, 'The path is longer than the disk allows.'],
	'still-written': [409, 'Something writes into the folder while it is deleted.'],
	'too-many-streams': [429, 'Too many calls wait for or follow events at once.'],
	'too-many-terminals': [429, 'Too many terminals are open.'],
	'too-many-transfers': [429, 'Too many files are read or written at once.'],
	'upload-busy': [409, 'Another client is uploading the same file.'],
	'unknown-service': [404, 'The pup has no service with this name.']
} as const satisfies Record<string, readonly [status: number, meaning: string]>;

export type Code = keyof typeof CODES;

/** Any call can fail with these: the system has run out of a resource. See `system-errors.ts`. */
const SYSTEM_ERRORS = [
	'disk-full',
	'disk-read-only',
	'disk-failure',
	'no-watches-left',
	'too-many-open-files',
	'database-busy'
] as const satisfies readonly Code[];

/** Calls that use the key manager can fail with these. */
export const KEY_MANAGER_ERRORS = [
	'wrong-password',
	'too-many-attempts',
	'key-manager-down',
	'key-manager-failed',
	'keys-locked',
	'no-key',
	'key-lost',
	'wrong-token'
] as const satisfies readonly Code[];

/** Calls that submit a job can fail with these. */
export const JOB_ERRORS = ['busy', 'stopping'] as const satisfies readonly Code[];

/** Calls that read a source can fail with these. */
export const SOURCE_ERRORS = [
	'bad-source',
	'bad-key',
	'signature',
	'pup-unusable',
	'too-many-tags',
	'too-many',
	'git-failed',
	'unreachable',
	'too-slow',
	'http-status',
	'bad-address',
	'bad-redirect',
	'internal-address',
	'cancelled',
	...JOB_ERRORS
] as const satisfies readonly Code[];

/**
 * Returns the codes that an operation can answer with: those that follow from its declaration, and
 * those that it declares itself.
 */
export function errorsOf(operation: Operation): Code[] {
	const { access, when, params, body, output, method, scopes } = operation;
	const { perMinute, idempotencyKey } = traitsOf(operation);
	const changes = method !== 'GET' || output.kind === 'duplex';
	const own: (Code | false | undefined)[] = [
		...((operation.errors ?? []) as Code[]),
		changes && 'cross-site',
		(when === 'unconfigured' || access === 'setup') && 'already-configured',
		when === undefined && access !== 'setup' && 'not-configured',
		access === 'owner' && 'not-logged-in',
		access !== 'open' && access !== 'pup' && 'not-for-pups',
		access === 'pup' && 'only-for-pups',
		scopes && 'missing-scope',
		...(access === 'setup' ? (['claim-code-needed', 'wrong-claim-code', 'too-many-attempts'] as const) : []),
		params && 'not-found',
		'invalid-input',
		...(isUpload(body)
			? (['too-large', 'wrong-type', 'cut-off'] as const)
			: body || method !== 'GET'
				? (['invalid-json', 'too-large', 'not-json', 'cut-off'] as const)
				: []),
		perMinute !== undefined && 'too-many-requests',
		...(idempotencyKey ? (['invalid-idempotency-key', 'request-in-progress', 'idempotency-key-reused'] as const) : []),
		output.kind === 'duplex' && 'upgrade-required',
		'starting',
		'host-agent-away',
		...SYSTEM_ERRORS,
		'internal'
	];
	return [...new Set(own.filter((code): code is Code => Boolean(code)))].sort();
}
