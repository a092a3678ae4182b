/** Devices of the host in real containers: requested, granted by the owner, opened, and revoked. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostVerbs } from '../../src/lib/server/host/index.ts';
import { cannotRunContainers, engineFixture, type EngineFixture } from './support/engine-fixture.ts';
import { pupsFixture, tinyRootBuilder, writeIndex, writePup, type PupsFixture } from './support/pups-fixture.ts';
import { existsSync, lstatSync, readFileSync, rmSync, statSync } from '../support/as-root.ts';

/** Opening this device has no effect as long as nothing is mounted. */
const DEVICE = '/dev/fuse';
const why = cannotRunContainers() ?? (existsSync(DEVICE) ? null : `${DEVICE} is not there`);
if (why) console.log(`pups-devices.test: skipped, ${why}`);

const SCRIPT = `
for at in /dev/fuse /dev/net/tun /dev/kvm; do
	test -e $at && echo "there $at" >> /storage/seen
	(exec 3<$at) 2>/dev/null && echo "reads $at" >> /storage/seen
	(exec 3>$at) 2>/dev/null && echo "writes $at" >> /storage/seen
done
echo end >> /storage/seen
trap "exit 0" TERM; while :; do sleep 0.1; done`;

describe.skipIf(why)('devices', () => {
	let engine: EngineFixture;
	let box: PupsFixture;
	beforeAll(async () => {
		engine = await engineFixture();
		const sources = join(engine.paths.data, 'sources');
		const devices = [
			{ node: DEVICE, modifier: 'rwm' },
			{ node: '/dev/net/tun', modifier: 'r' },
			{ node: '/dev/sda' },
			{ node: '/dev/ttyUSB99' }
		];
		writePup(sources, 'Asks', { web: SCRIPT }, { container: { devices } });
		writeIndex(sources, ['Asks']);
		box = pupsFixture(engine, { sources, builder: tinyRootBuilder(engine).builder });
		await box.begin();
	});
	afterAll(async () => {
		await box?.end();
		await engine?.dispose();
	});

	const at = (id: string) => join(engine.paths.storage, id, 'seen');
	/** Devices that the pup sees after its next start. */
	async function seen(id: string): Promise<string[]> {
		const lines = () => (existsSync(at(id)) ? readFileSync(at(id), 'utf8').split('\n').filter(Boolean) : []);
		await expect.poll(() => lines().at(-1), { timeout: 20_000 }).toBe('end');
		return lines().slice(0, -1);
	}
	async function set(id: string, nodes: string[]): Promise<string[]> {
		rmSync(at(id), { force: true });
		const { job } = await box.pups.setDevices(id, nodes);
		if (job) expect((await box.done(job)).status).toBe('succeeded');
		return seen(id);
	}

	it('are a question to the owner, given with a restart and taken back with one', async () => {
		const { id, job } = await box.install('Asks');
		expect(job, JSON.stringify(job.error)).toMatchObject({ status: 'succeeded' });
		expect(box.pups.get(id).devices.map(({ node, access, granted }) => [node, access, granted])).toEqual([
			[DEVICE, 'rw', false],
			['/dev/net/tun', 'r', false],
			['/dev/ttyUSB99', 'rw', false]
		]);
		expect(await seen(id)).toEqual([]);

		const before = statSync(DEVICE);
		expect(await set(id, [DEVICE, '/dev/net/tun', '/dev/ttyUSB99'])).toEqual([
			`there ${DEVICE}`,
			`reads ${DEVICE}`,
			`writes ${DEVICE}`,
			'there /dev/net/tun',
			'reads /dev/net/tun'
		]);
		// The host's own node is unchanged. The container has a separate node that belongs to its
		// user.
		const { uid, mode } = statSync(DEVICE);
		expect([uid, mode]).toEqual([before.uid, before.mode]);
		expect(box.pups.get(id).devices[0]).toMatchObject({ granted: true, severityLabel: 'Can change things' });
		// A service that is started again in the same container has the device too.
		expect(await set(id, [DEVICE])).toEqual([`there ${DEVICE}`, `reads ${DEVICE}`, `writes ${DEVICE}`]);
		expect(await set(id, [])).toEqual([]);

		await expect(box.pups.setDevices(id, ['/dev/kvm'])).rejects.toMatchObject({ code: 'not-asked-for' });
		expect((await box.done(box.pups.remove(id, { keepData: false }))).status).toBe('succeeded');
		expect(await engine.left()).toEqual({});
	});

	it.each(['/dev/sda', '/dev/mem', '/dev/net/../mem', '/dev/kmsg', '/etc/passwd'])(
		'the host itself refuses %s',
		async (node) => {
			const id = 'e'.repeat(32);
			const asked = engine.host.call(hostVerbs.rootMount, {
				id,
				layers: [engine.base],
				targets: [],
				links: [],
				files: [],
				sources: [],
				scratch: { bytes: 2 ** 20, folders: [], owner: { uid: 0, gid: 0 }, declared: [] },
				devices: { nodes: [{ node, access: 'rw' }], owner: { uid: 420, gid: 69 } },
				disk: null,
				range: null
			});
			await expect(asked).rejects.toMatchObject({ code: 'invalid-host-call' });
			expect(lstatSync(join(engine.paths.run, 'containers', id), { throwIfNoEntry: false })).toBeUndefined();
		}
	);
});
