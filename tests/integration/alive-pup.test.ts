/**
 * A pup's whole life over the API, in a real container: installed, shown, stopped, started, adopted
 * and removed.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { job as jobSchema, type Job } from '../../src/lib/contract/jobs.ts';
import type { ChangePlan } from '../../src/lib/contract/change-plan.ts';
import { logLine, type LogLine } from '../../src/lib/contract/log-lines.ts';
import type { ServerFrame } from '../../src/lib/contract/live.ts';
import { pupDetail, pupSummary, type PupDetail } from '../../src/lib/contract/pups.ts';
import { samples as samplesSchema, type Sample } from '../../src/lib/contract/samples.ts';
import { AliveBox, HOSTILE_SOURCE, cannotRun } from '../support/alive.ts';
import { raw } from '../support/http.ts';
import { processRuns } from '../support/processes.ts';

describe.skipIf(cannotRun())('a pup', () => {
	let box: AliveBox;
	let id = '';
	beforeAll(async () => {
		box = await AliveBox.start('pup');
		await box.addSource(HOSTILE_SOURCE);
	});
	afterAll(() => box?.dispose());

	const page = async () => (await box.pup(id)).webPages[0]?.url ?? '';
	const owner = () => ({ authorization: `Bearer ${box.api.token()}` });
	/** Id of the pup's first process. Never 0, because a signal to 0 would hit this test itself. */
	const processOf = async (pup: string) => {
		// Right after a start of the box its pups are about to be adopted. The process id is
		// reported once the process has been found.
		await expect.poll(async () => (await box.state(pup, 'running')).services[0]?.pid).toBeGreaterThan(1);
		const pid = (await box.pup(pup)).services[0]?.pid;
		if (!pid) throw new Error('the pup has no process');
		return pid;
	};
	/** Runs Python in the pup. */
	const run = async (code: string) => {
		const answer = await raw(`${await page()}run`, { method: 'POST', headers: owner(), body: code });
		expect(answer.status, answer.text).toBe(200);
		return JSON.parse(answer.text) as { code: number; out: string; err: string };
	};

	it('is installed by a job whose steps and percent are seen live', async () => {
		const live = await box.liveClient();
		const asked = await box.askInstall('Probe');
		id = asked.pupId;
		expect(id).toMatch(/^[0-9a-f]{32}$/);
		const again = await box.api.call('POST', '/pups', {
			sourceId: (await box.store()).find((pup) => pup.name === 'Probe')?.sourceId,
			name: 'Probe'
		});
		expect(again.status, 'a second install of the same pup').toBe(409);
		const job = v.parse(jobSchema, await box.succeeds(asked.jobId));
		expect(job).toMatchObject({ kind: 'pup.install', subject: { kind: 'pup', id }, percent: 100, error: null });
		expect(job.steps.length).toBeGreaterThan(2);
		for (const step of job.steps) expect(['succeeded', 'skipped'], step.name).toContain(step.status);

		const jobIn = (frame: ServerFrame) =>
			frame.type === 'change' && frame.body.kind === 'job' && frame.body.job.id === asked.jobId ? [frame.body.job] : [];
		// The frame comes over another connection than the answer above.
		await live.wait((frame) => jobIn(frame)[0]?.status === 'succeeded');
		const seen = live.frames.flatMap(jobIn);
		expect(seen.map((j) => j.status)).toEqual(expect.arrayContaining(['running', 'succeeded']));
		const percents = seen.map((j) => j.percent);
		expect(percents).toEqual([...percents].sort((a, b) => a - b));
		expect(new Set(percents).size).toBeGreaterThan(2);
		const seqs = live.frames.flatMap((frame) => (frame.type === 'change' ? [frame.seq] : []));
		expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
	});

	it('runs, with a process that is there', async () => {
		const first = await box.pup(id);
		if (first.state !== 'running' && first.state !== 'starting') await box.act(id, 'start');
		const pup = v.parse(pupDetail, await box.state(id, 'running'));
		await box.answers(id);
		expect(pup).toMatchObject({ name: 'Probe', enabled: true, failure: null });
		expect(pup.services).toHaveLength(1);
		expect(pup.services[0]).toMatchObject({ name: 'probe', state: 'running' });
		expect(processRuns(pup.services[0]?.pid)).toBe(true);
		expect(v.parse(v.array(pupSummary), await box.list()).map((p) => p.id)).toContain(id);
		expect((await box.store()).find((p) => p.name === 'Probe')).toMatchObject({ installedPupId: id });
	});

	it('is told who and where it is, and finds its folders', async () => {
		const answer = await raw(`${await page()}env`, { headers: owner() });
		const env = JSON.parse(answer.text) as Record<string, string>;
		const pup = await box.pup(id);
		expect(env).toMatchObject({ DBX_PUP_ID: id, DBX_PUP_IP: pup.address });
		expect(env.DBX_HOST).toBe(`${box.options.subnet.split('.').slice(0, 2).join('.')}.0.1`);
		expect(env.DBX_PORT).toBe('80');
		const seen = await run(
			'import os,pwd,stat\n' +
				'print(os.getuid(), os.getgid(), os.path.exists("/pup/app.py"), os.access("/pup", os.W_OK), os.access("/storage", os.W_OK))\n' +
				'for f in ("delegated.key","delegated.extended.key"):\n' +
				'  s=os.stat("/storage/"+f); print(f, oct(s.st_mode & 0o777), s.st_size > 0, s.st_uid)\n'
		);
		expect(seen.err).toBe('');
		expect(seen.out.split('\n')).toEqual([
			'420 69 True False True',
			'delegated.key 0o400 True 420',
			'delegated.extended.key 0o400 True 420',
			''
		]);
	});

	it('shows its log, by service and tail', async () => {
		const { lines } = await box.get<{ lines: LogLine[] }>(`/pups/${id}/logs?tail=50`);
		const all = v.parse(v.array(logLine), lines);
		expect(all.map((line) => line.text)).toContain('probe listens on 8080');
		expect(all.find((line) => line.text === 'a line of stderr')?.stream).toBe('stderr');
		const one = await box.get<{ lines: LogLine[] }>(`/pups/${id}/logs?service=probe&tail=1`);
		expect(one.lines).toHaveLength(1);
		expect((await box.api.call('GET', `/pups/${id}/logs?service=none&tail=5`)).status).toBeGreaterThanOrEqual(200);
		expect((await box.api.call('GET', `/pups/${id}/logs?tail=minus`)).status).toBe(422);
	});

	it('sends log lines and samples to whoever looks', async () => {
		const live = await box.liveClient();
		const from = live.frames.length;
		await live.subscribe([`pup:${id}:log`, `pup:${id}:samples`, 'box:samples']);
		await raw(`${await page()}headers?mark=8731`, { headers: owner() });
		await live.wait((f) => f.type === 'log' && f.lines.some((line) => line.text.includes('mark=8731')), { from });
		const seen = (await live.wait((f) => f.type === 'pup-sample' && f.pupId === id && f.sample.memory > 0, {
			from
		})) as { sample: Sample };
		expect(seen.sample.pids).toBeGreaterThan(0);
		await live.wait((f) => f.type === 'box-sample' && f.stats.cores > 0 && f.sample.memory > 0, { from });
	});

	it('has a history of samples, and they follow what it does', async () => {
		const read = async () =>
			v.parse(samplesSchema, (await box.get<{ samples: unknown }>(`/pups/${id}/metrics?seconds=120`)).samples);
		const since = (await read()).at.at(-1) ?? 0;
		// Uses a second of processor time, however long that takes on a busy machine.
		await run('import time\nwhile time.process_time()<1: pass');
		let all = await read();
		// The sum of percent of a processor times seconds over all samples since then. The last
		// sample may still grow. Older samples leave the history in the meantime.
		const used = ({ at, cpu }: typeof all) =>
			cpu.reduce(
				(sum, percent, n) => sum + (n > 0 && at[n]! >= since ? (percent * (at[n]! - at[n - 1]!)) / 1000 : 0),
				0
			);
		await expect
			.poll(async () => used((all = await read())), { timeout: 20_000, message: 'a busy loop shows' })
			.toBeGreaterThan(60);
		expect(all.at.length).toBeGreaterThan(1);
		for (const column of Object.values(all)) expect(column).toHaveLength(all.at.length);
		expect(Math.max(...all.memory)).toBeGreaterThan(1_000_000);
	});

	it('takes config: checked, kept, secret where it is secret, seen by the pup', async () => {
		const configure = (values: Record<string, unknown>) =>
			box.api.call<Record<string, unknown>>('PUT', `/pups/${id}/config`, { values });
		expect((await configure({ NO_SUCH: 'x' })).status).toBe(422);
		expect((await configure({ TIMES: 99 })).status).toBe(422);
		const before = (await box.pup(id)).services[0]?.pid;
		const dry = await box.api.call<{ jobId: null; plan: ChangePlan }>('PUT', `/pups/${id}/config?plan=1`, {
			values: { GREETING: 'only asked' }
		});
		expect(dry.body).toMatchObject({
			jobId: null,
			plan: {
				changes: ['config'],
				effect: 'container',
				services: ['probe'],
				text: 'Saving restarts the service probe.'
			}
		});
		// The page says it too, before anything is saved and without JavaScript.
		const shown = await raw(`${box.url}/pups/${id}/configuration`, {
			headers: { cookie: `dogebox_session=${box.api.token()}` }
		});
		expect(shown.text).toContain('Saving restarts the service probe.');
		expect(JSON.stringify(await box.pup(id))).not.toContain('only asked');
		expect((await box.pup(id)).services[0]?.pid, 'asking restarts nothing').toBe(before);
		const { status, body } = await configure({
			GREETING: 'good day "you" $HOME',
			API_KEY: 'hush-hush-4711',
			LOUD: true,
			TIMES: 3
		});
		expect(status, JSON.stringify(body)).toBe(200);
		if (typeof body.jobId === 'string') await box.succeeds(body.jobId);
		const pup = await box.state(id, 'running');
		expect(pup.services[0]?.pid, 'started anew to see it').not.toBe(before);
		const fields = pup.config.sections.flatMap((section) => section.fields);
		expect(fields.find((f) => f.name === 'GREETING')?.value).toBe('good day "you" $HOME');
		expect(fields.find((f) => f.name === 'API_KEY')).toMatchObject({ value: null, isSet: true });
		await expect.poll(async () => (await raw(`${await page()}env`, { headers: owner() })).status).toBe(200);
		const env = JSON.parse((await raw(`${await page()}env`, { headers: owner() })).text) as Record<string, string>;
		expect(env).toMatchObject({
			GREETING: 'good day "you" $HOME',
			API_KEY: 'hush-hush-4711',
			LOUD: 'true',
			TIMES: '3'
		});
		const file = await run(
			'import os\ns=os.stat("/storage/.dbx/config.env");print(oct(s.st_mode&0o777));print(open("/storage/.dbx/config.env").read())'
		);
		expect(file.out).toContain('0o600');
		expect(file.out).toContain('API_KEY=hush-hush-4711');
		expect(JSON.stringify(pup)).not.toContain('hush-hush-4711');
		for (const name of readdirSync(box.options.data).filter((file) => file.startsWith('dogebox.db')))
			expect(readFileSync(join(box.options.data, name)).includes('hush-hush-4711'), name).toBe(false);
	});

	it('gets other limits as it runs', async () => {
		const before = await box.pup(id);
		const patch = (query: string, body: unknown) =>
			box.api.call<{ pup: PupDetail; plan?: ChangePlan }>('PATCH', `/pups/${id}/limits${query}`, body);
		expect((await patch('', { pids: 1 })).status).toBe(422);
		expect((await patch('', { cpus: 500 })).body).toMatchObject({ fields: { cpus: expect.any(String) } });
		const pids = before.limits.pids - 100;
		const dry = await patch('?plan=1', { pids });
		expect(dry.body).toMatchObject({ plan: { changes: ['limits'], effect: 'live' }, pup: { limits: before.limits } });
		const { status, body } = await patch('', { pids });
		expect(status).toBe(200);
		expect(body.pup).toMatchObject({
			limits: { ...before.limits, pids },
			services: [{ pid: before.services[0]?.pid }]
		});
		expect(body.pup.limitChoices.own).toEqual({
			memoryBytes: null,
			storageBytes: null,
			pids,
			cpus: null,
			stopSeconds: null,
			ioWeight: null
		});
		const cleared = (await patch('', { pids: null })).body.pup;
		expect(cleared.limits).toEqual(before.limits);
		expect(cleared.limitChoices).toEqual(before.limitChoices);
	});

	it('is adopted with the same processes when dogeboxd stops and starts, and when it is killed', async () => {
		const pid = (await box.pup(id)).services[0]?.pid;
		const ms = await box.box.stop();
		expect(ms).toBeLessThan(5000);
		expect(processRuns(pid), 'it runs on while nobody looks').toBe(true);
		await box.startAgain();
		expect(await processOf(id)).toBe(pid);
		await box.crash();
		expect(await processOf(id)).toBe(pid);
		await box.answers(id);
		expect(JSON.parse((await raw(`${await page()}headers`, { headers: owner() })).text).path).toBe('/headers');
		const stats = (await box.pup(id)).services[0];
		expect(stats?.restarts).toBe(0);
	});

	it('that died while dogeboxd was away is seen dead and started again', async () => {
		const pid = await processOf(id);
		await box.box.kill();
		process.kill(pid, 'SIGKILL');
		await box.startAgain();
		const next = await processOf(id);
		expect(next).not.toBe(pid);
		expect(processRuns(next)).toBe(true);
	});

	it('that crashes says so and is started again', async () => {
		const live = await box.liveClient();
		const from = live.frames.length;
		const pid = await processOf(id);
		process.kill(pid, 'SIGKILL');
		const crashed = await live.wait(
			(f) => f.type === 'change' && f.body.kind === 'pup' && f.body.pup.id === id && f.body.pup.state === 'crashed',
			{ from }
		);
		expect(JSON.stringify(crashed)).toContain('failure');
		const pup = await box.state(id, 'running');
		expect(pup.services[0]?.pid).not.toBe(pid);
		expect(pup.services[0]).toMatchObject({ lastExitCode: 137 });
		expect(pup.services[0]?.restarts).toBeGreaterThan(0);
	});

	it('stops, says so, and refuses its page kindly meanwhile', async () => {
		const pid = (await box.pup(id)).services[0]?.pid;
		await box.act(id, 'stop');
		const pup = await box.state(id, 'stopped');
		expect(pup).toMatchObject({ enabled: false, failure: null });
		expect(pup.services[0]).toMatchObject({ pid: null, state: 'stopped' });
		expect(processRuns(pid)).toBe(false);
		const answer = await raw(await page(), { headers: owner() });
		expect(answer.status).toBe(503);
		expect(answer.text).toContain('Probe');
		await box.restart();
		expect((await box.pup(id)).state, 'stays stopped over a restart of the box').toBe('stopped');
	});

	it('starts, and restarts with another process', async () => {
		await box.act(id, 'start');
		const first = (await box.state(id, 'running')).services[0]?.pid;
		await box.act(id, 'restart');
		const second = (await box.state(id, 'running')).services[0]?.pid;
		expect(second).not.toBe(first);
		expect(processRuns(second)).toBe(true);
		expect(processRuns(first)).toBe(false);
	});

	it('keeps its data over uninstall and comes back with the same id and data', async () => {
		const key = (
			await run('open("/storage/diary","w").write("dear diary")\nprint(open("/storage/delegated.key").read())')
		).out;
		await box.remove(id, true);
		const gone = (await box.list()).find((pup) => pup.id === id);
		expect(gone === undefined || gone.state === 'uninstalled').toBe(true);
		const again = await box.install('Probe');
		expect(again).toBe(id);
		const seen = await run('print(open("/storage/diary").read());print(open("/storage/delegated.key").read())');
		expect(seen.out).toBe(`dear diary\n${key}`);
	});

	it('is gone with everything after a purge', async () => {
		const before = await box.pup(id);
		await box.remove(id, false);
		expect((await box.api.call('GET', `/pups/${id}`)).status).toBe(404);
		expect((await box.list()).map((pup) => pup.id)).not.toContain(id);
		expect(processRuns(before.services[0]?.pid)).toBe(false);
		for (const folder of ['pups', 'storage', 'logs'])
			expect(existsSync(join(box.options.data, folder, id)), folder).toBe(false);
		const fresh = await box.install('Probe');
		expect(fresh).not.toBe(id);
		id = fresh;
		expect((await run('import os;print(os.path.exists("/storage/diary"))')).out).toBe('False\n');
		await box.remove(id, false);
	});

	it('whose install is cancelled leaves nothing', async () => {
		const before = box.hostState();
		const asked = await box.askInstall('Probe');
		const cancelled = await box.api.call<Job>('POST', `/jobs/${asked.jobId}/cancel`);
		const end = await box.api.job(asked.jobId);
		// It depends on who is faster: an install that has already ended is no longer cancelled.
		expect(cancelled.status === 409 ? ['succeeded'] : ['cancelled', 'succeeded']).toContain(end.status);
		const pup = (await box.list()).find((p) => p.id === asked.pupId);
		if (pup) {
			expect(['broken', 'stopped', 'running', 'starting']).toContain(pup.state);
			await box.remove(asked.pupId, false);
		}
		expect(await box.leftSince(before)).toEqual({});
	});

	it('has left a trace in the list of jobs', async () => {
		const { jobs } = await box.get<{ jobs: Job[] }>('/jobs');
		const kinds = v.parse(v.array(jobSchema), jobs).map((j) => j.kind);
		expect(kinds).toEqual(expect.arrayContaining(['pup.install', 'pup.start', 'pup.stop', 'pup.restart']));
	});
});
