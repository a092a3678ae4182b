/**
 * Pups of many kinds over a real engine, network and database. Only the keys and the build are
 * stand-ins.
 */
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { engineFixture, type EngineFixture } from './engine-fixture.ts';
import { pupsFixture, tinyRootBuilder, writeIndex, writePup, type PupsFixture } from './pups-fixture.ts';
import { readFileSync, writeFileSync } from '../../support/as-root.ts';

export let engine: EngineFixture;
export let box: PupsFixture;
export let tiny: ReturnType<typeof tinyRootBuilder>;
export let sources: string;
/** Mount point of the disk with the pups' data while it counts as missing. */
let missing: string | null = null;
export const text = (id: string, file: string) => readFileSync(join(engine.paths.storage, id, file), 'utf8');

/**
 * Makes the disk with the pups' data count as missing from this mount point. Null makes it
 * available.
 */
export function setMissing(mountPoint: string | null): void {
	missing = mountPoint;
}

/** Opens a box on the same data, replacing the one before. */
export function openBox(options: Partial<Parameters<typeof pupsFixture>[1]> = {}): void {
	box = pupsFixture(engine, { sources, builder: tiny.builder, storageMissing: () => missing, ...options });
}

/** Sets up the box for the tests of the calling suite. After each test all pups are removed. */
export function useManyPups(): void {
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
			{ mended: trap, left: trap, deaf: trap },
			{
				container: {
					services: [
						{ name: 'mended', health: { ...well('mended'), ...often } },
						{ name: 'left', health: { ...well('left'), ...often, restart: false } },
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
		const write = 'echo "$DBX_IFACE_RPC_NAME $DBX_IFACE_RPC_HOST $DBX_IFACE_RPC_PORT" > /storage/env';
		writePup(sources, 'App', { app: `${write}; ${trap}` }, { dependencies: needs });
		writeIndex(sources, ['Web', 'Two', 'Ask', 'Missing', 'Image', 'Deaf', 'Odd', 'Checked', 'Node', 'Other', 'App']);
		openBox();
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
}
