/** Chooses the Debian release of a root filesystem. */
import { BoxError } from '../../../contract/errors.ts';
import type { DebianBuild } from '../types.ts';
import { defaultSuite, type HostSystem, type Snapshot } from './mirrors.ts';

/** The source of packages. */
export interface Release {
	suite: string;
	/** Null for the current packages. */
	snapshot: Snapshot | null;
	/** Name of apt's folders for it. */
	aptFolder: string;
}

/**
 * @param system the host's distribution, whose suite is the default
 * @param snapshots address of snapshots of Debian's archive, without a slash at the end
 * @throws BoxError 422 `invalid-input`
 */
export function chooseRelease(
	wanted: Pick<DebianBuild, 'suite' | 'snapshot'>,
	system: HostSystem,
	snapshots: string
): Release {
	const suite = wanted.suite ?? defaultSuite(system);
	const timestamp = wanted.snapshot;
	const wrong = (what: string) => new BoxError({ code: 'invalid-input', status: 422, message: what });
	if (!/^[a-z][a-z0-9-]{1,31}$/.test(suite)) throw wrong(`“${suite.slice(0, 40)}” is no suite of Debian.`);
	if (timestamp === undefined) return { suite, snapshot: null, aptFolder: suite };
	if (!/^\d{8}T\d{6}Z$/.test(timestamp)) {
		throw wrong(`“${timestamp.slice(0, 40)}” is no date of a snapshot of Debian such as 20260901T000000Z.`);
	}
	return { suite, snapshot: { base: snapshots, timestamp }, aptFolder: `${suite}-${timestamp}` };
}
