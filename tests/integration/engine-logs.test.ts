/** Services' logs as conmon really writes them. */
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LogBatch, LogLine } from '../../src/lib/server/containers/index.ts';
import { probeHost } from '../../src/lib/server/host/index.ts';
import { cannotRunContainers, engineFixture, type EngineFixture } from './support/engine-fixture.ts';
import { mkdirSync, readdirSync, statSync, writeFileSync } from '../support/as-root.ts';

const reason = cannotRunContainers();
if (reason) console.log(`log tests are skipped: ${reason}`);

async function until<T>(check: () => Promise<T | null | false> | T | null | false): Promise<T> {
	for (;;) {
		const found = await check();
		if (found) return found;
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}

/** Size at which logs are rotated here, small enough for a test to reach. */
const LOG_BYTES = 128 * 1024;

describe.skipIf(reason)('logs of services', () => {
	let box: EngineFixture;
	beforeAll(async () => {
		box = await engineFixture({ logBytes: LOG_BYTES });
	});
	afterEach(() => box.clear());
	afterAll(() => box?.dispose());

	it('are followed as they come, with the box’s own lines among them', async () => {
		const spec = box.spec({
			main: 'i=0; while [ $i -lt 30 ]; do echo line $i; i=$((i+1)); sleep 0.01; done; sleep 1000',
			side: 'sleep 0.1; echo beside; sleep 1000'
		});
		const lines: LogLine[] = [];
		const stop = box.engine.followLogs(spec.id, {}, (batch) => lines.push(...batch.lines));
		await box.engine.start(spec);
		await until(() => lines.some((line) => line.text === 'line 29') && lines.some((line) => line.service === 'side'));
		expect(lines.filter((line) => line.service === 'main').map((line) => line.text)).toEqual(
			Array.from({ length: 30 }, (_, i) => `line ${i}`)
		);
		await box.engine.note(spec.id, 'main', 'restarting in 4 s');
		await until(() => lines.at(-1)?.text === 'restarting in 4 s');
		stop();
		expect((await box.engine.logs(spec.id, { service: 'main', tail: 2 })).lines.map((line) => line.text)).toEqual([
			'line 29',
			'restarting in 4 s'
		]);
	});

	it('keep an older part when they begin anew, stay bounded, and lose nothing for who follows', async () => {
		// In portions: the next one is written when the follower has read the one before.
		const count = 8000;
		const portion = 500;
		const script = `i=0; while [ $i -lt ${count} ]; do echo "number $i of a long story that fills the log quickly"; i=$((i+1)); [ $((i % ${portion})) = 0 ] && until [ -e /storage/$i ]; do sleep 0.02; done; done; echo end; sleep 1000`;
		const storage = join(box.paths.images, 'portions');
		mkdirSync(storage, { recursive: true });
		const mounts = [{ source: storage, target: '/storage', readonly: true }];
		const spec = box.spec({ main: script }, { mounts });
		const lines: LogLine[] = [];
		const stop = box.engine.followLogs(spec.id, {}, (batch) => {
			lines.push(...batch.lines);
			if (lines.length % portion === 0) writeFileSync(join(storage, String(lines.length)), '');
		});
		await box.engine.start(spec);
		await until(() => lines.at(-1)?.text === 'end');
		stop();
		expect(lines).toHaveLength(count + 1);
		const folder = join(box.paths.logs, spec.id);
		await until(() => readdirSync(folder).includes('main.log.1'));
		for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).size).toBeLessThan(2 * LOG_BYTES);
		expect(new Set(lines.map((line) => line.cursor)).size).toBe(count + 1);
		const { lines: tail } = await box.engine.logs(spec.id, { service: 'main', tail: 1000 });
		expect(tail.map((line) => line.text).slice(0, -1)).toEqual(lines.slice(-1000, -1).map((line) => line.text));
	});

	it('keep as many files as are set for them, and drop what is too much at once', async () => {
		const spec = box.spec({
			main: 'i=0; while [ $i -lt 6000 ]; do echo "number $i of a long story that fills the log quickly"; i=$((i+1)); [ $((i % 300)) = 0 ] && sleep 0.1; done; echo end; sleep 1000'
		});
		await box.engine.setLogLimits(spec.id, { fileBytes: 64 * 1024, files: 4 });
		expect(await box.engine.logLimits(spec.id)).toEqual({ fileBytes: 64 * 1024, files: 4 });
		await box.engine.start(spec);
		await until(async () => (await box.engine.logs(spec.id, { tail: 1 })).lines[0]?.text === 'end');
		const folder = join(box.paths.logs, spec.id);
		const parts = () =>
			readdirSync(folder)
				.filter((name) => /^main\.log(\.\d+)?$/.test(name))
				.sort();
		await until(() => parts().length === 4);
		expect(parts()).toEqual(['main.log', 'main.log.1', 'main.log.2', 'main.log.3']);
		for (const name of parts()) expect(statSync(join(folder, name)).size).toBeLessThan(2 * 64 * 1024);
		// Pages backwards through all lines, without a gap.
		const texts: string[] = [];
		for (let page = await box.engine.logs(spec.id, { tail: 700 }); ;) {
			texts.unshift(...page.lines.map((line) => line.text));
			if (!page.older) break;
			page = await box.engine.logs(spec.id, { before: page.start, limit: 700 });
		}
		const first = 6001 - texts.length;
		expect(first).toBeLessThan(4500);
		expect(texts).toEqual([
			...Array.from(
				{ length: 6000 - first },
				(_, i) => `number ${first + i} of a long story that fills the log quickly`
			),
			'end'
		]);
		await box.engine.setLogLimits(spec.id, { fileBytes: 64 * 1024, files: 2 });
		expect(parts()).toEqual(['main.log', 'main.log.1']);
		// The rotated file is removed to make room. The current file stays: it can still be read,
		// and new lines still come into it.
		const older = statSync(join(folder, 'main.log.1')).size;
		const now = statSync(join(folder, 'main.log')).size;
		expect(await box.engine.logSpace(spec.id)).toMatchObject({ older });
		expect((await box.engine.logSpace(spec.id)).bytes).toBeGreaterThanOrEqual(older + now);
		expect(await box.engine.freeLogs(spec.id)).toBe(older);
		expect(parts()).toEqual(['main.log']);
		expect((await box.engine.logSpace(spec.id)).older).toBe(0);
		expect((await box.engine.logs(spec.id, { tail: 1 })).lines[0]?.text).toBe('end');
		await box.engine.note(spec.id, 'main', 'written after that');
		expect((await box.engine.logs(spec.id, { tail: 1 })).lines[0]?.text).toBe('written after that');
	});

	it('come once each over reconnects, while the log begins anew, also lines that are the same', async () => {
		// The program is at most two parts ahead of the reader, so it goes on writing while the
		// reader is away, but not past two rotations: then lines would rightly be missing.
		const count = 6000;
		const part = 400;
		const script = `i=0; while [ $i -lt ${count} ]; do echo "the same line in every place, $((i/3))"; i=$((i+1)); [ $((i % ${part})) = 0 ] && until [ $i = ${part} ] || [ -e /storage/$((i-${part})) ]; do sleep 0.02; done; done; echo end; sleep 1000`;
		const storage = join(box.paths.images, 'parts');
		mkdirSync(storage, { recursive: true });
		const spec = box.spec({ main: script }, { mounts: [{ source: storage, target: '/storage', readonly: true }] });
		const lines: LogLine[] = [];
		let gaps = 0;
		let read = 0;
		let cursor = '';
		await box.engine.start(spec);
		// A follower that leaves after each batch and comes back with its cursor, while lines are
		// being written.
		await new Promise<void>((resolve) => {
			const follow = () => {
				let stop: (() => void) | null = null;
				const take = ({ lines: more, gap }: LogBatch) => {
					stop?.();
					if (gap) gaps++;
					lines.push(...more);
					for (; read + part <= lines.length; read += part) {
						writeFileSync(join(storage, String(read + part)), '');
					}
					cursor = more.at(-1)?.cursor ?? cursor;
					if (more.at(-1)?.text === 'end') resolve();
					else setTimeout(follow, 30);
				};
				stop = box.engine.followLogs(spec.id, { after: cursor }, take);
			};
			follow();
		});
		expect(gaps).toBe(0);
		expect(lines.map((line) => line.text)).toEqual([
			...Array.from({ length: count }, (_, i) => `the same line in every place, ${Math.floor(i / 3)}`),
			'end'
		]);
		expect(new Set(lines.map((line) => line.cursor)).size).toBe(count + 1);
	});

	it('give a follower that was away too long the newest lines, and tell it', async () => {
		const spec = box.spec({
			main: 'i=0; while [ $i -lt 2300 ]; do echo line $i; i=$((i+1)); done; echo end; sleep 1000'
		});
		await box.engine.start(spec);
		await until(async () => (await box.engine.logs(spec.id, { tail: 1 })).lines[0]?.text === 'end');
		const batch = await new Promise<LogBatch>((resolve) => {
			const stop = box.engine.followLogs(spec.id, { after: '' }, (first) => {
				stop();
				resolve(first);
			});
		});
		expect(batch.gap).toBe(true);
		const [note, ...newest] = batch.lines;
		expect(note!.text).toContain('301 lines are left out here');
		expect(newest).toHaveLength(2000);
		expect(newest.at(-1)!.text).toBe('end');
		expect(newest[0]!.text).toBe('line 301');
	});

	it('have a last line without newline, and the next run begins a line of its own', async () => {
		const spec = box.spec({ main: 'echo first; printf "no end"', other: 'sleep 1000' });
		await box.engine.start(spec);
		await box.exitOf(spec.id, 'main');
		await until(async () => (await box.engine.logs(spec.id, { tail: 10 })).lines.length === 2);
		await box.engine.startProcess(spec, 'main');
		await box.exitOf(spec.id, 'main');
		const { lines } = await until(async () => {
			const page = await box.engine.logs(spec.id, { tail: 10 });
			return page.lines.length >= 4 && page;
		});
		expect(lines.map((line) => line.text)).toEqual(['first', 'no end', 'first', 'no end']);
	});

	it('have a last line without newline of whoever dies or is stopped', async () => {
		const texts = async (id: string) => (await box.engine.logs(id, { tail: 10 })).lines.map((line) => line.text);
		const dies = box.spec({ main: 'printf "fatal: cannot open db" >&2; exit 3' });
		await box.engine.start(dies);
		await until(async () => (await texts(dies.id)).length > 0);
		expect(await texts(dies.id)).toEqual(['fatal: cannot open db']);
		const stopped = box.spec({ main: 'trap "printf bye; exit 0" TERM; echo up; while :; do sleep 0.05; done' });
		await box.engine.start(stopped);
		await until(async () => (await texts(stopped.id)).length > 0);
		await box.engine.stop(stopped.id);
		expect((await texts(stopped.id)).filter((line) => line !== 'Terminated')).toEqual(['up', 'bye']);
	});

	it('have long lines of letters of several bytes whole', async () => {
		const double = 's="$s$s"; '.repeat(11);
		const spec = box.spec({ main: `s="üñ€"; ${double}echo "$s"; echo "x$s"; echo "xy$s"; echo done; sleep 1000` });
		await box.engine.start(spec);
		const lines = await until(async () => {
			const { lines: found } = await box.engine.logs(spec.id, { tail: 10 });
			return found.at(-1)?.text === 'done' && found;
		});
		const long = 'üñ€'.repeat(2048);
		expect(lines.map((line) => line.text)).toEqual([long, `x${long}`, `xy${long}`, 'done']);
	});

	it('keep a letter that falls between two of conmon’s reads', async () => {
		const spec = box.spec({
			main: 'printf "\\303"; sleep 0.3; printf "\\274\\342\\202"; sleep 0.3; printf "\\254!\\n"; echo done; sleep 1000'
		});
		await box.engine.start(spec);
		const { lines } = await until(async () => {
			const page = await box.engine.logs(spec.id, { tail: 10 });
			return page.lines.at(-1)?.text === 'done' && page;
		});
		expect(lines.map((line) => line.text)).toEqual(['ü€!', 'done']);
	});

	it('join what conmon splits, and cut what is endless', async () => {
		const spec = box.spec({
			main: 'head -c 10000 /dev/zero | tr "\\0" x; echo; head -c 100000 /dev/zero | tr "\\0" y; echo; echo done; sleep 1000'
		});
		await box.engine.start(spec);
		const lines = await until(async () => {
			const { lines: found } = await box.engine.logs(spec.id, { tail: 10 });
			return found.at(-1)?.text === 'done' && found;
		});
		expect(lines.map((line) => line.text.length)).toEqual([10_000, 16_385, 4]);
	});
});

describe.skipIf(reason)('the host', () => {
	let box: EngineFixture;
	beforeAll(async () => {
		box = await engineFixture();
	});
	afterAll(() => box?.dispose());

	it('is known to run containers because one ran, and nothing of that is left', async () => {
		expect(box.facts.runtime).toMatchObject({ kind: 'oci', ready: true });
		expect(box.facts.runtime.version).toMatch(/^(runc|crun) \d+\.\d+/);
		expect(await box.left()).toEqual({});
		expect(readdirSync(join(box.paths.run, 'containers'))).toEqual([]);
		// The second probe takes what it knows of the runtime from the cache, with the same facts.
		expect(await probeHost(box.host)).toEqual(box.facts);
	});
});
