/** Plans installations, and stores which pup provides what to which. */
import type { Logger } from 'pino';
import { BoxError } from '../../contract/errors.ts';
import type { Job } from '../../contract/jobs.ts';
import type { Database } from '../db/index.ts';
import type { Events } from '../events/types.ts';
import type { Jobs } from '../jobs/types.ts';
import type { GatewayPlane, NetworkPolicy, PupNetwork } from '../network/index.ts';
import type { InstallRequest, MayChange, Pups, SavedBy } from '../pups/index.ts';
import type { Connections, PlanGrant } from '../../contract/wiring.ts';
import { definePlanJob } from './job.ts';
import { createAccess } from './access.ts';
import { connectionsOf } from './connections.ts';
import { createEnforcer, type EnforcedGateway, type EnforcedNetwork } from './enforcer.ts';
import { createHooks } from './hooks.ts';
import { createLinks, requiredEdges } from './links.ts';
import { grantedBy } from './plan.ts';
import { exposesOf, gatewayGrantsOf, isAwake, linkedProviders, policiesOf, type WiringFacts } from './policies.ts';
import { createRequestLog } from './requests.ts';
import { waitsFor } from './turn.ts';
import { createPlanner, type PlannerDeps } from './planner.ts';
import { keyOf } from './offers.ts';
import type { PupKey, Resolution } from './resolver-types.ts';
import { createWiringRows } from './rows.ts';
import type { PlanRequest, Wiring } from './types.ts';

export interface WiringDeps extends PlannerDeps {
	database: Database;
	jobs: Jobs;
	events: Pick<Events, 'emit' | 'subscribe'>;
	pups: Pick<Pups, 'known' | 'installing' | 'pagePorts' | 'publishedPorts' | 'ready' | 'relinked'>;
	/** Null where this host cannot run containers. */
	network: (EnforcedNetwork & Pick<PupNetwork, 'traffic'>) | null;
	/** Policies of containers that are no pups; absent for none. */
	otherPolicies?: () => NetworkPolicy[];
	/** Null without root. */
	gateway: (EnforcedGateway & Pick<GatewayPlane, 'onRequests' | 'problem'>) | null;
	log: Logger;
}

