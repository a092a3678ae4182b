/** Forms of boxes: what stands in their fields, and what they ask for. Pure. */
import type { BoxDetail } from '$lib/contract/boxes.ts';
import type { RequestOf } from '$lib/contract/operations.ts';
import { BYTE_UNITS, numberIn, sizeField } from '../forms/amounts.ts';
import { LATER_CHANGES, laterValues, NEW_PROCESS, readLater, readProcess } from './process-form.ts';

/** What stands in the fields, by name; groups of rows as JSON of their cells. */
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

/** Images that are good to begin with. */
export const IMAGE_SUGGESTIONS: readonly string[] = [
	'alpine:3.20',
	'ubuntu:24.04',
	'debian:12',
	'python:3.12-slim',
	'node:22-slim',
	'golang:1.23-alpine',
	'busybox:1.36'
];

/** Times after which a box is removed, in hours. */
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

/** What the form of a new box begins with. */
export const newBoxValues = (typed: BoxValues = {}): BoxValues => ({ ...NEW, ...typed });

/** What the form of one that is there begins with. */
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

/** The rows of a group, as {@link ROWS} orders their cells. */
export function rowsIn(values: BoxValues, group: RowGroup): string[][] {
	return values[group] ? (JSON.parse(values[group]) as string[][]) : [];
}

interface Sent {
	get(name: string): unknown;
	getAll(name: string): unknown[];
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

/** Rows that were filled in; a row with nothing in its first cells was not. */
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

/** What was typed, to fill the form again. Values of variables are secrets: they are left out. */
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

/** What new boxes and changes have in common. */
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
 * What the form of a new box asks for; the schema of the operation judges it.
 *
 * @param now milliseconds since the epoch
 * @returns also what is wrong with which field
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

/** Fields of the settings by what they change. */
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
 * What the form of a box’s settings wants changed. A field that still shows what is set says
 * nothing, so that rounding changes no limit. An empty field takes a limit away.
 *
 * @param shown what stood in the fields
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

/** Where a refusal without a field belongs. */
const FIELD_OF: Record<string, string> = {
	'name-taken': 'name',
	'invalid-image': 'image',
	'not-runnable': 'image',
	'port-taken': 'ports',
	'port-reserved': 'ports'
};
/** Fields whose name in the form is another than in the operation. */
const SHOWN_AS: Record<string, string> = {
	idleStopSeconds: 'idleMinutes',
	expiresAt: 'expires',
	debian: 'packages'
};

/**
 * Puts a refusal to the fields that it is about: `ports.0.port` belongs to the ports.
 *
 * @returns messages by field; empty where it is about none
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
