/** Paths that a permission group opens, in the form that the gateway reads. */
import type { Manifest } from './manifest.ts';

/**
 * Converts routes of a manifest for the gateway: `*` is one segment, `**` at the end is any rest,
 * and a route with neither also opens everything below it. In a manifest for the original Dogebox
 * (built with Nix) every route opens everything below it, because dogeboxd reads them so.
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
