import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { judged, listed, manifestOf, offer } from '../../../../tests/support/offers.ts';
import { idOf, pupRows } from '../../../../tests/support/pup-rows.ts';
import type { DiskSpace } from '../../contract/box.ts';
import { notFound } from '../../contract/errors.ts';
import type { InstallResult } from '../../contract/jobs.ts';
import type { Manifest } from '../../contract/manifest.ts';
import { openDatabase, tables, type Database } from '../db/index.ts';
import { createEvents } from '../events/index.ts';
import { createJobs, type Jobs } from '../jobs/index.ts';
import type { InstallJob } from '../pups/index.ts';
import { createWiring, type Wiring } from './index.ts';

const log = pino({ level: 'silent' });
const migrations = new URL('../../../../drizzle', import.meta.url).pathname;

const group = (name: string, severity: number) => ({ name, severity, description: `All of ${name}.`, routes: ['/*'] });
const need = (interfaceName: string, more: object = {}) => ({ interfaceName, interfaceVersion: '^1.0.0', ...more });
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

let folder: string;
let database: Database;
let jobs: Jobs;
let rows: ReturnType<typeof pupRows>;
let wiring: Wiring;
/** Names in the order in which they were installed; those that fail. */
let installed: string[];
/** Ids of those that can serve. */
let ready: Set<string>;
let failing: Set<string>;
/** One whose installation goes on until it is cancelled, and what is called when that has begun. */
let held: { name: string; begun: () => void } | null;
/** How often all pups were read. */
let looks: number;
let box: { disk: DiskSpace | null; offered: string[] };

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'dbx-wiring-'));
	database = openDatabase({ file: ':memory:', migrations });
	const events = createEvents({ database, log });
	jobs = createJobs({ database, events, logFolder: join(folder, 'logs'), log });
	rows = pupRows(database);
	installed = [];
	ready = new Set();
	failing = new Set();
	held = null;
	looks = 0;
	box = { disk: null, offered: MANIFESTS.map(({ meta }) => meta.name) };
	const locks = ({ pupId }: InstallJob) => [`pup:${pupId}`];
	/** What installs a pup, without any of the work. */
	const job = jobs.define<InstallJob, InstallResult>({
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
					if (held?.name === name) {
						held.begun();
						await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
					}
					if (failing.has(name)) {
						rows.transition(pupId, { kind: 'failed', failure: { code: 'x', reason: `${name} broke.`, hint: null } });
						throw new Error(`${name} broke.`);
					}
					rows.transition(pupId, { kind: 'installed', values: { installedAt: Date.now() } });
					installed.push(name);
					setResult({ ends: 'stopped', missing: [], text: 'Installed.' });
				}
			}
		]
	});
	const offers = () =>
		MANIFESTS.filter(({ meta }) => box.offered.includes(meta.name)).map((manifest) => {
			const { name, version } = manifest.meta;
			return offer(name, judged(listed(name, version, { manifest })));
		});
	wiring = createWiring({
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
				looks++;
				return rows.all().map((row) => ({ ...row, leaving: false, address: `10.69.0.${row.hostNumber}` }));
			},
			ready: (id) => ready.has(id),
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
				job,
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
		space: { diskOf: (which) => (which === 'pups' ? box.disk : null) },
		pagePorts: { first: 1, last: 1 }
	});
	await jobs.start();
});
afterEach(async () => {
	await jobs.stop(1000);
	database.close();
	rmSync(folder, { recursive: true, force: true });
});

const diskWith = (free: number): DiskSpace => ({
	name: '/dev/sda',
	mountPoint: '/',
	holds: ['box', 'pups'],
	size: 2 * free,
	free,
	files: null,
	filesFree: null,
	level: 'ok'
});
const manifest = (name: string) => MANIFESTS.find(({ meta }) => meta.name === name)!;
const wish = (name: string) => ({ sourceId: 's', name });
const install = (name: string) => wiring.install({ ...wish(name), plan: wiring.plan(wish(name)).id });
const carriedOut = async (name: string) => jobs.finished((await install(name)).job.id);