/** Declares its kind of job at once, so call this before `jobs.start()`. */
export function createWiring(deps: WiringDeps): Wiring {
	const { database, events, pups, network, gateway } = deps;
	const { installing } = pups;
	const rows = createWiringRows(database);
	const given = () => requiredEdges(new Map(pups.known().map((pup) => [pup.id, pup])), rows.providers.all());
	const planner = createPlanner({ ...deps, given });
	const job = definePlanJob({ jobs: deps.jobs, installing });

	const changed = (ids: readonly string[]) => void events.emit({ kind: 'wiring', ids: [...new Set(ids)] });
	const links = createLinks({ rows, pups, database, changed });
	const requests = createRequestLog();
	const hooks = createHooks({ rows, pups, database, changed });

	const facts = (): WiringFacts => ({
		pups: pups.known(),
		providers: rows.providers.all(),
		grants: rows.grants.all(),
		access: rows.access.all()
	});
	const policies = () => policiesOf(facts(), pups.publishedPorts);
	const gatewayGrants = () => gatewayGrantsOf(facts());
	const gatewayNeeded = () => pups.known().some(isAwake);
	const enforcer = createEnforcer({
		...{ network, gateway, events, pups, gatewayGrants, gatewayNeeded },
		gatewayHooks: hooks.gatewayHooks,
		policies: () => [...policies(), ...(deps.otherPolicies?.() ?? [])],
		log: deps.log
	});
	const ends: (() => void)[] = [];

	async function connections(): Promise<Connections> {
		const traffic = network === null ? null : await network.traffic();
		const { pups: known, dependsOn } = links.drawn();
		const byId = new Map(known.map((pup) => [pup.id, pup]));
		const said = new Map(rows.access.all().map((row) => [row.pupId, row]));
		const portsOf = (id: string, name: string) => {
			const provider = byId.get(id);
			return provider ? exposesOf(provider.manifest, name).map(({ port }) => port) : [];
		};
		return connectionsOf(known, {
			dependsOn,
			accessOf: (id) => said.get(id) ?? null,
			traffic,
			requests: gateway === null ? null : requests.counts,
			portsOf,
			problem: gateway?.problem() ?? null
		});
	}

	/** Clears the wiring of a pup that is reinstalled over kept data: the owner decides anew. */
	function forget(id: string): void {
		rows.providers.clear(id);
		rows.grants.clear(id);
		rows.access.clear(id);
		rows.hooks.clear(id);
	}

	/**
	 * Stores the providers of the pups in a plan, and the owner's grants.
	 * @param ids of their rows
	 */
	function wire({ wires }: Resolution, grants: readonly PlanGrant[], ids: ReadonlyMap<PupKey, string>): void {
		for (const id of ids.values()) forget(id);
		const providers = wires.flatMap((one) => {
			const { of, need, provider } = one;
			if (!provider) return [];
			const [id, providerId] = [ids.get(of.key)!, ids.get(provider.key) ?? provider.key];
			rows.providers.set(id, need.interface, providerId);
			rows.grants.set(id, need.interface, grantedBy(one, grants));
			return [providerId];
		});
		changed([...ids.values(), ...providers]);
	}

	/** Installs a pup without its dependencies: without providers and grants. */
	async function installAlone(
		{ choices, grants, ...request }: PlanRequest & InstallRequest,
		by?: SavedBy,
		mayChange?: MayChange
	): Promise<{ job: Job; pupId: string }> {
		if (choices !== undefined || grants !== undefined) {
			const message = 'Choices and grants belong to a plan. Give its id as “plan”.';
			const fields = { plan: 'Give the id of the plan.' };
			throw new BoxError({ code: 'invalid-input', status: 422, message, fields });
		}
		const admit = await installing.prepare(request, by, mayChange);
		return database.transaction(() => {
			const task = admit();
			const before = rows.providers.of(task.pupId);
			forget(task.pupId);
			if (before.length > 0) changed([task.pupId, ...before.map(({ providerId }) => providerId)]);
			return { job: installing.job.submit(task, { requestedBy: 'owner' }), pupId: task.pupId };
		});
	}

	return {
		plan: planner.plan,
		async install({ plan, ...asked }, by, mayChange) {
			if (plan === undefined) return installAlone(asked, by, mayChange);
			const request = { ...asked, plan };
			await planner.refresh(request);
			const root = keyOf({ ...request, name: request.as ?? request.name });
			const { start, config, publish } = asked;
			const prepared: { key: PupKey; admit: Awaited<ReturnType<typeof installing.prepare>> }[] = [];
			for (const { key, name: shown, offer, version } of planner.agreed(request).installs) {
				const { sourceId, name } = offer;
				const asked = key === root ? { config, publish } : {};
				const as = shown === name ? undefined : shown;
				const task = { sourceId, name, as, version: version.version, start, ...asked };
				prepared.push({ key, admit: await installing.prepare(task, by, mayChange) });
			}
			return database.transaction(() => {
				// Sources may have been read again since, and pups may have come or gone.
				const resolution = planner.agreed(request);
				const identities = new Map(resolution.installs.map(({ key, version }) => [key, version.identity]));
				const tasks = new Map(
					prepared.map(({ key, admit }) => [key, { ...admit(), agreed: identities.get(key) ?? null }])
				);
				wire(resolution, request.grants ?? [], new Map([...tasks].map(([key, { pupId }]) => [key, pupId])));
				const first = tasks.get(root)!;
				const { pupId, name } = first;
				const options = { requestedBy: 'owner' };
				if (tasks.size === 1) return { job: installing.job.submit(first, options), pupId };
				return { job: job.submit({ pupId, name, tasks: [...tasks.values()] }, options), pupId };
			});
		},
		...links,
		...hooks,
		...createAccess({ rows: rows.access, pups, database, changed }),
		rehearse: (change) => database.rehearse(change),
		connections,
		requests(from, to, name) {
			links.of(to);
			const { address } = links.known(from);
			return address === null ? [] : requests.last(address, name);
		},
		policies,
		gatewayGrants,
		enforce: enforcer.enforce,
		settled: enforcer.settled,
		providers(id) {
			const given = rows.providers.of(id);
			if (given.length === 0) return [];
			const known = pups.known();
			const pup = known.find((one) => one.id === id);
			return pup ? linkedProviders(pup, { pups: known, providers: given }) : [];
		},
		waitsFor(id) {
			const given = rows.providers.of(id);
			if (given.length === 0) return null;
			const known = pups.known();
			const pup = known.find((one) => one.id === id);
			return pup ? waitsFor(pup, { pups: known, providers: rows.providers.all() }, pups.ready) : null;
		},
		begin() {
			enforcer.begin();
			ends.push(
				gateway?.onRequests(requests.add) ?? (() => {}),
				gateway?.onRequests(hooks.count) ?? (() => {}),
				events.subscribe(({ body }) => {
					if (body.kind === 'pup-removed') requests.keepOnly(pups.known().map(({ address }) => address));
				})
			);
		},
		close() {
			enforcer.close();
			for (const end of ends.splice(0)) end();
		}
	};
}
