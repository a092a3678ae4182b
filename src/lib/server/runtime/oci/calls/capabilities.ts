/** What the runtime of this host can, and what of every configuration follows from it. */
import { arch } from 'node:os';
import { BoxError } from '../../../../contract/errors.ts';
import type { OciCapabilities, OciConfig } from '../../../host/index.ts';
import { ociConfig, type ConfigInput } from '../config.ts';

/** @throws BoxError 503 `no-runtime` */
export type Capabilities = () => Promise<OciCapabilities>;

/**
 * @param capabilities what was found to work; asked at each use, since it is found out while the
 *   server starts
 */
export function requireCapabilities(capabilities: () => Promise<OciCapabilities | null>): Capabilities {
	return async () => {
		const found = await capabilities();
		if (found) return found;
		throw new BoxError({
			code: 'no-runtime',
			status: 503,
			message: 'This host cannot run containers.',
			hint: 'The dashboard says what is missing and how to fix it.'
		});
	};
}

/** The configuration of a process, as this host's runtime takes it. */
export function configFor(
	oci: OciCapabilities,
	input: Omit<ConfigInput, 'mappingsWithPath' | 'init' | 'openFilesHard' | 'oomScoreAdj' | 'arch'>
): OciConfig {
	return ociConfig({
		...input,
		mappingsWithPath: oci.mappingsWithPath,
		init: oci.init,
		// A namespace that it makes itself is its own: there it may set them.
		openFilesHard: oci.setsLimits || input.sandboxPid === null ? oci.openFilesHard : null,
		oomScoreAdj: oci.oomScoreAdj,
		arch: arch()
	});
}
