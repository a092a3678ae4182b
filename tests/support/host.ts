/**
 * Everything on this host that belongs to one instance of the box: for comparisons before and after
 * a test, and for cleaning up.
 */
import { join } from 'node:path';
import {
	asRoot,
	execFileSync,
	existsSync,
	kill,
	lstatSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	rmdirSync,
	spawnSync
} from './as-root.ts';

/** Everything that an instance can leave behind, each thing as one readable line. */
export interface HostState {
	mounts: string[];
	links: string[];
	cgroups: string[];
	processes: string[];
	/** Rules and set elements of the instance's nft tables. */
	rules: string[];
	folders: string[];
	/** Namespaces that a file keeps alive (bind mounts of /proc/N/ns/…). */
	namespaces: string[];
}

/** The names to search for: everything that belongs to the instance contains one of them. */
export interface Needles {
	/**
	 * Name of the instance, a part of the names of its bridge, cgroup, nft table and run folder.
	 */
	instance: string;
	/** Its data folder. */
	data: string;
	/** Ids of all pups that the instance ever had. */
	pups?: string[];
}

const names = (folder: string): string[] => {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
};

const text = (path: string): string => {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return '';
	}
};

/** Folders below `/sys/fs/cgroup` for which `test` is true, the deepest first. */
function cgroupFolders(test: (path: string) => boolean): string[] {
	const found: string[] = [];
	const walk = (path: string) => {
		for (const entry of names(path)) {
			const child = join(path, entry);
			// `cpu` and `cpuacct` may be links to one controller.
			const stat = lstatSync(child, { throwIfNoEntry: false });
			if (!stat?.isDirectory() || stat.isSymbolicLink()) continue;
			walk(child);
			if (test(child)) found.push(child);
		}
	};
	walk('/sys/fs/cgroup');
	return found;
}

/**
 * Every process whose command line, cgroup or working folder names the instance, without the caller
 * and its parent.
 */
export function processesOf({ instance, data, pups = [] }: Needles): { pid: number; line: string }[] {
	const needles = [instance, data, ...pups];
	const found: { pid: number; line: string }[] = [];
	for (const entry of names('/proc')) {
		const pid = Number(entry);
		if (!Number.isInteger(pid) || pid === process.pid || pid === process.ppid) continue;
		const line = text(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
		const state = /^State:\s+(\S)/m.exec(text(`/proc/${pid}/status`))?.[1];
		// Only its parent can reap a zombie, and a zombie holds no resources.
		if (!state || state === 'Z') continue;
		let cwd = '';
		try {
			cwd = readlinkSync(`/proc/${pid}/cwd`);
		} catch {
			// The process has just ended.
		}
		const all = `${line}\n${text(`/proc/${pid}/cgroup`)}\n${cwd}`;
		if (needles.some((needle) => all.includes(needle))) found.push({ pid, line });
	}
	return found;
}

/**
 * Reads the state of the host as far as it belongs to the instance.
 * @param ignore ids of processes that are expected (dogeboxd, its key manager)
 */
export function hostState(needles: Needles, ignore: number[] = []): HostState {
	// Becomes root once for the whole read: each change of the effective user goes to every thread.
	return asRoot(() => stateOf(needles, ignore));
}

function stateOf(needles: Needles, ignore: number[]): HostState {
	const { instance, data, pups = [] } = needles;
	const ours = [instance, data, ...pups];
	const mine = (line: string) => ours.some((needle) => line.includes(needle));

	const mounts = text('/proc/self/mountinfo')
		.split('\n')
		.filter(mine)
		.map((line) => line.split(' ')[4] ?? '');
	const bridge = names('/sys/class/net').filter((name) => name.startsWith(instance));
	const links = names('/sys/class/net').filter((name) => {
		const at = join('/sys/class/net', name);
		const master = existsSync(join(at, 'master')) ? readlinkSync(join(at, 'master')) : '';
		return mine(name) || bridge.some((b) => master.endsWith(`/${b}`)) || mine(text(join(at, 'ifalias')));
	});
	const table = spawnSync('nft', ['-s', 'list', 'ruleset'], { encoding: 'utf8' }).stdout ?? '';
	return {
		mounts: mounts.sort(),
		links: links.sort(),
		cgroups: cgroupFolders((path) => mine(path)).sort(),
		processes: processesOf(needles)
			.filter(({ pid }) => !ignore.includes(pid))
			.map(({ pid, line }) => `${pid} ${line}`)
			.sort(),
		rules: tablesOf(table, mine),
		folders: [
			...tree(join(data, 'pups'), 1),
			...tree(join(data, 'storage'), 1),
			...tree(join(data, 'logs'), 1).filter((path) => !/\/logs\/(jobs|last-ends\.json)/.test(path)),
			...tree(`/run/dogebox/${instance}`, 2).filter((path) => !/\.(sock|pid|lock)$/.test(path)),
			...['/run/runc', '/run/crun', '/run/conmon', '/run/netns', '/var/run/netns']
				.flatMap((folder) => tree(folder, 1))
				.filter(mine)
		].sort(),
		namespaces: mounts.filter((path) => path.includes('/ns/')).sort()
	};
}

/**
 * The lines of those nft tables of a ruleset that belong to the instance. The sets of networks that
 * pups must not reach are left out: they list the host's networks, and another suite may be adding
 * some at the same time.
 */
function tablesOf(ruleset: string, mine: (line: string) => boolean): string[] {
	const found: string[] = [];
	// The kernel itself removes entries of held resets when they expire (`resets.ts`).
	const lasting = ruleset.replace(/(\tset reset_(?:held|seen) \{[^}]*?)\n\s*elements = \{[^}]*\}/g, '$1');
	for (const whole of lasting.split(/^(?=table )/m)) {
		const table = whole.replace(/\tset (?:closed|home) \{[\s\S]*?\n\t\}/g, '');
		if (mine(table))
			found.push(
				...table
					.split('\n')
					.map((line) => line.trim())
					.filter(Boolean)
			);
	}
	return found;
}

