/**
 * What the box itself answers to pups behind its gateway. It identifies them by their address, as
 * `pup`.
 */
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseManifest } from '../../src/lib/contract/manifest.ts';
import { openDatabase, type Database } from '../../src/lib/server/db/index.ts';
import type { GatewayRequest } from '../../src/lib/server/network/index.ts';
import { chownSync, mkdirSync, writeFileSync } from '../support/as-root.ts';
import { startFront, type FrontBox } from '../support/front.ts';
import { ask, GATEWAY, pupAddress } from '../support/gateway.ts';
import { until } from '../support/pages.ts';
import { freePort } from '../support/program.ts';
import { idOf, pupRows } from '../support/pup-rows.ts';
import { bodyOf, statusOf } from '../support/raw-page.ts';

const NODE = pupAddress(2);
const OTHER = pupAddress(3);
const STRANGER = pupAddress(9);

let box: FrontBox;
let database: Database;
const gateway = { port: 0 };
const pups = new Map<string, string>();

const manifest = (name: string) =>
	parseManifest({
		manifestVersion: 1,
		meta: { name, version: '1.0.0', shortDescription: '', longDescription: '' },
		container: {
			build: { debian: { packages: [] } },
			services: [{ name: 'main', command: { exec: '/bin/true' } }],
			exposes: []
		},
		metrics: [{ name: 'blocks', label: 'Blocks', type: 'int', history: 30 }]
	}).manifest;

beforeAll(async () => {
	gateway.port = await freePort();
	box = await startFront({
		name: 'tgatebox',
		// No container is started. The addresses belong to the loopback network.
		change: (services) => ({
			...services,
			pups: {
				...services.pups,
				atAddress: (address) => {
					const id = pups.get(address);
					return id === undefined ? null : { id, name: 'Pup' };
				}
			}
		})
	});
	await box.own();
	database = openDatabase({
		file: join(box.box.paths.data, 'dogebox.db'),
		migrations: box.box.config.migrations,
		log: pino({ level: 'silent' })
	});
	const rows = pupRows(database);
	pups.set(NODE, rows.admit(manifest('Node')));
	pups.set(OTHER, rows.admit(manifest('Other')));
	const storage = join(box.box.paths.storage, idOf('Node'));
	mkdirSync(storage, { recursive: true });
	for (const [name, text] of [
		['delegated.key', 'aa11'],
		['delegated.extended.key', 'dgpvNode']
	] as const) {
		writeFileSync(join(storage, name), text, { mode: 0o400 });
	}
	// Owned by the pup's user, whose ids are shifted on the host.
	const { idBase } = box.box.names;
	for (const path of ['', 'delegated.key', 'delegated.extended.key']) {
		chownSync(join(storage, path), idBase + 420, idBase + 69);
	}
	const empty = join(box.box.paths.storage, idOf('Other'));
	mkdirSync(empty);
	chownSync(empty, idBase + 420, idBase + 69);
	box.box.gatewayPlane!.show({ address: GATEWAY, port: gateway.port, names: null }, []);
	await until(async () => statusOf(await ask(gateway, NODE, '/dbx/')) === 404, 'the box answers');
});
afterAll(async () => {
	database?.close();
	await box?.end();
});

const post = (from: string, body: string, headers: string[] = []) =>
	ask(gateway, from, '/dbx/metrics', { method: 'POST', body, headers });
const json = (answer: string) => JSON.parse(bodyOf(answer)) as Record<string, unknown>;

describe('POST /dbx/metrics', () => {
	it('takes what a pup reports, whatever type its program gives the body', async () => {
		for (const [type, value] of [
			['application/json', 7],
			['application/x-www-form-urlencoded', 8]
		] as const) {
			const answer = await post(NODE, `{"blocks":{"value":${value}},"x":{"value":1}}`, [`Content-Type: ${type}`]);
			expect(statusOf(answer)).toBe(200);
			expect(json(answer)).toEqual({
				id: idOf('Node'),
				refused: [{ name: 'x', reason: 'is not among the metrics of its manifest' }]
			});
			expect(box.box.pups.ownMetrics(idOf('Node')).metrics[0]!.value).toBe(value);
		}
		expect(box.box.pups.ownMetrics(idOf('Other')).metrics[0]!.value).toBe(null);
	});

	it('is known by the address alone', async () => {
		const headers = [`X-Pup-Address: ${NODE}`, `X-Forwarded-For: ${NODE}`, `Authorization: Bearer x`];
		await post(OTHER, '{"blocks":{"value":99}}', headers);
		expect(box.box.pups.ownMetrics(idOf('Other')).metrics[0]!.value).toBe(99);
		const stranger = await post(STRANGER, '{"blocks":{"value":1}}', headers);
		expect([statusOf(stranger), json(stranger)['code']]).toEqual([403, 'only-for-pups']);
	});

	it.each([
		['no json', 400, 'invalid-json'],
		['[]', 422, 'invalid-input'],
		['x'.repeat(70_000), 413, 'body-too-large']
	])('says what is wrong with %.10s', async (body, status, code) => {
		const answer = await post(NODE, body);
		expect([statusOf(answer), json(answer)['code']]).toEqual([status, code]);
	});
});

describe('GET /dbx/keys/getDelegatedKeys', () => {
	it('gives a pup its own keys, and none that waits for them another’s', async () => {
		expect(json(await ask(gateway, NODE, '/dbx/keys/getDelegatedKeys'))).toEqual({ priv: 'aa11', wif: 'dgpvNode' });
		const other = await ask(gateway, OTHER, `/dbx/keys/getDelegatedKeys?id=${idOf('Node')}`);
		expect([statusOf(other), json(other)['code']]).toEqual([503, 'keys-wait']);
		expect(statusOf(await ask(gateway, STRANGER, '/dbx/keys/getDelegatedKeys'))).toBe(403);
	});
});

describe('the rest', () => {
	it.each([
		['/dbx/hook/0123', 404, 'No pup of this box has a hook with this id.'],
		['/dbx/', 404, 'The box offers pups nothing at this address.'],
		['/dbx/metrics', 405, 'This address does not take this method.'],
		['/dbx/../api/v1/pups', 404, 'The box offers pups nothing at this address.']
	])('%s is a %i in words', async (target, status, title) => {
		const answer = await ask(gateway, NODE, target);
		expect([statusOf(answer), json(answer)['title']]).toEqual([status, title]);
	});

	it('is not the API, and the API does not know it', async () => {
		expect(statusOf(await ask(gateway, NODE, '/api/v1/pups'))).toBe(403);
		for (const path of ['/dbx/metrics', '/dbx/keys/getDelegatedKeys']) {
			expect((await box.call('GET', path)).status).toBe(404);
		}
	});

	it('asked without end is refused, and published', async () => {
		const published: GatewayRequest[] = [];
		const stop = box.box.gatewayPlane!.onRequests((batch) => published.push(...batch));
		const answers = await Promise.all(Array.from({ length: 300 }, () => ask(gateway, OTHER, '/dbx/any')));
		expect(answers.filter((answer) => statusOf(answer) === 429).length).toBeGreaterThan(10);
		const refused = (one: GatewayRequest) => one.status === 429 && one.refused === 'too-many-requests';
		await until(
			() => published.some((one) => one.from === OTHER && one.path === '/any' && refused(one)),
			'it was told'
		);
		stop();
	});
});
