/**
 * What the tests of git sources share: a served folder of repositories, a box's host and outbound
 * service, and pups for trees.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { createLocalHost, createSpawner, type Host } from '../../../src/lib/server/host/index.ts';
import { createOutbound, type Outbound } from '../../../src/lib/server/outbound/index.ts';
import { createGitReader, type GitLimits } from '../../../src/lib/server/sources/git/index.ts';
import type { ReaderInput, SourceListing, SourceReader } from '../../../src/lib/server/sources/types.ts';
import { becomeDogeboxd, readFileSync, rmSync } from '../../support/as-root.ts';
import {
	createRepository,
	serveGit,
	type GitServer,
	type TestRepository,
	type TreeContent
} from '../../support/git-server.ts';

/** The Nix file of every pup in these tests. */
export const NIX = '{ pkgs }: { }\n';
export const never = new AbortController().signal;
export const quiet = () => {};

/** Text of a `manifest.json`. */
export function manifest(name: string, version: string, meta: Record<string, unknown> = {}): string {
	const nixFileSha256 = createHash('sha256').update(NIX).digest('hex');
	return JSON.stringify({
		manifestVersion: 1,
		meta: { name, version, ...meta },
		container: {
			build: { nixFile: 'pup.nix', nixFileSha256 },
			services: [{ name: 'one', command: { exec: '/bin/run' } }]
		}
	});
}

/** Folder of a pup. */
export const pup = (name: string, version: string, more: TreeContent = {}): { tree: TreeContent } => ({
	tree: { 'manifest.json': manifest(name, version), 'pup.nix': NIX, ...more }
});

/** Text of a `dogebox.json`. */
export const index = (...locations: string[]): string =>
	JSON.stringify({ id: 'test', name: 'Test pups', pups: locations.map((location) => ({ location })) });

/** Versions of a listing as text, such as `A: 0.0.2 of tag v0.2.0, 0.0.1 of tag v0.1.0`. */
export const versionsIn = (listing: SourceListing): string[] =>
	listing.pups.map(
		({ name, versions }) => `${name}: ${versions.map((one) => `${one.version} of ${one.origin}`).join(', ')}`
	);

export interface GitFixture {
	server: GitServer;
	host: Host;
	outbound: Outbound;
	/** Data folder of the box. */
	data: string;
	/** Every line that was logged. */
	logged: string[];
	/** Creates a repository in the served folder. */
	repository(name: string): TestRepository;
	/** A source that reads this repository. */
	input(name: string, more?: Partial<ReaderInput>): ReaderInput;
	reader(limits?: Partial<GitLimits>, other?: { outbound?: Outbound; host?: Host }): SourceReader;
	read(from: ReaderInput, limits?: Partial<GitLimits>): Promise<SourceListing>;
	/** Processes that work in a source's folder, with their ids and command lines. */
	processes(from: ReaderInput): { pid: number; line: string }[];
	/** Files in a source's repository that only a running or a killed process leaves. */
	leftovers(from: ReaderInput): string[];
	dispose(): Promise<void>;
}

export async function gitFixture(): Promise<GitFixture> {
	// dogeboxd itself runs git with its own rights, without the agent.
	if (process.getuid?.() === 0) becomeDogeboxd();
	const root = mkdtempSync(join(tmpdir(), 'dogebox-git-'));
	const served = join(root, 'served');
	const data = join(root, 'data');
	for (const folder of [served, data]) mkdirSync(folder);
	const place = (name: string) => join(data, name);
	const host = createLocalHost({
		paths: { data, storage: place('storage'), images: place('images'), logs: place('logs'), run: place('run') },
		names: { instance: 'x', bridge: 'x0', subnet: '10.1.0.0/16', nftTable: 'x', cgroup: '/x', idBase: 524288 },
		spawn: createSpawner()
	});
	const logged: string[] = [];
	const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });
	const outbound = createOutbound({ folder: place('downloads'), allow: [], log });
	const server = await serveGit(served);
	const reader: GitFixture['reader'] = (limits = {}, other = {}) =>
		createGitReader({ host, outbound, log, limits, ...other });
	return {
		server,
		host,
		outbound,
		data,
		logged,
		repository: (name) => createRepository(join(served, `${name}.git`)),
		input: (name, more = {}) => ({
			id: name,
			location: `${server.url}/${name}.git`,
			credentials: null,
			folder: join(data, 'sources', name),
			...more
		}),
		reader,
		read: (from, limits) => reader(limits).read(from, quiet, never),
		processes: ({ folder }) =>
			readdirSync('/proc')
				.filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
				.flatMap((pid) => {
					try {
						const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
						return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(folder) ? [{ pid: Number(pid), line }] : [];
					} catch {
						return [];
					}
				}),
		leftovers: ({ folder }) =>
			(readdirSync(join(folder, 'repo.git'), { recursive: true }) as string[]).filter((path) =>
				/\.lock$|(^|\/)(tmp_|\.tmp-|shallow_)|\.keep$/.test(path)
			),
		async dispose() {
			await server.close();
			rmSync(root, { recursive: true, force: true });
		}
	};
}

/** Polls until the condition holds. */
export async function until(test: () => boolean): Promise<void> {
	for (let i = 0; i < 3000; i += 1) {
		if (test()) return;
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	throw new Error('it did not come about in a minute');
}
