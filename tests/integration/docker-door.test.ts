/**
 * The socket for Docker's clients: who may connect, and how it handles malformed bytes from
 * strangers.
 */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync as ownFolder } from 'node:fs';
import { request } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mkdtempSync, readFileSync, rmSync, statSync } from '../support/as-root.ts';
import { startFront, type FrontBox } from '../support/front.ts';
import { freePort } from '../support/program.ts';

let box: FrontBox;
let folder: string;
let socketPath: string;

interface Answer {
	status: number;
	headers: Record<string, unknown>;
	text: string;
	json: { message?: string } & Record<string, unknown>;
}

function call(method: string, path: string, options: { body?: string; headers?: Record<string, string> } = {}) {
	return new Promise<Answer>((resolve, reject) => {
		const outgoing = request({ socketPath, method, path, headers: options.headers ?? {} }, (answer) => {
			let text = '';
			answer.on('data', (chunk) => (text += String(chunk))).on('error', reject);
			answer.on('end', () => {
				const json = /^[[{]/.test(text) ? (JSON.parse(text) as Answer['json']) : {};
				resolve({ status: answer.statusCode!, headers: answer.headers, text, json });
			});
		});
		outgoing.on('error', reject);
		outgoing.end(options.body);
	});
}

/**
 * Sends raw bytes and returns what comes back until the other side closes.
 * @param idleMs milliseconds without a byte after which it stops waiting
 */
function bytes(parts: (string | Buffer)[], idleMs = 20_000): Promise<string> {
	return new Promise((resolve) => {
		let text = '';
		const socket = connect(socketPath);
		const end = () => resolve(text);
		socket
			.on('data', (chunk) => (text += String(chunk)))
			.on('error', end)
			.on('close', end);
		for (const part of parts) socket.write(part);
		socket.setTimeout(idleMs, () => socket.destroy());
	});
}

beforeAll(async () => {
	box = await startFront({ name: 'tdoc' });
	folder = mkdtempSync(join(tmpdir(), 'dogebox-docker-door-'));
	socketPath = join(box.box.paths.data, 'docker-test', 'docker.sock');
	await (await box.front.docker()).openSocket(socketPath, 0o660);
});
afterAll(async () => {
	await box.end();
	rmSync(folder, { recursive: true, force: true });
});

describe('the socket for Docker’s clients', () => {
	it('is open for its owner and group alone', () => {
		expect((statSync(socketPath).mode & 0o777).toString(8)).toBe('660');
		expect((statSync(join(socketPath, '..')).mode & 0o777).toString(8)).toBe('700');
	});

	it('says what it is before the box has an owner, and does nothing', async () => {
		expect(await call('GET', '/_ping')).toMatchObject({ status: 200, text: 'OK' });
		expect(await call('GET', '/v1.24/version')).toMatchObject({ status: 200 });
		const refused = await call('GET', '/containers/json');
		expect([refused.status, refused.json.message]).toEqual([503, expect.stringContaining('no owner yet')]);
		await box.own();
		expect(await call('GET', '/containers/json')).toMatchObject({ status: 200, text: '[]\n' });
	});

	it('has the headers by which clients know it on every answer', async () => {
		for (const [method, path] of [
			['HEAD', '/_ping'],
			['GET', '/v1.47/info'],
			['GET', '/nowhere'],
			['GET', '/v1.99/info']
		] as const) {
			const { headers } = await call(method, path);
			expect(headers, path).toMatchObject({ 'api-version': '1.47', ostype: 'linux', 'docker-experimental': 'false' });
		}
		expect((await call('HEAD', '/_ping')).headers).toMatchObject({ 'builder-version': '1', swarm: 'inactive' });
	});

	it('answers what it has not in words', async () => {
		expect((await call('GET', '/nowhere')).json).toEqual({ message: 'page not found' });
		expect((await call('GET', '/containers/nobody/json')).json).toEqual({ message: 'No such container: nobody' });
		expect((await call('GET', '/v1.12/info')).json.message).toContain('client version 1.12 is too old');
		expect(await call('GET', '/swarm')).toMatchObject({ status: 503 });
		expect((await call('POST', '/session')).json.message).toContain('DOCKER_BUILDKIT=0');
		expect((await call('GET', '/containers/json?filters=%7B')).status).toBe(400);
		expect((await call('POST', '/containers/create', { body: '{' })).status).toBe(400);
		expect((await call('POST', '/containers/create')).status).toBe(400);
	});

	it('is not for pages of the web', async () => {
		const answer = await call('GET', '/containers/json', { headers: { origin: 'http://evil.example' } });
		expect(answer.status).toBe(400);
	});

	it('refuses an upgrade of what takes none in words, and reads its body all the same', async () => {
		const answer = await bytes([
			'POST /grpc HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 0\r\n\r\n'
		]);
		expect(answer).toMatch(/^HTTP\/1\.1 501 /);
		expect(answer).toContain('BuildKit');
		const created = await bytes([
			'POST /containers/create HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: 12\r\n\r\n{"Ima',
			'ge":7} and more'
		]);
		expect(created).toMatch(/^HTTP\/1\.1 400 /);
		expect(created).toContain('Image');
	});

	it('refuses what would be too much, and what is cut off', async () => {
		const much = await bytes([
			`POST /containers/create HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: 99999999\r\n\r\n`
		]);
		expect(much).toMatch(/^HTTP\/1\.1 413 /);
		const long = await call('POST', '/containers/create', { body: `{"Image":"${'a'.repeat(9_000_000)}"}` }).catch(
			(error: NodeJS.ErrnoException) => ({ status: error.code })
		);
		// The connection may be closed before the answer is read.
		expect([413, 'EPIPE', 'ECONNRESET']).toContain(long.status);
		const socket = connect(socketPath);
		socket.on('error', () => {});
		socket.write('POST /containers/create HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"Im');
		await new Promise((resolve) => setTimeout(resolve, 50));
		socket.destroy();
	});

	it('goes on whatever bytes come', async () => {
		await Promise.all(
			Array.from({ length: 20 }, (_one, at) =>
				bytes(
					[
						at % 2 === 0 ? '' : 'GET /events HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n',
						randomBytes(4096)
					],
					500
				)
			)
		);
		// Clients that disconnect in the middle of an answer that never ends.
		for (const path of ['/events', '/events?since=1', '/containers/json']) {
			const socket = connect(socketPath);
			socket.on('error', () => {});
			socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
			await new Promise((resolve) => setTimeout(resolve, 30));
			socket.destroy();
		}
		expect(await call('GET', '/_ping')).toMatchObject({ status: 200, text: 'OK' });
		expect(box.errors).toEqual([]);
	});

	it('tells at once that events will come', async () => {
		const status = await new Promise((resolve, reject) => {
			const outgoing = request({ socketPath, path: '/events' }, (answer) => {
				answer.destroy();
				resolve(answer.statusCode);
			});
			outgoing.on('error', reject);
			outgoing.end();
		});
		expect(status).toBe(200);
		expect((await call('GET', '/events?since=1h&until=0s')).status).toBe(200);
	});
});

describe('the port for Docker’s clients', () => {
	/**
	 * Creates a certificate authority and its certificates with openssl.
	 * @returns their folder
	 */
	function certificates(): string {
		// The folder belongs to dogeboxd's user, who must read the keys.
		const made = ownFolder(join(tmpdir(), 'dogebox-docker-tls-'));
		const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: made, stdio: 'pipe' });
		const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
		for (const authority of ['ca', 'other'])
			openssl(
				'req',
				'-x509',
				...key,
				'-days',
				'2',
				'-subj',
				`/CN=${authority}`,
				'-keyout',
				`${authority}.key`,
				'-out',
				`${authority}.pem`
			);
		for (const [name, authority] of [
			['server', 'ca'],
			['client', 'ca'],
			['stranger', 'other']
		] as const) {
			openssl('req', ...key, '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`);
			const by = ['-CA', `${authority}.pem`, '-CAkey', `${authority}.key`, '-CAcreateserial'];
			openssl('x509', '-req', '-in', `${name}.csr`, ...by, '-days', '2', '-out', `${name}.pem`);
		}
		return made;
	}

	it('is open to certificates of its authority alone', async () => {
		const made = certificates();
		const file = (name: string) => join(made, name);
		const port = await freePort();
		box.box.config.docker.tcp = {
			...{ host: '127.0.0.1', port, ca: file('ca.pem') },
			...{ cert: file('server.pem'), key: file('server.key') }
		};
		await (await box.front.docker()).openPort();
		const ping = (client: string | null) =>
			new Promise<number | string>((resolve) => {
				const shown = client && { cert: readFileSync(file(`${client}.pem`)), key: readFileSync(file(`${client}.key`)) };
				const outgoing = tlsRequest(
					{
						...{ host: '127.0.0.1', port, path: '/_ping', agent: false, ca: readFileSync(file('ca.pem')) },
						...(shown && shown),
						checkServerIdentity: () => undefined
					},
					(answer) => {
						answer.resume();
						resolve(answer.statusCode!);
					}
				);
				outgoing.on('error', () => resolve('refused'));
				outgoing.end();
			});
		expect([await ping('client'), await ping('stranger'), await ping(null)]).toEqual([200, 'refused', 'refused']);
		// A connection without TLS.
		const plain = await new Promise<string>((resolve) => {
			let text = '';
			const socket = connect(port, '127.0.0.1');
			socket.on('data', (chunk) => (text += String(chunk))).on('error', () => {});
			socket.on('close', () => resolve(text));
			socket.write('GET /_ping HTTP/1.1\r\nHost: x\r\n\r\n');
		});
		expect(plain).not.toContain('OK');
		expect(await ping('client')).toBe(200);
		expect(box.errors).toEqual([]);
		rmSync(made, { recursive: true, force: true });
	});
});
