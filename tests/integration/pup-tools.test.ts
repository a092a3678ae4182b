/**
 * The tools for pup developers: a new pup is created and checked, and it runs in a real box.
 * Mistakes are reported on the command line.
 */
import { spawnSync } from 'node:child_process';
import {
	chmodSync,
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChangePlan } from '../../src/lib/contract/change-plan.ts';
import type { LogLine } from '../../src/lib/contract/log-lines.ts';
import { AliveBox, cannotRun } from '../support/alive.ts';
import { raw } from '../support/http.ts';
import { root } from '../support/program.ts';

const program = join(root, 'build/dbx.js');
const built = existsSync(program);
if (!built) console.warn('skipped: build/dbx.js is missing (npm run build)');

interface Report {
	ok: boolean;
	errors: number;
	warnings: number;
	source: string | null;
	folderErrors: { path: string; message: string }[];
	pups: {
		location: string;
		name: string | null;
		errors: { path: string; message: string }[];
		warnings: string[];
		notes: string[];
		treeHash: string | null;
	}[];
}

describe.skipIf(!built)('the tools of pup makers', () => {
	let folder = '';
	beforeAll(() => {
		folder = mkdtempSync(join(tmpdir(), 'dogebox-pup-tools-'));
		// dogeboxd runs as another user.
		chmodSync(folder, 0o755);
		// The users of the key manager and of the pups must be able to pass through.
		chmodSync(folder, 0o755);
	});
	afterAll(() => rmSync(folder, { recursive: true, force: true }));

	/** Runs the tool without a box and without a home folder. */
	const run = (...args: string[]) => {
		const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'pup', ...args], {
			cwd: folder,
			encoding: 'utf8',
			env: { PATH: process.env['PATH'], HOME: '/nonexistent' }
		});
		return { code: status, out: stdout, err: stderr };
	};
	const check = async (name: string): Promise<Report & { code: number | null }> => {
		const { code, out } = run('check', name, '--json');
		return { code, ...(JSON.parse(out) as Report) };
	};
	/** Creates a changed copy of the new pup. */
	const copy = async (name: string, change: (folder: string, manifest: { container: object }) => void) => {
		const target = join(folder, name);
		cpSync(join(folder, 'my-pup'), target, { recursive: true });
		const manifest = JSON.parse(readFileSync(join(target, 'manifest.json'), 'utf8')) as { container: object };
		change(target, manifest);
		writeFileSync(join(target, 'manifest.json'), JSON.stringify(manifest));
		return await check(name);
	};

	it('make a pup that is free of errors and warnings, and say what comes next', async () => {
		const made = run('new', 'my-pup');
		expect(made.err).toBe('');
		expect(made.code).toBe(0);
		expect(made.out).toContain(join(folder, 'my-pup'));
		for (const step of ['dbx pup check', 'Store → Sources', 'dev mode']) expect(made.out).toContain(step);
		const manifest = JSON.parse(readFileSync(join(folder, 'my-pup/manifest.json'), 'utf8')) as {
			$schema: string;
			meta: { name: string };
		};
		expect(manifest.meta.name).toBe('My pup');
		const schema = JSON.parse(readFileSync(join(folder, 'my-pup', manifest.$schema), 'utf8')) as { title: string };
		expect(schema.title).toContain('manifest');
		expect(await check('my-pup')).toMatchObject({ code: 0, ok: true, errors: 0, warnings: 0, source: null });
		expect(run('check', 'my-pup').out).toMatch(
			/^\.: My pup 0\.0\.1 \(debian\)\n {2}tree {5}[0-9a-f]{64}\nNo problems found\.\n$/
		);
	});

	it('never overwrite, and take no name that would be trouble', async () => {
		writeFileSync(join(folder, 'my-pup/mine.txt'), 'mine');
		const again = run('new', 'my-pup');
		expect(again.code).toBe(6);
		expect(again.err).toContain('already');
		expect(readFileSync(join(folder, 'my-pup/mine.txt'), 'utf8')).toBe('mine');
		rmSync(join(folder, 'my-pup/mine.txt'));
		for (const name of ['../up', '/abs', 'My Pup', '-x', '', 'a'.repeat(51)])
			expect(run('new', name).code, name).toBe(2);
		expect(run('new', 'other', '--folder', 'deep/er').code).toBe(0);
		expect(existsSync(join(folder, 'deep/er/app.py'))).toBe(true);
	});

	it('end with 2 and the usage when called wrongly', async () => {
		for (const [words, sentence] of [
			['', 'Usage: dbx pup'],
			['nonsense', 'unknown command'],
			['new', 'missing required argument'],
			['new a b', 'too many arguments'],
			['new a --template cobol', 'There is no template “cobol”.\npython'],
			['check a b', 'There is no folder'],
			['check my-pup --what', 'unknown option'],
			['pack --out x', 'missing required argument'],
			['pack my-pup', '--out'],
			['publish a b', 'too many arguments']
		] as const) {
			const { code, err } = run(...words.split(' ').filter(Boolean));
			expect([code, err], words).toEqual([2, expect.stringContaining(sentence)]);
		}
		expect(run('check', 'no-such-folder')).toMatchObject({
			code: 2,
			err: expect.stringContaining('There is no folder') as string
		});
		expect(run('--help').code).toBe(0);
	});

	it('tell what is wrong in the words of the box, with exit code 1', async () => {
		const bad = await copy('bad', (_, manifest) => {
			Object.assign(manifest, { container: { exposes: [{ name: 'p', type: 'http', port: '80a' }] } });
		});
		expect(bad).toMatchObject({ code: 1, ok: false });
		expect(bad.pups[0]?.errors).toContainEqual({
			path: 'container.exposes.0.port',
			message: 'expose port must be between 1 and 65535: found "80a", wanted a whole number from 1 to 65535',
			at: { file: 'manifest.json', line: 1, column: expect.any(Number) as number }
		});
		expect(run('check', 'bad').out).toMatch(
			/ {2}error {4}manifest\.json:1:\d+: container\.exposes\.0\.port: expose port must be/
		);
		const both = run('check', 'bad', 'my-pup');
		expect([both.code, both.out]).toEqual([1, expect.stringContaining(`${join(folder, 'my-pup')}\n.: My pup`)]);
		const { folders } = JSON.parse(run('check', 'bad', 'my-pup', '--json').out) as { folders: Report[] };
		expect(folders.map(({ ok }) => ok)).toEqual([false, true]);
	});

	it('look at the files a manifest names', async () => {
		const at: unknown = expect.objectContaining({ file: 'manifest.json', line: 1 });
		const service = (exec: string, cwd = '') => ({ services: [{ name: 'web', command: { exec, cwd } }] });
		const files = await copy('files', (target, manifest) => {
			Object.assign(manifest.container, service('/pup/run.sh /pup/none', 'sub'));
			writeFileSync(join(target, 'run.sh'), '#!/bin/sh\n');
			rmSync(join(target, 'README.md'));
			writeFileSync(join(target, 'logo.svg'), 'not a picture');
		});
		expect(files.pups[0]?.errors).toEqual([
			{ path: 'container.services.0.command.exec', message: 'run.sh is not executable: chmod +x run.sh', at },
			{ path: 'container.services.0.command.cwd', message: 'There is no folder sub in the pup’s folder.', at }
		]);
		expect(files.pups[0]?.warnings.join('\n')).toMatch(/logo\.svg[\s\S]*\/pup\/none/);
		expect(files.pups[0]?.notes).toEqual(['It has no README.md for its page in the store.']);

		const nix = await copy('nix', (target, manifest) => {
			writeFileSync(join(target, 'pup.nix'), '{}');
			Object.assign(manifest.container, { build: { nixFile: 'pup.nix', nixFileSha256: 'a'.repeat(64) } });
		});
		expect(nix.pups[0]?.errors).toEqual([
			{
				path: 'container.build.nixFileSha256',
				at,
				message: expect.stringContaining('The SHA-256 of its pup.nix differs: found ') as string
			}
		]);

		const link = await copy('link', (target) => symlinkSync('/etc/passwd', join(target, 'passwd')));
		expect(link).toMatchObject({ code: 1, pups: [{ treeHash: null }] });
		expect(link.pups[0]?.errors[0]?.message).toContain('leads out of the pup’s folder');
	});

	it('check a whole source, and a bad pup hides no good one', async () => {
		const source = join(folder, 'source');
		mkdirSync(source);
		for (const name of ['good', 'twin']) cpSync(join(folder, 'my-pup'), join(source, name), { recursive: true });
		mkdirSync(join(source, 'broken'));
		writeFileSync(join(source, 'broken/manifest.json'), '{');
		const pups = ['good', 'twin', 'broken', 'none', '../my-pup'].map((location) => ({ location }));
		writeFileSync(join(source, 'dogebox.json'), JSON.stringify({ id: 'x', name: 'All mine', pups: [...pups, {}] }));
		const report = await check('source');
		expect(report).toMatchObject({ code: 1, source: 'All mine' });
		expect(report.pups.map((pup) => [pup.location, pup.name, pup.errors.length])).toEqual([
			['good', 'My pup', 0],
			['twin', 'My pup', 0],
			['broken', null, 1]
		]);
		expect(report.folderErrors.map((fault) => fault.path)).toEqual([1, 3, 4, 5].map((i) => `dogebox.json: pups.${i}`));
	});

	it('find nothing wrong with the pups of this box', async () => {
		expect(await check(join(root, 'pups'))).toMatchObject({ code: 0, errors: 0 });
	});

	describe.skipIf(cannotRun())('and a new pup lives', () => {
		let box: AliveBox;
		beforeAll(async () => {
			box = await AliveBox.start('pup-tools');
		});
		afterAll(() => box?.dispose());

		it('in a box: installed, seen, counted, stopped kindly', async () => {
			await box.addSource(join(folder, 'my-pup'));
			const id = await box.install('My pup');
			const page = (await box.pup(id)).webPages[0]?.url ?? '';
			const owner = { authorization: `Bearer ${box.api.token()}` };
			const read = async () => (await raw(page, { headers: owner })).text;
			await expect.poll(read).toContain('Much hello from My pup!');
			const before = Number(/<strong>(\d+)/.exec(await read())?.[1]);
			await box.act(id, 'restart');
			await box.state(id, 'running');
			await expect.poll(async () => Number(/<strong>(\d+)/.exec(await read())?.[1])).toBeGreaterThan(before);
			const { lines } = await box.get<{ lines: LogLine[] }>(`/pups/${id}/logs?tail=100`);
			const said = lines.map((line) => line.text).join('\n');
			expect(said).toContain('healthy: the page is ready on port 8080');
			expect(said, 'ends by itself when asked').toContain('good night');

			// As docs/pup-development.md promises: with dev mode on, a saved file shows on the
			// page.
			const asked = await box.api.call<{ jobId: null; plan: ChangePlan }>('PUT', `/pups/${id}/dev?plan=1`, {
				dev: true
			});
			expect(asked.body).toMatchObject({ jobId: null, pup: { dev: false }, plan: { effect: 'container' } });
			const { status, body } = await box.api.call<{ jobId: string | null }>('PUT', `/pups/${id}/dev`, { dev: true });
			expect(status, JSON.stringify(body)).toBe(200);
			if (body.jobId) await box.succeeds(body.jobId);
			await box.state(id, 'running');
			await expect.poll(read, { timeout: 20_000 }).toContain('Visits so far');
			const app = join(folder, 'my-pup/app.py');
			writeFileSync(app, readFileSync(app, 'utf8').replace('Visits so far', 'Seen so often'));
			await expect.poll(read, { timeout: 20_000 }).toContain('Seen so often');
			await box.remove(id, false);
		});

		it.each([
			['node', 'Much hello from Other node!'],
			['static', 'Much hello! Change']
		])('also one of the template %s', async (template, greeting) => {
			const name = `other-${template}`;
			expect(run('new', name, '--template', template).code).toBe(0);
			expect(await check(name)).toMatchObject({ code: 0, ok: true, errors: 0, warnings: 0 });
			await box.addSource(join(folder, name));
			const id = await box.install(`Other ${template}`);
			const page = (await box.pup(id)).webPages[0]?.url ?? '';
			const headers = { authorization: `Bearer ${box.api.token()}` };
			await expect.poll(async () => (await raw(page, { headers })).text).toContain(greeting);
			await box.remove(id, false);
		});

		it('whose schema the box hands out to editors', async () => {
			const answer = await fetch(`${box.url}/schema/manifest.v1.json`);
			expect(answer.status).toBe(200);
			expect(answer.headers.get('content-type')).toContain('json');
			expect(await answer.json()).toMatchObject({ $id: 'https://dogebox.org/schema/manifest.v1.json' });
		});
	});
});
