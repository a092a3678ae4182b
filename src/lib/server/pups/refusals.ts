/** Errors that explain why no pup can be changed now. */
import { BoxError } from '../../contract/errors.ts';
import { storageMissing } from '../host/index.ts';
import { cannotRun } from '../store/index.ts';
import type { PupsDeps } from './deps.ts';

/** 409: this host cannot run containers. Says what is missing and which command fixes it. */
export function hostCannotRun(deps: Pick<PupsDeps, 'facts'>): BoxError {
	const { reason, command } = cannotRun(deps.facts());
	return new BoxError({
		code: 'host-cannot-run',
		status: 409,
		message: `This host cannot run pups. ${reason}`,
		...(command && { hint: `Run: ${command}` })
	});
}

/** @throws BoxError 409 `storage-missing` while the disk with pups' data is missing */
export function needStorage(deps: Pick<PupsDeps, 'storageMissing'>): void {
	const missing = deps.storageMissing?.() ?? null;
	if (missing !== null) throw storageMissing(missing);
}

/** 404: the pup's manifest has no such service. */
export function unknownService(wanted: string, services: readonly string[]): BoxError {
	return new BoxError({
		code: 'unknown-service',
		status: 404,
		message: `This pup has no service “${wanted.slice(0, 80)}”.`,
		hint: `It has: ${services.join(', ')}.`
	});
}
