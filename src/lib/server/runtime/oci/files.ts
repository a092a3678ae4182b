/**
 * Access to the files of a container, running or not. The root of a stopped container is mounted
 * while requests use its files. It is mounted once only, since two mounts of one root would not see
 * each other's changes.
 */
import type { Logger } from 'pino';
import { BoxError } from '../../../contract/errors.ts';
import { hostVerbs, isAlive, type FilesRequest, type Host, type HostChannel } from '../../host/index.ts';
import type { ContainerSpec } from '../spec.ts';
import type { Ending } from './ending.ts';
import type { Records } from './record.ts';
import { mountRoot } from './sandbox.ts';

export type FilesChannel = HostChannel<never, { errno: number }>;

export interface ContainerFiles {
	/**
	 * Carries out a request; see `root.files`.
	 * @param options.volumes whether volumes are visible
	 */
	open(
		spec: ContainerSpec,
		request: FilesRequest,
		options: { volumes: boolean; signal?: AbortSignal | undefined }
	): Promise<FilesChannel>;
	/**
	 * Ends all requests on a container's files. The caller holds its lock and is about to change
	 * its root.
	 */
	cutOff(id: string): Promise<void>;
}

/** Requests on the files of a container. */
interface Use {
	channels: Set<FilesChannel>;
	/** Channels that were closed by `cutOff`. */
	cut: WeakSet<FilesChannel>;
	/** Its root was mounted only for these requests. */
	mounted: boolean;
}

/**
 * How long an unused root stays mounted, milliseconds: several requests usually follow each other.
 */
const KEPT_MS = 3000;

/** 409: the container's root has changed. */
function begunAnew(): BoxError {
	return new BoxError({
		code: 'busy',
		status: 409,
		message: 'It was started, stopped or copied meanwhile.',
		hint: 'Begin again.',
		retryAfter: 1
	});
}

export function createContainerFiles(deps: {
	host: Host;
	records: Records;
	ending: Ending;
	locks: <T>(id: string, work: () => Promise<T>) => Promise<T>;
	log: Logger;
}): ContainerFiles {
	const { host, records, ending, locks, log } = deps;
	const uses = new Map<string, Use>();

	const stands = (id: string) => isAlive(records.get(id)?.pause ?? { pid: 0, ticks: 0 });

	async function cutOff(id: string): Promise<void> {
		const use = uses.get(id);
		if (!use) return;
		const ended = [...use.channels].map((channel) => channel.result.catch(() => {}));
		for (const channel of use.channels) {
			use.cut.add(channel);
			channel.close();
		}
		await Promise.all(ended);
		uses.delete(id);
		if (use.mounted) await ending.erase(id, true);
	}

	function letGo(id: string, use: Use): void {
		setTimeout(() => {
			const unused = () => uses.get(id) === use && use.channels.size === 0;
			if (!unused()) return;
			locks(id, async () => {
				if (unused()) await cutOff(id);
			}).catch((error: unknown) => log.warn({ err: error, id }, 'a root is still mounted'));
		}, KEPT_MS).unref();
	}

	return {
		cutOff,
		open: (spec, request, { volumes, signal }) =>
			locks(spec.id, async () => {
				const { id } = spec;
				signal?.throwIfAborted();
				let use = uses.get(id);
				// The container has ended or was started without a call of `cutOff`.
				if (use && use.mounted === stands(id)) {
					await cutOff(id);
					use = undefined;
				}
				if (!use) {
					use = { channels: new Set(), cut: new WeakSet(), mounted: !stands(id) };
					if (use.mounted) {
						await ending.erase(id, true);
						ending.begins(id);
						try {
							await mountRoot(host, spec, null, [], signal);
						} catch (error) {
							await ending.erase(id, true).catch(() => {});
							throw error;
						}
					}
					uses.set(id, use);
				}
				const shown = volumes ? spec.mounts.filter((mount) => !mount.foreign && !mount.allowed) : [];
				const channel = host.open(
					hostVerbs.rootFiles,
					{
						...{ id, request, layers: request.do === 'changes' ? spec.layers : [] },
						volumes: shown.map(({ source, target, readonly }) => ({ source, target, readonly }))
					},
					{ signal }
				);
				const current = use;
				current.channels.add(channel);
				const over = () => {
					current.channels.delete(channel);
					letGo(id, current);
				};
				channel.result.then(over, over);
				const result = channel.result.catch((error: unknown) => {
					throw current.cut.has(channel) ? begunAnew() : error;
				});
				result.catch(() => {});
				const { stdin, stdout, stderr } = channel;
				return { stdin, stdout, stderr, send: (m) => channel.send(m), result, close: () => channel.close() };
			})
	};
}