/** Paths below a folder, at most `depth` levels down, without the folder itself. */
function tree(folder: string, depth: number): string[] {
	return names(folder).flatMap((name) => {
		const path = join(folder, name);
		const below = depth > 1 && lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ? tree(path, depth - 1) : [];
		return [path, ...below];
	});
}

/** What `after` contains and `before` did not, by kind. Empty when nothing was left behind. */
export function leftBehind(before: HostState, after: HostState): Partial<HostState> {
	const left: Partial<HostState> = {};
	for (const part of Object.keys(after) as (keyof HostState)[]) {
		const was = new Set(before[part]);
		const more = after[part].filter((line) => !was.has(line));
		if (more.length > 0) left[part] = more;
	}
	return left;
}

/**
 * Waits until nothing is left behind or the timeout has passed. The kernel removes namespaces and
 * links only some time after their last user has ended.
 */
export async function settle(
	before: HostState,
	take: () => HostState,
	timeoutMs = 30_000
): Promise<Partial<HostState>> {
	for (const until = Date.now() + timeoutMs; ;) {
		const left = leftBehind(before, take());
		if (Object.keys(left).length === 0 || Date.now() > until) return left;
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
}

/**
 * Removes whatever is left of the instance, so that a failed test leaves the machine as it was.
 * Never throws.
 */
export function sweep(needles: Needles): void {
	asRoot(() => sweepAll(needles));
}

function sweepAll(needles: Needles): void {
	const { instance, data, pups = [] } = needles;
	const ours = [instance, data, ...pups];
	const quiet = (program: string, args: string[]) => spawnSync(program, args, { stdio: 'ignore' });
	for (let round = 0; round < 5; round++) {
		const left = processesOf(needles);
		for (const { pid } of left) {
			try {
				kill(pid, 'SIGKILL');
			} catch {
				// The process has ended by itself.
			}
		}
		if (left.length === 0) break;
		execFileSync('sleep', ['0.2']);
	}
	const mounts = text('/proc/self/mountinfo')
		.split('\n')
		.filter((line) => ours.some((needle) => line.includes(needle)))
		.map((line) => (line.split(' ')[4] ?? '').replaceAll('\\040', ' '));
	for (const mount of mounts.reverse()) quiet('umount', ['-l', mount]);
	for (const link of names('/sys/class/net').filter((name) => name.startsWith(instance)))
		quiet('ip', ['link', 'delete', link]);
	for (const family of ['inet', 'bridge', 'ip', 'netdev']) {
		const tables = spawnSync('nft', ['list', 'tables', family], { encoding: 'utf8' }).stdout ?? '';
		for (const line of tables.split('\n').filter((l) => l.includes(instance)))
			quiet('nft', ['delete', ...line.trim().split(' ')]);
	}
	for (const path of cgroupFolders((p) => ours.some((needle) => p.includes(needle)))) {
		try {
			rmdirSync(path);
		} catch {
			// A process is still in this cgroup. The check for leftovers will report it.
		}
	}
	if (/^[a-z0-9]+$/.test(instance)) quiet('rm', ['-rf', '--one-file-system', `/run/dogebox/${instance}`]);
}
