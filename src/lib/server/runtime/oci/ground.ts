/**
 * The runtime's prerequisites on the host, found at first use: folders, control groups, the watch
 * for exits.
 */
import type { Logger } from 'pino';
import { hostCgroups, hostVerbs, type Host } from '../../host/index.ts';
import { watchExitFiles } from './exit-files.ts';
import type { Ground } from './exit-tracker.ts';

export function createGround(deps: { host: Host; settle: (name: string) => Promise<void>; log: Logger }) {
	const { host, settle, log } = deps;
	let ground: Ground | null = null;
	const settled = (name: string) =>
		void settle(name).catch((error: unknown) => {
			log.error({ error, name }, 'exit of a process could not be taken in');
		});
	return {
		/** Null before the first use. */
		now: () => ground,

		/** Finds them once. */
		async ready(): Promise<Ground> {
			if (ground) return ground;
			await host.call(hostVerbs.runFolderOpen, {});
			const layout = await hostCgroups();
			ground ??= {
				layout,
				exitFiles: watchExitFiles(host, settled, (error) => log.error({ error }, 'watching for exits failed'))
			};
			return ground;
		},

		close() {
			ground?.exitFiles.close();
			ground = null;
		}
	};
}
