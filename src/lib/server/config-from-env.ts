/**
 * Reads the settings of a run from flags and environment, and explains them. No other module reads
 * either.
 */
import { isIP } from 'node:net';
import { homedir } from 'node:os';
import { isAbsolute, join, normalize, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BoxError } from '../contract/errors.ts';
import { DOCKER_PERMITS, type BoxConfig, type DockerConfig, type DockerPermit } from './config.ts';
import { instanceFor } from './instance.js';
import { OPTIONS, type Option } from './options.js';

export { helpText } from './options.js';

/** Paths of the program's own parts, which differ between the built program and development. */
export interface ProgramParts {
	dkmProgram: string;
	builtinPups: string;
	migrations: string;
	version: string;
}

export interface Environment {
	argv: readonly string[];
	env: Readonly<Record<string, string | undefined>>;
	isRoot: boolean;
}

type Name = keyof typeof OPTIONS;

/** Set by the supervisor only. */
const AGENT_SOCKET = 'DOGEBOX_AGENT_SOCKET';
export const SUPERVISED = 'DOGEBOX_SUPERVISED';
/** Set by the units of `deploy/systemd` only. */
const PARTS_FOLDER = 'DOGEBOX_PARTS_FOLDER';

/** The pups of the Dogebox project. */
const OFFICIAL_SOURCE = 'https://github.com/Dogebox-WG/pups.git';

function wrong(option: Option, why: string): BoxError {
	return new BoxError({
		code: 'invalid-setting',
		status: 500,
		message: `--${option.flag} (${option.env}): ${why}`,
		hint: 'See --help.'
	});
}

function number(option: Option, text: string): number {
	const value = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
	if (!(value >= 0 && value <= 65535)) throw wrong(option, `“${text}” is no port.`);
	return value;
}

/** Returns the data folder when none is given. */
export function defaultData(environment: Pick<Environment, 'env' | 'isRoot'>): string {
	if (environment.isRoot) return '/var/lib/dogebox';
	const base = environment.env['XDG_DATA_HOME'];
	// The XDG base directory specification: relative paths in these variables must be ignored.
	return join(base?.startsWith('/') ? base : join(homedir(), '.local/share'), 'dogebox');
}

/**
 * Parses flags and environment.
 * @returns the settings, or what was requested instead of a start
 * @throws BoxError `invalid-setting` naming flag and variable
 */
