/**
 * A hostile pup: what its code can do from inside of its container. No check relies on what the pup
 * says about the host.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AliveBox, HOSTILE_SOURCE, cannotRun } from '../support/alive.ts';
import { raw } from '../support/http.ts';
import { root } from '../support/program.ts';

interface Result {
	code: number | null;
	out: string;
	err: string;
}

/**
 * Python that calls a system call by number (x86-64 and arm64 tables) and prints its result and
 * errno.
 */
const SYSCALL = `
import ctypes, os, platform
libc = ctypes.CDLL(None, use_errno=True)
arm = platform.machine() == "aarch64"
def call(x86, arm64, *args):
    ctypes.set_errno(0)
    result = libc.syscall(ctypes.c_long(arm64 if arm else x86), *args)
    return "refused" if result == -1 and ctypes.get_errno() in (1, 13, 38) else "result %d errno %d" % (result, ctypes.get_errno())
`;

describe.skipIf(cannotRun())('a hostile pup', () => {
	let box: AliveBox;
	let id = '';
	let page = '';
	/** Id of a second pup, the neighbour. */
	let neighbour = '';
	let neighbourAddress = '';
	/** Listens on every address of the host, like other programs of the owner. */
	let listener: Server;
	let listenerPort = 0;
	let stranger: ChildProcess;

	beforeAll(async () => {
		box = await AliveBox.start('hostile', { env: { DOGEBOX_HOST: '0.0.0.0' } });
		await box.addSource(HOSTILE_SOURCE);
		id = await box.install('Probe');
		neighbour = await box.install('Neighbour');
		page = (await box.pup(id)).webPages[0]?.url ?? '';
		neighbourAddress = (await box.pup(neighbour)).address ?? '';
		listener = createServer((socket) => socket.end('the host'));
		await new Promise<void>((resolve) => listener.listen(0, '0.0.0.0', resolve));
		const at = listener.address();
		listenerPort = typeof at === 'object' && at ? at.port : 0;
		stranger = spawn('sleep', ['600']);
	});
	afterAll(async () => {
		stranger?.kill();
		listener?.close();
		await box?.dispose();
	});

	/** Runs Python inside of the pup, as the pup's own user. */
	async function run(code: string, timeoutMs = 90_000): Promise<Result> {
		const answer = await raw(`${page}run`, {
			method: 'POST',
			headers: { authorization: `Bearer ${box.api.token()}` },
			body: code,
			timeoutMs
		});
		expect(answer.status, answer.text).toBe(200);
		return JSON.parse(answer.text) as Result;
	}

	/** Returns what the code printed. Fails when the code did not succeed. */
	async function says(code: string): Promise<string> {
		const result = await run(code);
		expect(result, code).toMatchObject({ code: 0 });
		return result.out.trim();
	}

	it('writes nowhere but in /storage and in memory', async () => {
		const written = await says(`
import os
out = []
for top, folders, files in os.walk("/", topdown=True):
    if top in ("/proc", "/sys"):
        folders[:] = []
        continue
    try:
        name = os.path.join(top, ".hostile")
        open(name, "w").close()
        os.unlink(name)
        out.append(top)
        folders[:] = []
    except OSError:
        pass
print(" ".join(sorted(out)))
`);
		const inMemory = ['/tmp', '/run', '/var/cache', '/var/log', '/var/tmp', '/dev/shm', '/dev/mqueue'];
		const allowed = ['/storage', ...inMemory];
		for (const folder of written.split(' ')) expect(allowed, written).toContain(folder);
		expect(written).toContain('/storage');
		expect(written).toContain('/tmp');
		const fixed = await says(`
import os
for path in ("/etc/passwd", "/pup/app.py", "/etc/resolv.conf", "/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/sys/kernel/uevent_helper", "/proc/sys/net/ipv4/ip_forward", "/dev/mem", "/dev/kmsg", "/dev/vda", "/dev/sda"):
    try:
        open(path, "r+b").close()
        print("WRITABLE", path)
    except OSError:
        pass
print("done")
`);
		expect(fixed).toBe('done');
	});

	it('what it writes outside its storage is gone after a restart, its storage stays', async () => {
		await says('open("/tmp/x","w").write("1"); open("/storage/x","w").write("1"); print(1)');
		await box.act(id, 'restart');
		await box.state(id, 'running');
		await expect
			.poll(async () => (await raw(page, { headers: { authorization: `Bearer ${box.api.token()}` } })).status)
			.toBe(200);
		expect(await says('import os; print(os.path.exists("/tmp/x"), os.path.exists("/storage/x"))')).toBe('False True');
	});

	it('sees its own processes only, and signals nobody else', async () => {
		const seen = await says(
			'import os; print(" ".join(open("/proc/%s/comm" % p).read().strip() for p in os.listdir("/proc") if p.isdigit()))'
		);
		const names = seen.split(' ');
		expect(names.length).toBeLessThan(10);
		expect(seen).not.toMatch(/\bnode\b|conmon|sleep|systemd|dockerd/);
		const pid = stranger.pid ?? 0;
		expect(
			await says(
				`import os\ntry:\n  os.kill(${pid}, 9); print("killed")\nexcept OSError as e: print("no such process")`
			)
		).toBe('no such process');
		await says('import os\ntry:\n  os.kill(-1, 0)\nexcept OSError: pass\nprint(1)');
		expect(stranger.exitCode).toBeNull();
		expect(await says('import os; print(os.path.exists("/proc/1/root/work") or os.path.exists("/host"))')).toBe(
			'False'
		);
	});

	it('has no capabilities, cannot gain any, and is nobody on the host', async () => {
		const status = await says('print(open("/proc/self/status").read())');
		expect(status).toMatch(/NoNewPrivs:\s+1/);
		expect(status).toMatch(/Seccomp:\s+2/);
		for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'])
			expect(status, set).toMatch(new RegExp(`${set}:\\s+0{16}`));
		expect(status).toMatch(/Uid:\s+420\s+420\s+420\s+420/);
		const pid = (await box.pup(id)).services[0]?.pid ?? 0;
		const outside = readFileSync(`/proc/${pid}/status`, 'utf8');
		const uid = Number(/Uid:\s+(\d+)/.exec(outside)?.[1]);
		expect(uid, 'mapped to a range nobody else has').toBeGreaterThan(65_535);
		const map = readFileSync(`/proc/${pid}/uid_map`, 'utf8').trim().split(/\s+/).map(Number);
		expect(map[0]).toBe(0);
		expect(map[1]).toBeGreaterThan(65_535);
		for (const space of ['user', 'pid', 'mnt', 'net', 'ipc', 'uts', 'cgroup'])
			expect(statSync(`/proc/${pid}/ns/${space}`).ino, space).not.toBe(statSync(`/proc/self/ns/${space}`).ino);
		const held = readdirSync(`/proc/${pid}/fd`).length;
		expect(held, 'no descriptor of the host was handed in').toBeLessThan(10);
	});

	it('gains nothing from setuid programs', async () => {
		const out = await says(`
import os, subprocess
found = [p for p in ("/usr/bin/su", "/usr/bin/passwd", "/usr/bin/chsh", "/usr/bin/mount", "/usr/bin/newgrp") if os.path.exists(p) and os.stat(p).st_mode & 0o4000]
print(len(found))
r = subprocess.run(["/usr/bin/su", "-c", "id -u", "root"], capture_output=True, text=True, stdin=subprocess.DEVNULL)
print(r.returncode != 0, r.stdout.strip())
open("/storage/s.py", "w").write("import os; print(os.geteuid())")
os.system("cp /usr/bin/python3 /storage/suid && chmod 4755 /storage/suid")
print(subprocess.run(["/storage/suid", "-c", "import os; print(os.geteuid())"], capture_output=True, text=True).stdout.strip())
for call in (lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.chown("/storage/s.py", 0, 0), lambda: os.chroot("/tmp"), lambda: os.mknod("/storage/disk", 0o60666, os.makedev(254, 0))):
    try:
        call(); print("GAINED")
    except OSError:
        pass
os.system("rm -f /storage/suid /storage/s.py")
`);
		const [, refused, inside] = out.split('\n');
		expect(refused?.trim()).toBe('True');
		expect(inside).toBe('420');
		expect(out).not.toContain('GAINED');
	});

	it('is refused mount, ptrace of others, bpf, keyctl, modules, namespaces, clocks and reboot', async () => {
		const out = await says(`${SYSCALL}
print("mount", call(165, 40, b"none", b"/tmp", b"tmpfs", 0, 0))
print("umount2", call(166, 39, b"/proc", 2))
print("pivot_root", call(155, 41, b"/tmp", b"/tmp"))
print("bpf", call(321, 280, 0, 0, 0))
print("keyctl", call(250, 219, 0, 0, 0))
print("add_key", call(248, 217, b"user", b"x", b"y", 1, -4))
print("ptrace", call(101, 117, 16, 1, 0, 0))
print("process_vm_readv", call(310, 270, 1, 0, 0, 0, 0, 0))
print("init_module", call(175, 105, 0, 0, b""))
print("kexec_load", call(246, 104, 0, 0, 0, 0))
print("reboot", call(169, 142, 0xfee1dead, 672274793, 0, 0))
print("settimeofday", call(164, 170, 0, 0))
print("unshare_user", call(272, 97, 0x10000000))
print("unshare_mount", call(272, 97, 0x00020000))
print("setns", call(308, 268, 0, 0))
print("open_by_handle_at", call(304, 265, -100, 0, 0))
print("perf_event_open", call(298, 241, 0, 0, -1, -1, 0))
print("userfaultfd", call(323, 282, 0))
print("swapon", call(167, 224, b"/tmp/x", 0))
print("sethostname", call(170, 161, b"evil", 4))
print("io_uring_setup", call(425, 425, 1, 0))
print("fsopen", call(430, 430, b"tmpfs", 0))
print("socket_alg", call(41, 198, 38, 5, 0))
print("socket_vsock", call(41, 198, 40, 1, 0))
print("socket_vsock_high_bit", call(41, 198, ctypes.c_long((1 << 32) | 40), 1, 0))
`);
		const got = out.split('\n').filter((line) => !line.endsWith(' refused'));
		expect(got, 'let through').toEqual([]);
	});

	it('cannot see the host’s secrets below /proc and /sys', async () => {
		const out = await says(`
import os
for path in ("/proc/kcore", "/proc/keys", "/proc/timer_list", "/proc/sched_debug", "/sys/firmware", "/proc/acpi", "/proc/scsi", "/sys/kernel/debug"):
    try:
        data = os.listdir(path) if os.path.isdir(path) else open(path, "rb").read(16)
        if data: print("READ", path)
    except OSError:
        pass
print("done")
`);
		expect(out).toBe('done');
	});

	it('a fork bomb stays inside: the box answers, the pup can be stopped and started', async () => {
		const from = box.pup(id).then((pup) => pup.limits.pids);
		const bomb = run(
			'import os\nn=0\nwhile n < 100000:\n  try:\n    if os.fork() == 0:\n      import time; time.sleep(8); os._exit(0)\n    n += 1\n  except OSError as e:\n    print("stopped at", n); break'
		).catch(() => null);
		for (let tries = 0; tries < 10; tries++) {
			expect((await box.api.call('GET', '/pups')).status).toBe(200);
			await new Promise((resolve) => setTimeout(resolve, 200));
		}
		const { samples } = await box.get<{ samples: { pids: number[] } }>(`/pups/${id}/metrics`);
		expect(Math.max(...samples.pids)).toBeLessThanOrEqual(await from);
		expect(
			(
				await raw(`${(await box.pup(neighbour)).webPages[0]?.url}`, {
					headers: { authorization: `Bearer ${box.api.token()}` }
				})
			).status
		).toBe(200);
		await bomb;
		await box.act(id, 'stop');
		await box.act(id, 'start');
		await box.state(id, 'running');
		await expect.poll(async () => (await run('print("well")').catch(() => null))?.out).toBe('well\n');
	});

	it('a memory hog stays inside: it is ended or refused, the box and the neighbour go on', async () => {
		const limit = (await box.pup(id)).limits.memoryBytes;
		const neighbourPid = (await box.pup(neighbour)).services[0]?.pid;
		const result = await run(
			`blocks = []\nfor n in range(${Math.ceil((2 * limit) / (32 * 1024 * 1024))}):\n  blocks.append(bytearray(b"x") * (32 * 1024 * 1024))\nprint("ALL OF IT")`
		).catch(() => null);
		expect(result?.out ?? '').not.toContain('ALL OF IT');
		expect((await box.api.call('GET', '/pups')).status).toBe(200);
		expect((await box.pup(neighbour)).services[0]?.pid).toBe(neighbourPid);
		await box.state(id, 'running');
		await expect
			.poll(async () => (await run('print("well")').catch(() => null))?.out, { timeout: 30_000 })
			.toBe('well\n');
	});

	it('filling /tmp does not fill the host', async () => {
		const out = await run(`
import os
n = 0
try:
    with open("/tmp/fill", "wb") as f:
        while n < 4096:
            f.write(b"x" * 1048576); n += 1
except OSError:
    pass
print(n)
`).catch(() => null);
		// The file counts against the memory limit or a size limit of the folder, so either the
		// write or the process ends early.
		if (out?.code === 0) expect(Number(out.out)).toBeLessThan(4096);
		await box.state(id, 'running');
		await expect
			.poll(
				async () =>
					(await run('import os\ntry: os.unlink("/tmp/fill")\nexcept OSError: pass\nprint(1)').catch(() => null))?.out,
				{ timeout: 30_000 }
			)
			.toBe('1\n');
	});

	it('reaches no port of the host, on any of its addresses', async () => {
		// The gateway answers at this address and serves only what was granted.
		const open = `${box.options.subnet.split('.').slice(0, 2).join('.')}.0.1`;
		const addresses = [
			...Object.values(networkInterfaces()).flatMap((links) =>
				(links ?? []).filter((l) => l.family === 'IPv4').map((l) => l.address)
			),
			open
		];
		const pagePort = Number(new URL(page).port);
		const out = await says(`
import socket
for address in ${JSON.stringify([...new Set(addresses)])}:
    for port in (${box.box.port}, ${pagePort}, ${listenerPort}, 22, 53, 80, 10069):
        if (address, port) == ("${open}", 80):
            continue
        s = socket.socket()
        s.settimeout(0.7)
        try:
            s.connect((address, port))
            print("REACHED", address, port)
        except OSError:
            pass
        s.close()
print("done")
`);
		// Loopback inside belongs to the pup, and nothing but its own page listens there, on port
		// 8080.
		expect(out).toBe('done');
	});

	it('reaches no other pup, nobody on the network, no name service, no IPv6', async () => {
		const lan = Object.values(networkInterfaces())
			.flatMap((links) => links ?? [])
			.filter(
				(l) => l.family === 'IPv4' && !l.internal && !l.address.startsWith(box.options.subnet.split('.', 2).join('.'))
			)
			.map((l) => l.address.replace(/\d+$/, '1'));
		const out = await says(`
import socket
for address, port in [("${neighbourAddress}", 8080), ("${neighbourAddress}", 80), ("192.0.2.1", 80)] + [(a, 80) for a in ${JSON.stringify([...new Set(lan)])}]:
    s = socket.socket()
    s.settimeout(1)
    try:
        s.connect((address, port))
        print("REACHED", address, port)
    except OSError:
        pass
    s.close()
for kind, proto in ((socket.SOCK_RAW, socket.IPPROTO_ICMP), (socket.SOCK_RAW, socket.IPPROTO_RAW)):
    try:
        socket.socket(socket.AF_INET, kind, proto); print("RAW")
    except OSError:
        pass
try:
    socket.socket(socket.AF_PACKET, socket.SOCK_RAW); print("PACKET")
except OSError:
    pass
try:
    s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM); s.connect(("2001:db8::1", 80)); print("IPV6")
except OSError:
    pass
try:
    socket.create_connection(("example.com", 80), 2); print("NAMES")
except OSError:
    pass
print("done")
`);
		expect(out).toBe('done');
		const lines = await says(
			`print(open("/proc/net/if_inet6").read() if __import__("os").path.exists("/proc/net/if_inet6") else "")`
		);
		expect(lines).not.toMatch(/eth0/);
	});

	it('finds no socket of the host in its root', async () => {
		const out = await says(`
import os, stat
for top, folders, files in os.walk("/"):
    if top.startswith(("/proc", "/sys")):
        folders[:] = []
        continue
    for name in files:
        path = os.path.join(top, name)
        try:
            if stat.S_ISSOCK(os.lstat(path).st_mode): print(path)
            if stat.S_ISBLK(os.lstat(path).st_mode): print(path)
        except OSError:
            pass
print("done")
`);
		expect(out).toBe('done');
	});

	it('takes no more of the disk than its owner gives it', async () => {
		const limit = (storageBytes: number | null) => box.api.call('PATCH', `/pups/${id}/limits`, { storageBytes });
		expect((await limit(20_000_000)).status).toBe(200);
		// The file is allocated in one call, because a measurement could fall between several
		// writes.
		const fill = `import os, time
time.sleep(1)
os.posix_fallocate(os.open('/storage/fill', os.O_CREAT | os.O_WRONLY), 0, 30_000_000)
time.sleep(1000)`;
		await says(`
import subprocess, sys
subprocess.Popen([sys.executable, "-c", ${JSON.stringify(fill)}], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(1)
`);
		await expect.poll(async () => (await box.pup(id)).state, { timeout: 120_000 }).toBe('broken');
		expect((await box.pup(id)).failure).toMatchObject({
			code: 'storage-limit',
			reason: 'Its data takes 30 MB, more than the 20 MB that it may take.'
		});
		const start = () => box.api.call<{ code: string }>('POST', `/pups/${id}/start`);
		expect((await start()).body.code).toBe('storage-limit');
		expect((await limit(null)).status).toBe(200);
		await box.act(id, 'start');
		await box.state(id, 'running');
	});

	it('what it puts into its storage shows its owner nothing of the host, and of nobody else', async () => {
		const secret = join(box.options.data, 'not-in-files');
		writeFileSync(secret, 'of the host');
		const theirs = join(box.options.data, 'storage', neighbour);
		await says(`
import os, subprocess, sys
os.makedirs("/storage/trap/real", exist_ok=True)
open("/storage/trap/real/mine", "w").write("mine")
for name, target in (("host", ${JSON.stringify(secret)}), ("data", ${JSON.stringify(box.options.data)}), ("up", "../" * 20),
                     ("root", "/"), ("theirs", ${JSON.stringify(theirs)}), ("beside", ${JSON.stringify(`../${neighbour}`)}), ("proc", "/proc")):
    os.symlink(target, "/storage/trap/" + name)
os.mkfifo("/storage/trap/pipe")
open(b"/storage/trap/\\xff\\n\\x1b[2J", "w").close()
loop = """
import os
os.chdir("/storage/trap")
os.symlink("up", "evil")
while True:
    os.rename("real", "turn"); os.rename("turn", "real")
    os.rename("evil", "turn"); os.rename("turn", "evil")
"""
subprocess.Popen([sys.executable, "-c", loop], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(1)
`);
		const at = (what: string, path: string) => `/pups/${id}/files${what}?${new URLSearchParams({ path })}`;
		const read = async (path: string) =>
			(
				await fetch(`${box.url}/api/v1${at('/content', path)}`, {
					headers: { authorization: `Bearer ${box.api.token()}` }
				})
			).text();
		const inData = box.options.data.slice(1);
		const rows: [attack: string, path: string][] = [
			['a link to a file of the host', 'trap/host'],
			['a link to the box’s folder', 'trap/data/dogebox.db'],
			['a link many folders up', `trap/up/${inData}/not-in-files`],
			['a link to the root', 'trap/root/etc/passwd'],
			['a link to another pup', 'trap/theirs/.dbx/config.env'],
			['a link beside the storage', 'trap/beside/.dbx/config.env'],
			['a link into /proc', 'trap/proc/self/environ'],
			['a pipe', 'trap/pipe']
		];
		for (const [attack, path] of rows) {
			const { code } = JSON.parse(await read(path)) as { code: string };
			expect(['not-a-file', 'no-such-file'], attack).toContain(code);
		}
		for (let round = 0; round < 25; round++) {
			expect(['mine', expect.stringContaining('no-such-file')]).toContainEqual(await read('trap/turn/mine'));
			const { body } = await box.api.call<{ entries?: { name: string }[] }>('GET', at('', 'trap/turn'));
			const names = (body.entries ?? []).map(({ name }) => name);
			expect(names, 'never of the host').not.toContain('etc');
			await box.api.call('DELETE', at('', 'trap/turn/etc'));
		}
		const { body } = await box.api.call<{ entries: { name: string; part: string }[] }>('GET', at('', 'trap'));
		const odd = body.entries.find(({ part }) => part.startsWith('base64:'));
		expect(odd?.part).toBe(`base64:${Buffer.from('\xff\n\x1b[2J', 'latin1').toString('base64url')}`);
		expect((await box.api.call('DELETE', at('', `trap/${odd?.part}`))).status).toBe(204);
		await box.act(id, 'restart');
		expect((await box.api.call('DELETE', at('', 'trap'))).status).toBe(204);
		expect(readFileSync(secret, 'utf8')).toBe('of the host');
		expect(existsSync('/etc/passwd')).toBe(true);
		await box.answers(id);
	});

	it('a link it leaves in its storage leads the box nowhere', async () => {
		const secret = join(box.options.data, 'not-for-pups');
		writeFileSync(secret, 'untouched');
		await says(`
import os
os.makedirs("/storage/.dbx", exist_ok=True)
for name in ("delegated.key", "delegated.extended.key", ".dbx/config.env"):
    path = "/storage/" + name
    try: os.unlink(path)
    except OSError: pass
    try: os.symlink(${JSON.stringify(secret)}, path)
    except OSError: pass
print(1)
`);
		await box.api.call('PUT', `/pups/${id}/config`, { values: { GREETING: 'through a link' } });
		await expect
			.poll(async () => (await box.list()).find((p) => p.id === id)?.jobId ?? null, { timeout: 60_000 })
			.toBeNull();
		expect(readFileSync(secret, 'utf8')).toBe('untouched');
		// The same attack with the whole folder replaced by a link.
		const state = await box.state(id, 'running', 'broken', 'crashed', 'stopped');
		if (state.state === 'running') {
			await box.answers(id);
			await run(
				'import os,shutil\nshutil.rmtree("/storage/.dbx", ignore_errors=True)\nos.symlink("/etc", "/storage/.dbx")\nprint(1)'
			);
			await box.api.call('PUT', `/pups/${id}/config`, { values: { GREETING: 'through a folder' } });
			await expect
				.poll(async () => (await box.list()).find((p) => p.id === id)?.jobId ?? null, { timeout: 60_000 })
				.toBeNull();
			expect(existsSync('/etc/config.env')).toBe(false);
		}
		await box.remove(id, false);
		expect(readFileSync(secret, 'utf8')).toBe('untouched');
		expect(existsSync(join(root, 'package.json'))).toBe(true);
	});
});
