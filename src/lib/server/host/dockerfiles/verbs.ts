/**
 * Builds from Dockerfiles, by buildah in a sandbox: its own ids, network and limits, a root in
 * memory with the host's programs read-only, and one writable folder. What a Dockerfile runs has
 * even less: no capability to mount or to leave its root, and buildah's system call filter.
 */
import { existsSync } from 'node:fs';
import { chmod, chown, lstat, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { streamVerb } from '../channel.ts';
import { confine, containerId } from '../confine.ts';
import { enterGroup, killGroup, pauseProcess, removeGroup } from '../containers/index.ts';
import { containerRange, rangeBase } from '../ids/index.ts';
import { ociText } from '../oci-schema.ts';
import { killProcess } from '../process-identity.ts';
import { containerFolder, findProgram } from '../programs.ts';
import { removeTree } from '../remove-tree.ts';
import { SYSTEM_PATH } from '../spawn.ts';
import { systemCalls } from '../system-calls.ts';
import type { HostPaths } from '../types.ts';
import { verb, type VerbContext } from '../verb.ts';
import { BUILD_CALLS, BUILD_SCRIPT, WORK_INSIDE } from './script.ts';

/** Beside the layers of roots, on the same disk; root owns it, so nobody can place a link there. */
const placeOf = (paths: HostPaths) => join(paths.images, '.dockerfiles');

/** Name of the cgroup of a step, below that of its sandbox. */
const GROUP = 'step';

/**
 * Capabilities that buildah drops for what a Dockerfile runs. Without the second one nothing can
 * leave its root, and so reach data of other builds.
 */
const TAKEN = ['CAP_SYS_ADMIN', 'CAP_SYS_CHROOT'];

/** Files that buildah and programs of the host read; see `containers-storage.conf(5)`. */
const FILES: Record<string, string> = {
	'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n',
	'etc/group': 'root:x:0:\n',
	'etc/hosts': '127.0.0.1\tlocalhost\n',
	'etc/containers/policy.json': '{"default":[{"type":"insecureAcceptAnything"}]}\n',
	'etc/containers/registries.conf': 'unqualified-search-registries = []\n',
	'etc/containers/storage.conf': `[storage]\ndriver = "overlay"\nrunroot = "/run/storage"\ngraphroot = "${WORK_INSIDE}/kept"\n`
};

const noBuildah = () =>
	new BoxError({
		code: 'no-buildah',
		status: 409,
		message: 'Dockerfiles are built by buildah, which is not installed on this host.',
		hint: 'Install it (apt-get install -y buildah), or build elsewhere and bring the image: docker save IMAGE | docker -H … load.'
	});

/**
 * Creates the folders of builds. Data of earlier builds stay if they have the owner that builds
 * have now.
 * @returns an empty folder for the root of the sandbox
 * @throws BoxError 409 `no-buildah`
 */
export const dockerfilePrepare = verb(
	'dockerfile.prepare',
	v.object({ range: containerRange }),
	async ({ range }, context): Promise<{ layer: string }> => {
		if (!findProgram('buildah') || !systemCalls()) throw noBuildah();
		const place = placeOf(context.paths);
		const base = await rangeBase(range, context.names);
		await mkdir(place, { recursive: true, mode: 0o711 });
		await confine(context.paths, place, ['images']);
		const work = join(place, 'work');
		const found = await lstat(work).catch(() => null);
		if (found && found.uid !== base) await removeTree(work, context);
		for (const [name, owner] of [
			['none', context.names.idBase],
			['work', base]
		] as const) {
			await mkdir(join(place, name), { recursive: true });
			await chmod(join(place, name), 0o755);
			await chown(join(place, name), owner, owner);
		}
		return { layer: join(place, 'none') };
	}
);

/**
 * Removes everything that builds have kept, if it exceeds a limit. Nothing to remove is no error.
 * @returns bytes that were freed
 */
export const dockerfileClear = verb(
	'dockerfile.clear',
	v.object({ above: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
	async ({ above }, context): Promise<number> => {
		const place = placeOf(context.paths);
		if (!existsSync(place)) return 0;
		const { stdout } = await context.spawn('du', ['--summarize', '--block-size=1', '--', place], { allow: [1] });
		const size = Number(/^\d+/.exec(stdout)?.[0] ?? 0);
		if (size <= above) return 0;
		await removeTree(place, context);
		return size;
	}
);

const imageId = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
/** A name and its value; neither can be parsed as an option. */
const pair = v.tuple([v.pipe(ociText, v.maxLength(1024), v.regex(/^[^=]+$/)), v.pipe(ociText, v.maxLength(65_536))]);
const pairs = v.pipe(v.array(pair), v.maxLength(512));

const step = v.variant('do', [
	/** Removes everything of an earlier build except its cache. */
	v.object({ do: v.literal('begin') }),
	/** Unpacks a plain tar: the build context. */
	v.object({ do: v.literal('context') }),
	/** Writes a file of the build from standard input. */
	v.object({ do: v.literal('write'), file: v.picklist(['Dockerfile', 'base.tar']) }),
	/** Reads the text of a file in the context. */
	v.object({ do: v.literal('read'), path: v.pipe(ociText, v.maxLength(4096)) }),
	/** Lists ids of images that are kept from earlier builds, one per line. */
	v.object({ do: v.literal('known') }),
	/** Loads `base.tar`, an archive of `docker save`. */
	v.object({ do: v.literal('take') }),
	v.object({
		do: v.literal('build'),
		args: pairs,
		labels: pairs,
		/** `name:address` */
		hosts: v.pipe(v.array(v.pipe(ociText, v.maxLength(300), v.regex(/^[\w.-]+:[0-9a-fA-F.:]+$/))), v.maxLength(64)),
		target: v.nullable(v.pipe(v.string(), v.regex(/^[\w.-]{1,128}$/))),
		/** Whether results of earlier identical steps are reused. */
		cache: v.boolean(),
		shmBytes: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1)))
	}),
	/** Packs an image like `docker save`; `give` then returns it. */
	v.object({ do: v.literal('pack'), image: imageId }),
	v.object({ do: v.literal('give') }),
	/** Removes what neither a named image nor a later build needs. */
	v.object({ do: v.literal('end') })
]);

