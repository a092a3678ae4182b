/** Creates, lists and removes hooks of pups, and computes those of the gateway. */
import { randomBytes } from 'node:crypto';
import { BoxError, conflict, notFound } from '../../contract/errors.ts';
import { MOST_HOOKS, type Hook, type HookCall } from '../../contract/hooks.ts';
import { listed } from '../../contract/listed.ts';
import type { Manifest } from '../../contract/manifest.ts';
import type { Database } from '../db/index.ts';
import type { GatewayHook, GatewayRequest } from '../network/index.ts';
import type { KnownPup, Pups } from '../pups/index.ts';
import { mayAnswer } from './policies.ts';
import type { HookRow, ProviderRow, WiringRows } from './rows.ts';
import type { Wiring } from './types.ts';

/** Path at which a pup calls a hook, without the id. */
const HOOK_PATH = '/hook/';
/** Number of last calls that are kept, enough to see who calls and with what result. */
const KEPT_CALLS = 20;

interface Calls {
	calls: number;
	refused: number;
	/** Newest first. */
	last: HookCall[];
}

const exposes = ({ container }: Manifest, port: number) => container.exposes.some((one) => one.port === port);

/** Ids of the pups that may call a hook: those that the owner named, else the pup's providers. */
const callersOf = ({ pupId, callers }: HookRow, providers: readonly ProviderRow[]): string[] =>
	callers ?? providers.filter(({ dependantId }) => dependantId === pupId).map(({ providerId }) => providerId);

/** Hooks in the gateway's form. Pure. Leaves out uninstalled pups as callers and targets. */
export function gatewayHooksOf(
	pups: readonly KnownPup[],
	providers: readonly ProviderRow[],
	rows: readonly HookRow[]
): GatewayHook[] {
	const byId = new Map(pups.filter(({ state }) => state !== 'uninstalled').map((pup) => [pup.id, pup]));
	return rows.flatMap((row): GatewayHook[] => {
		const { id, pupId, port, path } = row;
		const pup = byId.get(pupId);
		if (!pup) return [];
		const { address, manifest, name } = pup;
		const running = address !== null && mayAnswer(pup) ? { address, port } : ('not-running' as const);
		const callers = callersOf(row, providers).flatMap((caller) => byId.get(caller)?.address ?? []);
		return [{ id, to: exposes(manifest, port) ? running : 'port-gone', path, callers: [...new Set(callers)], name }];
	});
}

export function createHooks(deps: {
	rows: WiringRows;
	pups: Pick<Pups, 'known'>;
	database: Pick<Database, 'transaction'>;
	/** Called within the transaction with the pups whose wiring changed. */
	changed(ids: readonly string[]): void;
}): Pick<Wiring, 'hooks' | 'createHook' | 'rotateHook' | 'removeHook' | 'gatewayHooks'> & {
	/** Counts the calls in a batch of gateway requests. */
	count(batch: readonly GatewayRequest[]): void;
} {
	const { rows, pups, database, changed } = deps;
	/** By id; in memory, like the requests of edges. */
	const counts = new Map<string, Calls>();

	const newId = () => randomBytes(16).toString('hex');

	/** @throws BoxError 404 */
	function hookOf(pupId: string, id: string): HookRow {
		const row = rows.hooks.of(pupId).find((one) => one.id === id);
		if (!row) throw notFound('hook', id);
		return row;
	}

	/** @throws BoxError 404 */
	function find(id: string): KnownPup {
		const pup = pups.known().find((one) => one.id === id && one.state !== 'uninstalled');
		if (!pup) throw notFound('pup', id);
		return pup;
	}

	function shown({ id, port, path, callers, createdAt }: HookRow, pup: KnownPup): Hook {
		const gone = exposes(pup.manifest, port) ? null : `${pup.name} no longer has port ${port}.`;
		const problem = gone ?? (mayAnswer(pup) ? null : `${pup.name} is not running.`);
		const { calls, refused, last } = counts.get(id) ?? { calls: 0, refused: 0, last: [] };
		const url = `http://dogebox/dbx/hook/${id}`;
		return { id, url, port, path, callers, problem, calls, refused, lastCalls: [...last], createdAt };
	}

	return {
		gatewayHooks: () => gatewayHooksOf(pups.known(), rows.providers.all(), rows.hooks.all()),
		hooks(pupId) {
			const pup = find(pupId);
			return rows.hooks.of(pupId).map((row) => shown(row, pup));
		},
		createHook(pupId, { port, path, callers }) {
			const pup = find(pupId);
			for (const caller of callers ?? []) find(caller);
			if (!exposes(pup.manifest, port)) {
				const ports = pup.manifest.container.exposes.map((one) => String(one.port));
				throw new BoxError({
					code: 'port-not-exposed',
					status: 422,
					message: `${pup.name} exposes no port ${port}.`,
					hint:
						ports.length > 0 ? `It exposes ${listed(ports)}.` : 'Its manifest exposes none, so it can have no hook.',
					fields: { port: 'Give a port that the pup exposes.' }
				});
			}
			return database.transaction(() => {
				if (rows.hooks.of(pupId).length >= MOST_HOOKS) {
					throw conflict('too-many-hooks', `${pup.name} has ${MOST_HOOKS} hooks.`, 'Remove one that nobody calls.');
				}
				const row = {
					id: newId(),
					pupId,
					port,
					path,
					callers: callers && [...new Set(callers)],
					createdAt: Date.now()
				};
				rows.hooks.add(row);
				changed([pupId]);
				return shown(row, pup);
			});
		},
		rotateHook(pupId, id) {
			const pup = find(pupId);
			return database.transaction(() => {
				const row = { ...hookOf(pupId, id), id: newId() };
				rows.hooks.remove(id);
				rows.hooks.add(row);
				counts.delete(id);
				changed([pupId]);
				return shown(row, pup);
			});
		},
		removeHook(pupId, id) {
			database.transaction(() => {
				rows.hooks.remove(hookOf(pupId, id).id);
				counts.delete(id);
				changed([pupId]);
			});
		},
		count(batch) {
			const called = batch.filter(({ interface: name, path }) => name === 'dbx' && path.startsWith(HOOK_PATH));
			if (called.length === 0) return;
			// Forgets removed hooks. Unknown ids are not counted, because pups may ask for any id.
			const known = new Set(rows.hooks.all().map(({ id }) => id));
			for (const id of counts.keys()) if (!known.has(id)) counts.delete(id);
			const pupAt = new Map(pups.known().map(({ address, id }) => [address, id]));
			for (const { path, at, from, method, status, refused } of called) {
				const id = path.slice(HOOK_PATH.length);
				if (!known.has(id)) continue;
				const one = counts.get(id) ?? { calls: 0, refused: 0, last: [] };
				one.calls += 1;
				if (refused !== null) one.refused += 1;
				one.last.unshift({ at, from: pupAt.get(from) ?? null, method, status, refused });
				one.last.length = Math.min(one.last.length, KEPT_CALLS);
				counts.set(id, one);
			}
		}
	};
}