describe('the plan of an installation', () => {
	it('says all of it in words', () => {
		const plan = wiring.plan(wish('App'));
		expect(plan.text).toBe('Node 1.0.0 and Index 1.0.0 are installed and started first, then App 1.0.0.');
		expect(plan.installs).toMatchObject([
			{ name: 'Node', sourceName: 'Source', asked: false, needsSettings: true, hostPorts: [{ port: 22556 }] },
			{ name: 'Index', requiresInternet: true, memoryBytes: 100 * 1024 ** 2 },
			{ name: 'App', asked: true, pages: ['Page'] }
		]);
		expect(plan.wires.map(({ text }) => text)).toEqual([
			'App uses index 1.0.0 of Index, and is granted “read” (can only read) there.',
			'App uses rpc 1.1.0 of Node, and is granted “RPC” (can change things) and “Gone” (not rated) there.',
			'Index uses rpc 1.1.0 of Node, and is granted “RPC” (can change things) there.'
		]);
		expect(plan.wires[1]!.options.map(({ key }) => key)).toEqual(['s/Node', 's/Spare']);
		expect(plan.notes).toEqual(['Node starts when its settings were saved; its page asks for them.']);
		expect(plan).toMatchObject({ conflicts: [], disk: { bytes: 3000 * 1024 ** 2, free: null } });
	});

	it('says who of those that are there serves, and what is odd about it', () => {
		rows.admit(manifest('Node'));
		rows.transition(idOf('Node'), { kind: 'failed', failure: { code: 'x', reason: 'No.', hint: null } });
		rows.admit(manifest('Index'), 'uninstalled');
		const plan = wiring.plan(wish('App'));
		expect(plan.text).toBe(
			'Index 1.0.0 is installed and started first, then App 1.0.0. Node, which you have, serves them.'
		);
		expect(plan.notes).toEqual([
			'Node, which is to serve, is broken; its page says why.',
			'Index finds its data of before.'
		]);
		expect(plan.wires[1]!.options).toMatchObject([{ key: idOf('Node'), installed: true }, { key: 's/Spare' }]);
	});

	it('names two pups that want the same port of the box', () => {
		rows.admit(manifestOf('Other', '1.0.0', { container: manifest('Node').container }));
		expect(wiring.plan(wish('App')).notes).toContain(
			'Other and Node want the same port of the box, 22556; one of them gets another.'
		);
	});

	it('is another where the owner chooses otherwise, or what is asked for is other', () => {
		const plan = wiring.plan(wish('App'));
		const choices = [{ of: 's/App', interface: 'rpc', provider: 's/Spare' }];
		const other = wiring.plan({ ...wish('App'), choices });
		expect(other.id).not.toBe(plan.id);
		expect(other.wires.map(({ provider }) => provider?.name)).toEqual(['Index', 'Spare', 'Spare']);
		box.disk = diskWith(1e12);
		expect(wiring.plan(wish('App')).id).toBe(plan.id);
	});

	it('says where the disk of pups may be too small, and counts no data that were kept', async () => {
		box.disk = diskWith(1e9);
		const warned = wiring.plan(wish('App'));
		expect(warned.conflicts).toEqual([]);
		expect(warned.notes.join()).toMatch(/take about [\d.,]+ GB in time; \S+ GB are free/);
		for (const name of ['App', 'Node', 'Index']) rows.admit(manifest(name), 'uninstalled');
		const kept = wiring.plan(wish('App'));
		expect(kept.disk.bytes).toBe(0);
		expect(kept.notes.join()).not.toContain('in time');
	});

	it.each([['nobody provides it', 'Lonely', 'missing']])(
		'has a conflict where %s, and is not carried out',
		async (_, name, kind) => {
			const { id, conflicts } = wiring.plan(wish(name));
			expect(conflicts).toMatchObject([{ kind }]);
			await expect(wiring.install({ ...wish(name), plan: id })).rejects.toMatchObject({
				code: 'plan-conflict',
				message: conflicts[0]!.reason,
				hint: conflicts[0]!.hint
			});
			expect(rows.all()).toEqual([]);
		}
	);

	it('is refused for what is installed', () => {
		rows.admit(manifest('App'));
		expect(() => wiring.plan(wish('App'))).toThrow(expect.objectContaining({ code: 'already-installed' }));
	});
});

