/**
 * Measurements of a box and a running pup: samples, limits that are reached, values that a pup
 * reports, all of it as Prometheus reads it, and space that can be freed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, utimesSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gauges, type Gauges, type OwnMetric, type RefusedMetrics } from '../../src/lib/contract/metrics.ts';
import type { LogLine } from '../../src/lib/contract/log-lines.ts';
import { pupDetail, type PupDetail } from '../../src/lib/contract/pups.ts';
import { samples, type Samples } from '../../src/lib/contract/samples.ts';
import type { FreedSpace, SpacePart } from '../../src/lib/contract/box.ts';
import { AliveBox, HOSTILE_SOURCE, cannotRun } from '../support/alive.ts';
import { raw } from '../support/http.ts';
import { hasPrometheus, readPrometheus, scrapedBy, type ReadSample } from '../support/prometheus.ts';

interface PupMetrics {
	samples: Samples;
	gauges: Gauges;
	own: OwnMetric[];
	refused: RefusedMetrics | null;
}

describe.skipIf(cannotRun())('what is measured', () => {
	let box: AliveBox;
	let id = '';
	let page = '';
	beforeAll(async () => {
		box = await AliveBox.start('metrics');
		await box.addSource(HOSTILE_SOURCE);
		id = await box.install('Probe');
		page = (await box.state(id, 'running')).webPages[0]?.url ?? '';
		await box.answers(id);
	});
	afterAll(() => box?.dispose());

	const call = <T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown) =>
		box.api.call<T>(method, path, body);
	/** Runs Python in the pup. */
	const run = async (code: string) => {
		const headers = { authorization: `Bearer ${box.api.token()}` };
		const answer = await raw(`${page}run`, { method: 'POST', headers, body: code });
		expect(answer.status, answer.text).toBe(200);
		return JSON.parse(answer.text) as { code: number; out: string; err: string };
	};
	const measured = (seconds = 60) => box.get<PupMetrics>(`/pups/${id}/metrics?seconds=${seconds}`);

	it('tells CPU, memory, network, disk traffic and processes of all its processes', async () => {
		// A grandchild process, which is not the first process of the service.
		await run(
			'import subprocess, sys; subprocess.run([sys.executable, "-c", "import time\\nt=time.process_time\\nwhile t() < 1.5: pass"])'
		);
		await expect
			.poll(async () => Math.max(0, ...(await measured()).samples.cpu), { timeout: 20_000 })
			.toBeGreaterThan(1);
		// The first call may have ended before the network was first measured.
		await expect
			.poll(async () => (await run('pass'), Math.max(0, ...(await measured()).samples.rx)), { timeout: 20_000 })
			.toBeGreaterThan(0);
		await expect.poll(async () => (await measured()).samples.at.length).toBeGreaterThan(1);
		const found = await measured();
		expect(v.is(samples, found.samples)).toBe(true);
		expect(v.is(gauges, found.gauges)).toBe(true);
		const last = found.samples.at.length - 1;
		expect(found.samples.memory[last]).toBeGreaterThan(1_000_000);
		expect(found.samples.pids[last]).toBeGreaterThan(0);
		// Once a second, if the machine is fast enough.
		const shortest = async () => {
			const { at } = (await measured()).samples;
			return Math.min(...at.slice(1).map((time, index) => time - at[index]!));
		};
		await expect.poll(shortest).toBeLessThan(1500);
	});

	it('takes in what it reports about itself, and refuses and tells what does not fit', async () => {
		const report = (body: unknown) =>
			call<{ id: string; refused: { name: string; reason: string }[] }>('POST', `/pups/${id}/metrics`, body);
		const good = await report({ height: { value: 5120334.7 }, share: { value: 0.25 }, note: { value: '<b>hi</b>' } });
		expect(good).toMatchObject({ status: 200, body: { id, refused: [] } });
		expect((await measured()).own.map(({ name, value }) => [name, value])).toEqual([
			['height', 5120334],
			['share', 0.25],
			['note', '<b>hi</b>']
		]);
		const bad = await report({ height: { value: 'tall' }, share: 1, other: { value: 1 }, '\u001b[31m': { value: 1 } });
		expect(bad.body.refused.map(({ name }) => name)).toEqual(['height', 'share', 'other', '\u001b[31m']);
		const { own, refused } = await measured();
		expect(own[0]?.value, 'what was good stays').toBe(5120334);
		expect(refused).toMatchObject({ count: 4, text: expect.stringContaining('“height” is not a number') as string });
		await expect
			.poll(async () => {
				const { lines } = await box.get<{ lines: LogLine[] }>(`/pups/${id}/logs?tail=50`);
				return lines.some(({ text }) => text.includes('Values that it reported were refused'));
			})
			.toBe(true);
	});

	it.each<[what: string, body: unknown]>([
		['a list', []],
		['a text', 'height'],
		['nothing', null],
		['too many values', Object.fromEntries(Array.from({ length: 257 }, (_, at) => [`n${at}`, { value: at }]))]
	])('refuses %s as a report', async (_what, body) => {
		const answer = await call<{ code: string }>('POST', `/pups/${id}/metrics`, body);
		expect([answer.status, answer.body.code]).toEqual([422, 'invalid-input']);
	});

	it('says which limit was reached, with the change log, and forgets it when the limit is changed', async () => {
		const live = await box.liveClient();
		const limit = await call<{ pup: PupDetail }>('PATCH', `/pups/${id}/limits`, {
			memoryBytes: 80_000_000,
			pids: 40,
			ioWeight: 500
		});
		expect(limit.status, JSON.stringify(limit.body)).toBe(200);
		const eaten = await run('x = []\nwhile True: x.append(bytearray(1_000_000))');
		expect(eaten.code, 'only the one that ate it was ended').not.toBe(0);
		await run('import os, time\nfor _ in range(200):\n  if os.fork() == 0:\n    time.sleep(3)\n    os._exit(0)').catch(
			() => {}
		);
		await expect
			.poll(async () => ((await box.pup(id)).limitsReached ?? []).map(({ kind }) => kind).sort(), { timeout: 20_000 })
			.toEqual(['memory', 'pids']);
		const pup = await box.pup(id);
		expect(v.safeParse(pupDetail, pup).issues).toBeUndefined();
		const memory = pup.limitsReached?.find(({ kind }) => kind === 'memory');
		expect(memory?.text).toMatch(/needed more than the 80 MB of memory .* was ended \(\w+/);
		await expect
			.poll(() =>
				live.frames.some(
					(frame) =>
						frame.type === 'change' && frame.body.kind === 'pup' && (frame.body.pup.limitsReached?.length ?? 0) > 0
				)
			)
			.toBe(true);
		if (pup.limitChoices.host.ioWeight) expect(ioWeightOf(id)).toBe(500);
		const more = await call<{ pup: PupDetail }>('PATCH', `/pups/${id}/limits`, {
			memoryBytes: null,
			pids: null,
			ioWeight: null
		});
		expect(more.body.pup.limitsReached).toBeUndefined();
		if (pup.limitChoices.host.ioWeight) expect(ioWeightOf(id)).toBe(100);
	});

	/** The weight that is set in the kernel. */
	function ioWeightOf(pup: string): number {
		const name = join(`dogebox-${box.options.instance}`, pup);
		const files = [
			join('/sys/fs/cgroup/blkio', name, 'blkio.bfq.weight'),
			join('/sys/fs/cgroup/blkio', name, 'blkio.weight'),
			join('/sys/fs/cgroup', name, 'io.weight'),
			join('/sys/fs/cgroup', name, 'io.bfq.weight')
		];
		const file = files.find((one) => existsSync(one));
		if (!file) throw new Error('no file with a weight');
		return Number(/(\d+)\s*$/.exec(readFileSync(file, 'utf8').split('\n')[0] ?? '')?.[1]);
	}

	it('is all there for Prometheus, behind a token that may see', async () => {
		const made = async (scopes: string[]) =>
			(await call<{ token: string }>('POST', '/tokens', { name: scopes.join(), scopes, days: 1 })).body.token;
		const scrape = (token: string | null, path = '/metrics') =>
			fetch(box.url + path, { headers: token ? { authorization: `Bearer ${token}` } : {} });
		expect((await scrape(null)).status).toBe(401);
		expect((await scrape(await made(['operate']))).status).toBe(403);
		const token = await made(['see']);
		const answer = await scrape(token);
		expect(answer.status).toBe(200);
		expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
		const text = await answer.text();
		const found = readPrometheus(text);
		const of = (name: string): ReadSample[] => found.filter((sample) => sample.name === name);
		const own = { pup: 'Probe', id };
		expect(of('dogebox_pup_up')).toEqual([{ name: 'dogebox_pup_up', labels: own, value: 1 }]);
		expect(of('dogebox_pup_cpu_seconds_total')[0]?.value).toBeGreaterThan(1);
		expect(of('dogebox_pup_oom_kills_total')[0]?.value).toBeGreaterThan(0);
		expect(of('dogebox_pup_reported').map(({ labels, value }) => [labels['name'], value])).toEqual([
			['height', 5120334],
			['share', 0.25]
		]);
		for (const name of ['dogebox_cpu_seconds_total', 'dogebox_memory_bytes', 'dogebox_disk_free_bytes']) {
			expect(of(name)[0]?.value, name).toBeGreaterThan(0);
		}
		expect((await scrape(token, '/api/v1/metrics')).status).toBe(200);
	});

	it.skipIf(!hasPrometheus())('is scraped by Debian’s prometheus, and its promtool has nothing to say', async () => {
		const made = await call<{ token: string }>('POST', '/tokens', { name: 'prometheus', scopes: ['see'], days: 1 });
		const text = await fetch(`${box.url}/metrics`, { headers: { authorization: `Bearer ${made.body.token}` } });
		const tool = spawnSync('promtool', ['check', 'metrics'], { input: await text.text(), encoding: 'utf8' });
		expect(tool.stdout + tool.stderr).toBe('');
		const prometheus = await scrapedBy(box.url, made.body.token);
		try {
			const asked = async (query: string) => (await prometheus.query(query)).map(({ value }) => Number(value[1]));
			await expect.poll(() => asked('up{job="dogebox"}'), { timeout: 30_000 }).toEqual([1]);
			await expect.poll(() => asked('dogebox_pup_up{pup="Probe"}')).toEqual([1]);
			expect(await asked('count({job="dogebox", __name__=~"dogebox_.+"})')).toEqual([expect.any(Number)]);
			// The usual query for a counter.
			await expect
				.poll(() => asked('rate(dogebox_cpu_seconds_total{mode!="idle"}[30s]) >= 0'), { timeout: 30_000 })
				.not.toEqual([]);
		} finally {
			await prometheus.end();
		}
	});

	it('says what can be freed before it is, and frees it', async () => {
		const folder = join(box.options.data, 'downloads');
		mkdirSync(folder, { recursive: true });
		const old = join(folder, 'a'.repeat(64));
		writeFileSync(old, 'x'.repeat(5000));
		utimesSync(old, 1, 1);
		const fresh = join(folder, 'b'.repeat(64));
		writeFileSync(fresh, 'x'.repeat(100));
		const { parts } = await box.get<{ parts: SpacePart[] }>('/box/space');
		expect(parts.find(({ what }) => what === 'downloads')).toMatchObject({ unused: 5000 });
		expect(parts.find(({ what }) => what === 'layers')?.bytes).toBeGreaterThan(1_000_000);
		const free = (query: string) =>
			call<{ freed: FreedSpace[] }>('POST', `/box/space/free${query}`, { what: ['downloads'] });
		const plan = await free('?plan=1');
		expect(plan.body.freed).toEqual([
			{
				what: 'downloads',
				bytes: 5000,
				text: expect.stringMatching(/^5\.0 kB of files that were downloaded/) as string
			}
		]);
		expect(existsSync(old), 'a question removes nothing').toBe(true);
		expect((await free('')).body.freed[0]?.bytes).toBe(5000);
		expect(existsSync(old)).toBe(false);
		expect(existsSync(fresh), 'it may be about to be unpacked').toBe(true);
		const other = await call<{ code: string }>('POST', '/box/space/free', { what: ['pups'] });
		expect(other.status).toBe(422);
		expect((await box.state(id, 'running')).state).toBe('running');
	});
});
