import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manifestOf } from '../../../../tests/support/offers.ts';
import { idOf } from '../../../../tests/support/pup-rows.ts';
import { manifest, need, requestOf, wiringFixture } from '../../../../tests/support/wiring-fixture.ts';
import { tables } from '../db/index.ts';

let fixture: Awaited<ReturnType<typeof wiringFixture>>;
beforeEach(async () => {
	fixture = await wiringFixture();
});
afterEach(() => fixture.close());

describe('who provides', () => {
	beforeEach(() => {
		for (const name of ['App', 'Index', 'Node', 'Spare', 'Old', 'Loop']) fixture.rows.admit(manifest(name));
	});

	it('is chosen, exchanged and taken away', () => {
		const [app, node, spare] = [idOf('App'), idOf('Node'), idOf('Spare')];
		const rpc = () => fixture.wiring.of(app).dependsOn[1];
		expect(rpc()).toMatchObject({ provider: null, problem: 'Nobody provides rpc to it, which it needs.' });
		expect(
			rpc()!
				.options.map(({ name }) => name)
				.sort()
		).toEqual(['Node', 'Spare']);
		fixture.wiring.choose(app, 'rpc', node);
		expect(fixture.wiring.choose(app, 'rpc', spare).dependsOn[1]).toMatchObject({
			provider: { name: 'Spare' },
			problem: null
		});
		expect(fixture.wiring.of(node).serves).toEqual([]);
		expect(fixture.wiring.choose(app, 'rpc', null).dependsOn[1]).toMatchObject({ provider: null });
	});

	it.each([
		['itself', 'App', 'App', 'A pup cannot provide to itself.'],
		['one that has another version', 'App', 'Old', 'Old provides version 0.9.0 of rpc; App needs ^1.0.0.'],
		['one that has nothing of it', 'App', 'Loop', 'Loop provides no rpc; App needs ^1.0.0.']
	])('cannot be %s', (_, name, provider, reason) => {
		expect(() => fixture.wiring.choose(idOf(name), 'rpc', idOf(provider))).toThrow(
			expect.objectContaining({ code: 'cannot-provide', message: reason })
		);
	});

	it('cannot be one that depends on it', () => {
		const other = manifestOf('Other', '1.0.0', {
			interfaces: [{ name: 'app', version: '1.0.0' }],
			dependencies: [need('index')]
		});
		fixture.wiring.choose(idOf('Loop'), 'app', fixture.rows.admit(other));
		expect(() => fixture.wiring.choose(idOf('Other'), 'index', idOf('Loop'))).toThrow(
			expect.objectContaining({ message: 'Loop itself depends on Other: neither could start before the other.' })
		);
		expect(fixture.wiring.choose(idOf('Other'), 'index', idOf('Index')).dependsOn).toMatchObject([{ problem: null }]);
	});

	it('is unknown for what the pup does not ask for, and for pups that are not', () => {
		const missing = expect.objectContaining({ code: 'not-found' });
		expect(() => fixture.wiring.choose(idOf('App'), 'other', idOf('Node'))).toThrow(missing);
		expect(() => fixture.wiring.choose(idOf('App'), 'rpc', idOf('Nobody'))).toThrow(missing);
		expect(() => fixture.wiring.of(idOf('Nobody'))).toThrow(missing);
	});

	it('is named before it is removed; what it gave goes with it', () => {
		fixture.wiring.choose(idOf('App'), 'rpc', idOf('Node'));
		fixture.wiring.choose(idOf('Index'), 'rpc', idOf('Node'));
		expect(() => fixture.wiring.needUnused(idOf('Node'))).toThrow(
			expect.objectContaining({
				code: 'still-needed',
				message: 'App and Index cannot do without Node.',
				fields: { [idOf('App')]: 'App uses rpc of it.', [idOf('Index')]: 'Index uses rpc of it.' }
			})
		);
		fixture.wiring.needUnused(idOf('App'));
		expect(fixture.wiring.dependants(idOf('App'))).toEqual([]);
		fixture.rows.transition(idOf('App'), { kind: 'uninstalled' });
		expect(fixture.wiring.of(idOf('Node')).serves.map(({ name }) => name)).toEqual(['Index']);
		fixture.rows.transition(idOf('Node'), { kind: 'uninstalled' });
		expect(fixture.wiring.of(idOf('Index')).dependsOn).toMatchObject([
			{ provider: { name: 'Node' }, problem: 'Node is not installed.' }
		]);
		fixture.rows.transition(idOf('Node'), { kind: 'purged' });
		expect(fixture.wiring.of(idOf('Index')).dependsOn).toMatchObject([{ provider: null }]);
	});

	it('is named before an update that would not serve any more; what is missing is named afterwards', () => {
		fixture.wiring.choose(idOf('App'), 'rpc', idOf('Node'), ['RPC', 'Gone']);
		const node = manifest('Node');
		const next = { ...node, interfaces: node.interfaces.map((one) => ({ ...one, version: '2.0.0' })) };
		expect(fixture.wiring.breaks(idOf('Node'), node)).toEqual([]);
		expect(fixture.wiring.breaks(idOf('Node'), next)).toEqual([
			{
				key: `dependant/${idOf('App')}/rpc`,
				text: 'App needs rpc ^1.0.0 of it; this version provides version 2.0.0 of rpc.'
			}
		]);
		fixture.wiring.choose(idOf('App'), 'index', idOf('Index'));
		const unserved = fixture.wiring.unserved().filter(({ pupName }) => pupName === 'App');
		expect(unserved.map(({ problem }) => problem)).toEqual(['It was not granted what it needs of index at Index.']);
	});

	it('is not missed by who also runs without', () => {
		const free = manifestOf('Free', '1.0.0', { dependencies: [need('rpc', { optional: true })] });
		fixture.wiring.choose(fixture.rows.admit(free), 'rpc', idOf('Node'));
		fixture.wiring.needUnused(idOf('Node'));
		expect(fixture.wiring.choose(idOf('Free'), 'rpc', null).dependsOn).toMatchObject([
			{ provider: null, problem: null }
		]);
	});
});

