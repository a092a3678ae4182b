/**
 * One box for one test file. It can be started, set up, restarted and killed. At the end everything
 * of it is removed, whether or not the tests passed.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { InstallPlan } from '../../src/lib/contract/wiring.ts';
import type { Job } from '../../src/lib/contract/jobs.ts';
import type { PupDetail, PupSummary } from '../../src/lib/contract/pups.ts';
import type { Source } from '../../src/lib/contract/sources.ts';
import type { StorePup } from '../../src/lib/contract/store.ts';
import { apart, ownSubnet } from './apart.ts';
import { hostState, processesOf, settle, sweep, type HostState, type Needles } from './host.ts';
import { keepImages, seedImages } from './images.ts';
import { openLive, type LiveClient } from './live.ts';
import { apiClient, freePort, root, startBox, tempData, type RunningBox, type StartOptions } from './program.ts';

export const PASSWORD = 'correct horse battery';

/** Folder source with the hostile pup, which does what a test instructs it to do. */
export const HOSTILE_SOURCE = join(root, 'tests/fixtures/hostile-pup');

/**
 * Returns why the suites with real containers cannot run here, or null where they can. Prints the
 * reason, so that a skip is visible.
 */
export function cannotRun(): string | null {
	const reason =
		process.getuid?.() !== 0
			? 'not root'
			: !existsSync(join(root, 'build/main.js'))
				? 'build/main.js is missing (npm run build)'
				: ['runc', 'conmon', 'nft', 'ip', 'mmdebstrap']
						.filter((tool) => spawnSync('sh', ['-c', 'command -v "$0"', tool]).status !== 0)
						.map((tool) => `${tool} is missing`)
						.join(', ') || null;
	if (reason) console.warn(`skipped: ${reason}`);
	return reason;
}

export interface AliveOptions {
	/** Go through setup and log in; default true. */
	setUp?: boolean;
	env?: Record<string, string>;
	/**
	 * Called with the data folder while that is still empty. Whatever it mounts below the data
	 * folder is unmounted at the end.
	 */
	prepare?: (data: string) => void;
	/**
	 * The test itself ends parts of the box. Without this, a part that ended makes the test fail.
	 */
	endsParts?: boolean;
}

/**
 * What the box prints in cases that nobody foresaw: an error that an operation does not declare, a
 * failure that only the last guard caught, a bug that ended dogeboxd.
 */
const UNFORESEEN = [
	/^.*an error that it does not declare.*$/gm,
	/^.*nobody looked.*$/gm,
	/^.*a bug ended dogeboxd.*$/gm
];
/** What the supervisor prints when a part of the box ended by itself. */
const ENDED = /^.*(?:dogeboxd|the host agent|the key manager) ended: .*$/gm;

type Api = ReturnType<typeof apiClient>;

export class AliveBox {
	readonly api: Api;
	/** Ids of all pups that this box ever had. */
	readonly pups: string[] = [];
	words: string[] = [];
	private live: LiveClient | null = null;
	/** Functions that return the output of the program's earlier runs. */
	private readonly printed: (() => string)[] = [];

	private constructor(
		readonly options: StartOptions,
		private readonly data: ReturnType<typeof tempData>,
		private readonly endsParts: boolean,
		public box: RunningBox
	) {
		this.api = apiClient(box.url);
	}

	/**
	 * Starts a box with its own data folder, names and network.
	 * @param name part of the data folder's name
	 */
	static async start(
		name: string,
		{ setUp = true, env = {}, prepare, endsParts = false }: AliveOptions = {}
	): Promise<AliveBox> {
		const data = tempData(name);
		prepare?.(data.path);
		seedImages(data.path);
		const seed = randomBytes(3);
		const first = 20_000 + 40 * apart(0, 250);
		const options: StartOptions = {
			data: data.path,
			instance: `t${seed.toString('hex')}`,
			subnet: ownSubnet(),
			pagePorts: `${first}-${first + 39}`,
			port: await freePort(),
			env
		};
		let box: RunningBox;
		try {
			box = await startBox(options);
		} catch (error) {
			sweep({ instance: options.instance, data: options.data });
			data.dispose();
			throw error;
		}
		const alive = new AliveBox(options, data, endsParts, box);
		if (setUp) {
			try {
				// The key manager starts at the same time as the pages. The test in alive.test.ts
				// covers that the box waits for it.
				for (let tries = 0; ; tries++) {
					try {
						alive.words = await alive.api.setUp(PASSWORD);
						break;
					} catch (error) {
						if (tries >= 120 || !/ 503 /.test(String(error))) throw error;
						await new Promise((resolve) => setTimeout(resolve, 250));
					}
				}
			} catch (error) {
				await alive.dispose();
				throw error;
			}
		}
		return alive;
	}

