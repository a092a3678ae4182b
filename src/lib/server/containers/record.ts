/** What the engine knows of a container, and keeps in the run folder so that a later dogeboxd can go on with it. */
import * as v from 'valibot';
import { hostVerbs, isAlive, type Host } from '../host/index.ts';
import type { ContainerStatus, ProcessStatus } from './types.ts';

const identity = v.object({ pid: v.number(), ticks: v.number() });

const processRecord = v.object({
	name: v.string(),
	/** Its first process while it runs; null after its end. */
	process: v.nullable(identity),
	startedAt: v.nullable(v.number()),
	exitCode: v.nullable(v.number()),
	oomKilled: v.boolean()
});
export type ProcessRecord = v.InferOutput<typeof processRecord>;

export const containerRecord = v.object({
	id: v.string(),
	pause: identity,
	/** As in `Sandbox`; a record of an earlier version has none. */
	idBase: v.optional(v.nullable(v.number()), null),
	createdAt: v.number(),
	/** Whether it has an address on the pup network. */
	attached: v.boolean(),
	processes: v.array(processRecord)
});
export type ContainerRecord = v.InferOutput<typeof containerRecord>;

/** Reads a container's record; null when there is none or it was cut off. */
export async function readRecord(host: Host, id: string): Promise<ContainerRecord | null> {
	try {
		const parsed = v.safeParse(
			containerRecord,
			JSON.parse((await host.call(hostVerbs.containerRecordRead, { id })) ?? 'null')
		);
		return parsed.success && parsed.output.id === id ? parsed.output : null;
	} catch {
		return null;
	}
}

/** The record's process of this name, made if it is not there. */
export function processOf(record: ContainerRecord, name: string): ProcessRecord {
	let found = record.processes.find((entry) => entry.name === name);
	if (!found) {
		found = { name, process: null, startedAt: null, exitCode: null, oomKilled: false };
		record.processes.push(found);
	}
	return found;
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
export function containerStatus(record: ContainerRecord): ContainerStatus {
	return { id: record.id, sandbox: isAlive(record.pause), processes: record.processes.map(processStatus) };
}
