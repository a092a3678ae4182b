/** Converts between the fields of a box's forms and requests. Pure. */
import type { BoxDetail } from '$lib/contract/boxes.ts';
import type { RequestOf } from '$lib/contract/operations.ts';
import { BYTE_UNITS, numberIn, sizeField } from '../forms/amounts.ts';
import { LATER_CHANGES, laterValues, NEW_PROCESS, readLater, readProcess } from './process-form.ts';

/** Values of the fields by name; groups of rows as JSON of their cells. */
export type BoxValues = Record<string, string>;

/** Groups of rows, and the cells of each row. */
export const ROWS = {
	ports: ['hostPort', 'port', 'protocol', 'hostAddress'],
	volumes: ['name', 'target', 'mode'],
	env: ['name', 'value'],
	labels: ['name', 'value'],
	memoryFolders: ['target', 'size']
} as const;
export type RowGroup = keyof typeof ROWS;

/** Suggested images to start with. */
export const IMAGE_SUGGESTIONS: readonly string[] = [
	'alpine:3.20',
	'ubuntu:24.04',
	'debian:12',
	'python:3.12-slim',
	'node:22-slim',
	'golang:1.23-alpine',
	'busybox:1.36'
];

/** Lifetimes of a box to choose from, in hours. */
export const LIFETIMES: readonly { hours: number; label: string }[] = [
	{ hours: 1, label: 'In 1 hour' },
	{ hours: 24, label: 'In 1 day' },
	{ hours: 24 * 7, label: 'In 7 days' },
	{ hours: 24 * 30, label: 'In 30 days' }
];
const HOUR = 3_600_000;

export const RESTARTS: readonly string[] = ['no', 'on-failure', 'unless-stopped', 'always'];

const NEW: BoxValues = {
	...NEW_PROCESS,
	from: 'debian',
	image: '',
	packages: '',
	name: '',
	cpus: '',
	memoryBytes: '',
	memoryUnit: 'MB',
	diskBytes: '',
	diskUnit: 'GB',
	network: 'internet',
	restart: 'no',
	idleMinutes: '',
	expires: '',
	start: 'on'
};

/** Initial values of the form of a new box. */
export const newBoxValues = (typed: BoxValues = {}): BoxValues => ({ ...NEW, ...typed });

/** Initial values of the form of an existing box. */
export function valuesOf(box: BoxDetail): BoxValues {
	const [memoryBytes, memoryUnit] = sizeField(box.memoryBytes, 'MB');
	const [diskBytes, diskUnit] = sizeField(box.diskBytes, 'GB');
	return {
		...{ memoryBytes, memoryUnit, diskBytes, diskUnit },
		...laterValues(box),
		cpus: box.cpus?.toString() ?? '',
		network: box.network,
		restart: box.restart,
		idleMinutes: box.idleStopSeconds === null ? '' : String(Math.round(box.idleStopSeconds / 6) / 10),
		expires: box.expiresAt === null ? '' : 'keep',
		ports: JSON.stringify(
			box.ports.map(({ hostPort, port, protocol, hostAddress }) => [
				...[String(hostPort), String(port), protocol],
				hostAddress ?? ''
			])
		),
		labels: JSON.stringify(Object.entries(box.labels))
	};
}

/** The rows of a group, with cells in the order of {@link ROWS}. */
export function rowsIn(values: BoxValues, group: RowGroup): string[][] {
	return values[group] ? (JSON.parse(values[group]) as string[][]) : [];
}

