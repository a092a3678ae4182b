/**
 * What Docker’s clients may not do, whatever Docker would: the owner’s rules go before. Each
 * refusal is a sentence, and a line in the audit, which counts them too.
 */
import type { DockerPermit } from '../../config.ts';
import type { Services } from '../../services.ts';
import type { DockerCall } from './call.ts';
import { DockerError } from './errors.ts';

export interface Policy {
	allows(permit: DockerPermit): boolean;
	/** @throws DockerError 403 where the settings do not allow it */
	need(call: DockerCall, permit: DockerPermit, about: Refusal): void;
	/** Notes a refusal. @returns what is thrown */
	refuse(call: DockerCall, about: Refusal): DockerError;
}

export interface Refusal {
	/** As the audit names it: `docker.exec`. */
	action: `docker.${string}`;
	/** Id or name of what it was to be done to. */
	subject: string;
	/** What is refused and why, one sentence; what to do instead, another. */
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
			const how = `Who runs the box can allow it (DOGEBOX_DOCKER_ALLOW=${permit}).`;
			throw refuse(call, { ...about, sentence: `${about.sentence} ${how}` });
		}
	};
}
