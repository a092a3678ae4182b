/** The nginx process: how to start, reload, find and end it. */
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { asAccount } from '../../accounts.ts';
import { removeUnfinished, writeFileAtomic } from '../../files/index.ts';
import { requestSmall } from '../../small-request.ts';
import { identify, isAlive, killProcess, signalProcess, type ProcessIdentity } from '../process-identity.ts';
import type { VerbContext } from '../verb.ts';
import { nginxPaths, type NginxPaths, type NginxRole } from './paths.ts';
import { startUnit, unitOf } from './unit.ts';

/** Timeout for loading a configuration, ms; nginx itself gives up after 2.5 s. */
const LOADED_WITHIN = 6000;
/** Milliseconds that nginx has to end by itself. */
const END_WITHIN = 3000;
const POLL_MS = 25;
/** Poll interval while nginx loads a configuration, ms: whoever granted something waits for it. */
const POLL_LOADED_MS = 5;
/** Maximum output of nginx's start, bytes. */
const MAX_WORDS = 64 * 1024;

const record = v.object({
	pid: v.number(),
	ticks: v.number(),
	/** Identifies the running program and its privileges; see {@link stampOf}. */
	stamp: v.string(),
	/** Addresses and ports at which it listens. */
	sockets: v.array(v.string())
});
export type NginxRecord = v.InferOutput<typeof record>;

/** Combines what cannot change at run time: the program, and whether it may use low ports. */
export function stampOf({ stamp }: NginxPaths, lowPorts: boolean): string {
	return `${stamp} ${lowPorts}`;
}

/** Returns the running nginx of this instance; null for none. */
export async function runningNginx(file: string): Promise<NginxRecord | null> {
	try {
		const read = v.parse(record, JSON.parse(await readFile(file, 'utf8')));
		return isAlive(read) ? read : null;
	} catch {
		return null;
	}
}

const keep = (place: NginxPaths, kept: NginxRecord) => writeFileAtomic(place.record, JSON.stringify(kept));

/**
 * Finds processes whose working directory is nginx's folder: workers survive a killed master and
 * keep its ports open.
 */
function processesIn(own: string): number[] {
	const found: number[] = [];
	for (const name of readdirSync('/proc')) {
		if (!/^\d+$/.test(name)) continue;
		try {
			if (readlinkSync(`/proc/${name}/cwd`) === own) found.push(Number(name));
		} catch {
			// The process has ended.
		}
	}
	return found;
}

/**
 * Whether a worker accepts no more connections. It changes its title first when it shuts down.
 * nginx signals the old workers 100 ms after it has started new ones.
 */
function takesNoMore(pid: number): boolean {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('is shutting down');
	} catch {
		return true;
	}
}

/** Ends nginx and all leftovers of an earlier one. */
export async function endNginx(folders: { own: string; record: string }): Promise<void> {
	const running = await runningNginx(folders.record);
	if (running && signalProcess(running, 'SIGTERM')) {
		for (let waited = 0; waited < END_WITHIN && isAlive(running); waited += POLL_MS) await delay(POLL_MS);
	}
	for (let left = processesIn(folders.own); left.length > 0; left = processesIn(folders.own)) {
		for (const pid of left) killProcess(pid);
		await delay(POLL_MS);
	}
	await rm(folders.record, { force: true });
	// A left socket would keep the next nginx from listening, and its cached permissions would be
	// outdated.
	await rm(folders.own, { recursive: true, force: true });
}

/** Returns the name of the configuration that nginx has loaded; null when it does not answer. */
export function loadedGeneration(control: string): Promise<string | null> {
	return requestSmall({ socketPath: control, path: '/generation', timeout: 1000, maxBytes: 100 }).then(
		({ text }) => text,
		() => null
	);
}

/** Returns program and arguments for running as nginx's own user, without new privileges. */
function asItself(place: NginxPaths, config: NginxConfig, args: string[]): [string, string[]] {
	const { account, program, folder } = place;
	const [setpriv, ...rest] = asAccount(account, config.lowPorts, [
		program,
		...['-p', `${folder}/`, '-e', 'stderr', ...args]
	]);
	if (config.mostFileBytes === undefined) return [setpriv, rest];
	// A larger write fails but does not kill nginx, because the signal is ignored (setrlimit(2)).
	const bounded = ['prlimit', `--fsize=${config.mostFileBytes}`, setpriv, ...rest];
	return ['env', ['--ignore-signal=XFSZ', ...bounded]];
}

const GOES_ON: Record<NginxRole, string> = {
	pages: 'Pages of pups keep the previous one.',
	gateway: 'Pups keep the previous one.',
	ports: 'Ports stay as they were.'
};

const refused = ({ role }: NginxPaths, words: string) =>
	new BoxError({
		code: `${role}-refused`,
		status: 500,
		message: `nginx refused its new configuration: ${words.trim().split('\n').slice(-2).join(' · ').slice(0, 400)}`,
		hint: GOES_ON[role]
	});

