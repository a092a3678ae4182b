/** Routes for a container's resource use and processes. Pups are shown like boxes. */
import { availableParallelism, totalmem } from 'node:os';
import type { DockerCall } from '../call.ts';
import type { Container } from '../containers/containers.ts';
import { boxState, pupState } from '../containers/state.ts';
import type { DockerContext } from '../context.ts';
import { inConflict, isGone } from '../errors.ts';
import { dockerId } from '../ids.ts';
import { topAnswer } from '../observe/ps.ts';
import { readingBefore, readingOf, statsAnswer, type Reading, type StatsSubject } from '../observe/stats.ts';
import { flagOf } from '../query.ts';
import type { Route } from '../router.ts';

/** Time between two answers of a stream, milliseconds, as in dockerd. */
const EVERY_MS = 1000;

const stateOf = (one: Container) => (one.kind === 'pup' ? pupState(one.pup) : boxState(one.box));

export function observeRoutes({ box, containers }: DockerContext): Route[] {
	function subjectOf(one: Container): StatsSubject {
		const limits =
			one.kind === 'pup'
				? box.pups.resources().find(({ id }) => id === one.id)?.limits
				: { memoryBytes: one.box.memoryBytes, pids: one.box.pids };
		return {
			...{ id: one.id, name: one.name, cores: availableParallelism() },
			memoryLimit: limits?.memoryBytes ?? totalmem(),
			pidsLimit: limits?.pids ?? 0
		};
	}

	/** @param before the reading of the previous answer; null for the first one */
	function sample(one: Container, oneShot: boolean, before: Reading | null) {
		const subject = subjectOf(one);
		const { cores } = subject;
		const counters = box.engine?.stats(one.id) ?? null;
		if (!counters) return { now: null, answer: statsAnswer(subject, null, null, null) };
		const now = readingOf(counters, cores, Date.now(), Number(process.hrtime.bigint()));
		const measured = box.metrics.latest(one.id);
		const fresh = measured !== null && now.at - measured.at < 2 * EVERY_MS;
		const earlier =
			before ?? (oneShot ? null : readingBefore(now, cores, fresh ? measured.cpu : null, stateOf(one).startedAt));
		return { now, answer: statsAnswer(subject, counters, now, earlier) };
	}

	function stats(call: DockerCall): void {
		const one = containers.find(call.params['id']!);
		const stream = flagOf(call.query, 'stream', true);
		const first = sample(one, flagOf(call.query, 'one-shot'), null);
		if (!stream) return call.answer(200, first.answer);
		const lines = call.lines();
		lines.send(first.answer);
		let before = first.now;
		const ticking = setInterval(() => {
			try {
				const { now, answer } = sample(containers.find(dockerId(one.id)), false, before);
				before = now;
				if (lines.send(answer)) return;
			} catch (error) {
				// The container was removed.
				if (!isGone(error)) box.log.warn({ err: error, container: one.id }, 'figures of a container were not answered');
				lines.end();
			}
			clearInterval(ticking);
		}, EVERY_MS).unref();
		call.signal.addEventListener('abort', () => clearInterval(ticking), { once: true });
	}

	async function top(call: DockerCall): Promise<void> {
		const one = containers.find(call.params['id']!);
		const { status } = stateOf(one);
		const processes = status === 'running' || status === 'paused' ? await box.engine?.processes(one.id) : undefined;
		if (!processes) throw inConflict(`container ${dockerId(one.id)} is not running`);
		const args = call.query.get('ps_args') ?? '';
		call.answer(200, topAnswer(processes, args, { now: Date.now(), memory: totalmem() }));
	}

	return [
		{ method: 'GET', path: '/containers/{id}/stats', handle: stats },
		{ method: 'GET', path: '/containers/{id}/top', handle: top }
	];
}
