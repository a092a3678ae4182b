/**
 * `kill -9` of dogeboxd in each step of each job. Afterwards the job and the pup report their true
 * state, and nothing is orphaned.
 */
import { randomBytes } from 'node:crypto';
import { chmodSync, cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job } from '../../src/lib/contract/jobs.ts';
import type { PupSummary } from '../../src/lib/contract/pups.ts';
import { openSqlite } from '../../src/sqlite.js';
import { AliveBox, HOSTILE_SOURCE, cannotRun } from '../support/alive.ts';
import { processesOf } from '../support/host.ts';
import { raw } from '../support/http.ts';
import { tempData } from '../support/program.ts';
import { createRepository, serveGit } from '../support/git-server.ts';
import { killInStep } from '../support/step-killer.ts';
import { processRuns } from '../support/processes.ts';

/** `npm run test:faults` covers every step. Each kill needs a restart of the box. */
const ALL = process.env['DOGEBOX_FAULTS'] === 'all';
const whole = ALL ? it : () => {};
const SETTLED = ['running', 'stopped', 'broken', 'uninstalled'];

describe.skipIf(cannotRun())('kill -9 in the middle of', () => {
	let box: AliveBox;
	/** Names of the steps of each kind of job, recorded during an undisturbed life of a pup. */
	const steps: Record<string, string[]> = {};
	/** Kinds of jobs for which the test itself lists the steps. */
	const sampled = new Set(['pup.update', 'pup.switch']);

	beforeAll(async () => {
		box = await AliveBox.start('kill', { endsParts: true });
		await box.addSource(HOSTILE_SOURCE);
		// A stopped pup with the same packages keeps their layer, so that it is not built again and
		// again.
		await box.act(await box.install('Neighbour'), 'stop');
		const id = await box.install('Probe');
		await box.act(id, 'stop');
		await box.act(id, 'start');
		await box.act(id, 'restart');
		await box.remove(id, true);
		await box.install('Probe');
		await box.remove(id, false);
		for (const { kind, steps: all } of (await box.get<{ jobs: Job[] }>('/jobs')).jobs)
			steps[kind] ??= all.map((step) => step.name);
	});
	const source = tempData('tree-source');
	afterAll(async () => {
		await box?.dispose();
		source.dispose();
	});

	const jobs = async () => (await box.get<{ jobs: Job[] }>('/jobs')).jobs;
	/** Name of the pup whose jobs are interrupted. */
	let name = 'Probe';
	const find = async (): Promise<PupSummary | undefined> => {
		const pup = (await box.list()).find((p) => p.name === name);
		if (pup && !box.pups.includes(pup.id)) box.pups.push(pup.id);
		return pup;
	};

	/** Installs and stops the pup, whatever an earlier test left. Returns its id. */
	async function fresh(): Promise<string> {
		await none();
		const id = await box.install('Probe');
		await box.act(id, 'stop');
		return id;
	}
	async function none(): Promise<void> {
		const pup = await find();
		if (pup) await box.remove(pup.id, false);
	}

	/**
	 * Waits until no job is unfinished and the pup is in a settled state. Returns the pup, if there
	 * is one.
	 */
	async function rest(where: string): Promise<PupSummary | undefined> {
		for (const until = Date.now() + 90_000; ;) {
			const open = (await jobs()).filter((job) => ['queued', 'running'].includes(job.status));
			const pup = await find();
			if (open.length === 0 && (!pup || SETTLED.includes(pup.state))) return pup;
			if (Date.now() > until)
				throw new Error(`${where}: not at rest: ${JSON.stringify({ open, state: pup?.state, failure: pup?.failure })}`);
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
	}

	/** Checks what must be true after any kill in any job. Returns the pup, if there is one. */
	async function honest(where: string, kind: string): Promise<PupSummary | undefined> {
		const pup = await rest(where);
		const job = (await jobs()).find((j) => j.kind === kind);
		expect(['succeeded', 'failed'], `${where}: ${JSON.stringify(job)}`).toContain(job?.status);
		if (job?.status === 'failed') {
			expect(job.error?.reason.length, where).toBeGreaterThan(10);
			expect(job.error?.code, where).toMatch(/^[a-z]/);
		} else {
			for (const step of job?.steps ?? [])
				expect(['succeeded', 'skipped'], `${where}: ${step.name}`).toContain(step.status);
		}
		if (pup?.state === 'broken') expect(pup.failure?.reason.length, where).toBeGreaterThan(10);
		const inside = processesOf({ ...box.needles, instance: pup?.id ?? 'none', data: '\u0000', pups: [] });
		if (pup?.state === 'running') {
			for (const service of pup.services) expect(processRuns(service.pid), where).toBe(true);
			expect(
				pup.services.every((s) => s.state === 'running'),
				where
			).toBe(true);
		} else if (pup) expect(inside, `${where}: ${pup.state}, but something runs`).toEqual([]);
		const managers = processesOf(box.needles).filter(({ line }) => /\bdkm\.js\b/.test(line));
		expect(managers.length, `${where}: key managers`).toBeLessThanOrEqual(1);
		const db = openSqlite(join(box.options.data, 'dogebox.db'), { readonly: true });
		expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
		expect(db.prepare("SELECT count(*) AS n FROM images WHERE status <> 'ready'").get(), where).toEqual({ n: 0 });
		db.close();
		return pup;
	}

	/**
	 * Kills in the steps of `kind`: in each, or in every sixteenth as a sample. `prepare` puts the
	 * pup into a state where the job can begin and returns the request, `check` inspects the
	 * result.
	 */
	async function inEachStep(
		kind: string,
		prepare: () => Promise<() => Promise<unknown>>,
		check: (where: string, pup: PupSummary | undefined, job: Job | undefined) => Promise<void>
	) {
		const named = steps[kind] ?? [];
		// The sample begins in the middle, where more is half done than at the beginning.
		const from = Math.min(8, named.length >> 1);
		const names = ALL || sampled.has(kind) ? named : named.filter((_name, index) => index % 16 === from);
		expect(names.length, `steps of ${kind}: ${JSON.stringify(steps)}`).toBeGreaterThan(0);
		let hits = 0;
		for (const name of names) {
			const ask = await prepare();
			const { outcome } = await killInStep(box, kind, name, ask);
			expect(outcome, `${kind}/${name}`).not.toBe('never');
			if (outcome === 'killed') {
				hits++;
				box.closeLive();
				await box.startAgain();
			}
			const where = `${kind} killed in ${name}`;
			const pup = await honest(where, kind);
			await check(
				where,
				pup,
				(await jobs()).find((job) => job.kind === kind)
			);
		}
		console.log(`${kind}: killed in ${hits} of ${names.length} steps (${names.join(', ')})`);
		expect(hits, `${kind}: kills that hit their step`).toBeGreaterThan(0);
	}

	it('install: it goes on or fails with a reason, and can be removed without a trace', async () => {
		await none();
		const before = box.hostState();
		await inEachStep(
			'pup.install',
			async () => () => box.askInstall('Probe'),
			async (where, pup, job) => {
				expect(job?.status === 'succeeded' ? ['running', 'stopped'] : ['broken', undefined], where).toContain(
					pup?.state
				);
				if (pup) await box.remove(pup.id, false);
				expect(await box.leftSince(before), where).toEqual({});
			}
		);
	}, 600_000);

	it('start: it runs in the end, once', async () => {
		const id = await fresh();
		const before = box.hostState();
		await inEachStep(
			'pup.start',
			async () => () => box.api.call('POST', `/pups/${id}/start`),
			async (where, pup) => {
				// The owner wants the pup to run, and the reconciler starts it whatever became of
				// the job.
				expect((await box.state(id, 'running', 'broken')).state, where).toBe('running');
				expect(pup?.enabled, where).toBe(true);
				await box.act(id, 'stop');
				expect(await box.leftSince(before), where).toEqual({});
			}
		);
		await box.remove(id, false);
	}, 600_000);

	it('stop: it is stopped in the end', async () => {
		const id = await fresh();
		const before = box.hostState();
		await inEachStep(
			'pup.stop',
			async () => {
				await box.act(id, 'start');
				await box.state(id, 'running');
				return () => box.api.call('POST', `/pups/${id}/stop`);
			},
			async (where, pup) => {
				expect(pup, where).toMatchObject({ state: 'stopped', enabled: false });
				expect(await box.leftSince(before), where).toEqual({});
			}
		);
		await box.remove(id, false);
	}, 600_000);

	it('a restart for changed settings: they are in use in the end, whatever became of the job', async () => {
		const id = await fresh();
		const before = box.hostState();
		await box.act(id, 'start');
		let wanted = '';
		await inEachStep(
			'pup.restart',
			async () => {
				await box.state(id, 'running');
				wanted = randomBytes(8).toString('hex');
				return () => box.api.call('PUT', `/pups/${id}/config`, { values: { GREETING: wanted } });
			},
			async (where, pup) => {
				expect(pup, where).toMatchObject({ state: 'running', enabled: true });
				const headers = { authorization: `Bearer ${box.api.token()}` };
				const env = async () => {
					const { text } = await raw(`${pup?.webPages[0]?.url}env`, { headers });
					return (JSON.parse(text) as { GREETING: string }).GREETING;
				};
				await expect.poll(env, { message: where, timeout: 20_000 }).toBe(wanted);
				expect(await box.pup(id), where).not.toHaveProperty('drift');
			}
		);
		await box.act(id, 'stop');
		expect(await box.leftSince(before)).toEqual({});
		await box.remove(id, false);
	}, 600_000);

	it('update: it has the old version or the new one, and runs', async () => {
		await none();
		const served = tempData('served');
		const git = await serveGit(served.path);
		try {
			const repository = createRepository(join(served.path, 'turn.git'));
			const manifest = JSON.parse(readFileSync(join(HOSTILE_SOURCE, 'probe/manifest.json'), 'utf8')) as {
				meta: object;
				container: { services: { command: { exec: string; env: Record<string, string> } }[] };
			};
			const app = readFileSync(join(HOSTILE_SOURCE, 'probe/app.py'), 'utf8');
			// Three versions in turn, so that the target is never the version that is kept for
			// going back.
			const versions = ['0.1.0', '0.2.0', '0.3.0'];
			let parent: string | undefined;
			for (const version of versions) {
				manifest.meta = { ...manifest.meta, name: 'Turn', version };
				manifest.container.services[0]!.command.env = { RELEASE: version };
				const tree = { 'manifest.json': JSON.stringify(manifest), 'app.py': app };
				parent = repository.commit(tree, [`refs/tags/v${version}`, 'refs/heads/main'], parent);
			}
			const source = await box.addSource(`${git.url}/turn.git`);
			name = 'Turn';
			const id = await box.install('Turn');
			await box.act(id, 'stop');
			const before = box.hostState();
			await box.act(id, 'start');
			const release = async () => {
				const headers = { authorization: `Bearer ${box.api.token()}` };
				const { text } = await raw(`${(await box.pup(id)).webPages[0]?.url}env`, { headers });
				return (JSON.parse(text) as { RELEASE: string }).RELEASE;
			};
			let [from, to] = ['', '0.3.0'];
			const next = async () => {
				from = (await box.state(id, 'running')).version;
				to = versions[(versions.indexOf(from) + 1) % versions.length]!;
				return () => box.api.call('POST', `/pups/${id}/update`, { version: to });
			};
			steps['pup.update'] = ['check', 'source', 'root', 'switch', 'tidy'];
			steps['pup.switch'] = ALL ? ['stop', 'switch', 'files', 'start'] : ['files'];
			for (const kind of ALL ? ['pup.update', 'pup.switch'] : ['pup.switch']) {
				await inEachStep(kind, next, async (where, pup, job) => {
					expect(pup, where).toMatchObject({ state: 'running', enabled: true });
					expect(pup?.version, where).toBe(job?.status === 'succeeded' ? to : from);
					await expect.poll(release, { message: where, timeout: 20_000 }).toBe(pup?.version);
					expect(await box.pup(id), where).not.toHaveProperty('drift');
				});
			}
			// A version whose program ends at once. It is a pre-release, so only owners who ask for
			// it get it.
			const version = '0.4.0-bad';
			manifest.meta = { ...manifest.meta, version };
			manifest.container.services[0]!.command.exec = 'false';
			const ends = { 'manifest.json': JSON.stringify(manifest), 'app.py': app };
			repository.commit(ends, [`refs/tags/v${version}`], parent);
			expect((await box.api.call('POST', `/sources/${source.id}/refresh`)).status).toBeLessThan(300);
			// Kills during the rollback of a version that does not start: at its beginning, between
			// its parts, and in the rollback of the whole update.
			const ways = [
				['pup.switch', 'start', 0],
				['pup.switch', 'start', 150],
				['pup.switch', 'start', 600],
				['pup.update', 'switch', 0]
			] as const;
			for (const [kind, step, afterMs] of ALL ? ways : ways.slice(1, 2)) {
				from = (await box.state(id, 'running')).version;
				const ask = async () => {
					const { status, body } = await box.api.call('POST', `/pups/${id}/update`, { version });
					if (status >= 300) throw new Error(JSON.stringify(body));
				};
				const { outcome } = await killInStep(box, kind, step, ask, afterMs, 'failed');
				const where = `the undo of ${kind} killed after ${afterMs} ms`;
				console.log(`${where}: ${outcome}`);
				expect(outcome, where).not.toBe('never');
				if (outcome === 'killed') {
					box.closeLive();
					await box.startAgain();
				}
				const pup = await honest(where, 'pup.update');
				expect(pup, where).toMatchObject({ state: 'running', enabled: true, version: from, failure: null });
				const job = (await jobs()).find((one) => one.kind === 'pup.update');
				expect(job?.status, where).toBe('failed');
				// Whether or not the update itself could still report the reason, its child job
				// does.
				const parts = (await jobs()).filter(({ parentId }) => parentId === job?.id);
				expect(
					parts.map(({ error }) => error?.code),
					where
				).toContain('service-ended');
				await expect.poll(release, { message: where, timeout: 20_000 }).toBe(from);
				expect(await box.pup(id), where).not.toHaveProperty('drift');
			}
			await box.act(id, 'stop');
			expect(await box.leftSince(before)).toEqual({});
			await box.remove(id, false);
		} finally {
			name = 'Probe';
			await git.close();
			served.dispose();
		}
	}, 600_000);

	it('uninstall and purge: they finish, and nothing is left', async () => {
		await none();
		const before = box.hostState();
		const removals = Object.keys(steps).filter((kind) => /uninstall|purge|remove/.test(kind));
		expect(removals.length, Object.keys(steps).join()).toBeGreaterThan(0);
		for (const kind of removals) {
			const keeps = /uninstall/.test(kind);
			await inEachStep(
				kind,
				async () => {
					const id = await box.install('Probe');
					return () => box.api.call('DELETE', `/pups/${id}?keepData=${keeps}`);
				},
				async (where, pup) => {
					if (!keeps) expect(pup, where).toBeUndefined();
					else {
						expect(pup === undefined || pup.state === 'uninstalled', `${where}: ${pup?.state}`).toBe(true);
						const again = await box.install('Probe');
						expect(box.pups, where).toContain(again);
						await box.remove(again, false);
					}
					expect(await box.leftSince(before), where).toEqual({});
				}
			);
		}
	}, 600_000);

	whole(
		'a build of layers: what was half-made is thrown away and made anew',
		async () => {
			const folder = source.path;
			// dogeboxd runs as another user.
			chmodSync(folder, 0o755);
			cpSync(HOSTILE_SOURCE, folder, { recursive: true });
			const file = join(folder, 'probe/manifest.json');
			const manifest = JSON.parse(readFileSync(file, 'utf8')) as {
				meta: { name: string };
				container: { build: { debian: { packages: string[] } } };
			};
			manifest.meta.name = 'Probe with tree';
			manifest.container.build.debian.packages = ['python3', 'tree'];
			writeFileSync(file, JSON.stringify(manifest));
			writeFileSync(
				join(folder, 'dogebox.json'),
				JSON.stringify({ id: 'test.tree', name: 'Tree', pups: [{ location: 'probe' }] })
			);
			await box.addSource(folder);
			const before = box.hostState();
			const layers = () => readdirSync(join(box.options.data, 'images')).sort();
			const { outcome } = await killInStep(box, 'pup.install', 'root', () => box.askInstall('Probe with tree'), 1500);
			expect(outcome).toBe('killed');
			box.closeLive();
			await box.startAgain();
			for (const job of (await jobs()).filter((j) => ['queued', 'running'].includes(j.status)))
				await box.api.job(job.id);
			const pup = (await box.list()).find((p) => p.name === 'Probe with tree');
			if (pup) {
				box.pups.push(pup.id);
				expect([...SETTLED, 'starting']).toContain(pup.state);
				if (pup.state === 'broken') expect(pup.failure?.reason).toBeTruthy();
				await box.remove(pup.id, false);
			}
			expect(await box.leftSince(before)).toEqual({});
			const db = openSqlite(join(box.options.data, 'dogebox.db'), { readonly: true });
			const ready = db.prepare("SELECT id FROM images WHERE status = 'ready'").all() as { id: string }[];
			db.close();
			// `.apt` contains apt's own lists and downloads, which are kept for the next build.
			const strangers = layers().filter(
				(name) => name !== '.apt' && !ready.some((row) => name === row.id || name.startsWith(`${row.id}.`))
			);
			expect(strangers, 'half-made layers').toEqual([]);
		},
		600_000
	);
});