describe('what is granted', () => {
	const groupsOf = (name: string, of = 'rpc') =>
		fixture.wiring
			.of(idOf(name))
			.dependsOn.find((one) => one.interface === of)!
			.permissions.filter(({ granted }) => granted)
			.map((one) => one.name);

	it('is what the owner said yes to with the plan, also where the pup is all of it', async () => {
		fixture.rows.admit(manifest('Node'));
		const plan = fixture.wiring.plan(requestOf('Shop'));
		expect(plan.wires[0]!.permissions).toMatchObject([
			{ name: 'RPC', optional: false, granted: true },
			{ name: 'Watch', optional: true, granted: false }
		]);
		expect(plan.wires[0]!.text).toBe(
			'Shop uses rpc 1.1.0 of Node, and is granted “RPC” (can change things) there. It also asks for “Watch” (not rated), which you may grant or not.'
		);
		const grants = [{ of: 's/Shop', interface: 'rpc', group: 'Watch' }];
		const other = fixture.wiring.plan({ ...requestOf('Shop'), grants });
		expect(other.id).not.toBe(plan.id);
		await expect(fixture.wiring.install({ ...requestOf('Shop'), plan: plan.id, grants })).rejects.toMatchObject({
			code: 'plan-changed'
		});
		const { job } = await fixture.wiring.install({ ...requestOf('Shop'), plan: other.id, grants });
		await fixture.jobs.finished(job.id);
		expect(groupsOf('Shop')).toEqual(['RPC', 'Watch']);
	});

	it('is nothing where nobody said so, then what is granted, until it is taken back', () => {
		for (const name of ['Node', 'Shop']) fixture.rows.admit(manifest(name));
		fixture.wiring.choose(idOf('Shop'), 'rpc', idOf('Node'));
		expect(groupsOf('Shop')).toEqual([]);
		fixture.wiring.grant(idOf('Shop'), 'rpc', 'Watch');
		fixture.wiring.grant(idOf('Shop'), 'rpc', 'Watch');
		expect(groupsOf('Shop')).toEqual(['Watch']);
		fixture.wiring.choose(idOf('Shop'), 'rpc', idOf('Node'), ['RPC']);
		expect(groupsOf('Shop')).toEqual(['RPC']);
		fixture.wiring.revoke(idOf('Shop'), 'rpc', 'RPC');
		expect(groupsOf('Shop')).toEqual([]);
		const missing = expect.objectContaining({ code: 'not-found' });
		expect(() => fixture.wiring.grant(idOf('Shop'), 'rpc', 'All')).toThrow(missing);
		expect(() => fixture.wiring.choose(idOf('Shop'), 'rpc', idOf('Node'), ['All'])).toThrow(missing);
		expect(() => fixture.wiring.grant(idOf('Shop'), 'index', 'RPC')).toThrow(missing);
	});

	it.each([
		['milder', 3, ['RPC']],
		['as serious', 2, ['RPC']],
		['more serious', 1, []],
		['not rated', null, []]
	])('goes over to another provider where the group is %s there: %s', (_, severity, left) => {
		for (const name of ['Node', 'Shop']) fixture.rows.admit(manifest(name));
		fixture.wiring.choose(idOf('Shop'), 'rpc', idOf('Node'), ['RPC']);
		const other = manifestOf('Other', '1.0.0', {
			interfaces: [
				{
					name: 'rpc',
					version: '1.0.0',
					permissionGroups: [{ name: 'RPC', description: '', routes: ['/*'], ...(severity && { severity }) }]
				}
			]
		});
		fixture.wiring.choose(idOf('Shop'), 'rpc', fixture.rows.admit(other));
		expect(groupsOf('Shop')).toEqual(left);
	});
});

