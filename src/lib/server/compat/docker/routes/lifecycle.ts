/** Routes that start, stop, pause and remove containers, and wait for their end. */
import { STOP_SIGNALS, type StopSignal } from '../../../../contract/stop.ts';
import { isBoxError } from '../../../../contract/errors.ts';
import type { DockerCall } from '../call.ts';
import type { Container } from '../containers/containers.ts';
import { keptOf } from '../containers/kept.ts';
import { graceOf, stopSignalOf } from '../containers/options.ts';
import { neverRan, watchProgram } from '../containers/first-moment.ts';
import { boxState, pupState } from '../containers/state.ts';
import type { DockerContext } from '../context.ts';
import { badRequest, DockerError, inConflict } from '../errors.ts';
import { killed } from '../events/follow.ts';
import { dockerId } from '../ids.ts';
import { filtersOf, flagOf, hasLabel, momentOf, numberOf } from '../query.ts';
import type { Route } from '../router.ts';
import { numberOfSignal, signalOf } from '../signals.ts';
import { finished, nameTaken, needBox, portsSettled, removeVolumes } from './common.ts';

type BoxContainer = Extract<Container, { kind: 'box' }>;
type PupContainer = Extract<Container, { kind: 'pup' }>;

const isUp = ({ box }: BoxContainer) => box.state === 'running' || box.state === 'paused';

/** Starts, stops or restarts a pup, where the settings allow it. */
async function runPup(
	context: DockerContext,
	call: DockerCall,
	{ pup, name }: PupContainer,
	verb: 'start' | 'stop' | 'restart'
) {
	context.policy.need(call, 'pup-run', {
		action: `docker.${verb}`,
		subject: pup.id,
		sentence: `${name} is a pup: clients of Docker may not ${verb} it.`
	});
	const up = pupState(pup).status === 'running';
	if (verb === 'start' ? up : verb === 'stop' && !up) return call.empty(304);
	const params = { id: pup.id };
	const { jobId } =
		verb === 'start'
			? await context.run(call, 'pups.start', { params, query: {} })
			: await context.run(call, `pups.${verb}`, { params });
	await finished(context, jobId);
	call.empty(204);
}

/**
 * Logged if neither a running program nor a failure was seen in time. The container stays, and its
 * exit status comes later.
 */
const UNKNOWN =
	'a container was started, but it is not known whether its program runs; the client of Docker was told that it started';

/** Starts a box. One of `--rm` whose start fails is removed. */
async function startBox(context: DockerContext, call: DockerCall, one: BoxContainer): Promise<void> {
	const { id, box } = one;
	if (box.state === 'paused') throw inConflict('cannot start a paused container, try unpause instead');
	if (box.state === 'running') return call.empty(304);
	// Read before the start: a container of `--rm` is removed when it ends.
	const { argv } = await context.run(call, 'boxes.get', { params: { id } });
	const first = argv?.[0] ?? '';
	const program = watchProgram(context.box.engine, id);
	context.events.begin();
	try {
		const { jobId } = await context.run(call, 'boxes.start', { params: { id } });
		await finished(context, jobId);
		await portsSettled(context, box);
		const failed = await program.failure(call.signal);
		if (failed === 'unknown') {
			if (!call.signal.aborted) context.box.log.warn({ box: id }, UNKNOWN);
		} else if (failed !== null) throw badRequest(neverRan(failed, first));
	} catch (error) {
		if (box.ephemeral) {
			const removal = context.run(call, 'boxes.remove', { params: { id }, query: { force: 'true' } });
			await removal
				.then(({ jobId }) => finished(context, jobId))
				.catch((cause: unknown) => {
					// It ended and was removed by now.
					if (isBoxError(cause) && cause.code === 'not-found') return;
					context.box.log.warn({ err: cause, box: id }, 'a container that could not be started was not removed');
				});
		}
		throw error;
	} finally {
		program.end();
	}
	call.empty(204);
}

/** Reads what the container was created with. */
async function keptBy(context: DockerContext, call: DockerCall, id: string) {
	return keptOf((await context.run(call, 'boxes.get', { params: { id } })).annotations);
}

