/** The Python library for Docker (Debian's python3-docker) against a box with real containers. */
import { execFile, execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cannotRunContainers } from './support/engine-fixture.ts';
import { dockerFixture, type DockerFixture } from './support/docker-fixture.ts';
import { cannotServeImages } from './support/registry-fixture.ts';

function noLibrary(): string | null {
	try {
		execFileSync('/usr/bin/python3', ['-c', 'import docker'], { stdio: 'ignore' });
		return null;
	} catch {
		return 'there is no python3-docker';
	}
}
const why = cannotRunContainers() ?? cannotServeImages() ?? noLibrary();
if (why) console.log(`skipped: ${why}`);

/** Prints what it saw as one JSON object. Argument: the image. */
const SESSION = `
import docker, io, json, sys, tarfile, time
image = sys.argv[1]
client = docker.from_env()
seen = {"ping": client.ping()}
# The library reads a log only after it has removed the container.
seen["ran"] = [client.containers.run(image, ["echo", "hello"], remove=True).decode() for _ in range(10)]
try:
    client.containers.run(image, ["sh", "-c", "exit 3"], remove=True)
except docker.errors.ContainerError as error:
    seen["status"] = error.exit_status
one = client.containers.run(image, ["sleep", "1000"], detach=True, name="web", labels={"a": "b"})
seen["listed"] = [c.name for c in client.containers.list(filters={"label": "a=b"})]
# The library loses output that it reads together with the head of the answer: so a wait before it.
code, out = one.exec_run(["sh", "-c", "sleep 1; echo out; echo err >&2; exit 7"], demux=True)
seen["exec"] = [code, out[0].decode(), out[1].decode()]
seen["tty"] = one.exec_run(["sh", "-c", "sleep 1; tty"], tty=True).output.decode().startswith("/dev/pts/")
made = client.api.exec_create(one.id, ["sleep", "7"])["Id"]
client.api.exec_start(made, detach=True)
process = "/proc/%d/cmdline" % client.api.exec_inspect(made)["Pid"]
while b"sleep" not in open(process, "rb").read():
    time.sleep(0.05)
seen["process"] = open(process).read().split("\\0")[:2]
seen["streamed"] = b"".join(one.exec_run(["sh", "-c", "sleep 1; seq 1 2000"], stream=True).output).decode().count("\\n")
stats = one.stats(stream=False)
seen["stats"] = [stats["name"], stats["memory_stats"]["usage"] > 0, "system_cpu_usage" in stats["precpu_stats"]]
follow = one.stats(decode=True)
seen["followed"] = [next(follow)["name"] for _ in range(2)]
seen["top"] = one.top(ps_args="-o pid,args")["Titles"]
seen["df"] = [len(client.df()[kind]) for kind in ("Images", "Containers", "BuildCache")]
try:
    client.containers.run(image, ["nope"], remove=True)
except docker.errors.APIError as error:
    seen["missing"] = "executable file not found" in str(error)
# Files, logs, a command's terminal and a name.
archive = io.BytesIO()
with tarfile.open(fileobj=archive, mode="w") as tar:
    member = tarfile.TarInfo("put.txt")
    member.size = 6
    tar.addfile(member, io.BytesIO(b"by py\\n"))
one.put_archive("/tmp", archive.getvalue())
stream, stat = one.get_archive("/tmp/put.txt")
with tarfile.open(fileobj=io.BytesIO(b"".join(stream))) as tar:
    seen["file"] = [stat["name"], tar.extractfile("put.txt").read().decode()]
seen["diff"] = "/tmp/put.txt" in [change["Path"] for change in one.diff()]
lines = client.containers.run(image, ["sh", "-c", "echo one; echo two >&2; sleep 1; echo three"], detach=True)
seen["logs"] = [line.decode() for line in lines.logs(stream=True, follow=True)]
lines.remove()
# Networks and volumes.
network = client.networks.create("pynet", labels={"a": "b"}, ipam=docker.types.IPAMConfig(
    pool_configs=[docker.types.IPAMPool(subnet="172.29.0.0/16")]))
volume = client.volumes.create("pyvol", labels={"a": "b"})
network.connect(one, aliases=["site"])
other = client.containers.run(image, ["busybox", "nslookup", "site"], network="pynet", remove=True,
    volumes={"pyvol": {"bind": "/kept", "mode": "rw"}}, mem_limit="64m", environment={"A": "b"})
seen["alias"] = "Address" in other.decode()
network.reload()
seen["network"] = [network.attrs["IPAM"]["Config"][0]["Subnet"], [c.name for c in network.containers]]
network.disconnect(one)
network.remove()
volume.remove()
seen["gone"] = [len(client.networks.list(filters={"label": "a=b"})), len(client.volumes.list(filters={"label": "a=b"}))]
# Images.
built, output = client.images.build(fileobj=io.BytesIO(("FROM %s\\nENV B=c\\n" % image).encode()), tag="bypy:1")
seen["built"] = [built.tags, "B=c" in built.attrs["Config"]["Env"]]
built.tag("bypy", "2")
built.reload()
saved = b"".join(built.save(named="bypy:2"))
client.images.remove("bypy:1")
client.images.remove("bypy:2")
seen["loaded"] = [loaded.tags for loaded in client.images.load(saved)]
client.images.remove("bypy:2")
committed = one.commit("kept", "1")
seen["committed"] = committed.tags
client.images.remove("kept:1")
one.rename("site")
one.update(mem_limit="96m", memswap_limit="96m")
one.pause()
one.reload()
seen["state"] = [one.name, one.status, one.attrs["HostConfig"]["Memory"]]
one.unpause()
one.restart(timeout=0)
one.stop(timeout=0)
seen["waited"] = one.wait()["StatusCode"]
seen["actions"] = [e["Action"].split(":")[0] for e in client.events(since=0, until=1, decode=True)]
one.remove()
# The library itself leaves one whose start failed.
seen["pruned"] = len(client.containers.prune()["ContainersDeleted"])
seen["left"] = len(client.containers.list(all=True))
print(json.dumps(seen))
`;

