/**
 * The body of `POST /containers/create`, as far as we use it. As lenient as dockerd: null and
 * absent are the same, unknown fields are ignored.
 */
import * as v from 'valibot';
import { badRequest } from '../errors.ts';
import { readShape } from '../read-shape.ts';

const text = v.nullish(v.string());
const number = v.nullish(v.number());
const flag = v.nullish(v.boolean());
const texts = v.nullish(v.array(v.string()));
/** Old clients send one string where a list is meant. */
const words = v.nullish(
	v.union([
		v.array(v.string()),
		v.pipe(
			v.string(),
			v.transform((one) => (one === '' ? [] : [one]))
		)
	])
);
const map = v.nullish(v.record(v.string(), v.nullish(v.string())));
const anything = v.nullish(v.unknown());

const portBinding = v.object({ HostIp: text, HostPort: v.nullish(v.union([v.string(), v.number()])) });

const mount = v.object({
	Type: text,
	Source: text,
	Target: text,
	ReadOnly: flag,
	BindOptions: v.nullish(v.object({ Propagation: text, CreateMountpoint: flag })),
	VolumeOptions: v.nullish(
		v.object({ NoCopy: flag, Subpath: text, Labels: map, DriverConfig: v.nullish(v.object({ Name: text })) })
	),
	TmpfsOptions: v.nullish(v.object({ SizeBytes: number, Mode: number }))
});

export const healthcheck = v.object({
	Test: texts,
	/** Nanoseconds, like the other durations. */
	Interval: number,
	Timeout: number,
	StartPeriod: number,
	StartInterval: number,
	Retries: number
});

/**
 * Reads the health check of an image; null for none. The image's author may have written anything.
 */
export function readHealthcheck(given: unknown): v.InferOutput<typeof healthcheck> | null {
	const read = v.safeParse(healthcheck, given);
	return read.success ? read.output : null;
}

const endpoint = v.object({
	Aliases: texts,
	Links: texts,
	IPAMConfig: v.nullish(v.object({ IPv4Address: text, IPv6Address: text })),
	MacAddress: text
});

const hostConfig = v.object({
	Binds: texts,
	Mounts: v.nullish(v.array(mount)),
	Tmpfs: map,
	VolumesFrom: texts,
	VolumeDriver: text,
	PortBindings: v.nullish(v.record(v.string(), v.nullish(v.array(portBinding)))),
	PublishAllPorts: flag,
	RestartPolicy: v.nullish(v.object({ Name: text, MaximumRetryCount: number })),
	AutoRemove: flag,
	NetworkMode: text,
	Memory: number,
	MemoryReservation: number,
	MemorySwap: number,
	KernelMemory: number,
	NanoCpus: number,
	CpuQuota: number,
	CpuPeriod: number,
	CpuShares: number,
	CpusetCpus: text,
	CpusetMems: text,
	CpuRealtimePeriod: number,
	CpuRealtimeRuntime: number,
	BlkioWeight: number,
	BlkioDeviceReadBps: v.nullish(v.array(v.unknown())),
	BlkioDeviceWriteBps: v.nullish(v.array(v.unknown())),
	BlkioDeviceReadIOps: v.nullish(v.array(v.unknown())),
	BlkioDeviceWriteIOps: v.nullish(v.array(v.unknown())),
	PidsLimit: number,
	OomKillDisable: flag,
	OomScoreAdj: number,
	Privileged: flag,
	CapAdd: texts,
	CapDrop: texts,
	Devices: v.nullish(v.array(v.unknown())),
	DeviceRequests: v.nullish(v.array(v.unknown())),
	DeviceCgroupRules: texts,
	PidMode: text,
	IpcMode: text,
	UTSMode: text,
	UsernsMode: text,
	CgroupnsMode: text,
	CgroupParent: text,
	SecurityOpt: texts,
	MaskedPaths: texts,
	ReadonlyPaths: texts,
	ReadonlyRootfs: flag,
	ShmSize: number,
	Ulimits: v.nullish(v.array(v.object({ Name: v.string(), Soft: v.number(), Hard: v.number() }))),
	Init: flag,
	ExtraHosts: texts,
	Dns: texts,
	DnsOptions: texts,
	DnsSearch: texts,
	Links: texts,
	LogConfig: v.nullish(v.object({ Type: text, Config: map })),
	Runtime: text,
	Sysctls: map,
	StorageOpt: map,
	GroupAdd: texts,
	Isolation: text
});
export type AskedHost = v.InferOutput<typeof hostConfig>;

const asked = v.object({
	Image: text,
	Cmd: words,
	Entrypoint: words,
	Env: texts,
	WorkingDir: text,
	User: v.nullish(v.union([v.string(), v.number()])),
	Hostname: text,
	Domainname: text,
	MacAddress: text,
	Tty: flag,
	OpenStdin: flag,
	StdinOnce: flag,
	AttachStdin: flag,
	AttachStdout: flag,
	AttachStderr: flag,
	Labels: map,
	StopSignal: text,
	/** Seconds. */
	StopTimeout: number,
	Healthcheck: v.nullish(healthcheck),
	Volumes: v.nullish(v.record(v.string(), anything)),
	ExposedPorts: v.nullish(v.record(v.string(), anything)),
	NetworkDisabled: flag,
	HostConfig: v.nullish(hostConfig),
	NetworkingConfig: v.nullish(v.object({ EndpointsConfig: v.nullish(v.record(v.string(), v.nullish(endpoint))) }))
});
export type Asked = v.InferOutput<typeof asked>;

/**
 * Reads the body of a request.
 * @throws DockerError 400 naming the invalid field
 */
export function readAsked(body: unknown): Asked {
	if (typeof body !== 'object' || body === null)
		throw badRequest('config cannot be empty in order to create a container');
	return readShape(asked, body);
}

const resources = v.object({
	...v.pick(hostConfig, [
		'Memory',
		'MemoryReservation',
		'MemorySwap',
		'NanoCpus',
		'CpuQuota',
		'CpuPeriod',
		'CpuShares',
		'CpusetCpus',
		'CpusetMems',
		'BlkioWeight',
		'PidsLimit',
		'RestartPolicy'
	]).entries
});
export type AskedUpdate = v.InferOutput<typeof resources>;

/** Reads the body of `POST /containers/{id}/update`. @throws DockerError 400 */
export const readUpdate = (body: unknown): AskedUpdate => readShape(resources, body);
