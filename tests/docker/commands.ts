/**
 * Commands of the docker CLI that run against dockerd 20.10 and against the box, in this order. The
 * exit status and the shape of the output must be the same. To add a command, add a row.
 */

export interface Command {
	/** The arguments of `docker`, quoted as in a shell. */
	line: string;
	/** Standard input. */
	input?: string;
	/**
	 * What is compared besides the exit status. `all`: both outputs, after {@link shapeOf}. `out`:
	 * only the standard output, where errors are worded differently. `code`: nothing. `keys`: in
	 * JSON, that all of dockerd's keys exist.
	 */
	compare?: 'all' | 'out' | 'code' | 'keys';
	/**
	 * Prefixes of keys that the box does not give, or that newer versions of dockerd do not give.
	 */
	without?: readonly string[];
	/** Why the box differs here, in one sentence. The exit status is then not compared. */
	differs?: string;
	/** Part of the sample that `npm test` runs. */
	sample?: true;
}

/** Image that both sides have. */
export const IMAGE = 'shell:1';

const sample = true as const;

export const COMMANDS: readonly Command[] = [
	// Version and information.
	{ line: 'version --format {{.Server.Os}}', sample },
	{ line: 'info --format {{.OSType}}' },
	{ line: 'info --format {{.Swarm.LocalNodeState}}' },
	{ line: 'ps', sample },
	{ line: 'ps -a --format {{.Names}}' },
	{ line: 'images --format {{.Repository}}:{{.Tag}}', sample },
	{ line: 'image inspect shell:1 --format {{.Config.Cmd}}' },
	{ line: 'image inspect shell:1 --format {{.Config.Env}}' },
	{ line: 'image inspect nosuch:1', compare: 'out' },
	{ line: 'history shell:1 --format {{.Comment}}' },

	// Containers that run to their end.
	{ line: 'run --rm shell:1 true', sample },
	{ line: 'run --rm shell:1 false', sample },
	{ line: 'run --rm shell:1 echo hello', sample },
	{ line: `run --rm shell:1 sh -c 'echo out; echo err >&2; exit 3'`, sample },
	{
		line: `run --rm shell:1 sh -c 'kill -9 $$'`,
		compare: 'code',
		differs: 'The program is the child of an init, not process 1, which no signal of its own reaches.'
	},
	{ line: 'run --rm -i shell:1 cat', input: 'some input\n', sample },
	{ line: 'run --rm -i shell:1 wc -c', input: 'x'.repeat(100_000) },
	{ line: 'run --rm shell:1 nosuch', compare: 'code' },
	{ line: 'run --rm shell:1 /etc/passwd', compare: 'code' },
	{ line: 'run --rm -w /tmp shell:1 pwd' },
	{ line: 'run --rm -w /made/here shell:1 pwd' },
	{ line: 'run --rm -e A=b shell:1 printenv A' },
	{ line: 'run --rm -e FROM_IMAGE= shell:1 printenv FROM_IMAGE' },
	{ line: 'run --rm shell:1 printenv FROM_IMAGE' },
	{ line: 'run --rm --hostname other shell:1 printenv HOSTNAME' },
	{ line: 'run --rm shell:1 printenv HOME', sample },
	{ line: 'run --rm -u app shell:1 printenv HOME', sample },
	{ line: 'run --rm -u 1001 shell:1 printenv HOME' },
	{ line: 'run --rm -u 1002 shell:1 printenv HOME' },
	{ line: 'run --rm -e HOME=/tmp -u app shell:1 printenv HOME' },
	{ line: 'run --rm shell:1 printenv TERM', compare: 'code' },
	{ line: 'run --rm -t shell:1 printenv TERM', sample },
	{ line: 'run --rm -e a.b:c=d shell:1 printenv a.b:c', sample },
	{ line: 'run --rm -u 1000 shell:1 id -u' },
	{ line: 'run --rm -u 1000:1001 shell:1 id -g' },
	{ line: 'run --rm -u nosuch shell:1 id', compare: 'code' },
	{ line: 'run --rm --entrypoint /bin/echo shell:1 a b' },
	{ line: 'run --rm --hostname other shell:1 hostname' },
	{ line: 'run --rm --network none shell:1 ls /sys/class/net' },
	{ line: 'run --rm --read-only shell:1 touch /x', compare: 'code' },
	{ line: 'run --rm --tmpfs /fast shell:1 touch /fast/x' },
	{ line: 'run --rm --shm-size 8m shell:1 true' },
	{ line: 'run --rm --ulimit nofile=100:200 shell:1 sh -c "ulimit -n"' },
	{ line: 'run --rm --cap-drop ALL shell:1 true' },
	{ line: 'run --rm --init shell:1 true' },
	{ line: 'run --rm -m 64m shell:1 true' },
	{ line: 'run --rm --memory 1m shell:1 true', compare: 'code' },
	{ line: 'run --rm --cpus 0.5 shell:1 true' },
	{ line: 'run --rm --pids-limit 50 shell:1 true' },
	{ line: 'run --rm -v made:/data shell:1 sh -c "echo kept > /data/x"' },
	{ line: 'run --rm -v made:/data:ro shell:1 cat /data/x' },
	{ line: 'run --rm -v made:/data:ro shell:1 touch /data/y', compare: 'code' },
	{ line: 'run --rm --mount type=volume,source=made,target=/d shell:1 cat /d/x' },
	{ line: 'run --rm -v :/x shell:1 true', compare: 'code' },
	{ line: 'run --rm --restart always shell:1 true', compare: 'code' },
	{ line: 'run --rm --label a=b shell:1 true' },
	{ line: 'run --rm --stop-signal NOSUCH shell:1 true', compare: 'code' },
	{
		line: 'run --rm -v /etc:/host:ro shell:1 true',
		compare: 'code',
		differs: 'A folder of the host is given only where its administrator allowed it.'
	},
	{
		line: 'run --rm --network host shell:1 true',
		compare: 'code',
		differs: 'The host’s network is never given to a container.'
	},
	{ line: 'run --rm --pid host shell:1 true', compare: 'code', differs: 'Nor are its processes.' },
	{ line: 'run --rm --device /dev/null shell:1 true', compare: 'code', differs: 'Nor are its devices.' },

	// A container that keeps running.
	{ line: 'create --name web --label role=web -e X=1 shell:1 sleep 1000', sample },
	{ line: 'create --name web shell:1 true', compare: 'code', sample },
	{ line: 'create --name -bad shell:1 true', compare: 'code' },
	{ line: 'ps --format {{.Names}}' },
	{ line: 'ps -a --format "{{.Names}} {{.State}} {{.Image}} {{.Command}}"', sample },
	{ line: 'inspect web --format {{.State.Status}}' },
	{ line: 'inspect web', compare: 'keys', without: ['[].GraphDriver.Data.', '[].HostConfig.KernelMemory'] },
	{ line: 'inspect nosuch', sample },
	{ line: 'start web', sample },
	{ line: 'start web' },
	{ line: 'start nosuch' },
	{ line: 'ps --format "{{.Names}} {{.State}} {{.Status}}"' },
	{ line: 'ps -q --filter name=web' },
	{ line: 'ps -q --filter label=role=web' },
	{ line: 'ps -q --filter label=role=other' },
	{ line: 'ps -q --filter status=exited' },
	{ line: 'ps -q --filter nosuch=1', compare: 'out' },
	{ line: 'ps --no-trunc --format {{.ID}}' },
	{ line: 'ps -n 1 --format {{.Names}}' },
	{ line: 'inspect web --format "{{.State.Running}} {{.State.Paused}} {{.RestartCount}} {{.Path}} {{.Args}}"' },
	{ line: 'inspect web --format "{{.Config.Env}} {{.Config.Labels}} {{.Config.Image}}"' },
	{ line: 'inspect web --format "{{.HostConfig.NetworkMode}} {{.HostConfig.RestartPolicy.Name}}"' },
	{ line: 'inspect web --format "{{json .Mounts}}"' },
	{ line: 'inspect web --format "{{.Driver}} {{.Platform}}"', compare: 'out' },
	{ line: 'port web' },
	{ line: 'exec web true', sample },
	{ line: 'exec web echo hello', sample },
	{ line: `exec web sh -c 'echo out; echo err >&2; exit 7'`, sample },
	{ line: 'exec -i web cat', input: 'some input\n', sample },
	{ line: 'exec -e A=b web printenv A' },
	{ line: 'exec -w /tmp web pwd' },
	{ line: 'exec -u 1000 web id -u' },
	{ line: 'exec -u 1000 web printenv HOME' },
	{ line: 'exec -u 1000 -e HOME=/tmp web printenv HOME' },
	{ line: 'exec -t web printenv TERM', sample },
	{ line: 'exec web printenv TERM', compare: 'code' },
	{ line: 'run -d -t --name typed shell:1 sleep 1000', compare: 'code' },
	{ line: 'exec typed printenv TERM', compare: 'code' },
	{ line: 'exec -t typed printenv TERM' },
	{ line: 'exec -t -e TERM=dumb typed printenv TERM' },
	{ line: 'rm -f typed' },
	{ line: 'exec -d web true' },
	{ line: 'exec web nosuch', compare: 'code', differs: 'The status is 127, as with dockerd 28; 20.10 gives 126.' },
	{ line: 'exec web /etc/passwd', compare: 'code' },
	{ line: 'exec nosuch true' },
	{ line: 'logs web' },
	{ line: 'logs --tail 5 web' },
	{ line: 'logs nosuch' },
	{ line: 'top web', compare: 'code' },
	{ line: 'top web -o pid,comm', compare: 'code' },
	{ line: 'top nosuch' },
	{ line: 'stats --no-stream --format {{.Name}} web' },
	{ line: 'diff web' },
	{ line: 'diff nosuch', compare: 'out' },
	{ line: 'pause web', sample },
	{ line: 'pause web', compare: 'code' },
	{ line: 'exec web true', compare: 'code' },
	{ line: 'ps --format {{.State}}' },
	{ line: 'unpause web', sample },
	{ line: 'unpause web', compare: 'code' },
	{ line: 'rename web site', sample },
	{ line: 'rename nosuch other' },
	{ line: 'rename site site', compare: 'code' },
	{ line: 'inspect site --format {{.Name}}' },
	{ line: 'update --restart on-failure:3 site' },
	{ line: 'inspect site --format {{.HostConfig.RestartPolicy.MaximumRetryCount}}' },
	{ line: 'update --memory 128m --memory-swap 256m site', compare: 'code' },
	{ line: 'update --restart nosuch site', compare: 'code' },
	{ line: 'cp site:/etc/passwd -', compare: 'code' },
	{ line: 'cp site:/nosuch -', compare: 'code' },
	{ line: 'export site -o /dev/null', compare: 'code' },
	{ line: 'attach --no-stdin nosuch' },
	{ line: 'rm site', compare: 'code', sample },
	{ line: 'restart -t 0 site', sample },
	{ line: 'kill -s WINCH site' },
	{ line: 'kill site', compare: 'code' },
	{ line: 'kill nosuch', compare: 'out' },
	{ line: 'start site' },
	{ line: 'stop -t 0 site', sample },
	{ line: 'stop site' },
	{ line: 'stop nosuch' },
	{ line: 'wait site', sample },
	{ line: 'wait nosuch' },
	{ line: 'ps -a --filter status=exited --format {{.Names}}' },
	{ line: 'exec site true', compare: 'code' },
	{ line: 'top site', compare: 'code' },
	{ line: 'pause site', compare: 'code' },
	{ line: 'kill site', compare: 'code' },
	{ line: `commit -m words -c 'CMD ["echo","kept"]' -c 'ENV A=b' site kept:1`, sample },
	{ line: 'run --rm kept:1' },
	{ line: 'image inspect kept:1 --format {{.Config.Env}}{{.Config.Cmd}}' },
	{ line: 'commit nosuch kept:2', compare: 'out' },
	{ line: 'rmi kept:1', compare: 'code' },
	{ line: 'build -q -t made:1 -', input: 'FROM shell:1\nRUN echo made > /made\nCMD ["cat", "/made"]\n', sample },
	{ line: 'run --rm made:1' },
	{ line: 'build -q -', input: 'FROM shell:1\nRUN exit 3\n', compare: 'out' },
	{ line: 'build -q -', input: 'FROM\n', compare: 'out' },
	{ line: 'rmi made:1', compare: 'code' },
	{ line: 'rm site', sample },
	{ line: 'rm site', sample },

	// Output that is read later.
	{ line: `run -d --name says shell:1 sh -c 'echo one; echo two; echo bad >&2; exit 4'` },
	{ line: 'wait says' },
	{ line: 'logs says' },
	{ line: 'logs --tail 1 says', compare: 'code' },
	{ line: 'logs -t says' },
	{ line: 'logs -f says' },
	{ line: 'logs --since 2000-01-01T00:00:00 says' },
	{ line: 'logs --until 2000-01-01T00:00:00 says' },
	{ line: 'start -a says' },
	{ line: 'inspect says --format "{{.State.ExitCode}} {{.State.Error}}"' },
	{ line: 'ps -a --filter exited=4 --format {{.Names}}' },
	{ line: 'rm -f says' },

	// Ports.
	{ line: 'run -d --name port -p 127.0.0.1::80 -p 81/udp shell:1 sleep 1000' },
	{ line: 'port port 80', compare: 'code' },
	{ line: 'port port 81/udp', compare: 'code' },
	{ line: 'rm -f port', compare: 'code' },
	{ line: 'run -d --name port -p 80 shell:1 sleep 1000' },
	{ line: 'port port 80', compare: 'code' },
	{ line: 'port port 81' },
	{ line: 'run -d --name other -p 80:nosuch shell:1 true', compare: 'code' },
	{ line: 'rm -f port' },

	// Networks.
	{ line: 'network ls --format {{.Name}}' },
	{ line: 'network create own' },
	{ line: 'network create own', compare: 'code' },
	{ line: 'network inspect own --format {{.Driver}}' },
	{ line: 'run -d --name one --network own --network-alias db shell:1 sleep 1000' },
	{ line: 'run --rm --network nosuch shell:1 true', compare: 'code' },
	{ line: 'inspect one --format "{{range $name, $_ := .NetworkSettings.Networks}}{{$name}}{{end}}"' },
	{ line: 'network rm own', compare: 'code' },
	{ line: 'network disconnect own one' },
	{ line: 'network connect own one' },
	{ line: 'rm -f one' },
	{ line: 'network rm own' },
	{ line: 'network rm own' },
	{ line: 'network inspect nosuch' },
	{ line: 'network create -d nosuch bad', compare: 'code' },
	{ line: 'network rm bridge', compare: 'code' },

	// Volumes.
	{ line: 'volume ls --format {{.Name}}' },
	{ line: 'volume create own' },
	{ line: 'volume create --label a=b labelled' },
	{ line: 'volume inspect own --format "{{.Name}} {{.Driver}} {{.Scope}}"' },
	{ line: 'volume inspect nosuch' },
	{ line: 'volume rm own labelled' },
	{ line: 'volume rm nosuch' },
	{ line: 'volume create -d nosuch bad', compare: 'code' },
	{ line: 'volume rm made' },
	{ line: 'volume prune -f', compare: 'code' },

	// What scripts query.
	{ line: 'network create asked-net', sample },
	{
		line:
			'run -d --name asked --network asked-net -e K=v -v asked-vol:/kept --restart on-failure:2 ' +
			'--health-cmd true --health-interval 1s --label com.docker.compose.project=p shell:1 sleep 1000',
		sample
	},
	{ line: 'ps --no-trunc --filter name=asked --format json', compare: 'keys', sample },
	{ line: 'inspect asked -f {{.State.Health.FailingStreak}}', sample },
	{ line: `inspect asked -f '{{json .State}}'`, compare: 'keys', without: ['.Health.Log'] },
	{ line: `inspect asked -f '{{json .NetworkSettings}}'`, compare: 'keys' },
	{ line: `inspect asked -f '{{.NetworkSettings.IPAddress}}'`, compare: 'code' },
	{ line: `inspect asked -f '{{(index .NetworkSettings.Networks "asked-net").IPAddress}}'` },
	{ line: `inspect asked -f '{{range .Mounts}}{{.Type}} {{.Name}} {{.Destination}} {{.RW}}{{end}}'` },
	{ line: `inspect asked -f '{{range .Config.Env}}{{println .}}{{end}}'` },
	{ line: `inspect asked -f '{{.HostConfig.RestartPolicy.Name}} {{.HostConfig.RestartPolicy.MaximumRetryCount}}'` },
	{ line: `inspect asked -f '{{index .Config.Labels "com.docker.compose.project"}}'` },
	{ line: 'ps -a --filter label=com.docker.compose.project=p --format {{.Names}}' },
	{ line: 'ps -a --filter label=com.docker.compose.project=q --format {{.Names}}' },
	{ line: 'ps -a --filter network=asked-net --filter volume=asked-vol --format {{.Names}}' },
	{ line: 'logs --since 10m asked' },
	{
		// The docker client sends whole seconds: with `0s`, events of the current second would be
		// left out.
		line:
			'events --since 10m --until -1s --filter type=container --filter container=asked --filter event=create ' +
			'--format {{.Action}}',
		sample
	},
	{ line: 'events --since 10m --until 0s --filter label=com.docker.compose.project=q --format {{.Action}}' },
	{ line: 'network rm asked-net', compare: 'code' },
	{ line: 'rm -f -v asked', sample },
	{ line: 'network rm asked-net' },
	{ line: 'volume rm asked-vol' },
	{ line: `run -d --name w1 shell:1 sh -c 'sleep 1; exit 3'` },
	{ line: `run -d --name w2 shell:1 sh -c 'exit 4'` },
	{ line: 'wait w1 w2' },
	{ line: 'rm w1 w2' },
	{ line: 'context ls --format {{.Name}}' },
	{ line: 'system prune -f', compare: 'code', sample },

	// Images.
	{ line: 'tag shell:1 again:2', sample },
	{ line: 'tag nosuch:1 again:3', compare: 'out' },
	{ line: 'images --format {{.Repository}}:{{.Tag}} again' },
	{ line: 'images -q nosuch' },
	{ line: 'rmi again:2', compare: 'code', sample },
	{ line: 'rmi nosuch:1', compare: 'out' },
	{ line: 'save shell:1 -o /dev/null' },
	{ line: 'save nosuch:1 -o /dev/null', compare: 'code' },
	{ line: 'load', input: 'no archive', compare: 'code' },
	{ line: 'image prune -f', compare: 'code' },
	{ line: 'system df --format {{.Type}}' },
	{ line: 'container prune -f', compare: 'code' },
	{ line: 'search nosuch', compare: 'code' },

	// What neither side supports.
	{ line: 'node ls', compare: 'code' },
	{ line: 'service ls', compare: 'code' },
	{ line: 'secret ls', compare: 'code' },
	{ line: 'plugin ls --format {{.Name}}' }
];