/** A step of a build in its sandbox. */
export type DockerfileStep = v.InferOutput<typeof step>;

const inWork = (name: string) => `${WORK_INSIDE}/${name}`;
const CONTEXT = inWork('context');
const SCRATCH = ['context', 'Dockerfile', 'base.tar', 'out.tar', 'tmp'].map(inWork);

/** Returns the program of a step, with its arguments. */
function programOf(wanted: DockerfileStep): string[] {
	switch (wanted.do) {
		case 'begin':
			return ['rm', '--recursive', '--force', '--', ...SCRATCH];
		case 'context':
			return [
				...['tar', '--extract', '--file=-', `--directory=${CONTEXT}`, '--no-same-owner', '--preserve-permissions'],
				...['--numeric-owner', '--warning=no-timestamp', '--delay-directory-restore']
			];
		case 'write':
			return ['dd', `of=${inWork(wanted.file)}`, 'bs=1M', 'status=none'];
		case 'read':
			return ['head', '--bytes=1048577', '--', `${CONTEXT}/${wanted.path}`];
		case 'known':
			return ['buildah', 'images', '--all', '--no-trunc', '--format={{.ID}}'];
		case 'take':
			return ['buildah', 'pull', '--quiet', `docker-archive:${inWork('base.tar')}`];
		case 'build':
			return [
				...['buildah', 'build', '--isolation=chroot', '--format=docker', '--pull=never'],
				...TAKEN.map((name) => `--cap-drop=${name}`),
				...(wanted.cache ? ['--layers'] : ['--no-cache']),
				...wanted.args.map(([name, value]) => `--build-arg=${name}=${value}`),
				...wanted.labels.map(([name, value]) => `--label=${name}=${value}`),
				...wanted.hosts.map((host) => `--add-host=${host}`),
				...(wanted.target === null ? [] : [`--target=${wanted.target}`]),
				...(wanted.shmBytes === null ? [] : [`--shm-size=${wanted.shmBytes}b`]),
				...[`--file=${inWork('Dockerfile')}`, CONTEXT]
			];
		case 'pack':
			return ['buildah', 'push', '--quiet', wanted.image, `docker-archive:${inWork('out.tar')}`];
		case 'give':
			return ['cat', '--', inWork('out.tar')];
		case 'end':
			return ['buildah', 'rm', '--all'];
	}
}

