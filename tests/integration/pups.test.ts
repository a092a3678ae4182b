/**
 * A pup's whole life over a real engine, network and database; only keys and the build are stood in
 * for.
 */
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PupSummary } from '../../src/lib/contract/pups.ts';
import { cannotRunContainers, engineFixture, type EngineFixture } from './support/engine-fixture.ts';
import {
	nobody,
	pupsFixture,
	SOURCE_ID,
	tinyRootBuilder,
	writeIndex,
	writePup,
	type PupsFixture
} from './support/pups-fixture.ts';
import { existsSync, readFileSync, spawnSync, statSync, writeFileSync } from '../support/as-root.ts';

const why = cannotRunContainers();
if (why) console.log(`skipped: ${why}`);

describe.skipIf(why)('pups', () => {
	let engine: EngineFixture;
	let box: PupsFixture;
	let tiny: ReturnType<typeof tinyRootBuilder>;
	let sources: string;
	/** Mount point of the disk with pups' data while it is “not there”. */
	let missing: string | null = null;
	const text = (id: string, file: string) => readFileSync(join(engine.paths.storage, id, file), 'utf8');
	const alive = (pid: number | null | undefined) => typeof pid === 'number' && existsSync(`/proc/${pid}`);

	beforeAll(async () => {
		engine = await engineFixture();
		tiny = tinyRootBuilder(engine);
		sources = join(engine.paths.data, 'sources');
		const trap = 'trap "exit 0" TERM; while :; do sleep 0.1; done';
		writePup(
			sources,
			'Web',
			{
				web: `
cat /proc/self/status > /storage/status
echo "$DBX_PUP_ID $DBX_PUP_IP $DBX_HOST $DBX_PORT $FROM_MANIFEST $GREETING" > /storage/env
(echo x > /pup/written) 2>/dev/null || echo readonly > /storage/pup
cat /storage/delegated.key > /storage/key-seen 2>/dev/null
echo started; ${trap}`
			},
			{
				config: {
					sections: [
						{
							name: 's',
							fields: [
								{ name: 'GREETING', label: 'Greeting', type: 'text', default: 'hello you' },
								{ name: 'SECRET', label: 'Secret', type: 'password' }
							]
						}
					]
				}
			}
		);
		writePup(sources, 'Two', {
			steady: trap,
			shaky:
				'if [ -e /storage/steady ]; then while :; do sleep 0.1; done; fi; echo "$(printf "\\033[31mlast words\\033[0m")"; sleep 0.5; exit 3'
		});
		writePup(
			sources,
			'Ask',
			{ web: trap },
			{
				config: {
					sections: [{ name: 's', fields: [{ name: 'NEEDED', label: 'Needed', type: 'text', required: true }] }]
				}
			}
		);
		writePup(
			sources,
			'Image',
			{ web: `echo "$FROM_IMAGE $FROM_MANIFEST $DBX_PUP_ID $HOME $PATH" > /storage/env; pwd > /storage/cwd; ${trap}` },
			{ container: { build: { debian: { packages: [] }, image: `registry.example/tiny@sha256:${'ab'.repeat(32)}` } } }
		);
		writePup(sources, 'Deaf', { web: 'trap "" TERM; echo started; while :; do sleep 0.1; done' });
		const deaf = join(sources, 'Deaf', 'manifest.json');
		const { container, ...rest } = JSON.parse(readFileSync(deaf, 'utf8')) as {
			container: { services: object[] };
		};
		container.services = container.services.map((service) => ({ ...service, stop: { seconds: 1 } }));
		writeFileSync(deaf, JSON.stringify({ ...rest, container }));
		writePup(sources, 'Odd', { web: trap }, { container: { tmpfs: [{ path: '/bin/sh/x', sizeMiB: 1 }] } });
		writePup(sources, 'Missing', { web: trap });
		writeFileSync(
			join(sources, 'Missing', 'manifest.json'),
			readFileSync(join(sources, 'Missing', 'manifest.json'), 'utf8').replace('sh /pup/web.sh', '/no/such/program')
		);
		const often = { interval: 2, timeout: 1, retries: 1, startPeriod: 0 };
		const well = (file: string) => ({
			exec: { argv: ['sh', '-c', `[ -e /storage/${file} ] || { echo no ${file} >&2; exit 7; }`] }
		});
		writePup(
			sources,
			'Checked',
			{ mended: trap, told: trap, deaf: trap },
			{
				container: {
					services: [
						{ name: 'mended', health: { ...well('mended'), ...often } },
						{ name: 'told', health: { ...well('told'), ...often, restart: false } },
						{ name: 'deaf', health: { tcp: { port: 9 }, ...often, startPeriod: 600 } }
					].map((service) => ({ ...service, command: { exec: `sh /pup/${service.name}.sh` } }))
				}
			}
		);
		const ask = { name: 'Ask', description: 'Asks.', severity: 3, port: 4000 };
		const node = (port: number) => ({
			container: { exposes: [{ name: 'rpc-tcp', type: 'tcp', port, interfaces: ['rpc'] }] },
			interfaces: [{ name: 'rpc', version: '1.2.0', permissionGroups: [{ ...ask, port }] }]
		});
		writePup(sources, 'Node', { rpc: trap }, node(4000));
		writePup(sources, 'Other', { rpc: trap }, node(5000));
		const needs = [{ interfaceName: 'rpc', interfaceVersion: '^1.0.0', permissionGroups: ['Ask'] }];
		const tell = 'echo "$DBX_IFACE_RPC_NAME $DBX_IFACE_RPC_HOST $DBX_IFACE_RPC_PORT" > /storage/env';
		writePup(sources, 'App', { app: `${tell}; ${trap}` }, { dependencies: needs });
		writeIndex(sources, ['Web', 'Two', 'Ask', 'Missing', 'Image', 'Deaf', 'Odd', 'Checked', 'Node', 'Other', 'App']);
		box = pupsFixture(engine, { sources, builder: tiny.builder, storageMissing: () => missing });
		await box.begin();
	});
	afterAll(async () => {
		await box?.end();
		await engine?.dispose();
	});
	afterEach(async () => {
		missing = null;
		tiny.gate.hold = null;
		for (const { id, jobId } of box.pups.list()) {
			if (jobId) {
				box.jobs.cancel(jobId);
				await box.jobs.finished(jobId);
			}
			if (box.pups.list().some((pup) => pup.id === id)) await box.done(box.pups.remove(id, { keepData: false }));
		}
		expect(await engine.left()).toEqual({});
	});

	it('installs, runs, stops, starts, uninstalls with its data kept, installs over it, and leaves nothing when purged', async () => {
		const { id, job } = await box.install('Web');
		expect(job).toMatchObject({ status: 'succeeded', percent: 100 });
		expect(job.steps.map((step) => step.name)).toEqual(['check', 'source', 'keys', 'root', 'files', 'start']);
		const running = box.pups.get(id);
		expect(running).toMatchObject({
			state: 'running',
			enabled: true,
			failure: null,
			keys: 'waiting',
			needsConfig: false
		});
		const pid = running.services[0]?.pid;
		expect(alive(pid)).toBe(true);
		expect(running.address).toBe(engine.network.addressOf(2));
		const port = running.webPages[0]?.port ?? 0;
		expect(running.webPages).toEqual([{ name: 'Page', port, url: `http://localhost:${port}/` }]);
		expect(box.pups.get(id, { protocol: 'https', hostname: 'box.local' }).webPages[0]?.url).toBe(
			`https://box.local:${port}/`
		);
		box.pups.notePage(port, 'Another program uses it.');
		expect(box.pups.get(id).webPages[0]?.problem).toBe('Another program uses it.');
		expect(box.changes.at(-1)).toMatchObject({ kind: 'pup', pup: { id, webPages: [{ problem: expect.any(String) }] } });
		box.pups.notePage(port, null);
		expect(box.pups.get(id).webPages[0]).not.toHaveProperty('problem');
		expect(box.pups.pageTarget(port)).toMatchObject({
			pupId: id,
			host: running.address,
			targetPort: 8080,
			running: true
		});

		await box.until(id, () => existsSync(join(engine.paths.storage, id, 'pup')));
		expect(text(id, 'pup')).toBe('readonly\n');
		expect(text(id, 'env')).toBe(`${id} ${running.address} ${engine.network.gateway} 80 yes hello you\n`);
		expect(text(id, 'status')).toMatch(/^Uid:\t420\t420\t420\t420$/m);
		expect(text(id, '.dbx/config.env')).toBe('GREETING="hello you"\n');
		const owner = statSync(join(engine.paths.storage, id, '.dbx/config.env'));
		expect([owner.mode & 0o777, owner.uid, owner.gid]).toEqual([
			0o600,
			engine.names.idBase + 420,
			engine.names.idBase + 69
		]);

		box.keyring.unlock();
		await box.until(id, (pup) => pup.keys === 'made');
		expect(text(id, 'delegated.key')).toBe(`priv-${id}`);
		expect(text(id, 'delegated.extended.key')).toBe(`dgpv-${id}`);
		expect(statSync(join(engine.paths.storage, id, 'delegated.key')).mode & 0o777).toBe(0o400);

		expect((await box.done(box.pups.stop(id))).status).toBe('succeeded');
		expect(box.pups.get(id)).toMatchObject({ state: 'stopped', enabled: false, address: null });
		expect(alive(pid)).toBe(false);
		expect(box.pups.pageTarget(port)?.running).toBe(false);
		expect((await box.done(box.pups.start(id))).status).toBe('succeeded');
		const again = box.pups.get(id);
		expect(again.state).toBe('running');
		expect(alive(again.services[0]?.pid)).toBe(true);
		await box.until(id, () => existsSync(join(engine.paths.storage, id, 'key-seen')) && text(id, 'key-seen') !== '');
		expect(text(id, 'key-seen')).toBe(`priv-${id}`);
		expect((await box.pups.logs(id, { tail: 10 })).lines.map((line) => line.text)).toContain('started');

		writeFileSync(join(engine.paths.storage, id, 'mine'), 'kept');
		expect((await box.done(box.pups.remove(id, { keepData: true }))).status).toBe('succeeded');
		expect(box.pups.get(id)).toMatchObject({ state: 'uninstalled', webPages: [] });
		expect(box.pups.pagePorts()).not.toContain(port);
		expect(existsSync(join(engine.paths.data, 'pups', id))).toBe(false);
		expect(box.store.list().find((pup) => pup.name === 'Web')).toMatchObject({
			installedPupId: id,
			installedState: 'uninstalled'
		});

		const second = await box.install('Web');
		expect(second.id).toBe(id);
		expect(second.job.status).toBe('succeeded');
		expect(text(id, 'mine')).toBe('kept');
		expect(box.pups.get(id)).toMatchObject({ state: 'running', webPages: [{ port }], keys: 'made' });

		expect((await box.done(box.pups.remove(id, { keepData: false }))).status).toBe('succeeded');
		expect(() => box.pups.get(id)).toThrow(/There is no pup/);
		expect(box.changes.at(-1)?.kind === 'job' || box.changes.some((c) => c.kind === 'pup-removed' && c.id === id)).toBe(
			true
		);
		for (const path of [
			join(engine.paths.storage, id),
			join(engine.paths.data, 'pups', id),
			join(engine.paths.logs, id)
		]) {
			expect(existsSync(path), path).toBe(false);
		}
		const table = (name: string) => box.database.raw.prepare(`SELECT count(*) AS n FROM ${name}`).get();
		for (const name of ['pups', 'pup_config', 'pup_config_versions', 'pup_pages']) {
			expect(table(name), name).toEqual({ n: 0 });
		}
	});

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
		box = pupsFixture(engine, { sources, builder: tiny.builder, storageMissing: () => missing });
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

		// Names are exchanged while both run; nothing is restarted for it.
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

	it('neither starts nor installs while the disk with its data is not there, and starts by itself when it is back', async () => {
		const { id } = await box.install('Web');
		missing = '/mnt/data';
		const refused = { code: 'storage-missing', status: 409, message: expect.stringContaining('/mnt/data') };
		await box.done(box.pups.stop(id));
		expect(() => box.pups.start(id)).toThrow(expect.objectContaining(refused));
		expect(() => box.pups.remove(id, { keepData: false })).toThrow(expect.objectContaining(refused));
		await expect(box.pups.install({ sourceId: SOURCE_ID, name: 'Two' })).rejects.toMatchObject(refused);
		await box.pups.configure(id, { GREETING: 'later' });
		missing = null;
		await box.done(box.pups.start(id));
		expect(text(id, '.dbx/config.env')).toBe('GREETING=later\n');
		// As after a reboot: it should run, and its container is gone.
		missing = '/mnt/data';
		await engine.engine.stop(id);
		box.keyring.unlock();
		await box.until(id, 'stopped');
		expect(box.pups.get(id)).toMatchObject({ enabled: true, failure: null });
		missing = null;
		box.keyring.unlock();
		await box.until(id, 'running');
	});

	it('restarts one crashed service and leaves the other alone, then counts as running again', async () => {
		const { id, job } = await box.install('Two');
		expect(job.status).toBe('succeeded');
		const steady = box.pups.get(id).services.find((s) => s.name === 'steady')?.pid;
		const crashed = await box.until(id, 'crashed');
		expect(crashed.failure).toMatchObject({ code: 'service-ended', reason: '“shaky” ended with exit code 3.' });
		expect(crashed.services.find((s) => s.name === 'shaky')).toMatchObject({
			state: 'waiting',
			lastExitCode: 3,
			pid: null
		});
		// Why, when it starts again, and its last words, which are read in the background.
		const { trouble } = await box.until(id, (pup) => (pup.trouble?.[0]?.lines.length ?? 0) > 0);
		expect(trouble).toEqual([
			{
				service: 'shaky',
				reason: 'It ended with exit code 3.',
				exitCode: 3,
				at: expect.any(Number),
				nextStartAt: expect.any(Number),
				lines: expect.arrayContaining([expect.objectContaining({ stream: 'stdout', text: 'last words' })])
			}
		]);
		writeFileSync(join(engine.paths.storage, id, 'steady'), '');
		const back = await box.until(id, 'running');
		expect(back.services.find((s) => s.name === 'shaky')).toMatchObject({ state: 'running', restarts: 1 });
		expect(back.services.find((s) => s.name === 'steady')?.pid).toBe(steady);
		expect(
			(await box.pups.logs(id, { service: 'shaky', tail: 20 })).lines.some((l) =>
				l.text.includes('starts it again in 1 s')
			)
		).toBe(true);
	});

	it('asks services how they are: one that is not well is started again, one that only wants to be told runs on', async () => {
		const { id } = await box.install('Checked');
		const health = (name: string) => box.pups.get(id).services.find((service) => service.name === name)?.health;
		const pid = (name: string) => box.pups.get(id).services.find((service) => service.name === name)?.pid;
		const first = pid('mended');
		const toldPid = pid('told');
		const crashed = await box.until(id, (pup) => pup.failure?.code === 'unhealthy');
		expect(crashed.failure?.reason).toBe(
			'“mended” was ended since its health check failed: “sh” ends with exit code 7: no mended.'
		);
		expect(crashed.trouble?.[0]?.reason).toMatch(/Its health check had failed: “sh” ends with exit code 7/);
		await box.until(id, () => health('told')?.state === 'unhealthy');
		expect(box.pups.get(id).health).toMatchObject({ state: 'unhealthy' });
		for (const name of ['mended', 'told']) writeFileSync(join(engine.paths.storage, id, name), '');
		await box.until(
			id,
			(pup) => pup.state === 'running' && ['mended', 'told'].every((name) => health(name)?.state === 'healthy')
		);
		expect(pid('mended')).not.toBe(first);
		expect(pid('told')).toBe(toldPid);
		// It has its start period still; the pup is as the worst of its services is.
		expect(health('deaf')).toMatchObject({ state: 'starting', text: 'Port 9 takes no connections.' });
		expect(box.pups.get(id).health).toMatchObject({ state: 'starting' });
		await box.done(box.pups.stop(id));
		expect(health('told')).toMatchObject({ state: 'waiting' });
		expect(box.pups.get(id)).not.toHaveProperty('health');
	});

	it('goes on running over a restart of the box, is found again, and starts again after a reboot', async () => {
		const { id } = await box.install('Web');
		const pid = box.pups.get(id).services[0]?.pid;
		await box.end();
		await engine.forget({ adopt: false });
		box = pupsFixture(engine, { sources, builder: tiny.builder });
		await box.begin();
		expect((await box.until(id, 'running')).services[0]?.pid).toBe(pid);
		expect(box.jobs.list({ unfinishedOnly: true })).toEqual([]);

		await box.end();
		// As a reboot leaves it: no container, the row says running.
		await engine.engine.stop(id);
		box = pupsFixture(engine, { sources, builder: tiny.builder });
		await box.begin();
		const back = await box.until(id, (pup) => pup.state === 'running' && alive(pup.services[0]?.pid));
		expect(back.services[0]?.pid).not.toBe(pid);
		expect(box.jobs.list({ limit: 1 })[0]).toMatchObject({ kind: 'pup.start', requestedBy: 'box' });
	});

	it('waits for config, starts when it is saved, restarts when it changes, shows no secret', async () => {
		const { id, job } = await box.install('Ask');
		expect(job.status).toBe('succeeded');
		expect(box.pups.get(id)).toMatchObject({ state: 'stopped', enabled: true, needsConfig: true });
		expect(() => box.pups.start(id)).toThrow(/settings are saved/);
		await expect(box.pups.configure(id, { NEEDED: '', OTHER: 1 })).rejects.toMatchObject({
			status: 422,
			fields: { NEEDED: 'is required', OTHER: 'is not a field of this pup' }
		});
		const { job: start } = await box.pups.configure(id, { NEEDED: 'x $y' });
		expect((await box.done(start!)).kind).toBe('pup.start');
		expect(box.pups.get(id).state).toBe('running');
		expect(text(id, '.dbx/config.env')).toBe('NEEDED="x $y"\n');

		const web = await box.install('Web');
		const before = box.pups.get(web.id).services[0]?.pid;
		const { job: restart, pup } = await box.pups.configure(web.id, { SECRET: 'hunter2hunter2' });
		expect(pup.config.sections[0]?.fields.find((f) => f.name === 'SECRET')).toMatchObject({ value: null, isSet: true });
		expect((await box.done(restart!)).status).toBe('succeeded');
		expect(box.pups.get(web.id).services[0]?.pid).not.toBe(before);
		expect(text(web.id, '.dbx/config.env')).toContain('SECRET=hunter2hunter2\n');
		expect(JSON.stringify([box.changes, box.pups.get(web.id), box.jobs.list()])).not.toContain('hunter2');
		expect(JSON.stringify(box.database.raw.prepare('SELECT * FROM pup_config').all())).not.toContain('hunter2');
	});

	it('tells what saving would do before it is done, and restarts nothing for values that are not new', async () => {
		const { id } = await box.install('Web');
		const { pid } = box.pups.get(id).services[0]!;
		const restart = { effect: 'container', services: ['web'], text: 'Saving restarts the service web.' };
		expect(await box.pups.planConfig(id, { GREETING: 'other' })).toEqual({ changes: ['config'], ...restart });
		expect(await box.pups.planConfig(id, null)).toEqual({ changes: ['config'], ...restart });
		const same = { GREETING: 'hello you' };
		expect(await box.pups.planConfig(id, same)).toMatchObject({ changes: [], effect: 'nothing', services: [] });
		await expect(box.pups.planConfig(id, { OTHER: 1 })).rejects.toMatchObject({ status: 422 });
		expect((await box.pups.configure(id, same)).job).toBeNull();
		expect(box.pups.get(id)).toMatchObject({ state: 'running', services: [{ pid }] });
		expect(box.jobs.list().map((job) => job.kind)[0]).toBe('pup.install');
		await box.done(box.pups.stop(id));
		expect(await box.pups.planConfig(id, { GREETING: 'other' })).toMatchObject({
			effect: 'nothing',
			text: 'Web does not run; what is saved is used when it starts.'
		});
		const ask = await box.install('Ask');
		expect(await box.pups.planConfig(ask.id, { NEEDED: 'x' })).toMatchObject({
			effect: 'start',
			text: 'Saving starts Ask.'
		});
		expect(box.pups.get(ask.id)).toMatchObject({ state: 'stopped', needsConfig: true });
	});

	it('takes settings with the installation, and says in its result what is still missing', async () => {
		const waits = await box.install('Ask');
		expect(waits.job).toMatchObject({
			status: 'succeeded',
			result: {
				ends: 'needs-settings',
				missing: ['Needed'],
				text: 'Installed, needs settings. “Needed” has no value yet.'
			}
		});
		await box.done(box.pups.remove(waits.id, { keepData: true }));
		const install = (name: string, config: Record<string, unknown>, mayChange?: (names: readonly string[]) => void) =>
			box.pups.install({ sourceId: SOURCE_ID, name, config }, { actor: 'token', actorName: 'Script' }, mayChange);
		const refuse = (names: readonly string[]) => {
			throw new Error(`may not change ${names.join()}`);
		};
		await expect(install('Ask', { NEEDED: '', OTHER: 1 })).rejects.toMatchObject({
			code: 'invalid-input',
			fields: { NEEDED: 'is required', OTHER: 'is not a field of this pup' }
		});
		await expect(install('Ask', { NEEDED: 'given' }, refuse)).rejects.toThrow('may not change NEEDED');
		expect(box.pups.get(waits.id).state, 'nothing was begun').toBe('uninstalled');
		const again = await install('Ask', { NEEDED: 'given' });
		expect(await box.done(again.job)).toMatchObject({ result: { ends: 'running', missing: [] } });
		expect(again.pupId).toBe(waits.id);
		expect(text(waits.id, '.dbx/config.env')).toBe('NEEDED=given\n');
		expect(box.pups.configHistory(waits.id)).toMatchObject([
			{ savedBy: 'token', savedByName: 'Script', current: true }
		]);

		const { job, pupId } = await install('Web', { SECRET: 'hunter2hunter2' }, refuse);
		expect(await box.done(job)).toMatchObject({ status: 'succeeded', result: { ends: 'running' } });
		expect(text(pupId, '.dbx/config.env')).toContain('SECRET=hunter2hunter2\n');
		const seen = JSON.stringify([
			box.changes,
			box.pups.get(pupId),
			box.jobs.list(),
			await box.jobs.log(job.id, 100),
			...['jobs', 'pup_config', 'pup_config_versions', 'changes'].map((table) =>
				box.database.raw.prepare(`SELECT * FROM ${table}`).all()
			)
		]);
		expect(seen).not.toContain('hunter2');
	});

	it('keeps what was saved, compares it, and goes back to it', async () => {
		const { id } = await box.install('Web', { start: false });
		expect(box.pups.configHistory(id)).toEqual([]);
		const save = (values: Record<string, unknown>) => box.pups.configure(id, values);
		await save({ GREETING: 'one', SECRET: 'hush-one' });
		await save({ GREETING: 'one' });
		await save({ GREETING: 'two', SECRET: 'hush-two' });
		const versions = box.pups.configHistory(id);
		expect(versions.map(({ version, savedBy, changed, current }) => [version, savedBy, changed, current])).toEqual([
			[3, 'owner', ['Greeting', 'Secret'], true],
			[2, 'owner', ['Greeting', 'Secret'], false],
			[1, 'box', ['Greeting'], false]
		]);
		expect(box.pups.compareConfig(id, 1, 2)).toEqual([
			{ name: 'GREETING', label: 'Greeting', secret: false, from: 'hello you', to: 'one' },
			{ name: 'SECRET', label: 'Secret', secret: true, from: null, to: '' }
		]);
		expect(box.pups.compareConfig(id, 2, null).map(({ name }) => name)).toEqual(['GREETING', 'SECRET']);
		expect(() => box.pups.compareConfig(id, 9, null)).toThrow('There is no saved configuration');
		expect((await box.pups.planRestore(id, 2)).differences).toHaveLength(2);
		expect(box.pups.configHistory(id), 'asking keeps nothing').toHaveLength(3);

		await box.pups.restoreConfig(id, 2);
		expect(text(id, '.dbx/config.env')).toBe('GREETING=one\nSECRET=hush-one\n');
		await box.pups.restoreConfig(id, 1);
		expect(text(id, '.dbx/config.env'), 'what had no value has none again').toBe('GREETING="hello you"\n');
		expect(box.pups.configHistory(id)[0]).toMatchObject({ version: 5, current: true });
		expect(JSON.stringify(box.database.raw.prepare('SELECT * FROM pup_config_versions').all())).not.toContain('hush');
		// A field that the pup needs and had no value then stays as it is.
		const ask = await box.install('Ask', { start: false });
		await box.pups.configure(ask.id, { NEEDED: 'a' });
		await box.pups.configure(ask.id, { NEEDED: 'b' });
		const manifest = (from: string, to: string) =>
			box.database.raw.prepare('UPDATE pups SET manifest = replace(manifest, ?, ?) WHERE id = ?').run(from, to, ask.id);
		manifest('"type":"text"', '"type":"number"');
		expect((await box.pups.planRestore(ask.id, 1)).differences, 'it would no longer be taken').toEqual([]);
		for (let n = 0; n < 55; n++) await box.pups.configure(ask.id, { NEEDED: n });
		const kept = box.pups.configHistory(ask.id);
		expect([kept.length, kept[0]?.version, kept.at(-1)?.version]).toEqual([50, 57, 8]);
	});

	it('says in its job what is odd: a setting that is missing, data that was kept, a folder that cannot be', async () => {
		const log = async (job: { id: string }) => (await box.jobs.log(job.id, 50)).map((line) => line.text).join('\n');
		const ask = await box.install('Ask');
		expect(await log(ask.job)).toContain('It is not started: “Needed” has no value yet.');
		expect(() => box.pups.start(ask.id)).toThrow('before its settings are saved. “Needed” has no value yet.');
		const web = await box.install('Web');
		expect(await log(web.job)).not.toContain('earlier installation');
		await box.done(box.pups.remove(web.id, { keepData: true }));
		expect(await log((await box.install('Web')).job)).toContain('Data of an earlier installation is there');
		const odd = await box.install('Odd');
		expect(odd.job).toMatchObject({
			status: 'failed',
			error: { reason: expect.stringContaining('Nothing can be mounted below /bin/sh') as string }
		});
	});

	it('says of a service that had to be killed: in the job, in its log and on its page', async () => {
		const { id } = await box.install('Deaf');
		expect(box.pups.get(id).limitChoices).toMatchObject({ own: { stopSeconds: null }, defaults: { stopSeconds: 1 } });
		const job = await box.done(box.pups.stop(id));
		const words = '“web” did not end within 1 second of SIGTERM and was killed.';
		expect(job.status).toBe('succeeded');
		expect((await box.jobs.log(job.id, 10)).map((line) => line.text)[1]).toContain(words);
		expect((await box.pups.logs(id, { tail: 1 })).lines[0]!.text).toBe(words);
		expect(box.pups.get(id).services[0]).toMatchObject({ state: 'stopped', killedAfter: 1 });
		await box.done(box.pups.start(id));
		expect(box.pups.get(id).services[0]).toMatchObject({ killedAfter: null });
		// What its owner set goes before the manifest.
		await box.pups.setLimits(id, { stopSeconds: 2 });
		const again = await box.done(box.pups.restart(id));
		expect((await box.jobs.log(again.id, 10)).map((line) => line.text)[1]).toContain('within 2 seconds of SIGTERM');
		await box.pups.setLimits(id, { stopSeconds: 1 });
	});

	it('gives what runs other limits without a restart, and keeps them', async () => {
		const { id } = await box.install('Web');
		const { pid } = box.pups.get(id).services[0]!;
		const limit = () => {
			const group = join(engine.names.cgroup, id, 'pids.max');
			const file = [join('/sys/fs/cgroup/pids', group), join('/sys/fs/cgroup', group)].find((path) => existsSync(path));
			return Number(readFileSync(file!, 'utf8'));
		};
		expect(limit()).toBe(4096);
		expect(await box.pups.planLimits(id, { pids: 99 })).toMatchObject({ changes: ['limits'], effect: 'live' });
		expect(limit()).toBe(4096);
		const pup = await box.pups.setLimits(id, { pids: 99, memoryBytes: 256 * 1024 * 1024 });
		expect(pup).toMatchObject({ limits: { pids: 99, memoryBytes: 256 * 1024 * 1024 }, services: [{ pid }] });
		expect(pup).not.toHaveProperty('drift');
		expect(limit()).toBe(99);
		await expect(box.pups.setLimits(id, { cpus: 1000 })).rejects.toMatchObject({
			fields: { cpus: expect.any(String) }
		});
		await box.done(box.pups.restart(id));
		expect(limit()).toBe(99);
		expect((await box.pups.setLimits(id, { pids: null })).limits.pids).toBe(1024);
		expect(limit()).toBe(1024);
	});

	it('starts anew only the service that is wanted otherwise, and the other runs on', async () => {
		const { id } = await box.install('Two');
		writeFileSync(join(engine.paths.storage, id, 'steady'), '');
		await box.until(id, 'crashed');
		const pids = () =>
			Object.fromEntries(box.pups.get(id).services.map((service) => [service.name, service.pid] as const));
		await box.until(id, (pup) => pup.state === 'running' && Object.values(pids()).every(alive));
		const before = pids();
		// As an update of the box's own making would: another command for one of both.
		const change = box.database.raw.prepare('UPDATE pups SET manifest = replace(manifest, ?, ?) WHERE id = ?');
		change.run('sh /pup/steady.sh', 'sh /pup/steady.sh anew', id);
		expect(box.pups.get(id).drift).toMatchObject({ changes: ['program'], effect: 'services', services: ['steady'] });
		box.keyring.unlock();
		await box.until(id, (pup) => pup.jobId === null && pids().steady !== before.steady && alive(pids().steady));
		expect(pids().shaky).toBe(before.shaky);
		expect(box.pups.get(id)).toMatchObject({ state: 'running', failure: null });
		expect(box.pups.get(id)).not.toHaveProperty('drift');
		expect(readFileSync(`/proc/${pids().steady}/cmdline`, 'utf8')).toContain('anew');
		const last = box.jobs.list()[0]!;
		expect(last).toMatchObject({ kind: 'pup.restart', status: 'succeeded', requestedBy: 'box' });
		// A restart that was wanted is no crash.
		expect(box.pups.get(id).services.find((service) => service.name === 'steady')).toMatchObject({ restarts: 0 });
	});

	it('takes over a change that was written down and then the box was killed', async () => {
		const { id } = await box.install('Web');
		const { pid } = box.pups.get(id).services[0]!;
		const write = 'UPDATE pup_config SET value = ? WHERE pup_id = ? AND field = ?';
		box.database.raw.prepare(write).run('written', id, 'GREETING');
		await box.kill();
		await engine.forget({ adopt: false });
		box = pupsFixture(engine, { sources, builder: tiny.builder, storageMissing: () => missing });
		await box.begin();
		await box.until(id, (pup) => pup.jobId === null && pup.state === 'running' && pup.services[0]?.pid !== pid);
		await box.until(id, () => text(id, 'env').includes(' written'));
		expect(text(id, '.dbx/config.env')).toBe('GREETING=written\n');
	});

	it('leaves running what an earlier box started that kept no record of it', async () => {
		const { id } = await box.install('Web');
		const { pid } = box.pups.get(id).services[0]!;
		box.database.raw.prepare('UPDATE pups SET made_from = NULL WHERE id = ?').run(id);
		await box.end();
		await engine.forget({ adopt: false });
		box = pupsFixture(engine, { sources, builder: tiny.builder, storageMissing: () => missing });
		await box.begin();
		expect((await box.until(id, (pup) => pup.services[0]?.pid !== null)).services[0]?.pid).toBe(pid);
		expect(box.jobs.list({ unfinishedOnly: true })).toEqual([]);
		expect(await box.pups.planConfig(id, { GREETING: 'other' })).toMatchObject({ effect: 'container' });
	});

	it('says what is wrong when a program is not there, and can be removed', async () => {
		const { id, job } = await box.install('Missing');
		expect(job.status).toBe('failed');
		const pup = await box.until(id, (p: PupSummary) => p.state === 'broken' || p.state === 'crashed');
		expect(pup.failure?.reason).toMatch(/“web” could not be run: its program was not found/);
		expect(pup.failure?.hint).not.toBeNull();
	});

	it('a cancelled installation leaves nothing; one over kept data leaves the data', async () => {
		const cancel = async () => {
			tiny.gate.hold = new Promise(() => {});
			const { job, pupId } = await box.pups.install({ sourceId: SOURCE_ID, name: 'Web' });
			await expect(box.pups.install({ sourceId: SOURCE_ID, name: 'Web' })).rejects.toMatchObject({
				code: 'already-installed'
			});
			expect(() => box.pups.remove(pupId, { keepData: false })).toThrow(/being installed/);
			await new Promise((resolve) => setTimeout(resolve, 100));
			box.jobs.cancel(job.id);
			expect((await box.done(job)).status).toBe('cancelled');
			tiny.gate.hold = null;
			return pupId;
		};
		const first = await cancel();
		expect(() => box.pups.get(first)).toThrow(/There is no pup/);
		expect(existsSync(join(engine.paths.storage, first))).toBe(false);

		const { id } = await box.install('Web');
		await box.done(box.pups.remove(id, { keepData: true }));
		expect(await cancel()).toBe(id);
		expect(box.pups.get(id).state).toBe('uninstalled');
		expect(existsSync(join(engine.paths.storage, id, 'env'))).toBe(true);
	});

	it('a failed installation is broken with its reason, and is tried again from what is there', async () => {
		const able = tiny.builder.ensureDebian;
		tiny.builder.ensureDebian = async () => Promise.reject(new Error('no such mirror'));
		const { id, job } = await box.install('Web');
		tiny.builder.ensureDebian = able;
		expect(job).toMatchObject({ status: 'failed', error: { code: 'internal' } });
		expect(box.pups.get(id)).toMatchObject({ state: 'broken', failure: { code: 'internal' } });
		expect(() => box.pups.start(id)).toThrow(/not installed completely/);
		expect((await box.done(box.pups.retry(id))).status).toBe('succeeded');
		expect(box.pups.get(id)).toMatchObject({ state: 'running', failure: null });
	});

	it('does not start what was changed on the disk since it was installed, and says so; tried again it is installed anew', async () => {
		const { id } = await box.install('Web');
		const { treeHash } = box.pups.get(id);
		expect(box.pups.get(id)).toMatchObject({ treeHash: expect.stringMatching(/^[0-9a-f]{64}$/), origin: 'folder' });
		await box.done(box.pups.stop(id));
		const file = join(engine.paths.data, 'pups', id, 'source', 'web.sh');
		const script = readFileSync(file, 'utf8');
		writeFileSync(file, `touch /storage/changed\n${script}`);
		// Looked at once in a life of the box.
		await box.end();
		box = pupsFixture(engine, { sources, builder: tiny.builder });
		await box.begin();
		expect((await box.done(box.pups.start(id))).status).toBe('failed');
		expect(box.pups.get(id)).toMatchObject({
			state: 'broken',
			failure: { code: 'files-changed', hint: expect.stringContaining('Try again') }
		});
		expect((await box.done(box.pups.retry(id))).kind).toBe('pup.install');
		expect(box.pups.get(id)).toMatchObject({ state: 'running', failure: null, treeHash });
		expect(readFileSync(file, 'utf8')).toBe(script);
		expect(existsSync(join(engine.paths.storage, id, 'changed'))).toBe(false);
	});

	it('refuses files that are not those the source promised', async () => {
		const checkout = box.sources.checkout.bind(box.sources);
		let ended = 0;
		box.sources.checkout = async (...args) => {
			const tree = await checkout(...args);
			const done = () => {
				ended++;
				return tree.done();
			};
			return { ...tree, treeHash: '0'.repeat(64), done };
		};
		const { id, job } = await box.install('Web');
		box.sources.checkout = checkout;
		expect(job).toMatchObject({ status: 'failed', error: { code: 'content-changed' } });
		expect(box.pups.get(id)).toMatchObject({ state: 'broken', treeHash: null, failure: { code: 'content-changed' } });
		expect(ended).toBe(1);
		expect((await box.done(box.pups.retry(id))).status).toBe('succeeded');
	});

	it('takes the first way of building that the host can do, and runs an image with its environment', async () => {
		const able = tiny.builder.capabilities;
		const reason = 'The program mmdebstrap is not installed.';
		tiny.builder.capabilities = async () => ({
			...(await able()),
			debian: { ok: false, reason, command: null }
		});
		const { id, job } = await box.install('Image');
		tiny.builder.capabilities = able;
		expect(job.status).toBe('succeeded');
		const log = (await box.jobs.log(job.id, 100)).map((line) => line.text);
		expect(log).toContain(`Not by debian: ${reason}`);
		expect(log).toContain('Its root filesystem is made by: image.');
		expect(tiny.gate.images).toEqual([
			{
				image: `registry.example/tiny@sha256:${'ab'.repeat(32)}`,
				folder: join(engine.paths.data, 'pups', id, 'source')
			}
		]);
		expect(box.pups.get(id).buildKind).toBe('image');
		await box.until(id, () => existsSync(join(engine.paths.storage, id, 'cwd')));
		expect(text(id, 'env')).toBe(`image yes ${id} /storage /opt/nowhere:/bin\n`);
		expect(text(id, 'cwd')).toBe('/pup\n');
		tiny.gate.images = [];
	});

	it('goes on with an installation that was killed while its files were fetched', async () => {
		box.sources.checkout = () => new Promise(() => {});
		const { job, pupId } = await box.pups.install({ sourceId: SOURCE_ID, name: 'Web' });
		await box.until(
			pupId,
			() => box.jobs.get(job.id)?.steps.find((step) => step.name === 'source')?.status === 'running'
		);
		await box.kill();
		box = pupsFixture(engine, { sources, builder: tiny.builder });
		await box.begin();
		const ended = await box.done(job);
		expect(ended.status).toBe('succeeded');
		expect((await box.jobs.log(job.id, 100)).map((line) => line.text)).toContain('── Fetching its files (resumed)');
		expect(box.pups.get(pupId)).toMatchObject({ state: 'running', treeHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
	});

	it('does what was wanted last when start and stop come quickly after each other', async () => {
		const { id } = await box.install('Web', { start: false });
		expect(box.pups.get(id)).toMatchObject({ state: 'stopped', enabled: false });
		box.pups.start(id);
		box.pups.stop(id);
		const last = box.pups.start(id);
		await box.done(last);
		await box.until(id, (pup) => pup.jobId === null && pup.state === 'running');
		box.pups.restart(id);
		box.pups.stop(id);
		await box.until(id, (pup) => pup.jobId === null && pup.state === 'stopped');
	});

	it('on a host that cannot run containers shows everything and refuses with the reason', async () => {
		const { id } = await box.install('Web', { start: false });
		await box.end();
		box = pupsFixture(engine, { sources, builder: null, engine: null });
		await box.begin();
		try {
			expect(box.pups.get(id)).toMatchObject({ state: 'stopped', name: 'Web' });
			expect(box.store.list().every((pup) => !pup.runnable && pup.reason !== null)).toBe(true);
			expect(() => box.pups.start(id)).toThrow(expect.objectContaining({ code: 'host-cannot-run', status: 409 }));
			await expect(box.pups.install({ sourceId: SOURCE_ID, name: 'Two' })).rejects.toMatchObject({
				code: 'host-cannot-run'
			});
			expect(() => box.pups.get(nobody())).toThrow(/There is no pup/);
		} finally {
			await box.end();
			await engine.forget({ adopt: false });
			box = pupsFixture(engine, { sources, builder: tiny.builder });
			await box.begin();
		}
	});
});
