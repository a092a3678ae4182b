/** Builds images from Dockerfiles. buildah parses them and runs their steps in a sandbox. */
import { Readable } from 'node:stream';
import type { Logger } from 'pino';
import { bytes } from '../../contract/bytes.ts';
import { BoxError } from '../../contract/errors.ts';
import { createQueue } from '../concurrency/index.ts';
import type { ContainerEngine } from '../containers/types.ts';
import { dockerfileClear } from '../host/index.ts';
import { parseImageName, type Images, type LocalImage } from '../images/index.ts';
import { whileRoom, type SpaceWatch } from '../system/index.ts';
import { BuildFailed } from './build-failed.ts';
import { contextTar } from './context.ts';
import { createBuildSandbox, type BuildSandbox, type SandboxDeps } from './sandbox.ts';
import { runStep, type StepEnd, type StepOptions } from './steps.ts';
import { readDockerfile, type Dockerfile } from './text.ts';
import type { BuildListener, BuildRequest, Dockerfiles } from './types.ts';
import { failureOf, isOfBuildah, linesOf, stepWords } from './words.ts';

/** Most builds that wait or run. */
const MOST_BUILDS = 16;
/** Most bytes that builds keep as a cache for later ones. */
const MOST_KEPT = 10 * 1024 ** 3;
/** Longest Dockerfile, bytes. */
const MAX_DOCKERFILE = 1024 * 1024;
/** Digits of a short id. */
const SHORT = 12;

export interface DockerfilesDeps extends Omit<SandboxDeps, 'engine'> {
	/** Null where this host cannot run containers. */
	engine: ContainerEngine | null;
	/** Creates the error for that case: 409 `host-cannot-run`. */
	cannotRun: () => Error;
	images: Pick<Images, 'find' | 'get' | 'history' | 'pull' | 'save' | 'load' | 'tag'>;
	space: Pick<SpaceWatch, 'diskOf' | 'onCheck'>;
	log: Logger;
}

const badContext = (message: string) => new BoxError({ code: 'bad-context', status: 422, message });

/** The last line of a program's error output, cut to the length of a sentence. */
const lastWords = ({ words, exitCode }: StepEnd) =>
	(words.split('\n').at(-1) ?? '').replace(/^\w+: /, '').slice(0, 300) || `exit status ${exitCode}`;

