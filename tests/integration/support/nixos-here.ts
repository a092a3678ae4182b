/**
 * The runtime `nixos` on a test host that has the stand-ins of tests/fixtures/nixos/stand-in: real
 * units `container@NAME` with the real systemd-nspawn. `npm run test:os` creates such a host.
 */
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Logger } from 'pino';
import {
	chmodSync,
	chownSync,
	execFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	rmSync,
	spawnSync,
	writeFileSync
} from '../../support/as-root.ts';
import { createLocalHost, createSpawner, nixVerbs, type Host } from '../../../src/lib/server/host/index.ts';
import type { PupNetwork } from '../../../src/lib/server/network/index.ts';
import { createNixosRuntime, type ContainerSpec, type Runtime } from '../../../src/lib/server/runtime/index.ts';
import { searchHere } from '../../support/search-here.ts';

/** Returns why the runtime cannot be tested here, or null where it can. */
export function cannotRunNixos(): string | null {
	if (!existsSync('/run/systemd/system')) return 'no systemd runs here';
	if (spawnSync('sh', ['-c', 'command -v nixos-container']).status !== 0) return 'nixos-container is not there';
	return null;
}

export function nixosRuntimeHere(deps: { host: Host; network: PupNetwork; log: Logger }): Runtime {
	const { paths, names } = deps.host;
	// This process is root with another effective user, and Nix would take it for root.
	const itself = [`--reuid=${process.geteuid?.()}`, `--regid=${process.getegid?.()}`, '--init-groups'];
	const local = createLocalHost({
		paths,
		names,
		spawn: (program, args, options) => createSpawner()('setpriv', [...itself, program, ...args], options)
	});
	const modules = resolve('nix');
	return createNixosRuntime({
		...deps,
		folder: join(paths.data, 'nixos'),
		search: searchHere,
		// There is no nixpkgs here. The stand-in for nix-build needs none.
		build: (of, signal) => local.call(nixVerbs.nixosSystem, { ...of, modules, nixpkgs: modules }, { signal })
	});
}

/** Turns a container into one of NixOS: its scripts are in the store, and its folders exist. */
export function asNixos(spec: ContainerSpec, { paths, names }: Pick<Host, 'paths' | 'names'>): ContainerSpec {
	const storage = join(paths.storage, spec.id);
	const source = join(paths.data, 'pups', spec.id, 'source');
	for (const folder of [storage, source]) {
		mkdirSync(folder, { recursive: true, mode: 0o755 });
		chownSync(folder, names.idBase + 420, names.idBase + 69);
	}
	const packages = Object.fromEntries(spec.processes.map(({ name, argv }) => [name, stored(argv.at(-1) ?? '')]));
	return {
		...spec,
		layers: [],
		mounts: [
			{ source, target: '/pup', readonly: true },
			{ source: storage, target: '/storage', readonly: false }
		],
		processes: spec.processes.map((process) => ({ ...process, argv: ['/bin/run'] })),
		nix: { packages, ports: { tcp: [], udp: [] }, secret: [], credentials: [] }
	};
}

/**
 * Adds a package with one program, `bin/run`, to the store.
 * @returns its path in the store
 */
function stored(script: string): string {
	const work = mkdtempSync(join(tmpdir(), 'dogebox-stored-'));
	try {
		const bin = join(work, 'test/bin');
		mkdirSync(bin, { recursive: true });
		writeFileSync(join(bin, 'run'), `#!/bin/sh\n${script}\n`);
		chmodSync(join(bin, 'run'), 0o755);
		return execFileSync('nix-store', ['--add', join(work, 'test')], { encoding: 'utf8' }).trim();
	} finally {
		rmSync(work, { recursive: true, force: true });
	}
}
