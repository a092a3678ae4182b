/** Services of pups that crash, are unhealthy, do not stop, or get a new definition. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type PupSummary } from '../../src/lib/contract/pups.ts';
import { cannotRunContainers } from './support/engine-fixture.ts';
import { box, engine, useManyPups } from './support/many-pups.ts';
import { existsSync, readFileSync, writeFileSync } from '../support/as-root.ts';
import { processRuns } from '../support/processes.ts';

const why = cannotRunContainers();
if (why) console.log(`skipped: ${why}`);

describe.skipIf(why)('pups', () => {
	useManyPups();

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
		// The reason, the time of the next start, and the last lines of the log, which are read in
		// the background.
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
		const { lines } = await box.pups.logs(id, { service: 'shaky', tail: 20 });
		// It may have ended once more before it found the file.
		const ends = lines.filter(({ stream, text }) => stream === 'stdout' && text.includes('last words')).length;
		expect(ends).toBeGreaterThan(0);
		expect(back.services.find((s) => s.name === 'shaky')).toMatchObject({ state: 'running', restarts: ends });
		expect(back.services.find((s) => s.name === 'steady')?.pid).toBe(steady);
		expect(lines.some((l) => l.text.includes('starts it again in 1 s'))).toBe(true);
	});

	it('asks services how they are: one that is not well is started again, one that only wants to be told runs on', async () => {
		const { id } = await box.install('Checked');
		const health = (name: string) => box.pups.get(id).services.find((service) => service.name === name)?.health;
		const pid = (name: string) => box.pups.get(id).services.find((service) => service.name === name)?.pid;
		const first = pid('mended');
		const leftPid = pid('left');
		const crashed = await box.until(id, (pup) => pup.failure?.code === 'unhealthy');
		expect(crashed.failure?.reason).toBe(
			'“mended” was ended since its health check failed: “sh” ends with exit code 7: no mended.'
		);
		expect(crashed.trouble?.[0]?.reason).toMatch(/Its health check had failed: “sh” ends with exit code 7/);
		await box.until(id, () => health('left')?.state === 'unhealthy');
		expect(box.pups.get(id).health).toMatchObject({ state: 'unhealthy' });
		for (const name of ['mended', 'left']) writeFileSync(join(engine.paths.storage, id, name), '');
		await box.until(
			id,
			(pup) => pup.state === 'running' && ['mended', 'left'].every((name) => health(name)?.state === 'healthy')
		);
		expect(pid('mended')).not.toBe(first);
		expect(pid('left')).toBe(leftPid);
		// This service is still in its start period. The health of the pup is that of its worst
		// service.
		expect(health('deaf')).toMatchObject({ state: 'starting', text: 'Port 9 takes no connections.' });
		expect(box.pups.get(id).health).toMatchObject({ state: 'starting' });
		await box.done(box.pups.stop(id));
		expect(health('left')).toMatchObject({ state: 'waiting' });
		expect(box.pups.get(id)).not.toHaveProperty('health');
	});

	it('says of a service that had to be killed: in the job, in its log and on its page', async () => {
		const { id } = await box.install('Deaf');
		// The process runs before it handles signals.
		const listens = async (times: number) => {
			const { lines } = await box.pups.logs(id, { tail: 50 });
			return lines.filter(({ text }) => text === 'started').length === times;
		};
		await expect.poll(() => listens(1)).toBe(true);
		expect(box.pups.get(id).limitChoices).toMatchObject({ own: { stopSeconds: null }, defaults: { stopSeconds: 1 } });
		const job = await box.done(box.pups.stop(id));
		const words = '“web” did not end within 1 second of SIGTERM and was killed.';
		expect(job.status).toBe('succeeded');
		expect((await box.jobs.log(job.id, 10)).map((line) => line.text)[1]).toContain(words);
		expect((await box.pups.logs(id, { tail: 1 })).lines[0]!.text).toBe(words);
		expect(box.pups.get(id).services[0]).toMatchObject({ state: 'stopped', killedAfter: 1 });
		await box.done(box.pups.start(id));
		expect(box.pups.get(id).services[0]).toMatchObject({ killedAfter: null });
		await expect.poll(() => listens(2)).toBe(true);
		// The owner's setting takes precedence over the manifest.
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
		await box.until(id, 'crashed');
		writeFileSync(join(engine.paths.storage, id, 'steady'), '');
		const pids = () =>
			Object.fromEntries(box.pups.get(id).services.map((service) => [service.name, service.pid] as const));
		await box.until(id, (pup) => pup.state === 'running' && Object.values(pids()).every(processRuns));
		const before = pids();
		// Changes the command of one of the two services in the database, as an update of the box
		// itself may change it.
		const change = box.database.raw.prepare('UPDATE pups SET manifest = replace(manifest, ?, ?) WHERE id = ?');
		change.run('sh /pup/steady.sh', 'sh /pup/steady.sh anew', id);
		expect(box.pups.get(id).drift).toMatchObject({ changes: ['program'], effect: 'services', services: ['steady'] });
		box.keyring.unlock();
		await box.until(id, (pup) => pup.jobId === null && pids().steady !== before.steady && processRuns(pids().steady));
		expect(pids().shaky).toBe(before.shaky);
		expect(box.pups.get(id)).toMatchObject({ state: 'running', failure: null });
		expect(box.pups.get(id)).not.toHaveProperty('drift');
		expect(readFileSync(`/proc/${pids().steady}/cmdline`, 'utf8')).toContain('anew');
		const last = box.jobs.list()[0]!;
		expect(last).toMatchObject({ kind: 'pup.restart', status: 'succeeded', requestedBy: 'box' });
		// A restart by intent does not count as a crash.
		expect(box.pups.get(id).services.find((service) => service.name === 'steady')).toMatchObject({ restarts: 0 });
	});

	it('says what is wrong when a program is not there, and can be removed', async () => {
		const { id, job } = await box.install('Missing');
		expect(job.status).toBe('failed');
		const pup = await box.until(id, (p: PupSummary) => p.state === 'broken' || p.state === 'crashed');
		expect(pup.failure?.reason).toMatch(/“web” could not be run: its program was not found/);
		expect(pup.failure?.hint).not.toBeNull();
	});
});
