/** `HostConfig` of inspect, where a client did not say otherwise. */

/** What every container has of `HostConfig`, in dockerd’s own words. */
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

/** Values that were given; what is null or absent is dockerd’s own. */
export const givenOf = (values: object | null | undefined) =>
	Object.fromEntries(Object.entries(values ?? {}).filter(([, value]) => value !== null && value !== undefined));

/** Restart policy of a box, as Docker has it. */
export function restartWords(restart: string) {
	const [Name = 'no', most = '0'] = restart.split(':');
	return { Name, MaximumRetryCount: Number(most) };
}
