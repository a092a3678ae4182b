/**
 * Boxes over a real database, real jobs, a real engine, network and registry, composed as `box.ts`
 * does it.
 */
import { join } from 'node:path';
import pino from 'pino';
import * as v from 'valibot';
import { newBox, type NewBox } from '../../../src/lib/contract/box-inputs.ts';
import type { BoxState, BoxSummary } from '../../../src/lib/contract/boxes.ts';
import type { Job } from '../../../src/lib/contract/jobs.ts';
import type { ChangeBody } from '../../../src/lib/contract/live.ts';
import { createBoxes, type Boxes } from '../../../src/lib/server/boxes/index.ts';
import { createBuilder } from '../../../src/lib/server/build/index.ts';
import type { ContainerEngine } from '../../../src/lib/server/containers/index.ts';
import { openDatabase, type Database } from '../../../src/lib/server/db/index.ts';
import { createEvents } from '../../../src/lib/server/events/index.ts';
import { createImages } from '../../../src/lib/server/images/index.ts';
import { createJobs, type Jobs } from '../../../src/lib/server/jobs/index.ts';
import { createSealer } from '../../../src/lib/server/keys/index.ts';
import type { NetworkMember } from '../../../src/lib/server/network/index.ts';
import { createOutbound } from '../../../src/lib/server/outbound/index.ts';
import type { EngineFixture } from './engine-fixture.ts';

const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
export const OWNER = { data: true, networks: true };

export interface BoxesFixture {
	boxes: Boxes;
	jobs: Jobs;
	database: Database;
	/** All change bodies since the start. */
	changes: ChangeBody[];
	input(given: v.InferInput<typeof newBox>): NewBox;
	/**
	 * Creates a box and waits for its job.
	 * @returns the box and the ended job
	 */
	create(given: v.InferInput<typeof newBox>): Promise<{ box: BoxSummary; job: Job }>;
	/** Waits for the end of a job. */
	done(job: Job | null): Promise<Job>;
	/** Waits until the box is in one of these states. */
	state(box: string, ...wanted: BoxState[]): Promise<BoxSummary>;
	/** Waits until the box no longer exists. */
	gone(box: string): Promise<void>;
	/** Runs a command in a box. */
	exec(box: string, script: string): Promise<{ exitCode: number; text: string }>;
	/** Ends this run. Containers keep running. */
	end(): Promise<void>;
	/** Ends the run as `kill -9` does, as far as the database is concerned. */
	kill(): Promise<void>;
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 50));

/**
 * @param options.engine engine of this run, before its adoption. The default is the fixture's own.
 */
export async function boxesFixture(
	fixture: EngineFixture,
	options: { allow: string[]; engine?: ContainerEngine; counters?: () => { rxBytes: number } | null }
): Promise<BoxesFixture> {
	const { host, paths, network } = fixture;
	const engine = options.engine ?? fixture.engine;
	const database = openDatabase({
		file: join(paths.data, 'dogebox.db'),
		migrations: new URL('../../../drizzle', import.meta.url).pathname
	});
	const events = createEvents({ database, log });
	const jobs = createJobs({ database, events, logFolder: join(paths.logs, 'jobs'), log });
	const outbound = createOutbound({
		folder: join(paths.data, 'downloads'),
		allow: options.allow,
		log,
		firstDelayMs: 10
	});
	const builder = createBuilder({ host, engine, db: database, outbound, log });
	const images = createImages({ database, jobs, builder, paths, cannotRun: () => new Error('it can') });
	const boxes: Boxes = createBoxes({
		...{ database, events, jobs, engine, network, builder, images, host, paths, log },
		folders: [],
		metrics: {
			history: () => ({ at: [], cpu: [], memory: [], rx: [], tx: [], pids: [], read: [], write: [] }),
			gauges: () => ({ at: [], values: {} }),
			counters: (id) => engine.stats(id),
			forget: () => {}
		},
		facts: () => fixture.facts,
		sealer: createSealer({ keyFile: join(paths.data, 'seal.key') }),
		ports: () => ({
			taken: new Map([['tcp 18500', 'A pup']]),
			listening: new Set(['tcp 18501']),
			dashboard: 8080,
			pages: { first: 8100, last: 8199 }
		}),
		enforce: (signal) => network.allow(boxes.policies(), signal),
		space: { diskOf: () => null },
		tickMs: 500
	});
	const changes: ChangeBody[] = [];
	events.subscribe(({ body }) => changes.push(body));

	const members: NetworkMember[] = [];
	for (const { id, sandbox } of await engine.adopt()) {
		const member = boxes.member(id);
		if (sandbox && member?.address) members.push({ id, address: member.address });
	}
	await network.allow(boxes.policies());
	await network.ensure(members);
	boxes.begin();
	await jobs.start();

	const input = (given: v.InferInput<typeof newBox>) => v.parse(newBox, given);
	const done = async (job: Job | null) => {
		if (!job) throw new Error('there is no job');
		const ended = await jobs.finished(job.id);
		await soon();
		return ended;
	};
	const life: BoxesFixture = {
		...{ boxes, jobs, database, changes, input, done },
		async create(given) {
			const { job, box } = boxes.create(input(given), OWNER);
			const ended = await done(job);
			return { box: boxes.get(box.id, false), job: ended };
		},
		async state(box, ...wanted) {
			for (let tries = 0; tries < 1600; tries++) {
				const now = boxes.get(box, false);
				if (wanted.includes(now.state)) return now;
				await soon();
			}
			const { state, failure } = boxes.get(box, false);
			throw new Error(`the box is ${state}, not ${wanted.join(' or ')}: ${JSON.stringify(failure)}`);
		},
		async gone(box) {
			for (let tries = 0; tries < 1600; tries++) {
				if (!boxes.list({ limit: 500 }).boxes.some(({ id, name }) => id === box || name === box)) return;
				await soon();
			}
			throw new Error('the box is still there');
		},
		async exec(box, script) {
			const { id } = boxes.find(box);
			const session = await engine.exec(id, 'main', { argv: ['sh', '-c', script] });
			session.stdin.end();
			session.stderr.resume();
			const pieces: Buffer[] = [];
			for await (const piece of session.stdout as AsyncIterable<Buffer>) pieces.push(piece);
			return { exitCode: (await session.ended).exitCode, text: Buffer.concat(pieces).toString() };
		},
		async end() {
			await jobs.stop(1000);
			await boxes.close();
			database.close();
		},
		async kill() {
			database.close();
			await boxes.close().catch(() => {});
			await jobs.stop(0).catch(() => {});
		}
	};
	return life;
}
