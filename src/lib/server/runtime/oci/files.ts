/**
 * The way to the files of a container, whether it runs or not. The root of one that does not stand
 * is mounted for as long as somebody is at its files: once, since two mounts of one root would not
 * know of each other.
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
	 * @param options.volumes whether they are to be seen
	 */
	open(
		spec: ContainerSpec,
		request: FilesRequest,
		options: { volumes: boolean; signal?: AbortSignal | undefined }
	): Promise<FilesChannel>;
	/**
	 * Ends all that goes on in a container's files. The caller holds its lock, and changes what its
	 * root is.
	 */
	cutOff(id: string): Promise<void>;
}

/** What goes on in the files of a container. */
interface Use {
	channels: Set<FilesChannel>;
	/** Those that were ended from here. */
	cut: WeakSet<FilesChannel>;
	/** Its root was mounted for this alone. */
	mounted: boolean;
}

/**
 * How long an unused root stays mounted, milliseconds: who looks at files does so several times.
 */
const KEPT_MS = 3000;

/** 409: what the files are in has changed. */
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
				// One that has ended, or was started, without our doing.
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
