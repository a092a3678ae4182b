/**
 * Pups that the real Nix builds in a separate store. There is no nixpkgs here, so a builtin
 * derivation and a shell build everything, and `isNixos` is set, not detected. docs/dogebox-os.md
 * says how containers use the result.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBuilder, type Builder, type NixSpec } from '../../src/lib/server/build/index.ts';
import { createLocalHost, createSpawner, nixVerbs } from '../../src/lib/server/host/index.ts';
import { openDatabase, type Database } from '../../src/lib/server/db/index.ts';
import { createOutbound } from '../../src/lib/server/outbound/index.ts';
import { cannotRunContainers, engineFixture, type EngineFixture } from './support/engine-fixture.ts';
import { pupsFixture, writeIndex } from './support/pups-fixture.ts';
import { existsSync, lstatSync, readdirSync, spawnSync } from '../support/as-root.ts';

const why =
	cannotRunContainers() ??
	['nix', 'busybox', 'prlimit']
		.map((name) => (spawnSync(name, ['--help']).error ? `${name} is not installed` : null))
		.find(Boolean) ??
	null;
if (why) console.log(`build-nix.test: skipped, ${why}`);

const never = new AbortController().signal;
const log = pino({ level: 'silent' });
const SYSTEM = process.arch === 'arm64' ? 'aarch64-linux' : 'x86_64-linux';
const ITSELF = [`--reuid=${process.geteuid?.()}`, `--regid=${process.getegid?.()}`, '--keep-groups'];
const MODULES = join(import.meta.dirname, '../../nix');
/** Stands for nixpkgs' NixOS. The system contains only what our module says about one service. */
const NIXOS = `{ configuration }: {
	system = builtins.derivation {
		name = "nixos-system-pup";
		system = "${SYSTEM}";
		builder = "/bin/sh";
		args = [ "-c" "read word < $path; echo $line: $word > $out" ];
		line = (configuration { lib = import ../lib.nix; }).systemd.services.pup-web.serviceConfig.ExecStart;
		path = builtins.head (configuration { lib = import ../lib.nix; }).environment.systemPackages;
	};
}`;
/** Stands for nixpkgs: runs a line of shell. */
const STAND_IN = `{
	outputs = { self }: let
		run = name: line: builtins.derivation {
			inherit name;
			system = "${SYSTEM}";
			builder = "/bin/sh";
			args = [ "-c" line ];
		};
	in {
		lib.genAttrs = names: make: builtins.listToAttrs (map (name: { inherit name; value = make name; }) names);
		legacyPackages."${SYSTEM}" = { inherit run; };
	};
}`;

