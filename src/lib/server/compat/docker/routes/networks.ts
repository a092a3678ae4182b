import type { DockerContext } from '../context.ts';
import type { Route } from '../router.ts';

export function networksRoutes(_context: DockerContext): Route[] {
	return [];
}
