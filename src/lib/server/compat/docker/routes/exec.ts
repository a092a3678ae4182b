import type { DockerContext } from '../context.ts';
import type { Route } from '../router.ts';

export function execRoutes(_context: DockerContext): Route[] {
	return [];
}
