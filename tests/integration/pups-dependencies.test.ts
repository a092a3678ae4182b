/** Pups that depend on others: they are installed together, connected, and started in order. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cannotRunContainers } from './support/engine-fixture.ts';
import { box, engine, openBox, text, tiny, useManyPups } from './support/many-pups.ts';
import { SOURCE_ID } from './support/pups-fixture.ts';
import { existsSync, spawnSync, writeFileSync } from '../support/as-root.ts';

const why = cannotRunContainers();
if (why) console.log(`skipped: ${why}`);

describe.skipIf(why)('pups', () => {
	useManyPups();

	it('installs and starts what a pup depends on first, as one job that goes on after a kill', async () => {
		const request = { sourceId: SOURCE_ID, name: 'App' };
		tiny.gate.hold = new Promise(() => {});
		const { job, pupId } = await box.wiring.install({ ...request, plan: box.wiring.plan(request).id });
		const pupNamed = (name: string) => box.pups.list().find((one) => one.name === name)!;
		const node = pupNamed('Node').id;
		expect([pupNamed('App').state, pupNamed('Node').state]).toEqual(['installing', 'installing']);
		expect(box.wiring.of(pupId)).toMatchObject({ dependsOn: [{ interface: 'rpc', provider: { id: node } }] });
		const steps = () => box.jobs.list().find(({ title }) => title === 'Install Node')?.steps ?? [];
		await box.until(node, () => steps().some(({ name, status }) => name === 'root' && status === 'running'));
		await box.kill();
		tiny.gate.hold = null;
		openBox();
		await box.begin();
		const done = await box.done(job);
		expect(done).toMatchObject({ status: 'succeeded', result: { ends: 'running' } });
		const children = box.jobs.list().filter(({ parentId }) => parentId === job.id);
		expect(children.map(({ title, status }) => `${title}: ${status}`)).toEqual([
			'Install App: succeeded',
			'Install Node: succeeded'
		]);
		const [app, first] = [box.pups.get(pupId), box.pups.get(node)];
		expect([app.state, first.state]).toEqual(['running', 'running']);
		expect(first.services[0]!.startedAt).toBeLessThan(app.services[0]!.startedAt!);
		expect(() => box.wiring.needUnused(node)).toThrow(expect.objectContaining({ code: 'still-needed' }));
		await box.done(box.pups.remove(node, { keepData: false }));
		expect(box.wiring.of(pupId).dependsOn).toMatchObject([{ provider: null }]);
	});

	it('opens what was granted, tells services where to find it, and closes what is revoked', async () => {
		const request = { sourceId: SOURCE_ID, name: 'App' };
		const node = (await box.install('Node')).id;
		const { job, pupId } = await box.wiring.install({ ...request, plan: box.wiring.plan(request).id });
		expect(await box.done(job)).toMatchObject({ status: 'succeeded', result: { ends: 'running' } });
		const addressOf = (id: string) => box.pups.get(id).address!;
		expect(text(pupId, 'env')).toBe(`rpc-tcp ${addressOf(node)} 4000\n`);
		const rules = () => spawnSync('nft', ['list', 'table', 'inet', engine.names.nftTable]).stdout.toString();
		const opened = (to: string, port: number) => rules().includes(`${addressOf(pupId)} . ${to} . tcp . ${port}`);
		const eventually = (id: string, what: () => boolean) => box.until(id, what);
		await eventually(pupId, () => opened(addressOf(node), 4000));
		box.wiring.revoke(pupId, 'rpc', 'Ask');
		await eventually(pupId, () => !opened(addressOf(node), 4000));
		box.wiring.grant(pupId, 'rpc', 'Ask');
		await eventually(pupId, () => opened(addressOf(node), 4000));

		const other = (await box.install('Other')).id;
		const before = box.pups.get(pupId).services[0]!.pid;
		box.wiring.choose(pupId, 'rpc', other);
		await box.until(pupId, (pup) => pup.jobId === null && pup.state === 'running' && pup.services[0]!.pid !== before);
		expect(text(pupId, 'env')).toBe(`rpc-tcp ${addressOf(other)} 5000\n`);
		await eventually(pupId, () => opened(addressOf(other), 5000) && !opened(addressOf(node), 4000));
		await box.done(box.pups.remove(other, { keepData: true }));
		await eventually(pupId, () => !rules().includes('. tcp . 5000'));
		expect(box.pups.get(pupId).state).toBe('running');
	});

	it('runs a second pup of the same kind beside the first, apart in all', async () => {
		const first = (await box.install('Node')).id;
		const request = { sourceId: SOURCE_ID, name: 'Node', as: 'Spare node' };
		const { job, pupId } = await box.wiring.install({ ...request, plan: box.wiring.plan(request).id });
		expect(await box.done(job)).toMatchObject({ status: 'succeeded', result: { ends: 'running' } });
		const [one, two] = [box.pups.get(first), box.pups.get(pupId)];
		expect([one.name, one.offerName, two.name, two.offerName]).toEqual(['Node', undefined, 'Spare node', 'Node']);
		expect(two.address).not.toBe(one.address);
		writeFileSync(join(engine.paths.storage, pupId, 'mine'), 'second');
		expect(existsSync(join(engine.paths.storage, first, 'mine'))).toBe(false);
		expect(() => box.wiring.plan(request)).toThrow(expect.objectContaining({ code: 'already-installed' }));
		await expect(box.pups.install({ ...request, as: 'Other' })).rejects.toMatchObject({ code: 'name-taken' });
		expect(box.store.list().find(({ name }) => name === 'Node')).toMatchObject({ installedPupId: first });

		const app = { sourceId: SOURCE_ID, name: 'App' };
		const choices = [{ of: `${SOURCE_ID}/App`, interface: 'rpc', provider: pupId }];
		const plan = box.wiring.plan({ ...app, choices });
		const dependant = await box.wiring.install({ ...app, choices, plan: plan.id });
		expect(await box.done(dependant.job)).toMatchObject({ status: 'succeeded' });
		expect(text(dependant.pupId, 'env')).toBe(`rpc-tcp ${two.address} 4000\n`);
		const options = box.wiring.of(dependant.pupId).dependsOn[0]!.options.map(({ name }) => name);
		expect(options).toEqual(expect.arrayContaining(['Node', 'Spare node']));

		// Names can be swapped while both run, and nothing is restarted for that.
		const began = box.pups.get(pupId).services[0]?.startedAt;
		expect(() => box.pups.rename(pupId, 'Node')).toThrow(expect.objectContaining({ code: 'name-taken' }));
		expect(() => box.pups.rename(pupId, 'App')).toThrow(expect.objectContaining({ code: 'name-taken' }));
		expect(box.pups.rename(first, 'Old node')).toMatchObject({ name: 'Old node', offerName: 'Node' });
		expect(box.store.list().find(({ name }) => name === 'Node')?.installedState).toBe('running');
		const named = box.pups.rename(pupId, 'Node');
		expect([named.name, named.offerName, named.services[0]?.startedAt]).toEqual(['Node', undefined, began]);
		expect(box.wiring.of(dependant.pupId).dependsOn[0]!.provider).toMatchObject({ id: pupId, name: 'Node' });
		expect(box.pups.rename(pupId, 'Spare node').offerName).toBe('Node');

		await box.done(box.pups.remove(first, { keepData: false }));
		expect(box.pups.get(pupId).state).toBe('running');
		expect(box.store.list().find(({ name }) => name === 'Node')?.installedPupId).toBe(pupId);
		await box.done(box.pups.remove(pupId, { keepData: true }));
		const again = await box.pups.install(request);
		expect([again.pupId, (await box.done(again.job)).status]).toEqual([pupId, 'succeeded']);
		expect(text(pupId, 'mine')).toBe('second');
	});

	it('starts a pup when those are ready without whom it cannot do, or all the same', async () => {
		const request = { sourceId: SOURCE_ID, name: 'App' };
		const node = (await box.install('Node')).id;
		const { job, pupId } = await box.wiring.install({ ...request, plan: box.wiring.plan(request).id });
		await box.done(job);
		const bothStopped = async () => {
			await box.done(box.pups.stop(node));
			expect(box.pups.get(pupId).state).toBe('running');
			await box.done(box.pups.stop(pupId));
		};
		const waits = (id: string) => box.until(pupId, () => box.jobs.get(id)?.waitingFor !== null);
		await bothStopped();
		const first = box.pups.start(pupId);
		await waits(first.id);
		expect(box.jobs.get(first.id)!.waitingFor).toMatchObject({
			code: 'waits-for-provider',
			reason: 'Waits for Node to be ready. Node is stopped.'
		});
		await box.done(box.pups.start(node));
		expect(await box.done(first)).toMatchObject({ status: 'succeeded' });
		expect(box.pups.get(pupId).state).toBe('running');

		await bothStopped();
		const second = box.pups.start(pupId);
		await waits(second.id);
		expect(box.pups.start(pupId, { anyway: true }).id).toBe(second.id);
		expect(await box.done(second)).toMatchObject({ status: 'succeeded' });
		await box.done(box.pups.stop(pupId));

		const third = box.pups.start(pupId);
		await waits(third.id);
		await box.done(box.pups.stop(pupId));
		expect(box.jobs.get(third.id)!.status).toBe('cancelled');
		expect(box.pups.get(pupId)).toMatchObject({ state: 'stopped', enabled: false });
	});

	it('leaves nothing of a plan that is cancelled before any of it is installed', async () => {
		const request = { sourceId: SOURCE_ID, name: 'App' };
		tiny.gate.hold = new Promise(() => {});
		const { job } = await box.wiring.install({ ...request, plan: box.wiring.plan(request).id });
		box.jobs.cancel(job.id);
		expect(await box.done(job)).toMatchObject({ status: 'cancelled' });
		expect(box.pups.list()).toEqual([]);
	});
});
