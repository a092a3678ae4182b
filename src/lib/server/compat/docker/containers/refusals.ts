/** Finds what a container asks for that the owner’s rules forbid or that is not offered. Pure. */
import { isDefaultNetwork } from '../networks/request.ts';
import type { Asked, AskedHost } from './asked.ts';

/** The refused parts of a request, one sentence each. */
export interface Refused {
	/** Forbidden by the owner’s rules; recorded in the audit log. */
	policy: string[];
	/** Not offered. */
	missing: string[];
	/** Ignored; the client gets a warning. */
	warnings: string[];
}

const given = (list: readonly unknown[] | null | undefined) => (list?.length ?? 0) > 0;
const set = (value: string | null | undefined) => value !== null && value !== undefined && value !== '';

/** Namespaces of the host, which are never shared with a container. */
const SHARED = [
	['NetworkMode', 'network'],
	['PidMode', 'process list'],
	['IpcMode', 'shared memory'],
	['UTSMode', 'host name'],
	['UsernsMode', 'users'],
	['CgroupnsMode', 'cgroups']
] as const satisfies readonly (readonly [keyof AskedHost, string])[];

/** Classifies security options that would weaken a container's isolation. */
function securityRefused(option: string): 'policy' | 'missing' | null {
	const [name, value = ''] = option.split(/[=:](.*)/s);
	if (name === 'no-new-privileges') return value === 'false' ? 'policy' : null;
	if (name === 'seccomp') return value === 'unconfined' ? 'policy' : value === 'builtin' ? null : 'missing';
	if (name === 'systempaths') return 'policy';
	// Containers here are confined by neither SELinux nor AppArmor, so this has no effect.
	if (name === 'label' || name === 'apparmor') return null;
	return 'missing';
}

/** Checks a request for parts that are forbidden or not offered. */
export function refusedOf({ HostConfig, ...config }: Asked): Refused {
	const host = HostConfig ?? {};
	const policy: string[] = [];
	const missing: string[] = [];
	const warnings: string[] = [];

	if (host.Privileged)
		policy.push('Privileged containers are not allowed on this box: they could do everything that the host can.');
	for (const [field, what] of SHARED) {
		if (host[field] === 'host') policy.push(`A container cannot use the host’s ${what} (${field}=host) on this box.`);
		else if (host[field]?.startsWith('container:'))
			missing.push(`Sharing the ${what} of another container is not offered. Put both on one network instead.`);
	}
	if (given(host.Devices) || given(host.DeviceRequests) || given(host.DeviceCgroupRules))
		policy.push('Containers cannot use devices of the host on this box.');
	if (set(host.CgroupParent)) policy.push('The cgroup of a container is chosen by the box.');
	if (host.MaskedPaths?.length === 0 || host.ReadonlyPaths?.length === 0)
		policy.push('Masked and read-only kernel paths (MaskedPaths, ReadonlyPaths) are fixed on this box.');
	for (const option of host.SecurityOpt ?? []) {
		const how = securityRefused(option);
		if (how === 'policy') policy.push(`The security option ${option.slice(0, 80)} is not allowed on this box.`);
		else if (how === 'missing') missing.push(`invalid --security-opt: ${option.slice(0, 80)}`);
	}
	// On a user-defined network dockerd ignores these; the endpoint has its own `Links`.
	if (given(host.Links) && isDefaultNetwork(host.NetworkMode))
		missing.push('Links are not offered: put the containers on one network, where names lead to them.');
	if (set(host.VolumeDriver) && host.VolumeDriver !== 'local')
		missing.push(`error looking up volume plugin ${host.VolumeDriver}: plugin "${host.VolumeDriver}" not found`);
	const { Type: log } = host.LogConfig ?? {};
	if (set(log) && !['json-file', 'local', 'default', 'none'].includes(log!))
		missing.push(`logger: no log driver named '${log!.slice(0, 80)}' is registered`);
	if (set(host.Runtime) && !/^(runc|crun|io\.containerd\.runc\.v2)$/.test(host.Runtime!))
		missing.push(`unknown or invalid runtime name: ${host.Runtime!.slice(0, 80)}`);
	if (set(host.Isolation) && host.Isolation !== 'default') missing.push(`invalid isolation: ${host.Isolation}`);
	for (const name of Object.keys(host.StorageOpt ?? {})) {
		if (name !== 'size') missing.push(`Unknown storage option: ${name.slice(0, 80)}`);
	}

	if (given(host.Dns) || given(host.DnsOptions) || given(host.DnsSearch))
		warnings.push('The container uses the name server of the box: dns and dns_search were ignored.');
	if (host.ExtraHosts?.some((one) => one.endsWith('host-gateway')))
		warnings.push('host-gateway leads only to ports of containers: the host’s own services do not answer.');
	const without = (name: string) => warnings.push(`${name} is not offered here and was ignored.`);
	const tmpfs = Object.values(host.Tmpfs ?? {}).flatMap((options) => (options ?? '').split(',').filter(Boolean));
	const modes = host.Mounts?.some(({ TmpfsOptions }) => TmpfsOptions?.Mode) ?? false;
	if (modes || tmpfs.some((option) => !/^(?:size=.*|rw|nosuid|nodev|exec)$/.test(option)))
		without('An option of a tmpfs beside its size');
	if (set(config.Domainname)) without('A domain name');
	if (set(config.MacAddress)) without('A chosen MAC address');
	if (host.CpuShares) without('A weight of processor time (CpuShares)');
	if (set(host.CpusetCpus) || set(host.CpusetMems)) without('A choice of cores (cpuset)');
	if (host.CpuRealtimePeriod || host.CpuRealtimeRuntime) without('Real-time scheduling');
	// Containers never have swap. A limit equal to the memory limit asks for no swap.
	if (host.MemorySwap && host.MemorySwap !== host.Memory) without('Swap of a container');
	if (host.KernelMemory) without('A limit of the kernel’s memory');
	if (host.MemoryReservation) without('A soft limit of memory');
	if (host.OomKillDisable) without('OomKillDisable');
	if (host.OomScoreAdj) without('OomScoreAdj');
	const block = [
		host.BlkioDeviceReadBps,
		host.BlkioDeviceWriteBps,
		host.BlkioDeviceReadIOps,
		host.BlkioDeviceWriteIOps
	];
	if (host.BlkioWeight || block.some(given)) without('A limit of disk traffic');
	if (log === 'none') without('Keeping no log');
	return { policy, missing, warnings };
}
