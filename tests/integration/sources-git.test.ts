import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLocalHost, createSpawner, type Host } from '../../src/lib/server/host/index.ts';
import { hashTree } from '../../src/lib/server/files/index.ts';
import { createOutbound, type Outbound } from '../../src/lib/server/outbound/index.ts';
import { createGitReader } from '../../src/lib/server/sources/git/index.ts';
import type { ReaderInput, SourceListing } from '../../src/lib/server/sources/types.ts';
import { cannotServeGit, makeRepository, serveGit, type GitServer, type TreeContent } from '../support/git-server.ts';

const reason = cannotServeGit();
if (reason) console.log(`sources-git.test: skipped, ${reason}`);

const log = pino({ level: 'silent' });
const never = new AbortController().signal;
const quiet = () => {};

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const NIX = '{ pkgs }: { }\n';

function manifest(name: string, version: string, more: Record<string, unknown> = {}): string {
	return JSON.stringify({
		manifestVersion: 1,
		meta: { name, version, shortDescription: 'A pup of a test.', ...more },
		container: {
			build: { nixFile: 'pup.nix', nixFileSha256: sha256(NIX) },
			services: [{ name: 'one', command: { exec: '/bin/run' } }]
		}
	});
}

const pup = (name: string, version: string, more: TreeContent = {}): { tree: TreeContent } => ({
	tree: { 'manifest.json': manifest(name, version), 'pup.nix': NIX, ...more }
});

const index = (...locations: string[]) =>
	JSON.stringify({ id: 'test', name: 'Test pups', pups: locations.map((location) => ({ location })) });

describe.skipIf(reason !== null)('git sources', () => {
	const root = mkdtempSync(join(tmpdir(), 'dogebox-git-'));
	const repositories = join(root, 'served');
	const data = join(root, 'data');
	let host: Host;
	let server: GitServer;
	let outbound: Outbound;

	beforeAll(async () => {
		mkdirSync(repositories);
		mkdirSync(data);
		const paths = {
			data,
			storage: join(data, 'storage'),
			images: join(data, 'images'),
			logs: join(data, 'logs'),
			run: join(data, 'run')
		};
		const names = { instance: 'x', bridge: 'x0', subnet: '10.1.0.0/16', nftTable: 'x', cgroup: '/x', idBase: 524288 };
		host = createLocalHost({ paths, names, spawn: createSpawner() });
		server = await serveGit(repositories);
		outbound = createOutbound({ folder: join(data, 'downloads'), allow: [], log });
	});
	afterAll(async () => {
		await server?.close();
		rmSync(root, { recursive: true, force: true });
	});

	const repository = (name: string) => makeRepository(join(repositories, `${name}.git`));
	const input = (name: string, location = `${server.url}/${name}.git`): ReaderInput => ({
		id: name,
		location,
		credentials: null,
		folder: join(data, 'sources', name)
	});
	const reader = (limits = {}) => createGitReader({ host, outbound, log, limits });
	const read = (from: ReaderInput, limits = {}) => reader(limits).read(from, quiet, never);
	const versions = (listing: SourceListing) =>
		listing.pups.map(
			({ name, versions: all }) => `${name}: ${all.map((one) => `${one.version} of ${one.origin}`).join(', ')}`
		);

	it('lists tags, reads files and writes a version without a working tree', async () => {
		const repo = repository('plain');
		const first = repo.commit({ 'dogebox.json': index('a'), a: pup('A', '0.0.1') }, ['refs/tags/v0.1.0']);
		repo.commit(
			{
				'dogebox.json': index('a', './deep/b/'),
				a: pup('A', '0.0.2', {
					'README.md': 'read me',
					'run.sh': { executable: '#!/bin/sh\n' },
					latest: { link: 'run.sh' }
				}),
				deep: { tree: { b: pup('B', '1.0.0') } }
			},
			['refs/tags/v0.2.0', 'refs/heads/main'],
			first
		);
		repo.git(['tag', '-a', '-m', 'annotated', 'v0.3.0', 'refs/tags/v0.2.0']);
		repo.git(['tag', 'nightly', 'refs/tags/v0.2.0']);
		const source = input('plain');
		const listing = await read(source);
		expect(listing.name).toBe('Test pups');
		expect(versions(listing)).toEqual(['A: 0.0.2 of tag v0.2.0, 0.0.1 of tag v0.1.0', 'B: 1.0.0 of tag v0.2.0']);
		expect(listing.unreadable).toEqual([]);
		expect(listing.conflicts).toEqual([]);
		const a = listing.pups[0]!.versions[0]!;
		expect(a).toMatchObject({ sourcePath: 'a', problem: null, updatedAt: 1_700_000_000_000 });
		expect(listing.pups[1]!.versions[0]!.sourcePath).toBe('deep/b');

		expect((await reader().file(source, a, 'README.md', 1000))?.toString()).toBe('read me');
		expect(await reader().file(source, a, 'README.md', 3)).toBe(null);
		for (const path of ['latest', '../dogebox.json', '/etc/passwd', 'nothing', '']) {
			expect(await reader().file(source, a, path, 1000)).toBe(null);
		}
		const target = join(data, 'target');
		mkdirSync(target);
		expect(await reader().checkout(source, a, target, quiet, never)).toBe(target);
		expect(readFileSync(join(target, 'README.md'), 'utf8')).toBe('read me');
		expect(statSync(join(target, 'README.md')).mode & 0o7777).toBe(0o644);
		expect(statSync(join(target, 'run.sh')).mode & 0o7777).toBe(0o755);
		expect(readlinkSync(join(target, 'latest'))).toBe('run.sh');
		expect(a.treeHash).toBe(await hashTree(target));
		expect(readdirSync(source.folder)).toEqual(['repo.git']);
	});
});
