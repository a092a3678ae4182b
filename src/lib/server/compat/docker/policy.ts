/**
 * The owner’s rules for Docker’s clients, which go before whatever Docker would allow. A refusal is
 * answered with a sentence, recorded in the audit log and counted.
 */
import type { DockerPermit } from '../../config.ts';
import type { Services } from '../../services.ts';
import type { DockerCall } from './call.ts';
import { DockerError } from './errors.ts';

export interface Policy {
	allows(permit: DockerPermit): boolean;
	/** @throws DockerError 403 where the settings do not allow it */
	need(call: DockerCall, permit: DockerPermit, about: Refusal): void;
	/** Records a refusal. @returns the error to throw */
	refuse(call: DockerCall, about: Refusal): DockerError;
}

export interface Refusal {
	/** Name in the audit log: `docker.exec`. */
	action: `docker.${string}`;
	/** Id or name of what the client wanted to act on. */
	subject: string;
	/** One sentence about what is refused and why. Another may say what to do instead. */
	sentence: string;
}

export function createPolicy({ config, audit }: Pick<Services, 'config' | 'audit'>): Policy {
	const allowed = new Set<DockerPermit>(config.docker.allow);

	function refuse(call: DockerCall, { action, subject, sentence }: Refusal): DockerError {
		void audit.record({
			actor: 'local',
			actorId: null,
			actorName: null,
			address: call.address || 'local',
			action,
			subject,
			outcome: 'refused',
			detail: 'docker-policy',
			via: 'docker'
		});
		return new DockerError(403, sentence);
	}

	return {
		allows: (permit) => allowed.has(permit),
		refuse,
		need(call, permit, about) {
			if (allowed.has(permit)) return;
			const how = `The administrator of the box can allow it (DOGEBOX_DOCKER_ALLOW=${permit}).`;
			throw refuse(call, { ...about, sentence: `${about.sentence} ${how}` });
		}
	};
}