describe('an installation with its plan', () => {
	it('is carried out providers first, as children of one job, and wired', async () => {
		const { job, pupId } = await install('App');
		expect(pupId).toBe(idOf('App'));
		const done = await jobs.finished(job.id);
		expect(done).toMatchObject({
			kind: 'wiring.install',
			title: 'Install App with 2 other pups',
			status: 'succeeded',
			result: { ends: 'stopped' }
		});
		expect(installed).toEqual(['Node', 'Index', 'App']);
		const children = jobs.list().filter(({ parentId }) => parentId === job.id);
		expect(children.map(({ title }) => title).sort()).toEqual(['Install App', 'Install Index', 'Install Node']);
		expect(wiring.of(idOf('App')).dependsOn).toMatchObject([
			{ interface: 'index', provider: { name: 'Index' }, problem: null, permissions: [{ name: 'read' }] },
			{ interface: 'rpc', provider: { name: 'Node' }, problem: null }
		]);
		expect(wiring.of(idOf('Node'))).toMatchObject({
			dependsOn: [],
			serves: [
				{ name: 'App', interface: 'rpc', optional: false },
				{ name: 'Index', interface: 'rpc', optional: false }
			]
		});
	});

	it('is the job of the pup alone where its providers are there', async () => {
		rows.admit(manifest('Node'));
		expect(await carriedOut('Index')).toMatchObject({ kind: 'pup.install', status: 'succeeded' });
		expect(wiring.of(idOf('Index')).dependsOn).toMatchObject([{ provider: { id: idOf('Node') } }]);
	});

	it('is refused where the plan is another by now', async () => {
		const { id } = wiring.plan(wish('App'));
		rows.admit(manifest('Spare'));
		await expect(wiring.install({ ...wish('App'), plan: id })).rejects.toMatchObject({ code: 'plan-changed' });
		expect(rows.all()).toHaveLength(1);
	});

	it('is refused where what was agreed to is not offered any more', async () => {
		const { id } = wiring.plan(wish('App'));
		box.offered = box.offered.filter((name) => name !== 'App');
		await expect(wiring.install({ ...wish('App'), plan: id })).rejects.toMatchObject({ code: 'plan-changed' });
	});

	it('without one forgets who provided and what was granted before, and takes no choices', async () => {
		rows.admit(manifest('Node'));
		await carriedOut('Index');
		rows.transition(idOf('Index'), { kind: 'uninstalled' });
		await expect(wiring.install({ ...wish('Index'), choices: [] })).rejects.toMatchObject({
			code: 'invalid-input',
			fields: { plan: expect.any(String) as string }
		});
		const { job } = await wiring.install(wish('Index'));
		expect(await jobs.finished(job.id)).toMatchObject({ status: 'succeeded' });
		expect(wiring.of(idOf('Index')).dependsOn).toMatchObject([
			{ provider: null, permissions: [{ name: 'RPC', granted: false }] }
		]);
	});

	it('that fails half-way leaves what is installed, and says of the rest why it is not', async () => {
		failing.add('Index');
		expect(await carriedOut('App')).toMatchObject({ status: 'failed' });
		expect(installed).toEqual(['Node']);
		expect(rows.get(idOf('Node')).state).toBe('stopped');
		expect(rows.get(idOf('Index'))).toMatchObject({ state: 'broken', failure: { reason: 'Index broke.' } });
		expect(rows.get(idOf('App'))).toMatchObject({ state: 'broken', failure: { code: 'provider-failed' } });
	});

	it('that is cancelled leaves what is installed, and nothing of the rest', async () => {
		const begun = new Promise<void>((resolve) => (held = { name: 'Index', begun: resolve }));
		const { job } = await install('App');
		await begun;
		expect(wiring.of(idOf('Node')).serves).toHaveLength(2);
		jobs.cancel(job.id);
		expect(await jobs.finished(job.id)).toMatchObject({ status: 'cancelled' });
		expect(rows.all().map(({ name, state }) => `${name} ${state}`)).toEqual(['Node stopped']);
		expect(wiring.of(idOf('Node')).serves).toEqual([]);
	});
});

