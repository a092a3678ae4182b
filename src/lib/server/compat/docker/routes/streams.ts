/** Routes for a container’s output and input: logs and attach. */
import { drained } from '../../../streams/index.ts';
import type { DockerCall, Hijacked } from '../call.ts';
import type { Container } from '../containers/containers.ts';
import { keptOf } from '../containers/kept.ts';
import type { DockerContext } from '../context.ts';
import { badRequest, inConflict } from '../errors.ts';
import { frame, FRAMED_STREAM, RAW_STREAM } from '../frames.ts';
import { dockerId } from '../ids.ts';
import { flagOf, momentOf, numberOf } from '../query.ts';
import type { Route } from '../router.ts';
import { attachClient } from '../streams/attach.ts';
import { detachKeys, USUAL_DETACH_KEYS } from '../streams/detach.ts';
import { giveLogs, type LogPiece, type LogSource, type LogOptions } from '../streams/logs.ts';
import { needBox } from './common.ts';

/** Most columns or rows of a terminal. */
const MOST_CELLS = 65_535;

/** As with dockerd, `all` and an invalid number mean everything. */
function tailOf(query: URLSearchParams): number | null {
	const text = query.get('tail') ?? 'all';
	return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

export function streamsRoutes(context: DockerContext): Route[] {
	const { box, containers, events, perform } = context;

	/** Reads the stream settings that the container was created with. */
	async function madeWith(call: DockerCall, one: Container): Promise<{ tty: boolean; once: boolean }> {
		if (one.kind === 'pup') return { tty: false, once: false };
		const detail = await context.run(call, 'boxes.get', { params: { id: one.id } });
		const { asked } = keptOf(detail.annotations);
		return { tty: detail.options.tty ?? false, once: asked.StdinOnce ?? false };
	}

	function sourceOf(one: Container, signal: AbortSignal): LogSource {
		const room = one.kind === 'pup' ? box.pups : box.boxes;
		const up = one.kind === 'pup' || one.box.state === 'running' || one.box.state === 'paused';
		return {
			page: (query) => room.logs(one.id, query, signal),
			follow: (after, fn) => room.followLogs(one.id, { after }, fn),
			// The box restarts a pup that ends, so only the client ends its log.
			ended: !up ? Promise.resolve() : one.kind === 'pup' ? new Promise(() => {}) : events.ends.nextExit(one.id, signal)
		};
	}

	async function logs(call: DockerCall): Promise<void> {
		const { query } = call;
		const one = containers.find(call.params['id']!);
		const stdout = flagOf(query, 'stdout');
		const stderr = flagOf(query, 'stderr');
		if (!stdout && !stderr) throw badRequest('Bad parameters: you must choose at least one stream');
		const now = Date.now();
		const { tty } = await madeWith(call, one);
		const options: LogOptions = {
			...{ stdout, stderr, tty },
			timestamps: flagOf(query, 'timestamps'),
			tail: tailOf(query),
			since: momentOf(query, 'since', now),
			until: momentOf(query, 'until', now),
			follow: flagOf(query, 'follow')
		};
		const source = sourceOf(one, call.signal);
		const type = tty || call.minor < 42 ? RAW_STREAM : FRAMED_STREAM;
		const to = call.bytes(200, { 'Content-Type': type });
		const over = box.boxes.readers.begin(one.id);
		try {
			await giveLogs(
				source,
				options,
				async ({ stream, bytes }) => {
					if (!to.write(tty ? bytes : frame(stream, bytes))) await drained(to);
				},
				call.signal
			);
		} catch (error) {
			// The head is already sent, so the error shows as a cut connection.
			if (!call.signal.aborted) box.log.warn({ err: error, container: one.id }, 'a log was not given to its end');
			return call.cut();
		} finally {
			over();
		}
		to.end();
	}

	/** @param by a WebSocket has no frames: both outputs are sent as they are */
	async function attach(call: DockerCall, by: 'stream' | 'socket'): Promise<void> {
		const { query } = call;
		const one = needBox(context, call, { action: 'docker.attach', done: 'attached to' });
		if (one.box.state === 'paused')
			throw inConflict(`Container ${dockerId(one.id)} is paused, unpause the container before attach.`);
		const stream = flagOf(query, 'stream');
		const [stdin, stdout, stderr] = ['stdin', 'stdout', 'stderr'].map((name) => stream && flagOf(query, name)) as [
			boolean,
			boolean,
			boolean
		];
		const made = await madeWith(call, one);
		const detach = made.tty ? detachKeys(query.get('detachKeys') || USUAL_DETACH_KEYS) : null;
		const before = flagOf(query, 'logs');
		if (!stream && !before) throw badRequest('Nothing is requested: give stream=1, logs=1 or both.');
		const shown = { stdout: flagOf(query, 'stdout'), stderr: flagOf(query, 'stderr'), tty: made.tty };
		const open = () => (by === 'socket' ? call.webSocket() : call.hijack(made.tty));
		const kept: LogOptions = { ...shown, timestamps: false, tail: null, since: null, until: null, follow: false };
		const history = async (to: Hijacked) => {
			const give = async ({ stream: of, bytes }: LogPiece) => void (to.write(of, bytes) || (await drained(to.output)));
			await giveLogs(sourceOf(one, call.signal), kept, give, call.signal);
		};
		if (!stream) {
			const to = await open();
			to.input.resume();
			await history(to);
			return to.end();
		}
		// Recorded at the start, because an attachment may last for days.
		if (stdin) await perform(call, 'docker.attach', one.id, () => undefined);
		const request = { stdin, stdout, stderr, detach, open, history: before ? history : null, ...made };
		await attachClient(call, request, (fn) => box.boxes.attach(one.id, fn));
	}

	async function resize(call: DockerCall): Promise<void> {
		const one = needBox(context, call, { action: 'docker.resize', done: 'given another size' });
		const rows = numberOf(call.query, 'h') ?? 0;
		const cols = numberOf(call.query, 'w') ?? 0;
		if (rows < 0 || cols < 0 || rows > MOST_CELLS || cols > MOST_CELLS)
			throw badRequest(`invalid size of a terminal: ${cols}x${rows}`);
		if (one.box.state !== 'running') throw inConflict(`Container ${dockerId(one.id)} is not running`);
		if (rows > 0 && cols > 0) await box.boxes.resize(one.id, { cols, rows });
		call.empty(200);
	}

	return [
		{ method: 'GET', path: '/containers/{id}/logs', handle: logs },
		{ method: 'POST', path: '/containers/{id}/attach', handle: (call) => attach(call, 'stream') },
		{
			method: 'GET',
			path: '/containers/{id}/attach/ws',
			webSocket: true,
			handle: (call) => attach(call, 'socket')
		},
		{ method: 'POST', path: '/containers/{id}/resize', handle: resize }
	];
}
