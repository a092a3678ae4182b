/** A separate host for the pup network: a network namespace, and a process that works in it. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { rolldown } from 'rolldown';
import type { HostNames, HostPaths } from '../../../src/lib/server/host/index.ts';
import type { NetworkMember, NetworkPolicy, Traffic } from '../../../src/lib/server/network/index.ts';
import { rmSync, spawn, writeFileSync } from '../../support/as-root.ts';
import type { NetSpace } from './net-space.ts';

export interface NetworkHostSettings {
	paths: HostPaths;
	names: HostNames;
	/** IPv4 addresses of the host's resolvers. */
	resolvers: string[];
}

export interface NetworkHost {
	gateway: string;
	gatewayPort: number;
	ensure(members: NetworkMember[]): Promise<void>;
	allow(policies: NetworkPolicy[]): Promise<void>;
	attach(member: NetworkMember, pid: number): Promise<void>;
	detach(id: string): Promise<void>;
	traffic(): Promise<Traffic[]>;
	/** Ends the process and leaves everything that it created. */
	crash(): Promise<void>;
	/** Removes everything that it created, and ends the process. */
	close(): Promise<void>;
}

const root = join(import.meta.dirname, '../../..');

/** Mounts only the network part of the namespace's own sysfs. Cgroups remain those of the host. */
const OWN_SYS = `mount --make-rprivate / && mount -t sysfs sysfs /mnt && for part in class/net devices/virtual/net; do
mount --bind /mnt/$part /sys/$part; done && umount /mnt && exec "$@"`;

export async function startNetworkHost(space: NetSpace, settings: NetworkHostSettings): Promise<NetworkHost> {
	const bundle = await rolldown({
		input: join(import.meta.dirname, 'network-program.ts'),
		platform: 'node',
		external: ['@lydell/node-pty', /\.node$/]
	});
	const { output } = await bundle.generate({ format: 'esm', codeSplitting: false });
	await bundle.close();
	// Inside of the clone, so that the program finds its native packages.
	const program = join(root, '.svelte-kit', `network-${randomUUID()}.mjs`);
	writeFileSync(program, output[0].code);
	const own = ['unshare', '--mount', 'sh', '-ec', OWN_SYS, 'sh'];
	const args = [...own, process.execPath, program, JSON.stringify(settings)];
	const child = spawn('nsenter', [`--net=/proc/${space.pid}/ns/net`, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
	const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
	const next = async () => {
		const line = await lines.next();
		if (line.done) throw new Error('the network of the host ended');
		return JSON.parse(line.value) as { result?: unknown; error?: string };
	};
	await next().finally(() => rmSync(program));

	/** The last call. Calls run one after the other. */
	let last: Promise<unknown> = Promise.resolve();
	const call = <T>(name: string, ...values: unknown[]): Promise<T> => {
		const answer = last
			.catch(() => {})
			.then(async () => {
				child.stdin!.write(JSON.stringify({ call: name, args: values }) + '\n');
				const { result, error } = await next();
				if (error !== undefined) throw new Error(error);
				return result as T;
			});
		last = answer;
		return answer;
	};
	return {
		...(await call<Pick<NetworkHost, 'gateway' | 'gatewayPort'>>('about')),
		ensure: (members) => call('ensure', members),
		allow: (policies) => call('allow', policies),
		attach: (member, pid) => call('attach', member, pid),
		detach: (id) => call('detach', id),
		traffic: () => call('traffic'),
		async crash() {
			child.kill('SIGKILL');
			await ended;
		},
		async close() {
			await call('destroy').finally(() => child.stdin!.end());
			await ended;
		}
	};
}
