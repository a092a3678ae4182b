import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { ociConfigSchema } from '../../host/index.ts';
import { INIT_INSIDE, ociConfig, type ConfigInput } from './config.ts';

const input: ConfigInput = {
	hostname: 'pup',
	root: '/run/dogebox/dbx/containers/x/root',
	cgroup: '/dogebox-dbx/x/main',
	mounts: [{ source: '/data/storage/x', target: '/storage', readonly: false }],
	process: { argv: ['python3', '/pup/app.py'], cwd: '/pup', env: { DBX_PORT: '80' }, user: { uid: 420, gid: 69 } },
	kind: 'service',
	sandboxPid: 4242,
	idBase: 524288,
	mappingsWithPath: true,
	init: '/usr/bin/catatonit',
	openFilesHard: 20_000,
	oomScoreAdj: 0,
	arch: 'x64'
};

describe('OCI configuration of a service', () => {
	const config = ociConfig(input);

	it('is one that the host layer accepts', () => {
		expect(v.safeParse(ociConfigSchema, config).issues).toBeUndefined();
	});

	it('has no capability, gains none, and a root that cannot be written', () => {
		expect(Object.values(config.process.capabilities).flat()).toEqual([]);
		expect(config.process.noNewPrivileges).toBe(true);
		expect(config.root.readonly).toBe(true);
	});

	it('joins the sandbox for user, network and IPC, and has the rest for itself', () => {
		const joined = config.linux.namespaces.filter((entry) => 'path' in entry);
		expect(joined).toEqual([
			{ type: 'user', path: '/proc/4242/ns/user' },
			{ type: 'network', path: '/proc/4242/ns/net' },
			{ type: 'ipc', path: '/proc/4242/ns/ipc' }
		]);
		expect(config.linux.namespaces.map((entry) => entry.type)).toEqual([
			'user',
			'network',
			'ipc',
			'pid',
			'mount',
			'uts',
			'cgroup'
		]);
	});

	it('repeats the id mappings only for runtimes that want them', () => {
		expect(config.linux.uidMappings).toEqual([{ containerID: 0, hostID: 524288, size: 65536 }]);
		expect(ociConfig({ ...input, mappingsWithPath: false }).linux.uidMappings).toBeUndefined();
		expect(ociConfig({ ...input, mappingsWithPath: false, sandboxPid: null }).linux.uidMappings).toHaveLength(1);
	});

	it('runs under an init where there is one', () => {
		expect(config.process.args.slice(0, 3)).toEqual([INIT_INSIDE, '--', 'python3']);
		const bare = ociConfig({ ...input, init: null });
		expect(bare.process.args[0]).toBe('python3');
		expect(bare.mounts.some((mount) => mount.destination === INIT_INSIDE)).toBe(false);
	});

	it('never raises a limit above our own, and never protects itself from the kernel more than we are', () => {
		const files = config.process.rlimits!.find((limit) => limit.type === 'RLIMIT_NOFILE')!;
		expect(files).toEqual({ type: 'RLIMIT_NOFILE', soft: 20_000, hard: 20_000 });
		expect(ociConfig({ ...input, openFilesHard: null }).process).not.toHaveProperty('rlimits');
		expect(ociConfig({ ...input, oomScoreAdj: 500 }).process.oomScoreAdj).toBe(500);
		expect(ociConfig({ ...input, oomScoreAdj: -900 }).process.oomScoreAdj).toBe(200);
	});

	it('shows the limits of the whole container in its own group', () => {
		const limits = { memoryBytes: 64 * 1024 * 1024, pids: 100, cpus: 1.5 };
		const resources = (more: Partial<ConfigInput>) => ociConfig({ ...input, ...more }).linux.resources;
		expect(resources({ limits })).toMatchObject({
			memory: { limit: limits.memoryBytes },
			pids: { limit: 100 },
			cpu: { quota: 150_000, period: 100_000 }
		});
		expect(resources({ limits: { ...limits, cpus: null } })).not.toHaveProperty('cpu');
		expect(v.is(ociConfigSchema, ociConfig({ ...input, limits }))).toBe(true);
	});

	it('mounts nothing of the host with set-user-id programs or devices', () => {
		for (const mount of config.mounts.filter((entry) => entry.type === 'bind')) {
			expect(mount.options).toEqual(expect.arrayContaining(['nosuid', 'nodev']));
		}
	});
});

