/** Paths that a permission group opens over the gateway, as the gateway reads them. */
import type { Manifest } from './manifest.ts';

/**
 * Routes of a manifest for the gateway: `*` is one segment, `**` at the end any rest, and a route
 * with neither opens what lies below it too. Of a manifest for the original (built by Nix) every
 * route does that, as dogeboxd has read them.
 */
export function grantedRoutes(
	{ container: { build } }: { container: Pick<Manifest['container'], 'build'> },
	routes: readonly string[]
): string[] {
	const original = build.nixFile !== null || build.flake !== null;
	if (!original) return [...routes];
	return routes.map((route) =>
		/[^/*]/.test(route) && route.includes('*') && !route.endsWith('/**') ? `${route}/**` : route
	);
}
