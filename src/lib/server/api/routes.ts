/** Finds the operation for a method and path. The route table is compiled once. */
import FindMyWay from 'find-my-way';
import type { Method, Operation } from '../../contract/operation.ts';
import { apiOperations, API_BASE, type OperationId } from '../../contract/operations.ts';

export interface Route {
	readonly id: OperationId;
	readonly operation: Operation;
}

export interface Found {
	readonly route: Route;
	readonly params: Record<string, string | undefined>;
}

export interface Routes {
	/** @param path without the query */
	find(method: string, path: string): Found | null;
	/** Methods that a path supports, for `Allow`. */
	allowed(path: string): string[];
}

const METHODS: readonly Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** @param base prefix of every path */
export function createRoutes(operations = apiOperations(), base = API_BASE): Routes {
	const router = FindMyWay<FindMyWay.HTTPVersion.V1>({ maxParamLength: 300 });
	for (const [id, operation] of operations) {
		const path = base + operation.path.replace(/\{(\w+)\}/g, ':$1');
		router.on(operation.method, path, () => undefined, { id, operation } satisfies Route);
	}
	return {
		find(method, path) {
			const wanted = method === 'HEAD' ? 'GET' : method;
			if (!METHODS.includes(wanted as Method)) return null;
			const found = router.find(wanted as Method, path);
			return found && { route: found.store as Route, params: found.params };
		},
		allowed(path) {
			const known: string[] = METHODS.filter((method) => router.find(method, path) !== null);
			if (known.includes('GET')) known.push('HEAD');
			if (known.length > 0) known.push('OPTIONS');
			return known;
		}
	};
}
