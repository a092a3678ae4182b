/**
 * The nginx between pups: refused configurations, its end, reloads under load, and two hundred
 * pups.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGatewayPlane } from '../../src/lib/server/network/index.ts';
import { openConnections } from '../../src/lib/server/proxy/index.ts';
import { asRoot, chmodSync, kill } from '../support/as-root.ts';
import {
	ask,
	GATEWAY,
	grantOf,
	pupAddress,
	startGateway,
	startProvider,
	type TestGateway,
	type TestProvider
} from '../support/gateway.ts';
import { until } from '../support/pages.ts';
import { bodyOf, statusOf } from '../support/raw-page.ts';
import { pino } from 'pino';

const EXPLORER = pupAddress(2);

let gateway: TestGateway;
let core: TestProvider;

beforeAll(async () => {
	core = await startProvider((_req, res) => res.end('core'));
	gateway = await startGateway('tgatelife', { perSecond: 100_000, burst: 100_000, open: 1000 });
});
afterAll(async () => {
	await gateway?.end();
	await core?.end();
});

const granted = (...names: string[]) => names.map((name) => grantOf(EXPLORER, name, core.port));
const status = async (path: string, from = EXPLORER) => statusOf(await ask(gateway, from, path));
/** Process id of the nginx master, or null while it is being started. */
const master = () => {
	const file = join(gateway.host.run, 'gateway', 'process.json');
	try {
		return asRoot(() => (JSON.parse(readFileSync(file, 'utf8')) as { pid: number }).pid);
	} catch {
		return null;
	}
};

describe('a configuration', () => {
	it('that nginx refuses leaves the one before in force, and is tried again', async () => {
		await gateway.show(granted('core'));
		const log = join(gateway.host.run, 'gate', 'requests.log');
		// A log file that nginx cannot write makes it refuse its configuration.
		chmodSync(log, 0o600);
		await expect(gateway.show(granted('core', 'more'))).rejects.toThrow('nginx refused its new configuration');
		expect([await status('/core/'), await status('/more/')]).toEqual([200, 403]);
		chmodSync(log, 0o622);
		await until(async () => (await status('/more/')) === 200, 'it was tried again');
		await until(() => gateway.plane.problem() === null, 'nothing is wrong any more');
	});

	it('that is loaded already does not touch nginx, nor does another dogeboxd', async () => {
		await gateway.show(granted('core'));
		const before = master();
		const plane = createGatewayPlane({
			host: gateway.host.agent.host,
			log: pino({ level: 'silent' }),
			openConnections,
			limits: { perSecond: 100_000, burst: 100_000, open: 1000 }
		});
		plane.show({ address: GATEWAY, port: gateway.port, names: null }, granted('core'));
		await plane.shown();
		await plane.close();
		expect(await status('/core/')).toBe(200);
		expect(master()).toBe(before);
	});

	it('for nobody ends nginx, and the next one starts it', async () => {
		gateway.plane.show(null, []);
		await gateway.plane.shown();
		expect(await ask(gateway, EXPLORER, '/core/')).toBe('');
		await gateway.show(granted('core'));
		expect(await status('/core/')).toBe(200);
	});
});

describe('nginx', () => {
	it('that was killed is started again', async () => {
		await gateway.show(granted('core'));
		const before = master();
		kill(before!, 'SIGKILL');
		// The workers live on until another nginx has been started.
		await until(() => ![before, null].includes(master()), 'another is known');
		expect(await status('/core/')).toBe(200);
	});

	it('lets nobody in by what was taken back, from the moment on that it is', async () => {
		for (let round = 0; round < 3; round++) {
			await gateway.show(granted('core'));
			await gateway.show([]);
			const answers = await Promise.all(Array.from({ length: 30 }, () => status('/core/')));
			expect(answers.filter((one) => one !== 403)).toEqual([]);
		}
	});

	it('drops no request when grants change under load', async () => {
		await gateway.show(granted('core'));
		let going = true;
		let done = 0;
		const failed: string[] = [];
		const clients = Array.from({ length: 8 }, async () => {
			while (going) {
				const answer = await ask(gateway, EXPLORER, '/core/');
				if (bodyOf(answer) === 'core') done++;
				else failed.push(answer);
			}
		});
		for (let round = 0; round < 10; round++) {
			await gateway.show(granted('core', ...(round % 2 === 0 ? ['more'] : [])));
		}
		going = false;
		await Promise.all(clients);
		expect(failed).toEqual([]);
		expect(done).toBeGreaterThan(100);
	});
});

describe('200 pups with five interfaces each', () => {
	it('are written and live', async () => {
		await gateway.show(granted('core'));
		const grants = Array.from({ length: 200 }, (_, at) =>
			['a', 'b', 'c', 'd', 'e'].map((name) =>
				grantOf(pupAddress(at + 2), name, core.port, {
					routes: ['/blocks', '/blocks/*/transactions', '/addresses/**'],
					missing: [{ group: 'Wallet', routes: ['/wallet/**', '/keys'] }]
				})
			)
		).flat();
		const began = performance.now();
		await gateway.show(grants);
		console.log(`200 pups × 5 interfaces: written and live in ${Math.round(performance.now() - began)} ms`);
		const last = pupAddress(201);
		expect([await status('/e/blocks', last), await status('/e/wallet/x', last)]).toEqual([200, 403]);
	});
});