describe.skipIf(why !== null)('what Nix builds', () => {
	let fixture: EngineFixture;
	let database: Database;
	let builder: Builder;
	let nixpkgs: string;
	let made = 0;

	/**
	 * This process is root with another effective user, and Nix would take it for root.
	 * @param before program and arguments that start the given program
	 */
	const local = (before = ['setpriv', ...ITSELF]) =>
		createLocalHost({
			paths: fixture.host.paths,
			names: fixture.host.names,
			spawn: (program, args, options) => createSpawner()(before[0]!, [...before.slice(1), program, ...args], options)
		});
	const create = (over: Database) =>
		createBuilder({
			host: fixture.host,
			engine: fixture.engine,
			db: over,
			outbound: createOutbound({ folder: join(fixture.paths.data, 'downloads'), allow: [], log }),
			log,
			local: local(),
			nixModules: MODULES,
			nixpkgs,
			isNixos: () => true
		});

	beforeAll(async () => {
		fixture = await engineFixture();
		nixpkgs = folder({ 'flake.nix': STAND_IN });
		// Settings that nix.conf has on a NixOS in another form: the store, the build users, a
		// shell.
		const settings = [
			`store = ${join(fixture.paths.data, 'nix-store')}`,
			'build-users-group =',
			'substituters =',
			'sandbox-paths = /bin/sh=/bin/busybox'
		];
		mkdirSync(join(fixture.paths.data, 'nix/home/.config/nix'), { recursive: true });
		writeFileSync(join(fixture.paths.data, 'nix/home/.config/nix/nix.conf'), settings.join('\n'));
		database = openDatabase({ file: ':memory:', migrations: join(import.meta.dirname, '../../drizzle') });
		builder = create(database);
	});
	afterAll(async () => {
		database?.close();
		await fixture?.dispose();
	});

	/** Creates a folder with these files. */
	function folder(files: Record<string, string>): string {
		const at = join(fixture.paths.data, `given-${made++}`);
		mkdirSync(at, { recursive: true });
		for (const [name, text] of Object.entries(files)) writeFileSync(join(at, name), text);
		return at;
	}
	const file = (text: string, services = ['web']): NixSpec => ({
		kind: 'file',
		folder: folder({ 'pup.nix': text }),
		services,
		nixFile: 'pup.nix'
	});
	/** Content of a path in the store. */
	const held = (path: string) => readFileSync(join(fixture.paths.data, 'nix-store', path), 'utf8');

	async function build(spec: NixSpec, signal: AbortSignal = never) {
		const lines: string[] = [];
		const steps: [number, string][] = [];
		const layers = await builder.ensureNix(
			spec,
			(fraction, note) => void steps.push([fraction, note]),
			(line) => void lines.push(line),
			signal
		);
		return { lines, steps, layer: layers[0]!, packages: builder.nixPackages(layers[0]!.id)! };
	}
	/** Returns the message of a failed build. Demands that nothing is left of it. */
	async function failing(spec: NixSpec): Promise<string> {
		const before = readdirSync(fixture.paths.images);
		const error: unknown = await build(spec).catch((error: unknown) => error);
		expect(readdirSync(fixture.paths.images)).toEqual(before);
		return error instanceof Error ? error.message : 'It was built.';
	}
	const links = () => readdirSync(join(fixture.paths.data, 'nix/links'));

	it('makes a layer that names a path for each service, kept from being collected', async () => {
		const spec = file(
			`{ pkgs }: {
				web = pkgs.run "web" "echo one line of the build; echo wow > $out";
				db = pkgs.run "db" "echo much > $out";
			}`,
			['web', 'db']
		);
		const { lines, steps, layer, packages } = await build(spec);
		expect([held(packages['web']!), held(packages['db']!)]).toEqual(['wow\n', 'much\n']);
		expect(lines).toContain('one line of the build');
		expect(steps.map(([, note]) => note)).toContain('1 of 1 parts are built or fetched');
		expect(steps.map(([fraction]) => fraction)).toEqual(steps.map(([fraction]) => fraction).sort((a, b) => a - b));
		const at = join(fixture.paths.data, 'nix/links', layer.id);
		expect(readdirSync(at).map((name) => readlinkSync(join(at, name)))).toEqual([packages['web'], packages['db']]);
		expect(readdirSync(layer.path)).toEqual([]);

		const again = await build(spec);
		expect([again.layer.id, again.lines, again.steps.at(-1)]).toEqual([layer.id, [], [1, 'It is built already']]);
	});

	it('lets go of what no layer names any more', async () => {
		const { layer } = await build(file('{ pkgs }: { web = pkgs.run "gone" "echo > $out"; }'));
		expect(links()).toContain(layer.id);
		// A layer stays protected for a moment, so that its caller can record that it is used.
		await expect.poll(() => builder.unusedLayers().map(({ id }) => id)).toContain(layer.id);
		await builder.freeUnused([layer.id]);
		expect(links()).not.toContain(layer.id);
		expect(existsSync(layer.path)).toBe(false);
	});

	it.each<[what: string, text: string, said: string]>([
		[
			'a name that is not there',
			'{ pkgs }:\n{\n  web = pkgs.nothing;\n}',
			"Nix cannot build it. pup.nix, line 3, column 9: attribute 'nothing' missing."
		],
		[
			'bad syntax',
			'{ pkgs }:\n{ web = ;\n}',
			"Nix cannot build it. pup.nix, line 2, column 9: syntax error, unexpected ';'."
		],
		[
			'a file of the host',
			'{ pkgs }: { web = pkgs.run "w" (builtins.readFile "/etc/hostname"); }',
			"Nix cannot build it. access to absolute path '/etc/hostname' is forbidden in pure eval mode. A pup’s Nix file may only read its own files, nothing else on the host."
		],
		[
			'a file of the host, by a path',
			'{ pkgs }: { web = pkgs.run "w" (builtins.readFile ../../../etc/hostname); }',
			"Nix cannot build it. access to absolute path '/etc/hostname' is forbidden in pure eval mode. A pup’s Nix file may only read its own files, nothing else on the host."
		],
		[
			'a service that it does not make',
			'{ pkgs }: { other = pkgs.run "w" "echo > $out"; }',
			"Nix cannot build it. flake 'path:NIX' does not provide attribute 'packages.SYSTEM.web', 'legacyPackages.SYSTEM.web' or 'web'."
		],
		[
			'a command that fails',
			'{ pkgs }: { web = pkgs.run "w" "echo why; exit 3"; }',
			"Nix cannot build it. builder for 'STORE-w.drv' failed with exit code 3. The lines before say why."
		]
	])('says where and what for %s', async (_what, text, said) => {
		const found = await failing(file(text));
		expect(
			found
				.replace(/path:\S+nix\/pup[^']*/, 'path:NIX')
				.replace(join(fixture.paths.data, 'nix-store'), '')
				.replaceAll(SYSTEM, 'SYSTEM')
				.replace(/\/nix\/store\/\w{32}-w/, 'STORE-w')
		).toBe(said);
	});

	it.each<[what: string, value: string, found: string]>([
		['a variable', 'builtins.getEnv "HOME"', ''],
		['the search path', 'builtins.toJSON builtins.nixPath', '[]'],
		['the clock', 'if builtins ? currentTime then "seen" else "hidden"', 'hidden'],
		['the system', 'if builtins ? currentSystem then "seen" else "hidden"', 'hidden']
	])('does not see %s of the host', async (_what, value, found) => {
		const { packages } = await build(
			file(`{ pkgs }: { web = pkgs.run "seen" ("echo '<" + (${value}) + ">' > $out"); }`)
		);
		expect(held(packages['web']!)).toBe(`<${found}>\n`);
	});

	it('builds without the host’s files, network and processes', async () => {
		const script = [
			'exec > $out',
			`test -e ${fixture.paths.data} && echo data`,
			'test -e /etc/shadow && echo shadow',
			'test -e /nix/var && echo database',
			'for at in /sys/class/net/*; do echo $at; done',
			'cat /proc/net/dev | grep -c : ',
			'for at in /proc/[0-9]*; do echo process; done | wc -l | grep -qE "^[1-9]$" && echo few'
		].join('; ');
		const { packages } = await build(file(`{ pkgs }: { web = pkgs.run "seen" ''${script}''; }`));
		expect(held(packages['web']!)).toBe('/sys/class/net/*\n1\nfew\n');
	});

	it('takes files that it fetched by hash into the evaluation, as pups in use do', async () => {
		const text = `{ pkgs }: { web = import (pkgs.run "inner.nix" "echo '{ run }: run \\"outer\\" \\"echo wow > \\$out\\"' > $out") { inherit (pkgs) run; }; }`;
		const { packages } = await build(file(text));
		expect(held(packages['web']!)).toBe('wow\n');
	});

	it('is built beside another one, which ends with its cancel and leaves nothing', async () => {
		const cancel = new AbortController();
		const before = readdirSync(fixture.paths.images);
		const spec = file('{ pkgs }: { web = pkgs.run "slow" "echo begun; while true; do true; done"; }');
		let other: ReturnType<typeof build> | undefined;
		const building = builder.ensureNix(
			spec,
			() => {},
			(line) => {
				if (line !== 'begun') return;
				// The build never ends by itself. Another one that does runs at the same time.
				other = build(file('{ pkgs }: { web = pkgs.run "quick" "echo quick > $out"; }'));
				void other.then(
					({ packages }) => cancel.abort(new Error(`enough: ${held(packages['web']!)}`)),
					() => cancel.abort(new Error('the other one was not built'))
				);
			},
			cancel.signal
		);
		await expect(building).rejects.toThrow('enough: quick');
		await other;
		expect(readdirSync(fixture.paths.images).filter((name) => !before.includes(name))).toHaveLength(2);
		const still = readdirSync('/proc').filter((pid) => {
			try {
				return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('echo begun');
			} catch {
				return false;
			}
		});
		expect(still).toEqual([]);
		expect(readdirSync(join(fixture.paths.data, 'nix')).filter((name) => name.startsWith('asked-'))).toEqual([]);
	});

	it('is a part of the system of its container, which sees nothing but what it is given', async () => {
		const { packages } = await build(file('{ pkgs }: { web = pkgs.run "web" "echo wow > $out"; }'));
		const web = packages['web']!;
		const lib = readFileSync('tests/fixtures/nixos/stand-in/lib.nix', 'utf8');
		const at = folder({ 'lib.nix': lib });
		mkdirSync(join(at, 'nixos'));
		writeFileSync(join(at, 'nixos/default.nix'), NIXOS);
		const golden = readFileSync('tests/fixtures/nixos/golden/Dogebox-WG+pups/core.json', 'utf8');
		const description = JSON.parse(golden) as { services: Record<string, object> };
		const service = { package: web, program: web, arguments: ['a b'], workingDirectory: web, environment: {} };
		writeFileSync(join(at, 'pup.json'), JSON.stringify({ ...description, services: { web: service } }));
		const of = { modules: MODULES, nixpkgs: at, description: join(at, 'pup.json'), link: join(at, 'system') };
		// With the store at its usual path, Nix checks whether the named path exists.
		const script = 'mkdir -p /nix && mount --bind "$0" /nix && exec env "NIX_CONFIG=store = local" "$@"';
		const store = join(fixture.paths.data, 'nix-store/nix');
		const host = local(['setpriv', ...ITSELF, 'unshare', '--mount', 'sh', '-c', script, store]);
		const system = await host.call(nixVerbs.nixosSystem, { ...of, packages: [web] });
		expect(held(system)).toBe(`"${web}" "a b": wow\n`);
		expect(readlinkSync(of.link)).toBe(system);
		await expect(host.call(nixVerbs.nixosSystem, { ...of, packages: [] })).rejects.toThrow('restricted mode');
	});

	describe('a flake', () => {
		const own = STAND_IN.replace('outputs', 'inputs = { };\n	outputs').replace(
			'legacyPackages',
			`packages."${SYSTEM}".default = run "f" "echo flake > $out";\n		legacyPackages`
		);
		const lock = JSON.stringify({ nodes: { root: {} }, root: 'root', version: 7 });
		const flake = (files: Record<string, string>): NixSpec => ({
			kind: 'flake',
			folder: folder(files),
			services: ['web', 'db'],
			path: '.',
			package: 'default'
		});

		it('is built as it is locked; all services are found in its package', async () => {
			const { packages } = await build(flake({ 'flake.nix': own, 'flake.lock': lock }));
			expect(held(packages['web']!)).toBe('flake\n');
			expect(packages['db']).toBe(packages['web']);
		});
		it('is refused without a lock file, or with one that does not fit', async () => {
			expect(await failing(flake({ 'flake.nix': own }))).toBe(
				'Nix cannot build it. Its flake.lock is missing. Create it with “nix flake lock” and keep it next to flake.nix.'
			);
			const more = own
				.replace('inputs = { };', `inputs.other.url = "path:${nixpkgs}";`)
				.replace('{ self }', '{ self, other }');
			expect(await failing(flake({ 'flake.nix': more, 'flake.lock': lock }))).toContain('lock file');
		});
		it('brings no settings', async () => {
			const bold = own.replace('inputs = { };', 'nixConfig.sandbox = false; nixConfig.post-build-hook = "/tmp/hook";');
			const { lines } = await build(flake({ 'flake.nix': bold, 'flake.lock': lock }));
			expect(lines.join('\n')).toContain('ignoring untrusted flake configuration setting');
		});
	});

	it('is a way of installing a pup', async () => {
		const source = join(fixture.paths.data, 'offered');
		const nix = '{ pkgs }: { web = pkgs.run "web" "echo wow > $out"; }';
		const manifest = {
			manifestVersion: 1,
			meta: { name: 'Nix page', version: '1.0.0' },
			container: {
				build: { nixFile: 'pup.nix', nixFileSha256: createHash('sha256').update(nix).digest('hex') },
				services: [{ name: 'web', command: { exec: '/bin/run.sh' } }]
			}
		};
		mkdirSync(join(source, 'page'), { recursive: true });
		writeFileSync(join(source, 'page/pup.nix'), nix);
		writeFileSync(join(source, 'page/manifest.json'), JSON.stringify(manifest));
		writeIndex(source, ['page']);
		const box = pupsFixture(fixture, { sources: source, builder: create });
		try {
			await box.begin();
			expect(box.store.list()).toMatchObject([{ name: 'Nix page', runnable: true }]);
			const before = links();
			const { id, job } = await box.install('Nix page', { start: false });
			expect(job, JSON.stringify(job.error)).toMatchObject({ status: 'succeeded' });
			expect(box.pups.get(id)).toMatchObject({ state: 'stopped', buildKind: 'nix' });
			const lines = (await box.jobs.log(job.id, 100)).map((line) => line.text);
			expect(lines).toContain('Its root filesystem is made by: nix.');
			const own = links().filter((key) => !before.includes(key));
			expect(own).toHaveLength(1);
			expect(lstatSync(join(fixture.paths.data, 'nix/links', own[0]!, '0')).isSymbolicLink()).toBe(true);
			expect((await box.done(box.pups.remove(id, { keepData: false }))).status).toBe('succeeded');
		} finally {
			await box.end();
		}
	});
});