describe('OCI configuration of a build', () => {
	const config = ociConfig({ ...input, kind: 'build', sandboxPid: null });

	it('has namespaces of its own, capabilities over them only, and a root that is written to', () => {
		expect(v.safeParse(ociConfigSchema, config).issues).toBeUndefined();
		expect(config.linux.namespaces.some((entry) => 'path' in entry)).toBe(false);
		expect(config.process.capabilities.effective).toContain('CAP_CHOWN');
		expect(config.process.capabilities.effective).not.toContain('CAP_SYS_ADMIN');
		expect(config.root.readonly).toBe(false);
	});
});

describe('the host layer refuses', () => {
	const refused = (change: (config: ReturnType<typeof ociConfig>) => void) => {
		const config = structuredClone(ociConfig(input));
		change(config);
		return v.safeParse(ociConfigSchema, config).success === false;
	};

	it('capabilities beyond the list', () => {
		expect(refused((config) => (config.process.capabilities.effective as string[]).push('CAP_SYS_ADMIN'))).toBe(true);
	});

	it('the host’s own namespaces', () => {
		expect(refused((config) => config.linux.namespaces.splice(0, 1))).toBe(true);
		expect(refused((config) => (config.linux.namespaces[1] = { type: 'network', path: '/proc/self/ns/net' }))).toBe(
			true
		);
	});

	it('a mapping to the host’s own ids', () => {
		expect(refused((config) => (config.linux.uidMappings = [{ containerID: 0, hostID: 0, size: 65536 }]))).toBe(true);
	});

	it('mounts with devices, and fields that it does not know', () => {
		expect(
			refused((config) => config.mounts.push({ destination: '/x', type: 'bind', source: '/dev', options: ['rbind'] }))
		).toBe(true);
		expect(refused((config) => Object.assign(config, { hooks: { prestart: [{ path: '/bin/sh' }] } }))).toBe(true);
	});
});

describe('system call profile', () => {
	const names = (arch: string, build = false) =>
		ociConfig({ ...input, arch, kind: build ? 'build' : 'service' })
			.linux.seccomp.syscalls.filter((entry) => entry.action === 'SCMP_ACT_ALLOW')
			.flatMap((entry) => entry.names);

	it('lets ordinary programs work and refuses what reaches around the container', () => {
		expect(names('x64')).toEqual(
			expect.arrayContaining(['read', 'execve', 'socket', 'clone', 'epoll_wait', 'futex', 'getrandom'])
		);
		for (const call of [
			...[
				'mount',
				'umount2',
				'unshare',
				'setns',
				'pivot_root',
				'bpf',
				'keyctl',
				'add_key',
				'ptrace',
				'process_vm_readv',
				'init_module',
				'kexec_load'
			],
			...[
				'reboot',
				'settimeofday',
				'clock_settime',
				'open_by_handle_at',
				'perf_event_open',
				'userfaultfd',
				'io_uring_setup',
				'fsopen',
				'swapon',
				'chroot',
				'pidfd_getfd'
			]
		]) {
			expect(names('x64'), call).not.toContain(call);
		}
		expect(names('x64', true)).toContain('chroot');
	});

	it('has programs do without what all of the host share, but for those who ask', () => {
		const answerTo = (name: string, aio: boolean) => {
			const { syscalls } = ociConfig({ ...input, aio }).linux.seccomp;
			return syscalls.filter(({ names }) => names.includes(name)).map(({ action, errnoRet }) => errnoRet ?? action);
		};
		const ENOSYS = 38;
		for (const call of ['io_setup', 'io_submit', 'io_getevents', 'io_pgetevents', 'io_cancel', 'io_destroy']) {
			expect(answerTo(call, false), call).toEqual([ENOSYS]);
			expect(answerTo(call, true), call).toEqual(['SCMP_ACT_ALLOW']);
		}
		for (const call of ['io_uring_setup', 'io_uring_enter', 'io_uring_register'])
			for (const aio of [true, false]) expect(answerTo(call, aio), call).toEqual([ENOSYS]);
	});

	it('fits the architecture, and no other one’s calls get in', () => {
		expect(ociConfig(input).linux.seccomp.architectures).toEqual(['SCMP_ARCH_X86_64']);
		expect(ociConfig({ ...input, arch: 'arm64' }).linux.seccomp.architectures).toEqual(['SCMP_ARCH_AARCH64']);
	});
});