export function readConfig(
	environment: Environment,
	parts: ProgramParts
): { config: BoxConfig; asked: null } | { config: null; asked: 'help' | 'version' } {
	let values: Record<string, string | boolean | undefined>;
	try {
		const flags = Object.values(OPTIONS).map((option) => [option.flag, { type: 'string' as const }] as const);
		({ values } = parseArgs({
			args: [...environment.argv],
			options: {
				...Object.fromEntries(flags),
				help: { type: 'boolean', short: 'h' },
				version: { type: 'boolean', short: 'v' }
			},
			allowPositionals: false
		}));
	} catch (error) {
		throw new BoxError({
			code: 'invalid-setting',
			status: 500,
			message: (error as Error).message.split('. ')[0] + '.',
			hint: 'See --help.'
		});
	}
	if (values['help']) return { config: null, asked: 'help' };
	if (values['version']) return { config: null, asked: 'version' };

	const given = (name: Name): string | undefined => {
		const option = OPTIONS[name];
		const value = values[option.flag] ?? environment.env[option.env];
		// An empty variable counts as unset: `DOGEBOX_DATA= npm start`.
		return typeof value === 'string' && value !== '' ? value : undefined;
	};

	const standard = defaultData(environment);
	const data = resolve(given('data') ?? standard);

	const host = given('host') ?? '0.0.0.0';
	if (!isIP(host) && host !== 'localhost') throw wrong(OPTIONS.host, `“${host}” is no address.`);

	const port = number(OPTIONS.port, given('port') ?? '8080');

	const range = given('pagePorts') ?? '8100-8199';
	const ends = /^(\d+)-(\d+)$/.exec(range);
	if (!ends) throw wrong(OPTIONS.pagePorts, `“${range}” is no range such as 8100-8199.`);
	const pagePorts = { first: number(OPTIONS.pagePorts, ends[1]!), last: number(OPTIONS.pagePorts, ends[2]!) };
	if (pagePorts.first < 1 || pagePorts.first > pagePorts.last) {
		throw wrong(OPTIONS.pagePorts, `“${range}” begins after its end.`);
	}
	// The range may include the dashboard's port: a new page gets a port on which nobody listens.

	const logLevel = given('logLevel') ?? 'info';
	if (!isLogLevel(logLevel))
		throw wrong(OPTIONS.logLevel, `“${logLevel}” is none of debug, info, warn, error, silent.`);

	const socketGroup = given('socketGroup') ?? 'dogebox';
	needGroup(OPTIONS.socketGroup, socketGroup);

	const docker = readDocker(given, socketGroup);

	const trustedProxy = given('trustedProxy') ?? null;
	if (trustedProxy !== null && !isIP(trustedProxy))
		throw wrong(OPTIONS.trustedProxy, `“${trustedProxy}” is no address.`);

	const publicUrl = given('publicUrl') ?? null;
	if (publicUrl !== null && !/^https?:\/\/[^/?#@\s]+\/?$/i.test(publicUrl)) {
		throw wrong(OPTIONS.publicUrl, `“${publicUrl}” is no address such as https://box.example.`);
	}

	const named = (given('downloadsFrom') ?? '').split(',').flatMap((text) => text.trim() || []);
	const downloadsFrom = named.map(withoutScheme);
	for (const [index, place] of downloadsFrom.entries()) {
		if (!isHostPort(place))
			throw wrong(OPTIONS.downloadsFrom, `“${named[index]}” is no host and port such as nas.lan:8080.`);
	}
	const plainRegistries = downloadsFrom.filter((place, index) => place !== named[index]);

	const boxFolders = (given('boxFolders') ?? '').split(':').flatMap((text) => text.trim() || []);
	for (const folder of boxFolders) {
		if (!isAbsolute(folder) || normalize(folder).replace(/(.)\/$/, '$1') === '/') {
			throw wrong(OPTIONS.boxFolders, `“${folder}” is no absolute path of a folder below “/”.`);
		}
	}

	const registryAuth = given('registryAuth');

	const debianSnapshots = given('debianSnapshots') ?? null;
	// It is used in a line of apt's configuration.
	if (debianSnapshots !== null && !/^https?:\/\/[^/\s"'[\]]+[^\s"'[\]]*$/.test(debianSnapshots)) {
		throw wrong(OPTIONS.debianSnapshots, 'this is no http address.');
	}

	const nixpkgs = given('nixpkgs');

	const dkmUrl = given('dkmUrl') ?? null;
	if (dkmUrl !== null && !/^https?:\/\/[^/]/.test(dkmUrl)) throw wrong(OPTIONS.dkmUrl, 'this is no http address.');

	const instance = given('instance') ?? instanceFor(data, standard);
	// Interface names have at most 15 characters, and digits are appended to this one.
	if (!/^[a-z][a-z0-9-]{0,9}$/.test(instance)) {
		throw wrong(OPTIONS.instance, 'use at most 10 lower-case letters, digits and hyphens, a letter first.');
	}

	const subnet = given('subnet') ?? '10.69.0.0/16';
	const octets = /^(\d{1,3})\.(\d{1,3})\.0\.0\/16$/.exec(subnet);
	if (!octets || Number(octets[1]) > 223 || Number(octets[1]) < 1 || Number(octets[2]) > 255) {
		throw wrong(OPTIONS.subnet, `“${subnet}” is no IPv4 network with 16 bits such as 10.69.0.0/16.`);
	}

	const resolvers = (given('resolvers') ?? '').split(',').flatMap((text) => text.trim() || []);
	for (const address of resolvers) {
		// A pup's own loopback is not the host's.
		if (isIP(address) !== 4 || address.startsWith('127.')) {
			throw wrong(OPTIONS.resolvers, `“${address}” is not an IPv4 address that pups could reach, such as 192.168.1.1.`);
		}
	}

	const official = given('officialSource') ?? OFFICIAL_SOURCE;

	return {
		asked: null,
		config: {
			data,
			host,
			port,
			socketGroup: socketGroup === 'none' ? null : socketGroup,
			docker,
			logLevel,
			pagePorts,
			trustedProxy,
			keepPageAnswers: true,
			publicUrl: publicUrl === null ? null : new URL(publicUrl).origin,
			downloadsFrom,
			plainRegistries,
			boxFolders: boxFolders.map((folder) => resolve(folder)),
			registryAuth: registryAuth === undefined ? null : resolve(registryAuth),
			debianSnapshots,
			nixpkgs: nixpkgs === undefined ? null : resolve(nixpkgs),
			dkmUrl,
			dkmProgram: resolve(given('dkmProgram') ?? parts.dkmProgram),
			instance,
			subnet,
			resolvers,
			builtinPups: resolve(given('builtinPups') ?? parts.builtinPups),
			officialSource: official === 'none' ? null : official,
			agentSocket: environment.env[AGENT_SOCKET] || null,
			supervised: environment.env[SUPERVISED] === '1',
			partsFolder: environment.env[PARTS_FOLDER] || null,
			migrations: parts.migrations,
			version: parts.version
		}
	};
}

/** Checks a name with the rules of groupadd(8). */
function needGroup(option: Option, name: string): void {
	if (!/^[a-z_][a-z0-9_-]{0,31}$/.test(name)) throw wrong(option, `“${name}” is no name of a group.`);
}

/** Reads the access settings of Docker's clients. */
function readDocker(given: (name: Name) => string | undefined, socketGroup: string): DockerConfig {
	const group = given('dockerGroup') ?? socketGroup;
	needGroup(OPTIONS.dockerGroup, group);
	const mode = given('dockerSocketMode') ?? '660';
	if (!/^0?[0-7]{3}$/.test(mode)) throw wrong(OPTIONS.dockerSocketMode, `“${mode}” is no mode such as 660.`);
	const socket = given('dockerSocket');
	const allow = (given('dockerAllow') ?? '').split(',').flatMap((word) => word.trim() || []);
	for (const word of allow) {
		if (!(DOCKER_PERMITS as readonly string[]).includes(word)) {
			throw wrong(OPTIONS.dockerAllow, `“${word}” is none of ${DOCKER_PERMITS.join(', ')}.`);
		}
	}
	const tcp = given('dockerTcp');
	const [ca, cert, key] = [given('dockerTlsCa'), given('dockerTlsCert'), given('dockerTlsKey')];
	const place = tcp === undefined ? null : /^(?:\[([0-9a-fA-F:]+)\]|([^:]+)):(\d{1,5})$/.exec(tcp);
	if (tcp !== undefined) {
		const host = place?.[1] ?? place?.[2] ?? '';
		if (!isIP(host)) throw wrong(OPTIONS.dockerTcp, `“${tcp}” is no address and port such as 192.168.1.2:2376.`);
		if (ca === undefined || cert === undefined || key === undefined) {
			throw wrong(OPTIONS.dockerTcp, 'give --docker-tls-ca, --docker-tls-cert and --docker-tls-key too.');
		}
	}
	return {
		group: group === 'none' ? null : group,
		socket: socket === undefined ? null : resolve(socket),
		socketMode: Number.parseInt(mode, 8),
		tcp: place && {
			host: (place[1] ?? place[2])!,
			port: number(OPTIONS.dockerTcp, place[3]!),
			...{ ca: resolve(ca!), cert: resolve(cert!), key: resolve(key!) }
		},
		allow: allow as DockerPermit[]
	};
}

function dockerAsEnv({ group, socket, socketMode, tcp, allow }: DockerConfig) {
	return {
		dockerGroup: group ?? 'none',
		dockerSocket: socket ?? '',
		dockerSocketMode: socketMode.toString(8),
		dockerTcp: tcp ? `${isIP(tcp.host) === 6 ? `[${tcp.host}]` : tcp.host}:${tcp.port}` : '',
		dockerTlsCa: tcp?.ca ?? '',
		dockerTlsCert: tcp?.cert ?? '',
		dockerTlsKey: tcp?.key ?? '',
		dockerAllow: allow.join(',')
	};
}

/**
 * Formats settings as an environment, for a program that another user runs in another folder.
 * @param parts those of {@link readConfig}: unchanged defaults are left to the program
 * @returns every variable; unset ones are empty
 */
export function configAsEnv(
	config: BoxConfig,
	parts: Pick<ProgramParts, 'dkmProgram' | 'builtinPups'>
): Record<string, string> {
	const values: Record<Name, string> = {
		data: config.data,
		host: config.host,
		port: String(config.port),
		pagePorts: `${config.pagePorts.first}-${config.pagePorts.last}`,
		socketGroup: config.socketGroup ?? 'none',
		...dockerAsEnv(config.docker),
		logLevel: config.logLevel,
		trustedProxy: config.trustedProxy ?? '',
		publicUrl: config.publicUrl ?? '',
		downloadsFrom: config.downloadsFrom
			.map((place) => (config.plainRegistries.includes(place) ? `${PLAIN}${place}` : place))
			.join(','),
		boxFolders: config.boxFolders.join(':'),
		registryAuth: config.registryAuth ?? '',
		debianSnapshots: config.debianSnapshots ?? '',
		nixpkgs: config.nixpkgs ?? '',
		dkmUrl: config.dkmUrl ?? '',
		dkmProgram: config.dkmProgram === resolve(parts.dkmProgram) ? '' : config.dkmProgram,
		instance: config.instance,
		subnet: config.subnet,
		resolvers: config.resolvers.join(','),
		builtinPups: config.builtinPups === resolve(parts.builtinPups) ? '' : config.builtinPups,
		officialSource: config.officialSource ?? 'none'
	};
	return {
		...Object.fromEntries(Object.entries(values).map(([name, value]) => [OPTIONS[name as Name].env, value])),
		[AGENT_SOCKET]: config.agentSocket ?? '',
		[SUPERVISED]: config.supervised ? '1' : '',
		[PARTS_FOLDER]: config.partsFolder ?? ''
	};
}

/** Prefix of an address at home whose registry may be used without TLS. */
const PLAIN = 'http://';
const withoutScheme = (place: string) => (place.toLowerCase().startsWith(PLAIN) ? place.slice(PLAIN.length) : place);

/** Whether a text is `host:port` as in URLs: `nas.lan:8080`, `192.168.1.2:80`, `[fd00::2]:80`. */
function isHostPort(text: string): boolean {
	const port = Number(/:(\d{1,5})$/.exec(text)?.[1]);
	// Not `URL.port`, which is empty for the default port of a scheme.
	return port >= 1 && port <= 65535 && URL.canParse(`http://${text}/`) && !/[/@?#\s]/.test(text);
}

function isLogLevel(text: string): text is BoxConfig['logLevel'] {
	return ['debug', 'info', 'warn', 'error', 'silent'].includes(text);
}