	get url(): string {
		return this.box.url;
	}

	get needles(): Needles {
		return { instance: this.options.instance, data: this.options.data, pups: this.pups };
	}

	/** Starts the program again on the same data, port and names. */
	async startAgain(env: Record<string, string> = {}): Promise<void> {
		this.printed.push(this.box.output);
		this.box = await startBox({ ...this.options, env: { ...this.options.env, ...env } });
	}

	/** Starts the program and expects it to come up in recovery mode. */
	async startInRecovery(): Promise<void> {
		this.printed.push(this.box.output);
		this.box = await startBox({ ...this.options, recovery: true });
	}

	/**
	 * Sends SIGTERM and starts the program again.
	 * @returns milliseconds that the stop took
	 */
	async restart(): Promise<number> {
		this.closeLive();
		const ms = await this.box.stop();
		await this.startAgain();
		return ms;
	}

	/** Sends SIGKILL to the whole program and starts it again. */
	async crash(): Promise<void> {
		this.closeLive();
		await this.box.kill();
		await this.startAgain();
	}

	/**
	 * The live socket of this box. It is opened once per run of the program and subscribed to the
	 * topics that change.
	 */
	async liveClient(): Promise<LiveClient> {
		if (this.live && this.live.socket.readyState === 1) return this.live;
		this.live = await openLive(this.url, { authorization: `Bearer ${this.api.token()}` });
		await this.live.subscribe(['pups', 'jobs', 'sources', 'sessions']);
		return this.live;
	}

	closeLive(): void {
		this.live?.close();
		this.live = null;
	}

	/** Sends a GET request. Throws when it does not succeed. */
	async get<T>(path: string): Promise<T> {
		const { status, body } = await this.api.call<T>('GET', path);
		if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
		return body;
	}

	async store(): Promise<StorePup[]> {
		return (await this.get<{ pups: StorePup[] }>('/store')).pups;
	}

	/** Adds a folder source and returns it. */
	async addSource(location: string): Promise<Source> {
		const { status, body } = await this.api.call<Source>('POST', '/sources', { location });
		if (status !== 201) throw new Error(`POST /sources: ${status} ${JSON.stringify(body)}`);
		return body;
	}

	/**
	 * Installs a pup and everything that it depends on, by its plan.
	 * @returns the pup's id
	 */
	async installPlanned(name: string): Promise<string> {
		const offered = (await this.store()).find((pup) => pup.name === name);
		if (!offered) throw new Error(`no source offers “${name}”`);
		const { sourceId } = offered;
		const { body: plan } = await this.api.call<InstallPlan>(
			'POST',
			`/store/${sourceId}/${encodeURIComponent(name)}/plan`,
			{}
		);
		const request = { sourceId, name, start: true, plan: plan.id };
		const { status, body } = await this.api.call<{ jobId: string; pupId: string }>('POST', '/pups', request);
		if (status !== 202) throw new Error(`POST /pups: ${status} ${JSON.stringify(body)}`);
		await this.succeeds(body.jobId, 400_000);
		this.pups.push(...(await this.list()).map(({ id }) => id).filter((id) => !this.pups.includes(id)));
		keepImages(this.options.data);
		return body.pupId;
	}

	/** Requests the installation of the pup with this name, from whichever source offers it. */
	async askInstall(name: string, options: { start?: boolean } = {}): Promise<{ jobId: string; pupId: string }> {
		const offered = (await this.store()).find((pup) => pup.name === name);
		if (!offered) throw new Error(`no source offers “${name}”`);
		const { status, body } = await this.api.call<{ jobId: string; pupId: string }>('POST', '/pups', {
			sourceId: offered.sourceId,
			name,
			...options
		});
		if (status !== 202) throw new Error(`POST /pups: ${status} ${JSON.stringify(body)}`);
		if (!this.pups.includes(body.pupId)) this.pups.push(body.pupId);
		return body;
	}

	/**
	 * Installs a pup and waits until it runs.
	 * @returns the pup's id
	 */
	async install(name: string, timeoutMs = 240_000): Promise<string> {
		const { jobId, pupId } = await this.askInstall(name);
		await this.succeeds(jobId, timeoutMs);
		if ((await this.pup(pupId)).state !== 'running') await this.act(pupId, 'start');
		await this.state(pupId, 'running');
		await this.answers(pupId);
		keepImages(this.options.data);
		return pupId;
	}

