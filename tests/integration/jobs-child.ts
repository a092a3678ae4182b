/**
 * A process with jobs on a file database, which kills itself with SIGKILL at a given point.
 * `jobs.test.ts` bundles and starts it. It writes a trace beside the database:
 * `<pid> <begin|end|undo> <job> <resource> <step> <resumed>`.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { openDatabase } from '../../src/lib/server/db/index.ts';
import { createEvents } from '../../src/lib/server/events/index.ts';
import { createJobs, type JobKind } from '../../src/lib/server/jobs/index.ts';

export interface Order {
	folder: string;
	migrations: string;
	submit: { kind: 'resumes' | 'fails' | 'breaks'; name: string; resource: string }[];
	/**
	 * Where job `a` kills the process: `submitted`, `<step>:<begin|middle|end>`, `undo`, or null
	 * for never.
	 */
	killAt: string | null;
	/** Stops cleanly when step `two` of job `a` has begun. */
	stopInTwo?: boolean;
}

interface Input {
	name: string;
	resource: string;
}

const order = JSON.parse(process.argv[2]!) as Order;
const log = pino({ level: 'silent' });
const database = openDatabase({ file: join(order.folder, 'dogebox.db'), migrations: order.migrations, log });
const events = createEvents({ database, log });
const jobs = createJobs({ database, events, logFolder: join(order.folder, 'logs'), log });

function trace(what: string, { name, resource }: Input, step: string, resumed: boolean): void {
	appendFileSync(join(order.folder, 'trace'), `${process.pid} ${what} ${name} ${resource} ${step} ${resumed}\n`);
}
function dieAt(place: string, input: Input): void {
	if (input.name === 'a' && order.killAt === place) process.kill(process.pid, 'SIGKILL');
}
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

function kind(name: string, patch: Partial<JobKind<Input>>): JobKind<Input> {
	return {
		kind: name,
		title: (input) => `${name} ${input.name}`,
		resources: (input) => [input.resource],
		conflict: 'queue',
		afterCrash: 'resume',
		timeoutMs: 60_000,
		steps: ['one', 'two', 'three', 'four'].map((step) => ({
			name: step,
			title: `Step ${step}`,
			weight: 1,
			async run({ input, resumed, progress, log, signal }) {
				trace('begin', input, step, resumed);
				dieAt(`${step}:begin`, input);
				if (order.stopInTwo && step === 'two' && input.name === 'a') {
					void jobs.stop(2000);
					await pause(5);
					signal.throwIfAborted();
				}
				progress(0.5, 'half');
				log(`${step} is half done`);
				await pause(5);
				dieAt(`${step}:middle`, input);
				if (name === 'breaks' && step === 'three') throw new Error('broke');
				trace('end', input, step, resumed);
				dieAt(`${step}:end`, input);
			}
		})),
		async undo(input, failure) {
			trace('undo', input, failure.code, false);
			await pause(5);
			dieAt('undo', input);
			trace('undone', input, failure.code, false);
		},
		...patch
	};
}
const kinds = {
	resumes: jobs.define(kind('resumes', {})),
	fails: jobs.define(kind('fails', { afterCrash: 'fail' })),
	breaks: jobs.define(kind('breaks', {}))
};

for (const { kind, ...input } of order.submit) {
	kinds[kind].submit(input);
	dieAt('submitted', input);
}
await jobs.start();
await Promise.allSettled(jobs.list({ unfinishedOnly: true }).map((job) => jobs.finished(job.id)));
if (order.stopInTwo) await pause(100);
await jobs.stop(1000);
database.close();
