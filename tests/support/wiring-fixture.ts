/** The wiring of a box whose pups are only database rows: no pup is really installed or started. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { DiskSpace } from '../../src/lib/contract/box.ts';
import { notFound } from '../../src/lib/contract/errors.ts';
import type { InstallResult } from '../../src/lib/contract/jobs.ts';
import type { Manifest } from '../../src/lib/contract/manifest.ts';
import { openDatabase } from '../../src/lib/server/db/index.ts';
import { createEvents } from '../../src/lib/server/events/index.ts';
import { createJobs, type Jobs } from '../../src/lib/server/jobs/index.ts';
import type { InstallJob } from '../../src/lib/server/pups/index.ts';
import { createWiring } from '../../src/lib/server/wiring/index.ts';
import { judged, listed, manifestOf, offer } from './offers.ts';
import { idOf, pupRows } from './pup-rows.ts';

const log = pino({ level: 'silent' });
const migrations = new URL('../../drizzle', import.meta.url).pathname;

const group = (name: string, severity: number) => ({ name, severity, description: `All of ${name}.`, routes: ['/*'] });
/** A dependency of a manifest. */
export const need = (interfaceName: string, more: object = {}) => ({
	interfaceName,
	interfaceVersion: '^1.0.0',
	...more
});
/** What the sources of the box offer. */
const MANIFESTS: Manifest[] = [
	manifestOf('App', '1.0.0', {
		container: { exposes: [{ name: 'Page', type: 'http', port: 80, webUI: true }] },
		dependencies: [need('index', { permissionGroups: ['read'] }), need('rpc', { permissionGroups: ['RPC', 'Gone'] })]
	}),
	manifestOf('Index', '1.0.0', {
		container: { requiresInternet: true, resources: { diskMiB: 1000, memoryMiB: 100 } },
		interfaces: [{ name: 'index', version: '1.0.0', permissionGroups: [group('read', 3)] }],
		dependencies: [need('rpc', { permissionGroups: ['RPC'] })]
	}),
	manifestOf('Node', '1.0.0', {
		container: {
			exposes: [{ name: 'p2p', type: 'tcp', port: 22556, listenOnHost: true }],
			resources: { diskMiB: 2000, memoryMiB: null }
		},
		interfaces: [{ name: 'rpc', version: '1.1.0', permissionGroups: [group('RPC', 2)] }],
		config: { sections: [{ name: 's', fields: [{ name: 'USER', label: 'User', type: 'text', required: true }] }] }
	}),
	manifestOf('Spare', '1.0.0', { interfaces: [{ name: 'rpc', version: '1.2.0' }] }),
	manifestOf('Old', '1.0.0', { interfaces: [{ name: 'rpc', version: '0.9.0' }] }),
	manifestOf('Shop', '1.0.0', {
		dependencies: [need('rpc', { permissionGroups: ['RPC'], optionalPermissionGroups: ['Watch', 'RPC'] })]
	}),
	manifestOf('Lonely', '1.0.0', { dependencies: [need('nothing')] }),
	manifestOf('Loop', '1.0.0', { interfaces: [{ name: 'index', version: '1.0.0' }], dependencies: [need('app')] })
];

export const manifest = (name: string) => MANIFESTS.find(({ meta }) => meta.name === name)!;

/** The disk of the pups, with this many bytes free. */
export const diskWith = (free: number): DiskSpace => ({
	name: '/dev/sda',
	mountPoint: '/',
	holds: ['box', 'pups'],
	size: 2 * free,
	free,
	files: null,
	filesFree: null,
	level: 'ok'
});

/** State of the box that a test reads or sets. */
interface WiringState {
	/** Names of the pups in the order in which they were installed. */
	installed: string[];
	/** Names of the pups whose installation fails. */
	failing: Set<string>;
	/**
	 * A pup whose installation runs until it is cancelled, and what is called when it has begun.
	 */
	held: { name: string; begun: () => void } | null;
	/** How often the list of all pups was read. */
	reads: number;
	disk: DiskSpace | null;
	/** Names of the pups that the sources offer now. */
	offered: string[];
}

/** The request to install a pup. */
export const requestOf = (name: string) => ({ sourceId: 's', name });

