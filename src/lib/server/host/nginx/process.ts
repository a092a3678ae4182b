/** The process of nginx: started, given a new configuration, ended, found again. */
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

/** Time until nginx has taken over a configuration, ms; it gives up after 2.5 s by itself. */
const LOADED_WITHIN = 6000;
/** Time to end by itself, ms. */
const END_WITHIN = 3000;
const POLL_MS = 25;
/** The same while it takes a configuration over: who granted something waits for it. */
const POLL_LOADED_MS = 5;
/** What nginx says of its start at most, bytes. */
const MAX_WORDS = 64 * 1024;

const record = v.object({
	pid: v.number(),
	ticks: v.number(),
	/** Of the program that runs and what it may do; see {@link stampOf}. */
	stamp: v.string(),
	/** Where it listens. */
	sockets: v.array(v.string())
});
export type NginxRecord = v.InferOutput<typeof record>;

/** What cannot change while it runs: its program, and whether it may open ports below 1024. */
export function stampOf({ stamp }: NginxPaths, lowPorts: boolean): string {
	return `${stamp} ${lowPorts}`;
}

/** The nginx of this instance that runs; null for none. */
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
 * Processes that work in nginx' folder: the master's workers live on when it is killed, and keep
 * its ports.
 */
function processesIn(own: string): number[] {
	const found: number[] = [];
	for (const name of readdirSync('/proc')) {
		if (!/^\d+$/.test(name)) continue;
		try {
			if (readlinkSync(`/proc/${name}/cwd`) === own) found.push(Number(name));
		} catch {
			// It has ended.
		}
	}
	return found;
}

/**
 * Whether a worker takes no more connections. It says so in its title, which is the first thing it
 * does when it is told to end; nginx tells those of before 100 ms after it has begun new ones.
 */
function takesNoMore(pid: number): boolean {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('is shutting down');
	} catch {
		return true;
	}
}

/** Ends nginx and whatever is left of an earlier one. */
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
	// Its socket would keep the next one from listening there, and what it remembers of who may
	// pass is no longer so.
	await rm(folders.own, { recursive: true, force: true });
}

/** Name of the configuration that nginx works by; null when it does not answer. */
export function loadedGeneration(control: string): Promise<string | null> {
	return requestSmall({ socketPath: control, path: '/generation', timeout: 1000, maxBytes: 100 }).then(
		({ text }) => text,
		() => null
	);
}

/** Program and arguments: as nginx' own user, who gains nothing by any program. */
function asItself(place: NginxPaths, config: NginxConfig, args: string[]): [string, string[]] {
	const { account, program, folder } = place;
	const [setpriv, ...rest] = asAccount(account, config.lowPorts, [
		program,
		...['-p', `${folder}/`, '-e', 'stderr', ...args]
	]);
	if (config.mostFileBytes === undefined) return [setpriv, rest];
	// A write beyond fails, and does not end it: the signal for that is ignored (setrlimit(2)).
	const bounded = ['prlimit', `--fsize=${config.mostFileBytes}`, setpriv, ...rest];
	return ['env', ['--ignore-signal=XFSZ', ...bounded]];
}

const GOES_ON: Record<NginxRole, string> = {
	pages: 'Pages of pups go on with the one before.',
	gateway: 'Pups go on with the one before.',
	ports: 'Ports go on as they were.'
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
	/** Name of the text and of what it takes in: nginx tells it at the control socket. */
	generation: string;
	/** Files beside it that it takes in, by name. */
	files: Readonly<Record<string, string>>;
	/** Where it listens. */
	sockets: string[];
	/** Whether it opens ports below 1024. */
	lowPorts: boolean;
	/** How large a file it may make, a log; absent: any. */
	mostFileBytes?: number;
}

/**
 * Has nginx work by a configuration: checks it, then starts nginx or tells it. Where that fails the
 * one before stays. Once it resolves nobody is let in by the one before.
 * @throws BoxError `pages-refused`, `gateway-refused`, `ports-refused`
 */
export async function loadConfig(place: NginxPaths, config: NginxConfig, context: VerbContext): Promise<void> {
	const file = join(place.folder, 'nginx.conf');
	const candidate = `${file}.new`;
	const mode = 0o644;
	removeUnfinished(place.folder);
	for (const [name, text] of Object.entries(config.files)) {
		const path = join(place.folder, name);
		// Most of it stays as it is; each write is carried to the disk.
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
			// Another program than the one that runs: that one could not load its modules.
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

/** Removes what earlier configurations included, by names that end alike. */
async function removeUnused(folder: string, { files }: NginxConfig): Promise<void> {
	const kept = Object.keys(files);
	const ends = new Set(kept.map((name) => extname(name)));
	for (const name of await readdir(folder)) {
		if (ends.has(extname(name)) && !kept.includes(name) && name !== 'process.json') await rm(join(folder, name));
	}
}

async function startNginx(place: NginxPaths, config: NginxConfig, context: VerbContext): Promise<ProcessIdentity> {
	const [program, args] = asItself(place, config, ['-c', 'nginx.conf']);
	// Each request takes a buffer from the top of the heap, which else goes back to the system.
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
			// It goes on without us; what it says later nobody needs.
			launched.release();
			if (identity) return identity;
		}
		if ((await Promise.race([ended, delay(POLL_MS)])) === 'ended') break;
	}
	launched.release();
	await endNginx(place);
	throw refused(place, words || 'it did not start');
}

/** As a unit, which says what it may; what nginx says of itself stands in the journal. */
async function startAsUnit(place: NginxPaths, context: VerbContext): Promise<ProcessIdentity> {
	const identity = await startUnit(place.role, context);
	for (let waited = 0; waited < LOADED_WITHIN && identity && isAlive(identity); waited += POLL_MS) {
		if ((await loadedGeneration(place.control)) !== null) return identity;
		await delay(POLL_MS);
	}
	await endNginx(place);
	throw refused(place, `it did not start: journalctl -u ${unitOf(place.role)}`);
}
