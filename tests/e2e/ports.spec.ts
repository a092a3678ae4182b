/**
 * What an owner does with the ports of a pup: opening them, moving them, giving an app access to a
 * page. Also what a device of the home network can then reach.
 */
import { randomBytes } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { createNetSpace } from '../integration/support/net-space.ts';
import { AliveBox, cannotRun } from '../support/alive.ts';
import { raw } from '../support/http.ts';
import { root } from '../support/program.ts';
import { DESKTOP, PHONE, accessible, complaints, fits, signIn } from './support/box.ts';

test.describe.configure({ mode: 'serial' });
test.use(DESKTOP);
test.skip(Boolean(cannotRun()), 'needs root and the tools of containers');

const NAME = 'Radio page';
/** Answers on its port, over TCP and UDP, with the client's address. */
const RADIO = `import socket, threading
tcp = socket.create_server(("0.0.0.0", 28765))
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.bind(("0.0.0.0", 28765))
def found():
    while True:
        data, who = udp.recvfrom(2048)
        udp.sendto(data + b" from " + who[0].encode(), who)
threading.Thread(target=found, daemon=True).start()
while True:
    stream, who = tcp.accept()
    stream.sendall(who[0].encode())
    stream.close()
`;
/** Addresses of a device of the home network and of the box in that network. */
const [DEVICE, AT_HOME] = ['192.168.215.2', '192.168.215.1'];
let box: AliveBox;
let folder = '';
let pup = '';

test.beforeAll(async () => {
	test.setTimeout(300_000);
	folder = mkdtempSync(join(tmpdir(), 'dogebox-e2e-ports-'));
	chmodSync(folder, 0o755);
	const copy = join(folder, 'radio-page');
	cpSync(join(root, 'pups/python-page'), copy, { recursive: true });
	const file = join(copy, 'manifest.json');
	const manifest = JSON.parse(readFileSync(file, 'utf8')) as {
		meta: { name: string };
		container: { exposes: object[]; services: object[] };
	};
	manifest.meta.name = NAME;
	manifest.container.exposes.push(
		{ name: 'Stream', type: 'tcp', port: 28_765, listenOnHost: true },
		{ name: 'Discovery', type: 'udp', port: 28_765, listenOnHost: true }
	);
	const radio = { exec: '/usr/bin/python3 -u /pup/radio.py', cwd: '', env: {} };
	manifest.container.services.push({ name: 'radio', command: radio });
	writeFileSync(file, JSON.stringify(manifest));
	writeFileSync(join(copy, 'radio.py'), RADIO);
	box = await AliveBox.start('e2e-ports', { env: { DOGEBOX_HOST: '0.0.0.0' } });
	await box.addSource(copy);
});
test.afterAll(async () => {
	await box?.dispose();
	if (folder) rmSync(folder, { recursive: true, force: true });
});
test.beforeEach(({ context }) => signIn(context, box));

/** Takes a screenshot for a human viewer, when `DOGEBOX_PICTURES` is set. */
async function picture(page: Page, name: string): Promise<void> {
	const pictures = process.env.DOGEBOX_PICTURES;
	if (pictures) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
}

const item = (page: Page, name: string) =>
	page.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 3, name, exact: true }) });

test('an installation asks which ports are opened, and opens no other', async ({ page }) => {
	test.setTimeout(240_000);
	const offered = (await box.store()).find(({ name }) => name === NAME);
	await page.goto(`${box.url}/store/${offered?.sourceId}/${encodeURIComponent(NAME)}?install=1`);
	const asked = page.getByRole('group', { name: 'Open to the home network' });
	await expect(asked.getByRole('checkbox')).toHaveCount(2);
	await expect(asked.getByRole('checkbox', { checked: true })).toHaveCount(0);
	await accessible(page, 'the question before an installation');
	await picture(page, 'ports-install');
	await asked.getByLabel('Discovery').check();
	await page.getByRole('button', { name: 'Install', exact: true }).click();
	await expect.poll(async () => (await box.list()).find(({ name }) => name === NAME)?.state).toBeTruthy();
	pup = (await box.list()).find(({ name }) => name === NAME)!.id;
	box.pups.push(pup);
	await box.state(pup, 'running');
	const { ports } = await box.get<{ ports: { name: string; published: boolean }[] }>(`/pups/${pup}/ports`);
	expect(ports.map(({ name, published }) => [name, published])).toEqual([
		['Stream', false],
		['Discovery', true]
	]);
});

test('a port is opened, moved, and refused in words where the box needs it', async ({ page }) => {
	const wrong = complaints(page);
	await page.goto(`${box.url}/pups/${pup}`);
	await page.getByRole('link', { name: 'Ports', exact: true }).click();
	const stream = item(page, 'Stream');
	await expect(stream.getByText('Closed', { exact: true })).toBeVisible();
	await stream.getByLabel('Port of the box').fill('22');
	await stream.getByRole('button', { name: 'Save Stream' }).click();
	await expect(stream.getByRole('alert')).toContainText('Port 22 is reserved for remote administration (SSH).');
	await stream.getByLabel('Port of the box').fill('28799');
	await stream.getByLabel('Open to the home network, without a login').check();
	await stream.getByRole('button', { name: 'Save Stream' }).click();
	await expect(stream.getByText('Open', { exact: true })).toBeVisible();
	await expect(stream.getByText('127.0.0.1:28799')).toBeVisible();
	await accessible(page, 'ports');
	await picture(page, 'ports-desktop');
	await page.reload();
	await expect(stream.getByLabel('Port of the box')).toHaveValue('28799');
	expect(wrong.filter((one) => !one.includes('status of 422'))).toEqual([]);
});