	/**
	 * Waits until a program listens behind each page of a pup. The pup's process already runs a
	 * moment before it listens.
	 */
	async answers(id: string): Promise<void> {
		const token = this.api.token() ?? '';
		for (const { url } of (await this.pup(id)).webPages) {
			for (let tries = 0; tries < 300 && url; tries++) {
				// After a crash of the whole box, nginx also needs a moment until it listens.
				const answer = await fetch(url, {
					redirect: 'manual',
					headers: { authorization: `Bearer ${token}` },
					signal: AbortSignal.timeout(10_000)
				}).catch((error: Error) => {
					if (error.name === 'TimeoutError') console.warn(`${url} of ${id} gave no answer within 10 s`);
					return null;
				});
				await answer?.body?.cancel();
				if (answer !== null && answer.status !== 502 && answer.status !== 503) break;
				await new Promise((resolve) => setTimeout(resolve, 100));
			}
		}
	}

	pup(id: string): Promise<PupDetail> {
		return this.get<PupDetail>(`/pups/${id}`);
	}

	async list(): Promise<PupSummary[]> {
		return (await this.get<{ pups: PupSummary[] }>('/pups')).pups;
	}

	/** Requests `start`, `stop` or `restart` and waits for the job. */
	async act(id: string, action: 'start' | 'stop' | 'restart'): Promise<Job> {
		const { status, body } = await this.api.call<{ jobId: string }>('POST', `/pups/${id}/${action}`);
		if (status !== 202) throw new Error(`POST /pups/${id}/${action}: ${status} ${JSON.stringify(body)}`);
		const job = await this.succeeds(body.jobId);
		if (action !== 'stop') await this.answers(id);
		return job;
	}

	async remove(id: string, keepData: boolean): Promise<Job> {
		const { status, body } = await this.api.call<{ jobId: string }>('DELETE', `/pups/${id}?keepData=${keepData}`);
		if (status !== 202) throw new Error(`DELETE /pups/${id}: ${status} ${JSON.stringify(body)}`);
		return this.succeeds(body.jobId);
	}

	/** Waits for a job. Throws when it does not succeed. */
	async succeeds(jobId: string, timeoutMs = 240_000): Promise<Job> {
		const job = (await this.api.job(jobId, timeoutMs)) as unknown as Job;
		if (job.status !== 'succeeded') throw new Error(`job ${job.kind} is ${job.status}: ${JSON.stringify(job.error)}`);
		return job;
	}

	/** Waits until the pup is in one of these states. */
	async state(id: string, ...wanted: string[]): Promise<PupDetail> {
		for (const until = Date.now() + 60_000; ;) {
			const pup = await this.pup(id);
			if (wanted.includes(pup.state)) return pup;
			if (Date.now() > until)
				throw new Error(`the pup is ${pup.state}, not ${wanted.join(' or ')}: ${JSON.stringify(pup.failure)}`);
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
	}

	/**
	 * The state of the host as far as it belongs to this box, without the program's own processes.
	 */
	hostState(): HostState {
		return hostState(this.needles, this.ownProcesses());
	}

	/** The processes that start and end with the program. */
	private ownProcesses(): number[] {
		const nginx = processesOf({ instance: `${this.options.instance}/pages/own`, data: '\0' });
		return [...this.box.pids(), ...nginx.map(({ pid }) => pid)];
	}

	/**
	 * What is on the host now and was not there before. Waits until the kernel has finished its
	 * cleanup.
	 */
	leftSince(before: HostState): Promise<Partial<HostState>> {
		return settle(before, () => this.hostState());
	}

	/**
	 * Ends the program and removes everything of this box, containers included. Throws only when
	 * the box printed something unforeseen.
	 */
	async dispose(): Promise<void> {
		this.closeLive();
		await this.box.stop().catch(() => undefined);
		try {
			keepImages(this.options.data);
		} catch (error) {
			console.warn(`layers were not kept: ${String(error)}`);
		}
		sweep(this.needles);
		this.data.dispose();
		const printed = [...this.printed, this.box.output].map((output) => output()).join('');
		const unforeseen = (this.endsParts ? UNFORESEEN : [...UNFORESEEN, ENDED]).flatMap(
			(words) => printed.match(words) ?? []
		);
		if (unforeseen.length > 0) throw new Error(`the box met what nobody foresaw:\n${unforeseen.join('\n')}`);
	}
}
