/** Whether a permission group opens more than another of its name: what was granted was less. */
import { severityWords } from './severity.ts';

/** How far a group reaches, as its manifest says. */
export interface GroupReach {
	severity: number | null;
	routes: readonly string[];
	port: number | null;
}

/** Routes that open all there is. */
const ALL = ['', '/', '/*', '/**'];

/** @returns what `now` opens beyond `before`, for a sentence; empty where it reaches no further */
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