/** Runs one build in its sandbox. */
function buildIn(
	sandbox: BuildSandbox,
	images: DockerfilesDeps['images'],
	request: BuildRequest,
	{ text, signal }: BuildListener
) {
	const step = (what: Parameters<typeof runStep>[1], options: Omit<StepOptions, 'signal'> = {}) =>
		runStep(sandbox, what, { ...options, signal });
	async function need(what: Parameters<typeof runStep>[1], options?: Omit<StepOptions, 'signal'>): Promise<StepEnd> {
		const end = await step(what, options);
		if (end.exitCode === 0) return end;
		throw new BoxError({ code: 'build-failed', status: 500, message: `The build failed: ${lastWords(end)}.` });
	}

	async function takeContext(context: Readable): Promise<void> {
		const end = await step({ do: 'context' }, { input: await contextTar(context) });
		if (end.exitCode !== 0) throw badContext(`The build context is not a complete tar archive: ${lastWords(end)}.`);
	}

	async function dockerfile(): Promise<Dockerfile> {
		const { exitCode, output } = await step({ do: 'read', path: request.dockerfile });
		if (exitCode !== 0) throw badContext(`Cannot locate specified Dockerfile: ${request.dockerfile.slice(0, 200)}`);
		if (output.length > MAX_DOCKERFILE) throw badContext(`The Dockerfile has more than ${bytes(MAX_DOCKERFILE)}.`);
		return readDockerfile(output.toString('latin1'), new Map(request.args), request.target);
	}

	/** Finds a stored image, or pulls it where it is missing. */
	async function base(name: string): Promise<LocalImage> {
		const here = images.find(name);
		if (here && !request.pull) return here;
		const { name: repository } = parseImageName(name);
		const login = request.login(repository.slice(0, repository.indexOf('/')));
		text(`Pulling ${name}\n`);
		const { image, digest } = await images.pull(name, { login, platform: request.platform, signal });
		text(`Digest: ${digest}\n`);
		return image;
	}

	/**
	 * Whether an image's history covers all of its layers. buildah caches no steps on top of one
	 * whose history does not.
	 */
	async function hasWholeHistory(id: string): Promise<boolean> {
		const [{ diffIds }, history] = [await images.get(id), await images.history(id)];
		return history.length >= diffIds.length;
	}

	/** Loads the base images that buildah lacks. @returns their ids, by their names */
	async function bases(names: readonly string[]): Promise<Map<string, string>> {
		const known = new Set((await need({ do: 'known' })).output.toString().match(/[0-9a-f]{64}/g) ?? []);
		const ids = new Map<string, string>();
		for (const name of names) {
			const id = (await base(name)).id.replace('sha256:', '');
			if (!known.has(id)) {
				await need({ do: 'write', file: 'base.tar' }, { input: [await images.save([id])] });
				await need({ do: 'take' });
				known.add(id);
			}
			ids.set(name, id);
		}
		return ids;
	}

	async function carryOut(file: Dockerfile, ids: ReadonlyMap<string, string>): Promise<string> {
		await need(
			{ do: 'write', file: 'Dockerfile' },
			{ input: [Readable.from([Buffer.from(file.withIds(ids), 'latin1')])] }
		);
		const own: string[] = [];
		const names = new Map([...ids].map(([name, id]) => [id, name]));
		// Labels of the request are one more instruction.
		const words = stepWords(file.steps + Number(request.labels.length > 0), names, text);
		const output = linesOf(words.line);
		const errors = linesOf((line) => {
			if (!isOfBuildah(line)) return text(line);
			own.push(line);
			if (own.length > 20) own.shift();
		});
		const { args, labels, hosts, target, shmBytes } = request;
		const whole = await Promise.all([...ids.values()].map(hasWholeHistory));
		const cache = request.cache && whole.every(Boolean);
		const { exitCode } = await step(
			{ do: 'build', args, labels, hosts, target, cache, shmBytes },
			{ onOutput: (chunk) => output.add(chunk), onError: (chunk) => errors.add(chunk) }
		);
		output.end();
		errors.end();
		const id = words.built();
		if (exitCode === 0 && id !== null) return id;
		const { message, code } = failureOf(own, exitCode, words.current());
		throw new BuildFailed(message, code);
	}

	/** Stores the built image under its names. */
	async function keep(id: string): Promise<LocalImage> {
		let image = images.find(id);
		if (!image) {
			await need({ do: 'pack', image: id });
			const given = sandbox.step({ do: 'give' }, signal);
			given.stdin.end();
			given.result.catch((error: unknown) => given.stdout.destroy(error as Error));
			[image = null] = await images.load(given.stdout, { signal });
		}
		if (!image) throw new BuildFailed('The build created no image.', 1);
		text(`Successfully built ${image.id.replace('sha256:', '').slice(0, SHORT)}\n`);
		for (const tag of request.tags) {
			images.tag(image.id, tag);
			text(`Successfully tagged ${tag}\n`);
		}
		return image;
	}

	return async (context: Readable): Promise<LocalImage> => {
		await need({ do: 'begin' });
		await takeContext(context);
		const file = await dockerfile();
		const image = await keep(await carryOut(file, await bases(file.images)));
		await step({ do: 'end' });
		await step({ do: 'begin' });
		return image;
	};
}

/** Creates the room. It does nothing before the first call. */
export function createDockerfiles(deps: DockerfilesDeps): Dockerfiles {
	const { engine, host, images, space, log } = deps;
	const sandbox = engine && createBuildSandbox({ ...deps, engine });
	const inTurn = createQueue();
	let builds = 0;

	async function end(): Promise<void> {
		await sandbox?.close();
		await host.call(dockerfileClear, { above: MOST_KEPT });
	}

	async function build(request: BuildRequest, context: Readable, listener: BuildListener): Promise<LocalImage> {
		if (!sandbox) throw deps.cannotRun();
		return whileRoom(space, 'box', listener.signal, async (signal) => {
			try {
				await sandbox.open(request, signal);
				return await buildIn(sandbox, images, request, { ...listener, signal })(context);
			} finally {
				await end().catch((error: unknown) => log.error({ err: error }, 'the place of a build is left'));
			}
		});
	}

	return {
		policies: () => sandbox?.policies() ?? [],
		async build(request, context, listener) {
			if (builds >= MOST_BUILDS) {
				throw new BoxError({
					code: 'too-many-builds',
					status: 429,
					message: `${MOST_BUILDS} builds wait already.`,
					hint: 'Wait until some of them have ended.',
					retryAfter: 60
				});
			}
			builds++;
			try {
				return await inTurn(() => build(request, context, listener), listener.signal);
			} finally {
				builds--;
			}
		},
		prune: () => inTurn(() => host.call(dockerfileClear, { above: 0 })),
		begin: () => inTurn(async () => void (await sandbox?.close()))
	};
}
