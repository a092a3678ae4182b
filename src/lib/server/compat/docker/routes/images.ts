import type { DockerContext } from '../context.ts';
import type { Route } from '../router.ts';

export function imagesRoutes(_context: DockerContext): Route[] {
	return [];
}
