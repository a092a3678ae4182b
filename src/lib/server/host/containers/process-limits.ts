/** Limits of single processes in a container (getrlimit(2)), besides those of its cgroup. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { ULIMITS } from '../../../contract/ulimits.ts';
import { openFilesLimit } from '../limits.ts';
import { readText } from '../read-small.ts';
import type { VerbContext } from '../verb.ts';

const value = v.pipe(v.number(), v.integer(), v.minValue(-1));
/** Soft and hard, in the kernel's unit; -1 for none. */
export const processLimits = v.pipe(
	v.array(v.object({ name: v.picklist(ULIMITS), soft: value, hard: value })),
	v.maxLength(ULIMITS.length)
);
export type ProcessLimits = v.InferOutput<typeof processLimits>;

/** Names in the kernel's file; format: proc(5), “limits”. */
const KERNEL_NAMES: Readonly<Record<(typeof ULIMITS)[number], string>> = {
	core: 'core file size',
	cpu: 'cpu time',
	fsize: 'file size',
	locks: 'file locks',
	memlock: 'locked memory',
	msgqueue: 'msgqueue size',
	nice: 'nice priority',
	nofile: 'open files',
	nproc: 'processes',
	rtprio: 'realtime priority',
	rttime: 'realtime timeout',
	sigpending: 'pending signals',
	stack: 'stack size'
};
const above = (limit: number) => (limit === -1 ? Infinity : limit);

/**
 * @param text of `/proc/self/limits`
 * @throws BoxError 422 `exceeds-host` for a limit above this process's own hard limit, which it
 *   cannot grant
 */
export function checkLimits(limits: ProcessLimits, text: string): void {
	for (const { name, hard } of limits) {
		const found = new RegExp(`^Max ${KERNEL_NAMES[name]}\\s+\\S+\\s+(\\S+)`, 'm').exec(text)?.[1];
		const most = found === undefined || found === 'unlimited' ? Infinity : Number(found);
		if (above(hard) <= most) continue;
		throw new BoxError({
			code: 'exceeds-host',
			status: 422,
			message: `A process can have a limit of ${name} of at most ${most} on this host.`,
			hint: `Give at most ${most}.`
		});
	}
}

const words = (limits: ProcessLimits) =>
	limits.map(({ name, soft, hard }) => {
		const text = (limit: number) => (limit === -1 ? 'unlimited' : String(limit));
		return `--${name}=${text(soft)}:${text(hard)}`;
	});

/**
 * Applies the limits to a created process that does not run yet. This only lowers what the process
 * inherited from its monitor. The owner of its user namespace, the first id of its range, may do
 * that (prlimit(2)).
 */
export async function limitProcess(pid: number, limits: ProcessLimits, context: VerbContext): Promise<void> {
	if (limits.length === 0) return;
	const map = await readFile(`/proc/${pid}/uid_map`, 'utf8');
	const base = Number(map.trim().split(/\s+/)[1]);
	if (!(base >= context.names.idBase)) throw new Error(`process ${pid} is in no namespace of a container`);
	const as = ['--reuid', String(base), '--regid', String(base), '--clear-groups'];
	await context.spawn('setpriv', [...as, 'prlimit', '--pid', String(pid), ...words(limits)], {
		signal: context.signal
	});
}

/** File beside a process's configuration; commands in its container get these limits too. */
const limitsFile = (bundle: string) => join(bundle, 'limits.json');

/** @throws BoxError like {@link checkLimits} */
export async function needPossible(limits: ProcessLimits): Promise<void> {
	if (limits.length > 0) checkLimits(limits, await readFile('/proc/self/limits', 'utf8'));
}

export async function keepLimits(bundle: string, limits: ProcessLimits): Promise<void> {
	await writeFile(limitsFile(bundle), JSON.stringify(limits), { mode: 0o600 });
}

/**
 * Returns a command prefix that lowers the usual limits of the program behind it, except those that
 * were requested differently: a lowered limit cannot be raised again.
 * @param inside whether the runtime sets the usual limits itself
 * @returns empty for none
 */
export function handedDown(asked: ProcessLimits, inside: boolean, more: ProcessLimits = []): string[] {
	const handed = limitsHanded(asked, inside, more);
	return handed.length > 0 ? ['prlimit', ...words(handed)] : [];
}

function usualLimits(): ProcessLimits {
	const files = openFilesLimit();
	return [
		{ name: 'nofile', soft: files, hard: files },
		{ name: 'core', soft: 0, hard: 0 }
	];
}

function limitsHanded(asked: ProcessLimits, inside: boolean, more: ProcessLimits): ProcessLimits {
	const usual = inside ? [] : usualLimits();
	return [...usual.filter(({ name }) => !asked.some((one) => one.name === name)), ...more];
}

/** Does the same for a command in the container of a service, which has the service's limits. */
export function handedToCommand(bundle: string, inside: boolean): string[] {
	const limits = limitsOfCommand(bundle, inside);
	return limits.length > 0 ? ['prlimit', ...words(limits)] : [];
}

/** Returns the limits of such a command. */
export function limitsOfCommand(bundle: string, inside: boolean): ProcessLimits {
	const limits = v.parse(processLimits, JSON.parse(readText(limitsFile(bundle)) ?? '[]'));
	return limitsHanded(limits, inside, limits);
}

/** Numbers of the limits in the kernel (include/uapi/asm-generic/resource.h). */
export const LIMIT_NUMBERS: Readonly<Record<(typeof ULIMITS)[number], number>> = {
	...{ cpu: 0, fsize: 1, stack: 3, core: 4, nproc: 6, nofile: 7, memlock: 8 },
	...{ locks: 10, sigpending: 11, msgqueue: 12, nice: 13, rtprio: 14, rttime: 15 }
};
