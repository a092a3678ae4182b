/**
 * The host agent and its unpacker, divided into review sittings (docs/decisions/0085): the files of
 * each and its limit of lines. A file belongs to the sitting with the longest path prefix that
 * matches.
 *
 * @typedef {{ name: string, limit: number, does: string, files: string[] }} Sitting
 */

/** Most lines of code that a person reviews in one sitting. */
export const MOST = 1500;

const host = (...files) => files.map((file) => `src/lib/server/host/${file}`);
const server = (...files) => files.map((file) => `src/lib/server/${file}`);
const contract = (...files) => files.map((file) => `src/lib/contract/${file}`);

/** @type {Sitting[]} the first is the boundary, on which all others depend */
export const SITTINGS = [
	{
		name: 'Boundary',
		limit: 1500,
		does: 'entry, peer check, frames, allow-list, schemas, audit, commands without a shell, paths',
		files: [
			'src/agent/',
			...host('agent/', 'channel.ts', 'verb.ts', 'spawn.ts', 'confine.ts', 'system-path.ts', 'command-words.ts'),
			...server(
				'files/index.ts',
				'files/read-plain.ts',
				'files/file-version.ts',
				'settle-all.ts',
				'stop-times.ts',
				'held-bytes.ts'
			),
			...contract('errors.ts')
		]
	},
	{
		name: 'Key manager',
		limit: 400,
		does: 'starts the key manager, watches it, finds it again',
		files: ['src/agent/key-manager.ts', ...server('keys/process.ts', 'kept-process.ts', 'concurrency/')]
	},
	{
		name: 'Processes',
		limit: 1050,
		does: 'the script that starts programs, terminals, system calls, which process is meant',
		files: [
			...host(
				'fork-server/',
				'terminal.ts',
				'system-calls.ts',
				'child-ends.ts',
				'process-identity.ts',
				'limits.ts',
				'read-small.ts'
			),
			...server('accounts.ts', 'boot-id.ts', 'mountinfo.ts')
		]
	},
	{
		name: 'The host',
		limit: 350,
		does: 'what it can do: kernel and programs',
		files: host('facts.ts', 'programs.ts', 'agent/probe-ahead.ts')
	},
	{
		name: 'Control groups',
		limit: 550,
		does: 'groups and limits of containers and of the unpacker, moves between them, what they count, standing still',
		files: host(
			...['cgroups.ts', 'own-group.ts', 'containers/cgroup.ts', 'containers/moves.ts', 'freezer.ts', 'group-hits.ts']
		)
	},
	{
		name: 'Containers',
		limit: 1250,
		does: 'creation, processes, end',
		files: [...host('containers/', 'oci-schema.ts'), ...contract('sysctls.ts', 'stop.ts', 'ulimits.ts')]
	},
	{
		name: 'Roots of containers',
		limit: 950,
		does: 'layers, mapped ids, overlays, files, devices',
		files: [
			...['devices', 'files', 'ids-probe', 'layer-facts', 'mapped-root', 'mount-source', 'overlay', 'root'].flatMap(
				(name) => host(`containers/${name}.ts`)
			),
			...host('containers/scratch.ts', 'containers/time-zone.ts', 'ids/', 'in-layer.ts'),
			...contract('device-nodes.ts')
		]
	},
	{
		name: 'Commands and logs',
		limit: 1450,
		does: 'exec, attach, sessions, logs, records of ends',
		files: [
			...['attach-keeper', 'attaching', 'exec', 'logs', 'recorded', 'recorder-script', 'session'].flatMap((name) =>
				host(`containers/${name}.ts`)
			),
			...host('fork-server/join-task.ts'),
			...contract('terminal-size.ts')
		]
	},
	{
		name: 'Storage',
		limit: 1300,
		does: 'data of pups, disks, quotas, folders of the owner',
		files: [...host('storage/', 'remove-tree.ts'), ...server('files/copy-tree.ts', 'files/atomic-write.ts')]
	},
	{
		name: 'Network',
		limit: 1500,
		does: 'links, addresses, the firewall and its fast path',
		files: host('network/')
	},
	{
		name: 'Names',
		limit: 150,
		does: 'what is reached by its name alone, names of boxes among each other',
		files: host('network/named.ts', 'network/own-names.ts')
	},
	{
		name: 'Chosen addresses',
		limit: 300,
		does: 'which addresses boxes may be given on their networks, the ways of the host to them',
		files: [...host('network/chosen/'), ...contract('ipv4.ts')]
	},
	{
		name: 'nginx',
		limit: 1250,
		does: 'pages, the gateway, ports, the programs that carry them',
		files: [
			...host('nginx/', 'gateway/', 'pages/', 'ports/'),
			...server('small-request.ts'),
			...contract('hook-path.ts')
		]
	},
	{
		name: 'Archives',
		limit: 400,
		does: 'starts the unpacker in namespaces of its own, with limits, checks what it says',
		files: [
			...host(
				'build/unpack.ts',
				'build/unpack-script.ts',
				'build/unpacker.ts',
				'build/given-file.ts',
				'sandbox-script.ts'
			),
			...contract('hidden-characters.ts')
		]
	},
	{
		name: 'Builds',
		limit: 1100,
		does: 'layers of Debian and of images, the sandbox of Dockerfiles',
		files: host('build/', 'dockerfiles/')
	},
	{
		name: 'NixOS',
		limit: 700,
		does: 'containers that NixOS declares',
		files: host('nixos/')
	},
	{
		name: 'Unpacker',
		limit: 650,
		does: 'reads archives, as root of the mapped range alone: names, links, limits',
		files: ['src/unpack/', ...server('files/unpack')]
	},
	{
		name: 'Scripts',
		limit: 850,
		does: 'njs and perl that run with fewer rights than the agent',
		files: host(
			'dockerfiles/script.ts',
			'gateway/matching.ts',
			'gateway/script.ts',
			'pages/script.ts',
			'storage/archive-script.ts',
			'storage/changes-script.ts',
			'storage/files-script.ts'
		)
	}
];

/**
 * Lines of each sitting.
 * @param {Map<string, number>} lines by file below the repository
 * @returns {{ sittings: (Sitting & { lines: number })[], strays: string[], unused: string[] }}
 *   `strays`: files without a sitting, `unused`: paths that match no file
 */
export function sittingsOf(lines) {
	const paths = SITTINGS.flatMap((sitting) => sitting.files.map((path) => ({ path, sitting })));
	const counted = new Map(SITTINGS.map((sitting) => [sitting, 0]));
	const used = new Set();
	const strays = [];
	for (const [file, count] of lines) {
		const fitting = paths.filter(({ path }) => file.startsWith(path));
		const [nearest] = fitting.sort((a, b) => b.path.length - a.path.length);
		if (nearest === undefined) {
			strays.push(file);
			continue;
		}
		used.add(nearest.path);
		counted.set(nearest.sitting, counted.get(nearest.sitting) + count);
	}
	const sittings = SITTINGS.map((sitting) => ({ ...sitting, lines: counted.get(sitting) }));
	return { sittings, strays, unused: paths.map(({ path }) => path).filter((path) => !used.has(path)) };
}

/** The table of SECURITY.md. */
export function sittingsTable({ sittings }) {
	const rows = sittings.map(({ name, lines, limit, does }) => `| ${name} | ${lines} | ${limit} | ${does} |`);
	return ['| sitting | lines | limit | what it does |', '| --- | ---: | ---: | --- |', ...rows].join('\n');
}
