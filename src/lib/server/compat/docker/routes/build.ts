/** `docker build`, by the classic builder's endpoint. */
import { BuildFailed } from '../../../dockerfiles/index.ts';
import { readBuild } from '../build/asked.ts';
import type { DockerCall, Lines } from '../call.ts';
import type { DockerContext } from '../context.ts';
import { asDockerError, BUG_WORDS } from '../errors.ts';
import { flagOf } from '../query.ts';
import type { Route } from '../router.ts';

export function buildRoutes({ box, perform }: DockerContext): Route[] {
	/** Reports an error in the last line of an answer that has begun. */
	function sendFailure(to: Lines, error: unknown): void {
		const own = error instanceof BuildFailed;
		const shown = own ? error : asDockerError(error);
		if (!shown) box.log.error({ err: error }, 'a build of a Docker client failed');
		const message = shown?.message ?? BUG_WORDS;
		to.send({ errorDetail: { ...(own && { code: error.exitCode }), message }, error: message });
	}

	async function build(call: DockerCall): Promise<void> {
		const request = readBuild(call.query, call.header('x-registry-config'));
		const quiet = flagOf(call.query, 'q');
		const context = call.upload();
		const answer: { to?: Lines } = {};
		try {
			await perform(call, 'images.build', request.tags.join(' '), async () => {
				const to = (answer.to = call.lines());
				const text = (stream: string) => void (quiet || to.send({ stream }));
				const { id } = await box.dockerfiles.build(request, context, { text, signal: call.signal });
				to.send({ aux: { ID: id } });
				if (quiet) to.send({ stream: `${id}\n` });
			});
		} catch (error) {
			if (!answer.to) throw error;
			if (!call.signal.aborted) sendFailure(answer.to, error);
		} finally {
			// Discards the unread rest of the context, so that the client can finish sending it.
			context.resume();
			answer.to?.end();
		}
	}

	return [
		{ method: 'POST', path: '/build', handle: build },
		{
			method: 'POST',
			path: '/build/prune',
			async handle(call) {
				const bytes = await perform(call, 'images.prune', 'builds', () => box.dockerfiles.prune());
				call.answer(200, { CachesDeleted: null, SpaceReclaimed: bytes });
			}
		}
	];
}
