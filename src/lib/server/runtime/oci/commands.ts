/**
 * Runs programs in containers: beside a running service, recorded, or in a container of their own.
 */
import { BoxError } from '../../../contract/errors.ts';
import type { createKeyedQueue } from '../../concurrency/index.ts';
import { hasEnded } from '../../host/index.ts';
import type { ExecSession, Runtime } from '../types.ts';
import type { OciCalls } from './calls/calls.ts';
import type { ContainerStatsReader } from './container-stats.ts';
import type { Execs } from './execs/execs.ts';
import { eachLine } from './lines.ts';
import type { Pausing } from './pausing.ts';
import { runningProcess, type Records } from './record.ts';
import type { Sessions } from './sessions.ts';

/** A build is killed after this time, since it hangs; milliseconds. */
const BUILD_TIMEOUT_MS = 2 * 60 * 60 * 1000;

export interface CommandsDeps {
	records: Records;
	pausing: Pausing;
	sessions: Sessions;
	calls: OciCalls;
	execs: Execs;
	stats: Pick<ContainerStatsReader, 'command'>;
	/** Serialises changes of the same container. */
	locks: ReturnType<typeof createKeyedQueue>;
}

export function createCommands({ records, pausing, sessions, calls, execs, stats, locks }: CommandsDeps) {
	const run: Runtime['run'] = (spec, signal) =>
		sessions.begin(spec.id, () => locks(spec.id, () => calls.run(spec, signal)), {
			timeoutMs: spec.timeoutMs,
			signal,
			after: () => locks(spec.id, () => calls.eraseRun(spec))
		});

	return {
		run,

		async exec(id, service, spec, signal) {
			const entry = runningProcess(records.get(id), service);
			pausing.needRunning(id);
			const { process } = entry;
			const session = sessions.name();
			return sessions.begin(id, () => calls.exec(id, service, session, spec, signal), {
				timeoutMs: spec.timeoutMs,
				signal,
				after: stats.command(id, service, session),
				gone: () => entry.process !== process || process === null || hasEnded(process)
			});
		},

		startExec: (id, service, spec, record, signal) =>
			execs.start(id, record.execId, () => {
				const entry = runningProcess(records.get(id), service);
				pausing.needRunning(id);
				return calls.record(id, service, entry.process!, spec, record, signal);
			}),
		...execs.calls,

		async runOnce(spec, onLine, signal) {
			return toItsEnd(await run({ timeoutMs: BUILD_TIMEOUT_MS, ...spec }, signal), onLine, spec.argv[0], signal);
		}
	} satisfies Partial<Runtime>;
}

async function toItsEnd(
	session: ExecSession,
	onLine: (line: string) => void,
	program = '',
	signal?: AbortSignal
): Promise<{ exitCode: number }> {
	session.stdin.end();
	await Promise.all([eachLine(session.stdout, onLine), eachLine(session.stderr, onLine)]);
	const { exitCode, reason } = await session.ended;
	signal?.throwIfAborted();
	if (reason !== 'timeout') return { exitCode };
	const message = `${program} failed (it took too long).`;
	throw new BoxError({ code: 'host-command-timeout', status: 500, message });
}
