/** Services' logs as conmon really writes them. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RawLogLine } from '../../src/lib/server/containers/index.ts';
import { probeHost, createSpawner } from '../../src/lib/server/host/index.ts';
import { cannotRunContainers, engineFixture, type EngineFixture } from './support/engine-fixture.ts';

const reason = cannotRunContainers();
if (reason) console.log(`log tests are skipped: ${reason}`);

async function until<T>(look: () => Promise<T | null | false> | T | null | false): Promise<T> {
	for (;;) {
		const found = await look();
		if (found) return found;
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}

/** Size at which logs begin anew here: small, so that a test reaches it. */
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
		const lines: RawLogLine[] = [];
		const stop = box.engine.followLogs(spec.id, (more) => lines.push(...more));
		await box.engine.start(spec);
		await until(() => lines.some((line) => line.text === 'line 29') && lines.some((line) => line.service === 'side'));
		expect(lines.filter((line) => line.service === 'main').map((line) => line.text)).toEqual(
			Array.from({ length: 30 }, (_, i) => `line ${i}`)
		);
		await box.engine.note(spec.id, 'main', 'restarting in 4 s');
		await until(() => lines.at(-1)?.text === 'restarting in 4 s');
		stop();
		expect((await box.engine.logs(spec.id, { service: 'main', tail: 2 })).map((line) => line.text)).toEqual([
			'line 29',
			'restarting in 4 s'
		]);
	});

	it('keep an older part when they begin anew, stay bounded, and lose nothing for who follows', async () => {
		// In portions, as services write: conmon and the follower get to the end of each.
		const count = 8000;
		const script = `i=0; while [ $i -lt ${count} ]; do echo "number $i of a long story that fills the log quickly"; i=$((i+1)); [ $((i % 500)) = 0 ] && sleep 0.15; done; echo end; sleep 1000`;
		const spec = box.spec({ main: script });
		const lines: RawLogLine[] = [];
		const stop = box.engine.followLogs(spec.id, (more) => lines.push(...more));
		await box.engine.start(spec);
		await until(() => lines.at(-1)?.text === 'end');
		stop();
		expect(lines).toHaveLength(count + 1);
		const folder = join(box.paths.logs, spec.id);
		await until(() => readdirSync(folder).includes('main.log.1'));
		for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).size).toBeLessThan(2 * LOG_BYTES);
		const tail = await box.engine.logs(spec.id, { service: 'main', tail: 1000 });
		expect(tail.map((line) => line.text).slice(0, -1)).toEqual(lines.slice(-1000, -1).map((line) => line.text));
	});

	it('join what conmon splits, and cut what is endless', async () => {
		const spec = box.spec({
			main: 'head -c 10000 /dev/zero | tr "\\0" x; echo; head -c 100000 /dev/zero | tr "\\0" y; echo; echo done; sleep 1000'
		});
		await box.engine.start(spec);
		const lines = await until(async () => {
			const found = await box.engine.logs(spec.id, { tail: 10 });
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
		// Known already: the same answer.
		expect(await probeHost({ names: box.names, paths: box.paths, spawn: createSpawner() })).toEqual(box.facts);
	});
});
