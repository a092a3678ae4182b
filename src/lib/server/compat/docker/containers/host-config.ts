/** `HostConfig` of inspect, for values that the client did not set. */

/** Fields of `HostConfig` that are the same for every container, with dockerd’s defaults. */
export const HOST = {
	Binds: null,
	ContainerIDFile: '',
	LogConfig: { Type: 'json-file', Config: {} },
	NetworkMode: 'bridge',
	PortBindings: {},
	RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
	AutoRemove: false,
	VolumeDriver: '',
	VolumesFrom: null,
	ConsoleSize: [0, 0],
	CapAdd: null,
	CapDrop: null,
	CgroupnsMode: 'private',
	Dns: [],
	DnsOptions: [],
	DnsSearch: [],
	ExtraHosts: null,
	GroupAdd: null,
	IpcMode: 'private',
	Cgroup: '',
	Links: null,
	OomScoreAdj: 0,
	PidMode: '',
	Privileged: false,
	PublishAllPorts: false,
	ReadonlyRootfs: false,
	SecurityOpt: null,
	UTSMode: '',
	UsernsMode: '',
	ShmSize: 67_108_864,
	Runtime: 'runc',
	Isolation: '',
	CpuShares: 0,
	Memory: 0,
	NanoCpus: 0,
	CgroupParent: '',
	BlkioWeight: 0,
	BlkioWeightDevice: [],
	BlkioDeviceReadBps: [],
	BlkioDeviceWriteBps: [],
	BlkioDeviceReadIOps: [],
	BlkioDeviceWriteIOps: [],
	CpuPeriod: 0,
	CpuQuota: 0,
	CpuRealtimePeriod: 0,
	CpuRealtimeRuntime: 0,
	CpusetCpus: '',
	CpusetMems: '',
	Devices: [],
	DeviceCgroupRules: null,
	DeviceRequests: null,
	MemoryReservation: 0,
	MemorySwap: 0,
	MemorySwappiness: null,
	OomKillDisable: null,
	PidsLimit: null,
	Ulimits: [],
	CpuCount: 0,
	CpuPercent: 0,
	IOMaximumIOps: 0,
	IOMaximumBandwidth: 0,
	MaskedPaths: [],
	ReadonlyPaths: []
};

/** Returns the values that were set. Null and absent ones keep dockerd’s default. */
export const givenOf = (values: object | null | undefined) =>
	Object.fromEntries(Object.entries(values ?? {}).filter(([, value]) => value !== null && value !== undefined));

/** Converts the restart policy of a box to Docker’s form. */
export function restartWords(restart: string) {
	const [Name = 'no', most = '0'] = restart.split(':');
	return { Name, MaximumRetryCount: Number(most) };
}
