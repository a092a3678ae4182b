/** Reads volumes, folders and tmpfs mounts of a container from the four forms of the API. Pure. */
import { posix } from 'node:path';
import { badRequest } from '../errors.ts';
import type { Asked } from './asked.ts';

export type WantedMount =
	| {
			kind: 'volume';
			/** Null: an anonymous volume. */ name: string | null;
			target: string;
			readonly: boolean;
			/** Labels of a volume that is yet to be created. */
			labels?: Record<string, string>;
	  }
	| { kind: 'folder'; source: string; target: string; readonly: boolean }
	| { kind: 'memory'; /** Null: no limit of its own. */ sizeBytes: number | null; target: string };

const clean = (path: string) => posix.normalize(path).replace(/(.)\/+$/, '$1');

/** Modes of a bind that have no effect here: SELinux labels, propagation and copying. */
const IDLE_MODES = new Set([
	'rw',
	'z',
	'Z',
	'cached',
	'delegated',
	'consistent',
	'rprivate',
	'private',
	'nocopy',
	'rbind'
]);

/** Parses `source:/target[:modes]`, or `/target` alone. */
export function readBind(bind: string): WantedMount {
	const wrong = (why: string) => badRequest(`invalid volume specification: '${bind.slice(0, 200)}': ${why}`);
	const parts = bind.split(':');
	if (parts.length > 3 || parts.some((part) => part === '')) throw wrong('give source:/target or source:/target:ro');
	const [first, second, modes = ''] = parts;
	const [source, target] = second === undefined ? [null, first!] : [first!, second];
	if (!target.startsWith('/')) throw wrong('the path inside must begin with “/”');
	if (clean(target) === '/') throw wrong("destination can't be '/'");
	let readonly = false;
	for (const mode of modes.split(',').filter(Boolean)) {
		if (mode === 'ro') readonly = true;
		else if (!IDLE_MODES.has(mode)) throw wrong(`the mode “${mode}” is not offered`);
	}
	if (source !== null && source.startsWith('/'))
		return { kind: 'folder', source: clean(source), target: clean(target), readonly };
	if (source !== null && !/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(source)) {
		throw badRequest(
			`create ${source.slice(0, 200)}: "${source.slice(0, 200)}" includes invalid characters for a local volume name, ` +
				'only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path'
		);
	}
	return { kind: 'volume', name: source, target: clean(target), readonly };
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** Parses the options of a tmpfs (mount(8)). Only the size has an effect. */
export function readTmpfs(target: string, options: string): WantedMount {
	let sizeBytes: number | null = null;
	for (const option of options.split(',').filter(Boolean)) {
		const size = /^size=(\d{1,12})([kmg]?)b?$/i.exec(option);
		if (size) sizeBytes = Number(size[1]) * UNITS[size[2]!.toLowerCase()]!;
		else if (option.startsWith('size=')) throw badRequest(`invalid tmpfs option ${option.slice(0, 80)}`);
	}
	if (!target.startsWith('/'))
		throw badRequest(`invalid mount path: '${target.slice(0, 200)}' mount path must be absolute`);
	return { kind: 'memory', sizeBytes, target: clean(target) };
}

type AskedMount = NonNullable<NonNullable<NonNullable<Asked['HostConfig']>['Mounts']>[number]>;

/** Parses the long form (`Mounts`) of volumes, folders and tmpfs. */
export function readMount({ Type, Source, Target, ReadOnly, ...options }: AskedMount): WantedMount {
	const target = Target ?? '';
	if (!target.startsWith('/'))
		throw badRequest(`invalid mount config: the target “${target.slice(0, 200)}” is not absolute`);
	const readonly = ReadOnly ?? false;
	switch (Type) {
		case 'tmpfs':
			return { kind: 'memory', sizeBytes: options.TmpfsOptions?.SizeBytes ?? null, target: clean(target) };
		case 'bind':
			if (!Source?.startsWith('/'))
				throw badRequest('invalid mount config for type "bind": field Source must be absolute');
			return { kind: 'folder', source: clean(Source), target: clean(target), readonly };
		case 'volume':
		case undefined:
		case null:
		case '': {
			const driver = options.VolumeOptions?.DriverConfig?.Name;
			if (driver && driver !== 'local')
				throw badRequest(`error looking up volume plugin ${driver}: plugin "${driver}" not found`);
			if (options.VolumeOptions?.Subpath)
				throw badRequest('A part of a volume (VolumeOptions.Subpath) is not offered.');
			const labels = Object.entries(options.VolumeOptions?.Labels ?? {}).map(([name, value]) => [name, value ?? '']);
			const one = { kind: 'volume' as const, name: Source || null, target: clean(target), readonly };
			return labels.length > 0 ? { ...one, labels: Object.fromEntries(labels) as Record<string, string> } : one;
		}
		default:
			throw badRequest(`invalid mount config: mount type unknown: "${Type.slice(0, 80)}"`);
	}
}

/**
 * Returns all mounts in dockerd’s order of precedence: those of the request, then those of other
 * containers, then those that the image declares.
 * @param image folders that the image declares as volumes
 * @param others mounts of the containers in `VolumesFrom`
 * @throws DockerError 400 for a target that is given twice, and for invalid values
 */
export function wantedMounts(
	{ HostConfig, Volumes }: Pick<Asked, 'HostConfig' | 'Volumes'>,
	image: readonly string[],
	others: readonly WantedMount[] = []
): WantedMount[] {
	const asked = [
		...(HostConfig?.Binds ?? []).map(readBind),
		...(HostConfig?.Mounts ?? []).map(readMount),
		...Object.entries(HostConfig?.Tmpfs ?? {}).map(([target, options]) => readTmpfs(target, options ?? ''))
	];
	const taken = new Set<string>();
	for (const { target } of asked) {
		if (taken.has(target)) throw badRequest(`Duplicate mount point: ${target}`);
		taken.add(target);
	}
	const more: WantedMount[] = [];
	for (const one of others) {
		if (!taken.has(one.target)) more.push(one);
		taken.add(one.target);
	}
	for (const path of [...Object.keys(Volumes ?? {}), ...image]) {
		const bind = readBind(path);
		if (!taken.has(bind.target)) more.push(bind);
		taken.add(bind.target);
	}
	return [...asked, ...more];
}