describe('who provides', () => {
	beforeEach(() => {
		for (const name of ['App', 'Index', 'Node', 'Spare', 'Old', 'Loop']) rows.admit(manifest(name));
	});

	it('is chosen, exchanged and taken away', () => {
		const [app, node, spare] = [idOf('App'), idOf('Node'), idOf('Spare')];
		const rpc = () => wiring.of(app).dependsOn[1];
		expect(rpc()).toMatchObject({ provider: null, problem: 'Nobody provides rpc to it, which it needs.' });
		expect(
			rpc()!
				.options.map(({ name }) => name)
				.sort()
		).toEqual(['Node', 'Spare']);
		wiring.choose(app, 'rpc', node);
		expect(wiring.choose(app, 'rpc', spare).dependsOn[1]).toMatchObject({ provider: { name: 'Spare' }, problem: null });
		expect(wiring.of(node).serves).toEqual([]);
		expect(wiring.choose(app, 'rpc', null).dependsOn[1]).toMatchObject({ provider: null });
	});

	it.each([
		['itself', 'App', 'App', 'A pup cannot provide to itself.'],
		['one that has another version', 'App', 'Old', 'Old provides version 0.9.0 of rpc; App needs ^1.0.0.'],
		['one that has nothing of it', 'App', 'Loop', 'Loop provides no rpc; App needs ^1.0.0.']
	])('cannot be %s', (_, name, provider, reason) => {
		expect(() => wiring.choose(idOf(name), 'rpc', idOf(provider))).toThrow(
			expect.objectContaining({ code: 'cannot-provide', message: reason })
		);
	});

	it('cannot be one that depends on it', () => {
		const other = manifestOf('Other', '1.0.0', {
			interfaces: [{ name: 'app', version: '1.0.0' }],
			dependencies: [need('index')]
		});
		wiring.choose(idOf('Loop'), 'app', rows.admit(other));
		expect(() => wiring.choose(idOf('Other'), 'index', idOf('Loop'))).toThrow(
			expect.objectContaining({ message: 'Loop itself depends on Other: neither could start before the other.' })
		);
		expect(wiring.choose(idOf('Other'), 'index', idOf('Index')).dependsOn).toMatchObject([{ problem: null }]);
	});

	it('is unknown for what the pup does not ask for, and for pups that are not', () => {
		const missing = expect.objectContaining({ code: 'not-found' });
		expect(() => wiring.choose(idOf('App'), 'other', idOf('Node'))).toThrow(missing);
		expect(() => wiring.choose(idOf('App'), 'rpc', idOf('Nobody'))).toThrow(missing);
		expect(() => wiring.of(idOf('Nobody'))).toThrow(missing);
	});

	it('is told before it is removed; what it gave goes with it', () => {
		wiring.choose(idOf('App'), 'rpc', idOf('Node'));
		wiring.choose(idOf('Index'), 'rpc', idOf('Node'));
		expect(() => wiring.needUnused(idOf('Node'))).toThrow(
			expect.objectContaining({
				code: 'still-needed',
				message: 'App and Index cannot do without Node.',
				fields: { [idOf('App')]: 'App uses rpc of it.', [idOf('Index')]: 'Index uses rpc of it.' }
			})
		);
		wiring.needUnused(idOf('App'));
		expect(wiring.dependants(idOf('App'))).toEqual([]);
		rows.transition(idOf('App'), { kind: 'uninstalled' });
		expect(wiring.of(idOf('Node')).serves.map(({ name }) => name)).toEqual(['Index']);
		rows.transition(idOf('Node'), { kind: 'uninstalled' });
		expect(wiring.of(idOf('Index')).dependsOn).toMatchObject([
			{ provider: { name: 'Node' }, problem: 'Node is not installed.' }
		]);
		rows.transition(idOf('Node'), { kind: 'purged' });
		expect(wiring.of(idOf('Index')).dependsOn).toMatchObject([{ provider: null }]);
	});

	it('is told before an update that would not serve any more; what is missing is told afterwards', () => {
		wiring.choose(idOf('App'), 'rpc', idOf('Node'), ['RPC', 'Gone']);
		const node = manifest('Node');
		const next = { ...node, interfaces: node.interfaces.map((one) => ({ ...one, version: '2.0.0' })) };
		expect(wiring.breaks(idOf('Node'), node)).toEqual([]);
		expect(wiring.breaks(idOf('Node'), next)).toEqual([
			{
				key: `dependant/${idOf('App')}/rpc`,
				text: 'App needs rpc ^1.0.0 of it; this version provides version 2.0.0 of rpc.'
			}
		]);
		wiring.choose(idOf('App'), 'index', idOf('Index'));
		const unserved = wiring.unserved().filter(({ pupName }) => pupName === 'App');
		expect(unserved.map(({ problem }) => problem)).toEqual(['It was not granted what it needs of index at Index.']);
	});

	it('is not missed by who also runs without', () => {
		const free = manifestOf('Free', '1.0.0', { dependencies: [need('rpc', { optional: true })] });
		wiring.choose(rows.admit(free), 'rpc', idOf('Node'));
		wiring.needUnused(idOf('Node'));
		expect(wiring.choose(idOf('Free'), 'rpc', null).dependsOn).toMatchObject([{ provider: null, problem: null }]);
	});
});

