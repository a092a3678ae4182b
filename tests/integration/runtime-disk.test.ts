/**
 * What every runtime of this machine must do with roots on the disk, and with paused containers.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hostCgroups, controllerFolder, diskRootFolder } from '../../src/lib/server/host/index.ts';
import type { ContainerSpec } from '../../src/lib/server/runtime/index.ts';
import { engineFixture, ociProgramsHere, type EngineFixture } from './support/engine-fixture.ts';
import {
	execFileSync,
	existsSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync
} from '../support/as-root.ts';

const working = (await ociProgramsHere()).filter((one) => one.reason === null);
/** Runtimes, and also the first of them with the id range that all containers share. */
const kinds = [
	...working.map(({ name, oci }) => ({ name, oci })),
	...working.slice(0, 1).map(({ name, oci }) => ({ name: `${name}, shared ids`, oci: { ...oci, ownIds: false } }))
];

async function until<T>(check: () => Promise<T | null | false> | T | null | false): Promise<T> {
	for (;;) {
		const seen = await check();
		if (seen) return seen;
		await delay(20);
	}
}

describe.each(kinds)('the runtime $name', ({ oci }) => {
	let box: EngineFixture;
	beforeAll(async () => {
		box = await engineFixture({ oci });
	});
	afterEach(() => box.clear());
	afterAll(() => box?.dispose());

	/** A box whose main process waits. It runs as root with the rights that an entrypoint needs. */
	function onDisk(change: Partial<ContainerSpec> = {}): ContainerSpec {
		const spec = box.spec({ main: 'echo up; exec sleep 1000' }, change);
		Object.assign(spec.processes[0]!, { user: { uid: 0, gid: 0 }, stepsDown: true });
		return { ...spec, diskRoot: { folder: diskRootFolder(box.paths, spec.id), bytes: null } };
	}

	async function run(spec: ContainerSpec, script: string) {
		const session = await box.runtime.exec(spec.id, 'main', { argv: ['/bin/sh', '-c', script] });
		session.stdin.end();
		const [stdout, stderr, end] = await Promise.all([text(session.stdout), text(session.stderr), session.ended]);
		return { stdout, stderr, exitCode: end.exitCode };
	}
	const stop = (spec: ContainerSpec) => box.runtime.stop(spec.id, { graceMs: 2000 });
	const remove = (spec: ContainerSpec) => box.runtime.remove(spec.id, { graceMs: 0 });
	const upper = (id: string) => join(diskRootFolder(box.paths, id), 'upper');
	/** Waits until nothing is left but folders, which may be logs and roots on the disk. */
	const nothingRuns = async () => {
		const state = async () => ({ ...(await box.left(0)), folders: undefined });
		await until(async () => Object.values(await state()).every((kind) => kind === undefined));
	};
	const isPaused = (spec: ContainerSpec) => box.runtime.status(spec.id)!.paused;

	describe('a root on the disk', () => {
		it('keeps what is written over stop and start and a change of ids, until it is removed', async () => {
			const spec = onDisk();
			expect(await box.runtime.ensure(spec)).toMatchObject({ diskLimited: false, paused: false });
			const made = 'echo kept > /etc/new; chown 7:8 /etc/new; rm /bin/wc; mkdir -p /opt/deep; echo x > /opt/deep/f';
			expect(await run(spec, made)).toEqual({ stdout: '', stderr: '', exitCode: 0 });
			const { uid, gid } = statSync(join(upper(spec.id), 'etc/new'));
			expect([uid, gid]).toEqual([box.names.idBase + 7, box.names.idBase + 8]);
			await stop(spec);
			await nothingRuns();
			const probe = 'cat /etc/new; ls -ln /etc/new; ls /bin/wc; cat /opt/deep/f; echo more >> /etc/new';
			for (const idRange of [spec.idRange! + 1, null, spec.idRange]) {
				await box.runtime.ensure({ ...spec, idRange });
				const { stdout } = await run(spec, probe);
				expect(stdout).toMatch(/^kept\n(more\n)*\S+ 1 7 8 [^\n]*\nx\n$/);
				await stop(spec);
			}
			await remove(spec);
			expect(readdirSync(box.paths.storage)).toEqual([]);
			await nothingRuns();
		});

		it('is refused in a folder that is not its own', async () => {
			const spec = onDisk();
			const other = onDisk();
			for (const folder of [other.diskRoot!.folder, box.paths.storage, box.base, '/tmp']) {
				const start = box.runtime.ensure({ ...spec, diskRoot: { folder, bytes: null } });
				await expect(start).rejects.toMatchObject({ code: 'invalid-host-call' });
			}
			expect(existsSync(other.diskRoot!.folder)).toBe(false);
			await nothingRuns();
		});

		it('that was left half made or half replaced is whole again', async () => {
			const spec = onDisk();
			const root = diskRootFolder(box.paths, spec.id);
			mkdirSync(join(`${root}.new`, 'upper', 'half'), { recursive: true });
			await box.runtime.ensure(spec);
			await run(spec, 'echo kept > /etc/new');
			await stop(spec);
			execFileSync('mv', [root, `${root}.old`]);
			mkdirSync(join(`${root}.new`, 'upper', 'half'), { recursive: true });
			await box.runtime.ensure(spec);
			expect((await run(spec, 'cat /etc/new; ls /half')).stdout).toBe('kept\n');
			expect(readdirSync(join(root, '..'))).toEqual(['root']);
			await remove(spec);
		});

		it('is copied with all that makes a file what it is, to a snapshot, a clone and back', async () => {
			const layer = join(box.paths.images, 'data');
			mkdirSync(join(layer, 'data'), { recursive: true });
			writeFileSync(join(layer, 'data/old'), 'of the layer');
			execFileSync('chown', ['-R', `${box.names.idBase}:${box.names.idBase}`, layer]);
			const layers = [box.base, layer];
			const spec = onDisk({ layers });
			await box.runtime.ensure(spec);
			const made = [
				'cd /etc; echo one > a; ln a b; chown 7:8 a; ln -s /nowhere link; mkfifo pipe; truncate -s 50M holes',
				// Without trusted.overlay.opaque the layer's file would be visible again.
				'rm /bin/wc; rm -r /data; mkdir /data; echo x > /data/only; echo s > set; chown 5:5 set',
				'head -c 3000000 /dev/urandom > bytes'
			].join('; ');
			expect((await run(spec, made)).exitCode).toBe(0);
			execFileSync('chmod', ['4755', join(upper(spec.id), 'etc/set')]);
			const snapshot = randomBytes(16).toString('hex');
			const seen: { bytes: number; of: number }[] = [];
			// The copy is made while the container runs, which is paused for that time and then
			// continues.
			await box.runtime.copyDisk(
				{ id: spec.id, snapshot: null },
				{ id: spec.id, snapshot },
				{ onProgress: (at) => seen.push(at) }
			);
			expect(seen.at(-1)!.bytes).toBe(seen.at(-1)!.of);
			expect(seen.at(-1)!.of).toBeGreaterThan(3_000_000);
			expect(isPaused(spec)).toBe(false);
			expect((await run(spec, 'echo later > /etc/later; echo two > /etc/a')).exitCode).toBe(0);
			await expect(
				box.runtime.copyDisk({ id: spec.id, snapshot }, { id: spec.id, snapshot: null })
			).rejects.toMatchObject({ code: 'container-stands' });
			await stop(spec);
			const clone = onDisk({ layers });
			await box.runtime.copyDisk({ id: spec.id, snapshot }, { id: clone.id, snapshot: null });
			await box.runtime.copyDisk({ id: spec.id, snapshot }, { id: spec.id, snapshot: null });
			for (const one of [clone, spec]) {
				await box.runtime.ensure(one);
				const probe =
					'cd /etc; cat a b; ls -ln a set; ls later; readlink link; test -p pipe && echo pipe; ls /bin/wc; ls /data';
				const { stdout } = await run(one, probe);
				const [a, b, statA, statSet, ...rest] = stdout.split('\n');
				expect([a, b]).toEqual(['one', 'one']);
				expect(statA).toMatch(/^-rw-r--r-- 2 7 8 /);
				expect(statSet).toMatch(/^-rwsr-xr-x 1 5 5 /);
				expect(rest).toEqual(['/nowhere', 'pipe', 'only', '']);
				const files = ['a', 'b', 'holes', 'bytes'].map((name) => statSync(join(upper(one.id), 'etc', name)));
				expect(files[0]!.ino).toBe(files[1]!.ino);
				expect(files[2]!.blocks).toBe(0);
				await stop(one);
			}
			expect(await box.runtime.diskBytes(clone.id)).toBeGreaterThan(3_000_000);
			await box.runtime.removeSnapshot(spec.id, snapshot);
			await remove(spec);
			await remove(clone);
			expect(readdirSync(box.paths.storage)).toEqual([]);
		});

		it('leaves nothing of a copy that is given up or has no source', async () => {
			const spec = onDisk();
			await box.runtime.ensure(spec);
			await run(spec, 'i=0; while [ $i -lt 20 ]; do head -c 10000000 /dev/zero > /etc/f$i; i=$((i+1)); done');
			const to = { id: spec.id, snapshot: 'a'.repeat(32) };
			// A copy that was finished before the check is repeated.
			for (let how = 'made'; how === 'made';) {
				await box.runtime.removeSnapshot(spec.id, to.snapshot);
				const giving = new AbortController();
				const copy = box.runtime
					.copyDisk({ id: spec.id, snapshot: null }, to, { signal: giving.signal })
					.then(() => 'made', String)
					.then((end) => (how = end));
				const draft = join(box.paths.storage, `${spec.id}.box/snapshots/${to.snapshot}.new/upper`);
				await Promise.race([until(() => existsSync(draft) || how !== 'made'), copy]);
				giving.abort(new Error('enough'));
				expect(await copy).toMatch(/made|enough/);
			}
			expect(readdirSync(join(box.paths.storage, `${spec.id}.box/snapshots`))).toEqual([]);
			expect(isPaused(spec)).toBe(false);
			const none = box.runtime.copyDisk({ id: 'b'.repeat(32), snapshot: null }, to);
			await expect(none).rejects.toMatchObject({ code: 'no-disk' });
			await remove(spec);
		});

		it('can hold links out of it: what the host makes in it stays in it', async () => {
			const spec = onDisk();
			await box.runtime.ensure(spec);
			const secret = join(box.paths.images, 'secret');
			mkdirSync(secret, { recursive: true });
			await run(
				spec,
				`mkdir -p ${secret}; rm -r /opt /etc/hosts; ln -s ${secret} /opt; ln -s ${secret}/hosts /etc/hosts`
			);
			await stop(spec);
			await box.runtime.ensure({ ...spec, mounts: [{ source: box.base, target: '/opt/base', readonly: true }] });
			expect((await run(spec, 'ls /opt/base')).exitCode).toBe(0);
			expect(readdirSync(secret)).toEqual([]);
			await remove(spec);
			expect(lstatSync(secret).isDirectory()).toBe(true);
		});
	});

	describe('a paused container', () => {
		const counting = { main: 'echo up; i=0; while true; do i=$((i+1)); echo $i > /tmp/n; sleep 0.02; done' };
		const count = (pid: number) => Number(readFileSync(`/proc/${pid}/root/tmp/n`, 'utf8')) || 0;

		it('stands still, says so after a restart, and goes on where it was', async () => {
			const spec = box.spec(counting);
			const { pid } = (await box.runtime.ensure(spec)).processes[0]!;
			await until(() => existsSync(`/proc/${pid}/root/tmp/n`) && count(pid!) > 3);
			await box.runtime.pause(spec.id);
			await box.runtime.pause(spec.id);
			expect(isPaused(spec)).toBe(true);
			const at = count(pid!);
			await box.forget();
			expect(box.runtime.list().map(({ id, paused }) => ({ id, paused }))).toEqual([{ id: spec.id, paused: true }]);
			await delay(200);
			expect(count(pid!)).toBe(at);
			const refused = { code: 'paused', status: 409 };
			await expect(box.runtime.exec(spec.id, 'main', { argv: ['id'] })).rejects.toMatchObject(refused);
			// Nothing is started when the container already runs as it should.
			expect((await box.runtime.ensure(spec)).processes[0]!.pid).toBe(pid);
			const more = { ...spec, processes: [...spec.processes, { ...spec.processes[0]!, name: 'more' }] };
			await expect(box.runtime.ensure(more)).rejects.toMatchObject(refused);
			await box.runtime.resume(spec.id);
			await box.runtime.resume(spec.id);
			expect(isPaused(spec)).toBe(false);
			await until(() => count(pid!) > at + 3);
		});

		it('is ended by a stop, with its own time to end', async () => {
			const spec = box.spec({ main: 'trap "echo bye; exit 3" TERM; echo up; while true; do sleep 0.05; done' });
			await box.runtime.ensure(spec);
			await until(async () => (await box.runtime.logs(spec.id, { tail: 1 })).lines[0]?.text === 'up');
			await box.runtime.pause(spec.id);
			expect(await box.runtime.stop(spec.id, { graceMs: 5000 })).toEqual([]);
			const lines = (await box.runtime.logs(spec.id, { tail: 10 })).lines.map((line) => line.text);
			expect(lines).toContain('bye');
			await nothingRuns();
			await expect(box.runtime.pause(spec.id)).rejects.toMatchObject({ code: 'container-not-running' });
		});

		it('of which nothing is known any more is taken away as any other', async () => {
			const spec = box.spec(counting);
			await box.runtime.ensure(spec);
			await box.runtime.pause(spec.id);
			const layout = (await hostCgroups())!;
			expect(controllerFolder(layout, 'freezer', box.names.cgroup)).not.toBeNull();
			rmSync(join(box.paths.run, 'containers', spec.id, 'state.json'));
			await box.forget();
			await nothingRuns();
		});
	});
});