interface Sent {
	get(name: string): unknown;
	getAll(name: string): unknown[];
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

/** Rows that were filled in. A row whose first cells are empty is left out. */
function sentRows(form: Sent, group: RowGroup): string[][] {
	const columns = ROWS[group].map((cell) => form.getAll(`${group}.${cell}`).map(textOf));
	return (columns[0] ?? [])
		.map((_, row) =>
			columns.map((column, place) =>
				group === 'env' && place === 1 ? (column[row] ?? '') : (column[row] ?? '').trim()
			)
		)
		.filter(([first, second]) => first !== '' || second !== '');
}

/**
 * The typed values, to fill the form again. Values of variables are left out because they are
 * secrets.
 */
export function typedValues(form: Sent): BoxValues {
	const rows = (group: RowGroup) => sentRows(form, group);
	return {
		...Object.fromEntries(Object.keys(NEW).map((name) => [name, textOf(form.get(name)).trim()])),
		ports: JSON.stringify(rows('ports')),
		volumes: JSON.stringify(rows('volumes')),
		env: JSON.stringify(rows('env').map(([name]) => [name, ''])),
		labels: JSON.stringify(rows('labels')),
		memoryFolders: JSON.stringify(rows('memoryFolders'))
	};
}

type Wrong = Record<string, string>;
const NO_NUMBER = 'Give a number, or leave it empty.';

/** Reads the fields that new boxes and changes share. */
function readCommon(form: Sent, now: number, wrong: Wrong) {
	function amount(name: string, unit: number): number | null {
		const value = numberIn(textOf(form.get(name)));
		if (value === undefined) wrong[name] = NO_NUMBER;
		return value === undefined || value === null ? null : value * unit;
	}
	const unitIn = (name: string) => BYTE_UNITS[textOf(form.get(name)) as keyof typeof BYTE_UNITS] ?? BYTE_UNITS.MB;
	const whole = (value: number | null) => (value === null ? null : Math.round(value));
	const idle = whole(amount('idleMinutes', 60));
	const lifetime = Number(textOf(form.get('expires')));
	const ports = sentRows(form, 'ports').map(([hostPort = '', port = '', protocol, hostAddress = '']) => {
		if (!/^\d{0,5}$/.test(hostPort) || !/^\d{1,5}$/.test(port)) wrong['ports'] = 'Ports are numbers from 1 to 65535.';
		return {
			...(hostPort !== '' && { hostPort: Number(hostPort) }),
			...(hostAddress !== '' && { hostAddress }),
			port: Number(port),
			protocol: protocol === 'udp' ? ('udp' as const) : ('tcp' as const)
		};
	});
	return {
		cpus: amount('cpus', 1),
		memoryBytes: whole(amount('memoryBytes', unitIn('memoryUnit'))),
		diskBytes: whole(amount('diskBytes', unitIn('diskUnit'))),
		network: textOf(form.get('network')) as 'none',
		restart: textOf(form.get('restart')),
		idleStopSeconds: idle,
		expiresAt: lifetime > 0 ? now + lifetime * HOUR : null,
		ports,
		labels: Object.fromEntries(sentRows(form, 'labels').map(([name = '', value = '']) => [name, value]))
	};
}

/**
 * Reads the form of a new box; the operation's schema validates the result.
 *
 * @param now milliseconds since the epoch
 * @returns also error messages by field
 */
export function readNewBox(form: Sent, now: number): { body: RequestOf<'boxes.create'>['body']; wrong: Wrong } {
	const wrong: Wrong = {};
	const { cpus, memoryBytes, diskBytes, ...rest } = readCommon(form, now, wrong);
	const name = textOf(form.get('name')).trim();
	const image = textOf(form.get('image')).trim();
	const packages = textOf(form.get('packages'))
		.split(/[\s,]+/)
		.filter(Boolean);
	const debian = textOf(form.get('from')) !== 'image';
	if (!debian && image === '') wrong['image'] = 'Name an image, such as alpine:3.20.';
	const body = {
		...rest,
		...readProcess(form, sentRows(form, 'memoryFolders'), wrong),
		...(debian ? { debian: { packages } } : { image }),
		...(name && { name }),
		...(cpus !== null && { cpus }),
		...(memoryBytes !== null && { memoryBytes }),
		...(diskBytes !== null && { diskBytes }),
		env: Object.fromEntries(sentRows(form, 'env').map(([variable = '', value = '']) => [variable, value])),
		volumes: sentRows(form, 'volumes').map(([volume = '', target = '', mode]) => ({
			...{ kind: 'volume' as const, name: volume, target },
			readonly: mode === 'read'
		})),
		start: form.get('start') !== null
	};
	return { body, wrong };
}

/** The fields of each setting. */
const CHANGES = {
	cpus: ['cpus'],
	memoryBytes: ['memoryBytes', 'memoryUnit'],
	diskBytes: ['diskBytes', 'diskUnit'],
	network: ['network'],
	restart: ['restart'],
	idleStopSeconds: ['idleMinutes'],
	expiresAt: ['expires'],
	ports: ['ports'],
	labels: ['labels'],
	...LATER_CHANGES
} as const;

/**
 * Reads the changes that the form of a box’s settings asks for. An unchanged field is left out, so
 * that rounding changes no limit. An empty field removes a limit.
 *
 * @param shown initial values of the fields
 * @param now   milliseconds since the epoch
 */
export function readBoxChange(
	form: Sent,
	shown: BoxValues,
	now: number
): { body: RequestOf<'boxes.update'>['body']; wrong: Wrong } {
	const wrong: Wrong = {};
	const typed = typedValues(form);
	const all = { ...readCommon(form, now, wrong), ...readLater(form, wrong) };
	const changed = Object.entries(CHANGES)
		.filter(([, fields]) => fields.some((field) => typed[field] !== shown[field]))
		.map(([name]) => name);
	if (typed['memoryBytes'] === '') wrong['memoryBytes'] = 'Give a number.';
	const body = Object.fromEntries(Object.entries(all).filter(([name]) => changed.includes(name)));
	return { body, wrong };
}

/** Fields for refusals that name none. */
const FIELD_OF: Record<string, string> = {
	'name-taken': 'name',
	'invalid-image': 'image',
	'not-runnable': 'image',
	'port-taken': 'ports',
	'port-reserved': 'ports'
};
/** Fields whose name in the form differs from that in the operation. */
const SHOWN_AS: Record<string, string> = {
	idleStopSeconds: 'idleMinutes',
	expiresAt: 'expires',
	debian: 'packages'
};

/**
 * Assigns a refusal to its fields: `ports.0.port` belongs to the ports.
 *
 * @returns messages by field; empty where it names none
 */
export function wrongFields(problem: {
	code: string;
	title: string;
	detail: string | null;
	fields: Record<string, string>;
}): Wrong {
	const wrong: Wrong = {};
	for (const [path, message] of Object.entries(problem.fields)) {
		const [top = ''] = path.split('.');
		wrong[SHOWN_AS[top] ?? top] ??= message;
	}
	const field = FIELD_OF[problem.code];
	if (field && Object.keys(wrong).length === 0)
		wrong[field] = [problem.title, problem.detail].filter(Boolean).join(' ');
	return wrong;
}