export interface NginxConfig {
	text: string;
	/** Name of the text and its included files; nginx reports it at the control socket. */
	generation: string;
	/** Included files beside it, by name. */
	files: Readonly<Record<string, string>>;
	/** Addresses and ports at which it listens. */
	sockets: string[];
	/** Whether it opens ports below 1024. */
	lowPorts: boolean;
	/** Maximum size of a file that it writes, such as a log; absent: unlimited. */
	mostFileBytes?: number;
}

/**
 * Makes nginx use a configuration: checks it, then starts or reloads nginx. On failure the previous
 * configuration stays. After it resolves, the previous one accepts nobody any more.
 * @throws BoxError `pages-refused`, `gateway-refused`, `ports-refused`
 */
export async function loadConfig(place: NginxPaths, config: NginxConfig, context: VerbContext): Promise<void> {
	const file = join(place.folder, 'nginx.conf');
	const candidate = `${file}.new`;
	const mode = 0o644;
	removeUnfinished(place.folder);
	for (const [name, text] of Object.entries(config.files)) {
		const path = join(place.folder, name);
		// Most files are unchanged, and each write is synced to the disk.
		if ((await readFile(path, 'utf8').catch(() => null)) !== text) writeFileAtomic(path, text, { mode });
	}
	writeFileAtomic(candidate, config.text, { mode });
	const running = await runningNginx(place.record);
	const stamp = stampOf(place, config.lowPorts);
	const [program, args] = asItself(place, config, ['-t', '-q', '-c', 'nginx.conf.new']);
	const checked = await context.spawn(program, args, { cwd: place.own, allow: [1], timeoutMs: 20_000 });
	if (checked.exitCode !== 0) throw refused(place, checked.stderr);

	const before = existsSync(file) ? await readFile(file, 'utf8') : null;
	await rename(candidate, file);
	let identity: ProcessIdentity;
	let workersBefore: number[] = [];
	if (running && running.stamp === stamp) {
		identity = running;
		workersBefore = processesIn(place.own).filter((pid) => pid !== running.pid);
		signalProcess(running, 'SIGHUP');
	} else {
		if (running) {
			// The program has changed: the running one could not load its modules.
			await endNginx(place);
			await nginxPaths(context, place.role);
		}
		identity = await (context.units === true ? startAsUnit(place, context) : startNginx(place, config, context));
	}
	const { pid, ticks } = identity;
	for (let waited = 0; waited < LOADED_WITHIN; waited += POLL_LOADED_MS) {
		if ((await loadedGeneration(place.control)) === config.generation && workersBefore.every(takesNoMore)) {
			keep(place, { pid, ticks, stamp, sockets: config.sockets });
			await removeUnused(place.folder, config);
			return;
		}
		if (!isAlive(identity)) throw refused(place, 'it ended');
		await delay(POLL_LOADED_MS);
	}
	if (before !== null) writeFileAtomic(file, before, { mode });
	throw refused(place, 'it did not take it over');
}

/** Removes included files of earlier configurations, by the same file name extensions. */
async function removeUnused(folder: string, { files }: NginxConfig): Promise<void> {
	const kept = Object.keys(files);
	const ends = new Set(kept.map((name) => extname(name)));
	for (const name of await readdir(folder)) {
		if (ends.has(extname(name)) && !kept.includes(name) && name !== 'process.json') await rm(join(folder, name));
	}
}

async function startNginx(place: NginxPaths, config: NginxConfig, context: VerbContext): Promise<ProcessIdentity> {
	const [program, args] = asItself(place, config, ['-c', 'nginx.conf']);
	// Requests take buffers from the top of the heap, which would otherwise be trimmed each time.
	const env = { MALLOC_TRIM_THRESHOLD_: '8388608', MALLOC_TOP_PAD_: '1048576' };
	const launched = await context.launch(program, args, { cwd: place.own, env });
	let words = '';
	launched.stderr.on('data', (chunk: Buffer) => {
		if (words.length < MAX_WORDS) words += chunk.toString('utf8');
	});
	launched.stdout.resume();
	launched.stdin.end();
	const identity = identify(launched.pid);
	const ended = launched.exited.then(() => 'ended' as const);
	for (let waited = 0; waited < LOADED_WITHIN; waited += POLL_MS) {
		if ((await loadedGeneration(place.control)) !== null) {
			// nginx outlives this process; nobody needs its later output.
			launched.release();
			if (identity) return identity;
		}
		if ((await Promise.race([ended, delay(POLL_MS)])) === 'ended') break;
	}
	launched.release();
	await endNginx(place);
	throw refused(place, words || 'it did not start');
}

/** Starts nginx as a systemd unit, which defines its privileges; its output goes to the journal. */
async function startAsUnit(place: NginxPaths, context: VerbContext): Promise<ProcessIdentity> {
	const identity = await startUnit(place.role, context);
	for (let waited = 0; waited < LOADED_WITHIN && identity && isAlive(identity); waited += POLL_MS) {
		if ((await loadedGeneration(place.control)) !== null) return identity;
		await delay(POLL_MS);
	}
	await endNginx(place);
	throw refused(place, `it did not start: journalctl -u ${unitOf(place.role)}`);
}
