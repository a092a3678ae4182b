/** All routes. The first that matches wins. */
import type { DockerContext } from '../context.ts';
import type { Route } from '../router.ts';
import { archiveRoutes } from './archive.ts';
import { authRoutes } from './auth.ts';
import { buildRoutes } from './build.ts';
import { commitRoutes } from './commit.ts';
import { containersRoutes } from './containers.ts';
import { diskUseRoutes } from './disk-use.ts';
import { execRoutes } from './exec.ts';
import { imagesRoutes } from './images.ts';
import { lifecycleRoutes } from './lifecycle.ts';
import { networksRoutes } from './networks.ts';
import { observeRoutes } from './observe.ts';
import { streamsRoutes } from './streams.ts';
import { systemRoutes } from './system.ts';
import { volumesRoutes } from './volumes.ts';

export function allRoutes(context: DockerContext): Route[] {
	return [
		...systemRoutes(context),
		...containersRoutes(context),
		...lifecycleRoutes(context),
		...execRoutes(context),
		...streamsRoutes(context),
		...observeRoutes(context),
		...archiveRoutes(context),
		...commitRoutes(context),
		...imagesRoutes(context),
		...buildRoutes(context),
		...networksRoutes(context),
		...volumesRoutes(context),
		...authRoutes(context),
		...diskUseRoutes(context)
	];
}