describe.skipIf(why)('the Python library for Docker', () => {
	let docker: DockerFixture;
	beforeAll(async () => {
		docker = await dockerFixture({ name: 'tdpy' });
		await docker.docker(['pull', '-q', docker.shell]);
	});
	afterAll(async () => {
		await docker?.end();
	});

	it('runs, lists, looks at and removes containers, and commands in them', async () => {
		const out = await new Promise<string>((resolve, reject) => {
			const own = process.getuid?.() === 0 && { uid: 0, gid: 0 };
			const env = { PATH: process.env['PATH'], DOCKER_HOST: `unix://${docker.socket}` };
			execFile(
				'/usr/bin/python3',
				['-c', SESSION, docker.shell],
				{ ...own, env, timeout: 120_000 },
				(error, said, err) => (error ? reject(new Error(err || error.message)) : resolve(said))
			);
		});
		expect(JSON.parse(out)).toEqual({
			...{ ping: true, ran: Array<string>(10).fill('hello\n'), status: 3, listed: ['web'] },
			...{ exec: [7, 'out\n', 'err\n'], process: ['sleep', '7'], tty: true, streamed: 2000 },
			...{ stats: ['/web', true, true], followed: ['/web', '/web'], top: ['PID', 'COMMAND'], df: [1, 1, 0] },
			...{ file: ['put.txt', 'by py\n'], diff: true, logs: ['one\n', 'two\n', 'three\n'], alias: true },
			...{ network: ['172.29.0.0/16', ['web']], gone: [0, 0], built: [['bypy:1'], true], loaded: [['bypy:2']] },
			...{ committed: ['kept:1'], state: ['site', 'paused', 100_663_296] },
			...{ missing: true, waited: 137, actions: [], pruned: 1, left: 0 }
		});
	});
});
