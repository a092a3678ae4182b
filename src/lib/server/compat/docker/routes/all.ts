/** All routes. Of two that fit, the first is taken. */
import type { DockerContext } from '../context.ts';
import type { Route } from '../router.ts';
import { archiveRoutes } from './archive.ts';
import { buildRoutes } from './build.ts';
import { containersRoutes } from './containers.ts';
import { execRoutes } from './exec.ts';
import { imagesRoutes } from './images.ts';
import { networksRoutes } from './networks.ts';
import { streamsRoutes } from './streams.ts';
import { systemRoutes } from './system.ts';
import { volumesRoutes } from './volumes.ts';

export function allRoutes(context: DockerContext): Route[] {
	return [
		...systemRoutes(context),
		...containersRoutes(context),
		...execRoutes(context),
		...streamsRoutes(context),
		...archiveRoutes(context),
		...imagesRoutes(context),
		...buildRoutes(context),
		...networksRoutes(context),
		...volumesRoutes(context)
	];
}
