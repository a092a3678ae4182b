/**
 * Describes a pup's container on NixOS as the JSON that `nix/pup-container.nix` reads. The JSON is
 * the only input: no value of a manifest, an owner or a network becomes Nix or shell source.
 *
 * The file and the system built from it are in the Nix store, which every program of the host may
 * read. So they contain no secret: settings are passed in a file in the pup's storage, keys as
 * credentials.
 */
import { isIPv4 } from 'node:net';
import { posix } from 'node:path';
import * as v from 'valibot';
import { DEVICE_ACCESS, deviceNode } from '../../../contract/device-nodes.ts';
import { BoxError } from '../../../contract/errors.ts';
import { ENV_NAME } from '../../../contract/manifest-rules.ts';
import type { ContainerSpec, NixRootSpec, ProcessSpec } from '../spec.ts';

/** Increased when the JSON changes its form; the module refuses any other version. */
const DESCRIPTION_VERSION = 1;

/** Most bytes of one value. systemd reads lines of at most 1 MiB. */
const MAX_VALUE = 64 * 1024;
/** Most services, names, ports, and variables or arguments of one service. */
const MAX_ENTRIES = 512;

/** A path in the Nix store; base 32 without e, o, t and u (Nix manual, “Store Path”). */
const STORE_PATH = /^\/nix\/store\/[0-9a-df-np-sv-z]{32}-[A-Za-z0-9+._?=-]{1,211}$/;

const text = v.pipe(v.string(), v.maxBytes(MAX_VALUE), v.excludes('\0', 'holds a byte that no program can be given'));
const absolute = v.pipe(text, v.startsWith('/'));
const address = v.pipe(v.string(), v.check(isIPv4, 'is not an IPv4 address'));
const hostName = v.pipe(v.string(), v.regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/));
const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));
const ports = v.pipe(v.array(port), v.maxLength(MAX_ENTRIES));
const storePath = v.pipe(v.string(), v.regex(STORE_PATH, 'is no path of the Nix store'));
const id = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_533));
const credential = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9._-]{0,62}$/));

const service = v.strictObject({
	/** Store path of its package; its programs are found in PATH. */
	package: storePath,
	/** Absolute, inside the package. */
	program: absolute,
	arguments: v.pipe(v.array(text), v.maxLength(MAX_ENTRIES)),
	/** Written to a unit file without quotes, where a newline would begin another setting. */
	workingDirectory: v.pipe(absolute, v.regex(/^[^\p{Cc}\\]*$/u, 'holds a character that no folder here may have')),
	environment: v.record(v.pipe(v.string(), v.regex(ENV_NAME)), text)
});

const descriptionSchema = v.strictObject({
	version: v.literal(DESCRIPTION_VERSION),
	/** 32 hex. */
	id: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
	hostName: v.pipe(v.string(), v.regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/)),
	/** Its services run as this user. */
	user: v.strictObject({ uid: id, gid: id }),
	network: v.nullable(
		v.strictObject({
			gateway: address,
			hosts: v.pipe(v.array(v.strictObject({ address, names: v.array(hostName) })), v.maxLength(MAX_ENTRIES)),
			/** Ports that are open to others; the box's own table decides to whom. */
			tcp: ports,
			udp: ports
		})
	),
	/**
	 * Devices that its owner granted. A unit sees only those devices of /dev that systemd allows.
	 */
	devices: v.pipe(v.array(v.strictObject({ node: deviceNode, access: v.picklist(DEVICE_ACCESS) })), v.maxLength(64)),
	/** Names of the credentials that systemd-nspawn passes in. */
	credentials: v.pipe(v.array(credential), v.maxLength(32)),
	services: v.record(v.pipe(v.string(), v.regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$/)), service)
});

export type Description = v.InferOutput<typeof descriptionSchema>;

/** What NixOS needs in addition to the specification. */
export interface NixParts extends NixRootSpec {
	/** The box's address on the pup network. */
	gateway: string;
}

/**
 * Describes a container for NixOS. As on a real Dogebox, a command and its working folder are
 * relative to the path of their package.
 * @throws BoxError 422 `not-for-nixos` where a value cannot be passed to the module
 */
export function describeForNixos(spec: ContainerSpec, parts: NixParts): Description {
	const uids = new Set(spec.processes.map(({ user }) => `${user.uid}:${user.gid}`));
	if (uids.size > 1) throw unfit('Its services run as different users, which the container has no place for.');
	const { uid = 420, gid = 69 } = spec.processes[0]?.user ?? {};
	return checkDescription({
		version: DESCRIPTION_VERSION,
		id: spec.id,
		hostName: spec.hostname,
		user: { uid, gid },
		network: spec.network && {
			gateway: parts.gateway,
			hosts: spec.network.hosts,
			tcp: inOrder(parts.ports.tcp),
			udp: inOrder(parts.ports.udp)
		},
		credentials: [...parts.credentials],
		devices: [...(spec.devices ?? [])].sort((a, b) => (a.node < b.node ? -1 : 1)),
		services: Object.fromEntries(spec.processes.map((process) => [process.name, serviceOf(process, parts)]))
	});
}

/** @throws BoxError 422 `not-for-nixos` */
export function checkDescription(value: unknown): Description {
	const parsed = v.safeParse(descriptionSchema, value);
	if (parsed.success) return parsed.output;
	const [issue] = parsed.issues;
	throw unfit(`${v.getDotPath(issue) ?? 'The description'}: ${issue.message}.`);
}

/** Returns the same text for equal descriptions, whatever the order of their members. */
export function descriptionText(description: Description): string {
	return JSON.stringify(checkDescription(description), (_key, value: unknown) => sorted(value), '\t') + '\n';
}

function serviceOf({ name, argv, cwd, env }: ProcessSpec, { packages, secret }: NixParts) {
	const home = packages[name];
	const [program = '', ...rest] = argv;
	if (home === undefined) throw unfit(`Its build has nothing named “${name}”, as one of its services is.`);
	if (!program.startsWith('/')) {
		throw unfit(
			`The command of “${name}” must begin with “/”, as it stands behind the path of its package. Found “${program}”.`
		);
	}
	const folder = posix.relative('/pup', cwd);
	const own = Object.entries(env).filter(([key]) => key !== 'PATH' && !secret.includes(key));
	return {
		package: home,
		program: home + posix.normalize(program),
		arguments: rest,
		workingDirectory: folder.startsWith('..') ? cwd : posix.join(home, folder),
		environment: Object.fromEntries(own)
	};
}

const inOrder = (numbers: readonly number[]) => [...new Set(numbers)].sort((a, b) => a - b);

function sorted(value: unknown): unknown {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
	return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const unfit = (message: string) =>
	new BoxError({ code: 'not-for-nixos', status: 422, message: `It cannot run on NixOS. ${message}` });