describe('what is granted', () => {
	const groupsOf = (name: string, of = 'rpc') =>
		wiring
			.of(idOf(name))
			.dependsOn.find((one) => one.interface === of)!
			.permissions.filter(({ granted }) => granted)
			.map((one) => one.name);

	it('is what the owner said yes to with the plan, also where the pup is all of it', async () => {
		rows.admit(manifest('Node'));
		const plan = wiring.plan(wish('Shop'));
		expect(plan.wires[0]!.permissions).toMatchObject([
			{ name: 'RPC', optional: false, granted: true },
			{ name: 'Watch', optional: true, granted: false }
		]);
		expect(plan.wires[0]!.text).toBe(
			'Shop uses rpc 1.1.0 of Node, and is granted “RPC” (can change things) there. It also asks for “Watch” (not rated), which you may grant or not.'
		);
		const grants = [{ of: 's/Shop', interface: 'rpc', group: 'Watch' }];
		const other = wiring.plan({ ...wish('Shop'), grants });
		expect(other.id).not.toBe(plan.id);
		await expect(wiring.install({ ...wish('Shop'), plan: plan.id, grants })).rejects.toMatchObject({
			code: 'plan-changed'
		});
		const { job } = await wiring.install({ ...wish('Shop'), plan: other.id, grants });
		await jobs.finished(job.id);
		expect(groupsOf('Shop')).toEqual(['RPC', 'Watch']);
	});

	it('is nothing where nobody said so, then what is granted, until it is taken back', () => {
		for (const name of ['Node', 'Shop']) rows.admit(manifest(name));
		wiring.choose(idOf('Shop'), 'rpc', idOf('Node'));
		expect(groupsOf('Shop')).toEqual([]);
		wiring.grant(idOf('Shop'), 'rpc', 'Watch');
		wiring.grant(idOf('Shop'), 'rpc', 'Watch');
		expect(groupsOf('Shop')).toEqual(['Watch']);
		wiring.choose(idOf('Shop'), 'rpc', idOf('Node'), ['RPC']);
		expect(groupsOf('Shop')).toEqual(['RPC']);
		wiring.revoke(idOf('Shop'), 'rpc', 'RPC');
		expect(groupsOf('Shop')).toEqual([]);
		const missing = expect.objectContaining({ code: 'not-found' });
		expect(() => wiring.grant(idOf('Shop'), 'rpc', 'All')).toThrow(missing);
		expect(() => wiring.choose(idOf('Shop'), 'rpc', idOf('Node'), ['All'])).toThrow(missing);
		expect(() => wiring.grant(idOf('Shop'), 'index', 'RPC')).toThrow(missing);
	});

	it.each([
		['milder', 3, ['RPC']],
		['as serious', 2, ['RPC']],
		['more serious', 1, []],
		['not rated', null, []]
	])('goes over to another provider where the group is %s there: %s', (_, severity, left) => {
		for (const name of ['Node', 'Shop']) rows.admit(manifest(name));
		wiring.choose(idOf('Shop'), 'rpc', idOf('Node'), ['RPC']);
		const other = manifestOf('Other', '1.0.0', {
			interfaces: [
				{
					name: 'rpc',
					version: '1.0.0',
					permissionGroups: [{ name: 'RPC', description: '', routes: ['/*'], ...(severity && { severity }) }]
				}
			]
		});
		wiring.choose(idOf('Shop'), 'rpc', rows.admit(other));
		expect(groupsOf('Shop')).toEqual(left);
	});
});

