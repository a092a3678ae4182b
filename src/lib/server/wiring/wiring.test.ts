import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manifestOf } from '../../../../tests/support/offers.ts';
import { idOf } from '../../../../tests/support/pup-rows.ts';
import { diskWith, manifest, requestOf, wiringFixture } from '../../../../tests/support/wiring-fixture.ts';

let fixture: Awaited<ReturnType<typeof wiringFixture>>;
beforeEach(async () => {
	fixture = await wiringFixture();
});
afterEach(() => fixture.close());

describe('the plan of an installation', () => {
	it('says all of it in words', () => {
		const plan = fixture.wiring.plan(requestOf('App'));
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
		fixture.rows.admit(manifest('Node'));
		fixture.rows.transition(idOf('Node'), { kind: 'failed', failure: { code: 'x', reason: 'No.', hint: null } });
		fixture.rows.admit(manifest('Index'), 'uninstalled');
		const plan = fixture.wiring.plan(requestOf('App'));
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
		fixture.rows.admit(manifestOf('Other', '1.0.0', { container: manifest('Node').container }));
		expect(fixture.wiring.plan(requestOf('App')).notes).toContain(
			'Other and Node want the same port of the box, 22556; one of them gets another.'
		);
	});

	it('is another where the owner chooses otherwise, or what is asked for is other', () => {
		const plan = fixture.wiring.plan(requestOf('App'));
		const choices = [{ of: 's/App', interface: 'rpc', provider: 's/Spare' }];
		const other = fixture.wiring.plan({ ...requestOf('App'), choices });
		expect(other.id).not.toBe(plan.id);
		expect(other.wires.map(({ provider }) => provider?.name)).toEqual(['Index', 'Spare', 'Spare']);
		fixture.state.disk = diskWith(1e12);
		expect(fixture.wiring.plan(requestOf('App')).id).toBe(plan.id);
	});

	it('says where the disk of pups may be too small, and counts no data that were kept', async () => {
		fixture.state.disk = diskWith(1e9);
		const warned = fixture.wiring.plan(requestOf('App'));
		expect(warned.conflicts).toEqual([]);
		expect(warned.notes.join()).toMatch(/take about [\d.,]+ GB in time; \S+ GB are free/);
		for (const name of ['App', 'Node', 'Index']) fixture.rows.admit(manifest(name), 'uninstalled');
		const kept = fixture.wiring.plan(requestOf('App'));
		expect(kept.disk.bytes).toBe(0);
		expect(kept.notes.join()).not.toContain('in time');
	});

	it.each([['nobody provides it', 'Lonely', 'missing']])(
		'has a conflict where %s, and is not carried out',
		async (_, name, kind) => {
			const { id, conflicts } = fixture.wiring.plan(requestOf(name));
			expect(conflicts).toMatchObject([{ kind }]);
			await expect(fixture.wiring.install({ ...requestOf(name), plan: id })).rejects.toMatchObject({
				code: 'plan-conflict',
				message: conflicts[0]!.reason,
				hint: conflicts[0]!.hint
			});
			expect(fixture.rows.all()).toEqual([]);
		}
	);

	it('is refused for what is installed', () => {
		fixture.rows.admit(manifest('App'));
		expect(() => fixture.wiring.plan(requestOf('App'))).toThrow(expect.objectContaining({ code: 'already-installed' }));
	});
});

