/** Routes that create, start, resize and inspect commands in containers. */
import type { ExecSession } from '../../../containers/types.ts';
import type { DockerCall } from '../call.ts';
import type { Container } from '../containers/containers.ts';
import type { DockerContext } from '../context.ts';
import { asDockerError, badRequest, BUG_WORDS, DockerError, inConflict } from '../errors.ts';
import { commandOf, readExec, readStart, sizeOf, type AskedExec } from '../exec/asked.ts';
import { failedStart, attachTo } from '../exec/run.ts';
import { createExecStore, type MadeExec } from '../exec/store.ts';
import { dockerId } from '../ids.ts';
import { numberOf } from '../query.ts';
import type { Route } from '../router.ts';
import { detachKeys, USUAL_DETACH_KEYS } from '../streams/detach.ts';

/** Most characters of a command in an event. */
const MOST_WORDS = 1000;
/** Size of a terminal when the client gives none. */
const USUAL_SIZE = { cols: 80, rows: 24 };

export function execRoutes(context: DockerContext): Route[] {
	const { box, containers, events, perform, policy } = context;
	const store = createExecStore();

	/** @throws DockerError 403 when the request is not permitted, 409 when the box does not run */
	function checkMade(call: DockerCall, one: Container, asked: AskedExec): void {
		const about = (sentence: string) => ({ action: 'docker.exec', subject: one.id, sentence }) as const;
		if (asked.Privileged)
			throw policy.refuse(call, about('A command never gets more rights than its container (--privileged).'));
		if (one.kind === 'pup') {
			policy.need(call, 'pup-exec', about(`${one.name} is a pup: clients of Docker may not run commands in it.`));
			if (asked.User !== '') throw policy.refuse(call, about('Commands in a pup run as its own user: omit --user.'));
			return;
		}
		if (one.box.state === 'paused')
			throw inConflict(`Container ${one.name} is paused, unpause the container before exec`);
		if (one.box.state !== 'running') throw inConflict(`container ${dockerId(one.id)} is not running`);
	}

	function happened({ id, container, asked, exitCode }: MadeExec, action: 'create' | 'start' | 'die'): void {
		const words = action === 'die' ? '' : `: ${asked.Cmd.join(' ').slice(0, MOST_WORDS)}`;
		const labels = container.kind === 'box' ? { ...container.box.labels, image: container.box.image } : {};
		events.emit({
			type: 'container',
			action: `exec_${action}${words}`,
			id: dockerId(container.id),
			attributes: {
				...labels,
				...{ name: container.name, execID: id },
				...(action === 'die' && { exitCode: String(exitCode ?? 0) })
			}
		});
	}

	/** Starts the command. It runs whether or not a client is attached. */
	async function begin(call: DockerCall, exec: MadeExec): Promise<ExecSession> {
		const { container, asked } = exec;
		const command = { ...commandOf(asked), ...(asked.Tty && { terminal: exec.size ?? USUAL_SIZE }) };
		exec.state = 'running';
		try {
			const session = await perform(call, 'docker.exec', container.id, () =>
				container.kind === 'pup'
					? box.pups.exec(container.id, command)
					: box.boxes.execs.session(container.id, command, asked.User || null)
			);
			Object.assign(exec, { control: session, pid: session.pid });
			if (asked.Tty && exec.size) session.resize(exec.size);
			happened(exec, 'start');
			void session.ended.then(
				({ exitCode }) => ended(exec, exitCode),
				(error: unknown) => {
					box.log.warn({ err: error, container: container.id }, 'a command of a client of Docker was lost');
					ended(exec, 137);
				}
			);
			return session;
		} catch (error) {
			ended(exec, failedStart(error, asked.Cmd[0]!)?.exitCode ?? 126);
			throw error;
		}
	}

	/** Records the end. Clients request the status as soon as their connection is closed. */
	function ended(exec: MadeExec, exitCode: number): void {
		Object.assign(exec, { state: 'ended', exitCode, control: null, since: performance.now() });
		happened(exec, 'die');
	}

	async function startDetached(call: DockerCall, exec: MadeExec): Promise<void> {
		const session = await begin(call, exec).catch((error: unknown) => {
			const failed = failedStart(error, exec.asked.Cmd[0]!);
			throw failed ? badRequest(failed.sentence) : error;
		});
		session.stdin.end();
		session.stdout.resume();
		session.stderr.resume();
		call.empty(200);
	}

	async function startAttached(call: DockerCall, exec: MadeExec): Promise<void> {
		const { Tty: tty, AttachStdin: stdin, AttachStdout, AttachStderr, DetachKeys } = exec.asked;
		const detach = tty && stdin ? detachKeys(DetachKeys || USUAL_DETACH_KEYS) : null;
		// Before the command starts, as in dockerd: docker-py loses output that arrives together
		// with the response's head.
		const to = await call.hijack(tty);
		let session: ExecSession;
		try {
			session = await begin(call, exec);
		} catch (error) {
			const known = failedStart(error, exec.asked.Cmd[0]!)?.sentence ?? asDockerError(error)?.message;
			if (known === undefined) box.log.error({ err: error, exec: exec.id }, 'a command was not started');
			// The client prints this line and then requests the exit status.
			to.input.resume();
			to.write(1, Buffer.from(`${known ?? BUG_WORDS}\r\n`));
			return to.end();
		}
		await attachTo(call, to, session, { tty, stdin, detach, wanted: { stdout: AttachStdout, stderr: AttachStderr } });
		to.end();
	}

	async function start(call: DockerCall): Promise<void> {
		const exec = store.get(call.params['id']!);
		const { Detach, ConsoleSize } = readStart(await call.json());
		if (exec.state === 'running') throw inConflict(`Error: Exec command ${exec.id} is already running`);
		if (exec.state === 'ended') throw inConflict(`Error: Exec command ${exec.id} has already run`);
		checkMade(call, containers.find(exec.container.id), exec.asked);
		exec.size ??= sizeOf(ConsoleSize) ?? sizeOf(exec.asked.ConsoleSize);
		return Detach ? startDetached(call, exec) : startAttached(call, exec);
	}

	return [
		{
			method: 'POST',
			path: '/containers/{id}/exec',
			async handle(call) {
				const one = containers.find(call.params['id']!);
				const asked = readExec(await call.json());
				checkMade(call, one, asked);
				commandOf(asked);
				box.engine?.expectStart({ command: true });
				const made = store.create(one, asked);
				happened(made, 'create');
				call.answer(201, { Id: made.id });
			}
		},
		{ method: 'POST', path: '/exec/{id}/start', handle: start },
		{
			method: 'POST',
			path: '/exec/{id}/resize',
			handle(call) {
				const exec = store.get(call.params['id']!);
				const size = sizeOf([numberOf(call.query, 'h') ?? 0, numberOf(call.query, 'w') ?? 0]);
				if (exec.state === 'ended') throw new DockerError(409, `Error: Exec command ${exec.id} has already run`);
				// Clients without a terminal send a size of 0 by 0.
				if (size) {
					exec.size = size;
					exec.control?.resize(size);
				}
				call.empty(200);
			}
		},
		{
			method: 'GET',
			path: '/exec/{id}/json',
			handle(call) {
				const { id, asked, state, exitCode, pid, container } = store.get(call.params['id']!);
				const [entrypoint = '', ...rest] = asked.Cmd;
				call.answer(200, {
					...{ ID: id, Running: state === 'running', ExitCode: exitCode, Pid: pid ?? 0, CanRemove: false },
					ProcessConfig: {
						...{ tty: asked.Tty, entrypoint, arguments: rest },
						...{ privileged: false, user: asked.User }
					},
					...{ OpenStdin: asked.AttachStdin, OpenStdout: asked.AttachStdout, OpenStderr: asked.AttachStderr },
					...{ ContainerID: dockerId(container.id), DetachKeys: '' }
				});
			}
		}
	];
}
