/**
 * Checks whether a permission group opens more than the group of the same name that was granted.
 */
import { severityWords } from './severity.ts';

/** How far a group reaches, according to its manifest. */
export interface GroupReach {
	severity: number | null;
	routes: readonly string[];
	port: number | null;
}

/** Routes that open everything. */
const ALL = ['', '/', '/*', '/**'];

/** @returns what `now` opens beyond `before`, for a sentence; empty when it opens nothing more */
export function reachesFurther(before: GroupReach, now: GroupReach): string[] {
	const opensAll = before.routes.some((route) => ALL.includes(route));
	const routes = opensAll ? [] : now.routes.filter((route) => !before.routes.includes(route));
	const worse = before.severity !== null && now.severity !== null && now.severity < before.severity;
	return [
		...routes.map((route) => `the path “${route}”`),
		...(now.port !== null && now.port !== before.port ? [`port ${now.port}`] : []),
		...(worse ? [`what is rated “${severityWords(now.severity).label}”`] : [])
	];
}
