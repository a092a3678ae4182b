/**
 * `kill -9` of each process of the box, one at a time and at a random moment of a job. Afterwards
 * the pup reaches the requested state or says why not, its page opens, and nothing is left behind
 * in the end.
 * A service whose monitor was killed can no longer write its log. The box notices that, reports it
 * and repairs it.
 */
import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job } from '../../src/lib/contract/jobs.ts';
import { AliveBox, HOSTILE_SOURCE, cannotRun } from '../support/alive.ts';
import { processesOf, type HostState } from '../support/host.ts';
import { raw } from '../support/http.ts';
import { programOf } from '../support/program.ts';
import { processRuns } from '../support/processes.ts';

const ALL = process.env['DOGEBOX_FAULTS'] === 'all';
const ROUNDS = ALL ? 12 : 1;
/** After this many ends in a row the box is restarted, so that the next pauses are short again. */
const ENDS_IN_A_ROW = 3;
/**
 * The kill comes at a random time within this many milliseconds of a job. A restart of the pup
 * takes about a second.
 */
const MOMENTS = 1500;

interface Part {
	what: string;
	/** Also killed in `npm test`. */
	always?: boolean;
	/** Process ids, of which one is killed. */
	pids: (box: AliveBox, pup: string) => number[];
	/** Its end also ends the whole program. */
	whole?: boolean;
	/** The supervisor starts it again, after longer and longer pauses. */
	kept?: boolean;
}

const programs = (name: string) => (box: AliveBox) => box.box.pids().filter((pid) => programOf(pid) === name);
const named = (needle: string, words = /./) =>
	processesOf({ instance: needle, data: '\0' }).flatMap(({ pid, line }) => (words.test(line) ? [pid] : []));

/** Matches the command line of a conmon. */
const MONITOR = /^\S*conmon /;

/** To add a part, add a row. */
const PARTS: Part[] = [
	{ what: 'the supervisor', pids: programs('supervisor'), whole: true },
	{ what: 'the host agent', always: true, kept: true, pids: programs('agent') },
	{ what: 'dogeboxd', always: true, kept: true, pids: programs('main') },
	{ what: 'the key manager', kept: true, pids: programs('dkm') },
	{ what: 'nginx of the pages', pids: (box) => named(`${box.options.instance}/pages`) },
	{ what: 'nginx of the gateway', pids: (box) => named(`${box.options.instance}/gateway`) },
	{ what: 'a monitor', pids: (_box, pup) => named(pup, MONITOR) },
	{ what: 'anything of the pup', always: true, pids: (_box, pup) => named(pup) }
];

/** Requests for the pup, and the state that it must reach after each. */
const DEEDS: { what: string; to: 'running' | 'stopped'; ask: (box: AliveBox, pup: string) => Promise<unknown> }[] = [
	{ what: 'restart', to: 'running', ask: (box, pup) => box.api.call('POST', `/pups/${pup}/restart`) },
	{ what: 'stop', to: 'stopped', ask: (box, pup) => box.api.call('POST', `/pups/${pup}/stop`) },
	{
		what: 'settings',
		to: 'running',
		ask: (box, pup) => box.api.call('PUT', `/pups/${pup}/config`, { values: { GREETING: `wow ${randomInt(1e9)}` } })
	}
];

