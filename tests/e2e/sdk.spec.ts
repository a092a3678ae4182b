/** The built @dogebox/sdk in a page of the box's own origin, and in a page of another origin. */
import { createServer, type Server } from 'node:http';
import { readdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import type * as Sdk from '../../packages/sdk/src/index.ts';
import { buildSdk } from '../../scripts/lib/packages.mjs';
import { AliveBox, cannotRun, HOSTILE_SOURCE } from '../support/alive.ts';
import { complaints, signIn } from './support/box.ts';

test.describe('the SDK in a browser', () => {
	test.skip(Boolean(cannotRun()), 'needs root and the tools of containers');

	// The box's content security policy blocks what the test serves beside the page.
	test.use({ bypassCSP: true });

	let box: AliveBox;
	let pup = '';
	let other: Server;
	const files = new Map<string, string>([['page.html', '<!doctype html><title>SDK</title>']]);

	test.beforeAll(async () => {
		test.setTimeout(300_000);
		const folder = await buildSdk();
		for (const name of readdirSync(folder).filter((one) => one.endsWith('.js'))) {
			files.set(name, readFileSync(join(folder, name), 'utf8'));
		}
		box = await AliveBox.start('e2e-sdk');
		await box.addSource(HOSTILE_SOURCE);
		pup = await box.installPlanned('Probe');
		await box.state(pup, 'running');
		other = createServer((req, res) => {
			const name = (req.url ?? '').split('/').at(-1)!;
			res.writeHead(200, { 'content-type': name.endsWith('.js') ? 'text/javascript' : 'text/html' });
			res.end(files.get(name));
		});
		await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
	});
	test.afterAll(async () => {
		await box?.dispose();
		other?.closeAllConnections();
		other?.close();
	});

	/**
	 * Opens a page of the box's origin and serves the package beside it. The page is a real page of
	 * the box: Chromium counts a fulfilled one as public, and a public page must not open a socket
	 * to a box in the local network.
	 */
	async function open(page: Page): Promise<void> {
		await page.route('**/sdk/*', (route) => {
			const name = new URL(route.request().url()).pathname.split('/').at(-1)!;
			return route.fulfill({ body: files.get(name) ?? '', contentType: 'text/javascript' });
		});
		await page.goto(`${box.url}/api/v1/box`);
	}

	test('works with the cookie of the page', async ({ page, context }) => {
		await signIn(context, box);
		const found = complaints(page);
		await open(page);
		const outcome = await page.evaluate(async (id) => {
			const from = '/sdk/index.js';
			const { createClient, isDogeboxError } = (await import(from)) as typeof Sdk;
			const client = createClient();
			const names = (await client.pups.list()).pups.map(({ name }) => name);

			const gone = new AbortController();
			const jobs: string[] = [];
			const following = (async () => {
				for await (const { event, data } of client.events.follow({ kinds: ['job'], signal: gone.signal })) {
					jobs.push(event === 'job' ? data.body.job.id : event);
				}
			})().catch((error: unknown) => String(error));
			const { jobId } = await client.pups.restart(id);
			const percents: number[] = [];
			const job = await client.jobs.wait(jobId, { onProgress: ({ percent }) => percents.push(percent) });
			while (!jobs.includes(jobId!)) await new Promise((resolve) => setTimeout(resolve, 20));
			gone.abort(new Error('enough'));

			const bytes = new Uint8Array(300_000).map((_, at) => (at * 7) % 256);
			const cat = await client.pups.run(id, { argv: ['/bin/sh', '-c', 'cat; exit 7'] }, { input: bytes });
			const { stdout, exitCode } = await cat.collect();

			await client.files.send(id, 'blob', new Blob([bytes]), { partBytes: 100_000 });
			let received = 0;
			for await (const piece of client.files.receive(id, 'blob')) received += piece.length;

			const lines: string[] = [];
			for await (const { text } of client.pups.followLog(id, { tail: 1 })) {
				lines.push(text);
				break;
			}
			const failure = await client.pups.get('f'.repeat(32)).catch((error: unknown) => error);
			return {
				names,
				following: await following,
				first: jobs[0],
				status: job.status,
				percents: percents.at(-1),
				same: stdout.length === bytes.length && stdout.every((byte, at) => byte === bytes[at]),
				exitCode,
				received,
				lines: lines.length,
				failure: isDogeboxError(failure, 'not-found') && failure.status
			};
		}, pup);
		expect(outcome).toEqual({
			names: ['Probe'],
			following: 'Error: enough',
			first: 'hello',
			status: 'succeeded',
			percents: 100,
			same: true,
			exitCode: 7,
			received: 300_000,
			lines: 1,
			failure: 404
		});
		// Chromium itself logs each 404.
		expect(found.filter((line) => !line.includes('404'))).toEqual([]);
	});

	test('works with a token and no cookie, but for WebSockets', async ({ page }) => {
		await open(page);
		const token = box.api.token()!;
		const outcome = await page.evaluate(
			async ([given, id]) => {
				const from = '/sdk/index.js';
				const { createClient } = (await import(from)) as typeof Sdk;
				const client = createClient({ token: given });
				const { pups } = await client.pups.list();
				const refused = await client.pups
					.run(id, { argv: ['/bin/true'] })
					.catch(({ code, message }) => [code, message]);
				const stranger = await createClient()
					.pups.list()
					.catch(({ code }) => code as string);
				return { pups: pups.length, refused, stranger };
			},
			[token, pup] as const
		);
		expect(outcome).toEqual({
			pups: 1,
			refused: ['connection-failed', expect.stringContaining('a browser sends no token with a WebSocket')],
			stranger: 'not-logged-in'
		});
	});

	test('says so in a page of another origin, to which the box answers nothing', async ({ page }) => {
		const { port } = other.address() as AddressInfo;
		await page.goto(`http://localhost:${port}/page.html`);
		const outcome = await page.evaluate(
			async ([url, token]) => {
				const from = '/index.js';
				const { createClient } = (await import(from)) as typeof Sdk;
				return createClient({ url, token, retries: 0 })
					.pups.list()
					.catch(({ code }) => code as string);
			},
			[box.url, box.api.token()!] as const
		);
		expect(outcome).toBe('connection-failed');
	});
});
