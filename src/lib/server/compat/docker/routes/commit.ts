/** `docker commit` and `docker diff`: a container's changes as an image and as a list. */
import { isBoxError } from '../../../../contract/errors.ts';
import { applyChanges, parseImageName, type ImageConfiguration } from '../../../images/index.ts';
import { whileRoom } from '../../../system/index.ts';
import type { DockerCall } from '../call.ts';
import { inspectedConfig } from '../containers/inspect.ts';
import { keptOf } from '../containers/kept.ts';
import type { DockerContext } from '../context.ts';
import { badRequest, DockerError } from '../errors.ts';
import { taggedName } from '../images/words.ts';
import { flagOf } from '../query.ts';
import type { Route } from '../router.ts';
import { needBox } from './common.ts';

/** Fields of a container's configuration that an image has too (image-spec, config.md). */
const OF_IMAGES = [
	...['User', 'ExposedPorts', 'Env', 'Entrypoint', 'Cmd', 'Volumes', 'WorkingDir', 'Labels', 'StopSignal'],
	...['Healthcheck', 'Shell', 'OnBuild']
];

/** Returns those of these fields that are set. */
function imageConfig(config: object): ImageConfiguration {
	return Object.fromEntries(
		Object.entries(config).filter(
			([name, value]) => OF_IMAGES.includes(name) && value !== null && value !== undefined && value !== ''
		)
	);
}

/** Numbers of the kinds of changes (moby, pkg/archive/changes.go). */
const KINDS = { changed: 0, added: 1, deleted: 2 } as const;

export function commitRoutes(context: DockerContext): Route[] {
	const { box } = context;

	async function commit(call: DockerCall): Promise<void> {
		const { query } = call;
		const named: DockerCall = { ...call, params: { id: query.get('container') ?? '' } };
		const { id } = needBox(context, named, { action: 'docker.commit', done: 'made an image of' });
		const name = taggedName(query.get('repo'), query.get('tag'));
		if (name !== null && parseImageName(name).version.startsWith('sha256:'))
			throw badRequest('an image cannot have a digest as its tag');
		const detail = await context.run(call, 'boxes.get', { params: { id } });
		const asked = (await call.json()) ?? {};
		if (typeof asked !== 'object') throw badRequest('invalid JSON: the configuration is no object');
		const before = imageConfig(inspectedConfig(detail, keptOf(detail.annotations)));
		const config = applyChanges({ ...before, ...imageConfig(asked) }, query.getAll('changes'));
		const author = (query.get('author') ?? '').slice(0, 300);
		const comment = (query.get('comment') ?? '').slice(0, 1000);
		// The container is paused so that the image has its files as of one moment.
		const held = flagOf(query, 'pause', true) && detail.state === 'running';
		if (held) await box.boxes.pause(id);
		try {
			const made = await context.perform(call, 'images.commit', name ?? id, () =>
				whileRoom(box.space, 'box', call.signal, async (signal) => {
					const files = await box.boxes.files();
					const { stream } = await files.archive(id, '', signal, { as: '', volumes: false });
					return box.images.assemble({ root: stream, source: 'commit', config, author, comment, name }, signal);
				})
			);
			call.answer(201, { Id: made.id });
		} finally {
			if (held) {
				await box.boxes.resume(id).catch((error: unknown) => {
					box.log.warn({ err: error, box: id }, 'a container stays paused after a commit');
				});
			}
		}
	}

	async function changes(call: DockerCall): Promise<void> {
		const { id } = needBox(context, call, { action: 'docker.diff', done: 'looked into' });
		try {
			const files = await box.boxes.files();
			const found = await files.changes(id, call.signal);
			call.answer(
				200,
				found.map(({ path, kind }) => ({ Path: path, Kind: KINDS[kind] }))
			);
		} catch (error) {
			if (isBoxError(error) && error.code === 'too-many-changes') throw new DockerError(413, error.message);
			throw error;
		}
	}

	return [
		{ method: 'POST', path: '/commit', handle: commit },
		{ method: 'GET', path: '/containers/{id}/changes', handle: changes }
	];
}
