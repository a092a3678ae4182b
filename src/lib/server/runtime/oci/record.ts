/**
 * The state of a container that is kept in the run folder, so that a later dogeboxd can adopt the
 * container.
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
	 * conmon of that process; null where it is unknown. Records of earlier versions lack this
	 * field.
	 */
	monitor: v.optional(v.nullable(identity), null),
	startedAt: v.nullable(v.number()),
	exitCode: v.nullable(v.number()),
	oomKilled: v.boolean(),
	/** Its streams. Records of earlier versions lack both fields. */
	terminal: v.optional(v.boolean(), false),
	stdin: v.optional(v.boolean(), false)
});
export type ProcessRecord = v.InferOutput<typeof processRecord>;

const containerRecord = v.object({
	id: v.string(),
	pause: identity,
	/** As in `Sandbox`. Records of earlier versions lack this field. */
	idBase: v.optional(v.nullable(v.number()), null),
	createdAt: v.number(),
	/** As in `Sandbox`. Records of earlier versions lack this field. */
	diskLimited: v.optional(v.nullable(v.boolean()), null),
	/** Whether it has an address on the pup network. */
	attached: v.boolean(),
	processes: v.array(processRecord)
});
export type ContainerRecord = v.InferOutput<typeof containerRecord>;

export interface Records {
	/** The record of a container that exists. */
	get(id: string): ContainerRecord | null;
	all(): ContainerRecord[];
	set(record: ContainerRecord): void;
	delete(id: string): void;
	/**
	 * Reads the record that an earlier dogeboxd wrote; null when there is none or it is incomplete.
	 */
	read(id: string): Promise<ContainerRecord | null>;
	/** Writes a record to the run folder. */
	save(record: ContainerRecord): Promise<void>;
}

/** Records of all containers that exist. */
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

/** Returns the text of a record with these changed values of a process. */
export function recordWith(record: ContainerRecord, name: string, values: Partial<ProcessRecord>): string {
	const copy = structuredClone(record);
	Object.assign(processOf(copy, name), values);
	return JSON.stringify(copy);
}

/** Returns the record's process of this name; adds it if it is missing. */
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
 * Returns the record of a running process.
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

/** The public status of a process. */
export function processStatus(entry: ProcessRecord): ProcessStatus {
	return {
		name: entry.name,
		pid: entry.process && isAlive(entry.process) ? entry.process.pid : null,
		startedAt: entry.startedAt,
		exitCode: entry.exitCode,
		oomKilled: entry.oomKilled
	};
}

/** The public status of a container. */
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
