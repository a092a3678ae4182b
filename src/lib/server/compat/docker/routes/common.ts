/** Functions that several groups of routes share. */
import type { BoxSummary } from '../../../../contract/boxes.ts';
import type { Failure } from '../../../../contract/jobs.ts';
import { isRelayed } from '../../../network/index.ts';
import type { DockerCall } from '../call.ts';
import type { Container } from '../containers/containers.ts';
import type { DockerContext } from '../context.ts';
import { DockerError, inConflict } from '../errors.ts';

/** Whether the client is the docker CLI. Other clients inspect containers all the time. */
export const isCli = (call: DockerCall) => call.header('user-agent')?.startsWith('Docker-Client/') === true;

/** Converts a failed job into an error to answer. */
export function failedWith({ reason, hint }: Pick<Failure, 'reason' | 'hint'>, status = 500): DockerError {
	return new DockerError(status, hint ? `${reason} ${hint}` : reason);
}

/**
 * Waits for a job. The job goes on when the client disconnects.
 * @param id null: there was nothing to do
 * @throws DockerError with the job's failure
 */
export async function finished({ box }: DockerContext, id: string | null): Promise<void> {
	if (id === null) return;
	const job = await box.jobs.finished(id);
	if (job.status === 'succeeded') return;
	throw failedWith(job.error ?? { reason: 'It was cancelled.', hint: null });
}

/** Waits until the IPv6 ports of a box are open, or closed again. Its IPv4 ports already are. */
export async function portsSettled({ box }: DockerContext, { ports }: Pick<BoxSummary, 'ports'>): Promise<void> {
	if (!ports.some(isRelayed)) return;
	// Runs behind any change of connections that is in progress.
	await box.wiring.enforce();
	await box.portPlane?.shown();
}

/**
 * Finds the box that a client names. A pup is rejected because only its owner may change it.
 * @param what is refused for a pup: “paused”, in the middle of a sentence
 */
export function needBox(
	context: DockerContext,
	call: DockerCall,
	what: { action: `docker.${string}`; done: string }
): Extract<Container, { kind: 'box' }> {
	const found = context.containers.find(call.params['id']!);
	if (found.kind === 'box') return found;
	throw context.policy.refuse(call, {
		action: what.action,
		subject: found.id,
		sentence: `${found.name} is a pup: it is not ${what.done} by a client of Docker. Use the page of the box.`
	});
}

/** 409 in dockerd’s words. */
export const nameTaken = (name: string, id: string) =>
	inConflict(
		`Conflict. The container name "/${name}" is already in use by container "${id}". ` +
			'You have to remove (or rename) that container to be able to reuse that name.'
	);

/** Removes volumes that were created for a container. One that another container now uses stays. */
export async function removeVolumes(context: DockerContext, call: DockerCall, names: readonly string[]): Promise<void> {
	for (const name of names) {
		try {
			await context.run(call, 'boxes.removeVolume', { params: { name } });
		} catch (error) {
			context.box.log.info({ err: error, volume: name }, 'a volume without a name was not removed');
		}
	}
}

/**
 * Removes these volumes once the container has removed itself. If this process ends before that,
 * they are left to a prune.
 */
export function removeVolumesWith(
	context: DockerContext,
	call: DockerCall,
	id: string,
	names: readonly string[]
): void {
	if (names.length === 0) return;
	context.events.ends
		.removed(id, new AbortController().signal)
		.then(() => removeVolumes(context, call, names))
		.catch((error: unknown) => context.box.log.warn({ err: error, box: id }, 'volumes were not removed'));
}