/** Returns the idle process that owns a sandbox's namespaces. @throws BoxError 409 `wrong-state` */
async function pauseOf(id: string, context: VerbContext): Promise<number> {
	const found = await pauseProcess(id, context);
	if (found !== null) return found;
	throw new BoxError({ code: 'wrong-state', status: 409, message: 'The place of the build is gone.' });
}

/**
 * Carries out one step of a build in its sandbox. Input, output and errors are the program's.
 * @returns its exit status; 125 when the sandbox could not be entered
 * @throws BoxError 409 `wrong-state`, `no-buildah`
 */
export const dockerfileWork = streamVerb(
	'dockerfile.work',
	v.object({ id: containerId, range: containerRange, step }),
	v.never(),
	async ({ id, range, step: wanted }, context, channel): Promise<{ exitCode: number }> => {
		const calls = systemCalls();
		if (!calls || !findProgram('buildah')) throw noBuildah();
		const [pause, base] = [await pauseOf(id, context), await rangeBase(range, context.names)];
		const work = await confine(context.paths, join(placeOf(context.paths), 'work'), ['images']);
		const names = join(containerFolder(context.paths, id), 'top', 'etc', 'resolv.conf');
		const files = {
			...FILES,
			'etc/resolv.conf': await readFile(names, 'utf8').catch(() => '')
		};
		const given = Object.entries(files)
			.flat()
			.map((text) => Buffer.from(text).toString('hex'))
			.join(',');
		context.signal?.throwIfAborted();
		const numbers = BUILD_CALLS.map((name) => calls[name]);
		const running = await context.launch(
			'perl',
			['-e', BUILD_SCRIPT, ...[...numbers, pause, base].map(String), work, ...programOf(wanted)],
			{
				cwd: '/',
				env: { FILES: given, PATH: SYSTEM_PATH, HOME: '/root', TMPDIR: inWork('tmp'), ...BUILDAH },
				pipes: ['reads']
			}
		);
		const group = `${id}/${GROUP}`;
		const end = () => killProcess(running.pid);
		context.signal?.addEventListener('abort', end, { once: true });
		try {
			await enterGroup(running.pid, join(context.names.cgroup, group), ['pids', 'memory', 'cpu', 'freezer']);
			if (context.signal?.aborted) end();
			running.pipes[0]!.write('g');
			channel.stdin.pipe(running.stdin);
			const passed = [[running.stdout, channel.stdout] as const, [running.stderr, channel.stderr] as const].map(
				([from, to]) =>
					new Promise<void>((resolve) => {
						from.once('close', resolve);
						to.once('close', () => from.destroy());
						from.pipe(to, { end: false });
					})
			);
			const exitCode = await running.exited;
			await Promise.all(passed);
			context.signal?.throwIfAborted();
			return { exitCode };
		} finally {
			context.signal?.removeEventListener('abort', end);
			channel.stdin.unpipe(running.stdin);
			await killGroup(group, context);
			await removeGroup(group, context);
			running.release();
		}
	}
);

/** It is already in a user namespace and creates none. */
const BUILDAH = { BUILDAH_ISOLATION: 'chroot', _CONTAINERS_USERNS_CONFIGURED: 'done' };