describe('what a pup may reach', () => {
	it('is what it asks for, until the owner says otherwise', () => {
		for (const name of ['Index', 'Node']) rows.admit(manifest(name));
		expect(wiring.access(idOf('Index'))).toEqual({
			internet: null,
			asksInternet: true,
			reachesInternet: true,
			lan: false,
			networks: null
		});
		expect(wiring.access(idOf('Node'))).toMatchObject({ asksInternet: false, reachesInternet: false });
		wiring.setAccess(idOf('Index'), { internet: false });
		const networks = ['198.51.100.0/24', '198.51.100.0/24'];
		expect(wiring.setAccess(idOf('Index'), { lan: true, networks })).toMatchObject({
			internet: false,
			reachesInternet: false,
			lan: true,
			networks: ['198.51.100.0/24']
		});
		expect(wiring.setAccess(idOf('Index'), { internet: null, networks: null })).toMatchObject({
			reachesInternet: true,
			lan: true,
			networks: null
		});
		expect(() => wiring.access(idOf('Nobody'))).toThrow(expect.objectContaining({ code: 'not-found' }));
	});
});

describe('a reinstallation over kept data', () => {
	it.each(['with a plan', 'alone'])('%s, reaches what its manifest asks for, and no more', async (how) => {
		rows.admit(manifest('Spare'));
		wiring.setAccess(idOf('Spare'), { internet: true, lan: true, networks: ['192.168.1.0/24'] });
		rows.transition(idOf('Spare'), { kind: 'uninstalled' });
		if (how === 'alone') await wiring.install(wish('Spare'));
		else await install('Spare');
		expect(wiring.access(idOf('Spare'))).toEqual({
			internet: null,
			asksInternet: false,
			reachesInternet: false,
			lan: false,
			networks: null
		});
	});
});

