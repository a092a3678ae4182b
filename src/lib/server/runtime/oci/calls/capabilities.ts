/**
 * The capabilities of this host's runtime, and the parts of every configuration that depend on
 * them.
 */
import { arch } from 'node:os';
import { BoxError } from '../../../../contract/errors.ts';
import type { OciCapabilities, OciConfig } from '../../../host/index.ts';
import { ociConfig, type ConfigInput } from '../config.ts';

/** @throws BoxError 503 `no-runtime` */
export type Capabilities = () => Promise<OciCapabilities>;

/**
 * @param capabilities the capabilities that were found to work; called at each use, since detection
 *   runs while the server starts
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

/** Returns the configuration of a process in the form that this host's runtime accepts. */
export function configFor(
	oci: OciCapabilities,
	input: Omit<ConfigInput, 'mappingsWithPath' | 'init' | 'openFilesHard' | 'oomScoreAdj' | 'arch'>
): OciConfig {
	return ociConfig({
		...input,
		mappingsWithPath: oci.mappingsWithPath,
		init: oci.init,
		// In a user namespace that the runtime creates itself, it may set them.
		openFilesHard: oci.setsLimits || input.sandboxPid === null ? oci.openFilesHard : null,
		oomScoreAdj: oci.oomScoreAdj,
		arch: arch()
	});
}
