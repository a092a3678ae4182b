/**
 * Verbs for what runs inside a NixOS container: its services are units `pup-NAME` of its own
 * systemd, its log is its own journal. systemd's answers are passed to dogeboxd unparsed.
 */
import { readFileSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { STOP_SIGNALS } from '../../../contract/stop.ts';
import { streamVerb } from '../channel.ts';
import { processName } from '../confine.ts';
import { sendSignal } from '../process-identity.ts';
import { verb, type VerbContext } from '../verb.ts';
import { STATE_FOLDER } from './conf.ts';
import { needOurs, options, unit } from './containers.ts';
import { name } from './schemas.ts';

const services = v.pipe(v.array(processName), v.minLength(1), v.maxLength(512));
const unitOf = (service: string) => `pup-${service}.service`;
const systemctl = (named: string, args: readonly string[], context: VerbContext) =>
	context.spawn('systemctl', [`--machine=${named}`, ...args], options(context));

/** Queried properties of a unit, in systemd's names (org.freedesktop.systemd1(5)). */
const PROPERTIES = ['Id', 'ActiveState', 'MainPID', 'Result', 'ExecMainCode', 'ExecMainStatus'];

/** Returns the state of its services: the text of `systemctl show`, one paragraph each. */
export const nixosServices = verb(
	'nixos.services',
	v.strictObject({ name, services }),
	async (args, context): Promise<string> => {
		await needOurs(args.name, context);
		const shown = await systemctl(
			args.name,
			['show', `--property=${PROPERTIES.join(',')}`, ...args.services.map(unitOf)],
			context
		);
		return shown.stdout;
	}
);

/** Starts a service in a running container; a running service is no error. */
export const nixosServiceStart = verb(
	'nixos.service-start',
	v.strictObject({ name, service: processName }),
	async ({ name, service }, context): Promise<null> => {
		await needOurs(name, context);
		await systemctl(name, ['start', unitOf(service)], context);
		return null;
	}
);

/** Sends a signal to all processes of a service. @returns false when it is not running */
export const nixosServiceKill = verb(
	'nixos.service-kill',
	v.strictObject({ name, service: processName, signal: v.picklist([...STOP_SIGNALS, 'SIGKILL']) }),
	async ({ name, service, signal }, context): Promise<boolean> => {
		await needOurs(name, context);
		try {
			await systemctl(name, ['kill', `--signal=${signal}`, unitOf(service)], context);
			return true;
		} catch (error) {
			if (/not loaded|not running|No main process|No unit/i.test(String(error))) return false;
			throw error;
		}
	}
);

/** Freezes or thaws all processes of a container. Requires cgroup v2. */
export const nixosFreeze = verb(
	'nixos.freeze',
	v.strictObject({ name, frozen: v.boolean() }),
	async ({ name, frozen }, context): Promise<null> => {
		await needOurs(name, context);
		await context.spawn('systemctl', [frozen ? 'freeze' : 'thaw', unit(name)], options(context));
		return null;
	}
);

/** A cursor of the journal, in its own format (systemd.journal-fields(7), `__CURSOR`). */
const cursor = v.pipe(v.string(), v.maxLength(512), v.regex(/^[A-Za-z0-9=;]+$/, 'is no cursor of the journal'));

/**
 * Follows the entries of a container's services in its journal, one line of JSON each
 * (systemd.io/JOURNAL_EXPORT_FORMATS), until the caller ends it. It reads from the disk, so it
 * includes earlier entries and works for stopped containers.
 */
export const nixosFollow = streamVerb(
	'nixos.follow',
	v.strictObject({ name, services, after: v.nullable(cursor) }),
	v.never(),
	async (args, context, channel): Promise<null> => {
		await needOurs(args.name, context);
		const folder = join(STATE_FOLDER, args.name, 'var/log/journal');
		// The container may have placed a link there, which would lead to the host's journal.
		if ((await realpath(folder).catch(() => null)) !== folder) {
			throw new BoxError({ code: 'no-journal', status: 409, message: `The container ${args.name} keeps no journal.` });
		}
		const child = await context.launch('journalctl', [
			...[`--directory=${folder}`, '--follow', '--no-tail', '--output=json', '--all', '--quiet'],
			...(args.after === null ? [] : [`--after-cursor=${args.after}`]),
			...args.services.map((service) => `--unit=${unitOf(service)}`)
		]);
		const end = () => sendSignal(child.pid, 'SIGTERM');
		context.signal?.addEventListener('abort', end, { once: true });
		if (context.signal?.aborted) end();
		child.stderr.resume();
		child.stdout.pipe(channel.stdout, { end: false });
		await child.exited;
		child.release();
		return null;
	}
);

/** Whether a process belongs to a container of this instance. */
export async function isOfNixosContainer(pid: number, context: VerbContext): Promise<boolean> {
	let text: string;
	try {
		text = readFileSync(`/proc/${pid}/cgroup`, 'latin1');
	} catch {
		return false;
	}
	const named = /\/container@([a-z0-9-]{1,11})\.service(?:\/|$)/m.exec(text)?.[1];
	return (
		named !== undefined &&
		needOurs(named, context).then(
			() => true,
			() => false
		)
	);
}