describe('the drawing of connections', () => {
	it('has pups and what lies beyond, and an edge for what each may use', async () => {
		for (const name of ['Index', 'Node', 'Shop', 'Spare']) rows.admit(manifest(name));
		rows.transition(idOf('Spare'), { kind: 'uninstalled' });
		wiring.choose(idOf('Shop'), 'rpc', idOf('Node'));
		wiring.choose(idOf('Index'), 'rpc', idOf('Node'), ['RPC']);
		wiring.setAccess(idOf('Shop'), { lan: true });
		const { nodes, edges } = await wiring.connections();
		expect(nodes.map(({ name }) => name)).toEqual(['Index', 'Node', 'Shop', 'Internet', 'Home network']);
		expect(edges).toMatchObject([
			{ from: idOf('Index'), to: idOf('Node'), interface: 'rpc', severity: 2, open: true, bytes: null },
			{ from: idOf('Index'), to: 'internet', interface: null, open: true },
			{
				from: idOf('Shop'),
				to: idOf('Node'),
				open: false,
				groups: [{ name: 'RPC', granted: false }, { optional: true }]
			},
			{ from: idOf('Shop'), to: 'lan', open: true }
		]);
		wiring.setAccess(idOf('Index'), { internet: false });
		expect((await wiring.connections()).edges[1]).toMatchObject({ to: 'internet', open: false });
		// Names lie in the internet alone.
		wiring.setAccess(idOf('Shop'), { internet: true, networks: ['api.example.org', '10.1.0.0/16'] });
		expect((await wiring.connections()).edges.slice(-2)).toMatchObject([
			{ to: 'internet', only: ['api.example.org', '10.1.0.0/16'] },
			{ to: 'lan', only: ['10.1.0.0/16'] }
		]);
	});

	it('looks at all pups once, however many there are', async () => {
		for (const name of ['Index', 'Node', 'Shop', 'Spare', 'Old']) rows.admit(manifest(name));
		looks = 0;
		await wiring.connections();
		expect(looks).toBe(1);
		looks = 0;
		wiring.unserved();
		expect(looks).toBe(1);
	});
});

describe('hooks', () => {
	it('are made, shown and removed, and go with their pup', () => {
		rows.admit(manifest('Node'));
		rows.admit(manifest('App'));
		const [node, app] = [idOf('Node'), idOf('App')];
		const made = wiring.createHook(app, { port: 80, path: '/told', callers: [node, node] });
		expect(made).toMatchObject({
			id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
			url: `http://dogebox/dbx/hook/${made.id}`,
			callers: [node],
			problem: 'App is not running.',
			calls: 0
		});
		expect(wiring.hooks(app)).toEqual([made]);
		expect(wiring.gatewayHooks()).toMatchObject([{ id: made.id, to: 'not-running', path: '/told' }]);
		expect(() => wiring.removeHook(node, made.id)).toThrow(expect.objectContaining({ status: 404 }));
		expect(() => wiring.rotateHook(node, made.id)).toThrow(expect.objectContaining({ status: 404 }));
		const turned = wiring.rotateHook(app, made.id);
		expect(turned.id).not.toBe(made.id);
		expect(wiring.hooks(app)).toEqual([{ ...made, id: turned.id, url: turned.url }]);
		expect(wiring.gatewayHooks()).toMatchObject([{ id: turned.id, path: '/told' }]);
		wiring.removeHook(app, turned.id);
		expect(wiring.hooks(app)).toEqual([]);
		wiring.createHook(app, { port: 80, path: '/', callers: null });
		rows.transition(app, { kind: 'uninstalled' });
		expect(wiring.gatewayHooks()).toEqual([]);
		rows.transition(app, { kind: 'purged' });
		expect(database.db.select().from(tables.wiringHooks).all()).toEqual([]);
	});

	it.each([
		['a port that is not exposed', { port: 81 }, 'port-not-exposed', /exposes no port 81/],
		['a caller that is not there', { callers: ['f'.repeat(32)] }, 'not-found', /no pup/]
	])('are refused for %s', (_, change, code, message) => {
		rows.admit(manifest('App'));
		const create = () => wiring.createHook(idOf('App'), { port: 80, path: '/', callers: null, ...change });
		expect(create).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) as string }));
	});

	it('are at most 32 of a pup', () => {
		rows.admit(manifest('App'));
		const create = () => wiring.createHook(idOf('App'), { port: 80, path: '/', callers: null });
		for (let count = 0; count < 32; count++) create();
		expect(create).toThrow(expect.objectContaining({ code: 'too-many-hooks' }));
	});
});
