/** Reads the body of `POST /volumes/create`. Pure. */
import * as v from 'valibot';
import { badRequest } from './errors.ts';
import { noNulls, readShape } from './read-shape.ts';

const texts = v.nullish(v.record(v.string(), v.nullish(v.string())));
const asked = v.object({
	Name: v.nullish(v.string()),
	Driver: v.nullish(v.string()),
	DriverOpts: texts,
	Labels: texts,
	ClusterVolumeSpec: v.nullish(v.unknown())
});

export interface VolumeRequest {
	/** Null: a name is generated. */
	name: string | null;
	labels: Record<string, string>;
}

/**
 * @param body parsed JSON
 * @throws DockerError 400 for a request that cannot be fulfilled
 */
export function readVolume(body: unknown): VolumeRequest {
	const { Name, Driver, DriverOpts, Labels, ClusterVolumeSpec } = readShape(asked, body);
	if (Driver && Driver !== 'local') {
		const shown = Driver.slice(0, 80);
		throw badRequest(`error looking up volume plugin ${shown}: plugin "${shown}" not found`);
	}
	// With driver options a volume would be a folder of the host, a network share or a disk.
	const [option] = Object.keys(DriverOpts ?? {});
	if (option !== undefined) throw badRequest(`Options of volumes (${option.slice(0, 80)}) are not offered here.`);
	if (ClusterVolumeSpec) throw badRequest('Volumes of a cluster are not offered here.');
	return {
		name: Name || null,
		labels: noNulls(Labels)
	};
}