describe('an installation with its plan', () => {
	it('is carried out providers first, as children of one job, and wired', async () => {
		const { job, pupId } = await fixture.install('App');
		expect(pupId).toBe(idOf('App'));
		const done = await fixture.jobs.finished(job.id);
		expect(done).toMatchObject({
			kind: 'wiring.install',
			title: 'Install App with 2 other pups',
			status: 'succeeded',
			result: { ends: 'stopped' }
		});
		expect(fixture.state.installed).toEqual(['Node', 'Index', 'App']);
		const children = fixture.jobs.list().filter(({ parentId }) => parentId === job.id);
		expect(children.map(({ title }) => title).sort()).toEqual(['Install App', 'Install Index', 'Install Node']);
		expect(fixture.wiring.of(idOf('App')).dependsOn).toMatchObject([
			{ interface: 'index', provider: { name: 'Index' }, problem: null, permissions: [{ name: 'read' }] },
			{ interface: 'rpc', provider: { name: 'Node' }, problem: null }
		]);
		expect(fixture.wiring.of(idOf('Node'))).toMatchObject({
			dependsOn: [],
			serves: [
				{ name: 'App', interface: 'rpc', optional: false },
				{ name: 'Index', interface: 'rpc', optional: false }
			]
		});
	});

	it('is the job of the pup alone where its providers are there', async () => {
		fixture.rows.admit(manifest('Node'));
		expect(await fixture.carriedOut('Index')).toMatchObject({ kind: 'pup.install', status: 'succeeded' });
		expect(fixture.wiring.of(idOf('Index')).dependsOn).toMatchObject([{ provider: { id: idOf('Node') } }]);
	});

	it('is refused where the plan is another by now', async () => {
		const { id } = fixture.wiring.plan(requestOf('App'));
		fixture.rows.admit(manifest('Spare'));
		await expect(fixture.wiring.install({ ...requestOf('App'), plan: id })).rejects.toMatchObject({
			code: 'plan-changed'
		});
		expect(fixture.rows.all()).toHaveLength(1);
	});

	it('is refused where what was agreed to is not offered any more', async () => {
		const { id } = fixture.wiring.plan(requestOf('App'));
		fixture.state.offered = fixture.state.offered.filter((name) => name !== 'App');
		await expect(fixture.wiring.install({ ...requestOf('App'), plan: id })).rejects.toMatchObject({
			code: 'plan-changed'
		});
	});

	it('without one forgets who provided and what was granted before, and takes no choices', async () => {
		fixture.rows.admit(manifest('Node'));
		await fixture.carriedOut('Index');
		fixture.rows.transition(idOf('Index'), { kind: 'uninstalled' });
		await expect(fixture.wiring.install({ ...requestOf('Index'), choices: [] })).rejects.toMatchObject({
			code: 'invalid-input',
			fields: { plan: expect.any(String) as string }
		});
		const { job } = await fixture.wiring.install(requestOf('Index'));
		expect(await fixture.jobs.finished(job.id)).toMatchObject({ status: 'succeeded' });
		expect(fixture.wiring.of(idOf('Index')).dependsOn).toMatchObject([
			{ provider: null, permissions: [{ name: 'RPC', granted: false }] }
		]);
	});

	it('that fails half-way leaves what is installed, and says of the rest why it is not', async () => {
		fixture.state.failing.add('Index');
		expect(await fixture.carriedOut('App')).toMatchObject({ status: 'failed' });
		expect(fixture.state.installed).toEqual(['Node']);
		expect(fixture.rows.get(idOf('Node')).state).toBe('stopped');
		expect(fixture.rows.get(idOf('Index'))).toMatchObject({ state: 'broken', failure: { reason: 'Index broke.' } });
		expect(fixture.rows.get(idOf('App'))).toMatchObject({ state: 'broken', failure: { code: 'provider-failed' } });
	});

	it('that is cancelled leaves what is installed, and nothing of the rest', async () => {
		const begun = new Promise<void>((resolve) => (fixture.state.held = { name: 'Index', begun: resolve }));
		const { job } = await fixture.install('App');
		await begun;
		expect(fixture.wiring.of(idOf('Node')).serves).toHaveLength(2);
		fixture.jobs.cancel(job.id);
		expect(await fixture.jobs.finished(job.id)).toMatchObject({ status: 'cancelled' });
		expect(fixture.rows.all().map(({ name, state }) => `${name} ${state}`)).toEqual(['Node stopped']);
		expect(fixture.wiring.of(idOf('Node')).serves).toEqual([]);
	});
});

describe('a reinstallation over kept data', () => {
	it.each(['with a plan', 'alone'])('%s, reaches what its manifest asks for, and no more', async (how) => {
		fixture.rows.admit(manifest('Spare'));
		fixture.wiring.setAccess(idOf('Spare'), { internet: true, lan: true, networks: ['192.168.1.0/24'] });
		fixture.rows.transition(idOf('Spare'), { kind: 'uninstalled' });
		if (how === 'alone') await fixture.wiring.install(requestOf('Spare'));
		else await fixture.install('Spare');
		expect(fixture.wiring.access(idOf('Spare'))).toEqual({
			internet: null,
			asksInternet: false,
			reachesInternet: false,
			lan: false,
			networks: null
		});
	});
});
