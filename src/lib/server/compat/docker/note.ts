/** The audit of what Docker’s clients do. */
import { isBoxError } from '../../../contract/errors.ts';
import type { Services } from '../../services.ts';
import type { DockerCall } from './call.ts';

/**
 * Notes what a client had done that no operation of the box notes.
 * @param failed what was thrown; absent or null: it was done
 */
export type Note = (
	call: DockerCall,
	action: `${'images' | 'docker' | 'boxes'}.${string}`,
	subject: string,
	failed?: unknown
) => void;

export function createNote({ audit }: Pick<Services, 'audit'>): Note {
	return (call, action, subject, failed) =>
		audit.record({
			...{ actor: 'local', actorId: null, actorName: null, address: call.address || 'local' },
			...{ action, subject: subject.slice(0, 300), via: 'docker' },
			outcome: failed === undefined || failed === null ? 'done' : 'failed',
			detail: isBoxError(failed) ? failed.code : null
		});
}