describe('what a pup may reach', () => {
	it('is what it asks for, until the owner says otherwise', () => {
		for (const name of ['Index', 'Node']) fixture.rows.admit(manifest(name));
		expect(fixture.wiring.access(idOf('Index'))).toEqual({
			internet: null,
			asksInternet: true,
			reachesInternet: true,
			lan: false,
			networks: null
		});
		expect(fixture.wiring.access(idOf('Node'))).toMatchObject({ asksInternet: false, reachesInternet: false });
		fixture.wiring.setAccess(idOf('Index'), { internet: false });
		const networks = ['198.51.100.0/24', '198.51.100.0/24'];
		expect(fixture.wiring.setAccess(idOf('Index'), { lan: true, networks })).toMatchObject({
			internet: false,
			reachesInternet: false,
			lan: true,
			networks: ['198.51.100.0/24']
		});
		expect(fixture.wiring.setAccess(idOf('Index'), { internet: null, networks: null })).toMatchObject({
			reachesInternet: true,
			lan: true,
			networks: null
		});
		expect(() => fixture.wiring.access(idOf('Nobody'))).toThrow(expect.objectContaining({ code: 'not-found' }));
	});
});

describe('the drawing of connections', () => {
	it('has pups and what lies beyond, and an edge for what each may use', async () => {
		for (const name of ['Index', 'Node', 'Shop', 'Spare']) fixture.rows.admit(manifest(name));
		fixture.rows.transition(idOf('Spare'), { kind: 'uninstalled' });
		fixture.wiring.choose(idOf('Shop'), 'rpc', idOf('Node'));
		fixture.wiring.choose(idOf('Index'), 'rpc', idOf('Node'), ['RPC']);
		fixture.wiring.setAccess(idOf('Shop'), { lan: true });
		const { nodes, edges } = await fixture.wiring.connections();
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
		fixture.wiring.setAccess(idOf('Index'), { internet: false });
		expect((await fixture.wiring.connections()).edges[1]).toMatchObject({ to: 'internet', open: false });
		// Names apply to the internet only.
		fixture.wiring.setAccess(idOf('Shop'), { internet: true, networks: ['api.example.org', '10.1.0.0/16'] });
		expect((await fixture.wiring.connections()).edges.slice(-2)).toMatchObject([
			{ to: 'internet', only: ['api.example.org', '10.1.0.0/16'] },
			{ to: 'lan', only: ['10.1.0.0/16'] }
		]);
	});

	it('looks at all pups once, however many there are', async () => {
		for (const name of ['Index', 'Node', 'Shop', 'Spare', 'Old']) fixture.rows.admit(manifest(name));
		fixture.state.reads = 0;
		await fixture.wiring.connections();
		expect(fixture.state.reads).toBe(1);
		fixture.state.reads = 0;
		fixture.wiring.unserved();
		expect(fixture.state.reads).toBe(1);
	});
});

describe('hooks', () => {
	it('are made, shown and removed, and go with their pup', () => {
		fixture.rows.admit(manifest('Node'));
		fixture.rows.admit(manifest('App'));
		const [node, app] = [idOf('Node'), idOf('App')];
		const made = fixture.wiring.createHook(app, { port: 80, path: '/told', callers: [node, node] });
		expect(made).toMatchObject({
			id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
			url: `http://dogebox/dbx/hook/${made.id}`,
			callers: [node],
			problem: 'App is not running.',
			calls: 0
		});
		expect(fixture.wiring.hooks(app)).toEqual([made]);
		expect(fixture.wiring.gatewayHooks()).toMatchObject([{ id: made.id, to: 'not-running', path: '/told' }]);
		expect(() => fixture.wiring.removeHook(node, made.id)).toThrow(expect.objectContaining({ status: 404 }));
		expect(() => fixture.wiring.rotateHook(node, made.id)).toThrow(expect.objectContaining({ status: 404 }));
		const turned = fixture.wiring.rotateHook(app, made.id);
		expect(turned.id).not.toBe(made.id);
		expect(fixture.wiring.hooks(app)).toEqual([{ ...made, id: turned.id, url: turned.url }]);
		expect(fixture.wiring.gatewayHooks()).toMatchObject([{ id: turned.id, path: '/told' }]);
		fixture.wiring.removeHook(app, turned.id);
		expect(fixture.wiring.hooks(app)).toEqual([]);
		fixture.wiring.createHook(app, { port: 80, path: '/', callers: null });
		fixture.rows.transition(app, { kind: 'uninstalled' });
		expect(fixture.wiring.gatewayHooks()).toEqual([]);
		fixture.rows.transition(app, { kind: 'purged' });
		expect(fixture.database.db.select().from(tables.wiringHooks).all()).toEqual([]);
	});

	it.each([
		['a port that is not exposed', { port: 81 }, 'port-not-exposed', /exposes no port 81/],
		['a caller that is not there', { callers: ['f'.repeat(32)] }, 'not-found', /no pup/]
	])('are refused for %s', (_, change, code, message) => {
		fixture.rows.admit(manifest('App'));
		const create = () => fixture.wiring.createHook(idOf('App'), { port: 80, path: '/', callers: null, ...change });
		expect(create).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) as string }));
	});

	it('are at most 32 of a pup', () => {
		fixture.rows.admit(manifest('App'));
		const create = () => fixture.wiring.createHook(idOf('App'), { port: 80, path: '/', callers: null });
		for (let count = 0; count < 32; count++) create();
		expect(create).toThrow(expect.objectContaining({ code: 'too-many-hooks' }));
	});
});