/** How the client wants the container stopped. Values that it does not give are the box's own. */
function stopHow(call: DockerCall) {
	const asked = numberOf(call.query, 't');
	const text = call.query.get('signal');
	const signal = text ? stopSignalOf(text) : undefined;
	// No process survives SIGKILL, so the client wants no delay.
	if (signal === null) return { graceSeconds: '0' };
	return {
		...(signal !== undefined && { signal }),
		...(asked !== null && { graceSeconds: String(graceOf(asked)) })
	};
}

async function kill(context: DockerContext, call: DockerCall): Promise<void> {
	const one = needBox(context, call, { action: 'docker.kill', done: 'killed' });
	const signal = signalOf(call.query.get('signal') || 'KILL');
	if (!isUp(one))
		throw inConflict(`Cannot kill container: ${call.params['id']}: container ${dockerId(one.id)} is not running`);
	if (signal !== 'SIGKILL' && !(STOP_SIGNALS as readonly string[]).includes(signal))
		throw badRequest(`${signal} cannot be sent here. Use SIGKILL or one of ${STOP_SIGNALS.join(', ')}.`);
	await context.run(call, 'boxes.kill', { params: { id: one.id }, query: { signal: signal as StopSignal } });
	context.events.emit(killed(one.box, String(numberOfSignal(signal))));
	call.empty(204);
}

async function remove(context: DockerContext, call: DockerCall): Promise<void> {
	const { query } = call;
	if (flagOf(query, 'link')) throw badRequest('Links are not offered, so there is none to remove.');
	const found = context.containers.find(call.params['id']!);
	if (found.kind === 'pup') {
		context.policy.need(call, 'pup-remove', {
			action: 'docker.remove',
			subject: found.id,
			sentence: `${found.name} is a pup: clients of Docker may not remove it.`
		});
		const { jobId } = await context.run(call, 'pups.remove', { params: { id: found.id }, query: { keepData: 'true' } });
		await finished(context, jobId);
		return call.empty(204);
	}
	const force = flagOf(query, 'force');
	if (!force && isUp(found)) {
		throw inConflict(
			`cannot remove container "/${found.name}": container is ${found.box.state}: ` +
				'stop the container before removing or force remove'
		);
	}
	if (!isUp(found)) await context.box.boxes.readers.done(found.id);
	const anonymous = flagOf(query, 'v') ? (await keptBy(context, call, found.id)).anonymous : [];
	const { jobId } = await context.run(call, 'boxes.remove', {
		params: { id: found.id },
		query: { force: force ? 'true' : 'false' }
	});
	await finished(context, jobId);
	await portsSettled(context, found.box);
	await removeVolumes(context, call, anonymous);
	call.empty(204);
}

/**
 * Waits for a container. Sends the head before anything happens, because clients start the
 * container after they have received it.
 */
async function wait({ containers, events }: DockerContext, call: DockerCall): Promise<void> {
	const text = call.params['id']!;
	let found: Container;
	try {
		found = containers.find(text);
	} catch (error) {
		const code = events.ends.ofGone(text);
		if (code === null) throw error;
		return call.answer(200, { StatusCode: code });
	}
	const condition = call.query.get('condition') || 'not-running';
	if (!['not-running', 'next-exit', 'removed'].includes(condition))
		throw badRequest(`invalid condition: "${condition.slice(0, 80)}"`);
	if (found.kind === 'pup') throw badRequest('The end of a pup cannot be waited for: the box starts it again.');
	const { id } = found;
	const state = boxState(found.box);
	let ended: Promise<number>;
	if (condition === 'removed') ended = events.ends.removed(id, call.signal);
	else if (condition === 'next-exit' || isUp(found)) ended = events.ends.nextExit(id, call.signal);
	else ended = Promise.resolve(state.exitCode ?? 0);
	// `ended` is awaited below. Until then this handler prevents an unhandled rejection.
	ended.catch(() => {});
	const lines = call.lines();
	try {
		lines.send({ StatusCode: await ended });
		lines.end();
	} catch {
		// The client has disconnected.
	}
}

