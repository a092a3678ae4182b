/** Transfers of images: pull, push, load, import and save. */
import { pipeline } from 'node:stream/promises';
import { whileRoom } from '../../../system/index.ts';
import { applyChanges, familiar, familiarName, parseImageName, type PushEvent } from '../../../images/index.ts';
import type { OwnActionId } from '../actions.ts';
import type { DockerCall, Lines } from '../call.ts';
import type { DockerContext } from '../context.ts';
import { asDockerError, badRequest, BUG_WORDS, DockerError } from '../errors.ts';
import { imageHappenings } from './happenings.ts';
import { namesOne, pulledName, pullLine, pushLine, registryLogin, taggedName } from './words.ts';

const TAR = { 'Content-Type': 'application/x-tar' };

export function createTransfers({ box, events, perform }: DockerContext) {
	const { images } = box;
	const happened = imageHappenings(events);

	/**
	 * Runs work whose failure is reported as a line of the answer, because the head was sent long
	 * ago.
	 */
	async function reported(
		call: DockerCall,
		action: OwnActionId & `images.${string}`,
		subject: string,
		work: (to: Lines, signal: AbortSignal) => Promise<void>
	) {
		const answer: { to?: Lines } = {};
		try {
			await perform(call, action, subject, async () => {
				const to = (answer.to = call.lines());
				// Incoming data goes to the disk, so the work is aborted before the disk is full.
				await whileRoom(box.space, 'box', call.signal, (signal) => work(to, signal));
			});
		} catch (error) {
			if (!answer.to) throw error;
			const shown = asDockerError(error);
			if (!call.signal.aborted && !shown) box.log.error({ err: error }, 'a call of a Docker client failed');
			const message = shown?.message ?? BUG_WORDS;
			answer.to.send({ errorDetail: { message }, error: message });
		}
		answer.to?.end();
	}

	async function pull(call: DockerCall, fromImage: string): Promise<void> {
		const name = pulledName(fromImage, call.query.get('tag'));
		const login = registryLogin(call.header('x-registry-auth'));
		const wanted = parseImageName(name);
		const repository = wanted.name.slice(wanted.name.indexOf('/') + 1);
		await reported(call, 'images.pull', name, async (to, signal) => {
			const all = !namesOne(name);
			const tags = all ? await images.tagsOf(name, login, signal) : [];
			let news = false;
			for (const one of all ? tags.map((tag) => `${name}:${tag}`) : [name]) {
				to.send({ status: `Pulling from ${repository}`, id: parseImageName(one).version });
				const { digest, fresh } = await images.pull(one, {
					login,
					platform: call.query.get('platform'),
					onProgress(event) {
						const line = pullLine(event);
						if (line) to.send(line);
					},
					signal
				});
				news ||= fresh;
				const pulled = parseImageName(one);
				happened.add('pull', familiar(pulled), familiarName(pulled.name));
				to.send({ status: `Digest: ${digest}` });
			}
			const what = news ? 'Downloaded newer image for' : 'Image is up to date for';
			to.send({ status: `Status: ${what} ${all ? familiarName(wanted.name) : familiar(wanted)}` });
		});
	}

	/** The stored images that a push means. @throws DockerError 404, in dockerd’s words */
	function pushed(name: string): string[] {
		const { name: repository } = parseImageName(name);
		const here = images.list().flatMap(({ tags }) => tags.filter((tag) => parseImageName(tag).name === repository));
		if (here.length === 0) {
			throw new DockerError(404, `An image does not exist locally with the tag: ${familiarName(repository)}`);
		}
		if (!namesOne(name)) return here;
		const one = familiar(parseImageName(name));
		if (!here.includes(one)) throw new DockerError(404, `tag does not exist: ${one}`);
		return [one];
	}

	async function push(call: DockerCall, given: string): Promise<void> {
		const name = pulledName(given, call.query.get('tag'));
		const login = registryLogin(call.header('x-registry-auth'));
		const repository = parseImageName(name).name;
		await reported(call, 'images.push', name, async (to, signal) => {
			to.send({ status: `The push refers to repository [${repository}]` });
			for (const one of pushed(name)) {
				const onProgress = (event: PushEvent) => void to.send(pushLine(event));
				const { digest, size } = await images.push(one, { login, onProgress, signal });
				const tag = parseImageName(one).version;
				happened.add('push', one, familiarName(repository));
				to.send({ status: `${tag}: digest: ${digest} size: ${size}` });
				to.send({ progressDetail: {}, aux: { Tag: tag, Digest: digest, Size: size } });
			}
		});
	}

	async function importRoot(call: DockerCall): Promise<void> {
		const { query } = call;
		if (query.get('fromSrc') !== '-') {
			throw badRequest('An import only reads what the client sends: give “-”, and the archive as input.');
		}
		const config = applyChanges({}, query.getAll('changes'));
		const name = taggedName(query.get('repo'), query.get('tag'));
		if (name !== null) parseImageName(name);
		const root = call.upload();
		await reported(call, 'images.import', name ?? '', async (to, signal) => {
			const comment = query.get('message') || 'Imported from -';
			const made = await images.assemble({ root, source: 'import', config, comment, name }, signal);
			happened.add('import', made.id);
			to.send({ status: made.id });
		});
	}

	async function save(call: DockerCall, names: readonly string[]): Promise<void> {
		if (names.length === 0) throw badRequest('no image was named');
		const archive = await images.save(names);
		await pipeline(archive, call.bytes(200, TAR), { signal: call.signal }).catch((error: unknown) => {
			if (!call.signal.aborted) box.log.warn({ err: error }, 'an archive of images was cut off');
			call.cut();
		});
	}

	return {
		pull,
		push,
		importRoot,
		save,
		load: (call: DockerCall) =>
			reported(call, 'images.load', '', async (to, signal) => {
				const onLoaded = (name: string) => {
					happened.add('load', name);
					const what = name.startsWith('sha256:') ? 'Loaded image ID' : 'Loaded image';
					to.send({ stream: `${what}: ${name}\n` });
				};
				await images.load(call.upload(), { onLoaded, signal });
			})
	};
}