test('a device at home reaches what is open, at the address that the page names there', async () => {
	const link = `h${randomBytes(4).toString('hex')}`;
	const home = await createNetSpace(false);
	const ip = (...args: string[]) => expect(spawnSync('ip', args, { encoding: 'utf8' }).stderr).toBe('');
	try {
		ip('link', 'add', link, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(home.pid));
		ip('address', 'add', `${AT_HOME}/24`, 'dev', link);
		ip('link', 'set', link, 'up');
		home.ip(`address add ${DEVICE}/24 dev eth0`, 'link set eth0 up');
		/** Prints what a browser on the device receives. */
		const script = `fetch(process.argv[1], { headers: { cookie: process.env.COOKIE } }).then((r) => r.text()).then(console.log)`;
		const seen = spawnSync(
			'nsenter',
			[
				`--net=/proc/${home.pid}/ns/net`,
				...[process.execPath, '-e', script, `http://${AT_HOME}:${box.box.port}/pups/${pup}/ports`]
			],
			{ encoding: 'utf8', env: { COOKIE: `dogebox_session=${box.api.token()}` } }
		).stdout;
		const named = [...seen.matchAll(/192\.168\.215\.1:(\d+)</g)].map(([, port]) => Number(port));
		const { ports } = await box.get<{ ports: { name: string; hostPort: number }[] }>(`/pups/${pup}/ports`);
		expect(named).toEqual(['Stream', 'Discovery'].map((name) => ports.find((one) => one.name === name)?.hostPort));
		const [stream, discovery] = named as [number, number];
		expect(await home.connect(AT_HOME, stream)).toBe('open');
		expect(await home.ask(AT_HOME, discovery, 'who?')).toBe(`who? from ${DEVICE}`);
		// The port number inside of the pup is not reachable, and neither is a closed port.
		expect(await home.connect(AT_HOME, 28_765)).not.toBe('open');
		const close = (name: string, published: boolean) =>
			box.api.call('PUT', `/pups/${pup}/ports`, { ports: [{ name, published }] });
		for (const name of ['Stream', 'Discovery']) expect((await close(name, false)).status).toBe(200);
		expect(await home.connect(AT_HOME, stream)).not.toBe('open');
		expect(await home.ask(AT_HOME, discovery, 'who?')).not.toContain(DEVICE);
		for (const name of ['Stream', 'Discovery']) expect((await close(name, true)).status).toBe(200);
		await expect.poll(() => home.connect(AT_HOME, stream)).toBe('open');
	} finally {
		spawnSync('ip', ['link', 'delete', link]);
		await home.close();
	}
});

test('a page is given to an app by a token, which is shown once; to all at home; and taken back', async ({ page }) => {
	await page.goto(`${box.url}/pups/${pup}/ports`);
	const web = item(page, 'Page');
	const { webPages } = await box.pup(pup);
	const url = webPages[0]!.url;
	const asApp = (password: string) => raw(url, { headers: { authorization: `Basic ${btoa(`app:${password}`)}` } });
	await web.getByRole('radio', { name: /With a token, too/ }).check();
	await web.getByRole('button', { name: 'Save Page' }).click();
	const token = (await web.getByTestId('page-token').textContent()) ?? '';
	expect(token).toMatch(/^dbx_page_[\w-]{43}$/);
	await picture(page, 'ports-token');
	expect((await asApp(token)).status).toBe(200);
	expect((await asApp('dbx_page_no')).status).toBe(401);
	await page.reload();
	await expect(web.getByText('With a token', { exact: true })).toBeVisible();
	await expect(page.getByText(token)).toHaveCount(0);

	await web.getByRole('button', { name: 'Create a new token for Page' }).click();
	await expect(web.getByTestId('page-token')).not.toHaveText(token);
	const next = (await web.getByTestId('page-token').textContent()) ?? '';
	expect([(await asApp(token)).status, (await asApp(next)).status]).toEqual([401, 200]);

	await web.getByRole('radio', { name: /Open to the home network/ }).check();
	await web.getByRole('button', { name: 'Save Page' }).click();
	await expect(web.getByText('Open at home', { exact: true })).toBeVisible();
	expect((await raw(url)).status).toBe(200);
	await page.goto(`${box.url}/pups/${pup}`);
	await expect(page.getByText('Open at home', { exact: true })).toBeVisible();

	await page.goto(`${box.url}/pups/${pup}/ports`);
	await web.getByRole('radio', { name: /With your login/ }).check();
	await web.getByRole('button', { name: 'Save Page' }).click();
	await expect(web.getByText('Open at home', { exact: true })).toHaveCount(0);
	expect((await raw(url)).status).toBe(401);
});

test.describe('on a phone, in the dark', () => {
	test.use({ ...PHONE, colorScheme: 'dark' });

	test('all of it fits', async ({ page }) => {
		await page.goto(`${box.url}/pups/${pup}/ports`);
		await expect(item(page, 'Stream')).toBeVisible();
		await fits(page, 'ports');
		await accessible(page, 'ports on a phone');
		await picture(page, 'ports-phone');
	});
});