describe.skipIf(cannotRun())('kill -9', () => {
	let box: AliveBox;
	let pup = '';
	let before: HostState;
	beforeAll(async () => {
		box = await AliveBox.start('random', { endsParts: true });
		await box.addSource(HOSTILE_SOURCE);
		pup = await box.install('Probe');
		before = box.hostState();
	});
	afterAll(() => box?.dispose());

	/**
	 * Waits until the box answers, no job is unfinished, and the pup has the state that it reports.
	 */
	async function rest(where: string, wanted: string): Promise<string> {
		let seen = '';
		for (const until = Date.now() + 90_000; Date.now() < until; await delay(200)) {
			if ((await fetch(`${box.url}/api/v1/box`).catch(() => null))?.status !== 200) continue;
			const answers = await Promise.all([box.get<{ jobs: Job[] }>('/jobs'), box.pup(pup)]).catch(() => null);
			// The box ended between the two requests.
			if (!answers) continue;
			const [{ jobs }, { state, failure, services }] = answers;
			const open = jobs.filter(({ status }) => ['queued', 'running'].includes(status));
			const alive = services.every(({ pid }) => processRuns(pid));
			seen = JSON.stringify({ state, failure, services, open, last: jobs[0] });
			if (open.length > 0) continue;
			// A pup that broke because the agent was away recovers by itself.
			if (state === 'broken' && failure?.code !== 'host-agent-away' && (failure?.reason.length ?? 0) > 10) return state;
			if (state === wanted && (state === 'running' ? alive : named(pup).length === 0)) return state;
		}
		throw new Error(`${where}: did not come to rest: ${seen}`);
	}

	it.each(['as it runs', 'while dogeboxd is away'])(
		'of a monitor, %s: the service is started again with one, and its log says why',
		async (when) => {
			const before = (await box.state(pup, 'running')).services[0]!;
			const [monitor] = processesOf({ instance: `${pup}.`, data: '\0' }).filter(
				({ line }) => MONITOR.test(line) && line.includes(` ${pup}.`) && !line.includes('pause')
			);
			if (when === 'as it runs') process.kill(monitor!.pid, 'SIGKILL');
			else {
				await box.box.stop();
				process.kill(monitor!.pid, 'SIGKILL');
				await box.startAgain();
			}
			await expect
				.poll(async () => (await box.pup(pup)).services[0]?.pid ?? before.pid, { timeout: 90_000, interval: 500 })
				.not.toBe(before.pid);
			await box.state(pup, 'running');
			expect(named(pup, MONITOR).length).toBeGreaterThan(0);
			const { lines } = await box.get<{ lines: { text: string }[] }>(`/pups/${pup}/logs?tail=50`);
			expect(lines.map(({ text }) => text).join('\n')).toContain('The program that writes this log (conmon) was ended');
			await box.answers(pup);
		}
	);

	it.each(PARTS.filter(({ always }) => always || ALL))(
		'at any moment, of $what',
		{ timeout: 900_000 },
		async ({ what, pids, whole, kept }) => {
			const lines: string[] = [];
			let killed = 0;
			for (let round = 0; round < ROUNDS; round++) {
				if (kept && round > 0 && round % ENDS_IN_A_ROW === 0) {
					await box.restart();
					await rest(`${what}, after a restart of the box`, 'running');
				}
				// The part may still be starting, and then there would be nothing to kill.
				await expect.poll(() => pids(box, pup).length, { message: what, timeout: 60_000 }).toBeGreaterThan(0);
				const deed = DEEDS[randomInt(DEEDS.length)]!;
				const moment = randomInt(MOMENTS);
				const where = `${what}, ${moment} ms after ${deed.what}`;
				const asked = deed.ask(box, pup).catch(() => null);
				await delay(moment);
				const victims = pids(box, pup);
				const all = box.box.pids();
				// A pup that was just stopped has no process.
				if (victims.length > 0) {
					try {
						process.kill(victims[randomInt(victims.length)]!, 'SIGKILL');
						killed++;
					} catch {
						// The process ended by itself at that moment.
					}
				}
				await asked;
				if (whole) {
					// The other processes end by themselves, and nothing starts new ones before
					// that.
					const left = () => all.filter(processRuns);
					await expect.poll(left, { timeout: 60_000 }).toEqual([]);
					await box.startAgain();
				}
				const state = await rest(where, deed.to);
				const why = (await box.pup(pup)).failure?.reason ?? '';
				lines.push(`${where}: ${state} ${why}`.trim());
				// The part may still be starting, so the request is repeated until it is accepted.
				// A start that then fails because of the part is repeated by the box itself.
				const start = async () => (await box.api.call('POST', `/pups/${pup}/start`)).status;
				if (state !== 'running') await expect.poll(start, { message: where }).toBe(202);
				await rest(`${where}, started again`, 'running');
				await box.answers(pup);
				const headers = { authorization: `Bearer ${box.api.token()}` };
				const { webPages, services } = await box.pup(pup);
				const page = () =>
					raw(webPages[0]!.url!, { headers }).catch(({ code }: NodeJS.ErrnoException) => ({ status: code }));
				await expect.poll(async () => (await page()).status, { message: where, timeout: 60_000 }).toBe(200);
				// One sandbox for the pup and one monitor for each service, however often the pup
				// was started.
				expect(named(pup, MONITOR).length, where).toBeLessThanOrEqual(services.length + 1);
			}
			console.log(`${lines.join('\n')}\nkilled in ${killed} of ${ROUNDS} rounds`);
			// The processes of the box exist in every round. The processes of a pup end with it.
			if (kept || whole) expect(killed).toBe(ROUNDS);
		}
	);

	it('nothing is left of the pup in the end', async () => {
		// A request while the agent is away is refused, with the advice to repeat it.
		const removed = () =>
			box.remove(pup, false).then(
				() => true,
				({ message }: Error) => message
			);
		await expect.poll(removed, { timeout: 90_000, interval: 1000 }).toBe(true);
		const { mounts, links, cgroups, namespaces } = await box.leftSince(before);
		expect({ mounts, links, cgroups, namespaces }).toEqual({});
		expect(JSON.stringify(box.hostState())).not.toContain(pup);
	});
});
