/**
 * What is known of a container, and keeps in the run folder so that a later dogeboxd can go on with
 * it.
 */
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { hostVerbs, isAlive, type Host } from '../../host/index.ts';
import type { ContainerStatus, ProcessStatus } from '../types.ts';

const identity = v.object({ pid: v.number(), ticks: v.number() });

const processRecord = v.object({
	name: v.string(),
	/** Its first process while it runs; null after its end. */
	process: v.nullable(identity),
	/**
	 * conmon of that process; null where it is not known. A record of an earlier version has none.
	 */
	monitor: v.optional(v.nullable(identity), null),
	startedAt: v.nullable(v.number()),
	exitCode: v.nullable(v.number()),
	oomKilled: v.boolean(),
	/** Its streams; a record of an earlier version has neither. */
	terminal: v.optional(v.boolean(), false),
	stdin: v.optional(v.boolean(), false)
});
export type ProcessRecord = v.InferOutput<typeof processRecord>;

const containerRecord = v.object({
	id: v.string(),
	pause: identity,
	/** As in `Sandbox`; a record of an earlier version has none. */
	idBase: v.optional(v.nullable(v.number()), null),
	createdAt: v.number(),
	/** As in `Sandbox`; a record of an earlier version has none. */
	diskLimited: v.optional(v.nullable(v.boolean()), null),
	/** Whether it has an address on the pup network. */
	attached: v.boolean(),
	processes: v.array(processRecord)
});
export type ContainerRecord = v.InferOutput<typeof containerRecord>;

export interface Records {
	/** The record of a container that stands. */
	get(id: string): ContainerRecord | null;
	all(): ContainerRecord[];
	set(record: ContainerRecord): void;
	delete(id: string): void;
	/**
	 * What an earlier life of dogeboxd wrote down; null when there is nothing or it was cut off.
	 */
	read(id: string): Promise<ContainerRecord | null>;
	/** Writes a record down. */
	save(record: ContainerRecord): Promise<void>;
}

/** Records of all containers that stand. */
export function createRecords(host: Host): Records {
	const records = new Map<string, ContainerRecord>();
	return {
		get: (id) => records.get(id) ?? null,
		all: () => [...records.values()],
		set: (record) => void records.set(record.id, record),
		delete: (id) => void records.delete(id),
		async read(id) {
			try {
				const text = await host.call(hostVerbs.containerRecordRead, { id });
				const parsed = v.safeParse(containerRecord, JSON.parse(text ?? 'null'));
				return parsed.success && parsed.output.id === id ? parsed.output : null;
			} catch {
				return null;
			}
		},
		async save(record) {
			await host.call(hostVerbs.containerRecordWrite, { id: record.id, text: JSON.stringify(record) });
		}
	};
}

/** Text of a record as it will be with these values of a process. */
export function recordWith(record: ContainerRecord, name: string, values: Partial<ProcessRecord>): string {
	const copy = structuredClone(record);
	Object.assign(processOf(copy, name), values);
	return JSON.stringify(copy);
}

/** The record's process of this name, made if it is not there. */
export function processOf(record: ContainerRecord, name: string): ProcessRecord {
	let found = record.processes.find((entry) => entry.name === name);
	if (!found) {
		found = {
			...{ name, process: null, monitor: null, startedAt: null, exitCode: null, oomKilled: false },
			...{ terminal: false, stdin: false }
		};
		record.processes.push(found);
	}
	return found;
}

/**
 * The record of a process that runs.
 * @throws BoxError 404 `unknown-service`, 409 `service-not-running`
 */
export function runningProcess(record: ContainerRecord | null, name: string): ProcessRecord {
	const found = record?.processes.find((entry) => entry.name === name);
	if (record && !found) {
		throw new BoxError({
			code: 'unknown-service',
			status: 404,
			message: `There is no service “${name.slice(0, 80)}” in it.`,
			hint: `It has: ${record.processes.map((entry) => entry.name).join(', ')}.`
		});
	}
	if (found?.process && isAlive(found.process)) return found;
	throw new BoxError({
		code: 'service-not-running',
		status: 409,
		message: `The service “${name.slice(0, 80)}” does not run.`,
		hint: 'Start it first.'
	});
}

/** What others may know of a process. */
export function processStatus(entry: ProcessRecord): ProcessStatus {
	return {
		name: entry.name,
		pid: entry.process && isAlive(entry.process) ? entry.process.pid : null,
		startedAt: entry.startedAt,
		exitCode: entry.exitCode,
		oomKilled: entry.oomKilled
	};
}

/** What others may know of a container. */
export function containerStatus(record: ContainerRecord, paused: boolean): ContainerStatus {
	return {
		id: record.id,
		sandbox: isAlive(record.pause),
		sharesIds: record.idBase === null,
		diskLimited: record.diskLimited,
		paused,
		processes: record.processes.map(processStatus)
	};
}
