/** Containers: made, shown, started, ended, removed. */
import type { DockerContext } from '../context.ts';
import type { Route } from '../router.ts';

export function containersRoutes(_context: DockerContext): Route[] {
	return [];
}