async function prune(context: DockerContext, call: DockerCall): Promise<void> {
	const filters = filtersOf(call.query, ['until', 'label', 'label!']);
	const [until] = filters.get('until') ?? [];
	const before = until === undefined ? null : momentOf(new URLSearchParams({ until }), 'until', Date.now());
	const unused = context.containers.all().filter((one) => {
		if (one.kind !== 'box' || isUp(one) || one.box.state === 'creating' || one.box.jobId !== null) return false;
		const { labels, createdAt } = one.box;
		if (before !== null && createdAt >= before) return false;
		if (filters.get('label')?.some((text) => !hasLabel(labels, text))) return false;
		return !filters.get('label!')?.some((text) => hasLabel(labels, text));
	});
	// In parallel, because each stalled one takes its full time.
	await Promise.all(unused.map(({ id }) => context.box.boxes.readers.done(id)));
	const removed: string[] = [];
	for (const one of unused) {
		try {
			const { jobId } = await context.run(call, 'boxes.remove', { params: { id: one.id }, query: { force: 'false' } });
			await finished(context, jobId);
			removed.push(dockerId(one.id));
		} catch (error) {
			// It was started in the meantime, or somebody else removed it.
			context.box.log.info({ err: error, box: one.id }, 'a container was not removed by a prune');
		}
	}
	call.answer(200, { ContainersDeleted: removed, SpaceReclaimed: 0 });
}

async function rename(context: DockerContext, call: DockerCall): Promise<void> {
	const one = needBox(context, call, { action: 'docker.rename', done: 'renamed' });
	const name = (call.query.get('name') ?? '').replace(/^\//, '');
	if (name === '') throw badRequest('Neither old nor new names may be empty');
	const other = context.containers.all().find((container) => container.name === name);
	if (other && other.id !== one.id) throw nameTaken(name, dockerId(other.id));
	if (other) throw inConflict('Renaming a container with the same name as its current name');
	await context.run(call, 'boxes.rename', { params: { id: one.id }, body: { name } });
	call.empty(204);
}

export function lifecycleRoutes(context: DockerContext): Route[] {
	const onBox = (verb: 'pause' | 'unpause', handle: (call: DockerCall, one: BoxContainer) => Promise<void>): Route => ({
		method: 'POST',
		path: `/containers/{id}/${verb}`,
		handle: (call) => handle(call, needBox(context, call, { action: `docker.${verb}`, done: `${verb}d` }))
	});
	const run = (
		verb: 'start' | 'stop' | 'restart',
		handle: (call: DockerCall, one: BoxContainer) => Promise<void>
	): Route => ({
		method: 'POST',
		path: `/containers/{id}/${verb}`,
		handle(call) {
			const found = context.containers.find(call.params['id']!);
			return found.kind === 'pup' ? runPup(context, call, found, verb) : handle(call, found);
		}
	});
	return [
		run('start', (call, one) => startBox(context, call, one)),
		run('stop', async (call, one) => {
			if (!isUp(one)) return call.empty(304);
			const query = stopHow(call);
			const { options } = await context.run(call, 'boxes.get', { params: { id: one.id } });
			const signal = query.signal ?? options.stopSignal ?? 'SIGTERM';
			context.events.emit(killed(one.box, String(numberOfSignal(signal))));
			const { jobId } = await context.run(call, 'boxes.stop', { params: { id: one.id }, query });
			await finished(context, jobId);
			await portsSettled(context, one.box);
			call.empty(204);
		}),
		run('restart', async (call, one) => {
			const { jobId } = await context.run(call, 'boxes.restart', {
				params: { id: one.id },
				query: stopHow(call)
			});
			await finished(context, jobId);
			await portsSettled(context, one.box);
			call.empty(204);
		}),
		onBox('pause', async (call, { id, box, name }) => {
			if (box.state === 'paused') throw inConflict(`container ${dockerId(id)} is already paused`);
			if (box.state !== 'running') throw inConflict(`container ${name} is not running`);
			await context.run(call, 'boxes.pause', { params: { id } });
			call.empty(204);
		}),
		onBox('unpause', async (call, { id, box }) => {
			if (box.state !== 'paused') throw new DockerError(500, `Container ${dockerId(id)} is not paused`);
			await context.run(call, 'boxes.resume', { params: { id } });
			call.empty(204);
		}),
		{ method: 'POST', path: '/containers/{id}/kill', handle: (call) => kill(context, call) },
		{ method: 'POST', path: '/containers/{id}/wait', handle: (call) => wait(context, call) },
		{ method: 'POST', path: '/containers/{id}/rename', handle: (call) => rename(context, call) },
		{ method: 'POST', path: '/containers/prune', handle: (call) => prune(context, call) },
		{ method: 'DELETE', path: '/containers/{id}', handle: (call) => remove(context, call) }
	];
}