const locks = ({ pupId }: InstallJob) => [`pup:${pupId}`];

/** The job that installs a pup, reduced to its changes of state. */
function installJob(jobs: Jobs, rows: ReturnType<typeof pupRows>, state: WiringState) {
	return jobs.define<InstallJob, InstallResult>({
		kind: 'pup.install',
		title: ({ name }) => `Install ${name}`,
		resources: locks,
		conflict: 'reject',
		afterCrash: 'resume',
		timeoutMs: 60_000,
		steps: [
			{
				name: 'only',
				title: 'Only',
				weight: 1,
				run: async ({ input: { pupId, name }, signal, setResult }) => {
					if (state.held?.name === name) {
						state.held.begun();
						await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
					}
					if (state.failing.has(name)) {
						rows.transition(pupId, { kind: 'failed', failure: { code: 'x', reason: `${name} broke.`, hint: null } });
						throw new Error(`${name} broke.`);
					}
					rows.transition(pupId, { kind: 'installed', values: { installedAt: Date.now() } });
					state.installed.push(name);
					setResult({ ends: 'stopped', missing: [], text: 'Installed.' });
				}
			}
		]
	});
}

/** An empty box whose jobs run, with access to those parts of it that tests check. */
export async function wiringFixture() {
	const folder = mkdtempSync(join(tmpdir(), 'dbx-wiring-'));
	const database = openDatabase({ file: ':memory:', migrations });
	const events = createEvents({ database, log });
	const jobs = createJobs({ database, events, logFolder: join(folder, 'logs'), log });
	const rows = pupRows(database);
	const state: WiringState = {
		installed: [],
		failing: new Set(),
		held: null,
		reads: 0,
		disk: null,
		offered: MANIFESTS.map(({ meta }) => meta.name)
	};
	const offers = () =>
		MANIFESTS.filter(({ meta }) => state.offered.includes(meta.name)).map((manifest) => {
			const { name, version } = manifest.meta;
			return offer(name, judged(listed(name, version, { manifest })));
		});
	const wiring = createWiring({
		database,
		events,
		jobs,
		sources: {
			list: () => [],
			refresh: () => Promise.resolve(),
			offers,
			offer(_source, name) {
				const pup = offers().find((one) => one.name === name);
				if (!pup) throw notFound('pup', name);
				return { pup, version: pup.shown };
			}
		},
		store: { hindrance: () => null },
		pups: {
			known() {
				state.reads++;
				return rows.all().map((row) => ({ ...row, leaving: false, address: `10.69.0.${row.hostNumber}` }));
			},
			ready: () => false,
			publishedPorts: () => [],
			relinked: () => {},
			pagePorts: () => [],
			installing: {
				prepare: ({ name }) =>
					Promise.resolve(() => {
						const manifest = MANIFESTS.find(({ meta }) => meta.name === name)!;
						const kept = rows.find(idOf(name));
						if (kept) rows.transition(kept.id, { kind: 'install-asked', values: { layers: [] } });
						return { pupId: kept?.id ?? rows.admit(manifest, 'installing'), name, fresh: !kept };
					}),
				job: installJob(jobs, rows, state),
				locks,
				abandon: async ({ pupId }, failure) => {
					if (rows.find(pupId)?.state !== 'installing') return;
					rows.transition(pupId, failure.code === 'cancelled' ? { kind: 'purged' } : { kind: 'failed', failure });
				}
			}
		},
		network: null,
		gateway: null,
		log,
		space: { diskOf: (which) => (which === 'pups' ? state.disk : null) },
		pagePorts: { first: 1, last: 1 }
	});
	await jobs.start();

	const install = (name: string) => {
		const request = requestOf(name);
		return wiring.install({ ...request, plan: wiring.plan(request).id });
	};
	return {
		database,
		jobs,
		rows,
		state,
		wiring,
		/** Begins an installation by the current plan. */
		install,
		/** Installs a pup and returns the job after its end. */
		carriedOut: async (name: string) => jobs.finished((await install(name)).job.id),
		async close() {
			await jobs.stop(1000);
			database.close();
			rmSync(folder, { recursive: true, force: true });
		}
	};
}
