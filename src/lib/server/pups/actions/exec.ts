/** Runs commands inside a pup. */
import { BoxError } from '../../../contract/errors.ts';
import type { PupsDeps } from '../deps.ts';
import type { PupRows } from '../installed/index.ts';
import { hostCannotRun, unknownService } from '../refusals.ts';
import type { Pups } from '../types.ts';

export function createExec({ deps, rows }: { deps: Pick<PupsDeps, 'engine' | 'facts'>; rows: PupRows }): Pups['exec'] {
	return async (id, { service, ...command }, signal) => {
		const row = rows.get(id);
		if (!deps.engine) throw hostCannotRun(deps);
		const services = row.manifest.container.services.map(({ name }) => name);
		const wanted = service ?? (services.length === 1 ? services[0] : undefined);
		if (wanted === undefined) {
			throw new BoxError({
				code: 'service-needed',
				status: 422,
				message: 'This pup has several services.',
				hint: `Name one of them: ${services.join(', ')}.`
			});
		}
		if (!services.includes(wanted)) throw unknownService(wanted, services);
		return deps.engine.exec(id, wanted, command, signal);
	};
}
